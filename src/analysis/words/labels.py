"""Words that charts, tables and reports show, in Japanese and English. Names of wards and concepts are data."""

from __future__ import annotations

from analysis.words.errors import UnknownName

LANGUAGES = ("ja", "en")

KINDS = {
    "baseline": {"ja": "基準値", "en": "baseline"},
    "actual": {"ja": "実績", "en": "actual"},
    "estimate": {"ja": "実績見込", "en": "estimate"},
    "planned": {"ja": "計画", "en": "planned"},
    "target": {"ja": "目標", "en": "target"},
}
STATUSES = {
    "achieved": {"ja": "達成", "en": "achieved"},
    "on_track": {"ja": "順調", "en": "on track"},
    "behind": {"ja": "遅れ", "en": "behind"},
    "missed": {"ja": "未達成", "en": "missed"},
    "no_result": {"ja": "実績なし", "en": "no result"},
    "no_target": {"ja": "目標なし", "en": "no target"},
    "qualitative": {"ja": "文言目標", "en": "target in words"},
    "": {"ja": "判定不能", "en": "cannot be judged"},
}
JUDGED = ("achieved", "on_track", "behind", "missed")
"""Statuses that say whether a result meets or will meet its target."""
REASONS = {
    "target_in_words": {"ja": "目標が数値ではなく言葉", "en": "the target is given in words"},
    "no_target": {"ja": "目標の公表なし", "en": "no target is published"},
    "no_result": {"ja": "基準後の実績の公表なし", "en": "no result is published yet"},
    "result_not_after_baseline": {"ja": "実績が基準年度以前", "en": "the result is not later than the baseline"},
    "no_baseline": {"ja": "基準値の公表なし", "en": "no baseline figure is published"},
    "target_equals_baseline": {"ja": "目標が基準値と同じ", "en": "the target equals the baseline"},
    "target_is_zero": {"ja": "目標が0のため目標比はなし", "en": "no attainment, as the target is zero"},
    "": {"ja": "", "en": ""},
}
MEASURES = {
    "value": {"ja": "公表値", "en": "published figure"},
    "attainment": {"ja": "目標比", "en": "attainment"},
    "progress": {"ja": "目標への進捗", "en": "progress to target"},
    "elapsed": {"ja": "経過", "en": "share of time gone"},
    "pace": {"ja": "ペース", "en": "pace"},
    "required_per_year": {"ja": "必要な年あたり増減", "en": "required per year"},
}
COMPARABILITY = {
    "same_definition": {"ja": "同じ定義", "en": "same definition"},
    "only_progress": {"ja": "目標との比のみ", "en": "against own targets only"},
    "not_published": {"ja": "公表なし", "en": "not published"},
}
LACKS = {
    "none": {"ja": "公表なし", "en": "not published"},
    "words": {"ja": "文言のみ", "en": "words only"},
    "no_result": {"ja": "基準後の実績なし", "en": "no result yet"},
    "no_yardstick": {"ja": "目標なし", "en": "no target"},
}
AVAILABILITY = {
    "figure": {"ja": "数値", "en": "figures"},
    "words": {"ja": "言葉のみ", "en": "words only"},
    "undefined": {"ja": "算出不可", "en": "cannot be derived"},
    "none": {"ja": "公表なし", "en": "not published"},
}


def check_language(lang: str) -> str:
    """Return ``lang``; raise :class:`UnknownName` unless it is ``ja`` or ``en``."""
    if lang not in LANGUAGES:
        raise UnknownName("language", lang, LANGUAGES)
    return lang
