"""Documents that nobody can read, or only at a price, as they come from shared drives and from those who mean harm."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pypdf
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from openpyxl.drawing.image import Image as DrawnImage
from PIL import Image
from plain_pdf import plain_pdf

from analysis.sources.forms import limits

TABLE = (("指標", "令和4年度実績", "令和5年度実績"), ("電子申請の件数（件）", 84, 131))
TEXT = "\n".join("\t".join(map(str, row)) for row in TABLE)


def _book(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in TABLE:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def _rewritten(path: Path, part: str, change: Callable[[bytes], bytes], *more: str) -> None:
    """Change one part of an archive, and add empty parts."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents[part] = change(contents[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**contents, **dict.fromkeys(more, b"macro")}.items():
            archive.writestr(name, content)


def _sheet(add: bytes, before: bytes = b"</sheetData>") -> Callable[[Path], None]:
    """Return what makes a workbook whose sheet holds ``add`` as well."""

    def make(path: Path) -> None:
        _rewritten(_book(path), "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(before, add + before))

    return make


def _word(path: Path) -> Path:
    document = docx.Document()
    table = document.add_table(2, 3)
    for row, cells in enumerate(TABLE):
        for column, text in enumerate(cells):
            table.cell(row, column).text = str(text)
    document.save(str(path))
    return path


def _picture_in_word(path: Path) -> None:
    picture = path.with_suffix(".png")
    Image.new("RGB", (30, 30), "white").save(picture)
    document = docx.Document()
    document.add_picture(str(picture))
    document.save(str(path))


def _picture_in_book(path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (30, 30), "white").save(picture, "PNG")
    book = openpyxl.Workbook()
    book.worksheets[0].add_image(DrawnImage(picture), "B2")
    book.save(path)


def _footnotes_of_entities(path: Path) -> None:
    """Make a Word document whose footnotes unfold to a thousand million letters."""
    names = "abcdefg"
    unfold = "".join(f'<!ENTITY {one} "{f"&{before};" * 20}">' for before, one in pairwise(names))
    space = qn("w:p").partition("}")[0][1:]
    text = f"<w:footnote w:id='7'><w:p><w:r><w:t>&{names[-1]};</w:t></w:r></w:p></w:footnote>"
    begins = f"<!DOCTYPE w [<!ENTITY a '{'8' * 1000}'>{unfold}]>"
    _word(path)
    document = docx.Document(str(path))
    xml = f"{begins}<w:footnotes xmlns:w='{space}'>{text}</w:footnotes>".encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, xml, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(path))


def _locked_pdf(path: Path) -> None:
    path.write_bytes(plain_pdf("BT /F1 10 Tf 20 20 Td (KPI) Tj ET", 200, 200))
    writer = pypdf.PdfWriter(clone_from=path)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


