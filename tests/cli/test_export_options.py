"""What a person can choose of a pack, by options and by answers, and what the screen repeats."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pptx
import pytest
from pptx.enum.shapes import PP_PLACEHOLDER

from analysis.cli.commands import main
from analysis.data.study import Study
from analysis.drawing import style
from analysis.office import pack_folder
from analysis.office.ooxml import text_width
from analysis.office.pack import Pack
from analysis.office.pack_folder import draw_all, draw_picture, shown_by_default
from analysis.office.pack_options import read_pack
from analysis.office.word_document import height_above_caption
from analysis.pages.left_out_figures import sentence
from analysis.questions import FIGURES, questions
from analysis.words.errors import WardKpiError

ROOT = Path(__file__).resolve().parents[2]
CHEAP = "target_vintages"


@pytest.fixture
def without_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what takes long to make: these tests are about what is asked and said."""
    monkeypatch.setattr(style, "FORMATS", ("png",))
    for name in ("slides", "paper", "workbook"):
        monkeypatch.setattr(pack_folder, name, lambda *_: b"")


def export(folder: Path, *options: str) -> int:
    return main(["export", "--root", str(ROOT), "--output", str(folder / "pack"), "--figures", CHEAP, *options])


@pytest.mark.parametrize("typed", ["令和7年10月1日", "R7.10.1", "2025/10/01", "2025-10-01", "２０２５年１０月１日"])
def test_a_date_is_read_as_people_write_it(typed: str) -> None:
    assert read_pack(Study.of(ROOT), date=typed).day == "令和7年10月1日"


@pytest.mark.parametrize("typed", ["令和元年4月30日", "2025/13/1", "きょう", "1800-01-01", ""])
def test_a_day_that_is_none_is_refused_with_what_can_be_typed(typed: str) -> None:
    with pytest.raises(WardKpiError) as caught:
        read_pack(Study.of(ROOT), date=typed)
    assert "令和7年10月1日" in caught.value.message("ja") and "\n" not in caught.value.message("ja")


@pytest.mark.usefixtures("without_documents")
def test_the_screen_repeats_what_was_set_and_what_stayed_blank(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(tmp_path, "--date", "R7.10.1", "--number", "資料3") == 0
    said = capsys.readouterr().out
    assert "日付「令和7年10月1日」" in said and "資料番号「資料3」" in said
    [blank] = [line for line in said.splitlines() if "空欄のまま" in line]
    assert "委員会" in blank and "部署" in blank and "資料番号" not in blank


@pytest.mark.usefixtures("without_documents")
def test_the_screen_repeats_what_the_pack_has_not_what_was_typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--ward", "131075,taito", "--theme", "mynumber", "--years", "2022-2024", "--mono"]
    assert export(tmp_path, *asked, "--committee", "企画\n総務") == 0
    [said] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("設定した項目")]
    for words in ("委員会「企画 総務」", "墨田区、台東区", "マイナンバーカード", "令和4年度", "白黒"):
        assert words in said


def test_figures_show_the_chosen_wards_themes_and_years_only() -> None:
    study = Study.of(ROOT)
    pack = read_pack(study, wards=["墨田区", "Taito"], themes=["行政手続のオンライン化"], years="R4-2024")
    assert pack.choice.wards == ("131075", "131067") and pack.choice.themes == ("onlinization",)
    asked = {question.name: question for question in questions(study)}
    rows = draw_picture(asked["trajectories_onlinization"], pack).info.rows
    assert set(rows["ward"]) & set(study.wards) == {"131075", "131067"}
    assert set(rows["theme"]) == {"onlinization"} and set(rows["fiscal_year"].dropna()) <= {2022, 2023, 2024}
    assert pack.themes == ["onlinization"] and pack.other_themes == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"wards": ["墨田"]}, "墨田区"),
        ({"wards": ["世田谷区"]}, "墨田区、台東区、杉並区"),
        ({"themes": ["キャッシュレス"]}, "キャッシュレス決済"),
        ({"years": "R6-R4"}, "R4-R6"),
        ({"years": "R4-"}, "'R4-'"),
        ({"committee": "あ" * 61}, "60"),
        ({"templates": [Path("none.pptx")]}, "none.pptx"),
    ],
)
def test_a_choice_that_does_not_exist_is_refused_in_a_line(options: dict[str, Any], words: str) -> None:
    with pytest.raises(WardKpiError) as caught:
        read_pack(Study.of(ROOT), **options)
    assert words in caught.value.message("ja") and "\n" not in caught.value.message("ja")


