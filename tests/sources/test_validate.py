"""Validating: what may be right but is worth a second look, which folder is looked at, and what the command prints."""

import shutil
from pathlib import Path

import pytest
import synthetic
from synthetic import ASAHINA, HOSHINO, PLAN, Source, Table

from analysis.cli.commands import main
from analysis.sources.validate import validate
from analysis.words.errors import WardKpiError

ROWS = {"asahina.procedures": ["13手続", "23手続", "37手続", "44手続"]}


def world(
    root: Path, rows: dict[str, list[str]], columns: list[str] = PLAN, published: str = "2026", **table: object
) -> Path:
    return synthetic.write(root, {"asahina-plan": Source(published, {"kpi": Table(columns, rows, **table)}, ASAHINA)})


def warnings(root: Path, code: str, folder: Path | None = None) -> list[str]:
    found = validate(folder, root=root)
    assert [finding for finding in found if finding.level == "error"] == []
    return [finding.message("en") for finding in found if finding.problem.code == code]


def codes(root: Path) -> set[str]:
    return {finding.problem.code for finding in validate(root=root)}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def test_a_sound_source_has_only_wards_without_figures(tmp_path: Path) -> None:
    assert codes(world(tmp_path, ROWS)) == {"check_ward_unused"}


# --- wards ---------------------------------------------------------------------------------------------------------


def test_two_wards_that_look_alike_are_named_with_a_style_that_is_free(tmp_path: Path) -> None:
    root = world(tmp_path, ROWS)
    wards = root / "data" / "raw" / "wards.toml"
    edit(wards, 'colour = "#FF4B00"\nmarker = "s"', 'colour = "#0058F8"\nmarker = "o"')
    (message,) = warnings(root, "check_style")
    assert "'asahina' and 'hoshino' have the same marker and colours too close" in message
    assert "colour '#FF4B00' with marker 's' is free" in message


def test_one_colour_with_two_markers_is_fine(tmp_path: Path) -> None:
    root = world(tmp_path, ROWS)
    edit(root / "data" / "raw" / "wards.toml", 'colour = "#FF4B00"', 'colour = "#005AFF"')
    assert warnings(root, "check_style") == []


def test_a_colour_too_light_for_paper_is_named_with_its_contrast(tmp_path: Path) -> None:
    root = world(tmp_path, ROWS)
    edit(root / "data" / "raw" / "wards.toml", "#FF4B00", "#FFB000")
    (message,) = warnings(root, "check_contrast")
    assert "ward 'hoshino': the colour #FFB000 is too light on white (1.8:1, at least 3:1)" in message


def test_a_code_under_the_name_of_another_ward_is_found_out(tmp_path: Path) -> None:
    root = world(tmp_path, ROWS)
    edit(root / "data" / "raw" / "wards.toml", '"131920"', '"131083"')
    (message,) = warnings(root, "check_ward")
    assert "131083 is the code of 江東区 (koto), but the entry says 星野区 (hoshino)" in message


def test_a_ward_without_figures_is_named(tmp_path: Path) -> None:
    root = world(tmp_path, ROWS)
    assert [message.split("'")[1] for message in warnings(root, "check_ward_unused")] == ["hoshino", "nagisa"]


# --- figures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("0.648", "check_fraction"),
        ("64.8%", None),
        ("0.6%", None),
        ("0", None),
        ("101%", "check_percent"),
        ("100%", None),
    ],
)
def test_percentages_that_a_spreadsheet_may_have_changed(tmp_path: Path, cell: str, code: str | None) -> None:
    rows = {"asahina.card_rate": ["40%", cell, "－", "70%"]}
    root = world(tmp_path, rows, units={0: "percent"})
    assert codes(root) - {"check_ward_unused", "check_leap"} == ({code} if code else set())


def test_a_fraction_says_what_would_be_right(tmp_path: Path) -> None:
    root = world(tmp_path, {"asahina.card_rate": ["40%", "0.648", "－", "70%"]}, units={0: "percent"})
    (message,) = warnings(root, "check_fraction")
    assert message.startswith("asahina-plan/kpi.csv, row 2, column 'R4': '0.648'")
    assert "is it 64.8%?" in message


@pytest.mark.parametrize(
    ("cell", "found"), [("2300手続", True), ("1手続", False), ("600手続", False), ("0手続", False)]
)
def test_a_leap_that_looks_like_a_slip_of_the_comma(tmp_path: Path, cell: str, found: bool) -> None:
    root = world(tmp_path, {"asahina.procedures": ["13手続", cell, "－", "44手続"]})
    assert bool(warnings(root, "check_leap")) == found


def test_a_target_before_its_baseline(tmp_path: Path) -> None:
    root = world(tmp_path, ROWS, ["基準値（R3）", "R4", "R5", "目標値（R2）"])
    (message,) = warnings(root, "check_order")
    assert "the target '44手続' is for 2020, not later than the baseline's 2021" in message


