"""Recomputes what documents state about themselves: evaluations, counts, totals, rates, figures printed twice.

A disagreement is listed with its reason and never mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from typing import Any

import pandas as pd

from analysis.data.asked import rows_asked
from analysis.data.border import handed
from analysis.data.folding import fold
from analysis.data.frames import joined_ids
from analysis.data.ids import ids, judged_observations
from analysis.data.load import Names, Root
from analysis.data.locators import parse_places
from analysis.data.rows import typed
from analysis.data.schema import LOCATOR_SEPARATOR, NOTE_SEPARATOR, YearlyFigure
from analysis.data.study import Study
from analysis.sources.grammar import MISSING_MARKS, format_value
from analysis.sources.model import RawTable, Row
from analysis.sources.raw import load_raw, row_at
from analysis.sources.texts import ISSUED, POPULATION, RATE
from analysis.words.labels import LANGUAGES
from analysis.words.say import Listed, Name, Quoted, Said, Year, say, text

CONSISTENCY_COLUMNS = [
    "observation",
    "source",
    "check",
    "subject_ja",
    "subject_en",
    "stated",
    "recomputed",
    "agrees",
    "reason_ja",
    "reason_en",
    "locator",
]
CHECKS = ("evaluation", "count", "total", "share", "difference", "stated_twice")

ACHIEVED, MISSED = "達成", "未達成"
"""The two evaluations, as documents print them."""

_COUNTS = ("plan_indicators", "plan_indicators_achieved", "plan_indicators_missed")
_ACHIEVEMENT_RATE = "plan_achievement_rate"
_YEARLY_AND_CUMULATIVE = (("online_procedures_added", "online_procedures_cumulative"),)
_STATED_TWICE = ("baseline", "actual", "estimate")
_MORE, _LESS = ("増加", "充実"), ("減少",)


@dataclass(frozen=True)
class Finding:
    """One thing that a document states and that can be recomputed; ``agrees`` is None where it cannot."""

    source: str
    check: str
    subject: tuple[Said, ...]
    stated: str
    recomputed: str
    agrees: bool | None
    reason: tuple[Said, ...]
    locator: str

    def record(self, study: Study) -> dict[str, Any]:
        """Return it as a row of the table, said in both languages."""
        values: dict[str, Any] = dict(vars(self))
        for names in (study.in_language(lang).names for lang in LANGUAGES):
            values[f"subject_{names.lang}"] = " ".join(say(part, names) for part in self.subject)
            values[f"reason_{names.lang}"] = names.sentences(say(part, names) for part in self.reason)
        return values


@dataclass(frozen=True, slots=True)
class _Figure(YearlyFigure):
    """One observation that is a figure."""

    value: float


def consistency(
    *, ward: Names = None, names: bool = False, detail: bool = False, lang: str | None = None, root: Root = None
) -> pd.DataFrame:
    """Recompute what documents state about themselves.

    Needs data/raw, so a checkout: a wheel has none.

    Parameters
    ----------
    ward : str or iterable of str, optional
        Keep only what the documents of these state, by code, slug or name.
    names, detail : bool
        Also subject and reason in one language, and what ``check`` means, in ``check_name``; also where each statement stands.
    lang : str, optional
        ``ja`` or ``en``, of these.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        One row per statement of a document.

        ===========  =======  ============================================================================================
        column       type     meaning
        ===========  =======  ============================================================================================
        observation  str      id of the figure that is stated or, of an evaluation, judged; several separated by spaces
        source       str      id of the document
        check        str      what is recomputed, see below
        subject_ja   str      what the statement is about, in Japanese
        subject_en   str      the same in English
        stated       str      what the document states, as printed or in the unit of the figure
        recomputed   str      the same, recomputed; missing where that cannot be done
        agrees       boolean  whether both are alike; missing where nothing can be recomputed
        reason_ja    str      how it was recomputed, or why not, in Japanese
        reason_en    str      the same in English
        locator      str      with detail=True: where the statement stands
        ===========  =======  ============================================================================================

        ``check`` is

        - ``evaluation``: a ward's judgement of one indicator, from baseline, target and result by its own rule (the
          same number or more; at most the target where less is better; more or less than the baseline where the target
          is such a word; stages of an action in their order);
        - ``count`` and ``total``: how many indicators there are, are achieved and are not;
        - ``share``: a rate, from the numbers that it is a rate of;
        - ``difference``: a yearly figure, from cumulative ones;
        - ``stated_twice``: one figure that one document states as two kinds (``recomputed`` is the other statement).

    Raises
    ------
    UnknownName
        If there is no such ward.
    WardKpiError
        Where data/raw is not there.

    Examples
    --------
    >>> import analysis
    >>> bool((analysis.consistency()["agrees"] == False).any())
    True
    """
    study = Study.of(root, lang)
    return handed(rows_asked(consistency_of(study), study, ward=ward), study, names=names, detail=detail)


def consistency_of(study: Study) -> pd.DataFrame:
    """Return :func:`consistency` of a study."""
    statements = _Statements(study)
    findings = [
        *statements.evaluations(),
        *statements.counts(),
        *statements.totals(),
        *statements.shares(),
        *statements.ministry_rates(),
        *statements.differences(),
        *statements.stated_twice(),
    ]
    named = study.once(_observations_by_place)
    stated = [{"observation": _observations_at(one.locator, named)} for one in findings]
    records = [finding.record(study) | of for finding, of in zip(findings, stated, strict=True)]
    return pd.DataFrame(records, columns=CONSISTENCY_COLUMNS).astype({"agrees": "boolean"})


def _observations_by_place(study: Study) -> dict[str, list[str]]:
    """Return the ids of what stands at each place: figures, and of a ward's own judgement the result that it judges."""
    rows, judged = study.tables.observations, study.tables.evaluations
    named = [*zip(rows["locator"], ids(rows), strict=True)]
    named += zip(judged["locator"], judged_observations(judged, study), strict=True)
    found: dict[str, list[str]] = {}
    for place, name in named:
        found.setdefault(place, []).append(name)
    return found


