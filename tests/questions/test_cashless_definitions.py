"""Cashless payment by two concepts: what is said, and panels that share no axis."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from panel_figures import above, assert_names_all, named, panels, texts

import analysis
from analysis.data.study import Study
from analysis.drawing import style
from analysis.questions.cashless_definitions import QUESTION, asked, claims, table


def test_the_codebook_says_where_the_question_belongs() -> None:
    assert [(one.name, one.theme) for one in asked(Study.of())] == [("cashless_definitions", "cashless")]


def test_sentences_say_two_concepts_and_what_is_lacking() -> None:
    study = Study.of()
    said = " ".join(QUESTION.sentences(table(study), study))
    assert "キャッシュレス決済手続数217手続（令和6年度実績）" in said
    assert "キャッシュレス決済利用率22%（令和7年度見込）" in said
    assert "順位は付けられない" in said
    assert "墨田区のキャッシュレス決済利用率、台東区のキャッシュレス決済手続数、杉並区の" in said
    assert said.endswith("数値の実績が読み取った資料にない。")
    assert "公表が要る" not in said


def test_what_is_lacking_is_asked_of_the_study() -> None:
    study = Study.of()
    title, needed = claims(table(study), study)
    assert [number.value for number in title.numbers] == [217, 22]
    assert (needed.kind, needed.scope, needed.rows) == ("absence", "study", title.rows)


def test_a_result_that_a_caller_left_out_is_not_told_as_lacking() -> None:
    """Sumida's results are cut, and Suginami has some of that concept, so that it is spoken of."""
    study = Study.of()
    rows = table(study)
    of_sumida = (rows["ward"] == "131075") & (rows["kind"] == "actual")
    cut = pd.concat([rows[~of_sumida], rows[of_sumida].assign(ward="131156")], ignore_index=True)
    said = " ".join(QUESTION.sentences(cut, study))
    assert "墨田区のキャッシュレス決済利用率、台東区のキャッシュレス決済手続数、杉並区の" in said
    assert "墨田区のキャッシュレス決済手続数" not in said


def test_cashless_concepts_share_no_axis() -> None:
    figure = QUESTION.draw(Study.of())
    left = [axes for axes in figure.axes if axes.get_position().x0 < 0.5]
    right = [axes for axes in figure.axes if axes.get_position().x0 >= 0.5]
    assert len(left) == len(right) == 3
    assert all("キャッシュレス決済手続数" in axes.get_title(loc="left") for axes in left)
    assert all("キャッシュレス決済利用率" in axes.get_title(loc="left") for axes in right)
    assert [text.get_text() for text in style.shown_texts(figure)].count(
        "読み取った資料に記載なし"
    ) == 3  # of Suginami, words tell where it can be used alone


def test_words_are_named_with_what_they_say_for_the_last_year(figures_of_nine: Path) -> None:
    figure = QUESTION.draw(Study.of(figures_of_nine))
    assert named(figure, "記述のみ:") == ["杉並区（R8計画 キャッシュレス決済 拡充・検討）", "新宿区（R7実績 実施）"]
    assert named(figure, "数値のほかに記述:") == ["中央区（R11目標 推進）"]
    assert named(figure, "転記した項目になし:") == ["港区", "大田区"]
    assert named(figure, "読み取った資料なし:") == ["文京区"]


def test_each_concept_has_a_section_of_its_own(figures_of_nine: Path) -> None:
    figure = QUESTION.draw(Study.of(figures_of_nine))
    rows = table(Study.of(figures_of_nine))
    heights = {text.get_text(): text.get_position()[1] for text in texts(figure)}
    available, used = heights["キャッシュレス決済手続数（2区）"], heights["キャッシュレス決済利用率（2区）"]
    assert available < used  # measured from the top
    [sheet] = [axes for axes in figure.axes if not axes.axison]
    low = figure.transFigure.inverted().transform(sheet.transData.transform((0, used)))[1]
    sections = [above(figure, axes)[0] for axes in panels(figure) if axes.get_position().y0 > low]
    assert sections == ["墨田区", "中央区"]
    assert [above(figure, axes)[0] for axes in panels(figure)][2:] == ["台東区", "江東区"]
    assert set(rows.loc[rows["value"].notna(), "concept"]) == {"cashless_procedures", "cashless_usage_rate"}


def test_titles_of_cashless_count_wards_by_concept(figures_of_nine: Path) -> None:
    [first] = QUESTION.sentences(table(Study.of(figures_of_nine)), Study.of(figures_of_nine))
    assert first == (
        "読み取った資料に数値の実績（見込を含む）があるのは9区のうち、キャッシュレス決済手続数2、キャッシュレス決済利用率2"
        "（記述のみ2、転記した項目になし2、読み取った資料なし1）。別の概念で、順位は付けられない。"
    )


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_ward_is_named_and_nothing_covers_anything(figures_of_nine: Path, lang: str) -> None:
    assert_names_all(QUESTION.draw(Study.of(figures_of_nine, lang)))


def test_observations_of_one_ward_speak_of_that_ward_and_its_one_concept() -> None:
    figure = analysis.cashless_definitions(analysis.load_observations(ward="sumida"))
    assert analysis.conclusions(figure).sentences == ["墨田区のキャッシュレス決済手続数217手続（令和6年度実績）。"]
