"""``ward-kpi report``: checks the tables, executes the notebooks and writes what a reader needs to build/."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from analysis.data import schema
from analysis.data.paths import refuse_imported, staged_folder
from analysis.data.study import Study
from analysis.measures.attainment import progress
from analysis.pages import notebook_runs
from analysis.pages.left_out_figures import sentence
from analysis.sources import clean
from analysis.words.errors import NoFigureData
from analysis.words.say import told

if TYPE_CHECKING:
    from analysis.questions._question import Question

Step = Callable[..., None]


class Display:
    """Shows how far a command is: a line that renews itself on a terminal, a line a step elsewhere."""

    def __init__(self, steps: int, lang: str, stream: TextIO | None = None) -> None:
        self.steps, self.done, self.lang, self.stream = steps, 0, lang, stream or sys.stderr

    def step(self, message: str, **details: str) -> None:
        """Say that one step is done."""
        self.done += 1
        width = len(str(self.steps))
        line = f"[{self.done:>{width}}/{self.steps}] {told(f'pages.report.{message}', self.lang, **details)}"
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
    from analysis.questions import questions

    started = time.monotonic()
    study = Study.of(root, lang)
    folder = study.root
    target = output or folder / "build"
    refuse_imported(folder)
    asked = questions(study)
    display = Display(2 + len(notebook_runs.notebook_paths(folder)) + len(asked), lang)
    clean.check(folder)
    display.step("checked")
    with staged_folder(target) as staged:
        executed = notebook_runs.execute_all(
            folder, progress=lambda name: display.step("notebook", name=name), lang=lang
        )
        contents = {path.name: content for path, content in executed.items()}
        counts = {
            "notebooks": _write_files(contents, staged / "notebooks"),
            "pages": _write_site(contents, study, staged / "site", display.step),
            "tables": _write_tables(folder, staged / "tables"),
        }
        missing = _write_charts(asked, study, staged / "charts", display.step)
        counts["charts"] = len(asked) - len(missing)
    done = told("pages.report.done", lang, seconds=time.monotonic() - started, folder=target, **counts)
    return "\n".join(filter(None, [done, sentence(missing, lang)]))


def _write_files(contents: Mapping[str, bytes], folder: Path) -> int:
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return len(contents)


def _write_site(contents: Mapping[str, bytes], study: Study, folder: Path, step: Step) -> int:
    from analysis.pages.site.website import pages

    count = _write_files(pages({Path(name).stem: content for name, content in contents.items()}, study), folder)
    step("site")
    return count


def _write_charts(asked: Sequence[Question], study: Study, folder: Path, step: Step) -> list[str]:
    """Write each figure; return the names of those that are left out, for the data hold nothing that they could show."""
    from analysis.drawing.style import FORMATS, render

    folder.mkdir()
    missing = []
    for question in asked:
        try:
            figure = question.draw(study)
        except NoFigureData:
            missing.append(question.name)
            step("no_chart", name=question.name)
            continue
        for ending in FORMATS:
            content = render(figure, ending, title=figure.ward_kpi.title, alt=figure.ward_kpi.alt)
            (folder / f"{question.name}.{ending}").write_bytes(content)
        step("chart", name=question.name)
    return missing


def _write_tables(root: Path, folder: Path) -> int:
    """Write the clean tables, and beside them the measures derived from them."""
    folder.mkdir()
    for table in schema.TABLES:
        name = f"{table.name}.csv"
        (folder / name).write_bytes((root / "data" / "clean" / name).read_bytes())
    progress(root=root).to_csv(folder / "derived_progress.csv", index=False, lineterminator="\n")
    return len(schema.TABLES) + 1
