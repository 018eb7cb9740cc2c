"""Where a ward stands among others measured alike at one date: rank with ties, percentile, peers, distribution, lag.

Written once as narwhals expressions: a frame of pandas, Polars, DuckDB or PySpark comes in, a frame of the same kind goes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw
import pandas as pd

from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.border import in_words, read_back, table_of
from analysis.data.engines import FrameOfItsKind, opened
from analysis.data.load import Names, Root, check_names, code_of_area, listed, refuse_none, ward_code, ward_codes
from analysis.data.municipalities import municipality_codes
from analysis.data.national import national, national_outward, with_codes, with_days
from analysis.data.national_files import has_national, municipalities
from analysis.data.study import Study
from analysis.words.errors import BadArgument, UnknownName, WardKpiError, brief

_Frame = nw.LazyFrame[Any]
"""Also an eager frame: what is asked of either here, both can do."""
Groups = Mapping[str, Iterable[str]]

SPECIAL, NATION = "special_wards", "000000"
PEERS = ("special_wards", "prefecture", "nation", "population")
_ALIKE = ("concept", "source", "as_of")
"""What figures must have in common to be ranked: one definition, one publisher, one date."""
_APART = ("kind", "fiscal_year")
"""The same, of frames that have these."""
_NEEDED = ("ward", *_ALIKE, "value")
_BY_COUNTS = ("exact_rank", "exact_tied", "rank_less", "tied_less", "rank_more", "tied_more")
_WHOLE = ("areas", "rank", "tied", *_BY_COUNTS)
_PERCENT = 100.0
_NEAR = 0.1
"""How much larger or smaller than a ward's a similar population may be, as a share."""


