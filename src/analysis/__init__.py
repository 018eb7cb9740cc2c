"""Compare how Tokyo's wards digitise their services, with document, place and vintage of every figure.

``help(analysis.progress)`` tells of one name; the arguments ward, theme, concept, indicator take an id or a name, or several.

DATA, a DataFrame each; ``search("online")`` finds the ids
    load_observations     published figures; vintage=, as_of_publication=, names=, detail=, lang=
    load_indicators       what each ward measures, with its definition and caveat
    load_concepts         the codebook: what wards share; load_wards: the areas; load_sources: the documents
    load_coverage         how much of each document is transcribed; a theme without a row is not mentioned
    load_evaluations      what wards judge of themselves
    load_national         what ministries measure in every municipality; load_national_totals: by prefecture, type, age
    named                 names beside the ids of any table
    municipality_codes    brings outside codes and names to one form, to merge by ``ward``
MEASURES, a DataFrame each
    progress              baseline, target, newest result, pace and status against the ward's own target
    judgements            the same by each document alone; redated_targets: where a target was dated anew
    revisions             what changed between two documents or days: plan against report
    compare               wards side by side, where that may be; comparability: what may be compared
    published_by_wards    without what ministries publish
    position              rank among other municipalities; distribution, peers, lag
FIGURES, which show themselves; ``figure.ward_kpi`` knows title, rows and sources
    progress_bars         baseline to target; scorecard: all themes; outlook: the steps still needed
    trajectories          a theme over the years; target_vintages: what documents changed about targets
    online_use            use by service; yardstick_procedures: one list of procedures; cashless_definitions
    mynumber_series       card rates by one definition; ward_positions: among wards and municipalities
    availability_matrix   what there is; comparability_matrix; ranking_sensitivity: whether wards may be ranked
    FIGURES               every figure by name
    conclusions           what figures say, as sentences; online_is_not_used
    export, cite          a figure as PNG, SVG, PDF and CSV; documents, places and version, as text and BibTeX
OWN CHARTS
    chart_style           the style as a context; chart_settings, palette, markers, fiscal_year_axis, described
TABLES to read, as a notebook shows them; ``.rows`` is the DataFrame behind each
    figures_table         figures by year; progress_table, availability_table, comparability_table, outlook_table,
                          positions_table, ranking_table, revisions_table, judgements_table; reading_table: any other
EVIDENCE
    explain               one figure's story, back to its cell; verify: every cell against its document
    consistency           what documents state about themselves, recomputed; crosscheck: card rates against the ministry's
    audit_findings        what these checks found; consistency_table, consistency_summary_table, coverage_table,
                          corrections_table, crosscheck_table
SESSION
    set_language          "ja" or "en" for all that follows; setup_notebook, data_version, __version__
ERRORS, each one line
    WardKpiError          base of all: BadArgument, DataError, FigureError, NoFigureData, NotComparable, UnknownName, WrongCall
TYPES, for hints: ``from analysis import KpiFigure``
    KpiFigure             a figure; ReadingTable, Citation, Conclusions, Described, Explanation

Importing this needs pandas only; matplotlib and seaborn are loaded when a figure is first asked for.
"""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.questions import NAMES as _QUESTIONS
from analysis.words.arguments import answering as _answering

if TYPE_CHECKING:
    from analysis.audit.cross_checks import crosscheck
    from analysis.audit.evidence import verify
    from analysis.audit.self_checks import consistency
    from analysis.audit.story import Explanation as Explanation
    from analysis.audit.story import explain
    from analysis.data.finding import search
    from analysis.data.loaders import (
        load_concepts,
        load_coverage,
        load_evaluations,
        load_indicators,
        load_observations,
        load_sources,
        load_wards,
        named,
        published_by_wards,
    )
    from analysis.data.municipalities import municipality_codes
    from analysis.data.national import load_national, load_national_totals
    from analysis.data.references import Citation as Citation
    from analysis.data.release import data_version
    from analysis.drawing.own_charts import Described as Described
    from analysis.drawing.own_charts import chart_settings, chart_style, described, fiscal_year_axis, markers, palette
    from analysis.drawing.page import KpiFigure as KpiFigure
    from analysis.measures.attainment import progress
    from analysis.measures.commitments import judgements, redated_targets
    from analysis.measures.comparing import comparability, compare
    from analysis.measures.national_position import distribution, lag, peers, position
    from analysis.measures.vintage_changes import revisions
    from analysis.office.figure_files import export
    from analysis.pages.audit_readings import (
        audit_findings,
        consistency_summary_table,
        consistency_table,
        corrections_table,
        coverage_table,
        crosscheck_table,
        judgements_table,
        revisions_table,
    )
    from analysis.pages.notebook_display import Conclusions as Conclusions
    from analysis.pages.notebook_display import conclusions, setup_notebook
    from analysis.questions import FIGURES
    from analysis.questions._citing import cite
    from analysis.questions._figures_reading import figures_table
    from analysis.questions._reading import ReadingTable as ReadingTable
    from analysis.questions._reading import reading_table
    from analysis.questions.availability_matrix import availability_matrix, availability_table
    from analysis.questions.cashless_definitions import cashless_definitions
    from analysis.questions.comparability_matrix import comparability_matrix, comparability_table
    from analysis.questions.mynumber_series import mynumber_series
    from analysis.questions.online_use import online_is_not_used, online_use
    from analysis.questions.outlook import outlook, outlook_table
    from analysis.questions.progress_bars import progress_bars, progress_table
    from analysis.questions.ranking_sensitivity import ranking_sensitivity, ranking_table
    from analysis.questions.scorecard import scorecard
    from analysis.questions.target_vintages import target_vintages
    from analysis.questions.trajectories import trajectories
    from analysis.questions.ward_positions import positions_table, ward_positions
    from analysis.questions.yardstick_procedures import yardstick_procedures
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
    "availability_matrix",
    "availability_table",
    "cashless_definitions",
    "chart_settings",
    "chart_style",
    "cite",
    "comparability",
    "comparability_matrix",
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
    "figures_table",
    "fiscal_year_axis",
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
    "mynumber_series",
    "named",
    "online_is_not_used",
    "online_use",
    "outlook",
    "outlook_table",
    "palette",
    "peers",
    "position",
    "positions_table",
    "progress",
    "progress_bars",
    "progress_table",
    "published_by_wards",
    "ranking_sensitivity",
    "ranking_table",
    "reading_table",
    "redated_targets",
    "revisions",
    "revisions_table",
    "scorecard",
    "search",
    "set_language",
    "setup_notebook",
    "target_vintages",
    "trajectories",
    "verify",
    "ward_positions",
    "yardstick_procedures",
]


if not TYPE_CHECKING:  # so that mypy knows the public names and no others

    def __getattr__(name: str) -> Any:
        """Load a public name on first use; a function answers a wrong call in one line."""
        if name not in _HOMES:
            module = sys.modules[__name__]  # by which Python itself names the nearest
            raise AttributeError(f"module 'analysis' has no attribute '{name}'", name=name, obj=module)
        found = getattr(import_module(_HOMES[name]), name)
        globals()[name] = _answering(found) if inspect.isfunction(found) else found
        return globals()[name]


def __dir__() -> list[str]:
    return [*__all__]
