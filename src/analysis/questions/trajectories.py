"""What do the documents read hold of each ward on one theme over the years, and how far has it come by its own figures?

Draws a panel for each indicator with an axis of its own. Sources: the newest document of each ward.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial

import pandas as pd

from analysis.data.border import table_of
from analysis.data.citation import Cited, cited
from analysis.data.frames import in_order_of
from analysis.data.ids import ids
from analysis.data.kinds import DERIVED, PUBLISHED, RESULT_KINDS
from analysis.data.load import Names, Root, ids_called
from analysis.data.loaders import Years
from analysis.data.marks import kind_paint, ward_styles
from analysis.data.rows import typed
from analysis.data.study import Study, own
from analysis.data.themes import published_themes
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.panel_grid import panel_grid
from analysis.measures.absence import of_theme
from analysis.measures.attainment import WORDED, Progress
from analysis.measures.comparing import may_share_axis
from analysis.measures.own_progress import counted_once, own_progress
from analysis.measures.standing import RESULTS, has_text, standings
from analysis.questions import _over_years
from analysis.questions._absence import nothing, without_result
from analysis.questions._by_theme import themes_asked
from analysis.questions._chosen import Choice, themes_of_choice
from analysis.questions._indicator_words import (
    alternative_text,
    figure_words,
    nothing_of,
    said_of,
    standing,
    ward_names,
    with_unit,
)
from analysis.questions._kpi import basis_of, behind, own_verdicts, status
from analysis.questions._order import in_order
from analysis.questions._over_years import PlottedFigure, YearFigure, newest_apart, panels_of, printed_ids
from analysis.questions._phrases import as_called, further, of_plan
from analysis.questions._question import Claim, Question, codes_of, count, documented, draw_chosen, few
from analysis.questions._slide import MOST_ON_A_SLIDE, Bar, Bars, Slide, Words, few_wards, numbered, pages_of
from analysis.words.errors import BadArgument, NoFigureData
from analysis.words.labels import KINDS, STATUSES
from analysis.words.say import Listed, Name, Number, Quoted, Said, Span, Text, Year, say, text, wards
from analysis.words.wording import known

_COLUMNS = 2
_FIRST = "onlinization"
"""The theme that is drawn where nothing is asked for."""
_LEAST = 2
"""A single figure is no chart of a slide."""
_KIND_ORDER = {kind: rank for rank, kind in enumerate(KINDS)}


def table(theme: str, study: Study) -> pd.DataFrame:
    """Return every figure that wards give of themselves on ``theme``; see :func:`_over_years.of_theme`."""
    return _over_years.of_theme(theme, study.current, study)


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim each ward's newest result and target, of how many concepts they are, and what is derived.

    Of many wards claim of how many there is what.
    """
    rows = in_order_of(in_order(rows, study), "ward", study.wards)
    return [*_title(rows, study), *_definitions(rows, study), *_derived(rows, study)]


def _title(rows: pd.DataFrame, study: Study) -> list[Claim]:
    of, among = printed_ids(rows), tuple(codes_of(rows))
    if few(rows):
        told = [_newest(of_ward, study) for _, of_ward in rows.groupby("ward", sort=False)]
        all_have = (standings(rows) == RESULTS).all()
        said = text("trajectories.title", statements=further(told))
        return [Claim("level", said, of, "rows" if all_have else "study", among)]
    said = text("trajectories.title_of_many", publishing=_over_years.publishing(rows, study))
    return [Claim("count", said, of, "study", among)]


