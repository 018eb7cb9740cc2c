"""Loads the tables as users hold them: every question of one's own starts here."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterable
from typing import Literal

import pandas as pd

from analysis.data import schema
from analysis.data.area_codes import LEVELS, MUNICIPAL
from analysis.data.asked import rows_asked
from analysis.data.border import (
    handed,
    in_words,
    observations_outward,
    table_of,
)
from analysis.data.column_texts import lists_columns
from analysis.data.ids import judged_observations
from analysis.data.load import (
    Names,
    Root,
    check_names,
    figures_of_one_year,
    latest_vintage,
    refuse_none,
    superseded_within,
)
from analysis.data.study import Study, own_of
from analysis.words.era import asked_day, read_year
from analysis.words.errors import BadArgument, UnknownName, WardKpiError

Years = int | str | Iterable[int | str] | None
"""One fiscal year or several, each named: 2022, ``R4``, ``令和4年度``, ``["R4", "R6"]`` (two), ``range(2020, 2025)`` (five)."""
_VINTAGES = ("current", "latest", "all")
_KNOWN = {"certain": "published", "possible": "published_from"}


def load_observations(
    *,
    vintage: str = "current",
    as_of_publication: str | int | dt.date | None = None,
    known: Literal["certain", "possible"] = "certain",
    ward: Names = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    fiscal_year: Years = None,
    kind: Names = None,
    complete: bool = False,
    names: bool = False,
    detail: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> pd.DataFrame:
    """Load the published figures, one row each.

    Parameters
    ----------
    vintage : str
        ``"current"``: of each figure (indicator, fiscal year, kind) what the newest document says, without targets and
        baselines since replaced; ``"latest"``: these too; ``"all"``: every vintage; a source id: what that document says.
    as_of_publication : str, int or date, optional
        What was known on that day (``2023-12-31``, ``2023/12/31``, ``令和5年12月31日``, ``R5.12.31``), or at the end of that
        month, year or fiscal year (``2023-12``, ``2023``, ``令和5年度``); ``R5``, which may be either, is refused.
    known : str
        A document without a day counts from the last that it can be of (``"certain"``) or the first (``"possible"``).
    ward, theme, concept, indicator, kind : str or iterable of str, optional
        Keep only these. A ward may be given as code, slug or name, all others as id or name in either language.
    fiscal_year : int, str or iterable, optional
        Keep only these: 2022, ``"R4"``, ``"令和4年度"``, or each of several, as in ``["R4", "R6"]`` or ``range(2022, 2025)``.
    complete : bool
        Also actions in words, figures in prose (concepts of ``scope`` ``item``), figures of no year and of several.
    names, detail : bool
        Also the names of ward, theme, concept and indicator (``ward_name``, ...); also place and caveats of each figure.
    lang, root : str, path, optional
        ``ja`` or ``en``, of names, notes and caveats, else that of :func:`set_language`; folder that holds ``data``.

    Returns
    -------
    DataFrame
        Missing is NaN, NaT or NA, never 0 nor an empty text. By default ``indicator``, ``when`` and ``kind`` name a row.

        ==================  ===================  ======================================================================
        column              type                 meaning
        ==================  ===================  ======================================================================
        observation         str                  id of the figure, the same in every release of the data
        ward                ordered category     local government code of six digits; to merge: :func:`municipality_codes`
        indicator           str                  what one ward measures
        concept             str                  what wards share, where the definition is shared
        theme               ordered category     in the codebook's order
        period_from         Int64                first fiscal year of a figure that covers several
        fiscal_year         Int64                Western year in which the fiscal year starts (R6 is 2024)
        when                str                  the date, else ``FY2024``, or ``published 2024-07-12`` of an undated series
        kind                ordered category     baseline, actual, estimate, planned, target
        value               float64              in ``unit``; missing where the document gives none
        unit                str                  percent, procedures, ...
        bound               str                  at_least, at_most, above, below, about
        text                str                  the cell as printed
        as_of               datetime64           day the figure was taken; the first of the month where only that is known
        as_of_precision     str                  day or month
        obs_status          str                  A normal, E estimate, P provisional, O printed as missing or undecided
        superseded          boolean              whether a newer document replaced this target or baseline
        source              str                  id of the document
        published           datetime64           certainly known from this day
        published_from      datetime64           not known before this day
        locator             str                  with detail=True: raw file:row[column] @ line of the source's text
        note                str                  with detail=True: caveats of the figure, in the language asked for
        caveat              str                  with detail=True: caveat of its indicator, in the language asked for
        ==================  ===================  ======================================================================

    Raises
    ------
    DataError
        If a clean table is missing or damaged.
    UnknownName
        If a ward, theme, concept, indicator, kind or vintage does not exist; it names the nearest ones.
    WardKpiError
        If a day or year is none, an argument an empty list, or what is asked for in different arguments never together.

    Examples
    --------
    The ministry's card rates of one day, wards beside Tokyo and Japan:

    >>> import analysis
    >>> areas = ["sumida", "taito", "suginami", "tokyo", "japan"]
    >>> rates = analysis.load_observations(concept="mynumber_card_rate", ward=areas, names=True, lang="en")
    >>> rates = rates[rates["as_of"] == "2022-12-31"]
    >>> rates.set_index("ward_name")["value"].to_dict()
    {'Japan': 57.1, 'Suginami': 58.2, 'Sumida': 57.7, 'Taito': 63.1, 'Tokyo': 57.9}
    """
    study = Study.of(root, lang)
    tables = study.tables
    refuse_none({"fiscal_year": fiscal_year})
    frame = tables.observations
    check_names("known", known, _KNOWN)
    if as_of_publication is not None:
        day = asked_day(as_of_publication, "as_of_publication", may_be_open=True)
        frame = _known_on(day, known, frame)
    frame = _of_vintage(frame, vintage, study)  # before rows are left out: a mark of no year can replace a target
    frame = frame if complete else figures_of_one_year(frame, tables.concepts)
    frame = rows_asked(frame, study, ward=ward, theme=theme, concept=concept, indicator=indicator, kind=kind)
    if fiscal_year is not None:
        frame = frame[frame["fiscal_year"].isin(_held_years(fiscal_year, tables.observations))]
    return observations_outward(frame, study, names=names, detail=detail)


def _known_on(day: dt.date, known: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what was known on a day; a warning says that it lies before every document."""
    since = frame[_KNOWN[known]]
    found = frame[since <= pd.Timestamp(day)]
    if found.empty and len(frame):
        warnings.warn(str(WardKpiError("nothing_known_then", day=day, first=f"{since.min():%Y-%m-%d}")), stacklevel=4)
    return found


