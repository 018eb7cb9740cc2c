"""The reading table of what the documents read hold: a line for each theme, a column for each of a few wards."""

from __future__ import annotations

import pandas as pd

from analysis.data.load import Root
from analysis.data.study import Study
from analysis.measures.absence import NOT_YEARLY
from analysis.questions._absence import absent, why
from analysis.questions._by_theme import counted
from analysis.questions._question import few
from analysis.questions._reading import Cell, ReadingTable, heads, in_brackets, reading
from analysis.questions.availability_matrix import behind, table
from analysis.words.say import Span, Year, say, told


def availability_table(
    *, title: str = "", name: str = "availability", lang: str | None = None, root: Root = None
) -> ReadingTable:
    """Show, per theme and ward, how many figures there are for which years, words only, or why there is neither.

    Of many wards, those of which there are figures, words only or neither are named together.

    Parameters
    ----------
    title, name, lang, root
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> [head.name for head in analysis.availability_table(lang="en").reading.heads]
    ['theme', 'Sumida', 'Taito', 'Suginami']
    """
    study = Study.of(root, lang)
    rows = study.once(table)
    title = title or told("availability_matrix.table", study.lang)
    cells = _of_each_ward if few(rows) else _of_many_wards
    records = [
        {"theme": Cell(study.names.theme(str(theme)))} | cells(of_theme, study)
        for theme, of_theme in rows.groupby("theme", sort=False)
    ]
    made = reading(records, heads(records[0], study), rows[["source"]], study, name=name, title=title)
    return ReadingTable(made, rows)


def _of_each_ward(rows: pd.DataFrame, study: Study) -> dict[str, Cell]:
    by_ward = rows.groupby("ward", sort=False)
    return {study.names.ward(str(code)): _held(str(code), of_ward, study) for code, of_ward in by_ward}


def _held(code: str, rows: pd.DataFrame, study: Study) -> Cell:
    """Return how many figures there are of a ward under a theme, or only words, and for which years; or why neither."""
    figures, words = int(rows["figures"].sum()), int(rows["words"].sum())
    if not figures and not words:
        return Cell(say(absent(code, str(rows["theme"].iloc[0]), rows, study), study.names))
    if rows["fiscal_year"].isna().all():
        return Cell(say(why(NOT_YEARLY), study.names), behind(rows, study))
    years = Span(Year(int(rows["fiscal_year"].min())), Year(int(rows["fiscal_year"].max())))
    what = str(figures) if figures else told("labels.availability.words", study.lang)
    return Cell(what + in_brackets(say(years, study.names), study), behind(rows, study))


def _of_many_wards(rows: pd.DataFrame, study: Study) -> dict[str, Cell]:
    """Return the wards of which there are figures of a theme, words only, and neither."""
    sums = rows.groupby("ward", sort=False)[["figures", "words"]].sum()
    figures, words = sums["figures"] > 0, sums["words"] > 0
    groups = {"figures": sums[figures], "words": sums[words & ~figures], "none": sums[~words & ~figures]}
    return {
        name: Cell(counted(list(group.index), len(sums), study), behind(rows[rows["ward"].isin(group.index)], study))
        for name, group in groups.items()
    }
