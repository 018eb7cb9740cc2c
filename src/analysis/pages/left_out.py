"""Figures of which the data hold nothing: left out of notebooks, pages and packs, and named there."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from analysis.words.errors import NoFigureData

_SAY = {
    "left_out": {
        "ja": "データに値がないため、作成していない図: {figures}",
        "en": "Figures left out, for the data hold nothing that they could show: {figures}",
    },
    "here": {
        "ja": "図 {figure} は、データに値がないため作成していません。",
        "en": "Figure {figure} is left out, for the data hold nothing that it could show.",
    },
}
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")
_FIGURE = re.compile(r"figure (\w+):")


def sentence(figures: Iterable[str], lang: str) -> str:
    """Return which figures are left out and why; nothing if none is."""
    names = list(dict.fromkeys(figures))
    return _SAY["left_out"][lang].format(figures=", ".join(names)) if names else ""


def left_out(notebook: Mapping[str, Any]) -> list[str]:
    """Return the figures that :class:`Gaps` left out of an executed notebook."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    named = (output.get("metadata", {}).get("ward_kpi", {}).get("left_out") for output in outputs)
    return [name for name in named if name]


class Gaps:
    """Leaves out of a notebook, while it is executed, the figures without data and what would be made of them."""

    def __init__(self, lang: str, fail: Callable[[str], Exception]) -> None:
        """Prepare for one notebook; ``fail`` turns the reason of any other error into what is raised."""
        self._lang, self._fail = lang, fail
        self._undefined: set[str] = set()

    def settle(self, cell: Any, **_: Any) -> None:
        """Look at a cell that has been executed: put a line in the place of a figure without data.

        A cell that fails for want of a name that such a cell would have defined keeps what it has shown so far.
        """
        error = next((output for output in cell.get("outputs", []) if output["output_type"] == "error"), None)
        if error is None:
            return
        missing = _UNDEFINED.match(error["evalue"])
        if error["ename"] == NoFigureData.__name__:
            cell["outputs"][cell["outputs"].index(error)] = self._line(error["evalue"])
        elif error["ename"] == "NameError" and missing and missing[1] in self._undefined:
            cell["outputs"].remove(error)
        else:
            raise self._fail(f"{error['ename']}: {error['evalue']}")
        self._undefined |= _assigned(cell["source"])

    def _line(self, message: str) -> Any:
        """Return the output that stands for a figure."""
        from nbformat.v4 import new_output

        found = _FIGURE.match(message)
        figure = found[1] if found else ""
        text = _SAY["here"][self._lang].format(figure=figure)
        data = {"text/markdown": text, "text/plain": text}
        return new_output("display_data", data=data, metadata={"ward_kpi": {"left_out": figure}})


def _assigned(source: str) -> set[str]:
    """Return the names that a cell assigns."""
    return {
        node.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
