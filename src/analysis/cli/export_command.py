"""The command ``ward-kpi export``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.cli.parser import Add
from analysis.words.errors import NoFigureData, UnknownName, WardKpiError
from analysis.words.store import told

if TYPE_CHECKING:
    from analysis.office.pack import Pack

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
    if options.into:
        return _put_into(options)
    if options.ask:
        from analysis.cli.dialogue import ask_all

        ask_all(options, _WRITTEN)
    return _write(options)


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
            raise WardKpiError("option_names_nothing", argument=f"--{option}", value=one)
        found += names
    return found


def _chosen(options: argparse.Namespace) -> dict[str, Any]:
    """Return what a pack and a single figure have in common: what of the data is shown, how, and where it goes."""
    wards, themes = _several(options, "ward"), _several(options, "theme")
    same = ("years", "mono", "output", "lang", "force", "root")
    return {"wards": wards, "themes": themes, **{name: getattr(options, name) for name in same}}


def _write(options: argparse.Namespace) -> int:
    from analysis.data.study import Study
    from analysis.office.document_list import titles_of
    from analysis.office.pack import Choice
    from analysis.office.pack_folder import write_pack
    from analysis.pages.left_out_figures import sentence

    lang = options.lang
    written = write_pack(
        **{name: getattr(options, name) for name in _WRITTEN},
        **_chosen(options),
        figures=_several(options, "figures"),
        templates=[Path(path) for path in options.template],
    )
    print(told("cli.export.said.written", lang, folder=written.folder, files=written.files))
    _repeat(options, written.pack)
    blank = [name for name in _WRITTEN if name != "title" and not getattr(written.pack, name)]
    if blank:
        names = [told(f"cli.export.name.{name}", lang) for name in blank]
        print(told("cli.export.said.blank", lang, names=told("names.listed", lang).join(names)))
    if written.too_new:
        titles = titles_of(written.too_new, Study.of(options.root, lang))
        print(told("cli.export.said.too_new", lang, date=written.pack.day, titles=titles), file=sys.stderr)
    if written.left_out:
        choice, names_of = written.pack.choice, written.pack.study.names
        print(sentence(written.left_out, lang, was_chosen=choice != Choice(), years=names_of.years(choice.years)))
    for name, reason in written.failed.items():
        print(told("cli.export.said.failed", lang, figure=name, reason=reason), file=sys.stderr)
    return 1 if written.failed else 0


def _repeat(options: argparse.Namespace, pack: Pack) -> None:
    """Say what was set, as the pack has it."""
    lang, names, choice = options.lang, pack.study.names, pack.choice
    gap = told("names.listed", lang)
    values = {name: getattr(pack, name) for name in _WRITTEN} | {"date": pack.day if pack.date else ""}
    values |= {"figures": gap.join(_several(options, "figures")), "ward": gap.join(map(names.ward, choice.wards))}
    values |= {"theme": gap.join(map(names.theme, choice.themes)), "years": names.years(choice.years)}
    values["mono"] = "" if pack.mono is None else told(f"cli.export.ink.{'mono' if pack.mono else 'colour'}", lang)
    values["template"] = gap.join(_several(options, "template"))
    pairs = [
        told("cli.export.said.pair", lang, name=told(f"cli.export.name.{name}", lang), value=value)
        for name, value in values.items()
        if value
    ]
    if pairs:
        print(told("cli.export.said.set", lang, pairs=gap.join(pairs)))


def _put_into(options: argparse.Namespace) -> int:
    from analysis.data.study import Study
    from analysis.office.into_file import put_into
    from analysis.pages.left_out_figures import sentence
    from analysis.words.era import read_years

    lang, figures = options.lang, _several(options, "figures")
    unused = [name for name in (*_WRITTEN, "template", "ask") if getattr(options, name) not in (None, [], False)]
    if unused:
        raise WardKpiError("not_with_into", argument=f"--{unused[0]}")
    if len(figures) != 1:
        expected = told("cli.export.one_figure", lang)
        raise WardKpiError("bad_argument", argument="--figures", value=", ".join(figures), expected=expected)
    try:
        copy = put_into(options.into, figures[0], **_chosen(options))
    except NoFigureData:
        span = read_years(options.years, "--years") if options.years else None
        years = Study.of(options.root, lang).names.years(span)
        print(sentence(figures, lang, was_chosen=True, years=years), file=sys.stderr)
        return 1
    print(told("cli.export.said.put", lang, path=copy.path, figure=figures[0]))
    _repeat(options, copy.pack)
    return 0