def _observations_at(locator: str, named: dict[str, list[str]]) -> str:
    """Return the ids of the observations of a statement, separated by spaces; one that is printed twice stands at two places."""
    if locator in named:
        return joined_ids(pd.Series(named[locator]))
    parts = locator.split(LOCATOR_SEPARATOR)
    for cut in range(1, len(parts)):
        ends = [LOCATOR_SEPARATOR.join(part) for part in (parts[:cut], parts[cut:])]
        if all(end in named for end in ends):
            return joined_ids(pd.Series([name for end in ends for name in named[end]]))
    return ""


def _reason(name: str, **details: Said) -> Said:
    return text(f"audit.reason.{name}", **details)


def _in_order(stages: Sequence[Said]) -> Said:
    """Return stages, each before the next."""
    return reduce(lambda first, then: text("audit.before", first=first, then=then), stages)


@dataclass(frozen=True)
class _Quantity:
    """One figure of an evaluated row: its number or its words."""

    value: float | None
    words: str


@dataclass(frozen=True)
class _Judged:
    """One printed row with an evaluation: the raw rows that read it and where it stands."""

    table: RawTable
    group: str
    rows: tuple[Row, ...]
    evaluation: str

    @property
    def locator(self) -> str:
        """Place of the evaluation."""
        header = next(column.header for column in self.table.columns if column.role == "evaluation")
        first = self.rows[0]
        return f"{self.table.source}/{self.table.file}:{first.number}[{header}] @ {first.locator.text}"


