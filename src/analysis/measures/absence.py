"""Why there is no figure: decided of the complete tables and of what each document covers, never of the rows at hand."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.data.kinds import ABSENT, COMMITMENTS, RESULT_KINDS
from analysis.data.load import figures_of_themes
from analysis.data.rows import typed
from analysis.data.study import Study, kept, own, own_of
from analysis.measures.attainment import JUDGED, OLDER_DOCUMENTS, Part
from analysis.measures.own_judgements import OwnCount, is_count, own_judgements, themes_of_counts
from analysis.measures.own_progress import own_progress
from analysis.measures.standing import has_text
from analysis.words.era import fiscal_year_end

MARKED, WORDS, OLDER = "marked", "words", "older"
"""The document prints a mark for nothing; says it in words; all documents read are older than what is asked for."""
NO_TARGET, NO_RESULT, NO_BASELINE = "no_target", "no_result", "no_baseline"
"""A result without a target, a target without a result, and what no document gives a baseline of."""
NO_LATER_RESULT = "no_later_result"
"""A target without a result, of an indicator that has a figure for the baseline's year."""
NOT_MENTIONED, NOT_TRANSCRIBED, NO_DOCUMENT = "not_mentioned", "not_transcribed", "no_document"
"""No document read mentions it; it may stand in what was not transcribed; no document of the ward was read."""
JUDGEMENT, FORMER, NAMED = "judgement", "former", "named"
"""All that is printed is how the ward itself judges it; of whole plans, whether targets of a former one were met; names of other plans."""
NOT_GIVEN, NOT_YEARLY = "not_given", "not_yearly"
"""It stands in the data, but not in the rows that a caller gave; what stands there is no indicator's figure of a year."""
ABSENCES = (
    WORDS, JUDGEMENT, FORMER, NAMED, MARKED, OLDER, NO_RESULT, NO_LATER_RESULT, NO_TARGET, NO_BASELINE, NOT_MENTIONED, NOT_TRANSCRIBED, NO_DOCUMENT, NOT_GIVEN, NOT_YEARLY,
)  # fmt: skip

_KINDS: dict[Part, tuple[str, ...]] = {
    "baseline": ("baseline",),
    "target": ("target", "planned"),
    "value": RESULT_KINDS,
}
_NONE: dict[Part, str] = {"baseline": NO_BASELINE, "target": NO_TARGET, "value": NO_RESULT}
_Key = tuple[str, str]


def of_theme(ward: str, theme: str, study: Study) -> str:
    """Return why a ward has no figure under a theme; nothing where it has one."""
    found = study.whole.once(_by_theme).get((ward, theme))
    if found is None and documents_of(ward, study) and (ward, theme) in study.whole.once(_judged):
        return FORMER if theme in themes_of_counts(study) and ward in study.whole.once(_judging_former) else JUDGEMENT
    if found is None and (ward, theme) in study.whole.once(_naming):
        return NAMED
    return _unmentioned(ward, theme, study) if found is None else found


def of_concept(ward: str, concept: str, study: Study) -> str:
    """Return why a ward has no figure of a concept; nothing where it has one."""
    found = study.whole.once(_by_concept).get((ward, concept))
    themes = study.tables.concepts.set_index("concept")["theme"]
    return _unmentioned(ward, str(themes[concept]), study) if found is None else found


def of_part(indicator: str, part: Part, study: Study) -> str:
    """Return why there is no baseline, target or result of an indicator; nothing where there is one."""
    rows = _of_indicator(indicator, study)
    found = _state(rows[rows["kind"].isin(_KINDS[part]) & ~rows["superseded"]])
    if found is not None:
        return found
    if part != "value" or rows.empty:
        return _NONE[part]
    if _older_than_results(rows, study):
        return OLDER
    starts = (rows["kind"] == "baseline") & rows["fiscal_year"].notna() & has_text(rows)
    return NO_LATER_RESULT if starts.any() else NO_RESULT


