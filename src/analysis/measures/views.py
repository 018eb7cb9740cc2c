"""The tidy tables behind the charts, one function per question; every row keeps its source, place and caveats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.data.frames import each, joined_ids
from analysis.data.kinds import ABSENT, DERIVED, PUBLISHED, REFERENCE, RESULT_KINDS
from analysis.data.load import (
    check_names,
    current_commitments,
)
from analysis.data.study import Study, own, own_of, reference, reference_of
from analysis.measures.attainment import progress_of
from analysis.measures.comparing import comparability_of
from analysis.sources.grammar import is_missing
from analysis.words.era import fiscal_year_end

Record = dict[Any, Any]

FEW = 4
"""Up to so many wards have a column or panels of their own and are named in titles; more share tables and small panels."""

FEW_PAIRS = 3
"""Up to so many pairs of wards have a column of their own."""

RESULTS, PLANS, WORDS, NOTHING = "results", "plans", "words", "nothing"
"""What :func:`standings` tells apart."""


def few(rows: pd.DataFrame) -> bool:
    """Return whether ``rows`` are about so few wards that each can be named."""
    return rows["ward"].nunique() <= FEW


def few_pairs(pairs: pd.DataFrame) -> bool:
    """Return whether ``pairs`` are so few pairs of wards that each can be named."""
    return len(pairs[["ward_a", "ward_b"]].drop_duplicates()) <= FEW_PAIRS


def trajectories(theme: str, observations: pd.DataFrame | None = None, *, study: Study) -> pd.DataFrame:
    """Return every figure of a theme that wards publish of themselves, and one row for each ward that has none.

    Returns
    -------
    DataFrame
        Columns of ``observations.csv`` and ``origin``: ``published``, ``derived`` (see :func:`implied_starts`) or
        ``absent`` (the ward publishes nothing under this theme; all else is empty).

    Raises
    ------
    UnknownName
        If there is no such theme.
    """
    check_names("theme", theme, study.tables.concepts["theme"])
    rows = current_commitments(own_of(study.current if observations is None else observations, study))
    rows = rows[rows["theme"] == theme].assign(origin=PUBLISHED)
    starts = implied_starts(rows)
    rows = rows[~rows["indicator"].isin(additions(rows))]
    rows = pd.concat([starts, rows], ignore_index=True) if len(starts) else rows
    return with_every_ward(in_order(rows, study), study, [{"theme": theme}])


def implied_starts(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the figure before the first milestone where a cell prints both the year's addition and the total.

    A cell such as 20手続 (累計280手続) for R6 says, without printing it, that the total was 260 at the end of R5.

    Parameters
    ----------
    observations : DataFrame
        Rows of ``observations.csv`` with ``origin``.

    Returns
    -------
    DataFrame
        The same columns, with ``origin`` ``derived`` and kind ``baseline``, one row per such total.
    """
    starts = []
    for addition, total in _additions_and_totals(observations[observations["kind"] == "planned"]):
        own_rows = observations[(observations["indicator"] == total["indicator"]) & observations["value"].notna()]
        if total["fiscal_year"] == own_rows["fiscal_year"].min():
            start = {"value": total["value"] - addition["value"], "fiscal_year": total["fiscal_year"] - 1}
            starts.append(total | start | {"kind": "baseline", "text": "", "origin": DERIVED})
    return pd.DataFrame(starts, columns=observations.columns).astype(observations.dtypes)


def additions(observations: pd.DataFrame) -> set[str]:
    """Return the indicators that only say what is added to a total read from the same printed cell."""
    return {str(addition["indicator"]) for addition, _ in _additions_and_totals(observations)}


def _additions_and_totals(observations: pd.DataFrame) -> Iterator[tuple[Record, Record]]:
    """Yield each pair of figures read from one printed cell that calls one of them 累計: the year's, then the total."""
    of_cell = ["ward", "source", "text", "fiscal_year", "kind", "unit"]
    both = observations[observations["text"].str.contains("累計") & observations["value"].notna()]
    for _, cell in both.groupby(of_cell, sort=True):
        if len(cell) == 2:
            addition, total = cell.sort_values("value", kind="stable").to_dict("records")
            yield addition, total


