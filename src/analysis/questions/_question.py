"""What a question is: a table, what may be claimed of it, a chart, a table to read and slides, all of one Study."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Literal, Protocol

import pandas as pd

from analysis.data.border import observations_given, read_back, table_of
from analysis.data.citation import caveat_lines, own_figures_line, source_lines
from analysis.data.column_texts import with_plotted_columns
from analysis.data.load import Names, Root
from analysis.data.loaders import Years, years_of
from analysis.data.study import Study
from analysis.drawing.chart_files import keep
from analysis.drawing.page import COLOUR, FigureInfo, Ink, KpiFigure
from analysis.measures.given_back import derived_changed
from analysis.questions._chosen import Choice, chosen, observations_of, only_ward, rows_of, said_choice, with_wards_of
from analysis.words.errors import BadArgument, FigureError, NoFigureData
from analysis.words.say import Name, Number, Text, headline, say

FEW = 4
"""Up to so many wards have a column or panels of their own and are named one by one; a matter of room, never of what exists."""

MOST_WARDS = 100
"""More do not fit on a page that somebody reads."""

Kind = Literal["leads", "order", "count", "gap", "level", "absence", "change", "step", "denominator", "date", "across"]
"""What sort of statement a claim makes; what may be said is tested by kind."""


def few(rows: pd.DataFrame) -> bool:
    """Return whether ``rows`` are about so few wards that each can be named."""
    return rows["ward"].nunique() <= FEW


@dataclass(frozen=True)
class Claim:
    """A sentence before it is said."""

    kind: Kind  # one of :data:`Kind`
    text: Text  # its key, and what fills it
    # ids of all observations that could make it untrue: all that were compared, not only those it names
    rows: tuple[str, ...] = ()
    # ``rows`` where it speaks of the rows that it was made of; ``study`` where it speaks of what exists (absence, all)
    scope: Literal["rows", "study"] = "rows"
    among: tuple[str, ...] = ()  # codes of the wards that were compared
    # source and date of the national tables of which every row was compared: they have no observations
    national: tuple[str, ...] = ()
    short: Text | None = None  # another text of the same rows for a title, where its own has no shorter words

    @property
    def wards(self) -> frozenset[str]:
        """Codes of the wards that it names."""
        named = [part.ids for part in self.text.parts() if isinstance(part, Name) and part.of == "ward"]
        return frozenset(code for ids in named for code in ids)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Every number in it, with what each rests on."""
        return tuple(part for part in self.text.parts() if isinstance(part, Number))

    def said(self, study: Study) -> str:
        """Return the sentence in the language of ``study``."""
        return study.names.opened(say(self.text, study.names))

    def title(self, study: Study) -> str:
        """Return the sentence as a title: without its full stop."""
        return self.said(study).rstrip("。.")

    def headline(self, study: Study) -> str:
        """Return what it comes down to in the words of a title; the sentence itself stands elsewhere on the page."""
        return study.names.opened(say(headline(self.short or self.text), study.names)).rstrip("。.")


