"""The texts of slides, paper and workbook: each in both languages, filled alike, and said somewhere."""

import re
from pathlib import Path
from string import Formatter

import pytest

from analysis.words.say import entries

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
SUBJECTS = ("office", "slides")
UNEQUAL = {
    "slides.figure.year",  # English has no Western year beside a fiscal year, which is Western already
}
SOURCE = Path(__file__).resolve().parents[2] / "src" / "analysis"
TEXTS = [(key, text) for subject in SUBJECTS for key, text in entries(subject).items()]


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("key", "text"), TEXTS, ids=[key for key, _ in TEXTS])
def test_a_text_is_there_in_both_languages_with_the_same_places_to_fill(key: str, text: dict[str, str]) -> None:
    assert set(text) == {"ja", "en"}
    assert not JAPANESE.search(text["en"])
    assert (_places(text["ja"]) != _places(text["en"])) == (key in UNEQUAL)


def test_every_text_is_said_and_every_key_that_is_said_exists() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    keys = {key for key, _ in TEXTS}
    said = set(re.findall(r'"((?:office|slides)\.[a-z0-9_.]+)"', code))
    said.discard("slides.pptx")  # a file
    begun = set(re.findall(r'f"((?:office|slides)\.[a-z0-9_.]+)\{', code))
    of_tables = {name + end for name in said for end in (".title", ".alt")}  # a key beneath which both stand
    assert [key for key in said if key not in keys and f"{key}.title" not in keys] == []
    unsaid = [key for key in keys - said - of_tables if not any(key.startswith(name) for name in begun)]
    assert unsaid == []
