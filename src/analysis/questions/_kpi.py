"""What the questions about targets have in common: the KPIs of themes, their names, and the observations behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import pandas as pd

from analysis.data.coverage import with_every_ward
from analysis.data.frames import each
from analysis.data.ids import ids
from analysis.data.study import Study, own
from analysis.measures.attainment import progress_of
from analysis.measures.totals import additions
from analysis.questions._order import in_order
from analysis.words.say import Name, Said, Text, text, wards
from analysis.words.wording import known

Part = Literal["baseline", "target", "value"]
PARTS: tuple[Part, ...] = ("baseline", "target", "value")
"""What progress is derived from."""

_Place = tuple[str, int, str]  # indicator, fiscal year, kind


def kpis_of(themes: Sequence[str], study: Study, *, keep_wards: bool = False) -> pd.DataFrame:
    """Return the progress of the indicators of ``themes`` that have a target or a result, theme by theme with every ward.

    With ``keep_wards`` a ward of which none has either keeps its indicators. Figures that only say what is added to a
    total of the same cell are left out.
    """
    observations = own(study)
    rows = progress_of(observations[~observations["indicator"].isin(additions(observations))], study)
    told = (rows["status"] != "no_target") | rows["value"].notna()
    if keep_wards:
        told |= ~told.groupby([rows["theme"], rows["ward"]]).transform("any")
    return with_every_ward(in_order(rows[told], study), study, [{"theme": theme} for theme in themes])


def behind(rows: Iterable[Any], study: Study, parts: Sequence[Part] = PARTS) -> tuple[str, ...]:
    """Return the ids of the observations that ``parts`` of rows of progress are, each once."""
    published = study.once(_by_place)
    found = [
        name
        for row in rows
        for part in parts
        if known(year := getattr(row, f"{part}_year"))
        for source, value, name in published.get((row.indicator, int(year), _kind(row, part)), ())
        if source in row.source.split() and (value == getattr(row, part) or not known(value))
    ]
    return tuple(dict.fromkeys(found))


def _kind(row: Any, part: Part) -> str:
    return part if part == "baseline" else str(getattr(row, f"{part}_kind"))


def _by_place(study: Study) -> dict[_Place, list[tuple[str, float, str]]]:
    """Return source, figure and id of what is published, by indicator, fiscal year and kind."""
    rows = study.current
    found: dict[_Place, list[tuple[str, float, str]]] = {}
    for row, name in zip(each(rows), ids(rows), strict=True):
        found.setdefault((row.indicator, int(row.fiscal_year), row.kind), []).append((row.source, row.value, name))
    return found


def codes_of(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the codes of the wards of ``rows``, in their order."""
    return tuple(str(code) for code in dict.fromkeys(rows["ward"]))


def largest(rows: pd.DataFrame, column: str) -> Any:
    """Return the first of the rows that have the largest figure in ``column``."""
    return next(each(rows.sort_values(column, ascending=False, kind="stable")))


def smallest(rows: pd.DataFrame, column: str) -> Any:
    """Return the first of the rows that have the smallest figure in ``column``."""
    return next(each(rows.sort_values(column, kind="stable")))


def named(row: Any) -> Text:
    """Name the ward and the indicator of a row."""
    return text("kpi.named", ward=wards(row.ward), indicator=Name("indicator", (row.indicator,)))


def status(name: str) -> Text:
    """Say how a KPI is judged."""
    return text(f"labels.status.{name or 'undecided'}")


def reason(name: str) -> Said:
    """Say why a measure cannot be derived; nothing where it can."""
    return text(f"labels.reason.{name}") if name else ""
