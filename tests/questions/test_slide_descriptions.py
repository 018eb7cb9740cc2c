"""What slides and sheets show, before any program draws it: the figures of the documents, every ward, nothing of office."""

import ast
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from analysis.data.study import Study, own
from analysis.data.themes import main_themes, published_themes
from analysis.drawing import style
from analysis.questions import (
    _reference_charts,
    comparability_matrix,
    online_use,
    progress_bars,
    scorecard,
    trajectories,
)
from analysis.questions._indicator_words import entries, status_name
from analysis.questions._slide import Bars, Lines, ShareBars, Slide, Table, Words, pages_of
from analysis.questions.trajectories import standing_claim

FOLDER = Path(__file__).resolve().parents[2] / "src" / "analysis" / "questions"


@pytest.fixture(scope="module", params=["few", "many"])
def study(request: pytest.FixtureRequest, project_root: Path, everyone: Path) -> Study:
    """Return the committed data, then all 23 wards."""
    return Study.of(project_root if request.param == "few" else everyone)


def _slides(study: Study) -> list[Slide]:
    of_themes = [
        slide
        for theme in main_themes(study)
        for slide in (*trajectories.slides(theme, study), *_reference_charts.slides(theme, study))
    ]
    others = (scorecard, progress_bars, comparability_matrix)
    return [*of_themes, *(slide for one in others for slide in one.slides(study))]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_a_question_knows_no_program_and_nothing_of_office(path: Path) -> None:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    imported = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    imported += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    banned = ("analysis.office", "analysis.pages", "analysis.cli", "pptx", "docx", "xlsxwriter")
    assert [name for name in imported if name.startswith(banned)] == []


def test_the_figures_of_an_indicator_are_those_of_its_documents(project_root: Path) -> None:
    study = Study.of(project_root)
    panels = {panel.name: panel for panel in trajectories.panels("cashless", study)}
    panel = panels["sumida.cashless_procedures"]  # read by eye: 13 in R3, then 209, 209, 217; 40 in R7
    assert [bar.value for bar in panel.bars] == [13, 209, 209, 217, 40]
    assert [bar.paint.fill for bar in panel.bars] == ["light", "solid", "solid", "solid", "hatched"]
    assert panel.title == "墨田区 キャッシュレス決済手続数"
    assert "進捗755.6%（数え方の変更は不明）" in panel.subtitle
    assert "217手続" in panel.alt


def test_no_panel_mixes_definitions_units_or_missing_figures(study: Study) -> None:
    for theme in published_themes(study):
        for panel in (*trajectories.panels(theme, study), *_reference_charts.panels(theme, study)):
            assert panel.rows["value"].notna().all()
            assert panel.rows["concept"].nunique() == panel.rows["unit"].nunique() == 1
            if isinstance(panel, Bars):
                drawn = [bar.value for bar in panel.bars if bar.value is not None]
                assert drawn == list(panel.rows["value"])
                assert panel.end > max(drawn)
            if isinstance(panel, Lines):
                assert [value for line in panel.lines for value in line.figures] == list(panel.rows["value"])


def test_every_ward_is_on_the_slides_of_each_main_theme(study: Study) -> None:
    for theme in main_themes(study):
        cells = [cell for slide in trajectories.slides(theme, study) for cell in slide.cells]
        shown = {cell.rows["ward"].iloc[0] for cell in cells if isinstance(cell, Bars)}
        gap = study.names.told("names.listed")
        named_so = {study.names.ward(code): code for code in study.wards}
        said = [named_so[name] for cell in cells if isinstance(cell, Words) for name in cell.name.split(gap)]
        assert sorted([*shown, *said]) == sorted(study.wards)
        for slide in _reference_charts.slides(theme, study):
            for panel in slide.cells:
                if isinstance(panel, Table):
                    continue  # of the lists of procedures: see the next test
                assert isinstance(panel, Bars | Lines)
                named = len(panel.bars) if isinstance(panel, Bars) else len(panel.lines)
                silent = [name for name in named_so if name in panel.beneath]
                assert named + len(silent) == len(study.wards)


def test_each_row_of_the_table_of_use_rests_on_the_observations_it_shows(project_root: Path) -> None:
    study = Study.of(project_root)
    slides = [slide for theme in main_themes(study) for slide in online_use.slides(theme, study)]
    lines = {}
    for slide in slides:
        [table] = slide.cells
        assert isinstance(table, Table) and slide.rows is not None
        for line, places in zip(table.body, table.behind, strict=True):
            lines[line[:2]] = (line[2:], slide.rows.iloc[list(places)])
            assert {study.names.ward(code) for code in slide.rows.iloc[list(places)]["ward"]} == {line[1]}
    cells, rows = lines["子育て・介護26手続のオンライン化率", "台東区"]  # the table of 2024-07-12: 26 of 26
    assert cells[0] == "100%"
    assert len(rows) == int(cells[1]) + 1  # the shares counted, and what is online
    assert cells[3] == f"{rows.loc[rows['offered'].notna(), 'value'].max():g}%"


def test_titles_are_findings_and_rows_are_what_is_shown(study: Study) -> None:
    for slide in _slides(study):
        assert len(slide.title) > 8 and not slide.title.endswith("。")
        assert slide.rows is None or set(slide.rows["source"]) <= set(study.tables.sources["source"])
        for cell in slide.cells:
            if isinstance(cell, ShareBars):
                assert slide.rows is not None
                assert all(bar.value is not None for bar in cell.bars)
                assert cell.start <= 0 < cell.end