def of_results(ward: str, theme: str, study: Study) -> str:
    """Return why no indicator of a ward under a theme has a result in figures; nothing where one has."""
    rows, everything = (
        held[(held["ward"] == ward) & (held["theme"] == theme)] for held in (own(study.whole), _own(study))
    )
    found = _state(rows[rows["kind"].isin(RESULT_KINDS)])
    if found is not None:
        return found
    if rows.empty:
        return of_theme(ward, theme, study) or NOT_YEARLY
    if (everything["kind"].isin(RESULT_KINDS) & everything["value"].notna()).any():
        return NOT_YEARLY
    return OLDER if _older_than_results(rows, study) else NO_RESULT


def stated(indicator: str, part: Part, study: Study) -> pd.DataFrame:
    """Return what is printed last as baseline, target or result, words and figures without a year too: one row, or none."""
    rows = _of_indicator(indicator, study)
    rows = rows[rows["kind"].isin(_KINDS[part]) & has_text(rows) & ~rows["superseded"]]
    return rows.sort_values(["fiscal_year", "published"], kind="stable", na_position="first").tail(1)


@kept
def documents_of(ward: str, study: Study) -> tuple[str, ...]:
    """Return the ids of the documents of a ward that were read."""
    read = study.documents
    return tuple(read.loc[read["ward"] == ward, "source"])


