"""What source.toml may say of a column, and that each refusal's advice leads to the right figure or the next refusal."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import synthetic
from synthetic import ASAHINA, Source, Table

from analysis.data.reading import ProblemLog
from analysis.sources.clean import observe

Found = dict[tuple[int, str], str]


def read(
    root: Path,
    columns: Sequence[str],
    rows: Mapping[str, Sequence[str]],
    described: str = "",
    correction: str = "",
    units: Mapping[int, str] | None = None,
) -> tuple[Found, list[str]]:
    """Return the figures of one table by year and kind, with as_of, and the codes of its problems."""
    table = Table(columns, rows, f'default_kind = "actual"\n{described}', units=units or {})
    synthetic.write(root, {"doc": Source("2024", {"kpi": table}, ASAHINA)}, correction)
    concepts = root / "data" / "raw" / "concepts.toml"
    concepts.write_text(concepts.read_text(encoding="utf-8") + '\n[factors]\n"千" = 1000\n', encoding="utf-8")
    log = ProblemLog()
    _, observations, _ = observe(root, log)
    found = {
        (one.fiscal_year, one.kind): ("" if one.value is None else f"{one.value.normalize():f}")
        + (f" {one.as_of}" if one.as_of else "")
        for one in observations
    }
    return found, [problem.code for problem in log.problems]


def one_cell(
    root: Path, text: str, described: str = "", header: str = "R5", indicator: str = "procedures", set_: str = ""
) -> tuple[Found, list[str]]:
    name = f"asahina.{indicator}"
    correction = (
        f'[[correction]]\nsource = "doc"\ntable = "kpi.csv"\nindicator = "{name}"\ncolumn = "{header}"\n'
        f'expect = \'{text}\'\nset = {{ {set_} }}\nwhy_ja = "x"\nwhy_en = "x"\n'
    )
    about = f'[table.columns."{header}"]\n{described}' if described else ""
    return read(root, [header], {name: [text]}, about, correction if set_ else "")


# cell, refusal, the advice followed literally (in the column, or as a correction), what comes of it
ADVICE = [
    ("23/25手続", "value_and_target", 'after_slash = "target"', "", {(2023, "actual"): "23", (2023, "target"): "25"}),
    ("5手続（うち3手続は試行）", "part_beside", 'beside = ["うち"]', "", {(2023, "actual"): "5"}),
    ("(12手続)", "bracketed_number", 'brackets = "figure"', "", {(2023, "actual"): "12"}),
    ("(13手続)", "bracketed_number", 'brackets = "negative"', "", {(2023, "actual"): "-13"}),
    ("(14手続)", "bracketed_number", 'role = "remark"', "", {}),
    ("25手続（R44）", "far_year", 'far_year = true\nkind = "target"\nwhy = "x"', "", {(2062, "target"): "25"}),
    ("36 130手続", "two_figures", "", 'text = "36,130手続"', {(2023, "actual"): "36130"}),
    ("10〜20手続", "range", "", 'text = "20手続以下"', {(2023, "actual"): "20"}),
    ("11〜20手続", "range", 'role = "remark"', "", {}),
    ("12手続［前年度］", "bracket_words", "", 'text = "12手続", fiscal_year = 2022', {(2022, "actual"): "12"}),
    ("***", "marks_only", "", 'text = "7手続"', {(2023, "actual"): "7"}),
    ("26手続（R5.3.31）", "date_not_in_year", "", "fiscal_year = 2022", {(2022, "actual"): "26 2023-03-31"}),
    ("27手続（R5.3.31）", "date_not_in_year", "", 'as_of = "2024-03-31"', {(2023, "actual"): "27 2024-03-31"}),
]


@pytest.mark.parametrize(("text", "code", "described", "set_", "found"), ADVICE)
def test_the_advice_of_a_refusal_leads_to_the_figure(
    tmp_path: Path, text: str, code: str, described: str, set_: str, found: Found
) -> None:
    assert one_cell(tmp_path / "before", text) == ({}, [code])
    after, problems = one_cell(tmp_path / "after", text, described, set_=set_)
    assert problems == []
    assert after == found


@pytest.mark.parametrize(
    ("header", "code", "described", "found"),
    [
        (
            "1Q",
            "header_quarter",
            'fiscal_year = 2023\nas_of = "2023-06-30"\nwhy = "x"',
            {(2023, "actual"): "5 2023-06-30"},
        ),
        (
            "上半期",
            "header_half",
            'fiscal_year = 2023\nas_of = "2023-09-30"\nwhy = "x"',
            {(2023, "actual"): "5 2023-09-30"},
        ),
        ("令和31年度", "far_year", 'far_year = true\nkind = "target"\nwhy = "x"', {(2049, "target"): "5"}),
        ("令和9年度", "future_actual", 'kind = "planned"\nwhy = "x"', {(2027, "planned"): "5"}),
        ("令和10年度", "future_actual", 'fiscal_year = 2023\nwhy = "x"', {(2023, "actual"): "5"}),
        ("区分1", "header_unknown", 'role = "remark"', {}),
    ],
)
def test_the_advice_of_a_header_that_is_refused(
    tmp_path: Path, header: str, code: str, described: str, found: Found
) -> None:
    assert one_cell(tmp_path / "before", "5手続", header=header)[1] == [code]
    assert one_cell(tmp_path / "after", "5手続", described, header=header) == (found, [])


def test_a_far_year_that_is_meant_is_still_no_result(tmp_path: Path) -> None:
    assert one_cell(tmp_path / "a", "5手続", "far_year = true", header="令和31年度") == ({}, ["future_actual"])


def test_a_year_that_has_begun_may_have_results_and_no_figure_is_no_result(tmp_path: Path) -> None:
    found, problems = read(tmp_path / "a", ["R6", "R8"], {"asahina.leaks": ["3件", "－"]})
    assert (found, problems) == ({(2024, "actual"): "3", (2026, "actual"): ""}, [])


def test_fractions_need_their_factor(tmp_path: Path) -> None:
    rows = {"asahina.card_rate": ["0.577"], "asahina.use_rate": ["0.31"]}
    units = {0: "percent", 1: "percent"}
    assert read(tmp_path / "a", ["R5"], rows, units=units) == ({}, ["column_fractions"])
    for factor, value in ((100, "31"), (1, "0.31")):
        found, problems = read(
            tmp_path / str(factor), ["R5"], rows, f"[table.columns.R5]\nfactor = {factor}", units=units
        )
        assert (found[2023, "actual"], problems) == (value, [])


def test_a_year_beside_a_month_is_one_problem_of_the_row(tmp_path: Path) -> None:
    found, problems = read(tmp_path / "a", ["R4", "R5"], {"asahina.leaks": ["年12件", "月1件"]})
    assert (found, problems) == ({}, ["periods_differ"])


@pytest.mark.parametrize(("unit", "value"), [("items", "2"), ("件", "2"), ("千件", "2000")])
def test_a_row_may_state_its_unit_as_printed(tmp_path: Path, unit: str, value: str) -> None:
    found, problems = read(tmp_path / "a", ["R5"], {"asahina.leaks": ["2"]}, units={0: unit})
    assert (found, problems) == ({(2023, "actual"): value}, [])


def test_kinds_of_column_and_row_must_agree(tmp_path: Path) -> None:
    described = '[table.columns."区分"]\nrole = "kind"'
    found, problems = read(
        tmp_path / "a", ["区分", "R5", "目標（R7）"], {"asahina.leaks": ["実績", "2件", "3件"]}, described
    )
    assert (found, problems) == ({(2023, "actual"): "2"}, ["kinds_disagree"])


def test_a_column_of_dates_gives_the_year_of_a_column_without_one(tmp_path: Path) -> None:
    described = '[table.columns."基準日"]\nrole = "as_of"\ndates = "現状値"'
    headers, cells = ["現状値", "基準日", "目標（R7）"], ["2件", "令和5年3月31日", "3件"]
    found, problems = read(tmp_path / "a", headers, {"asahina.leaks": cells}, described)
    assert (found, problems) == ({(2022, "baseline"): "2 2023-03-31", (2025, "target"): "3"}, [])


def test_a_column_of_dates_must_name_a_column(tmp_path: Path) -> None:
    described = '[table.columns."備考"]\nrole = "as_of"\ndates = "R6"'
    _, problems = read(tmp_path / "a", ["R5", "備考"], {"asahina.leaks": ["2件", "9月時点"]}, described)
    assert problems == ["toml_key"]


def test_a_target_not_decided_and_a_count_below_zero_are_noted(tmp_path: Path) -> None:
    table = Table(["R5", "目標（R7）"], {"asahina.leaks": ["△3件", "未定"]}, 'default_kind = "actual"')
    root = synthetic.write(tmp_path / "a", {"doc": Source("2024", {"kpi": table}, ASAHINA)})
    _, observations, _ = observe(root, ProblemLog())
    assert [(one.kind, one.value, [english for _, english in one.notes]) for one in observations] == [
        ("actual", -3, ["the mark △ or ▲ is read as a minus sign"]),
        ("target", None, ["the target is undecided"]),
    ]
    from analysis.sources.validate import validate

    assert "check_negative" in {finding.problem.code for finding in validate(root=root)}


def test_bound_and_standing_come_from_cell_column_and_row(tmp_path: Path) -> None:
    headers = ["R4", "R5（速報値）", "R6", "目標（R7）", "目標（R8）"]
    cells = ["約30件", "2件", "9件（見込）", "5件以下", "未定"]
    table = Table(headers, {"asahina.leaks": cells}, 'default_kind = "actual"')
    root = synthetic.write(tmp_path / "a", {"doc": Source("2024", {"kpi": table}, ASAHINA)})
    log = ProblemLog()
    _, observations, _ = observe(root, log)
    assert log.problems == []
    assert [(one.fiscal_year, one.kind, one.bound, one.status) for one in observations] == [
        (2022, "actual", "about", "A"),
        (2023, "actual", "", "P"),
        (2024, "estimate", "", "E"),
        (2025, "target", "at_most", "A"),
        (2026, "target", "", "O"),
    ]


def test_a_row_may_say_that_its_figures_are_provisional(tmp_path: Path) -> None:
    described = '[table.columns."区分"]\nrole = "kind"'
    for word, status in (("速報値", "P"), ("確定値", "A")):
        table = Table(["区分", "R5"], {"asahina.leaks": [word, "2件"]}, f'default_kind = "actual"\n{described}')
        root = synthetic.write(tmp_path / status, {"doc": Source("2024", {"kpi": table}, ASAHINA)})
        _, observations, _ = observe(root, ProblemLog())
        assert [one.status for one in observations] == [status]


@pytest.mark.parametrize(
    ("header", "code", "described", "found"),
    [
        ("実績", "header_no_year", 'fiscal_year = 2023\nwhy = "x"', {(2023, "actual"): "5"}),
        ("R4・R5", "header_two_years", 'fiscal_year = 2023\nperiod_from = 2022\nwhy = "x"', {(2023, "actual"): "5"}),
        ("令和5年", "header_calendar_year", 'fiscal_year = 2023\nwhy = "x"', {(2023, "actual"): "5"}),
    ],
)
def test_the_advice_of_a_header_without_its_year(
    tmp_path: Path, header: str, code: str, described: str, found: Found
) -> None:
    assert one_cell(tmp_path / "before", "5手続", header=header) == ({}, [code])
    assert one_cell(tmp_path / "after", "5手続", described, header=header) == (found, [])


@pytest.mark.parametrize("in_rows", [False, True])
def test_a_header_or_row_of_several_years_gives_their_period(tmp_path: Path, in_rows: bool) -> None:
    header, described = (
        "R4～R6 目標（累計）",
        '[table.columns."年度"]\nrole = "fiscal_year"\n[table.columns."値"]\nwhy = "x"',
    )
    table = Table([header], {"asahina.leaks": ["2件"]})
    if in_rows:
        table = Table(["年度", "値"], {"asahina.leaks": [header, "2件"]}, described)
    log = ProblemLog()
    _, observations, _ = observe(
        synthetic.write(tmp_path / "root", {"doc": Source("2024", {"kpi": table}, ASAHINA)}), log
    )
    assert [problem.code for problem in log.problems] == []
    assert [(one.period_from, one.fiscal_year, one.kind) for one in observations] == [(2022, 2024, "target")]


def test_the_advice_of_a_header_without_its_kind(tmp_path: Path) -> None:
    def of(root: Path, extra: str) -> tuple[dict[str, str], list[str]]:
        table = Table(["R5"], {"asahina.procedures": ["5手続"]}, extra)
        log = ProblemLog()
        _, observations, _ = observe(synthetic.write(root, {"doc": Source("2024", {"kpi": table}, ASAHINA)}), log)
        return {one.kind: str(one.value) for one in observations}, [problem.code for problem in log.problems]

    assert of(tmp_path / "a", "[table.columns.R5]") == ({}, ["header_no_kind"])
    assert of(tmp_path / "b", 'default_kind = "planned"') == ({"planned": "5"}, [])
    assert of(tmp_path / "c", '[table.columns.R5]\nkind = "planned"\nwhy = "x"') == ({"planned": "5"}, [])


def test_the_advice_of_a_header_without_its_kind_beside_others_that_have_one(tmp_path: Path) -> None:
    """One default for all columns would make results of what stands under a target's merged head."""

    def of(root: Path, extra: str) -> tuple[dict[tuple[int, str], str], list[str]]:
        table = Table(["R5目標", "R6"], {"asahina.procedures": ["5手続", "7手続"]}, extra)
        log = ProblemLog()
        _, observations, _ = observe(synthetic.write(root, {"doc": Source("2024", {"kpi": table}, ASAHINA)}), log)
        found = {(one.fiscal_year or 0, one.kind): str(one.value) for one in observations}
        assert all("default_kind" not in problem.message("en") for problem in log.problems)
        assert all('[table.columns."R6"]' in problem.message("ja") for problem in log.problems)
        return found, [problem.code for problem in log.problems]

    assert of(tmp_path / "a", "[table.columns.R6]") == ({(2023, "target"): "5"}, ["column_no_kind"])
    described = '[table.columns."R6"]\nkind = "target"\nwhy = "x"'
    assert of(tmp_path / "b", described) == ({(2023, "target"): "5", (2024, "target"): "7"}, [])