def standings(rows: pd.DataFrame) -> pd.Series[str]:
    """Return how far each ward's figures of a theme go, by code, in the order of ``rows``.

    Parameters
    ----------
    rows : DataFrame
        What :func:`trajectories` gives.

    Returns
    -------
    Series
        :data:`RESULTS`; :data:`PLANS` (figures, but no result yet); :data:`WORDS`; or :data:`NOTHING`.
    """
    return pd.Series({code: _standing(of_ward) for code, of_ward in rows.groupby("ward", sort=False)}, dtype="str")


def _standing(of_ward: pd.DataFrame) -> str:
    figures = of_ward[of_ward["value"].notna()]
    if figures["kind"].isin(RESULT_KINDS).any():
        return RESULTS
    if len(figures):
        return PLANS
    return WORDS if has_text(of_ward).any() else NOTHING


def has_text(rows: pd.DataFrame) -> pd.Series[bool]:
    """Return of which rows a document prints something, be it a figure or words, and not only the mark for nothing."""
    return ~rows["text"].map(is_missing).astype(bool)


def card_rates(*, study: Study) -> pd.DataFrame:
    """Return every rate of My Number cards: reference series and the wards' own figures of every vintage.

    Returns
    -------
    DataFrame
        Columns of ``observations.csv``, ``origin`` (``published`` by the ward itself, ``reference``, or ``absent``), and
        ``day``: the date at which the figure is plotted. Rates of cards issued and of cards held are different concepts.
    """
    everything = study.published[study.published["theme"] == "mynumber"]
    rates = everything[(everything["unit"] == "percent") & everything["value"].notna()]
    series = reference_of(rates, study).assign(origin=REFERENCE)
    wards = own_of(rates, study).assign(origin=PUBLISHED)
    stated_again = ["indicator", "fiscal_year", "kind", "value", "as_of"]
    wards = wards.sort_values("published", kind="stable").drop_duplicates(stated_again, keep="last")
    rows = with_every_ward(pd.concat([series, wards], ignore_index=True), study, [{"theme": "mynumber"}])
    days = [pd.NaT if row.origin == ABSENT else day_of(row.as_of, row.fiscal_year) for row in each(rows)]
    return rows.assign(day=pd.to_datetime(pd.Series(days)))


def baseline_matches(rates: pd.DataFrame) -> pd.DataFrame:
    """Return which figure of the reference series each ward's own baseline equals, and which it should be by its year.

    Parameters
    ----------
    rates : DataFrame
        What :func:`card_rates` gives.

    Returns
    -------
    DataFrame
        One row per own baseline: ``ward``, ``fiscal_year``, ``baseline`` (percent), ``day`` (end of that year);
        ``match`` and ``match_day``: the figure of the reference series (same ward, same concept) that is nearest in
        value; ``year_end`` and ``year_end_day``: the one nearest in time to the end of the year. A baseline has no row
        if no figure of a year before or after the end of its year rounds to it, or if the series has none of about that
        end; if that one rounds to it, it is the match.
    """
    found = []
    for row in each(rates[(rates["kind"] == "baseline") & (rates["origin"] == PUBLISHED)]):
        same = (rates["ward"] == row.ward) & (rates["concept"] == row.concept) & (rates["origin"] == REFERENCE)
        series = rates[same]
        away = (series["day"] - row.day).abs()
        equal = series[(series["value"].round(_decimals(row.value)) == row.value) & (away <= _YEAR)]
        if len(equal) and away.min() <= _MONTH:
            at_end = series.loc[away.idxmin()]
            nearest = at_end if at_end.name in equal.index else equal.iloc[(equal["value"] - row.value).abs().argmin()]
            found.append(
                {"ward": row.ward, "fiscal_year": row.fiscal_year, "baseline": row.value, "day": row.day}
                | {"match": nearest["value"], "match_day": nearest["day"]}
                | {"year_end": at_end["value"], "year_end_day": at_end["day"]}
            )
    columns = ["ward", "fiscal_year", "baseline", "day", "match", "match_day", "year_end", "year_end_day"]
    return pd.DataFrame(found, columns=columns)


_MONTH, _YEAR = pd.Timedelta(days=31), pd.Timedelta(days=366)


def misdated_baselines(rates: pd.DataFrame) -> pd.DataFrame:
    """Return those of :func:`baseline_matches` that are the figure of another date than the end of their year."""
    matches = baseline_matches(rates)
    return matches[matches["match_day"] != matches["year_end_day"]].reset_index(drop=True)


