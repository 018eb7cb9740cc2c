"""Loading: types, vintages, filters, and what is said when a table is missing or damaged."""

import datetime as dt
import os
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
import synthetic
from new_wards import add_source
from synthetic import ASAHINA, HOSHINO, PLAN, Source, Table

import analysis
from analysis.data import schema
from analysis.data.load import ward_code
from analysis.data.loaders import (
    load_concepts,
    load_coverage,
    load_evaluations,
    load_indicators,
    load_observations,
    load_sources,
    load_wards,
)
from analysis.sources.clean import clean
from analysis.words.errors import DataError, UnknownName, WardKpiError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a root with two vintages of one ward and one of another."""
    old = Table(PLAN, {"asahina.procedures": ["6手続", "23手続", "", "25手続"]})
    new = Table(PLAN, {"asahina.procedures": ["6手続", "21手続", "22手続", "30手続"]})
    other = Table(PLAN, {"hoshino.leaks": ["3件", "－", "", "0件"]})
    sources = {
        "a-2023": Source("2023-11-02", {"kpi": old}, ASAHINA),
        "b-2025": Source("2025", {"kpi": new}, ASAHINA),
        "c-2024": Source("2024-03", {"kpi": other}, HOSHINO),
    }
    synthetic.write(tmp_path, sources)
    clean(tmp_path)
    return tmp_path


def test_columns_and_types(root: Path) -> None:
    frame = load_observations(root=root)
    assert set(frame) >= {*schema.OBSERVATIONS.columns} - {"locator", "note"}
    assert not {"locator", "note", "caveat", "ward_name"} & set(frame)
    assert frame.index.equals(pd.RangeIndex(len(frame)))
    types = frame.dtypes.astype(str).to_dict()
    assert (types["value"], types["fiscal_year"], types["period_from"]) == ("float64", "Int64", "Int64")
    for name in ("published", "published_from", "as_of"):
        assert types[name].startswith("datetime64")
    for name in ("ward", "theme", "kind"):
        assert frame[name].cat.ordered
    for name in ("observation", "indicator", "text"):
        assert types[name] == "str"
        assert not frame[name].isna().any()
    for name in frame.select_dtypes("str"):
        assert not (frame[name] == "").any(), name
    assert load_concepts(root=root)["theme_main"].dtype == "boolean"
    assert set(load_wards(root=root)["ward"]) == {"131911", "131920", "131938"}
    assert load_sources(root=root)["published_stated"].tolist() == ["2023-11-02", "2025", "2024-03"]


def test_categories_have_the_order_of_the_data(root: Path) -> None:
    frame = load_observations(root=root)
    assert frame["ward"].cat.categories.tolist() == load_wards(root=root, level=None)["ward"].tolist()
    themes = load_concepts(root=root).sort_values("theme_order", kind="stable")["theme"].drop_duplicates()
    assert frame["theme"].cat.categories.tolist() == themes.tolist()
    assert frame["kind"].cat.categories.tolist() == ["baseline", "actual", "estimate", "planned", "target"]
    statuses = analysis.progress(frame, root=root)["status"]
    assert statuses.cat.ordered and statuses.notna().any()


def test_an_observation_has_one_id_in_every_vintage_and_row(root: Path) -> None:
    everything = load_observations(vintage="all", root=root)
    assert everything["observation"].is_unique
    assert set(load_observations(root=root)["observation"]) < set(everything["observation"])


def test_names_and_details_come_on_request_in_the_language_asked() -> None:
    asked = {"concept": "mynumber_card_rate", "vintage": "sumida-briefing-2023"}
    for lang, ward, note in (("en", "Sumida", "end of January 2023"), ("ja", "墨田区", "令和5年1月末")):
        rows = load_observations(**asked, names=True, detail=True, lang=lang)
        assert set(rows["ward_name"].dropna()) == {ward}
        assert rows["note"].dropna().str.contains(note).any()
        assert rows["locator"].str.startswith("sumida-briefing-2023/").all()
    every = load_observations(names=True, lang="ja")["ward_name"]
    assert every.cat.categories.tolist() == load_wards(level=None)["name_ja"].tolist()


def test_dates_are_dates_as_far_as_they_are_known() -> None:
    rows = load_observations(vintage="all", complete=True)
    cells = pd.read_csv(
        Path(analysis.load_wards.__code__.co_filename).parents[3] / "data/clean/observations.csv", dtype=str
    )
    stated = cells["as_of"].dropna()
    assert rows["as_of"].notna().sum() == len(stated)
    months = rows[rows["as_of_precision"] == "month"]
    assert len(months) == (stated.str.len() == len("2022-12")).sum() > 0
    assert (months["as_of"].dt.day == 1).all()
    assert rows.loc[rows["as_of"].isna(), "as_of_precision"].isna().all()


def test_a_wide_table_of_a_concept_needs_no_aggregation(quoted_root: Path) -> None:
    """Columns come in the order of the wards, all of which have figures; pandas leaves them unsorted where one has none."""
    frame = load_observations(concept="mynumber_card_rate", root=quoted_root)
    wide = frame.pivot(index=["kind", "fiscal_year", "when"], columns="ward", values="value")
    assert wide.columns.tolist() == load_wards(level=None, root=quoted_root)["ward"].tolist()
    printed = {"131075": 57.7, "131067": 63.1, "131156": 58.2, "130001": 57.9, "000000": 57.1}
    assert wide.loc[("actual", 2022, "2022-12-31"), list(printed)].tolist() == list(printed.values())
    by_year = frame.pivot_table(index="fiscal_year", columns="ward", values="value", aggfunc="count")
    assert by_year.index.is_monotonic_increasing


@pytest.mark.parametrize("year", ["2022", "R4", "令和4年度", "FY2022", [2022, "R4"], range(2022, 2023)])
def test_a_year_however_it_is_written(root: Path, year: object) -> None:
    assert set(load_observations(fiscal_year=year, root=root)["fiscal_year"]) == {2022}


@pytest.mark.parametrize("year", ["R0", "目標", 22, ""])
def test_a_year_that_is_none_is_refused_in_one_line(root: Path, year: object) -> None:
    with pytest.raises(WardKpiError, match="2022, R4"):
        load_observations(fiscal_year=year, root=root)


def test_filters_by_kind_and_indicator(root: Path) -> None:
    assert set(load_observations(kind=["target", "baseline"], root=root)["kind"]) == {"target", "baseline"}
    assert set(load_observations(indicator="hoshino.leaks", root=root)["ward"]) == {HOSHINO}


def test_what_a_newer_document_replaced_is_not_current() -> None:
    targets = {"indicator": "sumida.online_procedures_mynaportal", "kind": "target"}
    assert load_observations(**targets)["fiscal_year"].tolist() == [2025]
    assert sorted(load_observations(**targets, vintage="latest")["fiscal_year"]) == [2022, 2025]


def test_what_was_possibly_known_comes_before_what_certainly_was() -> None:
    asked = {"ward": "suginami", "theme": "cashless", "as_of_publication": "2024-06-30"}
    assert load_observations(**asked).empty
    assert set(load_observations(**asked, known="possible")["source"]) == {"suginami-plan-2024"}


def test_an_open_day_counts_as_the_last_one_possible(root: Path) -> None:
    dates = load_sources(root=root).set_index("source")["published"].dt.date.to_dict()
    assert dates == {"a-2023": dt.date(2023, 11, 2), "b-2025": dt.date(2025, 12, 31), "c-2024": dt.date(2024, 3, 31)}


def test_missing_is_nan_and_never_zero(root: Path) -> None:
    row = load_observations(root=root, concept="leaks").query("fiscal_year == 2022").iloc[0]
    assert row["text"] == "－"
    assert pd.isna(row["value"])
    assert load_observations(root=root, concept="leaks").query("kind == 'target'")["value"].tolist() == [0.0]


# --- vintages ------------------------------------------------------------------------------------------------------


def values(frame: pd.DataFrame) -> list[float]:
    return frame[frame["indicator"] == "asahina.procedures"].sort_values("fiscal_year")["value"].tolist()


def test_the_latest_vintage_of_each_figure(root: Path) -> None:
    assert values(load_observations(root=root)) == [6.0, 21.0, 22.0, 30.0]


def test_every_vintage(root: Path) -> None:
    assert sorted(values(load_observations(vintage="all", root=root))) == [6.0, 6.0, 21.0, 22.0, 23.0, 25.0, 30.0]


def test_the_vintage_of_one_document(root: Path) -> None:
    assert values(load_observations(vintage="a-2023", root=root)) == [6.0, 23.0, 25.0]


@pytest.mark.parametrize(
    "day",
    [
        "2023-12-31",
        "2023/12/31",
        "R5.12.31",
        "令和5年12月31日",
        "2023",
        "2024-02",
        "2025-12-30",
        dt.date(2024, 1, 1),
        dt.datetime(2024, 1, 1),
    ],
)
def test_what_was_known_then(root: Path, day: str | dt.date) -> None:
    assert values(load_observations(as_of_publication=day, root=root)) == [6.0, 23.0, 25.0]


def test_a_document_is_known_on_its_own_day_and_not_before(root: Path) -> None:
    assert values(load_observations(as_of_publication="2023-11-02", root=root)) == [6.0, 23.0, 25.0]
    with pytest.warns(UserWarning, match="2023-11-02"):
        assert load_observations(as_of_publication="2023-11-01", root=root).empty
    assert values(load_observations(as_of_publication="2025-12-31", root=root)) == [6.0, 21.0, 22.0, 30.0]


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("令和4年12月", "2022-12-31"),
        ("平成31年4月", "2019-04-30"),
        ("令和4年", "2022-12-31"),
        ("令和4年度", "2023-03-31"),
        ("FY2022", "2023-03-31"),
        ("２０２２年度", "2023-03-31"),
    ],
)
@pytest.mark.filterwarnings("ignore:.* is before every document")
def test_a_year_or_fiscal_year_that_is_written_out_is_known_at_its_end(root: Path, written: str, last: str) -> None:
    found, expected = (load_observations(as_of_publication=day, root=root) for day in (written, last))
    pd.testing.assert_frame_equal(found, expected)


def test_a_year_is_known_at_its_end_however_it_is_given() -> None:
    for year in (2023, "2023", "令和5年", "令和5年12月"):
        pd.testing.assert_frame_equal(
            analysis.revisions("2022-06-30", year), analysis.revisions("2022-06-30", "2023-12-31")
        )
    with pytest.raises(WardKpiError, match="before=True"):
        analysis.revisions(True)


def test_a_year_of_two_ends_is_refused_with_both() -> None:
    for ask in (lambda: load_observations(as_of_publication="R5"), lambda: analysis.revisions("H31")):
        with pytest.raises(WardKpiError) as refused:
            ask()
        year = {"2024-03-31", "2023-12-31"} if "R5" in str(refused.value) else {"2020-03-31", "2019-12-31"}
        for lang in ("ja", "en"):
            assert all(day in refused.value.message(lang) for day in year)


@pytest.mark.parametrize("day", ["yesterday", "2023-13-01", "R", "", "2023/12/32"])
def test_a_day_that_is_none_is_refused(root: Path, day: str) -> None:
    with pytest.raises(WardKpiError, match=r"as_of_publication=.*2025, 2025-10, 2025-10-01, 2025/10/01"):
        load_observations(as_of_publication=day, root=root)


# --- filters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["hoshino", "星野区", "Hoshino", int(HOSHINO), [HOSHINO], ("hoshino", "hoshino")])
def test_a_ward_by_any_of_its_names(root: Path, name: str) -> None:
    assert set(load_observations(ward=name, root=root)["ward"]) == {HOSHINO}


def test_filters_by_theme_and_concept(root: Path) -> None:
    assert set(load_observations(theme="online", root=root)["concept"]) == {"procedures"}
    assert set(load_observations(concept=["procedures", "leaks"], root=root)["ward"]) == {ASAHINA, HOSHINO}
    assert load_observations(theme="cards", root=root).empty
    assert load_observations(theme="online", ward="hoshino", root=root).empty


@pytest.mark.parametrize(
    ("arguments", "what", "nearest"),
    [
        ({"ward": "hoshio"}, "ward", "hoshino"),
        ({"ward": "131921"}, "ward", "131920"),
        ({"ward": "31920"}, "ward", "131920"),  # a digit lost, not another number
        ({"ward": ["hoshino", "星野"]}, "ward", "星野区"),
        ({"theme": "onlin"}, "theme", "online"),
        ({"concept": "leak"}, "concept", "leaks"),
        ({"vintage": "b-2024"}, "vintage", "b-2025"),
    ],
)
def test_unknown_names_bring_the_nearest(root: Path, arguments: dict[str, str], what: str, nearest: str) -> None:
    with pytest.raises(UnknownName) as caught:
        load_observations(**arguments, root=root)
    assert nearest in caught.value.nearest
    for lang in ("en", "ja"):
        assert nearest in caught.value.message(lang)
        assert "\n" not in caught.value.message(lang)
    assert str(caught.value).startswith(f"unknown {what} ")
    assert isinstance(caught.value, KeyError)


# --- missing and damaged tables ------------------------------------------------------------------------------------

LOADERS = {
    "observations": load_observations,
    "indicators": load_indicators,
    "concepts": load_concepts,
    "sources": load_sources,
    "wards": load_wards,
    "evaluations": load_evaluations,
    "coverage": load_coverage,
}


@pytest.mark.parametrize("name", LOADERS)
def test_a_missing_table_says_what_to_run(root: Path, name: str) -> None:
    (root / "data" / "clean" / f"{name}.csv").unlink()
    with pytest.raises(DataError, match=rf"{name}\.csv is missing; run 'ward-kpi clean'") as caught:
        LOADERS[name](root=root)
    assert caught.value.code == "no_clean_table"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"published,locator", b"locator", "columns published"),
        (b"ward,indicator", b"indicator,ward", "columns"),
        (b",2022,", b",R4,", "column fiscal_year"),
        (b",2022,", b"," + b"9" * 30 + b",", "column fiscal_year"),
        (b",2022,", b",2022.5,", "column fiscal_year"),
        (b",21,", b",21\xe6\x89\x8b,", "column value"),
        (b",2025-12-31,", b",2025-12-32,", "column published"),
        (b",21,", b",\xff,", "codec"),
        (b",21,", b",", "line 5 has 18 cells instead of 19"),
        (b",21,", b",21,21,", "line 5 has 20 cells instead of 19"),
        (b",21,", b',"21,', ""),
    ],
)
def test_a_damaged_table_names_itself_and_the_damage(root: Path, old: bytes, new: bytes, said: str) -> None:
    path = root / "data" / "clean" / "observations.csv"
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))
    with pytest.raises(DataError) as caught:
        load_observations(vintage="all", root=root)
    assert caught.value.code == "damaged_clean_table"
    for lang in ("en", "ja"):
        message = caught.value.message(lang)
        assert "observations.csv" in message
        assert said in message
        assert "ward-kpi clean" in message
        assert "\n" not in message


def test_an_empty_table_is_damaged(root: Path) -> None:
    for name, load in LOADERS.items():
        (root / "data" / "clean" / f"{name}.csv").write_bytes(b"")
        with pytest.raises(DataError, match=f"{name}"):
            load(root=root)


@pytest.mark.parametrize("name", ["indicators", "sources", "concepts"])
def test_a_table_that_lost_its_rows_is_told_by_those_that_name_them(root: Path, name: str) -> None:
    path = root / "data" / "clean" / f"{name}.csv"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(DataError, match=rf"line \d+ names \S+, which {name}\.csv has not") as caught:
        load_observations(vintage="all", root=root)
    assert caught.value.code == "damaged_clean_table"


def test_a_truth_value_that_is_none_is_damage(root: Path) -> None:
    path = root / "data" / "clean" / "concepts.csv"
    path.write_bytes(path.read_bytes().replace(b",true,", b",True,"))
    with pytest.raises(DataError, match="theme_main"):
        load_concepts(root=root)


def test_rows_of_one_key_are_refused_with_their_lines(root: Path) -> None:
    path = root / "data" / "clean" / "observations.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[3]]))
    with pytest.raises(DataError, match=rf"lines 4 and {len(lines) + 1} have the same key"):
        load_observations(root=root)
    path.write_bytes(b"".join([*lines, *lines[1:]]))
    with pytest.raises(DataError) as caught:
        load_observations(root=root)
    first, second = map(int, re.findall(r"lines (\d+) and (\d+)", caught.value.message("en"))[0])
    assert second - first == len(lines) - 1  # where all rows stand twice, two lines that are one row


def test_a_row_of_an_unknown_ward_is_refused(root: Path) -> None:
    path = root / "data" / "clean" / "observations.csv"
    path.write_bytes(path.read_bytes().replace(b"\n131920,", b"\n131921,"))
    with pytest.raises(UnknownName, match="unknown ward '131921'; did you mean: 131920"):
        load_observations(root=root)


# --- finding the data ----------------------------------------------------------------------------------------------


def test_the_data_are_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert {"sumida", "taito", "suginami"} <= set(load_wards()["slug"])


def test_root_outweighs_the_variable_and_the_variable_the_folder(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = shutil.copytree(root, tmp_path / "other")
    table = other / "data" / "clean" / "wards.csv"
    table.write_bytes(table.read_bytes().replace("渚区".encode(), "汀区".encode()))
    monkeypatch.setenv("WARD_KPI_ROOT", str(other))
    assert "汀区" in set(load_wards()["name_ja"])
    assert "渚区" in set(load_wards(root=root)["name_ja"])
    assert "渚区" in set(load_wards(root=str(root))["name_ja"])
    monkeypatch.delenv("WARD_KPI_ROOT")
    monkeypatch.chdir(root / "data" / "raw")
    assert "渚区" in set(load_wards()["name_ja"])


def test_a_root_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no data folder found") as caught:
        load_observations(root=tmp_path)
    assert caught.value.code == "no_root"


def test_the_public_surface_has_the_names_of_the_design() -> None:
    names = [
        "load_observations",
        "load_indicators",
        "load_concepts",
        "load_sources",
        "load_wards",
        "progress",
        "compare",
    ]
    for name in names:
        assert callable(getattr(analysis, name))
        assert name in analysis.__all__
    with pytest.raises(AttributeError, match="load_everything"):
        _ = analysis.load_everything


def test_ward_code_prefers_nothing_over_a_guess(root: Path) -> None:
    assert ward_code("HOSHINO", root) == HOSHINO
    with pytest.raises(UnknownName):
        ward_code("", root)


def test_a_series_without_day_of_survey_is_told_by_its_publication() -> None:
    """The Digital Agency's table of 12 July 2024 is no figure of FY2024: it does not say when it was surveyed."""
    rows = load_observations(concept="mynumber_card_held_rate")
    assert set(rows["when"]) == {"published 2024-07-12"}
    assert set(load_observations(indicator="sumida.cashless_procedures", fiscal_year="R6")["when"]) == {"FY2024"}


