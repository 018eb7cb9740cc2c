"""A city is never called a ward: where one is compared as well, every text speaks of municipalities."""

import re
from pathlib import Path

import pytest
import synthetic

from analysis.data.study import Study
from analysis.sources.clean import clean
from analysis.words.areas import OfMunicipalities, reworded
from analysis.words.store import LANGUAGES, entries, entry, told

CITY = """
[[ward]]
code = "132012"
slug = "hachioji"
name_ja = "八王子市"
name_en = "Hachioji"
level = "city"
colour = "#00803C"
marker = "D"
"""
A_WARD = {"ja": r"(?<![特別市地学])区(?![分別切間域画町])", "en": r"(?<!special )(?<![{\w])\b[Ww]ards?\b(?!-kpi)"}


@pytest.fixture
def with_city(tmp_path: Path) -> Path:
    root = synthetic.write(tmp_path / "root", {})
    with (root / "data" / "raw" / "wards.toml").open("a", encoding="utf-8") as file:
        file.write(CITY)
    clean(root)
    return root


@pytest.mark.parametrize("lang", LANGUAGES)
def test_beside_a_city_the_language_speaks_of_municipalities(with_city: Path, lang: str) -> None:
    study = Study.of(with_city, lang)
    assert isinstance(study.lang, OfMunicipalities)
    assert isinstance(study.in_language("en").in_language("ja").lang, OfMunicipalities)
    key = next(key for key, text in entries("by_theme").items() if text["ja"] == "全{count}区")
    assert (
        told(key, study.lang, count=4)
        == {"ja": "全4市区町村", "en": told(key, "en", count=4).replace("wards", "municipalities")}[lang]
    )


def test_wards_alone_stay_wards(tmp_path: Path) -> None:
    study = Study.of(synthetic.world(tmp_path / "root", {"chiyoda.procedures": ["1手続", "2手続"]}, ("R4", "R5")))
    assert not isinstance(study.lang, OfMunicipalities)


SUBJECTS = ("absence", "beside", "by_theme", "outlook", "over_years", "progress_bars", "reading", "scorecard", "slides")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_text_calls_a_city_a_ward_and_placeholders_stay(subject: str, lang: str) -> None:
    for key, text in entries(subject).items():
        new = reworded(text[lang], lang)
        assert re.findall(r"\{\w+", new) == re.findall(r"\{\w+", text[lang]), key
        assert not re.search(A_WARD[lang], re.sub(r"\{\w+", "", new)), f"{key}: {new}"


def test_a_ward_of_which_the_text_speaks_by_its_kind_stays() -> None:
    assert reworded("特別区{areas}区の区分", "ja") == "特別区{areas}市区町村の区分"
    assert entry("ward_positions.head_special")["ja"] == told(
        "ward_positions.head_special", OfMunicipalities("ja"), areas="{areas}"
    )
