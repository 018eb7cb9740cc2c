"""data.xlsx: contents and definitions, native charts, a sheet a theme, one sheet of all figures for machines.

The sheets keep to the rules that the Japanese government set in 2020 for statistics tables that machines can read: one
table a sheet that begins in A1 with one header row, one datum a cell, no merged cells, no blanks or line breaks for
looks, numbers as numbers with their unit in a column of its own, areas with their codes, years both Western and
Japanese, marks and notes in columns of their own, and a missing figure an empty cell, never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from analysis.audit.cell_places import cell_places
from analysis.data.citation import grade_lines, notes_of
from analysis.data.documents import Document, date_of, documents_of, title_of
from analysis.data.ids import ids_of
from analysis.data.load import latest_vintage
from analysis.data.rows import typed
from analysis.data.schema import NAMED_BY, NOTE_SEPARATOR, Observation
from analysis.data.study import Study, by_publication, kept, own, own_of
from analysis.data.themes import published_themes
from analysis.measures.absence import FORMER, JUDGEMENT, WORDS, of_theme
from analysis.measures.attainment import PLAN_IN_WORDS, Part, Progress
from analysis.measures.own_progress import counted_with, own_progress
from analysis.measures.vintage_changes import revisions_of
from analysis.office.document_list import transcribed
from analysis.office.pack import Pack
from analysis.office.workbook_sheets import ROW_PIXELS, SHOWN_AS, Book, Cells, Column, width_of
from analysis.questions import _reference_charts, trajectories
from analysis.questions._indicator_words import nothing_of, said_instead, status_counted
from analysis.questions._kpi import dropped_target, is_total_assumed, with_dropped_target
from analysis.questions._progress_cells import own_verdict
from analysis.questions._slide import Bars, FigurePanel
from analysis.words.labels import KINDS
from analysis.words.say import Spoken, say, told
from analysis.words.wording import known, number, years_of

_THEME_COLUMNS = (
    ("ward_name", 8, "line"),
    ("indicator_name", 30, "text"),
    ("year", 8, "integer"),
    ("year_label", 12, "line"),
    ("kind", 9, "line"),
    ("value", 10, "number"),
    ("unit", 8, "line"),
    ("text", 20, "text"),
    ("as_of", 11, "date"),
    ("document", 34, "text"),
    ("note", 37, "text"),
)
_FIGURE_COLUMNS = (
    ("ward_name", 8, "line"),
    ("indicator_name", 34, "text"),
    ("year_label", 21, "line"),
    ("kind", 10, "line"),
    ("value", 14, "number"),
    ("unit", 9, "line"),
    ("text", 28, "text"),
    ("as_of_stated", 12, "line"),
    ("document", 50, "text"),
    ("code", 11, "line"),
    ("theme_name", 22, "line"),
    ("indicator", 34, "line"),
    ("concept", 30, "line"),
    ("year", 8, "integer"),
    ("as_of", 12, "date"),
    ("source", 25, "line"),
    ("published", 12, "date"),
    ("published_stated", 24, "line"),
    ("place", 60, "line"),
    ("locator", 44, "line"),
    ("note", 60, "line"),
)
_FIGURES_PRINTED = 9
"""Columns of the sheet of all figures that people read; on paper those for machines would take two pages more a page."""
_R = TypeVar("_R")
_Field = tuple[str, float, str, Callable[[_R], object]]
"""A column of a sheet: its name, its width, how its cells are written, and how they are made of a row."""
_Record = Mapping[Any, Any]
_CHART = (600, 360)
_GAP = 12
_COLUMNS_A_PAGE = 19
_ROWS_A_CHART = 20
"""Width and height of a chart in pixels, the room beside it, the columns that two take, and the rows that one covers
with the heading above it."""
_ACROSS, _DOWN = 2, 2
"""Charts on a printed page; one of many wards is as high as the page, one of many bars as wide."""
_ROWS_A_PAGE = _ROWS_A_CHART * _DOWN
_MOST_BARS = 6
"""Beneath which there is room for their years, on one line each, in a chart of half the width."""
_DAY = len("YYYY-MM-DD")
_EXPLAINED = ("value", "text", "kind", "year", "as_of", "published", "progress", "status", "unit", "note")
"""Columns of which the first sheet says what they hold."""


_SHEETS = ("indicators", "evaluations", "figures", "definitions", "documents", "history")
"""Sheets after those of the themes."""


_HELD_IN = {WORDS: "figures", JUDGEMENT: "evaluations", FORMER: "evaluations"}
"""In which sheet there is what stands in the place of figures."""


class _Aimed(NamedTuple):
    """An indicator that has a target, and what documents print in the place of a baseline and a result to measure by.

    That is a figure without a year, or of the baseline's, or words.
    """

    row: Progress
    baseline: Observation | None
    result: Observation | None

    def figure(self, part: Part) -> float | None:
        said = self._said(part)
        return self.row.stated(part).figure if said is None else said.value

    def year(self, part: Part) -> int | None:
        said = self._said(part)
        return self.row.stated(part).year if said is None else said.fiscal_year

    def kind_of_result(self) -> str | None:
        return self.row.value_kind if self.result is None else self.result.kind

    def _said(self, part: Part) -> Observation | None:
        return self.baseline if part == "baseline" else self.result


def workbook(pack: Pack) -> bytes:
    """Return data.xlsx: contents, charts, themes, indicators, all figures, definitions, documents, update history."""
    book, study = Book(pack), pack.study
    contents, named = _add_contents(book, study)
    charts = book.add_chart_sheet(told("office.sheet.charts", study.lang)) if _charted(study) else None
    sheets = {theme: _add_theme(book, study, theme) for theme in published_themes(study)}
    if charts:
        _add_charts(book, charts, sheets, study)
    _add_indicators(book, study)
    _add_evaluations(book, study)
    _add_figures(book, study)
    _add_definitions(book, study)
    _add_documents(book, study)
    _add_history(book, study)
    for line, name in enumerate(named, start=1):
        book.link(contents, line, 1, name)
    return book.finish()


def _add_contents(book: Book, study: Study) -> tuple[Any, list[str]]:
    """Add the first sheet, what each sheet holds and what columns and kinds mean; return it and the sheets it names."""
    lang = study.lang
    sheets = [
        *(
            (told(f"office.sheet.{name}", lang), study.names.told(f"office.contents.{name}"))
            for name in _charted(study)
        ),
        *((study.names.theme(theme), _held(study, theme)) for theme in published_themes(study)),
        *((told(f"office.sheet.{name}", lang), study.names.told(f"office.contents.{name}")) for name in _SHEETS),
    ]
    rows = [
        *(["sheet", name, about] for name, about in sheets),
        *(
            ["column", study.names.told(f"office.column.{name}"), study.names.told(f"office.contents.{name}")]
            for name in _EXPLAINED
        ),
        *(["kind", KINDS[kind][lang], told(f"office.contents.kind_{kind}", lang)] for kind in KINDS),
    ]
    cells = [[told(f"office.contents.of_{row[0]}", lang), *row[1:]] for row in rows]
    columns = (("part", 14, "line"), ("name", 34, "text"), ("about", 124, "text"))
    sheet = book.add_table("contents", told("office.sheet.contents", lang), _columns(study, columns, cells), cells)
    book.print_in_parts(sheet, [(0, len(sheets)), (len(sheets) + 1, len(cells))], len(columns))
    return sheet, [name for name, _ in sheets]


def _held(study: Study, theme: str) -> str:
    """Say how much the sheet of a theme holds, so that the list of sheets tells one from another."""
    drawn, rows = _drawn(theme, study), _shown(theme, study)
    figures = int(rows["value"].notna().sum())
    words = int((rows["value"].isna() & (rows["obs_status"] != "O")).sum())  # a printed dash is neither
    counts = {"figures": figures, "words": words, "charts": len(drawn)}
    parts = [
        study.names.told(f"office.contents.{name}_held", count=Spoken(number(count), count))
        for name, count in counts.items()
        if count
    ]
    return study.names.listed(parts)


@kept
def _shown(theme: str, study: Study) -> pd.DataFrame:
    """Return what the sheet of a theme holds: the rows of its charts, then the wards' other newest figures and words."""
    drawn, published = _drawn(theme, study), _published(theme, study)
    charted = pd.concat([panel.rows for panel in drawn], ignore_index=True) if drawn else published.iloc[:0]
    key = list(NAMED_BY)
    rest = published[~published.set_index(key).index.isin(charted.set_index(key).index)]
    return pd.concat([charted, rest])


