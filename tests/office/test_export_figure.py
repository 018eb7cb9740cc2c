"""One figure as files, texts that must not become formulas, and what ``ward-kpi export`` says when it cannot."""

import csv
import dataclasses
import io
import os
import re
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image
from quoted_data import QUOTED as ROOT

import analysis
from analysis import FIGURES, cashless_definitions
from analysis.cli.commands import main
from analysis.data.paths import working_folder
from analysis.data.study import Study
from analysis.data.writing import as_manifest, manifest_entries
from analysis.drawing import style
from analysis.drawing.page import cited
from analysis.drawing.style import height_beneath
from analysis.office import pack_folder
from analysis.office.committee_workbook import workbook
from analysis.office.csv_safety import csv_bytes, one_line, safe_text
from analysis.office.pack import Pack
from analysis.words.errors import WardKpiError

CHECKOUT = Path(__file__).resolve().parents[2]
EVIL = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A",
    '=HYPERLINK("http://x","y")',
]


# --- safe text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", EVIL)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "217手続", "▲7.5%", "－", "85%以下", "手続=0", " =1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


def test_csv_keeps_negative_numbers_numbers_and_missing_ones_empty() -> None:
    table = pd.DataFrame(
        {"value": [-7.5, None], "=text": ["-7.5", "=cmd()"], "year": pd.array([2024, None], dtype="Int64")}
    )
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"), newline="")))
    assert rows == [["value", "'=text", "year"], ["-7.5", "'-7.5", "2024"], ["", "'=cmd()", ""]]


def test_one_line_takes_out_breaks_and_control_characters() -> None:
    assert one_line(" 企画\n総務\x00\x0b委員会\u200b ") == "企画 総務 委員会"


