"""ward-kpi verify: every cell of the project's raw tables is in its text, one altered digit is not, and what is missing is said."""

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import quoted_data
import synthetic
from synthetic import ASAHINA, PLAN, Source, Table

import analysis
from analysis.audit.evidence import TableCheck, Verification, verify
from analysis.cli import commands
from analysis.data.locators import Place, parse_places
from analysis.sources.model import RawData, RawTable
from analysis.sources.raw import load_raw, row_at
from analysis.sources.texts import Texts
from analysis.words.errors import DataError, WardKpiError

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
DOCUMENTS = sorted(path.parent.name for path in RAW.glob("*/source.toml"))
QUOTED = set(quoted_data.SOURCES)
TEXT = "header\t基準値（R3）\tR4\tR5\t目標値（R7）\nlabel of asahina.procedures\t6手続\t21手続\t－\t30手続\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a root with one table, and beside it its text."""
    table = Table(PLAN, [("asahina.procedures", ["6手続", "21手続", "－", "30手続"])])
    root = synthetic.write(tmp_path / "root", {"doc": Source("2025", {"kpi": table}, ASAHINA)})
    toml, raw = root / "data/raw/doc/source.toml", root / "data/raw/doc/kpi.csv"
    toml.write_text(toml.read_text().replace("0" * 64, hashlib.sha256(TEXT.encode()).hexdigest()), encoding="utf-8")
    raw.write_text(raw.read_text(encoding="utf-8").replace(",L1,", ",L2,"), encoding="utf-8")
    (tmp_path / "shared" / "sources").mkdir(parents=True)
    (tmp_path / "shared" / "sources" / "any name.txt").write_bytes(TEXT.encode())
    return root


