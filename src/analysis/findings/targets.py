"""How far the wards came towards their own targets, and what those that are open still need."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.findings.phrases import first_of, largest, named, pick, smallest, ward_and
from analysis.measures import views
from analysis.measures.yearly_steps import rounded
from analysis.words.labels import JUDGED, STATUSES
from analysis.words.wording import Wording, number, percent

_FAR = 1.5  # progress from which a bar says more of the target than of the ward


def progress_bars(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say how many indicators reached their targets, the longest and the shortest way, and who shows no result."""
    judged = rows[rows["progress"].notna()]
    achieved = judged[judged["status"] == "achieved"]
    silent = [code for code in dict.fromkeys(rows["ward"]) if code not in set(judged["ward"])]
    names = words.joined(words.ward(code) for code in silent)
    none = pick(words, f"、{names}は実績の公表なし", f"; {names}: no result published") if silent else ""
    by_ward = words.joined(
        ward_and(words, str(code), str(count)) for code, count in achieved.groupby("ward", sort=False).size().items()
    )
    brackets = pick(words, f"（{by_ward}）", f" ({by_ward})") if len(achieved) else ""
    met = pick(
        words,
        f"各区自身の目標に達したのは{len(judged)}指標中{len(achieved)}{brackets}{none}。",
        f"{len(achieved)} of {len(judged)} indicators reached the ward's own target{brackets}{none}.",
    )
    found = [met] if views.few(rows) else [_reached_by_many(rows, judged, words), met]
    if len(judged):
        most, least = largest(judged, "progress"), smallest(judged, "progress")
        found.append(
            pick(
                words,
                f"最も進んだのは{_progress_of(most, words)}、最も進んでいないのは{_progress_of(least, words)}。",
                f"Furthest: {_progress_of(most, words)}; least far: {_progress_of(least, words)}.",
            )
        )
    far = judged[judged["progress"] > _FAR]
    if len(far):
        names = words.listed(named(row, words) for row in each(far))
        found.append(
            pick(
                words,
                f"進捗が{percent(_FAR)}を超えたもの（{names}）は目標の置き方によるところが大きく、区の優劣とは読めない。",
                f"Progress beyond {percent(_FAR)} ({names}) depends on how the target was set and does not rank wards.",
            )
        )
    return found


def _reached_by_many(rows: pd.DataFrame, judged: pd.DataFrame, words: Wording) -> str:
    """Say how many indicators of how many wards reached their targets, and for how many wards none can be judged."""
    wards = rows["ward"].nunique()
    if judged.empty:
        return pick(
            words,
            f"{wards}区のどれも、進捗の分かる値を公表していない。",
            f"None of {wards} wards publishes figures that show its progress.",
        )
    achieved = judged[judged["status"] == "achieved"]
    reached, without = achieved["ward"].nunique(), wards - judged["ward"].nunique()
    none = pick(words, f"、進捗の分かる値がないのは{without}区", f"; wards with none to judge: {without}")
    return pick(
        words,
        f"各区自身の目標に達したのは、{wards}区の{len(judged)}指標中{len(achieved)}（{reached}区）{none if without else ''}。",
        f"{len(achieved)} of {len(judged)} indicators, in {reached} of {wards} wards, reached the ward's own target"
        f"{none if without else ''}.",
    )


def _progress_of(row: Any, words: Wording) -> str:
    baseline, value, target = (words.figure(one, row.unit) for one in (row.baseline, row.value, row.target))
    return named(row, words) + pick(
        words,
        f"の{percent(row.progress)}（{baseline}から{value}、目標{target}）",
        f" {percent(row.progress)} ({baseline} to {value}, target {target})",
    )


