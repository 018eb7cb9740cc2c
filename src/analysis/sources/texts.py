"""The texts of documents: found by their sha256, read as lines of cells."""

from __future__ import annotations

import csv
import hashlib
import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from analysis.data.folding import fold
from analysis.data.paths import folder_named, sources_named
from analysis.sources.forms.read import read_document
from analysis.sources.forms.text import read_plain
from analysis.sources.grid import Place
from analysis.sources.matching import Cells, read_piece
from analysis.sources.model import Locator, RawData, Ward
from analysis.sources.pictures import TablePicture, table_picture
from analysis.sources.printed import Printed
from analysis.words.errors import DataError, WardKpiError

REFERENCE_FOLDER = "reference"
_NO_TEXTS = (".pdf", ".xlsx", ".xlsm", ".docx")
"""Documents whose places are no lines of a text."""
_TABLES = (".csv", ".tsv", ".html", ".htm")
"""Documents that are read as their tables where a ward publishes them; a ministry's series has tables of its own kind."""


_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


_CELL_END = re.compile(r"[\t|]")


POPULATION, ISSUED, RATE, ISSUED_ON = "総数(人口)", "交付枚数", "人口に対する交付枚数率", "交付件数基準日"
"""Headers of the ministry's files, folded."""


@dataclass(frozen=True)
class Text:
    """One text, read as lines of cells: tabs and bars (in a CSV file, its commas) part the cells, tags part a cell."""

    name: str
    content: str

    @cached_property
    def _lines(self) -> list[str]:
        return self.content.removeprefix("\ufeff").split("\n")

    @property
    def is_csv(self) -> bool:
        """Whether the text is a table with one header line."""
        return self.name.lower().endswith(".csv")

    @cached_property
    def header(self) -> list[str]:
        """Headers of a CSV file."""
        return [fold(cell) for cell in next(csv.reader(self._lines))]

    @cached_property
    def _read(self) -> dict[int, Cells]:
        """Lines read so far: a line is asked for by every row that stands in it."""
        return {}

    def line(self, number: int) -> Cells:
        """Return the cells of a line counted from 1; none where the text has no such line."""
        if number not in self._read:
            self._read[number] = self._split(self._lines[number - 1]) if 1 <= number <= len(self._lines) else []
        return self._read[number]

    def _split(self, line: str) -> Cells:
        if self.is_csv:
            return [[fold(cell)] for cells in csv.reader([line]) for cell in cells]
        return [[read_piece(piece) for piece in _TAG.split(cell)] for cell in _CELL_END.split(line)]

    def raw_lines(self, locator: Locator) -> list[str]:
        """Return the lines that ``locator`` names as they stand in the text, the whole text where it names none."""
        return self._lines[(locator.first or 1) - 1 : locator.last or len(self._lines)]

    def lines(self, locator: Locator) -> dict[int, Cells]:
        """Return the lines that ``locator`` names by their number, the whole text where it names none."""
        first, last = locator.first or 1, locator.last or len(self._lines)
        return {number: self.line(number) for number in range(first, last + 1)}

    @cached_property
    def _sums(self) -> dict[str, Cells]:
        return {}

    def sum_line(self, area: Ward) -> Cells:
        """Return the line that a CSV file would have for a prefecture or the country: sums, and the rate they give."""
        if area.code not in self._sums:
            self._sums[area.code] = self._sum(area)
        return self._sums[area.code]

    def _sum(self, area: Ward) -> Cells:
        read = (self.line(number) for number in range(2, len(self._lines) + 1))
        lines = [[pieces[0] for pieces in line] for line in read if line]
        own = [line for line in lines if area.level == "country" or fold(area.name_ja) in line]
        if not own or not {POPULATION, ISSUED, RATE} <= set(self.header):
            return []
        total = list(own[0])
        place = {name: self.header.index(name) for name in (POPULATION, ISSUED, RATE)}
        sums = {n: sum(int(line[place[n]].replace(",", "")) for line in own) for n in (POPULATION, ISSUED)}
        for name, value in sums.items():
            total[place[name]] = str(value)
        total[place[RATE]] = f"{100 * sums[ISSUED] / sums[POPULATION]:.1f}"
        return [[cell] for cell in total]


