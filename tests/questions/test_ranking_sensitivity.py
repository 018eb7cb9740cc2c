"""How stable ranks are: what is said, the chart of a few wards and of many, and the table to be read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.colors import to_hex
from reading_tables import lines
from ward_tables import box, cell, face, place_of

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.study import Study
from analysis.drawing import style
from analysis.measures.rankings import order_changes
from analysis.questions._reading import NONE
from analysis.questions.ranking_sensitivity import QUESTION, claims, table

CODES = {ward.slug: ward.code for ward in SPECIAL_WARDS}


def test_sentences_name_the_order_that_one_procedure_decides() -> None:
    study = Study.of()
    said = QUESTION.sentences(table(study), study)
    assert "件数の分かる指標で1件の増減を試すと、1指標で順位が変わる" in said[0]
    assert "墨田区が19手続のうち13、杉並区が22手続のうち14で、順位は墨田区が1件少ないと入れ替わる" in said[1]
    assert "墨田区・台東区が同じ73%" in said[2]
    assert "区の表に収録した8時点のいずれでも同じ" in said[3]
    # of the 47 dates of the ministry's tables, 31 October 2022 alone has two wards level
    assert (
        "全国の表の47時点のうち1時点だけ、公表値で異なる（令和4年10月31日は台東区58.5%、墨田区54.5%、杉並区54.5%）"
        in said[3]
    )
    assert "収録した時点" in QUESTION.draw(study).ward_kpi.kind


def test_only_the_change_that_reverses_an_order_is_named() -> None:
    """12 of 19 is below 14 of 22; 15 of 22 is 68.18%, still below 13 of 19, which is 68.42%."""
    rows = pd.DataFrame({"ward": ["a", "b"], "done": [13.0, 14.0], "total": [19.0, 22.0]})
    assert [(one.ward, one.step, one.other, one.level) for one in order_changes(rows)] == [("a", "less", "b", False)]
    rows = pd.DataFrame({"ward": ["a", "b"], "done": [3.0, 2.0], "total": [4.0, 4.0]})
    assert {(one.ward, one.step, one.level) for one in order_changes(rows)} == {
        ("a", "less", True),
        ("b", "more", True),
    }
    full = pd.DataFrame({"ward": ["a", "b"], "done": [5.0, 4.0], "total": [5.0, 4.0]})
    assert order_changes(full) == []  # level as they stand


def test_sentences_say_why_the_wards_own_figures_rank_nobody() -> None:
    study = Study.of()
    (own,) = [claim for claim in claims(table(study), study) if claim.text.key.endswith("not_ranked")]
    said = own.said(study)
    assert "マイナンバーカード普及率とマイナンバーカード交付率は年度や実績・見込みの別がそろわない" in said
    assert (
        "オープンデータ公開件数、文書管理電子決裁率と電子決裁利用率、職員研修の延べ回数とICTリテラシー研修等の回数（累計）は数え方が同じか確かめられない"
        in said
    )
    assert "重大インシデント件数と情報漏えい・事故件数は指標名によれば数える対象が異なる" in said
    assert own.scope == "study" and set(own.among) == {CODES["sumida"], CODES["taito"]}


def test_nothing_ranks_progress_and_the_order_of_rows_changes_no_sentence() -> None:
    study = Study.of()
    rows = table(study)
    said = QUESTION.sentences(rows, study)
    assert QUESTION.sentences(rows.sample(frac=1, random_state=5), study) == said
    assert not [one for one in said if "進捗" in one or "ペース" in one or "最も" in one]


def test_ranks_rest_on_the_counts_behind_a_share() -> None:
    study = Study.of()
    rows = table(study)
    behind = claims(rows[rows["yardstick"] == "online_procedures_32_ratio"], study)[0].rows
    assert {name.partition("-")[0].partition(".")[2] for name in behind} == {
        "online_procedures_32_ratio",
        "online_procedures_32_done",
        "online_procedures_32_total",
    }


def test_rank_rows_show_every_rank_a_ward_may_take() -> None:
    figure = QUESTION.draw(Study.of())
    hollow = [
        line
        for line in figure.axes[0].lines
        if line.get_marker() in ("o", "s", "^") and to_hex(line.get_markerfacecolor()) == "#ffffff"
    ]
    assert {tuple(round(x) for x in line.get_xdata()) for line in hollow} == {(1, 2)}
    assert {line.get_marker() for line in hollow} == {"o", "^"}  # Sumida's 13 of 19 and Suginami's 14 of 22
    assert "8時点" in [text.get_text() for text in style.shown_texts(figure)]


def ranks(*rows: tuple[str, str, str, int, int, int]) -> pd.DataFrame:
    """Return a summary of rankings: theme, yardstick, ward, dates, best, worst."""
    table = pd.DataFrame(rows, columns=["theme", "yardstick", "ward", "dates", "best", "worst"])
    return table.assign(ward=table["ward"].map(CODES), by_one=False, indicator="", source="", observation="")


def test_a_cell_holds_the_rank_or_the_range_of_ranks(wards_of_all_sorts: Path) -> None:
    approval, bonds = "e_approval", "ward_bonds"
    rows = ranks(
        ("paperless", approval, "koto", 4, 1, 1),
        ("paperless", approval, "ota", 4, 2, 5),
        ("paperless", approval, "sumida", 4, 2, 3),
        ("administration", bonds, "ota", 1, 2, 2),
        ("administration", bonds, "koto", 1, 1, 1),
    )
    figure = analysis.ranking_sensitivity(rows, root=wards_of_all_sorts)
    of_approval, of_bonds = "電子決裁率", "区債残高"
    assert [cell(figure, ward, of_approval) for ward in ("江東区", "大田区", "墨田区", "北区")] == [
        "1",
        "2–5",
        "2–3",
        "－",
    ]
    assert [cell(figure, ward, of_bonds) for ward in ("江東区", "大田区", "墨田区")] == ["1", "2", "－"]
    assert [cell(figure, "時点の数", one) for one in (of_approval, of_bonds)] == ["4", "1"]
    assert [cell(figure, "区の数", one) for one in (of_approval, of_bonds)] == ["3", "2"]
    certain, depends = box(figure, "江東区", of_approval), box(figure, "大田区", of_approval)
    assert certain is not None and depends is not None
    assert depends.get_linewidth() > certain.get_linewidth()
    shades = [face(figure, ward, of_approval) for ward in ("江東区", "墨田区", "大田区")]
    assert shades == sorted(shades) and len(set(shades)) == 3  # the lower the rank, the lighter
    assert shades[-1] == "#ffffff"
    assert place_of(figure, "ペーパーレス")[1] < place_of(figure, of_approval)[1]


# --- the table to be read ----------------------------------------------------------------------------------------


def test_places_of_many_wards_are_listed_the_best_first(everyone: Path) -> None:
    rows = lines(analysis.ranking_table(root=everyone))
    (held,) = [row for row in rows if row[1] == "マイナンバーカード保有率"]
    assert held[-2] == "墨田区 1、台東区 1、杉並区 3"  # 73, 73 and 71 percent
    assert held[-1] == NONE


def test_the_table_says_what_ranks_nobody_and_why() -> None:
    rows = {row[1]: row for row in lines(analysis.ranking_table())}
    assert rows["重大インシデント件数と情報漏えい・事故件数"][-1] == "指標名によれば数える対象が異なる"
    assert rows["文書管理電子決裁率と電子決裁利用率"][2:6] == [NONE] * 4
    frequent = [row for name, row in rows.items() if "32手続" in name]
    assert frequent[0][3:] == ["1〜2", "3", "1〜2", "1件の増減で変わる"]
