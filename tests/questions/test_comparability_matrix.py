"""What can be compared: reasons, what is said, the chart of a few pairs and of many wards, and the table to be read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from new_wards import OTHERS, PLAN, with_table
from reading_tables import lines
from ward_tables import cell, face, row_says, shown

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.ids import ids
from analysis.data.study import Study, own, reference, reference_of
from analysis.drawing import style
from analysis.measures.comparing import partners
from analysis.questions._reading import NONE
from analysis.questions.comparability_matrix import QUESTION, claims, table
from analysis.sources.clean import clean

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
CODES = {ward.slug: ward.code for ward in SPECIAL_WARDS}
OTHER_WARDS = "、".join(ward.name_ja for ward in OTHERS)


def reference_concepts(root: Path, theme: str) -> set[str]:
    rows = reference_of(analysis.load_observations(theme=theme, root=root), Study.of(root))
    wards = rows[rows["ward"].isin(CODES.values()) & rows["value"].notna() & rows["kind"].isin(["actual", "estimate"])]
    counts = wards.groupby("concept")["ward"].nunique()
    return set(counts[counts > 1].index)


def pairs(*states: tuple[str, str, str, str]) -> pd.DataFrame:
    """Return a table of pairs of wards, all of one theme."""
    rows = [
        {"theme": "mynumber", "ward_a": CODES[a], "ward_b": CODES[b], "state": state, "reference": seen}
        | {
            "concepts": seen if state == "same_definition" else "",
            "lack_a": "",
            "lack_b": "words" if state == "not_published" else "",
            "source": "",
        }
        for a, b, state, seen in states
    ]
    return pd.DataFrame(rows)


def test_lacks_tell_words_from_plans_and_from_nothing() -> None:
    rows = table(Study.of()).set_index(["theme", "ward_a", "ward_b"])
    assert rows.loc[("onlinization", SUMIDA, SUGINAMI), "lack_b"] == "no_result"
    assert rows.loc[("cashless", SUMIDA, SUGINAMI), "lack_b"] == "words"
    assert rows.loc[("paperless", TAITO, SUGINAMI), "lack_b"] == "none"
    assert rows.loc[("standardization", SUMIDA, TAITO), "lack_a"] == "no_result"
    assert rows.loc[("onlinization", SUMIDA, TAITO), ["lack_a", "lack_b"]].tolist() == ["", ""]


def test_sentences_name_the_themes_that_can_be_compared() -> None:
    study = Study.of()
    said = " ".join(QUESTION.sentences(table(study), study))
    assert "墨田区・台東区で同じ定義の値を比べられるのは20テーマ中3" in said
    assert "墨田区・杉並区、台東区・杉並区の間で、区自身の値を比べられるテーマはない" in said


def test_what_cannot_be_compared_is_asked_of_the_study() -> None:
    study = Study.of()
    pair, nothing, national = claims(table(study), study)
    assert pair.among == (SUMIDA, TAITO)
    assert (nothing.kind, nothing.scope) == ("absence", "study")
    assert set(nothing.rows) == set(ids(own(study)))
    assert set(national.rows) == set(ids(reference(study).query("ward in @study.wards")))


def test_the_comparability_matrix_says_what_each_ward_lacks() -> None:
    shown = [text.get_text() for text in style.shown_texts(QUESTION.draw(Study.of()))]
    assert shown.count("同じ定義") == 3
    assert "杉並区 文言のみ" in shown


def test_each_cell_counts_the_wards_to_compare_with(wards_of_all_sorts: Path) -> None:
    figure = analysis.comparability_matrix(root=wards_of_all_sorts)
    cards = "マイナンバーカード"
    # Sumida, Taito, Koto and Ota have results under one definition
    assert {cell(figure, ward, cards) for ward in ("墨田区", "台東区", "江東区", "大田区")} == {"3"}
    assert cell(figure, "渋谷区", cards) == "未"
    assert cell(figure, "杉並区", cards) == cell(figure, "港区", "キャッシュレス決済") == "文"
    assert cell(figure, "港区", cards) == "－"
    # procedures online: a count in Sumida, a share in Taito, nothing to compare in any other ward
    assert cell(figure, "台東区", "行政手続のオンライン化") == "1"
    assert face(figure, "台東区", cards) == "#0b5394"
    assert face(figure, "台東区", "行政手続のオンライン化") == "#cfe2f3"
    assert cell(figure, "墨田区", "オンライン相談") == "0"  # a result, and no other ward with one
    assert row_says(figure, "北区") == ["公表なし"]
    # measured by a national source: cards issued, cards held, and the counts behind each rate
    assert cell(figure, "国の資料", cards) == str(len(reference_concepts(wards_of_all_sorts, "mynumber")))


def test_four_wards_have_six_pairs_and_so_a_row_each(koto: Path) -> None:
    with_table(koto, PLAN, {"koto.mynumber_card_rate": ["15%", "16%", "70%", "80%"]})
    figure = analysis.comparability_matrix(root=koto)
    assert cell(figure, "江東区", "マイナンバーカード") == "2"
    assert figure.get_figheight() < 6
    three = analysis.comparability_matrix()
    assert "墨田区・台東区" in [text.get_text() for text in shown(three)]


def test_the_wards_that_can_be_compared_are_counted_and_those_that_never_can_be_are_named(everyone: Path) -> None:
    same, relative, none = "same_definition", "only_progress", "not_published"
    rows = pairs(
        ("koto", "kita", same, "mynumber_card_rate"),
        ("koto", "ota", relative, ""),
        ("koto", "minato", none, ""),
        ("kita", "ota", relative, ""),
        ("kita", "minato", none, ""),
        ("ota", "minato", none, ""),
    )
    counts = partners(rows).set_index("ward")
    assert list(counts.loc[CODES["koto"], ["same_definition", "only_progress", "lack"]]) == [1, 1, ""]
    assert list(counts.loc[CODES["ota"], ["same_definition", "only_progress", "lack"]]) == [0, 2, ""]
    assert list(counts.loc[CODES["minato"], ["same_definition", "only_progress", "lack"]]) == [0, 0, "words"]
    first, never, national = QUESTION.sentences(rows, Study.of(everyone))
    assert first.startswith("1テーマのうち、2区以上が同じ定義の値で比べられるのは1（最多はマイナンバーカードの2区）")
    assert first.endswith("目標との比だけなら0。")
    assert never == "どのテーマでも他の区と値を比べられないのは1区（港区）。"
    assert national.endswith("1テーマ、うち全区をそろえて測っているのは0。")


def test_wards_of_two_definitions_are_not_counted_together(everyone: Path) -> None:
    same = "same_definition"
    rows = pairs(
        ("koto", "kita", same, "mynumber_card_rate"),
        ("ota", "minato", same, "mynumber_card_held_rate"),
        ("ota", "chuo", same, "mynumber_card_held_rate"),
        ("minato", "chuo", same, "mynumber_card_held_rate"),
    )
    assert "（最多はマイナンバーカードの3区）" in QUESTION.sentences(rows, Study.of(everyone))[0]


# --- the table to be read ----------------------------------------------------------------------------------------


def test_of_many_pairs_the_wards_that_can_be_compared_are_named_together(everyone: Path) -> None:
    rows = {row[0]: row[1:] for row in lines(analysis.comparability_table(root=everyone))}
    same, relative, others, measured = rows["マイナンバーカード"]
    assert same == f"マイナンバーカード交付率: 22（墨田区、台東区、{OTHER_WARDS}）"
    assert (relative, others) == (NONE, "1（杉並区）")
    assert "マイナンバーカード保有率: 3" in measured  # of 23: the table of the national source holds three
    assert rows["行政手続のオンライン化"][1:3] == ["2（墨田区、台東区）", f"21（杉並区、{OTHER_WARDS}）"]
    assert rows["システム標準化"][2] == "全23区"


def test_a_national_source_counts_as_of_all_wards_only_if_it_has_them_all(koto: Path) -> None:
    clean(koto)
    rows = {row[0]: row for row in lines(analysis.comparability_table(root=koto))}
    assert "マイナンバーカード保有率: 3" in rows["マイナンバーカード"][-1]
