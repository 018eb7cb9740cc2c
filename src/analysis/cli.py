"""The command ``ward-kpi``: each command reads its arguments, calls one function and says what came of it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.errors import WardKpiError
from analysis.labels import LANGUAGES

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a problem that the user can mend is one line on stderr and exit code 1, wrong usage is 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Japanese prints even where the console's encoding cannot hold it
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except WardKpiError as error:
        print(f"ward-kpi {options.command}: {error.message(options.lang)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", type=Path, help="folder that holds data/ (default: the checkout)")
    language = os.environ.get("WARD_KPI_LANG", "ja")
    default = language if language in LANGUAGES else "ja"
    common.add_argument("--lang", choices=LANGUAGES, default=default, help="language of what is written (default: ja)")
    parser = argparse.ArgumentParser(prog="ward-kpi", description="Digitisation KPIs of Tokyo's wards")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Command, summary: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, parents=[common], help=summary, description=summary)
        command.set_defaults(run=run)
        return command

    clean = add("clean", _clean, "turn data/raw into data/clean")
    clean.add_argument("--check", action="store_true", help="change nothing; fail if the tables differ by a byte")
    return parser


def _clean(options: argparse.Namespace) -> int:
    from analysis import clean

    rows = clean.check(options.root) if options.check else clean.clean(options.root)
    counts = ", ".join(f"{name} {count}" for name, count in rows.items())
    say = {
        ("ja", True): "data/clean は data/raw と一致しています",
        ("en", True): "data/clean is what data/raw gives",
        ("ja", False): "data/clean を作成しました",
        ("en", False): "wrote data/clean",
    }[options.lang, options.check]
    print(f"{say}: {counts}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
