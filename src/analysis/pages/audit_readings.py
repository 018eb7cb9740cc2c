"""Tables for reading about the figures themselves: revisions, judgements by document, consistency, cross-checks, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.audit.cross_checks import crosscheck
from analysis.audit.evidence import verify
from analysis.audit.self_checks import consistency
from analysis.data.citation import stated_date
from analysis.data.frames import each, joined_ids
from analysis.data.load import Root, load_sources
from analysis.data.paths import find_root
from analysis.data.study import Study
from analysis.measures.commitments import judgements
from analysis.measures.vintage_changes import revisions
from analysis.pages.display import Conclusions
from analysis.questions._reading import NONE, ReadingTable, reading_table
from analysis.sources.model import Correction
from analysis.sources.raw import load_raw
from analysis.words.era import format_date
from analysis.words.labels import KINDS, STATUSES
from analysis.words.wording import Wording, known, number

_WORDS: dict[str, dict[str, str]] = {
    "ward": {"ja": "区", "en": "ward"},
    "indicator": {"ja": "指標", "en": "indicator"},
    "kind": {"ja": "種類", "en": "kind"},
    "change": {"ja": "変化", "en": "change"},
    "from": {"ja": "前の資料", "en": "earlier document"},
    "to": {"ja": "後の資料", "en": "later document"},
    "difference": {"ja": "差", "en": "difference"},
    "reason": {"ja": "理由・注記", "en": "reason"},
    "changed": {"ja": "変更", "en": "changed"},
    "redated": {"ja": "年度の変更", "en": "redated"},
    "added": {"ja": "追加", "en": "added"},
    "dropped": {"ja": "記載なし", "en": "dropped"},
    "document": {"ja": "資料", "en": "document"},
    "baseline": {"ja": "基準値", "en": "baseline"},
    "target": {"ja": "目標", "en": "target"},
    "value": {"ja": "最新の実績", "en": "latest result"},
    "pace": {"ja": "ペース", "en": "pace"},
    "status": {"ja": "判定", "en": "status"},
    "subject": {"ja": "資料の記載", "en": "what is stated"},
    "published": {"ja": "公表値", "en": "published"},
    "recomputed": {"ja": "再計算", "en": "recomputed"},
    "agrees": {"ja": "一致", "en": "agrees"},
    "yes": {"ja": "一致", "en": "yes"},
    "no": {"ja": "不一致", "en": "no"},
    "unknown": {"ja": "計算不可", "en": "cannot be recomputed"},
    "check": {"ja": "確かめたこと", "en": "check"},
    "evaluation": {"ja": "区の評価", "en": "evaluations"},
    "count": {"ja": "施策別の数", "en": "counts by policy"},
    "total": {"ja": "合計", "en": "totals"},
    "share": {"ja": "割合", "en": "rates"},
    "stated_twice": {"ja": "二か所の値", "en": "figures stated twice"},
    "step": {"ja": "累計の差", "en": "steps of cumulative figures"},
    "agreeing": {"ja": "一致", "en": "agree"},
    "differing": {"ja": "不一致", "en": "differ"},
    "open": {"ja": "計算不可", "en": "cannot be recomputed"},
    "stated_date": {"ja": "資料が示す時点", "en": "date stated"},
    "match": {"ja": "一致する総務省の値", "en": "matching rate of the ministry"},
    "days": {"ja": "隔たり（日）", "en": "distance (days)"},
    "year_end": {"ja": "（年度末とみなす）", "en": " (taken as year end)"},
    "after_series": {"ja": "系列の最後より後", "en": "after the end of the series"},
    "no_series": {"ja": "系列なし", "en": "no series"},
    "texts": {"ja": "原文の数", "en": "texts"},
    "tables": {"ja": "表", "en": "tables"},
    "cells": {"ja": "照合するセル", "en": "cells to check"},
    "column": {"ja": "欄", "en": "column"},
    "cell": {"ja": "印刷のまま", "en": "as printed"},
    "read_as": {"ja": "読み", "en": "read as"},
    "no_locator": {"ja": "照合できないセル", "en": "cells without place in a text"},
}
_SHOWN = {True: "yes", False: "no"}


def revisions_table(
    rows: pd.DataFrame | None = None, *, title: str, name: str = "revisions", lang: str = "ja", root: Root = None
) -> ReadingTable:
    """Show what changed between documents.

    Parameters
    ----------
    rows : DataFrame, optional
        Rows of :func:`analysis.revisions`; all without it.
    title : str
        What the table shows.
    name : str
        Unique within a notebook.
    lang : str
        ``ja`` or ``en``.
    root : path, optional
        Folder that holds ``data``.
    """
    words = Study.of(root, lang).names
    table = (revisions(root=root) if rows is None else rows).reset_index(drop=True)
    shown = [
        {
            "ward": words.ward(row["ward"]),
            "indicator": words.indicator(row["indicator"]),
            "kind": KINDS[row["kind"]][lang],
            "change": _WORDS[row["change"]][lang],
            "from": _side(row["text_from"], row["fiscal_year_from"], words),
            "to": _side(row["text_to"], row["fiscal_year"], words),
            "difference": _difference(row, words),
            "reason": row[f"reason_{lang}"] or NONE,
        }
        for row in table.to_dict("records")
    ]
    both = table.assign(
        source=[joined_ids(pd.Series(pair)) for pair in zip(table["source_from"], table["source"], strict=True)]
    )
    return _laid_out(shown, both, name, title, ["difference"], lang, root)


def _side(text: str, year: int, words: Wording) -> str:
    return f"{words.year(year)} {text}" if text else NONE


def _difference(row: Mapping[Any, Any], words: Wording) -> str:
    if not known(row["difference"]) or row["change"] == "redated":
        return NONE
    return ("+" if row["difference"] > 0 else "") + words.step(row["difference"], row["unit"])


def judgements_table(
    rows: pd.DataFrame | None = None, *, title: str, name: str = "judgements", lang: str = "ja", root: Root = None
) -> ReadingTable:
    """Show how each document by itself judges an indicator; ``rows`` are of :func:`analysis.judgements`."""
    words = Study.of(root, lang).names
    table = (judgements(root=root) if rows is None else rows).reset_index(drop=True)
    shown = [
        {
            "ward": words.ward(row.ward),
            "indicator": words.indicator(row.indicator),
            "document": stated_date(row.published_stated, lang),
            "baseline": _dated(row.baseline, row.baseline_year, row.unit, words),
            "target": _dated(row.target, row.target_year, row.unit, words),
            "value": _dated(row.value, row.value_year, row.unit, words),
            "pace": number(row.pace, 2) if known(row.pace) else NONE,
            "status": STATUSES[row.status][lang],
        }
        for row in each(table)
    ]
    return _laid_out(shown, table, name, title, ["baseline", "target", "value", "pace"], lang, root)


def _dated(value: float, year: Any, unit: str, words: Wording) -> str:
    return f"{words.year(year)} {words.figure(value, unit)}" if known(value) and known(year) else NONE


def consistency_table(
    rows: pd.DataFrame | None = None, *, title: str, name: str = "consistency", lang: str = "ja", root: Root = None
) -> ReadingTable:
    """Show published against recomputed; ``rows`` are of :func:`analysis.consistency`."""
    table = (consistency(root=root) if rows is None else rows).reset_index(drop=True)
    shown = [
        {
            "subject": row[f"subject_{lang}"],
            "published": row["published"],
            "recomputed": row["recomputed"] or NONE,
            "agrees": _WORDS[_SHOWN.get(row["agrees"], "unknown")][lang],
            "reason": row[f"reason_{lang}"],
        }
        for row in table.to_dict("records")
    ]
    return _laid_out(shown, table, name, title, ["published", "recomputed"], lang, root)


def consistency_summary_table(
    rows: pd.DataFrame | None = None, *, title: str, name: str = "summary", lang: str = "ja", root: Root = None
) -> ReadingTable:
    """Show how many statements of each document agree; ``rows`` are of :func:`analysis.consistency`."""
    table = (consistency(root=root) if rows is None else rows).reset_index(drop=True)
    names = load_sources(root).set_index("source")[f"title_{lang}"]
    shown = [
        {
            "document": str(names[str(source)]),
            "check": _WORDS["step" if check == "difference" else str(check)][lang],
            "agreeing": str((group["agrees"] == True).sum()),  # noqa: E712 - the column may hold missing values
            "differing": str((group["agrees"] == False).sum()),  # noqa: E712
            "open": str(group["agrees"].isna().sum()),
        }
        for (source, check), group in table.groupby(["source", "check"], sort=False)
    ]
    documents = pd.DataFrame({"source": table.drop_duplicates(["source", "check"])["source"]})
    return _laid_out(shown, documents, name, title, ["agreeing", "differing", "open"], lang, root)


def crosscheck_table(
    rows: pd.DataFrame | None = None, *, title: str, name: str = "crosscheck", lang: str = "ja", root: Root = None
) -> ReadingTable:
    """Show of which day each card rate is by the ministry's series; ``rows`` are of :func:`analysis.crosscheck`."""
    words = Study.of(root, lang).names
    table = (crosscheck(root=root) if rows is None else rows).reset_index(drop=True)
    dates = load_sources(root).set_index("source")["published_stated"]
    shown = [
        {
            "ward": words.ward(row["ward"]),
            "document": stated_date(dates[row["source"]], lang),
            "kind": f"{words.year(row['fiscal_year'])} {KINDS[row['kind']][lang]}",
            "published": words.figure(row["value"], row["unit"]),
            "stated_date": format_date(row["stated_date"].date(), lang) + _assumed(row, lang),
            "match": _match(row, words),
            "days": str(row["days"]) if known(row["days"]) else NONE,
        }
        for row in table.to_dict("records")
    ]
    return _laid_out(shown, table, name, title, ["published", "days"], lang, root)


