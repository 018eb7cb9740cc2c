"""The command ``ward-kpi``: each command reads its arguments, calls one function and says what came of it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from analysis.cli import bundle_command, data_commands, export_command
from analysis.cli.parser import Command, Parser, asked_language
from analysis.words.errors import NoPackage, WardKpiError, of_a_command
from analysis.words.labels import LANGUAGES
from analysis.words.store import told

_EXTRAS = {
    **dict.fromkeys(("docx", "pptx", "xlsxwriter", "PIL"), "office"),
    **dict.fromkeys(("IPython", "markupsafe", "mistune", "nbclient", "nbformat", "pygments"), "lab"),
    **dict.fromkeys(("great_tables",), "tables"),
    **dict.fromkeys(("openpyxl", "pdfplumber", "pypdfium2"), "intake"),
}
"""Which extra brings a package that a command needs and the core does without."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a problem that the user can mend is one line on stderr and exit code 1, wrong usage is 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Japanese prints even where the console's encoding cannot hold it
            stream.reconfigure(errors="backslashreplace")
    options = _parser(asked_language(arguments)).parse_args(arguments)
    with of_a_command():
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    """Run the command that was asked for; return its exit code."""
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
        print(f"ward-kpi {options.command}: {told('cli.said.interrupted', options.lang)}", file=sys.stderr)
        return 130
    except Exception as error:  # what the machine refuses, anywhere, and what nobody thought of
        if options.debug:
            raise
        print(f"ward-kpi {options.command}: {_fault(error).message(options.lang)}", file=sys.stderr)
        return 1


def _fault(error: Exception) -> WardKpiError:
    """Return what is said of an error that is none of the library's."""
    if isinstance(error, ModuleNotFoundError) and (extra := _EXTRAS.get(str(error.name).partition(".")[0])):
        return NoPackage(error.name, extra)
    of_the_machine = isinstance(error, OSError | RuntimeError | MemoryError)
    return WardKpiError("system_fault" if of_the_machine else "unforeseen", reason=_reason(error))


def _reason(error: Exception) -> str:
    """Return file and cause of a fault as far as it names them, else its kind."""
    if isinstance(error, OSError) and error.strerror:
        return ": ".join(str(part) for part in (error.filename, error.strerror) if part)
    return " ".join(f"{type(error).__name__}: {error}".rstrip(": ").split())


def _parser(lang: str) -> Parser:
    parser = Parser(lang=lang, prog="ward-kpi", description=told("cli.about", lang))
    _add_language(parser)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Command) -> Parser:
        summary = parser.said(f"cli.{name}.summary")
        command = commands.add_parser(name, lang=lang, help=summary, description=summary)
        command.add_argument("--root", type=Path, help=parser.said("cli.option.root"))
        _add_language(command)
        command.add_argument("--debug", action="store_true", help=parser.said("cli.option.debug"))
        command.set_defaults(run=run)
        return command

    clean = add("clean", _clean)
    clean.add_argument("--check", action="store_true", help=clean.said("cli.clean.check"))
    verify = add("verify", _verify)
    verify.add_argument("--sources", type=Path, metavar="DIR", help=verify.said("cli.option.sources"))
    verify.add_argument("--document", metavar="FILE", help=verify.said("cli.verify.document"))
    verify.add_argument("--source", metavar="ID", help=verify.said("cli.verify.source"))
    explain = add("explain", _explain)
    explain.add_argument("indicator", metavar="INDICATOR", help=explain.said("cli.explain.indicator"))
    explain.add_argument("year", nargs="?", metavar="YEAR", help=explain.said("cli.explain.year"))
    explain.add_argument("kind", nargs="?", metavar="KIND", help=explain.said("cli.explain.kind"))
    explain.add_argument("--sources", type=Path, metavar="DIR", help=explain.said("cli.option.sources"))
    explain.add_argument("--picture", type=Path, metavar="FILE", help=explain.said("cli.explain.picture"))
    report = add("report", _report)
    report.add_argument("--output", type=Path, help=report.said("cli.report.output"))
    report.add_argument("--force", action="store_true", help=report.said("cli.option.force"))
    notebooks = add("notebooks", _notebooks)
    notebooks.add_argument("names", nargs="*", metavar="NOTEBOOK", help=notebooks.said("cli.notebooks.names"))
    add("overview", _overview)
    site = add("site", _site)
    site.add_argument("--output", type=Path, help=site.said("cli.site.output"))
    site.add_argument("--force", action="store_true", help=site.said("cli.option.force"))
    diff = add("diff", _diff)
    diff.add_argument("revision", nargs="?", default="HEAD", metavar="REF", help=diff.said("cli.diff.revision"))
    data_commands.add_commands(add)
    export_command.add_commands(add)
    bundle_command.add_commands(add)
    return parser


def _add_language(parser: Parser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, default=parser.lang, help=parser.said("cli.option.lang"))


def _clean(options: argparse.Namespace) -> int:
    from analysis.data.paths import find_root
    from analysis.sources import clean
    from analysis.sources.raw import unfinished_sources

    rows = clean.check(options.root) if options.check else clean.clean(options.root)
    counts = ", ".join(f"{name} {count}" for name, count in rows.items())
    print(told(f"cli.clean.said.{'agrees' if options.check else 'wrote'}", options.lang, counts=counts))
    left_out = unfinished_sources(find_root(options.root))
    if left_out:
        print(told("cli.clean.said.unfinished", options.lang, sources=", ".join(left_out)))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from analysis.audit.evidence import Verification, verify
    from analysis.audit.other_copy import CopyCheck, check_copy

    result: Verification | CopyCheck
    if options.document:
        result = check_copy(options.document, source=options.source, root=options.root)
    else:
        result = verify(sources=options.sources, root=options.root)
    for problem in result.problems:
        print(problem.message(options.lang), file=sys.stderr)
    data_commands.print_remarks(getattr(result, "remarks", ()), options.lang)
    print(result.summary(options.lang))
    return 0 if result.passed else 1


def _explain(options: argparse.Namespace) -> int:
    from analysis.audit.story import explain
    from analysis.data.writing import at_home, write_files

    story = explain(
        options.indicator, options.year, options.kind, lang=options.lang, sources=options.sources, root=options.root
    )
    print(story)
    if options.picture:
        if not story.picture:
            raise WardKpiError("no_picture")
        write_files({at_home(options.picture): story.picture})
    return 0


def _report(options: argparse.Namespace) -> int:
    from analysis.pages.report_folder import report

    print(report(options.root, options.output, options.lang, force=options.force))
    return 0


def _overview(options: argparse.Namespace) -> int:
    from analysis.pages.readme_charts import write_overview

    for path in write_overview(options.root):
        print(path)
    return 0


def _notebooks(options: argparse.Namespace) -> int:
    from analysis.pages.notebook_runs import rewrite

    changed = rewrite(options.root, options.names, progress=lambda name: print(name, flush=True))
    names = ", ".join(path.name for path in changed) or "0"
    print(told("cli.notebooks.said.rewritten", options.lang, names=names))
    return 0


def _site(options: argparse.Namespace) -> int:
    from analysis.pages.site.website import write_site

    said = write_site(
        options.root,
        options.output,
        options.lang,
        progress=lambda name: print(name, flush=True),
        force=options.force,
    )
    print(said)
    return 0


def _diff(options: argparse.Namespace) -> int:
    from analysis.pages.changes_in_words import told_changes
    from analysis.pages.data_changes import review

    print("\n".join(told_changes(review(options.revision, options.root), options.lang)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
