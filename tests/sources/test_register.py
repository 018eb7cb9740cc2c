"""The register of local governments: an area is found by code, name and prefecture together, or not at all."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import analysis
from analysis.data.area_codes import MUNICIPAL, is_valid, level_of
from analysis.data.municipalities import known_areas
from analysis.data.reading import load_toml
from analysis.data.register import NotFound, Register
from analysis.data.register_files import read_register, read_spellings
from analysis.data.study import Study
from analysis.words.errors import DataError

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
LAYOUTS = RAW / "ministry_tables.toml"
SPELLINGS = read_spellings(LAYOUTS, load_toml(LAYOUTS))


@pytest.fixture(scope="module")
def register() -> Register:
    """Return the project's register."""
    return read_register(RAW, SPELLINGS)


def test_outside_data_and_imports_ask_the_same_register(register: Register) -> None:
    known = known_areas(Study.of(RAW.parents[1]))
    assert (known.changes, known.spellings) == (register.changes, register.spellings)
    assert {code: area for code, area in known.areas.items() if code in register.areas} == register.areas


@pytest.mark.behaviour(19)
@pytest.mark.parametrize(
    ("code", "prefecture", "name", "right", "how"),
    [
        ("13102", "東京都", "中央区", "131024", "code_completed"),
        ("12203", "千葉県", "市川市", "122033", "code_completed"),
        ("12203", "北海道", "士別市", "012203", ""),  # the same five digits, with a zero lost
        ("1100", "北海道", "札幌市", "011002", "code_completed"),  # both the zero and the check digit lost
        ("11002.0", "北海道", "札幌市", "011002", ""),
        ("131075", "東京都", "墨田区", "131075", ""),
        ("", "北海道", "石狩郡当別町", "013030", "code_by_name"),
        ("130001", "東京都", "", "130001", ""),
        ("", "東京都", "東京都", "130001", "code_by_name"),
        ("", "全国", "", "000000", "code_by_name"),
        ("011011", "北海道", "札幌市中央区", "011011", ""),
        ("14101", "神奈川県", "横浜市鶴見区", "141011", "code_completed"),
    ],
)
def test_an_area_is_found_by_code_name_and_prefecture(
    register: Register, code: str, prefecture: str, name: str, right: str, how: str
) -> None:
    assert register.find(code, prefecture, name) == (right, how)


@pytest.mark.behaviour(19)
@pytest.mark.parametrize(
    ("code", "prefecture", "name", "problem"),
    [
        ("012203", "千葉県", "市川市", "ministry_code_prefecture"),
        ("131067", "東京都", "墨田区", "ministry_code_name"),
        ("131076", "東京都", "墨田区", "ministry_code"),
        ("13102", "東京都", "港区", "ministry_code_short"),
        ("12203", "埼玉県", "市川市", "ministry_code_short"),
        ("", "東京都", "新区", "ministry_no_code"),
        ("", "福岡県", "府中市", "ministry_no_code"),  # of 25 names that occur more than once
        ("131075", "東京", "墨田区", "ministry_prefecture"),
        ("13999", "東京都", "札幌市中央区", "ministry_code_short"),
    ],
)
def test_what_does_not_agree_is_refused(
    register: Register, code: str, prefecture: str, name: str, problem: str
) -> None:
    with pytest.raises(NotFound) as raised:
        register.find(code, prefecture, name)
    assert raised.value.problem == problem


@pytest.mark.behaviour(24)
@pytest.mark.parametrize(
    ("prefecture", "name", "code"),
    [
        ("東京都", "葛\U000e0100飾区", "131229"),
        ("千葉県", "鎌ヶ谷市", "122246"),
        ("茨城県", "竜ヶ崎市", "082082"),
        ("宮城県", "塩釜市", "042030"),
        ("高知県", "梼原町", "394050"),
        ("東京都", "墨　田　区", "131075"),
        ("東京都", "墨田区※", "131075"),
        ("東京都", "墨\u200b田区", "131075"),
        ("長野県", "⻑野市", "202011"),
        ("⻑野県", "長野市", "202011"),
        ("山口県", "⻑⾨市", "352110"),
    ],
)
def test_spellings_of_one_name_are_one_name(register: Register, prefecture: str, name: str, code: str) -> None:
    assert register.find("", prefecture, name).code == code


def test_folding_never_makes_one_of_two_areas(register: Register) -> None:
    folded = Counter((code[:2], register.spellings.fold(area.name)) for code, area in register.areas.items())
    assert max(folded.values()) == 1


