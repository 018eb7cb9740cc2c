"""Every figure of a single ward and of a single theme, in both languages: it draws, and its texts read as of one."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

import pytest

import analysis
from analysis.data.study import Study
from analysis.data.themes import published_themes
from analysis.drawing.page import KpiFigure
from analysis.words.errors import NoFigureData, WardKpiError

WARDS = ("sumida", "taito", "suginami")
THEMES = published_themes(Study.of())
MAIN_THEMES = THEMES[:4]
"""Three that every figure knows, and one that few do; drawing all of them takes minutes."""
OF_A_THEME = {name for name in analysis.FIGURES if name.startswith("trajectories_")}
"""Figures that are alike but for their theme, all of which are drawn below."""
LANGUAGES = ("ja", "en")
AMISS = re.compile(
    r"\b1 (?:wards|themes|indicators|targets|measures|dates|are|stand)\b"
    r"|\b0 (?:open|of)\b|\bOf 0\b|ranks of 0\b|any of 1\b|\b1区のいずれ|[^\d]0指標で"
    r"|Where (?:Sumida|Taito|Suginami) stand\b"
    r"|[。、][。、]|(?<!\.)\.\.(?!\.)|[,;:] ?[,;:.]|\.[,;:]|\(\)|（）| {2}"
)
"""A number that does not agree with its noun, a count of nothing, and doubled punctuation."""


def texts(figure: KpiFigure) -> Iterator[str]:
    yield from (figure.ward_kpi.title, figure.ward_kpi.kind, figure.ward_kpi.alt)
    yield from analysis.conclusions(figure).sentences


def amiss(figure: KpiFigure) -> list[str]:
    """Return what reads amiss, with what stands around it."""
    return [
        said[max(0, found.start() - 40) : found.end() + 40] for said in texts(figure) for found in AMISS.finditer(said)
    ]


def test_what_reads_amiss_is_found() -> None:
    for said in (
        "any of 1 wards",
        "1 are judged",
        "Of 0 open targets",
        "Of 0 targets",
        "1区のいずれにも",
        "ない。。",
        "two,, three",
    ):
        assert AMISS.search(said)
    assert not AMISS.search("Of 21 wards 10 of 20 are open, at 1.5%; 11区のいずれにも")


@pytest.mark.parametrize("name", sorted(analysis.FIGURES))
def test_texts_of_one_ward_or_theme_agree(name: str) -> None:
    """What a figure cannot be chosen by, or has nothing of, it refuses in one line; anything else is a fault."""
    drawn, found = 0, []
    choices = (*({"ward": ward} for ward in WARDS), *({"theme": theme} for theme in MAIN_THEMES))
    for choice in choices if name not in OF_A_THEME else choices[:1]:
        for lang in LANGUAGES:
            try:
                figure = analysis.FIGURES[name](lang=lang, **choice)  # type: ignore[arg-type]
            except NoFigureData:
                continue
            except WardKpiError as error:
                assert error.code == "figure_not_by", error
                break
            drawn += 1
            found += [(choice, one) for one in amiss(figure)]
    assert drawn and not found


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_draws_in_both_languages(theme: str) -> None:
    """Targets of public floor space are below zero, and some policies of Taito have long names."""
    for lang in LANGUAGES:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            figure = analysis.trajectories(theme, lang=lang)
        assert not amiss(figure)