def _published(theme: str, study: Study) -> pd.DataFrame:
    """Return the wards' newest figures and words of a theme, and figures that are of no indicator or of no one year."""
    published = study.once(_newest)
    return published[published["theme"] == theme]


def _newest(study: Study) -> pd.DataFrame:
    published = pd.concat([own(study), _beside_indicators(study)], ignore_index=True)
    return published[~published["superseded"]]


def _add_theme(book: Book, study: Study, theme: str) -> Worksheet:
    """Add a theme's newest figures of the wards."""
    publishing = set(_published(theme, study)["ward"])
    rows = [_theme_cells(study, row) for row in _records(_shown(theme, study), study)]
    rows += [_silent_row(study, code, theme) for code in study.wards if code not in publishing]
    return book.add_table(f"theme_{theme}", study.names.theme(theme), _columns(study, _THEME_COLUMNS, rows), rows)


def _beside_indicators(study: Study) -> pd.DataFrame:
    """Return the wards' figures of no year or of several, and of what is no indicator, as the newest document has them."""
    rows = own_of(latest_vintage(study.complete), study)
    held = set(ids_of(own(study)))
    is_new = pd.Series([one not in held for one in ids_of(rows)], rows.index, dtype="bool")
    return rows[rows["value"].notna() & is_new]