def _assumed(row: Mapping[Any, Any], lang: str) -> str:
    return _WORDS["year_end"][lang] if row["stated_by"] == "fiscal_year_end" else ""


def _match(row: Mapping[Any, Any], words: Wording) -> str:
    if row["reason"]:
        return _WORDS[row["reason"]][words.lang]
    return f"{format_date(row['match_date'].date(), words.lang)} {words.figure(row['match_rate'], row['unit'])}"


def coverage_table(*, title: str, name: str = "coverage", lang: str = "ja", root: Root = None) -> ReadingTable:
    """Show what the evidence check looks for in each document, whether or not its text is at hand."""
    result = verify(root=root)
    names = load_sources(root).set_index("source")[f"title_{lang}"]
    placed = result.cells["how"] != "no_locator"
    shown = [
        {
            "document": str(names[str(source)]),
            "texts": str((result.documents["source"] == source).sum()),
            "tables": str(cells["table"].nunique()),
            "cells": f"{placed[cells.index].sum():,}",
            "no_locator": str((~placed[cells.index]).sum()),
        }
        for source, cells in result.cells.groupby("source", sort=True)
    ]
    documents = pd.DataFrame({"source": sorted(set(result.cells["source"]))})
    return _laid_out(shown, documents, name, title, ["texts", "tables", "cells", "no_locator"], lang, root)


