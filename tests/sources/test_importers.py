"""Importing the complete tables of ministries: codes, names, blanks, rates, and what the result can be used for."""

import csv
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest
from ministry_files import HEADER, LAYOUTS, ROWS, mic, write
from plain import load_plain

import analysis
from analysis.cli.commands import main
from analysis.data.register import Area, Register, bare_name
from analysis.data.study import Study
from analysis.sources.importers import Import, Project, import_digital_agency, import_mic
from analysis.sources.ministry import resolve_names
from analysis.words.errors import FigureError, NoFigureData, RawCellError, UnknownName, WardKpiError


def values(out: Path) -> dict[tuple[str, str], float]:
    frame = load_plain(root=out)
    return {(row.ward, row.concept): row.value for row in frame.itertuples()}


# --- one row per municipality --------------------------------------------------------------------------------------


def test_figures_and_codes_are_read(project: Path) -> None:
    done = mic(project)
    found = values(done.folder)
    assert found["011002", "card_rate"] == 9.2
    assert found["013030", "procedures"] == 333
    assert found["013030", "leaks"] == 1000  # printed 1,000
    assert found["131075", "card_rate"] == 32.7
    assert (done.observations, done.areas, done.dates, done.rates) == (18, 6, 1, 6)


def test_an_observation_knows_its_date_its_place_and_its_population_day(project: Path) -> None:
    frame = load_plain(root=mic(project).folder, concept="card_rate").set_index("ward")
    row = frame.loc["131075"]
    assert (row["as_of"], row["fiscal_year"], row["kind"], row["text"]) == ("2021-04-01", 2021, "actual", "32.7")
    assert row["note"] == "人口は2020-01-01現在"
    assert row["locator"] == "mic-mynumber/a.csv:4[率] @ L4"
    notes = Study.of(done := project.parent / "out").tables.notes.set_index("note")["note_en"]
    assert done.is_dir()
    assert notes["人口は2020-01-01現在"] == "population as of 2020-01-01"


def test_a_date_before_april_belongs_to_the_year_before(project: Path) -> None:
    rows = [["2021/3/31", *row[1:]] for row in ROWS]
    frame = load_plain(root=mic(project, rows).folder, concept="card_rate")
    assert set(frame["fiscal_year"]) == {2020}
    assert set(frame["as_of"]) == {"2021-03-31"}


def test_the_population_is_dated_by_its_own_day_and_comes_once(project: Path) -> None:
    later = [["2021/05/01", *row[1:]] for row in ROWS]
    done = mic(project, [*ROWS, *later])
    frame = load_plain(root=done.folder, concept="leaks", vintage="all")
    assert list(frame["as_of"].unique()) == ["2020-01-01"]
    assert len(frame) == len(ROWS)
    assert (done.dates, len(done.report)) == (2, 0)


def test_a_population_that_changes_for_the_same_day_is_reported(project: Path) -> None:
    later = [["2021/05/01", *row[1:]] for row in ROWS]
    later[0][3], later[0][5] = "1001", "9.2"
    done = mic(project, [*ROWS, *later])
    (row,) = done.report.to_dict("records")
    assert (row["what"], row["code"], row["found"], row["instead"]) == ("base_changed", "011002", "1001", "1000")
    stated = analysis.load_observations(root=done.folder, concept="leaks", ward="011002", vintage="all")
    assert list(stated.sort_values("published")["value"]) == [1000, 1001]
    assert values(done.folder)["011002", "leaks"] == 1001


def test_blanks_and_dashes_are_not_zeros(project: Path) -> None:
    rows = [[*row] for row in ROWS]
    rows[0][4] = rows[0][5] = ""
    rows[1][4] = rows[1][5] = "－"
    frame = load_plain(root=mic(project, rows).folder).set_index(["ward", "concept"])
    assert ("011002", "card_rate") not in frame.index
    assert pd.isna(frame.loc[("013030", "card_rate"), "value"])
    assert frame.loc[("013030", "card_rate"), "text"] == "－"
    assert (frame["value"] != 0).all()


@pytest.mark.parametrize(("printed", "differs"), [("32.7", False), ("32.6", True), ("32.8", True), ("3.27", True)])
def test_a_rate_is_recomputed_from_its_counts(project: Path, printed: str, differs: bool) -> None:
    rows = [[*row] for row in ROWS]
    rows[2][5] = printed
    done = mic(project, rows)
    found = done.report[done.report["code"] == "131075"].to_dict("records")
    assert bool(found) == differs
    if differs:
        exact = "32.68" if printed == "3.27" else "32.7"  # to as many places as the column prints
        assert {key: found[0][key] for key in ("what", "file", "line", "name", "column", "found", "instead")} == {
            "what": "rate",
            "file": "a.csv",
            "line": 4,
            "name": "墨田区",
            "column": "率",
            "found": printed,
            "instead": exact,
        }
    written = pd.read_csv(done.report_file, dtype="str", keep_default_na=False)
    assert len(written) == len(done.report)