@kept
def _drawn(theme: str, study: Study) -> tuple[FigurePanel, ...]:
    """Return the charts of a theme: a theme of words, or of single figures, has none."""
    return (*trajectories.panels(theme, study), *_reference_charts.panels(theme, study))


def _charted(study: Study) -> tuple[str, ...]:
    """Return the name of the sheet of charts, or nothing: words and single figures have none."""
    return ("charts",) if any(_drawn(theme, study) for theme in published_themes(study)) else ()


def _add_charts(book: Book, sheet: Worksheet, sheets: Mapping[str, Worksheet], study: Study) -> None:
    """Add the charts of each theme under its name, each of a run of rows of the theme's sheet."""
    columns = {name: place for place, (name, _, _) in enumerate(_THEME_COLUMNS)}
    width, height = _CHART
    line = 0
    for theme, cells in sheets.items():
        drawn, first = _drawn(theme, study), 1
        for panel, (row, column) in zip(drawn, _places(drawn, line), strict=True):
            if not column:
                book.add_heading(sheet, row, study.names.theme(theme))
            size = (
                width * _ACROSS + _GAP if _is_wide(panel) else width,
                height + _ROWS_A_CHART * ROW_PIXELS if panel.many else height,
            )
            offset = column * (width + _GAP)
            book.add_chart(sheet, (row + 1, 0), offset, size, panel, Cells(cells, first, columns))
            first += len(panel.rows)
            line = row + (_DOWN if panel.many else 1) * _ROWS_A_CHART
    parts = [(start, start + _ROWS_A_PAGE - 1) for start in range(0, line, _ROWS_A_PAGE)]
    book.print_in_parts(sheet, parts, _COLUMNS_A_PAGE)


def _is_wide(panel: FigurePanel) -> bool:
    return isinstance(panel, Bars) and not panel.many and len(panel.rows) > _MOST_BARS


def _places(drawn: Sequence[FigurePanel], line: int) -> list[tuple[int, int]]:
    """Return the row, from ``line`` on, and the column of each chart, each beside the last where it has room there."""
    places: list[tuple[int, int]] = []
    row, column, before = line // _ROWS_A_CHART, 0, None
    for panel in drawn:
        if before is not None and (column == _ACROSS or before.many != panel.many or _is_wide(panel)):
            row, column = row + (_DOWN if before.many else 1), 0
        if panel.many:
            row += row % _DOWN  # on a page of its own
        places.append((row * _ROWS_A_CHART, column))
        column, before = _ACROSS if _is_wide(panel) else column + 1, panel
    return places