@dataclass(frozen=True)
class Question:
    """One question, as data and functions; the fields are functions of its file, so that mypy checks their signatures."""

    name: str  # name of its figure
    # rows of a study; what may be claimed of rows, the title first; the figure of rows
    table: Callable[[Study], pd.DataFrame]
    claims: Callable[[pd.DataFrame, Study], list[Claim]]
    figure: Callable[[pd.DataFrame, Study, Ink], KpiFigure]
    row: type  # a typed row whose fields are the columns of its table, each with what it means
    theme: str = ""  # id of the theme that it is about; empty for all
    doc: str = field(default="", compare=False)  # the question, as a reader would ask it
    most_wards: int = MOST_WARDS  # more cannot be read on one page
    says_nothing: bool = False  # whether no rows are an answer, too, which the title gives
    every_ward: bool = (
        False  # whether each theme of its table has a row for every ward, an empty one where there is nothing
    )
    every_vintage: bool = False  # whether it sets vintages against each other: of current figures it looks up the older
    # of rows like its own, as a wider table has them, those that it is about
    among: Callable[[pd.DataFrame, Study], pd.DataFrame] | None = field(default=None, compare=False)
    year: str = ""  # the column that years choose by, where it is not the year of a figure or of a newest result
    # of rows of some years, of those before and of the years: with a row for each ward that these left none of
    with_wards: Callable[[pd.DataFrame, pd.DataFrame, list[int], Study], pd.DataFrame] | None = None
    # of a question whose rows tell no year: its rows of a study of the observations of some years
    of_years: Callable[[Study], pd.DataFrame] | None = None
    of_one: Callable[[str, Study], pd.DataFrame] | None = None  # of a question about pairs: the rows of a ward alone

    def draw(self, study: Study, rows: pd.DataFrame | None = None, ink: Ink = COLOUR) -> KpiFigure:
        """Return the figure of ``rows``, or of all that ``study`` holds.

        Raises
        ------
        NoFigureData
            If there are no rows, unless that is an answer.
        FigureError
            If there are more wards than a page can show.
        """
        if rows is None:
            self._refuse_many(len(study.wards))  # before a table of all of them is made
        given = study.once(self.table) if rows is None else self._compared(rows, study)
        if given.empty and not self.says_nothing:
            raise NoFigureData(self.name)
        self._refuse_many(len({code for name in ("ward", "ward_a", "ward_b") if name in given for code in given[name]}))
        return self.figure(given, study, ink)

    def _compared(self, rows: pd.DataFrame, study: Study) -> pd.DataFrame:
        """Return ``rows`` without areas for reference, unless the question's own table sets wards against such."""
        if "ward" not in rows or rows["ward"].isin(study.wards).all():
            return rows
        own_areas = set(study.once(self.table)["ward"])
        return rows[rows["ward"].isin({*study.wards, *own_areas})].reset_index(drop=True)

    def _refuse_many(self, wards: int) -> None:
        if wards > self.most_wards:
            raise FigureError("figure_too_many", figure=self.name, count=wards, most=self.most_wards)

    def sentences(self, rows: pd.DataFrame, study: Study) -> list[str]:
        """Return every claim as a sentence, the title first."""
        return [claim.said(study) for claim in self.claims(rows, study)]

    def info(
        self,
        rows: pd.DataFrame,
        study: Study,
        ink: Ink,
        *,
        claims: Sequence[Claim],
        kind: str,
        details: Sequence[str],
        has_caveats: bool = True,
    ) -> FigureInfo:
        """Return what the figure of ``rows`` shows: the first claim is the title, unless a caller gave one.

        The alt text tells each mark's details.

        ``rows`` have the columns ``indicator``, ``source`` and, where there are any, ``note``; without ``has_caveats``
        those of the indicators are left out.
        """
        title, changed = ink.title or claims[0].headline(study), derived_changed(rows, study)
        found = ink.title or claims[0].title(study)
        sentences = [study.names.sentence(one) for one in (found, kind, *details) if one]
        return FigureInfo(
            name=self.name,
            title=title,
            kind=kind,
            lang=study.lang,
            plain=rows.reset_index(drop=True),
            alt=study.names.sentences(sentences),
            sources=tuple(source_lines(rows, study)),
            caveats=(*own_figures_line(rows, study, changed), *(caveat_lines(rows, study) if has_caveats else ())),
            study=study,
            question=self,
            ink=ink,
            derived_changed=changed,
        )


class Draw(Protocol):
    """A public figure function: draws ``rows``, or the whole data without them."""

    def __call__(
        self,
        rows: pd.DataFrame | None = None,
        *,
        ward: Names = None,
        years: Years = None,
        theme: Names = None,
        concept: Names = None,
        indicator: Names = None,
        title: str = "",
        lang: str | None = None,
        mono: bool = False,
        root: Root = None,
    ) -> KpiFigure:
        """Return the figure in ``lang``; in greys when ``mono``."""
        ...


_DOC = """{doc}

Parameters
----------
{first}rows : DataFrame, optional
    What to draw: observations as :func:`analysis.load_observations` gives them, filtered or not, or the rows of such a
    figure. What they leave out is said to be not in the rows given, never to be absent. Without it the whole data: also
    older vintages and what is of no single year, which observations hold with ``vintage="all"`` and ``complete=True``.
ward, {choice} : str or iterable of str, optional
    Draw only these, by id or name (a ward by its code, too); areas for reference stay.
years : int, str or iterable, optional
    Draw only figures of these fiscal years: 2022, ``"R4"``, or each of several, as in ``range(2022, 2025)``; of progress,
    whose newest result is of them, of an outlook, whose target is; a grade or a range of ranks is made of these years'
    figures. A ward that they leave nothing of stays, and is said to be not in the rows given.
title : str, optional
    What stands above it in the place of what its rows say; line breaks become spaces.
lang, mono, root : str, bool, path, optional
    ``ja`` or ``en``, else that of :func:`set_language`; greys and hatches for colours; the folder that holds ``data``.

Returns
-------
KpiFigure
    Shows itself in a notebook. Its ``ward_kpi`` has ``title``, ``sources``, ``caveats`` and ``rows``, what is drawn:
    {columns}

Raises
------
NoFigureData, FigureError, UnknownName, WardKpiError
    If nothing is left to draw, or more wards than a page can show; if there is no such name; if ``rows`` lacks a column,
    or an argument cannot choose among the rows of this figure.

Examples
--------
>>> import analysis
>>> figure = analysis.{name}({asked}lang="en")
>>> figure.ward_kpi.name, list(figure.ward_kpi.rows)[:3]
('{figure}', {names})
"""


def documented(
    doc: str | None, row: type, *, name: str, figure: str = "", asked: str = "", first: str = "", theme: bool = True
) -> str:
    """Return the docstring of a figure function: its question, the arguments and errors of all of them, the columns of ``row``.

    ``figure`` is the name of what ``asked`` draws, ``first`` describes an argument before the others; without ``theme``
    none can be chosen.
    """
    names = [field.name for field in fields(row)][:3]
    parts = {
        "doc": (doc or "").strip(),
        "first": first,
        "name": name,
        "asked": asked,
        "figure": figure or name,
        "names": names,
    }
    parts["choice"] = "theme, concept, indicator" if theme else "concept, indicator"
    return with_plotted_columns(_DOC.format(columns="{columns}", **parts), row)


