"""The figures that are tables, for more wards than can each have a column: every ward in a row of one page.

The figures of the added wards are made up; what a cell must hold is worked out from them by hand.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from new_wards import PLAN, add_plans, add_wards, with_table

import analysis
from analysis import findings
from analysis.charts.old import describe
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.marks import WardStyle
from analysis.data.study import Study, reference_of
from analysis.drawing import style
from analysis.drawing.ward_table import Cell, Column, Row, wards_table
from analysis.measures import rankings, views
from analysis.sources.clean import clean

TABLES = ("availability_matrix", "comparability_matrix", "scorecard", "ranking_sensitivity")
CODES = {ward.slug: ward.code for ward in SPECIAL_WARDS}
PROJECT = Path(__file__).resolve().parents[2]
HIGHEST = 12.0


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project's data with six more wards, each of which publishes something else."""
    root = tmp_path_factory.mktemp("crowd")
    shutil.copytree(PROJECT / "data", root / "data")
    koto = {
        "mynumber_card_rate": ["15%", "16%", "85%", "80%"],  # met
        "open_data": ["100件", "101件", "102件", "200件"],  # 2% of the way after 60% of the time
    }
    add_plans(root, {"koto": koto})
    add_plans(root, {"minato": {"cashless_action": ["検討", "実施"]}}, ["R6", "目標値（R7）"])
    add_plans(root, {"chuo": {"cashless_action": ["検討", "実施"]}}, ["R5", "R6"])
    estimate = ["基準値（R5）", "令和7年度 実績見込", "目標値（R9）"]
    add_plans(root, {"ota": {"mynumber_card_rate": ["60%", "90%", "80%"]}}, estimate)
    add_plans(root, {"shibuya": {"mynumber_card_rate": ["75%", "80%"]}}, ["目標値（R8）", "目標値（R10）"])
    add_wards(root, "kita")
    clean(root)
    return root


def shown(figure: Figure) -> list[Text]:
    """Return the texts of the table, without header and footer."""
    return [text for text in style.shown_texts(figure) if text.axes is not None]


def place_of(figure: Figure, words: str) -> tuple[float, float]:
    """Return where a name or heading stands, in inches from the left and the top of the table."""
    (found,) = [text for text in shown(figure) if text.get_text() == words]
    return found.get_position()


def cell(figure: Figure, ward: str, column: str) -> str:
    """Return the text in the row of a ward beneath a heading."""
    x, y = place_of(figure, column)[0], place_of(figure, ward)[1]
    near = [
        text.get_text()
        for text in shown(figure)
        if abs(text.get_position()[0] - x) < 0.1 and abs(text.get_position()[1] - y) < 0.05
    ]
    return " ".join(near)


def box(figure: Figure, ward: str, column: str) -> Rectangle | None:
    """Return the box in the row of a ward beneath a heading, if there is one."""
    x, y = place_of(figure, column)[0], place_of(figure, ward)[1]
    boxes = [
        patch
        for patch in figure.axes[0].patches
        if isinstance(patch, Rectangle)
        and patch.get_x() > 0  # no band
        and patch.get_x() < x < patch.get_x() + patch.get_width()
        and patch.get_y() < y < patch.get_y() + patch.get_height()
    ]
    return boxes[0] if boxes else None


def face(figure: Figure, ward: str, column: str) -> str:
    """Return the colour of that box."""
    found = box(figure, ward, column)
    assert found is not None
    return to_hex(found.get_facecolor())


def row_says(figure: Figure, ward: str) -> list[str]:
    """Return every text in the row of a ward but its name."""
    y = place_of(figure, ward)[1]
    return [
        text.get_text() for text in shown(figure) if abs(text.get_position()[1] - y) < 0.02 and text.get_text() != ward
    ]


