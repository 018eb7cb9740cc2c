"""The notebook stage of the tests finds what it is there to find, and executing a notebook changes nothing by itself."""

import ast
import asyncio
import atexit
import copy
import gc
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from notebook_checks import find_path

import analysis
from analysis import questions
from analysis.cli.commands import main
from analysis.data.ids import observation_id
from analysis.data.study import Study
from analysis.data.writing import TEMPORARY
from analysis.drawing.chart_files import CHARTS_VARIABLE, files_of, kept
from analysis.pages.left_out_figures import LeftOutFigures, left_out
from analysis.pages.notebook_runs import _executed, execute, execute_all, normalise, notebook_paths, read, rewrite
from analysis.questions._question import Question
from analysis.words.errors import UnknownName, WardKpiError

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SVG = "image/svg+xml"
Notebook = dict[str, Any]


# --- executing ---------------------------------------------------------------------------------------------------


def write(folder: Path, name: str, *sources: str) -> Path:
    """Write a notebook of code cells to ``folder/notebooks`` and return its path."""
    cells = [
        {
            "cell_type": "code",
            "id": f"c{place}",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for place, source in enumerate(sources, 1)
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    document = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    path = folder / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def put(path: Path, notebook: Notebook) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


@pytest.mark.slow
def test_a_chart_of_ones_own_as_the_first_drawing_shows_and_so_do_later_ones(tmp_path: Path) -> None:
    """The backend of a notebook is loaded with the first chart; a style that ends must not take it away again."""
    styled = "with analysis.chart_style():\n    plt.plot([1, 2])"
    path = write(
        tmp_path, "charts", "import analysis\nimport matplotlib.pyplot as plt\n" + styled, "plt.plot([1, 2])", styled
    )
    cells = json.loads(execute(path, tmp_path))["cells"]
    assert ["image/png" in cell["outputs"][-1]["data"] for cell in cells] == [True] * 3


def test_a_killed_kernel_and_a_hanging_cell_name_the_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.pages.notebook_runs._CELL_TIMEOUT", 3)
    killed = write(tmp_path, "killed", "1", "import os; os.kill(os.getpid(), 9)", "3", "4")
    hanging = write(tmp_path, "hanging", "1", "2", "import time; time.sleep(600)", "4")
    for path, cell in ((killed, 2), (hanging, 3)):
        with pytest.raises(WardKpiError) as caught:
            execute(path, ROOT)
        assert caught.value.code == "notebook_failed"
        assert (caught.value.details["path"], caught.value.details["cell"]) == (path.name, cell)


def test_only_the_last_look_after_a_kernel_fails_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    async def _async_poll_kernel_alive() -> None:
        raise AssertionError

    async def other() -> None:
        raise ValueError

    class Client:
        async def async_execute(self, env: Mapping[str, str]) -> None:
            for one in (_async_poll_kernel_alive, other):
                asyncio.ensure_future(one())  # noqa: RUF006  # that nobody keeps or awaits it is what is tried here
            await asyncio.sleep(0)

    told: list[BaseException] = []
    monkeypatch.setattr(
        asyncio.base_events.BaseEventLoop,
        "default_exception_handler",
        lambda _loop, context: told.append(context["exception"]),
    )
    asyncio.run(_executed(Client(), threading.Event(), {}))
    gc.collect()
    assert [type(one) for one in told] == [ValueError]


@pytest.mark.parametrize("name", ["t", "temporary-" * 8])
def test_whatever_a_killed_run_leaves_the_next_one_knows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel's addresses lie in a folder of the run, so that the next run takes them for abandoned.

    The name of a folder may be longer than that of a socket.
    """
    above = tmp_path / name
    above.mkdir()
    monkeypatch.setenv("TMPDIR", str(above))
    monkeypatch.setattr(tempfile, "tempdir", str(above))
    path = write(tmp_path, "lists", "import os, tempfile", "print(*sorted(os.listdir(tempfile.gettempdir())))")
    [output] = json.loads(execute(path, ROOT))["cells"][-1]["outputs"]
    found = "".join(output["text"]).split()
    assert found and [name for name in found if not name.startswith(TEMPORARY)] == []


def test_breaking_off_ends_the_kernels_of_running_notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise Ctrl-C would wait until the last cell of each is done."""
    started, ended = tmp_path / "started", tmp_path / "ended"
    source = f"import pathlib, time; pathlib.Path({str(started)!r}).touch(); time.sleep(90)"
    path = write(tmp_path, "long", source, f"pathlib.Path({str(ended)!r}).touch()")
    stop, at_exit = threading.Event(), []
    monkeypatch.setattr(atexit, "register", at_exit.append)
    monkeypatch.setattr(atexit, "unregister", lambda function: function in at_exit and at_exit.remove(function))
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(execute, path, ROOT, "ja", stop)
        while not started.exists() and not running.done():
            time.sleep(0.1)
        stop.set()
        with pytest.raises((WardKpiError, asyncio.CancelledError)):
            running.result(timeout=60)
    assert started.exists()
    assert not ended.exists()
    assert "NotebookClient" not in [
        type(getattr(one, "__self__", None)).__name__ for one in at_exit
    ]  # it would look for a kernel that is no more, and say so


def test_a_notebook_runs_where_even_the_loopback_is_down(tmp_path: Path) -> None:
    """A closed machine: its kernel would be waited for through a network that is not there, and for a minute."""
    cut = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*cut, "true"], capture_output=True).returncode:
        pytest.skip("a network can be taken away on Linux only, where its user may")
    path = write(tmp_path, "one", "1 + 1")
    code = "import sys; from pathlib import Path; from analysis.pages.notebook_runs import execute; "
    code += "path = Path(sys.argv[1]); print(execute(path, path.parent.parent).decode())"
    run = subprocess.run([*cut, sys.executable, "-c", code, path], capture_output=True, text=True, timeout=50)
    assert '"text/plain": [\n       "2"' in run.stdout, run.stderr[-500:]


