"""Which yearly step does each target that is still open need, beside the yearly steps shown so far?

Draws the step that each target needs a year beside those between results so far. Sources: the newest document of
each ward.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from analysis.data.coverage import with_every_ward
from analysis.data.ids import ids
from analysis.data.load import Names, Root
from analysis.data.loaders import Years
from analysis.data.marks import ward_styles
from analysis.data.rows import typed
from analysis.data.study import Study, own
from analysis.drawing import style, two_columns
from analysis.drawing.labelling import indicator_name
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.step_marks import StepRow, Steps, compact_step_rows, step_rows
from analysis.measures.absence import NOT_GIVEN, documents_of
from analysis.measures.attainment import NOT_IN_ROWS
from analysis.measures.own_progress import own_progress
from analysis.measures.yearly_steps import CLOSED, Outlook, rounded, yearly_steps
from analysis.measures.yearly_steps import outlook as outlook_of
from analysis.questions import scorecard
from analysis.questions._chosen import rows_of
from analysis.questions._kpi import (
    counted_as,
    dropped_targets,
    goal_word,
    left_out,
    named,
    not_counted,
    reason,
    status,
    without,
    year_of,
)
from analysis.questions._order import in_order
from analysis.questions._phrases import compared
from analysis.questions._progress_cells import status_told
from analysis.questions._question import Claim, Question, codes_of, count, few, public
from analysis.questions._reading import Cell, Reading, ReadingTable, heads, narrowed, reading, titled
from analysis.words.era import fiscal_year_end
from analysis.words.say import Listed, Number, Said, Span, Text, say, text, told

_JUDGED = ("faster_than_ever", "within_range", "slower_than_ever")
"""Verdicts on a target that is open."""
_OPEN = ("on_track", "borderline", "behind", "at_target_level", "no_result", "")
"""Statuses of targets whose year no result has reached."""
_GOALS = ("target", "planned")
"""Kinds of what is aimed at."""
_STEPS = ("required_per_year", "step_slowest", "step_median", "step_fastest")


def table(study: Study) -> pd.DataFrame:
    """Return the outlook of every KPI on the scorecard whose target is open, and one row for each ward without any.

    A target in figures is open until its year is over or a result or estimate of that year is known; one without any
    result is open, too.

    Returns
    -------
    DataFrame
        Columns of :data:`analysis.measures.yearly_steps.OUTLOOK_COLUMNS`. ``reason`` of a ward without any is
        ``no_result``, ``no_target``, ``met``, ``estimated`` (of the targets' years there are estimates, but no results),
        ``closed`` (it has reported up to the year of each target) or ``not_given`` (a caller left its open targets out).
    """
    card = study.whole.once(scorecard.table)
    rows = outlook_of(own(study), study)
    still = rows[rows["indicator"].isin(card["indicator"]) & _is_open(rows, study)]
    if study.whole is not study:
        still = _open_in_whole(still, study)
    found = with_every_ward(in_order(still, study), study)
    estimated = set(_estimated(card, study)["ward"])
    reasons = {str(code): _why_none_open(of_ward, str(code) in estimated) for code, of_ward in card.groupby("ward")}
    reasons |= dict.fromkeys(_left_out_by_caller(card, study), NOT_GIVEN)
    of_wards = [reasons.get(str(code), "no_result") for code in found["ward"]]
    read = [" ".join(documents_of(str(code), study.whole)) for code in found["ward"]]
    shown = found["indicator"] != ""  # what is said of a ward without any rests on its documents, too
    return found.assign(reason=found["reason"].where(shown, of_wards), source=found["source"].where(shown, read))


def _open_in_whole(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return those of a caller's targets that are open by all that was read, be their results among the rows given or not."""
    every = own_progress(study.whole).set_index("indicator")
    rows = rows[~rows["indicator"].map(every["status"]).isin(CLOSED)]
    why = rows["indicator"].map(every["reason"])
    return rows.assign(reason=rows["reason"].mask((rows["status"] == "no_result") & why.notna(), why))


def _left_out_by_caller(card: pd.DataFrame, study: Study) -> list[str]:
    """Return the wards of which a caller's observations lack open targets, or those of whose year there is an estimate only."""
    if study.whole is study:
        return []
    whole, held = study.whole.once(table), own(study)
    needed = pd.concat([whole[whole["indicator"] != ""], _estimated(card, study)])
    held = held[held["kind"].isin(_GOALS) & held["value"].notna()]
    return [str(code) for code in dict.fromkeys(needed.loc[~needed["indicator"].isin(held["indicator"]), "ward"])]


def _is_open(rows: pd.DataFrame, study: Study) -> pd.Series[bool]:
    """Return which rows have a target in figures whose year was not over when the ward's newest document appeared."""
    return _is_ahead(rows, study) & rows["status"].isin(_OPEN)


def _is_ahead(rows: pd.DataFrame, study: Study) -> pd.Series[bool]:
    """Return which rows have a target in figures whose year was not over, be there an estimate of it or not."""
    newest = pd.to_datetime(rows["ward"].map(own(study.whole).groupby("ward")["published"].max().to_dict()))
    ends = [pd.NaT if pd.isna(year) else pd.Timestamp(fiscal_year_end(int(year))) for year in rows["target_year"]]
    return (pd.Series(ends, rows.index, dtype="datetime64[ns]") >= newest) & rows["target"].notna()


def _estimated(card: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the targets that are as open as others, but of which an estimate or a figure of mid-year is all that is known: no step follows."""
    is_expected = card["status"].isin(["expected_to_meet", "expected_to_miss"])
    return card[is_expected & _is_ahead(card, study)]


def _why_none_open(of_ward: pd.DataFrame, is_estimated: bool) -> str:
    """Return why a ward, of which these are the KPIs on the scorecard, has no target that is open and can be derived."""
    shown = of_ward[of_ward["value"].notna()]
    if shown.empty or (of_ward["status"] == "no_result").any():
        return "no_result"
    targets = shown[shown["target"].notna()]
    if targets.empty:
        return "no_target"
    if is_estimated:
        return "estimated"
    return "met" if (targets["value_year"] < targets["target_year"]).any() else "closed"


def with_wards(rows: pd.DataFrame, before: pd.DataFrame, years: list[int], study: Study) -> pd.DataFrame:
    """Return the targets of some years, with a row for each ward that has none of these; nothing where no ward has any."""
    estimated = _estimated(study.whole.once(scorecard.table), study)
    of_years = set(estimated.loc[estimated["target_year"].isin(years), "ward"])
    every = with_every_ward(rows, study)
    every = every[every["ward"].isin(before["ward"])].reset_index(drop=True)
    has_none = (every["indicator"] == "") & ~every["ward"].isin(of_years)
    if has_none.all():
        return rows.iloc[:0]
    is_left_out = has_none & every["ward"].isin({*before.loc[before["indicator"] != "", "ward"], *estimated["ward"]})
    return every.assign(reason=every["reason"].mask(is_left_out, NOT_GIVEN))


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how many open targets need a larger yearly step than any shown, and of each what it needs."""
    judged = rows[rows["verdict"].isin(_JUDGED)]
    faster = judged[judged["verdict"] == "faster_than_ever"]
    found = _faster(rows, judged, faster, study)
    if not few(rows):
        found.insert(0, _faster_of_many(rows, judged, faster, study))
    steps = yearly_steps(own(study))
    return [
        *found,
        *(_of_target(row, steps[steps["indicator"] == row.indicator], study) for row in typed(judged, Outlook)),
    ]


def _faster(rows: pd.DataFrame, judged: pd.DataFrame, faster: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how many open targets need a larger step than any shown, and which; and which cannot be set against steps.

    A target of whose year there is an estimate only is as open as the others and counted with them.
    """
    shown, estimated = rows[rows["indicator"] != ""], _estimated_of(rows, study)
    counted = pd.concat([shown["indicator"], estimated["indicator"]])
    others = left_out(rows, counted, _open_targets(study), study)
    of, among = _behind(pd.concat([counted, others["indicator"]]), study), codes_of(rows)
    is_planned = shown["target_kind"] == "planned"
    is_open = len(counted) - int(is_planned.sum())
    about: dict[str, Said] = {"open": count(is_open, of), "left": without(others, of)}
    said = text("outlook.title_of_none", **about)
    if not is_open:
        said = text("outlook.title_without", wards=compared(among, study, of))
    elif len(judged):
        who = compared(codes_of(judged), study, of)
        numbers = {"judged": count(len(judged), of), "faster": count(len(faster), of)}
        said = text("outlook.title", wards=who, **numbers, **about)
    found = [Claim("step", said, of, "study", among)]
    level, silent = shown[shown["status"] == "at_target_level"], shown["status"] == "no_result"
    planned, without_result = shown[silent & is_planned], shown[silent & ~is_planned]
    for key, targets in (("faster", faster), ("level", level), ("no_result", without_result), ("planned", planned)):
        if len(targets):
            names = Listed(tuple(named(row) for row in typed(targets, Outlook)))
            first: dict[str, Said] = {"first": _from_baseline(targets, of, study)} if key == "faster" else {}
            listed = text(f"outlook.{key}", names=names, count=count(len(targets), of), **first)
            found.append(Claim("step", listed, of, "study", among))
    if len(estimated):
        who = compared(codes_of(estimated), study, of)
        listed = text("outlook.estimated", wards=who, count=count(len(estimated), of))
        found.append(Claim("step", listed, of, "study", among))
    dropped = dropped_targets(among, _themes_told_of(rows, study), study)
    return [*found, *not_counted("outlook.left_out", others, of, among), *dropped]


def _themes_told_of(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return rows of the themes that ``rows`` tell of: all on the scorecard where no open target of their wards is left out."""
    whole = study.whole.once(table)
    needed = whole.loc[whole["ward"].isin(rows["ward"]), "indicator"]
    return study.whole.once(scorecard.table) if needed.isin(rows["indicator"]).all() else rows


def _from_baseline(faster: pd.DataFrame, of: tuple[str, ...], study: Study) -> Said:
    """Say of which of them the way from the baseline to the first result was no less than the step that is needed."""
    progress = own_progress(study.whole).set_index("indicator")
    results = own(study)[own(study)["kind"].eq("actual") & own(study)["value"].notna()]
    said: list[Text] = []
    for row in typed(faster, Outlook):
        start, begun = progress["baseline"][row.indicator], progress["baseline_year"][row.indicator]
        later = results[(results["indicator"] == row.indicator) & (results["fiscal_year"] > begun)]
        if pd.isna(start) or later.empty or row.required_per_year is None:
            continue
        first = later.sort_values(["fiscal_year", "published"]).drop_duplicates("fiscal_year", keep="last").iloc[0]
        sign = -1.0 if row.direction == "lower" else 1.0
        if sign * (first["value"] - start) / int(first["fiscal_year"] - begun) >= sign * row.required_per_year:
            ends = (Number(float(start), "", of), Number(float(first["value"]), row.unit, of))
            said.append(text("outlook.first_step", name=named(row), start=ends[0], first=ends[1]))
    return text("outlook.from_baseline", names=Listed(tuple(said))) if said else ""


def _open_targets(study: Study) -> pd.DataFrame:
    """Return every target that is open, of whatever theme; what a plan gives for a year is none.

    Those of whose year there is an estimate only are as open as others, so a frame that lacks them leaves them out.
    """
    every = own_progress(study.whole)
    estimated = every["indicator"].isin(_estimated(every, study)["indicator"])
    return every[(_is_open(every, study) | estimated) & (every["target_kind"] == "target")]


def _estimated_of(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the targets of whose year there is an estimate only, of the wards of which ``rows`` hold all open ones."""
    whole, held = (dict(part.groupby("ward")["indicator"].agg(set)) for part in (study.whole.once(table), rows))
    lacking = set(rows.loc[rows["reason"] == NOT_GIVEN, "ward"])
    complete = [code for code, held_by in held.items() if held_by == whole.get(code) and code not in lacking]
    estimated = _estimated(study.whole.once(scorecard.table), study)
    return estimated[estimated["ward"].isin(complete)]


def _faster_of_many(rows: pd.DataFrame, judged: pd.DataFrame, faster: pd.DataFrame, study: Study) -> Claim:
    """Claim how many open targets of how many wards need a larger step, and how many wards have none to judge."""
    of, among = _behind(judged["indicator"], study), codes_of(rows)
    if judged.empty:
        return Claim("absence", text("outlook.none_to_judge", wards=count(len(among))), of, "study", among)
    silent = len(among) - judged["ward"].nunique()
    said = text(
        "outlook.title_of_many",
        judged=count(len(judged), of),
        faster=count(len(faster), of),
        in_wards=count(faster["ward"].nunique(), of),
        wards=count(len(among), of),
        without=text("outlook.without", wards=count(silent, of)) if silent else "",
    )
    return Claim("step", said, of, "study", among)


def _of_target(row: Outlook, steps: pd.DataFrame, study: Study) -> Claim:
    """Claim which yearly step a target needs, and which were shown between the first and the newest result."""
    of = _behind(pd.Series([row.indicator]), study)
    ends = ((int(steps["from_year"].iloc[0]), float(steps["from"].iloc[0])), (row.value_year, row.value))
    first, last = (
        text("outlook.result", year=year_of(year, short=False), figure=Number(value, row.unit, of))
        for year, value in ends
        if value is not None
    )
    said = text(
        "outlook.of_target",
        name=named(row),
        year=year_of(row.target_year, short=False),
        needed=_step(row.required_per_year, row.unit, of),
        results=Span(first, last),
        shown=_shown(row, of),
        median=_step(row.step_median, "", of, "median"),
        steps=count(row.steps or 0, of),
    )
    return Claim("step", said, of, among=(row.ward,))


def _shown(row: Outlook, of: tuple[str, ...]) -> Said:
    """Say the least and the most step between results, or the one where they are as long."""
    return Span(_step(row.step_slowest, "", of), _step(row.step_fastest, "", of))


def _step(
    step: float | None, unit: str = "", of: tuple[str, ...] = (), how: Literal["difference", "median"] = "difference"
) -> Said:
    """Say a yearly step as it is written; nothing where there is none."""
    return "" if step is None else Number(rounded(step), unit, of, how)


def _behind(indicators: pd.Series[str], study: Study) -> tuple[str, ...]:
    """Return the ids of all figures that steps and targets of some indicators are derived from."""
    figures = own(study)
    return ids(figures[figures["indicator"].isin(indicators) & figures["value"].notna()])


# --- the chart ---------------------------------------------------------------------------------------------------


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a row for each open target, in shares of the way from baseline to target a year.

    Wards without an open target keep a row that says why; of many wards those with one reason share it.
    """
    names, is_few = study.names, few(rows)
    kind = told("outlook.kind" if is_few else "outlook.kind_of_many", study.lang)
    details = [
        say(text("outlook.told", name=indicator_name(row.ward, row.indicator, names), steps=_told(row, study)), names)
        for row in typed(rows, Outlook)
    ]
    info = QUESTION.info(rows, study, ink, claims=claims(rows, study), kind=kind, details=details)
    steps = yearly_steps(own(study))
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        if is_few:
            return step_rows(info, [_row(row, steps, study) for row in typed(rows, Outlook)], looks)
        return compact_step_rows(info, _entries(rows, steps, study), looks)


def _row(row: Outlook, steps: pd.DataFrame, study: Study) -> StepRow:
    """Return the row of one target, or of a ward without any."""
    label = [indicator_name(row.ward, row.indicator, study.names), say(_told(row, study), study.names)]
    if not row.required_share or not row.required_per_year:
        return StepRow(row.ward, label, None)
    seen = steps.loc[steps["indicator"] == row.indicator, "step"] * (row.required_share / row.required_per_year)
    ends = (row.slowest_share, row.median_share, row.fastest_share)
    return StepRow(row.ward, label, Steps(row.required_share, *ends, tuple(seen)))


def _entries(rows: pd.DataFrame, steps: pd.DataFrame, study: Study) -> list[two_columns.Entry]:
    """Return a line for each open target, and one for the wards without any, for each reason."""
    names, entries = study.names, []
    for row in typed(rows[rows["indicator"] != ""], Outlook):
        drawn = _row(row, steps, study)
        note = "" if drawn.steps else say(_told(row, study), names)
        needed = "" if row.required_per_year is None else names.step(rounded(row.required_per_year), row.unit)
        entries.append(two_columns.Entry(drawn.label[0], "", row.ward, note, needed, drawn if drawn.steps else None))
    for why, group in rows[rows["indicator"] == ""].groupby("reason", sort=False):
        none_open = told(f"outlook.none_open.{why}", study.lang)
        entries.append(two_columns.Entry(two_columns.shared(none_open, group["ward"], names)))
    return entries


def _told(row: Outlook, study: Study) -> Text:
    """Say which step a target needs and which were shown, or why a ward has no open target."""
    if not row.indicator:
        return text(f"outlook.none_open.{row.reason}")
    if row.required_per_year is None or not row.steps:
        is_lacking = row.status == "no_result" or (not row.status and row.reason in NOT_IN_ROWS)
        why = reason(row.reason) if is_lacking else status(row.status)
        target: Said = "" if row.target is None else Number(row.target, row.unit, bound=row.target_bound or "")
        return text("outlook.without_steps", year=year_of(row.target_year), goal=goal_word(row), target=target, why=why)
    unit: Said = study.names.step_unit(row.unit)
    shown = Span(_step(row.step_slowest), _step(row.step_fastest))
    return text("outlook.steps", needed=_step(row.required_per_year), shown=shown, unit=unit)


# --- the reading table -------------------------------------------------------------------------------------------


def outlook_table(
    rows: pd.DataFrame | None = None,
    *,
    ward: Names = None,
    years: Years = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    title: str = "",
    name: str = "outlook",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show, per indicator whose target is still ahead, the yearly step it needs and those it has shown.

    Parameters
    ----------
    rows : DataFrame, optional
        Rows of :func:`analysis.outlook` (``ward_kpi.rows``); the open targets of all themes without it.
    ward, years, theme, concept, indicator, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its columns are those of :func:`analysis.outlook`, whose figure holds the same rows.

    Raises
    ------
    UnknownName, WardKpiError
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.outlook_table(lang="en").reading.name
    'outlook'
    """
    study = Study.of(root, lang)
    if rows is None:
        every = outlook_of(study.current, study)
        rows = every[every["target"].notna() & _is_open(every, study)]
    else:
        rows = rows_of(rows, table, study)
    asked = {"ward": ward, "theme": theme, "concept": concept, "indicator": indicator}
    rows = narrowed(rows[rows["indicator"] != ""], name, study, years=years, year=QUESTION.year, **asked)
    return ReadingTable(outlook_reading(rows, study, name=name, title=titled(title, "outlook.reading", study)), rows)


def outlook_reading(rows: pd.DataFrame, study: Study, *, name: str, title: str) -> Reading:
    """Return the table to be read of open targets."""
    numbers = [*_STEPS, "steps"]
    columns = heads(["ward", "indicator", *numbers, "status"], study, numbers=numbers)
    records = [_cells(row, study) for row in typed(rows, Outlook)]
    return reading(records, columns, rows, study, name=name, title=title)


def _cells(row: Outlook, study: Study) -> dict[str, Cell]:
    """Return the cells of an open target by column; a step that there is not has none."""
    names = study.names
    steps = (row.required_per_year, row.step_slowest, row.step_median, row.step_fastest)
    written = {
        name: Cell(names.step(rounded(step), row.unit))
        for name, step in zip(_STEPS, steps, strict=True)
        if step is not None
    }
    return written | {
        "ward": Cell(names.ward(row.ward)),
        "indicator": Cell(names.indicator(row.indicator)),
        "steps": Cell(str(row.steps)),
        "status": Cell(status_told(counted_as(row), row.reason, study)),
    }


QUESTION = Question("outlook", table, claims, figure, Outlook, doc=__doc__, year="target_year", with_wards=with_wards)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


outlook = public(QUESTION)