@pytest.fixture(scope="module")
def of_one_ward() -> dict[str, Any]:
    """Return the figures of a pack of one ward, two themes and three years, by name; None where there is none."""
    study = Study.of(ROOT, "en")
    pack = read_pack(study, wards=["台東区"], themes=["キャッシュレス決済", "マイナンバーカード"], years="R4-R6")
    drawn = draw_all(pack, ["mynumber_series", "ward_positions", "progress_bars"])
    return {"left_out": drawn.left_out, **{one.name: one.figure for one in drawn.pictures}}


def test_a_ward_that_was_not_asked_for_is_not_said_to_have_no_figure(of_one_ward: dict[str, Any]) -> None:
    written = [text.get_text() for axes in of_one_ward["mynumber_series"].axes for text in axes.texts]
    assert "no such figure" not in written
    labels = [label.get_text() for axes in of_one_ward["mynumber_series"].axes for label in axes.get_xticklabels()]
    assert "Taito" in labels and not {"Sumida", "Suginami"} & set(labels)


def test_progress_is_chosen_by_the_year_of_its_result(of_one_ward: dict[str, Any]) -> None:
    """Taito's newest figures are estimates for FY2025."""
    assert of_one_ward["left_out"] == ("progress_bars",)


def test_an_axis_of_a_single_year_is_as_wide_as_it_and_one_of_dates_has_two_of_them(
    of_one_ward: dict[str, Any],
) -> None:
    series = of_one_ward["mynumber_series"].axes[0]
    assert np.ptp(series.get_xlim()) < 2 * 366
    ticks = of_one_ward["ward_positions"].axes[-1].get_xticklabels()
    assert [one.get_text() for one in ticks] == ["2022-04", "2022-12"]


def test_what_was_not_asked_for_is_not_said_to_be_lacking_in_the_data() -> None:
    years = Study.of(ROOT, "en").names.years((2022, 2024))
    said = sentence(["outlook"], "en", was_chosen=True, years=years)
    assert "no value in FY2022 to FY2024" in said and "the data hold nothing" not in said


def test_an_order_of_wards_is_in_a_pack_only_if_asked_for() -> None:
    assert "ranking_sensitivity" in FIGURES
    assert set(shown_by_default(Study.of(ROOT))) == set(FIGURES) - {"ranking_sensitivity"}


@pytest.mark.usefixtures("without_documents")
def test_a_figure_that_fails_is_named_and_the_rest_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = pack_folder.draw_picture

    def fails(question: Any, pack: Pack) -> Any:
        if question.name == "scorecard":
            raise ValueError("no room\nfor a label")
        return draw(question, pack)

    monkeypatch.setattr(pack_folder, "draw_picture", fails)
    assert export(tmp_path, "--figures", "scorecard") == 1
    said = capsys.readouterr()
    assert "scorecard" in said.err and "no room for a label" in said.err and "Traceback" not in said.err
    assert (tmp_path / "pack" / "charts" / f"{CHEAP}.png").is_file()
    assert '"scorecard": "ValueError' in (tmp_path / "pack" / "manifest.json").read_text(encoding="utf-8")


def test_a_pack_in_black_and_white_has_no_colour_of_a_ward() -> None:
    study = Study.of(ROOT)
    assert read_pack(study, mono=True).colour("#005AFF") == "#000000"
    assert read_pack(study).colour("#005AFF") == "#005AFF"


# --- a master of the ward's own --------------------------------------------------------------------------------------