def test_a_half_is_rounded_up(project: Path) -> None:
    rows = [["2021/04/01", "北海道", "札幌市", "1000", "125", "12.5", "2020/01/01", "11002"]]
    rows += [["2021/04/01", "東京都", "墨田区", "2000", "333", "16.7", "2020/01/01", "131075"]]  # 16.65
    assert mic(project, rows).report.empty


def test_a_rate_without_population_cannot_be_right(project: Path) -> None:
    rows = [[*row] for row in ROWS]
    rows[0][3] = rows[0][4] = "0"
    (row,) = mic(project, rows).report.to_dict("records")
    assert (row["what"], row["found"], row["instead"]) == ("rate", "9.2", "")


@pytest.mark.parametrize(
    ("column", "text", "code", "message"),
    [
        (7, "131076", "ministry_code", "a.csv, row 4, column '団体コード': '131076' is no local government code"),
        (7, "１３１０７５", "ministry_code", "'１３１０７５' is no local government code"),
        (7, "1.31E+05", "ministry_code", "'1.31E+05'"),
        (7, "011002", "ministry_code_prefecture", "'011002' is no code of the prefecture of '東京都墨田区'"),
        (7, "131067", "ministry_code_name", "'131067' and '東京都墨田区' do not agree (register: 131067 東京都台東区"),
        (
            7,
            "13106",
            "ministry_code_short",
            "'13106' has not six digits and does not lead to the code of '東京都墨田区'",
        ),
        (1, "東京", "ministry_prefecture", "'東京墨田区': the prefecture is unknown (1 such rows)"),
        (3, "27万", "ministry_cell", "row 4, column '人口': '27万' is no figure"),
        (4, "2023/4/1", "ministry_cell", "'2023/4/1' is no figure"),
        (3, "nan", "ministry_cell", "row 4, column '人口': 'nan' is no figure"),
        (5, "inf", "ministry_cell", "row 4, column '率': 'inf' is no figure"),
        (4, "-5", "ministry_impossible", "a.csv, row 4, column '枚数': '-5' cannot be right (1 such cells)"),
        (4, "88.5", "ministry_impossible", "row 4, column '枚数': '88.5' cannot be right"),
        (3, "0", "ministry_impossible", "row 4, column '枚数': '89829' cannot be right"),
        (4, "9999999999999", "ministry_impossible", "row 4, column '枚数': '9999999999999' cannot be right"),
        (5, "-32.7", "ministry_impossible", "row 4, column '率': '-32.7' cannot be right"),
        (5, "327", "ministry_above_all", "row 4, column '率': '327' is a share above 100% that no counts give"),
        (0, "2021年4月", "bad_date", "column '基準日': '2021年4月' is no date"),
        (0, "2021/02/30", "bad_date", "'2021/02/30' is no date"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_written(
    project: Path, column: int, text: str, code: str, message: str
) -> None:
    rows = [[*row] for row in ROWS]
    rows[2][column] = text
    with pytest.raises(RawCellError) as raised:
        mic(project, rows)
    assert raised.value.code == code
    assert message in raised.value.message("en")
    assert not (project.parent / "out").exists()


def test_a_name_without_code_that_nobody_has_is_named(project: Path) -> None:
    rows = [[*row] for row in ROWS]
    rows[2][2], rows[2][7] = "新区", ""
    with pytest.raises(RawCellError) as raised:
        mic(project, rows)
    assert raised.value.code == "ministry_no_code"
    for lang, said in (("en", "'東京都新区' has no code"), ("ja", "東京都新区")):
        assert said in raised.value.message(lang)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no table"),
        (b"a,b\n", "holds no table"),
        (b"a,b\n1,2\n", "lacks the columns 団体コード"),
        (b"a,b\n1,2,3\n", "the row has 3 cells but the header has 2"),
        (b'a,b\n1,"2\n', "is not valid CSV"),
        (bytes(range(256)) * 40, "is neither UTF-8 nor Shift_JIS"),
        (b"\xff\xfea\0b\0", "is neither UTF-8 nor Shift_JIS"),
        (b"x" * 51_000_000, "more than the 50 MB"),
    ],
)
def test_files_that_are_no_such_table_are_one_line(
    project: Path, content: bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (project.parent / "b.csv").write_bytes(content)
    out = project.parent / "out"
    arguments = ["import-mic", str(project.parent / "b.csv"), "--out", str(out), "--root", str(project), "--lang", "en"]
    assert main(arguments) == 1
    stderr = capsys.readouterr().err
    assert message in stderr
    assert stderr.count("\n") == 1
    assert not out.exists()


def test_shift_jis_is_read_as_well(project: Path) -> None:
    file = write(project.parent / "sjis.csv", [HEADER, *ROWS], encoding="cp932")
    assert import_mic([file], project.parent / "out", root=project).areas == 6


def test_a_missing_code_is_taken_from_prefecture_and_name(project: Path) -> None:
    later = [["2021/05/01", *row[1:]] for row in ROWS]
    later[1][2], later[1][7] = "当別町", "<NA>"  # printed without its district, too
    later[5][7] = ""
    done = mic(project, [*ROWS, *later])
    assert {(row["what"], row["code"], row["found"]) for row in done.report.to_dict("records")} == {
        ("code_by_name", "013030", "<NA>"),
        ("code_by_name", "342084", ""),
    }
    assert done.areas == 6


def test_codes_may_be_missing_altogether(project: Path) -> None:
    assert mic(project, [[*row[:7], "<NA>"] for row in ROWS]).areas == 6
    assert set(analysis.load_wards(root=project.parent / "out")["ward"]) == {
        "011002", "013030", "131075", "132063", "141003", "342084",
    }  # fmt: skip


def test_names_that_several_municipalities_share_keep_their_prefecture(project: Path) -> None:
    out = mic(project).folder
    names = analysis.load_wards(root=out).set_index("ward")["name_ja"]
    assert (names["132063"], names["342084"]) == ("府中市（東京都）", "府中市（広島県）")
    assert (names["013030"], names["131075"]) == ("当別町", "墨田区")
    with pytest.raises(UnknownName, match="府中市（東京都）"):
        load_plain(root=out, ward="府中市")


@pytest.mark.parametrize("name", ["東京都府中市", "132063"])
def test_chosen_municipalities_only(project: Path, name: str) -> None:
    out = mic(project, areas=["墨田区", name]).folder
    assert list(analysis.load_wards(root=out)["ward"]) == ["131075", "132063"]
    assert set(load_plain(root=out)["ward"]) == {"131075", "132063"}


def test_a_name_of_several_municipalities_is_refused_in_one_line(project: Path) -> None:
    with pytest.raises(WardKpiError) as raised:
        mic(project, areas=["府中市"])
    assert "'府中市' could be 132063 (東京都府中市), 342084 (広島県府中市)" in raised.value.message("en")
    with pytest.raises(UnknownName, match="府中町"):
        mic(project, areas=["府中町"])
    assert not (project.parent / "out").exists()


def test_an_older_name_is_reported(project: Path) -> None:
    later = [["2021/05/01", *row[1:]] for row in ROWS]
    later[0][2], later[0][7] = (
        "新札幌市",
        "011002",
    )  # no other municipality is called so, and the code's own digit checks it
    done = mic(project, [*ROWS, *later])
    (row,) = done.report.to_dict("records")
    assert (row["what"], row["found"], row["instead"]) == ("renamed", "新札幌市", "札幌市")


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("石狩郡当別町", "当別町"),
        ("大島郡龍郷町", "龍郷町"),
        ("小豆郡小豆島町", "小豆島町"),
        ("八丈島八丈町", "八丈町"),
        ("三宅島三宅村", "三宅村"),
        ("大和郡山市", "大和郡山市"),
        ("郡上市", "郡上市"),
        ("大島町", "大島町"),
        ("周防大島町", "周防大島町"),
        ("墨田区", "墨田区"),
    ],
)
def test_districts_are_taken_off_names(printed: str, bare: str) -> None:
    assert bare_name(printed) == bare


