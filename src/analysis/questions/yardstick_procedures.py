"""How many of the same list of procedures has each ward put online?

Draws a bar for each ward and list, with the counts behind it. Sources: the reference series of one publisher.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, NamedTuple

import pandas as pd

from analysis.data.frames import in_order_of
from analysis.data.ids import ids
from analysis.data.rows import typed
from analysis.data.schema import Column, Observation
from analysis.data.study import Study, reference
from analysis.drawing.page import Ink, KpiFigure
from analysis.questions import _shares
from analysis.questions._question import Claim, Question, few, public
from analysis.words.say import Listed, Name, Number, Said, Span, Text, text, wards


@dataclass(frozen=True, slots=True)
class PlottedShare(Observation):
    """A share of a list of procedures that is online, with the counts behind it."""

    done: Annotated[int | None, Column("number behind the share that is counted, in count_unit; missing without")]
    count_unit: Annotated[str, Column("unit of done and total")]
    total: Annotated[int | None, Column("number that it is a share of, in count_unit; missing without")]
    origin: Annotated[str, Column("reference, or absent (a ward that the series leaves out)")]


@dataclass(frozen=True, slots=True)
class Counts:
    """The two numbers behind a share; None where only the share is published."""

    done: float | None
    total: float | None
    count_unit: str


def table(study: Study) -> pd.DataFrame:
    """Return the shares of procedures online that one publisher measures alike in every ward.

    Returns
    -------
    DataFrame
        Columns of ``observations.csv``, ``origin``, and the counts behind a share where they are published: ``done``,
        ``total`` and their unit ``count_unit``. A ward that the yardstick leaves out has one empty row.
    """
    everything, book = reference(study), study.tables.concepts.set_index("concept")
    shares = everything[everything["concept"].isin(book.index[book["question"] == "yardstick_procedures"])]
    shares = _shares.with_counts(shares, study)
    shares = shares.sort_values("total", key=lambda totals: totals.isna(), kind="stable")
    return _shares.complete(shares, study)


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim who is highest and lowest by each yardstick where one procedure does not decide that, and how denominators differ."""
    return [
        *_shares.leading(rows, study),
        *_one_procedure(rows),
        *_denominators(rows, study),
        *_shares.beside_leaders(rows, study),
    ]


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a bar for each ward and yardstick, with the counts behind each share where they are published."""
    return _shares.figure(QUESTION, rows, study, ink, lambda given: [_counts(one) for one in typed(given, Counts)])


def _one_procedure(rows: pd.DataFrame) -> Iterator[Claim]:
    """Claim what one procedure more or less would change at the top, where it would."""
    for concept, of_concept in rows.dropna(subset="value").groupby("concept", sort=False):
        close = _shares.within_one(of_concept)
        if close.empty:
            continue
        top, other = close.iloc[:1], close.iloc[1:2]
        first, second, of = _Part.of(top), _Part.of(other), ids(pd.concat([top, other]))
        is_less = first.share(-1) <= second.share()
        said = [_with_less(first, second, of) if is_less else _with_more(first, second, of)]
        if is_less and first.share() > second.share(1) and _as_printed(second.share(1), first, second) == first.printed:
            said.append(_with_more(first, second, of, level_at=Number(first.printed, "percent", ids(top))))
        for key, numbers in said:
            told = text(f"yardstick_procedures.{key}", concept=Name("concept", (str(concept),)), **numbers)
            yield Claim("gap", told, ids(of_concept), among=tuple(of_concept["ward"]))


def _with_less(first: _Part, second: _Part, of: tuple[str, ...]) -> tuple[str, dict[str, Said]]:
    """Return a key and what fills it of the highest ward with one procedure less."""
    relation = "level" if first.share(-1) == second.share() else "below"
    fewer: dict[str, Said] = {"fewer": Number(first.done - 1, "", of, "derived"), "relation": _relation(relation)}
    return "one_less", fewer | _both(first, second, (first.share(-1), second.share()), of)


def _with_more(
    first: _Part, second: _Part, of: tuple[str, ...], *, level_at: Number | None = None
) -> tuple[str, dict[str, Said]]:
    """Return a key and what fills it of the second with one procedure more; ``level_at`` as the table rounds both, if it does."""
    more: dict[str, Said] = {"more": Number(second.done + 1, "", of, "derived")}
    more |= _both(first, second, (first.share(), second.share(1)), of)
    if level_at is not None:
        return "one_more_as_printed", more | {"figure": level_at}
    relation = "level" if first.share() == second.share(1) else "above"
    return "one_more", more | {"relation": _relation(relation)}


def _relation(name: str) -> Text:
    return text(f"yardstick_procedures.{name}")


def _both(first: _Part, second: _Part, shares: tuple[float, float], of: tuple[str, ...]) -> dict[str, Said]:
    """Return the two wards, their counts, and the shares that they would have."""
    return {
        "ward": wards(first.ward),
        "done": Number(first.done),
        "total": Number(first.total),
        "share": Number(shares[0], "percent", of, "derived"),
        "other": wards(second.ward),
        "other_done": Number(second.done),
        "other_total": Number(second.total),
        "other_share": Number(shares[1], "percent", of, "derived"),
    }


def _as_printed(share: float, *beside: _Part) -> float:
    """Return a share with as many decimals as those ``beside`` it are printed with: of other wards nothing is asked."""
    return round(share, max(len(f"{one.printed:g}".partition(".")[2]) for one in beside))


class _Part(NamedTuple):
    """How many of how many procedures a ward has online."""

    ward: str
    done: float
    total: float
    printed: float

    @classmethod
    def of(cls, row: pd.DataFrame) -> _Part:
        """Return the counts and the printed share of the one row of ``row``."""
        return cls(str(row["ward"].iloc[0]), *(float(row[name].iloc[0]) for name in ("done", "total", "value")))

    def share(self, more: int = 0) -> float:
        """Return the share in percent, to a decimal, with so many procedures more."""
        return round(100 * (self.done + more) / self.total, 1)


def _denominators(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how the denominators of the wards differ, if they do."""
    totals = rows.dropna(subset="total")
    if totals["total"].nunique() < 2:
        return []
    unit, concept = str(totals["count_unit"].iloc[0]), str(totals["concept"].iloc[0])
    counted = in_order_of(_observed(totals, study), "ward", study.wards)
    of = ids(counted)
    totals_told: Said
    if few(counted):
        totals_told = Listed(tuple(_shares.with_figure(counted.iloc[[place]]) for place in range(len(counted))))
    else:
        ends = [Number(float(end), unit, ids(counted[counted["value"] == end]))
                for end in (totals["total"].min(), totals["total"].max())]  # fmt: skip
        totals_told = Span(*ends)
    said = text("yardstick_procedures.denominator", concept=Name("concept", (concept,)), totals=totals_told)
    return [Claim("denominator", said, of, among=tuple(dict.fromkeys(totals["ward"])))]


def _observed(totals: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the observations of the numbers that the shares are of."""
    book, everything = study.tables.concepts.set_index("concept"), reference(study)
    wanted = set(zip(totals["ward"], totals["concept"].map(book["total"]), strict=True))
    held = [key in wanted for key in zip(everything["ward"], everything["concept"], strict=True)]
    return everything[held]


def _counts(share: Counts) -> Text | None:
    """Say the count behind a share, 19手続中13."""
    if share.total is None or share.done is None:
        return None
    return text("yardstick_procedures.counts", total=Number(share.total, share.count_unit), done=Number(share.done))


QUESTION = Question("yardstick_procedures", table, claims, figure, PlottedShare, doc=__doc__)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


yardstick_procedures = public(QUESTION)