def corrections_table(*, title: str, name: str = "corrections", lang: str = "ja", root: Root = None) -> ReadingTable:
    """Show which cells are read otherwise than they stand, and why; corrections of one reason stand together."""
    words = Study.of(root, lang).names
    corrections = load_raw(find_root(root)).corrections
    together: dict[tuple[str, str], list[Correction]] = {}
    for one in corrections:
        together.setdefault((one.source, one.why_ja if lang == "ja" else one.why_en), []).append(one)
    shown = [
        {
            "indicator": words.listed(words.indicator(one.indicator) for one in same),
            "column": words.listed(dict.fromkeys(one.column for one in same)),
            "cell": words.listed(dict.fromkeys(one.expect for one in same)),
            "read_as": words.listed(dict.fromkeys(_read_as(one, words) for one in same)),
            "reason": why,
        }
        for (_, why), same in together.items()
    ]
    documents = pd.DataFrame({"source": [source for source, _ in together]})
    return _laid_out(shown, documents, name, title, [], lang, root)


def _read_as(correction: Correction, words: Wording) -> str:
    """Return what a correction sets: fiscal year, kind, day or text."""
    said = {key: str(value) for key, value in correction.set.items()}
    if "fiscal_year" in said:
        said["fiscal_year"] = words.year(correction.set["fiscal_year"])
    if "kind" in said:
        said["kind"] = KINDS[said["kind"]][words.lang]
    if "as_of" in said:
        said["as_of"] = stated_date(said["as_of"], words.lang)
    return words.listed(said.values())


