"""The command ``ward-kpi export``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.cli.parser import Add
from analysis.words.errors import UnknownName, WardKpiError
from analysis.words.store import told

AUDIENCES = ("committee",)
_WRITTEN = ("date", "committee", "department", "number", "title")
"""Options that stand on the paper, in the order in which a person is asked for them."""
_SEVERAL = ("figures", "ward", "theme", "template")
"""Options that may be given more than once, or with commas."""


def add_commands(add: Add) -> None:
    """Register the command."""
    export = add("export", _export)
    audiences = ", ".join(AUDIENCES)
    export.add_argument(
        "--for",
        dest="audience",
        default=AUDIENCES[0],
        metavar="WHOM",
        help=export.said("cli.export.audience", audiences=audiences),
    )
    for name in _WRITTEN:
        metavar = "DATE" if name == "date" else "TEXT"
        export.add_argument(f"--{name}", metavar=metavar, help=export.said(f"cli.export.{name}"))
    for name in _SEVERAL:
        export.add_argument(
            f"--{name}", action="append", default=[], metavar="NAME", help=export.said(f"cli.export.{name}")
        )
    export.add_argument("--years", metavar="FROM-TO", help=export.said("cli.export.years"))
    export.add_argument("--mono", action=argparse.BooleanOptionalAction, help=export.said("cli.export.mono"))
    export.add_argument("--into", type=Path, metavar="FILE", help=export.said("cli.export.into"))
    export.add_argument("--output", type=Path, metavar="PLACE", help=export.said("cli.export.output"))
    export.add_argument("--ask", action="store_true", help=export.said("cli.export.ask"))
    export.add_argument("--force", action="store_true", help=export.said("cli.option.force"))


def _export(options: argparse.Namespace) -> int:
    if options.audience not in AUDIENCES:
        raise UnknownName("audience", options.audience, AUDIENCES)
    if options.ask:
        from analysis.cli.dialogue import ask_all

        ask_all(options, _WRITTEN)
    return _put_into(options) if options.into else _write(options)


def _several(options: argparse.Namespace, option: str) -> list[str]:
    """Return what was given of an option, also with commas.

    Raises
    ------
    WardKpiError
        If a name is empty, as of a variable that was not set: that is not all of them.
    """
    found = []
    for one in getattr(options, option):
        names = [name.strip() for name in one.replace("、", ",").split(",") if name.strip()]
        if not names:
            raise WardKpiError("names_nothing", argument=f"--{option}", value=f"'{one}'")
        found += names
    return found


def _write(options: argparse.Namespace) -> int:
    from analysis.data.study import Study
    from analysis.office.document_list import titles_of
    from analysis.office.pack import Choice
    from analysis.office.pack_folder import write_pack
    from analysis.pages.left_out_figures import sentence

    lang = options.lang
    written = write_pack(
        **{name: getattr(options, name) for name in _WRITTEN},
        figures=_several(options, "figures"),
        wards=_several(options, "ward"),
        themes=_several(options, "theme"),
        years=options.years,
        mono=options.mono,
        templates=[Path(path) for path in options.template],
        output=options.output,
        lang=lang,
        force=options.force,
        root=options.root,
    )
    print(told("cli.export.said.written", lang, folder=written.folder, files=written.files))
    _repeat(options, written.pack.day)
    if written.too_new:
        titles = titles_of(written.too_new, Study.of(options.root, lang))
        print(told("cli.export.said.too_new", lang, date=written.pack.day, titles=titles), file=sys.stderr)
    if written.left_out:
        choice, names = written.pack.choice, written.pack.study.names
        print(sentence(written.left_out, lang, was_chosen=choice != Choice(), years=names.years(choice.years)))
    for name, reason in written.failed.items():
        print(told("cli.export.said.failed", lang, figure=name, reason=reason), file=sys.stderr)
    return 1 if written.failed else 0


def _repeat(options: argparse.Namespace, day: str) -> None:
    """Say what was set and what stayed blank."""
    lang = options.lang
    gap = told("names.listed", lang)
    values = {name: getattr(options, name) for name in _WRITTEN} | {"date": day if options.date else None}
    values |= {name: gap.join(_several(options, name)) for name in _SEVERAL} | {"years": options.years}
    names = {name: told(f"cli.export.name.{name}", lang) for name in values}
    pairs = [
        told("cli.export.said.pair", lang, name=names[name], value=value) for name, value in values.items() if value
    ]
    if pairs:
        print(told("cli.export.said.set", lang, pairs=gap.join(pairs)))
    blank = [names[name] for name in _WRITTEN if not values[name] and name != "title"]
    if blank:
        print(told("cli.export.said.blank", lang, names=gap.join(blank)))


def _put_into(options: argparse.Namespace) -> int:
    from analysis.office.into_file import put_into

    figures = _several(options, "figures")
    if len(figures) != 1:
        expected = told("cli.export.one_figure", options.lang)
        raise WardKpiError("bad_argument", argument="--figures", value=", ".join(figures), expected=expected)
    path = put_into(
        options.into,
        figures[0],
        wards=_several(options, "ward"),
        themes=_several(options, "theme"),
        years=options.years,
        mono=bool(options.mono),
        output=options.output,
        lang=options.lang,
        force=options.force,
        root=options.root,
    )
    print(told("cli.export.said.put", options.lang, path=path, figure=figures[0]))
    return 0
