"""The figures that are tables, for more wards than can each have a column: every ward in a row of one page."""

from __future__ import annotations

from pathlib import Path

import pytest
from ward_tables import shown

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.drawing import style

TABLES = ("availability_matrix", "comparability_matrix", "scorecard", "ranking_sensitivity")
HIGHEST = 12.0


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_all_23_wards_stand_on_one_page(everyone: Path, name: str, lang: str) -> None:
    figure = analysis.FIGURES[name](root=everyone, lang=lang, mono=lang == "en")
    texts = shown(figure)
    written = [text.get_text() for text in texts]
    names = [ward.name_ja if lang == "ja" else ward.name_en for ward in SPECIAL_WARDS]
    assert [one for one in names if written.count(one) != 1] == []
    assert figure.get_figheight() <= HIGHEST
    assert min(text.get_fontsize() for text in texts) >= 6
    assert style.overlaps(figure) == []
    assert len(figure.ward_kpi.title) <= (100 if lang == "ja" else 180)
    assert all(one in figure.ward_kpi.alt for one in names)
