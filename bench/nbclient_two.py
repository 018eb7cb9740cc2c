"""The yardstick for the notebook stage: nbclient alone, two notebooks at a time, each in a kernel of its own."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def execute(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()


with ThreadPoolExecutor(2) as pool:
    for _ in pool.map(execute, sorted(Path(sys.argv[1]).glob("*.ipynb"))):
        pass
