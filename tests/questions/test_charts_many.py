"""The figures that are tables, for more wards than can each have a column: every ward in a row of one page.

The figures of the added wards are made up; what a cell must hold is worked out from them by hand.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from ward_tables import cell, row_says, shown

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.study import Study
from analysis.drawing import style
from analysis.measures import rankings
from analysis.questions import scorecard

TABLES = ("availability_matrix", "comparability_matrix", "scorecard", "ranking_sensitivity")
CODES = {ward.slug: ward.code for ward in SPECIAL_WARDS}
PROJECT = Path(__file__).resolve().parents[2]
HIGHEST = 12.0


# --- all 23 wards --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ranked(everyone: Path) -> pd.DataFrame:
    return rankings.summary(rankings.options(None, Study.of(everyone)), Study.of(everyone))


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_all_23_wards_stand_on_one_page(everyone: Path, ranked: pd.DataFrame, name: str, lang: str) -> None:
    table = ranked if name == "ranking_sensitivity" else None
    figure = analysis.FIGURES[name](table, root=everyone, lang=lang, mono=lang == "en")
    texts = shown(figure)
    written = [text.get_text() for text in texts]
    names = [ward.name_ja if lang == "ja" else ward.name_en for ward in SPECIAL_WARDS]
    assert [one for one in names if written.count(one) != 1] == []
    assert figure.get_figheight() <= HIGHEST
    assert min(text.get_fontsize() for text in texts) >= 6
    assert style.overlaps(figure) == []
    assert len(figure.ward_kpi.title) <= (100 if lang == "ja" else 180)
    assert all(one in figure.ward_kpi.alt for one in names)


# --- where each ward stands ----------------------------------------------------------------------------------------


def test_each_kpi_is_a_sign(wards_of_all_sorts: Path) -> None:
    figure = analysis.scorecard(root=wards_of_all_sorts)
    assert cell(figure, "江東区", "マイナンバーカード") == "◎"
    assert cell(figure, "江東区", "オープンデータ") == "△"
    assert cell(figure, "江東区", "達成") == "1/2"
    assert cell(figure, "渋谷区", "マイナンバーカード") == "－"
    assert cell(figure, "渋谷区", "達成") == "－"
    assert cell(figure, "港区", "キャッシュレス決済") == "文"
    assert cell(figure, "港区", "マイナンバーカード") == ""
    # words on what was done, without a target, are no more than nothing here
    assert row_says(figure, "北区") == row_says(figure, "中央区") == ["目標も数値の実績も公表なし"]
    assert cell(figure, "台東区", "窓口・情報発信") == "◎×文文"  # the best first


def test_the_title_of_the_scorecard_counts(wards_of_all_sorts: Path) -> None:
    study, english = Study.of(wards_of_all_sorts), Study.of(wards_of_all_sorts, "en")
    rows = scorecard.table(study)
    rows = rows[rows["ward"].isin([CODES[slug] for slug in ("koto", "ota", "shibuya", "kita", "minato")])]
    assert (
        scorecard.claims(rows, study)[0].title(study)
        == "自らの数値目標を達成したのは、2区のKPI3件のうち2件（最多は江東区・大田区の各1件）、3区は数値の実績なし"
    )
    title = scorecard.claims(rows, english)[0].title(english)
    assert title.startswith("2 of 3 KPIs of 2 wards met the ward's own target")
    assert title.endswith("no result in figures from 3 of 5 wards")
