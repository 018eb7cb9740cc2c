"""The command ``ward-kpi``, apart from the package, so that breaking it off is one line from the first import on."""

from __future__ import annotations

TYPE_CHECKING = False  # mypy knows the name; importing anything comes later, where it can be broken off
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


def main() -> int:
    """Run the command; exit code 130 where somebody broke it off."""
    try:
        _open_streams()
        import signal

        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _handler())
        from analysis.cli.commands import main as run

        return run()
    except KeyboardInterrupt:
        import signal
        import sys

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.stderr.write(_said())
        return 130


def _open_streams() -> None:
    """Let what is written to a closed stream be lost, not be written into a file that takes its place by its number."""
    import os
    import sys

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - to the end


def _handler() -> Callable[[int, FrameType | None], None]:
    import os
    import sys

    said = _said()

    def broken_off(number: int, frame: FrameType | None) -> None:
        if not _imports(frame):
            raise KeyboardInterrupt
        sys.stderr.write(said)  # raised among imports it may be lost, and nothing is half done there
        sys.stderr.flush()
        os._exit(130)

    return broken_off


def _said() -> str:
    from analysis.cli.parser import asked_language
    from analysis.words.store import told

    return f"ward-kpi: {told('cli.said.interrupted', asked_language(None))}\n"


def _imports(frame: FrameType | None) -> bool:
    """Return whether a module is being imported."""
    while frame and not frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame is not None
