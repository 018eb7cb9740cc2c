"""Reading tables: names instead of ids, years in 令和, footnotes and sources derived from the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.data.asked import rows_asked
from analysis.data.border import inward, table_of, with_details
from analysis.data.citation import dated_together, source_lines
from analysis.data.frames import in_order_of
from analysis.data.load import Names, Root, in_a_list
from analysis.data.loaders import Years
from analysis.data.schema import NOTE_SEPARATOR
from analysis.data.study import Study
from analysis.drawing.reading_html import Cell, Head, Note, Reading, to_html
from analysis.questions._chosen import of_years
from analysis.words.errors import BadArgument, WardKpiError
from analysis.words.say import entries, told
from analysis.words.wording import known

__all__ = [
    "NONE",
    "Cell",
    "Head",
    "Note",
    "Reading",
    "ReadingTable",
    "heads",
    "in_brackets",
    "narrowed",
    "nothing_left",
    "reading",
    "reading_table",
    "titled",
]

NONE = "－"
"""Stands where there is no figure: a blank could be taken for a slip, 0 would be a figure."""


@dataclass(frozen=True)
class ReadingTable:
    """A reading table as a notebook shows it; ``rows`` are what it was made from.

    Examples
    --------
    >>> import analysis
    >>> table = analysis.progress_table(theme="cashless", ward="sumida", lang="en")
    >>> [head.text for head in table.reading.heads][:2], table.rows["indicator"].tolist()[:1]
    (['ward', 'indicator'], ['sumida.cashless_procedures'])
    """

    reading: Reading
    rows: pd.DataFrame

    def _repr_html_(self) -> str:
        """Return the table as HTML."""
        return to_html(self.reading)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the table as a notebook shows it, with the observations that its cells are."""
        shown = dict.fromkeys(one for line in self.reading.lines for cell in line for one in cell.ids)
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}, {"ward_kpi": {"observations": list(shown)}}

    def __repr__(self) -> str:
        """Return the title, or else the name, and the number of rows; the HTML is what is read."""
        return f"{self.reading.title or self.reading.name} ({len(self.rows)})"


def heads(names: Iterable[str], study: Study, *, numbers: Iterable[str] = ()) -> list[Head]:
    """Return columns by the names of their texts; a name without a text (a ward's, a year) stands as it is."""
    known_heads, aligned = entries("reading"), set(numbers)
    return [
        Head(name, study.names.told(key) if (key := f"reading.heads.{name}") in known_heads else name, name in aligned)
        for name in names
    ]


def titled(title: str, key: str, study: Study) -> str:
    """Return what a caller calls a table, or the text of ``key``."""
    if not isinstance(title, str):
        raise BadArgument("title", title, "text")
    return " ".join(title.split()) or study.names.told(key)


def narrowed(
    rows: pd.DataFrame, name: str, study: Study, *, years: Years = None, year: str = "", **asked: Names
) -> pd.DataFrame:
    """Return those of ``rows`` of the table ``name`` that are asked for by ward, theme, concept, indicator or years.

    Years are those of the column ``year``, if it is named, as they are of the figure of the same rows.

    Raises
    ------
    WardKpiError
        If none is left; or as :func:`analysis.data.asked.rows_asked`.
    """
    asked = {argument: in_a_list(one) for argument, one in asked.items()}
    years, found = in_a_list(years), rows_asked(rows, study, **asked)
    if years is not None:
        found = of_years(found, years, year)
    if found.empty and any(one is not None for one in (years, *asked.values())):
        raise nothing_left(name, **asked, years=years)
    return found.reset_index(drop=True)


def nothing_left(name: str, **asked: Names | Years) -> WardKpiError:
    """Return the error of a table of which nothing is left by what was asked for."""
    choice = ", ".join(f"{argument}={one}" for argument, one in asked.items() if one is not None)
    return WardKpiError("table_nothing_left", table=name, choice=choice)


