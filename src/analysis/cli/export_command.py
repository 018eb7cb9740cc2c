"""The command ``ward-kpi export``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.cli.parser import Add
from analysis.words.errors import UnknownName
from analysis.words.store import told

AUDIENCES = ("committee",)


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
    export.add_argument("--date", metavar="YYYY-MM-DD", help=export.said("cli.export.date"))
    export.add_argument("--committee", metavar="NAME", help=export.said("cli.export.committee"))
    export.add_argument("--department", metavar="NAME", help=export.said("cli.export.department"))
    export.add_argument("--output", type=Path, metavar="DIR", help=export.said("cli.export.output"))
    export.add_argument("--force", action="store_true", help=export.said("cli.export.force"))


def _export(options: argparse.Namespace) -> int:
    from analysis.data.study import Study
    from analysis.office.document_list import titles_of
    from analysis.office.pack_folder import write_pack
    from analysis.pages.left_out_figures import sentence
    from analysis.words.era import format_date

    if options.audience not in AUDIENCES:
        raise UnknownName("audience", options.audience, AUDIENCES)
    written = write_pack(
        date=options.date,
        committee=options.committee,
        department=options.department,
        output=options.output,
        lang=options.lang,
        force=options.force,
        root=options.root,
    )
    print(told("cli.export.said.written", options.lang, folder=written.folder, files=written.files))
    if written.date is None:
        print(told("cli.export.said.date_blank", options.lang))
    elif written.too_new:
        date, titles = (
            format_date(written.date, options.lang),
            titles_of(written.too_new, Study.of(options.root, options.lang)),
        )
        print(told("cli.export.said.too_new", options.lang, date=date, titles=titles), file=sys.stderr)
    if written.left_out:
        print(sentence(written.left_out, options.lang))
    return 0
