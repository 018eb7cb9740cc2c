"""How far has each ward come from its baseline to its own target?

Draws a bar for each indicator of the main themes, from 0% at the baseline to 100% at the target. Sources: the newest
document of each ward.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import reduce

import pandas as pd

from analysis.data.border import NEEDED, observations_given, rows_given, table_of
from analysis.data.citation import cited, own_figures_line
from analysis.data.load import Names, Root
from analysis.data.loaders import Years
from analysis.data.marks import Paint, ward_styles
from analysis.data.rows import typed
from analysis.data.study import Study, own
from analysis.data.themes import main_themes
from analysis.drawing import style, two_columns
from analysis.drawing.labelling import indicator_name
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.way_bars import Bar, Way, compact_way_bars, way_bars
from analysis.measures.absence import NO_RESULT, NOT_GIVEN, of_progress, stated
from analysis.measures.attainment import PROGRESS_COLUMNS, WORDED, Part, Progress, progress_of
from analysis.measures.given_back import derived_changed
from analysis.measures.own_progress import own_progress
from analysis.questions import scorecard
from analysis.questions._absence import no_indicator
from analysis.questions._kpi import (
    PARTS,
    behind,
    counted_as,
    goal_word,
    kpis_among,
    kpis_of,
    leaps,
    left_out_of_themes,
    not_counted,
    reason,
    status,
    statuses_of,
    totals_assumed,
    verdict,
    year_of,
)
from analysis.questions._progress_cells import TableLine, cells_of, silent_together
from analysis.questions._question import Claim, Question, codes_of, count, few, public
from analysis.questions._reading import Reading, ReadingTable, by_theme_and_ward, heads, narrowed, reading, titled
from analysis.questions._slide import Bar as SlideBar
from analysis.questions._slide import ShareBars, Slide, numbered, pages_of
from analysis.words.labels import VERDICTS
from analysis.words.say import Listed, Name, Number, Quoted, Said, Text, say, text, told, wards
from analysis.words.wording import percent

_MOST_LETTERS = 24
_MOST_GLOSSED = 6
"""Of a plan's own words in the place of a bar."""
_COLUMNS = ("ward", "indicator", "baseline", "target", "value", "progress")
_DETAILS = ("elapsed", "pace", "required_per_year")
_MOST_BARS = 16
"""Bars beneath one another in a slide's chart."""
_MOST_COLUMNS = 6
_END, _STEP = 2.0, 0.5
"""Of a slide's axis: where it ends, and of what its start is a multiple."""


def table(study: Study) -> pd.DataFrame:
    """Return the progress of every KPI of the main themes, whoever publishes anything under them.

    Returns
    -------
    DataFrame
        Columns of :data:`analysis.measures.attainment.PROGRESS_COLUMNS`, by theme and ward. A ward that publishes nothing
        under a theme has one empty row; one that publishes neither a target nor a result keeps what it does publish.
    """
    return kpis_of(_main(study), study, keep_wards=True)


