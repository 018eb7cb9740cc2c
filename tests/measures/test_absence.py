"""Why there is no figure: each reason by the documents, none told as another, and what a caller leaves out is no absence."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import docx
import pytest
from new_wards import add_plans, add_source
from synthetic import ASAHINA, HOSHINO, NAGISA, PLAN, Source, Table, world, write

import analysis
from analysis.data.study import Study
from analysis.measures.absence import (
    ABSENCES,
    has_indicator,
    not_given,
    of_concept,
    of_judged_target,
    of_part,
    of_progress,
    of_results,
    of_theme,
    stated,
)
from analysis.measures.own_progress import own_progress
from analysis.office.committee_paper import paper
from analysis.office.committee_slides import slides
from analysis.office.committee_workbook import workbook
from analysis.office.pack import Pack
from analysis.sources.clean import clean

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
TOKYO = "130001"


def test_no_two_reasons_share_their_words() -> None:
    for lang in ("ja", "en"):
        names = Study.of().in_language(lang).names
        assert len({names.told(f"absence.of.{one}") for one in ABSENCES}) == len(ABSENCES)


@pytest.mark.parametrize(
    ("ward", "theme", "reason"),
    [
        (SUMIDA, "cashless", ""),
        (SUMIDA, "digital_divide", "words"),  # three actions, with results in words
        (TAITO, "online_consultation", "not_mentioned"),
        (SUGINAMI, "education", "not_mentioned"),
        (TAITO, "standardization", "words"),  # remarks of its policy 16
        (SUMIDA, "plan_evaluation", "former"),  # of the actions of its former plans
        (SUGINAMI, "cashless", "words"),  # 拡充・検討
    ],
)
def test_a_theme_is_asked_of_all_that_the_documents_list(ward: str, theme: str, reason: str) -> None:
    assert of_theme(ward, theme, Study.of()) == reason


def test_a_judgement_of_one_indicator_is_none_of_another() -> None:
    """Taito judges its rate of cashless use; of the number of procedures its document says nothing."""
    assert of_concept(TAITO, "cashless_procedures", Study.of()) == "not_mentioned"


def test_a_draft_of_2024_cannot_hold_the_results_of_a_plan_that_begins_in_that_year() -> None:
    """Suginami's plan runs from April 2024; its draft was known by the end of 2024, a year's results are not before April 2025."""
    study = Study.of()
    assert of_results(SUGINAMI, "onlinization", study) == "older"
    assert of_part("suginami.online_procedures_cumulative", "value", study) == "older"
    assert of_results(SUMIDA, "standardization", study) == "marked"  # the report of 2025 prints a dash for each year


def test_a_theme_without_any_indicator_of_a_ward_has_results_for_the_reason_of_the_theme() -> None:
    study = Study.of()
    assert of_results(TAITO, "online_consultation", study) == "not_mentioned"
    assert of_results(SUMIDA, "digital_divide", study) == "words"
    assert of_results(SUMIDA, "cashless", study) == ""


def test_words_are_results_and_a_dash_is_a_mark() -> None:
    study = Study.of()
    assert stated("taito.student_ict_skill", "value", study)["text"].tolist() == ["増加"]
    assert of_part("taito.student_ict_skill", "value", study) == "words"
    assert of_part("taito.student_ict_skill", "baseline", study) == "marked"
    assert of_part("sumida.standardization", "target", study) == ""


def test_a_concept_that_a_ward_does_not_mention_is_not_mentioned_though_its_theme_is() -> None:
    study = Study.of()
    assert of_concept(SUMIDA, "cashless_usage_rate", study) == "not_mentioned"
    assert of_concept(TAITO, "cashless_usage_rate", study) == ""


def test_rows_that_a_caller_leaves_out_are_not_given() -> None:
    study = Study.of()
    rows = analysis.load_observations(ward="sumida").assign(origin="published")
    assert not_given(TAITO, "cashless", rows, study)
    assert not not_given(SUMIDA, "cashless", rows, study)
    assert not not_given(TAITO, "online_consultation", rows, study)  # it is in no document


def test_made_up_wards_each_have_a_reason_of_their_own(tmp_path: Path) -> None:
    rows = {
        "asahina.use_rate": ["1%", "2%", "3%", ""],  # a result without a target
        "asahina.card_rate": ["－", "－", "－", "－"],
        "hoshino.use_rate": ["1%", "", "", "9%"],  # a target without a result after the baseline
        "hoshino.card_rate": ["", "", "", "9%"],  # one without baseline and result
        "hoshino.measures": ["実施", "推進", "推進", "推進"],
    }
    study = Study.of(world(tmp_path, rows))
    assert of_part("asahina.use_rate", "target", study) == "no_target"
    assert of_theme(ASAHINA, "cards", study) == "marked"
    assert of_part("hoshino.use_rate", "value", study) == "no_later_result"
    assert of_part("hoshino.card_rate", "value", study) == "no_result"
    assert of_theme(HOSHINO, "safety", study) == "words"
    assert of_theme(HOSHINO, "online", study) == "not_transcribed"  # nobody counted what its document lists
    assert of_theme(NAGISA, "cash", study) == "no_document"


def test_an_older_document_is_older_only_until_a_newer_one_is_read(tmp_path: Path) -> None:
    plan = Source("2022", {"kpi": Table(PLAN, {"hoshino.use_rate": ["1%", "", "", "9%"]})}, HOSHINO)  # for R4 to R7
    report = Source("2025", {"kpi": Table(["R6"], {"hoshino.card_rate": ["5%"]})}, HOSHINO)
    write(tmp_path / "one", {"hoshino-plan": plan})
    write(tmp_path / "two", {"hoshino-plan": plan, "hoshino-report": report})
    for name, reason in (("one", "older"), ("two", "no_later_result")):
        clean(tmp_path / name)
        assert of_part("hoshino.use_rate", "value", Study.of(tmp_path / name)) == reason


@pytest.fixture(scope="module")
def odd_wards(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Study:
    """Return a study with a ward with results only, one with a single year, and a prefecture with figures of its own."""
    import shutil

    root = tmp_path_factory.mktemp("odd")
    shutil.copytree(project_root / "data", root / "data")
    add_plans(root, {"koto": {"mynumber_card_rate": ["70%", "75%"]}}, ["R5", "R6"])  # 4 wards: each is named
    tokyo = {"tokyo.mynumber_card_rate": ["60%", "70%"], "tokyo.cashless_usage_rate": ["10%", "20%"]}
    add_source(root, "tokyo-plan-2026", Source("2026", {"kpi": Table(["R5", "R6"], tokyo)}, TOKYO))
    clean(root)
    return Study.of(root)


@pytest.mark.behaviour(5)
def test_a_ward_with_results_only_is_told_with_them_and_a_prefecture_is_no_ward(odd_wards: Study) -> None:
    pack = Pack(dt.date(2026, 7, 1), "C", "D", odd_wards)
    document = docx.Document(io.BytesIO(paper(pack, [])))
    rows = [[cell.text.replace("\n", "") for cell in row.cells] for table in document.tables for row in table.rows]
    [koto] = [row for row in rows if row[:2] == ["江東区", "マイナンバーカード交付率"]]
    assert koto[3:5] == ["目標は読み取った資料に記載なし", "75%（令和6年度）"]
    assert slides(pack) and workbook(pack)
    title = analysis.trajectories("mynumber", root=odd_wards.root).ward_kpi.sentences[0]
    assert "江東区はマイナンバーカード交付率75%" in title and "東京都" not in title
    first = analysis.conclusions(analysis.availability_matrix(root=odd_wards.root)).sentences[0]
    assert "全4区とも" in first


@pytest.mark.behaviour(5)
def test_single_figures_stand_as_text_where_they_make_no_chart(odd_wards: Study) -> None:
    from analysis.questions import trajectories

    root = odd_wards.root
    add_plans(root, {"chuo": {"cashless_usage_rate": ["30%"]}}, ["R6"])
    clean(root)
    cells = [cell for slide in trajectories.slides("cashless", Study.of(root)) for cell in slide.cells]
    [words] = [cell for cell in cells if cell.name == "中央区"]
    assert "30%" in " ".join(words.texts)


def test_progress_that_a_caller_left_out_is_not_given_and_that_of_nobody_has_its_reason() -> None:
    study = Study.of()
    every = own_progress(study)
    sumida = every[(every["ward"] == SUMIDA) & (every["theme"] == "cashless")]
    wards = (SUMIDA, TAITO, SUGINAMI)
    assert [of_progress(one, sumida, study) for one in wards] == ["not_given", "not_given", "no_result"]
    assert [of_judged_target(one, sumida, study) for one in wards] == ["not_given", "not_given", "no_target"]
    assert of_progress(SUGINAMI, every, study) == "older"
    assert has_indicator(SUMIDA, "cashless", study) and not has_indicator(TAITO, "online_consultation", study)


def test_an_indicator_of_nobody_s_progress_that_was_left_out_is_not_given() -> None:
    """All of Suginami's are plans in words: of what stands in the rows none has progress, and none of what does not."""
    study = Study.of()
    every = own_progress(study)
    held = every[(every["ward"] == SUGINAMI) & (every["theme"] == "cashless")]
    assert of_progress(SUGINAMI, held, study) == "no_result"
    assert of_judged_target(SUGINAMI, held, study) == "no_target"
    left_out = held.assign(indicator="")
    assert of_progress(SUGINAMI, left_out, study) == of_judged_target(SUGINAMI, left_out, study) == "not_given"


def test_a_plan_without_any_year_makes_no_document_older(tmp_path: Path) -> None:
    undated = '[table.columns."目標値"]\nrole = "undated"\nkind = "target"\nwhy = "Named without a year."\n'
    plan = Source("2019", {"kpi": Table(["目標値"], {"hoshino.use_rate": ["9%"]}, undated)}, HOSHINO)
    write(tmp_path, {"hoshino-plan": plan})
    clean(tmp_path)
    study = Study.of(tmp_path)
    assert of_part("hoshino.use_rate", "target", study) == ""
    assert of_part("hoshino.use_rate", "value", study) == "no_result"