def public(question: Question) -> Draw:
    """Return the public function of a question: root= and lang= in, a figure that carries its Study out."""

    def draw(
        rows: pd.DataFrame | None = None,
        *,
        ward: Names = None,
        years: Years = None,
        theme: Names = None,
        concept: Names = None,
        indicator: Names = None,
        title: str = "",
        lang: str | None = None,
        mono: bool = False,
        root: Root = None,
    ) -> KpiFigure:
        choice = Choice.of(ward=ward, years=years, theme=theme, concept=concept, indicator=indicator)
        return draw_chosen(question, rows, choice, Study.of(root, lang), Ink(mono, title))

    draw.__name__ = draw.__qualname__ = question.name
    draw.__module__ = "analysis"
    draw.__doc__ = documented(question.doc, question.row, name=question.name)
    return draw


def draw_chosen(
    question: Question, table: pd.DataFrame | None, choice: Choice, study: Study, ink: Ink = COLOUR
) -> KpiFigure:
    """Return the figure of a caller's frame, or of the whole data, and of these of what is asked for.

    Raises
    ------
    NoFigureData
        If there are no such rows; what a caller left out is no answer.
    """
    if not isinstance(ink.title, str):
        raise BadArgument("title", ink.title, "text")
    ink = ink._replace(title=" ".join(ink.title.split()))  # of several lines one, which is broken where the page ends
    if table is None and choice == Choice():
        figure = question.draw(study, None, ink)
        if ink == COLOUR:
            keep(figure, question.name)
        return figure
    rows, nothing = _rows_and_error(question, table, choice, study)
    try:
        return question.draw(study, rows, ink)
    except NoFigureData:
        raise nothing from None


def rows_chosen(question: Question, table: pd.DataFrame | None, choice: Choice, study: Study) -> pd.DataFrame:
    """Return the rows of which :func:`draw_chosen` draws a figure, for a table to read.

    Raises
    ------
    NoFigureData
        If there are none.
    """
    if table is None and choice == Choice():
        return study.once(question.table)
    return _rows_and_error(question, table, choice, study)[0]


def _rows_and_error(
    question: Question, table: pd.DataFrame | None, choice: Choice, study: Study
) -> tuple[pd.DataFrame, NoFigureData]:
    """Return the rows of a choice, and the error to raise where these turn out to show nothing."""
    if table is not None:
        table = read_back(table_of(table))  # codes that a file gave back as numbers
    asked, frame, make = choice, table, question.table
    if choice.years is not None and question.of_years is not None:
        make, choice = question.of_years, choice._replace(years=None)
        frame = observations_of(table, asked.years, question.name, study)
    given = study.once(make) if frame is None else rows_of(frame, make, study, every_vintage=question.every_vintage)
    if table is not None and question.among is not None:
        given = question.among(given, study).reset_index(drop=True)
    if question.of_one is not None and (alone := only_ward(table, choice, study)):
        of_one = question.of_one(alone, study if frame is None else study.given(observations_given(frame, study)))
        given = of_one[of_one["theme"].isin(frame["theme"])] if frame is not None else of_one
    rows = chosen(given, choice, question.name, study, question.year)
    nothing = _nothing_left(question, given, asked, table)
    if rows.empty or (choice.years is not None and question.every_ward and _are_all_absent(rows)):
        raise nothing
    if choice.years is not None and (question.every_ward or question.with_wards):
        asked_for = choice._replace(years=None) if choice.ward is None else Choice(ward=choice.ward)
        before = chosen(given, asked_for, question.name, study)
        rows = (question.with_wards or with_wards_of)(rows, before, years_of(choice.years), study)
    return rows, nothing


def _are_all_absent(rows: pd.DataFrame) -> bool:
    """Return whether ``rows`` only tell of wards that there is nothing."""
    return bool((rows["kind" if "kind" in rows else "indicator"] == "").all())


def _nothing_left(question: Question, given: pd.DataFrame, choice: Choice, table: pd.DataFrame | None) -> NoFigureData:
    """Return the error that names what left nothing: what was asked for, or the rows of ``table``; never the data."""
    if choice == Choice():
        return NoFigureData(question.name, "figure_not_in_rows")
    asked, years = said_choice(choice, given, question.year)
    if not years or choice.years is None or table is not None:
        return NoFigureData(question.name, "figure_nothing_left", choice=asked)
    return NoFigureData(question.name, "figure_nothing_of_years", choice=asked, years=years)


def codes_of(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the codes of the wards of ``rows``, in their order."""
    return tuple(str(code) for code in dict.fromkeys(rows["ward"]))


def count(of: int, rows: tuple[str, ...] = (), unit: str = "") -> Number:
    """Return a number that was counted."""
    return Number(of, unit, rows, "count")
