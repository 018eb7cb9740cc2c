"""The pages that list every sentence: all of them, with what each rests on, and a stale page is found out."""

import io
import re
from pathlib import Path
from typing import NamedTuple

import pptx
import pytest
from synthetic import PLAN, world

from analysis.cli.commands import main
from analysis.data.ids import observation_id
from analysis.data.study import Study
from analysis.office import sentence_list
from analysis.office.committee_paper import paragraphs
from analysis.office.committee_slides import outline, slides
from analysis.office.pack import Pack
from analysis.questions import questions
from analysis.questions._slide import Slide
from analysis.words.errors import DataError
from analysis.words.markdown import literal

LANGUAGES = ("ja", "en")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """Return the checkout: its pages are of all that the project reads."""
    return Path(__file__).resolve().parents[2]


class Made(NamedTuple):
    """A page as it is made now, with the slides and the paper's paragraphs that it lists: each of these takes seconds."""

    page: str
    outline: list[Slide]
    paragraphs: list[str]


@pytest.fixture(scope="module")
def made(project_root: Path) -> dict[str, Made]:
    found = {}
    for lang in LANGUAGES:
        study = Study.of(project_root, lang)
        pack = Pack(None, "", "", study)
        slides_of, said = list(outline(pack)), paragraphs(pack)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sentence_list, "outline", lambda _, slides_of=slides_of: iter(slides_of))
            patch.setattr(sentence_list, "paragraphs", lambda _, said=said: said)
            found[lang] = Made(sentence_list.page(study), slides_of, said)
    return found


@pytest.fixture(scope="module")
def pages(made: dict[str, Made]) -> dict[str, str]:
    """Return both pages as they are made now."""
    return {lang: one.page for lang, one in made.items()}


@pytest.mark.slow
def test_the_committed_pages_are_up_to_date(project_root: Path, pages: dict[str, str]) -> None:
    for lang, name in (("ja", "sentences.ja.md"), ("en", "sentences.md")):
        assert (project_root / "docs" / name).read_text(encoding="utf-8") == pages[lang], "run ward-kpi sentences"


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_conclusion_and_slide_title_is_listed(project_root: Path, made: dict[str, Made], lang: str) -> None:
    study = Study.of(project_root, lang)
    for question in questions(study):
        for claim in question.claims(study.once(question.table), study):
            assert f"- {claim.said(study)}\n  - `{claim.text.key}`" in made[lang].page
    assert all(slide.title in made[lang].page for slide in made[lang].outline)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_only_the_paper_says_is_listed(made: dict[str, Made], lang: str) -> None:
    for said in made[lang].paragraphs:
        assert literal(re.sub(r"^\(\d+\) ", "", said)) in made[lang].page


@pytest.mark.slow
def test_slides_are_numbered_as_in_the_file(project_root: Path, pages: dict[str, str]) -> None:
    """A long table takes several slides, and what follows has later numbers."""
    deck = pptx.Presentation(io.BytesIO(slides(Pack(None, "", "", Study.of(project_root, "ja")))))
    titles = {number: slide.shapes.title.text for number, slide in enumerate(deck.slides, 1)}
    listed = re.findall(r"- (\d+)(?:〜(\d+))?枚目: (.*)", pages["ja"])
    assert [int(first) for first, _, _ in listed] == [2, *(int(last or first) + 1 for first, last, _ in listed[:-1])]
    assert int(listed[-1][1] or listed[-1][0]) == len(titles)
    for first, _, title in listed:  # the file has full-width colons, and page numbers after titles
        shown, said = (re.sub(r"\W", "", text) for text in (titles[int(first)], title))
        assert shown.startswith(said)


@pytest.mark.slow
def test_observations_named_on_the_pages_exist_and_are_the_same_in_both(
    project_root: Path, pages: dict[str, str]
) -> None:
    known = {observation_id(row) for row in Study.of(project_root).complete.to_dict("records")}
    named = [re.findall(r"`([a-z]+\.\w+-[\w.-]+)`", pages[lang]) for lang in LANGUAGES]
    assert named[0] == named[1]
    assert len(set(named[0])) > 50
    assert set(named[0]) <= known


def test_stale_pages_are_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    monkeypatch.setattr(sentence_list, "page", lambda study: f"about {study.lang}\n")
    monkeypatch.setattr(Study, "of", lambda root, lang: type("Said", (), {"lang": lang}))
    with pytest.raises(DataError, match=r"docs/sentences(\.ja)?\.md is not what"):
        sentence_list.check(tmp_path)
    assert main(["sentences", "--root", str(tmp_path), "--lang", "en"]) == 0
    assert (tmp_path / "docs" / "sentences.ja.md").read_text(encoding="utf-8") == "about ja\n"
    assert main(["sentences", "--check", "--root", str(tmp_path), "--lang", "en"]) == 0
    (tmp_path / "docs" / "sentences.md").write_text("", encoding="utf-8")
    assert main(["sentences", "--check", "--root", str(tmp_path), "--lang", "en"]) == 1
    assert "docs/sentences.md is not what" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        (["R4", "R5"], {}),
        (["R4", "R5"], {"asahina.procedures": ["－", "－"]}),
        (["R4", "R5"], {"asahina.measures": ["実施", "推進"]}),
        (["目標（R8）", "目標（R10）"], {"asahina.procedures": ["2手続", "3手続"]}),
        (
            PLAN,
            {"asahina.procedures": ["1手続", "2手続", "3手続", "4手続"], "hoshino.use_rate": ["1%", "2%", "3%", "4%"]},
        ),
    ],
    ids=["nothing", "dashes", "words", "targets", "two wards"],
)
def test_small_data_have_their_list_too(tmp_path: Path, columns: list[str], rows: dict[str, list[str]]) -> None:
    root = world(tmp_path / "root", rows, columns)
    assert main(["sentences", "--root", str(root), "--lang", "en"]) == 0
    assert main(["sentences", "--check", "--root", str(root), "--lang", "en"]) == 0
    english, japanese = (
        (root / "docs" / name).read_text(encoding="utf-8") for name in ("sentences.md", "sentences.ja.md")
    )
    for question in questions(Study.of(root)):
        assert f"## `{question.name}`" in english and f"## `{question.name}`" in japanese
    left_out = "- Figure yardstick_procedures is left out, for the data hold nothing that it could show."
    assert left_out in english.splitlines()