def test_a_formula_in_the_data_stays_text_in_the_workbook(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / "clean" / "observations.csv"
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    evil = [text for text in EVIL if text[0] not in "\t\r"]  # those never come out of the cleaner
    chosen = table.index[table["theme"] == "cashless"][: len(evil)]
    table.loc[chosen, "text"] = evil[: len(chosen)]
    table.to_csv(path, index=False, lineterminator="\n")
    pack = Pack(pd.Timestamp("2025-10-01").date(), committee="=A1", department="+B", study=Study.of(tmp_path))
    book = openpyxl.load_workbook(io.BytesIO(workbook(pack)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    dangerous = [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in set("=+@＝＋")]
    assert len(dangerous) >= 8
    assert all(cell.quotePrefix for cell in dangerous)  # stays text when it is edited


# --- one figure --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def figure() -> Any:
    return cashless_definitions(root=ROOT)


@pytest.fixture(scope="module")
def files(figure: Any, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return analysis.export(figure, "cashless", folder=tmp_path_factory.mktemp("figure") / "new", root=ROOT)


def test_a_figure_is_written_in_both_variants_with_its_data(files: list[Path]) -> None:
    endings = ["-mono.pdf", "-mono.png", "-mono.svg", ".csv", ".pdf", ".png", ".svg"]
    assert sorted(path.name for path in files) == [f"cashless{ending}" for ending in endings]
    assert all(path.stat().st_size > 200 for path in files)
    rows = list(csv.DictReader(io.StringIO(files[0].parent.joinpath("cashless.csv").read_bytes().decode("utf-8-sig"))))
    printed = {(row["ward"], row["kind"], row["fiscal_year"]): row["text"] for row in rows}
    assert printed["131075", "actual", "2024"] == "217手続"
    assert printed["131067", "estimate", "2025"] == "22%"
    named = {(row["ward"], row["ward_name"]) for row in rows}
    assert named == {("131075", "墨田区"), ("131067", "台東区"), ("131156", "杉並区")}
    assert all(row["indicator_name"] for row in rows if row["indicator"])


def test_what_is_there_is_not_overwritten_without_force(figure: Any, files: list[Path]) -> None:
    folder, before = files[0].parent, {path: path.read_bytes() for path in files}
    files[3].write_bytes(b"mine")
    with pytest.raises(WardKpiError, match="is there already"):
        analysis.export(figure, "cashless", folder=folder, root=ROOT)
    assert files[3].read_bytes() == b"mine"
    assert analysis.export(figure, "cashless", folder=folder, force=True, root=ROOT) == files
    assert {path: path.read_bytes() for path in files} == before  # and again the same bytes


@pytest.mark.parametrize("folder", ["x" * 300, "a\0b", "file/inner"])
def test_a_folder_that_cannot_be_is_refused_before_anything_is_drawn(
    figure: Any, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    monkeypatch.setattr("analysis.office.figure_files.draw", lambda *_, **__: pytest.fail("was drawn"))
    with pytest.raises(WardKpiError) as caught:
        analysis.export(figure, "cashless", folder=tmp_path / folder, root=ROOT)
    assert caught.value.code == "cannot_write"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["CON", "nul.2024", "x" * 300, "a\0b", "../up", ""])
def test_a_name_that_no_file_can_have_is_one_line(figure: Any, name: str, tmp_path: Path) -> None:
    with pytest.raises(WardKpiError) as caught:
        analysis.export(figure, name, folder=tmp_path, root=ROOT)
    assert caught.value.code in ("bad_argument", "cannot_write")
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_it_writes_beneath_the_current_one_outside_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WARD_KPI_ROOT", raising=False)
    for folder, expected in ((tmp_path, tmp_path), (CHECKOUT / "notebooks", CHECKOUT)):
        monkeypatch.chdir(folder)
        assert working_folder() == expected
    monkeypatch.chdir(tmp_path)
    assert working_folder(CHECKOUT) == CHECKOUT


def test_the_grey_variant_draws_the_rows_of_the_figure_not_those_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "FORMATS", ("png",))
    rows = cashless_definitions(root=ROOT).ward_kpi.rows
    fewer = rows[rows["ward"] != "131067"]
    files = {
        path.name: path for path in analysis.export(cashless_definitions(fewer, root=ROOT), "two", folder=tmp_path)
    }
    with Image.open(files["two.png"]) as colour, Image.open(files["two-mono.png"]) as grey:
        assert colour.size == grey.size  # a third ward would make it higher
    assert "台東区" not in files["two.csv"].read_text(encoding="utf-8-sig")


def test_a_figure_can_be_written_in_the_other_language(
    figure: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "FORMATS", ("svg",))
    analysis.export(figure, "english", folder=tmp_path, lang="en", root=ROOT)
    svg = (tmp_path / "english.svg").read_text(encoding="utf-8")
    assert "Sumida" in svg and "墨田区" not in svg


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "a b", "a\x00"])
def test_a_name_that_is_no_file_name_is_refused(figure: Any, name: str, tmp_path: Path) -> None:
    with pytest.raises(WardKpiError, match="name="):
        analysis.export(figure, name, folder=tmp_path, root=ROOT)
    assert list(tmp_path.iterdir()) == []


def test_only_figures_of_the_library_can_be_exported(tmp_path: Path) -> None:
    with pytest.raises(WardKpiError, match="a figure of the library"):
        analysis.export(Figure(), "plain", folder=tmp_path)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_figure_is_redrawn_by_its_question_whatever_it_is_called(figure: Any, tmp_path: Path) -> None:
    renamed = cashless_definitions(root=ROOT)
    renamed.ward_kpi = dataclasses.replace(figure.ward_kpi, name="cashless_definition")
    for called, one in (("named", figure), ("renamed", renamed)):
        analysis.export(one, called, folder=tmp_path)
    assert (tmp_path / "renamed-mono.png").read_bytes() == (tmp_path / "named-mono.png").read_bytes()


def test_every_figure_of_the_project_can_be_drawn_again_from_its_rows() -> None:
    drawn = {
        name: draw(root=ROOT).ward_kpi for name, draw in FIGURES.items() if name in ("scorecard", "mynumber_series")
    }
    for name, info in drawn.items():
        again = FIGURES[name](rows=info.rows, mono=True, root=ROOT).ward_kpi
        assert again.title == info.title
        assert again.name == name  # by which it is found again


# --- the command -------------------------------------------------------------------------------------------------


def _refused(arguments: list[str], capsys: pytest.CaptureFixture[str], lang: str = "en") -> str:
    assert main(["export", "--root", str(ROOT), "--lang", lang, *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and err.startswith("ward-kpi export: ")
    return err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--for", "comittee"], "unknown audience 'comittee'; did you mean: committee?"),
        (["--date", "令和7年13月1日"], "--date='令和7年13月1日' cannot be used; it must be a day (2025-10-01, "),
        (["--date", "2025-02-30"], "--date='2025-02-30' cannot be used"),
        (["--date", "20251001"], "--date='20251001' cannot be used"),
        (["--date", "0001-01-01"], "--date='0001-01-01' cannot be used"),
        (["--committee", "\x07 "], "--committee="),
        (["--department", "課" * 61], "--department="),
    ],
)
def test_an_option_that_cannot_be_used_is_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "pack"
    assert said in _refused([*arguments, "--output", str(target)], capsys)
    assert not target.exists()


def test_a_missing_font_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analysis.drawing import style

    monkeypatch.setitem(sys.modules, "matplotlib_fontja", None)  # as if it were not installed
    style._register_font.cache_clear()
    assert "font IPAexGothic cannot be loaded" in _refused(["--output", str(tmp_path / "pack")], capsys)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_refused_in_the_users_language_and_left_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert "書き出していないファイルがあります" in _refused(["--output", str(tmp_path)], capsys, lang="ja")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_in_the_folders_place_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "pack"
    target.write_text("mine")
    assert "cannot write" in _refused(["--output", str(target), "--force"], capsys)
    assert "cannot write" in _refused(["--output", str(target / "deeper")], capsys)
    assert target.read_text() == "mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="NOT CHECKED: root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert "cannot write" in _refused(["--output", str(tmp_path / "pack")], capsys)
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_pack_is_replaced_as_a_set_and_what_was_edited_only_if_forced(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "pack"
    export = ["export", "--root", str(ROOT), "--output", str(pack)]
    old, new = {"paper.docx": b"old", "charts/old.png": b"old"}, {"paper.docx": b"new", "charts/a.png": b"a"}
    made = [old, new, new]
    built = [files | {"manifest.json": as_manifest(manifest_entries(files))} for files in made]
    monkeypatch.setattr(pack_folder, "build", lambda pack, figures: (built.pop(0), pack_folder.Drawn((), (), {})))
    assert main(export) == 0
    (pack / "notes.txt").write_text("mine")
    assert main(export) == 0
    assert "日付" in capsys.readouterr().out
    kept = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()}
    assert kept == {"paper.docx", "charts/a.png", "manifest.json", "notes.txt"}
    assert (pack / "paper.docx").read_bytes() == b"new"
    (pack / "paper.docx").write_bytes(b"edited")
    assert main(export) == 1
    assert "書き出した後に変更されています" in capsys.readouterr().err
    assert (pack / "paper.docx").read_bytes() == b"edited"
    assert main([*export, "--force"]) == 0
    assert (pack / "paper.docx").read_bytes() == b"new"
    assert (pack / "notes.txt").read_text() == "mine"


def test_nothing_is_written_when_a_document_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(pack: Any, figures: Any) -> dict[str, bytes]:
        raise WardKpiError("no_pack_date")

    monkeypatch.setattr(pack_folder, "build", fail)
    assert main(["export", "--root", str(ROOT), "--output", str(tmp_path / "pack")]) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["online_use", "mynumber_series"])
