"""Where does each ward stand among the special wards, in its prefecture and in the nation, by what is measured alike?

Draws the distribution over all municipalities with the wards marked. Sources: national tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any

import narwhals as nw
import pandas as pd

from analysis.data.citation import Cited, cited
from analysis.data.frames import in_order_of
from analysis.data.ids import ids_by_row
from analysis.data.load import Names, Root
from analysis.data.loaders import Years
from analysis.data.marks import ward_styles
from analysis.data.national import national
from analysis.data.national_files import has_national, municipalities
from analysis.data.rows import typed
from analysis.data.schema import Column as Means
from analysis.data.study import Study, reference
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.spread_rows import Course, Spread, Standing, spread_rows
from analysis.drawing.ward_table import Cell as TableCell
from analysis.drawing.ward_table import Column, wards_table
from analysis.drawing.ward_table import Row as TableRow
from analysis.measures.national_position import NATION, SPECIAL, groups, position_of
from analysis.questions._chosen import rows_of
from analysis.questions._phrases import compared, measured_as, tables_of
from analysis.questions._question import Claim, Question, codes_of, count, few, public
from analysis.questions._reading import Cell, Head, Reading, ReadingTable, narrowed, reading, titled
from analysis.questions._slide import Slide, Table
from analysis.words.era import fiscal_year_of
from analysis.words.say import Date, Listed, Name, Number, Said, Span, Text, say, text, told, wards

_KEYS = ["ward", "concept", "source", "as_of"]
_NONE = "－"
_MANY = 0.05
"""From which share of equals on it is said that so many have the same figure: nobody is above a first of many."""
_HALF_A_YEAR = dt.timedelta(days=183)
_MONTHS = (1,)
"""Months that the axis of dates names."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a ward stands in a group at one date."""

    theme: Annotated[str, Means("id of the theme")]
    concept: Annotated[str, Means("codebook id of what is measured in every municipality")]
    indicator: Annotated[str, Means("of the observation that the figure is; empty for a date of which there is none")]
    ward: Annotated[str, Means("code of the ward")]
    fiscal_year: Annotated[
        int | None, Means("of the observation, else of the date: Western year in which the fiscal year starts")
    ]
    as_of: Annotated[str, Means("date the figure was taken; empty where the table prints none")]
    published: Annotated[dt.datetime | None, Means("of the observation: certainly known from this day")]
    group: Annotated[str, Means("special_wards, code of the prefecture, or 000000 for the nation")]
    value: Annotated[float, Means("the ward's printed figure, in unit")]
    unit: Annotated[str, Means("unit id of the codebook: percent, ...")]
    areas: Annotated[int, Means("how many municipalities of the group have a figure")]
    rank: Annotated[int, Means("1 + number of areas with a better printed figure")]
    tied: Annotated[int, Means("how many share it, the ward included")]
    percentile: Annotated[float, Means("percentage of the areas whose printed figure is strictly worse")]
    exact_rank: Annotated[
        int | None, Means("rank by the counts before rounding; missing without counts, as the next five")
    ]
    exact_tied: Annotated[int | None, Means("how many share that")]
    rank_less: Annotated[int | None, Means("rank with one of those counted less, all others as they are")]
    tied_less: Annotated[int | None, Means("how many would share that")]
    rank_more: Annotated[int | None, Means("rank with one more")]
    tied_more: Annotated[int | None, Means("how many would share that")]
    source: Annotated[str, Means("id of the national table")]
    note: Annotated[str, Means("caveats of the observation, joined by ' / '")]
    observation: Annotated[str, Means("id of the observation, as in load_observations(); empty where there is none")]


COLUMNS = [column.name for column in fields(Placed)]


