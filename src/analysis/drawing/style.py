"""The look of every figure, and the checks that nothing in it is missing, clipped or drawn over.

Figures are built without pyplot, inside :func:`look`, so that neither a user's settings nor the order of calls changes
them, and saved by :func:`save` to the same bytes every time.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import Any
from xml.sax.saxutils import quoteattr

import matplotlib
import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.data import marks
from analysis.drawing.remembered import remembered
from analysis.words import line_breaks
from analysis.words.errors import FigureError

FONT = "IPAexGothic"
FORMATS = ("svg", "pdf", "png")

TITLE_SIZE = 12.0
TEXT_SIZE = 9.0
SMALL_SIZE = 8.0
NOTE_SIZE = 7.5
CITED_SIZE = 6.0
"""Sizes in points on a page :data:`analysis.drawing.page.WIDTH` inches wide, which is A4 between its margins."""

SIDE = 0.12
"""Inches between the edge of a page and its text."""
LEADING = 1.3
"""Of one line and the next, in sizes of their type."""

INK = marks.INK
QUIET = marks.QUIET
RULE = marks.RULE
SHADE = marks.SHADE

_SETTINGS: dict[str, Any] = {
    "font.family": FONT,
    "font.size": TEXT_SIZE,
    "text.color": INK,
    "text.parse_math": False,
    "text.hinting": "no_hinting",
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.labelsize": SMALL_SIZE,
    "axes.titlesize": TEXT_SIZE,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": False,
    "axes.axisbelow": True,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": SMALL_SIZE,
    "ytick.labelsize": SMALL_SIZE,
    "grid.color": marks.GRID,
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.6,
    "lines.markersize": 6.5,
    "hatch.linewidth": 0.7,
    "svg.fonttype": "path",
    "svg.hashsalt": "ward-kpi",
    "pdf.fonttype": 42,
}
_TOLERANCE = 1.0  # pixels at 100 dots an inch that two texts may share: the box of a text is larger than its ink
_PATH = re.compile(r'(?<= d=")[^"]*')
_AROUND_COMMAND = re.compile(r"\s*([A-Za-z])\s*")
_INDENT = re.compile(r"^ +", re.MULTILINE)
_METADATA: dict[str, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}


@contextmanager
def look() -> Iterator[None]:
    """Draw and save figures inside this: the project's look, whatever the user's own settings are."""
    _register_font()
    with matplotlib.style.context(["default", _SETTINGS]), remembered():
        yield


def settings() -> dict[str, Any]:
    """Return the look as settings of matplotlib, whose font is then known."""
    _register_font()
    return dict(_SETTINGS)


# --- text --------------------------------------------------------------------------------------------------------


def text_width(text: str, size: float) -> float:
    """Return the width in inches of one line of ``text`` set in ``size`` points."""
    return sum(_advance(char) for char in text) * size / 72


def widest_part(text: str, size: float) -> float:
    """Return the width in inches of the widest part of ``text`` that :func:`wrap` keeps whole if it can."""
    return max((text_width(piece.rstrip(), size) for piece in line_breaks.pieces(text)), default=0.0)


def wrap(text: str, size: float, width: float) -> list[str]:
    """Break ``text`` at the ends of phrases into lines no wider than ``width`` inches at ``size`` points."""
    return line_breaks.lines(text, width, partial(text_width, size=size))


def wrap_evenly(text: str, size: float, width: float) -> list[str]:
    """Break ``text`` as :func:`wrap` does, into lines all about as long, so that none holds a single word."""
    return line_breaks.even_lines(text, width, partial(text_width, size=size))


@cache
def _advance(char: str) -> float:
    """Return the width of ``char`` as a share of the font size; of one that the font lacks, which :func:`check` names, 1."""
    font = get_font(_font_path())
    if ord(char) not in font.get_charmap():
        return 1.0
    font.set_size(100, 72)
    return float(font.load_char(ord(char)).linearHoriAdvance) / 65536 / 100


@cache
def _font_path() -> str:
    _register_font()
    return fontManager.findfont(FontProperties(family=FONT), fallback_to_default=False)


@cache
def _register_font() -> None:
    with matplotlib.rc_context():  # importing the font's package changes the user's settings
        try:
            import matplotlib_fontja

            fontManager.addfont(matplotlib_fontja.get_font_ttf_path())
        except (ImportError, OSError) as error:
            raise FigureError("no_font", font=FONT, reason=error) from error


# --- checks ------------------------------------------------------------------------------------------------------


def check(figure: Figure, name: str = "") -> None:
    """Raise :class:`FigureError` if a text of a figure built in :func:`look` has a glyph missing or leaves the page."""
    _check_glyphs(figure.texts, name)  # before anything is drawn: half of a character cannot be at all
    boxes = text_boxes(figure)
    _check_glyphs([text for text, _ in boxes], name)
    page = figure.bbox
    for text, box in boxes:
        if box.x0 < page.x0 or box.y0 < page.y0 or box.x1 > page.x1 or box.y1 > page.y1:
            raise FigureError("figure_clipped", figure=name, text=short(text))


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    """Return each pair of texts of ``figure`` that stand on one another."""
    slack = _TOLERANCE * figure.dpi / 100
    boxes = text_boxes(figure)
    x0, y0, x1, y1 = np.array([box.extents for _, box in boxes]).reshape(-1, 4).T
    wide = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    high = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    pairs = np.argwhere(np.triu((wide > slack) & (high > slack), k=1))
    return [(short(boxes[first][0]), short(boxes[second][0])) for first, second in pairs]


def text_boxes(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Return each text that is drawn and the box it fills, in pixels."""
    FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # check() names it with the text it stands in
        figure.draw_without_rendering()
        # the box of an annotation would include its arrow
        return [(text, Text.get_window_extent(text)) for text in shown_texts(figure) if text.get_text().strip()]