def _newest(of_ward: pd.DataFrame, study: Study) -> Text:
    """Say a ward's newest results with their targets, else its plan, else its words, else why there is nothing."""
    ward = wards(str(of_ward["ward"].iloc[0]))
    printed = of_ward[of_ward["origin"] == PUBLISHED].sort_values("fiscal_year", kind="stable")
    figures = printed[printed["value"].notna()]
    if figures.empty:
        if has_text(printed).any():
            held = of_theme(str(printed["ward"].iloc[0]), str(printed["theme"].iloc[0]), study) == ""
            return text("trajectories.no_figure_given" if held else "trajectories.in_words", ward=ward)
        return text("trajectories.nothing", ward=ward, nothing=_over_years.nothing_of(of_ward, study))
    results = figures[figures["kind"].isin(RESULT_KINDS)]
    if results.empty:
        plans = figures.drop_duplicates("indicator", keep="last")
        plans = in_order_of(plans, "indicator", dict.fromkeys(of_ward["indicator"]))
        planned: list[Said] = [_named_figure(plans.loc[[place]], _stated(plans.loc[[place]])) for place in plans.index]
        return of_plan(
            "trajectories.plan",
            plans["source"],
            study,
            ward=ward,
            kinds=_kinds(plans),
            year=_years(plans),
            figure=Listed(tuple(planned), together=True),
            lack=without_result(str(plans["ward"].iloc[0]), str(plans["theme"].iloc[0]), study),
        )
    latest = results.drop_duplicates("indicator", keep="last")
    targets = printed[printed["kind"] == "target"].drop_duplicates("indicator", keep="last")
    told = [_with_target(latest.loc[[place]], targets) for place in latest.index]
    return text(
        "trajectories.results",
        ward=ward,
        results=Listed(tuple(told), together=True),
        years=_years(latest),
        kinds=_kinds(latest),
    )


def _kinds(rows: pd.DataFrame) -> Listed:
    return Listed(tuple(text(f"labels.kind.{kind}") for kind in dict.fromkeys(rows["kind"])), together=True)


def _years(newest: pd.DataFrame) -> Span:
    """Return of which years the newest figures of several indicators are."""
    return Span(*(Year(int(end), short=False) for end in (newest["fiscal_year"].min(), newest["fiscal_year"].max())))


def _stated(one: pd.DataFrame, *, with_unit: bool = True) -> Said:
    """Return the figure of a single row, or its words."""
    [row] = typed(one, YearFigure)
    return (
        Quoted(row.text, row.kind)
        if row.value is None
        else Number(row.value, row.unit if with_unit else "", ids(one), bound=row.bound)
    )


def _named_figure(one: pd.DataFrame, figure: Said) -> Text:
    """Say a figure with the name of its indicator: without it what differs in definition could be compared or added up."""
    return text("trajectories.named", indicator=Name("indicator", (str(one["indicator"].iloc[0]),)), figure=figure)


def _with_target(result: pd.DataFrame, targets: pd.DataFrame) -> Said:
    """Say a result and its target, which may be words: 37手続（目標44）."""
    target = targets[targets["indicator"] == result["indicator"].iloc[0]]
    figure = _named_figure(result, _stated(result))
    if target.empty:
        return figure
    aim = str(target["text"].iloc[0])
    if known(target["value"].iloc[0]):
        percent = result["unit"].iloc[0] == "percent"
        return text("trajectories.with_target", figure=figure, target=_stated(target, with_unit=percent))
    return text(
        "trajectories.with_target", figure=figure, target=text("trajectories.in_quotes", words=Quoted(aim, "target"))
    )