# --- names as everywhere -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Online procedures", "行政手続のオンライン化", "ONLINIZATION", "onlinization", ["Online Procedures"]]
)
def test_a_theme_by_any_of_its_names(name: str | list[str]) -> None:
    rows = analysis.load_observations(theme=name)
    assert set(rows["theme"]) == {"onlinization"}
    assert len(analysis.compare(name, "progress")) == len(analysis.compare("onlinization", "progress"))
    assert set(analysis.progress_bars(theme=name).ward_kpi.rows["theme"]) == {"onlinization"}


def test_what_is_not_listed_is_counted() -> None:
    with pytest.raises(UnknownName) as caught:
        load_observations(theme="zzz")
    themes = analysis.load_concepts()["theme"].nunique()
    assert caught.value.further == themes - len(caught.value.nearest) > 0
    assert f"and {caught.value.further} more?" in caught.value.message("en")
    assert f"ほか{caught.value.further}件" in caught.value.message("ja")


def test_years_as_tables_have_them_and_as_nobody_can() -> None:
    assert len(analysis.load_observations(fiscal_year=2022.0)) == len(analysis.load_observations(fiscal_year=2022))
    assert len(analysis.load_observations(fiscal_year=pd.Series([2022.0]))) == len(
        analysis.load_observations(fiscal_year=2022)
    )
    for year, word in (("2022-2024", "range(2022, 2025)"), ("R4〜R6", "range(2022, 2025)"), (2022.5, "R4, 令和4年度")):
        for call in (
            lambda given: analysis.load_observations(fiscal_year=given),
            lambda given: analysis.trajectories("cashless", years=given),
        ):
            with pytest.raises(WardKpiError) as caught:
                call(year)
            for lang in ("ja", "en"):
                assert word in caught.value.message(lang)
                assert caught.value.message(lang).startswith(("fiscal_year=", "years="))


