"""docs/api.md: every public name with its signature and what its docstring says, under the work that it does."""

from __future__ import annotations

import inspect
from typing import Any

import analysis

GROUPS = {
    "Load": "load_observations load_indicators load_concepts load_sources load_wards load_evaluations load_coverage "
    "named search municipality_codes data_version __version__",
    "Measure and compare": "progress compare comparability revisions judgements redated_targets published_by_wards",
    "Figures": "availability_matrix comparability_matrix progress_bars trajectories cashless_definitions "
    "yardstick_procedures online_use mynumber_series target_vintages scorecard outlook ranking_sensitivity FIGURES",
    "What figures say, and taking them along": "conclusions online_is_not_used export cite",
    "Charts of your own": "chart_style chart_settings palette markers fiscal_year_axis described",
    "Tables to read": "figures_table progress_table availability_table comparability_table outlook_table ranking_table "
    "revisions_table judgements_table reading_table",
    "Evidence": "explain verify consistency crosscheck audit_findings coverage_table corrections_table consistency_table "
    "consistency_summary_table crosscheck_table",
    "Among all municipalities": "distribution lag load_national load_national_totals peers position positions_table ward_positions",
    "The session": "set_language setup_notebook",
    "Errors": "WardKpiError DataError UnknownName NotComparable",
}
"""Names by what one does with them; a name that stands nowhere is told at the end, so that none is forgotten."""
HEAD = """# The library, name by name

Made from the docstrings; a test holds it current (`WARD_KPI_WRITE_SNAPSHOT=1` writes it anew). In Python, `help(analysis.NAME)`
says the same.
"""


def page() -> str:
    grouped = {group: names.split() for group, names in GROUPS.items()}
    known = {name for names in grouped.values() for name in names}
    grouped["Further"] = [name for name in sorted(analysis.__all__) if name not in known]
    parts = [HEAD]
    for group, names in grouped.items():
        if names:
            parts += [f"## {group}\n", *(_entry(name, getattr(analysis, name)) for name in names)]
    return "\n".join(parts)


def _entry(name: str, value: Any) -> str:
    if isinstance(value, str):
        return f"### `{name}`\n\nVersion of the library.\n"
    if not callable(value):
        return f'### `{name}`\n\nEvery figure function by name, such as `analysis.FIGURES["scorecard"]`.\n'
    signature = "" if inspect.isclass(value) else str(inspect.signature(value)).replace("'", "")
    first, _, rest = (inspect.getdoc(value) or "").partition("\n")
    body = f"```text\n{rest.strip()}\n```\n" if rest.strip() else ""
    return f"### `{name}`\n\n{first}\n\n" + (f"```python\n{name}{signature}\n```\n\n" if signature else "") + body
