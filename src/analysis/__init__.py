"""Compare how Tokyo's wards digitise their services, with document, place and vintage of every figure.

``help(analysis.progress)`` tells of one name; the arguments ward, theme, concept, indicator take an id or a name, or several.
What returns what: ``dir(analysis.frames)``, ``dir(analysis.figures)``, ``dir(analysis.tables)``; each name is here, too.

DATA, a DataFrame each (``analysis.frames``); ``search("online")`` finds the ids
    load_observations     published figures; vintage=, as_of_publication=, names=, detail=, lang=
    load_indicators       what each ward measures, with its definition and caveat
    load_concepts         the codebook: what wards share; load_wards: the areas; load_sources: the documents
    load_coverage         how much of each document is transcribed; a theme without a row is not mentioned
    load_evaluations      what wards judge of themselves
    load_national         what ministries measure in every municipality; load_national_totals: by prefecture, type, age
    named                 names beside the ids of any table
    municipality_codes    brings outside codes and names to one form, to merge by ``ward``
MEASURES, a DataFrame each (``analysis.frames``)
    progress              baseline, target, newest result, pace and status against the ward's own target
    judgements            the same by each document alone; redated_targets: where a target was dated anew
    revisions             what changed between two documents or days: plan against report
    compare               wards side by side, where that may be; comparability: what may be compared
    published_by_wards    without what ministries publish
    position              rank among other municipalities; distribution, peers, lag
FIGURES (``analysis.figures``), which show themselves; ``figure.ward_kpi`` knows title, sentences, rows and sources
    progress_bars         baseline to target; scorecard: all themes; outlook: the steps still needed
    trajectories          a theme over the years; target_vintages: what documents changed about targets
    online_use            use by service; yardstick_procedures: one list of procedures; cashless_definitions
    mynumber_series       card rates by one definition; ward_positions: among wards and municipalities
    availability_matrix   what there is; comparability_matrix; ranking_sensitivity: whether wards may be ranked
    FIGURES               the figures of the notebooks by name; trajectories(theme) draws every theme
    conclusions           what figures say, as sentences; online_is_not_used
    export, cite          a figure as PNG, SVG, PDF and CSV; documents, places and version, as text and BibTeX
OWN CHARTS
    chart_style           the style as a context; chart_settings, palette, markers, fiscal_year_axis, described
TABLES to read (``analysis.tables``), as a notebook shows them; ``.rows`` is the DataFrame behind each
    figures_table         figures by year; progress_table, availability_table, comparability_table, outlook_table,
                          positions_table, ranking_table, revisions_table, judgements_table; reading_table: any other
EVIDENCE
    explain               one figure's story, back to its cell; crosscheck, crosscheck_table: card rates against the ministry's
    needing a checkout, for data/raw, which a wheel has not:
    verify                every cell against its document; coverage_table: what is looked for; corrections_table
    consistency           what documents state about themselves, recomputed; consistency_table, consistency_summary_table
    audit_findings        what these checks found
SESSION
    set_language          "ja" or "en" for all that follows; setup_notebook, data_version, __version__
ERRORS, each one line
    WardKpiError          base of all: BadArgument, DataError, FigureError, NoFigureData, NotComparable, UnknownName, WrongCall
TYPES, for hints: ``from analysis import KpiFigure``
    KpiFigure             a figure; ReadingTable, Citation, Conclusions, Described, Explanation

Importing this loads neither pandas nor matplotlib: what a name needs is loaded when it is first used.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.questions import NAMES as _QUESTIONS
from analysis.words.arguments import answering as _answering

if TYPE_CHECKING:
    from analysis.audit.evidence import verify
    from analysis.audit.story import Explanation as Explanation
    from analysis.audit.story import explain
    from analysis.data.municipalities import municipality_codes
    from analysis.data.references import Citation as Citation
    from analysis.data.release import data_version
    from analysis.drawing.own_charts import Described as Described
    from analysis.drawing.own_charts import chart_settings, chart_style, described, fiscal_year_axis, markers, palette
    from analysis.drawing.page import KpiFigure as KpiFigure
    from analysis.office.figure_files import export
    from analysis.pages import public_figures as figures
    from analysis.pages import public_frames as frames
    from analysis.pages import public_tables as tables
    from analysis.pages.audit_readings import audit_findings
    from analysis.pages.notebook_display import Conclusions as Conclusions
    from analysis.pages.notebook_display import conclusions, setup_notebook
    from analysis.pages.public_figures import *
    from analysis.pages.public_frames import *
    from analysis.pages.public_tables import *
    from analysis.questions import FIGURES
    from analysis.questions._citing import cite
    from analysis.questions._reading import ReadingTable as ReadingTable
    from analysis.questions.online_use import online_is_not_used
    from analysis.words.errors import (
        BadArgument,
        DataError,
        FigureError,
        NoFigureData,
        NotComparable,
        UnknownName,
        WardKpiError,
        WrongCall,
    )
    from analysis.words.labels import set_language

__version__ = "0.1.0"

_OF_MODULES = {
    "analysis.audit.cross_checks": "crosscheck",
    "analysis.audit.evidence": "verify",
    "analysis.audit.self_checks": "consistency",
    "analysis.audit.story": "explain",
    "analysis.data.finding": "search",
    "analysis.data.loaders": "load_concepts load_coverage load_evaluations load_indicators load_observations load_sources load_wards named published_by_wards",
    "analysis.data.municipalities": "municipality_codes",
    "analysis.data.national": "load_national load_national_totals",
    "analysis.data.release": "data_version",
    "analysis.drawing.own_charts": "chart_settings chart_style described fiscal_year_axis markers palette",
    "analysis.measures.attainment": "progress",
    "analysis.measures.commitments": "judgements redated_targets",
    "analysis.measures.comparing": "comparability compare",
    "analysis.measures.national_position": "distribution lag peers position",
    "analysis.measures.vintage_changes": "revisions",
    "analysis.office.figure_files": "export",
    "analysis.pages.audit_readings": "audit_findings consistency_summary_table consistency_table corrections_table coverage_table crosscheck_table judgements_table revisions_table",
    "analysis.pages.notebook_display": "conclusions setup_notebook",
    "analysis.questions": "FIGURES",
    "analysis.questions._citing": "cite",
    "analysis.questions._figures_reading": "figures_table",
    "analysis.questions._reading": "reading_table",
    "analysis.questions.availability_matrix": "availability_table",
    "analysis.questions.comparability_matrix": "comparability_table",
    "analysis.questions.online_use": "online_is_not_used",
    "analysis.questions.outlook": "outlook_table",
    "analysis.questions.progress_bars": "progress_table",
    "analysis.questions.ranking_sensitivity": "ranking_table",
    "analysis.questions.ward_positions": "positions_table",
    "analysis.words.errors": "BadArgument DataError FigureError NoFigureData NotComparable UnknownName WardKpiError WrongCall",
    "analysis.words.labels": "set_language",
}
_TYPES = {
    "Citation": "analysis.data.references",
    "Conclusions": "analysis.pages.notebook_display",
    "Described": "analysis.drawing.own_charts",
    "Explanation": "analysis.audit.story",
    "KpiFigure": "analysis.drawing.page",
    "ReadingTable": "analysis.questions._reading",
}
"""What functions return: for type hints, and left out of what ``dir`` and ``help`` list, as most is matplotlib's own."""
_HOMES = {
    **{name: f"analysis.questions.{name}" for name in _QUESTIONS},
    **{name: module for module, names in _OF_MODULES.items() for name in names.split()},
    **_TYPES,
}
"""The module that defines each public name; it is loaded when the name is first used."""