def test_codes_have_their_meaning_beside_them_in_the_language_asked_for(quoted_root: Path) -> None:
    rows = analysis.progress(root=quoted_root)
    for lang, met in (("ja", "達成"), ("en", "achieved")):
        told = analysis.named(rows, lang=lang)
        assert set(told.loc[told["status"] == "achieved", "status_name"]) == {met}
        assert told["reason_name"].isna().tolist() == rows["reason"].isna().tolist()
    compared = analysis.compare("cashless_usage_rate", ward=["sumida", "taito", "suginami"], root=quoted_root)
    beside = analysis.named(compared, lang="en").set_index("ward")
    assert beside.loc["131075", "availability_name"] == "neither figure nor word in the documents read"
    assert beside.loc["131075", "reason_name"] == "not in the documents read"
    assert beside["kind_name"].dropna().tolist() == ["baseline", "estimate", "target"]
    assert "status_name" not in analysis.named(analysis.load_sources())  # draft or final is another status


def test_by_default_an_indicator_a_date_and_a_kind_name_one_figure() -> None:
    """So that any pivot by them works, whichever year is asked for; dates within a year are told apart by ``when``."""
    rows = load_observations(names=True)
    assert not rows.duplicated(["indicator", "when", "kind"]).any()
    assert not rows.duplicated(["ward_name", "indicator_name", "when", "kind"]).any()
    rates = rows[(rows["indicator"] == "sumida.mic_mynumber_card_rate") & (rows["fiscal_year"] == 2021)]
    wide = rates.pivot(index=["ward_name", "indicator_name", "when"], columns="kind", values="value")
    assert wide["actual"].tolist() == [32.7, 40.1]  # 1 April and 1 September 2021, by the ministry's files