# --- all 23 wards --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ranked(everyone: Path) -> pd.DataFrame:
    return rankings.summary(rankings.options(None, Study.of(everyone)), Study.of(everyone))


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_all_23_wards_stand_on_one_page(everyone: Path, ranked: pd.DataFrame, name: str, lang: str) -> None:
    table = ranked if name == "ranking_sensitivity" else None
    figure = analysis.FIGURES[name](table, root=everyone, lang=lang, mono=lang == "en")
    texts = shown(figure)
    written = [text.get_text() for text in texts]
    names = [ward.name_ja if lang == "ja" else ward.name_en for ward in SPECIAL_WARDS]
    assert [one for one in names if written.count(one) != 1] == []
    assert figure.get_figheight() <= HIGHEST
    assert min(text.get_fontsize() for text in texts) >= 6
    assert style.overlaps(figure) == []
    assert len(figure.ward_kpi.title) <= (100 if lang == "ja" else 180)
    assert all(one in figure.ward_kpi.alt for one in names)


# --- what is published ---------------------------------------------------------------------------------------------


def test_the_best_kind_and_its_newest_year_stand_in_each_cell(crowd: Path) -> None:
    figure = analysis.availability_matrix(root=crowd)
    cards, colours = "マイナンバーカード", dict(analysis.load_wards(crowd)[["name_ja", "colour"]].to_numpy())
    assert cell(figure, "江東区", cards) == "実R6"
    assert face(figure, "江東区", cards) == colours["江東区"].lower()
    assert cell(figure, "大田区", cards) == "見R7"  # not the target of R9
    assert face(figure, "大田区", cards) == "#ffffff"
    assert cell(figure, "渋谷区", cards) == "目R10"
    words = box(figure, "港区", "キャッシュレス決済")
    assert cell(figure, "港区", "キャッシュレス決済") == "文R7"
    assert words is not None and words.get_linestyle() != "solid"
    assert cell(figure, "中央区", "キャッシュレス決済") == "文R6"
    assert box(figure, "港区", cards) is None
    assert row_says(figure, "北区") == ["公表なし"]
    assert "北区: 公表なし" in figure.ward_kpi.alt
    assert cell(analysis.availability_matrix(root=crowd, lang="en"), "Koto", "My Number card") == "A24"


def test_the_title_counts_wards_that_publish(crowd: Path) -> None:
    # figures on cards: Sumida, Taito, Koto, Ota, Shibuya; Suginami gives only words. Results: without Shibuya.
    rows = views.availability(study=Study.of(crowd))
    rows = rows[rows["theme"] == "mynumber"]
    said = findings.title("availability_matrix", rows, root=crowd)
    assert said.startswith("数値を公表する区が最も多いのはマイナンバーカードで9区中5（実績・見込は4）。")
    assert "どのテーマも公表なしは3区" in said  # of cards: Minato, Chuo and Kita
    assert "5 of 9, 4 with results" in findings.title("availability_matrix", rows, root=crowd, lang="en")


# --- what may be compared ------------------------------------------------------------------------------------------


def test_each_cell_counts_the_wards_to_compare_with(crowd: Path) -> None:
    figure = analysis.comparability_matrix(root=crowd)
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
    assert cell(figure, "国の資料", cards) == str(len(reference_concepts(crowd, "mynumber")))


def reference_concepts(root: Path, theme: str) -> set[str]:
    rows = reference_of(analysis.load_observations(theme=theme, root=root), Study.of(root))
    wards = rows[rows["ward"].isin(CODES.values()) & rows["value"].notna() & rows["kind"].isin(["actual", "estimate"])]
    counts = wards.groupby("concept")["ward"].nunique()
    return set(counts[counts > 1].index)


def test_four_wards_have_six_pairs_and_so_a_row_each(koto: Path) -> None:
    with_table(koto, PLAN, {"koto.mynumber_card_rate": ["15%", "16%", "70%", "80%"]})
    figure = analysis.comparability_matrix(root=koto)
    assert cell(figure, "江東区", "マイナンバーカード") == "2"
    assert figure.get_figheight() < 6
    three = analysis.comparability_matrix()
    assert "墨田区・台東区" in [text.get_text() for text in shown(three)]


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


