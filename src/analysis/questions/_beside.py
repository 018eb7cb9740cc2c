"""What stands beside a ward's indicators under a theme, in words: plans, results, single figures, judgements of actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.data.citation import notes_of
from analysis.data.kinds import RESULT_KINDS
from analysis.data.rows import typed
from analysis.data.schema import Observation
from analysis.data.study import Study, kept
from analysis.measures.absence import NO_DOCUMENT, NOT_MENTIONED, NOT_TRANSCRIBED, documents_of
from analysis.measures.own_judgements import OwnCount, judged_ahead, own_judgements, themes_judged, themes_of_counts
from analysis.measures.own_progress import beside_indicators, judged_actions
from analysis.questions._absence import why
from analysis.questions._phrases import date_of
from analysis.words.labels import VERDICTS
from analysis.words.say import Name, Year, say, text, told

_MOST_NAMED = 3
"""Of the entries that a caveat is about, so many are named."""


_NO_ACTIONS = ("repeated", "named", "reason")
"""Scopes of what a document only names, or lists a second time: counted apart from the actions that it plans."""


class Beside(NamedTuple):
    """What there is of one sort: what it is of, how many, in full, as no more than its number, and so under its own head."""

    sort: str
    number: int
    full: str
    counted: str
    headed: str = ""


@kept
def beside(ward: str, theme: str, study: Study) -> tuple[Beside, ...]:
    """Return what stands beside the indicators of a ward under a theme, a line for each sort that there is."""
    rows = beside_indicators(study)
    rows = rows[(rows["ward"] == ward) & (rows["theme"] == theme)]
    concepts = study.tables.concepts
    scopes = rows["concept"].map(concepts.set_index("concept")["scope"])
    apart = {scope: rows[scopes == scope] for scope in _NO_ACTIONS}
    rows = rows[~scopes.isin(_NO_ACTIONS)]
    figures, results = rows["value"].notna(), rows["kind"].isin(RESULT_KINDS)
    sorts = {
        "figures": rows[figures],
        "results": rows[~figures & results],
        "plans": rows[~figures & ~results],
        **apart,
    }
    found = [_of_sort(sort, of_sort, study) for sort, of_sort in sorts.items() if len(of_sort)]
    counts = study.once(own_judgements)
    of_plan = typed(counts[counts["ward"] == ward], OwnCount) if theme in themes_of_counts(study) else ()
    found += [Beside("own", row.listed, said := _own_count(row, study), said) for row in of_plan]
    actions = judged_actions(study)
    return (*found, *_judgements(actions[(actions["ward"] == ward) & (actions["theme"] == theme)], study))


def number_of(sort: str, ward: str, study: Study, themes: Sequence[str] | None = None) -> int:
    """Return how many entries of a sort, such as plans in words, stand beside a ward's indicators, of some themes or of all."""
    themes = list(dict.fromkeys(study.tables.concepts["theme"])) if themes is None else themes
    lines = (one for theme in themes for one in beside(ward, str(theme), study))
    return sum(one.number for one in lines if one.sort == sort)


def own_judgement(ward: str, study: Study) -> str:
    """Return how a ward itself judges the indicators of its documents, or that it does not, and what else it judges."""
    counts = study.once(own_judgements)
    of_ward = list(typed(counts[counts["ward"] == ward], OwnCount))
    said = [_own_count(row, study) for row in of_ward if not row.is_former]
    absence = none_read(ward, study)
    actions = judged_actions(study)
    further = [_own_count(row, study) for row in of_ward if row.is_former]
    further += [one.headed for one in _judgements(actions[actions["ward"] == ward], study)]
    if further and not said:
        absence = told("beside.none_of_indicators", study.lang, absence=absence)
    return study.names.listed([*(said or [absence]), *further])


def none_read(ward: str, study: Study, *, whole: bool = True) -> str:
    """Return that the documents read of a ward do not have it, or that none was read.

    Not ``whole``: they may hold more of its kind than was transcribed.
    """
    held = NOT_MENTIONED if whole else NOT_TRANSCRIBED
    return say(why(held if documents_of(ward, study) else NO_DOCUMENT), study.names)


def _own_count(row: OwnCount, study: Study) -> str:
    """Return how many of the indicators that it lists a ward judges how, and whether by what it expects."""
    if row.is_former and row.year is not None:
        said = {"listed": row.listed, "achieved": row.achieved, "missed": row.missed}
        themes = Name("theme", themes_judged(row, study))
        return say(text("beside.own_former", year=Year(row.year, short=False), themes=themes, **said), study.names)
    year = judged_ahead(row.source, study)
    ahead = "" if year is None else told("beside.ahead", study.lang, year=study.names.year(year))
    counts = {
        "listed": row.listed,
        "repeated": row.listed - row.different,
        "achieved": row.achieved,
        "missed": row.missed,
    }
    return say(text("beside.own", ahead=ahead, **counts), study.names)


