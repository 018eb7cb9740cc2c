"""Makes nbval strict about everything a notebook shows, and says in which notebook and cell it found what.

pyproject.toml loads this before nbval. nbval by itself ignores figures, alt texts and cells without output, and passes
warnings and paths that were committed.
"""

import base64
import difflib
import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# jsonschema would compile the grammars of this package, which JupyterLab brings along, to know what an IRI is: a second
# for every process. A notebook's schema has none, and jsonschema does without the package where it is not installed.
GRAMMARS = "rfc3987_syntax"
if GRAMMARS not in sys.modules:
    sys.modules[GRAMMARS] = None  # type: ignore[assignment]
    import nbformat  # noqa: F401

    del sys.modules[GRAMMARS]

from nbval.plugin import IPyNbCell, NbCellError  # noqa: E402

COMPARED = {"image/png", "image/jpeg", "metadata"}
"""What nbval leaves out by default: figures that are pixels, and metadata, where a figure's alt text is."""
BINARY = {"image/png", "image/jpeg"}
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
PATH = re.compile(
    r"(?<![\w.:/<-])/(?:home|Users|root|tmp|var|private|opt|mnt|media|srv|usr|work|workspace|builds|github|__w)/"
    r"|(?<![A-Za-z])[A-Za-z]:\\\w|\bfile:/{2}"
)
MOST_LINES = 40


def pytest_configure() -> None:
    """Have differences told in a few lines; nbval's own way takes minutes for a figure."""
    IPyNbCell.format_output_compare = describe_difference


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Compare figures and alt texts as well."""
    for item in items:
        if isinstance(item, IPyNbCell):
            item.parent.skip_compare = tuple(kind for kind in item.parent.skip_compare if kind not in COMPARED)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail for what nbval passes, and name notebook and cell in every failure."""
    if not isinstance(item, IPyNbCell):
        return (yield)
    try:
        yield
        if problem := find_problem(item):
            item.raise_cell_error(problem)
    except NbCellError as error:
        said = dict.fromkeys(filter(None, [find_problem(item), *error.args]))
        error.args = (f"{item.path.name}, In [{item.cell_num + 1}], id {item.cell.get('id')}: {'; '.join(said)}",)
        raise


def find_problem(item: IPyNbCell) -> str | None:
    """Return what is wrong with a cell beside what nbval compares, or None."""
    count, turn = item.cell.execution_count, item.cell_num + 1
    if item.options["skip"] or not item.options["check"]:
        return "its output is exempt from comparison; remove the marker"
    if count is None or (item.test_outputs and not item.cell.outputs):
        return "committed without its output; run 'make notebooks'"
    if count != turn:
        return f"out of order: run as number {count}, not {turn}; run 'make notebooks'"
    for output in [*item.cell.outputs, *(item.test_outputs or [])]:
        if output.output_type == "stream" and output.name == "stderr":
            return f"it writes a warning, remove its cause: {output.text.strip()[:200]}"
        if found := find_path(output):
            return f"its output holds an absolute path, show it relative or not at all: {found}"
    return None


def find_path(output: dict[str, Any]) -> str | None:
    """Return a path of somebody's machine in an output, with what follows it, or None."""
    data = {kind: value for kind, value in output.get("data", {}).items() if kind not in BINARY}
    text = "\n".join(map(str, [output.get("text", ""), *output.get("traceback", []), *data.values()]))
    own = {str(Path.home()), tempfile.gettempdir(), sys.prefix, str(Path(__file__).parent.parent)} - {"/"}
    pattern = "|".join([PATH.pattern, *(rf"(?<![\w.]){re.escape(path)}" for path in sorted(own))])
    match = re.search(pattern, text)
    return text[match.start() : match.start() + 60].splitlines()[0] if match else None


def describe_difference(cell: IPyNbCell, kind: str, committed: object, now: object) -> None:
    """Tell what differs: lines for text, and for a figure two files to look at."""
    if kind in ENDINGS:
        told = save_figures(cell, kind, str(committed), str(now))
    else:
        lines = [value.splitlines() if isinstance(value, str) else pretty(value) for value in (committed, now)]
        told = list(difflib.unified_diff(*lines, "committed", "now", n=0, lineterm=""))
    cell.comparison_traceback.append(f"{kind} differs:")
    cell.comparison_traceback.extend(line[:200] for line in told[:MOST_LINES])
    if len(told) > MOST_LINES:
        cell.comparison_traceback.append(f"... and {len(told) - MOST_LINES} lines more")


def pretty(value: object) -> list[str]:
    """Return JSON of one entry a line."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).splitlines()


def save_figures(cell: IPyNbCell, kind: str, committed: str, now: str) -> list[str]:
    """Write both versions of a figure to build/changed-figures and return their names and digests."""
    folder = cell.config.rootpath / "build" / "changed-figures"
    folder.mkdir(parents=True, exist_ok=True)
    told = []
    for state, content in (("committed", committed), ("now", now)):
        path = folder / f"{cell.path.stem}-in{cell.cell_num + 1}-{state}.{ENDINGS[kind]}"
        data = figure_bytes(content, kind)
        path.write_bytes(data)
        told.append(f"  {state}: {path.relative_to(cell.config.rootpath)} ({hashlib.sha256(data).hexdigest()[:12]})")
    return told


def figure_bytes(content: str, kind: str) -> bytes:
    """Return an output's figure as the bytes of a file."""
    return base64.b64decode(content) if kind in BINARY else content.encode()