# --- one column per municipality -----------------------------------------------------------------------------------

WIDE = [
    ["", "", "札幌市", "当別町", "墨田区", "府中市", "横浜市", "府中市", ""],
    ["体制", "CIO", "実施", "未実施", "調査無し", "実施", "実施", "実施", ""],
    ["住民", "率 ", "58%", "%", "68%", "", "50%", "0%", ""],
    ["住民", "分母", "24", "0", "19", "", "2", "5", ""],
    ["住民", "分子", "14", "0", "13", "", "1", "0", ""],
]


def agency(project: Path, rows: Sequence[Sequence[str]] = WIDE, **more: object) -> Import:
    file = write(project.parent / "wide.csv", rows)
    return import_digital_agency([file], project.parent / "out", root=project, **more)


def test_a_wide_table_gets_codes_by_name_and_order(project: Path) -> None:
    done = agency(project)
    found = values(done.folder)
    assert found["011002", "procedure_ratio"] == 58
    assert found["131075", "procedures"] == 13
    assert found["342084", "procedure_ratio"] == 0
    assert ("132063", "procedure_ratio") not in found  # blank, not zero
    by_order = done.report[done.report["what"] == "name_by_order"]
    assert list(by_order["code"]) == ["132063", "342084"]


def test_not_asked_and_nothing_of_nothing_are_no_figures(project: Path) -> None:
    frame = load_plain(root=agency(project).folder).set_index(["ward", "concept"])
    assert pd.isna(frame.loc[("013030", "procedure_ratio"), "value"])
    assert frame.loc[("013030", "procedure_ratio"), "text"] == "%"
    assert frame.loc[("131075", "cio"), "text"] == "調査無し"
    assert set(frame["fiscal_year"]) == {2024}
    assert set(frame["note"]) == {"調査日なし"}


