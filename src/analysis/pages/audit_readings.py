"""Tables for reading about the figures themselves: revisions, judgements by document, consistency, cross-checks, coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.audit.cross_checks import CROSSCHECK_COLUMNS, crosscheck_of
from analysis.audit.evidence import verify
from analysis.audit.self_checks import CONSISTENCY_COLUMNS, consistency_of
from analysis.data.border import ON_REQUEST, rows_given, table_of, typed_like
from analysis.data.citation import own_figures_line
from analysis.data.documents import date_of, documents_of
from analysis.data.frames import joined_ids
from analysis.data.ids import ids, observation_id
from analysis.data.load import Names, Root
from analysis.data.loaders import Years
from analysis.data.rows import typed
from analysis.data.study import Study
from analysis.measures.attainment import Part
from analysis.measures.commitments import JUDGEMENT_COLUMNS, Judgement, judgements_of
from analysis.measures.given_back import derived_changed
from analysis.measures.vintage_changes import REVISION_COLUMNS, revisions_of
from analysis.pages.notebook_display import Conclusions
from analysis.questions._progress_cells import pace_told
from analysis.questions._reading import NONE, Cell, Head, ReadingTable, narrowed, reading, titled
from analysis.sources.model import Correction
from analysis.sources.raw import load_raw
from analysis.words.era import format_date, stated_date
from analysis.words.errors import WardKpiError
from analysis.words.labels import KINDS, STATUSES
from analysis.words.say import told
from analysis.words.wording import known

_MONTH = 31
"""The series is monthly: only a longer distance than this says that a figure is of another date."""
_HEADS = {
    "revisions": "ward indicator kind change from to difference reason",
    "judgements": "ward indicator document baseline target value pace status",
    "consistency": "subject published recomputed agrees reason",
    "consistency_summary": "document check agreeing differing open",
    "crosscheck": "ward document kind published stated_date match days",
    "coverage": "document texts tables cells no_locator",
    "corrections": "indicator column cell read_as reason",
}
"""The columns of each table."""
_FIGURES = {"difference", "baseline", "target", "value", "pace", "published", "recomputed"}
_COUNTS = {"agreeing", "differing", "open", "days", "texts", "tables", "cells", "no_locator"}
"""Columns that stand at the right."""
_AGREES = {True: "yes", False: "no"}
_Row = Mapping[Any, Any]
_Record = dict[str, Cell]


def revisions_table(
    rows: pd.DataFrame | None = None,
    *,
    ward: Names = None,
    years: Years = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    title: str = "",
    name: str = "revisions",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show what changed between documents.

    Parameters
    ----------
    rows : DataFrame, optional
        Rows of :func:`analysis.revisions`; all without it.
    ward, years, theme, concept, indicator, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its columns are those of :func:`analysis.revisions` with ``detail=True``.

    Raises
    ------
    UnknownName, WardKpiError
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.revisions_table(lang="en").reading.title
    'What changed between documents'
    """
    study = Study.of(root, lang)
    table = revisions_of(None, None, study) if rows is None else _given(rows, REVISION_COLUMNS, "revisions", study)
    table = narrowed(table, name, study, ward=ward, years=years, theme=theme, concept=concept, indicator=indicator)
    names = study.names
    records = [
        {
            "ward": Cell(names.ward(row["ward"])),
            "indicator": Cell(names.indicator(row["indicator"])),
            "kind": Cell(KINDS[row["kind"]][study.lang] if row["kind"] else NONE),
            "change": Cell(told(f"pages.audit.change.{row['change']}", study.lang)),
            "from": _side(row, "_from", study),
            "to": _side(row, "", study),
            "difference": Cell(_difference(row, study)),
            "reason": Cell(row[f"reason_{study.lang}"] or NONE),
        }
        for row in table.to_dict("records")
    ]
    both = table.assign(
        source=[joined_ids(pd.Series(pair)) for pair in zip(table["source_from"], table["source"], strict=True)]
    )
    return _laid_out("revisions", records, both, study, name, title)


