"""Why there is no figure, in words: of a ward under a theme, of many wards together, and for cells of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.data.study import Study
from analysis.measures.absence import (
    ABSENCES,
    NO_RESULT,
    NOT_GIVEN,
    NOT_YEARLY,
    OLDER,
    has_indicator,
    not_given,
    of_results,
    of_theme,
)
from analysis.questions._kpi import replaced_target, with_dropped_target
from analysis.questions._question import count
from analysis.words.say import Listed, Name, Said, Text, text


def why(absence: str) -> Text:
    """Say why there is no figure, by a code of :data:`analysis.measures.absence.ABSENCES`."""
    return text(f"absence.of.{absence}")


def reason(ward: str, theme: str, rows: pd.DataFrame, study: Study) -> str:
    """Return why ``rows`` hold nothing of a ward under a theme: what the data holds is not given, never absent."""
    return NOT_GIVEN if not_given(ward, theme, rows, study) else of_theme(ward, theme, study) or NOT_YEARLY


def absent(ward: str, theme: str, rows: pd.DataFrame, study: Study) -> Text:
    """Say why ``rows`` hold nothing of a ward under a theme."""
    return why(reason(ward, theme, rows, study))


def no_indicator(ward: str, theme: str, study: Study) -> Text:
    """Say of a row of progress without indicator why it has none: left out of the rows given, or not in what was read."""
    return why(NOT_GIVEN) if has_indicator(ward, theme, study) else nothing(ward, theme, study)


def nothing(ward: str, theme: str, study: Study) -> Text:
    """Say why no indicator of a ward under a theme has a target or a result, asked of all that was read."""
    absence = of_theme(ward, theme, study) or of_results(ward, theme, study) or NOT_YEARLY
    rows = with_dropped_target(study)
    dropped = rows.loc[(rows["ward"] == ward) & (rows["theme"] == theme), "indicator"]
    if dropped.empty:
        return why(absence)
    targets = [
        text("absence.dropped_target", name=Name("indicator", (one,)), target=replaced_target(one, study.whole))
        for one in dropped
    ]
    otherwise = text("absence.otherwise_not_yearly") if absence == NOT_YEARLY else why(absence)
    return text("absence.dropped", targets=Listed(tuple(targets)), absence=otherwise)


def absent_everywhere(ward: str, rows: pd.DataFrame, study: Study) -> Listed:
    """Say why ``rows`` of a ward hold nothing under any theme, each reason once."""
    reasons = dict.fromkeys(reason(ward, str(theme), rows, study) for theme in dict.fromkeys(rows["theme"]))
    return Listed(tuple(why(one) for one in reasons))


def counted_by(
    reasons: Sequence[str], counted: str, of: tuple[str, ...], *, named: Mapping[str, Said] | None = None
) -> list[Said]:
    """Say how many ``counted`` (themes, wards) there are of each reason; ``of`` are the observations counted over.

    Themes of some reasons are ``named``.
    """
    named = named or {}
    return [
        text("absence.counted.themes_named", themes=named[one], **_number_of(one, reasons, of))
        if one in named
        else text(f"absence.counted.{counted}", **_number_of(one, reasons, of))
        for one in ABSENCES
        if one in reasons
    ]


def _number_of(absence: str, reasons: Sequence[str], of: tuple[str, ...]) -> dict[str, Said]:
    return {"absence": why(absence), "count": count(reasons.count(absence), of)}


def without_result(ward: str, theme: str, study: Study) -> Text:
    """Say why a ward has plans under a theme and no result among the rows compared: the data may well hold one."""
    found = of_results(ward, theme, study) or NOT_GIVEN
    return why(found) if found in (OLDER, NO_RESULT) else text("absence.result", absence=why(found))