def test_rates_of_a_wide_table_are_recomputed(project: Path) -> None:
    rows = [[*row] for row in WIDE]
    rows[2][4] = "67%"
    done = agency(project, rows)
    (row,) = done.report[done.report["what"] == "rate"].to_dict("records")
    assert (row["code"], row["found"], row["instead"]) == ("131075", "67%", "68")


def test_a_prefecture_row_settles_names_in_any_order(project: Path) -> None:
    rows = [[*row] for row in WIDE]
    for row in rows:
        row[5], row[7] = row[7], row[5]
    rows.insert(1, ["", "都道府県名", "北海道", "北海道", "東京都", "広島県", "神奈川県", "東京都", ""])
    found = values(agency(project, rows).folder)
    assert found["342084", "procedure_ratio"] == 0
    assert ("132063", "procedure_ratio") not in found


def test_names_out_of_order_are_refused_where_they_could_be_several(project: Path) -> None:
    rows = [[*row] for row in WIDE]
    for row in rows:
        row[2], row[4] = row[4], row[2]
    with pytest.raises(WardKpiError) as raised:
        agency(project, rows)
    assert "wide.csv: '府中市' could be 132063 (東京都府中市), 342084 (広島県府中市)" in raised.value.message("en")
    assert "都道府県名を付けてください" in raised.value.message("ja")
    assert not (project.parent / "out").exists()


def test_only_one_candidate_between_its_neighbours_is_taken() -> None:
    areas = [Area(f"{code}00000", prefecture, name) for code, prefecture, name in (
        ("1", "甲県", "A市"), ("2", "甲県", "X町"), ("3", "甲県", "X町"), ("4", "乙県", "B市"), ("5", "乙県", "X町")
    )]  # fmt: skip
    register = Register({area.code: area for area in areas})
    codes, report = resolve_names(["A市", "B市", "X町"], [""] * 3, register, "f")
    assert codes == ["100000", "400000", "500000"]
    assert len(report) == 1
    with pytest.raises(WardKpiError, match="could be"):
        resolve_names(["A市", "X町", "B市"], [""] * 3, register, "f")
    with pytest.raises(WardKpiError, match="comes twice"):
        resolve_names(["A市", "A市"], [""] * 2, register, "f")


@pytest.mark.parametrize(
    ("place", "text", "message"),
    [
        ((0, 2), "札幌", "unknown ward '札幌'"),
        ((2, 8), "5%", "column 9 has figures but no municipality"),
        ((2, 1), "割合", "the row '住民 / 割合' is unknown"),
        ((3, 2), "24件", "row 4, column '分母': '24件' is no figure"),
        ((3, 2), "-24", "row 4, column '分母': '-24' cannot be right"),
        ((2, 2), "580%", "row 3, column '率': '580%' is a share above 100%"),
    ],
)
def test_a_wide_table_that_cannot_be_read_is_refused(
    project: Path, place: tuple[int, int], text: str, message: str
) -> None:
    rows = [[*row] for row in WIDE]
    rows[place[0]][place[1]] = text
    with pytest.raises(WardKpiError) as raised:
        agency(project, rows)
    assert message in raised.value.message("en")
    assert not (project.parent / "out").exists()


def test_tables_with_and_without_codes_stand_beside_one_another(project: Path) -> None:
    mic(project)
    agency(project)
    frame = load_plain(root=project.parent / "out")
    assert set(frame["source"]) == {"mic-mynumber", "digital-agency-dx-2024"}
    assert len(analysis.load_sources(root=project.parent / "out")) == 2


def test_municipalities_asked_for_later_come_beside_those_asked_for_before(project: Path) -> None:
    file = write(project.parent / "wide.csv", WIDE)
    chosen = ["墨田区", "東京都府中市"]
    out = mic(project, areas=chosen).folder
    import_digital_agency([file], out, areas=chosen, root=project)
    assert list(analysis.load_wards(root=out)["ward"]) == ["131075", "132063"]
    import_digital_agency([file], out, areas=["札幌市"], root=project)
    assert "札幌市" in set(analysis.load_wards(root=out)["name_ja"])


