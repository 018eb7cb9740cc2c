"""Colours and markers that a reader can tell apart, on paper and with any sight."""

from itertools import combinations

import pytest

from analysis.data.marks import (
    COLOURS,
    LEAST_CONTRAST,
    Style,
    clash,
    clashes,
    contrast_with_white,
    distance,
    is_colour,
    next_style,
    styles,
)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast_with_white("#FFFFFF") == pytest.approx(1)
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)  # WCAG's well-known least grey for text


def test_the_palette_is_dark_enough_and_serves_all_23_wards() -> None:
    assert all(contrast_with_white(colour) >= LEAST_CONTRAST for colour in COLOURS)
    first = [(str(place), style) for place, style in enumerate(styles()[:23])]
    assert len({style for _, style in first}) == 23
    assert clashes(first) == []


def test_the_first_styles_are_those_of_the_three_wards() -> None:
    assert styles()[:3] == [Style("#005AFF", "o"), Style("#FF4B00", "s"), Style("#804000", "^")]


def test_distance_knows_what_some_eyes_confuse() -> None:
    red, green, blue = "#B00020", "#1F7A00", "#0033CC"
    assert distance(red, red) == 0
    assert distance(red, green) < distance(red, blue)
    assert distance("#000000", "#FFFFFF") == pytest.approx(100, abs=0.5)


def test_close_colours_clash_only_with_the_same_marker() -> None:
    assert clash(Style("#005AFF", "o"), Style("#0050F0", "o"))
    assert not clash(Style("#005AFF", "o"), Style("#0050F0", "s"))
    assert not clash(Style("#005AFF", "o"), Style("#FF4B00", "o"))


def test_the_next_style_is_free_until_none_is_left() -> None:
    taken: list[Style] = []
    while (style := next_style(taken)) is not None:
        assert not any(clash(style, other) for other in taken)
        taken.append(style)
    assert len(taken) == len(styles())
    assert not any(clash(one, other) for one, other in combinations(taken, 2))


def test_a_freed_style_is_offered_again() -> None:
    assert next_style([Style("#005AFF", "o"), Style("#804000", "^")]) == Style("#FF4B00", "s")


@pytest.mark.parametrize(("text", "good"), [("#005AFF", True), ("#05f", False), ("blue", False), ("#00５AFF", False)])
def test_only_hex_colours_are_colours(text: str, good: bool) -> None:
    assert is_colour(text) == good