def test_figures_of_a_prefectures_own_document_are_of_the_years_it_prints(data_root: Path) -> None:
    """Only a series that is about several areas, and does not say when it was surveyed, is dated by its publication."""
    rows = {"tokyo.online_procedure_ratio": ["12%", "20%", "70%", "95%"]}
    add_source(data_root, "tokyo-plan-2026", Source("2026-03", {"kpi": Table(PLAN, rows)}, "130001"))
    clean(data_root)
    of_tokyo = load_observations(ward="tokyo", indicator="tokyo.online_procedure_ratio", root=data_root)
    assert of_tokyo["when"].tolist() == ["FY2021", "FY2022", "FY2023", "FY2025"]
    of_agency = load_observations(vintage="digital-agency-dx-2024", root=data_root)
    assert set(of_agency["when"].dropna()) == {"published 2024-07-12"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="NOT CHECKED: this system has no pipes with names")
def test_a_table_that_is_a_pipe_is_no_table(root: Path) -> None:
    path = root / "data" / "clean" / "observations.csv"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(DataError, match="no regular file"):
        load_observations(root=root)


@pytest.mark.parametrize("named", ["~nosuchuser/x", "x" * 300, "a\0b"])
def test_a_folder_that_cannot_be_is_told_as_no_root(named: str) -> None:
    with pytest.raises(DataError) as caught:
        load_observations(root=named)
    assert caught.value.code == "no_root"


def test_a_loop_of_links_is_no_root(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(DataError) as caught:
        load_observations(root=tmp_path / "loop")
    assert caught.value.code == "no_root"


@pytest.mark.parametrize("called", ["実績", "Actual", "actual", ["実績"]])
def test_a_kind_is_called_by_its_id_or_its_name(called: str | list[str]) -> None:
    assert set(analysis.load_observations(kind=called)["kind"]) == {"actual"}
    assert set(analysis.revisions(kind=called)["kind"]) == {"actual"}


def test_judgements_of_wards_are_chosen_by_their_year() -> None:
    every = analysis.load_evaluations()
    for year in ("R7", 2025, "令和7年度", [2025]):
        chosen = analysis.load_evaluations(fiscal_year=year)
        assert set(chosen["fiscal_year"]) == {2025} and len(chosen) == (every["fiscal_year"] == 2025).sum()
    with pytest.raises(analysis.WardKpiError, match="FY2020"):
        analysis.load_evaluations(fiscal_year=1999, lang="en")