def sources_folder(root: Path, sources: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder of the source texts: the one named, else that of the environment, else the one beside ``root``.

    Raises
    ------
    WardKpiError
        If one is named that is no folder.
    """
    named = sources_named(sources)
    return root.parent / "shared" / "sources" if named is None else folder_named(named, "sources", "no_sources")


@dataclass(frozen=True)
class Texts:
    """The documents of all sources that are present, by source and name: texts, and ``held`` in another form.

    What is in another form is read when it is first asked for; what cannot be read stands in ``unread`` with the reason.
    """

    found: dict[tuple[str, str], Text]
    missing: tuple[tuple[str, str, str], ...] = ()
    held: dict[tuple[str, str], Path] = field(default_factory=dict)
    unread: dict[tuple[str, str], WardKpiError] = field(default_factory=dict)
    _printed: dict[tuple[str, str], Printed] = field(default_factory=dict)

    @classmethod
    def find(cls, raw: RawData, root: Path, sources: str | os.PathLike[str] | None = None) -> Texts:
        """Find the text of every document of ``raw`` by its sha256 (see :func:`verify`)."""
        folder = sources_folder(root, sources)
        files = [path for place in (folder, folder.parent / REFERENCE_FOLDER) for path in _files(place)]
        by_hash = {_sha256(path): path for path in files}
        names = {path.name for path in files}
        found: dict[tuple[str, str], Text] = {}
        held: dict[tuple[str, str], Path] = {}
        missing: list[tuple[str, str, str]] = []
        for source in raw.sources:
            for document in source.documents:
                path = by_hash.get(document.sha256)
                if path and path.suffix.lower() in (*_NO_TEXTS, *(_TABLES if source.ward else ())):
                    held[source.id, document.name] = path
                elif path:
                    found[source.id, document.name] = text_of(document.name, path)
                else:
                    missing.append((source.id, document.name, "changed" if document.name in names else "missing"))
        if sources and missing and not found and not held and all(state == "missing" for *_, state in missing):
            raise WardKpiError("no_source_texts", folder=folder)
        return cls(found, tuple(missing), held)

    def get(self, source: str, document: str) -> Text | None:
        """Return a text, or None where it is not present."""
        return self.found.get((source, document))

    def printed(self, source: str, document: str) -> Printed | None:
        """Return the tables of a document; None where it is not present or cannot be read."""
        key = (source, document)
        if key not in self._printed and key not in self.unread:
            if key in self.found:
                self._printed[key] = Printed(document, read_plain(self.found[key].content))
            elif key in self.held:
                try:
                    self._printed[key] = Printed(document, read_document(self.held[key]))
                except WardKpiError as problem:
                    self.unread[key] = problem
        return self._printed.get(key)

    def picture(self, source: str, document: str, place: Place) -> TablePicture | None:
        """Return the table of a PDF in which a cell stands; None where there is none or nothing can draw it."""
        printed, path = self.printed(source, document), self.held.get((source, document))
        return table_picture(path, printed.grids, place) if printed and path else None

    def states(self) -> list[tuple[str, str, str]]:
        """Return source, name and state of every document."""
        here = [(*key, "unread" if key in self.unread else "found") for key in (*self.found, *self.held)]
        return sorted(here + list(self.missing))

    def problems(self) -> list[WardKpiError]:
        """Return a message for every document that is missing, changed or cannot be read."""
        absent = [
            DataError(f"document_{state}", source=source, document=document) for source, document, state in self.missing
        ]
        return [*absent, *self.unread.values()]


def _files(folder: Path) -> list[Path]:
    """Return every file that could be a text, whatever its name, in a fixed order."""
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def _sha256(path: Path) -> str:
    """Return the sha256 of a file's content, nothing for one that cannot be read: it is none of the texts then."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def text_of(name: str, path: Path) -> Text:
    """Return a document of text, which must be UTF-8: its lines are the evidence."""
    content = path.read_bytes()
    try:
        return Text(name, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError("text_not_utf8", document=path.name, line=line) from None
