"""The reading table of ranks: a line for each yardstick, ranked or not, and a column for each of a few wards."""

from __future__ import annotations

import pandas as pd

from analysis.data.frames import each
from analysis.data.load import Root
from analysis.data.study import Study
from analysis.measures.rankings import not_ranked
from analysis.questions._question import few
from analysis.questions._reading import NONE, Cell, Reading, ReadingTable, heads, reading
from analysis.questions.ranking_sensitivity import behind, table
from analysis.words.say import Listed, Span, Text, say, text, told, wards


def ranking_table(
    *, title: str = "", name: str = "ranking", lang: str | None = None, root: Root = None
) -> ReadingTable:
    """Show between which places each ward stands by what may be ranked, and why the other indicators rank nobody.

    The places of many wards are listed in one column, the best first.

    Parameters
    ----------
    title, name, lang, root
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.ranking_table(lang="en").reading.name
    'ranking'
    """
    study = Study.of(root, lang)
    rows = study.once(table)
    return ReadingTable(
        ranking_reading(rows, study, name=name, title=title or told("ranking_sensitivity.table", study.lang)), rows
    )


def ranking_reading(rows: pd.DataFrame, study: Study, *, name: str, title: str) -> Reading:
    """Return the table to be read of ``rows``."""
    names, is_few = study.names, few(pd.DataFrame({"ward": study.wards}))
    records = []
    for (theme, yardstick), ranked in rows.groupby(["theme", "yardstick"], sort=False):
        record = {"theme": Cell(names.theme(str(theme))), "measure": Cell(names.concept(str(yardstick)))}
        record |= {"choices": Cell(str(ranked["dates"].iloc[0])), "order": Cell(_order(ranked, study))}
        records.append(record | (_of_each(ranked, study) if is_few else _together(ranked, study)))
    for (theme, why), left_out in study.once(not_ranked).groupby(["theme", "why"], sort=False):
        listed = names.listed(names.concept(concept) for concept in left_out["concept"])
        record = {"theme": Cell(names.theme(str(theme))), "measure": Cell(listed)}
        records.append(record | {"order": Cell(_reason(str(why), study))})
    places = [names.ward(code) for code in study.wards] if is_few else ["places"]
    columns = heads(["theme", "measure", "choices", *places, "order"], study)
    return reading(records, columns, rows[["source"]], study, name=name, title=title)


def _order(ranked: pd.DataFrame, study: Study) -> str:
    """Return on what the order depends; nothing where it holds at every date."""
    if ranked["by_one"].any():
        return _reason("by_one", study)
    return _reason("dates", study) if (ranked["best"] != ranked["worst"]).any() else NONE


def _reason(why: str, study: Study) -> str:
    return told(f"ranking_sensitivity.reason_{why}", study.lang)


def _of_each(ranked: pd.DataFrame, study: Study) -> dict[str, Cell]:
    names = study.names
    return {
        names.ward(str(code)): Cell(say(_places(of_ward), names), behind(of_ward, study))
        for code, of_ward in ranked.groupby("ward", sort=False)
    }


def _together(ranked: pd.DataFrame, study: Study) -> dict[str, Cell]:
    """Return the places of many wards as a list, the best first."""
    ordered = ranked.sort_values(["best", "worst"], kind="stable")
    listed = Listed(tuple(_place(row.ward, ordered.loc[[row.Index]]) for row in each(ordered)))
    return {"places": Cell(say(listed, study.names), behind(ranked, study))}


def _place(code: str, of_ward: pd.DataFrame) -> Text:
    return text("ranking_sensitivity.place", ward=wards(code), place=_places(of_ward))


def _places(of_ward: pd.DataFrame) -> Span:
    """Return the best and the worst place of one ward."""
    return Span(str(of_ward["best"].iloc[0]), str(of_ward["worst"].iloc[0]))