def _definitions(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim of how many concepts the figures are, and of which of them wards' figures are of one level."""
    figures = rows[rows["value"].notna()]
    number = figures.groupby(["concept", "unit"], sort=False)["ward"].nunique()
    if len(number) < 2:
        return []
    of, among = printed_ids(figures), tuple(codes_of(rows))
    several = dict.fromkeys(str(concept) for concept, _ in number[number > 1].index)
    shared = tuple(concept for concept in several if may_share_axis(figures[figures["concept"] == concept], study))
    concepts = count(figures["concept"].nunique(), of)
    if not shared:
        return [Claim("across", text("trajectories.none_shared", concepts=concepts), of, among=among)]
    called = [as_called(one, among, study) for one in shared]
    said = text("trajectories.one_shared", concepts=concepts, shared=Listed(tuple(called), together=True))
    found = [Claim("across", said, of, among=among)]
    told = [newest_apart(one, figures, study) for one in shared]
    return [*found, *(Claim("across", one, of, among=among) for one in told if one is not None)]


def _derived(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim of each derived figure that no document prints it."""
    found = []
    for row in typed(rows[rows["origin"] == DERIVED], YearFigure):
        of = _cell_behind(row, study)
        figure: Said = "" if row.value is None else Number(row.value, row.unit, of, "derived")
        said = text(
            "trajectories.derived", ward=wards(row.ward), year=Year(row.fiscal_year, short=False), figure=figure
        )
        found.append(Claim("absence", said, of, "study", (row.ward,)))
    return found


def _cell_behind(row: YearFigure, study: Study) -> tuple[str, ...]:
    """Return the ids of the addition and the total from which a start is derived: both are read from one cell."""
    published = study.published
    of_year = published[
        (published["source"] == row.source)
        & (published["fiscal_year"] == row.fiscal_year + 1)
        & (published["kind"] == "planned")
    ]
    cells = of_year.loc[of_year["indicator"] == row.indicator, "text"]
    return ids(of_year[of_year["text"].isin(cells) & (of_year["ward"] == row.ward)])


def figure(theme: str, rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw one panel for each indicator, with an axis of its own; of many wards small ones, and name all others.

    Results are filled marks on a line; estimates and plans are hollow and dashed, derived figures crosses; the target is a dashed
    line. Words stand as words, and a ward of which there is neither has a panel that says why.
    """
    rows = _over_years.given(theme, rows, study)
    question, is_few = about(theme), few(rows)
    if (rows["indicator"] == "").all():
        raise NoFigureData(question.name)
    names, panels = study.names, panels_of(rows)
    of_theme = Name("theme", (theme,))
    kind = text(f"trajectories.kind{'' if is_few else '_of_many'}", theme=of_theme, held=_over_years.held_in(rows))
    info = question.info(
        rows,
        study,
        ink,
        claims=claims(rows, study),
        kind=say(kind, names),
        details=[say(_over_years.panel_told(panel, study), names) for panel in panels],
    )
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        if not is_few:
            return _over_years.page_of_small(info, rows, {"": rows}, looks, study)
        shown = [_over_years.panel(panel, looks[panel["ward"].iloc[0]], study) for panel in panels]
        return panel_grid(info, shown, _over_years.scale(rows, study), columns=_COLUMNS)


# --- slides ----------------------------------------------------------------------------------------------------------


def standing_claim(theme: str, study: Study) -> Claim:
    """Claim of each of few wards how many indicators of a theme stand how: what a slide's title has room for."""
    table, every = own_progress(study), counted_once(study)
    counted, of_theme = every[every["theme"] == theme], table[table["theme"] == theme]
    of = behind(typed(of_theme, Progress), study)
    said = [_standing_of(code, theme, counted[counted["ward"] == code], of, study) for code in study.wards]
    title = text("trajectories.standing", theme=Name("theme", (theme,)), wards=Listed(tuple(said)))
    return Claim("count", title, of, "study", study.wards)


def _standing_of(code: str, theme: str, counted: pd.DataFrame, of: tuple[str, ...], study: Study) -> Text:
    """Say how many indicators of a ward stand how; that it has planned figures or words only, or why there is nothing."""
    ward, statuses = wards(code), counted["status"].value_counts()
    if counted.empty:
        return text("trajectories.nothing", ward=ward, nothing=nothing(code, theme, study))
    if set(counted["status"]) == {"no_result"} and set(counted["target_kind"]) == {"planned"}:
        return of_plan("trajectories.only_planned", counted["source"], study, ward=ward, count=count(len(counted), of))
    said = [
        text(
            "kpi.counted_judged",
            status=status(name),
            count=count(int(statuses[name]), of),
            own=own_verdicts(counted[counted["status"] == name], "kpi.own_within") if name in WORDED else "",
        )
        for name in STATUSES
        if name in statuses
    ]
    return text("trajectories.stands", ward=ward, by=basis_of(counted), statuses=Listed(tuple(said), together=True))


def sentences(theme: str, study: Study) -> list[str]:
    """Return what the wards' own figures say of a theme, the main finding first."""
    return [one.said(study) for one in claims(_tables(study)[theme], study)]


def panels(theme: str, study: Study) -> list[Bars]:
    """Return a chart for each indicator of a theme of which there are two figures at least, in order of wards."""
    rows = _tables(study)[theme]
    rows = rows[(rows["origin"] == PUBLISHED) & rows["value"].notna()]
    facts = {row.indicator: row for row in typed(own_progress(study), Progress)}
    return [
        _panel(of_indicator, facts[str(name)], study)
        for name, of_indicator in rows.groupby("indicator", sort=False)
        if len(of_indicator) >= _LEAST
    ]


def slides(theme: str, study: Study) -> list[Slide]:
    """Return the charts of a theme, and texts for the wards of which there is none."""
    drawn = panels(theme, study)
    shown = {panel.rows["ward"].iloc[0] for panel in drawn}
    silent = [code for code in study.wards if code not in shown]
    cells: list[Bars | Words] = [*drawn, *_silent_cells(theme, silent, study)]
    pages = list(pages_of(cells, MOST_ON_A_SLIDE))
    title = standing_claim(theme, study).title(study) if few_wards(study) else sentences(theme, study)[0].rstrip("。.")
    kind = _kind_of_slide(theme, study)
    return [
        Slide(
            title=numbered(title, number, len(pages), study),
            kind=kind,
            cells=tuple(page),
            rows=(rows := pd.concat([_rows(cell, theme, study) for cell in page], ignore_index=True)),
            sources=_sources(rows, page, study),
        )
        for number, page in enumerate(pages, start=1)
    ]


def _kind_of_slide(theme: str, study: Study) -> str:
    """Say what the charts are, and why those that could share an axis do not: their newest figures rank nobody."""
    rows = _tables(study)[theme]
    rows = rows[(rows["origin"] == PUBLISHED) & rows["value"].notna()]
    codes = rows.groupby("concept", sort=False)["ward"].unique()
    apart = [
        as_called(str(concept), tuple(of), study)
        for concept, of in codes.items()
        if len(of) > 1
        and may_share_axis(of_concept := rows[rows["concept"] == concept], study)
        and newest_apart(str(concept), of_concept, study) is not None
    ]
    shared = say(text("slides.own.apart", shared=Listed(tuple(apart))), study.names) if apart else ""
    return study.names.told("slides.own.kind", theme=study.names.theme(theme), shared=shared)


def _panel(rows: pd.DataFrame, facts: Progress, study: Study) -> Bars:
    ordered = rows.sort_values(
        ["fiscal_year", "kind", "as_of"],
        key=lambda cells: cells.map(_KIND_ORDER) if cells.name == "kind" else cells,
        kind="stable",
    ).reset_index(drop=True)
    ward, unit, name = facts.ward, facts.unit, study.names.indicator(facts.indicator)
    colour = ward_styles(study)[ward].colour
    title, subtitle = f"{study.names.ward(ward)} {name}", with_unit(unit, standing(facts, study), study)
    return Bars(
        name=facts.indicator,
        title=title,
        subtitle=subtitle,
        alt=alternative_text(title, subtitle, [figure_words(row, study) for _, row in ordered.iterrows()], study),
        rows=ordered,
        percent=bool(unit == "percent" and ordered["value"].max() <= 100),
        bars=tuple(
            Bar(_label(row, study), row.value, kind_paint(row.kind, colour)) for row in typed(ordered, YearFigure)
        ),
        series=name,
        columns=("year_label", "kind"),
    )


def _label(row: YearFigure, study: Study) -> str:
    """Return what stands under a bar: era and Western year, and the kind of figure."""
    return f"{study.names.year_tick(row.fiscal_year)}\n{KINDS[row.kind][study.lang]}"


def _silent_cells(theme: str, codes: Sequence[str], study: Study) -> Iterator[Words]:
    """Yield the wards without charts as texts: each by itself, but of many wards those without anything by the reason."""
    rows = own(study)
    rows = rows[(rows["theme"] == theme) & has_text(rows)]
    together: dict[str, list[str]] = {}
    for code in codes:
        if few_wards(study) or code in set(rows["ward"]):
            figures = rows.loc[rows["ward"] == code, "value"].notna().any()
            key = "single" if figures else "words" if code in set(rows["ward"]) else "figures"
            heading = study.names.told(f"slides.nothing.{key}", ward=study.names.ward(code))
            yield Words(study.names.ward(code), heading, tuple(said_of(theme, code, study)))
        else:
            together.setdefault(nothing_of(code, theme, study), []).append(code)
    for absence, alike in together.items():
        heading = study.names.told("slides.nothing.of_theme", absence=absence, count=len(alike))
        yield Words(ward_names(alike, study), heading, (ward_names(alike, study),))


def _rows(cell: Bars | Words, theme: str, study: Study) -> pd.DataFrame:
    """Return the observations that a chart or text shows."""
    if isinstance(cell, Bars):
        return cell.rows
    rows = own(study)
    return rows[(rows["theme"] == theme) & (rows["ward"].map(study.names.ward) == cell.name)]


def _sources(rows: pd.DataFrame, page: Sequence[Bars | Words], study: Study) -> tuple[Cited, ...]:
    """Return the documents of what is shown, and those that were read of a ward of which there is nothing to show."""
    told = set(rows["ward"].map(study.names.ward))
    silent = {cell.name for cell in page if isinstance(cell, Words) and cell.name not in told}
    documents = study.documents
    read = documents[documents["ward"].isin([code for code in study.wards if study.names.ward(code) in silent])]
    return tuple(cited(pd.concat([rows[["source"]], read[["source"]]]), study))


def _tables(study: Study) -> dict[str, pd.DataFrame]:
    """Return the question's table of each theme."""
    return study.once(_of_each_theme)


def _of_each_theme(study: Study) -> dict[str, pd.DataFrame]:
    return {theme: table(theme, study) for theme in published_themes(study)}


@cache
def about(theme: str) -> Question:
    """Return the question about one theme, the same one each time."""
    return Question(
        f"trajectories_{theme}",
        partial(table, theme),
        claims,
        partial(figure, theme),
        PlottedFigure,
        theme=theme,
        doc=__doc__ or "",
        every_ward=True,
    )


def asked(study: Study) -> list[Question]:
    """Return a question for each theme that the codebook has this one show."""
    return [about(theme) for theme in themes_asked("trajectories", study)]


def _theme_of(choice: Choice, rows: pd.DataFrame | None, study: Study) -> str:
    """Return the one theme of what is asked for, or else of a caller's rows; the first main one where these hold it, too."""
    themes = themes_of_choice(choice, study)
    if themes is None:
        table = pd.DataFrame() if rows is None else table_of(rows)
        held = list(dict.fromkeys(table["theme"].dropna().astype("str"))) if "theme" in table else []
        themes = [_FIRST] if not held or _FIRST in held else held
    if len(themes) != 1:
        raise BadArgument("theme", None, "one_of_themes", themes=", ".join(themes) or "-")
    return themes[0]


def trajectories(
    theme: str | None = None,
    rows: pd.DataFrame | None = None,
    *,
    ward: Names = None,
    years: Years = None,
    concept: Names = None,
    indicator: Names = None,
    title: str = "",
    lang: str | None = None,
    mono: bool = False,
    root: Root = None,
) -> KpiFigure:
    """Draw the figure of one theme; what its arguments are is described with those of all figures."""
    if theme is not None and not isinstance(theme, str):
        raise BadArgument("theme", theme, "theme")
    study = Study.of(root, lang)
    choice = Choice.of(ward=ward, years=years, concept=concept, indicator=indicator)
    [theme] = ids_called("theme", theme, study.tables) if theme is not None else [_theme_of(choice, rows, study)]
    return draw_chosen(about(theme), rows, choice, study, Ink(mono, title))


trajectories.__doc__ = documented(
    __doc__ or "",
    PlottedFigure,
    name="trajectories",
    figure="trajectories_cashless",
    asked='"cashless", ',
    first="theme : str, optional\n    The theme, by its id or its name in either language; of ``rows`` its rows are drawn. Without it that of ``concept``\n    or ``indicator``, or the one that ``rows`` hold, else onlinization.\n",
    theme=False,
)