def _add_indicators(book: Book, study: Study) -> None:
    """Add the indicators with baseline, target, newest result and what is derived from them."""
    names, lang, seconds = study.names, study.lang, counted_with(study)  # an item's verdict stands once

    def words(said: Observation | None) -> str:
        return names.glossed(said.text, said.kind) if said and said.value is None else ""

    fields: list[_Field[_Aimed]] = [
        ("theme_name", 18, "text", lambda one: names.theme(one.row.theme)),
        ("ward_name", 8, "line", lambda one: names.ward(one.row.ward)),
        ("indicator_name", 28, "text", lambda one: names.indicator(one.row.indicator)),
        ("unit", 8, "line", lambda one: names.unit(one.row.unit)),
        ("baseline", 9, "number", lambda one: one.figure("baseline")),
        ("baseline_text", 12, "text", lambda one: words(one.baseline)),
        ("baseline_year", 9, "integer", lambda one: one.year("baseline")),
        ("target", 9, "number", lambda one: one.row.target),
        ("target_kind", 8, "line", lambda one: KINDS[one.row.target_kind][lang] if one.row.target_kind else ""),
        ("target_text", 28, "text", lambda one: one.row.target_text),
        ("target_year", 9, "integer", lambda one: one.row.target_year),
        ("result", 9, "number", lambda one: one.figure("value")),
        ("result_text", 12, "text", lambda one: words(one.result)),
        ("result_year", 9, "integer", lambda one: one.year("value")),
        ("kind", 9, "line", lambda one: KINDS[kind][lang] if (kind := one.kind_of_result()) else ""),
        ("progress", 9, "share", lambda one: one.row.progress),
        ("status", 30, "text", lambda one: status_counted(one.row, study)),
        (
            "own_verdict",
            9,
            "line",
            lambda one: "" if one.row.indicator in seconds else own_verdict(one.row.own_verdict, study),
        ),
        ("reason", 22, "text", lambda one: _reason(one.row, study)),
    ]
    aimed = (
        _Aimed(row, said_instead(row, "baseline", study), said_instead(row, "value", study))
        for row in typed(own_progress(study), Progress)
        if row.status not in ("no_target", PLAN_IN_WORDS)
    )
    _add_fields(book, study, "indicators", fields, aimed, named_by=3)


def _reason(row: Progress, study: Study) -> str:
    """Return why a measure is missing, and what a status is taken for where the counting is not known."""
    assumed = told("mark.total_assumed", study.lang) if is_total_assumed(row, study) else ""
    return NOTE_SEPARATOR.join(one for one in (study.names.reason(row.reason), assumed) if one)


def _add_evaluations(book: Book, study: Study) -> None:
    """Add how wards judge each item of their documents themselves, also those that have no figure or word of their own."""
    names, documents = study.names, documents_of(study)
    fields: list[_Field[_Record]] = [
        ("ward_name", 8, "line", lambda about: names.ward(about["ward"])),
        ("indicator_name", 34, "text", lambda about: names.indicator(about["indicator"])),
        ("own_verdict", 16, "text", lambda about: own_verdict(about["verdict"], study)),
        ("text", 30, "text", lambda about: about["text"]),
        ("document", 34, "text", lambda about: documents[about["source"]].title),
        ("place", 40, "text", lambda about: _place(about, study)),
        ("note", 40, "text", lambda about: NOTE_SEPARATOR.join(notes_of(about["note"], study))),
    ]
    _add_fields(book, study, "evaluations", fields, study.tables.evaluations.to_dict("records"), named_by=2)


def _add_fields(
    book: Book,
    study: Study,
    sheet: str,
    fields: Sequence[_Field[_R]],
    rows: Iterable[_R],
    *,
    named_by: int = 0,
    printed: int | None = None,
) -> None:
    """Add a sheet of which each column says how it is made of a row."""
    cells = [[cell(row) for *_, cell in fields] for row in rows]
    columns = _columns(study, [(name, width, kind) for name, width, kind, _ in fields], cells)
    name = told(f"office.sheet.{sheet}", study.lang)
    book.add_table(sheet, name, columns, cells, named_by=named_by, printed=printed)


def _add_figures(book: Book, study: Study) -> None:
    """Add every published figure and word, a row each, as observations.csv has them."""
    rows = [_cells(study, row, _FIGURE_COLUMNS) for row in _records(study.tables.observations, study)]
    columns = _columns(study, _FIGURE_COLUMNS, rows)
    book.add_table("figures", told("office.sheet.figures", study.lang), columns, rows, printed=_FIGURES_PRINTED)


