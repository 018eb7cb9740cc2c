"""Tells what two versions of a notebook show differently, cell by cell, in words a reviewer can check."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from analysis.words.errors import WardKpiError

_CHARTS = ("image/svg+xml", "image/png")


@dataclass(frozen=True)
class CellChange:
    """What is not the same in one cell: words and figures ``replaced``, ``gone`` and ``new``.

    ``place`` is ``In [3]``, ``cell 2`` for text, or empty for a whole notebook; ``what`` is ``added``, ``removed``, or
    any of ``code``, ``text`` (prose), ``output`` and ``chart``.
    """

    notebook: str
    place: str
    what: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return notebook and place."""
        return f"{self.notebook} {self.place}".strip()

    @property
    def before(self) -> str:
        """Everything shown only before."""
        return "\n".join([*(old for old, _ in self.replaced), *self.gone])

    @property
    def now(self) -> str:
        """Everything shown only now."""
        return "\n".join([*(new for _, new in self.replaced), *self.new])


def compare_notebooks(before: Path, after: Path) -> list[CellChange]:
    """Return what changed between two folders of notebooks, in order of notebook and cell.

    Raises
    ------
    WardKpiError
        If one of them is no notebook.
    """
    names = sorted({path.name for folder in (before, after) for path in folder.glob("*.ipynb")})
    return [change for name in names for change in _compare(name, _cells(before / name), _cells(after / name))]


def places_of_observations(folder: Path) -> dict[str, list[str]]:
    """Return by observation id the cells whose output says that it shows the observation, as ``01_x.ipynb In [3]``."""
    places: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.ipynb")):
        for cell in _cells(path).values():
            shown = [output.get("metadata", {}).get("ward_kpi", {}) for output in cell.get("outputs", [])]
            for key in dict.fromkeys(key for about in shown for key in about.get("observations", [])):
                places.setdefault(key, []).append(f"{path.name} {_place(cell)}")
    return places


def _cells(path: Path) -> dict[str, dict[str, Any]]:
    """Return the cells of a notebook by id, by place where they have none; none of a notebook that is not there."""
    if not path.is_file():
        return {}
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError) as error:  # such as a conflict that a merge left
        raise WardKpiError("notebook_unreadable", path=path.name, reason=error) from None
    return {str(cell.get("id", number)): cell | {"number": number} for number, cell in enumerate(cells, 1)}


def _compare(name: str, before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> Iterator[CellChange]:
    if not before or not after:  # a whole notebook is told by its first line
        title = [line for cell in (before or after).values() for line in _shown(cell)][:1]
        yield CellChange(name, "", ("added",) if after else ("removed",), new=tuple(title))
        return
    for key in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(key), after.get(key)
        place = _place(new or old or {})
        shown = [_shown(cell) for cell in (old, new)]
        if old is None or new is None:
            yield CellChange(name, place, ("removed" if new is None else "added",), (), *map(tuple, shown))
        elif what := tuple(_what(old, new)):
            yield CellChange(name, place, what, *_differences(*shown))


def _place(cell: dict[str, Any]) -> str:
    count = cell.get("execution_count")
    return f"In [{count}]" if count else f"cell {cell['number']}"


def _what(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    if in_one(old["source"]) != in_one(new["source"]) or _english(old) != _english(new):
        yield "code" if new["cell_type"] == "code" else "text"
    outputs = [cell.get("outputs", []) for cell in (old, new)]
    if _charts(outputs[0]) != _charts(outputs[1]):
        yield "chart"
    if _words(outputs[0]) != _words(outputs[1]):
        yield "output"


def in_one(value: str | list[str]) -> str:
    """Return a text that a notebook may hold as a list of lines."""
    return value if isinstance(value, str) else "".join(value)


def _english(cell: dict[str, Any]) -> list[str]:
    """Return the lines of a text cell in its English edition."""
    return list(cell.get("metadata", {}).get("ward_kpi", {}).get("en", []))


def _charts(outputs: list[dict[str, Any]]) -> list[str]:
    return [in_one(output["data"][kind]) for output in outputs for kind in _CHARTS if kind in output.get("data", {})]


def _shown(cell: dict[str, Any] | None) -> list[str]:
    """Return what a reader sees of a cell, piece by piece: prose line by line, a table cell by cell."""
    if cell is None:
        return []
    if cell["cell_type"] != "code":
        lines = [*in_one(cell["source"]).splitlines(), *_english(cell)]
        return [line.strip() for line in lines if line.strip()]
    return _words(cell.get("outputs", []))


def _words(outputs: list[dict[str, Any]]) -> list[str]:
    """Return the words and figures of outputs; of a chart its description."""
    words: list[str] = []
    for output in outputs:
        data = output.get("data", {})
        words += [line.strip() for line in in_one(output.get("text", "")).splitlines() if line.strip()]
        words += [str(output[name]) for name in ("ename", "evalue") if name in output]
        if "text/html" in data:
            words += _visible(in_one(data["text/html"]))
        elif not any(kind in data for kind in _CHARTS):
            plain = data.get("text/markdown") or data.get("text/plain") or ""
            words += [line.strip() for line in in_one(plain).splitlines() if line.strip()]
        words += _descriptions(output.get("metadata", {}))
    return words


def _descriptions(metadata: dict[str, Any]) -> list[str]:
    """Return the sentences of every alt text of an output."""
    alts = [about["alt"] for about in metadata.values() if isinstance(about, dict) and about.get("alt")]
    return [part for alt in alts for part in re.split(r"(?<=。)|(?<=\. )", str(alt)) if part.strip()]


class _Visible(HTMLParser):
    """Collects the text of HTML, without styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.words.append(" ".join(data.split()))


def _visible(html: str) -> list[str]:
    parser = _Visible()
    parser.feed(html)
    return parser.words


def _differences(
    old: list[str], new: list[str]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...], tuple[str, ...]]:
    """Return pieces that took the place of one another, pieces that are gone, and new ones."""
    replaced: list[tuple[str, str]] = []
    gone: list[str] = []
    came: list[str] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if end - start == new_end - new_start:
            replaced += zip(old[start:end], new[new_start:new_end], strict=True)
        else:
            gone += old[start:end]
            came += new[new_start:new_end]
    return tuple(replaced), tuple(gone), tuple(came)
