"""Imports that follow one another: dates add up, corrections are vintages, nothing goes without being said."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ministry_files import HEADER, LAYOUTS, ROWS, mic, write
from plain import load_plain

import analysis
from analysis.cli.commands import main
from analysis.data.tables import tables_of
from analysis.data.writing import STAGED
from analysis.sources.importers import import_digital_agency, import_mic
from analysis.words.errors import RawCellError, RawDataErrors, WardKpiError

SUMIDA = "131075"


def later(day: str, rows: Sequence[Sequence[str]] = ROWS) -> list[list[str]]:
    """Return the rows as of another day."""
    return [[day, *row[1:]] for row in rows]


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rates(out: Path, **more: Any) -> dict[str, float]:
    """Return the rates of Sumida by day."""
    frame = load_plain(root=out, concept="card_rate", ward=SUMIDA, **more)
    return dict(zip(frame["as_of"], frame["value"], strict=True))


# --- dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(20)
def test_a_further_date_stands_beside_the_earlier_ones(project: Path) -> None:
    mic(project, name="april.csv")
    done = mic(project, later("2021/05/01"), name="may.csv")
    assert set(rates(done.folder)) == {"2021-04-01", "2021-05-01"}
    assert done.dates == 2


def test_the_order_of_imports_does_not_matter(project: Path) -> None:
    one, other, together = (project.parent / name for name in ("one", "other", "together"))
    files = [
        write(project.parent / f"{day[:7].replace('/', '')}.csv", [HEADER, *later(day)])
        for day in ("2021/04/01", "2021/05/01", "2021/06/01")
    ]
    import_mic(files, together, root=project)
    for file in files:
        import_mic([file], one, root=project)
    for file in reversed(files):
        import_mic([file], other, root=project)
    clean = [{name: text for name, text in contents(out).items() if "clean" in name} for out in (one, other, together)]
    assert clean[0] == clean[1] == clean[2]


def test_the_same_file_changes_nothing_under_any_name(project: Path) -> None:
    out = mic(project, name="april.csv").folder
    before = contents(out)
    done = mic(project, name="copy of april.csv")
    assert contents(out) == before
    assert done.unchanged == ("copy of april.csv",)


def test_each_file_is_known_from_the_day_of_the_next_and_not_before_its_own(project: Path) -> None:
    mic(project, name="april.csv")
    out = mic(project, later("2021/06/01"), name="june.csv").folder
    frame = load_plain(root=out, concept="card_rate", ward=SUMIDA).set_index("as_of")
    assert [f"{day:%Y-%m-%d}" for day in frame["published_from"]] == ["2021-04-01", "2021-06-01"]
    assert [f"{day:%Y-%m-%d}" for day in frame["published"]] == ["2021-06-01", "2022-12-31"]
    with pytest.warns(UserWarning, match="2021-05-31"):
        assert rates(out, as_of_publication="2021-05-31") == {}
    assert set(rates(out, as_of_publication="2021-06-01")) == {"2021-04-01"}


def test_the_days_of_a_series_count_whether_or_not_they_are_imported(project: Path) -> None:
    path = project / "data" / "raw" / "ministry_tables.toml"
    series = 'series = ["2021-04-01", "2021-04-20"]\nof_base_date'
    path.write_text(LAYOUTS.replace("of_base_date", series, 1), encoding="utf-8")
    assert set(rates(mic(project).folder, as_of_publication="2021-04-20")) == {"2021-04-01"}


def test_a_day_of_publication_that_is_said_counts(project: Path) -> None:
    out = mic(project, published="2021-04-15").folder
    assert set(rates(out, as_of_publication="2021-04-15")) == {"2021-04-01"}
    with pytest.warns(UserWarning, match="2021-04-14"):
        assert rates(out, as_of_publication="2021-04-14") == {}
    with pytest.raises(RawCellError, match="before the day of its figures, 2021-05-01"):
        mic(project, later("2021/05/01"), name="may.csv", published="2021-04-30")
    with pytest.raises(WardKpiError, match="published"):
        mic(project, later("2021/05/01"), name="may.csv", published="May")


# --- corrections ---------------------------------------------------------------------------------------------------


def corrected() -> list[list[str]]:
    rows = [[*row] for row in ROWS]
    rows[2][4], rows[2][5] = "89830", "32.8"
    return rows


@pytest.mark.behaviour(21)
def test_another_figure_for_a_day_needs_to_be_a_correction_or_a_replacement(project: Path) -> None:
    out = mic(project, name="april.csv").folder
    before = contents(out)
    with pytest.raises(RawCellError) as raised:
        mic(project, corrected(), name="again.csv")
    said = raised.value.message("en")
    assert "東京都墨田区 has '89829' for 2021-04-01 in april.csv" in said or "'32.7'" in said
    assert "--published" in said and "--replace" in said
    assert "--published" in raised.value.message("ja")
    assert contents(out) == before


@pytest.mark.behaviour(21)
def test_a_correction_is_a_vintage_and_one_row_of_revisions(project: Path) -> None:
    mic(project, name="april.csv", published="2021-04-10")
    done = mic(project, corrected(), name="april.csv", published="2021-06-30")
    assert rates(done.folder) == {"2021-04-01": 32.8}
    assert rates(done.folder, as_of_publication="2021-06-29") == {"2021-04-01": 32.7}
    found = analysis.revisions("2021-06-29", "2021-06-30", root=done.folder)
    rows = found[found["indicator"] == "sumida.card_rate"]
    assert rows[["change", "from", "to"]].values.tolist() == [["changed", 32.7, 32.8]]
    assert set(found["ward"]) == {SUMIDA}
    told = done.report[done.report["what"] == "corrected"].set_index("column")
    assert tuple(told.loc["率", ["found", "instead"]]) == ("32.8", "32.7")
    assert len(list((done.folder / "data" / "imported" / "mic-mynumber").iterdir())) == 2


@pytest.mark.behaviour(21)
def test_a_correction_of_the_newest_date_counts_although_nobody_said_when_the_file_appeared(project: Path) -> None:
    """The file alone is known by the end of 2022 for certain; what was corrected in June 2021 was known before."""
    mic(project, name="april.csv")
    done = mic(project, corrected(), name="again.csv", published="2021-06-30")
    assert rates(done.folder) == {"2021-04-01": 32.8}
    assert rates(done.folder, as_of_publication="2021-06-29") == {"2021-04-01": 32.7}
    found = analysis.revisions("2021-06-29", "2021-06-30", root=done.folder)
    rows = found[found["indicator"] == "sumida.card_rate"]
    assert rows[["change", "from", "to"]].values.tolist() == [["changed", 32.7, 32.8]]
    told = done.report[done.report["what"] == "corrected"].set_index("column")
    assert tuple(told.loc["率", ["found", "instead"]]) == ("32.8", "32.7")


@pytest.mark.behaviour(21)
def test_a_file_that_contradicts_one_whose_day_is_known_needs_a_day_too(project: Path) -> None:
    out = mic(project, name="april.csv", published="2021-04-10").folder
    with pytest.raises(RawCellError, match="--published"):
        mic(project, corrected(), name="again.csv")
    assert rates(out) == {"2021-04-01": 32.7}


def test_a_replacement_says_what_goes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mic(project, name="april.csv")
    out = mic(project, later("2021/05/01"), name="may.csv").folder
    file = write(project.parent / "again.csv", [HEADER, *corrected()])
    arguments = ["import-mic", str(file), "--out", str(out), "--root", str(project), "--replace", "--lang", "en"]
    assert main(arguments) == 0
    assert "removed: april.csv (dates 2021-04-01; 18 figures)" in capsys.readouterr().out
    assert rates(out, vintage="all") == {"2021-04-01": 32.8, "2021-05-01": 32.7}
    assert sorted(path.name for path in (out / "data" / "imported" / "mic-mynumber").iterdir()) == [
        "again.csv",
        "may.csv",
    ]


def test_a_file_that_was_changed_behind_the_import_is_named(project: Path) -> None:
    out = mic(project, name="april.csv").folder
    kept = out / "data" / "imported" / "mic-mynumber" / "april.csv"
    kept.write_text("x", encoding="utf-8")
    with pytest.raises(WardKpiError, match=r"april\.csv is missing or not what was imported"):
        mic(project, later("2021/05/01"), name="may.csv")


# --- what was killed -----------------------------------------------------------------------------------------------


class Killed(BaseException):
    """What no code catches: the process is gone."""


@pytest.mark.behaviour(26)
@pytest.mark.parametrize(("first", "failure"), [(True, Killed), (False, Killed), (False, OSError)])
def test_an_import_that_ends_at_any_step_can_be_run_again(
    project: Path, monkeypatch: pytest.MonkeyPatch, *, first: bool, failure: type[BaseException]
) -> None:
    """``first``: into a new folder; else beside a date that was imported before."""
    april = write(project.parent / "april.csv", [HEADER, *ROWS])
    may = write(project.parent / "may.csv", [HEADER, *later("2021/05/01")])
    whole = project.parent / "whole"
    if not first:
        import_mic([april], whole, root=project)
        shutil.copytree(whole, project.parent / "before")
    import_mic([may], whole, root=project)
    renamed = os.replace
    for step in range(30):
        out = project.parent / f"out{step}"
        if not first:
            shutil.copytree(project.parent / "before", out)
        left = [step]

        def fail_at_step(source: Any, target: Any, left: list[int] = left) -> None:
            if not left[0]:
                raise failure
            left[0] -= 1
            renamed(source, target)

        monkeypatch.setattr(os, "replace", fail_at_step)
        try:
            import_mic([may], out, root=project)
        except (Killed, WardKpiError):
            pass
        else:
            assert step > 10, "every file that is written was a step"
            return
        finally:
            monkeypatch.setattr(os, "replace", renamed)
        if not first:  # whoever reads next finds the tables of one import, not of both
            tables = tables_of(out)
            assert len(tables.observations) and len(tables.indicators)
            clean = contents(out / "data" / "clean")
            assert clean in [contents(one / "data" / "clean") for one in (project.parent / "before", whole)]
        import_mic([may], out, root=project)
        assert contents(out) == contents(whole)
    pytest.fail("an import takes fewer steps than that")


def test_a_report_that_is_somebody_elses_is_not_overwritten(project: Path) -> None:
    april = write(project.parent / "april.csv", [HEADER, *ROWS])
    out = project.parent / "docs"
    out.mkdir()
    mine = out / "import-report.csv"
    mine.write_bytes(before := b"mine")
    for force, code in ((False, "not_ours"), (True, "in_the_way")):
        with pytest.raises(WardKpiError) as caught:
            import_mic([april], out, force=force, root=project)
        assert caught.value.code == code
        assert mine.read_bytes() == before
        assert [path.name for path in out.iterdir()] == ["import-report.csv"]


@pytest.mark.parametrize("name", ["imported/mic-mynumber/may.csv", "clean/observations.csv", "../import-report.csv"])
def test_a_further_import_overwrites_no_file_of_others_and_none_that_was_edited(project: Path, name: str) -> None:
    """A further import looks as carefully as the first one: into its own folder somebody may have put files, too."""
    out = mic(project, name="april.csv").folder
    may = write(project.parent / "may.csv", [HEADER, *later("2021/05/01")])
    mine, is_table = out / "data" / name, "imported" not in name
    mine.write_bytes(before := b"mine")
    held = contents(out)
    for force in (False,) if is_table else (False, True):
        with pytest.raises(WardKpiError) as caught:
            import_mic([may], out, force=force, root=project)
        assert caught.value.code == ("edited" if is_table else "in_the_way")
        assert Path(caught.value.details["path"]).samefile(mine)
        assert contents(out) == held
    if is_table:
        import_mic([may], out, force=True, root=project)
        assert mine.read_bytes() != before
        assert import_mic([may], out, root=project).unchanged == ("may.csv",)  # what was written is known again


def test_an_import_beside_files_of_others_is_forced_and_leaves_them(project: Path) -> None:
    april = write(project.parent / "april.csv", [HEADER, *ROWS])
    out = project.parent / "docs"
    out.mkdir()
    mine = out / "notes.txt"
    mine.write_text("mine", encoding="utf-8")
    import_mic([april], out, force=True, root=project)
    assert import_mic([april], out, root=project).unchanged == ("april.csv",)  # the folder is marked from now on
    assert mine.read_text(encoding="utf-8") == "mine"


@pytest.mark.behaviour(26)
def test_a_first_import_that_wrote_nothing_leaves_no_foreign_data(project: Path) -> None:
    out = project.parent / "out"
    (out / "data" / "clean").mkdir(parents=True)
    (out / f"{STAGED}x").mkdir()
    (out / f"{STAGED}x" / "0").write_text("half", encoding="utf-8")
    assert mic(project).areas == 6


# --- levels --------------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(22)
def test_parts_and_wholes_are_no_municipalities(project: Path) -> None:
    rows = [
        ["2021/04/01", "全国", "", "100000", "9200", "9.2", "2020/01/01", ""],
        ["2021/04/01", "北海道", "", "10000", "920", "9.2", "2020/01/01", "010006"],
        *ROWS,
        ["2021/04/01", "北海道", "札幌市中央区", "500", "46", "9.2", "2020/01/01", "011011"],
    ]
    out = mic(project, rows).folder
    levels = analysis.load_wards(root=out, level=None).set_index("ward")["level"]
    assert levels[["000000", "010006", "011002", "011011", "013030", "131075"]].tolist() == [
        "country", "prefecture", "city", "designated_ward", "town", "ward",
    ]  # fmt: skip
    assert set(analysis.load_wards(root=out)["ward"]) == {row[7].zfill(6) for row in ROWS}
    assert list(analysis.load_wards(root=out, level="ward")["ward"]) == [SUMIDA]


# --- appeared, disappeared, renamed --------------------------------------------------------------------------------


@pytest.mark.behaviour(25)
def test_a_town_that_became_a_city_goes_on_as_one_series(project: Path) -> None:
    town = ["2018/07/01", "福岡県", "筑紫郡那珂川町", "500", "50", "10.0", "2018/01/01", "403059"]
    city = ["2018/12/01", "福岡県", "那珂川市", "500", "55", "11.0", "2018/01/01", "402311"]
    other = ["福岡県", "大牟田市", "100", "10", "10.0", "2018/01/01", "402028"]
    done = mic(project, [town, ["2018/07/01", *other], city, ["2018/12/01", *other]])
    frame = load_plain(root=done.folder, concept="card_rate", ward="402311")
    assert list(frame["value"]) == [10, 11]
    assert set(analysis.load_wards(root=done.folder)["name_ja"]) == {"那珂川市", "大牟田市"}
    (row,) = done.report.to_dict("records")
    assert (row["what"], row["found"], row["instead"]) == ("code_changed", "403059", "402311")


def test_wards_that_ended_and_began_are_reported(project: Path) -> None:
    def row(day: str, code: str, name: str) -> list[str]:
        return [day, "静岡県", name, "100", "50", "50.0", "2023/01/01", code]

    whole = ("221309", "浜松市")
    before = [row("2023/12/31", *one) for one in (whole, ("221317", "浜松市中区"), ("221376", "浜松市天竜区"))]
    after = [row("2024/01/31", *one) for one in (whole, ("221384", "浜松市中央区"), ("221406", "浜松市天竜区"))]
    done = mic(project, [*before, *after])
    told = {(one["what"], one["code"]): one["instead"] for one in done.report.to_dict("records")}
    assert told == {
        ("disappeared", "221317"): "2024-01-01 221384 浜松市中央区",
        ("appeared", "221384"): "",
        ("code_changed", "221406"): "221406",
    }


def test_a_table_of_one_prefecture_makes_nothing_disappear(project: Path) -> None:
    mic(project)
    done = mic(project, later("2021/05/01", ROWS[2:4]), name="tokyo.csv")
    assert done.report.empty


def test_what_appeared_and_disappeared_is_said_at_the_import(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mic(project)
    file = write(project.parent / "may.csv", [HEADER, *later("2021/05/01", [ROWS[0], *ROWS[2:]])])
    assert main(["import-mic", str(file), "--out", str(project.parent / "out"), "--root", str(project)]) == 0
    assert "当別町" in capsys.readouterr().out


# --- layouts -------------------------------------------------------------------------------------------------------

HELD = """
[held]
form = "rows"
checked = false
title_ja = "保有"
title_en = "held"
issuer_ja = "省"
issuer_en = "ministry"
published_basis_ja = "x"
published_basis_en = "x"
terms_ja = "x"
terms_en = "x"
prefecture = "都道府県名"
name = "市区町村名"
of_base_date = ["人口（{base_date}時点）"]
[held.columns]
"人口（{base_date}時点）" = "leaks"
"保有枚数（{as_of}時点）" = "procedures"
"人口に対する保有枚数率" = "use_rate"
[[held.ratio]]
rate = "人口に対する保有枚数率"
part = "保有枚数（{as_of}時点）"
whole = "人口（{base_date}時点）"
"""
BOOK: list[list[Any]] = [
    ["マイナンバーカード保有枚数等（市区町村別）"],
    ["都道府県名", "市区町村名", "人口（R7.1.1時点）", "保有枚数（R7.8末時点）", "人口に対する保有枚数率"],
    ["全国", None, 124_330_690, 98_000_000, 0.788],
    ["北海道", "札幌市", 1000, 780, 0.78],
    ["東京都", "府中市", 2000, 1500, 0.75],
    ["広島県", "府中市", 400, 300, 0.75],
    ["※ 人口は住民基本台帳による"],
]


@pytest.fixture
def held(project: Path) -> Path:
    """Return the project with a layout of cards held."""
    path = project / "data" / "raw" / "ministry_tables.toml"
    path.write_text(LAYOUTS + HELD, encoding="utf-8")
    return project


def book(path: Path, rows: Sequence[Sequence[Any]] = BOOK, number_format: str = "0.0%") -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for row in sheet.iter_rows(min_col=5, max_col=5):
        for cell in row:
            if isinstance(cell.value, float):
                cell.number_format = number_format
    made.save(path)
    return path


@pytest.mark.behaviour(23)
def test_a_workbook_with_a_title_dates_in_its_headers_and_no_codes(held: Path) -> None:
    done = import_mic([book(held.parent / "held.xlsx")], held.parent / "out", root=held)
    frame = load_plain(root=done.folder).set_index(["ward", "concept"])
    assert frame.loc[("011002", "use_rate"), "value"] == 78
    assert frame.loc[("342084", "procedures"), "value"] == 300  # 府中市 of 広島県
    assert frame.loc[("132063", "procedures"), "value"] == 1500
    assert frame.loc[("000000", "use_rate"), "value"] == 78.8
    assert set(frame.xs("use_rate", level="concept")["as_of"]) == {"2025-08-31"}
    assert set(frame.xs("leaks", level="concept")["as_of"]) == {"2025-01-01"}
    assert frame.loc[("011002", "use_rate"), "locator"] == "held/held.xlsx:4[人口に対する保有枚数率] @ L4"
    assert frame.loc[("011002", "procedures"), "locator"] == "held/held.xlsx:4[保有枚数（R7.8末時点）] @ L4"
    assert analysis.load_wards(root=done.folder, level=None).set_index("ward").loc["000000", "level"] == "country"
    assert done.unchecked == ("held",)
    assert done.rates == 4 and done.report.empty


def test_a_layout_that_nobody_tried_says_so(held: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = book(held.parent / "held.xlsx")
    assert main(["import-mic", str(file), "--out", str(held.parent / "out"), "--root", str(held), "--lang", "en"]) == 0
    assert "[held] was not checked against a real file" in capsys.readouterr().out


@pytest.mark.behaviour(25)
def test_fractions_for_percentages_are_refused(held: Path) -> None:
    file = book(held.parent / "held.xlsx", number_format="General")
    with pytest.raises(RawCellError, match=r"row 3.*'0\.788' is a fraction and no percentage \(4 such cells\)"):
        import_mic([file], held.parent / "out", root=held)
    assert not (held.parent / "out").exists()


def test_one_fraction_among_percentages_is_refused(project: Path) -> None:
    rows = [[*row] for row in ROWS]
    rows[2][5] = "0.327"
    with pytest.raises(RawCellError, match=r"row 4, column '率': '0\.327' is a fraction"):
        mic(project, rows)


def test_fractions_in_a_table_without_counts_are_refused(project: Path) -> None:
    rows = [["", "", "札幌市", "墨田区", "横浜市"], ["住民", "率", "0.58", "0.681", "0.5"]]
    file = write(project.parent / "wide.csv", rows)
    with pytest.raises(RawCellError, match=r"row 2, column '率': '0\.58' is a fraction"):
        import_digital_agency([file], project.parent / "out", root=project)


def test_a_date_that_a_header_does_not_state_is_another_layout(held: Path) -> None:
    rows = [*BOOK]
    rows[1] = [*BOOK[1][:3], "保有枚数（最新時点）", BOOK[1][4]]
    with pytest.raises(WardKpiError, match="another kind"):
        import_mic([book(held.parent / "held.xlsx", rows)], held.parent / "out", root=held)


BREAKS = (
    '[breaks]\n"保有" = ["procedures", "use_rate"]\n'
    + LAYOUTS.replace('"枚数" = "procedures"', '"枚数" = "leaks"')
    + HELD
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"保有枚数（{as_of}時点）" = "procedures"', '"保有枚数（{as_of}時点）" = "leaks"'),  # held under issued
        ('"枚数" = "leaks"', '"枚数" = "procedures"'),  # issued under held
    ],
)
def test_a_layout_that_mixes_cards_held_and_cards_issued_is_refused(held: Path, old: str, new: str) -> None:
    path, file = held / "data" / "raw" / "ministry_tables.toml", book(held.parent / "held.xlsx")
    path.write_text(BREAKS.replace(old, new), encoding="utf-8")
    with pytest.raises(RawDataErrors, match="parts two different measures"):
        import_mic([file], held.parent / "out", root=held)
    assert not (held.parent / "out").exists()
    path.write_text(BREAKS, encoding="utf-8")
    assert import_mic([file], held.parent / "out", root=held).areas == 4


@pytest.mark.behaviour(23)
def test_the_projects_own_layout_of_cards_held_reads_a_workbook_and_a_csv_file(
    project_root: Path, tmp_path: Path
) -> None:
    """As described: no codes, dates in the headers, a title row, a row for the country. No figure here is real."""
    rows: list[list[Any]] = [
        ["マイナンバーカードの保有枚数等について（市区町村別）", None, None, None, None],
        ["都道府県名", "市区町村名", "人口（R7.1.1時点）", "保有枚数（R7.8末時点）", "人口に対する保有枚数率"],
        ["全国", "", 3000, 2370, 0.79],
        ["東京都", "墨田区", 2000, 1600, 0.8],
        ["東京都", "葛󠄀飾区", 1000, 770, 0.77],
    ]
    out = tmp_path / "out"
    done = import_mic([book(tmp_path / "held.xlsx", rows)], out, root=project_root)
    assert done.unchecked == ("mic-mynumber-held",)
    printed = [["" if cell is None else str(cell) for cell in row] for row in rows]
    for row, rate in zip(printed[2:], ("79.0%", "80.0%", "77.0%"), strict=True):
        row[4] = rate
    again = import_mic([write(tmp_path / "held.csv", printed)], out, root=project_root)  # the same figures, said again
    assert again.observations == done.observations == 9
    frame = load_plain(root=out)
    held = frame[frame["concept"] == "mynumber_card_held_rate"].set_index("ward")
    assert held["value"].to_dict() == {"000000": 79, "131075": 80, "131229": 77}
    assert set(frame["concept"]) == {"population", "mynumber_cards_held", "mynumber_card_held_rate"}
    assert set(held["as_of"]) == {"2025-08-31"}
    assert set(analysis.load_wards(root=out)["name_ja"]) == {"墨田区", "葛飾区"}
