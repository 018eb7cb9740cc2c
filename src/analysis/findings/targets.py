"""How far the wards came towards their own targets, and what those that are open still need."""

from __future__ import annotations

import pandas as pd

from analysis.data.frames import each
from analysis.findings.phrases import named, pick
from analysis.measures import views
from analysis.measures.yearly_steps import rounded
from analysis.words.wording import Wording, number


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
