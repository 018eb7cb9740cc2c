"""The command ``ward-kpi``, apart from the package, so that breaking it off is one line from the first import on."""

from __future__ import annotations

TYPE_CHECKING = False  # mypy knows the name; importing anything comes later, where it can be broken off
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import NoReturn

BROKEN_OFF = 130
"""The exit code of a command that somebody broke off."""
_SECONDS = 1.0
"""How long what was broken off may take to undo what it is at, before it is ended as it stands."""


def main() -> int:
    """Run the command; one that somebody breaks off ends at once: the interpreter would take its time to tidy up."""
    try:
        _open_streams()
        import signal

        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _handler())
        from analysis.cli.commands import main as run

        code = run()
    except KeyboardInterrupt:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _end(_said())
    if code == BROKEN_OFF:
        _end("")
    return code


def _open_streams() -> None:
    """Let what is written to a closed stream be lost, not be written into a file that takes its place by its number."""
    import os
    import sys

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - to the end


def _handler() -> Callable[[int, FrameType | None], None]:
    import signal
    import sys
    import threading
    import time

    said = _said()

    def late() -> None:
        time.sleep(_SECONDS)
        _end(said)

    def broken_off(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is impatient breaks off no undoing
        sys.unraisablehook = threading.excepthook = _say_nothing
        if _imports(frame):
            _end(said)  # raised among imports it may be lost, and nothing is half done there
        threading.Thread(target=late, daemon=True).start()
        raise KeyboardInterrupt

    return broken_off


def _end(said: str) -> NoReturn:
    """End the whole run: its kernels and temporary folders, then the process itself."""
    import contextlib
    import os
    import sys

    writing = sys.modules.get("analysis.data.writing")
    if undo_all := getattr(writing, "undo_all", None):
        undo_all()
    with contextlib.suppress(OSError, RuntimeError, ValueError):  # whoever read it may have gone, or be told just now
        sys.stderr.write(said)
        sys.stderr.flush()
    os._exit(BROKEN_OFF)


def _say_nothing(_: object) -> None:
    """Be told of an error that nobody can be told of any more."""


def _said() -> str:
    from analysis.cli.parser import asked_language
    from analysis.words.store import told

    return f"ward-kpi: {told('cli.said.interrupted', asked_language(None))}\n"


def _imports(frame: FrameType | None) -> bool:
    """Return whether a module is being imported."""
    while frame and not frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame is not None