def _add_definitions(book: Book, study: Study) -> None:
    names, lang = study.names, study.lang
    fields: list[_Field[_Record]] = [
        ("ward_name", 8, "line", lambda about: names.ward(about["ward"])),
        ("indicator_name", 40, "text", lambda about: about[f"name_{lang}"]),
        ("unit", 9, "line", lambda about: names.unit(about["unit"])),
        ("direction", 14, "line", lambda about: told(f"office.direction.{about['direction']}", lang)),
        ("definition", 62, "text", lambda about: about[f"definition_{lang}"]),
        ("caveat", 34, "text", lambda about: about[f"caveat_{lang}"]),
        ("graded", 30, "text", lambda about: "\n".join(grade_lines(about["concept"], about["ward"], study))),
        ("theme_name", 22, "line", lambda about: names.theme(about["theme"])),
        ("indicator", 54, "line", lambda about: about["indicator"]),
    ]
    records = study.tables.indicators.to_dict("records")
    _add_fields(book, study, "definitions", fields, records, printed=len(fields) - 2)  # the sheets of themes tell them


def _add_documents(book: Book, study: Study) -> None:
    documents, lang = documents_of(study), study.lang
    fields: list[_Field[_Record]] = [
        ("source", 25, "line", lambda about: about["source"]),
        ("issuer", 14, "text", lambda about: about[f"issuer_{lang}"]),
        ("document", 30, "text", lambda about: title_of(documents[about["source"]], lang)),
        ("published", 12, "date", lambda about: _printed_day(documents[about["source"]])),
        ("published_stated", 18, "text", lambda about: date_of(documents[about["source"]], lang)),
        ("published_basis", 32, "text", lambda about: about[f"published_basis_{lang}"]),
        ("state", 10, "line", lambda about: told(f"office.state.{about['status']}", lang)),
        ("terms", 32, "text", lambda about: about[f"terms_{lang}"]),
        ("transcribed", 10, "number", lambda about: transcribed(about["source"], study)[0]),
        ("figures", 8, "number", lambda about: transcribed(about["source"], study)[1]),
    ]
    _add_fields(book, study, "documents", fields, study.tables.sources.to_dict("records"))


def _add_history(book: Book, study: Study) -> None:
    """Add what each document brought: that it was published, then which earlier figures it changed."""
    columns = (
        ("published", 12, "date"),
        ("published_stated", 16, "text"),
        ("document", 28, "text"),
        ("change", 10, "line"),
        ("ward_name", 8, "line"),
        ("indicator_name", 22, "text"),
        ("kind", 10, "line"),
        ("year_before", 11, "integer"),
        ("value_before", 11, "number"),
        ("year", 9, "integer"),
        ("value", 11, "number"),
        ("unit", 9, "line"),
        ("reason", 34, "text"),
    )
    documents = documents_of(study)
    changes = revisions_of(None, None, study)
    changes = changes[changes["change"].isin(["changed", "redated"])]
    rows: list[list[Any]] = []
    for name in study.tables.sources.sort_values("published", kind="stable")["source"]:
        document = documents[str(name)]
        about = [_printed_day(document), date_of(document, study.lang), document.title]
        rows.append([*about, told("office.change.published", study.lang), *[""] * 9])
        for row in changes[changes["source"] == name].to_dict("records"):
            rows.append([*about, *_change_cells(study, row)])
    book.add_table("history", told("office.sheet.history", study.lang), _columns(study, columns, rows), rows)


def _change_cells(study: Study, row: dict[Any, Any]) -> list[Any]:
    return [
        told(f"office.change.{row['change']}", study.lang),
        study.names.ward(row["ward"]),
        study.names.indicator(row["indicator"]),
        KINDS[row["kind"]][study.lang],
        row["fiscal_year_from"],
        row["from"],
        row["fiscal_year"],
        row["to"],
        study.names.unit(row["unit"]),
        row[f"reason_{study.lang}"],
    ]