@pytest.fixture
def their_deck(tmp_path: Path) -> Path:
    """Return a deck as another program's default makes it: 4:3, with one slide and a footer of its own place."""
    deck: Any = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "既存のスライド"
    path = tmp_path / "their.pptx"
    deck.save(str(path))
    return path


@pytest.fixture
def their_paper(tmp_path: Path) -> Path:
    document: Any = docx.Document()
    document.styles["Normal"].font.name = "MS Mincho"
    document.add_paragraph("図1　前からある図", style="Caption")
    path = tmp_path / "their.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    "given", [["--for", "committee", "--template", "no.pptx"], ["--figures", CHEAP, "--into", "no.docx"]]
)
def test_a_file_of_the_wards_own_that_is_not_there_is_said_to_be_missing(
    given: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "--root", str(ROOT), *given]) == 1
    said = capsys.readouterr().err
    assert said.endswith(f"{given[-2]} のファイル {given[-1]} がありません。名前と場所を確かめてください。\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--ward", "--theme", "--figures"])
@pytest.mark.parametrize("typed", ["", " ", "、,"])
def test_an_option_that_names_nothing_is_not_all(
    option: str, typed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--root", str(ROOT), "--output", str(tmp_path / "pack"), option, typed]) == 1
    assert f"{option}='{typed}' は何も指していません" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["docx", "pptx"])
def test_a_master_that_is_none_is_refused_before_anything_is_drawn(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    junk = tmp_path / f"junk.{ending}"
    junk.write_bytes(b"junk")
    monkeypatch.setattr(pack_folder, "draw_all", lambda *_: pytest.fail("drawn"))
    assert export(tmp_path, "--template", str(junk)) == 1
    assert f"junk.{ending} は .{ending} として読めません" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["docx", "pptx"])