def _of_sort(sort: str, rows: pd.DataFrame, study: Study) -> Beside:
    count = rows["indicator"].nunique()
    listed = [_one(str(name), of_one, study) for name, of_one in rows.groupby("indicator", sort=False)]
    full = say(text(f"beside.{sort}", count=count, told=study.names.listed(listed)), study.names)
    return Beside(sort, count, full, study.names.told(f"beside.counted.{sort}", count=count))


def _one(indicator: str, rows: pd.DataFrame, study: Study) -> str:
    """Return the name of one of them and what is printed, years in which the same is printed together."""
    rows = rows.sort_values("fiscal_year", kind="stable", na_position="last")
    documents = list(dict.fromkeys(rows.sort_values("published", kind="stable")["source"]))
    said = []
    for together in runs(list(typed(rows, Observation))):
        first = together[0]
        years = study.names.span(_first_year(first, study), _year(together[-1].fiscal_year, study))
        if first.kind == "planned" and first.period_from is not None and "年度" not in first.text:
            # in which of them is not known, unless the words say so themselves
            years = told("beside.within", study.lang, years=years)
        words = _words(first, study)
        if len(documents) > 1 and first.source != documents[0]:  # not to be read on from what an earlier one says
            words = told("beside.later", study.lang, words=words, date=say(date_of(first.source, study), study.names))
        is_said = words.startswith(years)  # an excerpt may begin with its year
        said.append(words if is_said else told("beside.said", study.lang, years=years, words=words))
    name = study.names.indicator(indicator)
    return told("beside.one", study.lang, name=name, told=study.names.listed(said))


def runs(rows: Sequence[Observation]) -> list[list[Observation]]:
    """Return rows in order of years, those that print the same for one year after the other together."""
    found: list[list[Observation]] = []
    for row in rows:
        if found and _goes_on(found[-1][-1], row):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _goes_on(before: Observation, row: Observation) -> bool:
    printed = (before.kind, before.value, before.text, before.unit, before.bound)
    if printed != (row.kind, row.value, row.text, row.unit, row.bound):
        return False
    if before.fiscal_year is None or row.fiscal_year is None:
        return before.fiscal_year == row.fiscal_year
    return (row.fiscal_year if row.period_from is None else row.period_from) <= before.fiscal_year + 1


def notes_beside(study: Study, of_years: Sequence[str] | None = None) -> list[str]:
    """Return what must be known of the rows that stand beside the indicators: each caveat once, with what it is about.

    With themes in ``of_years`` those of their plans for single years only: a reader takes such a year as it stands.
    """
    rows = beside_indicators(study)
    if of_years is not None:
        rows = rows[rows["theme"].isin(of_years) & rows["kind"].eq("planned")]
        rows = rows[rows["fiscal_year"].notna() & rows["period_from"].isna()]
    found: dict[tuple[str, str], list[str]] = {}
    for row in typed(rows, Observation):
        for note in notes_of(row.note, study, for_readers=True):
            found.setdefault((row.ward, note), []).append(study.names.indicator(row.indicator))
    return [
        _noted(ward, note, about, study)
        for code in study.wards
        for (ward, note), about in found.items()
        if ward == code
    ]


def _noted(ward: str, note: str, about: list[str], study: Study) -> str:
    """Say a caveat with the entries it is about: the first by name, and how many there are."""
    names = list(dict.fromkeys(about))
    named = study.names.listed(names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        named = told("beside.and_more", study.lang, names=named)
    return say(text("beside.note", ward=study.names.ward(ward), names=named, count=len(about), note=note), study.names)


def _words(row: Observation, study: Study) -> str:
    if row.value is None:
        return study.names.glossed(row.text, row.kind)
    figure = study.names.figure(row.value, row.unit, row.bound)
    return told("beside.expected", study.lang, figure=figure) if row.kind == "estimate" else figure


def _first_year(row: Observation, study: Study) -> str:
    return _year(row.fiscal_year if row.period_from is None else row.period_from, study)


def _year(fiscal_year: int | None, study: Study) -> str:
    return told("beside.undated", study.lang) if fiscal_year is None else study.names.year(fiscal_year)


def _judgements(rows: pd.DataFrame, study: Study) -> Iterator[Beside]:
    """Yield how a ward judges actions of which it says nothing else, such as those of a former plan."""
    for concept, of_concept in rows.groupby("concept", sort=False):
        verdicts = of_concept["verdict"].value_counts()
        listed = [
            told("beside.verdict", study.lang, verdict=VERDICTS[code][study.lang], count=int(verdicts[code]))
            for code in VERDICTS
            if code in verdicts
        ]
        said = {"concept": study.names.concept(str(concept)), "told": study.names.listed(listed)}
        full = say(text("beside.judgements", count=len(of_concept), **said), study.names)
        short = (study.names.told(f"beside.{key}", **said) for key in ("counted.judgements", "own_of_actions"))
        yield Beside("judgements", len(of_concept), full, *short)