def table(study: Study) -> pd.DataFrame:
    """Return where each ward stands, by every measure of the national tables that ranks, and at every date.

    Returns
    -------
    DataFrame
        Columns of :data:`COLUMNS`: those of :func:`analysis.position`, one row per measure, date, group and ward; of a date
        of which the clean tables hold no figure, in the nearest group and the nation, without ranks by counts. ``observation`` is
        the observation that the figure is, empty for a date of which the clean tables hold none; ``indicator``, ``published``
        and ``note`` are that observation's, ``fiscal_year`` too or else the date's.
    """
    if not has_national(study):
        return pd.DataFrame(columns=COLUMNS)
    book = study.tables.concepts
    asked = book[(book["offered"] == "") & (book["direction"] != "none")]  # shares of applications rank nobody
    rows = study.once(national)
    rows = rows[rows["concept"].isin(asked["concept"]) & rows["source"].isin(study.documents["source"])]
    known = reference(study)
    known = known.assign(observation=pd.Series(ids_by_row(known, study), known.index, dtype="str"))
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    is_cited = pd.MultiIndex.from_frame(rows[_KEYS[1:]]).isin(pd.MultiIndex.from_frame(known[_KEYS[1:]]))
    whole = position_of(nw.from_native(rows[is_cited]), study)
    others = rows[~is_cited].drop(columns=["done", "total"])
    of_groups = groups(study)
    nearest = next(iter(of_groups))
    course = position_of(
        nw.from_native(others), study, {name: of_groups[name] for name in dict.fromkeys((nearest, NATION))}
    )
    placed = pd.concat([whole, course], ignore_index=True)
    placed = placed[placed["ward"].isin(study.wards)]
    observed = known[[*_KEYS, "indicator", "fiscal_year", "published", "note", "observation"]]
    placed = placed.merge(observed, on=_KEYS, how="left")
    placed = placed.fillna({name: "" for name in ("indicator", "note", "observation")})
    whole = dict.fromkeys(("areas", "rank", "tied"), "int64")
    placed = placed.astype({"fiscal_year": "Int64"} | whole)  # a merge makes floats of years where some are missing
    placed["fiscal_year"] = placed["fiscal_year"].fillna(placed["as_of"].map(_year_of).astype("Int64"))
    placed = placed.assign(theme=placed["concept"].map(book.set_index("concept")["theme"]))
    return _in_order(placed, study)[COLUMNS]


def _year_of(as_of: str) -> int | None:
    """Return the fiscal year of a date, so that years choose among all dates of a measure."""
    return fiscal_year_of(dt.date.fromisoformat(as_of)) if as_of else None


