"""What the questions about shares have in common that one publisher measures alike in every ward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_

import pandas as pd

from analysis.data.coverage import with_every_ward
from analysis.data.ids import ids
from analysis.data.kinds import REFERENCE
from analysis.data.marks import ward_styles
from analysis.data.national import national
from analysis.data.national_files import has_national
from analysis.data.rows import typed
from analysis.data.study import Study, reference
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.share_bars import Bar, Layout, Measure, layout, share_bars
from analysis.measures.rankings import order_changes
from analysis.questions._phrases import compared, first_of, further, measured_as, what_reverses, when
from analysis.questions._question import Claim, Question, count, few
from analysis.words.errors import NoFigureData
from analysis.words.say import Listed, Number, Said, Text, say, text, wards
from analysis.words.wording import number, percent

NOTHING = Text("mark.not_published", {})


@dataclass(frozen=True, slots=True)
class Share:
    """A share in percent; None where the source has no figure for the ward."""

    ward: str
    concept: str
    value: float | None
    unit: str


def complete(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return rows of a reference series concept by concept, each with every ward."""
    themes = dict(zip(rows["concept"], rows["theme"], strict=True))
    groups = [{"theme": theme, "concept": concept} for concept, theme in themes.items()]
    return with_every_ward(rows.assign(origin=REFERENCE), study, groups)