def by_theme_and_ward(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` in order of theme, then of wards.csv; the order within each is kept."""
    themes = study.tables.concepts.sort_values("theme_order", kind="stable")["theme"]
    by_ward = in_order_of(rows, "ward", study.tables.wards["ward"])
    return in_order_of(by_ward, "theme", themes).reset_index(drop=True)


def in_brackets(said: str, study: Study) -> str:
    """Return what stands in brackets after a figure."""
    return told("reading.brackets", study.lang, said=said)


def reading(
    records: Sequence[Mapping[str, Cell]],
    columns: Sequence[Head],
    about: pd.DataFrame,
    study: Study,
    *,
    name: str,
    title: str,
    remarks: Iterable[str] = (),
) -> Reading:
    """Lay out lines of cells, by the names of their heads, with the footnotes and sources of the rows they are about.

    Where there is no cell stands :data:`NONE`. ``about`` has ``source`` and, with one row for each line, ``indicator``
    and ``note`` where there are caveats.
    """
    names = [head.name for head in columns]
    noted = "indicator" if "indicator" in names else names[0]
    return Reading(
        name=name,
        title=title,
        heads=tuple(columns),
        lines=tuple(tuple(record.get(one, Cell(NONE)) for one in names) for record in records),
        notes=tuple(Note(text, noted, tuple(lines)) for text, lines in _caveats(about, study).items()),
        remarks=tuple(remarks),
        sources=tuple(source_lines(about, study)) if "source" in about else (),
        lang=study.lang,
    )


def reading_table(
    shown: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    name: str,
    title: str = "",
    headings: Mapping[str, str],
    numbers: Sequence[str] = (),
    remarks: Iterable[str] = (),
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Lay out ``shown`` with footnotes and source lines derived from ``rows``.

    Parameters
    ----------
    shown : DataFrame
        What stands in the cells, as text.
    rows : DataFrame
        One row for each row of ``shown``: ``source``, and where there are caveats ``indicator`` and ``note``.
    headings : mapping
        Heading of each column of ``shown``.
    numbers : sequence of str
        Columns aligned to the right.
    remarks : iterable of str
        Said below the table before the sources.
    title : str, optional
        What stands above the table; nothing without it.
    name, lang, root
        As for :func:`analysis.progress_table`; the name becomes the table's id.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.

    Raises
    ------
    WardKpiError
        If ``shown`` or ``rows`` are no table, or ``title`` is no text.

    Examples
    --------
    >>> import analysis
    >>> rows = analysis.load_observations(concept="open_data", kind="target")
    >>> shown = rows[["indicator", "text"]]
    >>> heads = {"indicator": "Indicator", "text": "Target"}
    >>> analysis.reading_table(shown, rows, name="targets", title="Open data", headings=heads, lang="en").reading.title
    'Open data'
    """
    study = Study.of(root, lang)
    shown = table_of(shown)
    columns = [Head(column, headings.get(column, column), column in numbers) for column in map(str, shown)]
    records = [
        {head.name: Cell(text) for head, text in zip(columns, line, strict=True)}
        for line in shown.itertuples(index=False, name=None)
    ]
    about = with_details(inward(rows), study)
    return ReadingTable(reading(records, columns, about, study, name=name, title=title, remarks=remarks), rows)


def _caveats(rows: pd.DataFrame, study: Study) -> dict[str, list[int]]:
    """Return each caveat with the places of the rows that it is about; notes that differ in a date only are one."""
    if "indicator" not in rows:
        return {}
    words, tables = study.names, study.tables
    general = tables.indicators.set_index("indicator")[f"caveat_{study.lang}"]
    notes = rows["note"] if "note" in rows else [""] * len(rows)
    listed: list[tuple[str, int]] = []
    for place, (indicator, note) in enumerate(zip(rows["indicator"], notes, strict=True)):
        texts = [str(general.get(indicator, ""))] if known(indicator) else []
        texts += [words.note(one) for one in str(note).split(NOTE_SEPARATOR) if known(note)]
        listed += [(text, place) for text in texts if text]
    found: dict[str, list[int]] = {}
    for text, place in dict.fromkeys(dated_together(listed, words)):
        found.setdefault(text, []).append(place)
    return found
