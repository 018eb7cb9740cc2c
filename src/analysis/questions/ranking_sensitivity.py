"""By which figures may wards be ranked at all, and how far does each rank depend on one count more or less, or on the date?

Draws the range of ranks of each ward by each yardstick. Sources: the wards' own documents, and national tables.
"""

from __future__ import annotations

import pandas as pd

from analysis.data.asked import rows_asked
from analysis.data.ids import ids
from analysis.data.load import Names, Root
from analysis.data.loaders import Years
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.rows import typed
from analysis.data.study import Study, own
from analysis.drawing import style
from analysis.drawing.page import FigureInfo, Ink, KpiFigure
from analysis.drawing.rank_rows import Ranking, rank_rows
from analysis.drawing.ward_table import Cell, Column, Row, wards_table
from analysis.measures.rankings import Rankable, Ranked, at_every_date, not_ranked, rankable, summary
from analysis.questions._chosen import observations_of
from analysis.questions._phrases import as_called, compared, further, measured_as, tables_of, what_reverses
from analysis.questions._question import Claim, Question, codes_of, count, few, public
from analysis.questions._reading import NONE, Reading, ReadingTable, heads, nothing_left, reading, titled
from analysis.questions._reading import Cell as ReadingCell
from analysis.words.say import Date, Listed, Name, Number, Said, Span, Text, say, text, told, wards

_RANK_LOOKS = {1: ("#333333", "white"), 2: ("#767676", "white"), 3: ("#c8c8c8", style.INK)}
"""Of the first ranks: face and colour of the text."""
_UNRANKED = "－"
_RANKING = ["theme", "yardstick"]
_WHYS = ("apart", "C", "D")
"""Why wards are not ranked by what they publish of a concept."""


def table(study: Study) -> pd.DataFrame:
    """Return :func:`analysis.measures.rankings.summary` of every figure by which wards may be ranked."""
    return summary(study.once(rankable), study)


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how many yardsticks rank, where one count decides, who shares a rank, whether dates matter, what ranks nobody."""
    order = {name: place for place, name in enumerate(study.once(rankable)["yardstick"].unique())}
    rows = rows.sort_values("yardstick", key=lambda names: names.map(order), kind="stable")
    rows = _among_themselves(rows, study)
    found = [_ranked(rows, study), *_by_one(rows, study), *_ties(rows, study), *_dates(rows, study)]
    return [*found, *_not_ranked(study), *_uncounted(study)]


def _among_themselves(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` with the ranks of some wards of a yardstick among themselves, where they were chosen from all of it.

    What one count more or less in a ward that is not shown would do to their order is not said of them.
    """
    every = study.once(table)
    parts = []
    for _, of_row in rows.groupby(_RANKING, sort=False):
        others = every.merge(of_row[_RANKING].drop_duplicates(), on=_RANKING)
        is_chosen = len(of_row.merge(others, on=list(every))) == len(of_row) < len(others)
        if is_chosen:
            ranked = summary(_figures(of_row, study), study).set_index("ward")
            ranks = {name: of_row["ward"].map(ranked[name]) for name in ("best", "worst", "by_one")}
            of_row = of_row.assign(**ranks)
        parts.append(of_row)
    return pd.concat(parts)


def _ranked(rows: pd.DataFrame, study: Study) -> Claim:
    """Claim by how many yardsticks wards are ranked, and for how many of them one count more or less decides."""
    of, deciding = behind(rows, study), rows.loc[rows["by_one"], "yardstick"]
    every = study.whole.once(table)
    is_all = set(every["yardstick"]) <= set(rows["yardstick"]) and set(every["ward"]) <= set(rows["ward"])
    changing, number = count(deciding.nunique(), of), count(rows["yardstick"].nunique(), of)
    units = study.tables.concepts.set_index("concept")["unit"]
    are_rates = bool((units[rows["yardstick"].unique()] == "percent").all())
    said = text(
        f"ranking_sensitivity.{'ranked_by' if is_all else 'ranked_by_some'}",
        yardsticks=text(f"ranking_sensitivity.{'rates' if are_rates else 'measures'}", count=number),
        deciding=text("ranking_sensitivity.deciding", count=changing) if len(deciding) else "",
        **({} if is_all else {"wards": compared(codes_of(rows), study, of)}),
    )
    return Claim("order", said, of, among=tuple(codes_of(rows)))


