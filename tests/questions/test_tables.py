"""Tables for reading: names, kinds and years shown; missing never blank or 0; caveats and sources from the rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from new_wards import OTHERS

import analysis
from analysis.data.study import Study
from analysis.questions import scorecard
from analysis.questions.progress_bars import progress_table


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.S)))


@pytest.fixture(scope="module")
def cashless() -> str:
    rows = analysis.progress(analysis.load_observations(theme="cashless"))
    return progress_table(rows, title="キャッシュレス", detail=True)._repr_html_()


def test_figures_stand_with_unit_year_and_kind(cashless: str) -> None:
    shown = _text(cashless)
    for expected in ("13手続（R3）", "40手続（R7）", "217手続（R6）", "755.6%", "22%（R7 実績見込）", "0.40"):
        assert expected in shown, expected


def test_a_ward_that_gives_words_stays_with_its_words(cashless: str) -> None:
    assert "杉並区" in cashless
    assert "拡充・検討" in cashless


def test_each_document_is_named_once(cashless: str) -> None:
    assert _text(cashless).count("出典:") == 3


def test_caveats_are_footnotes_in_the_language_asked_for() -> None:
    rows = analysis.progress(analysis.load_observations(theme="cashless"))
    caveat = analysis.load_indicators().set_index("indicator").loc["taito.cashless_usage_rate"]
    assert caveat["caveat_ja"] in progress_table(rows, title="a")._repr_html_()
    english = progress_table(rows, title="a", lang="en")._repr_html_()
    assert caveat["caveat_en"] in english
    assert caveat["caveat_ja"] not in english


# --- many wards --------------------------------------------------------------------------------------------------

OTHER_WARDS = "、".join(ward.name_ja for ward in OTHERS)


def _rows(html: str) -> list[list[str]]:
    """Return the cells of a table's body."""
    found = re.findall(r"<tr>(.*?)</tr>", html.split("<tbody")[1], flags=re.S)
    return [
        [_text(cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, flags=re.S)] for row in found
    ]


def test_wards_that_publish_nothing_share_a_row_and_documents_run_on(everyone: Path) -> None:
    table = progress_table(scorecard.table(Study.of(everyone)), title="KPI", root=everyone)
    rows = _rows(table._repr_html_())
    assert [row[1] for row in rows if row[0] == "20区"][:2] == [
        f"行政手続のオンライン化: {OTHER_WARDS}",
        f"キャッシュレス決済: {OTHER_WARDS}",
    ]
    assert _text(table._repr_html_()).count("出典:") == 1
