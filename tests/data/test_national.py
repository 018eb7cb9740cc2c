"""The national tables: complete, as the ministries printed them, and rebuilt from their files where these are at hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from plain import load_plain

import analysis
from analysis.data import national_files
from analysis.sources.national import build
from analysis.words.errors import DataError, UnknownName

DATES, MUNICIPALITIES = 47, 1741  # of the ministry's series, and of Japan
MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return analysis.load_national()


def test_every_municipality_stands_once_at_every_date(rows: pd.DataFrame) -> None:
    cards = rows[rows["concept"] == "mynumber_card_rate"]
    assert len(cards) == DATES * MUNICIPALITIES
    assert not cards.duplicated(["ward", "as_of"]).any()
    assert cards.notna().all().all()


def test_no_area_is_a_part_or_a_sum_of_others(rows: pd.DataFrame) -> None:
    names = rows.drop_duplicates("ward")
    assert len(names) == MUNICIPALITIES
    wards = names[names["name"].str.endswith("区")]
    assert set(wards["prefecture"]) == {"東京都"} and len(wards) == 23  # no ward of a designated city
    assert not names["ward"].str[2:5].eq("000").any()  # no prefecture, no nation


def test_sums_are_those_that_the_ministry_prints(rows: pd.DataFrame) -> None:
    newest = rows[rows["as_of"] == "2022-12-31"]
    totals = analysis.load_national_totals()
    by_type = totals[totals["group"] == "type"].set_index("name")
    assert int(newest["done"].sum()) == by_type.loc["全国", "cards"] == 71_905_789
    assert int(newest["total"].sum()) == by_type.loc["全国", "population"] == 125_927_902
    printed = totals[totals["group"] == "prefecture"].set_index("name")["cards"]
    pd.testing.assert_series_equal(
        newest.groupby("prefecture")["done"].sum().sort_index(), printed.sort_index(), check_names=False
    )
    ages = totals[totals["group"] == "age"]
    assert set(ages["sex"]) == {"all", "female", "male"}
    whole = ages.pivot(index="name", columns="sex", values="cards")
    assert (whole["female"] + whole["male"] == whole["all"]).all()


def test_the_wards_figures_are_those_of_their_own_observations(rows: pd.DataFrame) -> None:
    """Two transcriptions of the same documents, made apart."""
    own = load_plain()
    own = own[own["source"].isin(rows["source"].unique()) & own["concept"].isin(rows["concept"].unique())]
    keys = ["ward", "concept", "source", "as_of"]
    days = rows["as_of"].dt.strftime("%Y-%m-%d").fillna("")
    both = own.merge(rows.assign(as_of=days), on=keys, suffixes=("_own", ""))
    wards = own[own["ward"].isin(rows["ward"])]
    assert len(both) == len(wards) > 100
    assert both["value_own"].equals(both["value"])


def test_what_is_not_printed_is_empty(rows: pd.DataFrame) -> None:
    """A cell without a figure, or with a percent sign alone, is no 0."""
    shares = rows[rows["concept"] == "online_procedures_32_ratio"]
    assert shares["value"].isna().sum() == 2  # two municipalities print a percent sign alone
    assert shares["total"].notna().all()
    library = rows[rows["concept"] == "online_use_library"]
    assert library["value"].notna().sum() == 1122
    assert library["done"].isna().all()


def test_a_small_folder_says_whose_figures_it_holds(project_root: Path) -> None:
    folder = project_root / "data" / national_files.FOLDER
    assert sum(path.stat().st_size for path in folder.iterdir()) < MOST_BYTES
    about = json.loads((folder / national_files.DESCRIPTION).read_text(encoding="utf-8"))
    resources = {one["path"]: one for one in about["resources"]}
    assert set(resources) == {path.name for path in folder.glob("*.csv")}
    for name, one in resources.items():
        with (folder / name).open(encoding="utf-8", newline="") as stream:
            widths = Counter(len(row) for row in csv.reader(stream))
        assert len(widths) == 1 and widths.total() == one["rows"] + 1
    sources = set(analysis.load_sources()["source"])
    assert {one["id"] for one in about["sources"]} <= sources
    assert all("edited by" in one["title"] for one in about["sources"])


def test_the_files_are_rebuilt_from_the_ministries_tables(reference_folder: Path, project_root: Path) -> None:
    made = build(reference_folder, project_root)
    for name, content in made.items():
        assert content == (project_root / "data" / national_files.FOLDER / name).read_bytes(), name


def test_what_is_missing_or_damaged_is_said_in_one_line(project_root: Path, tmp_path: Path) -> None:
    shutil.copytree(project_root / "data", tmp_path / "data")
    rates = tmp_path / "data" / national_files.FOLDER / national_files.RATES
    rates.write_text(rates.read_text(encoding="utf-8") + "1,2\n" + "," * 90 + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"card_rates\.csv is damaged") as damaged:
        analysis.load_national(root=tmp_path)
    assert "\n" not in damaged.value.message("ja")
    rates.unlink()
    with pytest.raises(DataError, match=r"card_rates\.csv is missing"):
        analysis.load_national(root=tmp_path)


def test_an_unknown_concept_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="mynumber_card_rate"):
        analysis.load_national(concept="mynumber_card")


def test_the_national_tables_are_narrowed_by_municipality() -> None:
    """On 31 December 2022 the ministry prints 57.7, 63.1 and 58.2 for Sumida, Taito and Suginami."""
    held = analysis.load_national(ward=["sumida", "台東区", "13115"], concept="mynumber_card_rate")
    newest = held[held["as_of"] == "2022-12-31"]
    assert dict(zip(newest["ward"], newest["value"], strict=True)) == {"131075": 57.7, "131067": 63.1, "131156": 58.2}
    assert held.index.tolist() == list(range(len(held))) and set(held["concept"]) == {"mynumber_card_rate"}
    assert set(analysis.load_national(ward="札幌市")["name"]) == {"札幌市"}
    with pytest.raises(analysis.WardKpiError, match="府中市"):
        analysis.load_national(ward="府中市")  # of Tokyo or of Hiroshima


SAPPORO, NEWEST = "011002", "2022-12-31"


def through_a_file(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(frame.to_csv(index=False)))


def newest(*wards: str) -> pd.DataFrame:
    rows = analysis.load_national(ward=wards, concept="mynumber_card_rate")
    return rows[rows["as_of"] == NEWEST]


def test_municipalities_have_names_of_their_own() -> None:
    """府中市 lies in Tokyo and in Hiroshima; of Tokyo's 23 wards the English names are known, of Sapporo none is."""
    for frame in (analysis.load_national(), through_a_file(newest("札幌市", "sumida", "131016"))):
        called = analysis.named(frame, lang="ja").drop_duplicates("ward").set_index("ward")["ward_name"]
        assert called[[SAPPORO, "131075"]].tolist() == ["札幌市", "墨田区"] and called.is_unique
        english = analysis.named(frame, lang="en").drop_duplicates("ward").set_index("ward")
        assert english.loc[[SAPPORO, "131016"], "ward_name"].tolist() == ["札幌市", "Chiyoda"]
        assert english.loc["131075", "concept_name"] == "My Number card issuance rate"
    both = analysis.load_national(names=True, lang="ja", concept="mynumber_card_held_rate").set_index("ward")[
        "ward_name"
    ]
    assert [name for name in both if name.endswith("府中市")] == ["東京都府中市", "広島県府中市"]
    with pytest.raises(analysis.WardKpiError, match="999999"):
        analysis.named(newest("札幌市").assign(ward="999999"))


