"""Executes the notebooks: each in a kernel of its own, two at a time, to the same bytes when nothing changed."""

from __future__ import annotations

import asyncio
import atexit
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from analysis.data.load import check_names
from analysis.data.paths import ROOT_VARIABLE, find_root
from analysis.data.writing import settle, temporary_folder, undone, write_files
from analysis.pages.editions import KEPT, in_language
from analysis.pages.left_out_figures import LeftOutFigures
from analysis.pages.warm_kernels import WarmProcess, manager_of, warm_process
from analysis.words.errors import WardKpiError
from analysis.words.labels import LANGUAGE_VARIABLE, LANGUAGES

Progress = Callable[[str], None]
Executed = Mapping[str, Mapping[Path, bytes]]
"""Executed notebooks by path, of each language."""

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_CELL_TIMEOUT = 120
_LAST_LOOK = "_async_poll_kernel_alive"
_JOBS = 2
_THROUGH_FILES = sys.platform == "linux"
"""Whether a notebook speaks with its kernel through files, where that is sure to work, so that no network is needed at all."""
_LONGEST_SOCKET = 100
"""Bytes of the name of such a file, to which its number is added; Linux takes 107."""


def notebook_paths(root: Path, names: Sequence[str] = ()) -> list[Path]:
    """Return the notebooks in order of name, or those of ``names`` (with or without ending).

    They are those of ``root/notebooks``; of the checkout, where ``root`` holds data only.

    Raises
    ------
    WardKpiError
        If there are none.
    UnknownName
        If one of ``names`` is not there.
    """
    paths = _notebooks_in(root) or _notebooks_in(find_root())
    if not paths:
        raise WardKpiError("no_notebooks", folder=root / "notebooks")
    wanted = [Path(name).stem for name in names]
    check_names("notebook", wanted, [path.stem for path in paths])
    return [path for path in paths if not wanted or path.stem in wanted]


def _notebooks_in(root: Path) -> list[Path]:
    settle(root / "notebooks")
    return sorted((root / "notebooks").glob("*.ipynb"))


def execute_all(
    root: Path | None = None, names: Sequence[str] = (), progress: Progress = lambda _: None, lang: str = "ja"
) -> dict[Path, bytes]:
    """Execute the notebooks, all or those of ``names``, and return their new content by path; nothing is written.

    ``progress`` is called with the name of each that is done; ``lang`` is the language of all that they say and show.

    Raises
    ------
    WardKpiError
        If a cell fails or writes to stderr; names notebook and cell.
    """
    folder = find_root(root)
    return _execute({lang: notebook_paths(folder, names)}, folder, {}, lambda name, _: progress(name))[lang]


def execute_editions(
    root: Path, lang: str, progress: Progress = lambda _: None, charts: Path | None = None
) -> Executed:
    """Execute both editions of all notebooks, that in ``lang`` first, and return them by language.

    What that one draws of the whole data it leaves in ``charts``, if given, as :func:`analysis.drawing.chart_files.keep` does.
    """
    from analysis.drawing.chart_files import CHARTS_VARIABLE

    paths = notebook_paths(root)
    editions = dict.fromkeys((lang, *(other for other in LANGUAGES if other != lang)), paths)
    kept = {lang: {CHARTS_VARIABLE: str(charts)}} if charts else {}
    return _execute(editions, root, kept, lambda name, one: progress(f"{name} ({one})"))


def _execute(
    editions: Mapping[str, Sequence[Path]],
    root: Path,
    variables: Mapping[str, Mapping[str, str]],
    progress: Callable[[str, str], None],
) -> dict[str, dict[Path, bytes]]:
    """Execute notebooks of each language, with the ``variables`` of that language in their environment."""
    runs = [(lang, path) for lang, paths in editions.items() for path in paths]
    stop = threading.Event()

    def run(one: tuple[str, Path]) -> bytes:
        lang, path = one
        content = execute(path, root, lang, stop, warm, variables.get(lang, {}))
        progress(path.name, lang)
        return content

    _import_nbformat()  # before the threads, which would get in each other's way
    is_worth_it = _THROUGH_FILES and len(runs) > _JOBS
    with (
        _clean_environment(root),
        warm_process(runs[0][1].parent) if is_worth_it else nullcontext() as warm,
        ThreadPoolExecutor(_JOBS) as pool,
    ):
        try:
            contents = list(pool.map(run, runs))
        except BaseException:  # of a notebook, or Ctrl-C: the others need not run to their end
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    found: dict[str, dict[Path, bytes]] = {lang: {} for lang in editions}
    for (lang, path), content in zip(runs, contents, strict=True):
        found[lang][path] = content
    return found


def rewrite(root: Path | None = None, names: Sequence[str] = (), progress: Progress = lambda _: None) -> list[Path]:
    """Execute the notebooks in place and return those whose bytes changed.

    Raises
    ------
    WardKpiError
        If ``root`` has none: those of the checkout are about other data.
    """
    folder = find_root(root)
    if not _notebooks_in(folder):
        raise WardKpiError("no_notebooks", folder=folder / "notebooks")
    contents = execute_all(root, names, progress)
    changed = {path: content for path, content in contents.items() if path.read_bytes() != content}
    write_files(changed)
    return list(changed)


