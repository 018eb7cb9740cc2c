"""The desk at which a draft is checked: in a real browser, with the keyboard alone, on this machine only."""

from __future__ import annotations

import contextlib
import http.client
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sample_report
import synthetic
from playwright.sync_api import Browser, Page, expect

from analysis.pages.desk.server import Desk, serve
from analysis.sources.extract import write_drafts
from analysis.words.errors import WardKpiError

# Years down the rows, no kind printed, a column without its unit, a figure that leaps.
PAGE = """<h2>窓口の状況</h2><table>
<tr><th>年度</th><th>対応窓口数（手続）</th><th>うち手数料</th></tr>
<tr><td>令和3年度</td><td>3</td><td>30</td></tr><tr><td>令和4年度</td><td>5</td><td>50</td></tr></table>
<h2>相談</h2><table><tr><th>指標</th><th>R3実績</th><th>R4実績</th><th>R5実績</th></tr>
<tr><td>相談件数</td><td>12件</td><td>13件</td><td>1,400件</td></tr></table>"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return synthetic.write(tmp_path / "root", {})


def drafted(tmp_path: Path, root: Path, name: str, content: bytes) -> tuple[Path, Path]:
    file, folder = tmp_path / name, tmp_path / "asahina-report-2024"
    file.write_bytes(content)
    write_drafts(file, folder, root=root, lang="en")
    return folder, file


@contextlib.contextmanager
def served(desk: Desk) -> Iterator[tuple[str, list[Any]]]:
    """Serve the desk in a thread; give its address, and a list that holds what serving returned.

    Who uses it sends the answers, which ends the server; nothing else is asked of a server that may be ending.
    """
    begun, found = threading.Event(), list[str]()
    ended: list[Any] = []

    def started(address: str) -> None:
        found.append(address)
        begun.set()

    thread = threading.Thread(target=lambda: ended.append(serve(desk, started)), daemon=True)
    thread.start()
    assert begun.wait(30)
    yield found[0], ended
    thread.join(30)
    assert not thread.is_alive()


def ask(address: str, method: str, path: str, body: str = "", host: str = "") -> tuple[int, bytes]:
    parts = urlsplit(address)
    with contextlib.closing(http.client.HTTPConnection(parts.netloc, timeout=30)) as connection:
        connection.request(method, f"{parts.path}{path}", body or None, {"Host": host} if host else {})
        reply = connection.getresponse()
        return reply.status, reply.read()


@pytest.mark.browser
def test_no_script_but_its_own_runs_at_the_desk(tmp_path: Path, root: Path, browser: Browser) -> None:
    folder, file = drafted(tmp_path, root, "report.html", PAGE.encode())
    desk = Desk(folder, file, root=root, lang="en")
    with served(desk) as (address, _):
        tab: Page = browser.new_page()
        reply = tab.goto(address)
        assert reply is not None
        policy = reply.headers["content-security-policy"]
        assert "script-src 'sha256-" in policy and "base-uri 'none'; form-action 'none'" in policy
        tab.evaluate(
            "() => { const one = document.createElement('script'); one.textContent = 'window.ran = 1';"
            " document.head.appendChild(one); }"
        )
        assert tab.evaluate("() => window.ran === undefined")
        tab.keyboard.press("f")
        expect(tab.locator("#state")).not_to_be_empty()
        tab.close()


@pytest.mark.browser
def test_questions_are_answered_by_one_key_each(tmp_path: Path, root: Path, browser: Browser) -> None:
    folder, file = drafted(tmp_path, root, "report.html", PAGE.encode())
    desk = Desk(folder, file, root=root, lang="ja")
    assert sorted(item.question.code for item in desk.items) == ["kind", "leap", "unit"]
    with served(desk) as (address, ended):
        tab: Page = browser.new_page()
        problems: list[str] = []
        tab.on("pageerror", lambda error: problems.append(str(error)))
        tab.goto(address)
        for item in desk.items:
            assert tab.locator("#questions li:visible").inner_text().count(item.question.place)
            assert tab.locator("td.asked").count() == len(item.figures)
            tab.keyboard.press("1")
        tab.keyboard.press("f")
        expect(tab.locator("#state")).to_contain_text("未回答の問い: 0")
        tab.close()
    assert (ended, problems) == ([0], [])
    said = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
    assert said["table"][0]["default_kind"] == "actual"
    assert said["table"][0]["columns"]["うち手数料"]["unit"] == "手続"
    assert "default_kind" not in said["table"][1]
    review = tomllib.loads((folder / "review.toml").read_text(encoding="utf-8"))
    assert sorted(answer["question"] for answer in review["answer"]) == ["kind", "leap", "unit"]


def test_a_kind_lost_with_its_merged_cells_is_one_answer(tmp_path: Path, root: Path) -> None:
    content = sample_report.write_report(tmp_path, "csv").read_bytes()
    folder, file = drafted(tmp_path, root, "mine.csv", content)
    desk = Desk(folder, file, root=root, lang="en")
    assert [(item.question.code, len(item.choices)) for item in desk.items] == [("merged", 1)]
    assert desk.write({0: "yes"}) == 0
    said = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
    column = said["table"][0]["columns"]["R5"]
    assert (column["kind"], column["fiscal_year"], bool(column["why"])) == ("actual", 2023, True)


def test_a_certain_draft_asks_nothing(tmp_path: Path, root: Path) -> None:
    folder, file = drafted(tmp_path, root, "mine.pdf", sample_report.write_report(tmp_path, "pdf").read_bytes())
    desk = Desk(folder, file, root=root)
    assert (desk.items, desk.certain) == ([], 8)
    first = desk.tables["table_01.csv"].figures[0].cell
    picture = desk.picture(f"table_01-{first.row}-{first.column}")
    assert picture is not None and picture.startswith(b"\x89PNG")


def test_nobody_else_is_answered(tmp_path: Path, root: Path) -> None:
    folder, file = drafted(tmp_path, root, "report.html", PAGE.encode())
    before = (folder / "source.toml").read_bytes()
    with served(Desk(folder, file, root=root)) as (address, ended):
        other = address.replace(urlsplit(address).path, "/guessed/")
        assert urlsplit(address).hostname == "127.0.0.1"
        assert ask(other, "GET", "")[0] == 404
        assert ask(other, "POST", "done", '{"0": "actual"}')[0] == 400
        assert ask(address, "GET", "", host="elsewhere.example")[0] == 404
        assert ask(address, "POST", "done", "[]")[0] == 400 and ask(address, "POST", "done", "{")[0] == 400
        assert ask(address, "GET", "../source.toml")[0] == 404
        assert ask(address, "GET", "")[0] == 200
        assert ended == [] and (folder / "source.toml").read_bytes() == before
        assert ask(address, "POST", "done", "{}")[0] == 200
    assert ended == [3]


def test_an_answer_that_was_not_offered_is_not_written(tmp_path: Path, root: Path) -> None:
    folder, file = drafted(tmp_path, root, "report.html", PAGE.encode())
    before = (folder / "source.toml").read_bytes()
    Desk(folder, file, root=root).write({0: 'x"\nstatus = "final', 99: "actual"})
    assert (folder / "source.toml").read_bytes() == before


@pytest.mark.parametrize("code", ["no_draft", "draft_of_other"])
def test_what_is_no_draft_of_the_document_is_one_line(tmp_path: Path, root: Path, code: str) -> None:
    folder, file = drafted(tmp_path, root, "report.html", PAGE.encode())
    file.write_bytes(PAGE.replace("1,400", "1,500").encode())
    with pytest.raises(WardKpiError) as caught:
        Desk(folder if code == "draft_of_other" else tmp_path, file, root=root)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "said",
    [
        "deep = " + "[" * 100_000 + "]" * 100_000,
        "a" + ".a" * 100_000 + " = 1",
        'document = "somebody\'s own"',
        "document = []",
        "[[document]]\nsha256 = 'x'\n[table]\nfile = 'no list'",
        "not = = toml",
        "",
    ],
    ids=["deep", "dotted", "text", "empty list", "no list", "no TOML", "nothing"],
)
def test_a_file_of_that_name_that_no_draft_holds_is_one_line(tmp_path: Path, root: Path, said: str) -> None:
    folder, file = drafted(tmp_path, root, "report.html", PAGE.encode())
    (folder / "source.toml").write_text(said, encoding="utf-8")
    with pytest.raises(WardKpiError) as caught:
        Desk(folder, file, root=root)
    assert caught.value.code == "no_draft"
