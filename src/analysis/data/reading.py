"""Reads the files that people type: their encoding, TOML with types, dates, and a log of every problem found."""

from __future__ import annotations

import csv
import io
import re
import stat
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

from analysis.words.era import is_reduced_date
from analysis.words.errors import DataError, RawDataErrors, TomlError, nearest
from analysis.words.labels import LANGUAGES

_T = TypeVar("_T")

NAME = re.compile(r"[a-z][a-z0-9_]*")
MOST_BYTES = 2_000_000
"""No published table or text of a plan comes near; a larger file is something else."""
MOST_COLUMNS, MOST_TABLES, MOST_LETTERS, MOST_LEVELS = 5_000, 5_000, 20_000, 20
"""Columns of a table (one of the state has a column for each of 1,741 municipalities); headers of tables in a TOML file and letters of one of its lines."""


class ProblemLog:
    """Collects problems so that one reading names them all; ``check`` raises if there are any."""

    def __init__(self) -> None:
        self.problems: list[DataError] = []

    def add(self, problem: DataError) -> None:
        """Keep ``problem`` and go on."""
        self.problems.append(problem)

    def check(self) -> None:
        """Raise :class:`RawDataErrors` if anything was added."""
        if self.problems:
            raise RawDataErrors(self.problems)


def read_file(path: Path, most: int) -> bytes:
    """Return the content of a regular file of at most so many bytes; a device or a pipe might never end.

    Raises
    ------
    FileNotFoundError
        If it is missing; whoever asks knows who named it.
    DataError
        If it is far too large, no regular file or cannot be read.
    """
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode) and not stat.S_ISDIR(state.st_mode):
            raise DataError("no_regular_file", path=path)
        if state.st_size > most:
            raise DataError("too_large", path=path, size=f"{state.st_size / 1e6:.1f}", most=f"{most / 1e6:.0f}")
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DataError("unreadable_file", path=path, reason=error.strerror or error) from None


def read_text(path: Path, mentioned_in: str) -> str:
    """Return the text of ``path``, which must be UTF-8 without BOM.

    Raises
    ------
    DataError
        If it is missing, cannot be read, is far too large or in another encoding.
    """
    try:
        content = read_file(path, MOST_BYTES)
    except FileNotFoundError:
        raise DataError("no_file", path=path, mentioned_in=mentioned_in) from None
    if content.startswith(b"\xef\xbb\xbf"):
        raise DataError("has_bom", path=path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _not_utf8(path, line, content) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise _not_utf8(path, line, content)
    return text


def _not_utf8(path: Path, line: int, content: bytes) -> DataError:
    code = "toml_not_utf8" if path.suffix == ".toml" else "not_utf8"
    return DataError(code, path=path, line=line, encoding=_likely_encoding(content))


def _likely_encoding(content: bytes) -> str:
    """Return the encoding that spreadsheets in Japan most likely wrote, or ``binary``."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError:
        return "binary"
    japanese = len(re.findall(r"[ぁ-んァ-ヶ一-龥]", text))
    return "Shift_JIS" if japanese > len(re.findall(r"[\uff61-\uff9f\x00-\x08]", text)) else "binary"


def csv_lines(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """Return number and cells of each line of a CSV file's ``text``; raise :class:`DataError` where it is none."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines, number = [], 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise DataError("too_many_columns", path=path, count=len(cells), most=MOST_COLUMNS)
            if cells:
                lines.append((number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        raise DataError("bad_csv", path=path, reason=f"line {number}: {error}") from None
    return lines


def load_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file; raise :class:`DataError` where it is none, or far larger than any of ours."""
    text = read_text(path, "data/raw")
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MOST_LETTERS:  # keys with thousands of dots take tomllib hours
            raise DataError("long_line", path=path, line=number, most=MOST_LETTERS)
    tables = len(re.findall(r"^\s*\[", text, re.MULTILINE))
    if tables > MOST_TABLES:
        raise DataError("too_many", path=path, what="[...]", count=tables, most=MOST_TABLES)
    try:
        said = tomllib.loads(text)
    except ValueError as error:  # besides bad TOML: numbers beyond what Python can hold
        raise DataError("bad_toml", path=path, reason=error) from None
    except RecursionError:
        raise DataError("too_deep", path=path, most=MOST_LEVELS) from None
    if _is_deep(said):
        raise DataError("too_deep", path=path, most=MOST_LEVELS)
    return said


def _is_deep(said: dict[str, Any]) -> bool:
    """Return whether ``said`` is nested beyond measure; one level after the other, for who reads it may go down by calls."""
    level: list[Any] = [said]
    for _ in range(MOST_LEVELS):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
    return bool(level)


_WRONG_TYPE = {str: "no_text", int: "no_whole_number", bool: "no_boolean", list: "no_list", dict: "no_section"}


class TomlReader:
    """Takes typed keys out of a TOML table and logs what is missing, of the wrong type or unknown."""

    def __init__(self, path: Path, place: str, data: Any, log: ProblemLog) -> None:
        self.path, self.place, self.log = path, place, log
        self.data: dict[str, Any] = dict(data) if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self.problem("no_table")

    def take(self, key: str, kind: type[_T], default: _T | None = None) -> _T:
        """Return the value of ``key``; a missing key, or an empty text, without default is a problem."""
        value: Any = self.data.pop(key, default)
        if value is None:
            self.problem("missing", key=key)
            return kind()
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.problem(_WRONG_TYPE[kind], key=key, value=value)
            return kind()
        if value == "" and default is None:
            self.problem("empty", key=key)
        return cast(_T, value)

    def name(self, key: str) -> None:
        """Log a key of the table itself that is no plain name: ids become parts of file names and columns."""
        if not NAME.fullmatch(key):
            self.problem("bad_name", key=key)

    def choice(self, key: str, options: Iterable[str], default: str | None = None) -> str:
        """Return the value of ``key``, which must be one of ``options``."""
        value = self.take(key, str, default)
        allowed = list(options)
        if value and value not in allowed:
            self.problem("unknown_value", key=key, value=value, nearest=", ".join(nearest(value, allowed)))
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """Return the list of strings of ``key``; empty without it."""
        values = self.take(key, list, [])
        if not all(isinstance(value, str) for value in values):
            self.problem("no_strings", key=key)
            return ()
        return tuple(values)

    def sections(self, key: str) -> list[tuple[str, Any]]:
        """Return name and content of each table under ``key``."""
        return list(self.take(key, dict, {}).items())

    def date(self, key: str) -> str:
        """Return the date of ``key`` as ``YYYY-MM-DD`` or ``YYYY-MM``; empty without it."""
        text = self.take(key, str, "")
        if text and not is_reduced_date(text):
            self.problem("bad_date", key=key, value=text)
        return text

    def both(self, key: str, default: str | None = None) -> dict[str, Any]:
        """Return the Japanese and the English value of ``key``."""
        return {f"{key}_{lang}": self.take(f"{key}_{lang}", str, default) for lang in LANGUAGES}

    def done(self) -> None:
        """Log what was not taken: a misspelt key is never ignored."""
        for key in self.data:
            self.problem("unknown_key", key=key)

    def problem(self, problem: str, **details: object) -> None:
        """Log a problem at this place; ``problem`` is a key into ``toml`` of the texts of errors."""
        self.log.add(TomlError(problem, path=self.path, place=self.place, **details))
