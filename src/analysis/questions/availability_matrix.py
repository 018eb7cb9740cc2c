"""What do the documents read hold of each ward, for which year and of which kind, and why is there nothing else?

Draws a cell for each ward, theme and fiscal year. Sources: every document of the wards, of every vintage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

import pandas as pd

from analysis.data.coverage import with_every_ward
from analysis.data.frames import joined_ids
from analysis.data.ids import ids
from analysis.data.kinds import KINDS, RESULT_KINDS
from analysis.data.load import Names, Root, figures_of_themes
from analysis.data.loaders import Years
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.schema import Column as Means
from analysis.data.study import Study, own_of
from analysis.drawing import style
from analysis.drawing.page import FigureInfo, Ink, KpiFigure
from analysis.drawing.theme_table import ward_row
from analysis.drawing.ward_table import Cell, Column, wards_table
from analysis.drawing.year_blocks import Block, year_blocks
from analysis.measures.absence import FORMER, NOT_YEARLY, documents_of, of_theme
from analysis.measures.own_judgements import is_count, themes_of_counts
from analysis.measures.standing import has_text
from analysis.questions._absence import absent, absent_everywhere, counted_by, reason
from analysis.questions._by_theme import counted, themes_of, ward_told
from analysis.questions._chosen import Choice, rows_of
from analysis.questions._phrases import all_of
from analysis.questions._question import Claim, Question, codes_of, count, few, public, rows_chosen
from analysis.questions._reading import Cell as ReadingCell
from analysis.questions._reading import ReadingTable, heads, reading, titled
from analysis.words.errors import NoFigureData
from analysis.words.say import Listed, Name, Said, Span, Text, Year, say, text, told, wards

_LETTERS = ("actual", "estimate", "baseline", "planned", "target", "words")
"""What one letter says of a year, in the order in which letters stand in a cell."""
_BEST = ("actual", "estimate", "planned", "target", "baseline")
"""Kinds of figures, those that say most of a ward first."""
_MOST_LETTERS = 2
_KEYS = ["theme", "ward", "period_from", "fiscal_year", "kind"]


@dataclass(frozen=True, slots=True)
class Held:
    """What the documents hold of a ward, theme, fiscal year and kind; or, without kind, why there is nothing of the theme."""

    theme: Annotated[str, Means("id of the theme, in the order of the codebook")]
    ward: Annotated[str, Means("code of the ward")]
    period_from: Annotated[int | None, Means("first fiscal year of what covers several; fiscal_year is the last")]
    fiscal_year: Annotated[
        int | None, Means("Western year in which the fiscal year starts; missing where none is printed")
    ]
    kind: Annotated[
        str, Means("baseline, actual, estimate, planned or target; empty where there is nothing of the theme")
    ]
    figures: Annotated[int | None, Means("number of figures")]
    words: Annotated[int | None, Means("number of entries in words")]
    source: Annotated[str, Means("ids of the documents that hold them, or that were read in vain, separated by spaces")]
    absence: Annotated[str, Means("why there is nothing: a code of analysis.measures.absence; else empty")]


def table(study: Study) -> pd.DataFrame:
    """Return what the documents read hold of each ward, for which year and of which kind, and why there is nothing else.

    Returns
    -------
    DataFrame
        One row per ward, theme, fiscal year and kind with the number of ``figures`` and of entries in ``words``, and
        ``source``; what is of several years has its first in ``period_from``, what is without a year has none. Every
        vintage counts; what a document says of the ward itself, such as its population, does not, nor how many indicators
        a plan has. A ward of which there is neither figure nor word under a theme has one row without kind: ``absence`` says why (see
        :mod:`analysis.measures.absence`), ``source`` names the documents that were read.
    """
    rows = (
        _entries(study)
        .groupby(_KEYS, sort=True, dropna=False)
        .agg(figures=("figures", "sum"), words=("words", "sum"), source=("source", joined_ids))
        .reset_index()
    )
    themes = dict.fromkeys(study.tables.concepts["theme"])
    rows = with_every_ward(rows, study, [{"theme": theme} for theme in themes])
    nothing = rows["kind"] == ""
    why = [of_theme(*pair, study) or NOT_YEARLY for pair in zip(rows["ward"], rows["theme"], strict=True)]
    read = [" ".join(documents_of(ward, study)) for ward in rows["ward"]]
    return rows.assign(
        absence=pd.Series(why, dtype="str").where(nothing, ""), source=rows["source"].mask(nothing, pd.Series(read))
    )


def _entries(study: Study) -> pd.DataFrame:
    """Return all figures and words of wards under a theme, with their ``id``; how many indicators a plan has is no such figure."""
    own = own_of(figures_of_themes(study.complete, study.tables.concepts), study)
    own = own[has_text(own) & ~is_count(own)]
    figures = own["value"].notna()
    return own.assign(id=ids(own), figures=figures, words=~figures).reset_index(drop=True)


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim for how many themes every ward has figures, and results, and what there is of each."""
    among = codes_of(rows)
    figures = rows[rows["figures"].fillna(0) > 0]
    of_wards = [_of_ward(str(code), of_ward, study) for code, of_ward in rows.groupby("ward", sort=False)]
    if len(among) == 1:
        return of_wards
    return [_of_all(rows, figures, study) if few(rows) else _of_most(rows, figures, study), *of_wards]