@pytest.mark.slow
def test_executing_notebooks_again_changes_no_byte(tmp_path: Path) -> None:
    """The notebook stage executes each and compares what it shows; these have every kind of output that any has."""
    again = ["04_revisions", "08_your_own_question"]
    assert outputs_of(again) == outputs_of([path.stem for path in NOTEBOOKS])
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    for name in again:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", tmp_path / "notebooks")
    assert [path.name for path in rewrite(tmp_path)] == []


def outputs_of(names: list[str]) -> set[tuple[str, str]]:
    """Return the kinds of output that notebooks have, each with how it is shown."""
    cells = [cell for name in names for cell in read(ROOT / "notebooks" / f"{name}.ipynb")["cells"]]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return {(one["output_type"], kind) for one in outputs for kind in one.get("data", {"text": ""})}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stored_as_executing_stores_it(path: Path) -> None:
    assert normalise(read(path)) == path.read_bytes()


def test_a_second_run_gives_the_same_bytes_and_settings_of_the_user_do_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    chart = (
        "import matplotlib\nfrom matplotlib import pyplot\nmatplotlib.get_backend(), matplotlib.rcParams['font.size']"
    )
    path = write(tmp_path, "one", "import os\nsorted(os.listdir('..'))", chart, "print(1)\nprint(2)")
    first = execute_all(tmp_path)[path]
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "matplotlibrc").write_text("font.size: 30\n")
    (tmp_path / "user" / "profile_default" / "startup").mkdir(parents=True)
    (tmp_path / "user" / "profile_default" / "startup" / "mine.py").write_text("print('mine')\n")
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "user"))
    shown = json.loads(first)
    assert shown["cells"][2]["outputs"][0]["text"] == ["1\n", "2\n"]
    path.write_bytes(first)
    shutil.rmtree(tmp_path / "user")
    assert rewrite(tmp_path) == []


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (["1", "1 / 0", "2"], r"bad\.ipynb, cell 2 failed: ZeroDivisionError: division by zero"),
        (["1", "use"], r"bad\.ipynb, cell 2 failed: NameError: name 'use' is not defined"),
        (["import warnings\nwarnings.warn('careful')"], r"bad\.ipynb, cell 1 wrote a warning: .*careful"),
        (["import os\nos._exit(1)"], r"bad\.ipynb, cell 1 failed: .*[Kk]ernel"),
    ],
)
def test_failing_cell_is_named_and_nothing_is_written(tmp_path: Path, sources: list[str], said: str) -> None:
    (tmp_path / "data").mkdir()
    good, bad = write(tmp_path, "a_good", "1 + 1"), write(tmp_path, "bad", *sources)
    before = good.read_bytes(), bad.read_bytes()
    with pytest.raises(WardKpiError, match=said) as raised:
        rewrite(tmp_path)
    assert "\n" not in raised.value.message("ja")
    assert (good.read_bytes(), bad.read_bytes()) == before