def test_the_advice_of_a_cell_without_its_unit(tmp_path: Path) -> None:
    assert one_cell(tmp_path / "a", "5") == ({}, ["unit_missing"])
    found, problems = read(tmp_path / "b", ["R5"], {"asahina.procedures": ["5"]}, units={0: "procedures"})
    assert (found, problems) == ({(2023, "actual"): "5"}, [])
    assert read(tmp_path / "c", ["R5"], {"asahina.procedures": ["5"]}, units={0: "件"})[1] == ["unit_mismatch"]


def test_the_advice_of_two_figures_in_a_cell(tmp_path: Path) -> None:
    def of(root: Path, part: str) -> tuple[list[str], list[str]]:
        table = Table(["R5"], {"asahina.leaks": ["年27件 (累計59件)"]}, 'default_kind = "actual"', parts={0: part})
        log = ProblemLog()
        _, observations, _ = observe(synthetic.write(root, {"doc": Source("2024", {"kpi": table}, ASAHINA)}), log)
        return [str(one.value) for one in observations], [problem.code for problem in log.problems]

    assert of(tmp_path / "a", "") == ([], ["part_needed"])
    assert of(tmp_path / "b", "年") == (["27"], [])
    assert of(tmp_path / "c", "累計") == (["59"], [])
    assert of(tmp_path / "d", "今年") == ([], ["part_unknown"])