def _of_ward(code: str, of_ward: pd.DataFrame, study: Study) -> Claim:
    """Claim under how many themes there are figures of a ward, words only, or neither, and why."""
    of = behind(of_ward, study)
    sums = of_ward.groupby("theme", sort=False)[["figures", "words"]].sum()
    figures, words = sums["figures"] > 0, sums["words"] > 0
    reasons = [reason(code, str(theme), of_ward, study) for theme in sums.index[~words & ~figures]]
    silent = [str(theme) for theme in sums.index[~words & ~figures]]
    former = [theme for theme, why in zip(silent, reasons, strict=True) if why == FORMER]
    in_words = int((words & ~figures).sum())
    is_cut = _is_cut(of_ward, study)
    counts = [
        text(
            "availability_matrix.figures",
            count=count(int(figures.sum()), of),
            including=_including(sums.index[figures], study),
        ),
        *([text("availability_matrix.words", count=count(in_words, of))] if in_words or not is_cut else []),
        *counted_by(reasons, "themes", of, named={FORMER: _names_of(former)} if former else {}),
    ]
    if is_cut:  # how many documents were read says nothing of what a caller chose of them
        years = _chosen_years(of_ward)
        said = text("availability_matrix.of_rows", ward=wards(code), years=years, counts=Listed(tuple(counts)))
        return Claim("count", said, of, "rows", (code,))
    documents = count(len(documents_of(code, study)), of)
    said = text("availability_matrix.of_ward", ward=wards(code), documents=documents, counts=Listed(tuple(counts)))
    return Claim("count", said, of, "study", (code,))


def _including(themes: Iterable[str], study: Study) -> Said:
    """Say that a count of themes includes those of what documents count of their own indicators; nothing where it does not."""
    counted = [str(theme) for theme in themes if theme in themes_of_counts(study)]
    return text("availability_matrix.including", themes=_names_of(counted)) if counted else ""


def _chosen_years(rows: pd.DataFrame) -> Said:
    """Say in brackets of which years the figures are that were chosen; nothing where none is left."""
    held = rows[rows["kind"] != ""]
    return "" if held.empty else text("availability_matrix.chosen_years", years=_years_of(held, short=False))


def _is_cut(rows: pd.DataFrame, study: Study) -> bool:
    """Return whether ``rows`` hold less of their wards and themes than all that documents print, or less of it in one cell."""
    whole = study.whole.once(table)
    held = whole["ward"].isin(rows["ward"]) & whole["theme"].isin(rows["theme"]) & (whole["kind"] != "")
    counts = ["figures", "words"]
    return bool((whole.loc[held, counts].sum() != rows[counts].fillna(0).sum()).any())


def _of_all(rows: pd.DataFrame, figures: pd.DataFrame, study: Study) -> Claim:
    """Claim for how many themes there are figures of each of a few wards, and results."""
    themes, among, of = themes_of(rows), codes_of(rows), behind(rows, study)
    everywhere = _themes_of_all(figures, among)
    with_results = _themes_of_all(_results(figures), among)
    named = text("availability_matrix.named", themes=_names_of(everywhere)) if everywhere else ""
    is_cut = _is_cut(rows, study)
    said = text(
        "availability_matrix.title_of_rows" if is_cut else "availability_matrix.title",
        **({"years": _chosen_years(rows)} if is_cut else {}),
        themes=count(len(themes), of),
        wards=all_of(among, study, of),
        everywhere=count(len(everywhere), of),
        named=named,
        with_results=count(len(with_results), of),
    )
    return Claim("count", said, of, "study", tuple(among))