@pytest.mark.behaviour(5)
def test_a_city_is_counted_as_a_municipality_and_no_ward(project: Path) -> None:
    root = mic(project, areas=["墨田区", "広島県府中市"]).folder
    for lang, said, wrong in (("ja", "2自治体", "2区"), ("en", "municipalities", " wards")):
        told = " ".join(analysis.conclusions(analysis.comparability_matrix(root=root, lang=lang)).sentences)
        assert said in told and wrong not in told


@pytest.mark.behaviour(17)
def test_one_municipality_has_a_matrix(project: Path) -> None:
    root = mic(project, areas=["墨田区"]).folder
    assert "墨田区" in analysis.comparability_matrix(root=root).ward_kpi.alt


def test_importing_again_gives_the_same_bytes(project: Path) -> None:
    def contents() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((project.parent / "out").rglob("*")) if path.is_file()}

    mic(project)
    agency(project)
    first = contents()
    mic(project)
    agency(project)
    assert contents() == first


# --- where it is written, and what it is good for ------------------------------------------------------------------


def test_the_projects_own_data_is_never_written(project: Path) -> None:
    file = write(project.parent / "a.csv", [HEADER, *ROWS])
    before = sorted(project.rglob("*"))
    with pytest.raises(WardKpiError, match="holds data that no import wrote"):
        import_mic([file], project, root=project)
    assert sorted(project.rglob("*")) == before


def test_an_empty_folder_and_a_missing_file_are_one_line(project: Path) -> None:
    (project.parent / "empty").mkdir()
    with pytest.raises(WardKpiError, match=r"holds no \.csv file"):
        import_mic([project.parent / "empty"], project.parent / "out", root=project)
    with pytest.raises(WardKpiError, match="there is no file"):
        import_mic([project.parent / "nowhere.csv"], project.parent / "out", root=project)
    with pytest.raises(UnknownName, match="mic-mynumber"):
        import_mic([project.parent / "nowhere.csv"], project.parent / "out", root=project, layout="mic-mynumbre")


@pytest.mark.parametrize("bring_in", [import_digital_agency, import_mic])
@pytest.mark.behaviour(33)
def test_a_table_of_another_kind_in_the_folder_is_named(project: Path, bring_in: Callable[..., Import]) -> None:
    out = project.parent / "out"
    folder = project.parent / "tables"
    folder.mkdir()
    write(folder / "rows.csv", [HEADER, *ROWS])
    write(folder / "wide.csv", WIDE)
    # one column each for 北海道 and 東京都, which are no municipalities
    write(folder / "prefectures.csv", [["", "", "北海道", "東京都"], ["概要", "市区町村数", "179", "62"]])
    wanted, others = ("wide.csv", ["prefectures.csv", "rows.csv"])
    if bring_in is import_mic:
        wanted, others = ("rows.csv", ["prefectures.csv", "wide.csv"])
    for other in others:
        with pytest.raises(WardKpiError) as raised:
            bring_in([folder], out, root=project)
        for lang, said in (("en", "is a table of another kind"), ("ja", "は別の種類の表です")):
            assert f"{folder / other}" in raised.value.message(lang)
            assert said in raised.value.message(lang)
            assert "\n" not in raised.value.message(lang)
        (folder / other).unlink()
    assert bring_in([folder], out, root=project).areas
    assert [path.name for path in folder.iterdir()] == [wanted]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"率" = "card_rate"', '"率" = "card_rates"', "'card_rates' is not in the codebook"),
        ('form = "rows"', 'form = "row"', "form = 'row' is unknown; use rows"),
        ('as_of = "基準日"', "", "needs 'as_of' or 'fiscal_year'"),
        ('title_ja = "カード"', "title_ja = 3", "title_ja = 3 must be text in quotes"),
        ('theme = "safety"', 'theme = "peace"', "theme 'peace' or unit 'text' is not in the codebook"),
    ],
)
def test_a_layout_that_cannot_be_used_says_why(project: Path, old: str, new: str, message: str) -> None:
    path = project / "data" / "raw" / "ministry_tables.toml"
    path.write_text(LAYOUTS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WardKpiError) as raised:
        agency(project) if "theme" in old else mic(project)
    assert message in "\n".join(problem.message("en") for problem in getattr(raised.value, "problems", [raised.value]))


def test_a_row_that_comes_twice_is_named(project: Path) -> None:
    with pytest.raises(RawCellError) as raised:
        mic(project, [*ROWS, ROWS[0]])
    assert raised.value.code == "ministry_doubled"
    for lang, said in (("en", "comes twice for one date (1 such rows)"), ("ja", "同じ基準日に二度あります（計1行）")):
        assert said in raised.value.message(lang)
    assert not (project.parent / "out").exists()


