"""Bad input: every way in which a raw file arrives damaged is a clear message, in both languages, and writes nothing."""

import random
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import synthetic
from synthetic import ASAHINA, PLAN, Source, Table

from analysis.cli.commands import main
from analysis.sources.validate import Finding, validate
from analysis.words.errors import RawDataErrors, WardKpiError

ROWS = {
    "asahina.procedures": ["13手続", "23手続", "37手続", "44手続"],
    "asahina.card_rate": ["40%", "64.8%", "76.1%", "70%"],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small root without any problem."""
    return synthetic.write(tmp_path, {"asahina-plan": Source("2025", {"kpi": Table(PLAN, ROWS)}, ASAHINA)})


def table(root: Path) -> Path:
    return root / "data" / "raw" / "asahina-plan" / "kpi.csv"


def source(root: Path) -> Path:
    return root / "data" / "raw" / "asahina-plan" / "source.toml"


def wards(root: Path) -> Path:
    return root / "data" / "raw" / "wards.toml"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"the test replaces nothing: {old}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def errors(root: Path) -> list[Finding]:
    return [finding for finding in validate(root=root) if finding.level == "error"]


def test_the_sound_data_has_no_problem(root: Path) -> None:
    assert errors(root) == []


# --- what arrives in practice -------------------------------------------------------------------------------------

Damage = Callable[[Path], object]

DAMAGED: dict[str, tuple[Damage, str, str, str]] = {
    # what happened: how, the message's code, what the English and the Japanese message must name
    "saved by Excel as Shift_JIS": (
        lambda root: table(root).write_bytes(table(root).read_text(encoding="utf-8").encode("cp932")),
        "not_utf8",
        "looks like Shift_JIS",
        "Shift_JIS のようです",
    ),
    "saved by Excel as Unicode text": (
        lambda root: table(root).write_bytes(table(root).read_text(encoding="utf-8").encode("utf-16")),
        "not_utf8",
        "looks like UTF-16",
        "UTF-16 のようです",
    ),
    "a source.toml saved by Notepad as Unicode": (
        lambda root: source(root).write_bytes(source(root).read_text(encoding="utf-8").encode("utf-16")),
        "toml_not_utf8",
        "save it anew as TOML",
        "TOML ファイルのまま",
    ),
    "saved by Excel with a BOM": (
        lambda root: table(root).write_bytes(b"\xef\xbb\xbf" + table(root).read_bytes()),
        "has_bom",
        "Notepad",
        "メモ帳",
    ),
    "TOML with a BOM": (
        lambda root: source(root).write_bytes(b"\xef\xbb\xbf" + source(root).read_bytes()),
        "has_bom",
        "source.toml",
        "source.toml",
    ),
    "a cell made a date": (
        lambda root: replace(table(root), "23手続", "Apr-30"),
        "spreadsheet_cell",
        "kpi.csv, row 2, column 'R4': 'Apr-30'",
        "kpi.csv 2行目 「R4」欄: 「Apr-30」",
    ),
    "a cell made a date with its year": (
        lambda root: replace(table(root), "23手続", "2025/4/1"),
        "spreadsheet_cell",
        "'2025/4/1'",
        "「2025/4/1」",
    ),
    "a cell made an error": (
        lambda root: replace(table(root), "64.8%", "#REF!"),
        "spreadsheet_cell",
        "row 3, column 'R4': '#REF!'",
        "「#REF!」",
    ),
    "a long number made an exponent": (
        lambda root: replace(table(root), "23手続", "1.2E+05"),
        "spreadsheet_cell",
        "'1.2E+05'",
        "「1.2E+05」",
    ),
    "a percentage made a fraction": (
        lambda root: replace(table(root), "64.8%", "0.648"),
        "unit_missing",
        "'0.648' prints no unit",
        "「0.648」に単位がありません",
    ),
    "a unit left out": (
        lambda root: replace(table(root), "37手続", "37"),
        "unit_missing",
        "row 2, column 'R5': '37' prints no unit",
        "2行目 「R5」欄: 「37」に単位がありません",
    ),
    "a code of wards.toml without quotes": (
        lambda root: replace(wards(root), 'code = "131911"', "code = 131911"),
        "toml_key",
        'code = 131911 must be text in quotes, "..."',
        "code = 131911 は引用符で囲んだ文字列",
    ),
    "a code in full-width digits": (
        lambda root: replace(wards(root), '"131911"', '"１３１０１６"'),
        "toml_key",
        "must have 6 plain digits",
        "半角6桁",
    ),
    "a code with two digits swapped": (
        lambda root: replace(wards(root), '"131911"', '"130116"'),
        "toml_key",
        "fails its check digit; '130117' would be right",
        "検査数字が合いません",
    ),
    "a locator in full-width digits": (
        lambda root: replace(table(root), ",L1,", ",L１,"),
        "bad_locator",
        "row 2, column 'locator': 'L１'",
        "「L１」は所在として読めません",
    ),
    "a merged header row": (
        lambda root: replace(table(root), "基準値（R3）,R4,R5,目標値（R7）", "基準値（R3）,R4,,目標値（R7）"),
        "merged_header",
        "columns 7 have no header",
        "7列目に見出しがありません",
    ),
    "two header rows": (
        lambda root: replace(table(root), "indicator,label", "指標,,,,実績,実績,,,,\nindicator,label"),
        "missing_columns",
        "no column label, locator;",
        "label, locator の列がありません",
    ),
    "a header twice": (
        lambda root: replace(table(root), "基準値（R3）,R4,R5", "基準値（R3）,R4,R4"),
        "doubled_columns",
        "the columns R4 stand twice",
        "R4 の列が二つあります",
    ),
    "an empty file": (
        lambda root: table(root).write_text("", encoding="utf-8"),
        "empty_table",
        "kpi.csv is empty",
        "kpi.csv は空です",
    ),
    "two tables in one file": (
        lambda root: table(root).write_text(
            table(root).read_text(encoding="utf-8") + "\nindicator,label,R4,locator\nx,y,1件,L9\n", encoding="utf-8"
        ),
        "second_table",
        "row 5, column 'locator': a second header stands here (indicator,label,R4,locator)",
        "二つ目の見出し行（indicator,label,R4,locator）",
    ),
    "an unquoted comma": (
        lambda root: replace(table(root), "23手続", "1,023手続"),
        "row_width",
        "row 2, column '*': the row has 11 cells but the header has 10",
        "セルが11個ありますが見出しは10列",
    ),
    "empty cells at the end": (
        lambda root: replace(table(root), ",L1,\n", ",L1,,,\n"),
        "row_trailing",
        "ends in 12 cells where the header has 10",
        "行末のカンマ",
    ),
    "a quotation mark that is never closed": (
        lambda root: replace(table(root), "23手続", '"23手続'),
        "bad_csv",
        "kpi.csv is not valid CSV",
        "CSV として読めません",
    ),
    "a sentence in a cell": (
        lambda root: replace(table(root), "23手続", "手続の電子化を進める。" * 40),
        "cell_too_long",
        "column 'R4': '手続の電子化を進める。手続の電子化を進める。手続の電子化を進…' has 440 characters",
        "440 文字あり",
    ),
    "a header as long as a page": (
        lambda root: replace(table(root), ",R4,", f",{'R4' * 60_000},"),
        "cell_too_long",
        "row 1, column 'R4R4",
        "120000 文字あり",
    ),
    "a header whose two notations are of different years": (
        lambda root: replace(table(root), ",R4,", ",令和4年度(2023年度),"),
        "header_years_disagree",
        "disagree (2022, 2023)",
        "2022, 2023",
    ),
    "a header of a year zero": (
        lambda root: replace(table(root), ",R4,", ",R0,"),
        "era_year_zero",
        "'R0' names a year 0 of an era",
        "「R0」",
    ),
    "a page without its address": (
        lambda root: replace(source(root), 'id = "asahina-plan"\n', 'id = "asahina-plan"\nlanding_page = "www"\n'),
        "toml_key",
        "landing_page = 'www' must be the address of a page",
        "landing_page = 'www' は https://",
    ),
    "a header that says nothing": (
        lambda root: replace(table(root), ",R4,", ",備考欄,"),
        "header_unknown",
        "row 1, column '備考欄'",
        "1行目 「備考欄」欄",
    ),
    "an id with a path in it": (
        lambda root: replace(source(root), 'id = "asahina-plan"', 'id = "../../etc/asahina-plan"'),
        "toml_key",
        "id = '../../etc/asahina-plan' must equal the folder's name",
        "id = '../../etc/asahina-plan'",
    ),
    "a table with a path in it": (
        lambda root: replace(source(root), 'file = "kpi.csv"', 'file = "../asahina-plan/kpi.csv"'),
        "toml_key",
        "file = '../asahina-plan/kpi.csv' must be a plain name",
        "file = '../asahina-plan/kpi.csv'",
    ),
    "a document with a path in it": (
        lambda root: replace(source(root), 'name = "asahina-plan.txt"', 'name = "/etc/passwd"'),
        "toml_key",
        "name = '/etc/passwd' must be a file name without folders",
        "name = '/etc/passwd'",
    ),
    "a hash that is none": (
        lambda root: replace(source(root), "0" * 64, "0" * 63),
        "toml_key",
        "must be 64 characters",
        "16進64桁",
    ),
    "a ward that is not in the list": (
        lambda root: replace(source(root), '"131911"', '"131083"'),
        "source_ward",
        "ward = '131083' is not in data/raw/wards.toml",
        "ward = '131083' は data/raw/wards.toml にありません",
    ),
    "a table described twice": (
        lambda root: source(root).write_text(
            source(root).read_text(encoding="utf-8")
            + '[[table]]\nfile = "kpi.csv"\ntitle = "x"\nplace_ja = "x"\nplace_en = "x"\ndefault_kind = "actual"\n',
            encoding="utf-8",
        ),
        "doubled_table",
        "kpi.csv is described twice",
        "kpi.csv の [[table]] が二つあります",
    ),
    "a header locator that is none": (
        lambda root: replace(source(root), 'header_locator = "L1"', 'header_locator = "line 1"'),
        "bad_header_locator",
        "header_locator = 'line 1' of kpi.csv is no locator",
        "header_locator = 'line 1'",
    ),
    "a marker that cannot be drawn hollow": (
        lambda root: replace(wards(root), 'marker = "o"', 'marker = "+"'),
        "toml_key",
        "marker = '+' is no filled marker",
        "marker = '+' は使えません",
    ),
    "a colour by its name": (
        lambda root: replace(wards(root), 'colour = "#005AFF"', 'colour = "blue"'),
        "toml_key",
        "colour = 'blue' must be a hex colour such as '#005AFF'",
        "colour = 'blue'",
    ),
    "a row without indicator": (
        lambda root: replace(table(root), "asahina.procedures,", ","),
        "indicator_missing",
        "row 2, column 'indicator': the row 'label of' does not say what it measures",
        "2行目 「indicator」欄: 行「label of」に指標がありません",
    ),
    "a misspelt indicator": (
        lambda root: replace(table(root), "asahina.procedures,", "asahina.procedure,"),
        "unknown_indicator",
        "row 2, column 'indicator': 'asahina.procedure' is not in the codebook; add it to data/raw/concepts.toml or use: asahina.procedures",
        "「asahina.procedure」はコードブックにありません",
    ),
    "an empty title": (
        lambda root: replace(source(root), 'title_ja = "asahina-plan"', 'title_ja = ""'),
        "toml_key",
        "'title_ja' is empty; fill it in",
        "「title_ja」が空です",
    ),
    "a folder without source.toml": (
        lambda root: source(root).unlink(),
        "no_file",
        "asahina-plan/source.toml is missing",
        "asahina-plan/source.toml がありません",
    ),
    "a table that is a folder": (
        lambda root: (table(root).unlink(), table(root).mkdir()),
        "unreadable_file",
        "kpi.csv cannot be read",
        "kpi.csv を読めません",
    ),
    "a table of NUL bytes": (
        lambda root: table(root).write_bytes(bytes(1000)),
        "not_utf8",
        "looks like binary",
        "binary",
    ),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_damage_is_named_in_both_languages(root: Path, what: str) -> None:
    damage, code, english, japanese = DAMAGED[what]
    damage(root)
    found = errors(root)
    named = [finding for finding in found if finding.problem.code == code]
    assert named, f"no '{code}' among {[finding.message('en') for finding in found]}"
    assert english in "\n".join(finding.message("en") for finding in named)
    assert japanese in "\n".join(finding.message("ja") for finding in named)
    assert all("\n" not in finding.message(lang) for finding in found for lang in ("en", "ja"))


@pytest.mark.parametrize("what", DAMAGED)
def test_damage_is_reported_once(root: Path, what: str) -> None:
    DAMAGED[what][0](root)
    found = [finding.message("en") for finding in errors(root)]
    assert len(found) <= 2, found  # a table that cannot be found is also a file that no table names


@pytest.mark.parametrize("what", DAMAGED)
def test_cleaning_refuses_damage_and_writes_nothing(root: Path, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    DAMAGED[what][0](root)
    before = {path for path in root.rglob("*")}
    assert main(["clean", "--root", str(root), "--lang", "en"]) == 1
    assert {path for path in root.rglob("*")} == before
    stderr = capsys.readouterr().err
    assert stderr.count("\n") == 1
    assert "Traceback" not in stderr


def test_a_code_that_lost_its_zero_is_restored_in_the_message(root: Path) -> None:
    more = '\n[[ward]]\ncode = "11002"\nslug = "sapporo"\nname_ja = "札幌市"\nname_en = "Sapporo"\n'
    with wards(root).open("a", encoding="utf-8") as file:
        file.write(more + 'colour = "#2B2B2B"\nmarker = "v"\n')
    assert "code = '11002' must have 6 plain digits; write '011002'" in errors(root)[0].message("en")


def test_a_ward_column_that_lost_its_zero_names_the_code(root: Path) -> None:
    text = table(root).read_text(encoding="utf-8").splitlines()
    rows = [f"ward,{text[0]}", *(f"11002,{line}" for line in text[1:])]
    table(root).write_text("\n".join(rows) + "\n", encoding="utf-8")
    message = errors(root)[0].message("en")
    assert "row 2, column 'ward': '11002' is no code of six plain digits; write 011002" in message


def test_two_hundred_bad_cells_are_all_named_at_once(root: Path) -> None:
    rows = [("asahina.procedures", ["13手続", f"{number}x", "37手続", "44手続"]) for number in range(1, 201)]
    replaced = Source("2025", {"kpi": Table(PLAN, rows)}, ASAHINA)
    table(root).write_text(replaced.tables["kpi"].csv(), encoding="utf-8")
    bad = [finding for finding in errors(root) if finding.problem.code == "unknown_unit"]
    assert len(bad) == 200
    assert "row 201, column 'R4': '200x'" in bad[-1].message("en")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('done = "procedures"', "needs 'done' and 'total', or neither"),
        ('done = "procedures"\ntotal = "procedure"', "total = 'procedure' is unknown; use procedures"),
        ("question = 3", "question = 3 must be text in quotes"),
        (
            'question = "online_uses"',
            "concepts.toml: [concepts.use_rate] question = 'online_uses' is unknown; use online_use",
        ),
        (
            'question = "scorecard"',
            "question = 'scorecard' is unknown; use mynumber_series, online_use, yardstick_procedures",
        ),
    ],
)
def test_a_share_names_both_its_counts_and_they_exist(root: Path, said: str, message: str) -> None:
    replace(root / "data" / "raw" / "concepts.toml", "[concepts.use_rate]", f"[concepts.use_rate]\n{said}")
    assert any(message in found.message("en") for found in errors(root))


def test_problems_of_codebook_tables_and_sources_are_named_together(root: Path) -> None:
    replace(wards(root), 'marker = "o"', 'marker = "+"')
    replace(root / "data" / "raw" / "concepts.toml", 'direction = "lower"', 'direction = "down"')
    replace(source(root), 'status = "final"', 'status = "done"')
    replace(table(root), ",L1,", ",line 1,")
    (root / "data" / "raw" / "corrections.toml").write_text("[[correction]\n", encoding="utf-8")
    found = "\n".join(finding.message("en") for finding in errors(root))
    for place in (
        "wards.toml",
        "concepts.toml",
        "asahina-plan/source.toml",
        "asahina-plan/kpi.csv",
        "corrections.toml",
    ):
        assert place in found, found


def test_a_broken_wards_file_does_not_hide_what_is_wrong_elsewhere(root: Path) -> None:
    wards(root).write_text("[[ward]\n", encoding="utf-8")
    replace(source(root), 'status = "final"', 'status = "done"')
    found = [finding.message("en") for finding in errors(root)]
    assert any("wards.toml is not valid TOML" in message for message in found)
    assert any("status = 'done' is unknown; use" in message for message in found)


@pytest.mark.parametrize("kind", ["letters", "lines", "bytes", "brackets"])
def test_ten_megabytes_of_noise_are_refused_in_no_time(root: Path, kind: str) -> None:
    chance = random.Random(7)
    size = 10_000_000
    noise = {
        "letters": b"a" * size,
        "lines": b"a,b\n" * (size // 4),
        "bytes": chance.randbytes(size),
        "brackets": b"[" * size,
    }[kind]
    for path in (table(root), source(root), wards(root)):
        sound = path.read_bytes()
        path.write_bytes(noise)
        found = errors(root)
        assert "too_large" in {finding.problem.code for finding in found}
        assert any("10.0 MB" in finding.message("en") for finding in found)
        path.write_bytes(sound)


@pytest.mark.parametrize("seed", range(12))
def test_noise_within_the_limit_never_breaks_the_reader(root: Path, seed: int) -> None:
    chance = random.Random(seed)
    target = (table, source, wards)[seed % 3](root)
    sound = target.read_bytes()
    if seed < 6:
        target.write_bytes(chance.randbytes(20_000))
    else:
        alphabet = "[]{}=\"',\n0123456789abc.-#\\あ％\t"
        target.write_text("".join(chance.choices(alphabet, k=5_000)), encoding="utf-8")
    assert errors(root)
    place = chance.randrange(len(sound))
    target.write_bytes(sound[:place] + chance.randbytes(40) + sound[place:])
    validate(root=root)


@pytest.mark.parametrize(
    ("deep", "code"),
    [("a = " + "[" * 5_000, "too_deep"), ("a = " + "1" * 5_000, "bad_toml"), ("a" * 200_000, "long_line")],
    ids=["brackets", "digits", "letters"],
)
def test_toml_beyond_what_python_can_hold_is_a_message(root: Path, deep: str, code: str) -> None:
    source(root).write_text(deep, encoding="utf-8")
    assert errors(root)[0].problem.code == code


def _places(data: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(place for key, value in entries for place in _places(value, (*path, key)))]


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _with(data: object, path: tuple[str | int, ...], new: object) -> object:
    if not path:
        return new
    if isinstance(data, dict):
        return {key: _with(value, path[1:], new) if key == path[0] else value for key, value in data.items()}
    assert isinstance(data, list)
    return [_with(value, path[1:], new) if number == path[0] else value for number, value in enumerate(data)]


@pytest.mark.parametrize("name", ["wards.toml", "concepts.toml", "asahina-plan/source.toml", "corrections.toml"])
def test_no_value_of_a_wrong_type_breaks_the_reader(root: Path, name: str) -> None:
    """Put a value of each type in each place: always messages or none, never an exception of another kind."""
    path = root / "data" / "raw" / name
    if name == "corrections.toml":
        keys = 'source = "a"\ntable = "b"\nindicator = "c"\ncolumn = "d"\nexpect = "e"\nwhy_ja = "x"\nwhy_en = "x"\n'
        path.write_text(f"[[correction]]\n{keys}set = {{ kind = 'actual', fiscal_year = 2021 }}\n", encoding="utf-8")
    if name == "asahina-plan/source.toml":
        with path.open("a", encoding="utf-8") as file:
            file.write('[table.columns."R4"]\nkind = "actual"\nfiscal_year = 2022\nwhy = "x"\n')
            file.write('[notes."※1"]\nja = "x"\nen = "x"\n')
    sound = tomllib.loads(path.read_text(encoding="utf-8"))
    for place in _places(sound)[1:]:
        for new in (3, -1, True, "", "x", [], [[1]], {}, {"x": {"y": [1]}}):
            damaged = _with(sound, place, new)
            assert isinstance(damaged, dict)
            path.write_text("".join(f"{_toml(key)} = {_toml(value)}\n" for key, value in damaged.items()), "utf-8")
            for finding in validate(root=root):
                assert finding.message("ja")
                assert finding.message("en")


def test_errors_are_errors_of_the_library(root: Path) -> None:
    table(root).write_bytes(b"\xff")
    with pytest.raises(WardKpiError) as raised:
        from analysis.sources.clean import clean

        clean(root)
    assert isinstance(raised.value, RawDataErrors)