def scorecard(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say how many KPIs of each ward stand where, and name those behind or missed with what they lack."""
    told = []
    for code, of_ward in rows.groupby("ward", sort=False):
        judged = of_ward[of_ward["status"].isin(JUDGED)]
        achieved = int((judged["status"] == "achieved").sum())
        if judged.empty:
            told.append(
                pick(words, f"{words.ward(str(code))}は数値の実績なし", f"{words.ward(str(code))} no result in figures")
            )
        else:
            told.append(
                pick(
                    words,
                    f"{words.ward(str(code))}は{len(judged)}中{achieved}",
                    f"{words.ward(str(code))} {achieved} of {len(judged)}",
                )
            )
    met = pick(
        words,
        f"自らの数値目標を達成したKPIは、{words.listed(told)}。",
        f"KPIs that met the ward's own target: {words.listed(told)}.",
    )
    found = [met] if views.few(rows) else [_met_by_many(rows, words), met]
    for status in ("behind", "missed"):
        group = rows[rows["status"] == status]
        if len(group) and views.few(rows):
            names = words.listed(_short_of(row, words) for row in each(group))
            found.append(f"{STATUSES[status][words.lang]}: {names}{pick(words, '。', '.')}")
        elif len(group):
            wards = group["ward"].nunique()
            found.append(
                f"{STATUSES[status][words.lang]}: "
                + pick(words, f"{wards}区の{len(group)}件。", f"{len(group)} KPIs of {wards} wards.")
            )
    return found


def _met_by_many(rows: pd.DataFrame, words: Wording) -> str:
    """Say how many KPIs met their targets, which ward met most, and how many wards show no result."""
    judged = rows[rows["status"].isin(JUDGED)]
    achieved = judged[judged["status"] == "achieved"]
    counts = achieved.groupby("ward", sort=False).size()
    wards = rows["ward"].nunique()
    silent = wards - judged["ward"].nunique()
    none, most = "", ""
    if silent:
        none = pick(words, f"、{silent}区は数値の実績なし", f"; no result in figures from {silent} of {wards} wards")
    if len(counts):
        first = [words.ward(str(code)) for code in counts[counts == counts.max()].index]
        of_each = "各" if len(first) > 1 else ""
        most = pick(
            words,
            f"（最多は{first_of(first, words)}の{of_each}{counts.max()}件）",
            f" (most: {first_of(first, words)}, {counts.max()}{' each' if of_each else ''})",
        )
    return pick(
        words,
        f"自らの数値目標を達成したのは、{judged['ward'].nunique()}区のKPI{len(judged)}件のうち{len(achieved)}件{most}{none}。",
        f"{len(achieved)} of {len(judged)} KPIs of {judged['ward'].nunique()} wards met the ward's own target{most}{none}.",
    )


def _short_of(row: Any, words: Wording) -> str:
    value, target = words.figure(row.value, row.unit), words.figure(row.target, row.unit)
    return named(row, words) + pick(words, f"（{value}、目標{target}）", f" ({value}, target {target})")


def outlook(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say how many open targets need a larger yearly step than any shown, and each of them."""
    judged = rows[rows["verdict"].isin(["faster_than_ever", "within_range", "slower_than_ever"])]
    faster = judged[judged["verdict"] == "faster_than_ever"]
    names = words.listed(named(row, words) for row in each(faster))
    brackets = pick(words, f"（{names}）", f" ({names})") if len(faster) else ""
    need = pick(
        words,
        f"期限前の{len(judged)}目標のうち{len(faster)}{brackets}は、これまでの最大を超える年間の増分が必要。",
        f"{len(faster)} of {len(judged)} open targets{brackets} need a larger yearly step than any shown.",
    )
    found = [need] if views.few(rows) else [_faster_of_many(rows, judged, faster, words), need]
    for row in each(judged):
        needed, year = words.step(rounded(row.required_per_year), row.unit), words.year(row.target_year)
        middle, high = (words.step(rounded(step), row.unit) for step in (row.step_median, row.step_fastest))
        shown = words.span(number(rounded(row.step_slowest)), high)
        found.append(
            pick(
                words,
                f"{named(row, words)}: {year}までに年{needed}が必要。これまでは年{shown}（中央値{middle}、{row.steps}回）。",
                f"{named(row, words)}: {needed} a year needed by {year}; so far {shown} (median {middle}, {row.steps} steps).",
            )
        )
    return found


def _faster_of_many(rows: pd.DataFrame, judged: pd.DataFrame, faster: pd.DataFrame, words: Wording) -> str:
    """Say how many open targets of how many wards need a larger step, and how many wards have none to judge."""
    wards = rows["ward"].nunique()
    if judged.empty:
        return pick(
            words,
            f"{wards}区のどれにも、必要な年間の増分を計算できる期限前の目標はない。",
            f"None of {wards} wards has an open target for which the yearly step can be derived.",
        )
    in_wards, without = faster["ward"].nunique(), wards - judged["ward"].nunique()
    none = pick(words, f"。判定できる期限前の目標がないのは{without}区", f"; wards with none to judge: {without}")
    return pick(
        words,
        f"期限前の{len(judged)}目標のうち{len(faster)}（{in_wards}区）は、これまでの最大を超える年間の増分が必要"
        f"{none if without else ''}。",
        f"{len(faster)} of {len(judged)} open targets, in {in_wards} of {wards} wards, need a larger yearly step than any "
        f"shown{none if without else ''}.",
    )
