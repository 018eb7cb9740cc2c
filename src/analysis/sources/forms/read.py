"""Reads a document in whatever form it is held, known by its name and its first bytes."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.sources.forms.delimited import decode, read_delimited
from analysis.sources.forms.limits import content_of
from analysis.sources.forms.markup import read_markup
from analysis.sources.forms.pdf import read_pdf
from analysis.sources.forms.text import read_plain
from analysis.sources.forms.word import read_word
from analysis.sources.forms.workbook import read_workbook
from analysis.sources.grid import Reading
from analysis.words.errors import DataError

FORMS = (".pdf", ".xlsx", ".xlsm", ".docx", ".html", ".htm", ".csv", ".tsv", ".txt")
_SAVED_AS = {
    **dict.fromkeys((".xls", ".xlsb", ".xlt", ".xltx", ".ods", ".numbers"), ".xlsx"),
    **dict.fromkeys((".doc", ".dot", ".dotx", ".docm", ".odt", ".rtf", ".pages", ".jtd", ".wps"), ".docx"),
    **dict.fromkeys((".ppt", ".pptx", ".pptm", ".odp", ".key", ".xdw", ".xps", ".ps"), ".pdf"),
    **dict.fromkeys((".mht", ".mhtml"), ".html"),
}
"""Forms that are not read, and what whoever has their program saves them as."""
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".svg")
_ARCHIVES = (".zip", ".lzh", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".cab")
_MOST_TEXT_BYTES = 2_000_000


def read_document(file: str | os.PathLike[str]) -> Reading:
    """Return what a document holds.

    Parameters
    ----------
    file : path
        A .pdf, .xlsx, .xlsm, .docx, .html, .csv, .tsv or .txt file; a text without another name is read as .txt.

    Raises
    ------
    WardKpiError
        If the form is not known, or the file is protected, broken, scanned or far too large; one line each.
    """
    path = Path(file).expanduser()
    suffix = path.suffix.lower()
    if suffix in _SAVED_AS:
        raise DataError("old_form", path=path, found=suffix, wanted=_SAVED_AS[suffix])
    if suffix in _PICTURES or suffix in _ARCHIVES:
        raise DataError("form_picture" if suffix in _PICTURES else "form_archive", path=path, found=suffix)
    if suffix == ".pdf":
        return read_pdf(path)
    if suffix in (".xlsx", ".xlsm"):
        return read_workbook(path)
    if suffix == ".docx":
        return read_word(path)
    content = content_of(path)
    if content.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DataError("wrong_suffix", path=path, found=suffix or "-")
    if len(content) > _MOST_TEXT_BYTES:
        raise DataError("too_large", path=path, size=f"{len(content) / 1e6:.1f}", most=f"{_MOST_TEXT_BYTES / 1e6:.0f}")
    text = decode(path, content)
    if suffix in (".html", ".htm"):
        return read_markup(path, text)
    if suffix in (".csv", ".tsv"):
        delimiter = "\t" if suffix == ".tsv" or "\t" in text.partition("\n")[0] else ","
        return read_delimited(path, text, delimiter, suffix[1:])
    return read_plain(text)
