"""How far a ward's figures of a theme go: results before plans, plans before words, words before a mark for nothing."""

import pandas as pd

from analysis.measures.standing import standings


def test_each_ward_stands_as_far_as_its_best_row() -> None:
    rows = pd.DataFrame(
        [
            ("a", "target", 40.0, "40手続"),
            ("a", "estimate", 13.0, "13手続"),
            ("b", "baseline", 13.0, "13手続"),
            ("b", "actual", None, "増加"),
            ("c", "actual", None, "－"),
            ("c", "target", None, "拡充"),
            ("d", "actual", None, "－"),
        ],
        columns=["ward", "kind", "value", "text"],
    )
    assert standings(rows).to_dict() == {"a": "results", "b": "plans", "c": "words", "d": "nothing"}


def test_wards_stand_in_the_order_of_the_rows() -> None:
    rows = pd.DataFrame(
        [("b", "actual", 1.0, "1"), ("a", "actual", 2.0, "2")], columns=["ward", "kind", "value", "text"]
    )
    assert list(standings(rows)) == ["results", "results"] and list(standings(rows).index) == ["b", "a"]
