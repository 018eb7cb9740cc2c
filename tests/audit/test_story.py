"""One figure's whole story, told from a row, a key or an id."""

from pathlib import Path

import pytest

from analysis import compare, explain, load_observations, progress
from analysis.cli import commands
from analysis.words.era import read_year
from analysis.words.errors import UnknownName, WardKpiError

PRIORITY = "sumida.online_procedures_priority"


def items(told: object) -> dict[str, list[str]]:
    """Return what is told, by what it is about."""
    found: dict[str, list[str]] = {}
    for name, text in told.items:  # type: ignore[attr-defined]
        found.setdefault(name, []).append(text)
    return found


def test_the_story_of_a_figure_that_two_documents_state_differently() -> None:
    told = explain(PRIORITY, 2022, "actual", lang="en")
    story = items(told)
    assert told.title == f"Sumida Priority procedures online FY2022 actual ({PRIORITY})"
    assert story["value"] == ["36 procedures"]
    assert story["as printed"] == ["36手続"]
    assert "not before April 2025" in story["document"][0] and "[sumida-progress-2025]" in story["document"][0]
    assert "sumida-progress-2025/kpi_03_2.csv row 2, column R4" in story["place"][0]
    assert "text L9" in story["place"][0]
    (other,) = story["other documents"]
    assert other.startswith("37 procedures (37手続, 2022-12)") and "2 November 2023" in other
    assert "FY2025 target 44 procedures" in story["other figures of this indicator"][0]
    assert story["definition"]
    assert any("40 in the draft plan and 44 in the 2023 document" in text for text in story["caveat"])


def test_a_corrected_figure_tells_what_was_corrected_and_why() -> None:
    story = items(explain(("sumida.e_approval", 2021, "actual"), lang="en"))
    (correction,) = story["correction"]
    assert "64.4% ※5" in correction and "fiscal_year = 2021" in correction and "footnote 5" in correction
    assert story["as of"] == ["2022-03-31"]
    assert "column R4" in story["place"][0]
    assert not any("footnote 5" in text for text in story["caveat"])  # told once


def test_the_evidence_is_told_and_never_assumed(
    sources_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert items(explain(PRIORITY, 2022, lang="en", sources=sources_folder))["evidence"] == ["found in the text"]
    monkeypatch.setenv("WARD_KPI_SOURCES", str(tmp_path))
    (tmp_path / "000_3043c1f33b1029d0.txt").write_text("x")
    assert items(explain(PRIORITY, 2022, lang="en"))["evidence"] == ["not checked, the text is not at hand"]


def test_without_evidence_nothing_depends_on_the_texts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = explain(PRIORITY, 2022, evidence=False)
    assert not any(name == "照合" for name, _ in told.items)
    monkeypatch.setenv("WARD_KPI_SOURCES", str(tmp_path))
    assert explain(PRIORITY, 2022, evidence=False) == told


def test_a_figure_at_two_places_has_both() -> None:
    story = items(explain("taito.open_data", 2025, "estimate", lang="en"))
    assert len(story["place"]) == 2
    assert "annex.csv" in story["place"][0] and "excerpt_achieved.csv" in story["place"][1]


def test_words_and_drafts() -> None:
    story = items(explain("suginami.cashless_action", 2025))
    assert story["値"] == ["数値なし"]
    assert story["印刷のまま"] == ["キャッシュレス決済 拡充・検討"]
    assert "案" in story["資料"][0]
    assert items(explain("suginami.cashless_action", 2025, lang="en"))["value"] == ["no figure"]


def test_it_prints_as_lines_and_shows_as_a_list() -> None:
    told = explain(PRIORITY, 2022)
    assert str(told).splitlines()[0] == told.title
    assert "  値: 36手続" in str(told).splitlines()
    assert told._repr_markdown_().startswith(f"**{told.title}**\n\n- 値: 36手続")


def test_rows_of_every_table_and_keys_tell_the_same() -> None:
    observation = load_observations(ward="sumida").query(f"indicator == '{PRIORITY}' and fiscal_year == 2024").iloc[0]
    derived = progress().query(f"indicator == '{PRIORITY}'").iloc[0]
    compared = compare("online_procedures_priority", ward="sumida").query("fiscal_year == 2024").iloc[0]
    told = {str(explain(what)) for what in (observation, derived, compared, observation.to_dict(), PRIORITY)}
    told.add(str(explain((PRIORITY, 2024, "actual", "sumida-progress-2025"))))
    assert len(told) == 1


def test_without_a_year_the_newest_result_is_told_else_the_figure_of_the_last_year(quoted_root: Path) -> None:
    assert "FY2024 actual" in explain(PRIORITY, lang="en", root=quoted_root).title
    assert "FY2025 estimate" in explain("taito.open_data", lang="en", root=quoted_root).title
    assert "FY2025 target" in explain("sumida.standardization", lang="en", root=quoted_root).title
    assert "FY2021 baseline" in explain(PRIORITY, 2021, lang="en", root=quoted_root).title


def test_an_older_document_can_be_named() -> None:
    story = items(explain((PRIORITY, 2022, "actual", "sumida-briefing-2023"), lang="en"))
    assert story["value"] == ["37 procedures"]
    assert story["other documents"][0].startswith("36 procedures")


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (("sumida.online_procedures_priorty",), PRIORITY),
        ((PRIORITY, 2021, "actul"), "baseline"),
        ((PRIORITY, 2031), "2025"),
        (((PRIORITY, 2022, "actual", "sumida-briefing-2022"),), "sumida-briefing-2023"),
    ],
)
def test_an_unknown_name_brings_the_nearest(arguments: tuple[object, ...], nearest: str) -> None:
    with pytest.raises(UnknownName) as error:
        explain(*arguments)  # type: ignore[arg-type]
    assert nearest in error.value.nearest
    assert error.value.message("ja").count("\n") == 0


@pytest.mark.parametrize("what", [3, {"theme": "cashless"}, ("",), None])
def test_what_names_no_figure_is_refused(what: object) -> None:
    with pytest.raises(WardKpiError) as error:
        explain(what)  # type: ignore[arg-type]
    assert error.value.code == "bad_argument"


def test_years_as_people_write_them() -> None:
    assert [read_year(text) for text in ("2022", "R4", "令和4年度", "FY2022")] == [2022] * 4
    with pytest.raises(WardKpiError):
        read_year("目標")


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["explain", PRIORITY, "R4", "actual", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Sumida Priority procedures online FY2022 actual ({PRIORITY})\n  value: 36 procedures\n")
    for arguments, words in [
        (["sumida.cashless"], "sumida.cashless_procedures"),
        ([PRIORITY, "R1"], "2021"),
        ([PRIORITY, "someday"], "R4"),
    ]:
        assert commands.main(["explain", *arguments]) == 1
        err = capsys.readouterr().err
        assert words in err and err.count("\n") == 1 and "Traceback" not in err


def test_an_observation_is_explained_by_its_id() -> None:
    rows = load_observations(vintage="all", ward="sumida", theme="cashless").dropna(subset="value")
    for one in rows["observation"]:
        told = explain(one, evidence=False, lang="en")
        assert str(told) == str(explain(rows[rows["observation"] == one].iloc[0], evidence=False, lang="en"))
    with pytest.raises(WardKpiError, match="has no figure of target"):
        explain(rows["observation"].iloc[0], kind="target", fiscal_year=2016)


def test_what_has_no_story_is_named() -> None:
    for what, said in ((load_observations(), "what='DataFrame'"), (object(), "what='object'")):
        with pytest.raises(WardKpiError, match=said):
            explain(what)  # type: ignore[arg-type]
