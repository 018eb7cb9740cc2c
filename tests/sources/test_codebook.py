"""The page of the codebook: it says what the codebook says, and a stale page is found out."""

from pathlib import Path

import pytest
import synthetic
from quoted_data import QUOTED
from synthetic import ASAHINA, PLAN, Source, Table

from analysis.cli.commands import main
from analysis.data.study import Study
from analysis.measures.absence import ABSENCES
from analysis.measures.attainment import STATUSES
from analysis.sources import codebook
from analysis.sources.raw import load_raw
from analysis.words.errors import DataError
from analysis.words.labels import REASONS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small root."""
    rows = {"asahina.procedures": ["13手続", "23手続", "37手続", "44手続"]}
    return synthetic.write(tmp_path, {"asahina-plan": Source("2025", {"kpi": Table(PLAN, rows)}, ASAHINA)})


def test_every_concept_theme_and_unit_is_on_the_page(root: Path) -> None:
    book = load_raw(root).codebook
    for lang in ("en", "ja"):
        page = codebook.render(load_raw(root), lang)
        for name in (*book.concepts, *book.themes, *book.units):
            assert f"`{name}`" in page, (lang, name)


def test_grades_stand_on_the_page_with_their_evidence(root: Path) -> None:
    english, japanese = (codebook.render(load_raw(root), lang).splitlines() for lang in ("en", "ja"))
    assert "| `use_rate` | Asahina, Hoshino, Nagisa | D | each ward divides by its own total. |" in english
    assert "| `use_rate` | 朝比奈区、星野区、渚区 | D | 分母が区により異なる。 |" in japanese


def test_every_status_is_explained_and_what_a_concept_counts_is_said(root: Path) -> None:
    path = root / "data" / "raw" / "concepts.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("[concepts.leaks]\n", '[concepts.leaks]\ncounts = "flow"\n')
    )
    english, japanese = (codebook.render(load_raw(root), lang) for lang in ("en", "ja"))
    for name in STATUSES:
        assert f"(`{name}`): " in english and f"（`{name}`）" in japanese.replace("(", "（").replace(")", "）")
    assert "| `leaks` | leaks | items | lower | flow | leaks |" in english
    assert "| `procedures` | procedures | procedures | 高い | ストック | procedures |" in japanese
    assert "| `measures` | measures | text | – | – | measures |" in english  # words count nothing


def test_definitions_and_notes_of_one_ward_are_on_the_page(root: Path) -> None:
    with (root / "data" / "raw" / "concepts.toml").open("a", encoding="utf-8") as file:
        file.write('[definitions.ministry_card_rate]\nconcept = "card_rate"\ncaveat_en = "a|b"\ncaveat_ja = "別の率"\n')
        file.write('[indicators."asahina.procedures"]\ncaveat_ja = "x"\ncaveat_en = "only some"\n')
    page = codebook.render(load_raw(root), "en")
    assert r"| `ministry_card_rate` | `card_rate` | card_rate | a\|b |" in page
    assert "| `asahina.procedures` | only some |" in page


def test_a_page_is_written_checked_and_found_stale(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DataError, match=r"docs/codebook\.md is not what"):
        codebook.check(root)
    codebook.write(root)
    codebook.check(root)
    with (root / "docs" / "codebook.ja.md").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert main(["codebook", "--check", "--root", str(root), "--lang", "en"]) == 1
    assert "docs/codebook.ja.md is not what" in capsys.readouterr().err
    assert main(["codebook", "--root", str(root), "--lang", "en"]) == 0
    assert main(["codebook", "--check", "--root", str(root), "--lang", "en"]) == 0


def test_the_committed_pages_are_up_to_date(project_root: Path) -> None:
    codebook.check(project_root)


def test_every_status_and_reason_has_its_meaning() -> None:
    for lang, page in codebook.PAGES.items():
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        for status in STATUSES:
            assert f"(`{status}`): " in text
        assert {"ja": "判定不能 (空欄): ", "en": "cannot be judged (empty): "}[lang] in text
        for reason in [*filter(None, REASONS), *ABSENCES]:
            assert f"\n- `{reason}`: " in text


@pytest.mark.parametrize(("lang", "end"), [("ja", "。"), ("en", ". ")])
def test_what_a_definition_says_no_caveat_repeats(lang: str, end: str) -> None:
    """Both stand in one row of the page."""
    table = Study.of(QUOTED).tables.indicators
    for definition, caveat in zip(table[f"definition_{lang}"], table[f"caveat_{lang}"], strict=True):
        sentences = [one for one in f"{definition} {caveat}".replace("。 ", "。").split(end) if one.strip()]
        assert len(set(sentences)) == len(sentences), sentences


def test_the_order_of_stages_is_told_as_ours(root: Path) -> None:
    english, japanese = (codebook.render(load_raw(root), lang) for lang in ("en", "ja"))
    assert "順はこちらで置いたもので、資料に示されていない" in japanese
    assert "the order is ours; no document states one" in english
