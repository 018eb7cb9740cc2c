"""How stable rankings are."""

from __future__ import annotations

import pandas as pd

from analysis.data.frames import each
from analysis.findings.phrases import pick
from analysis.measures import views
from analysis.words.wording import Wording


def ranking_sensitivity(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say which rankings change with document or indicator, and for which themes the yardstick changes the first."""
    unstable = rows[rows["best"] != rows["worst"]].drop_duplicates(["theme", "yardstick"])
    names = [
        f"{words.theme(row.theme)}{pick(words, 'の', ', ')}{words.yardstick(row.yardstick)}" for row in each(unstable)
    ]
    found = _lead_depends(rows, words)
    if names:
        found.append(
            pick(
                words,
                f"同じものさしでも、使う資料や指標だけで順位が入れ替わるもの: {words.listed(names)}。",
                f"Rankings that change with the document or indicator alone: {'; '.join(names)}.",
            )
        )
    return found


def _lead_depends(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say for which themes the first place changes; of many wards, first for how many and how many wards come first."""
    themes = rows["theme"].nunique()
    groups = rows.groupby("theme", sort=False)
    changing = [words.theme(str(theme)) for theme, of_theme in groups if _lead_changes(of_theme)]
    if not changing:
        return [
            pick(
                words,
                f"順位を付けられる{themes}テーマのどれでも、ものさしや資料を替えて1位が替わることはない。",
                f"For none of {themes} themes that can be ranked does the first place depend on the yardstick or the "
                "document.",
            )
        ]
    listed = words.listed(changing)
    brackets, first = pick(words, f"（{listed}）", f" ({listed})"), ""
    if not views.few(rows):
        leaders, ranked = rows.loc[rows["first"] > 0, "ward"].nunique(), rows["ward"].nunique()
        first = pick(
            words,
            f"。どれかで1位になるのは{ranked}{words.areas}中{leaders}{words.areas}",
            f"; {leaders} of {ranked} {words.areas} come first in some ranking",
        )
        brackets = ""
    found = [
        pick(
            words,
            f"順位を付けられる{themes}テーマのうち{len(changing)}{brackets}では、"
            f"ものさしや資料を替えると1位が替わる{first}。",
            f"For {len(changing)} of {themes} themes that can be ranked{brackets}, the first place depends on the "
            f"yardstick or the document{first}.",
        )
    ]
    if not brackets:
        found.append(pick(words, f"1位が替わるテーマ: {listed}。", f"The first place changes for: {listed}."))
    return found


def _lead_changes(of_theme: pd.DataFrame) -> bool:
    """Return whether no ward is first, alone or beside others, in every choice of every yardstick of a theme."""
    always = of_theme[of_theme["first"] == of_theme["choices"]].groupby("ward")["yardstick"].nunique()
    return not bool((always == of_theme["yardstick"].nunique()).any())
