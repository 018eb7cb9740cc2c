"""Compare how Tokyo's wards digitise their services, with document, place and vintage of every figure.

Importing this needs pandas only; matplotlib and seaborn are loaded when a figure is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis import questions
from analysis.audit.cross_checks import crosscheck
from analysis.audit.evidence import verify
from analysis.audit.self_checks import consistency
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
from analysis.data.references import cite
from analysis.data.release import data_version
from analysis.measures.attainment import progress
from analysis.measures.commitments import judgements, redated_targets
from analysis.measures.comparing import comparability, compare
from analysis.measures.vintage_changes import revisions
from analysis.pages.notebook_display import conclusions, setup_notebook
from analysis.words.errors import DataError, NotComparable, UnknownName, WardKpiError
from analysis.words.labels import set_language

if TYPE_CHECKING:
    from analysis.drawing.own_charts import chart_settings, chart_style, described, fiscal_year_axis, markers, palette
    from analysis.measures.national_position import distribution, lag, peers, position
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
    from analysis.questions import FIGURES
    from analysis.questions._figures_reading import figures_table
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

__version__ = "0.1.0"

_LAZY = {
    **{name: f"analysis.questions.{name}" for name in questions.NAMES},
    "FIGURES": "analysis.questions",
    "export": "analysis.office.figure_files",
    **dict.fromkeys(
        ("chart_settings", "chart_style", "described", "fiscal_year_axis", "markers", "palette"),
        "analysis.drawing.own_charts",
    ),
    "availability_table": "analysis.questions.availability_matrix",
    "comparability_table": "analysis.questions.comparability_matrix",
    "figures_table": "analysis.questions._figures_reading",
    **dict.fromkeys(("distribution", "lag", "peers", "position"), "analysis.measures.national_position"),
    "online_is_not_used": "analysis.questions.online_use",
    "outlook_table": "analysis.questions.outlook",
    "progress_table": "analysis.questions.progress_bars",
    "ranking_table": "analysis.questions.ranking_sensitivity",
    "positions_table": "analysis.questions.ward_positions",
    "reading_table": "analysis.questions._reading",
    **dict.fromkeys(
        (
            "audit_findings",
            "consistency_summary_table",
            "consistency_table",
            "corrections_table",
            "coverage_table",
            "crosscheck_table",
            "judgements_table",
            "revisions_table",
        ),
        "analysis.pages.audit_readings",
    ),
}
"""Public names that cost an import worth waiting for only when used, and the module that defines each."""

__all__ = [
    "FIGURES",
    "DataError",
    "NotComparable",
    "UnknownName",
    "WardKpiError",
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
        """Load a public name on first use."""
        if name not in _LAZY:
            raise AttributeError(f"module 'analysis' has no attribute '{name}'")
        return getattr(import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return [*__all__]
