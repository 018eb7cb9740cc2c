"""The questions, one file each; whatever lists them is derived from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from analysis.words.arguments import answering

if TYPE_CHECKING:
    from analysis.data.study import Study
    from analysis.questions._question import Draw, Question

NAMES: tuple[str, ...] = (
    "availability_matrix",
    "comparability_matrix",
    "progress_bars",
    "trajectories",
    "cashless_definitions",
    "yardstick_procedures",
    "online_use",
    "mynumber_series",
    "ward_positions",
    "target_vintages",
    "scorecard",
    "outlook",
    "ranking_sensitivity",
)
"""The files of this folder, in the order in which their figures are shown; a test compares the two.

A name is that of a file, of its public function and, where it draws one figure, of its figure.
"""


def questions(study: Study) -> list[Question]:
    """Return every question that the codebook of ``study`` asks, those about a theme together in the order of themes."""
    asked = [one for name in NAMES for one in _asked(import_module(f"analysis.questions.{name}"), study)]
    themes = ["", *dict.fromkeys(study.tables.concepts["theme"])]
    first = next((place for place, one in enumerate(asked) if one.theme), 0)
    about_a_theme = sorted((one for one in asked if one.theme), key=lambda one: themes.index(one.theme))
    return [
        *(one for one in asked[:first] if not one.theme),
        *about_a_theme,
        *(one for one in asked[first:] if not one.theme),
    ]


def _asked(module: ModuleType, study: Study) -> list[Question]:
    """Return the one question of a file, or those that it makes of the codebook."""
    found: list[Question] = module.asked(study) if hasattr(module, "asked") else [module.QUESTION]
    return found


class Figures(Mapping[str, "Draw"]):
    """The public function of every figure by name, as the codebook has them; made when first looked at.

    Examples
    --------
    >>> import analysis
    >>> "scorecard" in analysis.FIGURES, analysis.FIGURES["trajectories_cashless"](lang="en").ward_kpi.name
    (True, 'trajectories_cashless')
    """

    def __getitem__(self, name: str) -> Draw:
        """Return a function that draws; raise UnknownName, which is a KeyError, where there is none of the name."""
        from analysis.data.load import check_names

        found = self._all()
        check_names("figure", name, found)
        return found[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names in order."""
        return iter(self._all())

    def __len__(self) -> int:
        """Return how many figures there are."""
        return len(self._all())

    @staticmethod
    def _all() -> dict[str, Draw]:
        from analysis.data.study import Study
        from analysis.questions._question import public

        return {one.name: answering(public(one)) for one in questions(Study.of())}


FIGURES: Mapping[str, Draw] = Figures()
"""The public function of every figure by name, in the order of the notebooks."""