class _Statements:
    """What documents state: the raw tables, the observations read from them and what is measured."""

    def __init__(self, study: Study) -> None:
        self.raw, self.observations = load_raw(study.root), study.published
        self.english = study.in_language("en").names
        indicators = study.tables.indicators
        self.direction = dict(zip(indicators["indicator"], indicators["direction"], strict=True))
        self.by_place = {
            (place.source, place.table, place.row, place.column): printed
            for printed in typed(self.observations, YearlyFigure)
            for place in parse_places(printed.locator)
        }

    def _judged(self) -> Iterator[_Judged]:
        """Yield the printed rows that bear an evaluation; rows that read parts of one printed row are together."""
        for source in self.raw.sources:
            for table in source.tables:
                roles = {column.role: column.header for column in table.columns}
                if "evaluation" not in roles or "observation" not in roles:
                    continue
                printed: dict[tuple[str, ...], list[Row]] = {}
                for row in table.rows:
                    group = row.cells[roles["group"]] if "group" in roles else ""
                    printed.setdefault((group, row.label, row.locator.text), []).append(row)
                for (group, *_), rows in printed.items():
                    yield _Judged(table, group, tuple(rows), fold(rows[0].cells[roles["evaluation"]]))

    def evaluations(self) -> Iterator[Finding]:
        """Yield every evaluation with what the ward's rule gives."""
        for judged in self._judged():
            outcomes = [self._met(judged.table, row) for row in judged.rows]
            met = None if None in [one for one, _ in outcomes] else all(one for one, _ in outcomes)
            recomputed = "" if met is None else ACHIEVED if met else MISSED
            reasons = [reason for _, reason in outcomes]
            reasons = [reason for place, reason in enumerate(reasons) if reason not in reasons[:place]]
            reasons += [_reason("parts")] if len(judged.rows) > 1 else []
            names = " / ".join(self.english.indicator(row.indicator) for row in judged.rows)
            yield Finding(
                source=judged.table.source,
                check="evaluation",
                subject=(text("audit.evaluated", label=judged.rows[0].label, names=names),),
                stated=judged.evaluation,
                recomputed=recomputed,
                agrees=None if met is None else recomputed == judged.evaluation,
                reason=tuple(reasons),
                locator=judged.locator,
            )

    def _met(self, table: RawTable, row: Row) -> tuple[bool | None, Said]:
        """Return whether the result meets the target by the ward's rule, and how that was told."""
        target, result, baseline = (
            self._quantity(table, row, kinds) for kinds in (["target"], ["actual", "estimate"], ["baseline"])
        )
        stages = self.raw.codebook.stages
        if target is None or result is None:
            return None, _reason("no_rule")
        if target.value is not None and result.value is not None:
            if self.direction[row.indicator] == "lower":
                met = result.value <= target.value
                return met, _reason("lower" if met else "lower_unmet")
            return result.value >= target.value, _reason("figures")
        if target.words in stages and result.words in stages:
            return stages.index(result.words) >= stages.index(target.words), _reason(
                "stages", stages=_in_order([Quoted(one, "actual") for one in stages])
            )
        if target.words in (*_MORE, *_LESS):
            return self._moved(target.words, result, baseline)
        return None, _reason("no_rule")

    def _moved(self, word: str, result: _Quantity, baseline: _Quantity | None) -> tuple[bool | None, Said]:
        """Judge a target that only says which way to go."""
        if result.value is not None and baseline is not None and baseline.value is not None:
            change = result.value - baseline.value
            return (change < 0 if word in _LESS else change > 0), _reason("more", target=Quoted(word, "target"))
        return (True, _reason("word")) if result.words == word else (None, _reason("no_rule"))

    def _quantity(self, table: RawTable, row: Row, kinds: Iterable[str]) -> _Quantity | None:
        """Return the row's figure of one of ``kinds``."""
        for column in table.columns:
            printed = self.by_place.get((table.source, table.file, row.number, column.header))
            if printed is not None and printed.kind in kinds:
                words = fold(printed.text)
                return _Quantity(printed.value, "" if set(words) <= MISSING_MARKS else words)
        return None

    def counts(self) -> Iterator[Finding]:
        """Yield the counts by policy, recounted from the evaluations that are printed under each."""
        judged = list(self._judged())
        for figure in self._of_concepts(_COUNTS):
            number = self._policy(figure)
            under = [one for one in judged if one.table.source == figure.source and _policy_number(one.group) == number]
            if number is None or not under:
                continue
            wanted = {"plan_indicators_achieved": [ACHIEVED], "plan_indicators_missed": [MISSED]}
            evaluations = wanted.get(figure.concept, [ACHIEVED, MISSED])
            count = sum(one.evaluation in evaluations for one in under)
            yield self._number("count", figure, count, _reason("rows"))

    def totals(self) -> Iterator[Finding]:
        """Yield the totals and the rate of the plan, and how many indicators there are, with how many are listed again."""
        figures = list(self._of_concepts(_COUNTS))
        totals = {}
        for figure in figures:
            parts = [one for one in figures if (one.source, one.concept) == (figure.source, figure.concept)]
            if self._policy(figure) is None and len(parts) > 1:
                totals[figure.source, figure.concept] = figure
                added = sum(int(one.value) for one in parts if one is not figure)
                yield self._number("total", figure, added, _reason("sum"))
        for rate in self._of_concepts([_ACHIEVEMENT_RATE]):
            achieved, of = (totals.get((rate.source, concept)) for concept in (_COUNTS[1], _COUNTS[0]))
            if achieved and of:
                yield self._share(rate, achieved.value, of.value)
                yield from self._counted_once(of)

    def _policy(self, figure: _Figure) -> int | None:
        """Return the number of the policy in whose row a figure stands; a total has none."""
        return _policy_number(row_at(parse_places(figure.locator)[0], self.raw)[1].label)

    def _counted_once(self, total: _Figure) -> Iterator[Finding]:
        judged = [one for one in self._judged() if one.table.source == total.source]
        indicators = [tuple(row.indicator for row in one.rows) for one in judged]
        distinct = {names: one for names, one in zip(indicators, judged, strict=True)}
        doubled = [names[0] for names in distinct if indicators.count(names) > 1]
        if doubled:
            achieved = sum(one.evaluation == ACHIEVED for one in distinct.values())
            rate = format_value(_rounded(100 * achieved / len(distinct), 1))
            names = Listed(tuple(Name("indicator", (one,)) for one in doubled))
            different = str(len(distinct))
            yield self._number(
                "total", total, len(judged), _reason("distinct", names=names, different=different, rate=rate)
            )

    def shares(self) -> Iterator[Finding]:
        """Yield the rates whose two numbers the same document gives."""
        shares = [(one.id, one.done, one.total) for one in self.raw.codebook.concepts.values() if one.total]
        for rate, part, whole in shares:
            numbers = {
                (one.source, one.ward, one.concept, one.fiscal_year): one.value
                for one in self._of_concepts([part, whole])
            }
            for figure in self._of_concepts([rate]):
                keys = [(figure.source, figure.ward, concept, figure.fiscal_year) for concept in (part, whole)]
                if all(key in numbers for key in keys):
                    yield self._share(figure, *(numbers[key] for key in keys))

    def ministry_rates(self) -> Iterator[Finding]:
        """Yield the ministry's rates, from cards and population of the same line; sums of our own are left out."""
        for source in self.raw.sources:
            for table in source.tables:
                headers = {fold(column.header): column.header for column in table.columns}
                if not {POPULATION, ISSUED, RATE} <= set(headers):
                    continue
                for row in table.rows:
                    rate = self.by_place.get((source.id, table.file, row.number, headers[RATE]))
                    if rate is not None and row.locator.first is not None:
                        yield self._share(rate, *(float(row.cells[headers[name]]) for name in (ISSUED, POPULATION)))

    def differences(self) -> Iterator[Finding]:
        """Yield yearly figures, from the cumulative ones of two years."""
        for yearly, cumulative in _YEARLY_AND_CUMULATIVE:
            sums = {
                (one.source, one.ward, one.kind, one.fiscal_year): one.value for one in self._of_concepts([cumulative])
            }
            for figure in self._of_concepts([yearly]):
                key = (figure.source, figure.ward, figure.kind)
                now, before = (sums.get((*key, figure.fiscal_year - back)) for back in (0, 1))
                if now is not None and before is not None:
                    yield self._number("difference", figure, now - before, _reason("difference"))
                elif now is not None:
                    implied = format_value(Decimal(str(now - figure.value)))
                    yield self._number("difference", figure, None, _reason("first", implied=implied))

    def stated_twice(self) -> Iterator[Finding]:
        """Yield figures that one document gives as baseline and as result of the same year."""
        rows = self.observations[self.observations["kind"].isin(_STATED_TWICE) & self.observations["value"].notna()]
        for _, group in rows.groupby(["source", "indicator", "fiscal_year"], sort=True):
            if group["kind"].nunique() > 1:
                first, other = sorted(typed(group, _Figure), key=lambda one: _STATED_TWICE.index(one.kind))[:2]
                finding = self._number("stated_twice", first, other.value, *_why_twice(first, other))
                yield replace(finding, locator=f"{first.locator}{LOCATOR_SEPARATOR}{other.locator}")

    def _of_concepts(self, concepts: Iterable[str]) -> Iterator[_Figure]:
        rows = self.observations[self.observations["concept"].isin(list(concepts)) & self.observations["value"].notna()]
        yield from typed(rows, _Figure)

    def _share(self, rate: YearlyFigure, part: float, whole: float) -> Finding:
        decimals = max(0, -int(Decimal(re.sub(r"[^\d.]", "", fold(rate.text))).as_tuple().exponent))
        share = _rounded(100 * part / whole, decimals)
        numbers = {"part": format(int(part), ","), "whole": format(int(whole), ",")}
        return self._number("share", rate, float(share), _reason("share", **numbers))

    def _number(self, check: str, printed: YearlyFigure, value: float | None, *reason: Said) -> Finding:
        """Return a finding about one published number."""
        stated = format_value(Decimal(str(printed.value)))
        recomputed = "" if value is None else format_value(Decimal(str(value)))
        when = (f"({printed.as_of})",) if printed.as_of else ()
        return Finding(
            source=printed.source,
            check=check,
            subject=(Name("indicator", (printed.indicator,)), Year(printed.fiscal_year, short=False), *when),
            stated=stated,
            recomputed=recomputed,
            agrees=None if value is None else recomputed == stated,
            reason=reason,
            locator=printed.locator,
        )


def _why_twice(first: _Figure, other: _Figure) -> Iterator[Said]:
    """Yield that a figure is stated twice and, where the two differ, what footnotes say of it."""
    yield _reason("twice", one=Name("kind", (first.kind,)), other=Name("kind", (other.kind,)))
    if first.value != other.value:
        notes = [note for one in (first, other) for note in one.note.split(NOTE_SEPARATOR) if note]
        yield from (Name("note", (note,)) for note in dict.fromkeys(notes))
        yield _reason("unexplained")


def _policy_number(label: str) -> int | None:
    """Return the number that a policy's name begins with; a total has none."""
    match = re.match(r"(\d+)\.", fold(label))
    return int(match[1]) if match else None


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
