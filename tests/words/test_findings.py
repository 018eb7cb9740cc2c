"""Findings are computed: right for the documents' figures, different when a figure differs, in both languages."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from analysis.charts.required_steps import open_targets

from analysis.charts import FIGURES
from analysis.data.study import Study
from analysis.findings import FINDINGS, sentences, title
from analysis.measures import rankings, views
from analysis.questions import NAMES

TABLES = {
    "availability_matrix": lambda: views.availability(study=Study.of()),
    "cashless_definitions": lambda: views.trajectories("cashless", study=Study.of()),
    "comparability_matrix": lambda: views.comparability_with_reasons(study=Study.of()),
    "mynumber_series": lambda: views.card_rates(study=Study.of()),
    "outlook": open_targets,
    "progress_bars": lambda: views.main_progress(study=Study.of()),
    "ranking_sensitivity": lambda: rankings.summary(rankings.options(None, Study.of()), Study.of()),
    "scorecard": lambda: views.scorecard(study=Study.of()),
    "trajectories": lambda: views.trajectories("onlinization", study=Study.of()),
}


def said(name: str, rows: pd.DataFrame | None = None, lang: str = "ja") -> str:
    """Return all sentences of one question as one text."""
    return " ".join(sentences(name, TABLES[name]() if rows is None else rows, lang=lang))


def test_every_figure_has_findings() -> None:
    for name in set(FIGURES) - set(NAMES):
        assert any(name.startswith(question) for question in FINDINGS), name


@pytest.mark.parametrize("name", TABLES)
def test_sentences_end_and_are_in_their_language(name: str) -> None:
    rows = TABLES[name]()
    for sentence in sentences(name, rows):
        assert sentence.endswith("。"), sentence
        assert re.search("[ぁ-ん]", sentence), sentence
        assert "nan" not in sentence.lower()
    for sentence in sentences(name, rows, lang="en"):
        assert sentence.endswith("."), sentence
        assert not re.search("[ぁ-んァ-ヶ一-龠]", sentence), sentence
        assert "nan" not in sentence.lower().split()


@pytest.mark.parametrize("name", TABLES)
def test_a_title_is_the_first_sentence_without_its_stop(name: str) -> None:
    rows = TABLES[name]()
    assert sentences(name, rows)[0] == title(name, rows) + "。"


# --- what they say, from the documents' figures ---------------------------------------------------------------------


def test_progress() -> None:
    text = said("progress_bars")
    assert "7指標中3（墨田区2・台東区1）、杉並区は実績の公表なし" in text
    assert "墨田区のキャッシュレス決済手続数の755.6%（13手続から217手続、目標40手続）" in text  # 204/27
    assert "台東区のオンライン手続比率の20%（10%から20%、目標60%）" in text
    assert "目標の置き方によるところが大きく" in text


def test_trajectories() -> None:
    text = said("trajectories")
    assert "墨田区は23手続（目標25）・37手続（目標44）、R6実績" in text
    assert "台東区は20%（目標60%）、R7実績見込" in text
    assert "杉並区は計画のみ（R8に320手続）" in text
    assert "杉並区のR5末260手続は" in text
    assert "比べられるのはひとつもない" in text
    cards = " ".join(sentences("trajectories", views.trajectories("mynumber", study=Study.of())))
    assert "比べられるのはマイナンバーカード交付率だけである" in cards
    assert "2種類（目標充実）" in cards


def test_cashless() -> None:
    text = said("cashless_definitions")
    assert "キャッシュレス決済手続数217手続（R6実績）" in text
    assert "キャッシュレス決済利用率22%（R7見込）" in text
    assert "順位は付けられない" in text
    assert "墨田区はキャッシュレス決済利用率、台東区はキャッシュレス決済手続数、杉並区は" in text


def test_cards() -> None:
    text = said("mynumber_series")
    assert "墨田区のR3基準値40%は令和3年9月1日の値（40.1%）" in text
    assert "台東区のR2基準値35%は令和3年2月1日の値（35.3%）" in text
    assert "墨田区は47.3%（令和4年4月1日）で基準値より7.3ポイント高い" in text
    assert "台東区は37.4%（令和3年4月1日）で基準値より2.4ポイント高い" in text
    assert "台東区63.1%、杉並区58.2%、東京都57.9%、墨田区57.7%、全国57.1%" in text
    assert "墨田区73%、台東区73%、杉並区71%" in text


def test_scorecard() -> None:
    text = said("scorecard")
    assert "杉並区は数値の実績なし" in text
    assert "未達成: 台東区のオンライン手続比率（20%、目標60%）" in text
    assert "台東区の電子決裁利用率（99%、目標100%）" in text
    assert "遅れ: 墨田区のオンライン相談の業務数（40業務、目標50業務）" in text


def test_outlook() -> None:
    text = said("outlook")
    assert "期限前の5目標のうち2（墨田区の文書管理電子決裁率、墨田区のオンライン相談の業務数）" in text
    assert "R7までに年25.2ポイントが必要。これまでは年2.9〜8.9ポイント（中央値5ポイント、3回）" in text


def test_rankings() -> None:
    text = said("ranking_sensitivity")
    assert "7テーマのうち3（行政手続のオンライン化、マイナンバーカード、職員研修）" in text
    assert "マイナンバーカードのペース" in text
    assert "職員研修の目標比" in text


def test_availability_and_comparability() -> None:
    assert "3区とも数値を公表しているのは1（行政手続のオンライン化）、実績（見込を含む）までそろうのは0" in said(
        "availability_matrix"
    )
    text = said("comparability_matrix")
    assert "墨田区・台東区で同じ定義の値を比べられるのは20テーマ中3" in text
    assert "墨田区・杉並区、台東区・杉並区の間で、区自身の値を比べられるテーマはない" in text


# --- they follow the data ----------------------------------------------------------------------------------------


def test_a_changed_result_changes_the_sentence() -> None:
    rows = views.main_progress(study=Study.of())
    cashless = rows["indicator"] == "sumida.cashless_procedures"
    rows.loc[cashless, ["value", "progress", "status"]] = [27.0, 14 / 27, "behind"]
    text = said("progress_bars", rows)
    assert "7指標中2（墨田区1・台東区1）" in text
    assert "755.6%" not in text
    assert "224%" in text  # now Taito's card rate went furthest


def test_a_baseline_of_the_years_end_is_no_finding() -> None:
    rows = views.card_rates(study=Study.of())
    assert not [one for one in sentences("mynumber_series", rows[rows["kind"] != "baseline"]) if "年度末" in one]


def test_without_open_targets_nothing_needs_to_be_faster() -> None:
    rows = open_targets()
    rows["verdict"] = rows["verdict"].replace("faster_than_ever", "within_range")
    assert title("outlook", rows).startswith("期限前の5目標のうち0は")
