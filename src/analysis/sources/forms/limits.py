"""Bounds on what a document may cost to read, and the errors that name what cannot be read."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.data.reading import read_file
from analysis.words.errors import DataError, NoPackage, WardKpiError

MOST_FILE_BYTES = 50_000_000
MOST_UNPACKED_BYTES = 300_000_000
MOST_RATIO = 200
"""A workbook of a published report unpacks to ten or twenty times its size; a zip bomb to thousands."""
MOST_XML_BYTES = 60_000_000
"""A part that is read as a tree takes ten times its size in memory."""
MOST_STREAM_BYTES = 100_000_000
"""The largest fonts of a PDF unpack to twenty megabytes."""
MOST_PAGES = 300
MOST_CELLS = 200_000
_STREAM = re.compile(rb"stream\r?\n")
_CHUNK = 1_000_000
_COMPOUND = b"\xd0\xcf\x11\xe0"
"""What begins an old .xls or .doc, and an .xlsx or .docx that a password protects."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which such a file holds what the password protects; an old form that was only renamed has none."""
_OF_OTHER = {".docx": "xl/workbook.xml", ".xlsx": "word/document.xml", ".xlsm": "word/document.xml"}
"""Part of an archive that makes it another document than its name says."""
_OLD = {".docx": ".doc"}


def content_of(path: Path) -> bytes:
    """Return the bytes of a file that exists, is no folder, holds something and is not far too large."""
    try:
        content = read_file(path, MOST_FILE_BYTES)
    except FileNotFoundError:
        raise DataError("no_such_file", path=path) from None
    if not content or content.isspace():
        raise DataError("document_empty", path=path)
    return content


def need(module: str) -> Any:
    """Return a module of the extra ``intake``; say which to install where it is missing."""
    try:
        return import_module(module)
    except ImportError:
        raise NoPackage(module.partition(".")[0], "intake") from None


def check_archive(path: Path, content: bytes, most_xml: int = MOST_UNPACKED_BYTES) -> None:
    """Refuse an .xlsx or .docx that a password protects, that is an old form renamed, that is broken, or that unpacks to far more than its size.

    ``most_xml`` is how much its parts in XML may unpack to.
    """
    if content.startswith(_COMPOUND):
        suffix = path.suffix.lower()
        if _ENCRYPTED in content:
            raise DataError("document_protected", path=path)
        raise DataError("old_form", path=path, found=_OLD.get(suffix, ".xls"), wanted=suffix)
    if content.startswith(b"%PDF"):
        raise DataError("wrong_suffix", path=path, found=path.suffix)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, OSError, ValueError):
        raise DataError("document_broken", path=path, reason="not a zip archive") from None
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED_BYTES or (unpacked > 10_000_000 and unpacked > MOST_RATIO * max(len(content), 1)):
        raise DataError("zip_bomb", path=path, size=f"{unpacked / 1e6:.0f}")
    xml = sum(entry.file_size for entry in entries if entry.filename.endswith(".xml"))
    if xml > most_xml:
        raise DataError("zip_bomb", path=path, size=f"{xml / 1e6:.0f}")
    if _OF_OTHER.get(path.suffix.lower()) in names:
        raise DataError("wrong_suffix", path=path, found=path.suffix)
    if "[Content_Types].xml" not in names:
        raise DataError("document_broken", path=path, reason="no [Content_Types].xml")


def guarded(path: Path, read: Callable[[], Any]) -> Any:
    """Return what ``read`` gives; whatever a library raises on a broken file becomes one line."""
    try:
        return read()
    except WardKpiError:
        raise
    except RecursionError:
        raise DataError("document_broken", path=path, reason="nested too deeply") from None
    except MemoryError:
        raise DataError("document_broken", path=path, reason="too large for the memory") from None
    except Exception as error:  # a library's own exceptions on broken files are many and undocumented
        reason = " ".join(str(error).split())[:80] or type(error).__name__
        raise DataError("document_broken", path=path, reason=reason) from None


def check_streams(path: Path, content: bytes) -> None:
    """Refuse a PDF of which one stream unpacks to far more than a page or a font does; pictures are not unpacked."""
    for match in _STREAM.finditer(content):
        said = content[max(match.start() - 400, 0) : match.start()].rpartition(b" obj")[2]
        if b"FlateDecode" in said and b"/Image" not in said:
            _unpack(path, content, match.end())


def _unpack(path: Path, content: bytes, start: int) -> None:
    unpacker, unpacked, left = zlib.decompressobj(), 0, memoryview(content)[start : start + _CHUNK]
    try:
        while left and not unpacker.eof:
            unpacked += len(unpacker.decompress(left, _CHUNK))
            if unpacked > MOST_STREAM_BYTES:
                raise DataError("zip_bomb", path=path, size=f"{unpacked / 1e6:.0f}")
            start += len(left) - len(unpacker.unconsumed_tail)
            left = memoryview(content)[start : start + _CHUNK]
    except zlib.error:
        return  # broken streams are a matter of whoever reads them


def of_pictures(path: Path, count: int) -> tuple[DataError, ...]:
    """Return the remark that a document without tables holds pictures, of which one may be a table; nothing without any."""
    return (DataError("tables_as_pictures", path=path.name, count=count),) if count else ()


def of_text_left_out(path: Path, count: int) -> tuple[DataError, ...]:
    """Return the remark that struck-through or hidden text of tables was left out; nothing without any."""
    return (DataError("text_left_out", path=path.name, count=count),) if count else ()