def _decimals(value: float) -> int:
    """Return with how many decimals a figure is given."""
    return len(f"{value:.10g}".partition(".")[2])


def yardstick(*, study: Study) -> pd.DataFrame:
    """Return the shares of procedures online that one publisher measures alike in every ward.

    Returns
    -------
    DataFrame
        Columns of ``observations.csv``, ``origin``, and the counts behind a share where they are published: ``done``,
        ``total`` and their unit ``count_unit``. A ward that the yardstick leaves out has one empty row.
    """
    rows = reference(study).query("theme == 'onlinization'")
    counts = {
        part: rows[rows["concept"].str.endswith(f"_{part}")].assign(stem=_stem).set_index(["ward", "stem"])["value"]
        for part in ("done", "total")
    }
    shares = rows[rows["concept"].str.endswith("_ratio")].assign(stem=_stem)
    keys = pd.MultiIndex.from_frame(shares[["ward", "stem"]])
    shares = shares.assign(**{part: column.reindex(keys).to_numpy() for part, column in counts.items()})
    shares = shares.sort_values("total", key=lambda totals: totals.isna(), kind="stable")
    units = rows.loc[rows["concept"].str.endswith("_done"), "unit"]
    return _each_concept(shares.drop(columns="stem").assign(count_unit=units.iloc[0] if len(units) else ""), study)


def online_use(*, study: Study) -> pd.DataFrame:
    """Return the shares of applications made online, measured alike in every ward: ``observations.csv``, ``origin``."""
    rows = reference(study).query("theme == 'onlinization'")
    return _each_concept(rows[rows["concept"].str.startswith("online_use_")], study)


def _stem(rows: pd.DataFrame) -> pd.Series[str]:
    """Return the concept without its last word: share, count and total of one yardstick have it in common."""
    return rows["concept"].str.replace("_[^_]*$", "", regex=True)


