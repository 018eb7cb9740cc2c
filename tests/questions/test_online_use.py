"""Shares of applications made online: the agency's figures, who leads, how far wards lie apart, and many wards."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from new_wards import OTHERS

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.load import load_indicators
from analysis.data.study import Study
from analysis.questions import online_use, yardstick_procedures
from analysis.questions.online_use import QUESTION, online_is_not_used

CODES = {ward.slug: ward.code for ward in SPECIAL_WARDS}
NAMES = {ward.code: ward.name_ja for ward in SPECIAL_WARDS}
HIGHEST = 12.0


def bars(axes: Axes) -> list[Rectangle]:
    """Return the bars of ``axes`` from top to bottom."""
    found = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    return sorted(found, key=lambda bar: bar.get_y())


def with_shares(rows: pd.DataFrame, shares: dict[tuple[str, str], float]) -> pd.DataFrame:
    """Return rows of a yardstick with made-up shares by ward and concept."""
    found = [shares.get((row.ward, row.concept), row.value) for row in rows.itertuples()]
    return rows.assign(value=found, unit="percent")


# --- table and sentences -----------------------------------------------------------------------------------------


def test_every_service_has_every_ward(project_root: Path, everyone: Path) -> None:
    rows = online_use.table(Study.of(project_root))
    assert len(rows) == 9
    assert set(rows["origin"]) == {"reference"}
    many = online_use.table(Study.of(everyone))
    assert many.groupby("concept")["ward"].nunique().tolist() == [23, 23, 23]
    assert (many["origin"] == "absent").sum() == 3 * 20
    assert many.loc[many["origin"] == "absent", "value"].isna().all()


def test_sentences_say_who_leads_and_how_far_apart_wards_are(project_root: Path) -> None:
    study = Study.of(project_root)
    said = QUESTION.sentences(QUESTION.table(study), study)
    assert "粗大ごみのオンライン利用率は台東区（83.3%）" in said[0]
    assert "施設予約のオンライン利用率が最も低いのは台東区67%で、最も高い区と27.2ポイントの差。" in said
    english = QUESTION.sentences(QUESTION.table(study), study.in_language("en"))
    assert "Facility bookings made online: lowest Taito 67%, 27.2 points below the highest." in english


def test_the_least_online_may_lead_in_use_or_nowhere(project_root: Path) -> None:
    study = Study.of(project_root)
    offered, use = yardstick_procedures.table(study), online_use.table(study)
    told = online_is_not_used(offered, use)
    assert "32手続のオンライン化率が最も低い台東区（50%）が、粗大ごみのオンライン利用率では最も高い" in told
    assert "being online is not being used" in online_is_not_used(offered, use, lang="en")
    use.loc[use["ward"] == "131067", "value"] = 1.0
    assert "首位の手続がない" in online_is_not_used(offered, use)
    assert "leads no service in use either" in online_is_not_used(offered, use, lang="en")


# --- chart -------------------------------------------------------------------------------------------------------


def test_bars_are_the_agencys_shares() -> None:
    widths = [round(bar.get_width(), 3) for bar in bars(analysis.online_use().axes[0])]
    assert widths == [0.814, 0.833, 0.742, 0.738, 0.67, 0.942, 0.869, 0.919, 1.0]


def test_services_stand_side_by_side_with_one_row_for_each_ward(everyone: Path) -> None:
    rows = online_use.table(Study.of(everyone))
    concepts = list(dict.fromkeys(rows["concept"]))
    made_up = {(ward.code, one): float(number * 2) for number, ward in enumerate(OTHERS) for one in concepts[:2]}
    figure = analysis.online_use(with_shares(rows, made_up), root=everyone)
    assert [len(bars(axes)) for axes in figure.axes] == [23, 23, 3]
    names = [text.get_text() for text in figure.axes[0].texts if text.get_text() in set(NAMES.values())]
    assert names == list(dict.fromkeys(rows["ward"].map(NAMES)))  # once, in the order of the wards
    assert [text.get_text() for text in figure.axes[2].texts].count("該当する値なし") == 20
    koto = names.index("江東区")
    place = [ward.slug for ward in OTHERS].index("koto")
    (bar,) = [one for one in bars(figure.axes[1]) if one.get_y() < koto < one.get_y() + one.get_height()]
    assert (bar.get_x(), bar.get_width()) == (0, pytest.approx(place * 2 / 100))
    assert f"{place * 2}%" in {text.get_text() for text in figure.axes[1].texts}


def test_a_ward_that_the_source_leaves_out_is_explained(everyone: Path) -> None:
    assert analysis.online_use(root=everyone).ward_kpi.kind.endswith("「該当する値なし」は資料に値のない区")
    whole = online_use.table(Study.of(everyone))
    whole = whole.assign(value=whole["value"].fillna(50.0), unit="percent")
    assert "該当する値なし" not in analysis.online_use(whole, root=everyone).ward_kpi.kind


def many_services(root: Path) -> pd.DataFrame:
    """Return shares of twelve concepts for all wards, one of which has none."""
    rows = online_use.table(Study.of(root))
    named = [one for one in dict.fromkeys(load_indicators(root)["concept"])][:12]
    one = rows[rows["concept"] == rows["concept"].iloc[0]].assign(unit="percent", fiscal_year=2024)
    tables = [one.assign(concept=name, value=float(number)) for number, name in enumerate(named)]
    table = pd.concat(tables, ignore_index=True)
    return table.assign(value=table["value"].mask(table["ward"] == CODES["nakano"]))


def test_many_services_are_a_table_of_numbers(everyone: Path) -> None:
    figure = analysis.online_use(many_services(everyone), root=everyone)
    shown = [text.get_text().replace("\n", "") for axes in figure.axes for text in axes.texts]
    assert [shown.count(str(number)) for number in range(12)] == [22] * 12
    assert shown.count("該当する値なし") == 1
    assert figure.get_figheight() <= HIGHEST
    title = figure.ward_kpi.title
    assert title == "12項目のうち、区の中央値が50%以上なのは0、どの区も0%なのは1"