def test_national_figures_are_cited_by_file_and_row() -> None:
    for frame in (newest("札幌市"), through_a_file(newest("札幌市"))):
        [line, data] = analysis.cite(frame, lang="en").lines
        assert "(20221231.csv, row of 011002 札幌市)" in line and "My Number card issuance" in line
        assert analysis.data_version() in data
    all_of_them = str(analysis.cite(analysis.load_national(concept="online_procedures_32_ratio"), lang="en"))
    assert "12 July 2024" in all_of_them and "municipal_comparison.csv, rows of 1,741 municipalities" in all_of_them
    placed = analysis.position(newest("sumida", "taito"), within={"both": ["sumida", "taito"]})
    assert "20221231.csv, row of 131067 Taito, 131075 Sumida" in str(analysis.cite(placed, lang="en"))


def test_national_figures_that_were_changed_are_the_users() -> None:
    rows = newest("札幌市", "sumida", "taito")
    assert "by the user" not in str(analysis.cite(through_a_file(rows), lang="en"))
    for column in ("value", "done"):
        changed = rows.assign(**{column: rows[column].where(rows["ward"] != SAPPORO, 1)})
        assert "by the user: 1;" in str(analysis.cite(through_a_file(changed), lang="en"))


def test_a_national_figure_has_a_story() -> None:
    """On 31 December 2022 the ministry prints 159,052 cards of 275,724 people for Sumida, 57.7%."""
    [row] = [one for _, one in newest("札幌市").iterrows()]
    told = dict(analysis.explain(row, lang="en").items)
    assert analysis.explain(row, lang="ja").title.startswith("札幌市 マイナンバーカード交付率")
    assert told["place"] == "one CSV file per date (20221231.csv, row of 011002 札幌市)"
    assert told["as of"] == NEWEST and "[mic-mynumber]" in told["document"] and told["definition"]
    assert told["value"] == f"{row['value']}%" and told["counts"] == f"{row['done']:,} / {row['total']:,}"
    ours = dict(analysis.explain(through_a_file(newest("sumida")).iloc[0], lang="en", evidence=False).items)
    assert ours["value"] == "57.7%" and "L635" in ours["place"]  # of which the data hold an observation
    with pytest.raises(analysis.WardKpiError, match="2022-12-30"):
        analysis.explain(row.to_dict() | {"as_of": pd.Timestamp("2022-12-30")})
    with pytest.raises(analysis.BadArgument, match="what="):
        analysis.explain(analysis.peers("sumida").iloc[0])  # which shows no figure of an indicator


def test_figures_of_some_days_are_asked_for_as_days() -> None:
    concept, days = "mynumber_card_rate", ["2022-12-31", "令和3年9月1日"]
    of_two = analysis.load_national(ward="sumida", concept=concept, as_of=days)
    assert of_two["value"].tolist() == [40.1, 57.7]
    assert analysis.load_national(ward="sumida", concept=concept, as_of=of_two["as_of"]).equals(of_two)
    assert set(analysis.load_national_totals(as_of=dt.date(2022, 12, 31))["as_of"].dt.date) == {dt.date(2022, 12, 31)}
    for call in (analysis.load_national, analysis.load_national_totals):
        with pytest.raises(analysis.WardKpiError) as caught:
            call(as_of="2001-01-01")
        assert "2022-12-31" in caught.value.message("en") and "2001-01-01" in caught.value.message("ja")
