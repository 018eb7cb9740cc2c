"""The table of all published figures that sorts and filters itself, and is a plain table where scripts are off."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd

from analysis.pages.site.evidence_pages import WORDS as EVIDENCE_WORDS
from analysis.pages.site.evidence_pages import Evidence
from analysis.pages.site.layout import WORDS as SITE_WORDS
from analysis.pages.site.layout import page, scrollable
from analysis.words.labels import KINDS
from analysis.words.wording import number

WORDS = {
    "intro": {
        "ja": "見出しを押すと並べ替え、上の欄で絞り込みます。値を押すと所在を示します。同じ値が複数の資料にあるときは、版ごとに1行です。",
        "en": "Press a heading to sort, use the fields above to filter; a figure leads to where it stands. A figure stated by "
        "several documents has one row for each vintage.",
    },
    "ward": {"ja": "区", "en": "Area"},
    "theme": {"ja": "テーマ", "en": "Theme"},
    "vintage": {"ja": "資料の版", "en": "Vintage"},
    "words": {"ja": "語を含む", "en": "Contains"},
    "all": {"ja": "すべて", "en": "All"},
    "latest": {"ja": "最新の版だけ", "en": "Newest only"},
    "unit": {"ja": "単位", "en": "Unit"},
    "reset": {"ja": "元に戻す", "en": "Reset"},
    "save": {"ja": "表示中の行をCSVで保存", "en": "Save these rows as CSV"},
    "count": {"ja": "{all}件中{shown}件を表示", "en": "{shown} of {all} figures"},
}
_COLUMNS = ("area", "indicator", "year", "kind", "value", "text", "as_of", "document")


def figures_page(evidence: Evidence) -> bytes:
    """Return the page of all published figures, every vintage of each."""
    lang = evidence.lang
    title = SITE_WORDS["figures"][lang]
    labels = [WORDS["theme"] if name == "theme" else EVIDENCE_WORDS[name] for name in ("theme", *_COLUMNS)]
    head = "".join(f'<th scope="col">{escape(label[lang])}</th>' for label in labels)
    body = "".join(_row(key, row, evidence) for key, row in evidence.rows.items())
    table = f'<table id="figures"><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>'
    main = f"<h1>{escape(title)}</h1>\n<p>{_word('intro', lang)}</p>\n{_form(evidence)}{scrollable(title, table)}"
    return page("figures", title, main, lang=lang, script="figures.js")


def _row(key: str, row: dict[str, Any], evidence: Evidence) -> str:
    words, lang = evidence.words, evidence.lang
    value = "" if pd.isna(row["value"]) else f' class="num" data-sort="{row["value"]:.10g}"'
    shown = evidence.figure(row)
    attributes = {
        "ward": row["ward"],
        "theme": row["theme"],
        "source": row["source"],
        "latest": "1" if row["latest"] else "",
    }
    data = "".join(f' data-{name}="{escape(text)}"' for name, text in attributes.items() if text)
    return (
        f'<tr{data}><td>{escape(words.theme(row["theme"]))}</td><td class="short">{escape(words.ward(row["ward"]))}</td>'
        f"<td>{escape(words.indicator(row['indicator']))}</td>"
        f'<td class="short" data-sort="{row["fiscal_year"]}">{escape(words.year(row["fiscal_year"]))}</td>'
        f'<td class="short">{escape(KINDS[row["kind"]][lang])}</td>'
        f'<td{value}><a href="{evidence.url(key)}">{escape(shown)}</a></td><td>{escape(row["text"])}</td>'
        f'<td class="short">{escape(row["as_of"])}</td><td class="short">{escape(row["source"])}</td></tr>\n'
    )


def _form(evidence: Evidence) -> str:
    lang, words = evidence.lang, evidence.words
    rows = evidence.rows.values()
    wards = [ward for ward in evidence.wards["ward"] if any(row["ward"] == ward for row in rows)]
    themes = [theme for theme in evidence.themes if any(row["theme"] == theme for row in rows)]
    sources = [(str(source), evidence.document(str(source))) for source in evidence.sources.index]
    parts = [
        _select("ward", [(ward, words.ward(ward)) for ward in wards], lang),
        _select("theme", [(theme, words.theme(theme)) for theme in themes], lang),
        _select("vintage", [("latest", WORDS["latest"][lang]), *sources], lang),
        f'<div><label for="words">{_word("words", lang)}</label><input id="words" name="words" type="search"></div>\n',
        f'<button type="reset">{_word("reset", lang)}</button>\n',
        f'<button type="button" id="save">{_word("save", lang)}</button>\n',
    ]
    count = f'<p id="count" role="status" data-text="{_word("count", lang)}">{number(len(rows))}</p>\n'
    return f'<form id="filters" class="filters" hidden>\n{"".join(parts)}</form>\n{count}'


def _select(name: str, options: Iterable[tuple[str, str]], lang: str) -> str:
    listed = [("", WORDS["all"][lang]), *options]
    choices = "".join(f'<option value="{escape(value)}">{escape(label)}</option>' for value, label in listed)
    return f'<div><label for="{name}">{_word(name, lang)}</label><select id="{name}" name="{name}">{choices}</select></div>\n'


def _word(name: str, lang: str) -> str:
    return escape(WORDS[name][lang])
