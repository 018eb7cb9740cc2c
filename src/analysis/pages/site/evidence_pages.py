"""Where each published figure stands: one page for each area, one for the documents, and links that lead there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data.citation import stated_date
from analysis.data.ids import observation_id
from analysis.data.load import (
    latest_vintage,
    load_concepts,
    load_indicators,
    load_notes,
    load_observations,
    load_sources,
    load_wards,
)
from analysis.data.locators import parse_places
from analysis.data.schema import NOTE_SEPARATOR
from analysis.data.study import Study
from analysis.pages.site.layout import WORDS as SITE_WORDS
from analysis.pages.site.layout import Heading, page, scrollable
from analysis.pages.site.links import Links
from analysis.sources.raw import load_raw
from analysis.words.labels import KINDS

WORDS = {
    "area": {"ja": "区", "en": "Area"},
    "indicator": {"ja": "指標", "en": "Indicator"},
    "year": {"ja": "年度", "en": "Fiscal year"},
    "kind": {"ja": "種別", "en": "Kind"},
    "value": {"ja": "値", "en": "Figure"},
    "text": {"ja": "印刷のまま", "en": "As printed"},
    "as_of": {"ja": "時点", "en": "As of"},
    "document": {"ja": "資料（公表時期）", "en": "Document (published)"},
    "place": {"ja": "所在", "en": "Place"},
    "note": {"ja": "注記", "en": "Note"},
    "definition": {"ja": "定義", "en": "Definition"},
    "caveat": {"ja": "注意", "en": "Caveat"},
    "draft": {"ja": "案", "en": "draft"},
    "latest": {"ja": "最新", "en": "newest"},
    "row": {"ja": "{row}行目「{column}」欄", "en": "row {row}, column '{column}'"},
    "lines": {"ja": "原文 {lines}", "en": "text {lines}"},
    "no_figure": {"ja": "数値なし", "en": "no figure"},
    "areas": {"ja": "区ごとの公表値と所在", "en": "Figures of each area and where they stand"},
    "count": {"ja": "{name}（{count}件）", "en": "{name} ({count} figures)"},
    "documents": {"ja": "資料", "en": "Documents"},
    "issuer": {"ja": "発行者", "en": "Issuer"},
    "basis": {"ja": "公表時期の根拠", "en": "What the date rests on"},
    "terms": {"ja": "利用条件", "en": "Terms"},
    "texts": {"ja": "読み取った文書とそのsha256", "en": "Texts it was read from, with sha256"},
    "intro": {
        "ja": "公表値のひとつひとつについて、どの資料のどこに印刷されているかを示します。「所在」は、資料内の場所、data/raw の"
        "ファイルと行と欄、文書テキストの行番号の順です。手元に文書があれば「ward-kpi verify」で全セルを照合できます。",
        "en": "Where each published figure is printed: the place in the document, then file, row and column in data/raw, then "
        "the lines of the document's text. With the texts at hand 'ward-kpi verify' checks every cell.",
    },
}


class Evidence:
    """Knows of every observation what it says and where it stands."""

    def __init__(self, root: Path, lang: str) -> None:
        """Load the clean tables and data/raw."""
        self.lang, self.words = lang, Study.of(root, lang).names
        observations = load_observations(vintage="all", root=root)
        newest = set(latest_vintage(observations).index)
        self.rows: dict[str, dict[str, Any]] = {
            observation_id(row): {str(name): value for name, value in row.items()} | {"latest": place in newest}
            for place, row in zip(observations.index, observations.to_dict("records"), strict=True)
        }
        self.wards = load_wards(root, level=None)
        self.indicators = load_indicators(root).set_index("indicator")
        self.themes = list(dict.fromkeys(load_concepts(root)["theme"]))
        self.sources = load_sources(root).set_index("source")
        self._slugs = dict(self.wards.set_index("ward")["slug"])
        self._notes = dict(load_notes(root).set_index("note")["note_en"])
        raw = load_raw(root)
        self.links = Links(self.rows, self.words, self._slugs, self.url)
        self._places = {(table.source, table.file): table for source in raw.sources for table in source.tables}

    def url(self, key: str) -> str:
        """Return the address of an observation within the site."""
        return f"{self._page_of(self.rows[key]['ward'])}.html#{key}"

    def table(self, keys: Iterable[str], label: str) -> str:
        """Return a table of observations in which every figure links to its evidence; ``label`` is its name."""
        lines = [
            f'<tr><th scope="row">{escape(self._who(row))}</th>{_cell(self.words.year(row["fiscal_year"]), "short")}'
            f"{_cell(KINDS[row['kind']][self.lang], 'short')}"
            f'<td class="end"><a href="{self.url(key)}">{escape(self.figure(row))}</a></td>'
            f"{_cell(row['source'])}</tr>\n"
            for key in keys
            if (row := self.rows.get(key))
        ]
        head = self._head("indicator", "year", "kind", "value", "document")
        return scrollable(label, f"<table>{head}<tbody>\n{''.join(lines)}</tbody></table>")

    def figure(self, row: dict[str, Any]) -> str:
        """Return a figure with its unit, or the words in its place."""
        if pd.isna(row["value"]):
            return str(row["text"]) or self._word("no_figure")
        return self.words.figure(row["value"], row["unit"])

    def document(self, source: str) -> str:
        """Return a document's title with its vintage."""
        about = self.sources.loc[source]
        draft = [self._word("draft")] if about["status"] == "draft" else []
        when = stated_date(str(about["published_stated"]), self.lang)
        return f"{about[f'title_{self.lang}']} ({', '.join([*draft, when])})"

    # --- pages ---

    def pages(self) -> dict[str, bytes]:
        """Return the pages by file name: the documents, and one for each area that has figures."""
        areas = {
            ward: [key for key, row in self.rows.items() if row["ward"] == ward]
            for ward in self.wards["ward"]
            if any(row["ward"] == ward for row in self.rows.values())
        }
        files = {f"{self._page_of(ward)}.html": self._area(ward, keys) for ward, keys in areas.items()}
        return {"evidence.html": self._documents(areas), **files}

    def _documents(self, areas: dict[str, list[str]]) -> bytes:
        headings = [Heading(2, self._word("areas"), "areas"), Heading(2, self._word("documents"), "documents")]
        links = [
            f'<li><a href="{self._page_of(ward)}.html">'
            f"{escape(self._word('count').format(name=self.words.ward(ward), count=len(keys)))}</a></li>\n"
            for ward, keys in areas.items()
        ]
        title = SITE_WORDS["evidence"][self.lang]
        main = [
            f"<h1>{escape(title)}</h1>\n<p>{escape(self._word('intro'))}</p>\n",
            f'<h2 id="areas">{escape(headings[0].text)}</h2>\n<ul>{"".join(links)}</ul>\n',
            f'<h2 id="documents">{escape(headings[1].text)}</h2>\n',
            *(self._document(str(source)) for source in self.sources.index),
        ]
        return page("evidence", title, "".join(main), lang=self.lang, headings=headings)

    def _document(self, source: str) -> str:
        about = self.sources.loc[source]
        items = {
            "issuer": about[f"issuer_{self.lang}"],
            "basis": about[f"published_basis_{self.lang}"],
            "terms": about[f"terms_{self.lang}"],
            "texts": about["documents"],
        }
        told = "".join(f"<li>{escape(self._word(name))}: {escape(str(text))}</li>\n" for name, text in items.items())
        return f'<h3 id="{source}">{escape(self.document(source))} [{source}]</h3>\n<ul>{told}</ul>\n'

    def _area(self, ward: str, keys: list[str]) -> bytes:
        title = f"{self.words.ward(ward)}: {SITE_WORDS['evidence'][self.lang]}"
        headings, main = [], [f"<h1>{escape(title)}</h1>\n"]
        for theme in self.themes:
            mine = [key for key in keys if self.rows[key]["theme"] == theme]
            if mine:
                headings.append(Heading(2, self.words.theme(theme), f"theme-{theme}"))
                main.append(f'<h2 id="theme-{theme}">{escape(self.words.theme(theme))}</h2>\n')
            for indicator in dict.fromkeys(self.rows[key]["indicator"] for key in mine):
                main.append(self._indicator(indicator, [k for k in mine if self.rows[k]["indicator"] == indicator]))
        return page(self._page_of(ward), title, "".join(main), lang=self.lang, headings=headings)

    def _indicator(self, indicator: str, keys: Sequence[str]) -> str:
        about = self.indicators.loc[indicator]
        told = [
            f"<p>{escape(self._word(name))}: {escape(str(about[f'{name}_{self.lang}']))}</p>\n"
            for name in ("definition", "caveat")
            if about[f"{name}_{self.lang}"]
        ]
        name = str(about[f"name_{self.lang}"])
        head = self._head("year", "kind", "value", "text", "as_of", "document", "place", "note")
        body = "".join(self._observation(key) for key in keys)
        table = scrollable(f"{name} {indicator}", f"<table>{head}<tbody>\n{body}</tbody></table>")
        return f'<h3 id="{indicator}">{escape(name)} <code>{indicator}</code></h3>\n{"".join(told)}{table}'

    def _observation(self, key: str) -> str:
        row = self.rows[key]
        mark = f"<br><strong>{escape(self._word('latest'))}</strong>" if row["latest"] else ""
        document = f'<a href="evidence.html#{row["source"]}">{escape(self.document(row["source"]))}</a>{mark}'
        return (
            f'<tr id="{key}"><th scope="row" class="short">{escape(self.words.year(row["fiscal_year"], short=False))}</th>'
            f"{_cell(KINDS[row['kind']][self.lang], 'short')}{_cell(self.figure(row), 'end')}{_cell(row['text'])}"
            f'{_cell(row["as_of"], "short")}<td class="long">{document}</td>'
            f'<td class="long">{"<br>".join(self._stands(row["locator"]))}</td>{_cell(self._note(row["note"]), "long")}</tr>\n'
        )

    def _stands(self, locator: str) -> Iterator[str]:
        for place in parse_places(locator):
            table = self._places[place.source, place.table]
            where = table.place_ja if self.lang == "ja" else table.place_en
            row = self._word("row").format(row=place.row, column=place.column)
            lines = self._word("lines").format(lines=place.lines)
            yield f"{escape(where)}<br><code>{escape(f'{place.source}/{place.table}')}</code> {escape(row)}<br>{escape(lines)}"

    def _note(self, note: str) -> str:
        notes = [one for one in note.split(NOTE_SEPARATOR) if one]
        return NOTE_SEPARATOR.join(notes if self.lang == "ja" else [self._notes.get(one, one) for one in notes])

    def _head(self, *names: str) -> str:
        cells = "".join(f'<th scope="col">{escape(self._word(name))}</th>' for name in names)
        return f"<thead><tr>{cells}</tr></thead>"

    def _who(self, row: dict[str, Any]) -> str:
        return f"{self.words.ward(row['ward'])} {self.words.indicator(row['indicator'])}"

    def _page_of(self, ward: str) -> str:
        return f"evidence-{self._slugs[ward]}"

    def _word(self, name: str) -> str:
        return WORDS[name][self.lang]


def _cell(text: str, style: str = "") -> str:
    return f'<td class="{style}">{escape(text)}</td>' if style else f"<td>{escape(text)}</td>"
