"""The reading table of published figures: a line for each ward and indicator, a column for each kind and year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from analysis.data.border import refuse_empty, rows_given, with_details
from analysis.data.citation import own_figures_line
from analysis.data.ids import ids_by_row
from analysis.data.kinds import printed_bound
from analysis.data.load import Names, Root
from analysis.data.loaders import Years
from analysis.data.rows import typed
from analysis.data.schema import NOTE_SEPARATOR
from analysis.data.study import Study, by_publication, is_own, own_of
from analysis.measures.absence import NOT_GIVEN, of_concept, of_theme
from analysis.questions._absence import why
from analysis.questions._question import few
from analysis.questions._reading import Cell, Head, ReadingTable, by_theme_and_ward, heads, narrowed, reading, titled
from analysis.words.say import Date, Said, Year, say, text, told

_LINE = ["ward", "indicator"]
_NEEDED = (*_LINE, "theme", "fiscal_year", "kind", "value", "unit", "text", "as_of", "source")
_MAY_LACK = ("concept", "bound", "published")
"""Columns that rows of other tables than observations may lack."""
_FIRST, _LAST = "baseline", "target"
"""Kinds whose columns stand before and after those of the years between."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A figure, or a ward of which there is none."""

    ward: str
    indicator: str
    concept: str | None
    theme: str
    fiscal_year: int | None
    kind: str
    value: float | None
    unit: str
    text: str
    bound: str | None
    published: dt.datetime | None
    by_publication: bool


def figures_table(
    rows: pd.DataFrame,
    *,
    ward: Names = None,
    years: Years = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    title: str = "",
    name: str = "figures",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show published figures, one row for each ward and indicator and one column for each kind and year.

    Parameters
    ----------
    rows : DataFrame
        Observations, or rows of :func:`analysis.compare`: a row without indicator is a ward of which there is none.
    ward, years, theme, concept, indicator, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its columns are those of :func:`analysis.load_observations`, as far as the rows given have them.

    Raises
    ------
    UnknownName, WardKpiError
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> rows = analysis.load_observations(indicator="taito.cashless_usage_rate")
    >>> [head.text for head in analysis.figures_table(rows, lang="en").reading.heads][1:]
    ['indicator', 'baseline FY2020', 'estimate FY2025', 'target FY2025']
    """
    study = Study.of(root, lang)
    title = titled(title, "reading.title.figures", study)
    given = rows_given(rows, _NEEDED, study)
    given = narrowed(given, name, study, ward=ward, years=years, theme=theme, concept=concept, indicator=indicator)
    refuse_empty(given["ward"])  # also where no value stands in the row
    rows = with_details(given, study)
    lacking = dict.fromkeys(column for column in _MAY_LACK if column not in rows)
    ordered = by_theme_and_ward(rows.assign(by_publication=by_publication(rows, study), **lacking), study)
    columns = _year_columns(ordered, study)
    records: dict[tuple[str, str], dict[str, Cell]] = {}
    for row, shown in zip(typed(ordered, _Shown), ids_by_row(ordered, study), strict=True):
        named = row.indicator or (row.concept if _is_in_table(row, study) else row.indicator)
        record = records.setdefault((row.ward, str(named)), _names(row, study))
        column = _year_column(row, study)
        if column:
            said = (
                row.text
                if row.value is None
                else study.names.figure(row.value, row.unit, printed_bound(row.bound, row.text))
            )
            cell = Cell(said, (shown,) if shown else ())
            record[column] = _beside(record[column], cell) if column in record else cell
    keys = pd.DataFrame(list(records), columns=_LINE)
    about = keys.merge(_joined_notes(ordered), on=_LINE, how="left")
    # Plans of many wards have many years, which would squeeze the names.
    names = [head._replace(roomy=head.name == "indicator" and not few(ordered)) for head in heads(_LINE, study)]
    of_years = [Head(column, column, number=True) for column in columns]
    if "grade" in rows and "C" in set(rows["grade"]):
        title = told("reading.unverified", study.lang, title=title)
    elif "grade" not in rows and own_of(rows, study)["ward"].nunique() > 1:
        key = "own" if is_own(rows, study).all() else "mixed"
        title = study.names.told(f"reading.{key}_definitions", title=title)
    laid_out = reading(
        list(records.values()),
        [*names, *of_years],
        about,
        study,
        name=name,
        title=title,
        remarks=own_figures_line(rows, study),
    )
    return ReadingTable(laid_out, rows)


def _names(row: _Shown, study: Study) -> dict[str, Cell]:
    indicator = study.names.indicator(row.indicator) if row.indicator else _nothing(row, study)
    return {"ward": Cell(study.names.ward(row.ward)), "indicator": Cell(indicator)}


def _nothing(row: _Shown, study: Study) -> str:
    """Return why there is nothing of a ward and a concept, or a theme; what the data holds was not given."""
    if row.concept and _is_in_table(row, study):
        return told("reading.empty_cell", study.lang, name=study.names.concept(row.concept))
    absence = of_concept(row.ward, row.concept, study) if row.concept else of_theme(row.ward, row.theme, study)
    return say(why(absence or NOT_GIVEN), study.names)


def _is_in_table(row: _Shown, study: Study) -> bool:
    """Return whether a national table prints what there is no figure of: its cell for the ward is empty."""
    concepts = study.once(_of_services)
    return row.indicator in ("", None) and row.concept in concepts


def _of_services(study: Study) -> frozenset[str]:
    """Return the concepts of the services that a table lists for every ward."""
    about = study.tables.concepts
    return frozenset(about.loc[about["offered"].fillna("") != "", "concept"])


def _beside(one: Cell, other: Cell) -> Cell:
    """Return two figures of one year, as a document of its own or a second date gives them."""
    return Cell(f"{one.text} / {other.text}", (*one.ids, *other.ids))


def _year_columns(rows: pd.DataFrame, study: Study) -> list[str]:
    """Return the columns of kinds and years: baseline first, target last, the years between."""
    dated = rows[rows["fiscal_year"].notna()]
    rank = dated["kind"].map({_FIRST: 0, _LAST: 2}).fillna(1)
    ordered = dated.assign(rank=rank).sort_values(["rank", "fiscal_year", "kind"], kind="stable")
    return list(dict.fromkeys(_year_column(row, study) for row in typed(ordered, _Shown)))


def _year_column(row: _Shown, study: Study) -> str:
    """Return the kind of the figure and its fiscal year or, where that is not known, its publication; nothing of an absent one."""
    if row.fiscal_year is None:
        return ""
    when: Said = Year(row.fiscal_year)
    if row.by_publication and row.published is not None:
        when = text("citation.published", date=Date(f"{row.published:%Y-%m-%d}"))
    return say(text("over_years.kind_and_year", kind=text(f"labels.kind.{row.kind}"), year=when), study.names)


def _joined_notes(rows: pd.DataFrame) -> pd.DataFrame:
    """Return sources and notes of each ward and indicator, each once."""

    def once(cells: pd.Series[str], separator: str) -> str:
        return separator.join(dict.fromkeys(part for cell in cells for part in str(cell).split(separator) if part))

    grouped = rows.assign(note=rows["note"].fillna("")).groupby(_LINE, sort=False)
    return grouped.agg(
        source=("source", lambda cells: once(cells, " ")), note=("note", lambda cells: once(cells, NOTE_SEPARATOR))
    ).reset_index()
