"""Who leads by what one publisher measures alike in every ward."""

from __future__ import annotations

import pandas as pd

from analysis.data.load import Root
from analysis.data.study import Study
from analysis.findings.phrases import first_of, pick, smallest, ward_and
from analysis.measures import views
from analysis.words.wording import Wording

_MOST_LED = 3  # more concepts than these are counted in a title, not named


def yardstick_procedures(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say which ward leads by each yardstick, whether the lead changes, and how the denominators differ."""
    found = _leading(rows, words)
    totals = rows.dropna(subset="total")
    if len(totals) and totals["total"].nunique() > 1:
        unit = str(totals["count_unit"].iloc[0])
        span = words.span(words.figure(totals["total"].min(), unit), words.figure(totals["total"].max(), unit))
        name = words.concept(str(totals["concept"].iloc[0]))
        found.append(
            pick(words, f"{name}の分母は区により{span}と異なる。", f"{name}: the denominator differs by ward ({span}).")
        )
    return found


def online_use(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say which ward leads for each service, and how far use lies apart between wards."""
    found = _leading(rows, words)
    for concept, group in rows.dropna(subset="value").groupby("concept", sort=False):
        gap = words.step(round(group["value"].max() - group["value"].min(), 10), "percent")
        lowest = smallest(group, "value")
        told = ward_and(words, lowest.ward, words.figure(lowest.value, lowest.unit))
        found.append(
            pick(
                words,
                f"{words.concept(str(concept))}が最も低いのは{told}で、最も高い区と{gap}の差。",
                f"{words.concept(str(concept))}: lowest {told}, {gap} below the highest.",
            )
        )
    return found


def _leading(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say who leads by each concept; where that would be long, first how high the shares are."""
    if views.few(rows) or rows["concept"].nunique() <= _MOST_LED:
        return [_leaders(rows, words)]
    shares = rows.dropna(subset="value").groupby("concept")["value"]
    half, none = int((shares.median() >= 50).sum()), int((shares.max() == 0).sum())
    zero = pick(words, f"、どの区も0%なのは{none}", f"; for {none} every ward is at 0%") if none else ""
    return [
        pick(
            words,
            f"{len(shares)}項目のうち、区の中央値が50%以上なのは{half}{zero}。",
            f"For {half} of {len(shares)} measures the median ward reaches 50%{zero}.",
        ),
        _leaders(rows, words),
    ]


def _leaders(rows: pd.DataFrame, words: Wording) -> str:
    """Say who leads by each concept, and whether one ward always does, alone or beside others."""
    told, leaders = [], []
    for concept, group in rows.dropna(subset="value").groupby("concept", sort=False):
        best = group[group["value"] == group["value"].max()]
        leaders.append(set(best["ward"]))
        leading = [words.ward(code) for code in best["ward"]]
        names = words.joined(leading) if views.few(rows) else first_of(leading, words)
        figure = words.figure(best["value"].iloc[0], best["unit"].iloc[0])
        told.append(
            pick(
                words,
                f"{words.concept(str(concept))}は{names}（{figure}）",
                f"{words.concept(str(concept))} {names} ({figure})",
            )
        )
    return pick(
        words,
        f"最も高いのは、{words.listed(told)}。{_lead(leaders, words)}。",
        f"Highest: {words.listed(told)}; {_lead(leaders, words)}.",
    )


def _lead(leaders: list[set[str]], words: Wording) -> str:
    """Say whether the lead depends on the yardstick, given the wards that lead by each."""
    always = sorted(set.intersection(*leaders))
    if not always:
        return pick(words, "ものさしで1位が替わる", "the lead depends on the yardstick")
    if all(one == leaders[0] for one in leaders):
        return pick(words, "どれも同じ区", "always the same ward")
    names = words.joined(words.ward(code) for code in always)
    return pick(words, f"{names}はどれでも1位（同率を含む）", f"{names} always first, alone or tied")


def online_is_not_used(yardstick: pd.DataFrame, use: pd.DataFrame, *, lang: str = "ja", root: Root = None) -> str:
    """Say whether the ward with the least online is also the one whose online services are used least."""
    words = Study.of(root, lang).names
    shares = yardstick[yardstick["concept"] == yardstick["concept"].iloc[0]]
    least = smallest(shares, "value")
    tops = use[use["value"] == use.groupby("concept")["value"].transform("max")]
    led = tops[tops["ward"] == least.ward]
    share = words.figure(least.value, least.unit)
    if led.empty:
        return pick(
            words,
            f"{words.concept(least.concept)}が最も低い{words.ward(least.ward)}（{share}）は、利用率でも首位の手続がない。",
            f"{words.ward(least.ward)}, lowest by {words.concept(least.concept)} ({share}), leads no service in use either.",
        )
    names = words.joined(words.concept(str(concept)) for concept in led["concept"])
    return pick(
        words,
        f"{words.concept(least.concept)}が最も低い{words.ward(least.ward)}（{share}）が、{names}では最も高い。"
        "オンラインにしたことと使われていることは別である。",
        f"{words.ward(least.ward)} is lowest by {words.concept(least.concept)} ({share}) and highest by {names}: "
        "being online is not being used.",
    )
