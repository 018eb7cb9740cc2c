"""Where wards stand: against a count in SQL over the ministries' own files, on every engine that is installed."""

from __future__ import annotations

import csv
import doctest
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from engines import ENGINES, back, cluster, duckdb_relation, on_cluster, polars_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis.data import national
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.measures import national_position
from analysis.words.errors import UnknownName, WardKpiError

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
OURS = (SUMIDA, TAITO, SUGINAMI)
CARDS, PROCEDURES = "mynumber_card_rate", "online_procedures_32_ratio"
FIRST, NEWEST = "2018-03-01", "2022-12-31"
SPECIAL, TOKYO, NATION = "special_wards", "130001", "000000"
WHOLE = ["areas", "rank", "tied", "exact_rank", "exact_tied", "rank_less", "tied_less", "rank_more", "tied_more"]


@pytest.fixture(scope="module")
def placed() -> pd.DataFrame:
    rows = analysis.load_national()
    return analysis.position(rows[rows["concept"].isin([CARDS, PROCEDURES])])


def row(placed: pd.DataFrame, ward: str, concept: str, as_of: str, group: str) -> pd.Series[Any]:
    of_day = placed["as_of"] == as_of if as_of else placed["as_of"].isna()
    (found,) = placed.index[
        (placed["ward"] == ward) & (placed["concept"] == concept) & of_day & (placed["group"] == group)
    ]
    return placed.loc[found]


# --- as the founders counted -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ward", "printed", "less", "more"),
    [(SUMIDA, (1, 1), (4, 1), (1, 1)), (SUGINAMI, (3, 2), (5, 9), (2, 1)), (TAITO, (21, 2), (22, 1), (18, 3))],
)
def test_one_procedure_less_or_more_moves_a_ward(
    placed: pd.DataFrame, ward: str, printed: tuple[int, int], less: tuple[int, int], more: tuple[int, int]
) -> None:
    """13 of 19, 14 of 22 and 11 of 22 procedures, among the 23 special wards: (rank, wards that share it)."""
    found = row(placed, ward, PROCEDURES, "", SPECIAL)
    assert found["areas"] == 23
    assert (found["rank"], found["tied"]) == printed
    assert (found["rank_less"], found["tied_less"]) == less
    assert (found["rank_more"], found["tied_more"]) == more


def test_sumida_rises_among_the_wards_and_falls_in_the_nation(placed: pd.DataFrame) -> None:
    first, newest = (row(placed, SUMIDA, CARDS, date, SPECIAL) for date in (FIRST, NEWEST))
    assert (first["rank"], first["tied"]) == (20, 1)
    assert (newest["rank"], newest["tied"]) == (15, 2)
    assert newest["exact_rank"] == 16  # 159,052 of 275,724 is less than what the other 57.7% is of
    nation = [row(placed, SUMIDA, CARDS, date, NATION)["percentile"] for date in (FIRST, NEWEST)]
    assert [round(one) for one in nation] == [92, 55]


# --- the same, counted in SQL over the ministries' files ----------------------------------------------------------

COUNTED = """
select mine.code, count(*) as areas,
       1 + sum(other.rate > mine.rate) as rank,
       sum(other.rate = mine.rate) as tied,
       100.0 * sum(other.rate < mine.rate) / count(*) as percentile
from cards as mine join cards as other on other.as_of = mine.as_of
where mine.as_of = :as_of and mine.code in ('131075', '131067', '131156')
  and (:prefecture = '' or other.prefecture = :prefecture)
  and (:group != 'special_wards' or other.code between '131016' and '131237')
group by mine.code
"""
EXACTLY = """
select mine.code, 1 + sum(1.0 * other.issued / other.people > 1.0 * mine.issued / mine.people) as rank
from cards as mine join cards as other on other.as_of = mine.as_of
where mine.as_of = :as_of and mine.code in ('131075', '131067', '131156') and other.code between '131016' and '131237'
group by mine.code
"""
PRINTED = """
select mine.code, 1 + sum(other.printed > mine.printed) as rank, sum(other.printed = mine.printed) as tied
from procedures as mine, procedures as other
where mine.code in ('131075', '131067', '131156') and other.code between '131016' and '131237'
group by mine.code
"""
BY_ONE = """
select mine.code,
       1 + sum(other.code != mine.code and 1.0 * other.done / other.total > 1.0 * (mine.done + :step) / mine.total) as rank,
       1 + sum(other.code != mine.code and 1.0 * other.done / other.total = 1.0 * (mine.done + :step) / mine.total) as tied
from procedures as mine, procedures as other
where mine.code in ('131075', '131067', '131156') and other.code between '131016' and '131237'
group by mine.code
"""
PREFECTURES = {SPECIAL: "東京都", TOKYO: "東京都", NATION: ""}


