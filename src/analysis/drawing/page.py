"""The page a chart stands on: finding and kind above, caveats and sources below, all derived from the plotted rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from analysis.data.border import outward
from analysis.data.citation import own_figures_line, readable_notes
from analysis.data.ids import ids_by_row, observation_ids
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.evidence_list import evidence_html
from analysis.words.store import told

WIDTH = 7.2
"""Inches: an A4 page less its margins."""
_A4_HEIGHT = 297 / 25.4

_GAP = 0.14
_SHRUNK = 0.95  # how small type may become so that a line is not broken
_MOST_NOTES, _MOST_SOURCES = 3, 8
_A4, _CITED = 297 / 25.4, 0.25
"""How high a page is, and what an export writes beneath a figure on it, in inches."""
_RUN_ON = " ／ "


class Ink(NamedTuple):
    """How a figure is drawn: in colours, or in greys and hatches for printing in black and white; its title, if not its own.

    A ``bare`` one is for a place that has title, notes and sources as text of its own.
    """

    mono: bool = False
    title: str = ""
    bare: bool = False


COLOUR = Ink()


class Asked(Protocol):
    """What a figure knows of the question that it answers: how to say it, and how to draw it again."""

    def draw(self, study: Study, rows: pd.DataFrame | None = None, ink: Ink = COLOUR) -> KpiFigure:
        """Return the figure of ``rows``."""
        ...

    def sentences(self, rows: pd.DataFrame, study: Study) -> list[str]:
        """Return what ``rows`` say, the title first."""
        ...


@dataclass(frozen=True, repr=False)
class FigureInfo:
    """What a figure shows, for those who put it into a document.

    Attributes
    ----------
    name : str
        Name of the figure function, with its theme where it draws several.
    title : str
        The finding in the words of a title, computed from ``rows``, or what a caller calls it.
    kind : str
        What is drawn and which kind of figure it is.
    lang : str
        ``ja`` or ``en``.
    rows : DataFrame
        The rows that were plotted, typed as those of any frame: wards, themes, kinds and statuses are ordered categories,
        missing is missing, notes are in ``lang``; ``observation`` is the id of each that a document prints.
    written : DataFrame
        The same as an exported CSV holds them.
    plain : DataFrame
        The same as the clean tables have them, of which everything else is derived.
    alt : str
        The figure in words.
    sentences : list of str
        What ``rows`` say, the finding first; :func:`analysis.conclusions` says the same of several figures.
    sources, caveats : tuple of str
        The lines of the footer, derived from ``rows``.
    study : Study
        The data it was drawn from.
    question : Asked
        What it answers.
    ink : Ink
        How it was drawn, with the title that a caller gave it.
    derived_changed : int
        Of how many rows a caller changed what is derived.
    """

    name: str
    title: str
    kind: str
    lang: str
    plain: pd.DataFrame
    alt: str
    sources: tuple[str, ...]
    caveats: tuple[str, ...]
    study: Study
    question: Asked
    ink: Ink = COLOUR
    derived_changed: int = 0

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows that were plotted as users hold them: typed as those of any frame, with the id of each observation."""
        return outward(self.written, self.study)

    @cached_property
    def written(self) -> pd.DataFrame:
        """The same as files hold them, notes in the language of the figure, with the id of each that is an observation."""
        rows = readable_notes(self.plain, self.study)
        if "observation" not in rows and any(named := ids_by_row(rows, self.study)):
            rows = rows.assign(observation=pd.Series(named, rows.index, dtype="str"))
        return rows

    @property
    def sentences(self) -> list[str]:
        """What ``rows`` say, the finding first."""
        own = own_figures_line(self.plain, self.study, self.derived_changed)
        return [*self.question.sentences(self.plain, self.study), *own]

    def __repr__(self) -> str:
        """Return name, title and the number of rows."""
        return f"<FigureInfo {self.name}: {self.title} ({len(self.rows)} rows)>"

    @property
    def root(self) -> Path:
        """Folder that holds the ``data`` it was drawn from."""
        return self.study.root