def test_the_wards_that_can_be_compared_are_counted_and_those_that_never_can_be_are_named(everyone: Path) -> None:
    same, relative, none = "same_definition", "only_progress", "not_published"
    table = pairs(
        ("koto", "kita", same, "mynumber_card_rate"),
        ("koto", "ota", relative, ""),
        ("koto", "minato", none, ""),
        ("kita", "ota", relative, ""),
        ("kita", "minato", none, ""),
        ("ota", "minato", none, ""),
    )
    counts = views.partners(table).set_index("ward")
    assert list(counts.loc[CODES["koto"], ["same_definition", "only_progress", "lack"]]) == [1, 1, ""]
    assert list(counts.loc[CODES["ota"], ["same_definition", "only_progress", "lack"]]) == [0, 2, ""]
    assert list(counts.loc[CODES["minato"], ["same_definition", "only_progress", "lack"]]) == [0, 0, "words"]
    first, never, national = findings.sentences("comparability_matrix", table, root=everyone)
    assert first.startswith("1テーマのうち、2区以上が同じ定義の値で比べられるのは1（最多はマイナンバーカードの2区）")
    assert first.endswith("目標との比だけなら0。")
    assert never == "どのテーマでも他の区と値を比べられないのは1区（港区）。"
    assert national.endswith("1テーマ、うち全区をそろえて測っているのは0。")


def test_wards_of_two_definitions_are_not_counted_together(everyone: Path) -> None:
    same = "same_definition"
    table = pairs(
        ("koto", "kita", same, "mynumber_card_rate"),
        ("ota", "minato", same, "mynumber_card_held_rate"),
        ("ota", "chuo", same, "mynumber_card_held_rate"),
        ("minato", "chuo", same, "mynumber_card_held_rate"),
    )
    assert "（最多はマイナンバーカードの3区）" in findings.title("comparability_matrix", table, root=everyone)


# --- where each ward stands ----------------------------------------------------------------------------------------


def test_each_kpi_is_a_sign(crowd: Path) -> None:
    figure = analysis.scorecard(root=crowd)
    assert cell(figure, "江東区", "マイナンバーカード") == "◎"
    assert cell(figure, "江東区", "オープンデータ") == "△"
    assert cell(figure, "江東区", "達成") == "1/2"
    assert cell(figure, "渋谷区", "マイナンバーカード") == "－"
    assert cell(figure, "渋谷区", "達成") == "－"
    assert cell(figure, "港区", "キャッシュレス決済") == "文"
    assert cell(figure, "港区", "マイナンバーカード") == ""
    # words on what was done, without a target, are no more than nothing here
    assert row_says(figure, "北区") == row_says(figure, "中央区") == ["目標も数値の実績も公表なし"]
    assert cell(figure, "台東区", "窓口・情報発信") == "◎×文文"  # the best first


def test_the_title_of_the_scorecard_counts(crowd: Path) -> None:
    rows = views.scorecard(study=Study.of(crowd))
    rows = rows[rows["ward"].isin([CODES[slug] for slug in ("koto", "ota", "shibuya", "kita", "minato")])]
    assert (
        findings.title("scorecard", rows, root=crowd)
        == "自らの数値目標を達成したのは、2区のKPI3件のうち2件（最多は江東区・大田区の各1件）、3区は数値の実績なし"
    )
    title = findings.title("scorecard", rows, root=crowd, lang="en")
    assert title.startswith("2 of 3 KPIs of 2 wards met the ward's own target")
    assert title.endswith("no result in figures from 3 of 5 wards")


def test_a_result_without_a_target_is_shown_alone(koto: Path) -> None:
    with_table(koto, ["R5", "R6"], {"koto.mynumber_card_rate": ["68%", "70.5%"]})
    texts = [text.get_text() for text in shown(analysis.scorecard(root=koto))]
    assert "70.5% R6" in texts
    assert not [text for text in texts if "nan" in text]


# --- rankings ------------------------------------------------------------------------------------------------------


def ranks(*rows: tuple[str, str, str, int, int, int, int]) -> pd.DataFrame:
    """Return a summary of rankings: theme, yardstick, ward, choices, best, worst, first."""
    table = pd.DataFrame(rows, columns=["theme", "yardstick", "ward", "choices", "best", "worst", "first"])
    return table.assign(ward=table["ward"].map(CODES), indicator="", source="")


