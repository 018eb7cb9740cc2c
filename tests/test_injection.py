"""Names and sentences that would be code elsewhere stay text in every output: figures, pages, desk, tables, pack, notebooks.

One made-up world, in which wards, indicators, notes and documents bear such names, is written once and opened with other
people's readers, pages in a real browser and without the policy that would keep scripts from running.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import mistune
import openpyxl
import pptx
import pypdf
import pytest
import synthetic
from docx.oxml.ns import qn
from matplotlib.text import Text
from playwright.sync_api import Browser, Page

import analysis
from analysis.data.study import Study
from analysis.drawing import style
from analysis.office.committee_paper import paper
from analysis.office.committee_slides import slides
from analysis.office.committee_workbook import workbook
from analysis.office.figure_files import draw
from analysis.office.pack import Choice, Pack
from analysis.pages.desk.server import Desk
from analysis.pages.site.website import pages
from analysis.sources.clean import clean
from analysis.sources.codebook import render
from analysis.sources.extract import write_drafts
from analysis.sources.raw import load_raw
from analysis.sources.validate import validate
from analysis.words.markdown import literal

ROOT = Path(__file__).resolve().parents[1]
WARD = (r"=Sheet1!A1<b>$\frac{", "{0}%s{ward}@A1")
THEME = ("=Sheet1!B2", "+cmd|' /C calc'!A0")
INDICATOR = ('"><img src=x onerror=alert(1)>', "</svg><script>alert(1)</script>")
CARDS = ("**太字** [x](javascript:alert(1)) `y`|z", "_em_ <https://example.org> $x_{a}$ &lt;i&gt;")
DOCUMENT = (
    '<script>alert(2)</script>{ INCLUDETEXT "C:\\x" }',
    '{ INCLUDETEXT "C:\\x" }--></title><script>alert(2)</script>',
)
ISSUER = ('-2+3=HYPERLINK("http://example.org")', "@SUM(A1)<script src=http://example.org/x.js></script>")
NOTE = (
    "<img src=http://example.org/y onerror=alert(3)> *注* {ward}",
    "=1+1 <iframe srcdoc='<script>alert(4)</script>'>",
)
TABLE = "=cmd|' /C calc'!A0"
LABEL = "+1+1<script>alert(5)</script>"
LANGS = ("ja", "en")
FORMULA = tuple("=+-@＝＋－＠\t\r")
CODE = re.compile(r"(?:alert\(|example\.org)")
PUT = {  # file of data/raw, key of its entry, text before, texts in its place
    "wards.toml": [("name", "台東区", "Taito", WARD)],
    "concepts.toml": [
        ("name", "キャッシュレス決済", "Cashless payment", THEME),
        ("name", "キャッシュレス決済手続数", "Procedures payable cashless", INDICATOR),
        ("name", "マイナンバーカード交付率", "My Number card issuance rate", CARDS),
    ],
    "sumida-progress-2025/source.toml": [
        (
            "title",
            "墨田区行政情報化の取組状況（R4～R6実績）",
            "Sumida: progress of the informatisation plan, results FY2022 to FY2024",
            DOCUMENT,
        ),
        ("issuer", "墨田区", "Sumida City", ISSUER),
    ],
}


def put(text: str, old: str, new: str) -> str:
    """Return ``text`` with ``new`` in place of ``old``, wherever that stands: an indicator may be called as its concept is."""
    assert old in text, old
    return text.replace(old, new)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project's data with names that are code in some format; for reading only."""
    root = tmp_path_factory.mktemp("world")
    shutil.copytree(ROOT / "data", root / "data")
    raw = root / "data" / "raw"
    for file, entries in PUT.items():
        text = (raw / file).read_text(encoding="utf-8")
        for key, ja, en, new in entries:
            for lang, old, instead in zip(LANGS, (ja, en), new, strict=True):
                text = put(
                    text, f'\n{key}_{lang} = "{old}"\n', f"\n{key}_{lang} = {json.dumps(instead, ensure_ascii=False)}\n"
                )
        (raw / file).write_text(text, encoding="utf-8")
    codebook = raw / "concepts.toml"
    text = codebook.read_text(encoding="utf-8")
    for lang, note in zip(LANGS, NOTE, strict=True):
        key = '\n[indicators."sumida.cashless_procedures"]\n'
        before, _, after = text.partition(key)
        kept = re.sub(
            rf"caveat_{lang} = .*",
            lambda _, lang=lang, note=note: f"caveat_{lang} = {json.dumps(note, ensure_ascii=False)}",
            after,
            count=1,
        )
        text = before + key + kept
    codebook.write_text(text, encoding="utf-8")
    source = raw / "sumida-progress-2025"
    toml = (source / "source.toml").read_text(encoding="utf-8")
    (source / "source.toml").write_text(
        put(toml, 'title = "キャッシュレス決済手続数"', f'title = "{TABLE}"'), encoding="utf-8"
    )
    table = (source / "kpi_04.csv").read_text(encoding="utf-8")
    (source / "kpi_04.csv").write_text(put(table, ",キャッシュレス決済手続数,", f",{LABEL},"), encoding="utf-8")
    assert [finding.message("en") for finding in validate(root=root) if finding.level == "error"] == []
    clean(root)
    return root