def among(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return those of ``rows`` of :func:`analysis.progress` that the figure is about: of the main themes, of wards themselves."""
    return kpis_among(rows, _main(study), study)


def _main(study: Study) -> list[str]:
    concepts = study.tables.concepts
    return list(dict.fromkeys(concepts.loc[concepts["theme_main"], "theme"]))


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how the indicators of each ward stand, who shows no result, what is not counted, and that this is no order."""
    judged = rows[rows["progress"].notna()]
    found = [_standing(rows, judged, study)]
    if not few(rows):
        found.insert(0, _standing_of_many(rows, judged, study))
    of, among = behind(typed(rows, Progress), study), codes_of(rows)
    every = own_progress(study.whole)
    found += not_counted(
        "progress_bars.left_out", left_out_of_themes(rows, every[every["progress"].notna()], study), of, among
    )
    if len(judged):
        found.append(
            Claim(
                "level", text("progress_bars.no_order"), behind(typed(judged, Progress), study), among=codes_of(judged)
            )
        )
    return [*found, *leaps(rows, study), *totals_assumed(rows, study)]


def _themes(rows: pd.DataFrame, study: Study) -> Number:
    """Return how many themes ``rows`` are about."""
    return count(rows["theme"].nunique(), behind(typed(rows, Progress), study))


def _standing(rows: pd.DataFrame, judged: pd.DataFrame, study: Study) -> Claim:
    """Claim of each ward how many indicators stand how, and which wards show no result."""
    said = [statuses_of(group, study) for _, group in judged.groupby("ward", sort=False)]
    silent = [code for code in codes_of(rows) if code not in set(judged["ward"])]
    why = {code: of_progress(code, rows, study) for code in silent}
    lacking = {code: _lacking(code, rows, study) if why[code] != NOT_GIVEN else () for code in silent}
    for parts in dict.fromkeys(one for one in lacking.values() if one):
        names: list[Said] = [text(f"progress_bars.part.{part}") for part in parts]
        told = reduce(lambda first, then: text("progress_bars.or", first=first, then=then), names)
        codes = [code for code in silent if lacking[code] == parts]
        said.append(text("progress_bars.silent.lacking", wards=wards(*codes), parts=told))
    for absence in (NO_RESULT, NOT_GIVEN):
        codes = [code for code in silent if not lacking[code] and (why[code] == NOT_GIVEN) == (absence == NOT_GIVEN)]
        said += [text(f"progress_bars.silent.{absence}", wards=wards(*codes))] if codes else []
    title = text("progress_bars.title", themes=_themes(rows, study), wards=Listed(tuple(said)))
    return Claim("count", title, behind(typed(rows, Progress), study), "study", codes_of(rows))


def _lacking(code: str, rows: pd.DataFrame, study: Study) -> tuple[Part, ...]:
    """Return what no indicator of a ward under the themes of ``rows`` has in figures, of all that was read."""
    every = own_progress(study.whole)
    every = every[(every["ward"] == code) & every["theme"].isin(rows["theme"])]
    every = every.assign(target=every["target"].where(every["target_kind"] == "target"))  # what is planned is none
    return tuple(part for part in PARTS if every[part].isna().all())


def _standing_of_many(rows: pd.DataFrame, judged: pd.DataFrame, study: Study) -> Claim:
    """Claim how many indicators met their targets or are expected to, and for how many wards none can be judged."""
    every, of, among = behind(typed(rows, Progress), study), behind(typed(judged, Progress), study), codes_of(rows)
    silent = [code for code in among if code not in set(judged["ward"])]
    where = "given" if any(of_progress(code, rows, study) == NOT_GIVEN for code in silent) else "read"
    if judged.empty:
        said = text(f"progress_bars.none_to_judge.{where}", wards=count(len(among), every))
        return Claim("absence", said, every, "study", among)
    counts = judged["status"].value_counts()
    said = text(
        "progress_bars.title_of_many",
        themes=_themes(rows, study),
        wards=count(len(among), every),
        judged=count(len(judged), of),
        achieved=count(int(counts.get("achieved", 0)), of),
        expected=count(int(counts.get("expected_to_meet", 0)), of),
        without=text(f"progress_bars.without.{where}", wards=count(len(silent), every)) if silent else "",
    )
    return Claim("count", said, every, "study", among)


# --- the chart ---------------------------------------------------------------------------------------------------


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a bar for each indicator, which starts at its baseline; one that is too long is cut and keeps its figure.

    A ward without a result keeps its row and says why it has no bar.
    """
    shown = Name("theme", tuple(dict.fromkeys(str(theme) for theme in rows["theme"])))
    kind, goal = say(text("progress_bars.kind", themes=shown), study.names), told("mark.target", study.lang)
    details = [say(_told(row, study), study.names) for row in typed(rows, Progress)]
    info = QUESTION.info(rows, study, ink, claims=claims(rows, study), kind=kind, details=details)
    ways = [_doubted(_bar_row(row, study), row, study) for row in typed(rows, Progress)]
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        if few(rows):
            return way_bars(info, ways, looks, goal)
        return compact_way_bars(info, ways, looks, goal, _entries(rows, study))


def _doubted(way: Way, row: Progress, study: Study) -> Way:
    """Return the row of an indicator, beneath a figure that leapt the doubt about it."""
    return way._replace(right=f"{way.right}\n{told('mark.leap', study.lang)}") if row.reason == "leap" else way


def _bar_row(row: Progress, study: Study) -> Way:
    """Return the row of one indicator, or of a ward that publishes nothing."""
    names, bar = study.names, None
    if row.progress is not None:
        bar = Bar(row.progress, row.elapsed, row.value_kind == "estimate")
    return Way(
        names.theme(row.theme),
        row.ward,
        [indicator_name(row.ward, row.indicator, names), say(_figures(row) or _result_in_words(row, study), names)],
        say(_note(row), names) if row.indicator else "",
        bar,
        "" if bar else say(_why_no_bar(row, study), names),
    )


def _entries(rows: pd.DataFrame, study: Study) -> list[two_columns.Entry]:
    """Return a line for each indicator, theme by theme, and one for the wards that publish nothing under it."""
    entries = []
    for _, of_theme in rows.groupby("theme", sort=False):
        published = of_theme["indicator"] != ""
        for way in (_bar_row(row, study) for row in typed(of_theme[published], Progress)):
            drawn = way if way.bar else None
            entries.append(two_columns.Entry(way.label[0], way.group, way.ward, way.note, way.right, drawn))
        theme = str(of_theme["theme"].iloc[0])
        silent: dict[str, list[str]] = {}
        for code in map(str, of_theme.loc[~published, "ward"]):
            silent.setdefault(say(no_indicator(code, theme, study), study.names), []).append(code)
        for why, codes in silent.items():
            shared = two_columns.shared(why, codes, study.names)
            entries.append(two_columns.Entry(shared, study.names.theme(theme)))
    return entries


def _told(row: Progress, study: Study) -> Text:
    """Say a row in words, for the alt text."""
    name = indicator_name(row.ward, row.indicator, study.names)
    about: dict[str, Said] = {"name": name, "verdict": _verdict(row, study)}
    figures = _figures(row) or _result_in_words(row, study)
    return (
        text("progress_bars.told", figures=figures, **about) if figures else text("progress_bars.told_alone", **about)
    )


def _figures(row: Progress) -> Said:
    """Say baseline, result and target with their years: 13 (R3) → 37 (R6), 目標 44手続 (R7)."""
    start, result, goal = _start(row), _result(row), _goal(row)
    if not result and not goal:
        return text("progress_bars.only_baseline", **start) if start else ""
    way: Said = text("progress_bars.from", **start) if start else ""
    years = {"year": year_of(row.value_year), "target_year": year_of(row.target_year)}
    if not goal:
        return text("progress_bars.one_end", way=way, end=result, year=years["year"])
    if not result:
        return text("progress_bars.one_end", way=way, end=goal, year=years["target_year"])
    key = "progress_bars.one_year" if row.value_year == row.target_year else "progress_bars.two_years"
    return text(key, way=way, result=result, goal=goal, **years)


def _result_in_words(row: Progress, study: Study) -> Said:
    """Say of an indicator without figures in which year a result in words stands; nothing where there is none."""
    printed = stated(row.indicator, "value", study) if row.indicator else pd.DataFrame()
    if printed.empty or pd.isna(printed["fiscal_year"].iloc[0]):
        return ""
    return text("progress_bars.result_in_words", year=year_of(int(printed["fiscal_year"].iloc[0])))


def _years_of_words(row: Progress, study: Study) -> Said:
    """Say for which years up to the target's a plan prints the same words."""
    if row.target_year is None:
        return ""
    rows = own(study)
    same = rows[
        (rows["indicator"] == row.indicator)
        & (rows["kind"] == row.target_kind)
        & (rows["text"] == row.target_text)
        & ~rows["superseded"].fillna(False).astype(bool)
    ]
    years, first = {int(year) for year in same["fiscal_year"].dropna()}, row.target_year
    while first - 1 in years:
        first -= 1
    if first == row.target_year:
        return year_of(first)
    ends = {"first": year_of(first), "last": year_of(row.target_year), "end": str(row.target_year)}
    return text("progress_bars.years_of_words", **ends)


def _start(row: Progress) -> dict[str, Said]:
    """Return the baseline and its year, to be said; nothing where there is none."""
    return {} if row.baseline is None else {"figure": Number(row.baseline), "year": year_of(row.baseline_year)}


def _result(row: Progress) -> Said:
    if row.value is None:
        return ""
    figure = Number(row.value)
    if row.value_kind == "estimate":
        return text("progress_bars.estimate", estimate=text("mark.estimate"), figure=figure)
    return figure


def _goal(row: Progress) -> Said:
    if row.target is None:
        return ""
    bound = row.target_bound or ""
    figure = Number(row.target, row.unit, bound=bound)
    return text(
        "progress_bars.goal",
        goal=goal_word(row),
        figure=figure,
        plain=figure if row.unit == "percent" else Number(row.target, bound=bound),
    )


def _verdict(row: Progress, study: Study) -> Said:
    if not row.indicator:
        return no_indicator(row.ward, row.theme, study)
    if row.progress is None:
        return verdict(row)
    return _note(row)


def _note(row: Progress) -> Text:
    """Say progress and status; why there is none stands in the place of the bar."""
    if row.status == "qualitative" and row.own_verdict in VERDICTS:
        judged = text(f"labels.verdict.{row.own_verdict}")
        return text("progress_bars.worded", status=status(row.status), verdict=judged)
    if row.progress is None:
        return status(counted_as(row))
    return text("progress_bars.verdict", progress=percent(row.progress), status=status(row.status))


def _short(words: str, kind: str) -> Said:
    """Return a plan's own words as far as a chart has room for them, with what short ones mean; tables have them whole."""
    if len(words) <= _MOST_GLOSSED:
        return Quoted(words, kind)
    return words if len(words) <= _MOST_LETTERS else f"{words[: _MOST_LETTERS - 1]}…"


def _why_no_bar(row: Progress, study: Study) -> Said:
    """Say a plan's own words, or why progress cannot be derived."""
    if not row.indicator:
        return no_indicator(row.ward, row.theme, study)
    if row.status in WORDED:
        return text(
            "progress_bars.words",
            year=_years_of_words(row, study),
            words=_short(row.target_text or "", row.target_kind or ""),
        )
    return reason(row.reason)


# --- the reading table -------------------------------------------------------------------------------------------


def progress_table(
    rows: pd.DataFrame | None = None,
    *,
    ward: Names = None,
    years: Years = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    title: str = "",
    name: str = "progress",
    detail: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show baseline, target, latest result, progress and status.

    Parameters
    ----------
    rows : DataFrame, optional
        Rows of :func:`analysis.progress`, or observations; all without it. Rows without indicator show a ward that publishes nothing; of
        many wards, those that publish nothing about a theme share a row.
    ward, theme, concept, indicator : str or iterable of str, optional
        Keep only the rows of these; a ward by code, slug or name, a theme by its id or its name in either language.
    years : int, str or iterable, optional
        Keep only the rows of these fiscal years, by the same year as the figure of such rows: here that of the newest result;
        what tells no year, as a grade or a range of ranks, is made of the figures of these years.
    title : str
        What the table shows.
    name : str
        Unique within a notebook.
    detail : bool
        Whether to add time gone, pace and what is needed a year.
    lang : str
        ``ja`` or ``en``.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its columns are those of :func:`analysis.progress`, and ``silent``, the documents that cannot say more.

    Raises
    ------
    UnknownName
        If there is no such ward, theme, concept or indicator.
    WardKpiError
        If nothing is left of what is asked for, or ``rows`` lack a column; it is named.

    Examples
    --------
    >>> import analysis
    >>> rows = analysis.progress(analysis.load_observations(theme="cashless", ward=["sumida", "taito"]))
    >>> analysis.progress_table(rows, lang="en")  # doctest: +ELLIPSIS
    Progress to each ...'s own targets (no comparison of ...) (2)
    """
    study = Study.of(root, lang)
    given = progress_of(study.current, study) if rows is None else _progress_given(rows, study)
    given = narrowed(given, name, study, ward=ward, years=years, theme=theme, concept=concept, indicator=indicator)
    title = titled(title, "reading.title.progress", study)
    lines = silent_together(by_theme_and_ward(given, study), study)
    return ReadingTable(progress_reading(lines, study, name=name, title=title, detail=detail), lines)


def _progress_given(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return a caller's rows of progress, or those of a caller's observations."""
    frame = table_of(rows)
    if set(NEEDED) <= set(frame) and not set(PROGRESS_COLUMNS) <= set(frame):
        given = study.given(observations_given(frame, study))
        return progress_of(given.current, given)
    return rows_given(frame, PROGRESS_COLUMNS, study)


def progress_reading(rows: pd.DataFrame, study: Study, *, name: str, title: str, detail: bool = False) -> Reading:
    """Return the table to be read of rows in their order, those of silent wards together."""
    numbers = [*_COLUMNS[2:], *(_DETAILS if detail else ())]
    columns = heads([*_COLUMNS[:2], *numbers, "status", "own_verdict"], study, numbers=numbers)
    records = [cells_of(row, study) for row in typed(rows, TableLine)]
    remark = told("progress_bars.remark", study.lang)
    return reading(
        records,
        columns,
        rows,
        study,
        name=name,
        title=title,
        remarks=[*own_figures_line(rows, study, derived_changed(rows, study)), remark],
    )


# --- slides ----------------------------------------------------------------------------------------------------------


def slides(study: Study) -> list[Slide]:
    """Return the progress of the indicators of the main themes."""
    every = own_progress(study)
    pages = list(_pages(every[every["theme"].isin(main_themes(study))]))
    found = claims(scorecard.judgements(main_themes(study), study), study)[:1] if pages else []
    chart = told("slides.progress.chart", study.lang)
    return [
        Slide(
            title=numbered(found[0].headline(study), number, len(pages), study),
            kind=told("slides.progress.kind", study.lang),
            cells=(_bars(rows, chart, study),),
            rows=_observations_of(rows, study),
            sources=tuple(cited(_observations_of(every[every["theme"].isin(main_themes(study))], study), study)),
            said=found[0].said(study),
        )
        for number, rows in enumerate(pages, start=1)
    ]


def _pages(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Part what has a progress into charts of at most so many bars."""
    drawn = rows[rows["progress"].notna()]
    for places in pages_of(range(len(drawn)), _MOST_BARS):
        yield drawn.iloc[list(places)]


def _observations_of(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    published = own(study)
    return published[published["indicator"].isin(rows["indicator"])]


def _bars(rows: pd.DataFrame, title: str, study: Study) -> ShareBars:
    """Return a bar for each indicator, by its own baseline and target."""
    styles = ward_styles(study)
    bars = [
        SlideBar(_bar_label(row, study), row.progress, _paint(row, styles[row.ward].colour))
        for row in typed(rows, Progress)
    ]
    figures = study.names.listed(f"{bar.label} {percent(bar.value or 0.0)}" for bar in bars)
    return ShareBars(
        name=" ".join(("progress", *dict.fromkeys(rows["theme"]))),
        title=title,
        alt=told("slides.progress.alt", study.lang, title=title, figures=figures),
        bars=tuple(bars),
        start=min(0.0, math.floor(float(rows["progress"].min()) / _STEP) * _STEP),
        end=_END,
    )


def _bar_label(row: Progress, study: Study) -> str:
    return f"{study.names.ward(row.ward)} {study.names.indicator(row.indicator)}"


def _paint(row: Progress, colour: str) -> Paint:
    """Return how a bar is drawn, as on every slide: a result is filled, what is no result yet hollow."""
    return Paint(colour, "solid" if row.value_kind == "actual" else "hollow")


QUESTION = Question("progress_bars", table, claims, figure, Progress, doc=__doc__, every_ward=True, among=among)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


progress_bars = public(QUESTION)
