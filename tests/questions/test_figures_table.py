"""The reading table of published figures: names, kinds and years shown; missing never blank or 0; cells know their ids."""

from __future__ import annotations

import re

from reading_tables import words_of

import analysis
from analysis.questions._figures_reading import figures_table
from analysis.questions._reading import NONE


def test_a_ward_without_any_figure_is_marked_and_not_blank() -> None:
    html = figures_table(analysis.compare("cashless_usage_rate"), title="利用率")._repr_html_()
    cells = re.findall(r"<td[^>]*>(.*?)</td>", html)
    assert words_of(html).count("読み取った資料に記載なし") == 2
    assert NONE in cells
    assert "" not in [cell.strip() for cell in cells]
    assert "nan" not in words_of(html).lower()


def test_two_figures_of_one_year_both_stand() -> None:
    rows = analysis.load_observations(concept="mynumber_card_rate", ward="sumida")
    shown = words_of(figures_table(rows, title="カード")._repr_html_())
    assert "32.7% / 40.1%" in shown  # 1 April and 1 September 2021


def test_notes_that_differ_in_a_date_only_are_one_footnote() -> None:
    rows = analysis.load_observations(concept="mynumber_card_rate", ward="suginami")
    assert words_of(figures_table(rows, title="カード")._repr_html_()).count("人口は") == 1


def test_the_same_rows_give_the_same_html() -> None:
    rows = analysis.compare("open_data", unverified=True)
    first, second = (figures_table(rows, title="a") for _ in range(2))
    assert first._repr_html_() == second._repr_html_()
    assert repr(first) == repr(second)


def test_a_cell_knows_the_observations_that_it_shows() -> None:
    rows = analysis.load_observations(concept="mynumber_card_rate", ward="sumida")
    [line] = figures_table(rows[rows["indicator"] == "sumida.mic_mynumber_card_rate"], title="カード").reading.lines
    shown = {cell.text: cell.ids for cell in line if cell.ids}
    assert len(shown["32.7% / 40.1%"]) == 2
    assert sum(map(len, shown.values())) == int((rows["indicator"] == "sumida.mic_mynumber_card_rate").sum())


def test_what_is_derived_shows_no_observation() -> None:
    table = figures_table(analysis.compare("cashless", measure="progress"), title="進捗")
    assert not [cell for line in table.reading.lines for cell in line if cell.ids]


def test_what_a_caller_left_out_is_never_told_as_absent() -> None:
    """Taito's rate is in the data (22 %), Suginami's is in no document."""
    rows = analysis.compare("cashless_usage_rate", observations=analysis.load_observations(ward="sumida"))
    lines = {line[0].text: line[1].text for line in figures_table(rows, title="利用率").reading.lines}
    assert (lines["台東区"], lines["杉並区"]) == ("選んだ行になし", "読み取った資料に記載なし")


def test_a_heading_says_that_figures_of_several_wards_are_by_their_own_definitions() -> None:
    both = analysis.load_observations(theme="open_data")  # counted alike or not: no document says
    assert "各区自身の定義" in figures_table(both).reading.title
    assert figures_table(both[both["ward"] == "131075"]).reading.title == "公表値"
    surveyed = analysis.load_observations(concept="online_procedures_32_ratio")  # one publisher measured all
    assert surveyed["ward"].nunique() > 1
    assert figures_table(surveyed).reading.title == "公表値"


def test_figures_of_a_national_series_are_not_headed_as_the_wards_own() -> None:
    rows = analysis.load_observations(theme="mynumber")
    assert "区自身の指標は各区の定義により" in analysis.figures_table(rows, lang="ja").reading.title
    own = analysis.published_by_wards(rows)
    assert "各区自身の定義による" in analysis.figures_table(own, lang="ja").reading.title


def test_planned_words_are_marked_in_the_column_of_targets() -> None:
    reading = analysis.progress_table(theme="cashless", ward="suginami", lang="ja").reading
    cells = [cell.text for line in reading.lines for cell in line]
    assert "キャッシュレス決済 拡充・検討（令和8年度 計画）" in cells


def test_an_empty_cell_of_a_national_table_is_of_a_service_and_no_absence_from_documents() -> None:
    """The agency's table lists building confirmations for every ward and leaves the cell of each empty."""
    rows = analysis.online_use().ward_kpi.rows
    empty = [line[1].text for line in figures_table(rows, lang="ja").reading.lines if line[0].text == "杉並区"]
    assert "建築確認のオンライン利用率（表に値なし）" in empty
    assert "読み取った資料に記載なし" not in empty