def audit_findings(*, lang: str = "ja", root: Root = None) -> Conclusions:
    """Return what the checks of this project found, as sentences.

    Parameters
    ----------
    lang : str
        ``ja`` or ``en``.
    root : path, optional
        Folder that holds ``data``.
    """
    words = Study.of(root, lang).names
    stated = consistency(root=root)
    differ = stated[stated["agrees"].eq(False).fillna(False)]
    subjects = words.listed(differ[f"subject_{lang}"])
    counts = {"all": len(stated), "agree": int(stated["agrees"].sum()), "differ": len(differ), "subjects": subjects}
    counts["open"] = int(stated["agrees"].isna().sum())
    dated = crosscheck(root=root)
    moved = dated[dated["days"].abs().gt(_MONTH).fillna(False)].drop_duplicates(["indicator", "fiscal_year", "kind"])
    sentences = [_FOUND[lang].format(**counts)]
    sentences += [_DATED[lang].format(**_dating(row, words)) for row in moved.to_dict("records")]
    return Conclusions(sentences)


_MONTH = 31
"""The series is monthly: only a longer distance than this says that a figure is of another date."""
_FOUND = {
    "ja": "資料自身の記載{all}件を計算し直すと、{agree}件が一致し、{differ}件が一致せず（{subjects}）、{open}件は計算できない。",
    "en": "Of {all} statements recomputed, {agree} agree, {differ} do not ({subjects}) and {open} cannot be recomputed.",
}
_DATED = {
    "ja": "{ward}の{year} {kind}{value}は、{day}の総務省の値（{rate}）に当たり、{stated}より{days}日前の値である。",
    "en": "{ward}'s {kind} of {value} ({year}) is the ministry's rate of {day} ({rate}), {days} days before {stated}.",
}
_STATED = {
    "as_of": {"ja": "資料が示す{date}", "en": "{date}, which the document states"},
    "fiscal_year_end": {"ja": "年度末（{date}）", "en": "the end of the fiscal year ({date})"},
}


def _dating(row: Mapping[Any, Any], words: Wording) -> dict[str, str]:
    return {
        "ward": words.ward(row["ward"]),
        "year": words.year(row["fiscal_year"]),
        "kind": KINDS[row["kind"]][words.lang],
        "value": words.figure(row["value"], row["unit"]),
        "day": format_date(row["match_date"].date(), words.lang),
        "rate": words.figure(row["match_rate"], row["unit"]),
        "days": str(-row["days"]),
        "stated": _STATED[row["stated_by"]][words.lang].format(date=format_date(row["stated_date"].date(), words.lang)),
    }


def _laid_out(
    shown: list[dict[str, str]],
    rows: pd.DataFrame,
    name: str,
    title: str,
    numbers: Iterable[str],
    lang: str,
    root: Root,
) -> ReadingTable:
    """Lay out a table whose reasons stand in its cells, so that only its documents are named beneath it."""
    table = pd.DataFrame(shown)
    headings = {column: _WORDS[column][lang] for column in map(str, table)}
    made = reading_table(
        table, rows[["source"]], name=name, title=title, headings=headings, numbers=list(numbers), lang=lang, root=root
    )
    return ReadingTable(made.reading, rows)
