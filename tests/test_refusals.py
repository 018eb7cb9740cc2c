"""What a user can do wrong that no other test does: each input leads to its code, and to a line in either language."""

from __future__ import annotations

import builtins
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pptx
import pytest
import synthetic

import analysis
from analysis.data import marks
from analysis.data.study import Study
from analysis.office.pack import Pack
from analysis.office.slide_deck import Deck
from analysis.pages.git_revision import folder_at
from analysis.sources.model import Ward
from analysis.sources.new_source import ward_entry
from analysis.sources.validate import validate
from analysis.words.errors import WardKpiError

ROOT = Path(__file__).resolve().parents[1]
GRADE = '\n[[grades]]\nconcept = "procedures"\nwards = ["chuo", "minato"]\ngrade = "B"\nevidence_ja = "照合"\nevidence_en = "x"\n'
INDICATOR = '\n[indicators."chiyoda.nothing"]\ncaveat_ja = "注"\ncaveat_en = "note"\n'


def assert_said(error: WardKpiError, ja: str, en: str) -> None:
    for lang, words in (("ja", ja), ("en", en)):
        said = error.message(lang)
        assert words in said
        assert "\n" not in said and "{" not in said


@pytest.mark.parametrize(
    ("file", "old", "new", "problem", "ja", "en"),
    [
        ("wards.toml", '"千代田区"', f'"{"千" * 40}"', "long_name", "name_ja は40字あります", "name_ja has 40 letters"),
        (
            "wards.toml",
            '"chiyoda"',
            '"Chiyoda!"',
            "bad_slug",
            "slug = 'Chiyoda!'",
            "slug = 'Chiyoda!' must be lower-case",
        ),
        (
            "wards.toml",
            '"131024"',
            '"131016"',
            "ward_taken",
            "code か slug が重複しています",
            "code or slug is already taken",
        ),
        (
            "concepts.toml",
            "[concepts.leaks]",
            '[concepts."Le aks"]',
            "bad_name",
            "ID「Le aks」",
            "the id 'Le aks' must be",
        ),
        ("concepts.toml", "", INDICATOR, "no_indicator", "という指標はありません", "is no indicator; use chiyoda."),
        (
            "concepts.toml",
            "[units.items]\n",
            '[units.items]\nbase = "people"\n',
            "no_base",
            "'people'",
            "base = 'people' is no unit",
        ),
        ("concepts.toml", "", GRADE, "graded_twice", "procedures", "procedures of chuo and minato is graded before"),
    ],
)
def test_a_slip_in_wards_or_codebook_is_named(
    tmp_path: Path, file: str, old: str, new: str, problem: str, ja: str, en: str
) -> None:
    root = synthetic.write(tmp_path, {})
    path = root / "data" / "raw" / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    found = [one.problem for one in validate(root=root) if getattr(one.problem, "problem", "") == problem]
    assert len(found) == 1
    assert_said(found[0], ja, en)


def _without_great_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def importing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "great_tables":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", importing)


def test_a_table_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    table = analysis.coverage_table(root=ROOT)
    _without_great_tables(monkeypatch)
    with pytest.raises(WardKpiError) as caught:
        table._repr_html_()
    assert caught.value.code == "no_package"
    assert_said(caught.value, "great-tables が要ります", 'pip install "ward-kpi[tables]"')


@pytest.mark.parametrize(
    ("given", "code", "ja", "en"),
    [
        ([1, 2], "no_frame", "list は表ではありません", "list is no table"),
        (pd.DataFrame({"ward": ["131075"]}), "frame_columns", "列 ", "the table given has no column "),
    ],
)
def test_what_is_no_table_of_figures_is_refused(given: Any, code: str, ja: str, en: str) -> None:
    with pytest.raises(WardKpiError) as caught:
        analysis.position(given, root=ROOT)
    assert caught.value.code == code
    assert_said(caught.value, ja, en)


def test_a_frame_without_a_needed_column_is_told_which() -> None:
    rows = analysis.load_observations(root=ROOT).drop(columns="indicator")
    with pytest.raises(WardKpiError) as caught:
        analysis.progress(rows, root=ROOT)
    assert caught.value.code == "missing_column"
    assert_said(caught.value, "列「indicator」がありません", "no column 'indicator'")


@pytest.mark.parametrize(
    ("content", "code", "ja", "en"),
    [
        (None, "no_national_table", "がありません。「git checkout", "is missing; restore it"),
        (b'"\xff\xfe', "damaged_national_table", "壊れています", "is damaged"),
    ],
)
def test_a_national_table_that_is_missing_or_damaged_can_be_restored(
    data_root: Path, content: bytes | None, code: str, ja: str, en: str
) -> None:
    for path in (data_root / "data" / "national").glob("*.csv"):
        path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(WardKpiError) as caught:
        analysis.load_national(root=data_root)
    assert caught.value.code == code
    assert_said(caught.value, ja, en)


def test_a_revision_before_the_tables_is_named(tmp_path: Path) -> None:
    for arguments in (
        ["init", "-q"],
        ["-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x", "--allow-empty"],
    ):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    with pytest.raises(WardKpiError) as caught, folder_at(tmp_path, "HEAD"):
        pass
    assert caught.value.code == "revision_without_tables"
    assert_said(caught.value, "「HEAD」に data/clean がありません", "revision 'HEAD' holds no data/clean")


def test_when_every_mark_is_taken_a_person_chooses() -> None:
    known: list[Ward] = []
    styles: list[marks.Style] = []
    while (style := marks.next_style(styles)) is not None:
        styles.append(style)
        known.append(Ward("131016", f"w{len(known)}", "区", "W", "ward", style.colour, style.marker))
    assert len(known) >= 23
    with pytest.raises(WardKpiError) as caught:
        ward_entry(Ward("131083", "koto", "江東区", "Koto", "ward", "", ""), tuple(known))
    assert caught.value.code == "no_style_left"
    assert_said(caught.value, "手動で選んでください", "every pair of colour and marker is taken")


def test_a_master_without_a_layout_for_a_title_is_refused(tmp_path: Path) -> None:
    master = pptx.Presentation()
    for layout in list(master.slide_layouts):
        if layout.name == "Title Only":
            master.slide_layouts.remove(layout)
    master.save(str(tmp_path / "own.pptx"))
    with pytest.raises(WardKpiError) as caught:
        Deck(Pack(None, "", "", Study.of(ROOT), templates={".pptx": tmp_path / "own.pptx"}))
    assert caught.value.code == "template_lacks_layout"
    assert_said(caught.value, "own.pptx に、題名のほかに", "own.pptx has no layout with nothing but a title")