def _of_most(rows: pd.DataFrame, figures: pd.DataFrame, study: Study) -> Claim:
    """Claim for which theme there are figures of most wards, for how many of all, and of how many wards there is nothing."""
    themes, among, of = themes_of(rows), codes_of(rows), behind(rows, study)
    by_theme = figures.groupby("theme", sort=False)["ward"].nunique()
    is_cut = _is_cut(rows, study)
    years = {"years": _chosen_years(rows)} if is_cut else {}
    if by_theme.empty:
        key = "availability_matrix.none_given" if is_cut else "availability_matrix.none"
        said = text(key, wards=count(len(among), of), **years)
        return Claim("absence", said, of, "study", tuple(among))
    silent = len(set(among) - set(rows.loc[rows["kind"] != "", "ward"]))
    most, results = str(by_theme.idxmax()), _results(figures)
    said = text(
        "availability_matrix.most_given" if is_cut else "availability_matrix.most",
        **years,
        theme=Name("theme", (most,)),
        wards=count(len(among), of),
        most=count(int(by_theme.max()), of),
        with_results=count(results.loc[results["theme"] == most, "ward"].nunique(), of),
        themes=count(len(themes), of),
        everywhere=count(int((by_theme == len(among)).sum()), of),
        silent=text("availability_matrix.silent", wards=count(silent, of)) if silent else "",
    )
    return Claim("count", said, of, "study", tuple(among))


def _results(figures: pd.DataFrame) -> pd.DataFrame:
    return figures[figures["kind"].isin(RESULT_KINDS)]


def _themes_of_all(rows: pd.DataFrame, codes: Sequence[str]) -> list[str]:
    """Return the themes under which each ward has a row."""
    counts = rows.groupby("theme", sort=False)["ward"].nunique()
    return [str(theme) for theme in counts[counts == len(codes)].index]


def _names_of(themes: Sequence[str]) -> Listed:
    return Listed(tuple(Name("theme", (theme,)) for theme in themes))


def behind(rows: pd.DataFrame, study: Study) -> tuple[str, ...]:
    """Return the ids of all observations that are counted in ``rows``."""
    keys = set(_keys(rows[rows["kind"] != ""]))
    entries = study.once(_entries)
    held = [key in keys for key in _keys(entries)]
    return tuple(dict.fromkeys(entries.loc[held, "id"]))