def execute(
    path: Path,
    root: Path,
    lang: str = "ja",
    stop: threading.Event | None = None,
    warm: WarmProcess | None = None,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Execute the edition of one notebook in ``lang`` from the start in a new kernel and return it as bytes.

    A line stands in the place of a figure without data. Setting ``stop`` ends it within a second. The kernel comes from
    ``warm``, if given, and has ``variables`` in its environment.

    Raises
    ------
    WardKpiError
        If it is no notebook, or if a cell fails or writes to stderr.
    """
    notebook = in_language(read(path), lang)
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    client = NotebookClient(
        notebook,
        timeout=_CELL_TIMEOUT,
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        shutdown_kernel="immediate",  # its process has nothing left to do, and being polite takes it half a second
        allow_errors=True,  # raised below, but for those that want of data explains
    )
    at = [0]  # the cell at hand: a kernel that dies or hangs leaves no other trace of it
    client.on_cell_execute = lambda cell, cell_index: at.__setitem__(0, cell_index + 1)
    LeftOutFigures(client, lang, lambda reason: _failed(path, at[0], reason))
    try:
        # a thread, for the caller's may run an event loop already, as Jupyter's does
        with _connection() as connection, undone(lambda: _end_kernel(client)), ThreadPoolExecutor(1) as pool:
            client.config = Config({"KernelManager": connection})
            if warm:
                client.kernel_manager_class = manager_of(warm, client.kernel_manager_class)
            env = {**os.environ, **variables, LANGUAGE_VARIABLE: lang}
            pool.submit(lambda: asyncio.run(_executed(client, stop or threading.Event(), env))).result()
    except (CellTimeoutError, DeadKernelError) as error:
        raise _failed(path, at[0], str(error).splitlines()[0]) from None
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                raise WardKpiError("notebook_stderr", path=path.name, cell=number, text=output.text.strip()[:200])
    return normalise(notebook)


@contextmanager
def _connection() -> Iterator[dict[str, str]]:
    """Yield how one kernel is reached, and where that is written down: nothing of it outlives a killed run for long."""
    with temporary_folder() as folder:
        sockets = str(folder / "k")
        fits = _THROUGH_FILES and len(os.fsencode(sockets)) <= _LONGEST_SOCKET
        through_files = {"transport": "ipc", "ip": sockets} if fits else {}
        yield {"connection_file": str(folder / "kernel.json")} | through_files


def _end_kernel(client: Any) -> None:
    """End the kernel of a notebook, if it still runs; at exit nbclient has nothing left to do."""
    process = getattr(getattr(client.km, "provisioner", None), "process", None)
    if process:
        process.kill()
        process.wait()
    atexit.unregister(client._cleanup_kernel)


def _all_but_last_look(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tell what nobody awaits, but for nbclient's look after its kernel: that fails once the kernel has ended."""
    coroutine = getattr(context.get("future"), "get_coro", lambda: None)()
    if getattr(coroutine, "__name__", "") != _LAST_LOOK:
        loop.default_exception_handler(context)


async def _executed(client: Any, stop: threading.Event, env: Mapping[str, str]) -> None:
    """Execute a notebook; where somebody says stop, end its kernel instead."""
    asyncio.get_running_loop().set_exception_handler(_all_but_last_look)
    task = asyncio.ensure_future(client.async_execute(env=env))
    while not task.done() and not stop.is_set():
        await asyncio.wait([task], timeout=0.05)
    if stop.is_set():
        task.cancel()  # once: what it does then is to end the kernel
    await task


def read(path: Path) -> Any:
    """Return a notebook as nbformat's node.

    Raises
    ------
    WardKpiError
        If it is no notebook.
    """
    nbformat = _import_nbformat()
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises what its JSON and schema readers raise
        raise WardKpiError("notebook_unreadable", path=path, reason=str(error).splitlines()[0]) from None


def _import_nbformat() -> Any:
    """Import nbformat without the grammars that jsonschema compiles, for a second, to know what an IRI is.

    A notebook's schema has no IRI, and jsonschema does without their package where JupyterLab has not brought it along.
    """
    package = "rfc3987_syntax"
    if package in sys.modules:
        return import_module("nbformat")
    sys.modules[package] = None  # type: ignore[assignment]
    try:
        return import_module("nbformat")
    finally:
        del sys.modules[package]


def normalise(notebook: Any) -> bytes:
    """Return a notebook as bytes that depend on nothing but its cells and outputs."""
    notebook.metadata = _METADATA
    for cell in notebook.cells:
        cell.metadata = {key: cell.metadata[key] for key in ("tags", KEPT) if key in cell.metadata}
    return (str(_import_nbformat().writes(notebook)) + "\n").encode()


def _failed(path: Path, cell: int, reason: str) -> WardKpiError:
    return WardKpiError("notebook_failed", path=path.name, cell=cell, reason=reason[:300])


@contextmanager
def _clean_environment(root: Path) -> Iterator[None]:
    """Keep the user's Jupyter and matplotlib settings out of the kernels; point these at ``root``."""
    with temporary_folder() as empty:
        changes = {
            ROOT_VARIABLE: str(root),
            "IPYTHONDIR": str(empty),
            "JUPYTER_CONFIG_DIR": str(empty),
            "JUPYTER_RUNTIME_DIR": str(empty),  # where a killed run leaves the addresses of its kernels
            "MPLBACKEND": None,  # Agg here would take every figure out of the run
            "PYTHONWARNINGS": None,
        }
        before = {name: os.environ.get(name) for name in changes}
        _set_environment(changes)
        try:
            yield
        finally:
            _set_environment(before)


def _set_environment(values: dict[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