@pytest.fixture(scope="module")
def tables(reference_folder: Path) -> sqlite3.Connection:
    """Return the files as they are, in a database: no code of the project reads them."""
    base = sqlite3.connect(":memory:")
    base.execute(
        "create table cards (as_of text, code text, prefecture text, name text, rate real, issued int, people int)"
    )
    for path in sorted((reference_folder / "mic_mynumber").glob("*.csv")):
        base.executemany("insert into cards values (?, ?, ?, ?, ?, ?, ?)", card_rows(path))
    base.execute("create table procedures (code text, total real, done real, printed real)")
    names = dict(
        base.execute("select name, code from cards where as_of = ? and code between '131016' and '131237'", (NEWEST,))
    )
    base.executemany("insert into procedures values (?, ?, ?, ?)", procedure_rows(reference_folder, names))
    return base


def card_rows(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [
            (one["交付件数基準日"].replace("/", "-"), one["団体コード"].zfill(6), one["都道府県名"], one["市区町村名"],
              one["人口に対する交付枚数率"], one["交付枚数"], one["総数（人口）"])
            for one in csv.DictReader(stream)
        ]  # fmt: skip


def procedure_rows(folder: Path, names: dict[str, str]) -> list[tuple[str, ...]]:
    with (folder / "digital_agency_dx_20240712" / "municipal_comparison.csv").open(
        encoding="utf-8-sig", newline=""
    ) as f:
        header, *lines = csv.reader(f)
    total = next(line for line in lines if line[1].endswith("（分母）"))
    done = next(line for line in lines if line[1].endswith("（分子）"))
    printed = next(line for line in lines if line[1] == "よく使う32手続のオンライン化状況")
    places = {name: place for place, name in enumerate(header) if name in names and header.count(name) == 1}
    assert len(places) == 23
    cells = ((name, total[place], done[place], printed[place]) for name, place in places.items())
    return [(names[name], whole, part, share.rstrip("%")) for name, whole, part, share in cells]


@pytest.mark.parametrize("group", PREFECTURES)
def test_ranks_ties_and_percentiles_are_those_that_sql_counts(
    placed: pd.DataFrame, tables: sqlite3.Connection, group: str
) -> None:
    dates = [date for (date,) in tables.execute("select distinct as_of from cards order by as_of")]
    assert len(dates) == 47
    for date in (dates[0], FIRST, dates[len(dates) // 2], NEWEST):
        counted = tables.execute(COUNTED, {"as_of": date, "group": group, "prefecture": PREFECTURES[group]}).fetchall()
        assert len(counted) == len(OURS)
        for code, areas, rank, tied, percentile in counted:
            found = row(placed, code, CARDS, date, group)
            assert (found["areas"], found["rank"], found["tied"]) == (areas, rank, tied)
            assert found["percentile"] == pytest.approx(percentile, abs=1e-12)


def test_ranks_before_rounding_and_by_printed_shares_are_those_that_sql_counts(
    placed: pd.DataFrame, tables: sqlite3.Connection
) -> None:
    for date in (FIRST, NEWEST):
        counted = dict(tables.execute(EXACTLY, {"as_of": date}).fetchall())
        assert counted == {ward: row(placed, ward, CARDS, date, SPECIAL)["exact_rank"] for ward in OURS}
    assert counted[SUMIDA] == 16
    printed = {code: (rank, tied) for code, rank, tied in tables.execute(PRINTED).fetchall()}
    assert printed == {SUMIDA: (1, 1), SUGINAMI: (3, 2), TAITO: (21, 2)}
    for ward in OURS:
        found = row(placed, ward, PROCEDURES, "", SPECIAL)
        assert printed[ward] == (found["rank"], found["tied"])


def test_one_less_and_one_more_are_those_that_sql_counts(placed: pd.DataFrame, tables: sqlite3.Connection) -> None:
    for step, name in ((-1, "less"), (1, "more")):
        for code, rank, tied in tables.execute(BY_ONE, {"step": step}).fetchall():
            found = row(placed, code, PROCEDURES, "", SPECIAL)
            assert (found[f"rank_{name}"], found[f"tied_{name}"]) == (rank, tied), (code, name)


# --- rules -------------------------------------------------------------------------------------------------------


def frame(values: list[float | None], **columns: Any) -> pd.DataFrame:
    """Return figures of so many special wards, alike unless ``columns`` say otherwise."""
    rows = pd.DataFrame({"ward": [ward.code for ward in SPECIAL_WARDS][: len(values)], "value": values})
    return rows.assign(**{"concept": CARDS, "source": "mic-mynumber", "as_of": NEWEST} | columns)


def test_nothing_is_ranked_across_definitions_publishers_or_dates() -> None:
    for column, other in (("concept", PROCEDURES), ("source", "another"), ("as_of", FIRST), ("kind", "estimate")):
        mixed = frame([10.0, 20.0, 30.0, 40.0], **{"kind": "actual"} | {column: ["actual"] * 2 + [other] * 2})
        found = analysis.position(mixed).query("group == 'special_wards'")
        assert found["areas"].tolist() == [2] * 4
        assert found["rank"].tolist() == [2, 1, 2, 1], column


def test_two_figures_of_one_ward_are_two_definitions_and_rank_nobody() -> None:
    doubled = pd.concat([frame([10.0, 20.0]), frame([15.0])])
    with pytest.raises(WardKpiError, match="two figures of one concept"):
        analysis.position(doubled)


def test_a_part_or_a_whole_is_ranked_with_nobody() -> None:
    mixed = frame([10.0, 20.0, 30.0, 40.0]).assign(
        ward=["131075", "131067", "130001", "141011"]
    )  # Tokyo, and a part of 横浜市
    found = analysis.position(mixed)
    assert set(found["ward"]) == {"131075", "131067"}
    assert set(found["areas"]) == {2}


def test_what_is_empty_is_no_rank_and_lower_may_be_better() -> None:
    concepts = analysis.load_concepts()
    lower = concepts.loc[concepts["direction"] == "lower", "concept"].iloc[0]
    rows = frame([3.0, None, 0.0], concept=lower)
    found = analysis.position(rows, within={"few": rows["ward"]})
    assert found[["value", "rank", "areas"]].values.tolist() == [[3.0, 2, 2], [0.0, 1, 2]]
    assert found["percentile"].tolist() == [0.0, 50.0]


def test_without_all_counts_nothing_is_said_of_them() -> None:
    found = analysis.position(frame([50.0, 40.0], done=[1.0, None], total=[2.0, None])).query(
        "group == 'special_wards'"
    )
    assert found["rank"].tolist() == [1, 2]
    assert found[WHOLE[3:]].isna().all().all()


def test_none_less_than_none_and_none_more_than_all() -> None:
    found = analysis.position(frame([0.0, 100.0], done=[0.0, 2.0], total=[4.0, 2.0])).query("group == 'special_wards'")
    assert found["rank_less"].isna().tolist() == [True, False]
    assert found["rank_more"].isna().tolist() == [False, True]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=2, max_size=23))
def test_ranks_are_those_of_a_plain_count(counts: list[tuple[int, int]]) -> None:
    counts = [(min(done, total), total) for done, total in counts]
    values = [round(100 * done / total) for done, total in counts]
    rows = frame(
        [float(one) for one in values], done=[float(a) for a, _ in counts], total=[float(b) for _, b in counts]
    )
    found = analysis.position(rows, within={"all": rows["ward"]})
    assert found["rank"].tolist() == [1 + sum(other > mine for other in values) for mine in values]
    assert found["tied"].tolist() == [values.count(mine) for mine in values]
    exact = [done / total for done, total in counts]
    for change, name in ((-1, "less"), (1, "more")):
        for place, (done, total) in enumerate(counts):
            rank = found[f"rank_{name}"].iloc[place]
            if 0 <= done + change <= total:
                others = exact[:place] + exact[place + 1 :]
                assert rank == 1 + sum(other > (done + change) / total for other in others)
            else:
                assert pd.isna(rank)


def test_a_distribution_counts_every_area_once() -> None:
    found = analysis.distribution(analysis.load_national(concept=PROCEDURES))
    assert found.groupby("group", sort=False)["here"].sum().to_dict() == {SPECIAL: 23, TOKYO: 62, NATION: 1739}
    wards = found[found["group"] == SPECIAL]
    assert (wards["worse"] == wards["here"].cumsum() - wards["here"]).all()
    assert wards.query("value == 59")[["here", "worse"]].values.tolist() == [[8, 10]]


def test_peers_are_special_wards_a_prefecture_or_of_like_size() -> None:
    assert len(analysis.peers("sumida")) == 23
    assert len(analysis.peers("sumida", by="prefecture")) == 62
    assert len(analysis.peers("sumida", by="nation")) == 1741
    similar = analysis.peers("sumida", by="population", near=0.05)
    assert similar["population"].between(275_724 * 0.95, 275_724 * 1.05).all()
    assert "墨田区" in similar["name"].tolist()
    own_list = analysis.position(analysis.load_national(concept=PROCEDURES), within={"like": similar["ward"]})
    assert set(own_list["areas"]) == {len(similar)}
    with pytest.raises(UnknownName, match="special_wards"):
        analysis.peers("sumida", by="size")
    with pytest.raises(UnknownName):
        analysis.peers("nowhere")


def test_lag_is_the_time_since_another_ward_had_come_as_far() -> None:
    """Taito: 56.5% on 2022-09-30 and 58.1% on 2022-10-31 in the ministry's files, Sumida 57.7% on 2022-12-31."""
    one = analysis.lag("sumida", "taito")
    assert len(one) and one.equals(analysis.lag("sumida", [TAITO]))
    with pytest.raises(UnknownName, match="999999"):
        analysis.lag("sumida", ["999999"])
    found = analysis.lag("sumida", [TAITO]).set_index("as_of")
    newest = found.loc[NEWEST]
    days = (pd.Timestamp("2022-09-30"), pd.Timestamp("2022-10-31"), 61)
    assert (newest["before"], newest["reached"], newest["days"]) == days
    rates = analysis.load_national(concept=CARDS).query("ward == @TAITO").set_index("as_of")["value"]
    assert rates[newest["before"]] < newest["value"] <= rates[newest["reached"]]
    back = analysis.lag("taito", [SUMIDA]).set_index("as_of")
    assert pd.isna(back.loc[NEWEST, ["reached", "days"]]).all()  # Sumida is not there yet


def test_wherever_a_ward_stands_its_codes_are_in_order_and_its_days_are_days(placed: pd.DataFrame) -> None:
    """Whichever table of the nation is asked for: one may be merged with another, and asked what is later."""
    lag = analysis.lag("sumida", "taito")
    tables = [analysis.load_national(), placed, analysis.position(), analysis.peers("sumida"), lag]
    codes = [code for table in tables for name, code in table.dtypes.items() if name in ("ward", "ward_other")]
    assert len(codes) == len(tables) + 1
    for code in codes:
        assert isinstance(code, pd.CategoricalDtype) and code.ordered
        assert code == codes[0] and code.categories.is_monotonic_increasing
    days = [*tables[:3], analysis.distribution(), analysis.load_national_totals(), lag]
    assert all(pd.api.types.is_datetime64_dtype(table["as_of"]) for table in days)
    assert all(pd.api.types.is_datetime64_dtype(lag[name]) for name in ("reached", "before"))
    assert (tables[0]["as_of"].nunique(), tables[0]["as_of"].max()) == (47, pd.Timestamp(NEWEST))
    late = lag[lag["as_of"] >= pd.Timestamp(2022, 12, 1)]
    assert late["days"].tolist() == (late["as_of"] - late["reached"]).dt.days.tolist() == [61]


def test_what_is_given_with_days_in_words_is_told_in_days() -> None:
    """A table read back from a file says them so."""
    rows = analysis.load_national(concept=CARDS)
    written = rows.assign(as_of=rows["as_of"].dt.strftime("%Y-%m-%d"), ward=rows["ward"].astype("int64"))
    pd.testing.assert_frame_equal(analysis.lag("sumida", "taito", written), analysis.lag("sumida", "taito"))


def test_what_is_no_table_or_lacks_a_column_is_said_in_one_line() -> None:
    with pytest.raises(WardKpiError, match="list is no table"):
        analysis.position([1, 2])
    with pytest.raises(WardKpiError, match="no column source, as_of"):
        analysis.distribution(frame([1.0]).drop(columns=["source", "as_of"]))


@pytest.mark.parametrize("module", [national, national_position])
def test_the_examples_in_docstrings_run(module: ModuleType) -> None:
    done = doctest.testmod(module)
    assert done.attempted and not done.failed


# --- engines -----------------------------------------------------------------------------------------------------


def in_order(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    types = dict.fromkeys([*WHOLE, "here", "worse"], "Int64") | {"ward": "str", "as_of": "datetime64[us]"}
    types = {name: made for name, made in types.items() if name in rows}  # engines know no order of codes
    return rows[sorted(rows)].astype(types).sort_values(keys).reset_index(drop=True)


COUNTS = {"done": "float64", "total": "float64"}
"""Types that every engine has: whole numbers that may be missing come back as floats."""
PLACED, LYING = ["group", "concept", "as_of", "ward"], ["group", "concept", "as_of", "value"]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_says_the_same_of_the_nation(engine: Callable[[pd.DataFrame], Any]) -> None:
    rows = analysis.load_national().astype(COUNTS)
    given_rows, within = engine(rows), {"nation": rows["ward"].unique()}
    for measure, keys in ((analysis.position, PLACED), (analysis.distribution, LYING)):
        found, expected = back(measure(given_rows, within=within)), measure(rows, within=within)
        pd.testing.assert_frame_equal(
            in_order(found, keys), in_order(expected, keys), check_dtype=False, rtol=0, atol=1e-12
        )


@pytest.mark.parametrize("engine", [polars_lazy, duckdb_relation])
@settings(max_examples=5)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=2, max_size=23))
def test_every_engine_says_the_same_of_random_counts(
    engine: Callable[[pd.DataFrame], Any], counts: list[tuple[int, int]]
) -> None:
    done = [float(min(part, whole)) for part, whole in counts]
    total = [float(whole) for _, whole in counts]
    rows = frame([round(100 * a / b) * 1.0 for a, b in zip(done, total, strict=True)], done=done, total=total)
    within = {"all": rows["ward"]}
    found = back(analysis.position(engine(rows), within=within))
    expected = analysis.position(rows, within=within)
    pd.testing.assert_frame_equal(
        in_order(found, PLACED), in_order(expected, PLACED), check_dtype=False, rtol=0, atol=1e-12
    )


