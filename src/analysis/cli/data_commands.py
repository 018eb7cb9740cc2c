"""Commands for whoever brings data: check it, begin a source, draft tables from a text, import a ministry's tables."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.cli.parser import Add
from analysis.words.errors import DataError
from analysis.words.store import told

_MOST_PER_FILE = 50


def add_commands(add: Add) -> None:
    """Add the commands of this module."""
    validate = add("validate", _validate)
    validate.add_argument("folder", nargs="?", metavar="FOLDER", help=validate.said("cli.validate.folder"))
    validate.add_argument("--all", action="store_true", help=validate.said("cli.validate.all", most=_MOST_PER_FILE))
    new = add("new-source", _new_source)
    new.add_argument("id", metavar="ID", help=new.said("cli.new-source.id"))
    new.add_argument("--ward", metavar="WARD", help=new.said("cli.new-source.ward"))
    new.add_argument("--text", metavar="TEXT", help=new.said("cli.new-source.text"))
    extract = add("extract", _extract)
    extract.add_argument("file", nargs="?", metavar="FILE", help=extract.said("cli.extract.file"))
    extract.add_argument("--out", metavar="FOLDER", help=extract.said("cli.extract.out"))
    extract.add_argument("--ward", metavar="WARD", help=extract.said("cli.extract.ward"))
    extract.add_argument("--words", action="store_true", help=extract.said("cli.extract.words"))
    extract.add_argument("--measure", action="store_true", help=extract.said("cli.extract.measure"))
    extract.add_argument("--sources", type=Path, metavar="DIR", help=extract.said("cli.extract.sources"))
    review = add("review", _review)
    review.add_argument("draft", metavar="DRAFT", help=review.said("cli.review.draft"))
    review.add_argument("file", metavar="FILE", help=review.said("cli.review.file"))
    review.add_argument("--no-browser", action="store_true", help=review.said("cli.review.no_browser"))
    for name in ("import-mic", "import-digital-agency"):
        command = add(name, _import)
        command.add_argument("files", nargs="+", metavar="FILE", help=command.said("cli.import.files"))
        command.add_argument("--out", required=True, metavar="FOLDER", help=command.said("cli.import.out"))
        command.add_argument(
            "--area", action="append", default=[], metavar="NAME", help=command.said("cli.import.area")
        )
        command.add_argument("--layout", metavar="ID", help=command.said("cli.import.layout"))
        command.add_argument("--published", metavar="DATE", default="", help=command.said("cli.import.published"))
        command.add_argument("--replace", action="store_true", help=command.said("cli.import.replace"))
        command.add_argument("--force", action="store_true", help=command.said("cli.import.force"))
    national = add("national", _national)
    national.add_argument("folder", metavar="FOLDER", help=national.said("cli.national.folder"))
    for name in ("codebook", "sentences"):
        command = add(name, _pages)
        command.add_argument("--check", action="store_true", help=command.said("cli.codebook.check"))


def _validate(options: argparse.Namespace) -> int:
    from analysis.sources.validate import validate

    lang = options.lang
    findings = validate(options.folder, root=options.root)
    shown: Counter[str] = Counter()
    for finding in findings:
        shown[finding.file] += 1
        if options.all or shown[finding.file] <= _MOST_PER_FILE:
            print(f"[{told(f'cli.validate.said.{finding.level}', lang)}] {finding.message(lang)}")
    for file, count in shown.items():
        if count > _MOST_PER_FILE and not options.all:
            print(told("cli.validate.said.more", lang, file=file, count=count - _MOST_PER_FILE))
    levels = Counter(finding.level for finding in findings)
    counts = {"error": levels["error"], "warning": levels["warning"]}
    print(told("cli.validate.said.checked" if findings else "cli.validate.said.clean", lang, **counts))
    return 1 if levels["error"] else 0


def _new_source(options: argparse.Namespace) -> int:
    from analysis.sources.new_source import new_source

    lang = options.lang
    made = new_source(options.id, ward=options.ward, text=options.text, root=options.root, lang=lang)
    print(told("cli.new-source.said.made", lang, folder=made.folder, files=", ".join(made.files)))
    if made.ward_entry:
        print(f"{told('cli.new-source.said.add_ward', lang)}\n\n{made.ward_entry}")
    print(told("cli.new-source.said.then", lang, folder=made.folder))
    return 0


def _extract(options: argparse.Namespace) -> int:
    from analysis.sources.extract import write_drafts
    from analysis.words.errors import WardKpiError

    if options.measure:
        return _measure(options)
    if not (options.file and options.out):
        raise WardKpiError("extract_usage")
    lang = options.lang
    about: dict[str, Any] = {"words": options.words, "root": options.root, "lang": lang}
    found = write_drafts(options.file, options.out, ward=options.ward, **about)
    counts = {"count": len(found.tables), "questions": found.questions}
    print(told("cli.extract.said.drafts", lang, **counts, folder=options.out))
    for number, table in enumerate(found.tables, 1):
        place = {"file": f"table_{number:02d}.csv", "place": table.header_place, "rows": len(table.rows)}
        line = told("cli.extract.said.draft", lang, **place, questions=len(table.questions), title=table.title)
        print(line.rstrip())
    print_remarks(found.remarks, lang)
    return 0


def _review(options: argparse.Namespace) -> int:
    import webbrowser

    from analysis.pages.desk.server import Desk, serve

    lang = options.lang
    desk = Desk(options.draft, options.file, root=options.root, lang=lang)
    print_remarks(desk.remarks, lang)

    def started(address: str) -> None:
        print(told("cli.review.said.at", lang, address=address), flush=True)
        if not options.no_browser:
            webbrowser.open(address)

    left = serve(desk, started)
    if left is None:
        print(told("cli.review.said.broken_off", lang))
        return 130
    print(told("cli.review.said.done", lang, folder=options.draft, left=left))
    return 0


def print_remarks(remarks: Iterable[DataError], lang: str) -> None:
    """Print what of a document could not be read, one line each."""
    for remark in remarks:
        print(f"[{told('cli.validate.said.warning', lang)}] {remark.message(lang)}")


def _measure(options: argparse.Namespace) -> int:
    from analysis.sources.extract import Score, measure

    lang = options.lang
    scores = measure(words=options.words, sources=options.sources, root=options.root)
    if not scores:
        print(told("cli.extract.said.no_texts", lang))
        return 1
    total = Score(*(sum(column) for column in zip(*scores.values(), strict=True)))
    for name, score in {**scores, told("cli.extract.said.total", lang): total}.items():
        shares = {"recall": score.recall, "precision": score.precision}
        print(told("cli.extract.said.score", lang, source=name, **score._asdict(), **shares))
    return 0


def _import(options: argparse.Namespace) -> int:
    from analysis.sources.importers import import_digital_agency, import_mic

    run = import_mic if options.command == "import-mic" else import_digital_agency
    done = run(
        options.files,
        options.out,
        areas=options.area,
        layout=options.layout,
        published=options.published,
        replace=options.replace,
        force=options.force,
        root=options.root,
    )
    lang = options.lang
    dates = told("cli.import.said.dates", lang, dates=done.dates) if done.dates else ""
    counts = {"areas": done.areas, "observations": done.observations}
    print(told("cli.import.said.imported", lang, folder=done.folder, dates=dates, **counts))
    if done.unchanged:
        print(told("cli.import.said.unchanged", lang, files=", ".join(done.unchanged)))
    for one in done.replaced:
        print(told("cli.import.said.replaced", lang, file=one.file, days=one.days or "-", figures=one.figures))
    for layout in done.unchecked:
        print(told("cli.import.said.unchecked", lang, layout=layout))
    for file in done.lacking:
        print(told("cli.import.said.lacking", lang, **vars(file)))
    moved = done.report[done.report["what"].isin(_MOVED)].drop_duplicates(["what", "code"])
    if len(moved):
        names = ", ".join(moved["name"].head(_MOST_NAMES)) + (" …" if len(moved) > _MOST_NAMES else "")
        print(told("cli.import.said.areas", lang, count=len(moved), names=names))
    differing = int((done.report["what"] == "rate").sum())
    print(told("cli.import.said.rates", lang, rates=done.rates, count=differing))
    print(told("cli.import.said.report", lang, path=done.report_file, count=len(done.report)))
    return 0


_MOVED = ("appeared", "disappeared", "renamed", "unregistered", "code_changed")
_MOST_NAMES = 10


def _national(options: argparse.Namespace) -> int:
    from analysis.sources.national import rebuild

    rows = rebuild(options.folder, options.root)
    print(told("cli.national.said.wrote", options.lang, counts=", ".join(f"{name} {n}" for name, n in rows.items())))
    return 0


def _pages(options: argparse.Namespace) -> int:
    from analysis.office import sentence_list
    from analysis.sources import codebook

    made = codebook if options.command == "codebook" else sentence_list
    pages = made.check(options.root) if options.check else made.write(options.root)
    files = ", ".join(f"docs/{page.name}" for page in pages)
    said = "cli.codebook.said.pages_fresh" if options.check else "cli.codebook.said.pages"
    print(told(said, options.lang, files=files))
    return 0