def test_the_baseline_of_another_table_is_another_plans(tmp_path: Path) -> None:
    tables = {
        "old": Table(["目標値（R2）", "R2"], {"asahina.procedures": ["10手続", "13手続"]}),
        "new": Table(["基準値（R2）", "目標値（R7）"], {"asahina.procedures": ["13手続", "44手続"]}),
    }
    root = synthetic.write(tmp_path, {"asahina-plan": Source("2025", tables, ASAHINA)})
    assert warnings(root, "check_order") == []


@pytest.mark.parametrize("header", ["令和9年3月末 目標", "令和9年3月末 計画", "令和9年3月末 実績見込"])
def test_what_is_planned_or_expected_may_lie_after_the_document(tmp_path: Path, header: str) -> None:
    root = world(tmp_path, {"asahina.leaks": ["3件", "1件"]}, ["R4", header], "2023-11-02")
    assert not {"check_future", "check_year"} & {finding.problem.code for finding in validate(root=root)}


@pytest.mark.parametrize(
    ("as_of", "published", "code"),
    [
        ("2023-01-31", "2023-11-02", None),  # within R4
        ("2022-03-31", "2023-11-02", "check_year"),  # the last day of R3 in the column of R4
        ("2023-04-01", "2023-11-02", "check_year"),
        ("2023-12-31", "2023-11-02", "check_future"),
    ],
)
def test_dates_outside_the_year_or_after_the_document(
    tmp_path: Path, as_of: str, published: str, code: str | None
) -> None:
    root = world(
        tmp_path, ROWS, ["R4", "基準値（R3）", "R2", "目標値（R7）"], published, extra='default_kind = "actual"'
    )
    with (root / "data" / "raw" / "asahina-plan" / "source.toml").open("a", encoding="utf-8") as file:
        file.write(f'[table.columns."R4"]\nas_of = "{as_of}"\n')
    assert codes(root) - {"check_ward_unused"} == ({code} if code else set())


# --- sources -------------------------------------------------------------------------------------------------------


def test_what_nothing_uses_is_named(tmp_path: Path) -> None:
    root = world(tmp_path, ROWS)
    with (root / "data" / "raw" / "asahina-plan" / "source.toml").open("a", encoding="utf-8") as file:
        file.write('[notes."※9"]\nja = "x"\nen = "x"\n')
    with (root / "data" / "raw" / "concepts.toml").open("a", encoding="utf-8") as file:
        file.write('[indicators."asahina.leaks"]\ncaveat_ja = "x"\ncaveat_en = "x"\n')
    assert 'notes."※9"' in warnings(root, "check_note_unused")[0]
    assert 'indicators."asahina.leaks"' in warnings(root, "check_indicator_unused")[0]


def test_files_that_nobody_reads_are_named(tmp_path: Path) -> None:
    root = world(tmp_path, ROWS)
    folder = root / "data" / "raw" / "asahina-plan"
    for name in ("kpi.xlsx", "OTHER.CSV", "~$kpi.xlsx", ".hidden"):
        (folder / name).write_bytes(b"x")
    assert [message.split(" ")[0] for message in warnings(root, "check_stray")] == [
        "asahina-plan/OTHER.CSV",
        "asahina-plan/kpi.xlsx",
    ]


def test_a_table_without_rows_a_row_without_label_and_a_source_without_text(tmp_path: Path) -> None:
    root = world(tmp_path, ROWS)
    folder = root / "data" / "raw" / "asahina-plan"
    edit(folder / "kpi.csv", "label of asahina.procedures", "")
    edit(
        folder / "source.toml",
        "[[document]]\n",
        "[[table]]\nfile = 'empty.csv'\ntitle = 'x'\nplace_ja = 'x'\nplace_en = 'x'\n",
    )
    text = (folder / "source.toml").read_text(encoding="utf-8")
    without = [line for line in text.splitlines() if not line.startswith(("name =", "sha256"))]
    (folder / "source.toml").write_text("\n".join(without) + "\n", encoding="utf-8")
    (folder / "empty.csv").write_text("indicator,label,R4,locator\n", encoding="utf-8")
    assert {"check_label", "check_no_document", "check_no_rows"} <= codes(root)


def test_a_source_is_said_to_have_no_table_only_where_none_is_out_of_reach(tmp_path: Path) -> None:
    root = world(tmp_path, ROWS)
    folder = root / "data" / "raw" / "asahina-plan"
    (folder / "kpi.csv").write_text("", encoding="utf-8")
    assert codes(root) == {"empty_table"}
    (folder / "kpi.csv").unlink()
    toml = (folder / "source.toml").read_text(encoding="utf-8")
    (folder / "source.toml").write_text(toml[: toml.index("[[table]]")], encoding="utf-8")
    assert "check_no_table" in codes(root)


