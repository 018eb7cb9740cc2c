"""What does each ward publish of itself, for which year and of which kind, and where does it publish nothing?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.data.coverage import with_every_ward
from analysis.data.frames import joined_ids
from analysis.data.ids import ids
from analysis.data.kinds import KINDS, RESULT_KINDS
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.study import Study, own_of
from analysis.drawing import style
from analysis.drawing.page import FigureInfo, Ink, KpiFigure
from analysis.drawing.theme_table import ward_row
from analysis.drawing.ward_table import Cell, Column, wards_table
from analysis.drawing.year_blocks import Block, year_blocks
from analysis.measures.standing import has_text
from analysis.questions._by_theme import codes_of, themes_of, ward_told
from analysis.questions._question import Claim, Question, count, few, public
from analysis.words.errors import NoFigureData
from analysis.words.say import Listed, Name, Said, Span, Text, Year, say, text, wards

_LETTERS = ("actual", "estimate", "baseline", "planned", "target", "words")
"""What one letter says of a year, in the order in which letters stand in a cell."""
_BEST = ("actual", "estimate", "planned", "target", "baseline")
"""Kinds of figures, those that say most of a ward first."""
_MOST_LETTERS = 2
_KEYS = ["theme", "ward", "fiscal_year", "kind"]
_NOTHING = Text("mark.not_published", {})


def table(study: Study) -> pd.DataFrame:
    """Return what each ward publishes of itself, for which year and of which kind, and where it publishes nothing.

    Returns
    -------
    DataFrame
        One row per ward, theme, fiscal year and kind with the number of ``figures`` and of entries in ``words``, and
        ``source``. A ward that publishes nothing under a theme has one row with an empty year and kind. Every vintage
        counts: what was published once is published.
    """
    everything = own_of(study.published, study)
    given = everything[has_text(everything)]
    rows = (
        given.assign(figures=given["value"].notna(), words=given["value"].isna())
        .groupby(_KEYS, sort=True)
        .agg(figures=("figures", "sum"), words=("words", "sum"), source=("source", joined_ids))
        .reset_index()
    )
    return with_every_ward(rows, study, [{"theme": theme} for theme in dict.fromkeys(study.tables.concepts["theme"])])


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim for how many themes every ward gives figures, and results, and what each ward gives."""
    themes, among = themes_of(rows), codes_of(rows)
    figures = rows[rows["figures"].fillna(0) > 0]
    title = _of_all(rows, figures, study) if few(rows) else _of_most(rows, figures, study)
    found = [title]
    for code in among:
        of_ward = rows[(rows["ward"] == code) & rows["fiscal_year"].notna()]
        given, printed = set(figures.loc[figures["ward"] == code, "theme"]), set(of_ward["theme"])
        of = behind(of_ward, study)
        said = text(
            "availability_matrix.of_ward",
            ward=wards(code),
            figures=count(len(given), of),
            words=count(len(printed - given), of),
            nothing=count(len(themes) - len(printed), of),
        )
        found.append(Claim("count", said, of, "study", (code,)))
    return found


def _of_all(rows: pd.DataFrame, figures: pd.DataFrame, study: Study) -> Claim:
    """Claim for how many themes each of a few wards gives figures, and results."""
    themes, among, of = themes_of(rows), codes_of(rows), behind(rows, study)
    everywhere = _themes_of_all(figures, among)
    with_results = _themes_of_all(_results(figures), among)
    named = text("availability_matrix.named", themes=_names_of(everywhere)) if everywhere else ""
    said = text(
        "availability_matrix.title",
        themes=count(len(themes), of),
        wards=count(len(among), of),
        everywhere=count(len(everywhere), of),
        named=named,
        with_results=count(len(with_results), of),
    )
    return Claim("count", said, of, "study", tuple(among))