def position(
    rows: Any = None,
    *,
    within: Groups | None = None,
    names: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> FrameOfItsKind:
    """Return where each area stands among those of a group that are measured alike at one date.

    Only figures of one concept, source and date are ranked against one another, and only areas of the group: parts are never
    ranked with their whole, as groups hold municipalities. A figure that has no other to be ranked with is left out.

    Parameters
    ----------
    rows : pandas.DataFrame, polars.DataFrame, polars.LazyFrame, duckdb relation or pyspark DataFrame, optional
        ``ward``, ``concept``, ``source``, ``as_of``, ``value`` and, where counts are known, ``done`` and ``total``: what
        :func:`load_national` gives, or :func:`load_observations`. The national tables without it. Figures of different
        ``kind`` or ``fiscal_year`` are kept apart where there are such columns.
    within : mapping of str to iterable of str, optional
        The municipalities of each group by a name of one's own, as :func:`municipality_codes` takes them; :func:`groups`
        without it: the 23 special wards, the prefecture of the project's wards, and the nation.
    names : bool
        Also the names of municipality and concept, in ``ward_name`` and so on.
    lang : str, optional
        ``ja`` or ``en``, of names.
    root : path, optional
        Folder that holds ``data``; its codebook says of which concepts lower is better, and of which neither.

    Returns
    -------
    frame of the kind given
        One row per figure and group, with the columns given, here those of the national tables (see :func:`load_national`).
        What rests on counts is missing unless every area of the group has them. All ranks are derived, none is published.

        ==============  ================  ==================================================================================
        column          type              meaning
        ==============  ================  ==================================================================================
        ward            ordered category  6-digit code of the municipality
        prefecture      str               its prefecture, in Japanese
        name            str               its name, in Japanese
        concept         str               what is measured
        as_of           datetime64        day of the figure; missing where the table names none
        value           float64           the printed figure, in unit
        unit            str               percent
        done, total     Int64             the counts behind it
        source          str               id of the document
        group           str               special_wards, code of a prefecture or of the country, or a name of ``within``
        exact_rank      Int64             rank by done / total before rounding
        exact_tied      Int64             how many share that rank, the area itself included
        rank_less       Int64             rank with one of done less, all others as they are, before rounding; missing where
                                          that cannot be
        tied_less       Int64             how many would share that rank
        rank_more       Int64             rank with one of done more
        tied_more       Int64             how many would share that rank
        areas           Int64             how many of the group have a figure
        rank            Int64             1 + number of areas with a better printed figure
        tied            Int64             how many share that figure, the area itself included
        percentile      float64           percentage of the areas whose printed figure is strictly worse
        ==============  ================  ==================================================================================

    Raises
    ------
    UnknownName
        If a group names no municipality.
    WardKpiError
        If a column is missing, ``within`` names no groups, or no two areas of a group are measured alike in the rows given,
        as in those of one ward: pass the whole table and choose the ward from the answer. A lazy frame is not looked at.
    DataError
        If neither figures nor national tables are there.

    Examples
    --------
    >>> import analysis
    >>> rows = analysis.position(analysis.load_national(concept="online_procedures_32_ratio"))
    >>> of = rows.query("group == 'special_wards' and ward == '131156'")
    >>> of[["areas", "rank", "tied", "rank_less", "tied_less", "rank_more", "tied_more"]].values.tolist()
    [[23, 3, 2, 5, 9, 2, 1]]
    """
    study = Study.of(root, lang)
    given = _opened(rows, study)
    return _named(_ranked(position_of(given, study, within), given, study, within), study, names=names)


def position_of(figures: _Frame, study: Study, within: Groups | None = None) -> Any:
    """Return :func:`position` of opened ``figures``."""
    rows = _in_groups(figures, within, study)
    return _closed([_placed(of_group) for of_group in rows], _WHOLE)


def _named(found: Any, study: Study, *, names: bool) -> FrameOfItsKind:
    """Return a frame of whatever kind with names beside its ids, where they are asked for."""
    if not names:
        return found
    table, in_its_kind = opened(found)
    assert table is not None
    return in_its_kind(in_words(table, study))


def distribution(
    rows: Any = None,
    *,
    within: Groups | None = None,
    names: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> FrameOfItsKind:
    """Return how the figures of a group lie: how many areas have each printed figure, and how many a worse one.

    Parameters
    ----------
    rows, within, names, lang, root
        As for :func:`position`.

    Returns
    -------
    frame of the kind given
        One row per group, concept, document, date and printed value. The median is the worst value of which ``worse + here``
        reaches half of ``areas``; nothing is interpolated.

        ==========  ==========  ============================================================================================
        column      type        meaning
        ==========  ==========  ============================================================================================
        group       str         as in :func:`position`
        concept     str         what is measured
        source      str         id of the document
        as_of       datetime64  day of the figures; missing where the table names none
        value       float64     the printed figure, in the unit of the concept
        here        Int64       how many areas of the group have it
        worse       Int64       how many have a worse one
        areas       Int64       how many have any
        percentile  float64     percentage with a worse one
        ==========  ==========  ============================================================================================

    Raises
    ------
    UnknownName
        If a group names no municipality.
    WardKpiError
        If a column is missing, ``within`` names no groups, or no two areas of a group are measured alike in the rows given,
        as in those of one ward: pass the whole table and choose the ward from the answer. A lazy frame is not looked at.
    DataError
        If neither figures nor national tables are there.

    Examples
    --------
    >>> import analysis
    >>> rows = analysis.distribution(analysis.load_national(concept="online_procedures_32_ratio"))
    >>> rows.query("group == 'special_wards' and value > 63")[["value", "here", "worse", "areas"]].values.tolist()
    [[64.0, 2, 19, 23], [65.0, 1, 21, 23], [68.0, 1, 22, 23]]
    """
    study = Study.of(root, lang)
    given = _opened(rows, study)
    lying = _closed([_lying(one) for one in _in_groups(given, within, study)], ("here", "worse", "areas"))
    return _named(_ranked(lying, given, study, within), study, names=names)


def lag(
    ward: str,
    others: Iterable[str],
    rows: pd.DataFrame | None = None,
    *,
    names: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> pd.DataFrame:
    """Return how long ago other municipalities stood where a ward stands at each of its dates.

    Parameters
    ----------
    ward : str
        The ward, or any municipality, as :func:`municipality_codes` takes it.
    others : str or iterable of str
        The municipality or municipalities it is set against, as :func:`municipality_codes` takes them.
    rows : DataFrame, optional
        As for :func:`position`, of one concept and several dates; the national tables' series without it.
    names : bool
        Also the names of ward, other and concept, in ``ward_name`` and so on.
    lang : str, optional
        ``ja`` or ``en``, of names.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        One row per concept, date and other. Between dates nothing is assumed.

        ==================  ===================  ======================================================================
        column              type                 meaning
        ==================  ===================  ======================================================================
        ward, ward_other    ordered category     codes of the ward and of the other, in the order of codes
        concept, source     str                  what is measured, and the document
        as_of               datetime64           day of the ward's figure
        value               float64              the ward's figure, in the unit of the concept
        reached             datetime64           first day on which the other's figure is at least as good; missing
                                                 where it is not yet by ``as_of``
        before              datetime64           the day before that in the series, when the other was not there yet;
                                                 missing where it was there from the first
        days                Int64                days from ``reached`` to ``as_of``: how long ago at least
        ==================  ===================  ======================================================================

    Raises
    ------
    UnknownName
        If there is no such ward or municipality.
    WardKpiError
        If the rows hold no dated figures of one concept for both.

    Examples
    --------
    >>> import analysis
    >>> analysis.lag("sumida", ["131067"])[["as_of", "reached", "before", "days"]].tail(1).astype("str").values.tolist()
    [['2022-12-31', '2022-10-31', '2022-09-30', '61']]
    """
    study = Study.of(root, lang)
    given = study.once(national_outward) if rows is None else rows
    _opened(given, study)
    given = with_days(read_back(given).astype({"ward": "str"}))
    given = given[given["as_of"].notna() & given["value"].notna()]
    better = study.tables.concepts.set_index("concept")["direction"].map({"higher": 1.0, "lower": -1.0})
    given = given.assign(merit=given["value"] * given["concept"].map(better))[[*_ALIKE, "ward", "value", "merit"]]
    given = given[given["merit"].notna()]
    mine = given[given["ward"] == _code(ward, study)]
    codes = _codes({"others": others}, study)
    theirs = given[given["ward"].isin(codes)].sort_values("as_of", kind="stable")
    theirs = theirs.assign(before=theirs.groupby(["concept", "source", "ward"])["as_of"].shift())
    both = mine.merge(theirs, on=["concept", "source"], suffixes=("", "_other"))
    if both.empty:
        raise WardKpiError("lag_of_nothing", ward=brief(ward), others=", ".join(map(str, listed(others))))
    there = both[(both["merit_other"] >= both["merit"]) & (both["as_of_other"] <= both["as_of"])]
    keys = [*_ALIKE, "ward_other"]
    first = there.drop_duplicates(keys)[[*keys, "as_of_other", "before"]].rename(columns={"as_of_other": "reached"})
    pairs = both.drop_duplicates(keys)[[*keys, "ward", "value"]]
    found = pairs.merge(first, on=keys, how="left", validate="one_to_one")
    found = with_codes(found.assign(days=(found["as_of"] - found["reached"]).dt.days.astype("Int64")), study)
    columns = ["ward", "ward_other", "concept", "source", "as_of", "value", "reached", "before", "days"]
    lags = found[columns].sort_values(["concept", "as_of", "ward_other"], kind="stable").reset_index(drop=True)
    return in_words(lags, study) if names else lags


def peers(
    ward: str,
    *,
    by: str = "special_wards",
    near: float = _NEAR,
    names: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> pd.DataFrame:
    """Return the municipalities that a ward may be set against, itself included.

    Parameters
    ----------
    ward : str
        The ward, or any municipality, as :func:`municipality_codes` takes it.
    by : str
        ``special_wards``, the 23 of Tokyo; ``prefecture``, all municipalities of the ward's; ``nation``, all; or
        ``population``, those with about as many residents.
    near : float
        How much larger or smaller than the ward's a population may be: 0.1 is a tenth.
    names : bool
        Also the names of the municipalities, in ``ward_name``; in English most keep the Japanese one.
    lang : str, optional
        ``ja`` or ``en``, of names.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        In the order of codes. Its ``ward`` column is a group for :func:`position`.

        ==========  ================  ======================================================================================
        column      type              meaning
        ==========  ================  ======================================================================================
        ward        ordered category  6-digit code of the municipality
        prefecture  str               its prefecture, in Japanese
        name        str               its name, in Japanese
        population  Int64             residents, in persons, at the newest date that the national tables give
        ==========  ================  ======================================================================================

    Raises
    ------
    UnknownName
        If there is no such ward, or no such kind of peers.
    WardKpiError
        If ``near`` is no share.
    DataError
        If the national tables are missing.

    Examples
    --------
    >>> import analysis
    >>> similar = analysis.peers("sumida", by="population", near=0.02)
    >>> similar["name"].tolist()[:3]
    ['青森市', '福島市', '水戸市']
    """
    check_names("peers", by, PEERS)
    if isinstance(near, bool) or not isinstance(near, int | float) or not near >= 0:
        raise BadArgument("near", near, "share")
    study = Study.of(root, lang)
    code = _code(ward, study)
    listed = study.once(_with_population)
    own = listed.loc[listed["ward"] == code, "population"]
    if own.empty:
        raise UnknownName("ward", ward, [*listed["name"], *listed["ward"]])
    if by == "population":
        kept = listed["population"].between(float(own.iloc[0]) * (1 - near), float(own.iloc[0]) * (1 + near))
    else:
        kept = listed["ward"].isin(_members(by, code, listed["ward"]))
    rows = with_codes(listed[kept].reset_index(drop=True), study)
    return in_words(rows, study) if names else rows


def groups(study: Study) -> dict[str, list[str]]:
    """Return the groups in which the project's wards are placed: code or name of each, and codes of its municipalities.

    The 23 special wards are one where any of the wards is; then each prefecture of the wards and the nation, by the code of
    their area.
    """
    everything = municipalities(study)["ward"]
    ours = [code for code in study.wards if code in set(everything)]
    special = _members(SPECIAL, "", everything)
    found = {SPECIAL: special} if set(ours) & set(special) else {}
    for prefecture in sorted({code[:2] for code in ours}):
        code = next((one for one in study.tables.wards["ward"] if one[:5] == f"{prefecture}000"), prefecture)
        found[code] = _members("prefecture", prefecture, everything)
    return found | {NATION: list(everything)}


def _members(by: str, code: str, everything: Iterable[str]) -> list[str]:
    if by == SPECIAL:
        return [ward.code for ward in SPECIAL_WARDS]
    return [one for one in everything if by == "nation" or one[:2] == code[:2]]


def _code(ward: str, study: Study) -> str:
    """Return the code of one municipality, see :func:`_codes`."""
    if not isinstance(ward, str | int):
        raise BadArgument("ward", ward, "area")
    return _codes({"ward": ward}, study)[0]


def _codes(asked: Mapping[str, Names], study: Study) -> list[str]:
    """Return the codes of what one argument names: wards of the project as everywhere, any municipality by its code."""
    [(argument, names)] = asked.items()
    if names is None:
        raise BadArgument(argument, names, "areas")
    refuse_none(asked)
    if not has_national(study):
        return ward_codes(names, study.root)
    known = study.once(_municipal_codes)  # most of a long list, each of which would be looked for among all names
    return [one if isinstance(one, str) and one in known else _municipality(one, study) for one in listed(names)]


def _municipal_codes(study: Study) -> frozenset[str]:
    return frozenset(municipalities(study)["ward"])


def _municipality(name: str, study: Study) -> str:
    """Return the code of an area of the data, or else of a municipality of the register."""
    try:
        return code_of_area(name, study.tables.wards) or str(municipality_codes([name], root=study.root)[0])
    except WardKpiError as error:
        if error.code == "municipality_unknown":
            return ward_code(name, study.root)  # which names the nearest that there are
        raise


def _with_population(study: Study) -> pd.DataFrame:
    """Return every municipality with the number of its residents at the newest date."""
    rows = study.once(national)
    rows = rows[(rows["as_of"] != "") & rows["total"].notna()]
    newest = rows[rows["as_of"] == rows["as_of"].max()].drop_duplicates("ward")
    residents = newest[["ward", "total"]].rename(columns={"total": "population"}).astype({"population": "Int64"})
    return municipalities(study).merge(residents, on="ward", validate="one_to_one")


# --- the expressions ---------------------------------------------------------------------------------------------


def _opened(figures: Any, study: Study) -> _Frame:
    """Return the figures given, or the national tables, whatever engine they are of."""
    if isinstance(figures, pd.DataFrame):
        figures = read_back(table_of(figures), ("done", "total"))
    try:
        found: _Frame = nw.from_native(study.once(national_outward) if figures is None else figures)
    except TypeError:
        raise WardKpiError("no_frame", found=type(figures).__name__) from None
    missing = [name for name in _NEEDED if name not in found.collect_schema().names()]
    if missing:
        raise WardKpiError("frame_columns", columns=", ".join(missing))
    return found


def _ranked(placed: Any, given: _Frame, study: Study, within: Groups | None) -> Any:
    """Return what ranks; raise where no area stands beside another, unless the frame is lazy and so not yet computed."""
    if not isinstance(given, nw.DataFrame) or len(nw.from_native(placed, eager_only=True).filter(nw.col("areas") > 1)):
        return placed
    held = [one.select("_alike", "ward") for one in _in_groups(given, within, study) if len(one)]
    if not held:
        raise WardKpiError("ranks_nothing")
    raise WardKpiError("ranks_twice" if any(one.is_duplicated().any() for one in held) else "ranks_alone")


def _in_groups(figures: _Frame, within: Groups | None, study: Study) -> list[_Frame]:
    """Return, for each group, its figures with ``_alike``, which those ranked together share, and ``_merit``, of which more is better.

    Figures of which neither more nor less is better are left out.
    """
    concepts = study.tables.concepts
    # never empty, which no SQL engine takes
    lower, none = (["", *concepts.loc[concepts["direction"] == way, "concept"]] for way in ("lower", "none"))
    given = figures.collect_schema().names()
    alike = [nw.col(name).cast(nw.String) for name in (*_ALIKE, *_APART) if name in given]
    ranked = (~nw.col("value").is_null(), ~nw.col("concept").is_in(none))
    sign = nw.when(nw.col("concept").is_in(lower)).then(-1.0).otherwise(1.0)
    return [
        figures.filter(nw.col("ward").is_in(list(codes)), *ranked)
        .with_columns(_alike=nw.concat_str(alike, separator=" ", ignore_nulls=True), _sign=sign, group=nw.lit(name))
        .with_columns(_merit=nw.col("_sign") * nw.col("value"))
        for name, codes in _members_of(within, study).items()
    ]


def _members_of(within: Groups | None, study: Study) -> dict[str, list[str]]:
    """Return the codes of the municipalities of each group; those of :func:`groups` where none are given."""
    if within is None:
        return groups(study)
    if not isinstance(within, Mapping):
        raise BadArgument("within", within, "groups")
    refuse_none({"within": within})
    return {str(name): _codes({f"within[{name!r}]": names}, study) for name, names in within.items()}


def _placed(figures: _Frame) -> _Frame:
    """Add number of areas, rank, ties and percentile by printed figures, and what counts tell where there are any."""
    counted = {"done", "total"} <= set(figures.collect_schema().names())
    rows = _with_ranks_by_counts(figures) if counted else figures
    rows = rows.with_columns(
        areas=nw.len().over("_alike"), rank=_rank("_merit"), tied=_tied("_merit"), _own=nw.len().over("_alike", "ward")
    )
    # an area with two figures alike tells of two definitions under one concept
    rows = rows.with_columns(_most=nw.col("_own").max().over("_alike"))
    rows = rows.filter(nw.col("areas") > 1, nw.col("_most") == 1)
    worse = nw.col("areas") - nw.col("rank") - nw.col("tied") + 1
    return rows.with_columns(percentile=worse * _PERCENT / nw.col("areas"))


def _rank(merit: str) -> nw.Expr:
    return nw.col(merit).rank("min", descending=True).over("_alike")


def _tied(merit: str) -> nw.Expr:
    return nw.len().over("_alike", merit)


def _with_ranks_by_counts(figures: _Frame) -> _Frame:
    """Add the ranks by counts, as they are and with one less and one more, where all areas have counts."""
    done, total = nw.col("done"), nw.col("total")
    merit = nw.col("_sign") / total
    steps = figures.with_columns(
        _exact=nw.when(total > 0).then(merit * done),
        _less=nw.when(total > 0, done >= 1).then(merit * (done - 1)),
        _more=nw.when(total > 0, done + 1 <= total).then(merit * (done + 1)),
    )
    rows = steps.with_columns(
        exact_rank=_rank("_exact"),
        exact_tied=_tied("_exact"),
        _known=nw.col("_exact").count().over("_alike") == nw.len().over("_alike"),
    )
    for step in ("less", "more"):
        itself = (nw.col("_exact") > nw.col(f"_{step}")).cast(nw.Int64)
        rows = rows.join(_levels(steps, f"_{step}"), on=["_alike", f"_{step}"], how="left").with_columns(
            **{f"rank_{step}": nw.col("_above") + 1 - itself, f"tied_{step}": nw.col("_here") + 1}
        )
        rows = rows.drop("_above", "_here")
    known = [nw.when(nw.col("_known")).then(nw.col(name)).alias(name) for name in _BY_COUNTS]
    return rows.with_columns(*known)


def _levels(steps: _Frame, at: str) -> _Frame:
    """Return, of each figure in column ``at``, how many areas stand exactly there (``_here``) and how many above it (``_above``)."""
    standing = steps.select("_alike", nw.col("_exact").alias(at), _here=nw.lit(1))
    asked = steps.select("_alike", at, _here=nw.lit(0))
    levels = nw.concat([standing, asked]).filter(~nw.col(at).is_null())
    levels = levels.group_by("_alike", at).agg(nw.col("_here").sum())
    from_the_top = nw.col("_here").cum_sum(reverse=True).over("_alike", order_by=at)
    return levels.with_columns(_above=from_the_top - nw.col("_here"))


def _lying(figures: _Frame) -> _Frame:
    """Count, of each printed figure, the areas that have it and those that have a worse one."""
    shown = [name for name in ("group", *_ALIKE, *_APART, "value") if name in figures.collect_schema().names()]
    levels = figures.group_by("_alike", "_merit", *shown).agg(here=nw.len())
    levels = levels.with_columns(
        worse=nw.col("here").cum_sum().over("_alike", order_by="_merit") - nw.col("here"),
        areas=nw.col("here").sum().over("_alike"),
    )
    return levels.with_columns(percentile=nw.col("worse") * _PERCENT / nw.col("areas")).sort("_alike", "_merit")


def _closed(frames: list[_Frame], counts: Iterable[str]) -> Any:
    """Return the groups beneath one another as the kind of frame that was given, ``counts`` as whole numbers."""
    joined = nw.concat(frames)
    names = joined.collect_schema().names()
    whole = [name for name in counts if name in names]
    kept = joined.drop(*(name for name in names if name.startswith("_")))
    if kept.implementation.is_pandas():
        return kept.to_native().astype(dict.fromkeys(whole, "Int64")).reset_index(drop=True)
    return kept.with_columns(nw.col(*whole).cast(nw.Int64)).to_native()
