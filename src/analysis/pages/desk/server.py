"""Serves the desk on 127.0.0.1 only, under a random address that is told to whoever started it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis.data.paths import find_root
from analysis.data.reading import load_toml
from analysis.data.writing import write_files
from analysis.pages.desk.answers import Item, items_of, written
from analysis.sources.binding import Figure, Table
from analysis.sources.extract import drafts_of
from analysis.sources.forms.limits import content_of
from analysis.sources.forms.read import read_document
from analysis.sources.grammar import format_value
from analysis.sources.pictures import picture_of
from analysis.sources.raw import load_raw
from analysis.words.errors import DataError, WardKpiError
from analysis.words.labels import KINDS, check_language
from analysis.words.store import told

_MOST_BYTES = 100_000


@cache
def _policy() -> str:
    """Return what the page may do: run its own script, told by its hash, and talk to this desk."""
    page = Path(__file__).with_name("desk.html").read_text(encoding="utf-8")
    script = page.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )


class Desk:
    """A draft beside its document.

    Parameters
    ----------
    draft : path
        Folder that ``ward-kpi extract`` wrote.
    file : path
        The document that it was drafted from; its sha256 must be the one in the draft's source.toml.
    root : path, optional
        Folder that holds ``data``, for the units and words of its codebook.
    lang : str
        ``ja`` or ``en``.

    Raises
    ------
    WardKpiError
        If ``draft`` is no draft, or ``file`` another document.
    """

    def __init__(
        self,
        draft: str | os.PathLike[str],
        file: str | os.PathLike[str],
        *,
        root: str | os.PathLike[str] | None = None,
        lang: str = "ja",
    ) -> None:
        self.folder, self.file, self.lang = Path(draft).expanduser(), Path(file).expanduser(), check_language(lang)
        try:
            said = load_toml(self.folder / "source.toml")
            document, kept = said["document"][0]["sha256"], [str(entry["file"]) for entry in said.get("table", [])]
        except (DataError, KeyError, IndexError, TypeError):  # somebody's own file of that name
            raise WardKpiError("no_draft", folder=self.folder) from None
        if hashlib.sha256(content_of(self.file)).hexdigest() != document:
            raise WardKpiError("draft_of_other", file=self.file, folder=self.folder)
        reading = read_document(self.file)
        book = load_raw(find_root(root)).codebook
        found = drafts_of(reading, self.file.name, book)
        self.grids, self.remarks = reading.grids, found.remarks
        named = {f"table_{number:02d}.csv": table for number, table in enumerate(found.tables, 1)}
        self.tables = {name: table for name, table in named.items() if name in kept}
        self.items = items_of(self.tables, (unit.printed[0] for unit in book.units.values() if unit.printed), self.lang)

    @property
    def certain(self) -> int:
        """Number of figures that leave nothing open."""
        return sum(not figure.questions for table in self.tables.values() for figure in table.figures)

    def page(self) -> bytes:
        """Return the page: the questions, and each of the document's tables beside what was read from it."""
        tables = [
            {
                "file": file,
                "table": table,
                "grid": _grid(table),
                "figures": [self._figure(one) for one in table.figures],
            }
            for file, table in self.tables.items()
        ]
        items = [self._item(item) for item in self.items]
        remarks = [remark.message(self.lang) for remark in self.remarks]
        return (
            _environment(self.lang)
            .get_template("desk.html")
            .render(
                name=self.folder.name,
                document=self.file.name,
                tables=tables,
                items=items,
                certain=self.certain,
                remarks=remarks,
            )
            .encode()
        )

    def _item(self, item: Item) -> dict[str, Any]:
        cells = [_cell_id(item.file, figure) for figure in item.figures]
        return {"number": item.number, "text": item.text, "choices": item.choices, "cells": json.dumps(cells)}

    def _figure(self, one: Figure) -> dict[str, Any]:
        value = "－" if one.value is None else format_value(one.value)
        kind = KINDS[one.kind][self.lang] if one.kind else "?"
        when = f"{one.period_from}–{one.fiscal_year}" if one.period_from else str(one.fiscal_year or "?")
        return {"one": one, "value": value, "unit": one.unit or "?", "kind": kind, "year": when}

    def picture(self, cell: str) -> bytes | None:
        """Return the picture of the table in a PDF in which a cell stands."""
        for file, table in self.tables.items():
            for figure in table.figures:
                if _cell_id(file, figure) == cell:
                    return picture_of(self.file, self.grids, figure.cell.place)
        return None

    def write(self, answers: dict[int, str]) -> int:
        """Write the answers into the draft, all or none; return how many questions stay open."""
        write_files(written(self.folder, self.items, answers, self.lang))
        return len([item for item in self.items if item.number not in answers or not item.choices])


def _cell_id(file: str, figure: Figure) -> str:
    return f"{file.partition('.')[0]}-{figure.cell.row}-{figure.cell.column}"


def _grid(table: Table) -> list[list[Any]]:
    """Return the cells that begin in each row."""
    return [[cell for cell in table.grid.row(row) if cell.row == row] for row in range(table.grid.height)]


@cache
def _environment(lang: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("analysis.pages.desk", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"lang": lang, "text": lambda key, **values: told(f"pages.desk.{key}", lang, **values)}
    return environment


def serve(desk: Desk, started: Callable[[str], object]) -> int | None:
    """Serve the desk until it is done; tell ``started`` its address. Return how many questions stay open, None if broken off."""
    handler = type("Handler", (_Handler,), {"desk": desk, "token": secrets.token_urlsafe(24)})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.left = None  # type: ignore[attr-defined]
        started(f"http://127.0.0.1:{server.server_port}/{handler.token}/")  # type: ignore[attr-defined]
        try:
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            return None
        return server.left  # type: ignore[attr-defined, no-any-return]


class _Handler(BaseHTTPRequestHandler):
    """Answers whoever knows the token and asks this machine by its number, not by a name that another page may have."""

    desk: Desk
    token: str

    def _path(self) -> str | None:
        host = f"127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        head, _, path = self.path.removeprefix("/").partition("/")
        known = secrets.compare_digest(head.encode(), self.token.encode()) and self.headers.get("Host") == host
        return path if known else None

    def do_GET(self) -> None:
        """Give the page, or the picture of a table."""
        path = self._path()
        if path == "":
            self._give(200, "text/html; charset=utf-8", self.desk.page())
        elif path and path.startswith("picture/") and (picture := self.desk.picture(path.removeprefix("picture/"))):
            self._give(200, "image/png", picture)
        else:
            self._give(404, "text/plain", b"")

    def do_POST(self) -> None:
        """Write the answers, and end."""
        try:
            size = int(self.headers.get("Content-Length", "0"))
            assert self._path() == "done" and size <= _MOST_BYTES
            said = json.loads(self.rfile.read(size))
            answers = {int(number): str(answer) for number, answer in said.items()}
        except (AssertionError, ValueError, AttributeError):
            self._give(400, "text/plain", b"")
            return
        try:
            left = self.desk.write(answers)
        except WardKpiError as problem:
            self._give(500, "text/plain; charset=utf-8", problem.message(self.desk.lang).encode())
            return
        self._give(200, "text/plain; charset=utf-8", told("pages.desk.done", self.desk.lang, left=left).encode())
        self.server.left = left  # type: ignore[attr-defined]
        self.server.shutdown()  # a thread of its own answers, so that the one that serves can end

    def _give(self, code: int, kind: str, content: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", _policy())
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the terminal is for whoever started the desk."""
