"""What later documents changed."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.data.citation import stated_date
from analysis.data.frames import each
from analysis.findings.phrases import pick, ward_and
from analysis.words.labels import STATUSES
from analysis.words.wording import Wording


def target_vintages(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say how each document by itself judges an indicator whose target was dated to another year."""
    if rows.empty:
        return [
            pick(words, "後の資料で年度の変わった目標はない。", "No later document dates a target to another year.")
        ]
    found, changed = [], []
    for _, indicator in rows.groupby("indicator", sort=False):
        documents = [one for _, one in indicator.groupby(["published", "source"], sort=False)]
        judged = [(one["status"].iloc[0], said) for one in documents if (said := _judged_by(one, words))]
        changed.append(len({status for status, _ in judged}) > 1)
        name = ward_and(words, indicator["ward"].iloc[0], words.indicator(indicator["indicator"].iloc[0]))
        told = words.listed(said for _, said in judged)
        found += [_depends_on_year(name, told, words) if changed[-1] else _same_whatever_year(name, told, words)]
        found += _restated(indicator, documents[-1], words)
    return found if len(changed) == 1 else [_redated(rows, sum(changed), words), *found]


def _depends_on_year(name: str, judged: str, words: Wording) -> str:
    return pick(
        words,
        f"{name}の判定は、目標がどの年度のものかで変わる: {judged}。",
        f"How {name} is judged depends on the year of its target: {judged}.",
    )


def _same_whatever_year(name: str, judged: str, words: Wording) -> str:
    """Say that a target was dated to another year and, where documents give results to judge, the one status."""
    details = pick(words, f"が、判定は同じ: {judged}", f", judged alike: {judged}") if judged else ""
    return pick(
        words,
        f"{name}の目標は別の年度に移された{details}。",
        f"The target of {name} was dated to another year{details}.",
    )


def _redated(rows: pd.DataFrame, changed: int, words: Wording) -> str:
    """Say of how many indicators the target moved, and how many of them are judged differently for it."""
    indicators, wards = rows["indicator"].nunique(), rows["ward"].nunique()
    return pick(
        words,
        f"後の資料で目標の年度が変わったのは{wards}区の{indicators}指標で、うち{changed}は資料により判定が異なる。",
        f"Later documents date the targets of {indicators} indicators of {wards} wards to another year; {changed} of them "
        "are judged differently by different documents.",
    )


def _judged_by(document: pd.DataFrame, words: Wording) -> str:
    """Return date, target and status of one document; empty where it gives no result to judge."""
    first = document.iloc[0]
    target = document[(document["kind"] == "target") & document["value"].notna()].tail(1)
    if target.empty or first["status"] == "no_result":
        return ""
    goal = next(each(target))
    date, status = stated_date(first["published_stated"], words.lang), STATUSES[first["status"]][words.lang]
    figure, year = words.figure(goal.value, goal.unit), words.year(goal.fiscal_year)
    return pick(
        words, f"{date}の資料では{year}の目標{figure}で{status}", f"{status} against {figure} by {year} ({date})"
    )


def _restated(indicator: pd.DataFrame, last: pd.DataFrame, words: Wording) -> Iterator[str]:
    """Say of results that the last document states differently what they are there, and whether they meet old targets."""
    results = indicator[indicator["kind"].isin(["actual", "estimate"]) & indicator["value"].notna()]
    for row in each(last[last["kind"].isin(["actual", "estimate"]) & last["value"].notna()]):
        earlier = results[(results["fiscal_year"] == row.fiscal_year) & (results["published"] < row.published)]
        if earlier.empty or earlier["value"].iloc[-1] == row.value:
            continue
        before, now = (words.figure(value, row.unit) for value in (earlier["value"].iloc[-1], row.value))
        year = words.year(row.fiscal_year)
        yield pick(
            words,
            f"{year}の値そのものも、{before}から{now}に変わった。",
            f"The figure of {year} itself changed from {before} to {now}.",
        )
