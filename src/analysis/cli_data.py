"""Commands for whoever brings data: check it, begin a source, draft tables from a text, import a ministry's tables."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]

_MOST_PER_FILE = 50
_SAY = {
    "ja": {
        "error": "誤り",
        "warning": "注意",
        "checked": "確認結果: 誤り {error} 件、注意 {warning} 件",
        "clean": "問題は見つかりませんでした。",
        "more": "{file} にはさらに {count} 件あります（--all ですべて表示）。",
        "made": "作成しました: {folder}（{files}）",
        "add_ward": "data/raw/wards.toml に次を追加してください:",
        "then": '次に、空の "" を埋めて表を転記し、「ward-kpi validate {folder}」で確認してください。',
        "drafts": "表の候補 {count} 件を {folder} に書きました（要確認 {questions} 件、source.toml に記載）。原典と照合し、指標を記入してから"
        " data/raw へ移してください。",
        "draft": "  {file}  {place}  {rows}行  要確認{questions}件  {title}",
        "score": "{source}: 確認済みセル {checked}、候補 {drafted}、一致 {agreeing}（再現率 {recall:.0%}、適合率 {precision:.0%}）",
        "total": "合計",
        "no_texts": "原典のテキストがないため測れませんでした。--sources でフォルダを指定してください。",
        "imported": "{folder} に {areas} 自治体、{observations} 観測値{dates}を書きました。",
        "dates": "（{dates} 時点）",
        "rates": "件数から再計算した率: {rates} 件中、不一致 {count} 件",
        "report": "読み替えの一覧: {path}（{count} 行）",
        "pages": "コードブックを作成しました: {files}",
        "pages_fresh": "コードブックは最新です: {files}",
    },
    "en": {
        "error": "error",
        "warning": "check",
        "checked": "errors: {error}, to be checked: {warning}",
        "clean": "No problem was found.",
        "more": "{file} has {count} more (--all shows every one).",
        "made": "wrote {folder} ({files})",
        "add_ward": "Add this to data/raw/wards.toml:",
        "then": "Next, fill in the empty \"\", transcribe the table and run 'ward-kpi validate {folder}'.",
        "drafts": "wrote {count} candidate tables to {folder}, with {questions} questions in source.toml; compare them with the "
        "document, answer the questions and fill in the indicators "
        "before moving the folder to data/raw.",
        "draft": "  {file}  {place}  {rows} rows  {questions} open  {title}",
        "score": "{source}: checked cells {checked}, drafted {drafted}, agreeing {agreeing} (recall {recall:.0%}, precision "
        "{precision:.0%})",
        "total": "all",
        "no_texts": "no text of a document is present, so nothing was measured; name their folder with --sources.",
        "imported": "wrote {areas} municipalities and {observations} observations{dates} to {folder}",
        "dates": " of {dates} dates",
        "rates": "rates recomputed from counts: {rates}, of which {count} differ",
        "report": "what was not simply read: {path} ({count} rows)",
        "pages": "wrote the codebook: {files}",
        "pages_fresh": "the codebook is up to date: {files}",
    },
}


def add_commands(add: Add) -> None:
    """Add the commands of this module with ``add(name, run, summary)``."""
    validate = add("validate", _validate, "check raw data and explain every problem at once")
    validate.add_argument("folder", nargs="?", metavar="FOLDER", help="a source folder (default: all of data/raw)")
    validate.add_argument("--all", action="store_true", help=f"show more than {_MOST_PER_FILE} problems a file")
    new = add("new-source", _new_source, "write the commented skeleton of a source folder")
    new.add_argument("id", metavar="ID", help="such as koto-plan-2026")
    new.add_argument("--ward", metavar="WARD", help="code, slug or name (default: the first part of ID)")
    new.add_argument("--text", metavar="TEXT", help="text of the document, to enter its name and sha256")
    extract = add("extract", _extract, "draft raw tables from a document, for a person to check")
    extract.add_argument("file", nargs="?", metavar="FILE", help=".pdf, .xlsx, .docx, .html, .csv or a text")
    extract.add_argument("--out", metavar="FOLDER", help="folder to make, not within data/; its name is the source id")
    extract.add_argument("--ward", metavar="WARD", help="code, slug or name (default: the first part of FOLDER's name)")
    extract.add_argument("--words", action="store_true", help="take tables without any figure as well")
    extract.add_argument("--measure", action="store_true", help="compare drafts with the tables checked by hand")
    extract.add_argument("--sources", type=Path, metavar="DIR", help="folder of the source texts, for --measure")
    for name, what in (("import-mic", "My Number card tables"), ("import-digital-agency", "local DX tables")):
        command = add(name, _import, f"import the ministry's {what} of all municipalities into a folder")
        command.add_argument("files", nargs="+", metavar="FILE", help="files, or folders of .csv files")
        command.add_argument("--out", required=True, metavar="FOLDER", help="data root to write, not the project's own")
        command.add_argument("--area", action="append", default=[], metavar="NAME", help="keep only this municipality")
        command.add_argument("--codes", action="append", default=[], metavar="FILE", help="table to take codes from")
        command.add_argument("--layout", metavar="ID", help="section of data/raw/ministry_tables.toml")
    codebook = add("codebook", _codebook, "write docs/codebook.md and docs/codebook.ja.md")
    codebook.add_argument("--check", action="store_true", help="change nothing; fail if a page is out of date")


def _validate(options: argparse.Namespace) -> int:
    from analysis.validate import validate

    say = _SAY[options.lang]
    findings = validate(options.folder, root=options.root)
    shown: Counter[str] = Counter()
    for finding in findings:
        shown[finding.file] += 1
        if options.all or shown[finding.file] <= _MOST_PER_FILE:
            print(f"[{say[finding.level]}] {finding.message(options.lang)}")
    for file, count in shown.items():
        if count > _MOST_PER_FILE and not options.all:
            print(say["more"].format(file=file, count=count - _MOST_PER_FILE))
    levels = Counter(finding.level for finding in findings)
    print(say["checked"].format(error=levels["error"], warning=levels["warning"]) if findings else say["clean"])
    return 1 if levels["error"] else 0


def _new_source(options: argparse.Namespace) -> int:
    from analysis.new_source import new_source

    say = _SAY[options.lang]
    made = new_source(options.id, ward=options.ward, text=options.text, root=options.root, lang=options.lang)
    print(say["made"].format(folder=made.folder, files=", ".join(made.files)))
    if made.ward_entry:
        print(f"{say['add_ward']}\n\n{made.ward_entry}")
    print(say["then"].format(folder=made.folder))
    return 0


def _extract(options: argparse.Namespace) -> int:
    from analysis.errors import WardKpiError
    from analysis.extract import write_drafts

    if options.measure:
        return _measure(options)
    if not (options.file and options.out):
        raise WardKpiError("extract_usage")
    say = _SAY[options.lang]
    about: dict[str, Any] = {"words": options.words, "root": options.root, "lang": options.lang}
    found = write_drafts(options.file, options.out, ward=options.ward, **about)
    print(say["drafts"].format(count=len(found.tables), questions=found.questions, folder=options.out))
    for number, table in enumerate(found.tables, 1):
        place = {"file": f"table_{number:02d}.csv", "place": table.header_place, "rows": len(table.rows)}
        print(say["draft"].format(**place, questions=len(table.questions), title=table.title).rstrip())
    for remark in found.remarks:
        print(f"[{say['warning']}] {remark.message(options.lang)}")
    return 0


def _measure(options: argparse.Namespace) -> int:
    from analysis.extract import Score, measure

    say = _SAY[options.lang]
    scores = measure(words=options.words, sources=options.sources, root=options.root)
    if not scores:
        print(say["no_texts"])
        return 1
    total = Score(*(sum(column) for column in zip(*scores.values(), strict=True)))
    for name, score in {**scores, say["total"]: total}.items():
        shares = {"recall": score.recall, "precision": score.precision}
        print(say["score"].format(source=name, **score._asdict(), **shares))
    return 0


def _import(options: argparse.Namespace) -> int:
    from analysis.importers import import_digital_agency, import_mic

    run = import_mic if options.command == "import-mic" else import_digital_agency
    layout = {"layout": options.layout} if options.layout else {}
    done = run(options.files, options.out, areas=options.area, codes=options.codes, root=options.root, **layout)
    say = _SAY[options.lang]
    dates = say["dates"].format(dates=done.dates) if done.dates else ""
    counts = {"areas": done.areas, "observations": done.observations}
    print(say["imported"].format(folder=done.folder, dates=dates, **counts))
    differing = int((done.report["what"] == "rate").sum())
    print(say["rates"].format(rates=done.rates, count=differing))
    print(say["report"].format(path=done.report_file, count=len(done.report)))
    return 0


def _codebook(options: argparse.Namespace) -> int:
    from analysis import codebook

    pages = codebook.check(options.root) if options.check else codebook.write(options.root)
    say = _SAY[options.lang]["pages_fresh" if options.check else "pages"]
    print(say.format(files=", ".join(f"docs/{page.name}" for page in pages)))
    return 0