def _packed_pdf(size: int) -> Callable[[Path], None]:
    """Return what makes a PDF whose one page draws so many bytes."""

    def make(path: Path) -> None:
        packed = zlib.compress((b"BT /F1 9 Tf 9 9 Td (8) Tj ET\n" * (size // 29 + 1))[:size], 9)
        plain = plain_pdf("@", 200, 200)
        before, _, after = plain.partition(b"<< /Length 1 >>\nstream\n@")
        path.write_bytes(before + b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + after)

    return make


def _pages(count: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        writer = pypdf.PdfWriter()
        for _ in range(count):
            writer.add_blank_page(100, 100)
        writer.write(path)

    return make


def _sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        stream.truncate(limits.MOST_FILE_BYTES + 1)


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (limits.MOST_UNPACKED_BYTES // 10))


def _cut(make: Callable[[Path], Path]) -> Callable[[Path], None]:
    def cut(path: Path) -> None:
        content = make(path).read_bytes()
        path.write_bytes(content[: len(content) // 2])

    return cut


def _bytes(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


LOCKED = b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
"""What Office writes with a password: a compound file whose directory names this stream."""
_CELLS = b'<row r="9">' + b'<c r="A9"><v>1</v></c>' * 400_000 + b"</row>"
_MERGES = b"".join(b'<mergeCell ref="A%d:CV%d"/>' % (200 * one + 1, 200 * (one + 1)) for one in range(101))
"""Merged cells of 20,000 positions each: a larger one is cut to what the sheet holds."""
_TABLE_OF_WORD = b"<w:tbl><w:tr>" + b"<w:tc><w:p/></w:tc>" * 5_000 + b"</w:tr></w:tbl>"

# name of the file, what makes it, and the code of the one line that refuses it
REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing.pdf": (lambda path: None, "no_such_file"),
    "folder.xlsx": (lambda path: path.mkdir(), "unreadable_file"),
    "folder": (lambda path: path.mkdir(), "unreadable_file"),
    "pipe.pdf": (os.mkfifo, "no_regular_file"),
    "pipe.docx": (os.mkfifo, "no_regular_file"),
    "pipe": (os.mkfifo, "no_regular_file"),
    "old.xls": (_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "old_form"),
    "old.doc": (_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "old_form"),
    "slides.pptx": (_book, "old_form"),
    "calc.ods": (_book, "old_form"),
    "rich.rtf": (_bytes(b"{\\rtf1 8}"), "old_form"),
    "scan.jpg": (_bytes(b"\xff\xd8\xff\xe0"), "form_picture"),
    "table.png": (_bytes(b"\x89PNG"), "form_picture"),
    "papers.zip": (_book, "form_archive"),
    "papers.lzh": (_bytes(b"-lh5-"), "form_archive"),
    "renamed.txt": (_book, "wrong_suffix"),
    "empty.pdf": (_bytes(b""), "document_empty"),
    "empty.xlsx": (_bytes(b""), "document_empty"),
    "empty.docx": (_bytes(b""), "document_empty"),
    "empty.txt": (_bytes(b""), "document_empty"),
    "empty.csv": (_bytes(b""), "document_empty"),
    "empty.html": (_bytes(b" \n"), "document_empty"),
    "locked.pdf": (_locked_pdf, "document_protected"),
    "locked.xlsx": (_bytes(LOCKED), "document_protected"),
    "locked.docx": (_bytes(LOCKED), "document_protected"),
    "only-renamed.xlsx": (_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "old_form"),
    "only-renamed.docx": (_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "old_form"),
    "broken.pdf": (_bytes(b"%PDF-1.4\nnothing"), "document_broken"),
    "broken.xlsx": (_cut(_book), "document_broken"),
    "broken.docx": (_cut(_word), "document_broken"),
    "bomb.xlsx": (_bomb, "zip_bomb"),
    "bomb.xlsm": (_bomb, "zip_bomb"),
    "bomb.docx": (_bomb, "zip_bomb"),
    "entities.docx": (_footnotes_of_entities, "document_broken"),
    "bomb.pdf": (_packed_pdf(limits.MOST_STREAM_BYTES + 2_000_000), "zip_bomb"),
    "huge.pdf": (_sparse, "too_large"),
    "huge.txt": (_bytes(b"8\n" * 1_500_000), "too_large"),
    "huge.html": (_bytes(b"<table>" + b"<tr><td>8</td></tr>" * 150_000 + b"</table>"), "too_large"),
    "pages.pdf": (_pages(limits.MOST_PAGES + 1), "too_many_pages"),
    "cells.xlsx": (_sheet(_CELLS), "too_many_cells"),
    "merged.xlsx": (
        _sheet(b'<mergeCells count="101">' + _MERGES + b"</mergeCells>", b"<pageMargins"),
        "too_many_cells",
    ),
    "cells.html": (_bytes(b"<table>" + b"<tr><td colspan=1000>8</td></tr>" * 300 + b"</table>"), "too_many_cells"),
    "cells.docx": (
        lambda path: _rewritten(
            _word(path),
            "word/document.xml",
            lambda xml: xml.replace(b"<w:sectPr", _TABLE_OF_WORD * 50 + b"<w:sectPr", 1),
        ),
        "too_many_cells",
    ),
    "scan.pdf": (lambda path: Image.new("RGB", (200, 200), "white").save(path), "scanned_pdf"),
    "euc.html": (_bytes(f"<table><tr><td>{TEXT}</td></tr></table>".encode("euc_jp")), "document_encoding"),
    "euc.txt": (_bytes(("ｶﾅの語は手続のみ\n" + TEXT).encode("euc_jp")), "document_encoding"),
    "mail.txt": (_bytes(TEXT.encode("iso2022_jp")), "document_encoding"),
    "noise.csv": (_bytes(b"\x81\x00\xff\xfe\xfd"), "document_encoding"),
    "binary.txt": (_bytes(TEXT.encode("utf-16-le")), "document_binary"),
}

# what is read, with the code of the line that says what was left out
READ: dict[str, tuple[Callable[[Path], object], str]] = {
    "macros.xlsm": (
        lambda path: _rewritten(_book(path), "xl/workbook.xml", bytes, "xl/vbaProject.bin"),
        "macros_not_run",
    ),
    "formula.xlsx": (_sheet(b'<row r="3"><c r="C3"><f>C2*2</f></c></row>'), "formula_without_value"),
    "rows.xlsx": (
        _sheet("".join(f'<row r="{number}" ht="12"/>' for number in range(5, 1_048_577)).encode()),
        "",
    ),
    "sjis.csv": (_bytes(TEXT.replace("\t", ",").encode("cp932")), ""),
}

# what is read and holds no table
WITHOUT_TABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "picture.docx": (_picture_in_word, "tables_as_pictures"),
    "picture.xlsx": (_picture_in_book, "tables_as_pictures"),
    "picture.html": (_bytes(b"<h1>KPI</h1><p><img src='table.png'></p>"), "tables_as_pictures"),
    "drawing.pdf": (_packed_pdf(3_000_000), "page_of_drawings"),
}