def _keys(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(rows[_KEYS].astype("str").itertuples(index=False, name=None))


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a row for each theme and a block of years for each ward; of many wards the newest figures of each."""
    rows = rows[rows["ward"].isin(study.wards)]
    if rows["fiscal_year"].isna().all():
        raise NoFigureData(QUESTION.name)
    if not few(rows):
        return _newest_of_many(rows, study, ink)
    themes, names = themes_of(rows), study.names
    years = range(_first_year(rows), int(rows["fiscal_year"].max()) + 1)
    ticks = [names.year_tick(year) for year in years]
    if (rows["fiscal_year"].isna() & (rows["kind"] != "")).any():
        ticks.append(told("availability_matrix.no_year", study.lang))
    drawn = rows[rows["fiscal_year"].isna() | (rows["fiscal_year"] >= years[0])]
    info = _info(rows, study, ink, _kind(rows, years, study), [_theme_told(drawn, theme, study) for theme in themes])
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        blocks = [
            _block(code, rows[rows["ward"] == code], themes, years, looks[code], study) for code in codes_of(rows)
        ]
        lines = [names.theme(theme) for theme in themes]
        return year_blocks(info, lines, ticks, blocks)


def _info(rows: pd.DataFrame, study: Study, ink: Ink, kind: Text, told: Sequence[Text]) -> FigureInfo:
    details = [say(one, study.names) for one in told]
    return QUESTION.info(rows, study, ink, claims=claims(rows, study), kind=say(kind, study.names), details=details)


def _kind(rows: pd.DataFrame, years: range, study: Study) -> Text:
    """Say what the letters mean, and which older figures the chart leaves out."""
    older = rows[rows["fiscal_year"] < years[0]]
    left_out: Said = ""
    if len(older):
        left_out = text(
            "availability_matrix.left_out",
            last=Year(years[0] - 1),
            first=Year(years[0]),
            wards=wards(*codes_of(older)),
            themes=Name("theme", tuple(themes_of(older))),
        )
    blank = text("availability_matrix.blank_given" if _is_cut(rows, study) else "availability_matrix.blank")
    return text("availability_matrix.kind", legend=_legend(), words=_letter("words"), blank=blank, left_out=left_out)


def _legend() -> Listed:
    return Listed(
        tuple(text("availability_matrix.legend", letter=_letter(kind), name=_kind_name(kind)) for kind in KINDS)
    )


def _letter(kind: str) -> Text:
    return text(f"mark.letter.{kind}")


def _kind_name(kind: str) -> Text:
    return text("labels.lack.words" if kind == "words" else f"labels.kind.{kind}")


def _first_year(rows: pd.DataFrame) -> int:
    """Return the first year of which more than one theme has something: older ones are of previous plans."""
    began = rows["period_from"].fillna(rows["fiscal_year"])
    themes = rows.groupby(began)["theme"].nunique()
    several = themes[themes > 1]  # of one theme alone every year counts
    return int((several if len(several) else themes).index.min())


# --- few wards: a block of years for each ------------------------------------------------------------------------


def _block(
    code: str, of_ward: pd.DataFrame, themes: Sequence[str], years: range, ward: WardStyle, study: Study
) -> Block:
    """Return one ward's cells, theme by theme and year by year, and why there is nothing of others."""
    held = of_ward[of_ward["kind"] != ""]
    silent = {line: theme for line, theme in enumerate(themes) if theme not in set(held["theme"])}
    cells, reach = {}, {}
    for line, theme in enumerate(themes):
        of_theme = held[held["theme"] == theme]
        undated = of_theme[of_theme["fiscal_year"].isna()]
        if len(undated):
            cells[line, len(years)] = _year_cell(undated, ward, study)
        for first, last, entries in _by_span(of_theme, years):
            cells[line, first - years[0]] = _year_cell(entries, ward, study)
            reach[line, first - years[0]] = last - first + 1
    told = {line: say(absent(code, theme, of_ward, study), study.names) for line, theme in silent.items()}
    return Block(ward, cells, told, reach)


def _by_span(of_theme: pd.DataFrame, years: range) -> Iterator[tuple[int, int, pd.DataFrame]]:
    """Yield first and last year of each cell and what stands in it: figures before words, of one year before of several."""
    several = of_theme["period_from"].notna()
    rank = several.astype("int64") + 2 * (of_theme["figures"] == 0)
    began = of_theme["period_from"].fillna(of_theme["fiscal_year"])
    cells: list[tuple[int, int, pd.DataFrame]] = []
    for year in years:
        covers = (began <= year) & (of_theme["fiscal_year"] >= year)
        if not covers.any():
            continue
        best = covers & (rank == rank[covers].min())
        is_further = cells and cells[-1][1] == year - 1 and cells[-1][2].equals(of_theme[best])
        if is_further and several[best].all():
            cells[-1] = (cells[-1][0], year, cells[-1][2])
        else:
            cells.append((year, year, of_theme[best]))
    yield from cells


def _year_cell(entries: pd.DataFrame, ward: WardStyle, study: Study) -> Cell:
    """Return the kinds of one year, or of several that share a cell: on the ward's colour where there is a result, framed where there is none yet."""
    figures = set(entries.loc[entries["figures"] > 0, "kind"])
    kinds = [kind for kind in _LETTERS if kind in figures] or ["words"]
    letters = "".join(say(_letter(kind), study.names) for kind in kinds[:_MOST_LETTERS])
    return _cell(letters, ward, filled="actual" in kinds, dashed=kinds == ["words"])


def _cell(letters: str, ward: WardStyle, *, filled: bool, dashed: bool) -> Cell:
    if filled:
        return Cell((letters,), ward.colour, ward.colour, "white")
    return Cell((letters,), edge=ward.colour, dashed=dashed)


def _theme_told(rows: pd.DataFrame, theme: str, study: Study) -> Text:
    """Say what the chart shows of each ward under a theme, for the alt text."""
    of_theme = rows[rows["theme"] == theme]
    told = [_ward_told(str(code), theme, of, study) for code, of in of_theme.groupby("ward", sort=False)]
    return text("availability_matrix.theme_told", theme=Name("theme", (theme,)), wards=Listed(tuple(told)))


def _ward_told(code: str, theme: str, of_ward: pd.DataFrame, study: Study) -> Text:
    if (of_ward["kind"] == "").all():
        nothing = absent(code, theme, of_ward, study)
        return text("availability_matrix.ward_silent", ward=wards(code), nothing=nothing)
    kinds = [told for kind in KINDS for told in _kind_told(kind, of_ward[of_ward["kind"] == kind])]
    return text("availability_matrix.ward_told", ward=wards(code), kinds=Listed(tuple(kinds)))


def _kind_told(kind: str, of_kind: pd.DataFrame) -> Iterator[Text]:
    """Yield the years of which there are figures of a kind, then those of which there are only words."""
    has_figures = of_kind["figures"] > 0
    figures = _covered(of_kind[has_figures])
    words = _covered(of_kind[~has_figures]) - figures
    if figures:
        yield text("availability_matrix.kind_told", kind=_kind_name(kind), words="", years=_years_told(figures))
    if words:
        in_words = text("availability_matrix.in_words")
        yield text("availability_matrix.kind_told", kind=_kind_name(kind), words=in_words, years=_years_told(words))


def _covered(rows: pd.DataFrame) -> set[int | None]:
    """Return every fiscal year that ``rows`` cover; None where one is without a year."""
    dated = rows[rows["fiscal_year"].notna()]
    began = dated["period_from"].fillna(dated["fiscal_year"])
    years: set[int | None] = {
        year for span in zip(began, dated["fiscal_year"], strict=True) for year in _years_in(*span)
    }
    return years | {None} if len(dated) < len(rows) else years


def _years_told(covered: set[int | None]) -> Listed:
    years = sorted(year for year in covered if year is not None)
    told: list[Said] = [Span(Year(run[0]), Year(run[-1])) for run in _runs(years)]
    return Listed((*told, *([text("availability_matrix.undated")] if None in covered else [])), together=True)


def _years_in(first: int, last: int) -> range:
    return range(int(first), int(last) + 1)


def _runs(years: Sequence[int]) -> Iterator[list[int]]:
    """Yield years that follow one another together."""
    for _, run in groupby(enumerate(years), lambda numbered: numbered[1] - numbered[0]):
        yield [year for _, year in run]


# --- many wards: the newest figures of each ----------------------------------------------------------------------


def _newest_of_many(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw, for each ward and theme, the best kind of figure there is and the newest year of that kind."""
    of_years = rows[rows["fiscal_year"].notna()]
    newest = {(str(ward), str(theme)): _best_kind(of) for (ward, theme), of in of_years.groupby(["ward", "theme"])}
    themes, codes, names = themes_of(rows), codes_of(rows), study.names
    year = max(year for _, year in newest.values())
    kind = text(
        "availability_matrix.kind_of_many",
        legend=_legend(),
        words=_letter("words"),
        example=_short(year),
        year=Year(year, short=False),
    )
    told = {key: _newest_told(key[1], *best) for key, best in newest.items()}
    of_wards = {code: rows[rows["ward"] == code] for code in codes}
    nothing = {code: absent_everywhere(code, of_ward, study) for code, of_ward in of_wards.items()}
    wards_told = [
        ward_told(code, [told[code, one] for one in themes if (code, one) in told], nothing[code]) for code in codes
    ]
    info = _info(rows, study, ink, kind, wards_told)
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        cells = {key: _newest_cell(*best, looks[key[0]], study) for key, best in newest.items()}
        columns = [Column(names.theme(theme)) for theme in themes]
        said = {code: say(nothing[code], names) for code in codes}
        return wards_table(info, columns, [ward_row(looks[code], code, themes, cells, said[code]) for code in codes])


def _best_kind(entries: pd.DataFrame) -> tuple[str, int]:
    """Return the best kind of figure that there is of a ward under a theme, else words, and the newest year of that kind."""
    figures = entries[entries["figures"] > 0]
    best = next((kind for kind in _BEST if kind in set(figures["kind"])), "words")
    of_kind = entries if best == "words" else figures[figures["kind"] == best]
    return best, int(of_kind["fiscal_year"].max())


def _newest_cell(kind: str, year: int, ward: WardStyle, study: Study) -> Cell:
    letters = say(text("availability_matrix.cell", letter=_letter(kind), year=_short(year)), study.names)
    return _cell(letters, ward, filled=kind == "actual", dashed=kind == "words")


def _newest_told(theme: str, kind: str, year: int) -> Text:
    return text("availability_matrix.newest", theme=Name("theme", (theme,)), kind=_kind_name(kind), year=Year(year))


def _short(year: int) -> Text:
    return text("availability_matrix.short_year", year=Year(year), digits=f"{year % 100:02d}")


# --- the reading table -----------------------------------------------------------------------------------------------


def availability_table(
    rows: pd.DataFrame | None = None,
    *,
    ward: Names = None,
    years: Years = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    title: str = "",
    name: str = "availability",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show, per theme and ward, how many figures there are for which years, words only, or why there is neither.

    Of many wards, those of which there are figures, words only or neither are named together.

    Parameters
    ----------
    rows : DataFrame, optional
        Rows of :func:`analysis.availability_matrix` (``ward_kpi.rows``), or observations; all without it.
    ward, years, theme, concept, indicator, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its columns are those of :func:`analysis.availability_matrix`, whose figure holds the same rows.

    Raises
    ------
    UnknownName, WardKpiError
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> [head.name for head in analysis.availability_table(lang="en").reading.heads][:4]
    ['theme', 'Sumida', 'Taito', 'Suginami']
    """
    study = Study.of(root, lang)
    choice = Choice.of(ward=ward, years=years, theme=theme, concept=concept, indicator=indicator)
    is_empty = rows is not None and rows.empty and choice == Choice()
    rows = rows_of(rows, table, study) if rows is not None and is_empty else rows_chosen(QUESTION, rows, choice, study)
    title = titled(title, "availability_matrix.table", study)
    cells = _of_each_ward if few(rows) else _of_many_wards
    records = [
        {"theme": ReadingCell(study.names.theme(str(theme)))} | cells(of_theme, study)
        for theme, of_theme in rows.groupby("theme", sort=False)
    ]
    made = reading(
        records, heads(records[0] if records else ["theme"], study), rows[["source"]], study, name=name, title=title
    )
    return ReadingTable(made, rows)


def _of_each_ward(rows: pd.DataFrame, study: Study) -> dict[str, ReadingCell]:
    by_ward = rows.groupby("ward", sort=False)
    return {study.names.ward(str(code)): _held(str(code), of_ward, study) for code, of_ward in by_ward}


def _held(code: str, rows: pd.DataFrame, study: Study) -> ReadingCell:
    """Return how many figures there are of a ward under a theme and for which years, what else is in words; or why neither."""
    figures, words = rows[rows["figures"] > 0], rows[rows["words"] > 0]
    if figures.empty and words.empty:
        return ReadingCell(say(absent(code, str(rows["theme"].iloc[0]), rows, study), study.names))
    if figures.empty:
        said = [text("availability_matrix.held.only_words", years=_span_of(words))]
    else:
        number = count(int(figures["figures"].sum()))
        said = [text("availability_matrix.held.figures", count=number, years=_span_of(figures))]
        said += [text("availability_matrix.held.words", years=_span_of(words))] if len(words) else []
    return ReadingCell(say(Listed(tuple(said)), study.names), behind(rows, study))


def _span_of(rows: pd.DataFrame) -> Said:
    """Say the first and the last year, and that there is more without a year."""
    years = _years_of(rows)
    some = rows["fiscal_year"].isna().any() and rows["fiscal_year"].notna().any()
    return Listed((years, text("availability_matrix.undated")), together=True) if some else years


def _years_of(rows: pd.DataFrame, *, short: bool = True) -> Said:
    """Say the first and the last year of what there is, or that no year is printed."""
    dated = rows[rows["fiscal_year"].notna()]
    if dated.empty:
        return text("availability_matrix.undated")
    began = dated["period_from"].fillna(dated["fiscal_year"])
    return Span(Year(int(began.min()), short), Year(int(dated["fiscal_year"].max()), short))


def _of_many_wards(rows: pd.DataFrame, study: Study) -> dict[str, ReadingCell]:
    """Return the wards of which there are figures of a theme, words only, and neither."""
    sums = rows.groupby("ward", sort=False)[["figures", "words"]].sum()
    figures, words = sums["figures"] > 0, sums["words"] > 0
    groups = {"figures": sums[figures], "words": sums[words & ~figures], "none": sums[~words & ~figures]}
    return {
        name: ReadingCell(
            counted(list(group.index), len(sums), study), behind(rows[rows["ward"].isin(group.index)], study)
        )
        for name, group in groups.items()
    }


QUESTION = Question("availability_matrix", table, claims, figure, Held, doc=__doc__, every_ward=True)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


availability_matrix = public(QUESTION)
