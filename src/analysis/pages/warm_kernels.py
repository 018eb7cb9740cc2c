"""Kernels that begin with everything imported and the tables read: forks of one process that has done so once.

Each notebook still has a process of its own, in which nothing has been run. Only on Linux, where forking is sure to work; elsewhere
every kernel begins from nothing, to the same bytes.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.data.writing import undone

_IMPORTED = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "fontTools.subset",
)


class Forked:
    """A kernel that a warm process has forked, with as much of Popen as Jupyter asks of it."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """Return None as long as it runs; how it ended nobody asks."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 1
        return None

    def wait(self) -> int:
        """Wait for its end."""
        while self.poll() is None:
            threading.Event().wait(0.02)
        return 1

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class WarmProcess:
    """The process that forks kernels, seen from here."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process, self._lock = process, threading.Lock()

    def kernel(self, connection_file: str, cwd: str, env: dict[str, str]) -> Forked:
        """Return a new kernel."""
        wanted = json.dumps({"connection_file": connection_file, "cwd": cwd, "env": env})
        assert self._process.stdin
        assert self._process.stdout
        with self._lock:  # several notebooks are executed at a time
            self._process.stdin.write(wanted + "\n")
            self._process.stdin.flush()
            return Forked(int(self._process.stdout.readline()))


@contextmanager
def warm_process(folder: Path) -> Iterator[WarmProcess]:
    """Yield a process that forks kernels, which imports as a kernel in ``folder`` would; in the end it and its kernels end."""
    command = [sys.executable, "-P", "-m", __name__]
    env = {**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # as ipykernel has it
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=folder, env=env, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
    with process, undone(process.kill):
        yield WarmProcess(process)


def manager_of(warm: WarmProcess, usual: Any) -> Any:
    """Return a class of kernel managers like the ``usual`` one that takes its kernels from ``warm``."""

    async def launch(manager: Any, _: list[str], **given: Any) -> None:
        provisioner = manager.provisioner
        provisioner.process = warm.kernel(manager.connection_file, given["cwd"], given["env"])
        provisioner.pid = provisioner.pgid = provisioner.process.pid
        manager._reconcile_connection_info(provisioner.connection_info)

    return type("WarmManager", (usual,), {"_async_launch_kernel": launch})


# --- in the warm process ---


def _serve() -> None:
    """Import and read what notebooks need, then fork a kernel for each line of stdin and answer with its number."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked for kernels ends this process
    _warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a kernel that has ended is gone at once
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _become_kernel(**json.loads(line))
            return
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _warm_up() -> None:
    """Import all but pyplot, which looks for its notebook at once; where the tables cannot be read, the cell says so that does."""
    for name in _IMPORTED:
        import_module(name)

    from analysis.data.study import Study
    from analysis.questions import questions
    from analysis.words.errors import WardKpiError

    with suppress(WardKpiError):
        study = Study.of()
        questions(study)
        _ = study.current  # which reads the tables
    gc.freeze()  # no kernel searches or copies what all of them share


def _become_kernel(connection_file: str, cwd: str, env: dict[str, str]) -> None:
    from ipykernel import kernelapp

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):  # the pipes are for asking for kernels
        os.dup2(nothing, stream)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    kernelapp.launch_new_instance(argv=["-f", connection_file, f"--IPKernelApp.parent_handle={os.getppid()}"])


if __name__ == "__main__":
    _serve()
