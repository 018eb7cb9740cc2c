"""What can be compared: reasons, what is said, the chart of a few pairs and of many wards, and the table to be read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from new_wards import OTHERS, PLAN, with_table
from reading_tables import lines
from ward_tables import cell, face, row_says, shown

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.ids import ids
from analysis.data.kinds import GRADES
from analysis.data.study import Study, own, reference, reference_of
from analysis.drawing import style
from analysis.measures.comparing import comparable_groups, of_one_ward, partners
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
    """Return a table of pairs of wards, all of one theme; those with a grade share the concept that is named last."""
    rows = [
        {"theme": "mynumber", "ward_a": CODES[a], "ward_b": CODES[b], "state": state, "reference": ""}
        | {
            "concepts": seen if state in GRADES else "",
            "grades": state if state in GRADES else "",
            "missing": CODES[b] if state == "no_result" else "",
            "lack_a": "",
            "lack_b": "words" if state == "no_result" else "",
            "source": "",
        }
        for a, b, state, seen in states
    ]
    return pd.DataFrame(rows)


def test_lacks_tell_words_from_plans_and_from_nothing() -> None:
    rows = table(Study.of()).set_index(["theme", "ward_a", "ward_b"])
    assert rows.loc[("onlinization", SUMIDA, SUGINAMI), "lack_b"] == "no_result"
    assert rows.loc[("cashless", SUMIDA, SUGINAMI), "lack_b"] == "words"
    assert rows.loc[("paperless", TAITO, SUGINAMI), "lack_b"] == "words"
    assert rows.loc[("standardization", SUMIDA, TAITO), "lack_a"] == "no_result"
    assert rows.loc[("onlinization", SUMIDA, TAITO), ["lack_a", "lack_b"]].tolist() == ["", ""]


def test_a_theme_that_a_document_treats_in_words_only_is_not_told_as_absent() -> None:
    """Suginami's plan has measures on staff training and security; Sumida's calls of absence are figures in prose."""
    rows = table(Study.of()).set_index(["theme", "ward_a", "ward_b"])
    assert rows.loc[("security", TAITO, SUGINAMI), "lack_b"] == "words"
    assert rows.loc[("training", TAITO, SUGINAMI), "lack_b"] == "words"
    assert rows.loc[("education", SUMIDA, TAITO), ["lack_a", "lack_b"]].tolist() == ["items", "words"]
    assert rows.loc[("town", SUMIDA, TAITO), "lack_a"] == "judgement"  # a project of its former plan


def test_sentences_name_the_themes_that_can_be_compared() -> None:
    study = Study.of()
    said = " ".join(QUESTION.sentences(table(study), study))
    assert (
        "内容が対応し、ともに区が指標とする実績（見込を含む）のあるものは20テーマで5指標。値を同じ軸に置けるのは1指標（マイナンバーカード普及率とマイナンバーカード交付率。最新の値は"
        in said
    )
    assert (
        "オープンデータ公開件数、文書管理電子決裁率と電子決裁利用率、職員研修の延べ回数とICTリテラシー研修等の回数（累計）は、数え方が同じか確かめられない"
        in said
    )
    assert "重大インシデント件数と情報漏えい・事故件数は、指標名によれば数える対象が異なる" in said
    assert (
        "墨田区と杉並区、台東区と杉並区については、ともに数値の実績を示す対応する指標が、読み取った各区の資料にない"
        in said
    )


@pytest.mark.parametrize("theme", ["cashless", "mynumber", "security"])
def test_fewer_rows_add_no_absence_and_their_order_changes_nothing(theme: str) -> None:
    study = Study.of()
    rows = table(study)
    part = claims(rows[rows["theme"] == theme], study)
    assert [claim.kind for claim in part if claim.kind == "absence"] == []
    assert all(number.value == 1 for number in part[-1].numbers[:1])  # of one theme
    shuffled = rows.sample(frac=1, random_state=3)
    assert QUESTION.sentences(shuffled, study) == QUESTION.sentences(rows, study)


def test_what_cannot_be_compared_is_asked_of_the_study() -> None:
    study = Study.of()
    pair, apart, labels, unverified, differing, nothing, national = claims(table(study), study)
    assert apart.among == labels.among == (SUMIDA, TAITO)
    assert unverified.among == differing.among == (SUMIDA, TAITO)
    assert pair.among == (SUMIDA, TAITO)
    assert (nothing.kind, nothing.scope) == ("absence", "study")
    assert set(nothing.rows) == set(ids(own(study)))
    assert set(national.rows) == set(ids(reference(study).query("ward in @study.wards")))


def test_indicators_are_matched_by_content_and_only_labels_that_agree_are_called_the_same() -> None:
    """普及率 and 交付率, 電子決裁率 and 電子決裁利用率: of five pairs, documents print one label alike."""
    study = Study.of()
    (labels,) = [one for one in QUESTION.sentences(table(study), study) if "資料の指標名" in one]
    assert labels == "資料の指標名も同じなのはオープンデータ公開件数だけで、ほかは内容により対応づけた。"
    assert not [one for one in QUESTION.sentences(table(study), study) if "同じ名前" in one]


def test_what_may_share_an_axis_is_not_ranked_where_year_or_kind_differ() -> None:
    """82.2% is Sumida's result of R6, 91% Taito's estimate of R7."""
    for lang, told in (("ja", "墨田区の令和6年度実績82.2%、台東区の令和7年度実績見込91%で"), ("en", "are not ranked")):
        study = Study.of(None, lang)
        assert [one for one in QUESTION.sentences(table(study), study) if told in one]


def test_figures_that_are_no_results_are_named_by_their_kind() -> None:
    """Suginami's plan prints milestones, no baseline and no target; Sumida's baseline of standardization is a dash."""
    shown = [text.get_text() for text in style.shown_texts(QUESTION.draw(Study.of()))]
    assert {"杉並区 数値は計画のみ", "墨田区 数値は目標のみ"} <= set(shown)
    assert "杉並区 基準値・計画・目標のみ" not in shown


def test_rates_and_lists_of_procedures_are_counted_apart() -> None:
    study = Study.of()
    national = QUESTION.sentences(table(study), study)[-1]
    assert "8指標（うち率4。ほかは率の分子・分母などの数）" in national and "利用率が32手続" in national


def test_the_comparability_matrix_says_what_each_ward_lacks() -> None:
    shown = [text.get_text() for text in style.shown_texts(QUESTION.draw(Study.of()))]
    assert shown.count("B ある時点で一致") == 1
    assert shown.count("C 数え方の記載なし") == 3
    assert shown.count("D 名によれば対象が異なる") == 1
    assert "杉並区 記述のみ" in shown


def test_each_cell_counts_the_wards_to_compare_with(wards_of_all_sorts: Path) -> None:
    figure = analysis.comparability_matrix(root=wards_of_all_sorts)
    cards = "マイナンバーカード"
    # Sumida's and Taito's levels were checked; nobody graded Koto and Ota, which publish results under the same name
    assert {cell(figure, ward, cards) for ward in ("墨田区", "台東区")} == {"1"}
    assert {cell(figure, ward, cards) for ward in ("江東区", "大田区")} == {"3"}
    assert cell(figure, "渋谷区", cards) == "計"
    assert cell(figure, "杉並区", cards) == cell(figure, "港区", "キャッシュレス決済") == "文"
    assert cell(figure, "港区", cards) == "－"
    # procedures online: a count in Sumida, a share in Taito, nothing to compare in any other ward
    assert cell(figure, "台東区", "行政手続のオンライン化") == "0"
    assert face(figure, "台東区", cards) == "#0b5394"
    assert face(figure, "江東区", cards) == "#cfe2f3"
    assert cell(figure, "墨田区", "オンライン相談") == "0"  # a result, and no other ward with one
    assert row_says(figure, "北区") == ["読み取った資料なし"]
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
    none, rate = "no_result", "mynumber_card_rate"
    rows = pairs(
        ("koto", "kita", "B", rate),
        ("koto", "ota", "C", rate),
        ("koto", "minato", none, ""),
        ("kita", "ota", "C", rate),
        ("kita", "minato", none, ""),
        ("ota", "minato", none, ""),
    )
    counts = partners(rows).set_index("ward")
    assert list(counts.loc[CODES["koto"], ["verified", "unverified", "lack"]]) == [1, 1, ""]
    assert list(counts.loc[CODES["ota"], ["verified", "unverified", "lack"]]) == [0, 2, ""]
    assert list(counts.loc[CODES["minato"], ["verified", "unverified", "lack"]]) == [0, 0, "words"]
    first, unverified = QUESTION.sentences(rows, Study.of(everyone))
    assert first.endswith(
        "内容の対応する1指標のうち、値を同じ軸に置ける組があるのは1指標（マイナンバーカード交付率）。"
    )
    assert unverified.startswith("数え方が同じか確かめられない組があるのは1指標")
    groups = comparable_groups(rows).set_index("state")["wards"]
    assert groups["verified"].split() == [CODES["koto"], CODES["kita"]]
    assert groups["unverified"].split() == [CODES["koto"], CODES["kita"], CODES["ota"]]
    assert groups["no_partner"] == CODES["minato"]


# --- the table to be read ----------------------------------------------------------------------------------------


def test_of_many_pairs_the_wards_that_can_be_compared_are_named_together(everyone: Path) -> None:
    rows = {row[0]: row[1:] for row in lines(analysis.comparability_table(root=everyone))}
    same, unverified, differing, others, measured = rows["マイナンバーカード"]
    assert same == "マイナンバーカード交付率: 2（墨田区、台東区）"
    assert unverified == f"マイナンバーカード交付率: 22（墨田区、台東区、{OTHER_WARDS}）"
    assert (differing, others) == (NONE, "1（杉並区）")
    assert "マイナンバーカード保有率: 3" in measured  # of 23: the table of the national source holds three
    assert rows["行政手続のオンライン化"][:4] == [NONE, NONE, NONE, "全23区"]
    assert rows["情報セキュリティ"][2] == "セキュリティ事故件数: 2（墨田区、台東区）"


def test_a_national_source_counts_as_of_all_wards_only_if_it_has_them_all(koto: Path) -> None:
    clean(koto)
    rows = {row[0]: row for row in lines(analysis.comparability_table(root=koto))}
    assert "マイナンバーカード保有率: 3" in rows["マイナンバーカード"][-1]


def test_of_one_ward_it_says_whether_there_are_results_and_whether_the_caller_left_some_out() -> None:
    study = Study.of()
    rows = of_one_ward(TAITO, study)
    bare = rows.assign(concepts="")

    def said(given: pd.DataFrame) -> list[str]:
        return [claim.text.key for claim in claims(given, study)]

    assert said(rows) == ["comparability_matrix.one"]
    assert said(bare) == ["comparability_matrix.one_without"]
    assert said(rows.assign(lack_a="not_given")) == ["comparability_matrix.one_given"]
    assert said(bare.assign(lack_a="not_given")) == ["comparability_matrix.one_without_given"]
