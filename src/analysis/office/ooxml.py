"""What Word, PowerPoint and Excel files have in common: reproducible bytes, Japanese fonts, alternative texts."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from functools import cache, partial
from importlib import resources
from typing import Any

from analysis.drawing import style
from analysis.words import line_breaks

FONT = "BIZ UDPゴシック"
"""Of every text in the office files, Latin and Japanese alike: a universal design font (legible for weak eyes; 1, l and
I distinct) that Windows has contained since 2018, so that a closed office network has it without installing anything."""

TEMPLATES = resources.files("analysis.office") / "templates"
"""Masters of slides and paper."""

_LATIN = 1.25
_PHRASED_LINES, _PHRASED_LETTERS = 4, 40
"""Lines of a table's cell that we break; more of them, of more letters, are read as a paragraph."""
_UNBROKEN = re.compile(r"[!-~]+ *|[^!-~] *")
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold
_CORE = "docProps/core.xml"
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FACES = ("latin", "ea", "cs")
_PROPERTIES = ("rPr", "defRPr", "endParaRPr")
_AFTER_FACES = {_A + name for name in ("sym", "hlinkClick", "hlinkMouseOver", "rtl", "extLst")}


@cache
def text_width(text: str, size: float) -> float:
    """Return the width in inches of one line of ``text`` in :data:`FONT` at ``size`` points.

    The charts' font, which is at hand, is measured: Japanese is as wide in it, Latin letters are a quarter narrower.
    """
    latin = "".join(char for char in text if char.isascii())
    return style.text_width(text, size) + (_LATIN - 1) * style.text_width(latin, size)


def lines(text: str, size: float, width: float) -> list[str]:
    """Break ``text``, at the ends of phrases, into even lines that fit a column ``width`` inches wide."""
    return line_breaks.even_lines(text, width, partial(text_width, size=size))


def broken(text: str, size: float, width: float) -> str:
    """Return a paragraph with its breaks as :func:`lines` has them, each a vertical tab."""
    parts, rest = [], text
    for part in lines(text, size, width):
        end = len(rest) - len(rest[len(part) :].lstrip())  # a space at the break stays: the words are the document's
        parts.append(rest[:end])
        rest = rest[end:]
    return "\v".join(parts)


def phrased(text: str, size: float, width: float) -> str:
    """Return the text of a table's cell ``width`` inches wide, in Japanese of a few lines with its breaks; others flow."""
    if not is_japanese(text):
        return text
    parts = [broken(part, size, width) for part in text.split("\n")]
    few = sum(1 + part.count("\v") for part in parts) <= _PHRASED_LINES or len(text) <= _PHRASED_LETTERS
    return "\n".join(parts) if few else text


def is_japanese(text: str) -> bool:
    """Return whether a text is Japanese, as AI・RPA・業務改革 is; an English one that quotes a document is not."""
    letters = [char for char in text if char.isalpha()]
    japanese = sum(not char.isascii() for char in letters)
    return japanese > 0 and (2 * japanese > len(letters) or " " not in text)


def wrapped_lines(text: str, size: float, width: float) -> int:
    """Return how many lines ``text`` takes in a column ``width`` inches wide; a phrase wider than it takes several."""
    return sum(max(1, math.ceil(text_width(line, size) / width)) for line in lines(text, size, width))


def flowing_lines(text: str, size: float, width: float) -> int:
    """Return how many lines ``text`` takes where an office program breaks it itself: between words, or Japanese letters."""
    count, left = 1, 0.0
    for unit in _UNBROKEN.findall(text):
        taken = text_width(unit.rstrip(), size)
        if left and left + taken > width:
            count, left = count + 1, 0.0
        count += max(0, math.ceil(taken / width) - 1)
        left += text_width(unit, size)
    return count


def normalise(data: bytes, date: dt.date | None) -> bytes:
    """Return an Office file with the same content and bytes that do not depend on when it was written, but on ``date``.

    Without ``date`` the file keeps the dates that it says it was made on. Workbooks embedded in it (the data of native
    charts) are treated alike.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".xlsx"):
                content = normalise(content, date)
            elif name == _CORE and date:
                stamp = f"{date.isoformat()}T00:00:00Z".encode()
                content = _STAMPS.sub(rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # as on Unix; zipfile would note the system it runs on
            entry.external_attr = 0o644 << 16
            new.writestr(entry, content)
    return written.getvalue()


def set_properties(properties: Any, title: str, author: str, language: str) -> None:
    """Fill the core properties of a python-pptx or python-docx file; the dates are set by :func:`normalise`."""
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.language, properties.comments, properties.keywords = language, "", ""
    properties.revision = 1


def set_language(element: Any, language: str) -> None:
    """Tell in which language the texts below a DrawingML element are."""
    for name in _PROPERTIES:
        for properties in element.iter(_A + name):
            properties.set("lang", language)


def set_fonts(element: Any, language: str) -> None:
    """Give every text below a DrawingML element :data:`FONT` as its Latin, East Asian and complex face.

    A font's name alone would set the Latin face only, and Japanese would fall back to the theme's.
    """
    for run in (*element.iter(_A + "r"), *element.iter(_A + "fld")):
        if run.find(_A + "rPr") is None:
            run.insert(0, run.makeelement(_A + "rPr", {}))
    for name in _PROPERTIES:
        for properties in element.iter(_A + name):
            _set_faces(properties)
    set_language(element, language)


def _set_faces(properties: Any) -> None:
    for name in _FACES:
        for old in properties.findall(_A + name):
            properties.remove(old)
    after = [place for place, child in enumerate(properties) if child.tag in _AFTER_FACES]
    place = after[0] if after else len(properties)  # the schema fixes the order
    for offset, name in enumerate(_FACES):
        properties.insert(place + offset, properties.makeelement(_A + name, {"typeface": FONT}))


def set_alternative_text(properties: Any, text: str) -> None:
    """Describe a picture, chart or table (its ``cNvPr`` or ``docPr``) to people who cannot see it."""
    properties.set("descr", text)
