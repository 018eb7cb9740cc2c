"""Cleaning: raw tables become clean ones, byte for byte the same everywhere, or one line says why not."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import synthetic
from plain import load_plain
from synthetic import ASAHINA, HOSHINO, PLAN, Source, Table

from analysis.sources.clean import build, check, clean
from analysis.words.errors import DataError, RawCellError, RawDataErrors, WardKpiError


def cleaned(root: Path, **sources: Source) -> pd.DataFrame:
    """Write and clean sources, named with _ for -; return all observations."""
    synthetic.write(root, {name.replace("_", "-"): source for name, source in sources.items()})
    clean(root)
    return load_plain(vintage="all", root=root)


def problem(root: Path, corrections: str = "", **sources: Source) -> DataError:
    """Write sources that cannot be cleaned; return the only problem."""
    synthetic.write(root, {name.replace("_", "-"): source for name, source in sources.items()}, corrections)
    with pytest.raises(RawDataErrors) as caught:
        build(root)
    assert len(caught.value.problems) == 1, [str(one) for one in caught.value.problems]
    assert not (root / "data" / "clean").exists()
    return caught.value.problems[0]


def plan(*cells: str, indicator: str = "asahina.procedures", published: str = "2025", **more: str) -> Source:
    """Return a source of one row under the usual header."""
    notes = {0: more["note"]} if "note" in more else {}
    table = Table(PLAN, {indicator: cells}, more.get("extra", ""), notes=notes)
    return Source(published, {"kpi": table}, ASAHINA, more.get("top", ""))


def test_each_printed_figure_becomes_one_row_with_its_place(tmp_path: Path) -> None:
    frame = cleaned(tmp_path, doc=plan("13手続", "36手続", "", "44手続"))
    rows = frame[["ward", "indicator", "theme", "fiscal_year", "kind", "value", "unit", "text", "source"]]
    assert rows.to_dict("list") == {
        "ward": [ASAHINA] * 3,
        "indicator": ["asahina.procedures"] * 3,
        "theme": ["online"] * 3,
        "fiscal_year": [2021, 2022, 2025],
        "kind": ["baseline", "actual", "target"],
        "value": [13.0, 36.0, 44.0],
        "unit": ["procedures"] * 3,
        "text": ["13手続", "36手続", "44手続"],
        "source": ["doc"] * 3,
    }
    assert frame["locator"].iloc[0] == "doc/kpi.csv:2[基準値（R3）] @ L1"
    assert (frame["published"] == "2025-12-31").all()


def test_a_mark_is_a_row_without_figure_and_a_blank_cell_is_no_row(tmp_path: Path) -> None:
    frame = cleaned(tmp_path, doc=plan("－", "", " ", "減少"))
    assert frame["text"].tolist() == ["－", "減少"]
    assert frame["value"].isna().all()


def test_a_year_and_a_date_in_the_cell_outweigh_the_columns(tmp_path: Path) -> None:
    frame = cleaned(tmp_path, doc=plan("40手続 (令和3年9月1日)", "", "", "25手続 (R4)"))
    assert frame[["fiscal_year", "as_of", "value"]].values.tolist() == [[2021, "2021-09-01", 40.0], [2022, "", 25.0]]


def test_the_date_of_a_table_is_that_of_its_default_kind_only(tmp_path: Path) -> None:
    extra = 'default_kind = "actual"\nas_of = "2022-12"'
    frame = cleaned(tmp_path, doc=plan("13手続", "36手続", "", "44手続", extra=extra))
    assert dict(zip(frame["kind"], frame["as_of"], strict=True)) == {"baseline": "", "actual": "2022-12", "target": ""}


def test_a_footnote_becomes_a_note_in_both_languages(tmp_path: Path) -> None:
    top = '[notes."※1"]\nja = "対象変更"\nen = "scope changed"\n[notes.n_draft]\nja = "案"\nen = "draft"\n'
    frame = cleaned(tmp_path, doc=plan("13手続", "36手続 ※1", "", "", top=top, note="n_draft"))
    assert frame["note"].tolist() == ["案", "対象変更 / 案"]
    notes = (tmp_path / "data" / "clean" / "notes.csv").read_text(encoding="utf-8")
    assert notes == "note,note_en,audience\n対象変更,scope changed,reader\n案,draft,reader\n"


def test_a_footnote_of_words_is_not_lost(tmp_path: Path) -> None:
    top = '[notes."※1"]\nja = "試行"\nen = "on trial"\n'
    frame = cleaned(tmp_path, doc=plan("", "実施 ※1", "", "推進", indicator="asahina.measures", top=top))
    assert frame[["text", "note"]].values.tolist() == [["実施 ※1", "試行"], ["推進", ""]]
    error = problem(tmp_path / "b", doc=plan("", "実施 ※1", "", "", indicator="asahina.measures"))
    assert error.code == "unknown_note"


def test_a_column_that_source_toml_describes(tmp_path: Path) -> None:
    columns = ["計画時", "R7", "評価", "備考"]
    extra = """