def _columns(study: Study, columns: Sequence[tuple[str, float, str]], rows: Sequence[Sequence[Any]]) -> list[Column]:
    """Return the columns of a sheet of ``rows``; those of wards, units, figures and dates have room for the longest.

    A figure or a date without it is shown as ###. Each has room for the longest word of its heading, those of themes
    for the words of their names; a Japanese heading or name is one word.
    """
    made = []
    for place, (name, width, kind) in enumerate(columns):
        heading = study.names.told(f"office.column.{name}")
        whole = {row[place] for row in rows} if name in ("ward_name", "unit") or kind in SHOWN_AS else set()
        widest = max((width_of(cell, kind) for cell in whole if cell not in ("", None)), default=0)
        themes = {word for row in rows for word in row[place].split()} if name == "theme_name" else set()
        words = map(width_of, [*heading.split(), *themes])
        made.append(Column(heading, max(width, widest, *words), kind))
    return made


def _cells(study: Study, row: dict[Any, Any], columns: Sequence[tuple[str, float, str]]) -> list[Any]:
    """Return an observation as a row of cells."""
    document = documents_of(study)[row["source"]]
    for_auditors = any(name == "place" for name, *_ in columns)
    dated = row["of_a_year"]
    cells = {
        "code": row["ward"],
        "ward_name": study.names.ward(row["ward"]),
        "indicator": row["indicator"],
        "indicator_name": study.names.indicator(row["indicator"]),
        "concept": row["concept"],
        "theme_name": study.names.theme(row["theme"]),
        "year": int(row["fiscal_year"]) if dated and known(row["fiscal_year"]) else "",
        "year_label": study.names.entry_years(years_of(row)) if dated else "",
        "kind": KINDS[row["kind"]][study.lang],
        "value": row["value"],
        "unit": study.names.unit(row["unit"]),
        "text": row["text"],
        "as_of": _day(row["as_of"]),
        "as_of_stated": row["as_of"],
        "document": title_of(document, study.lang),
        "source": row["source"],
        "published": _printed_day(document),
        "published_stated": date_of(document, study.lang),
        "place": _place(row, study) if for_auditors else "",
        "locator": row["locator"],
        "note": NOTE_SEPARATOR.join(notes_of(row["note"], study, for_readers=not for_auditors)),
    }
    return [cells[name] for name, _, _ in columns]


def _theme_cells(study: Study, row: dict[Any, Any]) -> list[Any]:
    """Return an observation as a row of a theme's sheet; a target that no newer document prints says so."""
    cells = _cells(study, row, _THEME_COLUMNS)
    if row["kind"] == "target" and row["indicator"] in set(with_dropped_target(study)["indicator"]):
        said = say(dropped_target(row["indicator"], study), study.names)
        cells[-1] = NOTE_SEPARATOR.join(one for one in (cells[-1], said) if one)  # the last column is that of notes
    return cells


def _day(stated: Any) -> str:
    """Return a date that is known to the day, nothing otherwise: a column of dates holds nothing but dates."""
    return str(stated) if known(stated) and len(str(stated)) == _DAY else ""


def _printed_day(document: Document) -> str:
    """Return the day of a document that prints it, nothing otherwise."""
    return _day(document.published_stated) if document.is_printed("published") else ""


def _records(rows: pd.DataFrame, study: Study) -> list[dict[Any, Any]]:
    """Return observations one by one, with whether each is of the fiscal year that it has, or dated by its publication."""
    return rows.assign(of_a_year=~by_publication(rows, study)).to_dict("records")


def _place(row: _Record, study: Study) -> str:
    """Return where a figure stands in its document: table, row, column, and lines of the text."""
    return study.names.listed(
        told("office.place", study.lang, place=place.name, **place._asdict())
        for place in cell_places(row["locator"], study)
    )


def _silent_row(study: Study, code: str, theme: str) -> list[Any]:
    """Return the row of a ward of which there is nothing under a theme: it stays visible, its figure empty."""
    note = nothing_of(code, theme, study)
    if (held := _HELD_IN.get(of_theme(code, theme, study))) is not None:
        note = told("office.words_elsewhere", study.lang, note=note, sheet=told(f"office.sheet.{held}", study.lang))
    cells = {"ward_name": study.names.ward(code), "note": note}
    return [cells.get(name, "") for name, _, _ in _THEME_COLUMNS]
