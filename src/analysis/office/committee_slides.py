"""slides.pptx: the conclusions, native charts of each theme, the scorecard, what may be compared, the documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.data.study import Study
from analysis.office.cover_conclusions import Conclusion, conclusions
from analysis.office.document_list import document_slide
from analysis.office.pack import Pack
from analysis.office.slide_deck import INK, LEAST_SIZE, QUIET, Deck, Line, wrapped_height
from analysis.office.slide_foot import what_to_say
from analysis.office.slide_pages import add_slides
from analysis.questions import (
    _other_themes,
    _reference_charts,
    comparability_matrix,
    progress_bars,
    scorecard,
    trajectories,
    ward_positions,
)
from analysis.questions._slide import Slide, numbered
from analysis.words.say import told

_SIZES = (22.0, 20.0, 18.0, 16.0, 14.0, 13.0, LEAST_SIZE)
_GAP = 5.5
"""Millimetres beneath a conclusion."""


def slides(pack: Pack) -> bytes:
    """Return slides.pptx: every chart editable, and in the speaker notes what one would say."""
    deck = Deck(pack)
    _add_summary(deck, pack)
    for shown in outline(pack):
        add_slides(deck, shown, pack.study)
    return deck.finish()


def outline(pack: Pack) -> Iterator[Slide]:
    """Yield what each slide after the first shows, in order."""
    study = pack.study
    for theme in pack.themes:
        yield from trajectories.slides(theme, study)
        yield from _reference_charts.slides(theme, study)
    if not pack.choice.themes:
        yield from ward_positions.slides(study)
        yield from scorecard.slides(study)
        yield from progress_bars.slides(study)
        yield from comparability_matrix.slides(study)
        yield from _other_themes.slides(pack.other_themes, study)
    yield document_slide(study)


def _add_summary(deck: Deck, pack: Pack) -> None:
    """Add the first slide: what the pack comes down to, each conclusion with what it rests on, and how charts are read."""
    study = pack.study
    found = list(enumerate(conclusions(pack), start=1))
    size = next((size for size in _SIZES if _fits([one for _, one in found], size, deck)), None)
    pages = [[one] for one in found] if size is None else [found]  # a ward's own master may leave little height
    for number, on_page in enumerate(pages, start=1):
        title = numbered(pack.heading, number, len(pages), study)
        slide = deck.add_slide(title, told("office.summary.kind", study.lang))
        deck.add_text(slide, deck.content, list(_lines(on_page, size or LEAST_SIZE, study)))
        reading = study.names.told("office.summary.reading")
        deck.add_text(slide, deck.foot, [Line(reading, LEAST_SIZE, colour=QUIET)])
        deck.add_notes(slide, what_to_say(title, [one.text for _, one in on_page], None, study))


def _lines(found: Sequence[tuple[int, Conclusion]], size: float, study: Study) -> Iterator[Line]:
    """Yield the paragraphs of numbered conclusions, each with what it rests on beneath."""
    for number, (text, basis, _) in found:
        yield Line(told("office.summary.numbered", study.lang, number=number, text=text), size, bold=True, colour=INK)
        yield Line(basis, LEAST_SIZE, colour=QUIET)
        yield Line("", LEAST_SIZE)


def _fits(found: Sequence[Conclusion], size: float, deck: Deck) -> bool:
    """Return whether the conclusions have room at a size above what they rest on."""
    width = deck.content.width
    heights = [
        wrapped_height(f"0　{text}", size, width) + wrapped_height(basis, LEAST_SIZE, width) for text, basis, _ in found
    ]
    return sum(heights) + _GAP * len(found) <= deck.content.height
