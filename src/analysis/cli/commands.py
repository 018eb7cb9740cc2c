"""The command ``ward-kpi``: each command reads its arguments, calls one function and says what came of it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.cli import data_commands, export_command
from analysis.words.errors import WardKpiError
from analysis.words.labels import LANGUAGES

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a problem that the user can mend is one line on stderr and exit code 1, wrong usage is 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Japanese prints even where the console's encoding cannot hold it
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        result = int(options.run(options))
        sys.stdout.flush()
        return result
    except BrokenPipeError:  # whoever read the output, such as head, has gone: nothing more to say, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
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
    verify = add("verify", _verify, "find every raw cell in the text of its source")
    verify.add_argument("--sources", type=Path, metavar="DIR", help="folder of the source texts")
    explain = add("explain", _explain, "tell the story of one figure: place, vintages, caveats, evidence")
    explain.add_argument("indicator", metavar="INDICATOR", help="id such as sumida.cashless_procedures")
    explain.add_argument("year", nargs="?", metavar="YEAR", help="fiscal year: 2022, R4 or 令和4年度")
    explain.add_argument("kind", nargs="?", metavar="KIND", help="baseline, actual, estimate, planned or target")
    explain.add_argument("--sources", type=Path, metavar="DIR", help="folder of the source texts")
    report = add("report", _report, "check the tables, execute the notebooks and write build/")
    report.add_argument("--output", type=Path, help="folder to write to (default: build/)")
    notebooks = add("notebooks", _notebooks, "execute the notebooks and rewrite their outputs in place")
    add("overview", _overview, "draw the chart of the READMEs anew: docs/overview.png and docs/overview.ja.png")
    notebooks.add_argument("names", nargs="*", metavar="NOTEBOOK", help="only these (default: all)")
    site = add("site", _site, "write the notebooks and the evidence of every figure as offline pages")
    site.add_argument("--output", type=Path, help="folder to write, which is replaced (default: build/site)")
    diff = add("diff", _diff, "say which figures and notebooks differ from a git revision")
    diff.add_argument(
        "revision", nargs="?", default="HEAD", metavar="REF", help="branch, tag or commit (default: HEAD)"
    )
    data_commands.add_commands(add)
    export_command.add_commands(add)
    return parser


def _clean(options: argparse.Namespace) -> int:
    from analysis.sources import clean

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


def _verify(options: argparse.Namespace) -> int:
    from analysis.audit.evidence import verify

    result = verify(sources=options.sources, root=options.root)
    for problem in result.problems:
        print(problem.message(options.lang), file=sys.stderr)
    print(result.summary(options.lang))
    return 0 if result.passed else 1


def _explain(options: argparse.Namespace) -> int:
    from analysis.audit.story import explain, read_year

    year = read_year(options.year) if options.year else None
    story = explain(
        options.indicator, year, options.kind, lang=options.lang, sources=options.sources, root=options.root
    )
    print(story)
    return 0


def _report(options: argparse.Namespace) -> int:
    from analysis.pages.build import report

    print(report(options.root, options.output, options.lang))
    return 0


def _overview(options: argparse.Namespace) -> int:
    from analysis.pages.overview import write_overview

    for path in write_overview(options.root):
        print(path)
    return 0


def _notebooks(options: argparse.Namespace) -> int:
    from analysis.pages.execution import rewrite

    changed = rewrite(options.root, options.names, progress=lambda name: print(name, flush=True))
    say = {"ja": "書き換えたノートブック", "en": "notebooks rewritten"}[options.lang]
    print(f"{say}: {', '.join(path.name for path in changed) or '0'}")
    return 0


def _site(options: argparse.Namespace) -> int:
    from analysis.pages.site.website import write_site

    print(write_site(options.root, options.output, options.lang, progress=lambda name: print(name, flush=True)))
    return 0


def _diff(options: argparse.Namespace) -> int:
    from analysis.pages.data_changes import review

    print("\n".join(review(options.revision, options.root).lines(options.lang)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
