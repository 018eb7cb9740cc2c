"""Figures of which the data hold nothing: left out of notebooks, pages and packs, and named there."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, NoReturn

from analysis.words.errors import NoFigureData
from analysis.words.markdown import literal
from analysis.words.say import told


def sentence(figures: Iterable[str], lang: str, *, was_chosen: bool = False, years: str = "") -> str:
    """Return which figures are left out and why; nothing if none is.

    Where wards, themes or ``years`` were chosen, the data may well hold figures that were not asked for.
    """
    names = list(dict.fromkeys(figures))
    key = "of_years" if years else "chosen" if was_chosen else "figures"
    return told(f"pages.left_out.{key}", lang, figures=", ".join(names), years=years) if names else ""


def left_out(notebook: Mapping[str, Any]) -> list[str]:
    """Return the figures that :class:`LeftOutFigures` left out of an executed notebook."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    named = (output.get("metadata", {}).get("ward_kpi", {}).get("left_out") for output in outputs)
    return [name for name in named if name]


# --- in the kernel of a notebook ---


class NeedsFigure(NoFigureData):
    """What is asked for needs a figure that is left out."""


class LeftOut:
    """Stands in a notebook for a figure without data and what was to be made of it; whatever is asked of it fails."""

    def __init__(self, figure: str) -> None:
        self._figure = figure

    def __getattr__(self, name: str) -> NoReturn:
        """Say which figure is missing."""
        raise NeedsFigure(self._figure)

    def __getitem__(self, key: object) -> NoReturn:
        """Say which figure is missing."""
        raise NeedsFigure(self._figure)

    def __len__(self) -> NoReturn:
        """Say which figure is missing."""
        raise NeedsFigure(self._figure)

    def __iter__(self) -> Iterator[Any]:
        """Say which figure is missing."""
        raise NeedsFigure(self._figure)

    def __repr__(self) -> str:
        """Return the name of the figure."""
        return f"<{self._figure}: left out>"


def go_on(shell: Any) -> None:
    """Let a notebook go on in ``shell`` where a figure has no data: its line stands in the figure's place."""
    shell.set_custom_exc((NoFigureData,), _show_instead)
    shell.events.register("post_run_cell", _settled)


def _show_instead(shell: Any, _: type, error: NoFigureData, trace: TracebackType | None, **__: Any) -> None:
    """Show the line of an error in the place of a figure; nothing where one is wanted that is left out already."""
    from IPython.display import publish_display_data  # which is there wherever this is called

    put_in_place(shell.user_ns["In"][-1], shell.user_ns, error, trace)
    if not isinstance(error, NeedsFigure):
        line = error.message()
        shown = {"ward_kpi": {"left_out": error.figure}}
        publish_display_data({"text/markdown": literal(line), "text/plain": line}, shown)


def _settled(result: Any) -> None:
    """Let a cell whose figure is left out pass, so that those below it are run."""
    if isinstance(result.error_in_exec, NoFigureData):
        result.error_in_exec = None


def put_last_in_place(source: str, names: dict[str, Any]) -> str:
    """Do as :func:`put_in_place` for the error that the last cell failed with; return the figure's name."""
    error = sys.last_value
    assert isinstance(error, NoFigureData)
    put_in_place(source, names, error, sys.last_traceback)
    return error.figure


def put_in_place(source: str, names: dict[str, Any], error: NoFigureData, trace: TracebackType | None) -> None:
    """Give what the failed statement of a cell and those below it assign a :class:`LeftOut`; ``names`` are the notebook's."""
    while trace and trace.tb_frame.f_globals is not names:
        trace = trace.tb_next
    failed = trace.tb_lineno if trace else 1
    undone = [node for node in ast.parse(source).body if (node.end_lineno or node.lineno) >= failed]
    assigned = (node for statement in undone for node in ast.walk(statement) if isinstance(node, ast.Name))
    names |= {node.id: LeftOut(error.figure) for node in assigned if isinstance(node.ctx, ast.Store)}


# --- around the kernel ---


class LeftOutFigures:
    """Leaves out of a notebook, while it is executed, the figures without data and what would be made of them."""

    def __init__(self, client: Any, lang: str, fail: Callable[[str], Exception]) -> None:
        """Watch the cells that ``client`` executes; ``fail`` turns the reason of any other error into what is raised."""
        self._client, self._lang, self._fail = client, lang, fail
        client.on_cell_executed = self.settle

    async def settle(self, cell: Any, **_: Any) -> None:
        """Look at a cell that has been executed: put a line in the place of a figure without data.

        A cell that needs such a figure keeps what it has shown so far.
        """
        error = next((output for output in cell.get("outputs", []) if output["output_type"] == "error"), None)
        if error is None:
            return
        if error["ename"] not in (NoFigureData.__name__, NeedsFigure.__name__):
            raise self._fail(f"{error['ename']}: {error['evalue']}")
        figure = await self._put_in_place(cell["source"])
        place = cell["outputs"].index(error)
        cell["outputs"][place : place + 1] = [self._line(figure)] if error["ename"] == NoFigureData.__name__ else []

    async def _put_in_place(self, source: str) -> str:
        """Have the kernel put something in the place of what a cell did not assign; return the figure's name."""
        call = f"__import__({__name__!r}, fromlist=['']).{put_last_in_place.__name__}({source!r}, globals())"
        asked = self._client.kc.execute("", silent=True, store_history=False, user_expressions={"figure": call})
        reply = await self._client.async_wait_for_reply(asked)
        said = reply["content"]["user_expressions"]["figure"]
        return str(ast.literal_eval(said["data"]["text/plain"]))

    def _line(self, figure: str) -> Any:
        """Return the output that stands for a figure."""
        from nbformat.v4 import new_output

        text = told("pages.left_out.here", self._lang, figure=figure)
        data = {"text/markdown": text, "text/plain": text}
        return new_output("display_data", data=data, metadata={"ward_kpi": {"left_out": figure}})
