"""What is fuzzed, one harness each: whatever comes in, only errors of the library come out, and nothing is written."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import docx
import matplotlib.pyplot  # noqa: F401  (it makes its folder where it is first imported)
import openpyxl
from plain_pdf import plain_pdf

import analysis
from analysis.sources.draft import draft
from analysis.sources.extract import tables_of
from analysis.sources.forms.read import read_document
from analysis.sources.grammar import GrammarError, parse_cell, parse_header, read_label, read_month, split_at_slash
from analysis.sources.new_source import skeleton
from analysis.sources.raw import load_raw
from analysis.sources.validate import validate
from analysis.words.errors import WardKpiError

Harness = Callable[[bytes], None]
ROOT = Path(__file__).resolve().parents[1]
CODEBOOK = load_raw(ROOT).codebook
_HOUSE = str(Path(analysis.__file__).parent)
_CHANGES = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "shutil.move")
_watch: list[str] | None = None


class FoundError(AssertionError):
    """A harness found what must not happen."""


def _audited(event: str, given: tuple[object, ...]) -> None:
    """Note what is written while a harness watches; an error raised here could be caught by what is fuzzed."""
    if _watch is None:
        return
    mode, flags = (given[1], given[2]) if event == "open" else (None, 0)
    writes = isinstance(mode, str) and any(sign in mode for sign in "wax+")
    writes |= mode is None and isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    if (writes or event in _CHANGES) and "__pycache__" not in str(given[0]):
        _watch.append(f"{event} {given[0]}")


sys.addaudithook(_audited)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Raise where something is written meanwhile."""
    global _watch
    _watch = []
    try:
        yield
        written = _watch
    finally:
        _watch = None
    if written:
        raise FoundError(f"written: {written}")


# --- the grammar -------------------------------------------------------------------------------------------------


_LONGER = """
年 年度 月 日 末 時点 現在 まで 令和 平成 昭和 R H S FY 20 2024 1999 第1四半期 上半期 4Q
基準値 計画策定時 目標値 実績 見込 計画 速報値 推計 分 における 指標 減少 実施 未定 調査中
約 以上 以内 未満 程度 余り から 延べ 累計 うち 内 含む ※1 注2 千 万 割 手続 件 回 時間 単位:
"""
WORDS = (*"0123456789０３元一十.,，-－―▲+()（）[]〔/～・:;=><≧%％ \u3000\n①½", *_LONGER.split())
"""What headers and cells are made of: a byte names one, which random bytes would hardly ever spell."""


def _text(content: bytes) -> str:
    """Return the words that bytes name, or after a zero the text that they are."""
    if content.startswith(b"\0"):
        return content[1:].decode(errors="replace")
    return "".join(WORDS[byte % len(WORDS)] for byte in content)


def header(content: bytes) -> None:
    """Read a column header."""
    with nothing_written(), suppress(GrammarError):
        parse_header(_text(content), CODEBOOK.printed_units, CODEBOOK.factors, 2025)


def cell(content: bytes) -> None:
    """Read a cell, a row's label, a remark that names a month, and two figures around a slash."""
    text, units, factors = _text(content), CODEBOOK.printed_units, CODEBOOK.factors
    with nothing_written():
        with suppress(GrammarError):
            parse_cell(text, units, CODEBOOK.vocabulary, factors, document_year=2025, beside=("うち",))
        with suppress(GrammarError):
            read_label(text, units, factors)
        with suppress(GrammarError):
            read_month(text, 2024)
        with suppress(GrammarError):
            split_at_slash(text)


# --- documents ---------------------------------------------------------------------------------------------------


def of_document(suffix: str) -> Harness:
    """Return the harness of a form that is text, or of PDF: the input is the file."""
    return lambda content: _drafted(suffix, content)


def of_archive(suffix: str) -> Harness:
    """Return the harness of a form that is an archive: the first byte says which part of a sound one is replaced.

    Bytes thrown at a zip archive break its checksums and come no further.
    """
    parts = _parts(suffix)

    def harness(content: bytes) -> None:
        number = content[0] if content else len(parts)
        if number >= len(parts):
            return _drafted(suffix, content[1:])
        return _drafted(suffix, _archive([*parts[:number], (parts[number][0], content[1:]), *parts[number + 1 :]]))

    return harness