def _side(row: _Row, which: str, study: Study) -> Cell:
    """Return what one of two documents says: the earlier is ``_from``."""
    text = row["text_from" if which else "text_to"]
    if not text:
        return Cell(NONE)
    year = row[f"fiscal_year{which}"]
    if not known(year):
        return Cell(text)
    return Cell(f"{study.names.year(year)} {text}", _shown(row[f"observation{which}"], study))


def _difference(row: _Row, study: Study) -> str:
    if not known(row["difference"]) or row["change"] == "redated":
        return NONE
    return ("+" if row["difference"] > 0 else "") + study.names.step(row["difference"], row["unit"])


def judgements_table(
    rows: pd.DataFrame | None = None,
    *,
    ward: Names = None,
    years: Years = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    title: str = "",
    name: str = "judgements",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show how each document by itself judges an indicator; ``rows`` are of :func:`analysis.judgements`.

    Parameters
    ----------
    rows : DataFrame, optional
        Rows of :func:`analysis.judgements`; all without it.
    ward, years, theme, concept, indicator, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its columns are those of :func:`analysis.judgements`.

    Raises
    ------
    UnknownName, WardKpiError
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.judgements_table(lang="en").reading.title
    'Judgements by document'
    """
    study = Study.of(root, lang)
    table = judgements_of(study) if rows is None else _given(rows, JUDGEMENT_COLUMNS, "judgements", study)
    table = narrowed(table, name, study, ward=ward, years=years, theme=theme, concept=concept, indicator=indicator)
    documents = documents_of(study)
    records = [
        {
            "ward": Cell(study.names.ward(row.ward)),
            "indicator": Cell(study.names.indicator(row.indicator)),
            "document": Cell(date_of(documents[row.source], study.lang)),
            "baseline": _dated(row, "baseline", study),
            "target": _dated(row, "target", study),
            "value": _dated(row, "value", study),
            "pace": Cell(pace_told(row, study) or NONE),
            "status": Cell(STATUSES[row.status][study.lang]),
        }
        for row in typed(table, Judgement)
    ]
    return _laid_out("judgements", records, table, study, name, title)


def _dated(row: Judgement, part: Part, study: Study) -> Cell:
    figure, year, kind = row.stated(part)
    if figure is None or year is None:
        return Cell(NONE)
    shown = study.once(_by_document).get((row.source, row.indicator, year, kind), ())
    said = f"{study.names.year(year)} {study.names.figure(figure, row.unit)}"
    return Cell(said, tuple(key for key, stated in shown if stated == figure))


def consistency_table(
    rows: pd.DataFrame | None = None,
    *,
    ward: Names = None,
    title: str = "",
    name: str = "consistency",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show what documents state against the same recomputed; ``rows`` are of :func:`analysis.consistency`.

    Needs data/raw, so a checkout: a wheel has none.
    Takes no years=: its rows have no year to choose by.

    Parameters
    ----------
    rows : DataFrame, optional
        Rows of :func:`analysis.consistency`; all without it.
    ward, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its columns are those of :func:`analysis.consistency` with ``detail=True``.

    Raises
    ------
    WardKpiError
        Where data/raw is not there; others as for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.consistency_table(lang="en").reading.title
    'What documents state, recomputed'
    """
    study = Study.of(root, lang)
    table = consistency_of(study) if rows is None else _given(rows, CONSISTENCY_COLUMNS, "consistency", study)
    table = narrowed(table, name, study, ward=ward)
    records = [
        {
            "subject": Cell(row[f"subject_{study.lang}"]),
            "published": Cell(study.names.glossed(row["stated"])),
            "recomputed": Cell(study.names.glossed(row["recomputed"]) or NONE),
            "agrees": Cell(told(f"pages.audit.agrees.{_AGREES.get(row['agrees'], 'unknown')}", study.lang)),
            "reason": Cell(row[f"reason_{study.lang}"]),
        }
        for row in table.to_dict("records")
    ]
    return _laid_out("consistency", records, table, study, name, title)


def consistency_summary_table(
    rows: pd.DataFrame | None = None,
    *,
    ward: Names = None,
    title: str = "",
    name: str = "summary",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show how many statements of each document agree; ``rows`` are of :func:`analysis.consistency`.

    Needs data/raw, so a checkout: a wheel has none.
    Takes no years=: its rows have no year to choose by.

    Parameters
    ----------
    rows : DataFrame, optional
        Rows of :func:`analysis.consistency`; all without it.
    ward, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its only column is ``source``, the id of a document.

    Raises
    ------
    WardKpiError
        Where data/raw is not there; others as for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.consistency_summary_table(lang="en").reading.title
    'What documents state, recomputed, by document'
    """
    study = Study.of(root, lang)
    table = consistency_of(study) if rows is None else _given(rows, CONSISTENCY_COLUMNS, "consistency", study)
    table = narrowed(table, name, study, ward=ward)
    records = [
        {
            "document": Cell(_title(source, study)),
            "check": Cell(study.names.told(f"pages.audit.check.{check}")),
            "agreeing": Cell(str((group["agrees"] == True).sum())),  # noqa: E712 - the column may hold missing values
            "differing": Cell(str((group["agrees"] == False).sum())),  # noqa: E712
            "open": Cell(str(group["agrees"].isna().sum())),
        }
        for (source, check), group in table.groupby(["source", "check"], sort=False)
    ]
    documents = pd.DataFrame({"source": table.drop_duplicates(["source", "check"])["source"]})
    return _laid_out("consistency_summary", records, documents, study, name, title)


def crosscheck_table(
    rows: pd.DataFrame | None = None,
    *,
    ward: Names = None,
    years: Years = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    title: str = "",
    name: str = "crosscheck",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show of which day each card rate is by the ministry's series; ``rows`` are of :func:`analysis.crosscheck`.

    Parameters
    ----------
    rows : DataFrame, optional
        Rows of :func:`analysis.crosscheck`; all without it.
    ward, years, theme, concept, indicator, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its columns are those of :func:`analysis.crosscheck` with ``detail=True``.

    Raises
    ------
    UnknownName, WardKpiError
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.crosscheck_table(lang="en").reading.title  # doctest: +ELLIPSIS
    "The ...' card rates and the ministry's series"
    """
    study = Study.of(root, lang)
    names = study.names
    whole = crosscheck_of(study, None)
    table = whole if rows is None else typed_like(_given(rows, CROSSCHECK_COLUMNS, "crosscheck", study), whole)
    table = narrowed(table, name, study, ward=ward, years=years, theme=theme, concept=concept, indicator=indicator)
    documents = documents_of(study)
    records = [
        {
            "ward": Cell(names.ward(row["ward"])),
            "document": Cell(date_of(documents[row["source"]], study.lang)),
            "kind": Cell(f"{names.year(row['fiscal_year'])} {KINDS[row['kind']][study.lang]}"),
            "published": Cell(names.figure(row["value"], row["unit"]), _shown(row["observation"], study)),
            "stated_date": Cell(format_date(row["stated_date"].date(), study.lang) + _assumed(row, study.lang)),
            "match": Cell(_match(row, study)),
            "days": Cell(str(row["days"]) if known(row["days"]) else NONE),
        }
        for row in table.to_dict("records")
    ]
    return _laid_out("crosscheck", records, table, study, name, title)


def _assumed(row: _Row, lang: str) -> str:
    return told("pages.audit.year_end", lang) if row["stated_by"] == "fiscal_year_end" else ""


def _match(row: _Row, study: Study) -> str:
    if row["reason"]:
        return told(f"pages.audit.no_match.{row['reason']}", study.lang)
    day = format_date(row["match_date"].date(), study.lang)
    return f"{day} {study.names.figure(row['match_rate'], row['unit'])}"


def coverage_table(
    *,
    ward: Names = None,
    title: str = "",
    name: str = "coverage",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show what the evidence check looks for in each document, whether or not its text is at hand.

    Needs data/raw, so a checkout: a wheel has none.
    Takes no years=: its rows have no year to choose by.

    Parameters
    ----------
    ward, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its only column is ``source``, the id of a document.

    Raises
    ------
    WardKpiError
        Where data/raw is not there; others as for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.coverage_table(lang="en").reading.title
    'What is looked for in each document'
    """
    study = Study.of(root, lang)
    result = verify(root=study.root)
    documents = narrowed(pd.DataFrame({"source": sorted(set(result.cells["source"]))}), name, study, ward=ward)
    placed = result.cells["how"] != "no_locator"
    records = [
        {
            "document": Cell(_title(source, study)),
            "texts": Cell(str((result.documents["source"] == source).sum())),
            "tables": Cell(str(cells["table"].nunique())),
            "cells": Cell(f"{placed[cells.index].sum():,}"),
            "no_locator": Cell(str((~placed[cells.index]).sum())),
        }
        for source, cells in result.cells.groupby("source", sort=True)
        if source in set(documents["source"])
    ]
    return _laid_out("coverage", records, documents, study, name, title)


def corrections_table(
    *,
    ward: Names = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    title: str = "",
    name: str = "corrections",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show which cells are read otherwise than they stand, and why; corrections of one reason stand together.

    Needs data/raw, so a checkout: a wheel has none.
    Takes no years=: its rows have no year to choose by.

    Parameters
    ----------
    ward, theme, concept, indicator, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its only column is ``source``, the id of a document.

    Raises
    ------
    WardKpiError
        Where data/raw is not there; others as for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.corrections_table(lang="en").reading.title
    'Cells read otherwise than they stand, and why'
    """
    study = Study.of(root, lang)
    names = study.names
    corrections = load_raw(study.root).corrections
    places = pd.DataFrame({"place": range(len(corrections)), "indicator": [one.indicator for one in corrections]})
    together: dict[tuple[str, str], list[Correction]] = {}
    for place in narrowed(places, name, study, ward=ward, theme=theme, concept=concept, indicator=indicator)["place"]:
        one = corrections[place]
        together.setdefault((one.source, str(getattr(one, f"why_{study.lang}"))), []).append(one)
    records = [
        {
            "indicator": Cell(names.listed(names.indicator(one.indicator) for one in same)),
            "column": Cell(names.listed(dict.fromkeys(one.column for one in same))),
            "cell": Cell(names.listed(dict.fromkeys(one.expect for one in same))),
            "read_as": Cell(names.listed(dict.fromkeys(_read_as(one, study) for one in same))),
            "reason": Cell(why),
        }
        for (_, why), same in together.items()
    ]
    documents = pd.DataFrame({"source": [source for source, _ in together]})
    return _laid_out("corrections", records, documents, study, name, title)


def _read_as(correction: Correction, study: Study) -> str:
    """Return what a correction sets: fiscal year, kind, day or text."""
    said = {key: str(value) for key, value in correction.set.items()}
    if "fiscal_year" in said:
        said["fiscal_year"] = study.names.year(correction.set["fiscal_year"])
    if "kind" in said:
        said["kind"] = KINDS[said["kind"]][study.lang]
    if "as_of" in said:
        said["as_of"] = stated_date(said["as_of"], study.lang)
    return study.names.listed(said.values())


def audit_findings(*, lang: str | None = None, root: Root = None) -> Conclusions:
    """Return what the checks of this project found, as sentences.

    Needs data/raw, so a checkout: a wheel has none.

    Parameters
    ----------
    lang : str
        ``ja`` or ``en``.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    Conclusions
        ``sentences`` holds them; a notebook shows them as a list.

    Raises
    ------
    WardKpiError
        Where data/raw is not there.

    Examples
    --------
    >>> import analysis
    >>> print(analysis.audit_findings(lang="en").sentences[0])  # doctest: +ELLIPSIS
    Of ... statements recomputed, ... agree, ...
    """
    study = Study.of(root, lang)
    stated = consistency_of(study)
    differ = stated[stated["agrees"].eq(False).fillna(False)]
    found = {
        "all": len(stated),
        "agree": int(stated["agrees"].sum()),
        "differ": len(differ),
        "subjects": study.names.listed(differ[f"subject_{study.lang}"]),
        "open": int(stated["agrees"].isna().sum()),
    }
    dated = crosscheck_of(study, None)
    moved = dated[dated["days"].abs().gt(_MONTH).fillna(False)].drop_duplicates(["indicator", "fiscal_year", "kind"])
    sentences = [told("pages.audit.found", study.lang, **found)]
    sentences += [told("pages.audit.dated", study.lang, **_dating(row, study)) for row in moved.to_dict("records")]
    return Conclusions(sentences)


def _dating(row: _Row, study: Study) -> dict[str, str]:
    names, lang = study.names, study.lang
    date = format_date(row["stated_date"].date(), lang)
    return {
        "ward": names.ward(row["ward"]),
        "year": names.year(row["fiscal_year"]),
        "kind": KINDS[row["kind"]][lang],
        "value": names.figure(row["value"], row["unit"]),
        "day": format_date(row["match_date"].date(), lang),
        "rate": names.figure(row["match_rate"], row["unit"]),
        "days": str(-row["days"]),
        "stated": told(f"pages.audit.stated.{row['stated_by']}", lang, date=date),
    }


# --- which observations a cell shows, and how the tables are laid out ------------------------------------------------


def _given(rows: pd.DataFrame, columns: Sequence[str], function: str, study: Study) -> pd.DataFrame:
    """Return a caller's rows, which must have what ``function`` returns without being asked for more.

    Raises
    ------
    WardKpiError
        If a column is missing: it names the function whose rows are meant; or as :func:`analysis.data.border.rows_given`.
    """
    frame, needed = table_of(rows), [name for name in columns if name not in ON_REQUEST]
    if lacking := [name for name in needed if name not in frame]:
        raise WardKpiError("rows_of_other", column=lacking[0], function=function)
    return rows_given(frame, needed, study)


def _shown(observation: object, study: Study) -> tuple[str, ...]:
    """Return the id of an observation that a cell shows, where the data holds it."""
    return (str(observation),) if observation in study.once(_known) else ()


def _known(study: Study) -> set[str]:
    return {*ids(study.published)}


def _by_document(study: Study) -> dict[tuple[str, str, int, str | None], list[tuple[str, float]]]:
    """Return id and value of what each document says of an indicator, a fiscal year and a kind."""
    found: dict[tuple[str, str, int, str | None], list[tuple[str, float]]] = {}
    for row in study.published.to_dict("records"):
        key = (row["source"], row["indicator"], row["fiscal_year"], row["kind"])
        found.setdefault(key, []).append((observation_id(row), row["value"]))
    return found


def _title(source: object, study: Study) -> str:
    """Return the title of a document."""
    return str(study.tables.sources.set_index("source").at[source, f"title_{study.lang}"])


def _laid_out(
    heads: str, records: Sequence[_Record], rows: pd.DataFrame, study: Study, name: str, title: str
) -> ReadingTable:
    """Lay out a table whose reasons stand in its cells, so that only its documents are named beneath it."""
    columns = [
        Head(column, study.names.told(f"pages.audit.heads.{column}"), column in _FIGURES | _COUNTS)
        for column in _HEADS[heads].split()
    ]
    title = titled(title, f"pages.audit.title.{heads}", study)
    remarks = own_figures_line(rows, study, derived_changed(rows, study))
    about = rows[["source"]]
    return ReadingTable(reading(records, columns, about, study, name=name, title=title, remarks=remarks), rows)
