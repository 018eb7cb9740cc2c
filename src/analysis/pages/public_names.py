"""Every public name with its signature and what its docstring says, under the work that it does: docs/api.md, and a page."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from analysis.questions import NAMES
from analysis.words.say import told

GROUPS: Mapping[str, str] = {
    "load": "load_observations load_indicators load_concepts load_sources load_wards load_evaluations load_coverage "
    "named search municipality_codes data_version __version__ frames",
    "measure": "progress compare comparability revisions judgements redated_targets published_by_wards",
    "figures": " ".join([*NAMES, "FIGURES", "figures"]),
    "said": "conclusions online_is_not_used export cite",
    "own_charts": "chart_style chart_settings palette markers fiscal_year_axis described",
    "tables": "figures_table progress_table availability_table comparability_table outlook_table ranking_table "
    "revisions_table judgements_table reading_table tables",
    "evidence": "explain verify consistency crosscheck audit_findings coverage_table corrections_table consistency_table "
    "consistency_summary_table crosscheck_table",
    "nation": "distribution lag load_national load_national_totals peers position positions_table",
    "session": "set_language setup_notebook",
    "errors": "WardKpiError DataError UnknownName NotComparable BadArgument WrongCall FigureError NoFigureData",
}
"""Names by what one does with them; a name that stands nowhere is told at the end, so that none is forgotten."""


@dataclass(frozen=True)
class PublicName:
    """A name as the pages show it: the first line of its docstring, how it is called, and the rest."""

    name: str
    about: str
    signature: str = ""
    rest: str = ""


def grouped() -> Iterator[tuple[str, list[PublicName]]]:
    """Yield each group by the key of its title, with its names."""
    library = import_module("analysis")  # the public face itself is what is described here
    known = {name for names in GROUPS.values() for name in names.split()}
    further = [name for name in sorted(library.__all__) if name not in known]
    for group, names in {**{group: names.split() for group, names in GROUPS.items()}, "further": further}.items():
        if names:
            yield group, [_described(name, getattr(library, name)) for name in names]


def _described(name: str, value: Any) -> PublicName:
    if isinstance(value, str):
        return PublicName(name, told("pages.api.version", "en"))
    if inspect.ismodule(value):
        return PublicName(name, inspect.getdoc(value) or "")
    if not callable(value):
        return PublicName(name, told("pages.api.mapping", "en"))
    signature = "" if inspect.isclass(value) else name + str(inspect.signature(value)).replace("'", "")
    first, _, rest = (inspect.getdoc(value) or "").partition("\n")
    return PublicName(name, first, signature, rest.strip())


def as_markdown() -> str:
    """Return docs/api.md."""
    parts = [f"# {told('pages.api.title', 'en')}", told("pages.api.made", "en")]
    for group, names in grouped():
        parts.append(f"## {told(f'pages.api.group.{group}', 'en')}")
        parts += [part for one in names for part in _markdown(one)]
    return "\n\n".join(parts) + "\n"


def _markdown(one: PublicName) -> Iterator[str]:
    yield from (f"### `{one.name}`", one.about)
    if one.signature:
        yield f"```python\n{one.signature}\n```"
    if one.rest:
        yield f"```text\n{one.rest}\n```"