def _in_order(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return rows by measure, date, group from the nearest to the nation, and ward."""
    orders = {"ward": study.wards, "group": groups(study), "as_of": sorted(set(rows["as_of"]))}
    for column, order in (orders | {"concept": study.tables.concepts["concept"]}).items():
        rows = in_order_of(rows, column, order)
    return rows.reset_index(drop=True)


# --- what may be claimed -----------------------------------------------------------------------------------------


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how places in the nation moved, where each ward stands by each measure, and what one more or less would change."""
    rows = _in_order(rows, study)
    cited = rows[rows["observation"] != ""]
    if cited.empty:
        return [measured(rows, study)]
    series = rows[rows["concept"].isin(cited["concept"])]
    found = [measured(_newest(cited), study), *_moved(series, study), *_steps(series, study)]
    for _, of_concept in _newest(cited).groupby("concept", sort=False):
        nearest = _nearest(of_concept)
        found += [*_places(nearest, study), *_by_one(nearest, study)]
    return found


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return of each measure the rows of its newest date."""
    newest: pd.Series[str] = rows.groupby("concept")["as_of"].transform("max")
    return rows.loc[rows["as_of"] == newest]


def _nearest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the first group: the special wards, or else the prefecture."""
    nearest: pd.DataFrame = rows[rows["group"] == rows["group"].iloc[0]]
    return nearest


def _ends(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each measure of several dates with its rows of the first and of the last of them."""
    for concept, of_concept in rows.groupby("concept", sort=False):
        dates = sorted(set(of_concept["as_of"]))
        if len(dates) > 1:
            yield str(concept), of_concept[of_concept["as_of"].isin([dates[0], dates[-1]])]


def _moved(rows: pd.DataFrame, study: Study) -> Iterator[Claim]:
    """Claim in which wards the place in the nation and the rank in the nearest group went up or down, first to last date."""
    for concept, ends in _ends(rows):
        first, last = sorted(set(ends["as_of"]))
        nation, nearest = ends[ends["group"] == NATION], _nearest(ends)
        of = _ids(ends)
        directions: dict[str, Said] = {
            "nation": _directions(nation, "percentile", 1, study, of),
            "near": _directions(nearest, "rank", -1, study, of),
        }
        if all(directions.values()):
            about: dict[str, Said] = {
                "concept": measured_as(concept, study),
                "first": Date(first),
                "last": Date(last),
            }
            of_concept = rows[rows["concept"] == concept]
            about["between"] = text("ward_positions.to_and_fro") if _goes_to_and_fro(_nearest(of_concept)) else ""
            said = text("ward_positions.moved", **about, **directions, group=_group(_first(nearest), study))
            yield Claim("change", said, of, among=codes_of(ends), national=tables_of(ends))


def _goes_to_and_fro(rows: pd.DataFrame) -> bool:
    """Return whether the rank of any ward was, between the first and the last date, outside what it was on these."""
    ranks = rows.pivot(index="ward", columns="as_of", values="rank").dropna()
    ends = ranks.iloc[:, [0, -1]]
    return bool(((ranks.min(axis=1) < ends.min(axis=1)) | (ranks.max(axis=1) > ends.max(axis=1))).any())


def _directions(ends: pd.DataFrame, column: str, better: int, study: Study, of: tuple[str, ...]) -> Said:
    """Say in which wards a measure of place went up, went down or stayed; nothing where none has both dates."""
    wide = ends.pivot(index="ward", columns="as_of", values=column).dropna()
    if wide.shape[1] < 2 or wide.empty:
        return ""
    step = (wide.iloc[:, -1] - wide.iloc[:, 0]) * better
    told = []
    for name, moved in (("up", step[step > 0]), ("down", step[step < 0]), ("same", step[step == 0])):
        codes = [code for code in study.wards if code in moved.index]
        if codes:
            told.append(text(f"ward_positions.{name}", wards=_whose(codes, study, of)))
    return Listed(tuple(told))


def _whose(codes: Sequence[str], study: Study, of: tuple[str, ...]) -> Text:
    """Name wards, or say that they are all there are."""
    if len(codes) > 1 and set(codes) == set(study.wards):
        return text("ward_positions.every", count=count(len(codes), of))
    return text("ward_positions.some", wards=compared(codes, study, of))


def _steps(rows: pd.DataFrame, study: Study) -> Iterator[Claim]:
    """Claim, of few wards, the share of the nation below each and its rank in the nearest group, at both ends."""
    if not few(rows):
        return
    for _, of_concept in rows.groupby("concept", sort=False):
        nation = of_concept[of_concept["group"] == NATION]
        for concept, _ in _ends(nation):
            yield _course_of_shares(concept, nation, study)
        nearest = _nearest(of_concept)
        for concept, ends in _ends(nearest):
            first, last = sorted(set(ends["as_of"]))
            before, after = (_of_each(ends[ends["as_of"] == day], _rank) for day in (first, last))
            between = nearest[(nearest["as_of"] > first) & (nearest["as_of"] < last)]
            said = text(
                "ward_positions.ranks",
                concept=measured_as(concept, study),
                first=Date(first),
                last=Date(last),
                before=before,
                after=after,
                group=_group(_first(ends), study),
                between=_ranks_between(between, study),
            )
            compared = pd.concat([ends, between])
            yield Claim("order", said, _ids(compared), among=codes_of(ends), national=tables_of(compared))


def _ranks_between(rows: pd.DataFrame, study: Study) -> Said:
    """Say the best and the worst rank of each ward at the dates between two ends; nothing where there are none."""
    if rows.empty:
        return ""
    told = []
    for code, of_ward in rows.groupby("ward", sort=False):
        ends = (
            typed(of_ward[of_ward["rank"] == end], Placed) for end in (of_ward["rank"].min(), of_ward["rank"].max())
        )
        ranks = Span(*(text("ward_positions.rank.one", place=_place(next(end).rank, of_ward)) for end in ends))
        told.append(text("phrase.with_figure", ward=wards(str(code)), figure=ranks))
    return text("ward_positions.ranks_between", dates=count(rows["as_of"].nunique()), ranks=Listed(tuple(told)))


def _place(rank: int, rows: pd.DataFrame) -> Number:
    return count(rank, _ids(rows))


def _course_of_shares(concept: str, nation: pd.DataFrame, study: Study) -> Claim:
    """Claim the share of the nation below each ward on the first and the last date, and half a year before the last.

    A fall may be all of the end, which its two ends do not tell.
    """
    dates = sorted(day for day in set(nation["as_of"]) if day)
    first, last, middle = dates[0], dates[-1], _half_a_year_before(dates[-1], dates)
    shares = {day: _of_each(nation[nation["as_of"] == day], _below) for day in dates}
    said = text(
        "ward_positions.below",
        concept=measured_as(concept, study),
        first=Date(first),
        last=Date(last),
        dates=count(len(dates)),
        before=shares[first],
        after=shares[last],
        between="" if middle is None else text("ward_positions.between", date=Date(middle), shares=shares[middle]),
        late=text("ward_positions.late") if middle is not None and _is_late(nation, first, middle, last) else "",
        rates=_rates(nation, first, last),
    )
    return Claim("change", said, _ids(nation), among=codes_of(nation), national=tables_of(nation))


def _half_a_year_before(last: str, dates: Sequence[str]) -> str | None:
    """Return the date between the first and the last that is nearest to half a year before the last; None without one."""
    wanted = dt.date.fromisoformat(last) - _HALF_A_YEAR
    return min(dates[1:-1], key=lambda day: abs(dt.date.fromisoformat(day) - wanted), default=None)


def _is_late(nation: pd.DataFrame, first: str, middle: str, last: str) -> bool:
    """Return whether every ward fell, and most of its fall is of the time after ``middle``."""
    wide = nation.pivot(index="ward", columns="as_of", values="percentile").dropna(subset=[first, middle, last])
    fall, late = wide[first] - wide[last], wide[middle] - wide[last]
    return bool(len(wide) and (fall > 0).all() and (late > fall / 2).all())


def _rates(nation: pd.DataFrame, first: str, last: str) -> Said:
    """Say that the rates themselves rose, where they all did: others' rose more."""
    wide = nation.pivot(index="ward", columns="as_of", values="value").dropna(subset=[first, last])
    return text("ward_positions.rose") if len(wide) and (wide[last] > wide[first]).all() else ""


def _places(rows: pd.DataFrame, study: Study) -> Iterator[Claim]:
    """Claim the rank of each of few wards by one measure in its nearest group, and before rounding where that differs."""
    if not few(rows):
        return
    of, among, all_areas = _ids(rows), codes_of(rows), tables_of(rows)
    about: dict[str, Said] = {
        "concept": _concept(rows, study),
        "date": _when(rows),
        "group": _group(_first(rows), study),
    }
    placed = text("ward_positions.placed", places=_of_each(rows, _rank), **about)
    yield Claim("order", placed, of, among=among, national=all_areas)
    other = rows[
        rows["exact_rank"].notna() & ((rows["exact_rank"] != rows["rank"]) | (rows["exact_tied"] != rows["tied"]))
    ]
    if len(other):
        unrounded = text("ward_positions.unrounded", places=_of_each(other, _exact), **about)
        yield Claim("order", unrounded, of, among=among, national=all_areas)


def _by_one(rows: pd.DataFrame, study: Study) -> Iterator[Claim]:
    """Claim which ranks by one measure one count less or more would change."""
    steps = [(row, change) for row in typed(rows, Placed) for change in ("less", "more") if _changes(row, change)]
    if not steps:
        return
    of, among = _ids(rows), codes_of(rows)
    about: dict[str, Said] = {"concept": _concept(rows, study), "group": _group(steps[0][0], study)}
    if few(rows):
        one = _one(steps[0][0].concept, of, study)
        places = Listed(tuple(_step(row, one) for row in dict.fromkeys(row for row, _ in steps)))
        said = text("ward_positions.by_one", places=places, one=one, **about)
    else:
        number = count(len({row.ward for row, _ in steps}), of)
        said = text("ward_positions.by_one_of_many", count=number, **about)
    yield Claim("order", said, of, among=among, national=tables_of(rows))


def measured(rows: pd.DataFrame, study: Study) -> Claim:
    """Claim by how many measures wards are placed, where no figure of theirs stands in the clean tables."""
    codes, of = codes_of(rows), _ids(rows)
    who = compared(codes, study, of)
    key = "measured" if len(codes) > 1 else "measured_of_one"
    said = text(f"ward_positions.{key}", wards=who, measures=count(rows["concept"].nunique(), of))
    return Claim("count", said, of, among=codes)


def _ids(rows: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in rows["observation"] if one))


def _first(rows: pd.DataFrame) -> Placed:
    return next(typed(rows, Placed))


def _concept(rows: pd.DataFrame, study: Study) -> Name:
    return measured_as(str(rows["concept"].iloc[0]), study)


def _when(rows: pd.DataFrame) -> Said:
    """Return the date of the figures, or that of their publication where the table names none."""
    as_of, published = str(rows["as_of"].iloc[0]), rows["published"].max()
    if as_of:
        return Date(as_of)
    return text("citation.published", date=Date(f"{published:%Y-%m-%d}")) if pd.notna(published) else ""


def _heading(rows: pd.DataFrame, study: Study) -> Said:
    """Return what all rows of one measure are of, with the date: one ward's figure may be in no table that states it."""
    date = _when(rows)
    concept = _concept(rows, study)
    return text("ward_positions.heading", concept=concept, date=date) if date else concept


def _of_each(rows: pd.DataFrame, what: Any) -> Listed:
    return Listed(tuple(
        text("phrase.with_figure", ward=wards(row.ward), figure=what(row)) for row in typed(rows, Placed)
    ))  # fmt: skip


def _below(row: Placed) -> Number:
    return Number(round(row.percentile), "percent", (row.observation,) if row.observation else (), "derived")


def _rank(row: Placed, form: str = "rank") -> Text:
    return _as_rank(row.rank, row.tied, row, form)


def _exact(row: Placed) -> Text:
    return _as_rank(row.exact_rank or 0, row.exact_tied or 0, row)


def _as_rank(rank: int, tied: int, row: Placed, form: str = "rank") -> Text:
    place = count(rank, (row.observation,) if row.observation else ())
    return text(f"ward_positions.{form}.{'tied' if tied > 1 else 'one'}", place=place)


def _changes(row: Placed, change: str) -> bool:
    rank, tied = (getattr(row, f"{name}_{change}") for name in ("rank", "tied"))
    return rank is not None and (rank, tied) != (row.exact_rank, row.exact_tied)


def _one(concept: str, of: tuple[str, ...], study: Study) -> Number:
    """Return one of what a share is a share of: 1 procedure; a plain one where the codebook counts nothing behind it."""
    book = study.tables.concepts.set_index("concept")
    total = str(book["total"][concept])
    return count(1, of, str(book["unit"][total]) if total else "")


def _step(row: Placed, one: Number) -> Text:
    """Say the rank of a ward with one count less, one more, or both, as far as either changes it."""
    ranks = {
        change: _as_rank(getattr(row, f"rank_{change}"), getattr(row, f"tied_{change}"), row)
        for change in ("less", "more")
        if _changes(row, change)
    }
    if len(ranks) > 1:
        return text("ward_positions.both", ward=wards(row.ward), one=one, **ranks)
    [(change, rank)] = ranks.items()
    return text(f"ward_positions.{change}", ward=wards(row.ward), rank=rank, one=one)


def _group(row: Placed, study: Study) -> Text:
    """Name a group with the number of its areas that have a figure."""
    number = count(row.areas, (row.observation,) if row.observation else ())
    if row.group == SPECIAL:
        return text("ward_positions.special", count=number)
    return text("ward_positions.others", area=_area(row.group, study), count=number)


def _area(code: str, study: Study) -> Said:
    """Name a prefecture or the nation: as the project does, else as the national tables do."""
    if code in set(study.tables.wards["ward"]):
        return wards(code)
    everything = municipalities(study)
    return str(everything.loc[everything["ward"].str[:2] == code[:2], "prefecture"].iloc[0])


# --- the figure --------------------------------------------------------------------------------------------------


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw how all municipalities lie by each measure with the wards marked, and how places moved; of many wards a table."""
    rows = _in_order(rows, study)
    newest, is_few = _newest(rows), few(rows)
    kind = say(text("ward_positions.kind" if is_few else "ward_positions.kind_of_many"), study.names)
    details = [_told(of_ward, study) for _, of_ward in newest.groupby(["concept", "ward"], sort=False)]
    looks = ward_styles(study, mono=ink.mono)
    course = _course(rows, looks, study) if is_few else None
    details += [] if course is None else [_course_told(course, study)]
    is_series = rows.duplicated(["concept", "ward"], keep=False)  # what is noted of single dates is not of all of them
    noted = rows.assign(note=rows["note"].mask(is_series, ""))
    info = QUESTION.info(noted, study, ink, claims=claims(rows, study), kind=kind, details=details)
    info = replace(info, sources=tuple(one.line for one in _sources(rows, study)))
    with style.look():
        if not is_few:
            return _of_many(info, newest, looks, study)
        spreads = [_spread(of_concept, looks, study) for _, of_concept in newest.groupby("concept", sort=False)]
        return spread_rows(info, spreads, course)


def _sources(rows: pd.DataFrame, study: Study) -> tuple[Cited, ...]:
    """Return each source; where the national tables hold more dates of it than it lists, its line tells these."""
    found = []
    for _, of_source in rows.groupby("source", sort=False):
        [source] = cited(of_source.iloc[:1], study)
        drawn = of_source[of_source["as_of"] != ""]
        days = sorted(set(drawn["as_of"]))
        if len(days) > drawn.loc[drawn["observation"] != "", "as_of"].nunique():
            ends = {"first": Date(days[0]), "last": Date(days[-1])}
            said = text("ward_positions.source", line=source.line, dates=count(len(days)), **ends)
            source = source._replace(line=say(said, study.names))
        found.append(source)
    return tuple(found)


def _spread(rows: pd.DataFrame, looks: dict[str, Any], study: Study) -> Spread:
    """Return one measure at its newest date: all figures, those of the nearest group, and each ward's places."""
    names, first = study.names, rows.iloc[0]
    everything = study.once(national)
    everything = everything[(everything["concept"] == first["concept"]) & (everything["as_of"] == first["as_of"])]
    everything = everything.dropna(subset="value")
    of_groups = groups(study)
    near = everything[everything["ward"].isin(of_groups[str(rows["group"].iloc[0])])]
    columns = [_first(of_group) for _, of_group in rows.groupby("group", sort=False)]
    return Spread(
        heading=say(_heading(rows, study), names),
        values=list(everything["value"]),
        near=list(near["value"]),
        names=(
            told("ward_positions.all_areas", study.lang, count=f"{len(everything):,}"),
            told(f"ward_positions.near{'' if columns[0].group == SPECIAL else '_others'}", study.lang, count=len(near)),
        ),
        heads=[*(_head(one, study) for one in columns if one.group != NATION), study.names.told("ward_positions.head_below")],
        standings=[
            Standing(looks[str(code)], of_ward["value"].iloc[0], names.figure(of_ward["value"].iloc[0], "percent"),
                     [say(one, names) for one in _cells(of_ward)])
            for code, of_ward in rows.groupby("ward", sort=False)
        ],
    )  # fmt: skip


def _head(row: Placed, study: Study) -> str:
    if row.group == SPECIAL:
        return told("ward_positions.head_special", study.lang, count=row.areas)
    area = say(_area(row.group, study), study.names)
    return told("ward_positions.head", study.lang, area=area, count=row.areas)


def _cells(of_ward: pd.DataFrame) -> list[Said]:
    """Return a ward's places: its rank in each group but the nation, and the share of the nation below it."""
    placed = list(typed(of_ward, Placed))
    return [_below(row) if row.group == NATION else _rank(row, "short") for row in placed]


def _course(rows: pd.DataFrame, looks: dict[str, Any], study: Study) -> Course | None:
    """Return the places in the nation over all dates of the first measure that has several."""
    series = rows[(rows["group"] == NATION) & (rows["as_of"] != "")]
    if series.empty or series["as_of"].nunique() < 2:
        return None
    series = series[series["concept"] == series["concept"].iloc[0]]
    wide = series.pivot(index="as_of", columns="ward", values="percentile").sort_index()
    days = [dt.date.fromisoformat(day) for day in wide.index]
    newest = {row.ward: row for row in typed(_newest(series), Placed)}
    lines = []
    for code in (code for code in study.wards if code in wide):
        end = text("ward_positions.end", ward=wards(code), share=_below(newest[code]))
        lines.append((looks[code], list(wide[code]), say(end, study.names)))
    years = range(days[0].year + 1, days[-1].year + 1)
    starts = [dt.date(year, month, 1) for year in years for month in _MONTHS]
    dated = starts if len(starts) > 1 else [days[0], days[-1]]  # one tick gives no scale
    ticks = [(day, f"{day:%Y-%m}") for day in dated]
    heading = text("ward_positions.course", concept=_concept(series, study), dates=count(len(days)))
    return Course(say(heading, study.names), days, ticks, lines)


def _course_told(course: Course, study: Study) -> str:
    """Return the course in words: its first and last day, and each ward's first and last share."""
    first, last = (Date(day.isoformat()) for day in (course.days[0], course.days[-1]))
    steps = []
    for look, shares, _ in course.lines:
        before, after = (Number(round(share), "percent", how="derived") for share in (shares[0], shares[-1]))
        steps.append(text("ward_positions.told_step", ward=look.name, before=before, after=after))
    said = text(
        "ward_positions.told_course", heading=course.heading, first=first, last=last, steps=Listed(tuple(steps))
    )
    return say(said, study.names)


def _told(of_ward: pd.DataFrame, study: Study) -> str:
    first = _first(of_ward)
    figure = Number(first.value, first.unit, (first.observation,) if first.observation else ())
    about: dict[str, Said] = {"concept": _concept(of_ward, study), "ward": wards(first.ward), "figure": figure}
    places = tuple(
        text("ward_positions.told_below", share=_below(row))
        if row.group == NATION
        else text("ward_positions.told_in", group=_group(row, study), rank=_rank(row, "short"))
        for row in typed(of_ward, Placed)
    )
    return say(text("ward_positions.told", places=Listed(places), **about), study.names)


def _of_many(info: Any, rows: pd.DataFrame, looks: dict[str, Any], study: Study) -> KpiFigure:
    """Draw, for each ward and measure, its ranks and the share of the nation below it."""
    names, columns, cells = study.names, [], {}
    for (concept, group), of_group in rows.groupby(["concept", "group"], sort=False):
        first = _first(of_group)
        head = study.names.told("ward_positions.head_below") if group == NATION else _head(first, study)
        columns.append(Column(head, say(measured_as(str(concept), study), names)))
        for row in typed(of_group, Placed):
            said = _below(row) if group == NATION else _rank(row, "short")
            cells[row.ward, concept, group] = TableCell((say(said, names),))
    keys = [(key[0], key[1]) for key, _ in rows.groupby(["concept", "group"], sort=False)]
    lines = [
        TableRow(looks[code], [cells.get((code, *key), TableCell((_NONE,), ink=style.QUIET)) for key in keys])
        for code in study.wards
        if code in set(rows["ward"])
    ]
    return wards_table(info, columns, lines)


# --- the table to be read, and the slide -------------------------------------------------------------------------


def positions_table(
    rows: pd.DataFrame | None = None,
    *,
    ward: Names = None,
    years: Years = None,
    theme: Names = None,
    concept: Names = None,
    title: str = "",
    name: str = "positions",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show where each ward stands by each measure at its newest date, and where with one count less or more.

    Parameters
    ----------
    rows : DataFrame, optional
        Rows of :func:`analysis.ward_positions` (``ward_kpi.rows``); all without it.
    ward, years, theme, concept, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its columns are those of :func:`analysis.ward_positions`, whose figure holds the same rows.

    Raises
    ------
    UnknownName, WardKpiError
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.positions_table(lang="en").reading.name
    'positions'
    """
    study = Study.of(root, lang)
    rows = study.once(table) if rows is None else rows_of(rows, table, study)
    rows = narrowed(rows, name, study, ward=ward, years=years, theme=theme, concept=concept)
    rows = _newest(rows)
    return ReadingTable(
        positions_reading(rows, study, name=name, title=titled(title, "ward_positions.table", study)), rows
    )


def positions_reading(rows: pd.DataFrame, study: Study, *, name: str, title: str) -> Reading:
    """Return the table to be read of ``rows``, those of one date of each measure."""
    listed = {column: study.names.told(f"ward_positions.column.{column}") for column in ("measure", "ward", "figure")}
    near = _group_heads(rows, study)
    listed |= near | {"by_one": told("ward_positions.column.by_one", study.lang)}
    headings = {
        str(concept): say(_heading(of, study), study.names) for concept, of in rows.groupby("concept", sort=False)
    }
    records = []
    about = [rows.iloc[:0]]
    for (concept, _), of_ward in rows.groupby(["concept", "ward"], sort=False):
        first = _first(of_ward)
        of = (first.observation,) if first.observation else ()
        said = [_with_exact(row, one) for row, one in zip(typed(of_ward, Placed), _cells(of_ward), strict=True)]
        record = {"measure": Cell(headings[str(concept)]), "ward": Cell(study.names.ward(first.ward)),
                  "figure": Cell(study.names.figure(first.value, first.unit), of),
                  "by_one": Cell(_after_one(first, study))}  # fmt: skip
        cells = zip(of_ward["group"], said, strict=True)
        records.append(record | {str(group): Cell(say(one, study.names), of) for group, one in cells})
        about.append(of_ward.iloc[[0]])
    heads = [Head(column, said, column in {"figure", *near}) for column, said in listed.items()]
    return reading(records, heads, pd.concat(about, ignore_index=True), study, name=name, title=title)


def _with_exact(row: Placed, said: Said) -> Said:
    """Return a rank by printed figures with that by unrounded ones where it is another, a share below with many equals."""
    if row.group == NATION:
        same = (row.tied - 1) / row.areas
        return (
            text("ward_positions.with_same", share=said, same=Number(same, "share", how="derived"))
            if same > _MANY
            else said
        )
    if row.exact_rank is None or (row.exact_rank, row.exact_tied) == (row.rank, row.tied):
        return said
    exact = _as_rank(row.exact_rank, row.exact_tied or 0, row, "short")
    is_alone = row.exact_rank == row.rank and row.exact_tied == 1
    return text("ward_positions.with_exact_alone" if is_alone else "ward_positions.with_exact", rank=said, exact=exact)


def _group_heads(rows: pd.DataFrame, study: Study) -> dict[str, str]:
    heads = {}
    for group, of_group in rows.groupby("group", sort=False):
        below = study.names.told("ward_positions.column.below")
        heads[str(group)] = below if group == NATION else _head(_first(of_group), study)
    return heads


def _after_one(row: Placed, study: Study) -> str:
    """Return the ranks in the nearest group with one count less and more, where counts are known and either differs."""
    if not any(_changes(row, change) for change in ("less", "more")):
        return _NONE
    said = [
        say(_as_rank(rank, tied or 0, row, "short"), study.names) if rank is not None else _NONE
        for rank, tied in ((row.rank_less, row.tied_less), (row.rank_more, row.tied_more))
    ]
    return " / ".join(said)


def slides(study: Study) -> Iterator[Slide]:
    """Yield a table of where each ward stands, where the data hold national tables."""
    rows = study.once(table)
    if rows.empty:
        return
    found = claims(rows, study)
    newest = _newest(rows)
    about = measured(newest, study)  # the table has no other dates, and not one measure alone
    observations = study.current.assign(ids=ids_by_row(study.current, study))
    shown = observations[observations["ids"].isin(_ids(newest))].reset_index(drop=True)
    place = {name: number for number, name in enumerate(shown["ids"])}
    lay_out = _table_of_few if few(newest) else _table_of_many
    yield Slide(
        title=about.title(study),
        kind=study.names.told("ward_positions.table"),
        cells=(lay_out(newest, about.said(study), place, study),),
        rows=shown.drop(columns="ids"),
        said=found[0].title(study),
    )


def _table_of_few(rows: pd.DataFrame, alt: str, place: Mapping[str, int], study: Study) -> Table:
    laid_out = positions_reading(rows, study, name="positions", title=study.names.told("ward_positions.table"))
    return Table(
        header=tuple(head.text[:1].upper() + head.text[1:] for head in laid_out.heads),
        body=tuple(tuple(cell.text for cell in line) for line in laid_out.lines),
        shares=_shares(laid_out.heads),
        alt=alt,
        behind=tuple(tuple(place[one] for cell in line[:3] for one in cell.ids) for line in laid_out.lines),
    )


def _table_of_many(rows: pd.DataFrame, alt: str, place: Mapping[str, int], study: Study) -> Table:
    """Return a row for each ward, with its figure and its rank in the nearest group by each measure."""
    heads, cells = [], dict[tuple[str, str], Placed]()
    for _, of_concept in rows.groupby("concept", sort=False):
        near = _nearest(of_concept)
        heads.append(
            say(
                text(
                    "ward_positions.heading_in", heading=_heading(of_concept, study), group=_head(_first(near), study)
                ),
                study.names,
            )
        )
        cells |= {(row.ward, row.concept): row for row in typed(near, Placed)}
    concepts = list(dict.fromkeys(concept for _, concept in cells))
    lines = {code: [cells.get((code, concept)) for concept in concepts] for code in study.wards}
    return Table(
        header=(study.names.told("ward_positions.column.ward"), *heads),
        body=tuple(
            (study.names.ward(code), *(_NONE if row is None else _figure_and_rank(row, study) for row in line))
            for code, line in lines.items()
        ),
        shares=(1.0, *(2.0 for _ in concepts)),
        alt=alt,
        behind=tuple(
            tuple(place[row.observation] for row in line if row and row.observation) for line in lines.values()
        ),
    )


def _figure_and_rank(row: Placed, study: Study) -> str:
    figure = Number(row.value, row.unit, (row.observation,) if row.observation else ())
    return say(text("ward_positions.figure_and_rank", figure=figure, rank=_rank(row, "short")), study.names)


def _shares(heads: Sequence[Head]) -> tuple[float, ...]:
    widths = {"measure": 52.0, "ward": 16.0, "figure": 14.0, "by_one": 26.0}
    return tuple(widths.get(head.name, 24.0) for head in heads)  # a rank may have a second one in brackets


QUESTION = Question("ward_positions", table, claims, figure, Placed, doc=__doc__)
ward_positions = public(QUESTION)
