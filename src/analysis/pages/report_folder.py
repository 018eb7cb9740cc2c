"""``ward-kpi report``: checks the tables, executes the notebooks and writes what a reader needs to build/."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from analysis.data import schema
from analysis.data.paths import refuse_imported
from analysis.data.study import Study
from analysis.data.writing import at_home, check_own, is_own, temporary_folder, write_folders
from analysis.measures.attainment import progress
from analysis.pages import notebook_runs
from analysis.pages.left_out_figures import sentence
from analysis.sources import clean
from analysis.words.errors import NoFigureData
from analysis.words.labels import LANGUAGES
from analysis.words.say import told

if TYPE_CHECKING:
    from analysis.questions._question import Question

Step = Callable[..., None]
FOLDERS = ("notebooks", "site", "charts", "tables")


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


def report(root: Path | None = None, output: Path | None = None, lang: str = "ja", *, force: bool = False) -> str:
    """Write executed notebooks, offline pages in both languages, charts (PNG, SVG, PDF) and tables (CSV) to folders of ``output``.

    Its folders ``notebooks``, ``site``, ``charts`` and ``tables`` are replaced, all or none, where they are new or were
    written by a report; ``force`` adds to others and overwrites what was changed since. It is ``root/build`` if not named. What is returned says what was written and, on a second line, the figures left out, if any.

    Raises
    ------
    DataError
        If the clean tables are not what data/raw gives.
    WardKpiError
        If a notebook fails or ``output`` cannot be written or holds what we did not write; nothing is written then.
    """
    from analysis.pages.site.website import site
    from analysis.questions import questions

    started = time.monotonic()
    study = Study.of(root, lang)
    folder = study.root
    target = at_home(output or folder / "build")
    refuse_imported(folder)
    asked = questions(study)
    runs = len(notebook_runs.notebook_paths(folder)) * len(LANGUAGES)
    display = Display(2 + runs + len(asked), lang)
    if target.absolute() != folder / "build" and not any(
        is_own(target / name) for name in FOLDERS
    ):  # build/ holds what other commands write, too
        check_own(target, force=force)
    for name in FOLDERS:
        check_own(target / name, force=force)
    clean.check(folder)
    display.step("checked")
    with temporary_folder() as drawn:
        executed = notebook_runs.execute_editions(
            folder, study.lang, lambda name: display.step("notebook", name=name), drawn
        )
        notebooks = {path.name: content for path, content in executed[study.lang].items()}
        files_of_site = site(executed, study)
        display.step("site")
        charts, missing = _charts(asked, study, drawn, display.step)
    files = dict(zip(FOLDERS, (notebooks, files_of_site, charts, _tables(folder)), strict=True))
    write_folders({target / name: contents for name, contents in files.items()}, force=force)
    counts = {"notebooks": len(notebooks), "pages": len(files_of_site), "tables": len(files["tables"])}
    counts["charts"] = len(asked) - len(missing)
    done = told("pages.report.done", lang, seconds=time.monotonic() - started, folder=target, **counts)
    return "\n".join(filter(None, [done, sentence(missing, lang)]))


def _charts(asked: Sequence[Question], study: Study, drawn: Path, step: Step) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of each figure, and the names left out, for the data hold nothing that they could show.

    What a notebook has drawn lies in ``drawn``; only the others are drawn here.
    """
    from analysis.drawing.chart_files import files_of, kept

    files: dict[str, bytes] = {}
    missing = []
    for question in asked:
        try:
            files |= kept(drawn, question.name) or files_of(question.draw(study), question.name)
        except NoFigureData:
            missing.append(question.name)
            step("no_chart", name=question.name)
            continue
        step("chart", name=question.name)
    return files, missing


def _tables(root: Path) -> dict[str, bytes]:
    """Return the clean tables, and beside them the measures derived from them."""
    names = [f"{table.name}.csv" for table in schema.TABLES]
    files = {name: (root / "data" / "clean" / name).read_bytes() for name in names}
    derived = progress(root=root).to_csv(index=False, lineterminator="\n")
    return {**files, "derived_progress.csv": derived.encode()}