[table.columns."計画時"]
kind = "baseline"
fiscal_year = 2020
why = "the plan began in R3"
[table.columns."R7"]
kind = "target"
why = "the header row above says so"
[table.columns."評価"]
role = "evaluation"
[table.columns."備考"]
role = "remark"
"""
    table = Table(columns, {"asahina.procedure_ratio": ["10%", "60%", "達成", "x"]}, extra)
    frame = cleaned(tmp_path, doc=Source("2025-10-01", {"kpi": table}, ASAHINA))
    assert frame[["fiscal_year", "kind", "value"]].values.tolist() == [[2020, "baseline", 10.0], [2025, "target", 60.0]]


def test_dated_rows_of_several_wards_in_one_table(tmp_path: Path) -> None:
    extra = """
default_kind = "actual"
[table.columns."as of"]
role = "as_of"
[table.columns."base"]
role = "base_date"
[table.columns."rate"]
indicator = "card_rate"
unit = "percent"
"""
    files = synthetic.write(
        tmp_path, {"series": Source("2022-12-31", {"kpi": Table(["as of", "base", "rate"], {}, extra)})}
    )
    csv = "ward,indicator,label,as of,base,rate,locator\n131911,,x,2021/3/31,2020-01-01,30.0,L1\n131920,,x,2021-04-01,,35.3,L2\n"
    path = files / "data" / "raw" / "series" / "kpi.csv"
    path.write_text(csv.replace("2021/3/31", "2021/03/31"), encoding="utf-8")
    clean(tmp_path)
    frame = load_plain(root=tmp_path)
    assert frame[["indicator", "fiscal_year", "as_of", "value", "note"]].values.tolist() == [
        ["asahina.card_rate", 2020, "2021-03-31", 30.0, "人口は2020-01-01現在"],
        ["hoshino.card_rate", 2021, "2021-04-01", 35.3, ""],
    ]
    path.write_text(csv, encoding="utf-8")
    with pytest.raises(RawDataErrors, match=r"'2021-3-31' is no date"):
        clean(tmp_path)


def test_one_cell_with_two_figures_is_read_by_two_rows(tmp_path: Path) -> None:
    cells = ["20手続(累計280手続)"]
    rows = [("asahina.procedures", cells), ("hoshino.procedures", cells)]
    table = Table(["R6"], rows, parts={0: "累計"})
    error = problem(tmp_path, doc=Source("2025", {"kpi": table}, ASAHINA))
    assert error.code == "ward_mismatch"
    table = Table(["R6"], rows[:1], parts={0: "累計"})
    frame = cleaned(tmp_path / "b", doc=Source("2025", {"kpi": table}, ASAHINA))
    assert frame["value"].tolist() == [280.0]


def test_the_same_figure_in_two_tables_is_one_row_with_both_places(tmp_path: Path) -> None:
    tables = {
        name: Table(PLAN, {"asahina.procedure_ratio": [text, "", "", "60%"]})
        for name, text in [("a", "10%"), ("b", "10.0 %")]
    }
    frame = cleaned(tmp_path, doc=Source("2025", tables, ASAHINA))
    assert len(frame) == 2
    assert frame["locator"].iloc[0] == "doc/a.csv:2[基準値（R3）] @ L1 + doc/b.csv:2[基準値（R3）] @ L1"


# --- bad input: one line that says what, where and what to do ------------------------------------------------------


def assert_one_line(error: WardKpiError, *said: str) -> None:
    for lang in ("en", "ja"):
        message = error.message(lang)
        assert "\n" not in message
        for words in said:
            assert words in message, message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2l手続", "unknown_unit"),
        ("1,3手続", "cell_unreadable"),
        ("未詳", "cell_words"),
        ("3①手続", "odd_digit"),
        ("13", "unit_missing"),
        ("13%", "unit_mismatch"),
        ("13手続 15手続", "two_figures"),
        ("13手続 ※9", "unknown_note"),
    ],
)
def test_an_unreadable_cell_names_file_row_column_and_text(tmp_path: Path, text: str, code: str) -> None:
    error = problem(tmp_path, doc=plan("13手続", text, "", "44手続"))
    assert isinstance(error, RawCellError)
    assert error.code == code
    assert (error.details["file"], error.details["row"], error.details["column"]) == ("doc/kpi.csv", 2, "R4")
    assert_one_line(error, "doc/kpi.csv", "R4", "※9" if code == "unknown_note" else text)


def test_an_unreadable_header_names_file_and_header(tmp_path: Path) -> None:
    table = Table(["基準値（R3）", "R4なかば"], {"asahina.procedures": ["1手続", "2手続"]})
    synthetic.write(tmp_path, {"doc": Source("2025", {"kpi": table}, ASAHINA)})
    with pytest.raises(RawDataErrors) as caught:
        clean(tmp_path)
    first = caught.value.problems[0]
    assert first.code == "header_unknown"
    assert_one_line(first, "kpi.csv", "R4なかば")


def test_an_unknown_indicator_names_itself_and_the_nearest(tmp_path: Path) -> None:
    error = problem(tmp_path, doc=plan("13手続", "", "", "", indicator="asahina.procedure"))
    assert error.code == "unknown_indicator"
    assert_one_line(error, "asahina.procedure", "asahina.procedures")


def test_an_unknown_ward_names_itself_and_the_nearest(tmp_path: Path) -> None:
    source = plan("13手続", "", "", "")
    source.ward = "131912"
    error = problem(tmp_path, doc=source)
    assert_one_line(error, "131912", "131911")


def test_a_source_without_date_is_refused(tmp_path: Path) -> None:
    for number, published in enumerate(["", "unknown", "2025-13", "2025-02-30", "R7"]):
        error = problem(tmp_path / str(number), doc=plan("13手続", "", "", "", published=published))
        assert error.code == "source_date"
        assert_one_line(error, "doc/source.toml", "published", "YYYY-MM-DD")


def test_two_figures_for_one_key_are_refused_with_both_places(tmp_path: Path) -> None:
    tables = {
        name: Table(PLAN, {"asahina.procedure_ratio": [text, "", "", ""]})
        for name, text in [("a", "10%"), ("b", "11%")]
    }
    error = problem(tmp_path, doc=Source("2025", tables, ASAHINA))
    assert error.code == "duplicate_key"
    assert_one_line(error, "asahina.procedure_ratio", "10%", "11%", "doc/a.csv:2", "doc/b.csv:2")


def test_two_documents_of_one_date_that_disagree_are_refused(tmp_path: Path) -> None:
    error = problem(tmp_path, one=plan("13手続", "", "", ""), two=plan("14手続", "", "", ""))
    assert error.code == "same_date_conflict"
    assert_one_line(error, "one", "two", "13手続", "14手続", "2025-12-31")


CORRECTION = """
[[correction]]
source = "doc"
table = "kpi.csv"
indicator = "asahina.procedures"
column = "R4"
expect = "36手続"
set = { fiscal_year = 2021, as_of = "2022-03-31", kind = "estimate", text = "35手続" }
why_ja = "脚注"
why_en = "by the footnote"
"""


def test_a_correction_changes_what_it_says_and_gives_its_reason(tmp_path: Path) -> None:
    synthetic.write(tmp_path, {"doc": plan("13手続", "36手続", "", "")}, CORRECTION)
    clean(tmp_path)
    row = load_plain(root=tmp_path).query("value != 13").iloc[0]
    assert (row["fiscal_year"], row["kind"], row["as_of"], row["value"], row["text"]) == (
        2021,
        "estimate",
        "2022-03-31",
        35.0,
        "35手続",
    )
    assert row["note"] == "脚注"


def test_a_correction_whose_cell_changed_is_refused(tmp_path: Path) -> None:
    error = problem(tmp_path, CORRECTION, doc=plan("13手続", "37手続", "", ""))
    assert error.code == "stale_correction"
    assert_one_line(error, "asahina.procedures [R4]", "36手続", "37手続")


def test_a_correction_that_meets_no_cell_is_refused(tmp_path: Path) -> None:
    error = problem(tmp_path, CORRECTION.replace('"R4"', '"R44"'), doc=plan("13手続", "36手続", "", ""))
    assert error.code == "lost_correction"
    assert_one_line(error, "R44")


def test_all_problems_are_found_in_one_reading(tmp_path: Path) -> None:
    synthetic.write(
        tmp_path, {"doc": plan("l3手続", "36x", "37手続", "?"), "other": plan("13手続", "", "", "", published="")}
    )
    with pytest.raises(RawDataErrors) as caught:
        build(tmp_path)
    codes = {problem.code for problem in caught.value.problems}
    assert codes == {"cell_unreadable", "unknown_unit", "odd_character", "source_date"}
    assert_one_line(caught.value, str(len(caught.value.problems) - 1))


# --- nothing half-written ----------------------------------------------------------------------------------------


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_an_unreadable_cell_leaves_the_clean_tables_as_they_were(tmp_path: Path) -> None:
    synthetic.write(tmp_path, {"doc": plan("13手続", "36手続", "", "")})
    clean(tmp_path)
    before = snapshot(tmp_path / "data" / "clean")
    table = tmp_path / "data" / "raw" / "doc" / "kpi.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("36手続", "36手絖"), encoding="utf-8")
    with pytest.raises(RawDataErrors):
        clean(tmp_path)
    assert snapshot(tmp_path / "data" / "clean") == before


@pytest.mark.parametrize("fails_at", [2, 4, 8])  # the first rename is that of the journal
def test_a_file_that_cannot_be_replaced_leaves_all_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    """On Windows a table that is open in Excel cannot be replaced; those written before it must be put back."""
    synthetic.write(tmp_path, {"doc": plan("13手続", "36手続", "", "")})
    clean(tmp_path)
    (tmp_path / "data" / "clean" / "wards.csv").unlink()
    before = snapshot(tmp_path / "data")
    table = tmp_path / "data" / "raw" / "doc" / "kpi.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("36手続", "39手続"), encoding="utf-8")
    calls: list[Path] = []
    replace = os.replace

    def failing(source: str, target: Path) -> None:
        calls.append(target)
        if len(calls) == fails_at:
            raise PermissionError(13, "in use")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(WardKpiError) as caught:
        clean(tmp_path)
    assert caught.value.code == "cannot_write"
    assert_one_line(caught.value, calls[fails_at - 1].name, "in use")
    table.write_text(table.read_text(encoding="utf-8").replace("39手続", "36手続"), encoding="utf-8")
    assert snapshot(tmp_path / "data") == before


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    synthetic.write(tmp_path, {"doc": plan("13手続", "36手続", "", "")})
    (tmp_path / "data" / "clean").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(WardKpiError) as caught:
        clean(tmp_path)
    assert caught.value.code == "cannot_write"
    assert_one_line(caught.value, "clean")


# --- check -------------------------------------------------------------------------------------------------------


def test_check_finds_one_altered_byte_and_names_the_line(tmp_path: Path) -> None:
    synthetic.write(tmp_path, {"doc": plan("13手続", "36手続", "37手続", "44手続")})
    clean(tmp_path)
    check(tmp_path)
    path = tmp_path / "data" / "clean" / "observations.csv"
    good = path.read_bytes()
    path.write_bytes(good.replace(b",37,", b",38,"))
    with pytest.raises(DataError, match=r"observations\.csv .*line 4"):
        check(tmp_path)
    for damaged in (good + b"\n", good[:-1], good.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + good):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"observations\.csv"):
            check(tmp_path)


def test_check_names_a_missing_table_and_writes_nothing(tmp_path: Path) -> None:
    synthetic.write(tmp_path, {"doc": plan("13手続", "36手続", "37手続", "44手続")})
    clean(tmp_path)
    (tmp_path / "data" / "clean" / "notes.csv").unlink()
    before = snapshot(tmp_path)
    with pytest.raises(DataError, match=r"notes\.csv is missing; run 'ward-kpi clean'"):
        check(tmp_path)
    assert snapshot(tmp_path) == before


# --- the committed data ------------------------------------------------------------------------------------------


def test_the_committed_tables_are_what_the_raw_data_gives(project_root: Path) -> None:
    check(project_root)


def test_the_tables_are_the_same_bytes_whatever_the_machine_is_set_to(project_root: Path, tmp_path: Path) -> None:
    script = (
        "import hashlib, sys; from pathlib import Path; from analysis.sources.clean import build;"
        "print({n: hashlib.sha256(c).hexdigest() for n, c in sorted(build(Path(sys.argv[1])).items())})"
    )
    settings = [
        {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "0", "PYTHONUTF8": "0"},
        {"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242"},
    ]
    outputs = []
    for number, variables in enumerate(settings):
        folder = tmp_path / f"区 {number}"
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", script, str(project_root)],
            cwd=folder,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]


def test_a_later_order_of_rows_and_folders_changes_no_byte(tmp_path: Path) -> None:
    rows = [("asahina.procedures", ["13手続"]), ("asahina.procedure_ratio", ["10%"]), ("asahina.leaks", ["3件"])]
    one, two = [
        synthetic.write(tmp_path / name, {"doc": Source("2025", {"kpi": Table(["R4"], ordered)}, ASAHINA)})
        for name, ordered in [("a", rows), ("b", rows[::-1])]
    ]
    for name in ("indicators.csv", "concepts.csv"):
        assert build(one)[name] == build(two)[name]
    keys = [load_plain(root=root)[["indicator", "value"]].values.tolist() for root in (one, two) if clean(root)]
    assert (
        keys[0] == keys[1] == [["asahina.leaks", 3.0], ["asahina.procedure_ratio", 10.0], ["asahina.procedures", 13.0]]
    )


def test_a_new_ward_is_data_only(tmp_path: Path) -> None:
    """A ward that is not in the project: its folder and three lines in wards.toml are enough."""
    synthetic.write(
        tmp_path,
        {
            "hoshino-plan": Source(
                "2026-03", {"kpi": Table(PLAN, {"hoshino.leaks": ["3件", "2件", "", "0件"]})}, HOSHINO
            )
        },
    )
    clean(tmp_path)
    frame = load_plain(root=tmp_path, ward="星野区")
    assert frame["value"].tolist() == [3.0, 2.0, 0.0]
    assert (frame["published"] == "2026-03-31").all()
