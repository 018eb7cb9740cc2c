"""A city among special wards is counted and spoken of as what it is; nothing then calls all of them wards."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from synthetic import ASAHINA, HOSHINO, NAGISA, PLAN, Source, Table, write

from analysis.data.area_codes import check_digit
from analysis.data.study import Study
from analysis.office.committee_paper import paper
from analysis.office.committee_slides import slides
from analysis.office.committee_workbook import workbook
from analysis.office.pack import Pack
from analysis.pages.site.website import pages
from analysis.questions import questions
from analysis.sources.clean import clean
from analysis.sources.codebook import render
from analysis.sources.raw import load_raw

CITY, PREFECTURE = (digits + check_digit(digits) for digits in ("13994", "48000"))  # no municipality has these
PREFECTURE_ENTRY = f"""
[[ward]]
code = "{PREFECTURE}"
slug = "pref"
name_ja = "架空県"
name_en = "Pref"
level = "prefecture"
colour = "#595959"
marker = "D"
"""
OF_WARDS = {
    "ja": re.compile(r"(?<!特別)(?<!市)区(?!町村|分|民|間)"),
    "en": re.compile(r"(?<!special )\bwards?\b(?!-kpi)", re.IGNORECASE),
}
"""Words for wards, but not where a rank is among all special wards."""
NAMES = re.compile("朝比奈区|星野区")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return two special wards, a city and a prefecture, each with figures of its own; for reading only."""
    rows = {
        "procedures": ["10手続", "20手続", "30手続", "40手続"],
        "use_rate": ["10%", "20%", "30%", "60%"],
        "card_rate": ["40%", "50%", "60%", "50%"],
    }
    codes = {"asahina": ASAHINA, "hoshino": HOSHINO, "machi": CITY, "pref": PREFECTURE}
    shown = {"asahina": list(rows), "hoshino": ["procedures", "card_rate"], "machi": list(rows), "pref": ["card_rate"]}
    made = write(
        tmp_path_factory.mktemp("city"),
        {
            f"{slug}-plan": Source(
                "2025-04-01", {"kpi": Table(PLAN, {f"{slug}.{name}": rows[name] for name in shown[slug]})}, code
            )
            for slug, code in codes.items()
        },
    )
    wards = made / "data" / "raw" / "wards.toml"
    text = wards.read_text(encoding="utf-8").replace(NAGISA, CITY).replace('"nagisa"', '"machi"')
    text = text.replace("渚区", "架空市").replace('"Nagisa"\n', '"Machi"\nlevel = "city"\n')
    wards.write_text(text + PREFECTURE_ENTRY, encoding="utf-8")
    concepts = made / "data" / "raw" / "concepts.toml"
    text = concepts.read_text(encoding="utf-8").replace('"nagisa"', '"machi"')
    text = text.replace("分母が区により", "分母が").replace(
        "each ward divides", "each divides"
    )  # what the codebook says
    concepts.write_text(text, encoding="utf-8")
    clean(made)
    return made


def said_by_everything(root: Path, lang: str) -> Iterator[str]:
    """Yield what figures, paper, slides, workbook, codebook and pages say."""
    study = Study.of(root, lang)
    pack = Pack(None, "", "", study)
    for question in (one for one in questions(study) if not study.once(one.table).empty):
        info = question.draw(study).ward_kpi
        yield from (info.title, info.kind, info.alt, *info.sources)
        yield from (claim.said(study) for claim in question.claims(study.once(question.table), study))
    document = Document(io.BytesIO(paper(pack, [])))
    yield from (one.text for one in document.paragraphs)
    yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for slide in Presentation(io.BytesIO(slides(pack))).slides:
        for shape in slide.shapes:
            yield shape.text_frame.text if shape.has_text_frame else ""
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
    for sheet in load_workbook(io.BytesIO(workbook(pack)), read_only=True):
        yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    for name, content in pages({}, study).items():
        if name != "api.html":  # names of the library, which are the same for all data
            shown = re.sub(r"(?s)<(script|style)>.*?</\1>", "", content.decode())
            yield from (line for line in re.split(r"<[^>]*>|\n", shown) if line.strip())
    yield from render(load_raw(root), lang).split("## ")[3].splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_calls_a_city_among_them_a_ward(root: Path, lang: str) -> None:
    said = list(said_by_everything(root, lang))
    assert len(said) > 300
    found = {line for line in said if OF_WARDS[lang].search(NAMES.sub("", re.sub(r"`[^`]*`", "", line)))}
    assert found == set()


def test_a_count_with_a_city_in_it_is_one_of_municipalities(root: Path) -> None:
    names = {lang: Study.of(root, lang).names for lang in ("ja", "en")}
    assert names["ja"].told("reading.counted", count=3) == "3自治体"
    assert names["en"].told("reading.counted", count=3) == "3 municipalities"
    assert names["en"].told("reading.heads.own_verdict") == "the municipality's own judgement"
    assert names["en"].told("office.paper.section.silent") == "Municipalities without figures"


def test_pages_with_a_prefecture_are_of_local_governments(root: Path) -> None:
    index = {lang: pages({}, Study.of(root, lang))["index.html"].decode() for lang in ("ja", "en")}
    assert "<h1>自治体の行政デジタル化KPI</h1>" in index["ja"] and "各自治体・各省庁が公表した" in index["ja"]
    assert "<h1>Digitisation KPIs of local governments</h1>" in index["en"]
    assert "a local government without figures stays visible" in index["en"]


def test_special_wards_alone_are_wards() -> None:
    names = {lang: Study.of(None, lang).names for lang in ("ja", "en")}
    assert names["ja"].told("reading.counted", count=3) == "3区"
    assert names["en"].told("reading.counted", count=3) == "3 wards"
    assert names["en"].told("slides.column.ward") == "Ward"
    index = {lang: pages({}, Study.of(None, lang))["index.html"].decode() for lang in ("ja", "en")}
    assert "<h1>区の行政デジタル化KPI</h1>" in index["ja"] and "特別区が公表した" in index["ja"]
    assert "<h1>Digitisation KPIs of Tokyo&#39;s wards</h1>" in index["en"]
    assert names["ja"].told("office.document.title") == "特別区における行政デジタル化の指標の比較"
