"""Recomputes what documents state about themselves: evaluations, counts, totals, rates, figures printed twice.

A disagreement is listed with its reason and never mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from analysis.data.load import Root, load_indicators, load_notes, load_observations
from analysis.data.locators import parse_places
from analysis.data.paths import find_root
from analysis.data.schema import LOCATOR_SEPARATOR, NOTE_SEPARATOR
from analysis.sources.grammar import MISSING_MARKS, fold, format_value
from analysis.sources.model import RawData, RawTable, Row
from analysis.sources.raw import load_raw, row_at
from analysis.sources.texts import ISSUED, POPULATION, RATE
from analysis.words.era import format_fiscal_year
from analysis.words.labels import KINDS

CONSISTENCY_COLUMNS = [
    "source",
    "check",
    "subject_ja",
    "subject_en",
    "published",
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
_SHARES = (("online_procedures_32_ratio", "online_procedures_32_done", "online_procedures_32_total"),)
_STATED_TWICE = ("baseline", "actual", "estimate")
_MORE, _LESS = ("増加", "充実"), ("減少",)

_REASONS = {
    "figures": ("目標値と結果の値を比べた。", "Result against target."),
    "lower": (
        "少ないほどよい指標なので、目標値以下を達成とした。",
        "Less is better, so at most the target counts as achieved.",
    ),
    "lower_unmet": (
        "少ないほどよい指標なので、目標値以下を達成とした。「同数以上」を字義どおりに読むと達成になってしまう。",
        "Less is better, so at most the target counts as achieved; 'same number or more', taken literally, would let it pass.",
    ),
    "stages": ("取組の段階（{stages}）の順で比べた。", "By the order of the stages ({stages})."),
    "more": (
        "目標は「{target}」。結果を計画策定時の値と比べた。",
        "The target is '{target}': result against baseline.",
    ),
    "word": (
        "目標も結果も言葉だけで、もとの値は公表されていない。同じ言葉であることしか確かめられない。",
        "Target and result are words only and the figures behind them are not published: all that can be checked is that "
        "the words are the same.",
    ),
    "parts": (
        "一つの欄に二つの値があり、両方が目標に届くことを達成とした。",
        "The cell holds two figures; both must meet their targets.",
    ),
    "no_rule": ("結果と目標を比べる規則がない。", "No rule compares this result with this target."),
    "rows": ("別紙の評価を施策ごとに数えた。", "Evaluations of the annex, counted by policy."),
    "sum": ("施策ごとの数を合計した。", "Sum of the counts by policy."),
    "distinct": (
        "{names}が複数の施策で数えられている。一度だけ数えると達成率は{rate}%。",
        "{names} is counted under more than one policy; counted once, the share achieved is {rate}%.",
    ),
    "share": ("{part} ÷ {whole}", "{part} / {whole}"),
    "difference": ("前年度との累計の差。", "Difference between the cumulative figures of two years."),
    "first": (
        "前年度の累計が公表されていないため計算できない（この値から逆算すると{implied}）。",
        "The cumulative figure of the year before is not published (this figure implies {implied}).",
    ),
    "twice": ("同じ資料・同じ年度の{one}と{other}。", "One document's {one} and {other} of the same year."),
    "unexplained": ("違いの理由は資料に示されていない。", "The document does not say why they differ."),
}


@dataclass(frozen=True)
class Finding:
    """One thing that a document states and that can be recomputed; ``agrees`` is None where it cannot."""

    source: str
    check: str
    subject: tuple[str, str]
    published: str
    recomputed: str
    agrees: bool | None
    reason: tuple[str, str]
    locator: str

    def record(self) -> dict[str, Any]:
        """Return it as a row of the table."""
        values = (self.source, self.check, *self.subject, self.published, self.recomputed, self.agrees)
        return dict(zip(CONSISTENCY_COLUMNS, (*values, *self.reason, self.locator), strict=True))


def consistency(*, root: Root = None) -> pd.DataFrame:
    """Recompute what documents state about themselves.

    Parameters
    ----------
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        Columns of :data:`CONSISTENCY_COLUMNS`. ``check`` is

        - ``evaluation``: a ward's judgement of one indicator, from baseline, target and result by its own rule (the
          same number or more; at most the target where less is better; more or less than the baseline where the target
          is such a word; stages of an action in their order);
        - ``count`` and ``total``: how many indicators there are, are achieved and are not;
        - ``share``: a rate, from the numbers that it is a rate of;
        - ``difference``: a yearly figure, from cumulative ones;
        - ``stated_twice``: one figure that one document states as two kinds (``recomputed`` is the other statement).

        ``published`` and ``recomputed`` are as printed or in the unit of the figure; ``agrees`` is missing where
        nothing can be recomputed. ``reason_ja`` and ``reason_en`` say how, or why not.
    """
    raw = load_raw(find_root(root))
    book = _Book(raw, load_observations(vintage="all", root=root), load_indicators(root), load_notes(root))
    findings = [
        *book.evaluations(),
        *book.counts(),
        *book.totals(),
        *book.shares(),
        *book.ministry_rates(),
        *book.differences(),
        *book.stated_twice(),
    ]
    table = pd.DataFrame([finding.record() for finding in findings], columns=CONSISTENCY_COLUMNS)
    return table.astype({"agrees": "boolean"})


def _reason(name: str, **details: object) -> tuple[str, str]:
    japanese, english = _REASONS[name]
    return japanese.format(**details), english.format(**details)


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


class _Book:
    """The raw tables, the observations read from them and what is measured."""

    def __init__(self, raw: RawData, observations: pd.DataFrame, indicators: pd.DataFrame, notes: pd.DataFrame) -> None:
        self.raw, self.observations = raw, observations
        self.notes = notes.set_index("note")["note_en"]
        self.indicators = indicators.set_index("indicator")
        records = observations.to_dict("records")
        self.by_place = {
            (place.source, place.table, place.row, place.column): record
            for record in records
            for place in parse_places(record["locator"])
        }

    def _name(self, indicator: str) -> tuple[str, str]:
        names = self.indicators.loc[indicator]
        return str(names["name_ja"]), str(names["name_en"])

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
            reasons = list(dict.fromkeys(reason for _, reason in outcomes))
            reasons += [_reason("parts")] if len(judged.rows) > 1 else []
            reason = ("".join(japanese for japanese, _ in reasons), " ".join(english for _, english in reasons))
            label = judged.rows[0].label
            subject = (label, " / ".join(self._name(row.indicator)[1] for row in judged.rows))
            agrees = None if met is None else recomputed == judged.evaluation
            yield Finding(
                judged.table.source,
                "evaluation",
                subject,
                judged.evaluation,
                recomputed,
                agrees,
                reason,
                judged.locator,
            )

    def _met(self, table: RawTable, row: Row) -> tuple[bool | None, tuple[str, str]]:
        """Return whether the result meets the target by the ward's rule, and how that was told."""
        target, result, baseline = (
            self._quantity(table, row, kinds) for kinds in (["target"], ["actual", "estimate"], ["baseline"])
        )
        stages = self.raw.codebook.stages
        if target is None or result is None:
            return None, _reason("no_rule")
        if target.value is not None and result.value is not None:
            if self.indicators.loc[row.indicator, "direction"] == "lower":
                met = result.value <= target.value
                return met, _reason("lower" if met else "lower_unmet")
            return result.value >= target.value, _reason("figures")
        if target.words in stages and result.words in stages:
            return stages.index(result.words) >= stages.index(target.words), _reason(
                "stages", stages=" < ".join(stages)
            )
        if target.words in (*_MORE, *_LESS):
            return self._moved(target.words, result, baseline)
        return None, _reason("no_rule")

    def _moved(self, word: str, result: _Quantity, baseline: _Quantity | None) -> tuple[bool | None, tuple[str, str]]:
        """Judge a target that only says which way to go."""
        if result.value is not None and baseline is not None and baseline.value is not None:
            change = result.value - baseline.value
            return (change < 0 if word in _LESS else change > 0), _reason("more", target=word)
        return (True, _reason("word")) if result.words == word else (None, _reason("no_rule"))

    def _quantity(self, table: RawTable, row: Row, kinds: Iterable[str]) -> _Quantity | None:
        """Return the row's figure of one of ``kinds``."""
        for column in table.columns:
            record = self.by_place.get((table.source, table.file, row.number, column.header))
            if record is not None and record["kind"] in kinds:
                value = None if pd.isna(record["value"]) else float(record["value"])
                return _Quantity(value, "" if set(fold(record["text"])) <= MISSING_MARKS else fold(record["text"]))
        return None

    def counts(self) -> Iterator[Finding]:
        """Yield the counts by policy, recounted from the evaluations that are printed under each."""
        judged = list(self._judged())
        for record in self._of_concepts(_COUNTS):
            place = parse_places(record["locator"])[0]
            number = _policy_number(row_at(place, self.raw)[1].label)
            under = [
                one for one in judged if one.table.source == record["source"] and _policy_number(one.group) == number
            ]
            if number is None or not under:
                continue
            wanted = {"plan_indicators_achieved": [ACHIEVED], "plan_indicators_missed": [MISSED]}
            evaluations = wanted.get(record["concept"], [ACHIEVED, MISSED])
            count = sum(one.evaluation in evaluations for one in under)
            yield self._number("count", record, count, _reason("rows"))

    def totals(self) -> Iterator[Finding]:
        """Yield the totals and the rate of the plan, and how many indicators there are if each is counted once."""
        rows = list(self._of_concepts(_COUNTS))
        totals = {}
        for record in rows:
            parts = [one for one in rows if (one["source"], one["concept"]) == (record["source"], record["concept"])]
            if _policy_number(row_at(parse_places(record["locator"])[0], self.raw)[1].label) is None and len(parts) > 1:
                totals[record["source"], record["concept"]] = record
                yield self._number(
                    "total", record, sum(int(one["value"]) for one in parts if one is not record), _reason("sum")
                )
        for record in self._of_concepts([_ACHIEVEMENT_RATE]):
            achieved, of = (totals.get((record["source"], concept)) for concept in (_COUNTS[1], _COUNTS[0]))
            if achieved and of:
                yield self._share(record, achieved["value"], of["value"])
                yield from self._counted_once(of)

    def _counted_once(self, total: dict[str, Any]) -> Iterator[Finding]:
        judged = [one for one in self._judged() if one.table.source == total["source"]]
        indicators = [tuple(row.indicator for row in one.rows) for one in judged]
        distinct = {names: one for names, one in zip(indicators, judged, strict=True)}
        doubled = [names[0] for names in distinct if indicators.count(names) > 1]
        if doubled:
            achieved = sum(one.evaluation == ACHIEVED for one in distinct.values())
            rate = format_value(_rounded(100 * achieved / len(distinct), 1))
            names = ["、".join(self._name(one)[0] for one in doubled), ", ".join(self._name(one)[1] for one in doubled)]
            reason = (
                _reason("distinct", names=names[0], rate=rate)[0],
                _reason("distinct", names=names[1], rate=rate)[1],
            )
            yield self._number("total", total, len(distinct), reason)

    def shares(self) -> Iterator[Finding]:
        """Yield the rates whose two numbers the same document gives."""
        for rate, part, whole in _SHARES:
            numbers = {
                (r["source"], r["ward"], r["concept"], r["fiscal_year"]): r for r in self._of_concepts([part, whole])
            }
            for record in self._of_concepts([rate]):
                keys = [(record["source"], record["ward"], concept, record["fiscal_year"]) for concept in (part, whole)]
                if all(key in numbers for key in keys):
                    yield self._share(record, *(numbers[key]["value"] for key in keys))

    def ministry_rates(self) -> Iterator[Finding]:
        """Yield the ministry's rates, from cards and population of the same line; sums of our own are left out."""
        for source in self.raw.sources:
            for table in source.tables:
                headers = {fold(column.header): column.header for column in table.columns}
                if not {POPULATION, ISSUED, RATE} <= set(headers):
                    continue
                for row in table.rows:
                    record = self.by_place.get((source.id, table.file, row.number, headers[RATE]))
                    if record is not None and row.locator.first is not None:
                        yield self._share(record, *(float(row.cells[headers[name]]) for name in (ISSUED, POPULATION)))

    def differences(self) -> Iterator[Finding]:
        """Yield yearly figures, from the cumulative ones of two years."""
        for yearly, cumulative in _YEARLY_AND_CUMULATIVE:
            sums = {
                (r["source"], r["ward"], r["kind"], r["fiscal_year"]): r["value"]
                for r in self._of_concepts([cumulative])
            }
            for record in self._of_concepts([yearly]):
                key = (record["source"], record["ward"], record["kind"])
                now, before = (sums.get((*key, record["fiscal_year"] - back)) for back in (0, 1))
                if now is not None and before is not None:
                    yield self._number("difference", record, now - before, _reason("difference"))
                elif now is not None:
                    implied = format_value(Decimal(str(now - record["value"])))
                    yield self._number("difference", record, None, _reason("first", implied=implied))

    def stated_twice(self) -> Iterator[Finding]:
        """Yield figures that one document gives as baseline and as result of the same year."""
        rows = self.observations[self.observations["kind"].isin(_STATED_TWICE) & self.observations["value"].notna()]
        for _, group in rows.groupby(["source", "indicator", "fiscal_year"], sort=True):
            records = sorted(group.to_dict("records"), key=lambda record: _STATED_TWICE.index(record["kind"]))
            if group["kind"].nunique() > 1:
                first, other = records[:2]
                finding = self._number("stated_twice", first, other["value"], self._twice(first, other))
                yield replace(finding, locator=f"{first['locator']}{LOCATOR_SEPARATOR}{other['locator']}")

    def _twice(self, first: dict[Any, Any], other: dict[Any, Any]) -> tuple[str, str]:
        """Return that a figure is stated twice and, where the two differ, what footnotes say of it."""
        kinds = [KINDS[record["kind"]] for record in (first, other)]
        japanese, english = (_reason("twice", one=kinds[0][lang], other=kinds[1][lang]) for lang in ("ja", "en"))
        said = [[japanese[0]], [english[1]]]
        if first["value"] != other["value"]:
            notes = dict.fromkeys(
                note for record in (first, other) for note in record["note"].split(NOTE_SEPARATOR) if note
            )
            said[0] += [*notes, _reason("unexplained")[0]]
            said[1] += [*(str(self.notes.get(note, note)) for note in notes), _reason("unexplained")[1]]
        return "".join(said[0]), " ".join(said[1])

    def _of_concepts(self, concepts: Iterable[str]) -> Iterator[dict[Any, Any]]:
        rows = self.observations[self.observations["concept"].isin(list(concepts)) & self.observations["value"].notna()]
        yield from rows.to_dict("records")

    def _share(self, record: dict[Any, Any], part: float, whole: float) -> Finding:
        decimals = max(0, -int(Decimal(re.sub(r"[^\d.]", "", fold(record["text"]))).as_tuple().exponent))
        share = _rounded(100 * part / whole, decimals)
        numbers = {"part": format(int(part), ","), "whole": format(int(whole), ",")}
        return self._number("share", record, float(share), _reason("share", **numbers))

    def _number(self, check: str, record: dict[Any, Any], value: float | None, reason: tuple[str, str]) -> Finding:
        """Return a finding about one published number."""
        names = self._name(record["indicator"])
        when = record["as_of"] or ""
        subject = tuple(
            f"{name} {format_fiscal_year(record['fiscal_year'], lang)}" + (f" ({when})" if when else "")
            for name, lang in zip(names, ("ja", "en"), strict=True)
        )
        published = format_value(Decimal(str(record["value"])))
        recomputed = "" if value is None else format_value(Decimal(str(value)))
        agrees = None if value is None else recomputed == published
        return Finding(
            record["source"], check, (subject[0], subject[1]), published, recomputed, agrees, reason, record["locator"]
        )


def _policy_number(label: str) -> int | None:
    """Return the number that a policy's name begins with; a total has none."""
    match = re.match(r"(\d+)\.", fold(label))
    return int(match[1]) if match else None


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