def test_notes_are_in_the_language_of_the_figure_with_dates_as_readers_write_them(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "FORMATS", ())  # notes stand in the data
    notes = {}
    for lang in ("ja", "en"):
        figure = FIGURES[name](lang=lang, root=ROOT)
        analysis.export(figure, f"figure-{lang}", folder=tmp_path)
        notes[lang] = set(figure.ward_kpi.rows["note"].dropna()) - {""}
        in_file = pd.read_csv(tmp_path / f"figure-{lang}.csv", dtype="str")["note"].dropna()
        assert set(in_file) == notes[lang] != set()
        assert not [note for note in notes[lang] if re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", note)]
        again = FIGURES[name](figure.ward_kpi.rows, lang="ja", root=ROOT).ward_kpi
        assert set(again.rows["note"].dropna()) - {""} == notes["ja"]
    assert not [note for note in notes["en"] if re.search("[ぁ-んァ-ヶ一-龠]", note)]


def test_a_citation_makes_no_page_longer_than_a4() -> None:
    tall, low = analysis.scorecard(lang="en"), analysis.trajectories("cashless", lang="en")
    for figure, whole in ((tall, False), (low, True)):
        citation = analysis.cite(figure).lines
        beneath = cited(figure, citation, "chart")
        assert figure.get_figheight() + height_beneath(beneath) <= 297 / 25.4
        said = "".join("".join(beneath).split())
        assert "".join(citation[-1].split()) in said  # the version of the data
        assert ("chart.csv" in said) is not whole
        assert all("".join(line.split()) in said for line in citation) is whole