def test_a_figure_without_data_is_left_out_with_what_would_be_made_of_it(without_series: Path) -> None:
    sources = ["import analysis", "use = analysis.online_use()\nuse", "print(1)\nanalysis.conclusions(use)", "2 + 2"]
    content = execute(write(without_series, "gaps", *sources), without_series, "en")
    _, figure, conclusions, last = json.loads(content)["cells"]
    (line,) = figure["outputs"]
    assert "".join(line["data"]["text/plain"]).startswith("Figure online_use is left out, for the data hold nothing")
    assert left_out(json.loads(content)) == ["online_use"]
    assert [output["output_type"] for output in conclusions["outputs"]] == ["stream"]  # no error
    assert last["outputs"][0]["data"]["text/plain"] == ["4"]


def test_in_jupyter_the_line_of_a_figure_without_data_stands_in_its_place_and_the_cells_below_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After setup_notebook() a kernel answers that the cell went well, or "run all" would end there."""
    statuses = []

    async def settle(
        _: object, execute_reply: Any, **__: object
    ) -> None:  # which does so where one is executed without
        statuses.append(execute_reply["content"]["status"])

    monkeypatch.setattr(LeftOutFigures, "settle", settle)
    bars = 'bars = analysis.progress_bars(theme="cashless", ward="suginami", years=2024)\nbars'
    path = write(
        tmp_path, "gaps", "import analysis\nanalysis.setup_notebook()", bars, "analysis.conclusions(bars)", "2 + 2"
    )
    content = json.loads(execute(path, tmp_path, "en"))
    assert statuses == ["ok"] * 4
    _, figure, conclusions, last = content["cells"]
    assert "years=2024" in "".join(figure["outputs"][0]["data"]["text/plain"])
    assert left_out(content) == ["progress_bars"] and conclusions["outputs"] == []
    assert last["outputs"][0]["data"]["text/plain"] == ["4"]


def test_a_name_given_before_does_not_stand_for_a_figure_without_data(without_series: Path) -> None:
    sources = [
        "import analysis\nfigure = analysis.target_vintages()",
        "before = 1\nfigure = analysis.online_use()\nrows = figure.ward_kpi.rows",
        "analysis.conclusions(figure)",
        "len(rows)",
        "before",
    ]
    content = execute(write(without_series, "stale", *sources), without_series, "en")
    *_, conclusions, rows, last = json.loads(content)["cells"]
    assert conclusions["outputs"] == rows["outputs"] == []
    assert last["outputs"][0]["data"]["text/plain"] == ["1"]
    assert left_out(json.loads(content)) == ["online_use"]


def test_the_report_is_built_without_a_figure_that_has_no_data(
    without_series: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(without_series, "one", "1 + 1")
    some = [one for one in questions.questions(Study.of()) if one.name in ("online_use", "target_vintages")]
    monkeypatch.setattr(questions, "questions", lambda study: some)
    assert main(["report", "--root", str(without_series), "--lang", "ja"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "図1、" in said[0]
    assert said[1] == "データに値がないため、作成していない図: online_use"
    files = sorted(path.name for path in (without_series / "build" / "charts").iterdir())
    assert files == ["manifest.json", "target_vintages.pdf", "target_vintages.png", "target_vintages.svg"]


COUNTING = """from analysis.questions._question import Question
def counting(draw):
    def drawn(self, study, *given):
        with open({path!r}, "a") as file:
            file.write(f"{{self.name}} {{study.lang}}\\n")
        return draw(self, study, *given)
    return drawn