@pytest.fixture(autouse=True)
def _no_sources_variable(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let the tests that bring their own texts find those alone."""
    if "root" in request.fixturenames:
        monkeypatch.delenv("WARD_KPI_SOURCES", raising=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = commands.main(["verify", *map(str, arguments)])
    return code, *capsys.readouterr()


def test_a_text_is_known_by_its_sha256_whatever_its_name(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--root", root)
    assert (code, err) == (0, "")
    assert out == "照合したセル 9（原文にあり 9、なし 0）、未確認 0\n"


def test_the_summary_counts_headers_labels_and_figures(root: Path) -> None:
    result = verify(root=root)
    assert result.cells["result"].tolist() == ["found"] * 9
    assert result.passed
    assert result.summary("en") == "cells checked 9 (found 9, absent 0), not checked 0"


def test_an_altered_cell_is_named_with_its_place_and_the_exit_is_1(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = root / "data/raw/doc/kpi.csv"
    raw.write_text(raw.read_text(encoding="utf-8").replace("21手続", "22手続"), encoding="utf-8")
    code, out, err = run(capsys, "--root", root, "--lang", "en")
    assert code == 1
    assert out == "cells checked 9 (found 8, absent 1), not checked 0\n"
    assert err.count("\n") == 1
    for words in ("doc/kpi.csv, row 2, column 'R4'", "'22手続'", "doc.txt:L2", "'21手続'"):
        assert words in err
    assert "22手続" in run(capsys, "--root", root)[2]


def test_an_altered_header_is_named(root: Path) -> None:
    raw = root / "data/raw/doc/kpi.csv"
    raw.write_text(raw.read_text(encoding="utf-8").replace("R5", "R6"), encoding="utf-8")
    absent = verify(root=root).cells.query("result == 'absent'")
    assert absent[["row", "column"]].values.tolist() == [[1, "R6"]]


def test_a_text_of_the_right_name_and_another_sha256_is_not_used(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root.parent / "shared" / "sources"
    (folder / "any name.txt").rename(folder / "doc.txt")
    (folder / "doc.txt").write_bytes(TEXT.replace("21", "22").encode())
    code, out, err = run(capsys, "--root", root, "--lang", "en")
    assert code == 1
    assert err.count("\n") == 1
    assert "'doc.txt' has another sha256" in err
    assert out == "cells checked 0 (found 0, absent 0), not checked 9\n"
    assert "sha256" in run(capsys, "--root", root)[2]


def test_a_missing_text_is_named_and_never_counts_as_passed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root.parent / "shared" / "sources" / "any name.txt").unlink()
    code, out, err = run(capsys, "--root", root, "--lang", "en")
    assert code == 0
    assert "'doc.txt' is not at hand" in err
    assert out == "cells checked 0 (found 0, absent 0), not checked 9\n"


@pytest.mark.parametrize("folder", ["~nosuchuser/x", "a" * 300, "a\0b", 3, b"x", [], False])
def test_what_names_no_folder_of_documents_is_refused_by_all_that_read_them(folder: Any) -> None:
    """As what names no root: in one line, never with an error of the machine."""
    asked = {
        "verify": analysis.verify,
        "crosscheck": analysis.crosscheck,
        "explain": partial(analysis.explain, "sumida.cashless_procedures"),
    }
    for name, ask in asked.items():
        with pytest.raises(WardKpiError) as error:
            ask(sources=folder)
        assert error.value.code == ("no_sources" if isinstance(folder, str) else "bad_argument"), name
        with pytest.raises(WardKpiError):
            ask(root=folder)


@pytest.mark.parametrize(("make", "code"), [(False, "no_sources"), (True, "no_source_texts")])
def test_a_folder_that_cannot_serve_is_refused(root: Path, tmp_path: Path, make: bool, code: str) -> None:
    folder = tmp_path / "elsewhere" / "sources"
    if make:
        folder.mkdir(parents=True)
    with pytest.raises(WardKpiError) as error:
        verify(sources=folder, root=root)
    assert error.value.code == code
    assert str(folder) in error.value.message("ja")


def test_a_text_in_another_encoding_is_refused_in_one_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = TEXT.encode("cp932")
    (root.parent / "shared" / "sources" / "any name.txt").write_bytes(text)
    toml = root / "data/raw/doc/source.toml"
    toml.write_text(re.sub("[0-9a-f]{64}", hashlib.sha256(text).hexdigest(), toml.read_text(encoding="utf-8")))
    code, _, err = run(capsys, "--root", root, "--lang", "en")
    assert code == 1
    assert "'any name.txt' is not UTF-8 (line 1)" in err and err.count("\n") == 1


def test_the_folder_may_come_from_the_environment(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root.parent / "shared").rename(tmp_path / "texts")
    assert verify(root=root).checked == 0
    monkeypatch.setenv("WARD_KPI_SOURCES", str(tmp_path / "texts" / "sources"))
    assert verify(root=root).checked == 9


def test_a_locator_is_read_back_into_its_places(root: Path) -> None:
    raw = load_raw(root)
    first, second = parse_places("doc/kpi.csv:2[目標値 [R7]] @ L2 + doc/kpi.csv:9[R4] @ L3-L4")
    assert first == Place("doc", "kpi.csv", 2, "目標値 [R7]", "L2")
    assert row_at(first, raw)[1].indicator == "asahina.procedures"
    with pytest.raises(DataError, match=r"doc/kpi.csv:9 is no row"):
        row_at(second, raw)


# --- the project's own tables against the documents ---------------------------------------------------------------


@pytest.fixture(scope="module")
def raw(project_root: Path) -> RawData:
    return load_raw(project_root)


@pytest.fixture(scope="module")
def texts(raw: RawData, project_root: Path, sources_folder: Path, reference_folder: Path) -> Texts:
    return Texts.find(raw, project_root, sources_folder)


@pytest.fixture(scope="module")
def result(project_root: Path, sources_folder: Path, reference_folder: Path) -> Verification:
    return verify(sources=sources_folder, root=project_root)


def require_text(states: list[tuple[str, str, str]], source: str) -> None:
    """Skip, saying what was not checked, where no text of a document lies at hand; those that tests quote have theirs."""
    missing = [name for of, name, state in states if of == source and state == "missing"]
    if missing and source not in QUOTED:
        pytest.skip(f"NOT CHECKED against the original document: {source} has no text at hand ({', '.join(missing)})")
    assert missing == []


@pytest.mark.parametrize("source", DOCUMENTS)
def test_every_text_is_at_hand(result: Verification, source: str) -> None:
    states = result.documents.query("source == @source")
    require_text(list(states[["source", "document", "state"]].itertuples(index=False, name=None)), source)
    assert set(states["state"]) == {"found"}


def test_every_cell_of_every_table_is_in_its_text(result: Verification) -> None:
    """Whatever has a text: which documents have none, the test before says of each."""
    assert [problem.message() for problem in result.problems if problem.code != "document_missing"] == []
    assert (result.lists["listed"] == result.lists["transcribed"]).all()
    in_text = result.lists["in_text"]
    assert (in_text[in_text.notna()] == result.lists.loc[in_text.notna(), "listed"]).all()


def test_the_documents_that_tests_quote_are_checked_whole(result: Verification) -> None:
    cells, lists = (frame[frame["source"].isin(QUOTED)] for frame in (result.cells, result.lists))
    assert (cells["result"] == "found").sum() > 1000
    assert lists["in_text"].notna().all() and len(lists)
    # Headings that no text can confirm are our own: the Digital Agency's table has a column for each municipality, figures
    # in prose have no heading or are dated by it, and the draft's text has lost over which years its merged cells reach.
    unchecked = cells[cells["result"] == "not_checked"]
    assert set(unchecked["source"] + unchecked["column"]) <= {
        "digital-agency-dx-2024値",
        "sumida-briefing-2023値",
        "sumida-plan-2022令和4年度～令和7年度",
        "sumida-plan-2022令和3年度",
        "sumida-plan-2022本文 令和2年度",
        "sumida-plan-2022本文 令和6年度",
        *(
            f"suginami-plan-2024本文 {of}"
            for of in ("令和3年度", "令和4年度", "令和5年度", "年度の記載なし", "目標時期", "計画期間")
        ),
        "sumida-briefing-2023事例",
        *(f"sumida-progress-2025令和7年{of}" for of in ("4月", "度")),
        *(
            f"taito-status-2025取組状況等 {of}"
            for of in ("令和4・5年度", "令和4年度", "令和6年度", "令和7年度", "予定")
        ),
        "taito-status-2025取組状況等",
    }
    merged = cells[(cells["how"] == "merged") & (cells["result"] == "found")]
    assert set(merged["column"]) == {"令和4年度～令和7年度"} and len(merged) == 73


def test_a_list_that_is_not_whole_is_named(data_root: Path, sources_folder: Path) -> None:
    """An item without a row, and a count that the text does not have, each fail the check and say what is missing."""
    table = data_root / "data" / "raw" / "suginami-plan-2024" / "e_contract.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("\n20,", "\n21,"), encoding="utf-8")
    result = verify(sources=sources_folder, root=data_root)
    assert not result.passed
    assert [problem.code for problem in result.problems] == ["list_incomplete"]
    assert "20" in result.problems[0].message("en")


def test_a_list_of_which_the_text_has_more_is_named(data_root: Path, sources_folder: Path) -> None:
    path = data_root / "data" / "raw" / "sumida-briefing-2023" / "source.toml"
    stated = path.read_text(encoding="utf-8")
    path.write_text(stated.replace('locator = "L105-L115"', 'locator = "L103-L115"'), encoding="utf-8")
    result = verify(sources=sources_folder, root=data_root)
    assert not result.passed
    assert [problem.code for problem in result.problems] == ["list_count"]


def altered(cell: str) -> Iterator[str]:
    """Yield ``cell`` with one digit altered, one left out and one put in, at each of its digits."""
    for match in re.finditer(r"\d", cell):
        before, digit, after = cell[: match.start()], int(match.group()), cell[match.end() :]
        yield f"{before}{(digit + 1) % 10}{after}"
        yield before + after
        yield f"{before}{digit}{(digit + 3) % 10}{after}"


def slips(raw: RawData, texts: Texts, table: RawTable) -> Iterator[str]:
    """Yield the altered cells of a table that the check does not name."""
    check = TableCheck(raw, texts, table)
    for row in table.rows:
        for column in table.columns:
            if column.role == "group":
                continue
            for cell in altered(row.cells[column.header]):
                found = check.row(dataclasses.replace(row, cells=row.cells | {column.header: cell}))
                if not any(one.column == column.header and one.result == "absent" for one in found):
                    yield f"{table.source}/{table.file}:{row.number}[{column.header}] '{cell}'"


def tables_of(raw: RawData, *sources: str) -> list[RawTable]:
    return [table for source in raw.sources if source.id in sources for table in source.tables]


@pytest.mark.parametrize("source", DOCUMENTS)
def test_one_altered_digit_in_any_raw_table_is_caught(raw: RawData, texts: Texts, source: str) -> None:
    """Not one altered, dropped or added digit slips through, in any cell of any table."""
    require_text(texts.states(), source)
    assert [slip for table in tables_of(raw, source) for slip in slips(raw, texts, table)] == []


def test_thousands_of_digits_are_altered(raw: RawData) -> None:
    tables = tables_of(raw, *QUOTED)
    cells = [row.cells[column.header] for table in tables for row in table.rows for column in table.columns]
    assert sum(len(list(altered(cell))) for cell in cells) > 5000


def test_two_figures_that_change_places_are_caught(raw: RawData, texts: Texts) -> None:
    table = next(t for s in raw.sources for t in s.tables if (s.id, t.file) == ("sumida-progress-2025", "kpi_13.csv"))
    row = table.rows[0]
    swapped = row.cells | {"R4": row.cells["R5"], "R5": row.cells["R4"]}
    assert (swapped["R4"], swapped["R5"]) == ("167件", "154件")
    checks = TableCheck(raw, texts, table).row(dataclasses.replace(row, cells=swapped))
    assert any(check.result == "absent" for check in checks)


def test_the_sums_over_municipalities_are_recomputed_from_the_reference(raw: RawData, texts: Texts) -> None:
    tables = [table for source in raw.sources if source.id == "mic-mynumber" for table in source.tables]
    checks = [check for table in tables for check in TableCheck(raw, texts, table).all()]
    summed = {(check.text, check.result) for check in checks if check.how == "summed"}
    # Tokyo and Japan on 1 February 2021, from the ministry's table
    assert {("4093072", "found"), ("29.6", "found"), ("31980527", "found"), ("25.2", "found")} <= summed


def test_a_document_that_is_no_text_is_named_and_ends_in_no_error(tmp_path: Path) -> None:
    """A workbook lies in the folder of the texts: its cells are not checked, and verify says so."""
    content = b"PK\x03\x04\xff\xfe no text"
    table = Table(["R5"], {"asahina.leaks": ["2件"]}, 'default_kind = "actual"')
    root = synthetic.write(tmp_path / "root", {"doc": Source("2024", {"kpi": table}, ASAHINA)})
    toml = root / "data" / "raw" / "doc" / "source.toml"
    text = toml.read_text(encoding="utf-8").replace("0" * 64, hashlib.sha256(content).hexdigest())
    toml.write_text(text, encoding="utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "report.xlsx").write_bytes(content)
    problems = verify(root=root, sources=tmp_path / "texts").problems
    assert {problem.code for problem in problems} == {"document_broken"}