def test_a_part_that_the_layout_does_not_list_is_named(project: Path) -> None:
    of_area = 'code = "団体コード"\nprefecture = "都道府県名"\nname = "市区町村名"\n'
    listed = 'of_base_date = ["人口"]\n'
    parts = LAYOUTS.replace(of_area, 'part = "市区町村名"\n').replace(
        listed, f'{listed}[mic-mynumber.parts]\n"全国" = {{}}\n', 1
    )
    (project / "data" / "raw" / "ministry_tables.toml").write_text(parts, encoding="utf-8")
    with pytest.raises(RawCellError) as raised:
        mic(project, [["2021/04/01", "", "町村", "1000", "500", "50.0", "2020/01/01", ""]])
    assert raised.value.code == "ministry_part"
    for lang, said in (("en", "'町村' is none of the parts of [mic-mynumber]"), ("ja", "parts にない区分です")):
        assert said in raised.value.message(lang)


def test_a_record_of_imports_that_cannot_be_read_is_named(project: Path) -> None:
    out = mic(project).folder
    (out / "data" / "imports.json").write_text("{", encoding="utf-8")
    with pytest.raises(WardKpiError) as raised:
        mic(project, name="b.csv")
    assert raised.value.code == "import_record"
    for lang, said in (("en", "import into a new folder"), ("ja", "別のフォルダに取り込み直して")):
        assert said in raised.value.message(lang) and "imports.json" in raised.value.message(lang)


def test_municipalities_can_be_compared(project: Path) -> None:
    out = mic(project).folder
    table = analysis.compare("card_rate", ward=["墨田区", "府中市（広島県）"], root=out)
    assert list(table["value"]) == [32.7, 1.8]
    wards = analysis.load_wards(root=out)
    assert len(set(zip(wards["colour"], wards["marker"], strict=True))) == len(wards)


def test_the_projects_wards_keep_their_look(project: Path) -> None:
    rows = [*ROWS, ["2021/04/01", "東京都", "朝比奈区", "10", "5", "50.0", "2020/01/01", "131911"]]
    wards = analysis.load_wards(root=mic(project, rows).folder).set_index("ward")
    assert tuple(wards.loc["131911", ["slug", "name_en", "colour", "marker"]]) == ("asahina", "Asahina", "#005AFF", "o")
    assert (wards.loc["131075", "slug"], wards.loc["011002", "slug"]) == ("sumida", "m011002")


def test_the_command_says_what_came_of_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = write(project.parent / "a.csv", [HEADER, *ROWS]), project.parent / "out"
    arguments = ["import-mic", str(file), "--out", str(out), "--root", str(project), "--lang", "en"]
    assert main([*arguments, "--area", "墨田区", "--area", "札幌市"]) == 0
    printed = capsys.readouterr().out
    assert "now holds of these sources 2 areas and 6 observations of 1 dates" in printed
    assert "rates recomputed from counts: 2, of which 0 differ" in printed


def test_a_file_of_several_prefectures_that_ends_early_is_named(project: Path) -> None:
    done = mic(project)
    (lacking,) = done.lacking
    register = Project(project).register.areas.values()
    known = [area for area in register if area.level in ("ward", "city", "town", "village")]
    assert (lacking.known, lacking.lacks) == (len(known), len(known) - done.areas)
    assert lacking.first in {area.label for area in known}
    tokyo = [row for row in ROWS if row[1] == "東京都"]
    out = project.parent / "tokyo"
    assert import_mic(write(project.parent / "tokyo.csv", [HEADER, *tokyo]), out, root=project).lacking == ()


# --- the complete public tables ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory, reference_folder: Path, project_root: Path) -> Path:
    """Return a root with both public tables, every date and every municipality."""
    out = tmp_path_factory.mktemp("complete") / "out"
    cards = import_mic([reference_folder / "mic_mynumber"], out, root=project_root)
    table = import_digital_agency([reference_folder / "digital_agency_dx_20240712"], out, root=project_root)
    assert (cards.areas, cards.dates, cards.rates) == (1741, 47, 47 * 1741)
    assert (table.areas, table.rates) == (1741, 1739)  # two villages have none of the 32 procedures
    assert (cards.lacking, table.lacking) == ((), ())
    assert set(cards.report["what"]) == {"code_by_name"}  # no printed rate differs from its counts
    assert set(cards.report["name"]) == {"三宅村", "八丈町"}  # printed <NA> since August 2021
    assert set(table.report["what"]) == {"name_by_order"}
    assert len(table.report) == 2 * 57
    return out


