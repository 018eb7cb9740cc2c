"""Where each ward stands against its own targets: which KPIs, what is said of them, and their signs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
from new_wards import OTHERS, with_table
from synthetic import world

from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.questions.scorecard import QUESTION, scorecard

CODES = {ward.slug: ward.code for ward in SPECIAL_WARDS}
SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
WARDS = [SUMIDA, TAITO, SUGINAMI]
HIGHEST = 12.0
OTHER_WARDS = "、".join(ward.name_ja for ward in OTHERS)


@cache
def drawn(root: Path | None = None, lang: str = "ja", mono: bool = False) -> KpiFigure:
    """Return the figure as every test sees it; none changes it."""
    return QUESTION.draw(Study.of(root, lang), ink=Ink(mono))


def texts(figure: KpiFigure) -> list[str]:
    """Return every text that is drawn."""
    return [text.get_text() for text in style.shown_texts(figure)]


def said(rows: pd.DataFrame | None = None, root: Path | None = None, lang: str = "ja") -> list[str]:
    """Return all sentences, the title first."""
    study = Study.of(root, lang)
    return QUESTION.sentences(QUESTION.table(study) if rows is None else rows, study)


def title(rows: pd.DataFrame | None = None, root: Path | None = None, lang: str = "ja") -> str:
    return said(rows, root, lang)[0].rstrip("。.")


# --- table and sentences ----------------------------------------------------------------------------------------------


def test_the_scorecard_holds_the_kpis_that_wards_share() -> None:
    rows = QUESTION.table(Study.of())
    shared = {
        "open_data",
        "paperless",
        "security",
        "training",
        "standardization",
        "onlinization",
        "cashless",
        "mynumber",
    }
    assert shared <= set(rows["theme"])
    assert "administration" not in set(rows["theme"])  # only Sumida publishes it
    for _, group in rows.groupby("theme"):
        assert set(group["ward"]) == set(WARDS)
    assert "suginami.online_procedures_added" not in set(rows["indicator"])


def test_a_theme_of_one_ward_is_not_in_common(tmp_path: Path) -> None:
    root = world(tmp_path, {"chiyoda.card_rate": ["10%", "20%", "30%", "40%"]})
    assert QUESTION.table(Study.of(root)).empty


def test_the_sentences_hold_the_figures_of_the_documents() -> None:
    text = " ".join(said())
    assert "杉並区は数値の実績なし" in text
    assert "未達成: 台東区のオンライン手続比率（20%、目標60%）" in text
    assert "台東区の電子決裁利用率（99%、目標100%）" in text
    assert "遅れ: 墨田区のオンライン相談の業務数（40業務、目標50業務）" in text


# --- the chart --------------------------------------------------------------------------------------------------------


def test_the_scorecard_shows_sign_figures_and_progress_of_a_kpi() -> None:
    shown = texts(drawn())
    assert "217/40手続 R6 755.6%" in shown
    assert "見込 20/60% R7 20%" in shown
    assert {"◎", "○", "△", "×", "－", "文"} <= set(shown)


def test_a_result_without_a_target_is_shown_alone(koto: Path) -> None:
    with_table(koto, ["R5", "R6"], {"koto.mynumber_card_rate": ["68%", "70.5%"]})
    texts = [text.get_text() for text in style.shown_texts(scorecard(root=koto)) if text.axes is not None]
    assert "70.5% R6" in texts
    assert not [text for text in texts if "nan" in text]