__all__ = [
    "FIGURES",
    "BadArgument",
    "DataError",
    "FigureError",
    "NoFigureData",
    "NotComparable",
    "UnknownName",
    "WardKpiError",
    "WrongCall",
    "__version__",
    "audit_findings",
    "availability_table",
    "chart_settings",
    "chart_style",
    "cite",
    "comparability",
    "comparability_table",
    "compare",
    "conclusions",
    "consistency",
    "consistency_summary_table",
    "consistency_table",
    "corrections_table",
    "coverage_table",
    "crosscheck",
    "crosscheck_table",
    "data_version",
    "described",
    "distribution",
    "explain",
    "export",
    "figures",
    "figures_table",
    "fiscal_year_axis",
    "frames",
    "judgements",
    "judgements_table",
    "lag",
    "load_concepts",
    "load_coverage",
    "load_evaluations",
    "load_indicators",
    "load_national",
    "load_national_totals",
    "load_observations",
    "load_sources",
    "load_wards",
    "markers",
    "municipality_codes",
    "named",
    "online_is_not_used",
    "outlook_table",
    "palette",
    "peers",
    "position",
    "positions_table",
    "progress",
    "progress_table",
    "published_by_wards",
    "ranking_table",
    "reading_table",
    "redated_targets",
    "revisions",
    "revisions_table",
    "search",
    "set_language",
    "setup_notebook",
    "tables",
    "verify",
    *_QUESTIONS,
]


