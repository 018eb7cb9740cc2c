"""How a figure is bounded is told in the document's own word."""

import pytest

from analysis.data.kinds import printed_bound


@pytest.mark.parametrize(
    ("bound", "text", "word"),
    [
        ("at_most", "350億円以内", "within"),
        ("at_most", "85%以下", "at_most"),
        ("at_least", "3日以内に90%以上", "at_least"),
        (None, "3日以内", ""),
        ("at_most", None, "at_most"),
    ],
)
def test_only_a_highest_figure_that_is_printed_so_is_within(bound: str | None, text: str | None, word: str) -> None:
    assert printed_bound(bound, text) == word