# --- which folder --------------------------------------------------------------------------------------------------


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Return a root in which each of two sources has one error."""
    sources = {
        "asahina-plan": Source(
            "2025", {"kpi": Table(PLAN, {"asahina.procedures": ["1手続", "2x", "3手続", "4手続"]})}, ASAHINA
        ),
        "hoshino-plan": Source(
            "2025", {"kpi": Table(PLAN, {"hoshino.procedures": ["1手続", "2y", "3手続", "4手続"]})}, HOSHINO
        ),
    }
    return synthetic.write(tmp_path / "root", sources)


def test_a_folder_gives_its_own_problems_and_those_of_the_shared_files(two: Path) -> None:
    found = [finding.message("en") for finding in validate(two / "data" / "raw" / "hoshino-plan", root=two)]
    assert any("'2y'" in message for message in found)
    assert not any("'2x'" in message for message in found)
    (two / "data" / "raw" / "corrections.toml").write_text("x = 1\n", encoding="utf-8")
    found = [finding.message("en") for finding in validate(two / "data" / "raw" / "hoshino-plan", root=two)]
    assert any("corrections.toml" in message for message in found)


def test_a_folder_that_lies_elsewhere_is_read_as_if_it_lay_in_the_data(two: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "hoshino-plan-2026"
    (two / "data" / "raw" / "hoshino-plan").rename(elsewhere)
    edit(elsewhere / "source.toml", 'id = "hoshino-plan"', 'id = "hoshino-plan-2026"')
    found = [finding.message("en") for finding in validate(elsewhere, root=two)]
    assert any("hoshino-plan-2026/kpi.csv, row 2, column 'R4': '2y'" in message for message in found)
    assert not any("asahina-plan" in message for message in found)


def test_a_root_may_be_named_as_the_folder(two: Path) -> None:
    assert [f.problem.code for f in validate(two)] == [f.problem.code for f in validate(root=two)]


def test_a_folder_that_is_none_or_would_hide_another_is_refused(two: Path, tmp_path: Path) -> None:
    with pytest.raises(WardKpiError, match="there is no folder"):
        validate(tmp_path / "nowhere", root=two)
    with pytest.raises(WardKpiError, match=r"holds neither source\.toml nor data/raw"):
        validate(tmp_path, root=two)
    shutil.copytree(two / "data" / "raw" / "hoshino-plan", tmp_path / "hoshino-plan")
    with pytest.raises(WardKpiError, match="data/raw/hoshino-plan exists already"):
        validate(tmp_path / "hoshino-plan", root=two)


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_prints_every_problem_and_fails(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--root", str(two)]) == 1
    printed = capsys.readouterr().out
    assert "[誤り] asahina-plan/kpi.csv 2行目 「R4」欄: 「2x」" in printed
    assert "[誤り] hoshino-plan/kpi.csv 2行目 「R4」欄: 「2y」" in printed
    assert printed.endswith("確認結果: 誤り 2 件、注意 0 件\n")
    assert str(two) not in printed
    assert main(["validate", "--root", str(two), "--lang", "en"]) == 1
    assert "[error] hoshino-plan/kpi.csv, row 2, column 'R4': '2y'" in capsys.readouterr().out


def test_the_command_passes_with_warnings_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--root", str(world(tmp_path, ROWS)), "--lang", "en"]) == 0
    assert capsys.readouterr().out.endswith("errors: 0, to be checked: 2\n")


def test_a_flood_of_problems_is_cut_unless_all_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [("asahina.procedures", ["1手続", "2x", "3手続", "4手続"])] * 80
    root = synthetic.write(tmp_path, {"asahina-plan": Source("2025", {"kpi": Table(PLAN, rows)}, ASAHINA)})
    main(["validate", "--root", str(root), "--lang", "en"])
    printed = capsys.readouterr().out
    assert printed.count("[error]") == 50
    assert "asahina-plan/kpi.csv has 30 more" in printed
    main(["validate", "--root", str(root), "--lang", "en", "--all"])
    assert capsys.readouterr().out.count("[error]") == 80


def test_the_projects_own_data_has_no_problem(project_root: Path) -> None:
    assert [finding.message("en") for finding in validate(root=project_root)] == []


# --- a document's own list of items, and judgements ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("taito-status-2025/annex.csv", "\n28,taito", "\n29,taito", "no list names the item '29'"),
        ("taito-status-2025/source.toml", "count = 28", "count = 27", "themes name 28 different items"),
        ("taito-status-2025/source.toml", r"each = '\t未?達成\t'", "each = '('", "must name lines"),
        ("taito-status-2025/annex.csv", "推進,推進,達成,L113", "推進,推進,概ね達成,L113", "add it to [verdicts]"),
        ("suginami-plan-2024/source.toml", 'published_from = "2023-12"', 'published_from = "12/2023"', "YYYY-MM-DD"),
    ],
)
def test_a_list_or_a_judgement_that_cannot_be_read_says_what_to_do(
    data_root: Path, file: str, old: str, new: str, said: str
) -> None:
    path = data_root / "data" / "raw" / file
    content = path.read_text(encoding="utf-8")
    assert content.count(old) == 1
    path.write_text(content.replace(old, new), encoding="utf-8")
    errors = [one.message("en") for one in validate(root=data_root) if one.level == "error"]
    assert len(errors) == 1
    assert said in errors[0]
