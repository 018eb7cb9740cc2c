"""What is worked out once for several files of a figure changes none of them, and nothing outside our own figures."""

from __future__ import annotations

from contextlib import nullcontext

import matplotlib.text
import pytest
from matplotlib.backends import _backend_pdf_ps
from matplotlib.figure import Figure

from analysis.drawing import remembered, style


def two_sizes(text: str) -> Figure:
    with style.look():
        figure = Figure(figsize=(3, 2))
        for place, size in enumerate((7.5, 12.0)):
            figure.text(
                0.5, 0.25 + place / 2, text, size=size, ha="center", va="center", weight="bold" if place else "normal"
            )
    return figure


def files(text: str) -> list[bytes]:
    wanted = [("svg", 100), ("pdf", 100), ("png", 100), ("png", 200), ("pdf", 100)]
    return [style.render(two_sizes(text), kind, dpi=dpi) for kind, dpi in wanted]


def test_every_file_is_the_one_that_matplotlib_makes_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "墨田区は217手続\n目標40手続"
    first, second = files(text), files(text)
    monkeypatch.setattr(style, "remembered", nullcontext)
    assert first == second == files(text)


def test_the_font_is_reduced_once_for_the_same_glyphs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    reduce = remembered._SUBSET
    monkeypatch.setattr(remembered, "_SUBSET", lambda *given: asked.append(given) or reduce(*given))
    remembered._reduced.cache_clear()
    # a PDF has kanji and the rest apart; the last text has other figures and the same kanji
    for text, times in (("台東区20%", 2), ("20%台東区", 2), ("台東区21%", 3)):
        style.render(two_sizes(text), "pdf")
        assert len(asked) == times


def test_matplotlib_is_as_it_was_outside_our_figures() -> None:
    before = matplotlib.text._get_text_metrics_with_cache, _backend_pdf_ps.get_glyphs_subset
    with pytest.raises(ZeroDivisionError), style.look(), style.look():
        assert matplotlib.text._get_text_metrics_with_cache is not before[0]
        raise ZeroDivisionError
    assert before == (matplotlib.text._get_text_metrics_with_cache, _backend_pdf_ps.get_glyphs_subset)


def test_texts_are_forgotten_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_MOST_TEXTS", 3)
    for number in range(9):
        style.render(two_sizes(f"{number}手続"), "png", dpi=50)
    assert len(remembered._texts) <= 3
