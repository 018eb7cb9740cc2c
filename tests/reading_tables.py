"""What a reading table shows."""

from __future__ import annotations

import re

from analysis.questions._reading import ReadingTable


def words_of(html: str) -> str:
    """Return the text of a page or cell without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.S)))


def lines(table: ReadingTable) -> list[list[str]]:
    """Return the cells of the table's body, line by line."""
    found = re.findall(r"<tr>(.*?)</tr>", table._repr_html_().split("<tbody")[1], flags=re.S)
    return [
        [words_of(cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line, flags=re.S)]
        for line in found
    ]
