"""What the questions about targets have in common: the KPIs of themes, their names, and the observations behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.data.coverage import with_every_ward
from analysis.data.documents import documents_of
from analysis.data.frames import in_order_of
from analysis.data.ids import ids
from analysis.data.kinds import RESULT_KINDS
from analysis.data.rows import typed
from analysis.data.schema import Observation, YearlyFigure
from analysis.data.study import Study, own
from analysis.measures.attainment import (
    JUDGED,
    NOT_IN_ROWS,
    TARGET_DROPPED,
    Part,
    Progress,
    progress_of,
    replaced_targets,
)
from analysis.measures.own_progress import own_progress
from analysis.measures.totals import additions, additions_and_totals
from analysis.measures.yearly_steps import Outlook
from analysis.questions._order import in_order
from analysis.questions._phrases import date_of
from analysis.questions._question import Claim, count
from analysis.sources.grammar import IN_ALL
from analysis.words.labels import VERDICTS
from analysis.words.say import Listed, Name, Number, Said, Span, Text, Year, text, wards

PARTS: tuple[Part, ...] = ("baseline", "target", "value")
"""What progress is derived from."""
PLANNED_ONLY, DROPPED = "planned_only", "dropped"
APART = (PLANNED_ONLY, DROPPED)
"""What is counted beside statuses: a plan's figures that are no target, and a target that the newest document has no more."""

_Place = tuple[str, int | None, str | None]  # indicator, fiscal year, kind


def kpis_of(themes: Sequence[str], study: Study, *, keep_wards: bool = False) -> pd.DataFrame:
    """Return the progress of the indicators of ``themes`` that have a target or a result, theme by theme with every ward.

    With ``keep_wards`` a ward of which none has either keeps its indicators. Figures that only say what is added to a
    total of the same cell are left out.
    """
    observations = own(study)
    rows = progress_of(observations[~observations["indicator"].isin(additions(observations))], study)
    told = _with_goal_or_result(rows, keep_wards=keep_wards)
    return with_every_ward(in_order(told, study), study, [{"theme": theme} for theme in themes])


def kpis_among(rows: pd.DataFrame, themes: Sequence[str], study: Study) -> pd.DataFrame:
    """Return those of ``rows`` of :func:`analysis.progress` that :func:`kpis_of` has, wards without indicator among them."""
    observations = own(study.whole)
    kept = {*observations["indicator"], ""} - additions(observations)
    told = rows[rows["theme"].isin(themes) & rows["indicator"].isin(kept)]
    ordered = in_order(_with_goal_or_result(told, keep_wards=True), study)
    return in_order_of(in_order_of(ordered, "ward", study.wards), "theme", themes)


def _with_goal_or_result(rows: pd.DataFrame, *, keep_wards: bool) -> pd.DataFrame:
    told = (rows["status"] != "no_target") | rows["value"].notna()
    if keep_wards:
        told |= ~told.groupby([rows["theme"], rows["ward"]]).transform("any")
    return rows[told]


def behind(rows: Iterable[Progress], study: Study, parts: Sequence[Part] = PARTS) -> tuple[str, ...]:
    """Return the ids of the observations that ``parts`` of rows of progress are, each once."""
    published = study.once(_by_place)
    found = [
        name
        for row in rows
        for stated in map(row.stated, parts)
        for source, value, name in published.get((row.indicator, stated.year, stated.kind), ())
        if source in row.source.split() and value in (stated.figure, None)
    ]
    return tuple(dict.fromkeys(found))


def _by_place(study: Study) -> dict[_Place, list[tuple[str, float | None, str]]]:
    """Return source, figure and id of what is published, by indicator, fiscal year and kind."""
    rows = study.current
    found: dict[_Place, list[tuple[str, float | None, str]]] = {}
    for row, name in zip(typed(rows, YearlyFigure), ids(rows), strict=True):
        found.setdefault((row.indicator, row.fiscal_year, row.kind), []).append((row.source, row.value, name))
    return found