def test_every_card_rate_is_the_printed_one(complete: Path, reference_folder: Path) -> None:
    frame = load_plain(root=complete, concept="mynumber_card_rate", vintage="all")
    found = frame.set_index(["ward", "as_of"])["value"]
    assert len(found) == 47 * 1741
    checked = 0
    for path in sorted((reference_folder / "mic_mynumber").glob("*.csv")):
        for row in list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))[1::97]:
            if row[8] == "<NA>":
                continue
            assert found[row[8].zfill(6), row[7].replace("/", "-")] == float(row[5])
            share = Decimal(row[4]) * 100 / Decimal(row[3])
            assert share.quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal(row[5])
            checked += 1
    assert checked > 800


def test_the_three_wards_agree_with_the_transcribed_series(complete: Path, project_root: Path) -> None:
    """The eight dates of the project's own table, typed apart from this importer, are among the 47."""
    wards = ["131075", "131067", "131156"]
    ours, theirs = (load_plain(root=root, ward=wards, vintage="all") for root in (project_root, complete))
    ours = ours[ours["source"].isin(["mic-mynumber", "digital-agency-dx-2024"])]
    both = ours.merge(theirs, on=["indicator", "as_of", "fiscal_year"], suffixes=("", "_imported"))
    assert len(both) == len(ours)
    assert (both["value"] == both["value_imported"]).all()
    assert {"mynumber_card_rate", "mynumber_cards_issued", "population", "online_use_library"} <= set(both["concept"])


def test_the_wide_table_agrees_with_its_columns(complete: Path, reference_folder: Path) -> None:
    path = reference_folder / "digital_agency_dx_20240712" / "municipal_online_application_rate.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    frame = load_plain(root=complete, concept="online_use_moving_out").set_index("ward")["value"]
    printed = next(row for row in rows if row[1] == "転出届")
    filled = [cell for cell in printed[2:] if cell]
    assert len(frame) == len(filled) == 1741 - 493
    assert sorted(frame) == sorted(float(cell.removesuffix("%")) for cell in filled)
    assert frame["011002"] == 6.3  # 札幌市, the first column
    tokyo, hiroshima = (place for place, name in enumerate(rows[0]) if name == "府中市")
    assert frame.get("132063") == (float(printed[tokyo].removesuffix("%")) if printed[tokyo] else None)
    assert frame.get("342084") == (float(printed[hiroshima].removesuffix("%")) if printed[hiroshima] else None)


@pytest.mark.behaviour(10)
def test_33_of_the_47_dates_were_certainly_known_at_the_end_of_2021(complete: Path) -> None:
    """A table is certainly known on the day of the next one; Sumida had 42.8% in the newest of those."""
    known = load_plain(as_of_publication="2021-12-31", concept="mynumber_card_rate", ward="131075", root=complete)
    assert known["as_of"].nunique() == 33
    assert known.sort_values("as_of")["value"].iloc[-1] == 42.8


FEW_WARDS = ["墨田区", "台東区", "杉並区", "江東区", "港区", "東京都府中市", "札幌市"]


@pytest.mark.parametrize("both", [True, False])
def test_figures_of_imported_data_are_drawn_or_say_that_there_is_nothing(
    reference_folder: Path, project_root: Path, tmp_path: Path, *, both: bool
) -> None:
    files = [reference_folder / "mic_mynumber" / f"{day}.csv" for day in ("20180301", "20210401", "20221231")]
    root = import_mic(files, tmp_path / "out", areas=FEW_WARDS, root=project_root).folder
    if both:
        table = reference_folder / "digital_agency_dx_20240712"
        import_digital_agency([table], root, areas=FEW_WARDS, root=project_root)
    drawn = []
    for name, draw in analysis.FIGURES.items():
        try:
            figure = draw(root=root)
        except NoFigureData:
            continue
        drawn.append(name)
        assert figure.get_figheight() < 12
    assert "mynumber_series" in drawn
    assert "7自治体の最高が" in analysis.mynumber_series(root=root).ward_kpi.title  # not all of them are wards
    assert ("yardstick_procedures" in drawn, "online_use" in drawn) == (both, both)
    assert not {"availability_matrix", "scorecard", "cashless_definitions"} & set(drawn)  # nothing of the wards' own


