"""Tables for reading: names, kinds and years shown; missing never blank or 0; caveats and sources from the rows."""

from __future__ import annotations

import re

import pytest

import analysis
from analysis.tables import NONE, figures_table, progress_table


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


def test_a_ward_without_any_figure_is_marked_and_not_blank() -> None:
    html = figures_table(analysis.compare("cashless_usage_rate"), title="利用率")._repr_html_()
    cells = re.findall(r"<td[^>]*>(.*?)</td>", html)
    assert "公表なし" in _text(html)
    assert NONE in cells
    assert "" not in [cell.strip() for cell in cells]
    assert "nan" not in _text(html).lower()


def test_two_figures_of_one_year_both_stand() -> None:
    rows = analysis.load_observations(concept="mynumber_card_rate", ward="sumida")
    shown = _text(figures_table(rows, title="カード")._repr_html_())
    assert "32.7% / 40.1%" in shown  # 1 April and 1 September 2021


def test_caveats_are_footnotes_in_the_language_asked_for() -> None:
    rows = analysis.progress(analysis.load_observations(theme="cashless"))
    caveat = analysis.load_indicators().set_index("indicator").loc["taito.cashless_usage_rate"]
    assert caveat["caveat_ja"] in progress_table(rows, title="a")._repr_html_()
    english = progress_table(rows, title="a", lang="en")._repr_html_()
    assert caveat["caveat_en"] in english
    assert caveat["caveat_ja"] not in english


def test_notes_that_differ_in_a_date_only_are_one_footnote() -> None:
    rows = analysis.load_observations(concept="mynumber_card_rate", ward="suginami")
    assert _text(figures_table(rows, title="カード")._repr_html_()).count("人口は") == 1


def test_the_same_rows_give_the_same_html() -> None:
    rows = analysis.compare("open_data")
    first, second = (figures_table(rows, title="a") for _ in range(2))
    assert first._repr_html_() == second._repr_html_()
    assert repr(first) == repr(second)