@pytest.mark.parametrize("held", ["", "half a zip", "of the other kind"])
def test_a_figure_goes_into_no_file_that_is_none_of_its_kind(
    held: str, ending: str, tmp_path: Path, their_deck: Path, their_paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = {"docx": their_deck, "pptx": their_paper}[ending]
    content = {"half a zip": other.read_bytes()[:2000], "of the other kind": other.read_bytes()}.get(
        held, held.encode()
    )
    theirs = tmp_path / f"theirs.{ending}"
    theirs.write_bytes(content)
    before = sorted(tmp_path.iterdir())
    assert main(["export", "--root", str(ROOT), "--into", str(theirs), "--figures", CHEAP]) == 1
    said = capsys.readouterr().err
    assert f"theirs.{ending} は .{ending} として読めません" in said and len(said.splitlines()) == 1
    assert theirs.read_bytes() == content and sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("kind", ["pptx", "docx"])
def test_one_figure_goes_into_a_copy_of_a_file_that_keeps_what_it_had(
    kind: str, their_deck: Path, their_paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = their_deck if kind == "pptx" else their_paper
    before = original.read_bytes()
    assert main(["export", "--root", str(ROOT), "--figures", CHEAP, "--into", str(original)]) == 0
    copy = original.with_name(f"their-{CHEAP}.{kind}")
    assert copy.name in capsys.readouterr().out and original.read_bytes() == before
    if kind == "pptx":
        made: Any = pptx.Presentation(str(copy))
        old, new = made.slides
        assert (made.slide_width, made.slide_height) == (9144000, 6858000)
        assert old.shapes.title.text_frame.text == "既存のスライド"
        [picture] = [shape for shape in new.shapes if shape.shape_type == 13]
        assert len(picture._element.nvPicPr.cNvPr.get("descr")) > 50
        assert picture.left >= 0 and picture.left + picture.width <= made.slide_width
        foot = next(shape for shape in new.shapes if shape.name == "Sources")
        assert "出典：" in foot.text_frame.text and picture.top + picture.height <= foot.top
        assert foot.top + foot.height <= made.slide_height
        assert not [one for one in new.placeholders if one.placeholder_format.type == PP_PLACEHOLDER.DATE]
    else:
        document: Any = docx.Document(str(copy))
        assert document.styles["Normal"].font.name == "MS Mincho"
        assert [one.text.split("　")[0] for one in document.paragraphs if one.style.name == "Caption"] == ["図1", "図2"]
        assert len(document.inline_shapes) == 1
    assert main(["export", "--root", str(ROOT), "--figures", CHEAP, "--into", str(original)]) == 1  # it is there now
    assert copy.name in capsys.readouterr().err


def into(original: Path, *options: str) -> int:
    return main(["export", "--root", str(ROOT), "--figures", CHEAP, "--into", str(original), *options])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--output", "copy.pptx"], ".docx"),
        (["--output", "their.docx", "--force"], "元のファイル"),
        (["--date", "R7.10.1"], "--date は --into と"),
        (["--template", "their.docx"], "--template は --into と"),
        (["--ask"], "--ask は --into と"),
        (["--years", "1990"], "平成2年度の値がない"),
    ],
)
def test_what_cannot_become_a_copy_is_refused_in_a_line(
    options: list[str],
    words: str,
    their_paper: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(their_paper.parent)
    before = their_paper.read_bytes()
    assert into(their_paper, *options) == 1
    said = capsys.readouterr().err
    assert words in said and len(said.splitlines()) == 1
    assert their_paper.read_bytes() == before and list(their_paper.parent.iterdir()) == [their_paper]


def test_the_screen_repeats_what_a_single_figure_shows(their_paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert into(their_paper, "--ward", "sumida", "--lang", "en") == 0
    assert f"set: figures {CHEAP}, wards of the figures Sumida\n" in capsys.readouterr().out


def test_a_new_slide_has_the_footers_of_the_one_before_and_no_title_breaks_inside_a_word(their_deck: Path) -> None:
    from analysis.office.slide_deck import Deck

    deck: Any = pptx.Presentation(str(their_deck))
    layout = next(one for one in deck.slide_layouts if one.name == "Title Only")
    slide = deck.slides.add_slide(layout)
    footer = next(one for one in layout.placeholders if one.placeholder_format.type == PP_PLACEHOLDER.FOOTER)
    slide.shapes._spTree.append(deepcopy(footer._element))
    slide.shapes[-1].text_frame.text = "企画総務委員会資料"
    deck.save(str(their_deck))
    more = Deck(read_pack(Study.of(ROOT), templates=[their_deck]), keep_slides=True)
    made = more.add_slide("3テーマで進捗を計算できる指標：墨田区（令和6年度実績）は4指標のうち達成2・順調1・判定保留1")
    found = {one.placeholder_format.type: one.text_frame.text for one in made.placeholders}
    assert found.pop(PP_PLACEHOLDER.FOOTER) == "企画総務委員会資料" and list(found) == [PP_PLACEHOLDER.TITLE]
    lines = made.shapes.title.text_frame.text.split("\v")
    size = made.shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt
    inner = made.shapes.title.width / 914400 - 0.2  # the insets of the default master
    assert all(text_width(line, size) <= inner for line in lines)


def test_a_picture_in_a_paper_leaves_room_for_its_caption(their_paper: Path) -> None:
    document: Any = docx.Document(str(their_paper))
    section = document.sections[-1]  # Letter with margins of an inch
    page = (section.page_height - section.top_margin - section.bottom_margin) / 36000
    assert height_above_caption(document, "図の名前") < page - 8
    assert height_above_caption(document, "図の名前" * 60) < height_above_caption(document, "図の名前")


def test_slides_follow_the_wards_own_master_and_stay_on_its_page(their_deck: Path) -> None:
    from analysis.office.slide_deck import Deck, Line

    pack = read_pack(Study.of(ROOT), templates=[their_deck], department="情報政策課")
    deck = Deck(pack)
    slide = deck.add_slide("題名", "種別")
    deck.add_text(slide, deck.content, [Line("本文")])
    path = their_deck.with_name("made.pptx")
    path.write_bytes(deck.finish())
    made: Any = pptx.Presentation(str(path))
    [only] = made.slides  # the example slide of the master is gone
    assert only.slide_layout.name == "Title Only"
    for shape in only.shapes:
        assert shape.top + shape.height <= made.slide_height and shape.left + shape.width <= made.slide_width
    assert "情報政策課" in "".join(one.text_frame.text for one in only.placeholders)
    assert "BIZ" not in only._element.xml  # the master's own font
    assert "srgbClr" not in only._element.xml  # and its colours: a title may be white on a dark band


def test_a_master_that_is_none_is_refused_in_a_line(tmp_path: Path) -> None:
    from analysis.office.slide_deck import Deck
    from analysis.office.word_document import Paper

    for name, make in (("bad.pptx", Deck), ("bad.docx", Paper)):
        bad = tmp_path / name
        bad.write_bytes(b"no zip")
        with pytest.raises(WardKpiError) as caught:
            make(read_pack(Study.of(ROOT), templates=[bad]))
        assert name in caught.value.message("ja") and "\n" not in caught.value.message("ja")


# --- the dialogue ----------------------------------------------------------------------------------------------------

ASKED = """
import sys
from analysis.drawing import style
from analysis.office import pack_folder
style.FORMATS = ("png",)
for name in ("slides", "paper", "workbook"):
    setattr(pack_folder, name, lambda *_: b"")
from analysis.cli.commands import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="NOT CHECKED: there is no such terminal")
def test_the_dialogue_asks_in_a_terminal_again_where_needed_and_takes_empty_answers(tmp_path: Path) -> None:
    """Answer as somebody at a keyboard would: a slip first, then a date, a committee, nothing else."""
    answers = iter(["きのう", "令和7年10月1日", "企画総務委員会", "", "", "", ""])
    command = [sys.executable, "-c", ASKED, "export", "--root", str(ROOT), "--figures", CHEAP, "--ask"]
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [*command, "--output", str(tmp_path / "pack")], stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    )
    os.close(theirs)
    said, answered, end = b"", 0, time.monotonic() + 600
    while time.monotonic() < end:
        if not select.select([ours], [], [], 1)[0]:
            continue
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux says so when the other side has closed
            break
        if not piece:
            break
        said += piece
        while answered < len(re.findall(r"）: ".encode(), said)):
            os.write(ours, (next(answers, "") + "\n").encode())
            answered += 1
    os.close(ours)
    text = said.decode("utf-8", "replace")
    assert child.wait(timeout=60) == 0, text
    assert text.count("日付（例") == 2 and "日付='きのう'" in text  # asked again, with the reason
    assert "上書き" not in text  # there is nothing yet
    assert "日付「令和7年10月1日」" in text and "委員会「企画総務委員会」" in text
    assert re.search(r"空欄のままの項目.*部署、資料番号", text)


@pytest.mark.usefixtures("without_documents")
@pytest.mark.parametrize(("answer", "code"), [("", 1), ("はい", 0)])
def test_the_dialogue_asks_before_a_pack_edited_by_hand_is_overwritten(
    answer: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(tmp_path) == 0
    edited = tmp_path / "pack" / "charts" / f"{CHEAP}.csv"
    edited.write_text("直した", encoding="utf-8")
    asked: list[str] = []
    monkeypatch.setattr("builtins.input", lambda prompt: asked.append(prompt) or (answer if "上書き" in prompt else ""))
    assert export(tmp_path, "--ask") == code
    assert "上書き" in asked[-1] and (edited.read_text(encoding="utf-8") == "直した") is (code == 1)


@pytest.mark.parametrize("name", ["pack", "report", "lab"])
def test_files_to_double_click_are_one_plain_line_that_calls_run_py(name: str) -> None:
    content = (ROOT / f"{name}.cmd").read_bytes()
    assert content.isascii() and content.count(b"\r\n") == content.count(b"\n") == 1
    task = {"pack": b"committee --ask"}.get(name, name.encode())
    assert b"py run.py " + task in content and content.strip().endswith(b"pause")  # what was said stays on the screen
