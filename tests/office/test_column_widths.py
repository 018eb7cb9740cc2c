"""Columns of a table are as wide as its texts ask."""

from analysis.office.column_widths import lowest, words_of


def height(text: str, width: float) -> float:
    """Return the lines of a text of which each letter is a millimetre wide."""
    return max(1.0, -(-len(text) // width))


def test_a_column_of_long_texts_takes_from_those_with_room_but_not_below_their_words() -> None:
    rows = [["区", "値", "注"], ["a", "b", "c" * 100], ["a", "b", "c" * 100]]
    widths = lowest(rows, [40.0, 40.0, 40.0], [10.0, 36.0, 10.0], height)
    assert sum(widths) == 120
    assert widths[1] >= 36
    assert widths[2] >= 50  # two lines instead of three


def test_a_text_that_reaches_to_the_edge_asks_for_no_column_of_its_own() -> None:
    rows = [["区", "注", "値"], ["a", "b" * 80, "c"], ["a", "b" * 80]]
    alone = lowest(rows[:2], [40.0, 40.0, 20.0], [5.0, 5.0, 5.0], height)
    assert lowest(rows, [40.0, 40.0, 20.0], [5.0, 5.0, 5.0], height) == alone


def test_widths_at_which_nothing_breaks_stay() -> None:
    assert lowest([["a", "b"], ["c", "d"]], [30.0, 20.0], [5.0, 5.0], height) == [30.0, 20.0]


def test_a_name_of_latin_and_japanese_letters_is_not_parted_within_a_word() -> None:
    """AI・RPA・業務改/革: more than half of its letters are Latin."""
    [words] = words_of([["AI・RPA・業務改革"], ["Plan (計画) of the ward"]], 1)
    assert "改革" in words and "計画" not in words
