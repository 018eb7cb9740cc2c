"""Whatever is wrong in the call of a figure is refused by an error of the library, in one line."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis

WRONG: list[dict[str, object]] = [
    *({"ward": one} for one in ("nowhere", "99", [], ["sumida", "xx"], b"x", {"a": 1}, 3.5)),
    *({"years": one} for one in ("R99", "x", 1.5, [], [2022, "z"], 1900, slice(1, 2))),
    *({"theme": one} for one in ("nope", 5, b"")),
    *({"concept": one} for one in ("nope", [], 7)),
    *({"indicator": one} for one in ("nope", [], 1.0)),
    *({"title": one} for one in (5, ["a"])),
    *({"lang": one} for one in ("fr", 5, ["en"])),
    *({"rows": one} for one in ("x", 5, pd.DataFrame(), {"a": 1})),
    {"root": "/nowhere"},
    {"colour": "red"},
]


@pytest.mark.parametrize("name", dir(analysis.figures))
def test_whatever_is_wrong_in_a_call_is_refused_in_one_line(name: str) -> None:
    for wrong in WRONG:
        with pytest.raises(analysis.WardKpiError) as caught:
            analysis.FIGURES[name](**wrong)
        for lang in ("ja", "en"):
            said = caught.value.message(lang)
            assert "\n" not in said and len(said) < 500, wrong
