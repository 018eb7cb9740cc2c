"""slides.pptx: findings as titles, native charts of each theme, the scorecard, and what may be compared."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.data.study import Study, own
from analysis.data.themes import main_themes
from analysis.office.document_list import document_slide
from analysis.office.pack import Pack
from analysis.office.slide_deck import CONTENT, QUIET, Deck, Line, fitting_size
from analysis.office.slide_foot import add_evidence
from analysis.office.slide_pages import add_slides
from analysis.questions import (
    _slides_comparability_matrix as comparability_matrix,
)
from analysis.questions import (
    _slides_progress_bars as progress_bars,
)
from analysis.questions import (
    _slides_reference as reference,
)
from analysis.questions import (
    _slides_scorecard as scorecard,
)
from analysis.questions import (
    _slides_trajectories as trajectories,
)
from analysis.questions._slide import Slide
from analysis.words.say import told

_SIZES = (16.0, 14.0, 12.0)
_READING_SIZE = 12.0


def slides(pack: Pack) -> bytes:
    """Return slides.pptx: A4 landscape, every chart editable, evidence in the speaker notes."""
    deck = Deck(pack)
    _add_summary(deck, pack)
    for shown in outline(pack.study):
        add_slides(deck, shown, pack.study)
    return deck.finish()


def outline(study: Study) -> Iterator[Slide]:
    """Yield what each slide after the first shows, in order."""
    for theme in main_themes(study):
        yield from trajectories.slides(theme, study)
        yield from reference.slides(theme, study)
    yield from scorecard.slides(study)
    yield from progress_bars.slides(study)
    yield from comparability_matrix.slides(study)
    yield from progress_bars.other_slides(study)
    yield from progress_bars.slides_in_words(study)
    yield document_slide(study)


def _add_summary(deck: Deck, pack: Pack) -> None:
    """Add the first slide: the main finding of each main theme, how indicators stand, and how charts are read."""
    study = pack.study
    slide = deck.add_slide(pack.title, told("office.summary.kind", study.lang))
    found = {study.names.theme(theme): trajectories.sentences(theme, study)[0] for theme in main_themes(study)}
    found[told("office.summary.standing", study.lang)] = scorecard.sentences(study)[0]
    size = fitting_size([*found, *found.values(), *found, ""], CONTENT, _SIZES) or _SIZES[-1]
    lines = []
    for name, text in found.items():
        lines += [Line(name, size, bold=True), Line(text, size), Line("", 6)]
    reading = Line(told("office.summary.reading", study.lang), _READING_SIZE, colour=QUIET)
    deck.add_text(slide, CONTENT, [*lines, reading])
    rows = own(study)
    add_evidence(deck, slide, rows[rows["theme"].isin(main_themes(study))], study, caveats=False)
