"""Phrases that sentences of several questions are put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

import pandas as pd

from analysis.data.documents import documents_of, draft_of
from analysis.data.ids import ids
from analysis.data.study import Study, own, reference
from analysis.measures.rankings import order_changes
from analysis.questions._question import FEW
from analysis.words.say import Date, Listed, Name, Number, Said, Text, text, wards


def as_called(concept: str, codes: Sequence[str], study: Study) -> Said:
    """Return what the wards' own documents are said to give of a concept: the names of their indicators, be these two at most.

    What one ward calls otherwise than another, or than a national series, is not told under the other's name.
    """
    rows = own(study.whole)
    rows = rows[(rows["concept"] == concept) & rows["ward"].isin(list(codes)) & rows["value"].notna()]
    rows = rows.sort_values("ward", key=lambda wards: wards.map(study.wards.index), kind="stable")
    names = {study.names.indicator(one): Name("indicator", (one,)) for one in dict.fromkeys(rows["indicator"])}
    if len(names) > 2 or not names:
        return Name("concept", (concept,))
    first, *others = names.values()
    return text("phrase.called", first=first, other=others[0]) if others else first


def of_plan(key: str, sources: Iterable[str], study: Study, **about: Said) -> Text:
    """Say of figures that a plan gives by the text of ``key``; of a draft, what kind of one it is, by that of its own."""
    draft = draft_of(sources, study)
    return text(f"{key}_draft", draft=text(f"citation.plan.{draft}"), **about) if draft else text(key, **about)


def tables_of(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the source and the date of each national table among whose figures those of ``rows`` are placed."""
    tables = rows[["source", "as_of"]].drop_duplicates().sort_values(["source", "as_of"])
    return tuple(f"{source} {as_of}".strip() for source, as_of in tables.itertuples(index=False))


def measured_as(concept: str, study: Study) -> Name:
    """Name a concept as a national series measures it, which wards may call by the same name as the concept itself."""
    return (
        Name("indicator", (found,))
        if (found := study.whole.once(_series).get(concept))
        else Name("concept", (concept,))
    )


def _series(study: Study) -> dict[str, str]:
    """Return an indicator of the series that measures each concept, where it is one definition of it."""
    rows = reference(study).drop_duplicates("indicator")
    names = rows["indicator"].str.split(".", n=1).str[-1]
    alike = rows.assign(name=names).groupby("concept")["name"].transform("nunique") == 1
    return dict(rows[alike].drop_duplicates("concept")[["concept", "indicator"]].itertuples(index=False, name=None))


def when(rows: pd.DataFrame) -> Said:
    """Return the date of a series' figures: that of the survey, or of its publication where no other is printed."""
    as_of, published = str(rows["as_of"].fillna("").max()), rows["published"].max()
    return Date(as_of) if as_of else text("citation.published", date=Date(f"{published:%Y-%m-%d}"))


def all_of(codes: Sequence[str], study: Study, of: tuple[str, ...]) -> Said:
    """Return how many wards were compared or, where others exist, which ones; ``of`` are the observations compared."""
    if set(codes) != set(study.wards):
        return wards(*codes)
    return text("phrase.all_of", count=Number(len(codes), "", of, "count"))


def apart(parts: Sequence[Said]) -> Said:
    """Return parts of a list that hold commas themselves."""
    return reduce(lambda first, then: text("phrase.apart", first=first, then=then), parts)


def further(parts: Sequence[Said]) -> Said:
    """Return statements as one sentence."""
    return reduce(lambda first, then: text("phrase.further", first=first, then=then), parts)


def first_of(codes: Sequence[str], study: Study, of: tuple[str, ...]) -> Said:
    """Return wards that share a place: up to two of them, else the first and how many there are.

    ``of`` are the observations that are counted.
    """
    if len(codes) <= 2:
        return wards(*codes)
    return and_more(codes, study, of)


def compared(codes: Sequence[str], study: Study, of: tuple[str, ...]) -> Said:
    """Return which wards were compared: by name, or of many how many.

    ``of`` are the observations that are counted.
    """
    if len(codes) <= FEW:
        return wards(*codes)
    return text("phrase.so_many", count=Number(len(codes), "", of, "count"))


def and_more(codes: Sequence[str], study: Study, of: tuple[str, ...]) -> Text:
    """Return the first of several wards, and how many there are."""
    return text(
        "phrase.first_of",
        first=wards(codes[0]),
        all=Number(len(codes), "", of, "count"),
        others=Number(len(codes) - 1, "", of, "count"),
    )


def what_reverses(rows: pd.DataFrame, *, of_two: bool | None = None) -> Said:
    """Say which single count less or more reverses which order of the wards of ``rows``; nothing where no single one does.

    ``of_two`` says whether the two are all that are named beside it, so that the other one need not be.
    """
    of_two = rows["ward"].nunique() == 2 if of_two is None else of_two
    told = []
    for one in order_changes(rows):
        name = "level" if one.level else "other_order"
        result = (
            text(f"phrase.reverses.{name}") if of_two else text(f"phrase.reverses.{name}_with", other=wards(one.other))
        )
        told.append(text(f"phrase.reverses.{one.step}", ward=wards(one.ward), result=result))
    return Listed(tuple(told)) if told else ""


def with_figure(rows: pd.DataFrame, value: float, study: Study) -> Text:
    """Name the ward whose ``value`` this is among published ``rows``, or the first of several, and the figure."""
    same = rows[rows["value"] == value].drop_duplicates("ward")
    codes, of = list(same["ward"]), ids(same)
    who = wards(codes[0]) if len(codes) == 1 else and_more(codes, study, of)
    return text("phrase.with_figure", ward=who, figure=Number(value, str(same["unit"].iloc[0]), of))


def date_of(source: str, study: Study) -> Said:
    """Say how a document is dated; of one that prints no date, that it does not, and since when it can be."""
    document = documents_of(study)[source]
    if document.is_printed("published"):
        return Date(document.published_stated)
    return text("phrase.undated", date=Date(document.not_before))