def test_a_cell_holds_the_rank_or_the_range_of_ranks(crowd: Path) -> None:
    table = ranks(
        ("mynumber", "progress", "koto", 4, 1, 1, 4),
        ("mynumber", "progress", "ota", 4, 2, 5, 0),
        ("mynumber", "progress", "sumida", 4, 2, 3, 0),
        ("mynumber", "pace", "ota", 1, 2, 2, 0),
        ("mynumber", "pace", "koto", 1, 1, 1, 1),
    )
    figure = analysis.ranking_sensitivity(table, root=crowd)
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
    assert "どれでも" in findings.title("ranking_sensitivity", tied)
    assert "替わることはない" in findings.title("ranking_sensitivity", tied)
    assert findings.title("ranking_sensitivity", tied, lang="en").startswith("For none of 1 themes")


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
    title = findings.title("ranking_sensitivity", ranks(first, second))
    assert title.startswith("順位を付けられる1テーマのうち1（マイナンバーカード）では")


def test_with_many_wards_the_title_counts_those_that_come_first() -> None:
    slugs = ("sumida", "taito", "koto", "kita", "ota")
    rows = [("mynumber", "progress", slug, 1, place, place, int(place == 1)) for place, slug in enumerate(slugs, 1)]
    rows += [
        ("mynumber", "pace", slug, 1, 6 - place, 6 - place, int(place == 5)) for place, slug in enumerate(slugs, 1)
    ]
    said = findings.sentences("ranking_sensitivity", ranks(*rows))
    assert said[0].endswith("1位が替わる。どれかで1位になるのは5区中2区。")
    assert said[1] == "1位が替わるテーマ: マイナンバーカード。"


# --- the table itself ----------------------------------------------------------------------------------------------


def table_of(texts: list[list[tuple[str, ...]]], columns: list[Column], folded: tuple[str, ...] = ()) -> Figure:
    """Return a figure of a row for each special ward, or as many as there are texts."""
    info = describe("made_up", pd.DataFrame({"indicator": [""], "source": [""]}), title="T", kind="K", details=[],
                    lang="ja", root=None)  # fmt: skip
    with style.look():
        rows = [
            Row(WardStyle(ward.name_ja, "#000000", "o", ""), [Cell(lines, folded=folded) for lines in cells])
            for ward, cells in zip(SPECIAL_WARDS, texts, strict=False)
        ]
        return wards_table(info, columns, rows)


def test_23_rows_and_20_columns_fit_the_width() -> None:
    columns = [Column(f"かなり長い見出しの列その{number}") for number in range(20)]
    figure = table_of([[("実H30",)] * 20] * 23, columns)
    assert [text.get_text() for text in shown(figure)].count("千代田区") == 1
    assert min(text.get_fontsize() for text in shown(figure)) >= 6
    assert figure.get_figheight() < 8
    assert style.overlaps(figure) == []


@pytest.mark.parametrize(("count", "group"), [(36, "群"), (24, "群"), (24, "")])
def test_columns_that_find_no_room_follow_beneath_and_no_group_is_divided(count: int, group: str) -> None:
    columns = [Column(f"列{number}", group and f"{group}{number // 5}") for number in range(count)]
    figure = table_of([[("12–14",)] * count] * 23, columns)
    texts = [text.get_text() for text in shown(figure)]
    assert texts.count("千代田区") == texts.count("江戸川区") == 2
    assert texts.count("12–14") == count * 23
    assert len([text for text in texts if text.startswith("群")]) == (-(-count // 5) if group else 0)
    assert figure.get_figheight() <= HIGHEST
    assert min(text.get_fontsize() for text in shown(figure)) >= 6
    assert style.overlaps(figure) == []


def test_a_text_is_folded_where_that_saves_room() -> None:
    columns = [Column(f"列{number}") for number in range(24)]
    narrow = table_of([[("12–14",)] * 24] * 23, columns, folded=("12–", "14"))
    assert [text.get_text() for text in shown(narrow)].count("12–") == 24 * 23
    wide = table_of([[("12–14",)] * 8] * 23, columns[:8], folded=("12–", "14"))
    assert [text.get_text() for text in shown(wide)].count("12–14") == 8 * 23