def _drafted(suffix: str, content: bytes) -> None:
    """Draft a file as ``ward-kpi extract`` does, short of writing the drafts."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / f"fuzzed{suffix}"
        file.write_bytes(content)
        with nothing_written():
            try:
                tables = tables_of(read_document(file).grids, CODEBOOK, words=True)
                drafts = [draft(table, f"table_{number:02d}.csv", "en") for number, table in enumerate(tables, 1)]
                skeleton(Path(folder) / "koto-fuzzed", "", None, drafts, "en")
            except WardKpiError as error:
                _refuse_own_fault(error)


def _refuse_own_fault(error: WardKpiError) -> None:
    """Raise what was taken for a broken document but comes of our own lines."""
    cause = error.__context__
    if error.code != "document_broken" or cause is None or isinstance(cause, RecursionError | MemoryError):
        return
    trace = cause.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace and trace.tb_frame.f_code.co_filename.startswith(_HOUSE):
        raise FoundError("a fault of ours passes for a broken document") from cause


def _parts(suffix: str) -> list[tuple[str, bytes]]:
    """Return the parts of a small sound document, the one with the table first."""
    stream = io.BytesIO()
    _workbook(stream) if suffix == ".xlsx" else _word(stream)
    with zipfile.ZipFile(stream) as archive:
        found = [(name, archive.read(name)) for name in sorted(archive.namelist())]
    return sorted(found, key=lambda part: part[0] not in ("xl/worksheets/sheet1.xml", "word/document.xml"))


_TABLE = """
指標 基準値(R3) R6 目標値(R7)
手続数 13手続 217手続 40手続
率 40% 52.5% 70%
"""
ROWS = tuple(line.split() for line in _TABLE.split("\n") if line)


def _workbook(stream: io.BytesIO) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active["B4"], book.active["C4"] = 0.125, 45000
    book.active["B4"].number_format, book.active["C4"].number_format = "0.0%", "[$-411]ggge年m月d日"
    book.active.merge_cells("A4:A5")
    book.save(stream)


def _word(stream: io.BytesIO) -> None:
    document = docx.Document()
    document.add_paragraph("重要業績評価指標")
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.save(stream)


def _archive(parts: list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return stream.getvalue()


def _pdf() -> bytes:
    """Return a PDF of one page with a ruled table."""
    words = [f"BT /F1 10 Tf {50 + 90 * n} {705 - 20 * row} Td ({text}) Tj ET" for row in range(3)
             for n, text in enumerate(("R3", "R6", "R7") if row == 0 else ("13%", "21%", "40%"))]  # fmt: skip
    rules = [f"{45 + 90 * n} 660 m {45 + 90 * n} 720 l S" for n in range(4)]
    rules += [f"45 {720 - 20 * n} m 315 {720 - 20 * n} l S" for n in range(4)]
    page = "\n".join((*rules, *words))
    return plain_pdf(page, 600, 800)


# --- what people type about wards, words and documents ------------------------------------------------------------

_SOURCE = "digital-agency-dx-2024"
TYPED = tuple(
    (ROOT / "data" / "raw" / name).read_bytes() for name in ("wards.toml", "concepts.toml", f"{_SOURCE}/source.toml")
)
_LINES_NAMED = 2
"""Bytes that name a line: the codebook has thousands."""


def toml(content: bytes) -> None:
    """Check raw data of which one TOML file has another line: a byte says which file, two which line, the rest what stands there.

    Whole files of made-up bytes would hardly ever be TOML.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        raw = Path(folder, "data", "raw")
        shutil.copytree(ROOT / "data" / "raw" / _SOURCE, raw / _SOURCE)
        files = [raw / "wards.toml", raw / "concepts.toml", raw / _SOURCE / "source.toml"]
        for file, sound in zip(files, TYPED, strict=True):
            file.write_bytes(sound)
        number = content[0] % len(files) if content else 0
        lines = TYPED[number].split(b"\n")
        lines[int.from_bytes(content[1 : 1 + _LINES_NAMED], "big") % len(lines)] = content[1 + _LINES_NAMED :]
        files[number].write_bytes(b"\n".join(lines))
        with nothing_written(), suppress(WardKpiError):
            validate(root=Path(folder))


# --- all of them -------------------------------------------------------------------------------------------------

_LINES = "\n".join(",".join(row) for row in ROWS)
_HTML = "<table>" + "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in ROWS) + "</table>"
_LARGEST_SEED = 20_000
HARNESSES: dict[str, Harness] = {
    "header": header,
    "cell": cell,
    "toml": toml,
    **{name: of_document(f".{name}") for name in ("html", "csv", "txt", "pdf")},
    **{name: of_archive(f".{name}") for name in ("xlsx", "docx")},
}


def seeds(name: str) -> list[bytes]:
    """Return inputs to begin with: sound ones."""
    match name:
        case "header":
            said = ("基準値(R3)", "計画策定時(令和2年度末)", "6(2024)年度", "令和6年3月末 実績", "R6第2四半期(千件)")
            return [b"\0" + text.encode() for text in said]
        case "cell":
            said = ("64.80%", "年 8, 150 時間", "25手続 (R4) ※3", "年5件 (累計31件)", "▲7.5%", "－", "12万3千件")
            return [b"\0" + text.encode() for text in said]
        case "toml":
            places = [(number, line) for number in range(len(TYPED)) for line in (0, 3, 5, 8, 13)]
            return [bytes([number, 0, line]) + TYPED[number].split(b"\n")[line] for number, line in places]
        case "xlsx" | "docx":
            parts = enumerate(_parts(f".{name}"))
            return [bytes([number]) + content for number, (_, content) in parts if len(content) < _LARGEST_SEED]
        case "pdf":
            return [_pdf()]
        case "html":
            return [_HTML.encode()]
        case "csv":
            return [_LINES.encode(), _LINES.encode("cp932")]
        case _:
            return [_LINES.replace(",", between).encode() for between in ("\t", "|", "   ")]