def _each_concept(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` concept by concept, each with every ward."""
    themes = dict(zip(rows["concept"], rows["theme"], strict=True))
    groups = [{"theme": theme, "concept": concept} for concept, theme in themes.items()]
    return with_every_ward(rows.assign(origin=REFERENCE), study, groups) if groups else rows


def availability(*, study: Study) -> pd.DataFrame:
    """Return what each ward publishes of itself, for which year and of which kind, and where it publishes nothing.

    Returns
    -------
    DataFrame
        One row per ward, theme, fiscal year and kind with the number of ``figures`` and of entries in ``words``, and
        ``source``. A ward that publishes nothing under a theme has one row with an empty year and kind. Every vintage
        counts: what was published once is published.
    """
    everything = own_of(study.published, study)
    given = everything[~everything["text"].map(is_missing).astype(bool)]
    table = (
        given.assign(figures=given["value"].notna(), words=given["value"].isna())
        .groupby(["theme", "ward", "fiscal_year", "kind"], sort=True)
        .agg(figures=("figures", "sum"), words=("words", "sum"), source=("source", joined_ids))
        .reset_index()
    )
    return with_every_ward(table, study, [{"theme": theme} for theme in dict.fromkeys(study.tables.concepts["theme"])])


def comparability_with_reasons(*, study: Study) -> pd.DataFrame:
    """Return :func:`analysis.comparability` with ``source`` and what each ward lacks: ``lack_a`` and ``lack_b``.

    A lack is empty, ``none`` (nothing is published), ``words`` (only words), ``no_result`` (plans and targets only) or
    ``no_yardstick`` (results, but no target in figures).
    """
    table = comparability_of(study.current, study)
    everything = own(study)
    lacks = {key: _lack(rows) for key, rows in everything.groupby(["theme", "ward"])}
    for side in ("a", "b"):
        keys = [(row.theme, getattr(row, f"ward_{side}")) for row in each(table)]
        table[f"lack_{side}"] = [
            lacks.get(key, "none") if key[1] in cell.split() else ""
            for key, cell in zip(keys, table["missing"], strict=True)
        ]
    everywhere = study.current.groupby("theme")["source"].agg(joined_ids)
    return table.assign(source=table["theme"].map(everywhere).fillna(""))


def _lack(rows: pd.DataFrame) -> str:
    """Return why a ward's figures under a theme cannot be compared."""
    figures = rows[rows["value"].notna()]
    if figures.empty:
        return "none" if rows["text"].map(is_missing).all() else "words"
    kinds = set(figures["kind"])
    return "no_yardstick" if kinds & {"actual", "estimate"} and "target" not in kinds else "no_result"


def partners(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return, per theme and ward, with how many other wards what it publishes can be compared.

    Parameters
    ----------
    pairs : DataFrame
        What :func:`comparability_with_reasons` gives.

    Returns
    -------
    DataFrame
        Columns ``theme``, ``ward``, ``same_definition`` and ``only_progress`` (numbers of other wards), and ``lack``
        (what the ward lacks, empty where it lacks nothing).
    """
    sides = [
        pairs.rename(columns={f"ward_{side}": "ward", f"lack_{side}": "lack"})[["theme", "ward", "state", "lack"]]
        for side in ("a", "b")
    ]
    both = pd.concat(sides, ignore_index=True)
    states = {state: both["state"] == state for state in ("same_definition", "only_progress")}
    groups = both.assign(**states).groupby(["theme", "ward"], sort=False)
    return groups.agg(**{state: (state, "sum") for state in states}, lack=("lack", "max")).reset_index()


def comparable_groups(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return, per theme, which wards belong together: those that can be compared in the same way.

    Parameters
    ----------
    pairs : DataFrame
        What :func:`analysis.comparability` or :func:`comparability_with_reasons` gives.

    Returns
    -------
    DataFrame
        Columns ``theme``, ``state``, ``concept`` and ``wards`` (codes, separated by spaces). Each concept that wards
        define alike is a row (``same_definition``); then one row for the other wards that can be seen against their own
        targets beside another ward (``only_progress``), and one for those that cannot be compared (``not_published``).
    """
    rows = []
    for theme, of_theme in pairs.groupby("theme", sort=False):
        codes = dict.fromkeys([*of_theme["ward_a"], *of_theme["ward_b"]])
        same = of_theme[of_theme["state"] == "same_definition"]
        concepts = dict.fromkeys(" ".join(same["concepts"]).split())
        alike = _in_pairs(same)
        relative = _in_pairs(of_theme[of_theme["state"] == "only_progress"]) - alike
        groups = {
            **{("same_definition", name): _in_pairs(same[_holds(same["concepts"], name)]) for name in concepts},
            ("only_progress", ""): relative,
            ("not_published", ""): set(codes) - alike - relative,
        }
        for (state, concept), wards in groups.items():
            if wards:
                listed = " ".join(code for code in codes if code in wards)
                rows.append({"theme": theme, "state": state, "concept": concept, "wards": listed})
    return pd.DataFrame(rows, columns=["theme", "state", "concept", "wards"])


def measured_alike(pairs: pd.DataFrame) -> dict[str, int]:
    """Return, by concept, for how many wards a reference series gives it under one definition.

    Parameters
    ----------
    pairs : DataFrame
        Rows of one theme of :func:`analysis.comparability`.
    """
    concepts = joined_ids(pairs["reference"]).split()
    return {name: len(_in_pairs(pairs[_holds(pairs["reference"], name)])) for name in concepts}


def _in_pairs(pairs: pd.DataFrame) -> set[str]:
    return {*pairs["ward_a"], *pairs["ward_b"]}


def _holds(cells: pd.Series[str], name: str) -> pd.Series[bool]:
    """Return which lists of names, separated by spaces, hold ``name``."""
    return cells.str.split().map(lambda names: name in names)


def scorecard(*, study: Study) -> pd.DataFrame:
    """Return :func:`analysis.progress` of every KPI of the themes that wards have in common.

    A theme is in common when at least two wards publish something under it and at least one of them in figures.

    Returns
    -------
    DataFrame
        Columns of :data:`analysis.measures.attainment.PROGRESS_COLUMNS`, by theme and ward, without figures that only say what is
        added to a total of the same cell. A ward that publishes nothing under a theme has one empty row.
    """
    everything = own(study)
    wards = everything.groupby("theme")["ward"].nunique()
    figures = everything.groupby("theme")["value"].count()
    themes = dict.fromkeys(study.tables.concepts["theme"])
    return _progress_of([one for one in themes if wards.get(one, 0) > 1 and figures[one] > 0], everything, study)


def main_progress(*, study: Study) -> pd.DataFrame:
    """Return the rows of :func:`scorecard` for the main themes, whoever publishes anything under them.

    A ward that publishes neither a target nor a result keeps the rows of what it does publish under a theme.
    """
    concepts = study.tables.concepts
    themes = list(dict.fromkeys(concepts.loc[concepts["theme_main"], "theme"]))
    return _progress_of(themes, own(study), study, keep_wards=True)


def _progress_of(
    themes: list[str], observations: pd.DataFrame, study: Study, *, keep_wards: bool = False
) -> pd.DataFrame:
    """Return the progress of the indicators of ``themes`` that have a target or a result, theme by theme with every ward.

    With ``keep_wards`` a ward of which none has either keeps its indicators.
    """
    rows = progress_of(observations[~observations["indicator"].isin(additions(observations))], study)
    told = (rows["status"] != "no_target") | rows["value"].notna()
    if keep_wards:
        told |= ~told.groupby([rows["theme"], rows["ward"]]).transform("any")
    rows = rows[told]
    return with_every_ward(in_order(rows, study), study, [{"theme": theme} for theme in themes])


def in_order(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` with the concepts of which most figures are published first, the order within each kept."""
    everything = study.current.dropna(subset="value")
    totals = {addition["concept"]: total["concept"] for addition, total in _additions_and_totals(everything)}
    figures = everything["concept"].replace(totals).value_counts()
    return rows.sort_values("concept", key=lambda names: -names.map(figures).fillna(0), kind="stable")


def with_every_ward(rows: pd.DataFrame, study: Study, groups: Sequence[Mapping[str, str]] = ({},)) -> pd.DataFrame:
    """Return ``rows`` with one row for each ward that has none in a group, in order of group and ward.

    Parameters
    ----------
    rows : DataFrame
        With a column ``ward``.
    study : Study
        The data.
    groups : sequence of mapping
        What the rows of each group hold, such as ``{"theme": "cashless"}``; rows of other groups are left out.
    """
    if not groups:
        return rows.iloc[:0]
    codes = list(study.wards)
    keys = list(groups[0])
    order = {tuple(group.values()): place for place, group in enumerate(groups)}
    of_rows = zip(*(rows[key] for key in keys), strict=True) if keys else [()] * len(rows)
    rows = rows.assign(_group=[order.get(key, -1) for key in of_rows])
    rows = rows[rows["_group"] >= 0]
    rows = rows.astype({name: "Int64" for name in rows.columns if rows[name].dtype == "int64"})
    held = set(zip(rows["_group"], rows["ward"], strict=True))
    gaps = [(number, code) for number in range(len(groups)) for code in codes if (number, code) not in held]
    table = pd.concat([part for part in (rows, _absent(rows, gaps, groups)) if len(part)], ignore_index=True)
    ranks = {code: rank for rank, code in enumerate(codes)}
    table = table.assign(_ward=table["ward"].map(ranks)).sort_values(["_group", "_ward"], kind="stable")
    return table.drop(columns=["_group", "_ward"]).reset_index(drop=True)


def _absent(rows: pd.DataFrame, gaps: list[tuple[int, str]], groups: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """Return an empty row, of the types of ``rows``, for each group and ward of ``gaps``."""
    absent = rows.iloc[:0].reindex(range(len(gaps)))
    texts: list[str] = list(rows.select_dtypes("str").columns)
    absent[texts] = absent[texts].fillna("")
    known = {key: [groups[number][key] for number, _ in gaps] for key in groups[0]}
    known |= {"ward": [code for _, code in gaps], "_group": [number for number, _ in gaps]}
    known |= {"origin": [ABSENT] * len(gaps)} if "origin" in rows else {}
    return absent.assign(**known).astype(rows.dtypes)


def day_of(as_of: str, fiscal_year: int) -> dt.date:
    """Return the day a figure is plotted at: its date, the last day of its month, or the end of its fiscal year."""
    if len(as_of) == 10:
        return dt.date.fromisoformat(as_of)
    if as_of:
        return (pd.Period(as_of, "M").end_time).date()
    return fiscal_year_end(fiscal_year)
