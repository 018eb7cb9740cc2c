"""What do the documents read hold of each ward on one theme over the years, and how far has it come by its own figures?"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import pandas as pd

from analysis.data.frames import each, in_order_of
from analysis.data.ids import ids
from analysis.data.kinds import DERIVED, PUBLISHED, RESULT_KINDS
from analysis.data.load import Root
from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.panel_grid import panel_grid
from analysis.measures.absence import of_theme
from analysis.measures.comparing import may_share_axis
from analysis.measures.standing import RESULTS, has_text, standings
from analysis.questions import _over_years
from analysis.questions._absence import without_result
from analysis.questions._by_theme import themes_asked
from analysis.questions._order import in_order
from analysis.questions._over_years import panels_of, printed_ids
from analysis.questions._phrases import further
from analysis.questions._question import Claim, Question, codes_of, count, few
from analysis.words.errors import NoFigureData
from analysis.words.say import Listed, Name, Number, Said, Span, Text, Year, say, text, wards
from analysis.words.wording import known

_COLUMNS = 2


def table(theme: str, study: Study) -> pd.DataFrame:
    """Return every figure that wards give of themselves on ``theme``; see :func:`_over_years.of_theme`."""
    return _over_years.of_theme(theme, study.current, study)


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim each ward's newest result and target, how many definitions there are, and what is derived.

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
        with_figures = set(figures["indicator"])
        first = next(one for one in of_ward["indicator"] if one in with_figures)
        plan = figures[figures["indicator"] == first].tail(1)
        [row] = each(plan)
        return text(
            "trajectories.plan",
            ward=ward,
            year=Year(int(row.fiscal_year), short=False),
            figure=_stated(plan),
            lack=without_result(str(row.ward), str(row.theme), study),
        )
    latest = results.drop_duplicates("indicator", keep="last")
    targets = printed[printed["kind"] == "target"].drop_duplicates("indicator", keep="last")
    told = [_with_target(latest.loc[[place]], targets) for place in latest.index]
    ends = (Year(int(year), short=False) for year in (latest["fiscal_year"].min(), latest["fiscal_year"].max()))
    years = Span(*ends)
    kinds = Listed(tuple(text(f"labels.kind.{kind}") for kind in dict.fromkeys(latest["kind"])), together=True)
    return text("trajectories.results", ward=ward, results=Listed(tuple(told), together=True), years=years, kinds=kinds)


def _stated(one: pd.DataFrame, *, with_unit: bool = True) -> Number:
    """Return the figure of a single row."""
    [row] = each(one)
    return Number(row.value, row.unit if with_unit else "", ids(one), bound=row.bound)


def _with_target(result: pd.DataFrame, targets: pd.DataFrame) -> Said:
    """Say a result and its target, which may be words: 37手続（目標44）."""
    target = targets[targets["indicator"] == result["indicator"].iloc[0]]
    if target.empty:
        return _stated(result)
    aim = str(target["text"].iloc[0])
    if known(target["value"].iloc[0]):
        percent = result["unit"].iloc[0] == "percent"
        return text("trajectories.with_target", figure=_stated(result), target=_stated(target, with_unit=percent))
    return text("trajectories.with_target", figure=_stated(result), target=aim)


def _definitions(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how many definitions the figures follow, and which of them wards share."""
    figures = rows[rows["value"].notna()]
    number = figures.groupby(["concept", "unit"], sort=False)["ward"].nunique()
    if len(number) < 2:
        return []
    of, among = printed_ids(figures), tuple(codes_of(rows))
    several = dict.fromkeys(str(concept) for concept, _ in number[number > 1].index)
    shared = tuple(concept for concept in several if may_share_axis(figures[figures["concept"] == concept], study))
    definitions = count(len(number), of)
    if shared:
        said = text("trajectories.one_shared", definitions=definitions, shared=Name("concept", shared))
    else:
        said = text("trajectories.none_shared", definitions=definitions)
    return [Claim("across", said, of, among=among)]


def _derived(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim of each derived figure that no document prints it."""
    found = []
    for row in each(rows[rows["origin"] == DERIVED]):
        of = _cell_behind(row, study)
        figure = Number(row.value, row.unit, of, "derived")
        said = text(
            "trajectories.derived", ward=wards(row.ward), year=Year(int(row.fiscal_year), short=False), figure=figure
        )
        found.append(Claim("absence", said, of, "study", (row.ward,)))
    return found


def _cell_behind(row: Any, study: Study) -> tuple[str, ...]:
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

    Results are filled marks on a line; estimates, plans and derived figures are hollow and dashed; the target is a dashed
    line. Words stand as words, and a ward of which there is neither has a panel that says why.
    """
    rows = _over_years.given(theme, rows, study)
    question, is_few = about(theme), few(rows)
    if (rows["indicator"] == "").all():
        raise NoFigureData(question.name)
    names, panels = study.names, panels_of(rows)
    of_theme = Name("theme", (theme,))
    kind = text("trajectories.kind", theme=of_theme, kinds=_over_years.kinds_of(rows))
    info = question.info(
        rows,
        study,
        claims=claims(rows, study),
        kind=say(kind if is_few else text("trajectories.kind_of_many", theme=of_theme), names),
        details=[say(_over_years.panel_told(panel, study), names) for panel in panels],
    )
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        if not is_few:
            return _over_years.page_of_small(info, rows, {"": rows}, looks, study)
        shown = [_over_years.panel(panel, looks[panel["ward"].iloc[0]], study) for panel in panels]
        return panel_grid(info, shown, _over_years.scale(rows, study), columns=_COLUMNS)


@cache
def about(theme: str) -> Question:
    """Return the question about one theme, the same one each time."""
    return Question(
        f"trajectories_{theme}", partial(table, theme), claims, partial(figure, theme), theme=theme, doc=__doc__ or ""
    )


def asked(study: Study) -> list[Question]:
    """Return a question for each theme that the codebook has this one show."""
    return [about(theme) for theme in themes_asked("trajectories", study)]


def trajectories(
    theme: str = "onlinization",
    table: pd.DataFrame | None = None,
    *,
    lang: str = "ja",
    mono: bool = False,
    root: Root = None,
) -> KpiFigure:
    """Draw what the documents read hold of each ward on a theme, one panel for each indicator with an axis of its own.

    Parameters
    ----------
    theme : str
        id of the theme.
    table : DataFrame, optional
        Rows to draw, or observations, of which those of the theme are drawn; those of the whole data without it.
    lang : str
        ``ja`` or ``en``.
    mono : bool
        Greys and hatches instead of colours.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    KpiFigure
        The figure, which knows what it shows (``ward_kpi``).

    Raises
    ------
    UnknownName
        If there is no such theme.
    NoFigureData
        If there is nothing of it in the documents read.
    FigureError
        If there are more wards than a page can show.
    """
    return about(theme).draw(Study.of(root, lang), table, Ink(mono))