def with_counts(shares: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return shares with the two numbers behind each, ``done`` and ``total``, and their ``count_unit``; empty without."""
    everything, book = reference(study.whole), study.tables.concepts.set_index("concept")
    for part in ("done", "total"):
        counted = everything.set_index(["ward", "concept"])[["value", "unit"]]
        counted = counted[counted.index.get_level_values("concept").isin(book.loc[shares["concept"], part])]
        keys = pd.MultiIndex.from_arrays([shares["ward"], shares["concept"].map(book[part])])
        found = counted.reindex(keys)
        shares = shares.assign(**{part: found["value"].to_numpy(), "count_unit": found["unit"].fillna("").to_numpy()})
    return shares


# --- sentences ---------------------------------------------------------------------------------------------------


def leading(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim who is highest by each concept, and for which one procedure more or less would change that.

    Rows with ``done`` and ``total`` are judged by these counts, others by the share alone.
    """
    given = rows.dropna(subset="value")
    if given.empty:
        return []
    of_concepts = [of_concept for _, of_concept in given.groupby("concept", sort=False)]
    dates = [when(of_concept) for of_concept in of_concepts]
    dated = any(date != dates[0] for date in dates)
    best = [_best(of_concept, study, dated=dated) for of_concept in of_concepts]
    told, among = further(best), _among(given)
    said = text("shares.leaders", leaders=told)
    names_all = any(  # with its figure, so nobody need be named before
        one.key == "shares.reversed" and set(of_concept["ward"]) == set(among)
        for one, of_concept in zip(best, of_concepts, strict=True)
    )
    if 1 < len(among) < len(study.wards) and not names_all:
        said = text("shares.leaders_among", among=compared(among, study, ids(given)), leaders=told)
    return [Claim("leads", said, ids(given), among=among)]


def _named(rows: pd.DataFrame, study: Study, *, dated: bool) -> Said:
    """Name the concept of ``rows``, with its date where others stand beside it that are of another."""
    concept = measured_as(str(rows["concept"].iloc[0]), study)
    return text("shares.dated", concept=concept, date=when(rows)) if dated else concept


def _best(rows: pd.DataFrame, study: Study, *, dated: bool) -> Text:
    """Say who is highest by one concept, alone or together with others; nobody where one procedure decides."""
    concept = _named(rows, study, dated=dated)
    best, close = rows[rows["value"] == rows["value"].max()], within_one(rows)
    if len(close):
        if not few(rows):
            return text("shares.no_order", concept=concept, wards=first_of(tuple(close["ward"]), study, ids(close)))
        ordered = rows.sort_values("value", ascending=False, kind="stable")  # all, or the lowest would be kept quiet
        figures = Listed(tuple(_decided(ordered.iloc[[place]], close) for place in range(len(ordered))))
        reversed_by = what_reverses(close, of_two=len(ordered) == 2)
        lowest = text("shares.is_lowest", count=count(len(ordered), ids(ordered))) if len(_lowest(ordered)) == 1 else ""
        return text("shares.reversed", concept=concept, wards=figures, lowest=lowest, reversed=reversed_by)
    codes = tuple(best["ward"])
    if rows["ward"].nunique() == 1:
        return text("shares.only", concept=concept, share=with_figure(best))
    if len(codes) == rows["ward"].nunique():
        number = count(len(codes), ids(best))
        return text("shares.alike", concept=concept, count=number, share=_share(best))
    named: Said = wards(*codes) if few(rows) else first_of(codes, study, ids(best))
    number = count(rows["ward"].nunique(), ids(rows))
    return text("shares.leader", concept=concept, wards=named, share=_share(best), count=number)


def _decided(row: pd.DataFrame, close: pd.DataFrame) -> Text:
    """Say a ward and its figure; of one of those that one procedure decides between with the counts behind it."""
    said = with_figure(row)
    if row["ward"].iloc[0] not in set(close["ward"]):
        return said
    counts = {part: Number(float(row[part].iloc[0])) for part in ("done", "total")}
    return text("shares.of_counts", share=said, **counts)


def within_one(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the wards of one concept that one procedure more or less would put in another order at the top.

    Highest first, nothing where the order stands or no counts are published.
    """
    if "total" not in rows or rows["total"].isna().any() or len(rows) < 2:
        return rows.iloc[:0]
    ranked = rows.assign(exact=rows["done"] / rows["total"]).sort_values("exact", ascending=False, kind="stable")
    top = ranked.iloc[0]
    fewer, more = (top["done"] - 1) / top["total"], (ranked["done"] + 1).clip(upper=ranked["total"]) / ranked["total"]
    close = ranked[(ranked["exact"] >= fewer) | (more >= top["exact"])]
    apart = close["exact"] < top["exact"]
    return close.drop(columns="exact") if apart.any() else rows.iloc[:0]


def beside_leaders(rows: pd.DataFrame, study: Study) -> Iterator[Claim]:
    """Claim, for each concept of which the highest is named, who is lowest, and how many municipalities have its figure, too."""
    for _, of_concept in rows.dropna(subset="value").groupby("concept", sort=False):
        among, best = _among(of_concept), of_concept[of_concept["value"] == of_concept["value"].max()]
        if len(best) == len(of_concept) or len(within_one(of_concept)):
            continue
        concept = measured_as(str(of_concept["concept"].iloc[0]), study)
        lowest = _lowest(of_concept)
        if len(lowest):
            named: Said = wards(*lowest["ward"]) if few(rows) else first_of(tuple(lowest["ward"]), study, ids(lowest))
            number = count(len(among), ids(of_concept))
            said = text("shares.lowest", concept=concept, wards=named, share=_share(lowest), count=number)
            yield Claim("leads", said, ids(of_concept), among=among)
        yield from _in_nation(best, concept, study)


def _lowest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest of three wards or more; nothing where one procedure more or less would end that."""
    lowest = rows[rows["value"] == rows["value"].min()]
    codes = set(lowest["ward"])
    changes = order_changes(rows) if "total" in rows else []
    by_one = any({one.ward, one.other} & codes and not {one.ward, one.other} <= codes for one in changes)
    return rows.iloc[:0] if by_one or len(rows) < 3 else lowest


def _in_nation(best: pd.DataFrame, concept: Said, study: Study) -> Iterator[Claim]:
    """Claim how many municipalities have the figure of the highest ward, too, where none of the national table has a higher one."""
    if not has_national(study):
        return
    everyone, first = study.once(national), best.iloc[0]
    same_table = [everyone[name] == first[name] for name in ("concept", "source", "as_of")]
    figures = everyone.loc[reduce(and_, same_table), "value"].dropna()
    same, of = int((figures == first["value"]).sum()), ids(best)
    if figures.max() > first["value"] or same <= len(best):
        return
    part = Number(same / len(figures), "share", of, "derived")
    named: Said = wards(*best["ward"]) if few(best) else first_of(tuple(best["ward"]), study, of)
    numbers: dict[str, Said] = {"same": count(same, of), "all": count(len(figures), of), "part": part}
    said = text("shares.in_nation", concept=concept, wards=named, share=_share(best), **numbers)
    yield Claim("count", said, of, "study", _among(best))


def with_figure(row: pd.DataFrame) -> Text:
    """Say a ward and its figure, of a single row."""
    return text("phrase.with_figure", ward=wards(str(row["ward"].iloc[0])), figure=_share(row))


def _share(rows: pd.DataFrame) -> Number:
    return Number(float(rows["value"].iloc[0]), str(rows["unit"].iloc[0]), ids(rows))


def _among(rows: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rows["ward"]))


# --- chart -------------------------------------------------------------------------------------------------------


def figure(
    question: Question, rows: pd.DataFrame, study: Study, ink: Ink, detail: Callable[[pd.DataFrame], list[Text | None]]
) -> KpiFigure:
    """Draw one bar for each ward and concept, from 0% to 100%; numbers in a table where the concepts are too many.

    ``detail`` gives, for each row, what stands behind the share in its label.
    """
    if rows["value"].isna().all():
        raise NoFigureData(question.name)
    names, looks = study.names, ward_styles(study, mono=ink.mono)
    shares = list(typed(rows, Share))
    behind = [say(one, names) if one else "" for one in detail(rows)]
    nothing = say(NOTHING, names)
    labels = [nothing if one.value is None else percent(one.value / 100) + more
              for one, more in zip(shares, behind, strict=True)]  # fmt: skip
    bars: dict[str, list[Bar]] = {}
    for one, label in zip(shares, labels, strict=True):
        shown = (None, "") if one.value is None else (one.value / 100, number(one.value))
        bars.setdefault(one.concept, []).append(Bar(looks[one.ward], shown[0], label, shown[1]))
    measures = [Measure(say(measured_as(concept, study), names), of_concept) for concept, of_concept in bars.items()]
    chosen = layout(measures, few=few(rows))
    info = question.info(
        rows,
        study,
        ink,
        claims=question.claims(rows, study),
        kind=say(_kind(question.name, rows, chosen), names),
        details=[f"{names.ward(one.ward)} {say(measured_as(one.concept, study), names)} {label}"
                 for one, label in zip(shares, labels, strict=True)],
    )  # fmt: skip
    with style.look():
        return share_bars(info, measures, chosen, nothing)


def _kind(question: str, rows: pd.DataFrame, chosen: Layout) -> Text:
    """Say what is drawn, of which kind and date, and what else is to be said of marks where there are many wards."""
    kinds = tuple(text(f"labels.kind.{kind}") for kind in dict.fromkeys(rows["kind"]) if kind)
    more: str | Text = ""
    if chosen == "numbers":
        more = text("shares.in_percent")
    elif chosen == "columns" and rows["value"].isna().any():
        more = text("shares.not_in_source")
    return text(f"{question}.kind", kinds=Listed(kinds, together=True), date=when(rows), more=more)
