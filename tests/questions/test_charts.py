"""Every chart, in both languages and both inks: complete, legible, true to the documents' figures, and re-drawable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from matplotlib.colors import to_hex

from analysis import FIGURES
from analysis.data.loaders import load_sources, load_wards
from analysis.data.marks import contrast_with_white
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.crossings import crossings
from analysis.drawing.page import KpiFigure
from analysis.words import line_breaks

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
VARIANTS = [("ja", False), ("en", False), ("ja", True)]
EVERY = [(name, lang, mono) for name in FIGURES for lang, mono in VARIANTS]


Broken = tuple[str, tuple[str, ...], Callable[[str], bool]]
"""A text, the lines into which it was broken, and whether a text fits such a line."""


@cache
def drawn_and_broken(
    name: str, lang: str = "ja", mono: bool = False, root: Path | None = None
) -> tuple[KpiFigure, list[Broken]]:
    """Return the figure as every test sees it, none changes it, and each text that was broken for it."""
    broken: list[Broken] = []
    breaks = line_breaks.lines

    def noted(text: str, width: float, measure: line_breaks.Measure) -> list[str]:
        lines = breaks(text, width, measure)
        broken.append((text, tuple(lines), lambda part: measure(part) <= width))
        return lines

    with patch.object(line_breaks, "lines", noted):
        return FIGURES[name](lang=lang, mono=mono, root=root), broken


def drawn(name: str, lang: str = "ja", mono: bool = False) -> KpiFigure:
    """Return the figure as every test sees it; none changes it."""
    return drawn_and_broken(name, lang, mono)[0]


def texts(figure: KpiFigure) -> list[str]:
    """Return every text that is drawn."""
    return [text.get_text() for text in style.shown_texts(figure)]


def joined(figure: KpiFigure) -> str:
    """Return all that is drawn as one text, wrapped lines joined."""
    return "".join("".join(texts(figure)).split())


# --- every figure ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang", "mono"), EVERY)
def test_no_text_stands_on_another_or_is_crossed(name: str, lang: str, mono: bool) -> None:
    with style.look():
        assert style.overlaps(drawn(name, lang, mono)) == []
        assert crossings(drawn(name, lang, mono)) == []


WHOLE = re.compile(
    "|".join(
        [
            "[ァ-ヺー]+",
            "[A-Za-z]+",
            "手続|指標|実績|目標|基準値?|見込|計画|資料|記載|定義|達成|文言|順調|公表|決済",
            "(?:約|第)?[0-9][0-9,.]*(?:%|ポイント|[手指件区回業時種点テ年月日][続標務間類点ーマ度]*)?",
            "(?:令和|平成)[0-9元]+年(?:度末?|[0-9]+月(?:[0-9]+日)?)?",
            "[0-9]+指標(?:のうち|中)[0-9]+指標?",
            "（[^（）]{1,12}）",
            r"\([^()]{1,12}\)",
            "[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}",
            "[0-9][0-9,.]*%? (?:procedures?|indicators?|wards?|points?|items?|themes?)",
        ]
    )
)
"""What must never be broken; a ward's name neither."""


def torn(broken: list[Broken], names: list[str], *, narrow: bool = False) -> Iterator[str]:
    """Yield each text with a line that ends inside something whole; where lines are ``narrow``, that would fit a line."""
    whole = [WHOLE, re.compile("|".join(map(re.escape, names)))]
    for text, lines, fits in broken:
        ends, place = [], 0
        for line in lines:
            place = text.index(line, place) + len(line)
            ends.append(place)
        for pattern in whole:
            for match in pattern.finditer(text):
                is_torn = any(match.start() < end < match.end() for end in ends[:-1])
                if is_torn and (fits(match.group()) or not narrow):
                    yield f"{match.group()}: {'|'.join(lines)}"


def names_of(figure: KpiFigure) -> list[str]:
    study = figure.ward_kpi.study
    return [study.names.ward(code) for code in study.wards]


@pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in FIGURES for lang in ("ja", "en")])
def test_no_line_ends_inside_a_name_a_word_a_date_a_number_or_brackets(name: str, lang: str) -> None:
    figure, broken = drawn_and_broken(name, lang)
    assert len(broken) > 2
    assert list(torn(broken, names_of(figure))) == []


@pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in FIGURES for lang in ("ja", "en")])
def test_figures_of_many_wards_are_as_legible(name: str, lang: str, everyone: Path) -> None:
    figure, broken = drawn_and_broken(name, lang, root=everyone)
    with style.look():
        assert style.overlaps(figure) == []
        assert crossings(figure) == []
    assert list(torn(broken, names_of(figure), narrow=True)) == []


@pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in FIGURES for lang in ("ja", "en")])
def test_a_title_takes_one_line_where_it_fits_in_type_a_little_smaller(name: str, lang: str) -> None:
    figure = drawn(name, lang)
    sizes = {text.get_fontsize() for text in figure.texts if text.get_text() in figure.ward_kpi.title}
    assert min(sizes) >= 0.95 * style.TITLE_SIZE
    if style.text_width(figure.ward_kpi.title, 0.95 * style.TITLE_SIZE) <= 6.9:
        assert figure.ward_kpi.title in texts(figure)


@pytest.mark.parametrize(("lang", "most"), [("ja", 105), ("en", 220)])
def test_a_title_is_read_in_ten_seconds_and_the_sentence_stays_whole(lang: str, most: int) -> None:
    for name in FIGURES:
        info = drawn(name, lang).ward_kpi
        assert len(info.title) <= most, name
        assert info.sentences[0].rstrip("。.") in info.alt
        numbers = re.compile("[0-9][0-9,.]*[0-9]|[0-9]")
        sentences = " ".join(info.sentences)
        assert set(numbers.findall(info.title)) <= set(numbers.findall(sentences)), name


@pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in FIGURES for lang in ("ja", "en")])
def test_notes_of_how_a_cell_was_read_are_for_auditors(name: str, lang: str) -> None:
    study = Study.of(None, lang)
    notes = study.tables.notes
    for_auditors = notes.loc[notes["audience"] == "auditor", "note"].map(study.names.note)
    assert len(for_auditors) > 3
    shown = joined(drawn(name, lang)) + "".join(drawn(name, lang).ward_kpi.caveats).replace(" ", "")
    assert [note for note in for_auditors if "".join(note.split()) in shown] == []
    assert not re.search(r"[.]csv|読み取りで|suginami-plan|sumida-plan|taito-status", shown)


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
    typeset = [line.replace(": ", "：") if lang == "ja" else line for line in (*info.sources, *info.caveats)]
    title, kind, *lines = ("".join(line.split()) for line in (info.title, info.kind, *typeset))
    sources, caveats = lines[: len(info.sources)], lines[len(info.sources) :]
    colon = {"ja": "：", "en": ":"}[lang]
    for line in (title.replace(":", colon), kind.replace(":", colon), *sources, *caveats[:1]):
        assert line in shown, line
    standing = next((number for number, line in enumerate(caveats[:3]) if line not in shown), len(caveats[:3]))
    assert standing == 3 or standing == len(caveats) or figure.get_figheight() > 10  # a page of A4 has room for no more
    more = len(caveats) - standing
    counted = {
        "ja": f"ほかに注が{more}件、ブックdata.xlsxの「定義」「データ」シートにある",
        "en": f"Furthernotes:{more},intheworkbookdata.xlsx,sheetsDefinitionsandData.",
    }[lang]
    assert (counted in shown) == (more > 0)
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
    quoted += "".join(figure.ward_kpi.study.tables.labels["label"])  # what a note quotes of a document
    japanese = re.findall(r"[ぁ-んァ-ヶ一-龠]+", " ".join(texts(figure)))
    assert [word for word in japanese if word not in quoted] == []
