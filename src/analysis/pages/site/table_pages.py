"""A page for each table of a PDF that is drawn: the table as it is printed, each of its figures framed."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator

from analysis.pages.site.printed_tables import PrintedTable, cell_of
from analysis.pages.site.published_figures import Evidence, PublishedFigure
from analysis.pages.site.templates import page
from analysis.words.say import told


def table_pages(evidence: Evidence) -> dict[str, bytes]:
    """Return the pages by file name."""
    return {f"{one.name}.html": _page(one, evidence) for one in evidence.printed.tables}


def _page(printed: PrintedTable, evidence: Evidence) -> bytes:
    about = {"page": printed.page, "table": printed.table}
    title = told("pages.pictures.title", evidence.study.lang, document=evidence.document(printed.source), **about)
    return page(
        "table.html",
        printed.name,
        title,
        study=evidence.study,
        beside=evidence.beside,
        source=printed.source,
        png=base64.b64encode(printed.png).decode(),
        frames=list(_frames(printed, evidence.figures.values())),
    )


def _frames(printed: PrintedTable, figures: Iterable[PublishedFigure]) -> Iterator[tuple[PublishedFigure, str, str]]:
    """Yield each figure of the table with the name of its frame and the frame's place, as a style."""
    for figure in figures:
        boxes = [printed.cells[cell] for place in figure.places if (cell := cell_of(place)) in printed.cells]
        for number, box in enumerate(boxes):
            name = f"{figure.id}-{number + 1}" if number else figure.id
            sides = zip(("left", "top", "width", "height"), box, strict=True)
            yield figure, name, ";".join(f"{side}:{share:.2f}%" for side, share in sides)
