"""The command ``ward-kpi export``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from analysis.words.errors import UnknownName

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]

AUDIENCES = ("committee",)
_SAY = {
    "ja": {
        "written": "{folder} に{files}ファイルを書きました（資料の日付: {date}）。",
        "date": "--date がないため、日付まで分かる資料のうち最も新しいものの公表日を資料の日付としました。",
    },
    "en": {
        "written": "wrote {files} files to {folder} (date on the paper: {date}).",
        "date": "without --date the paper bears the newest date that a document states to the day.",
    },
}


def add_commands(add: Add) -> None:
    """Register the command."""
    export = add("export", _export, "write editable slides, a paper, a workbook and charts for a committee")
    export.add_argument("--for", dest="audience", default=AUDIENCES[0], metavar="WHOM", help=f"{', '.join(AUDIENCES)}")
    export.add_argument("--date", metavar="YYYY-MM-DD", help="date on the paper (default: the newest of the documents)")
    export.add_argument("--committee", metavar="NAME", help="committee that the paper goes to")
    export.add_argument("--department", metavar="NAME", help="department that it comes from")
    export.add_argument("--output", type=Path, metavar="DIR", help="folder to write (default: build/committee)")
    export.add_argument("--force", action="store_true", help="replace a pack that is there")


def _export(options: argparse.Namespace) -> int:
    from analysis.office.committee import write_pack
    from analysis.pages.left_out import sentence
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
    say = _SAY[options.lang]
    date = format_date(written.date, options.lang)
    print(say["written"].format(folder=written.folder, files=written.files, date=date))
    if not written.date_given:
        print(say["date"])
    if written.left_out:
        print(sentence(written.left_out, options.lang))
    return 0
