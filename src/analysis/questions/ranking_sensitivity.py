"""How far does each ward's rank depend on the document, the indicator, the date and the yardstick that one chooses?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.data.ids import ids
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import FigureInfo, Ink, KpiFigure
from analysis.drawing.rank_rows import Ranking, rank_rows
from analysis.drawing.ward_table import Cell, Column, Row, wards_table
from analysis.measures.rankings import options, summary
from analysis.questions._by_theme import codes_of
from analysis.questions._phrases import apart, areas
from analysis.questions._question import Claim, Question, count, few, public
from analysis.words.say import Listed, Name, Said, Span, say, text, wards

_RANK_LOOKS = {1: ("#333333", "white"), 2: ("#767676", "white"), 3: ("#c8c8c8", style.INK)}
"""Of the first ranks: face and colour of the text."""
_UNRANKED = "－"
_RANKING = ["theme", "yardstick"]


def table(study: Study) -> pd.DataFrame:
    """Return :func:`analysis.measures.rankings.summary` of every figure on which a ranking may rest."""
    return summary(study.once(_options), study)


def _options(study: Study) -> pd.DataFrame:
    return options(None, study)


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim for which themes the first place changes with the yardstick, and which rankings with the document alone."""
    found = _lead_depends(rows, study)
    unstable = rows[rows["best"] != rows["worst"]].drop_duplicates(_RANKING)
    if len(unstable):
        names = [
            text("ranking_sensitivity.ranking", theme=_theme(row.theme), yardstick=_yardstick(row.yardstick))
            for row in each(unstable)
        ]
        said = text("ranking_sensitivity.unstable", rankings=apart(names))
        found.append(Claim("order", said, behind(rows, study), among=tuple(codes_of(rows))))
    return found