def beside_absence(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` whose absent ones name as ``source`` the documents that were read and do not hold it."""
    absent = rows["origin"] == ABSENT
    read = [" ".join(documents_of(str(ward), study)) for ward in rows["ward"]]
    return rows.assign(source=rows["source"].mask(absent, pd.Series(read, index=rows.index, dtype="str")))


def not_given(ward: str, theme: str, rows: pd.DataFrame, study: Study) -> bool:
    """Return whether ``rows`` hold nothing of a ward under a theme though all such rows of the data would.

    ``rows`` are observations of indicators, by their ``origin``, or rows that are made of all that documents print.
    """
    held = study.whole.once(_said_by_indicators if "origin" in rows else _said)
    if (ward, theme) not in held:
        return False
    given = rows[(rows["ward"] == ward) & (rows["theme"] == theme)]
    return not (given["kind"] != "").any()


def has_indicator(ward: str, theme: str, study: Study) -> bool:
    """Return whether the data has an indicator of a ward under a theme, so that rows of progress without any were cut."""
    return (ward, theme) in study.whole.once(_with_progress)


def of_progress(ward: str, rows: pd.DataFrame, study: Study) -> str:
    """Return why ``rows`` show no progress of a ward under their themes; asked of all that the data holds."""
    every = own_progress(study.whole)
    every = every[(every["ward"] == ward) & every["theme"].isin(rows["theme"])]
    if every["progress"].notna().any() or _leave_out_all(ward, rows, study):
        return NOT_GIVEN
    return OLDER if (every["reason"] == OLDER_DOCUMENTS).any() else NO_RESULT


def of_judged_target(
    ward: str, rows: pd.DataFrame, study: Study, statuses: Sequence[str] = (*JUDGED, NO_RESULT)
) -> str:
    """Return why ``rows`` hold no target in figures of a ward with such a status: it is not given, or there is none."""
    every = own_progress(study.whole)
    aimed = every["target"].notna() & every["status"].isin(statuses)
    held = aimed & (every["ward"] == ward) & every["theme"].isin(rows["theme"])
    return NOT_GIVEN if held.any() or _leave_out_all(ward, rows, study) else NO_TARGET


def _leave_out_all(ward: str, rows: pd.DataFrame, study: Study) -> bool:
    """Return whether rows of progress hold no indicator of a ward though the data has one under a theme of theirs."""
    given = rows[rows["ward"] == ward]
    if (given["indicator"] != "").any():
        return False
    return any(has_indicator(ward, str(theme), study) for theme in set(given["theme"]))


def _with_progress(study: Study) -> set[_Key]:
    """Return the wards and themes with an indicator that has a target or a result."""
    rows = own_progress(study)
    shown = rows[(rows["status"] != NO_TARGET) | rows["value"].notna()]
    return set(zip(shown["ward"], shown["theme"], strict=True))


def _said_by_indicators(study: Study) -> set[_Key]:
    return _saying(own(study))


def _said(study: Study) -> set[_Key]:
    rows = _own(study)
    return _saying(rows[~is_count(rows)])


def _saying(rows: pd.DataFrame) -> set[_Key]:
    """Return the wards and themes of which ``rows`` say anything."""
    said = rows[has_text(rows)]
    return set(zip(said["ward"], said["theme"], strict=True))


def _own(study: Study) -> pd.DataFrame:
    return study.whole.once(_own_rows)


def _own_rows(study: Study) -> pd.DataFrame:
    return own_of(figures_of_themes(study.complete, study.tables.concepts), study)


def _of_indicator(indicator: str, study: Study) -> pd.DataFrame:
    rows = _own(study)
    return rows.iloc[study.whole.once(_places).get(indicator, [])]


def _places(study: Study) -> dict[str, list[int]]:
    """Return where the rows of each indicator stand among a ward's own."""
    return {str(name): list(places) for name, places in _own(study).groupby("indicator").indices.items()}


def _by_theme(study: Study) -> dict[_Key, str]:
    return _states(_own(study), "theme")


def _naming(study: Study) -> set[_Key]:
    """Return under which themes wards name other plans."""
    concepts = study.tables.concepts
    rows = own_of(study.complete, study)
    rows = rows[rows["concept"].isin(concepts.loc[concepts["scope"] == "named", "concept"])]
    return set(zip(rows["ward"], rows["theme"], strict=True))


def _by_concept(study: Study) -> dict[_Key, str]:
    return _states(_own(study), "concept")


def _states(rows: pd.DataFrame, column: str) -> dict[_Key, str]:
    return {(str(ward), str(name)): _state(of_both) or "" for (ward, name), of_both in rows.groupby(["ward", column])}


def _state(rows: pd.DataFrame) -> str | None:
    """Return what rows that print something hold instead of a figure, nothing where they hold one; None without rows."""
    if rows.empty:
        return None
    if rows["value"].notna().any():
        return ""
    return WORDS if has_text(rows).any() else MARKED


@kept
def _unmentioned(ward: str, theme: str, study: Study) -> str:
    """Return why nothing is transcribed of a ward under a theme."""
    documents = documents_of(ward, study)
    if not documents:
        return NO_DOCUMENT
    coverage = study.tables.coverage
    whole = coverage[coverage["source"].isin(documents) & (coverage["listed"] == coverage["transcribed"])]
    of_theme = coverage[coverage["source"].isin(documents) & (coverage["theme"] == theme)]
    counted = set(whole["source"]) == set(documents) and (of_theme["listed"] == of_theme["transcribed"]).all()
    return NOT_MENTIONED if counted else NOT_TRANSCRIBED


def _judged(study: Study) -> set[_Key]:
    """Return the wards and themes of which a ward judges anything in its documents, whole plans included."""
    themes = study.tables.indicators.set_index("indicator")["theme"]
    judged = study.tables.evaluations
    of_plans = {(str(ward), theme) for ward in judged["ward"].unique() for theme in themes_of_counts(study)}
    return of_plans | set(zip(judged["ward"], judged["indicator"].map(themes), strict=True))


def _judging_former(study: Study) -> set[str]:
    """Return the wards whose documents judge, of all indicators, those of a former plan alone."""
    counts = list(typed(own_judgements(study), OwnCount))
    present = {row.ward for row in counts if not row.is_former}
    return {row.ward for row in counts} - present


def _older_than_results(rows: pd.DataFrame, study: Study) -> bool:
    """Return whether all documents of a ward are certainly older than the end of the first year that is planned."""
    everything = _own(study)
    plans = everything[everything["source"].isin(rows["source"]) & everything["kind"].isin(COMMITMENTS)]
    first = plans["period_from"].fillna(plans["fiscal_year"]) + (plans["kind"] == "baseline").astype("int64")
    read = study.documents.loc[study.documents["ward"] == rows["ward"].iloc[0], "published"]
    if first.isna().all():
        return False
    return bool(read.max() <= pd.Timestamp(fiscal_year_end(int(first.min()))))