def test_25_names_occur_57_times_and_are_told_apart_by_prefecture(register: Register) -> None:
    names = Counter(area.name for area in register.areas.values() if area.name)
    shared = {name: count for name, count in names.items() if count > 1}
    assert (len(shared), sum(shared.values())) == (25, 57)
    for code, area in register.areas.items():
        assert register.named(area.label) == [code]
        if area.name in shared:
            assert code in register.named(area.name)
            assert len(register.named(area.name)) == shared[area.name]


def test_the_register_is_what_the_ministry_prints(register: Register, reference_folder: Path) -> None:
    """Of the newest table, in which two island villages have no code; they have it in the older ones."""
    for day in ("20221231", "20210701"):
        path = reference_folder / "mic_mynumber" / f"{day}.csv"
        for row in list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))[1:]:
            found = register.find(row[8], row[1], row[2])
            assert row[8] == "<NA>" or found.code == row[8].zfill(6)
            assert row[2].endswith(register.areas[found.code].name)
    assert sum(area.level in MUNICIPAL for area in register.areas.values()) == 1741
    assert sum(area.level == "prefecture" for area in register.areas.values()) == 47


def test_every_area_has_a_level(register: Register) -> None:
    levels = Counter(area.level for area in register.areas.values())
    assert levels["ward"] == 23
    assert (levels["city"], levels["town"] + levels["village"]) == (792, 926)
    assert level_of("000000", "全国") == "country"
    assert level_of("271403", "堺市") == "city"
    assert level_of("271411", "堺市堺区") == "designated_ward"


# --- what changed --------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(25)
@pytest.mark.parametrize(
    ("code", "prefecture", "name", "right", "how"),
    [
        ("403059", "福岡県", "那珂川町", "402311", "code_changed"),
        ("", "福岡県", "筑紫郡那珂川町", "402311", "renamed"),
        ("094111", "栃木県", "那珂川町", "094111", ""),  # another municipality, which is still called so
        ("044237", "宮城県", "富谷町", "042161", "code_changed"),
        ("282219", "兵庫県", "篠山市", "282219", "renamed"),
        ("221376", "静岡県", "浜松市天竜区", "221406", "code_changed"),
        ("221317", "静岡県", "浜松市中区", "221317", ""),  # it ended: its series does not go on
    ],
)
def test_a_series_goes_on_under_the_new_code_or_ends(
    register: Register, code: str, prefecture: str, name: str, right: str, how: str
) -> None:
    assert register.find(code, prefecture, name) == (right, how)


def test_each_change_has_its_source_and_leads_to_a_code(register: Register) -> None:
    for change in register.changes:
        assert change.source and change.continues in ("true", "false")
        assert is_valid(change.code) and is_valid(change.new_code)
        assert "2016-01-01" <= change.date <= "2024-12-31"
        now = register.areas.get(change.new_code)
        assert level_of(change.new_code, change.new_name) == "designated_ward" or (now and now.name == change.new_name)
    assert register.successors("221350") == "2024-01-01 221384 浜松市中央区 / 2024-01-01 221392 浜松市浜名区"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("areas.csv", "131075,", "131076,", "'131076' is no local government code"),
        ("areas.csv", "code,prefecture,name", "code,name", "needs the columns code,prefecture,name"),
        ("area_changes.csv", "402311", "40231", "'40231' is no local government code"),
    ],
)
def test_a_damaged_register_is_named(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    for name in ("areas.csv", "area_changes.csv"):
        text = (RAW / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(old, new, 1) if name == file else text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_register(tmp_path, SPELLINGS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("areas.csv", b"code,prefecture,name\n131075,only two\n"),
        ("areas.csv", b"\xff\xfe\x00"),
        ("ministry_tables.toml", b"not = = toml"),
        ("ministry_tables.toml", b"deep = " + b"[" * 20_000),
        ("ministry_tables.toml", b"[names]\nmarks = 5\n"),
        ("ministry_tables.toml", b'names = "none"\n'),
    ],
)
def test_names_asked_of_a_damaged_register_are_refused_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "clean").symlink_to(RAW.parent / "clean")
    for one in ("areas.csv", "area_changes.csv", "ministry_tables.toml"):
        (tmp_path / "data" / "raw" / one).write_bytes((RAW / one).read_bytes())
    (tmp_path / "data" / "raw" / name).write_bytes(content)
    with pytest.raises(DataError, match=name):
        analysis.municipality_codes(["東京都墨田区"], root=tmp_path)
