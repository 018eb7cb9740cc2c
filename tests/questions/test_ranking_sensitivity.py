"""How stable ranks are: what is said, the chart of a few wards and of many, and the table to be read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from reading_tables import lines
from ward_tables import box, cell, face, place_of

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.study import Study
from analysis.drawing import style
from analysis.questions.ranking_sensitivity import QUESTION, claims, table

CODES = {ward.slug: ward.code for ward in SPECIAL_WARDS}


def _title(rows: pd.DataFrame, lang: str = "ja") -> str:
    study = Study.of(lang=lang)
    return claims(rows, study)[0].title(study)


def test_sentences_name_what_depends_on_a_choice() -> None:
    study = Study.of()
    said = " ".join(QUESTION.sentences(table(study), study))
    assert "7テーマのうち3（行政手続のオンライン化、マイナンバーカード、職員研修）" in said
    assert "マイナンバーカードのペース" in said
    assert "職員研修の目標比" in said


def test_ranks_rest_on_baseline_target_and_every_document_and_date() -> None:
    study = Study.of()
    rows = table(study)
    training = claims(rows[(rows["theme"] == "training") & (rows["yardstick"] == "attainment")], study)[0]
    assert {name.partition(".")[0] for name in training.rows} == {"sumida", "taito"}
    assert {"actual", "target"} <= {part for name in training.rows for part in name.split("-")}


def test_rank_rows_show_every_rank_a_ward_takes() -> None:
    figure = QUESTION.draw(Study.of())
    hollow = [
        line
        for line in figure.axes[0].lines
        if line.get_marker() in ("o", "s", "^") and to_hex(line.get_markerfacecolor()) == "#ffffff"
    ]
    spans = {tuple(round(x) for x in line.get_xdata()) for line in hollow}
    assert spans == {(1, 2)}
    assert len(hollow) == 4  # training, and the pace of the card: two wards each
    assert "4通り（杉並区なし）" in [text.get_text() for text in style.shown_texts(figure)]


def ranks(*rows: tuple[str, str, str, int, int, int, int]) -> pd.DataFrame:
    """Return a summary of rankings: theme, yardstick, ward, choices, best, worst, first."""
    table = pd.DataFrame(rows, columns=["theme", "yardstick", "ward", "choices", "best", "worst", "first"])
    return table.assign(ward=table["ward"].map(CODES), indicator="", source="")


def test_a_cell_holds_the_rank_or_the_range_of_ranks(wards_of_all_sorts: Path) -> None:
    rows = ranks(
        ("mynumber", "progress", "koto", 4, 1, 1, 4),
        ("mynumber", "progress", "ota", 4, 2, 5, 0),
        ("mynumber", "progress", "sumida", 4, 2, 3, 0),
        ("mynumber", "pace", "ota", 1, 2, 2, 0),
        ("mynumber", "pace", "koto", 1, 1, 1, 1),
    )
    figure = analysis.ranking_sensitivity(rows, root=wards_of_all_sorts)
    progress, pace = "目標への進捗", "ペース"
    assert [cell(figure, ward, progress) for ward in ("江東区", "大田区", "墨田区", "北区")] == [
        "1",
        "2–5",
        "2–3",
        "－",
    ]
    assert [cell(figure, ward, pace) for ward in ("江東区", "大田区", "墨田区")] == ["1", "2", "－"]
    assert [cell(figure, "組合せの数", one) for one in (progress, pace)] == ["4", "1"]
    assert [cell(figure, "区の数", one) for one in (progress, pace)] == ["3", "2"]
    certain, depends = box(figure, "江東区", progress), box(figure, "大田区", progress)
    assert certain is not None and depends is not None
    assert depends.get_linewidth() > certain.get_linewidth()
    shades = [face(figure, ward, progress) for ward in ("江東区", "墨田区", "大田区")]
    assert shades == sorted(shades) and len(set(shades)) == 3  # the lower the rank, the lighter
    assert shades[-1] == "#ffffff"
    assert place_of(figure, "マイナンバーカード")[1] < place_of(figure, progress)[1]


def test_a_shared_first_place_is_no_change_of_the_first() -> None:
    tied = ranks(
        ("mynumber", "progress", "sumida", 2, 1, 1, 2),
        ("mynumber", "progress", "taito", 2, 2, 2, 0),
        ("mynumber", "pace", "sumida", 1, 1, 1, 1),
        ("mynumber", "pace", "taito", 1, 1, 1, 1),
    )
    assert "どれでも" in _title(tied)
    assert "替わることはない" in _title(tied)
    assert _title(tied, "en").startswith("For none of 1 themes")


@pytest.mark.parametrize(
    "second",
    [
        ("mynumber", "pace", "taito", 1, 1, 1, 1),  # another ward is first by another yardstick
        ("mynumber", "progress", "taito", 2, 1, 2, 1),  # by the same one, in another choice
    ],
)
def test_the_first_place_changes_where_no_ward_is_always_first(
    second: tuple[str, str, str, int, int, int, int],
) -> None:
    first = ("mynumber", "progress", "sumida", 2, 1, 2, 1)
    if second[1] == "pace":
        first = ("mynumber", "progress", "sumida", 2, 1, 1, 2)
    title = _title(ranks(first, second))
    assert title.startswith("順位を付けられる1テーマのうち1（マイナンバーカード）では")


def test_with_many_wards_the_title_counts_those_that_come_first() -> None:
    slugs = ("sumida", "taito", "koto", "kita", "ota")
    rows = [("mynumber", "progress", slug, 1, place, place, int(place == 1)) for place, slug in enumerate(slugs, 1)]
    rows += [
        ("mynumber", "pace", slug, 1, 6 - place, 6 - place, int(place == 5)) for place, slug in enumerate(slugs, 1)
    ]
    said = QUESTION.sentences(ranks(*rows), Study.of())
    assert said[0].endswith("1位が替わる。どれかで1位になるのは5区中2区。")
    assert said[1] == "1位が替わるテーマ: マイナンバーカード。"


# --- the table to be read ----------------------------------------------------------------------------------------


def test_places_of_many_wards_are_listed_the_best_first(everyone: Path) -> None:
    rows = lines(analysis.ranking_table(root=everyone))
    (held,) = [row for row in rows if row[1] == "マイナンバーカード保有率"]
    assert held[-1] == "墨田区 1、台東区 1、杉並区 3"  # 73, 73 and 71 percent
