"""Text that stays text: nothing a document or a person typed becomes a formula in Excel or breaks a file."""

from __future__ import annotations

import unicodedata
from typing import Any

import pandas as pd

from analysis.words.wording import known

_FORMULA_SIGNS = "=+-@"
_FULL_WIDTH_SIGNS = "＝＋－＠"  # a Japanese Excel reads these like their half-width twins
_CELL_BREAKS = "\t\r\n"


def safe_text(text: str) -> str:
    """Return ``text`` such that no spreadsheet takes it for a formula: a leading apostrophe is put before such a text.

    A full-width sign that stands alone is the wards' mark for "none" and stays as it is.
    """
    first = text[:1]
    if first and (first in _FORMULA_SIGNS + _CELL_BREAKS or (first in _FULL_WIDTH_SIGNS and len(text) > 1)):
        return "'" + text
    return text


def one_line(text: str) -> str:
    """Return ``text`` on one line and without control characters, which XML files cannot hold."""
    spaced = "".join(" " if char.isspace() else char for char in text)
    return " ".join("".join(char for char in spaced if unicodedata.category(char)[0] != "C").split())


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV that Excel opens with Japanese intact (UTF-8 with BOM, CR LF), texts made safe.

    Numbers are written plainly, so that a negative one stays a number; a missing one is an empty cell.
    """
    safe = pd.DataFrame({name: [_safe_cell(cell) for cell in table[name]] for name in table.columns}, dtype="object")
    safe.columns = [safe_text(str(name)) for name in table.columns]
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _safe_cell(cell: Any) -> Any:
    if not known(cell):
        return ""
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    return cell if isinstance(cell, (int, float)) else safe_text(str(cell))
