"""Local government codes: the check digit, and what a spreadsheet leaves of a code."""

import csv
import tomllib
from pathlib import Path

import pytest
import synthetic

from analysis.data.area_codes import SPECIAL_WARDS, check_digit, is_valid, only_special, restore, special_ward


@pytest.mark.parametrize(
    "code", ["131075", "131067", "131156", "130001", "011002", "473821"]
)  # 墨田区, 台東区, 杉並区, 東京都, 札幌市, 与那国町
def test_codes_in_use_are_valid(code: str) -> None:
    assert is_valid(code)
    assert check_digit(code[:5]) == code[5]


@pytest.mark.parametrize("code", ["131075", "011002"])
def test_a_changed_digit_or_two_swapped_ones_are_found_out(code: str) -> None:
    for place in range(6):
        for digit in "0123456789":
            changed = code[:place] + digit + code[place + 1 :]
            assert is_valid(changed) == (changed == code), changed
    assert not is_valid("310175")


@pytest.mark.parametrize("text", ["", "13107", "1310750", "１３１０７５", " 131075", "13107x", "131075\n"])
def test_anything_but_six_plain_digits_is_no_code(text: str) -> None:
    assert not is_valid(text)


def test_a_lost_zero_is_restored_only_where_the_check_digit_agrees() -> None:
    assert restore("11002") == "011002"
    assert restore("11002.0") == "011002"
    assert restore("131075") == "131075"
    assert restore("13107") is None  # a code without its check digit, not one that lost a zero
    assert restore("1102") is None
    assert restore("１１００２") is None


def test_the_23_wards_have_valid_codes_and_names_of_their_own() -> None:
    assert len(SPECIAL_WARDS) == 23
    assert all(is_valid(ward.code) and ward.name_ja.endswith("区") for ward in SPECIAL_WARDS)
    for key in ("code", "slug", "name_ja"):
        assert len({getattr(ward, key) for ward in SPECIAL_WARDS}) == 23
    koto = special_ward("江東区")
    assert koto is not None
    assert (koto.code, koto.slug) == ("131083", "koto")
    assert special_ward("墨田") is None


def test_wards_that_tests_make_up_are_nobodys(project_root: Path) -> None:
    raw = project_root / "data" / "raw"
    taken: set[str] = set()
    for name, columns in (
        ("areas.csv", ("code", "name")),
        ("area_changes.csv", ("code", "name", "new_code", "new_name")),
    ):
        with (raw / name).open(encoding="utf-8-sig", newline="") as file:
            taken |= {row[column] for row in csv.DictReader(file) for column in columns}
    assert {ward.code for ward in SPECIAL_WARDS} <= taken
    made_up = tomllib.loads(synthetic.WARDS)["ward"]
    for ward in made_up:
        assert is_valid(ward["code"])
        assert not taken & {ward["code"], ward["name_ja"]}
        assert not any(map(special_ward, (ward["slug"], ward["name_ja"], ward["name_en"])))
    assert only_special([ward["code"] for ward in made_up])  # and yet they are called wards


@pytest.mark.parametrize("codes", [[], ["132012"], ["131075", "132012"], ["130001"], ["011011"]])
def test_nothing_else_is_called_wards(codes: list[str]) -> None:
    """八王子市, one beside 墨田区, 東京都 and a ward of 札幌市 are not special wards."""
    assert not only_special(codes)


def test_the_23_wards_agree_with_the_ministrys_list(reference_folder) -> None:
    lines = (reference_folder / "mic_mynumber" / "20210701.csv").read_text(encoding="utf-8-sig").splitlines()
    cells = [line.replace('"', "").split(",") for line in lines]
    printed = {(row[8], row[2]) for row in cells if row[1] == "東京都" and row[2].endswith("区")}
    assert {(ward.code, ward.name_ja) for ward in SPECIAL_WARDS} == printed
