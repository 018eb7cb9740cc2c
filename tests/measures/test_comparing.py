"""Comparing wards: what may share an axis, what may not, and that no ward is ever left out."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import synthetic
from synthetic import ASAHINA, HOSHINO, NAGISA, PLAN, Source, Table

import analysis
from analysis.data.border import inward
from analysis.data.loaders import load_observations, load_wards
from analysis.data.study import Study
from analysis.measures import comparing
from analysis.measures.attainment import UNIT_FREE
from analysis.measures.comparing import COMPARE_COLUMNS, evidence_of, grade_of, may_share_axis, refuse_different
from analysis.sources.clean import clean
from analysis.words import labels
from analysis.words.errors import NotComparable, UnknownName, WardKpiError

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"


def test_partners_stand_in_the_order_of_the_pairs() -> None:
    """Themes as the codebook lists them and wards as they are shown, never by the alphabet."""
    pair = {"ward_a": SUMIDA, "ward_b": TAITO, "state": "B", "lack_a": "", "lack_b": ""}
    found = comparing.partners(pd.DataFrame([pair | {"theme": "open_data"}, pair | {"theme": "cashless"}]))
    assert found["theme"].tolist() == ["open_data", "cashless"] * 2
    assert found["ward"].tolist() == [SUMIDA, SUMIDA, TAITO, TAITO]
    assert found[["verified", "unverified"]].to_numpy().tolist() == [[1, 0]] * 4


def compare(*asked: Any, **options: Any) -> pd.DataFrame:
    """Return the public comparison with its details, and with an empty text where one is missing."""
    return inward(comparing.compare(*asked, detail=True, **options), COMPARE_COLUMNS)


def comparability(**options: Any) -> pd.DataFrame:
    """Return the public grades with an empty text where one is missing."""
    return inward(comparing.comparability(**options))


def assert_one_line(error: NotComparable, *said: str) -> None:
    for lang in ("en", "ja"):
        message = error.message(lang)
        assert "\n" not in message
        assert len(message) < 700
        for words in said:
            assert words in message, message


# --- the three main themes of the project's data -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theme", "named"),
    [
        ("onlinization", {"ja": ["台東区 オンライン手続比率"], "en": ["Taito Online procedure ratio (ward)"]}),
        ("onlinization", {"ja": ["墨田区 マイナポータル手続数"], "en": ["Sumida Procedures on Mynaportal"]}),
        (
            "cashless",
            {
                "ja": ["墨田区 キャッシュレス決済手続数", "台東区 キャッシュレス決済利用率"],
                "en": ["Sumida Procedures payable cashless", "Taito Cashless use rate (ward)"],
            },
        ),
    ],
)
def test_raw_values_of_different_concepts_are_refused_in_one_line(theme: str, named: dict[str, list[str]]) -> None:
    with pytest.raises(NotComparable) as caught:
        compare(theme)
    assert caught.value.code == "different_concepts"
    assert_one_line(caught.value, "measure='progress'", "[%]")
    assert "手続数 [手続]" in caught.value.message("ja") and "[procedures]" in caught.value.message("en")
    for lang, names in named.items():
        assert [name for name in names if name not in caught.value.message(lang)] == []
        assert not re.search(r"[a-z]+[._][a-z]+", caught.value.message(lang))  # names, no ids


@pytest.mark.parametrize("unverified", [False, True])
def test_what_the_documents_count_differently_is_refused_whatever_is_asked(unverified: bool) -> None:
    with pytest.raises(NotComparable) as caught:
        compare("incidents", unverified=unverified)
    assert caught.value.code == "different_definitions"
    assert_one_line(caught.value, "measure='progress'")
    assert "墨田区 重大インシデント件数、台東区 情報漏えい・事故件数は" in caught.value.message("ja")
    assert "Sumida Serious security incidents, Taito Information leaks and incidents share" in caught.value.message(
        "en"
    )
    assert "重大な" in caught.value.message("ja") and "serious" in caught.value.message("en")


@pytest.mark.parametrize("concept", ["open_data", "e_approval", "training"])
def test_what_is_not_known_to_be_counted_alike_is_refused_unless_asked_for(concept: str) -> None:
    with pytest.raises(NotComparable) as caught:
        compare(concept)
    assert caught.value.code == "unverified"
    assert_one_line(caught.value, "unverified=True")
    assert re.match("墨田区 .+、台東区 .+は同じ", caught.value.message("ja"))
    table = compare(concept, unverified=True)
    shown = table[table["value"].notna()]
    assert set(shown["ward"]) == {SUMIDA, TAITO} and set(shown["grade"]) == {"C"}
    assert set(table.loc[table["ward"] == SUGINAMI, "grade"]) <= {""}


def test_different_concepts_are_refused_even_where_unverified_ones_are_asked_for() -> None:
    with pytest.raises(NotComparable) as caught:
        compare("cashless", unverified=True)
    assert caught.value.code == "different_concepts"


def test_grades_stand_in_the_codebook_with_their_evidence() -> None:
    study = Study.of()
    graded = {"mynumber_card_rate": "B", "open_data": "C", "e_approval": "C", "training": "C", "incidents": "D"}
    assert {name: grade_of(name, TAITO, SUMIDA, study) for name in graded} == graded
    assert "40.1%" in evidence_of("mynumber_card_rate", SUMIDA, TAITO, study)
    assert "document system" in evidence_of("e_approval", TAITO, SUMIDA, study.in_language("en"))
    assert grade_of("open_data", SUMIDA, SUGINAMI, study) == "C"  # nobody graded it


def test_a_series_is_of_one_definition_and_a_checked_level_may_stand_beside_it() -> None:
    table = compare("mynumber_card_rate")
    grades = {(row.ward, row.source): row.grade for row in table.itertuples() if row.value == row.value}
    assert grades[SUGINAMI, "mic-mynumber"] == "B"  # beside the own figures of the other two
    assert grades[TAITO, "taito-status-2025"] == "B"
    assert set(compare("mynumber_card_held_rate")["grade"]) == {"A"}
    assert set(compare("mynumber_card_rate", ward="sumida")["grade"]) == {""}


def test_only_what_is_measured_alike_may_share_an_axis() -> None:
    study = Study.of()
    of_concept = {name: rows for name, rows in study.current.groupby("concept")}
    shared = ("mynumber_card_held_rate", "mynumber_card_rate", "open_data", "e_approval", "incidents")
    assert [may_share_axis(of_concept[name], study) for name in shared] == [True, True, False, False, False]
    open_data = of_concept["open_data"]
    assert may_share_axis(open_data[open_data["ward"] == SUMIDA], study)  # one ward has nobody beside it


def test_a_measure_is_no_observation_even_where_it_equals_the_printed_figure(tmp_path: Path) -> None:
    root = synthetic.world(tmp_path, {"asahina.procedures": ["0手続", "", "5手続", "1手続"]})
    derived = comparing.compare("procedures", "attainment", ward="asahina", root=root)
    assert derived["value"].tolist() == [5.0] and derived["observation"].isna().all()


def test_each_figure_is_named_by_its_observation_and_an_absent_one_by_none() -> None:
    """73, 73 and 71 percent of one series; of the own rates Suginami publishes none."""
    held = comparing.compare("mynumber_card_held_rate").set_index("ward")["observation"]
    named = {code: f"{slug}.mynumber_card_held_rate-2024-actual-digital-agency-dx-2024" for code, slug in
             ((SUMIDA, "sumida"), (TAITO, "taito"), (SUGINAMI, "suginami"))}  # fmt: skip
    assert held.to_dict() == named
    table = comparing.compare("open_data", unverified=True)
    assert table["observation"].isna().tolist() == (table["availability"] == "none").tolist()
    assert table["observation"].isna().any() and table["observation"].dropna().is_unique


def test_a_measure_with_a_unit_is_refused_like_raw_values() -> None:
    with pytest.raises(NotComparable):
        compare("cashless", "required_per_year")


@pytest.mark.parametrize("measure", UNIT_FREE)
@pytest.mark.parametrize("theme", ["onlinization", "cashless", "mynumber", "incidents", "training"])
def test_measures_without_unit_may_stand_side_by_side_and_all_wards_do(theme: str, measure: str) -> None:
    table = compare(theme, measure)
    assert list(table.columns) == COMPARE_COLUMNS
    assert list(dict.fromkeys(table["ward"])) == load_wards()["ward"].tolist()
    shown = table[table["value"].notna()]
    assert set(shown["unit"]) <= {"share"}
    assert (shown["availability"] == "figure").all()
    empty = table[table["value"].isna()]
    if measure == "progress":
        assert ((empty["reason"] != "") | (empty["availability"] == "none")).all()


def test_cashless_progress_is_that_of_the_documents() -> None:
    table = compare("cashless", "progress").set_index("ward")
    assert table.loc[SUMIDA, "value"].tolist() == pytest.approx([196 / 27, 196 / 27, 204 / 27])
    assert table.loc[TAITO, "value"] == pytest.approx(12 / 30)
    suginami = table.loc[SUGINAMI]
    assert (suginami["availability"], suginami["text"]) == ("words", "キャッシュレス決済 拡充・検討")
    assert pd.isna(suginami["value"])


def test_suginami_has_milestones_but_no_result_to_measure() -> None:
    table = compare("online_procedures_cumulative", "progress", ward="suginami")
    assert table[["availability", "reason"]].values.tolist() == [["undefined", "documents_older"]]
    figures = compare("online_procedures_cumulative")
    of_ward = figures[figures["ward"] == SUGINAMI]
    assert of_ward["value"].tolist() == [280.0, 300.0, 320.0]
    assert set(of_ward["kind"]) == {"planned"}
    absent = figures[figures["ward"] == SUMIDA].iloc[0]
    assert (absent["availability"], absent["reason"]) == ("none", "not_mentioned")
    assert "online_procedures_priority" in absent["instead"]


def test_the_card_rate_of_all_three_wards_shares_an_axis_through_the_ministrys_series() -> None:
    table = compare("mynumber_card_rate")
    assert set(table["unit"]) == {"percent"}
    for ward in (SUMIDA, TAITO, SUGINAMI):
        series = table[(table["ward"] == ward) & (table["source"] == "mic-mynumber")]
        assert len(series) == 8
    assert set(table.loc[table["ward"] == SUGINAMI, "source"]) == {"mic-mynumber"}


def test_cards_issued_and_cards_held_are_never_together() -> None:
    assert not compare("mynumber_card_rate")["indicator"].str.contains("held").any()
    assert compare("mynumber_card_held_rate")["indicator"].str.contains("held").all()
    both = load_observations(concept=["mynumber_card_rate", "mynumber_card_held_rate"])
    with pytest.raises(NotComparable) as caught:
        refuse_different(both, Study.of())
    assert_one_line(caught.value, "measure='progress'")
    assert "マイナンバーカード交付率 [%]、マイナンバーカード保有率 [%]" in caught.value.message("ja")
    with pytest.raises(NotComparable):
        refuse_different(both[both["ward"] == SUMIDA], Study.of())


def test_the_shared_yardstick_has_one_figure_per_ward() -> None:
    table = compare("online_procedures_32_done").set_index("ward")["value"]
    assert table.index.is_unique
    assert table[[SUMIDA, TAITO, SUGINAMI]].tolist() == [13.0, 11.0, 14.0]


def test_a_theme_leaves_reference_series_to_their_concepts() -> None:
    assert set(compare("onlinization", "progress")["source"]).isdisjoint({"digital-agency-dx-2024"})


def test_caveats_of_the_codebook_come_with_the_rows() -> None:
    assert not {"caveat", "note", "locator"} & {*comparing.compare("mynumber_card_rate")}
    for lang, word in (("ja", "累計"), ("en", "issued")):
        table = comparing.compare("mynumber_card_rate", detail=True, lang=lang)
        from_ministry = table[table["source"] == "mic-mynumber"]
        assert from_ministry["caveat"].str.contains(word).all() and len(from_ministry)


def test_the_matrix_states_what_can_be_compared() -> None:
    table = comparability().set_index(["theme", "ward_a", "ward_b"])
    assert set(table["state"]) <= set(labels.COMPARABILITY)
    for theme, state in {
        "onlinization": "other_concepts",
        "cashless": "other_concepts",
        "mynumber": "B",
        "open_data": "C",
        "paperless": "C",
        "training": "C",
        "security": "D",
    }.items():
        assert table.loc[(theme, SUMIDA, TAITO), "state"] == state
    assert table.loc[("mynumber", SUMIDA, TAITO), "concepts"] == "mynumber_card_rate"
    assert table.loc[("cashless", SUMIDA, SUGINAMI)][["state", "missing"]].tolist() == ["no_result", SUGINAMI]
    for pair in [(SUMIDA, TAITO), (SUMIDA, SUGINAMI), (TAITO, SUGINAMI)]:
        assert "mynumber_card_rate" in table.loc[("mynumber", *pair), "reference"].split()
        assert "online_procedures_32_ratio" in table.loc[("onlinization", *pair), "reference"].split()
    themes = list(dict.fromkeys(table.index.get_level_values("theme")))
    assert themes[:3] == ["onlinization", "cashless", "mynumber"]
    assert len(table) == 3 * len(themes)


def test_the_matrix_is_of_the_rows_given() -> None:
    """Without Taito's rows nobody has what Sumida counts; of all rows it is what it is without any."""
    rows = load_observations()
    without = comparability(observations=rows[rows["ward"] != TAITO]).set_index(["theme", "ward_a", "ward_b"])
    assert without.loc[("open_data", SUMIDA, TAITO), ["state", "concepts", "missing"]].tolist() == [
        "no_result", "", TAITO,
    ]  # fmt: skip
    pd.testing.assert_frame_equal(comparability(observations=rows), comparability())