def test_imported_data_are_drawn_and_exported_but_have_no_report(
    reference_folder: Path, project_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [reference_folder / "mic_mynumber" / f"{day}.csv" for day in ("20210401", "20221231")]
    root = import_mic(files, tmp_path / "out", areas=FEW_WARDS, root=project_root).folder
    written = analysis.export(analysis.mynumber_series(root=root), "cards", folder=tmp_path, lang="en")
    assert {path.name for path in written} >= {"cards.png", "cards-mono.pdf", "cards.csv"}
    assert main(["explain", "sumida.mic_mynumber_card_rate", "2021", "--root", str(root), "--lang", "en"]) == 0
    assert "20210401.csv" in capsys.readouterr().out
    for command in ("report", "export"):
        assert main([command, "--root", str(root), "--lang", "en"]) == 1
        said = capsys.readouterr().err
        assert "has no data/raw" in said and "clone the repository" in said
        assert said.count("\n") == 1
    assert not (root / "build").exists()


def test_figures_of_every_municipality_are_refused_in_one_line(complete: Path) -> None:
    for name, draw in analysis.FIGURES.items():
        if name in ("target_vintages", "yardstick_procedures", "online_use"):
            continue  # the first draws what was dated anew, the others are long to read
        with pytest.raises(FigureError) as raised:
            draw(root=complete)
        assert f"figure {name} of 1741 municipalities" in raised.value.message("en")
    with pytest.raises(WardKpiError, match="pairs"):
        analysis.comparability(root=complete)


def test_any_municipalities_can_be_compared(complete: Path) -> None:
    table = analysis.compare("mynumber_card_rate", ward=["sumida", "府中市（東京都）", "札幌市"], root=complete)
    assert table.groupby("ward").size().to_dict() == {"131075": 47, "132063": 47, "011002": 47}
    assert len(analysis.load_wards(root=complete)) == 1741


def test_every_municipality_can_be_compared_at_once(complete: Path) -> None:
    assert analysis.compare("mynumber_card_rate", root=complete)["ward"].nunique() == 1741


def test_rows_of_every_indicator_may_be_given_back_and_asked_for(complete: Path) -> None:
    rows = analysis.load_observations(fiscal_year=2024, root=complete)
    indicators = rows["indicator"].unique()
    assert len(indicators) > 3 * 1741  # many procedures of each municipality
    assert len(analysis.progress(rows, root=complete)) == len(indicators)
    asked = analysis.load_observations(indicator=indicators, fiscal_year=2024, root=complete)
    assert asked["observation"].tolist() == rows["observation"].tolist()


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory, reference_folder: Path, project_root: Path) -> Path:
    """Return a root with the tables of prefectures, types of municipality, and ages."""
    out = tmp_path_factory.mktemp("national") / "out"
    cards = import_mic([reference_folder / "mic_mynumber_national"], out, root=project_root)
    table = import_digital_agency(
        [reference_folder / f"digital_agency_dx_20240712{of}" for of in ("", "_prefectures")], out, root=project_root
    )
    assert cards.report.empty  # every printed rate is what its counts give
    assert cards.rates == 47 + 4 + 3 * 20
    assert table.rates == 1739 + 47
    return out


@pytest.mark.parametrize(
    ("indicator", "figure"),
    [
        ("tokyo.mic_mynumber_cards_issued", 7_985_934),
        ("tokyo.mic_mynumber_card_rate", 57.9),
        ("m270008.mic_mynumber_card_rate", 57.4),
        ("japan.mic_mynumber_card_rate", 57.1),
        ("japan.mic_mynumber_card_rate_towns_and_villages", 56.6),
        ("japan.mic_mynumber_cards_issued_designated_cities", 16_043_067),
        ("japan.mic_mynumber_card_rate_age_75_79", 65.7),
        ("japan.mic_mynumber_card_rate_men_age_75_79", 69.0),
        ("japan.population_women_age_90_up", 1_858_568),
        ("japan.mynumber_cards_issued_share_age_0_4", 2.7),
        ("tokyo.online_procedures_32_ratio_of_prefectures", 71),
        ("tokyo.online_use_library_of_prefectures", 99.9),
        ("sumida.online_procedures_32_ratio", 68),
    ],
)
def test_totals_are_what_the_tables_print(national: Path, indicator: str, figure: float) -> None:
    frame = analysis.load_observations(root=national)
    assert list(frame.loc[frame["indicator"] == indicator, "value"].unique()) == [figure]


def test_no_total_is_a_municipality_and_none_shares_a_concept_with_its_parts(national: Path) -> None:
    frame = analysis.load_observations(root=national)
    levels = analysis.load_wards(root=national, level=None).set_index("ward")["level"]
    assert len(analysis.load_wards(root=national)) == 1741
    assert (levels == "prefecture").sum() == 47
    assert frame[["indicator", "as_of"]].duplicated().sum() == 0
    of_part = frame[frame["indicator"].str.startswith("japan.mic_mynumber_card_rate_")]
    assert "mynumber_card_rate" not in set(of_part["concept"])
    offices = frame[frame["source"] == "digital-agency-dx-2024-prefectures"]
    assert set(offices["concept"]).isdisjoint(frame.loc[frame["source"] == "digital-agency-dx-2024", "concept"])
    notes = offices[offices["concept"] == "dx_cio_of_prefectures"]
    assert len(notes) == 47
