"""The offline pages in a real browser: what they request and show, how they print, and their use without a mouse."""

import io
import json
import zipfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pypdf import PdfReader

from analysis.data.study import Study
from analysis.data.writing import write_folders
from analysis.office.bundle import WITHOUT_SCRIPTS, write_bundle
from analysis.pages.site.website import pages

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
PAGES = ["index", "figures", "evidence", "evidence-tokyo", "api", *NOTEBOOKS]
PHONE = {"width": 390, "height": 844}
SERIOUS = {"serious", "critical"}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(built: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site made of the notebooks as committed."""
    folder = tmp_path_factory.mktemp("build") / "site"
    write_folders({folder: built})
    return folder


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="ja-JP", viewport={"width": 1200, "height": 900}, accept_downloads=True)
    yield made
    made.close()


@pytest.fixture
def tab(context: BrowserContext) -> Iterator[Page]:
    """Return a tab that keeps count of what it requests and what goes wrong."""
    made = context.new_page()
    made.set_default_timeout(10_000)
    yield made
    made.close()


def watch(tab: Page) -> tuple[list[str], list[str]]:
    requests: list[str] = []
    problems: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: problems.append(str(error)))
    return requests, problems


def address(site: Path, name: str) -> str:
    return (site / f"{name}.html").as_uri()


@pytest.mark.parametrize("name", PAGES)
def test_page_requests_nothing_but_itself(site: Path, tab: Page, name: str) -> None:
    requests, problems = watch(tab)
    tab.goto(address(site, name), wait_until="networkidle")
    # Every part of the page is brought into view, and everything folded is opened, lest something is fetched late.
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    tab.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    tab.wait_for_timeout(100)
    assert requests == [address(site, name)]
    assert problems == []


@pytest.fixture(scope="module")
def axe(chromium: str) -> str:
    """Return axe-core's script; ``chromium`` is asked for first, to say whether anything can be tested at all."""
    script = resources.files("axe_playwright_python") / "axe.min.js"
    return script.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [1200, PHONE["width"]])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(site: Path, tab: Page, axe: str, name: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(address(site, name))
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    # Rows of a table are made alike: the first thirty of each stand for all, of which axe would take ten seconds.
    tab.evaluate("document.querySelectorAll('tbody tr:nth-child(n+31)').forEach((one) => one.remove())")
    tab.evaluate(axe)
    # A chart is one picture, described as a whole; the thousands of strokes it is drawn with are nothing a reader meets.
    tab.evaluate("document.querySelectorAll('svg').forEach((one) => one.replaceChildren())")
    result = tab.evaluate("async () => (await axe.run(document)).violations")
    found = [
        f"{rule['impact']} {rule['id']}: {rule['help']} ({rule['nodes'][0]['html'][:150]})"
        for rule in result
        if rule["impact"] in SERIOUS
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", [*PAGES, "evidence-sumida"])
def test_page_fits_a_phone(site: Path, tab: Page, name: str) -> None:
    tab.set_viewport_size(PHONE)
    tab.goto(address(site, name))
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # Wide tables and charts scroll by themselves, by keyboard as well.
    wide = "[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth && one.tabIndex !== 0)"
    assert tab.evaluate(f"{wide}.length") == 0


@pytest.mark.parametrize("width", [1440, PHONE["width"]])
@pytest.mark.parametrize("name", ["06_scorecard", "evidence-sumida"])
def test_columns_are_as_wide_as_their_words_ask(site: Path, tab: Page, name: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(address(site, name))
    wide = "[...document.querySelectorAll('td.long, td.longest, td.name, th.name')].map((one) => one.getBoundingClientRect().width)"
    assert min(tab.evaluate(wide), default=0) >= 9 * 14.4 - 1  # letters of full width, of 14.4 pixels each


@pytest.mark.parametrize("name", ["figures", "evidence-sumida", "00_overview", "05_evidence", "06_scorecard"])
def test_rows_of_tables_are_low_on_a_phone(site: Path, tab: Page, name: str) -> None:
    """A row whose last column is narrow is a screen of white beneath the columns that are in sight."""
    tab.set_viewport_size(PHONE)
    tab.goto(address(site, name))
    rows = tab.evaluate(
        """[...document.querySelectorAll('.scroll tbody tr:not(:has(.across))')].map((row) => {
          const cells = [...row.cells].map((one) => one.textContent.trim().length);
          return [row.getBoundingClientRect().height, Math.max(...cells)];
        })"""
    )
    assert len(rows) > 10
    # Seven letters a line at least, of 22 pixels, and some more for what cannot be parted.
    too_high = [(height, letters) for height, letters in rows if height > 22 * (letters / 7 + 3)]
    assert not too_high, too_high[:5]


@pytest.mark.parametrize("name", ["06_scorecard", "evidence-sumida", "04_revisions"])
def test_no_date_is_parted_on_a_phone_and_no_mark_of_a_note_begins_a_line(site: Path, tab: Page, name: str) -> None:
    tab.set_viewport_size(PHONE)
    tab.goto(address(site, name))
    parted = "[...document.querySelectorAll('span.short')].filter((one) => one.getClientRects().length > 1)"
    assert tab.evaluate(f"{parted}.length") == 0
    alone = """[...document.querySelectorAll('td sup')].filter((mark) => {
      const words = document.createRange();
      words.selectNodeContents(mark.parentElement);
      words.setEndBefore(mark);
      const lines = [...words.getClientRects()].filter((line) => line.width);
      return lines.length && mark.getBoundingClientRect().top > lines.at(-1).bottom;
    })"""
    assert tab.evaluate(f"{alone}.length") == 0


@pytest.mark.parametrize("width", [PHONE["width"], 768, 1280])
def test_notes_of_a_wide_table_are_in_sight_as_a_whole(site: Path, tab: Page, width: int) -> None:
    """On a screen with the contents at its side, too."""
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(address(site, "03_mynumber"))
    cut = """[...document.querySelectorAll('.across')].filter((one) =>
      one.getBoundingClientRect().right > one.closest('.scroll').getBoundingClientRect().right)"""
    assert tab.locator(".across").count() and tab.evaluate(f"{cut}.length") == 0


def test_charts_are_legible_on_a_phone(site: Path, tab: Page) -> None:
    tab.set_viewport_size(PHONE)
    tab.goto(address(site, "00_overview"))
    assert tab.locator("figure svg[role=img]").first.bounding_box()["width"] >= 640  # type: ignore[index]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_charts_are_drawn_and_described(site: Path, tab: Page, name: str) -> None:
    tab.goto(address(site, name))
    notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    charts = [output for output in outputs if "image/svg+xml" in output.get("data", {})]
    drawn = tab.locator("figure svg[role=img]")
    assert drawn.count() == len(charts)
    for place, chart in enumerate(charts):
        box = drawn.nth(place).bounding_box()
        assert box and box["width"] > 300 and box["height"] > 100
        assert drawn.nth(place).get_attribute("aria-label") == chart["metadata"]["image/svg+xml"]["alt"]
    # Every glyph and mark that a chart uses is there.
    lost = "[...document.querySelectorAll('use')].filter((one) => !document.querySelector(one.getAttribute('href')))"
    assert tab.evaluate(f"{lost}.length") == 0


def test_skip_link_comes_first_and_leads_to_the_text(site: Path, tab: Page) -> None:
    tab.goto(address(site, "figures"))
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def shown(tab: Page) -> int:
    return tab.locator("#figures tbody tr:visible").count()


@pytest.fixture(scope="module")
def observations() -> pd.DataFrame:
    """Return all entries, figures and words, as they stand in observations.csv."""
    return pd.read_csv(ROOT / "data" / "clean" / "observations.csv", dtype="str", keep_default_na=False)


def test_table_is_filtered_by_ward_theme_and_vintage(site: Path, tab: Page, observations: pd.DataFrame) -> None:
    tab.goto(address(site, "figures"))
    assert shown(tab) == len(observations)
    of_ward = observations[observations["ward"] == "131067"]
    tab.select_option("#ward", label="台東区")
    assert shown(tab) == len(of_ward)
    tab.select_option("#theme", "cashless")
    assert shown(tab) == (of_ward["theme"] == "cashless").sum() > 0
    tab.get_by_role("button", name="元に戻す").click()
    tab.select_option("#vintage", "sumida-briefing-2023")
    expected = (observations["source"] == "sumida-briefing-2023").sum()
    assert shown(tab) == expected
    assert tab.locator("#count").inner_text() == f"{len(observations)}件中{expected}件を表示"


def test_newest_vintage_hides_what_was_stated_anew(site: Path, tab: Page) -> None:
    # Cashless target of Sumida: 60 in the draft of 2022, 40 ever since.
    tab.goto(address(site, "figures"))
    tab.fill("#words", "キャッシュレス決済手続数 R7 目標")
    tab.select_option("#ward", label="墨田区")
    targets = tab.locator("#figures tbody tr:visible td:nth-child(6)")
    assert sorted(targets.all_inner_texts()) == ["40手続", "40手続", "60手続"]
    tab.select_option("#vintage", "latest")
    assert targets.all_inner_texts() == ["40手続"]


def test_table_sorts_by_figure_not_by_spelling(site: Path, tab: Page) -> None:
    tab.goto(address(site, "figures"))
    tab.get_by_role("button", name="値", exact=True).click()
    values = "[...document.querySelectorAll('#figures tbody td:nth-child(6)')].map((one) => one.dataset.sort)"
    read = [float(value) for value in tab.evaluate(values) if value is not None]
    assert read == sorted(read)
    header = tab.locator("#figures thead th").nth(5)
    assert header.get_attribute("aria-sort") == "ascending"
    tab.get_by_role("button", name="値", exact=True).press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    read = [float(value) for value in tab.evaluate(values) if value is not None]
    assert read == sorted(read, reverse=True)


def test_no_script_runs_but_the_one_of_the_page(built: dict[str, bytes], tab: Page, tmp_path: Path) -> None:
    """Whatever got into a page by way of a cell would meet this: its scripts, handlers, forms and base do nothing."""
    evil = '<base href="https://example.org/"><script>document.title="run"</script><img src="x" onerror="document.title=1">'
    evil += '<form id="evil" action="https://example.org/"><button id="send">send</button></form>'
    for name in ("figures.html", "index.html"):
        page = built[name].decode().replace("<main", f"{evil}<main", 1)
        (tmp_path / name).write_text(page, encoding="utf-8")
        asked: list[str] = []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.goto((tmp_path / name).as_uri())
        tab.evaluate("document.getElementById('evil').requestSubmit()")
        tab.wait_for_timeout(200)
        assert tab.title() not in ("run", "1")
        assert [url for url in asked if "example.org" in url] == []


@pytest.mark.behaviour(28)
def test_a_saved_cell_never_becomes_a_formula(site: Path, tab: Page, tmp_path: Path) -> None:
    """As in the files that Python exports; a negative number stays one, and the wards' mark for none stays as it is."""
    cells = {
        "=1+1": "'=1+1",
        "@SUM(A1)": "'@SUM(A1)",
        "+cmd": "'+cmd",
        "-x": "'-x",
        "＝1": "'＝1",
        "-5.2": "-5.2",
        "－": "－",
    }
    tab.goto((site / "figures.html").as_uri())
    put = "texts => texts.forEach((text, place) => document.querySelector('#figures tbody').rows[place].cells[0].textContent = text)"
    tab.evaluate(put, list(cells))
    with tab.expect_download() as waiting:
        tab.locator("#save").click()
    waiting.value.save_as(tmp_path / "rows.csv")
    saved = pd.read_csv(tmp_path / "rows.csv", dtype="str", keep_default_na=False)
    assert list(saved.iloc[: len(cells), 0]) == list(cells.values())


def test_rows_shown_are_saved_for_excel(site: Path, tab: Page, tmp_path: Path) -> None:
    tab.goto(address(site, "figures"))
    tab.select_option("#ward", label="杉並区")
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name="表示中の行をCSVで保存").click()
    waiting.value.save_as(tmp_path / "rows.csv")
    content = (tmp_path / "rows.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    saved = pd.read_csv(tmp_path / "rows.csv", dtype="str", keep_default_na=False)
    assert len(saved) == shown(tab)
    assert set(saved["地域"]) == {"杉並区"}


def test_figure_leads_to_its_evidence(site: Path, tab: Page) -> None:
    tab.goto(address(site, "figures"))
    tab.fill("#words", "墨田区 キャッシュレス決済手続数 R6 実績")
    tab.get_by_role("link", name="217手続").click()
    tab.wait_for_url("**/evidence-sumida.html#*")
    row = tab.locator("tr:target")
    assert "217手続" in row.inner_text()
    assert "sumida-progress-2025/kpi_04.csv" in row.inner_text()
    assert row.evaluate(
        "(one) => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
    )


def test_whole_table_is_there_without_scripts(browser: Browser, site: Path, observations: pd.DataFrame) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        tab = context.new_page()
        tab.goto(address(site, "figures"))
        assert tab.locator("#figures tbody tr").count() == len(observations)
        assert not tab.locator("#filters").is_visible()
    finally:
        context.close()


WIDE = "all => all.map(one => one.getBoundingClientRect()).filter(one => one.width && one.right > 681).length"
"""How many tables reach beyond A4 within its margins: the browser would print the whole page smaller."""


@pytest.fixture(scope="module")
def both(site: Path) -> Path:
    """Return the site with the English pages that need no notebook in its folder ``en``."""
    write_folders({site / "en": pages({}, Study.of(ROOT, "en"))})
    return site


OF_AREAS = ["figures", "evidence-sumida", "evidence-suginami"]


@pytest.mark.parametrize(
    "name", ["01_onlinization", "03_mynumber", "06_scorecard", *OF_AREAS, *(f"en/{name}" for name in OF_AREAS)]
)
def test_no_table_is_wider_than_the_paper(both: Path, tab: Page, name: str) -> None:
    tab.set_viewport_size({"width": 680, "height": 960})
    tab.emulate_media(media="print")
    tab.goto(address(both, name))
    assert tab.locator("table").count()
    assert tab.eval_on_selector_all("table", WIDE) == 0
    dates = "[...document.querySelectorAll('.date, #figures td:nth-child(8)')]"
    lines = f"{dates}.filter((one) => one.textContent && one.getBoundingClientRect().width < 36).length"
    assert tab.evaluate(lines) == 0  # no date is parted at its hyphens


def test_sources_stand_once_in_print_and_not_on_each_page(site: Path, tab: Page) -> None:
    tab.emulate_media(media="print")
    tab.goto(address(site, "00_overview"))
    shown = tab.eval_on_selector_all("tfoot", "all => [...new Set(all.map((one) => getComputedStyle(one).display))]")
    assert shown == ["table-row-group"]


@pytest.mark.parametrize("name", ["figures", "evidence-sumida"])
def test_what_is_printed_in_japanese_is_said_to_be_so_on_english_pages(both: Path, name: str) -> None:
    assert b'<td lang="ja"' in (both / "en" / f"{name}.html").read_bytes()
    assert b'<td lang="ja"' not in (both / f"{name}.html").read_bytes()


@pytest.mark.parametrize("further", [3, 6, 9])
@pytest.mark.parametrize("name", ["00_overview", "01_onlinization", "03_mynumber"])
def test_with_columns_of_further_years_no_table_is_wider_than_the_paper(
    site: Path, tab: Page, name: str, further: int
) -> None:
    """Wards that begin their plans in other years, and every report, bring columns."""
    tab.set_viewport_size({"width": 680, "height": 960})
    tab.emulate_media(media="print")
    tab.goto(address(site, name))
    add = r"""(all, columns) => {
        const isYear = head => /(FY|^)20\d\d$|[RH]\d+$/.test(head.textContent.trim());
        const ofYears = all.filter(one => [...one.querySelectorAll("thead th")].filter(isYear).length > 3);
        for (const row of ofYears.flatMap(one => [...one.rows]).filter(row => row.cells.length > 5))
            row.append(...[...Array(columns)].map(() => row.lastElementChild.cloneNode(true)));
        return ofYears.length;
    }"""
    assert tab.eval_on_selector_all("table", add, further)
    assert tab.eval_on_selector_all("table", WIDE) == 0


def test_every_printed_page_of_all_figures_has_the_heads_of_its_columns_and_names_documents(
    site: Path, tab: Page, tmp_path: Path
) -> None:
    tab.goto(address(site, "figures"))
    tab.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=False)
    texts = [page.extract_text() for page in PdfReader(tmp_path / "page.pdf").pages]
    assert len(texts) > 2
    assert [number for number, text in enumerate(texts) if "指標" not in text.split("マイナ")[0][:200]] == []
    assert "sumida-progress-2025" not in "".join(texts)


def test_in_print_a_figure_stands_clear_and_the_name_of_an_indicator_above_its_figures(
    site: Path, tab: Page, tmp_path: Path
) -> None:
    tab.emulate_media(media="print")
    tab.goto(address(site, "evidence-sumida"))
    gaps = tab.evaluate(
        "[...document.querySelectorAll('td.end')].map((one) => parseFloat(getComputedStyle(one).paddingRight))"
    )
    assert min(gaps) > 5  # pixels, or 10.7% and 10.7 read as one number
    figure = tab.locator("td.end.short").first
    assert figure.evaluate("(one) => getComputedStyle(one).whiteSpace") == "nowrap"  # 13手続 is not two lines
    tab.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=False)
    pages = [page.extract_text().strip() for page in PdfReader(tmp_path / "page.pdf").pages]
    lonely = [
        number for number, text in enumerate(pages[:-1], 1) if text.split("\n")[-1].startswith(("定義:", "注意:"))
    ]
    assert not lonely, lonely


@pytest.mark.parametrize("name", [*NOTEBOOKS[:1], "evidence-sumida"])
def test_page_prints_on_a4_without_its_menus(site: Path, tab: Page, tmp_path: Path, name: str) -> None:
    tab.goto(address(site, name))
    tab.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=False)
    printed = PdfReader(tmp_path / "page.pdf")
    width, height = (float(side) * 25.4 / 72 for side in printed.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)
    text = "".join(page.extract_text() for page in printed.pages)
    assert "公表値の一覧" not in text.split("\n")[0]
    assert "コード [1]" not in text


def test_the_first_page_of_a_zip_for_an_office_is_printed_on_one_sheet(tab: Page, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    write_bundle(ROOT, tmp_path / "none", tmp_path / "none", None, tmp_path / "zips")
    with zipfile.ZipFile(tmp_path / "zips" / WITHOUT_SCRIPTS) as archive:
        archive.extractall(tmp_path)
    tab.goto((tmp_path / "ward-kpi" / "START.html").as_uri())
    assert len(PdfReader(io.BytesIO(tab.pdf())).pages) == 1
