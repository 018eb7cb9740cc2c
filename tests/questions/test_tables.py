"""Tables for reading: names, kinds and years shown; missing never blank or 0; caveats and sources from the rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from analysis.tables import figures_table, progress_table
from new_wards import OTHERS

import analysis
from analysis.data.study import Study
from analysis.measures import views
from analysis.questions._reading import NONE
from analysis.sources.clean import clean


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


# --- many wards --------------------------------------------------------------------------------------------------

OTHER_WARDS = "、".join(ward.name_ja for ward in OTHERS)


def _rows(html: str) -> list[list[str]]:
    """Return the cells of a table's body."""
    found = re.findall(r"<tr>(.*?)</tr>", html.split("<tbody")[1], flags=re.S)
    return [
        [_text(cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, flags=re.S)] for row in found
    ]


def test_of_many_wards_those_alike_are_named_together(everyone: Path) -> None:
    rows = {row[0]: row[1:] for row in _rows(analysis.availability_table(root=everyone)._repr_html_())}
    assert rows["マイナンバーカード"] == [f"22（墨田区、台東区、{OTHER_WARDS}）", "1（杉並区）", NONE]
    assert rows["キャッシュレス決済"] == ["2（墨田区、台東区）", "1（杉並区）", f"20（{OTHER_WARDS}）"]


def test_of_many_pairs_the_wards_that_can_be_compared_are_named_together(everyone: Path) -> None:
    rows = {row[0]: row[1:] for row in _rows(analysis.comparability_table(root=everyone)._repr_html_())}
    same, relative, others, measured = rows["マイナンバーカード"]
    assert same == f"マイナンバーカード交付率: 22（墨田区、台東区、{OTHER_WARDS}）"
    assert (relative, others) == (NONE, "1（杉並区）")
    assert "マイナンバーカード保有率: 3" in measured  # of 23: the table of the national source holds three
    assert rows["行政手続のオンライン化"][1:3] == ["2（墨田区、台東区）", f"21（杉並区、{OTHER_WARDS}）"]
    assert rows["システム標準化"][2] == "全23区"


def test_a_national_source_counts_as_of_all_wards_only_if_it_has_them_all(koto: Path) -> None:
    clean(koto)
    rows = {row[0]: row for row in _rows(analysis.comparability_table(root=koto)._repr_html_())}
    assert "マイナンバーカード保有率: 3" in rows["マイナンバーカード"][-1]


def test_places_of_many_wards_are_listed_the_best_first(everyone: Path) -> None:
    rows = _rows(analysis.ranking_table(root=everyone)._repr_html_())
    (held,) = [row for row in rows if row[1] == "マイナンバーカード保有率"]
    assert held[-1] == "墨田区 1、台東区 1、杉並区 3"  # 73, 73 and 71 percent


def test_wards_that_publish_nothing_share_a_row_and_documents_run_on(everyone: Path) -> None:
    table = progress_table(views.scorecard(study=Study.of(everyone)), title="KPI", root=everyone)
    rows = _rows(table._repr_html_())
    assert [row[1] for row in rows if row[0] == "20区"][:2] == [
        f"行政手続のオンライン化: {OTHER_WARDS}",
        f"キャッシュレス決済: {OTHER_WARDS}",
    ]
    assert _text(table._repr_html_()).count("出典:") == 1
