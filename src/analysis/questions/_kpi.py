"""What the questions about targets have in common: the KPIs of themes, their names, and the observations behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import pandas as pd

from analysis.data.coverage import with_every_ward
from analysis.data.frames import each
from analysis.data.ids import ids
from analysis.data.kinds import RESULT_KINDS
from analysis.data.study import Study, own
from analysis.measures.attainment import JUDGED, progress_of
from analysis.measures.totals import additions
from analysis.questions._order import in_order
from analysis.questions._question import Claim, count
from analysis.words.say import Listed, Name, Number, Said, Text, Year, text, wards
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


def named(row: Any) -> Text:
    """Name the ward and the indicator of a row."""
    return text("kpi.named", ward=wards(row.ward), indicator=Name("indicator", (row.indicator,)))


def status(name: str) -> Text:
    """Say how a KPI is judged."""
    return text(f"labels.status.{name or 'undecided'}")


def reason(name: str) -> Said:
    """Say why a measure cannot be derived; nothing where it can."""
    return text(f"labels.reason.{name}") if name else ""


def statuses_of(judged: pd.DataFrame, study: Study) -> Text:
    """Say how many of the indicators of one ward stand how: 10指標のうち達成3、順調1."""
    of = behind(each(judged), study)
    counts = judged["status"].value_counts()
    said = [
        text("kpi.counted", status=status(name), count=count(int(counts[name]), of))
        for name in JUDGED
        if name in counts
    ]
    ward = wards(str(judged["ward"].iloc[0]))
    return text("kpi.of_ward", ward=ward, judged=count(len(judged), of), statuses=Listed(tuple(said), together=True))


def leaps(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim of each figure that leapt while its target was made easier what the documents say, and what they do not."""
    return [_leap(row, study) for row in each(rows[rows["reason"] == "leap"])]


def _leap(row: Any, study: Study) -> Claim:
    published = study.published[study.published["indicator"] == row.indicator]
    current = published[published["source"].isin(row.source.split())]
    first = current[current["kind"].isin(RESULT_KINDS) & current["value"].notna()].sort_values("fiscal_year").head(1)
    old = published[(published["kind"] == "target") & (published["superseded"] == True)].tail(1)  # noqa: E712
    stated = {"first": first, "old": old}
    numbers = {name: Number(one["value"].iloc[0], row.unit, ids(one)) for name, one in stated.items()}
    for name in ("baseline", "target"):
        numbers[name] = Number(getattr(row, name), row.unit, behind([row], study, [name]))
    said = text(
        "kpi.leap",
        name=named(row),
        baseline_year=Year(row.baseline_year, short=False),
        year=Year(int(first["fiscal_year"].iloc[0]), short=False),
        **numbers,
    )
    return Claim("change", said, (*ids(first), *ids(old), *behind([row], study)), among=(row.ward,))