class KpiFigure(Figure):
    """A matplotlib figure that knows what it shows (``ward_kpi``) and shows itself in a notebook.

    Attributes
    ----------
    ward_kpi : FigureInfo
        Title, sentences, kind, rows, alt text, sources and caveats.

    Examples
    --------
    >>> import analysis
    >>> info = analysis.trajectories("cashless", lang="en").ward_kpi
    >>> info.name, info.sentences[0] in info.alt, info.rows["theme"].unique().tolist()
    ('trajectories_cashless', True, ['cashless'])
    """

    ward_kpi: FigureInfo

    def __repr__(self) -> str:
        """Return the title and the number of rows, as a table to read does; while it is drawn, what matplotlib says."""
        info = getattr(self, "ward_kpi", None)
        return f"{info.title} ({len(info.plain)})" if info else super().__repr__()

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the figure as SVG, the same bytes each time, with its alt text and the observations that it shows."""
        info = self.ward_kpi
        svg = style.render(self, "svg", title=info.title, alt=info.alt).decode()
        shown = {"ward_kpi": {"observations": observation_ids(info.written, info.root)}}
        return {"image/svg+xml": svg, "text/plain": info.alt}, {"image/svg+xml": {"alt": info.alt}} | shown

    def _ipython_display_(self) -> None:
        """Show the figure and beneath it, folded away, the documents and places behind it."""
        from IPython.display import publish_display_data  # which is there wherever this is called

        data, metadata = self._repr_mimebundle_()
        publish_display_data(data, metadata)
        if beneath := evidence_html(self, self.ward_kpi.lang):
            plain = told("page.evidence", self.ward_kpi.lang)
            publish_display_data({"text/html": beneath, "text/plain": plain}, {"ward_kpi": {"evidence": True}})


def exact(height: float) -> float:
    """Return a height in inches without the last bits, in which sums of Python 3.12 and later differ from earlier ones."""
    return round(height, 6)


class Page:
    """A page under construction; give :meth:`grid` the margins, draw into its axes, then :meth:`finish` it."""

    def __init__(self, info: FigureInfo, height: float) -> None:
        """Lay out the page with ``height`` inches between header and footer."""
        self._info, height = info, exact(height)
        written = ((info.title, style.TITLE_SIZE, style.INK), (info.kind, style.TEXT_SIZE, style.QUIET))[
            info.ink.bare :
        ]
        header = [
            (line, size, colour)
            for text, usual, colour in written
            for line, size in _header_lines(_typeset(text, info.lang), usual)
        ]
        top = sum(size for _, size, _ in header) * style.LEADING / 72 + _GAP
        room = (_A4 - _CITED - top - height - _GAP) * 72 / (style.NOTE_SIZE * style.LEADING)
        footer = [] if info.ink.bare else _footer(info, int(room))
        bottom = len(footer) * style.NOTE_SIZE * style.LEADING / 72 + _GAP
        self.height = top + height + bottom
        self.figure: KpiFigure = KpiFigure(figsize=(WIDTH, self.height))
        self._low, self._high = bottom, bottom + height
        self._write(header, self.height - _GAP / 2)
        self._write([(line, style.NOTE_SIZE, style.QUIET) for line in footer], bottom - _GAP / 2)

    def grid(
        self,
        rows: int = 1,
        columns: int = 1,
        *,
        left: float = 0.6,
        right: float = 0.3,
        top: float = 0.2,
        bottom: float = 0.45,
        **spacing: Any,
    ) -> GridSpec:
        """Return a grid for axes; the margins, in inches, are for what stands outside the axes."""
        return self.figure.add_gridspec(
            rows,
            columns,
            left=left / WIDTH,
            right=1 - right / WIDTH,
            bottom=(self._low + bottom) / self.height,
            top=(self._high - top) / self.height,
            **spacing,
        )

    def finish(self) -> KpiFigure:
        """Check that no glyph is missing and nothing clipped, and return the figure."""
        style.check(self.figure, self._info.name)
        self.figure.ward_kpi = self._info
        return self.figure

    def _write(self, lines: Sequence[tuple[str, float, str]], top: float) -> None:
        """Write ``lines`` (text, size, colour) one under the other, from ``top`` inches down."""
        for text, size, colour in lines:
            self.figure.text(
                style.SIDE / WIDTH, top / self.height, text, size=size, color=colour, ha="left", va="top", linespacing=1
            )
            top -= size * style.LEADING / 72


def _header_lines(text: str, usual: float) -> list[tuple[str, float]]:
    """Return the lines of a text and their size: one, a little smaller if need be, or as many as it takes."""
    room = WIDTH - 2 * style.SIDE
    size = usual * room / max(room, style.text_width(text, usual))
    if size >= usual * _SHRUNK:
        return [(text, size)]
    return [(line, usual) for line in style.wrap_evenly(text, usual, room)]


def _footer(info: FigureInfo, room: int) -> list[str]:
    """Return notes and sources: as many of the first notes as a page of A4 has ``room`` for, in lines, and at least one."""
    sources = _listed(told("page.sources", info.lang), _run_on(info.sources), info.lang)
    footers = [
        [*_listed(told("page.caveats", info.lang), _notes(info, most), info.lang), *sources]
        for most in range(_MOST_NOTES, 0, -1)
    ]
    return next((footer for footer in footers if len(footer) <= room), footers[0])


def _notes(info: FigureInfo, most: int) -> list[str]:
    """Return the caveats that stand on the page, and how many more there are."""
    shown, more = info.caveats[:most], len(info.caveats) - most
    return [*shown, told("page.more_caveats", info.lang, count=more)] if more > 0 else list(shown)


def _run_on(sources: Sequence[str]) -> Sequence[str]:
    """Return ``sources``, as a single line where there are too many to give each a line of its own."""
    return sources if len(sources) <= _MOST_SOURCES else [_RUN_ON.join(sources)]


def _typeset(text: str, lang: str) -> str:
    """Return ``text`` with colons as a paper of that language has them."""
    return text.replace(": ", told("page.colon", lang))


def _listed(heading: str, lines: Sequence[str], lang: str) -> list[str]:
    """Return ``lines`` wrapped, the first after the heading and the others indented beneath it."""
    indent = _blank(style.text_width(heading, style.NOTE_SIZE))
    wrapped: list[str] = []
    for number, line in enumerate(lines):
        start = indent if number else heading
        room = WIDTH - 2 * style.SIDE - style.text_width(start, style.NOTE_SIZE)
        for place, part in enumerate(style.wrap(_typeset(line, lang), style.NOTE_SIZE, room)):
            wrapped.append((indent if place else start) + part)
    return wrapped


def cited(figure: KpiFigure, citation: Sequence[str], name: str) -> list[str]:
    """Return the lines of a citation as they stand beneath a figure exported as ``name``: run on, in the smallest type.

    Where they would make the page longer than A4, its last line, the version of the data, and where places are found.
    """
    lang = figure.ward_kpi.lang
    in_file = told("page.places", lang, name=name)
    for said in (citation, (*citation[-1:], in_file)):
        run_on = told("page.cited", lang) + _RUN_ON.join(said)
        lines = style.wrap(run_on, style.CITED_SIZE, WIDTH - 2 * style.SIDE)
        if figure.get_size_inches()[1] + style.height_beneath(lines) <= _A4_HEIGHT:
            break
    return lines


def _blank(width: float) -> str:
    """Return spaces that are about ``width`` inches wide in the size of notes."""
    return " " * round(width / style.text_width(" ", style.NOTE_SIZE))
