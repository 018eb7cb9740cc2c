"""Tables for reading: names instead of ids, years in 令和, footnotes and sources derived from the rows."""

from __future__ import annotations

import pandas as pd

from analysis.data.frames import each
from analysis.data.load import Root
from analysis.data.study import Study
from analysis.measures.yearly_steps import outlook, rounded
from analysis.questions._reading import ReadingTable, reading_table

_WORDS: dict[str, dict[str, str]] = {
    "ward": {"ja": "区", "en": "ward"},
    "indicator": {"ja": "指標", "en": "indicator"},
    "baseline": {"ja": "基準値", "en": "baseline"},
    "target": {"ja": "目標", "en": "target"},
    "value": {"ja": "最新の実績", "en": "latest result"},
    "progress": {"ja": "進捗", "en": "progress"},
    "elapsed": {"ja": "期間の経過", "en": "time gone"},
    "pace": {"ja": "ペース", "en": "pace"},
    "required_per_year": {"ja": "必要な年あたり増減", "en": "needed a year"},
    "status": {"ja": "判定", "en": "status"},
    "theme": {"ja": "テーマ", "en": "theme"},
    "measure": {"ja": "ものさし", "en": "yardstick"},
    "choices": {"ja": "組合せの数", "en": "choices"},
    "reference": {"ja": "国の資料が全区を同じ定義で示す概念", "en": "measured alike in all wards by a national source"},
    "measured_alike": {
        "ja": "国の資料が同じ定義で示す概念と区の数",
        "en": "measured alike by a national source, in how many wards",
    },
    "step_slowest": {"ja": "これまでの最小", "en": "slowest so far"},
    "step_median": {"ja": "中央", "en": "median"},
    "step_fastest": {"ja": "これまでの最大", "en": "fastest so far"},
    "steps": {"ja": "増分の数", "en": "steps"},
    "figures": {"ja": "数値を公表する区", "en": "wards that publish figures"},
    "words": {"ja": "文言のみの区", "en": "in words only"},
    "none": {"ja": "公表のない区", "en": "publish nothing"},
    "same_definition": {"ja": "同じ定義の値で比べられる区", "en": "wards that share a definition"},
    "only_progress": {"ja": "目標との比だけを比べられる区", "en": "against own targets only"},
    "not_comparable": {"ja": "比べられない区", "en": "not comparable"},
    "counted": {"ja": "{}区", "en": "{} wards"},
    "everyone": {"ja": "全{}区", "en": "all {}"},
    "places": {"ja": "各区の順位", "en": "places of the wards"},
    "availability": {"ja": "公表値の数と年度", "en": "Figures published and their years"},
    "comparability": {"ja": "比べられるもの", "en": "What can be compared"},
    "outlook": {"ja": "必要な年あたり増減とこれまでの増減", "en": "The yearly step needed and those shown so far"},
    "ranking": {"ja": "順位の範囲", "en": "Range of places"},
    "derived": {
        "ja": "進捗・期間の経過・ペース・必要な年あたり増減は公表値からの計算",
        "en": "progress, time gone, pace and what is needed a year are derived from the published figures",
    },
    "milestone": {"ja": "計画値", "en": "milestone"},
    "reason": {"ja": "（{}）", "en": " ({})"},
}


def _headings(shown: pd.DataFrame, lang: str) -> dict[str, str]:
    """Return the headings of columns: names in our words, others (wards, pairs of them) as they are."""
    return {column: _WORDS[column][lang] if column in _WORDS else column for column in map(str, shown)}


def outlook_table(*, title: str = "", name: str = "outlook", lang: str = "ja", root: Root = None) -> ReadingTable:
    """Show, per indicator whose target is still ahead, the yearly step it needs and those it has shown.

    Parameters
    ----------
    title, name, lang, root
        As for :func:`analysis.progress_table`.
    """
    words = Study.of(root, lang).names
    rows = outlook(Study.of(root).current, Study.of(root))
    rows = rows[rows["required_per_year"].notna()].reset_index(drop=True)
    steps = ("required_per_year", "step_slowest", "step_median", "step_fastest")
    shown = pd.DataFrame(
        [
            {"ward": words.ward(row.ward), "indicator": words.indicator(row.indicator)}
            | {step: words.step(rounded(getattr(row, step)), row.unit) for step in steps}
            | {"steps": str(row.steps)}
            for row in each(rows)
        ]
    )
    return reading_table(
        shown,
        rows,
        name=name,
        title=title or _WORDS["outlook"][lang],
        headings=_headings(shown, lang),
        numbers=[*steps, "steps"],
        lang=lang,
        root=root,
    )