if not TYPE_CHECKING:  # so that mypy knows the public names and no others

    def __getattr__(name: str) -> Any:
        """Load a public name on first use; a function answers a wrong call in one line."""
        if name in _NAMESPACES:
            globals()[name] = _Listed(f"{__name__}.{name}", _NAMESPACES[name].said)
            return globals()[name]
        if name not in _HOMES:
            raise _unknown(__name__, name, __all__)
        found = getattr(import_module(_HOMES[name]), name)
        globals()[name] = _answering(found, _takes) if inspect.isfunction(found) else found
        return globals()[name]

    def _unknown(module: str, name: str, known: Iterable[str]) -> AttributeError:
        """Return the error for a name that a module has not, with the nearest ones, which notebooks do not ask for."""
        near = get_close_matches(name, known)
        return AttributeError(f"module '{module}' has no attribute '{name}'" + f", but {', '.join(near)}" * bool(near))

    def _takes(value: object, arguments: list[str]) -> str:
        """Return which argument takes a value that was given without a name."""
        return import_module("analysis.data.asked").argument_of(value, arguments)

    class _Listed(ModuleType):
        """The public functions of one sort, as a module: each is the very same as in :mod:`analysis`."""

        def __getattr__(self, name: str) -> Any:
            listed = self.__dir__()
            if name == "__all__":  # of which help() tells
                return listed
            if name.startswith("_") or name not in listed:
                raise _unknown(self.__name__, name, () if name.startswith("_") else listed)
            return getattr(sys.modules[__name__], name)

        def __dir__(self) -> list[str]:
            return [*_functions(self.__name__.rpartition(".")[2])]

    @cache
    def _functions(of: str) -> tuple[str, ...]:
        """Return the names of the functions that are figures, frames or tables."""
        return tuple(name for name in sorted(_HOMES) if _NAMESPACES[of].lists(name))

    def _returns_a_frame(name: str) -> bool:
        """Return whether a function gives a DataFrame; rooms that draw or lay out are not loaded to be asked."""
        if name.islower() and _HOMES[name].startswith(("analysis.data.", "analysis.measures.", "analysis.audit.")):
            made = getattr(sys.modules[__name__], name)
            return inspect.signature(made).return_annotation in ("pd.DataFrame", "FrameOfItsKind")
        return False

    class _Namespace(NamedTuple):
        """What one of the lists says of itself, and which public functions stand in it."""

        said: str
        lists: Callable[[str], bool]

    _NAMESPACES = {
        "figures": _Namespace(
            "The functions that draw: each answers one question with a figure that shows itself.",
            _QUESTIONS.__contains__,
        ),
        "frames": _Namespace(
            "The functions that return a DataFrame, to filter, join, draw and export as one likes.", _returns_a_frame
        ),
        "tables": _Namespace(
            "The functions that return a table to read, as a notebook shows it; ``.rows`` is the DataFrame behind it.",
            lambda name: name.endswith("_table"),
        ),
    }


def __dir__() -> list[str]:
    return [*__all__]