def codes_of(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the codes of the wards of ``rows``, in their order."""
    return tuple(str(code) for code in dict.fromkeys(rows["ward"]))


def goal_word(row: Progress | Outlook) -> Text:
    """Say whether what is aimed at is a target, or what a plan gives for a year."""
    return text("mark.target" if row.target_kind == "target" else "mark.plan")


def named(row: Progress | Outlook) -> Text:
    """Name the ward and the indicator of a row."""
    return text("kpi.named", ward=wards(row.ward), indicator=Name("indicator", (row.indicator,)))


def year_of(fiscal_year: int | None, *, short: bool = True) -> Said:
    """Say a fiscal year; nothing where there is none."""
    return "" if fiscal_year is None else Year(fiscal_year, short)


def counted_as(row: Progress | Outlook) -> str:
    """Return the status that an indicator is counted under: a plan's figures and targets no longer printed stand apart."""
    if row.reason == TARGET_DROPPED:
        return DROPPED
    return PLANNED_ONLY if row.status == "no_result" and row.target_kind == "planned" else row.status


def status(name: str) -> Text:
    """Say how a KPI is judged."""
    return text(f"kpi.{name}" if name in APART else f"labels.status.{name or 'undecided'}")


def verdict(row: Progress) -> Said:
    """Say how a KPI is judged; of one whose target or figures a caller left out, that these are not in the rows given."""
    return reason(row.reason) if not row.status and row.reason in NOT_IN_ROWS else status(counted_as(row))


def reason(name: str) -> Said:
    """Say why a measure cannot be derived; nothing where it can."""
    return text(f"labels.reason.{name}") if name else ""


def statuses_of(judged: pd.DataFrame, study: Study) -> Text:
    """Say how many of the indicators of one ward stand how, those without a result last: 12指標のうち達成3・順調1."""
    of = behind(typed(judged, Progress), study)
    counts = judged["status"].value_counts()
    said = [
        text("kpi.counted", status=status(name), count=count(int(counts[name]), of))
        for name in (*JUDGED, "no_result")
        if name in counts
    ]
    ward = wards(str(judged["ward"].iloc[0]))
    about: dict[str, Said] = {"judged": count(len(judged), of), "statuses": Listed(tuple(said), together=True)}
    return text("kpi.of_ward", ward=ward, by=basis_of(judged), **about)


def basis_of(rows: pd.DataFrame, key: str = "kpi.by") -> Said:
    """Say of which years and kinds the newest figures are, without which counts of several wards look alike; nothing of none."""
    figures = rows[rows["value"].notna()]
    if figures.empty:
        return ""
    kinds = [kind for kind in RESULT_KINDS if kind in set(figures["value_kind"])]
    years = (Year(int(end), short=False) for end in (figures["value_year"].min(), figures["value_year"].max()))
    return text(key, years=Span(*years), kinds=text(f"kpi.by_kinds.{kinds[0] if len(kinds) == 1 else 'both'}"))


def own_verdicts(rows: pd.DataFrame, key: str = "scorecard.own_verdicts") -> Said:
    """Say in brackets how a ward itself judges indicators of its own; nothing where it does not."""
    verdicts = rows["own_verdict"].value_counts()
    judged = [
        text("scorecard.verdict", verdict=text(f"labels.verdict.{one}"), count=count(int(verdicts[one])))
        for one in VERDICTS
        if one in verdicts
    ]
    return text(key, judged=Listed(tuple(judged))) if judged else ""


def left_out(rows: pd.DataFrame, counted: Iterable[str], targets: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return those of ``targets`` in figures that are not ``counted``, of the wards of ``rows``.

    A count over some themes must say what it leaves out, or it reads as one over all. Of two indicators of one cell the
    total is counted, and what is added to it where there is no total among ``targets``.
    """
    of_cells = additions_and_totals(own(study.whole))
    totals = set(targets["indicator"])
    known = {*counted, *(str(added["indicator"]) for added, total in of_cells if total["indicator"] in totals)}
    is_other = targets["ward"].isin(rows["ward"]) & targets["target"].notna() & ~targets["indicator"].isin(known)
    return targets[is_other]


def left_out_of_themes(rows: pd.DataFrame, targets: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return those of ``targets`` in figures of the wards of ``rows`` that are of other themes; a caller's choice is none."""
    return left_out(rows, rows["indicator"], targets[~targets["theme"].isin(rows["theme"])], study)


def without(others: pd.DataFrame, of: tuple[str, ...]) -> Said:
    """Say in brackets which themes a count leaves out, of several how many; nothing where it leaves out none."""
    themes = tuple(dict.fromkeys(str(theme) for theme in others["theme"]))
    if not themes:
        return ""
    if len(themes) == 1:
        return text("kpi.without", themes=Name("theme", themes))
    return text("kpi.without_several", themes=count(len(themes), of))


def not_counted(
    key: str, others: pd.DataFrame, of: tuple[str, ...], among: tuple[str, ...], **more: Said
) -> list[Claim]:
    """Claim of the targets that a count leaves out how many there are, theme by theme, and what ``more`` its text has."""
    if others.empty:
        return []
    listed = [
        text("kpi.of_theme", theme=Name("theme", (str(theme),)), count=count(number, of))
        for theme, number in others.groupby("theme", sort=False).size().items()
    ]
    said = text(key, count=count(len(others), of), themes=Listed(tuple(listed)), **more)
    return [Claim("count", said, of, "study", among)]


def with_dropped_target(study: Study) -> pd.DataFrame:
    """Return the progress of the indicators whose target only an earlier document has in figures, of all that was read."""
    rows = own_progress(study.whole)
    return rows[rows["reason"] == TARGET_DROPPED]


def replaced_target(indicator: str, study: Study) -> Number:
    """Return the figure that an indicator had as its target in an older document."""
    old = _replaced(indicator, study)
    return Number(float(old["value"].iloc[0]), str(old["unit"].iloc[0]), ids(old))


def _replaced(indicator: str, study: Study) -> pd.DataFrame:
    old = replaced_targets(study)
    return old[old["indicator"] == indicator].tail(1)


def dropped_target(indicator: str, study: Study) -> Text:
    """Say which target an indicator had in an older document, where the newest one prints a mark for nothing."""
    [row] = typed(_replaced(indicator, study), Observation)
    of_indicator = study.complete[study.complete["indicator"] == indicator]
    later = of_indicator[of_indicator["published"] == of_indicator["published"].max()]
    key = "no_target" if later["value"].notna().any() else "no_kpi"
    return text(
        "kpi.dropped_target",
        earlier=text(f"kpi.earlier.{_document_kind(row.source, study)}"),
        target=replaced_target(indicator, study),
        year=year_of(row.fiscal_year, short=False),
        later=text(f"kpi.later.{key}", date=date_of(str(later["source"].iloc[0]), study)),
    )


def dropped_targets(among: tuple[str, ...], shown: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim which targets in figures of some wards only an older document has: they are no open ones, yet were printed.

    Of the themes among the rows ``shown`` only: of a caller's choice nothing beside it is told.
    """
    rows = with_dropped_target(study)
    rows = rows[rows["ward"].isin(among) & rows["theme"].isin(shown["theme"])]
    if rows.empty:
        return []
    old = replaced_targets(study.whole)
    of = (*ids(old[old["indicator"].isin(rows["indicator"])]), *behind(typed(rows, Progress), study.whole))
    listed = [
        text("kpi.dropped_of", name=named(row), told=dropped_target(row.indicator, study.whole))
        for row in typed(rows, Progress)
    ]
    said = text("kpi.dropped_targets", count=count(len(rows), of), names=Listed(tuple(listed)))
    return [Claim("count", said, of, "study", among)]


def leaps(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim of each figure that leapt while its target moved the other way what the documents say, and what they do not."""
    return [_leap(row, study) for row in typed(rows[rows["reason"] == "leap"], Progress)]


def totals_assumed(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim of each count met before its year that it is met as a running total: its cells say 延べ, which may be a year's."""
    found = []
    for row in typed(rows, Progress):
        if not is_total_assumed(row, study):
            continue
        of = behind([row], study, ["value"])
        either = {"total": status(row.status), "yearly": status("at_target_level")}
        found.append(Claim("level", text("kpi.total_assumed", name=named(row), **either), of, among=(row.ward,)))
    return found


def is_total_assumed(row: Progress, study: Study) -> bool:
    """Return whether a count is met before its year only as a running total, which its cells may not mean."""
    if (
        row.status != "achieved"
        or row.value_year is None
        or row.target_year is None
        or row.value_year >= row.target_year
    ):
        return False
    cells = study.whole.published.loc[study.whole.published["indicator"] == row.indicator, "text"]
    return bool(cells.str.contains("|".join(IN_ALL)).any())


def left_open(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim of each indicator that counts as achieved, but of which the documents leave open how it is counted, why."""
    achieved = rows[rows["status"] == "achieved"]
    return [*leaps(achieved, study), *totals_assumed(achieved, study)]


def counting_open(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim in one short sentence of how many indicators that count as achieved the documents leave open how they are counted."""
    open_ones = left_open(rows, study)
    if not open_ones:
        return []
    of = tuple(dict.fromkeys(row for one in open_ones for row in one.rows))
    among = tuple(dict.fromkeys(ward for one in open_ones for ward in one.among))
    said = text("kpi.counting_open", ward=wards(*among), count=count(len(open_ones), of), status=status("achieved"))
    return [Claim("count", said, of, among=among)]


def _document_kind(source: str, study: Study) -> str:
    return "draft" if documents_of(study)[source].is_draft else "other"


def _leap(row: Progress, study: Study) -> Claim:
    published = study.published[study.published["indicator"] == row.indicator]
    current = published[published["source"].isin(row.source.split())]
    first = current[current["kind"].isin(RESULT_KINDS) & current["value"].notna()].sort_values("fiscal_year").head(1)
    old = _replaced(row.indicator, study)
    stated = {"first": first, "old": old}
    numbers = {name: Number(one["value"].iloc[0], row.unit, ids(one)) for name, one in stated.items()}
    aims: dict[Part, float | None] = {"baseline": row.baseline, "target": row.target}
    for part, figure in aims.items():
        if figure is not None:
            numbers[part] = Number(figure, row.unit, behind([row], study, [part]))
    said = text(
        "kpi.leap",
        name=named(row),
        baseline_year=year_of(row.baseline_year, short=False),
        year=Year(int(first["fiscal_year"].iloc[0]), short=False),
        earlier=text(f"kpi.earlier.{_document_kind(str(old['source'].iloc[0]), study)}"),
        status=status(counted_as(row)),
        **numbers,
    )
    return Claim("change", said, (*ids(first), *ids(old), *behind([row], study)), among=(row.ward,))