@pytest.mark.filterwarnings("ignore")  # what the library says of pandas 3 and of Java is not ours to mend
def test_a_cluster_says_the_same_of_one_fixed_panel() -> None:
    session = cluster()
    rows = analysis.load_national(concept=PROCEDURES).astype(COUNTS)
    within = {"wards": [ward.code for ward in SPECIAL_WARDS]}
    rows = rows[rows["ward"].isin(within["wards"])]
    try:
        text = rows.astype({"ward": "str"}).assign(as_of=rows["as_of"].dt.strftime("%Y-%m-%d"))
        given_rows = on_cluster(session, text, dict.fromkeys(("value", "done", "total"), "double"))
        found = analysis.position(given_rows, within=within).toPandas()
    finally:
        session.stop()
    expected = analysis.position(rows, within=within)
    pd.testing.assert_frame_equal(
        in_order(found, PLACED), in_order(expected, PLACED), check_dtype=False, rtol=0, atol=1e-12
    )


@pytest.mark.parametrize(("engine", "printed"), [("polars", ["2022-12-31", "771", "1741"]), ("duckdb", ["(1, 4, 23)"])])
def test_the_examples_of_the_guide_run(
    engine: str, printed: list[str], project_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip(engine, reason=f"NOT CHECKED on {engine}: not installed")
    guide = (project_root / "docs" / "scale.md").read_text(encoding="utf-8")
    (example,) = [
        block for block in re.findall(r"```python\n(.*?)```", guide, re.DOTALL) if f"import {engine}" in block
    ]
    exec(compile(example, "scale.md", "exec"), {})
    said = capsys.readouterr().out
    assert all(one in said for one in printed), said


def test_groups_are_named_as_wards_are_everywhere() -> None:
    codes, slugs, names = (
        analysis.position(within={"ours": group})
        for group in (["131075", "131067"], ["sumida", "taito"], ["墨田区", "Taito"])
    )
    assert len(codes) > 100
    pd.testing.assert_frame_equal(slugs, codes)
    pd.testing.assert_frame_equal(names, codes)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: analysis.position(analysis.load_national(ward="sumida")), "ranks_alone"),
        (lambda: analysis.distribution(analysis.load_national(ward="sumida")), "ranks_alone"),
        (lambda: analysis.position(analysis.load_observations(ward="taito", kind="target")), "ranks_alone"),
        (lambda: analysis.position(within={"ours": ["sumida"]}), "ranks_alone"),
        (lambda: analysis.position(analysis.load_observations(concept="population")), "ranks_nothing"),
        (lambda: analysis.distribution(analysis.load_national().head(0)), "ranks_nothing"),
        (lambda: analysis.lag("sumida", "taito", analysis.load_national(ward="sumida")), "lag_of_nothing"),
        (lambda: analysis.lag("sumida", "taito", analysis.load_national(ward="taito")), "lag_of_nothing"),
        (lambda: analysis.lag("sumida", "taito", analysis.load_observations(concept="population")), "lag_of_nothing"),
    ],
    ids=["one ward", "its place", "targets", "group of one", "no better", "no rows", "no other", "no ward", "no merit"],
)
def test_rows_that_rank_nobody_are_told_why_and_what_to_pass(call: Callable[[], object], code: str) -> None:
    with pytest.raises(analysis.WardKpiError) as caught:
        call()
    assert caught.value.code == code
    assert all("load_national(concept=...)" in caught.value.message(lang) for lang in ("ja", "en"))


def test_a_ward_is_chosen_from_the_ranks_of_all() -> None:
    ranks = analysis.position(analysis.load_national(concept="online_procedures_32_ratio"))
    of_sumida = ranks[(ranks["ward"] == "131075") & (ranks["group"] == "special_wards")]
    assert of_sumida[["rank", "areas"]].values.tolist() == [[1, 23]]
