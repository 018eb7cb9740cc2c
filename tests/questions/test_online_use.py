"""Shares of applications made online: the agency's whole table, use beside what is online, and many wards."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from new_wards import OTHERS

import analysis
from analysis.data.ids import observation_id
from analysis.data.study import Study
from analysis.drawing.page import KpiFigure
from analysis.questions import online_use, yardstick_procedures
from analysis.questions.online_use import QUESTION, online_is_not_used

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
HIGHEST = 12.0
OF_26, OF_32 = "online_procedures_26_ratio", "online_procedures_32_ratio"


def said(rows: pd.DataFrame | None = None, lang: str = "ja", root: Path | None = None) -> list[str]:
    study = Study.of(root, lang)
    return QUESTION.sentences(QUESTION.table(study) if rows is None else rows, study)


# --- table -------------------------------------------------------------------------------------------------------


def test_every_procedure_of_the_table_has_every_ward(project_root: Path) -> None:
    """52 procedures, 95 printed figures: 36 of the frequent ones, 59 of child and nursing care; 15 rows without any."""
    rows = online_use.table(Study.of(project_root))
    assert len(rows) == 52 * 3
    given = rows.dropna(subset="value")
    assert given.groupby("offered").size().to_dict() == {OF_32: 36, OF_26: 59}
    assert given["concept"].nunique() == 37
    assert set(rows.loc[rows["value"].isna(), "origin"]) == {"absent"}


def test_care_procedures_are_hardly_applied_for_online(project_root: Path) -> None:
    rows = online_use.table(Study.of(project_root))
    care = rows[(rows["offered"] == OF_26) & rows["value"].notna()]
    assert care.groupby("ward")["value"].median().to_dict() == {SUMIDA: 0, TAITO: 0, SUGINAMI: 0}
    assert (care["value"] <= 6.1).sum() == 57
    rest = care[care["value"] > 6.1]
    assert sorted(rest["value"]) == [27.8, 32.5] and set(rest["ward"]) == {SUGINAMI}


def test_wards_that_the_source_leaves_out_have_empty_rows(everyone: Path) -> None:
    many = online_use.table(Study.of(everyone))
    assert set(many.groupby("concept")["ward"].nunique()) == {23}
    assert many["value"].notna().sum() == 95


# --- sentences ---------------------------------------------------------------------------------------------------


def test_sentences_set_use_beside_what_is_online() -> None:
    assert said() == [
        "子育て・介護26手続のオンライン化率は墨田区81%、台東区100%、杉並区92%。示された利用率の中央値は3区とも0%で、"
        "最大は墨田区5.5%、台東区6.1%、杉並区32.5%（同じ手続とは限らない）。",
        "よく使う32手続のオンライン化率は墨田区68%、台東区50%、杉並区64%。示された利用率の中央値は墨田区73.8%（13手続）、"
        "台東区67%（11手続）、杉並区66.25%（12手続）（値のある手続は区により異なるため、区どうしは比べない）。",
        "「子育て・介護26手続のオンライン化率」の対象手続では、オンライン利用率の値59件のうち、"
        "杉並区の保育の支給認定の申請のオンライン利用率（27.8%）、杉並区の保育施設等の利用申込のオンライン利用率（32.5%）を除く57件は"
        "最大でも台東区の児童手当の認定請求のオンライン利用率6.1%。",
        "「よく使う32手続のオンライン化率」の対象手続では、オンライン利用率の値36件のうち25件が50%以上、"
        "1件が0%（杉並区の罹災証明書の申請のオンライン利用率（墨田区・台東区は値がない））。",
        "利用率の表にある52手続（「よく使う32手続のオンライン化率」の対象26、「子育て・介護26手続のオンライン化率」の対象26）のうち"
        "15手続には、どの区の値もない。値がないことは、オンライン化していないことを意味しない。",
    ]


def test_sentences_in_english() -> None:
    first, *_, silent = said(lang="en")
    assert first == (
        "26 child and nursing care procedures online: Sumida 81%, Taito 100%, Suginami 92%; "
        "median share applied for online: 0% in all 3 wards; largest: Sumida 5.5%, Taito 6.1%, Suginami 32.5% (not always of one procedure)."
    )
    assert silent.startswith("Of 52 procedures in the table of use (26 of")
    assert silent.endswith("15 have no figure for any ward; no figure does not mean not online.")


def test_use_is_said_of_every_ward_alike() -> None:
    """The largest share of Sumida is below that of Taito, of which alone it was once said that little is used."""
    offered, use = yardstick_procedures.table(Study.of()), online_use.table(Study.of())
    assert online_is_not_used(offered, use) == (
        "子育て・介護26手続のオンライン化率と、対象手続のうち値のあるもののオンライン利用率は、墨田区が81%で20手続の中央値0%・最大5.5%、"
        "台東区が100%で18手続の中央値0%・最大6.1%、杉並区が92%で21手続の中央値0%・最大32.5%。"
    )
    assert "median" in online_is_not_used(offered, use, lang="en")


def test_medians_of_the_same_procedures_need_no_caution() -> None:
    rows = online_use.table(Study.of())
    given = rows.dropna(subset="value")
    common = given.groupby("concept")["ward"].nunique()
    shared = rows[rows["concept"].isin(common[common == 3].index) & (rows["offered"] == OF_32)]
    (first, *_) = said(shared)
    assert "79.8%（10手続）、台東区66.85%（10手続）、杉並区66.25%（10手続）" in first and "比べない" not in first


def test_numbers_of_claims_are_recomputed(project_root: Path) -> None:
    study = Study.of(project_root)
    values = {observation_id(row): row["value"] for row in study.published.to_dict("records")}
    for claim in QUESTION.claims(QUESTION.table(study), study):
        for number in claim.numbers:
            of = [values[one] for one in number.of]
            if number.how == "median":
                assert number.value == pd.Series(of).median()
            if number.how == "stated":
                assert {number.value} == set(of)


def test_fewer_rows_add_no_claim_of_absence_and_name_their_wards() -> None:
    rows = online_use.table(Study.of())
    whole, sumida = said(), said(rows[rows["ward"] == SUMIDA])
    assert [one for one in sumida if "値もない" in one] == whole[-1:]
    assert "3区" not in "".join(sumida[:-1]) and "台東区" not in "".join(sumida)
    two = said(rows[rows["ward"] != TAITO])
    assert "中央値はいずれも0%" in two[0] and "2区とも" not in two[0] and "台東区" not in two[0]
    assert "（墨田区・杉並区）" in two[2]


def test_the_order_of_rows_changes_no_sentence() -> None:
    rows = online_use.table(Study.of())
    assert said(rows.sample(frac=1, random_state=3)) == said(rows)


def test_a_changed_figure_changes_the_sentence() -> None:
    rows = online_use.table(Study.of())
    at = (rows["ward"] == TAITO) & (rows["concept"] == "online_use_pregnancy")
    assert (
        "除く56件は最大でも台東区の児童手当の認定請求のオンライン利用率6.1%"
        in said(rows.assign(value=rows["value"].mask(at, 40.0)))[2]
    )


# --- chart -------------------------------------------------------------------------------------------------------


def dots(figure: KpiFigure) -> list[float]:
    """Return the shares at which dots stand."""
    return [
        float(x) for axes in figure.axes for line in axes.lines if line.get_markersize() < 5 for x in line.get_xdata()
    ]


@pytest.mark.parametrize("many", [False, True])
def test_there_is_a_dot_for_every_printed_figure(project_root: Path, everyone: Path, *, many: bool) -> None:
    root = everyone if many else project_root
    given = online_use.table(Study.of(root)).dropna(subset="value")
    figure = analysis.online_use(root=root)
    assert sorted(dots(figure)) == pytest.approx(sorted(given["value"] / 100))
    assert figure.get_figheight() <= HIGHEST


def test_what_is_online_stands_beside_the_dots() -> None:
    shown = {text.get_text() for axes in analysis.online_use().axes for text in axes.texts}
    assert "オンライン化率100%、中央値0%（18手続）" in shown
    assert "令和6年7月12日公表" in analysis.online_use().ward_kpi.kind
    assert "令和6年度" not in analysis.online_use().ward_kpi.alt


def test_a_ward_without_any_figure_says_so(everyone: Path) -> None:
    shown = [text.get_text() for axes in analysis.online_use(root=everyone).axes for text in axes.texts]
    assert shown.count("値なし") == 2 * len(OTHERS)


def test_the_reading_table_lists_all_figures() -> None:
    html = analysis.figures_table(online_use.table(Study.of()).dropna(subset="value"), title="t")._repr_html_()
    assert "令和6年7月12日公表" in html and "R6" not in html
    assert html.count("のオンライン利用率") >= 95