def shown_texts(figure: Figure) -> list[Text]:
    """Return the texts that are drawn, without labels of ticks that lie outside their axis."""
    shown: list[Text] = []
    of_ticks: set[int] = set()
    for axes in figure.axes:
        for text, inside in _tick_labels(axes):
            of_ticks.add(id(text))
            if inside:
                shown.append(text)
    others = (text for text in figure.findobj(Text) if isinstance(text, Text) and id(text) not in of_ticks)
    return [text for text in [*shown, *others] if text.get_visible()]


def _tick_labels(axes: Axes) -> Iterator[tuple[Text, bool]]:
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        slack = (high - low) * 1e-9
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            inside = low - slack <= tick.get_loc() <= high + slack
            drawn = axes.get_visible() and axes.axison and axis.get_visible()
            yield tick.label1, bool(inside and drawn and tick.label1.get_visible())
            yield tick.label2, bool(inside and drawn and tick.label2.get_visible())


def _check_glyphs(texts: list[Text], name: str) -> None:
    known = set(get_font(_font_path()).get_charmap())
    for text in texts:
        missing = sorted({char for char in text.get_text() if char != "\n" and ord(char) not in known})
        if missing or text.get_fontname() != FONT:
            raise FigureError(
                "figure_glyph", figure=name, chars=" ".join(missing) or text.get_fontname(), text=short(text)
            )


def short(text: Text) -> str:
    """Return the beginning of a text on one line, as errors name it."""
    return " ".join(text.get_text().split())[:40]


# --- saving ------------------------------------------------------------------------------------------------------


def render(
    figure: Figure, file_format: str, *, dpi: float = 200, title: str = "", alt: str = "", beneath: Sequence[str] = ()
) -> bytes:
    """Return ``figure`` as the bytes of an SVG, PDF or PNG file: the same bytes for the same figure.

    Parameters
    ----------
    figure : Figure
        The figure.
    file_format : str
        One of :data:`FORMATS`.
    dpi : float
        Dots an inch of a PNG.
    title, alt : str
        Written into the file: a screen reader reads them in place of the picture.
    beneath : sequence of str
        Lines that the file has in small type below what the figure shows.
    """
    metadata: dict[str, Any] = dict(_METADATA[file_format])
    if title:
        metadata["Title"] = title
    if alt:
        metadata["Subject" if file_format == "pdf" else "Description"] = alt
    stream = io.BytesIO()
    with look(), _lengthened(figure, beneath) as page:
        figure.savefig(stream, format=file_format, dpi=dpi, metadata=metadata, facecolor="white", bbox_inches=page)
    content = stream.getvalue()
    return _finished_svg(content.decode(), alt).encode() if file_format == "svg" else content


def height_beneath(lines: Sequence[str]) -> float:
    """Return how many inches lines below a figure add to its file."""
    return len(lines) * LEADING * CITED_SIZE / 72 + SIDE


@contextmanager
def _lengthened(figure: Figure, lines: Sequence[str]) -> Iterator[Bbox | None]:
    """Add ``lines`` below the lower edge of ``figure`` and give the page that holds both; afterwards it is as it was.

    What stands in the figure is neither moved nor drawn again, whatever a caller has changed in it.
    """
    if not lines:
        yield None
        return
    width, height = figure.get_size_inches()
    more = height_beneath(lines)
    paper = Rectangle((0, -more / height), 1, more / height, transform=figure.transFigure, facecolor="white", zorder=-1)
    figure.add_artist(paper)
    written = [
        figure.text(
            SIDE / width, -place * LEADING * CITED_SIZE / 72 / height, line, size=CITED_SIZE, color=QUIET, va="top"
        )
        for place, line in enumerate(lines)
    ]
    try:
        _check_glyphs(written, "")
        yield Bbox([[0, -more], [width, height]])
    finally:
        for artist in (paper, *written):
            artist.remove()


def _finished_svg(text: str, alt: str) -> str:
    """Mark an SVG as one picture with a description, and take out the white space that makes it a third larger.

    One element a line is left, so that a difference between two committed charts can be read.
    """
    text = _PATH.sub(lambda path: _AROUND_COMMAND.sub(r"\1", " ".join(path.group().split())), text)
    text = _INDENT.sub("", text).replace(f"{FONT}-", "g")
    return text.replace("<svg ", f'<svg role="img" aria-label={quoteattr(alt)} ', 1) if alt else text