def _lead_depends(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim for which themes the first place changes; of many wards, first for how many and how many wards come first."""
    of, among = behind(rows, study), tuple(codes_of(rows))
    groups = rows.groupby("theme", sort=False)
    themes = count(groups.ngroups, of)
    changing = [_theme(str(theme)) for theme, of_theme in groups if _lead_changes(of_theme)]
    if not changing:
        return [Claim("leads", text("ranking_sensitivity.stable", themes=themes), of, among=among)]
    listed = Listed(tuple(changing))
    named: Said = text("ranking_sensitivity.named", themes=listed)
    leaders: Said = ""
    if not few(rows):
        first = count(rows.loc[rows["first"] > 0, "ward"].nunique(), of)
        ranked = count(len(among), of)
        named, leaders = "", text("ranking_sensitivity.leaders", wards=ranked, first=first, areas=areas(study))
    said = text(
        "ranking_sensitivity.lead_depends",
        themes=themes,
        changing=count(len(changing), of),
        named=named,
        leaders=leaders,
    )
    found = [Claim("leads", said, of, among=among)]
    if not named:
        found.append(Claim("leads", text("ranking_sensitivity.changing", themes=listed), of, among=among))
    return found


def _lead_changes(of_theme: pd.DataFrame) -> bool:
    """Return whether no ward is first, alone or beside others, in every choice of every yardstick of a theme."""
    always = of_theme[of_theme["first"] == of_theme["choices"]].groupby("ward")["yardstick"].nunique()
    return not bool((always == of_theme["yardstick"].nunique()).any())


def behind(rows: pd.DataFrame, study: Study) -> tuple[str, ...]:
    """Return the ids of all observations on which the ranks of ``rows`` rest, whatever is chosen."""
    keys = [*_RANKING, "ward"]
    ranked = set(rows[keys].itertuples(index=False, name=None))
    choices = study.once(_options)
    held = [key in ranked for key in choices[keys].itertuples(index=False, name=None)]
    stated = set(choices.loc[held, ["indicator", "source"]].itertuples(index=False, name=None))
    published = study.published
    return ids(
        published[[key in stated for key in published[["indicator", "source"]].itertuples(index=False, name=None)]]
    )


def _theme(theme: str) -> Name:
    return Name("theme", (theme,))


def _yardstick(yardstick: str) -> Name:
    return Name("yardstick", (yardstick,))


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a row for each theme and yardstick with a mark at every rank a ward takes; of many wards a table of ranks."""
    names, is_few = study.names, few(pd.DataFrame({"ward": study.wards}))
    kind = text("ranking_sensitivity.kind" if is_few else "ranking_sensitivity.kind_of_many")
    info = QUESTION.info(
        rows.drop(columns="indicator", errors="ignore"),  # a rank has no caveats of its own
        study,
        claims=claims(rows, study),
        kind=say(kind, names),
        details=[_told(row, study) for row in each(rows)],
    )
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        of_wards = {code: looks[code] for code in study.wards}
        if not is_few:
            return _of_many(info, rows, of_wards, study)
        rankings = [_ranking(of_row, study) for _, of_row in rows.groupby(_RANKING, sort=False)]
        return rank_rows(
            info, rankings, of_wards, [names.rank(rank) for rank in range(1, int(rows["worst"].max()) + 1)]
        )


def _ranking(rows: pd.DataFrame, study: Study) -> Ranking:
    """Return the ranks by one yardstick, in how many ways it ranks, and which wards publish nothing to rank."""
    theme, yardstick, choices = (str(rows[column].iloc[0]) for column in (*_RANKING, "choices"))
    missing = [code for code in study.wards if code not in set(rows["ward"])]
    beside = text("ranking_sensitivity.choices", choices=choices)
    if missing:
        several = text("ranking_sensitivity.wards", count=len(missing))
        without = wards(*missing) if len(missing) == 1 else several
        beside = text("ranking_sensitivity.choices_without", choices=choices, wards=without)
    ranks = {str(row.ward): (int(row.best), int(row.worst)) for row in each(rows)}
    names = study.names
    return Ranking(names.theme(theme), names.yardstick(yardstick), ranks, say(beside, names))


def _told(row: Any, study: Study) -> str:
    ranks = Span(study.names.rank(row.best), study.names.rank(row.worst))
    about = {"theme": _theme(row.theme), "yardstick": _yardstick(row.yardstick), "ward": wards(row.ward)}
    return say(text("ranking_sensitivity.told", **about, ranks=ranks), study.names)


# --- many wards --------------------------------------------------------------------------------------------------


def _of_many(info: FigureInfo, rows: pd.DataFrame, looks: dict[str, WardStyle], study: Study) -> KpiFigure:
    """Draw, for each ward and yardstick, the rank or the range of ranks."""
    names = study.names
    rankings = [(row.theme, row.yardstick) for row in each(rows.drop_duplicates(_RANKING))]
    cells = {(row.ward, (row.theme, row.yardstick)): _cell(row) for row in each(rows)}
    unranked = Cell((_UNRANKED,), ink=style.QUIET)
    lines = [Row(look, [cells.get((code, key), unranked) for key in rankings]) for code, look in looks.items()]
    groups = rows.groupby(_RANKING)
    ranked = text("ranking_sensitivity.ranked", areas=areas(study))
    choices = text("ranking_sensitivity.number_of_choices")
    for name, counts in ((ranked, groups["ward"].nunique()), (choices, groups["choices"].first())):
        lines.append(Row(say(name, names), [Cell((str(counts[key]),), ink=style.QUIET) for key in rankings]))
    columns = [Column(names.yardstick(yardstick), names.theme(theme)) for theme, yardstick in rankings]
    return wards_table(info, columns, lines)


def _cell(row: Any) -> Cell:
    face, ink = _RANK_LOOKS.get(row.worst, ("white", style.INK))
    if row.best == row.worst:
        return Cell((str(row.best),), face, style.RULE, ink)
    folded = (f"{row.best}–", str(row.worst)) if row.worst > 9 else ()  # a range of single digits is short enough
    return Cell((f"{row.best}–{row.worst}",), face, style.INK, ink, thick=True, folded=folded)


QUESTION = Question("ranking_sensitivity", table, claims, figure, doc=__doc__)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


ranking_sensitivity = public(QUESTION)
