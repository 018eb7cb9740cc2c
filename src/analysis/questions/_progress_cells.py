"""How a row of progress reads in a table: each figure with its year, and the observations that it shows."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.data.rows import typed
from analysis.data.schema import Observation
from analysis.data.study import Study
from analysis.measures.absence import stated
from analysis.measures.attainment import NOT_IN_ROWS, PACED, TARGET_DROPPED, WORDED, Part, Progress
from analysis.questions._absence import no_indicator
from analysis.questions._kpi import DROPPED, PARTS, PLANNED_ONLY, behind, counted_as, dropped_target, reason, status
from analysis.questions._question import few
from analysis.questions._reading import Cell, in_brackets
from analysis.words.labels import VERDICTS
from analysis.words.say import Listed, Name, say, text, told, wards
from analysis.words.wording import known, number, percent


@dataclass(frozen=True, slots=True)
class TableLine(Progress):
    """A row of :func:`silent_together`."""

    silent: str


def silent_together(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` with a column ``silent``, and of many wards those without indicator in one row a theme and reason.

    ``silent`` holds the codes of the wards that the row is about where it has no indicator.
    """
    silent = ~rows["indicator"].map(known).astype(bool)
    if few(rows):
        return rows.assign(silent=rows["ward"].where(silent, ""))
    pairs = zip(rows["ward"], rows["theme"], silent, strict=True)
    reasons = [say(no_indicator(ward, theme, study), study.names) if empty else "" for ward, theme, empty in pairs]
    codes = rows["ward"].groupby([rows["theme"], pd.Series(reasons, rows.index)]).transform(" ".join)
    together = rows.assign(silent=codes.where(silent, ""))
    return together[~(silent & together.duplicated(["theme", "silent"]))].reset_index(drop=True)


def cells_of(row: TableLine, study: Study) -> dict[str, Cell]:
    """Return the cells of a row of :func:`silent_together` by column; where nothing can be said there is none."""
    if not row.indicator:
        return _silent(row, study)
    names = study.names
    cells = {
        "ward": Cell(names.ward(row.ward)),
        "indicator": Cell(names.indicator(row.indicator)),
        "status": Cell(status_told(counted_as(row), row.reason, study)),
    }
    if row.own_verdict:
        cells["own_verdict"] = Cell(own_verdict(row.own_verdict, study))
    for part in PARTS:
        if shown := _dated(row, part, study):
            cells[part] = Cell(shown, behind([row], study, [part]))
    shares = {"progress": row.progress, "elapsed": row.elapsed}
    cells |= {name: Cell(percent(share)) for name, share in shares.items() if share is not None}
    if pace := pace_told(row, study):
        cells["pace"] = Cell(pace)
    if row.required_per_year is not None:
        cells["required_per_year"] = Cell(names.step(round(row.required_per_year, 2), row.unit))
    return cells


def pace_told(row: Progress, study: Study) -> str:
    """Return a pace as the range that decides the status, where it does; nothing where there is none."""
    if row.pace is None:
        return ""
    if row.status in PACED and row.pace_low is not None and row.pace_high is not None:
        return study.names.span(number(row.pace_low, 2), number(row.pace_high, 2))
    return number(row.pace, 2)


def _silent(row: TableLine, study: Study) -> dict[str, Cell]:
    """Return the cells of wards of which there is neither a target nor a result under a theme, for one reason."""
    codes = row.silent.split()
    why = Cell(say(no_indicator(codes[0], row.theme, study), study.names))
    if len(codes) <= 1:
        return {"ward": Cell(study.names.ward(row.ward)), "status": why}
    listed = Listed(tuple(wards(code) for code in codes))
    names = text("progress_bars.silent_together", theme=Name("theme", (row.theme,)), wards=listed)
    counted = study.names.told("reading.counted", count=len(codes))
    return {"ward": Cell(counted), "indicator": Cell(say(names, study.names)), "status": why}


def status_told(judged: str, reason_of_none: str, study: Study) -> str:
    """Return how a KPI is judged, and where that does not say it, why a measure is missing."""
    said, why = say(status(judged), study.names), say(reason(reason_of_none), study.names)
    if reason_of_none == TARGET_DROPPED or (not judged and reason_of_none in NOT_IN_ROWS):
        return why
    return (
        said + in_brackets(why, study)
        if why and judged in ("", "achieved", "no_result", "no_target", PLANNED_ONLY)
        else said
    )


def own_verdict(code: str, study: Study) -> str:
    """Return how a ward itself judges an indicator; one that only its own codebook entry knows stays as its code."""
    return VERDICTS[code][study.lang] if code in VERDICTS else code


def _target_in_words(row: Progress, study: Study) -> str:
    if counted_as(row) == DROPPED:
        return say(dropped_target(row.indicator, study), study.names)
    if not row.target_text:
        return ""
    said = [] if row.target_year is None else [study.names.year(row.target_year)]
    said += [told("labels.kind.planned", study.lang)] if row.target_kind == "planned" else []
    words = study.names.glossed(row.target_text, row.target_kind or "")
    return words + in_brackets(" ".join(said), study) if said else words


def _in_words(row: Progress, part: Part, study: Study) -> str:
    """Return the words that stand for the baseline or the result of what is aimed at in words."""
    if row.status not in WORDED:
        return ""
    for printed in typed(stated(row.indicator, part, study), Observation):
        words = study.names.glossed(printed.text, printed.kind)
        year = "" if printed.fiscal_year is None else study.names.year(printed.fiscal_year)
        kind = told(f"labels.kind.{printed.kind}", study.lang) if printed.kind == "estimate" else ""
        return words + in_brackets(f"{year} {kind}".strip(), study)
    return ""


def _dated(row: Progress, part: Part, study: Study) -> str:
    """Return a figure with its year, and with its kind where that is neither an actual figure nor a target.

    A target that is no figure is given in its words.
    """
    figure, year, kind = row.stated(part)
    if figure is None:
        return _target_in_words(row, study) if part == "target" else _in_words(row, part, study)
    said = [] if year is None else [study.names.year(year)]
    said += [told(f"labels.kind.{kind}", study.lang)] if kind in ("estimate", "planned") else []
    bound = row.target_bound if part == "target" else ""
    shown = study.names.figure(figure, row.unit, bound or "")
    return shown + in_brackets(" ".join(said), study) if said else shown
