"""``ward-kpi report``: checks the tables, executes the notebooks and writes what a reader needs to build/."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from analysis.data import schema
from analysis.data.paths import find_root, refuse_imported, staged_folder
from analysis.measures.attainment import progress
from analysis.pages import execution
from analysis.pages.left_out import sentence
from analysis.sources import clean
from analysis.words.errors import NoFigureData

_SAY = {
    "checked": {"ja": "整形済みの表を確認", "en": "checked the clean tables"},
    "notebook": {"ja": "ノートブックを実行: {name}", "en": "executed {name}"},
    "site": {"ja": "オフラインのページを作成", "en": "wrote the offline pages"},
    "chart": {"ja": "図を作成: {name}", "en": "drew {name}"},
    "no_chart": {"ja": "図なし（データに値がない）: {name}", "en": "no figure, for want of data: {name}"},
    "done": {
        "ja": "完成しました（{seconds:.0f}秒）: ノートブック{notebooks}、ページ{pages}、図{charts}、表{tables}。次のフォルダを開いてください: {folder}",
        "en": "done in {seconds:.0f} s: {notebooks} notebooks, {pages} pages, {charts} charts, {tables} tables. Look in: {folder}",
    },
}
Step = Callable[..., None]


class Display:
    """Shows how far a command is: a line that renews itself on a terminal, a line a step elsewhere."""

    def __init__(self, steps: int, lang: str, stream: TextIO | None = None) -> None:
        self.steps, self.done, self.lang, self.stream = steps, 0, lang, stream or sys.stderr

    def step(self, message: str, **details: str) -> None:
        """Say that one step is done."""
        self.done += 1
        width = len(str(self.steps))
        line = f"[{self.done:>{width}}/{self.steps}] {_SAY[message][self.lang].format(**details)}"
        end = "\n" if self.done == self.steps or not self.stream.isatty() else ""
        start = "\r\x1b[K" if self.stream.isatty() else ""
        self.stream.write(f"{start}{line}{end}")
        self.stream.flush()


def report(root: Path | None = None, output: Path | None = None, lang: str = "ja") -> str:
    """Write executed notebooks, offline pages, charts (PNG, SVG, PDF) and tables (CSV) to folders of ``output``.

    Parameters
    ----------
    root : path, optional
        Folder that holds ``data``, and ``notebooks`` unless those of the checkout serve.
    output : path, optional
        ``root/build`` without it. Its folders ``notebooks``, ``site``, ``charts`` and ``tables`` are replaced, all or
        none.
    lang : str
        Language of the charts and of what is said, ``ja`` or ``en``.

    Returns
    -------
    str
        What was written and where to look, and on a second line the figures left out, if any.

    Raises
    ------
    DataError
        If the clean tables are not what data/raw gives.
    WardKpiError
        If a notebook fails or ``output`` cannot be written.
    """
    from analysis.charts import FIGURES

    started = time.monotonic()
    folder = find_root(root)
    target = output or folder / "build"
    refuse_imported(folder)
    display = Display(2 + len(execution.notebook_paths(folder)) + len(FIGURES), lang)
    clean.check(folder)
    display.step("checked")
    with staged_folder(target) as staged:
        executed = execution.execute_all(folder, progress=lambda name: display.step("notebook", name=name), lang=lang)
        contents = {path.name: content for path, content in executed.items()}
        counts = {
            "notebooks": _write_files(contents, staged / "notebooks"),
            "pages": _write_site(contents, folder, staged / "site", lang, display.step),
            "tables": _write_tables(folder, staged / "tables"),
        }
        missing = _write_charts(folder, staged / "charts", lang, display.step)
        counts["charts"] = len(FIGURES) - len(missing)
    done = _SAY["done"][lang].format(seconds=time.monotonic() - started, folder=target, **counts)
    return "\n".join(filter(None, [done, sentence(missing, lang)]))


def _write_files(contents: Mapping[str, bytes], folder: Path) -> int:
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return len(contents)


def _write_site(contents: Mapping[str, bytes], root: Path, folder: Path, lang: str, step: Step) -> int:
    from analysis.pages.site.website import pages

    count = _write_files(pages({Path(name).stem: content for name, content in contents.items()}, root, lang), folder)
    step("site")
    return count


def _write_charts(root: Path, folder: Path, lang: str, step: Step) -> list[str]:
    """Write each figure; return the names of those that are left out, for the data hold nothing that they could show."""
    from analysis.charts import FIGURES
    from analysis.drawing.style import FORMATS, render

    folder.mkdir()
    missing = []
    for name, draw in FIGURES.items():
        try:
            figure = draw(lang=lang, root=root)
        except NoFigureData:
            missing.append(name)
            step("no_chart", name=name)
            continue
        for ending in FORMATS:
            content = render(figure, ending, title=figure.ward_kpi.title, alt=figure.ward_kpi.alt)
            (folder / f"{name}.{ending}").write_bytes(content)
        step("chart", name=name)
    return missing


def _write_tables(root: Path, folder: Path) -> int:
    """Write the clean tables, and beside them the measures derived from them."""
    folder.mkdir()
    for table in schema.TABLES:
        name = f"{table.name}.csv"
        (folder / name).write_bytes((root / "data" / "clean" / name).read_bytes())
    progress(root=root).to_csv(folder / "derived_progress.csv", index=False, lineterminator="\n")
    return len(schema.TABLES) + 1