Question.draw = counting(Question.draw)
"""


def test_a_report_draws_no_figure_twice_in_a_language(without_series: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a notebook draws of the whole data is in the folder of charts, and is the figure that would be drawn for it."""
    count = COUNTING.format(path=str(without_series / "drawn"))
    for name in ("one", "two"):
        write(without_series, name, count, "import analysis\nanalysis.target_vintages()")
    study = Study.of(without_series, "ja")
    asked = {one.name: one for one in questions.questions(study) if one.name in ("progress_bars", "target_vintages")}
    wanted = {file: content for name, one in asked.items() for file, content in files_of(one.draw(study), name).items()}
    monkeypatch.setattr(questions, "questions", lambda study: list(asked.values()))
    monkeypatch.setattr(Question, "draw", Question.draw)  # which the next line changes
    exec(count, {})
    assert main(["report", "--root", str(without_series), "--lang", "ja"]) == 0
    drawn = (without_series / "drawn").read_text().splitlines()
    by_notebooks = [f"target_vintages {lang}" for lang in ("en", "ja") for _ in ("one", "two")]
    assert sorted(drawn) == ["progress_bars ja", *by_notebooks]
    charts = without_series / "build" / "charts"
    assert {name: (charts / name).read_bytes() for name in wanted} == wanted


