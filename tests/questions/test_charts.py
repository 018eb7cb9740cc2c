"""Every chart, in both languages and both inks: complete, legible, true to the documents' figures, and re-drawable."""

from __future__ import annotations

import re
from functools import cache

import pytest
from matplotlib.colors import to_hex

from analysis import FIGURES
from analysis.data.loaders import load_sources, load_wards
from analysis.data.marks import contrast_with_white
from analysis.drawing import style
from analysis.drawing.page import KpiFigure

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
VARIANTS = [("ja", False), ("en", False), ("ja", True)]
EVERY = [(name, lang, mono) for name in FIGURES for lang, mono in VARIANTS]


@cache
def drawn(name: str, lang: str = "ja", mono: bool = False) -> KpiFigure:
    """Return the figure as every test sees it; none changes it."""
    return FIGURES[name](lang=lang, mono=mono)


def texts(figure: KpiFigure) -> list[str]:
    """Return every text that is drawn."""
    return [text.get_text() for text in style.shown_texts(figure)]


def joined(figure: KpiFigure) -> str:
    """Return all that is drawn as one text, wrapped lines joined."""
    return "".join("".join(texts(figure)).split())


# --- every figure ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang", "mono"), EVERY)
def test_no_text_stands_on_another(name: str, lang: str, mono: bool) -> None:
    with style.look():
        assert style.overlaps(drawn(name, lang, mono)) == []


@pytest.mark.parametrize(("name", "lang", "mono"), EVERY)
def test_nothing_is_too_small_or_too_faint_to_print(name: str, lang: str, mono: bool) -> None:
    figure = drawn(name, lang, mono)
    shown = [text for text in style.shown_texts(figure) if text.get_text().strip()]
    shrunk = min(1.0, 10.7 / figure.get_figheight())  # what a page of A4 leaves of it
    assert min(text.get_fontsize() for text in shown) * shrunk >= 5.4
    for text in shown:
        colour = to_hex(text.get_color())
        assert colour == "#ffffff" or contrast_with_white(colour) >= 4.5, text.get_text()
    assert figure.get_figwidth() <= 7.3


@pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in FIGURES for lang in ("ja", "en")])
def test_every_ward_is_named_or_has_no_document_in_it(name: str, lang: str) -> None:
    """A ward that publishes nothing stays visible; one indicator's own story shows its ward only."""
    figure = drawn(name, lang)
    shown = joined(figure)
    wards = load_wards()
    if name == "target_vintages":
        wards = wards[wards["ward"].isin(figure.ward_kpi.rows["ward"])]
    for ward in wards[f"name_{lang}"]:
        assert ward in shown
        assert ward in figure.ward_kpi.alt


@pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in FIGURES for lang in ("ja", "en")])
def test_title_kind_sources_and_caveats_are_drawn(name: str, lang: str) -> None:
    figure = drawn(name, lang)
    info = figure.ward_kpi
    shown = joined(figure)
    assert info.name == name
    assert info.lang == lang
    for line in (info.title, info.kind, *info.sources, *info.caveats):
        assert "".join(line.split()) in shown, line
    used = {source for cell in info.rows["source"].dropna() for source in str(cell).split()}
    titles = load_sources().set_index("source")[f"title_{lang}"]
    assert len(info.sources) == len(used)
    for source in used:
        assert any(titles[source] in line for line in info.sources)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_can_be_drawn_again_from_its_rows(name: str) -> None:
    figure = drawn(name)
    again = FIGURES[name](figure.ward_kpi.rows)
    assert style.render(again, "svg") == style.render(figure, "svg")


@pytest.mark.parametrize("name", FIGURES)
def test_black_and_white_holds_no_colour(name: str) -> None:
    colours = set(re.findall(rb"#[0-9a-f]{6}", style.render(drawn(name, mono=True), "svg")))
    assert colours
    for colour in colours:
        red, green, blue = colour[1:3], colour[3:5], colour[5:7]
        assert red == green == blue, colour


@pytest.mark.parametrize("name", FIGURES)
def test_english_figures_keep_japanese_to_the_wards_own_words(name: str) -> None:
    figure = drawn(name, "en")
    rows = figure.ward_kpi.rows
    quoted = "".join(str(text) for column in ("text", "target_text") if column in rows for text in rows[column])
    japanese = re.findall(r"[ぁ-んァ-ヶ一-龠]+", " ".join(texts(figure)))
    assert [word for word in japanese if word not in quoted] == []