def _by_one(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim, of each yardstick whose ranks one count more or less changes, the counts of few wards or how many there are."""
    found = []
    for yardstick, of_yardstick in rows[rows["by_one"]].groupby("yardstick", sort=False):
        counted = _figures(of_yardstick, study)
        of, among = behind(of_yardstick, study), tuple(codes_of(of_yardstick))
        name = _yardstick(str(yardstick), study)
        if few(of_yardstick):
            shares = Listed(tuple(_share(row, study) for row in typed(counted, Rankable)))
            reversed_by = what_reverses(counted) or _one_each(counted)
            said = text("ranking_sensitivity.by_one", yardstick=name, shares=shares, reversed=reversed_by)
        else:
            number = count(len(among), of)
            said = text("ranking_sensitivity.by_one_of_many", yardstick=name, among=number)
        found.append(Claim("order", said, of, among=among))
    return found


def _one_each(counted: pd.DataFrame) -> Text:
    """Say that one fewer in one ward and one more in another reverses their order; of two wards which."""
    codes = codes_of(counted.sort_values("value", ascending=False, kind="stable"))
    if len(codes) != 2:
        return text("ranking_sensitivity.one_each")
    return text("ranking_sensitivity.one_each_of_two", upper=wards(codes[0]), lower=wards(codes[1]))


def _share(row: Rankable, study: Study) -> Text:
    """Say how many of how many a ward has: 墨田区が19手続のうち13手続."""
    concepts, of = study.tables.concepts.set_index("concept"), tuple(row.ids.split())
    unit = str(concepts.loc[str(concepts.loc[row.yardstick, "total"]), "unit"])
    counts: dict[str, Said] = {}
    if row.done is not None and row.total is not None:
        counts = {"done": Number(row.done, "", of), "total": Number(row.total, unit, of)}
    return text("ranking_sensitivity.share", ward=wards(row.ward), **counts)


def _ties(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim which wards share a printed figure of a yardstick that ranks at one date."""
    found = []
    single = _figures(rows[rows["dates"] == 1], study)
    for (yardstick, _), same in single.groupby(["yardstick", "value"], sort=False):
        if same["ward"].nunique() < 2:
            continue
        of = _ids(same)
        who: Said = wards(*codes_of(same))
        if not few(same):
            who = text("ranking_sensitivity.several", count=count(same["ward"].nunique(), of))
        shared = Number(float(same["value"].iloc[0]), str(same["unit"].iloc[0]), of)
        said = text("ranking_sensitivity.tie", yardstick=_yardstick(str(yardstick), study), wards=who, figure=shared)
        found.append(
            Claim("level", said, behind(rows[rows["yardstick"] == yardstick], study), among=tuple(codes_of(same)))
        )
    return found


def _dates(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim, of each yardstick of several dates, whether all of them rank the wards alike."""
    found = []
    held = study.whole.once(table).groupby("yardstick")["dates"].max()
    for yardstick, of_yardstick in rows[rows["dates"] > 1].groupby("yardstick", sort=False):
        of = behind(of_yardstick, study)
        is_part = int(of_yardstick["dates"].iloc[0]) < held.get(yardstick, 0)
        alike = bool((of_yardstick["best"] == of_yardstick["worst"]).all())
        key = "same_at_all_dates" if alike else "other_at_all_dates"
        if is_part:
            key = "same_at_all_dates_given" if alike else "other_at_all_dates_given"
        everywhere = _everywhere(of_yardstick, str(yardstick), study) if alike else None
        said = text(
            f"ranking_sensitivity.{key}",
            yardstick=_yardstick(str(yardstick), study),
            dates=count(int(of_yardstick["dates"].iloc[0]), of),
            elsewhere="" if everywhere is None else _elsewhere(of_yardstick, everywhere),
        )
        national = () if everywhere is None else tables_of(everywhere)
        found.append(Claim("order", said, of, among=tuple(codes_of(of_yardstick)), national=national))
    return found


def _everywhere(ranked: pd.DataFrame, yardstick: str, study: Study) -> pd.DataFrame | None:
    """Return the ranks of wards at every date of the national tables; None where these hold no other dates."""
    if ranked["ward"].nunique() < 2:  # its rank is one among others, which are not shown
        return None
    everywhere = at_every_date(yardstick, codes_of(ranked), study)
    return everywhere if everywhere["as_of"].nunique() > int(ranked["dates"].iloc[0]) else None


def _elsewhere(ranked: pd.DataFrame, everywhere: pd.DataFrame) -> Text:
    """Say at which other dates of the national tables the wards rank otherwise."""
    dates = everywhere["as_of"].nunique()
    best = ranked.set_index("ward")["best"]
    other = everywhere[everywhere["rank"] != everywhere["ward"].map(best)]
    days = sorted(set(other["as_of"]))
    if not days:
        return text("ranking_sensitivity.same_elsewhere", all=count(dates))
    about: dict[str, Said] = {"all": count(dates), "days": count(len(days)), "first": Date(days[0])}
    return text(
        "ranking_sensitivity.other_elsewhere", ranks=_ranks_on(everywhere[everywhere["as_of"] == days[0]]), **about
    )


def _ranks_on(rows: pd.DataFrame) -> Listed:
    """Say the figures of wards at one date, the highest first."""
    figures = rows.sort_values("rank", kind="stable")[["ward", "value", "unit"]].itertuples(index=False)
    return Listed(
        tuple(text("phrase.with_figure", ward=wards(ward), figure=Number(value, unit)) for ward, value, unit in figures)
    )


def _not_ranked(study: Study) -> list[Claim]:
    """Claim which indicators that wards publish and that are matched by content rank nobody, and why."""
    left_out = study.once(not_ranked)
    reasons = []
    for why in _WHYS:
        names = [_own_yardstick(str(concept), study) for concept in left_out.loc[left_out["why"] == why, "concept"]]
        if names:
            reasons.append(text(f"ranking_sensitivity.why_{why}", concepts=Listed(tuple(names))))
    if not reasons:
        return []
    of_wards = own(study)
    about = of_wards[of_wards["concept"].isin(left_out["concept"])]
    said = text("ranking_sensitivity.not_ranked", reasons=further(reasons))
    return [Claim("across", said, ids(about), "study", tuple(codes_of(about)))]


def _uncounted(study: Study) -> list[Claim]:
    """Claim how many shares of applications rank nobody."""
    left_out = study.once(not_ranked)
    names = left_out.loc[left_out["why"] == "uncounted", "concept"]
    if names.empty:
        return []
    rows = study.current[study.current["concept"].isin(names) & study.current["ward"].isin(list(study.wards))]
    offered = study.tables.concepts.set_index("concept")["offered"].reindex(names)
    lists = tuple(
        text("ranking_sensitivity.of_list", list=_yardstick(str(one), study), count=count(int(number), ids(rows)))
        for one, number in offered.groupby(offered, sort=False).size().items()
    )
    number = count(len(names), ids(rows))
    said = text("ranking_sensitivity.uncounted", procedures=number, lists=Listed(lists))
    return [Claim("across", said, ids(rows), "study", tuple(codes_of(rows)))]


def behind(rows: pd.DataFrame, study: Study) -> tuple[str, ...]:
    """Return the ids of all observations on which the ranks of ``rows`` rest, the counts behind shares included."""
    return _ids(_figures(rows, study))


def _figures(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the figures by which the wards of ``rows`` are ranked; of those of some dates only these."""
    keys = [*_RANKING, "ward"]
    found = study.once(rankable).merge(rows[[*keys, "observation"]], on=keys)
    pairs = zip(found["ids"], found["observation"], strict=True)
    held = pd.Series([set(of.split()) <= set(rests_on.split()) for of, rests_on in pairs], found.index, dtype="bool")
    is_known = held.groupby([found[key] for key in keys]).transform("any")
    return found[held | ~is_known].drop(columns="observation")


def _ids(figures: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(figures["ids"]).split()))


def _theme(theme: str) -> Name:
    return Name("theme", (theme,))


def _yardstick(concept: str, study: Study) -> Name:
    return measured_as(concept, study)


def _own_yardstick(concept: str, study: Study) -> Said:
    return as_called(concept, study.wards, study)


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a row for each yardstick with a mark at every rank a ward may take; of many wards a table of ranks."""
    names, is_few = study.names, few(pd.DataFrame({"ward": study.wards}))
    kind = text("ranking_sensitivity.kind" if is_few else "ranking_sensitivity.kind_of_many")
    unranked = [code for code in study.wards if code not in set(study.once(table)["ward"])]
    told = [_told(row, study) for row in typed(rows, Ranked)]
    info = QUESTION.info(
        rows,
        study,
        ink,
        claims=claims(rows, study),
        kind=say(kind, names),
        details=[*told, say(text("ranking_sensitivity.unranked", wards=wards(*unranked)), names)] if unranked else told,
        has_caveats=False,  # a rank has none of its own
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
    """Return the ranks by one yardstick, at how many dates it ranks, and which wards have no figure to rank."""
    theme, yardstick = (str(rows[column].iloc[0]) for column in _RANKING)
    dates = count(int(rows["dates"].iloc[0]))
    everywhere = study.once(table)
    ranked = set(everywhere.loc[everywhere["yardstick"] == yardstick, "ward"])
    missing = [code for code in study.wards if code not in ranked]
    beside = text("ranking_sensitivity.dates", dates=dates)
    if missing:
        beside = text("ranking_sensitivity.dates_without", dates=dates, wards=wards(*missing))
    ranks = {row.ward: (row.best, row.worst) for row in typed(rows, Ranked)}
    return Ranking(
        study.names.theme(theme), say(_yardstick(yardstick, study), study.names), ranks, say(beside, study.names)
    )


def _told(row: Ranked, study: Study) -> str:
    ranks = Span(study.names.rank(row.best), study.names.rank(row.worst))
    about = {"theme": _theme(row.theme), "yardstick": _yardstick(row.yardstick, study), "ward": wards(row.ward)}
    return say(text("ranking_sensitivity.told", **about, ranks=ranks), study.names)


# --- many wards --------------------------------------------------------------------------------------------------


def _of_many(info: FigureInfo, rows: pd.DataFrame, looks: dict[str, WardStyle], study: Study) -> KpiFigure:
    """Draw, for each ward and yardstick, the rank or the range of ranks."""
    names = study.names
    rankings = [(row.theme, row.yardstick) for row in typed(rows.drop_duplicates(_RANKING), Ranked)]
    cells = {(row.ward, (row.theme, row.yardstick)): _cell(row) for row in typed(rows, Ranked)}
    unranked = Cell((_UNRANKED,), ink=style.QUIET)
    lines = [Row(look, [cells.get((code, key), unranked) for key in rankings]) for code, look in looks.items()]
    groups = rows.groupby(_RANKING)
    ranked = text("ranking_sensitivity.ranked")
    dates = text("ranking_sensitivity.number_of_dates")
    for name, counts in ((ranked, groups["ward"].nunique()), (dates, groups["dates"].first())):
        lines.append(Row(say(name, names), [Cell((str(counts[key]),), ink=style.QUIET) for key in rankings]))
    columns = [Column(say(_yardstick(yardstick, study), names), names.theme(theme)) for theme, yardstick in rankings]
    return wards_table(info, columns, lines)


def _cell(row: Ranked) -> Cell:
    face, ink = _RANK_LOOKS.get(row.worst, ("white", style.INK))
    if row.best == row.worst:
        return Cell((str(row.best),), face, style.RULE, ink)
    folded = (f"{row.best}–", str(row.worst)) if row.worst > 9 else ()  # a range of single digits is short enough
    return Cell((f"{row.best}–{row.worst}",), face, style.INK, ink, thick=True, folded=folded)


# --- the reading table -----------------------------------------------------------------------------------------------


def ranking_table(
    *,
    ward: Names = None,
    years: Years = None,
    theme: Names = None,
    concept: Names = None,
    title: str = "",
    name: str = "ranking",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show between which places each ward stands by what may be ranked, and why the other indicators rank nobody.

    The places of many wards are listed in one column, the best first. Places are among all wards that are ranked, whichever
    of them are shown.

    Parameters
    ----------
    ward, years, theme, concept, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its columns are those of :func:`analysis.ranking_sensitivity`, whose figure holds the same rows.

    Raises
    ------
    UnknownName, WardKpiError
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.ranking_table(lang="en").reading.name
    'ranking'
    """
    study = Study.of(root, lang)
    of = study if years is None else study.given(observations_of(None, years, name, study))
    rows, others = of.once(table), of.once(not_ranked)
    rows = rows_asked(rows.assign(concept=rows["yardstick"]), study, ward=ward, theme=theme, concept=concept)
    others = rows_asked(others, study, theme=theme, concept=concept)
    if rows.empty and others.empty:
        raise nothing_left(name, ward=ward, years=years, theme=theme, concept=concept)
    rows, title = rows.drop(columns="concept"), titled(title, "ranking_sensitivity.table", study)
    return ReadingTable(ranking_reading(rows, study, name=name, title=title, others=others), rows)


def ranking_reading(
    rows: pd.DataFrame, study: Study, *, name: str, title: str, others: pd.DataFrame | None = None
) -> Reading:
    """Return the table to be read of ``rows``, and of the ``others`` that rank nobody: all without them."""
    names, is_few = study.names, few(pd.DataFrame({"ward": study.wards}))
    records = []
    for (theme, yardstick), ranked in rows.groupby(["theme", "yardstick"], sort=False):
        record = {
            "theme": ReadingCell(names.theme(str(theme))),
            "measure": ReadingCell(say(_yardstick(str(yardstick), study), names)),
        }
        record |= {"choices": ReadingCell(str(ranked["dates"].iloc[0])), "order": ReadingCell(_order(ranked, study))}
        records.append(record | (_of_each(ranked, study) if is_few else _together(ranked, study)))
    others = study.once(not_ranked) if others is None else others
    for (theme, why), left_out in others.groupby(["theme", "why"], sort=False):
        listed = names.listed(say(_own_yardstick(str(concept), study), names) for concept in left_out["concept"])
        record = {"theme": ReadingCell(names.theme(str(theme))), "measure": ReadingCell(listed)}
        records.append(record | {"order": ReadingCell(_reason(str(why), study))})
    shown, ranked_at_all = set(rows["ward"]), set(study.once(table)["ward"])
    codes = [code for code in study.wards if code in shown or shown == ranked_at_all]
    places = [names.ward(code) for code in codes] if is_few else ["places"]
    columns = heads(["theme", "measure", "choices", *places, "order"], study)
    return reading(records, columns, rows[["source"]], study, name=name, title=title)


def _order(ranked: pd.DataFrame, study: Study) -> str:
    """Return on what the order depends; nothing where it holds at every date."""
    if ranked["by_one"].any():
        return _reason("by_one", study)
    return _reason("dates", study) if (ranked["best"] != ranked["worst"]).any() else NONE


def _reason(why: str, study: Study) -> str:
    return told(f"ranking_sensitivity.reason_{why}", study.lang)


def _of_each(ranked: pd.DataFrame, study: Study) -> dict[str, ReadingCell]:
    names = study.names
    return {
        names.ward(row.ward): ReadingCell(say(_places(row), names), behind(ranked[ranked["ward"] == row.ward], study))
        for row in typed(ranked, Ranked)
    }


def _together(ranked: pd.DataFrame, study: Study) -> dict[str, ReadingCell]:
    """Return the places of many wards as a list, the best first."""
    ordered = ranked.sort_values(["best", "worst"], kind="stable")
    listed = Listed(tuple(_place(row) for row in typed(ordered, Ranked)))
    return {"places": ReadingCell(say(listed, study.names), behind(ranked, study))}


def _place(row: Ranked) -> Text:
    return text("ranking_sensitivity.place", ward=wards(row.ward), place=_places(row))


def _places(row: Ranked) -> Span:
    """Return the best and the worst place of one ward."""
    return Span(str(row.best), str(row.worst))


QUESTION = Question("ranking_sensitivity", table, claims, figure, Ranked, doc=__doc__, of_years=table)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


ranking_sensitivity = public(QUESTION)