def _of_most(rows: pd.DataFrame, figures: pd.DataFrame, study: Study) -> Claim:
    """Claim for which theme most wards give figures, for how many all do, and how many wards publish nothing."""
    themes, among, of = themes_of(rows), codes_of(rows), behind(rows, study)
    by_theme = figures.groupby("theme", sort=False)["ward"].nunique()
    if by_theme.empty:
        said = text("availability_matrix.none", wards=count(len(among), of))
        return Claim("absence", said, of, "study", tuple(among))
    silent = len(set(among) - set(rows.loc[rows["fiscal_year"].notna(), "ward"]))
    most, results = str(by_theme.idxmax()), _results(figures)
    said = text(
        "availability_matrix.most",
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
    keys = set(rows.loc[rows["fiscal_year"].notna(), _KEYS].itertuples(index=False, name=None))
    everything = own_of(study.published, study)
    everything = everything[has_text(everything)]
    held = [key in keys for key in everything[_KEYS].itertuples(index=False, name=None)]
    return ids(everything[held])


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a row for each theme and a block of years for each ward; of many wards the newest figures of each."""
    if rows["fiscal_year"].isna().all():
        raise NoFigureData(QUESTION.name)
    if not few(rows):
        return _newest_of_many(rows, study, ink)
    themes, names = themes_of(rows), study.names
    years = range(_first_year(rows), int(rows["fiscal_year"].max()) + 1)
    info = _info(rows, study, _kind(rows, years), [_theme_told(rows, theme) for theme in themes])
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        blocks = [_block(rows[rows["ward"] == code], themes, years, looks[code], study) for code in codes_of(rows)]
        lines = [names.theme(theme) for theme in themes]
        return year_blocks(info, lines, [names.year_tick(year) for year in years], blocks)


def _info(rows: pd.DataFrame, study: Study, kind: Text, told: Sequence[Text]) -> FigureInfo:
    details = [say(one, study.names) for one in told]
    return QUESTION.info(rows, study, claims=claims(rows, study), kind=say(kind, study.names), details=details)


def _kind(rows: pd.DataFrame, years: range) -> Text:
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
    return text("availability_matrix.kind", legend=_legend(), words=_letter("words"), left_out=left_out)


def _legend() -> Listed:
    return Listed(
        tuple(text("availability_matrix.legend", letter=_letter(kind), name=_kind_name(kind)) for kind in KINDS)
    )


def _letter(kind: str) -> Text:
    return text(f"mark.letter.{kind}")


def _kind_name(kind: str) -> Text:
    return text("labels.lack.words" if kind == "words" else f"labels.kind.{kind}")


def _first_year(rows: pd.DataFrame) -> int:
    """Return the first year for which more than one theme has figures: older ones are of previous plans."""
    themes = rows.groupby("fiscal_year")["theme"].nunique()
    return int(themes[themes > 1].index.min())


# --- few wards: a block of years for each ------------------------------------------------------------------------


def _block(of_ward: pd.DataFrame, themes: Sequence[str], years: range, ward: WardStyle, study: Study) -> Block:
    """Return one ward's cells, theme by theme and year by year, and where it publishes nothing."""
    published = of_ward[of_ward["fiscal_year"].notna()]
    entries = {(str(theme), year): found for (theme, year), found in published.groupby(["theme", "fiscal_year"])}
    silent = [line for line, theme in enumerate(themes) if theme not in set(published["theme"])]
    return Block(
        ward,
        {
            (line, column): _year_cell(entries[theme, year], ward, study)
            for line, theme in enumerate(themes)
            for column, year in enumerate(years)
            if (theme, year) in entries
        },
        dict.fromkeys(silent, say(_NOTHING, study.names)),
    )


def _year_cell(entries: pd.DataFrame, ward: WardStyle, study: Study) -> Cell:
    """Return the kinds of one year: on the ward's colour where there is a result, framed where there is none yet."""
    figures = set(entries.loc[entries["figures"] > 0, "kind"])
    kinds = [kind for kind in _LETTERS if kind in figures] or ["words"]
    letters = "".join(say(_letter(kind), study.names) for kind in kinds[:_MOST_LETTERS])
    return _cell(letters, ward, filled="actual" in kinds, dashed=kinds == ["words"])


def _cell(letters: str, ward: WardStyle, *, filled: bool, dashed: bool) -> Cell:
    if filled:
        return Cell((letters,), ward.colour, ward.colour, "white")
    return Cell((letters,), edge=ward.colour, dashed=dashed)


def _theme_told(rows: pd.DataFrame, theme: str) -> Text:
    """Say what each ward publishes of a theme, for the alt text."""
    told = [_ward_told(str(code), of) for code, of in rows[rows["theme"] == theme].groupby("ward", sort=False)]
    return text("availability_matrix.theme_told", theme=Name("theme", (theme,)), wards=Listed(tuple(told)))


def _ward_told(code: str, of_ward: pd.DataFrame) -> Text:
    years = of_ward["fiscal_year"].dropna()
    if years.empty:
        return text("availability_matrix.ward_silent", ward=wards(code), nothing=_NOTHING)
    kinds = tuple(_kind_name(kind) for kind in KINDS if kind in set(of_ward["kind"]))
    span = Span(Year(int(years.min())), Year(int(years.max())))
    return text("availability_matrix.ward_told", ward=wards(code), years=span, kinds=Listed(kinds, together=True))


# --- many wards: the newest figures of each ----------------------------------------------------------------------


def _newest_of_many(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw, for each ward and theme, the best kind of figure there is and the newest year of that kind."""
    published = rows[rows["fiscal_year"].notna()]
    newest = {(str(ward), str(theme)): _best_kind(of) for (ward, theme), of in published.groupby(["ward", "theme"])}
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
    wards_told = [ward_told(code, [told[code, one] for one in themes if (code, one) in told]) for code in codes]
    info = _info(rows, study, kind, wards_told)
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        cells = {key: _newest_cell(*best, looks[key[0]], study) for key, best in newest.items()}
        columns = [Column(names.theme(theme)) for theme in themes]
        nothing = say(_NOTHING, names)
        return wards_table(info, columns, [ward_row(looks[code], code, themes, cells, nothing) for code in codes])


def _best_kind(entries: pd.DataFrame) -> tuple[str, int]:
    """Return the best kind of figure that a ward publishes under a theme, else words, and the newest year of that kind."""
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


QUESTION = Question("availability_matrix", table, claims, figure, doc=__doc__)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


availability_matrix = public(QUESTION)