# --- rules, on made-up data ----------------------------------------------------------------------------------------


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Return a root of three wards: same definition, different definition, and one that publishes little."""
    rows = {
        "asahina.procedures": ["10手続", "15手続", "", "20手続"],
        "hoshino.procedures": ["5手続", "－", "6手続", "9手続"],
        "nagisa.procedure_ratio": ["10%", "20%", "", "60%"],
        "asahina.use_rate": ["10%", "20%", "", "60%"],
        "hoshino.use_rate": ["11%", "21%", "", "61%"],
        "nagisa.measures": ["", "実施", "推進", "推進"],
    }
    return synthetic.world(tmp_path, rows)


def test_one_concept_and_unit_may_share_an_axis(three: Path) -> None:
    table = compare("procedures", root=three)
    shown = table[["ward", "fiscal_year", "value", "availability"]]
    assert shown[shown["ward"] == ASAHINA]["value"].tolist() == [10.0, 15.0, 20.0]
    assert shown[shown["ward"] == HOSHINO]["availability"].tolist() == ["figure", "none", "figure", "figure"]
    absent = table[table["ward"] == NAGISA]
    assert absent[["availability", "instead", "concept", "theme"]].values.tolist() == [
        ["none", "procedure_ratio", "procedures", "online"]
    ]
    assert pd.isna(absent["value"].iloc[0])


def test_a_mark_for_no_figure_is_not_words(three: Path) -> None:
    table = compare("measures", root=three)
    assert table[table["ward"] == NAGISA]["availability"].tolist() == ["words"] * 3


def test_different_concepts_of_one_theme_are_refused_but_not_if_only_one_is_asked_for(three: Path) -> None:
    with pytest.raises(NotComparable):
        compare("online", root=three)
    assert len(compare("online", ward=["asahina", "星野区"], root=three)) == 7
    assert compare("online", ward="nagisa", root=three)["value"].tolist() == [10.0, 20.0, 60.0]


def test_a_concept_of_grade_d_is_refused_between_wards_only(three: Path) -> None:
    with pytest.raises(NotComparable, match="each ward divides by its own total"):
        compare("use_rate", root=three)
    assert len(compare("use_rate", ward="asahina", root=three)) == 3
    assert compare("use_rate", "progress", root=three)["value"].dropna().tolist() == pytest.approx([0.2, 0.2])


def test_comparability_follows_from_the_codebook_and_the_figures(three: Path) -> None:
    table = comparability(root=three).set_index(["theme", "ward_a", "ward_b"])
    assert table.loc[("online", ASAHINA, HOSHINO), "state"] == "B"
    assert table.loc[("online", ASAHINA, NAGISA), "state"] == "other_concepts"
    assert table.loc[("cash", ASAHINA, HOSHINO), "state"] == "D"
    assert table.loc[("cash", HOSHINO, NAGISA)][["state", "missing"]].tolist() == ["no_result", NAGISA]
    assert table.loc[("safety", ASAHINA, HOSHINO)]["missing"].split() == [ASAHINA, HOSHINO]


def test_a_theme_that_no_ward_publishes_keeps_every_ward(three: Path) -> None:
    table = compare("cards", root=three)
    assert table["ward"].tolist() == [ASAHINA, HOSHINO, NAGISA]
    assert (table["availability"] == "none").all()
    assert (table["theme"] == "cards").all()


def test_wards_stand_in_the_order_asked_for(three: Path) -> None:
    assert list(dict.fromkeys(compare("procedures", ward=["渚区", "hoshino", ASAHINA], root=three)["ward"])) == [
        NAGISA,
        HOSHINO,
        ASAHINA,
    ]


def test_what_was_known_then_can_be_compared(tmp_path: Path) -> None:
    sources = {
        "a-2023": Source(
            "2023", {"kpi": Table(PLAN, {"asahina.procedures": ["10手続", "15手続", "", "20手続"]})}, ASAHINA
        ),
        "b-2025": Source(
            "2025", {"kpi": Table(PLAN, {"hoshino.procedures": ["5手続", "6手続", "", "9手続"]})}, HOSHINO
        ),
    }
    synthetic.write(tmp_path, sources)
    clean(tmp_path)
    then = load_observations(as_of_publication="2024-01-01", root=tmp_path)
    table = compare("procedures", observations=then, root=tmp_path)
    assert set(table.loc[table["availability"] == "figure", "ward"]) == {ASAHINA}
    assert set(table["ward"]) == {ASAHINA, HOSHINO, NAGISA}


@pytest.mark.parametrize(
    ("arguments", "what", "nearest"),
    [
        ({"theme_or_concept": "procedure"}, "theme or concept", "procedures"),
        ({"theme_or_concept": "procedures", "measure": "progres"}, "measure", "progress"),
        ({"theme_or_concept": "procedures", "ward": "asahna"}, "ward", "asahina"),
        ({"theme_or_concept": "procedures", "ward": "131811"}, "ward", "131911"),
    ],
)
def test_unknown_names_bring_the_nearest(three: Path, arguments: dict[str, str], what: str, nearest: str) -> None:
    with pytest.raises(UnknownName, match=f"unknown {what}") as caught:
        compare(**arguments, root=three)
    assert caught.value.nearest[0] == nearest
    assert_one_line(caught.value, nearest)  # type: ignore[arg-type]


def test_reference_areas_are_no_wards() -> None:
    wards = load_wards()["ward"].tolist()
    assert [code for code in wards if code in (SUMIDA, TAITO, SUGINAMI)] == [SUMIDA, TAITO, SUGINAMI]
    assert not {"130001", "000000"} & set(wards)  # Tokyo and the nation
    assert len(compare("mynumber_card_rate", ward="tokyo")) == 8


def test_every_figure_that_is_compared_has_its_id() -> None:
    rows = comparing.compare("cashless_usage_rate")
    assert rows["observation"].notna().tolist() == (rows["availability"] == "figure").tolist()
    assert set(rows["observation"].dropna()) <= set(load_observations()["observation"])


def test_a_figure_set_beside_others_says_when_it_is_of_as_observations_do() -> None:
    loaded = analysis.load_observations().set_index("observation")["when"]
    for concept in ("mynumber_card_rate", "online_procedures_32_ratio", "cashless_usage_rate"):
        rows = analysis.compare(concept, unverified=True)
        published = rows.dropna(subset="observation")
        assert published["when"].tolist() == loaded[published["observation"]].tolist()
        assert rows.loc[rows["observation"].isna(), "when"].isna().all()
    derived = analysis.compare("cashless", "progress").dropna(subset="fiscal_year")
    assert set(derived["when"]) <= {f"FY{year}" for year in derived["fiscal_year"]}


def test_what_a_series_gives_is_asked_of_all_data_however_the_rows_are_cut() -> None:
    """Without the rows of the ministries nothing is compared otherwise, and what they measure is still told."""
    study = Study.of()
    without = study.current[study.current["source"].str.contains("sumida|taito|suginami")]
    whole, cut = (comparing.comparability_with_reasons(one) for one in (study, study.given(without)))
    assert (whole["reference"] != "").any()
    assert cut["reference"].tolist() == whole["reference"].tolist()
    assert comparability(observations=load_observations(vintage="sumida-progress-2025"))["reference"].eq("").all()


def test_one_ward_alone_has_what_it_could_compare_and_what_it_lacks() -> None:
    study = Study.of()
    rows = comparing.of_one_ward(SUGINAMI, study).set_index("theme")
    assert rows.loc["cashless", ["state", "concepts", "missing"]].tolist() == ["no_result", "", SUGINAMI]
    assert rows.loc["cashless", "lack_a"] == "words"  # what the plan says of it, it says in words
    assert "mynumber_card_rate" in rows.loc["mynumber", "reference"].split()
    taito = comparing.of_one_ward(TAITO, study).set_index("theme")
    assert taito.loc["cashless", ["state", "lack_a"]].tolist() == ["", ""]


# --- what the parts promise ------------------------------------------------------------------------------------------


def test_a_figure_beside_a_series_is_checked_only_where_it_was_graded_so() -> None:
    study = Study.of()
    asked = ((TAITO, "mynumber_card_rate"), (SUGINAMI, "mynumber_card_rate"), (TAITO, "open_data"))
    assert [comparing._beside_series(*one, study) for one in asked] == ["B", "C", "C"]


def test_a_comparison_has_its_columns_in_order_and_refuses_what_is_unverified_by_itself() -> None:
    study = Study.of()
    assert next(iter(comparing.compare("mynumber_card_rate"))) == "observation"
    assert list(comparing.compared(["incidents"], "progress", None, study.current, study)) == COMPARE_COLUMNS
    with pytest.raises(NotComparable) as caught:
        comparing.compared(["open_data"], "value", None, study.current, study)
    assert caught.value.code == "unverified"


def test_as_many_wards_are_paired_as_said_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    study = Study.of()
    monkeypatch.setattr(comparing, "MOST_PAIRED", len(study.wards))
    assert len(comparing.comparability_of(study.current, study))
    monkeypatch.setattr(comparing, "MOST_PAIRED", len(study.wards) - 1)
    with pytest.raises(WardKpiError, match=str(len(study.wards))):
        comparing.comparability_of(study.current, study)


def test_wards_of_a_series_are_counted_once_for_each_of_its_names() -> None:
    pairs = pd.DataFrame(
        {"ward_a": ["1", "1", "2"], "ward_b": ["2", "3", "3"], "reference": ["rate rate_held", "", "rate"]}
    )
    assert comparing.measured_alike(pairs) == {"rate": 3, "rate_held": 2}


def test_what_one_ward_has_names_the_documents_that_tell_of_it() -> None:
    study = Study.of()
    rows = comparing.of_one_ward(TAITO, study).set_index("theme")
    assert rows.loc["cashless", "source"] == "taito-status-2025"
    assert set(rows.loc["mynumber", "source"].split()) == {
        "mic-mynumber",
        "digital-agency-dx-2024",
        "taito-status-2025",
    }