def test_a_row_of_the_table_of_indicators_knows_its_observations(study: Study) -> None:
    slide = scorecard.slides(study)[1]
    (table,) = slide.cells
    assert isinstance(table, Table) and slide.rows is not None
    listed = entries(main_themes(study), study)
    assert len(table.body) == len(table.behind) == len(listed)
    for entry, places in zip(listed, table.behind, strict=True):
        of_row = slide.rows.iloc[list(places)]
        assert set(of_row["indicator"]) == ({entry.indicator} if entry.indicator else set())
    published = own(study)
    assert len(slide.rows) == published["indicator"].isin([one.indicator for one in listed]).sum()


def test_counts_by_status_are_those_of_the_annex(project_root: Path) -> None:
    study = Study.of(project_root)
    counts = scorecard.status_counts(study)
    listed = Counter((one.ward, one.code) for one in entries(published_themes(study), study) if one.code)
    assert listed.pop(("墨田区", "dropped")) == 1  # a KPI of the draft without a target now: the counts are of targets
    for place, code in enumerate(study.wards):
        of_ward: Counter[str] = Counter()
        for one in counts:  # what the title leaves out stands in a row of its own, its theme in brackets
            of_ward[one.name.partition("（")[0]] += one.counts[place]
        ward = study.names.ward(code)
        assert +of_ward == {
            status_name(status, study).partition("（")[0]: count
            for (whose, status), count in listed.items()
            if whose == ward
        }


def test_a_target_in_words_stands_beside_how_the_ward_judges_it() -> None:
    """Taito judges the certificates at convenience stores 未達成 (002:73-75)."""
    title = standing_claim("mynumber", Study.of()).title(Study.of())
    assert "台東区（令和7年度実績見込）は達成見込1・定性目標1（区の評価は未達成1）" in title
    card = scorecard.QUESTION.draw(Study.of())
    shown = "".join("".join(one.get_text() for one in style.shown_texts(card)).split())
    assert "コンビニ交付の証明書数（区の評価は未達成）" in shown


def test_the_language_of_a_study_is_that_of_its_slides(project_root: Path) -> None:
    study = Study.of(project_root)
    rows = [slide.rows for slide in _slides(study)]
    english = [slide.rows for slide in _slides(study.in_language("en"))]
    for one, other in zip(rows, english, strict=True):
        if one is None or other is None:
            assert one is other
        else:
            pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(("count", "most"), [(0, 6), (1, 6), (7, 6), (13, 6), (24, 24), (25, 24)])
def test_pages_are_as_few_and_as_even_as_can_be(count: int, most: int) -> None:
    pages = list(pages_of(list(range(count)), most))
    assert [one for page in pages for one in page] == list(range(count))
    assert len(pages) == -(-count // most)
    assert max(map(len, pages), default=0) - min(map(len, pages), default=0) <= 1


def test_a_result_is_filled_whatever_the_ward() -> None:
    """The key on the first slide says that hatched is a target."""
    study = Study.of()
    shown = [panel for theme in main_themes(study) for panel in _reference_charts.panels(theme, study)]
    bars = [bar for panel in shown if isinstance(panel, Bars) for bar in panel.bars]
    [progress] = progress_bars.slides(study)
    [drawn] = [cell for cell in progress.cells if isinstance(cell, ShareBars)]
    assert bars and {bar.paint.fill for bar in bars} == {"solid"}
    assert [bar.paint.fill for bar in drawn.bars] == ["solid"] * 4 + ["hollow"] * 3  # Taito's are estimates


def test_every_ward_that_a_slide_names_has_its_document_beneath() -> None:
    study = Study.of()
    slides = [*scorecard.slides(study)[1:], *progress_bars.slides(study), *comparability_matrix.slides(study)]
    for slide in slides:
        for document in ("改定案", "行政情報化の取組状況", "達成状況について"):
            assert any(document in one.line for one in slide.sources), (slide.title, document)


def test_a_plan_is_told_as_no_target_and_left_out_themes_stand_apart() -> None:
    study = Study.of()
    counts, _ = scorecard.slides(study)
    assert counts.title.endswith("杉並区は計画値のみ")
    assert "杉並区は計画値のみ（読み取った資料に数値目標の記載なし）" in counts.said
    assert "墨田区は値のある10のうち5（令和6年度実績）" in counts.title
    assert "墨田区は値のある10のうち5（令和6年度実績、ほかに値のないもの1）" in counts.said
    for said in (counts.title, counts.said):  # 82% is of a survey of July 2025
        assert "台東区は14のうち9（令和7年度、年度途中の実績1・見込8）" in said
    english, _ = scorecard.slides(Study.of(None, "en"))
    assert (
        "Sumida 5 of 10 with a figure (FY2024 results), Taito 9 of 14 (FY2025: 8 estimates, 1 within the year)"
        in english.title
    )
    assert "Sumida 5 of 10 with a figure (FY2024 results; 1 without), Taito 9 of 14 (FY2025: 1 result" in english.said
    [table] = [cell for cell in counts.cells if isinstance(cell, Table)]
    told = {name: tuple(of_wards) for name, *of_wards in table.body}
    assert told["判定できる実績なし"] == ("1", "－", "－")
    assert told["計画値のみ（資料が計画期間の実績が出る前のもの）"] == (
        "－",
        "－",
        "2",
    )  # of Suginami a plan alone was read
    # of the area's brand and of floor space the former plan's results have no year, and the ward judges both (001:1192-1198)
    assert told["判定できる実績なし（行財政改革）"] == ("16（うち2は前期の目標で、区が判定）", "－", "－")
    assert "数値目標14（達成9、未達成5）、定性目標13（達成11、未達成2）" in told["区自身の評価"][1]
    # Taito's report names 35; Suginami's 30 measures print several in a cell; 11 of Sumida's list are those of part 2 again
    assert told["計画に記された取組"] == ("51（ほかに行財政改革39）", "35", "43")
