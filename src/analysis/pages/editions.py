"""The editions of a notebook: the English of each text cell stands beside its Japanese, in the metadata of the cell.

A cell says in ``ward_kpi`` what it is in English (``en``, line by line) and which Japanese that translates (``of``, a digest).
Where the Japanese was changed and the English was not, the English edition shows the Japanese: old words may say what no
longer holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.pages.notebook_changes import in_one
from analysis.words.labels import LANGUAGES

KEPT = "ward_kpi"
"""Name of the metadata of a cell that stay with it when it is executed."""
_WRITTEN_IN, _BESIDE = LANGUAGES


def digest(source: str | list[str]) -> str:
    """Return by what the English of a cell says which Japanese it translates."""
    return hashlib.sha256(in_one(source).encode()).hexdigest()[:12]


def english_of(cell: Mapping[str, Any]) -> str:
    """Return the English of a text cell; nothing where there is none, or where it translates another Japanese."""
    beside = cell["metadata"].get(KEPT, {})
    return "\n".join(beside.get(_BESIDE, [])) if beside.get("of") == digest(cell["source"]) else ""


def in_language(notebook: Any, lang: str) -> Any:
    """Return a notebook, as nbformat reads it, with its text cells in ``lang``; code and outputs stay as they are."""
    if lang == _WRITTEN_IN:
        return notebook
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (english := english_of(cell)):
            cell.source = english
            del cell.metadata[KEPT]
    return notebook


def untranslated(notebook: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is to be done for the English of each text cell that has none, or that of another Japanese."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and not english_of(cell):
            written = (
                "look at its English, which translates other words" if KEPT in cell["metadata"] else "translate it"
            )
            yield f"{cell['id']}: {written}, then let 'of' be {digest(cell['source'])}"
