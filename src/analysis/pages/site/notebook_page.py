"""Turns an executed notebook into a page: prose, code folded away, tables and charts with links to their evidence."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any

from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Number, String

from analysis.pages.site.evidence_pages import Evidence
from analysis.pages.site.layout import Heading, page, scrollable, word
from analysis.pages.site.prose import Prose
from analysis.pages.site.tables import rewrite
from analysis.pages.site.vector import Drawings
from analysis.words.errors import WardKpiError

SVG, PNG = "image/svg+xml", "image/png"
WORDS = {
    "code": {"ja": "コード", "en": "Code"},
    "table": {"ja": "表", "en": "Table"},
    "chart": {"ja": "図", "en": "Chart"},
    "output": {"ja": "出力", "en": "Output"},
    "evidence": {"ja": "図の数値", "en": "Figures of the chart"},
    "shown": {"ja": "この図の数値と出典（{count}件）", "en": "Figures of this chart and where they stand ({count})"},
    "before": {"ja": "前へ", "en": "Previous"},
    "after": {"ja": "次へ", "en": "Next"},
    "turn": {"ja": "前後のページ", "en": "Neighbouring pages"},
}
_STYLES = {Keyword: "k", String: "s", Comment: "c", Number: "m"}


@dataclass(frozen=True)
class NotebookPage:
    """A notebook as a page: its name, its title, what it is about as HTML, and the page itself."""

    name: str
    title: str
    abstract: str
    content: bytes


def notebook_page(
    name: str, notebook: Mapping[str, Any], evidence: Evidence, names: Sequence[str], lang: str
) -> NotebookPage:
    """Return an executed notebook as a page.

    Parameters
    ----------
    name : str
        File name without ending.
    notebook : mapping
        The notebook as its JSON has it; text may be lists of lines.
    evidence : Evidence
        Where each figure stands.
    names : sequence of str
        All notebooks of the site, in order.
    lang : str
        Language of what the page says by itself, ``ja`` or ``en``.

    Raises
    ------
    WardKpiError
        If a code cell has not been run, or a chart has no description.
    """
    writer = _Writer(name, evidence, names, lang)
    cells = [writer.cell(number, cell) for number, cell in enumerate(notebook["cells"], 1)]
    headings = writer.prose.headings
    title = headings[0].text if headings else name
    main = writer.drawings.shared() + "".join(cells) + _turn(name, names, lang)
    content = page(name, title, main, lang=lang, headings=_listed(headings), script="")
    return NotebookPage(name, title, writer.abstract(), content)


def _listed(headings: Sequence[Heading]) -> list[Heading]:
    """Return the headings below the title."""
    return [heading for heading in headings if 2 <= heading.level <= 3]


class _Writer:
    """Writes the cells of one notebook."""

    def __init__(self, name: str, evidence: Evidence, names: Container[str], lang: str) -> None:
        self.name, self.evidence, self.lang = name, evidence, lang
        self.prose = Prose(names, lang)
        self.drawings = Drawings()
        self.count = 0
        self._paragraphs: list[str] = []

    def abstract(self) -> str:
        """Return the first paragraph in the page's language and the first in another, which is the abstract."""
        foreign = [paragraph for paragraph in self._paragraphs if paragraph.startswith("<p lang=")]
        own = [paragraph for paragraph in self._paragraphs if paragraph not in foreign]
        return "\n".join([*own[:1], *foreign[:1]])

    def cell(self, number: int, cell: Mapping[str, Any]) -> str:
        """Return one cell as HTML."""
        source = _text(cell["source"])
        if cell["cell_type"] == "markdown":
            html = self.prose.render(source)
            self._paragraphs += re.findall(r"<p[ >].*?</p>", html, re.DOTALL)
            return html
        if cell["cell_type"] != "code" or not source.strip():
            return ""
        count = cell.get("execution_count")
        if not count:
            raise WardKpiError("notebook_not_run", path=f"{self.name}.ipynb", cell=number)
        label = f"{word('code', self.lang, WORDS)} [{count}]"
        code = (
            f'<details class="code"><summary>{label}</summary><pre><code>{highlighted(source)}</code></pre></details>\n'
        )
        shown = [key for output in cell["outputs"] for key in _figures(output)]
        return code + "".join(self._output(number, output, shown) for output in cell["outputs"])

    def _output(self, number: int, output: Mapping[str, Any], shown: Sequence[str]) -> str:
        data = output.get("data", {})
        if SVG in data or PNG in data:
            return self._chart(number, output)
        if "text/html" in data:
            table = rewrite(_text(data["text/html"]), self.evidence.links.linker(shown))
            return scrollable(self._label("table"), table)
        if "text/markdown" in data:
            return self.prose.render(_text(data["text/markdown"]))
        text = _text(output.get("text") or data.get("text/plain") or "")
        return scrollable(self._label("output"), f"<pre>{escape(text)}</pre>") if text.strip() else ""

    def _label(self, kind: str) -> str:
        """Return a name that no other part of the page has: what it is, its number, and the heading above it."""
        self.count += 1
        above = self.prose.headings[-1].text if self.prose.headings else self.name
        return f"{WORDS[kind][self.lang]} {self.count}: {above}"

    def _chart(self, number: int, output: Mapping[str, Any]) -> str:
        data, metadata = output["data"], output.get("metadata", {})
        kind = SVG if SVG in data else PNG
        alt = metadata.get(kind, {}).get("alt") or metadata.get("alt")
        if not alt:
            raise WardKpiError("chart_without_alt", path=f"{self.name}.ipynb", cell=number)
        if kind == SVG:
            image = self.drawings.add(_text(data[SVG]), alt)
        else:
            image = f'<img src="data:{PNG};base64,{"".join(_text(data[PNG]).split())}" alt="{escape(alt)}">'
        return f"<figure>{scrollable(self._label('chart'), image)}{self._evidence(_figures(output))}</figure>\n"

    def _evidence(self, shown: Sequence[str]) -> str:
        if not shown:
            return ""
        summary = escape(WORDS["shown"][self.lang].format(count=len(shown)))
        return f"<details><summary>{summary}</summary>{self.evidence.table(shown, self._label('evidence'))}</details>"


def _figures(output: Mapping[str, Any]) -> list[str]:
    """Return the ids of the observations that an output says it shows."""
    return list(output.get("metadata", {}).get("ward_kpi", {}).get("observations", []))


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def highlighted(source: str) -> str:
    """Return Python code as HTML in which keywords, strings, numbers and comments are marked."""
    tokens = PythonLexer(stripnl=False, ensurenl=False).get_tokens(source)
    styled = ((next((name for family, name in _STYLES.items() if kind in family), ""), text) for kind, text in tokens)
    parts = []
    for style, run in groupby(styled, key=itemgetter(0)):
        html = escape("".join(text for _, text in run), quote=False)
        parts.append(f'<span class="{style}">{html}</span>' if style else html)
    return "".join(parts)


def _turn(name: str, names: Sequence[str], lang: str) -> str:
    """Return links to the notebooks before and after this one."""
    place = list(names).index(name)
    neighbours = [("before", place - 1), ("after", place + 1)]
    links = [
        f'<a href="{names[other]}.html">{word(which, lang, WORDS)}: {names[other]}</a>'
        for which, other in neighbours
        if 0 <= other < len(names)
    ]
    return (
        f'<nav class="turn" aria-label="{word("turn", lang, WORDS)}"><p>{" | ".join(links)}</p></nav>' if links else ""
    )
