"""Where wards stand: what is said, the chart of a few wards and of many, the table to be read, and the slide."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from reading_tables import lines
from ward_tables import shown

import analysis
from analysis.data.study import Study
from analysis.drawing import style
from analysis.questions._slide import Table
from analysis.questions.ward_positions import QUESTION, claims, slides, table
from analysis.words.errors import NoFigureData

SUMIDA = "131075"
CARDS, PROCEDURES = "交付枚数率（総務省）", "よく使う32手続のオンライン化率"


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return table(Study.of())


def told(rows: pd.DataFrame, key: str) -> list[str]:
    study = Study.of()
    return [one.said(study) for one in claims(rows, study) if one.text.key.endswith(f".{key}")]


def test_the_title_says_how_places_moved_in_the_nation_and_among_the_special_wards(rows: pd.DataFrame) -> None:
    """On 8 March 2017 the ranks among 23 were 17, 4 and 9; those who fell in the nation did not all fall among these."""
    study = Study.of()
    assert claims(rows, study)[0].title(study) == "国の表の4指標でみた墨田区・台東区・杉並区の位置"
    assert claims(rows, study)[1].title(study) == (
        f"{CARDS}の最初（平成29年3月8日）と最後（令和4年12月31日）の時点だけを比べると、全国での位置は3区とも低下、"
        "特別区23区での順位は墨田区・台東区で上昇、杉並区で低下（間の時点では上下している）"
    )
    (below,) = told(rows, "below")
    # shares of the 1,741 that SQL counts below 57.7, 63.1 and 58.2 percent on the last of the 47 dates
    assert "全国の表の47時点の最初（平成29年3月8日）が墨田区88%、台東区97%、杉並区94%" in below
    assert "最後（令和4年12月31日）が墨田区55%、台東区84%、杉並区59%" in below
    (ranks,) = told(rows, "ranks")
    # Suginami's fall is no straight one: between the two dates it stood as high as 5th and as low as 14th
    assert "（間の45時点では墨田区12位〜20位、台東区1位〜6位、杉並区5位〜14位）" in ranks
    assert (
        "墨田区17位、台東区4位、杉並区同率9位から" in ranks and "墨田区同率15位、台東区3位、杉並区同率12位に" in ranks
    )


def test_a_fall_of_the_last_half_year_is_said_to_be_one(rows: pd.DataFrame) -> None:
    (below,) = told(rows, "below")
    assert "令和4年6月30日が墨田区86%、台東区95%、杉並区90%" in below
    assert "低下の大半は最後の半年間に生じた" in below and "率そのものはこの間に上がった" in below
    early = rows[rows["as_of"] <= "2022-06-30"]
    assert not [one for one in told(early, "below") if "最後の半年" in one]


def test_ties_and_what_one_procedure_would_change_are_named(rows: pd.DataFrame) -> None:
    (placed,) = [one for one in told(rows, "placed") if f"の{PROCEDURES}の" in one]
    assert "公表値による順位" in placed
    assert placed.endswith("特別区23区のうち墨田区1位、台東区同率21位、杉並区同率3位。")
    assert "丸める前の割合では" in told(rows, "by_one")[0]
    (by_one,) = told(rows, "by_one")  # of the other measures no denominator is printed, or it is the population
    for step in (
        "墨田区は1手続少なければ4位",
        "台東区は1手続の増減で22位〜同率18位",
        "杉並区は1手続の増減で同率5位〜2位",
    ):
        assert step in by_one
    assert "墨田区は1手続多ければ" not in by_one  # 14 of 19 is first, as 13 of 19 is
    (unrounded,) = told(rows, "unrounded")
    assert "墨田区16位" in unrounded


def test_sentences_do_not_change_with_the_order_of_rows_and_speak_of_the_rows_given(rows: pd.DataFrame) -> None:
    study = Study.of()
    mixed = rows.sample(frac=1, random_state=7)
    assert QUESTION.sentences(mixed, study) == QUESTION.sentences(rows, study)
    alone = QUESTION.sentences(rows[rows["ward"] == SUMIDA], study)
    assert "全国での位置は墨田区で低下、特別区23区での順位は墨田区で上昇" in alone[1]
    assert not [one for one in alone if "台東" in one or "3区とも" in one]


def test_a_changed_figure_changes_the_sentence(rows: pd.DataFrame) -> None:
    study = Study.of()
    better = rows.assign(percentile=rows["percentile"].where(rows["ward"] != SUMIDA, 99.5))
    said = QUESTION.sentences(better, study)
    assert "台東区・杉並区で低下" in said[1] and "3区とも" not in said[1]


def test_the_dates_drawn_are_all_that_the_tables_hold_and_the_source_says_so(rows: pd.DataFrame) -> None:
    """The clean tables list 8 dates from 2018; the panel draws 47 from 8 March 2017, and its source must not say 8 alone."""
    assert rows["as_of"].min() == "" and rows.loc[rows["as_of"] != "", "as_of"].min() == "2017-03-08"
    assert all(claim.rows for claim in claims(rows, Study.of()))
    (line,) = [one for one in analysis.ward_positions().ward_kpi.sources if "総務省" in one]
    assert line.endswith("全国の表の47時点（平成29年3月8日〜令和4年12月31日）")
    (agency,) = [one for one in analysis.ward_positions().ward_kpi.sources if "デジタル庁" in one]
    assert "時点" not in agency


def test_the_chart_marks_each_ward_in_each_distribution(rows: pd.DataFrame) -> None:
    figure = analysis.ward_positions()
    marked = [
        (line.get_marker(), line.get_xdata()[0])
        for axes in figure.axes[:4]
        for line in axes.lines
        if line.get_marker() in ("o", "s", "^")
        and len(line.get_xdata()) == 1
        and line.get_transform() == axes.transData
    ]
    assert {("o", 57.7), ("s", 63.1), ("^", 58.2), ("o", 68.0), ("s", 50.0), ("^", 64.0)} <= set(marked)
    texts = {text.get_text() for text in style.shown_texts(figure)}
    assert {"同率15位", "同率28位", "55%", "全1,741市区町村", "全1,739市区町村"} <= texts
    grey = analysis.ward_positions(mono=True)
    colours = {to_hex(line.get_color()) for axes in grey.axes for line in axes.lines}
    assert all(len({one[1:3], one[3:5], one[5:7]}) == 1 for one in colours)


def test_many_wards_stand_in_a_table(everyone: Path) -> None:
    figure = analysis.ward_positions(root=everyone)
    texts = [text.get_text() for text in shown(figure)]
    assert texts.count("23区中") == 4  # a column for each measure
    assert texts.count("墨田区") == 1 and texts.count("1位") >= 2
    said = analysis.conclusions(figure).sentences
    assert not [one for one in said if one.count("区、") > 3]  # nobody reads a list of 23


def test_of_many_wards_a_slide_has_a_row_for_each_with_figure_and_rank_by_each_measure(everyone: Path) -> None:
    (slide,) = slides(Study.of(everyone))
    (shown_table,) = slide.cells
    assert isinstance(shown_table, Table) and len(shown_table.body) == 23
    column = next(place for place, head in enumerate(shown_table.header) if head.startswith(PROCEDURES))
    assert shown_table.header[column] == f"{PROCEDURES}、令和6年7月12日公表、23区中"
    cells = {line[0]: line[column] for line in shown_table.body}
    assert [cells[ward] for ward in ("墨田区", "台東区", "杉並区")] == ["68%・1位", "50%・同率21位", "64%・同率3位"]


def test_without_national_tables_there_is_nothing_to_show(project_root: Path, tmp_path: Path) -> None:
    shutil.copytree(project_root / "data" / "raw", tmp_path / "data" / "raw")
    shutil.copytree(project_root / "data" / "clean", tmp_path / "data" / "clean")
    study = Study.of(tmp_path)
    assert table(study).empty and list(slides(study)) == []
    with pytest.raises(NoFigureData):
        analysis.ward_positions(root=tmp_path)


def test_the_table_and_the_slide_say_the_same() -> None:
    study = Study.of()
    # marks of footnotes follow the names of measures
    read = {(row[0].rstrip(" ,0123456789"), row[1]): row[2:] for row in lines(analysis.positions_table())}
    assert read[f"{PROCEDURES}、令和6年7月12日公表", "台東区"] == [
        "50%",
        "同率21位",
        "同率34位",
        "80%",
        "22位 / 同率18位",
    ]
    # 16 and 31 by cards and people, which are not rounded: two ranks of one ward, and each cell says of which rule
    assert read[f"{CARDS}、令和4年12月31日", "墨田区"] == [
        "57.7%", "同率15位（丸める前16位）", "同率28位（丸める前31位）", "55%", "－",
    ]  # fmt: skip
    care = next(row for (measure, ward), row in read.items() if "26手続" in measure and ward == "台東区")
    assert care[3] == "35%（ほかに同じ値65%）"  # nobody is above; two thirds are level
    (slide,) = slides(study)
    (laid_out,) = slide.cells
    assert "低下" not in slide.title and "4指標" in slide.title  # no date but the newest stands in the table
    assert {(row[0], row[1]): list(row[2:]) for row in laid_out.body} == read
    assert slide.rows is not None and set(slide.rows["ward"]) == set(study.wards)


def test_sentences_and_evidence_name_the_national_tables_that_they_rest_on(rows: pd.DataFrame) -> None:
    """The course begins on 8 March 2017, of which the wards' own tables hold nothing."""
    (below,) = [one for one in claims(rows, Study.of()) if one.text.key == "ward_positions.below"]
    assert len(below.national) == 47 and below.national[0] == "mic-mynumber 2017-03-08"
    figure = analysis.ward_positions(lang="ja")
    assert "20170308.csv" in str(analysis.cite(figure))
    assert "特別区23区のうち同率8位" in figure.ward_kpi.alt and "平成29年3月8日から" in figure.ward_kpi.alt


def test_an_equal_rank_that_is_one_wards_alone_before_rounding_is_called_so() -> None:
    read = {(row[0].rstrip(" ,0123456789"), row[1]): row[2:] for row in lines(analysis.positions_table())}
    assert read[f"{CARDS}、令和4年12月31日", "杉並区"][1] == "同率12位（丸める前は単独12位）"