def _of_vintage(frame: pd.DataFrame, vintage: str, study: Study) -> pd.DataFrame:
    """Return the rows of a vintage, with ``superseded`` as it was when they were all that was known."""
    if not isinstance(vintage, str):
        raise BadArgument("vintage", vintage, "vintage")
    if vintage in ("current", "latest"):
        frame = latest_vintage(frame)
    elif vintage != "all":
        known = sorted(study.tables.sources["source"])
        if vintage not in known:
            raise UnknownName("vintage", vintage, [*_VINTAGES, *known])
        frame = frame[frame["source"] == vintage]
    frame = superseded_within(frame)
    return frame[~frame["superseded"].fillna(False).astype(bool)] if vintage == "current" else frame


def _held_years(years: Years, observations: pd.DataFrame) -> list[int]:
    """Return fiscal years of which the data has figures; raise where it has none of any."""
    asked, held = years_of(years, "fiscal_year"), observations["fiscal_year"].dropna()
    if len(held) and not set(asked) & set(held):
        raise WardKpiError(
            "no_such_year", argument="fiscal_year", value=years, first=int(held.min()), last=int(held.max())
        )
    return asked


def years_of(years: Years, argument: str = "years") -> list[int]:
    """Return fiscal years however they are given; what is none is told by the ``argument``."""
    several = years if isinstance(years, Iterable) and not isinstance(years, str) else [years]
    return [read_year(one, argument) for one in several]