@pytest.fixture(scope="module")
def figures(world: Path) -> dict[str, list[Any]]:
    """Return, by language, a figure about a theme and one about indicators of several."""
    return {
        lang: [
            analysis.cashless_definitions(root=world, lang=lang),
            analysis.mynumber_series(root=world, lang=lang),
        ]
        for lang in LANGS
    }


# --- figures and their files ---------------------------------------------------------------------------------------


def tags(markup: str) -> tuple[set[str], set[str], str]:
    """Return the elements, the attributes and the text of HTML, as a browser would take them."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.elements: set[str] = set()
            self.attributes: set[str] = set()
            self.texts: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.elements.add(tag)
            self.attributes.update(name for name, _ in attrs)
            assert not [value for name, value in attrs if name in ("href", "src") and (value or "").startswith("java")]

        def handle_data(self, data: str) -> None:
            self.texts.append(data)

    reader = Reader()
    reader.feed(markup)
    return reader.elements, reader.attributes, "".join(reader.texts)


def is_inert(elements: set[str], attributes: set[str]) -> bool:
    """Return whether nothing in a page runs or is fetched."""
    active = {
        "script",
        "img",
        "iframe",
        "b",
        "i",
        "em",
        "code",
        "object",
        "embed",
        "form",
        "base",
        "link",
        "foreignobject",
    }
    return not elements & active and not [name for name in attributes if name.startswith("on") or name == "srcdoc"]


def test_no_text_of_a_figure_is_a_formula(figures: dict[str, list[Any]]) -> None:
    """A name with two dollar signs would be set as one, and its signs be lost; figures hold whatever the data say."""
    for figure in (one for of_language in figures.values() for one in of_language):
        texts = figure.findobj(Text)
        assert len(texts) > 10
        assert [text.get_text() for text in texts if text.get_parse_math()] == []


@pytest.mark.parametrize("place", range(2))
@pytest.mark.parametrize("number", range(2))
def test_a_figure_shows_names_as_they_are_in_every_file(
    figures: dict[str, list[Any]], tmp_path: Path, number: int, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "FORMATS", ("svg", "pdf"))  # a PNG holds no names
    figure = figures[LANGS[number]][place]
    named = (INDICATOR, CARDS)[place][number]
    name = figure.ward_kpi.question.name
    files = {path.name: path.read_bytes() for path in analysis.export(figure, name, folder=tmp_path)}
    shown, described = figure._repr_mimebundle_()
    for svg in (files[f"{name}.svg"].decode(), shown["image/svg+xml"]):
        elements = {element.tag.rpartition("}")[2].lower() for element in ElementTree.fromstring(svg).iter()}
        attributes = [pair for element in ElementTree.fromstring(svg).iter() for pair in element.attrib.items()]
        names, values = (
            {name for name, _ in attributes},
            [value for name, value in attributes if "href" in name or "style" in name],
        )
        assert is_inert(elements - {"style"}, names)
        assert [value for value in values if "example.org" in value] == []
    assert WARD[number] in described["image/svg+xml"]["alt"]
    assert WARD[number] in figure.ward_kpi.alt
    printed = re.sub(
        r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files[f"{name}.pdf"])).pages)
    )
    assert re.sub(r"\s", "", WARD[number]) in printed
    rows = list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode("utf-8-sig"), newline="")))
    cells = [cell for row in rows for cell in row.values()]
    assert [
        cell for cell in cells if cell.startswith(FORMULA) and not re.fullmatch(r"[－-]|-?[\d.]+(e-\d+)?", cell)
    ] == []
    ward = {row["ward_name"] for row in rows}
    assert (f"'{WARD[0]}" if number == 0 else WARD[1]) in ward
    assert [cell for cell in cells if named in cell]


# --- tables and sentences in a notebook ------------------------------------------------------------------------------

READING = ["progress_table", "judgements_table", "availability_table", "comparability_table", "coverage_table"]


@pytest.mark.parametrize("number", range(2))
@pytest.mark.parametrize("name", READING)
def test_a_table_in_a_notebook_shows_names_as_they_are(world: Path, name: str, number: int) -> None:
    made = getattr(analysis, name)(root=world, lang=LANGS[number])._repr_html_()
    elements, attributes, text = tags(made)
    assert is_inert(elements, attributes)
    assert WARD[number] in text or DOCUMENT[number] in text


def markdown_of(world: Path, figures: dict[str, list[Any]], number: int) -> dict[str, tuple[str, str]]:
    """Return what is written in Markdown, each with a text that it has to show."""
    lang = LANGS[number]
    rows = analysis.load_observations(indicator="sumida.cashless_procedures", root=world)
    key = ("sumida.cashless_procedures", 2024, "actual")
    conclusions = analysis.conclusions(*figures[lang])
    return {
        "conclusions": (conclusions._repr_markdown_(), INDICATOR[number]),
        "explanation": (analysis.explain(key, lang=lang, evidence=False, root=world)._repr_markdown_(), NOTE[number]),
        "citation": (analysis.cite(rows, lang=lang, root=world)._repr_markdown_(), ISSUER[number]),
        "codebook": (render(load_raw(world), lang), CARDS[number]),
    }


@pytest.mark.parametrize("number", range(2))
@pytest.mark.parametrize("what", ["conclusions", "explanation", "citation", "codebook"])
def test_sentences_in_markdown_are_text(world: Path, figures: dict[str, list[Any]], what: str, number: int) -> None:
    markdown, shown = markdown_of(world, figures, number)[what]
    made = mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "url", "math"])(markdown)
    elements, attributes, text = tags(str(made))
    assert is_inert(elements - {"code"}, attributes)  # the codebook writes ids so
    assert shown.replace("\\\\", "\\") in text or shown in text
    assert 'class="math"' not in str(made)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("# 題", r"\# 題"),
        ("- 一", r"\- 一"),
        ("1. 一", r"1\. 一"),
        ("12) 一", r"12\) 一"),
        ("> 引用", r"\> 引用"),
        ("~~消す~~", r"\~\~消す\~\~"),
        ("_強調_ snake_case", r"\_強調\_ snake_case"),
        ("純資産>0 -2% 3.5% R6〜R8 [2024]", "純資産>0 -2% 3.5% R6〜R8 [2024]"),
        ("https://example.org/~a/_b/c_d", "https://example.org/~a/_b/c_d"),
        ("https://example.org/a<script>", "https://example.org/a&lt;script>"),
        ("[a][b] [c]: d &amp; A&B", r"[a\][b] [c\]: d \&amp; A&B"),
    ],
)
def test_signs_of_markdown_are_escaped_and_others_stay(said: str, written: str) -> None:
    assert literal(said) == written


@pytest.mark.parametrize("number", range(2))
def test_a_citation_for_latex_reads_no_file(world: Path, number: int) -> None:
    rows = analysis.load_observations(indicator="sumida.cashless_procedures", root=world)
    bibtex = analysis.cite(rows, lang=LANGS[number], root=world).bibtex
    assert r"\textbackslash" in bibtex
    assert re.search(r"\\(?!textbackslash|[&%$#_{}])", bibtex) is None


# --- pages and desk in a browser -------------------------------------------------------------------------------------

RAN = "window.ran = []; for (const name of ['alert', 'confirm', 'prompt']) { window[name] = (text) => window.ran.push(text); }"


def opened(browser: Browser, address: str) -> tuple[Page, list[str]]:
    """Return a page and what it asked for; what runs in it is written down in ``window.ran``."""
    tab = browser.new_page(bypass_csp=True)  # only what is written is to be judged, not the policy that guards it
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.add_init_script(RAN)
    tab.goto(address)
    tab.wait_for_timeout(200)
    return tab, asked


def notebook(world: Path, figures: dict[str, list[Any]], number: int) -> bytes:
    """Return a notebook that shows figures, tables and sentences of the world."""
    lang = LANGS[number]
    outputs = []
    tables = [getattr(analysis, name)(root=world, lang=lang) for name in READING[:2]]
    for one in [*figures[lang], *tables]:
        data, metadata = one._repr_mimebundle_()
        outputs.append({"output_type": "display_data", "data": data, "metadata": metadata})
    for markdown, _ in list(markdown_of(world, figures, number).values())[:3]:
        outputs.append({"output_type": "display_data", "data": {"text/markdown": markdown}, "metadata": {}})
    outputs.append({"output_type": "stream", "name": "stdout", "text": "".join((*NOTE, *DOCUMENT, *WARD))})
    cell = {
        "cell_type": "code",
        "id": "c",
        "metadata": {},
        "execution_count": 1,
        "source": "show()",
        "outputs": outputs,
    }
    title = {"cell_type": "markdown", "id": "t", "metadata": {}, "source": f"# {literal(INDICATOR[number])}"}
    return json.dumps({"cells": [title, cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.mark.browser
@pytest.mark.parametrize("number", range(2))
def test_nothing_of_the_data_runs_in_a_page(
    world: Path, figures: dict[str, list[Any]], browser: Browser, tmp_path: Path, number: int
) -> None:
    made = pages({"00_x": notebook(world, figures, number)}, Study.of(world, LANGS[number]))
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    shown = {
        "00_x": [INDICATOR[number], NOTE[number], DOCUMENT[number]],
        "index": [INDICATOR[number]],
        "figures": [INDICATOR[number], WARD[number], THEME[number]],
        "evidence-sumida": [INDICATOR[number], DOCUMENT[number]],
        "evidence-taito": [WARD[number], CARDS[number]],
    }
    for name, texts in shown.items():
        tab, asked = opened(browser, (tmp_path / f"{name}.html").as_uri())
        assert asked == [(tmp_path / f"{name}.html").as_uri()], name
        assert tab.evaluate("window.ran") == []
        assert tab.locator("img[onerror], iframe, script[src], a[href^=javascript], [onclick]").count() == 0
        text = tab.evaluate("document.body.textContent")
        assert [one for one in texts if one not in text] == [], name
        tab.close()


@pytest.mark.browser
def test_nothing_of_a_document_runs_at_the_desk(tmp_path: Path, browser: Browser) -> None:
    root = synthetic.write(tmp_path / "root", {})
    texts = [html.escape(one[0]) for one in (INDICATOR, DOCUMENT, WARD, NOTE)]
    rows = "".join(f"<tr><td>{text}</td><td>3</td><td>{40 + place}</td></tr>" for place, text in enumerate(texts))
    page = f"<h2>{texts[1]}</h2><table><tr><th>指標</th><th>R3</th><th>R4</th></tr>{rows}</table>"
    file, folder = tmp_path / "report.html", tmp_path / "asahina-report-2024"
    file.write_text(page, encoding="utf-8")
    write_drafts(file, folder, root=root, lang="ja")
    desk = Desk(folder, file, root=root, lang="ja")
    content = tmp_path / "desk.html"
    content.write_bytes(desk.page())
    tab, asked = opened(browser, content.as_uri())
    assert asked[0] == content.as_uri()
    assert all(url.startswith((tmp_path / "picture").as_uri()) for url in asked[1:])
    assert tab.evaluate("window.ran") == []
    assert (tab.locator("script").count(), tab.locator("img").count(), tab.locator("iframe").count()) == (1, 1, 0)
    text = tab.evaluate("document.body.textContent")
    assert [one[0] for one in (INDICATOR, DOCUMENT, NOTE) if one[0] not in text] == []
    tab.close()


# --- the pack --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=range(2), ids=LANGS)
def pack(request: pytest.FixtureRequest, world: Path, figures: dict[str, list[Any]]) -> tuple[int, dict[str, bytes]]:
    """Return the documents of a pack about two themes, what a person typed for it hostile as well."""
    lang = LANGS[request.param]
    study = Study.of(world, lang)
    made = Pack(None, "=A1<b>", "{ DATE }", study, title="=1+1", choice=Choice(themes=("cashless", "mynumber")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "FORMATS", ("png",))  # all that a paper takes
        picture = draw(figures[lang][0], "cashless_definitions", lang=lang)
    return request.param, {"pptx": slides(made), "xlsx": workbook(made), "docx": paper(made, [picture])}


def parts(file: bytes) -> dict[str, str]:
    """Return the XML parts of an office file."""
    with zipfile.ZipFile(io.BytesIO(file)) as opened_file:
        named = [name for name in opened_file.namelist() if name.endswith((".xml", ".rels"))]
        return {name: opened_file.read(name).decode() for name in named}


def formulas(book: bytes) -> list[str]:
    sheets = openpyxl.load_workbook(io.BytesIO(book)).worksheets
    return [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_no_office_file_computes_or_leads_where_the_data_say(pack: tuple[int, dict[str, bytes]]) -> None:
    _, files = pack
    for file in files.values():
        for name, xml in parts(file).items():
            root = ElementTree.fromstring(xml)
            outward = [one.get("Target", "") for one in root.iter() if one.get("TargetMode") == "External"]
            assert [target for target in outward if CODE.search(target)] == []
            codes = ["".join(one.itertext()).split() for one in root.iter(qn("w:instrText"))]
            codes += [one.get(qn("w:instr"), "").split() for one in root.iter(qn("w:fldSimple"))]
            assert {code[0] for code in codes} <= {"PAGE", "NUMPAGES", "REF", "SEQ"}, name
    assert formulas(files["xlsx"]) == []
    with zipfile.ZipFile(io.BytesIO(files["pptx"])) as deck:
        embedded = [deck.read(name) for name in deck.namelist() if name.endswith(".xlsx")]
    assert len(embedded) > 3
    assert [formula for book in embedded for formula in formulas(book)] == []


def test_charts_of_the_workbook_refer_to_its_sheets_alone(pack: tuple[int, dict[str, bytes]]) -> None:
    """Whatever a ward or a theme is called: a title is text."""
    number, files = pack
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    sheets = {sheet.title for sheet in book.worksheets}
    charts = {name: xml for name, xml in parts(files["xlsx"]).items() if name.startswith("xl/charts/chart")}
    for xml in charts.values():
        root = ElementTree.fromstring(xml)
        for formula in (one.text or "" for one in root.iter() if one.tag.endswith("}f")):
            sheet, _, cells = formula.rpartition("!")
            assert sheet.strip("'").replace("''", "'") in sheets
            assert re.fullmatch(r"\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", cells)
    titles = ["".join(ElementTree.fromstring(xml).itertext()) for xml in charts.values()]
    assert [title for title in titles if WARD[number].replace("!", "！") in title]


def test_slides_and_paper_show_names_as_they_are(pack: tuple[int, dict[str, bytes]]) -> None:
    number, files = pack
    deck = pptx.Presentation(io.BytesIO(files["pptx"]))
    text = "".join("".join(shape._element.itertext()) for slide in deck.slides for shape in slide.shapes)
    said = "".join(docx.Document(io.BytesIO(files["docx"])).element.body.itertext())
    for shown in (INDICATOR[number], WARD[number], "=1+1"):
        squeezed = re.sub(r"\s", "", shown)
        assert squeezed in re.sub(r"\s", "", text), shown
        assert squeezed in re.sub(r"\s", "", said), shown
    cells = [
        cell.value
        for sheet in openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
        for row in sheet.iter_rows()
        for cell in row
    ]
    for shown in (WARD[number], INDICATOR[number], THEME[number], NOTE[number]):
        assert [cell for cell in cells if isinstance(cell, str) and shown in cell], shown