@pytest.mark.parametrize("added", ["", '"縮小"'])
def test_the_advice_of_a_word_that_is_not_known(tmp_path: Path, added: str) -> None:
    table = Table(["R5"], {"asahina.leaks": ["縮小"]}, 'default_kind = "actual"')
    root = synthetic.write(tmp_path / "a", {"doc": Source("2024", {"kpi": table}, ASAHINA)})
    concepts = root / "data" / "raw" / "concepts.toml"
    text = concepts.read_text(encoding="utf-8")
    concepts.write_text(
        text.replace('vocabulary = ["減少"', f'vocabulary = [{added or chr(34) + "減" + chr(34)}, "減少"'),
        encoding="utf-8",
    )
    log = ProblemLog()
    _, observations, _ = observe(root, log)
    assert [(one.value, one.text) for one in observations] == ([(None, "縮小")] if added else [])
    assert [problem.code for problem in log.problems] == ([] if added else ["cell_words"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Apr-30", "spreadsheet_cell"),
        ("12345678901234567890手続", "too_many_digits"),
        ("½手続", "odd_digit"),
        ("5□手続", "odd_character"),
        ("12台", "unknown_unit"),
        ("5手続x", "unknown_unit"),
    ],
)
def test_a_garbled_cell_is_read_as_the_document_prints_it(tmp_path: Path, text: str, code: str) -> None:
    assert one_cell(tmp_path / "before", text) == ({}, [code])
    assert one_cell(tmp_path / "after", text, set_='text = "30手続"') == ({(2023, "actual"): "30"}, [])
