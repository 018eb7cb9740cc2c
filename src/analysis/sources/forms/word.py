"""Reads Word documents (.docx): each table once, merged cells told once, with the line above it as its title."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from analysis.sources.forms.layout import figures_outside
from analysis.sources.forms.limits import (
    MOST_CELLS,
    MOST_XML_BYTES,
    check_archive,
    content_of,
    guarded,
    need,
    of_pictures,
    of_text_left_out,
)
from analysis.sources.grid import Grid, GridCell, Place, Reading, as_note, join_lines, noted, raised
from analysis.words.errors import DataError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REFERENCE = f"{_W}footnoteReference"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_PRINTED = (f"{_W}del", f"{_W}moveFrom", _FALLBACK)

_MOST_COLUMNS = 1000
"""Word itself allows 63."""


def read_word(path: Path) -> Reading:
    """Return a grid for each table of the document."""
    docx = need("docx")
    check_archive(path, content_of(path), MOST_XML_BYTES)
    return guarded(path, lambda: _read(docx, path))  # type: ignore[no-any-return]


def _read(docx: Any, path: Path) -> Reading:
    document = docx.Document(io.BytesIO(path.read_bytes()))
    body = document.element.body
    marks, footnotes = _footnotes(document)
    grids: list[Grid] = []
    title, outside = "", list[str]()
    if sum(1 for _ in body.iter(f"{_W}tc")) > MOST_CELLS:
        raise DataError("too_many_cells", path=path, most=MOST_CELLS)
    for element in _blocks(body):
        if element.tag == _W + "p":
            text = _text(element, marks).strip()
            outside.append(text)
            if grids and as_note(text):
                grids[-1] = noted(grids[-1], [text])
            else:
                title = text or title
        for table, above in list(_tables(element, title, marks)):
            grid = _table(table, len(grids) + 1, above, marks)
            own = [footnotes[one] for one in map(_id, table.iter(_REFERENCE)) if one in footnotes]
            grids.append(noted(grid, own))
            title = ""
    pictures = len(body.findall(f".//{_W}drawing")) + len(body.findall(f".//{_W}pict"))
    unseen = [run for run in body.iter(f"{_W}r") if _is_unseen(run) and "".join(_of_run(run, marks)).strip()]
    left_out = of_text_left_out(path, len(unseen))
    remarks = (*left_out, *figures_outside(path, outside), *(() if grids else of_pictures(path, pictures)))
    return Reading("docx", tuple(grids), remarks)


def _footnotes(document: Any) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return by its id the mark of each of Word's own footnotes, numbered as they are printed, and mark and text."""
    ids = list(dict.fromkeys(map(_id, document.element.body.iter(_REFERENCE))))
    marks = {one: f"※{number}" for number, one in enumerate(ids, 1)}
    parts = [one.target_part for one in document.part.rels.values() if str(one.reltype).endswith("/footnotes")]
    found = (note for part in parts for note in ElementTree.fromstring(part.blob).iter(f"{_W}footnote"))
    texts = {_id(note): join_lines(_text(one, {}) for one in note.iter(f"{_W}p")) for note in found}
    return marks, {one: f"{mark} {texts[one].strip()}" for one, mark in marks.items() if one in texts}


def _id(element: Any) -> str:
    return str(element.get(_W + "id"))


def _blocks(body: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in their order, those in content controls too."""
    for element in body:
        if element.tag in (_W + "p", _W + "tbl"):
            yield element
        elif element.tag == _W + "sdt":
            content = element.find(_W + "sdtContent")
            if content is not None:
                yield from _blocks(content)


def _tables(block: Any, title: str, marks: Mapping[str, str]) -> Iterator[tuple[Any, str]]:
    """Yield each table of a block and the line above it: the block itself, those in its cells and in text boxes."""
    if block.tag == _W + "tbl":
        yield block, title
        title = ""
    inside = _within(block) if any(one is not block for one in block.iter(_W + "tbl")) else ()
    for part in inside:
        if part.tag == _W + "tbl":
            yield part, title
            title = ""
        else:
            title = _text(part, marks).strip() or title


def _within(element: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables inside another, in their order, not those that are deleted."""
    for child in element:
        if child.tag in (_W + "p", _W + "tbl"):
            yield child
        if child.tag not in _NOT_PRINTED:
            yield from _within(child)


def _table(table: Any, number: int, title: str, marks: Mapping[str, str]) -> Grid:
    cells: list[GridCell] = []
    open_above: dict[int, int] = {}  # column to the place in ``cells`` of the merged cell that may go on below
    for row, line in enumerate(_of(table, "tr")):
        column = _number(line.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for cell in _of(line, "tc"):
            span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(_W + "val", "continue") == "continue"
            if goes_on and column in open_above:
                above = cells[open_above[column]]
                cells[open_above[column]] = replace(above, rows=row - above.row + 1)
            else:
                text = join_lines(_text(paragraph, marks) for paragraph in _of(cell, "p"))
                place = Place(table=number, row=row + 1, column=column + 1)
                cells.append(GridCell(row, column, text, 1, span, place))
                open_above.pop(column, None)
                if merge is not None:
                    open_above[column] = len(cells) - 1
            column += span
    return Grid(tuple(cells), title).compact()


def _of(element: Any, tag: str) -> Iterator[Any]:
    """Yield the children of a tag, those in content controls and tracked insertions too."""
    for child in element:
        if child.tag == _W + tag:
            yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins"):
            yield from _of(child, tag)


def _number(element: Any, default: int) -> int:
    try:
        return default if element is None else min(max(int(element.get(_W + "val", default)), 0), _MOST_COLUMNS)
    except ValueError:
        return default


def _text(element: Any, marks: Mapping[str, str]) -> str:
    """Return the text of a paragraph; raised digits and footnotes become footnote marks; deleted, struck and hidden text is none."""
    parts: list[str] = []
    for child in element:
        if child.tag == _W + "r" and _is_unseen(child):
            continue
        if child.tag == _W + "r":
            raise_ = child.find(f"{_W}rPr/{_W}vertAlign")
            text = "".join(_of_run(child, marks))
            parts.append(raised(text) if raise_ is not None and raise_.get(_W + "val") == "superscript" else text)
        elif child.tag not in (*_NOT_PRINTED, _W + "tbl"):
            parts.append(_text(child, marks))
    return "".join(parts)


def _is_unseen(run: Any) -> bool:
    """Return whether a run of text is struck through or hidden."""
    said = (run.find(f"{_W}rPr/{_W}{name}") for name in ("strike", "dstrike", "vanish"))
    return any(one is not None and one.get(_W + "val", "true") in ("true", "1", "on") for one in said)


def _of_run(run: Any, marks: Mapping[str, str]) -> Iterator[str]:
    for child in run:
        if child.tag == _W + "t":
            yield child.text or ""
        elif child.tag in (_W + "br", _W + "cr"):
            yield "\n"
        elif child.tag == _W + "tab":
            yield "\t"
        elif child.tag == _REFERENCE:
            yield marks.get(_id(child), "")