@lists_columns(schema.Indicator, caveat=True)
def load_indicators(
    *,
    ward: Names = None,
    theme: Names = None,
    concept: Names = None,
    names: bool = False,
    detail: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> pd.DataFrame:
    """Load what each ward measures, one row per indicator.

    Parameters
    ----------
    ward, theme, concept : str or iterable of str, optional
        Keep only these. A ward may be given as code, slug or name, all others as id or name in either language.
    names : bool
        Also the names of ward, theme, concept and indicator, in ``ward_name`` and so on.
    detail : bool
        Also what to know before comparing.
    lang : str, optional
        ``ja`` or ``en``, of names and caveats.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        {columns}

    Raises
    ------
    UnknownName
        If there is no such ward, theme or concept.

    Examples
    --------
    >>> import analysis
    >>> indicators = analysis.load_indicators().set_index("indicator")
    >>> indicators.loc["sumida.cashless_procedures", ["unit", "direction", "counts"]].tolist()
    ['procedures', 'higher', 'stock']
    """
    study = Study.of(root, lang)
    rows = rows_asked(study.tables.indicators, study, ward=ward, theme=theme, concept=concept)
    return handed(rows, study, names=names, detail=detail)


@lists_columns(schema.Concept)
def load_concepts(
    *, theme: Names = None, names: bool = False, lang: str | None = None, root: Root = None
) -> pd.DataFrame:
    """Load the codebook, one row per concept, in order of theme.

    Parameters
    ----------
    theme : str or iterable of str, optional
        Keep only these, by id or name in either language.
    names : bool
        Also the names of theme and concept, in ``theme_name`` and so on.
    lang : str, optional
        ``ja`` or ``en``, of names.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        {columns}

    Raises
    ------
    UnknownName
        If there is no such theme.

    Examples
    --------
    >>> import analysis
    >>> analysis.load_concepts().set_index("concept").loc["mynumber_card_rate", "unit"]
    'percent'
    """
    study = Study.of(root, lang)
    return handed(rows_asked(study.tables.concepts, study, theme=theme), study, names=names)


@lists_columns(
    schema.Evaluation,
    caveat=True,
    observation="id of the result that is judged; missing where the document prints none of that year",
)
def load_evaluations(
    *,
    ward: Names = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    fiscal_year: Years = None,
    names: bool = False,
    detail: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> pd.DataFrame:
    """Load what wards themselves judge, one row per judgement.

    Parameters
    ----------
    ward, theme, concept, indicator : str or iterable of str, optional
        Keep only these. A ward may be given as code, slug or name, all others as id or name in either language.
    fiscal_year : int, str or iterable, optional
        Keep only judgements of these years, as for :func:`load_observations`.
    names : bool
        Also the names of ward and indicator, in ``ward_name`` and so on.
    detail : bool
        Also where the judgement stands, and the caveats of judgement and indicator.
    lang : str, optional
        ``ja`` or ``en``, of names, notes and caveats.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        {columns}

    Raises
    ------
    UnknownName
        If there is no such ward, theme, concept or indicator.
    WardKpiError
        If ``fiscal_year`` is no year, or none of which something is held.

    Examples
    --------
    >>> import analysis
    >>> judged = analysis.load_evaluations().set_index("indicator")
    >>> judged.loc["taito.mynumber_card_rate", ["text", "verdict"]].tolist()
    ['達成', 'achieved']
    """
    study = Study.of(root, lang)
    rows = rows_asked(study.tables.evaluations, study, ward=ward, theme=theme, concept=concept, indicator=indicator)
    refuse_none({"fiscal_year": fiscal_year})
    if fiscal_year is not None:
        held = _held_years(fiscal_year, study.tables.evaluations)
        rows = rows[rows["fiscal_year"].isin(held)].reset_index(drop=True)
    rows.insert(0, "observation", pd.Series(judged_observations(rows, study), rows.index, dtype="str"))
    return handed(rows, study, names=names, detail=detail)


@lists_columns(schema.CoverageAndEntries)
def load_coverage(
    *, ward: Names = None, theme: Names = None, names: bool = False, lang: str | None = None, root: Root = None
) -> pd.DataFrame:
    """Load how much of each document is transcribed, one row per document and theme.

    Parameters
    ----------
    ward, theme : str or iterable of str, optional
        Keep only the documents of these wards (code, slug or name), and these themes (id or name in either language).
    names : bool
        Also the names of theme, in ``theme_name``.
    lang : str, optional
        ``ja`` or ``en``, of names.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        A document and theme without a row: nothing of it is transcribed, so that the document, as far as it was read,
        does not mention the theme; that never says that the ward does not do it.

        {columns}

    Raises
    ------
    UnknownName
        If there is no such ward or theme.

    Examples
    --------
    >>> import analysis
    >>> coverage = analysis.load_coverage().groupby("source")[["listed", "transcribed"]].sum()
    >>> coverage.loc["suginami-plan-2024"].tolist()
    [30, 30]

    Which documents say nothing about a theme:

    >>> about = analysis.load_coverage(theme="education")["source"]
    >>> sources = analysis.load_sources(ward=["sumida", "taito", "suginami"])["source"]
    >>> sources[~sources.isin(about)].tolist()
    ['suginami-plan-2024']
    """
    study = Study.of(root, lang)
    return handed(rows_asked(study.once(_coverage), study, ward=ward, theme=theme), study, names=names)


def _coverage(study: Study) -> pd.DataFrame:
    """Return the coverage of lists, with the number of entries of each document and theme, those outside lists among them."""
    tables = study.tables
    lists = tables.coverage
    judged = tables.evaluations.merge(tables.indicators[["indicator", "theme"]], on="indicator")
    named = ["source", "theme"]
    entries = (
        pd.concat([tables.observations[named], judged[named]]).groupby(named).size().rename("entries").reset_index()
    )
    every = lists.merge(entries, on=named, how="outer").fillna(0)
    order = {theme: place for place, theme in enumerate(dict.fromkeys(tables.concepts["theme"]))}
    by_theme = every.assign(_place=every["theme"].map(order)).sort_values(["source", "_place"], kind="stable")
    counts = by_theme.columns.difference(["source", "theme", "_place"])
    return by_theme.astype(dict.fromkeys(counts, "Int64")).drop(columns="_place").reset_index(drop=True)


@lists_columns(schema.Source)
def load_sources(
    *, ward: Names = None, names: bool = False, lang: str | None = None, root: Root = None
) -> pd.DataFrame:
    """Load the documents, one row each.

    Parameters
    ----------
    ward : str or iterable of str, optional
        Keep only the documents of these (code, slug or name), without those about several areas.
    names : bool
        Also the names of ward, in ``ward_name``.
    lang : str, optional
        ``ja`` or ``en``, of names.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        Vintages are ordered by ``published``; an area has a document of its own where ``ward`` is not missing. Of a month or
        year ``not_before`` and ``retrieved`` are the first day; ``published_stated`` is text, as far as the date is printed.

        {columns}

    Raises
    ------
    UnknownName
        If there is no such ward.

    Examples
    --------
    >>> import analysis
    >>> analysis.load_sources().set_index("source").loc["sumida-briefing-2023", "published_stated"]
    '2023-11-02'
    """
    study = Study.of(root, lang)
    return handed(rows_asked(study.tables.sources, study, ward=ward), study, names=names)


@lists_columns(schema.Area)
def load_wards(
    *, level: str | None = "municipality", names: bool = False, lang: str | None = None, root: Root = None
) -> pd.DataFrame:
    """Load the wards, in the order in which they are shown.

    Parameters
    ----------
    level : str or None
        ``"municipality"`` for special wards, cities, towns and villages; one of
        :data:`analysis.data.area_codes.LEVELS` for these alone; None for all.
    names : bool
        Also the names of ward, in ``ward_name``.
    lang : str, optional
        ``ja`` or ``en``, of names.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        {columns}

    Raises
    ------
    UnknownName
        If there is no such level.

    Examples
    --------
    >>> import analysis
    >>> analysis.load_wards()["name_en"].tolist()[:3]
    ['Sumida', 'Taito', 'Suginami']
    """
    study = Study.of(root, lang)
    frame = study.tables.wards
    if level is not None:
        check_names("level", level, ("municipality", *LEVELS))
        kept = MUNICIPAL if level == "municipality" else (level,)
        frame = frame[frame["level"].isin(kept)].reset_index(drop=True)
    return handed(frame, study, names=names)


def named(rows: pd.DataFrame, *, lang: str | None = None, root: Root = None) -> pd.DataFrame:
    """Join the names of wards, themes, concepts and indicators, and of codes, to a table of this library, each beside its id.

    Parameters
    ----------
    rows : DataFrame
        Any table of this library, filtered or not.
    lang : str, optional
        ``ja`` or ``en``.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        ``rows`` with ``ward_name``, ``theme_name``, ``concept_name`` and ``indicator_name``, each str or an ordered category
        as its id is, where the id's column is there. Beside codes of status, reason, kind, availability, verdict, check, group
        and sex stands what they mean (``status_name``, ``value_kind_name``). What stands in it in both languages
        (``title_ja``, ``title_en``) stands there in one, too (``title``), and notes are in this language. It is what
        ``names=True`` gives.

    Raises
    ------
    UnknownName
        If an id is none of the data's; it names the nearest ones.
    WardKpiError
        If ``rows`` is no table, or a ward is no code of an area of the data or of a municipality.

    Examples
    --------
    >>> import analysis
    >>> analysis.named(analysis.progress(), lang="en")["theme_name"].cat.categories[0]
    'Online procedures'
    >>> analysis.named(analysis.progress(), lang="en").set_index("indicator")["status_name"]["sumida.cashless_procedures"]
    'achieved'
    >>> analysis.named(analysis.load_sources(), lang="en")["issuer"].iloc[0]
    'Digital Agency'
    """
    study = Study.of(root, lang)
    table = table_of(rows)
    index = [
        name for name in map(str, table) if name not in {*map(str, rows.columns)}
    ]  # columns in the caller's hands, too
    said = in_words(table, study)
    return said.set_index(index) if index else said


def published_by_wards(observations: pd.DataFrame, *, root: Root = None) -> pd.DataFrame:
    """Return what wards publish of themselves: those of ``observations`` that come from documents about one ward.

    Parameters
    ----------
    observations : DataFrame
        Rows of :func:`load_observations`, or others with a column ``source``.
    root : path, optional
        Folder that holds ``data``; it says which document is about one ward.

    Returns
    -------
    DataFrame
        Those rows, with the columns of ``observations``.

    Raises
    ------
    WardKpiError
        If ``observations`` are no table, or have no column ``source``.

    Examples
    --------
    >>> import analysis
    >>> rates = analysis.load_observations(concept="mynumber_card_rate")
    >>> "mic-mynumber" in set(analysis.published_by_wards(rates)["source"])
    False
    """
    return own_of(table_of(observations, ["source"]), Study.of(root))
