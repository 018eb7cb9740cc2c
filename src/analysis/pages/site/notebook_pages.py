"""Turns an executed notebook into a page: prose, code folded away, tables and charts with links to their evidence."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal

from markupsafe import Markup
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Number, String

from analysis.pages.notebook_changes import in_one
from analysis.pages.site.drawings import Drawings
from analysis.pages.site.output_tables import rewrite
from analysis.pages.site.prose import Prose
from analysis.pages.site.published_figures import Evidence, PublishedFigure
from analysis.pages.site.templates import page
from analysis.words.errors import WardKpiError
from analysis.words.say import told

SVG, PNG = "image/svg+xml", "image/png"
_STYLES = {Keyword: "k", String: "s", Comment: "c", Number: "m"}


@dataclass(frozen=True)
class NotebookPage:
    """A notebook as a page: its name, its title, what it is about as HTML, and the page itself."""

    name: str
    title: str
    abstract: Markup
    content: bytes


@dataclass(frozen=True)
class Part:
    """A piece of a notebook's page, which the template frames by its kind.

    ``label`` names a region that scrolls, ``count`` numbers a code cell; ``evidence`` names the table of the figures
    that a chart has ``shown``.
    """

    kind: Literal["prose", "code", "table", "output", "chart"]
    html: Markup
    label: str = ""
    count: int = 0
    shown: Sequence[PublishedFigure] = ()
    evidence: str = ""


def title_of(name: str, notebook: Mapping[str, Any]) -> str:
    """Return the title of a notebook, given as its JSON: its first heading, else its ``name``."""
    prose = Prose((), "")
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            prose.render(in_one(cell["source"]))
        if prose.headings:
            return prose.headings[0].text
    return name


def notebook_page(
    name: str, notebook: Mapping[str, Any], evidence: Evidence, titles: Mapping[str, str]
) -> NotebookPage:
    """Return an executed notebook, given as its JSON, as a page; ``titles`` are those of all notebooks by name, in order.

    Raises
    ------
    WardKpiError
        If a code cell has not been run, or a chart has no description.
    """
    writer = _Writer(name, evidence, titles)
    parts = [part for number, cell in enumerate(notebook["cells"], 1) for part in writer.cell(number, cell)]
    headings = writer.prose.headings
    content = page(
        "notebook.html",
        name,
        titles[name],
        study=evidence.study,
        beside=evidence.beside,
        headings=[heading for heading in headings if 2 <= heading.level <= 3],
        shared=Markup(writer.drawings.shared()),
        parts=parts,
        neighbours=_neighbours(name, list(titles)),
        titles=titles,
    )
    return NotebookPage(name, titles[name], writer.abstract(), content)


class _Writer:
    """Writes the cells of one notebook."""

    def __init__(self, name: str, evidence: Evidence, names: Container[str]) -> None:
        self.name, self.evidence, self.lang = name, evidence, evidence.study.lang
        self.prose = Prose(names, self.lang)
        self.drawings = Drawings()
        self.count = 0
        self._paragraphs: list[str] = []

    def abstract(self) -> Markup:
        """Return the first paragraph in the page's language and, of a site in one language, the abstract in another."""
        foreign = [paragraph for paragraph in self._paragraphs if paragraph.startswith("<p lang=")]
        own = [paragraph for paragraph in self._paragraphs if paragraph not in foreign]
        return Markup("\n".join([*own[:1], *(foreign[:1] if not self.evidence.beside else [])]))

    def cell(self, number: int, cell: Mapping[str, Any]) -> Iterator[Part]:
        """Yield the parts of one cell."""
        source = in_one(cell["source"])
        if cell["cell_type"] == "markdown":
            html = self.prose.render(source)
            self._paragraphs += re.findall(r"<p[ >].*?</p>", html, re.DOTALL)
            yield Part("prose", Markup(html))
        if cell["cell_type"] != "code" or not source.strip():
            return
        count = cell.get("execution_count")
        if not count:
            raise WardKpiError("notebook_not_run", path=f"{self.name}.ipynb", cell=number)
        yield Part("code", highlighted(source), count=count)
        for output in cell["outputs"]:
            if not _about(output).get(
                "evidence"
            ):  # the page has the figures themselves beneath a chart, with their links
                yield from self._output(number, output)

    def _output(self, number: int, output: Mapping[str, Any]) -> Iterator[Part]:
        data = output.get("data", {})
        text = in_one(output.get("text") or data.get("text/plain") or "")
        if SVG in data or PNG in data:
            yield self._chart(number, output)
        elif "text/html" in data:
            table = rewrite(in_one(data["text/html"]), self.evidence.urls)
            yield Part("table", Markup(table), self._label("table"))
        elif "text/markdown" in data:
            yield Part("prose", Markup(self.prose.render(in_one(data["text/markdown"]))))
        elif text.strip():
            yield Part("output", Markup(escape(text)), self._label("output"))

    def _label(self, kind: str) -> str:
        """Return a name that no other part of the page has: what it is, its number, and the heading above it."""
        self.count += 1
        above = self.prose.headings[-1].text if self.prose.headings else self.name
        return f"{told(f'pages.notebook.{kind}', self.lang)} {self.count}: {above}"

    def _chart(self, number: int, output: Mapping[str, Any]) -> Part:
        data, metadata = output["data"], output.get("metadata", {})
        kind = SVG if SVG in data else PNG
        alt = metadata.get(kind, {}).get("alt") or metadata.get("alt")
        if not alt:
            raise WardKpiError("chart_without_alt", path=f"{self.name}.ipynb", cell=number)
        if kind == SVG:
            image = Markup(self.drawings.add(in_one(data[SVG]), alt))
        else:
            encoded = "".join(in_one(data[PNG]).split())
            image = Markup('<img src="data:{};base64,{}" alt="{}">').format(PNG, encoded, alt)
        label, shown = self._label("chart"), self.evidence.shown(_figures(output))
        return Part("chart", image, label, shown=shown, evidence=self._label("evidence") if shown else "")


def _figures(output: Mapping[str, Any]) -> list[str]:
    """Return the ids of the observations that an output says it shows."""
    return list(_about(output).get("observations", []))


def _about(output: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what an output of this library says of itself."""
    said: Mapping[str, Any] = output.get("metadata", {}).get("ward_kpi", {})
    return said


def highlighted(source: str) -> Markup:
    """Return Python code as HTML in which keywords, strings, numbers and comments are marked."""
    tokens = PythonLexer(stripnl=False, ensurenl=False).get_tokens(source)
    styled = ((next((name for family, name in _STYLES.items() if kind in family), ""), text) for kind, text in tokens)
    parts = []
    for style, run in groupby(styled, key=itemgetter(0)):
        html = escape("".join(text for _, text in run), quote=False)
        parts.append(f'<span class="{style}">{html}</span>' if style else html)
    return Markup("".join(parts))


def _neighbours(name: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the notebooks before and after this one, each with where it stands."""
    place = list(names).index(name)
    around = [("before", place - 1), ("after", place + 1)]
    return [(which, names[other]) for which, other in around if 0 <= other < len(names)]