def test_a_report_keeps_of_a_notebook_only_what_it_would_draw_itself(
    tmp_path: Path, without_series: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARD_KPI_LANG", "ja")
    monkeypatch.setenv(CHARTS_VARIABLE, str(tmp_path))
    analysis.target_vintages(lang="en")
    analysis.target_vintages(root=without_series)
    analysis.target_vintages(mono=True)
    analysis.target_vintages(title="mine")
    analysis.target_vintages(ward="sumida")
    assert kept(tmp_path, "target_vintages") is None
    figure = analysis.target_vintages()
    assert kept(tmp_path, "target_vintages") == files_of(figure, "target_vintages")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each kernel begins from nothing")
def test_kernels_of_several_notebooks_begin_with_everything_imported_and_nothing_run(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    state = "import os, sys\nleft = 'mine' in globals()\nmine = 1\n"
    state += "left, 'analysis.questions' in sys.modules, 'matplotlib.pyplot' in sys.modules, os.getpid(), os.getppid()"
    paths = [write(tmp_path, name, state) for name in ("one", "two", "three")]
    shown = [json.loads(content)["cells"][0]["outputs"][0]["data"] for content in execute_all(tmp_path).values()]
    states = [ast.literal_eval("".join(one["text/plain"])) for one in shown]
    assert [one[:3] for one in states] == [(False, True, False)] * len(paths)
    assert len({one[3] for one in states}) == 3 and len({one[4] for one in states}) == 1
    for pid in {pid for one in states for pid in one[3:]}:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.behaviour(31)
def test_a_notebook_is_executed_where_an_event_loop_runs_already(tmp_path: Path) -> None:
    async def as_in_jupyter() -> bytes:
        return execute(write(tmp_path, "one", "1 + 1"), tmp_path)

    # In a thread of its own: the browser of other tests may keep a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        content = pool.submit(lambda: asyncio.run(as_in_jupyter())).result()
    (cell,) = json.loads(content)["cells"]
    assert cell["outputs"][0]["data"]["text/plain"] == ["2"]


def test_only_the_notebooks_named_are_executed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    one, other = write(tmp_path, "one", "1"), write(tmp_path, "other", "1")
    before = other.read_bytes()
    assert main(["notebooks", "one.ipynb", "--root", str(tmp_path), "--lang", "en"]) == 0
    assert capsys.readouterr().out == "one.ipynb\nnotebooks rewritten: one.ipynb\n"
    assert json.loads(one.read_bytes())["cells"][0]["execution_count"] == 1
    assert other.read_bytes() == before
    with pytest.raises(UnknownName) as raised:
        execute_all(tmp_path, ["onne"])
    assert raised.value.nearest[0] == "one"


def test_what_is_no_notebook_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text("<<<<<<< HEAD\n{}\n", encoding="utf-8")
    with pytest.raises(WardKpiError, match=r"broken\.ipynb is no notebook") as raised:
        execute(path, tmp_path)
    assert "\n" not in str(raised.value)


def test_data_without_notebooks_are_run_through_those_of_the_checkout(tmp_path: Path, project_root: Path) -> None:
    (tmp_path / "data").mkdir()
    assert notebook_paths(tmp_path) == sorted((project_root / "notebooks").glob("*.ipynb"))


def test_the_checkouts_notebooks_are_never_rewritten_with_other_data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(WardKpiError, match="no notebooks in") as raised:
        rewrite(tmp_path)
    assert "\n" not in str(raised.value)


# --- the checks: one copy of a notebook for each way of being wrong ---------------------------------------------------


def shows(cell: Notebook, kind: str) -> bool:
    return any(kind in output.get("data", {}) for output in cell.get("outputs", []))


def code_cells(notebook: Notebook) -> list[Notebook]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def results_shown(cell: Notebook) -> list[str]:
    """Return the ids of the results that the chart of a cell says it shows."""
    charts = [output for output in cell["outputs"] if SVG in output.get("data", {})]
    keys = {key for chart in charts for key in chart["metadata"].get("ward_kpi", {}).get("observations", [])}
    return sorted(key for key in keys if re.search(r"-\d{4}-(actual|estimate)-", key))


def shortened(path: Path) -> Notebook | None:
    """Return a notebook up to the cell after its first chart, if that shows results and there is a table by then."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    charts = [place for place, cell in enumerate(notebook["cells"]) if shows(cell, SVG)]
    if not charts or not results_shown(notebook["cells"][charts[0]]):
        return None
    rest = [place for place, cell in enumerate(notebook["cells"]) if place > charts[0] and cell["cell_type"] == "code"]
    cells = notebook["cells"][: rest[0] + 1] if rest else notebook["cells"]
    return notebook | {"cells": cells} if any(shows(cell, "text/html") for cell in cells) else None


@pytest.fixture(scope="module")
def example() -> Notebook:
    """Return the real notebook that reaches its first chart in the fewest cells, up to that chart."""
    candidates = [short for path in NOTEBOOKS if (short := shortened(path))]
    if not candidates:
        pytest.skip("NOT CHECKED: no notebook has a table and a chart")
    return min(candidates, key=lambda notebook: len(notebook["cells"]))


def place_of(notebook: Notebook, kind: str) -> int:
    """Return the number of the first code cell that shows ``kind``, counted from 1."""
    return next(number for number, cell in enumerate(code_cells(notebook), 1) if shows(cell, kind))


def add_output(cell: Notebook, stream: str, text: str) -> None:
    cell["outputs"].insert(0, {"output_type": "stream", "name": stream, "text": [text]})


def add_line(cell: Notebook, line: str) -> None:
    cell["source"] = [f"{line}\n", *cell["source"]]


def strip_output(table: Notebook, chart: Notebook) -> None:
    table["outputs"] = []


def never_run(table: Notebook, chart: Notebook) -> None:
    table.update(outputs=[], execution_count=None)


def strip_chart(table: Notebook, chart: Notebook) -> None:
    chart["outputs"] = [output for output in chart["outputs"] if SVG not in output.get("data", {})]


def change_number(table: Notebook, chart: Notebook) -> None:
    output = next(output for output in table["outputs"] if "text/html" in output.get("data", {}))
    html = "".join(output["data"]["text/html"])
    digit = re.search(r"(?<=>)\d|(?<=>\s)\d|\d(?=%)|\d(?=手続)", html)
    assert digit
    changed = html[: digit.start()] + str((int(digit[0]) + 1) % 10) + html[digit.end() :]
    output["data"]["text/html"] = changed.splitlines(keepends=True)


def change_alt(table: Notebook, chart: Notebook) -> None:
    output = next(output for output in chart["outputs"] if SVG in output.get("data", {}))
    output["metadata"][SVG]["alt"] += "別"


def change_source(table: Notebook, chart: Notebook) -> None:
    table["source"] = ["'something else'"]


def warn(table: Notebook, chart: Notebook) -> None:
    add_line(table, "import sys; print('careful', file=sys.stderr)")


def warn_and_commit(table: Notebook, chart: Notebook) -> None:
    warn(table, chart)
    add_output(table, "stderr", "careful\n")


def show_path(table: Notebook, chart: Notebook) -> None:
    add_line(table, "print('/home' + '/somebody/table.csv')")
    add_output(table, "stdout", "/home" + "/somebody/table.csv\n")


def exempt(table: Notebook, chart: Notebook) -> None:
    table["metadata"] = {"tags": ["nbval-ignore-output"]}


DAMAGE: dict[str, tuple[Callable[[Notebook, Notebook], None], str, str]] = {
    "stripped": (strip_output, "text/html", "committed without its output"),
    "never_run": (never_run, "text/html", "committed without its output"),
    "without_chart": (strip_chart, SVG, "Cell outputs differ"),
    "other_number": (change_number, "text/html", "Cell outputs differ"),
    "other_alt": (change_alt, SVG, "Cell outputs differ"),
    "stale": (change_source, "text/html", "Cell outputs differ"),
    "warning": (warn, "text/html", "it writes a warning, remove its cause: careful"),
    "committed_warning": (warn_and_commit, "text/html", "it writes a warning, remove its cause: careful"),
    "path": (show_path, "text/html", "its output holds an absolute path.*/somebody/table.csv"),
    "exempt": (exempt, "text/html", "its output is exempt from comparison"),
}
"""How a copy is damaged; what the cell shows that is found; and what is said of it."""


def change_line(root: Path, table: str, start: str, old: str, new: str) -> None:
    """Change the only line of a clean table that begins with ``start``."""
    path = root / "data" / "clean" / f"{table}.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (place,) = (place for place, line in enumerate(lines) if line.startswith(start))
    assert old in lines[place]
    lines[place] = lines[place].replace(old, new, 1)
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def change_digit(root: Path, key: str) -> None:
    """Change the first digit of the value of one observation."""
    rows = analysis.load_observations(vintage="all", root=root)
    row = next(row for row in rows.to_dict("records") if observation_id(row) == key)
    lines = (root / "data" / "clean" / "observations.csv").read_text(encoding="utf-8").splitlines()
    columns = ("ward", "indicator", "concept", "theme", "period_from", "fiscal_year", "kind")
    start = ",".join(str(row[name]) if pd.notna(row[name]) else "" for name in columns) + ","
    (line,) = (line for line in lines if line.startswith(start) and f",{row['source']}," in line)
    digit = line[len(start)]
    change_line(root, "observations", line, f"{start}{digit}", f"{start}{int(digit) % 9 + 1}")


def swapped(notebook: Notebook) -> Notebook:
    """Return a notebook in which the cell with the table and the one after it have changed places."""
    made = copy.deepcopy(notebook)
    places = [place for place, cell in enumerate(made["cells"]) if cell["cell_type"] == "code"]
    first = places[place_of(made, "text/html") - 1]
    second = places[places.index(first) + 1]
    made["cells"][first], made["cells"][second] = made["cells"][second], made["cells"][first]
    return made


def one_after_another(copies: dict[str, Notebook]) -> Notebook:
    """Return one notebook of all copies, which share a kernel; the id of a cell ends with the name of its copy."""
    joined: list[Notebook] = []
    before = 0
    for name, one in copies.items():
        made = copy.deepcopy(one)
        for cell in made["cells"]:
            cell["id"] += f"-{name}"
        for cell in code_cells(made):
            for counted in (cell, *cell["outputs"]):
                if counted.get("execution_count"):
                    counted["execution_count"] += before
        joined += made["cells"]
        before += len(code_cells(made))
    return next(iter(copies.values())) | {"cells": joined}


@pytest.fixture(scope="module")
def stage(example: Notebook, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run the notebook stage once over all damaged copies and return what it said."""
    folder = tmp_path_factory.mktemp("stage")
    copies = {"swapped": swapped(example)}  # the first, so that its cells keep their numbers
    for name, (damage, _, _) in DAMAGE.items():
        copies[name] = copy.deepcopy(example)
        cells = code_cells(copies[name])
        damage(*(cells[place_of(example, kind) - 1] for kind in ("text/html", SVG)))
    copies["sound"] = example
    shutil.copytree(ROOT / "data", folder / "copies" / "data")
    put(folder / "copies" / "notebooks" / "copies.ipynb", one_after_another(copies))
    # A digit of a figure that the chart says it shows; and, elsewhere, the colour of the first ward.
    for name in ("digit", "colour"):
        shutil.copytree(ROOT / "data", folder / name / "data")
        put(folder / name / "notebooks" / f"{name}.ipynb", one_after_another({name: example}))
    change_digit(folder / "digit", results_shown(code_cells(example)[place_of(example, SVG) - 1])[0])
    change_line(folder / "colour", "wards", "131075,", "#005AFF", "#005AA0")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder)]
    command += ["--nbval", "--nbval-cell-timeout", "120", "--color=no", "-n", "2", "--dist", "loadscope", str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def cells_said_of(stage: str, example: Notebook, name: str) -> dict[int, str]:
    """Return what was said of each cell of a copy, by the number of the code cell within the copy."""
    cells = len(code_cells(example))
    found = re.findall(rf"\.ipynb, In \[(\d+)\], id \S+-{name}: (.*)", stage)
    return {(int(number) - 1) % cells + 1: said for number, said in found}


@pytest.mark.slow
@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_cell_is_named(stage: str, example: Notebook, name: str) -> None:
    _, kind, message = DAMAGE[name]
    said = cells_said_of(stage, example, name)
    assert next(iter(said), None) == place_of(example, kind), said
    assert re.search(message, said[place_of(example, kind)]), said


@pytest.mark.slow
def test_sound_copy_passes(stage: str, example: Notebook) -> None:
    assert cells_said_of(stage, example, "sound") == {}
    assert "-sound" not in stage


@pytest.mark.slow
def test_swapped_cells_are_out_of_order(stage: str, example: Notebook) -> None:
    first = place_of(example, "text/html")
    said = cells_said_of(stage, example, "swapped")
    assert f"out of order: run as number {first + 1}, not {first}" in said[first]
    assert f"out of order: run as number {first}, not {first + 1}" in said[first + 1]


@pytest.mark.slow
def test_changed_digit_shows_where_the_figure_is_shown(stage: str, example: Notebook) -> None:
    said = cells_said_of(stage, example, "digit")
    assert said[place_of(example, SVG)] == "Cell outputs differ"
    assert set(said.values()) == {"Cell outputs differ"}


@pytest.mark.slow
def test_changed_colour_shows_in_the_chart_alone(stage: str, example: Notebook) -> None:
    chart = place_of(example, SVG)
    assert cells_said_of(stage, example, "colour") == {chart: "Cell outputs differ"}
    for state in ("committed", "now"):
        assert f"build/changed-figures/colour-in{chart}-{state}.svg" in stage.replace("\\", "/")


@pytest.mark.slow
def test_differences_are_told_in_few_lines(stage: str) -> None:
    assert max(map(len, stage.splitlines())) < 2000


@pytest.mark.parametrize(
    "text",
    ["/home" + "/a/b.csv", "see C:" + r"\Users\a", "file:" + "//x", "<td>/tmp/x</td>", sys.prefix + "/lib", str(ROOT)],
)
def test_paths_of_a_machine_are_found(text: str) -> None:
    assert find_path({"data": {"text/html": f"<p>{text}</p>"}})
    assert find_path({"text": text})


@pytest.mark.parametrize(
    "text", ["22/37", "https://example.org/usr/x", "data/clean/wards.csv", "../tmp/x", "</home>", "手続/年", "R4/R5"]
)
def test_what_is_no_path_is_not_taken_for_one(text: str) -> None:
    assert find_path({"text": text}) is None
    assert find_path({"data": {"image/png": "/tmp/abc"}}) is None
