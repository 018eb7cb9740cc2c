"""How a row of progress reads in a table: each figure with its year, and the observations that it shows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.data.study import Study
from analysis.measures.attainment import PACED
from analysis.questions._absence import nothing
from analysis.questions._kpi import Part, behind, reason, status
from analysis.questions._question import few
from analysis.questions._reading import Cell, in_brackets
from analysis.words.labels import VERDICTS
from analysis.words.say import Listed, Name, say, text, told, wards
from analysis.words.wording import known, number, percent


def silent_together(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` with a column ``silent``, and of many wards those without indicator in one row a theme and reason.

    ``silent`` holds the codes of the wards that the row is about where it has no indicator.
    """
    silent = ~rows["indicator"].map(known).astype(bool)
    if few(rows):
        return rows.assign(silent=rows["ward"].where(silent, ""))
    pairs = zip(rows["ward"], rows["theme"], silent, strict=True)
    reasons = [say(nothing(ward, theme, study), study.names) if empty else "" for ward, theme, empty in pairs]
    codes = rows["ward"].groupby([rows["theme"], pd.Series(reasons, rows.index)]).transform(" ".join)
    together = rows.assign(silent=codes.where(silent, ""))
    return together[~(silent & together.duplicated(["theme", "silent"]))].reset_index(drop=True)


def cells_of(row: Any, study: Study) -> dict[str, Cell]:
    """Return the cells of a row of :func:`silent_together` by column; where nothing can be said there is none."""
    if not known(row.indicator):
        return _silent(row, study)
    names = study.names
    cells = {
        "ward": Cell(names.ward(row.ward)),
        "indicator": Cell(names.indicator(row.indicator)),
        "status": Cell(status_told(row, study)),
    }
    if row.own_verdict:
        cells["own_verdict"] = Cell(own_verdict(row.own_verdict, study))
    for part in ("baseline", "target", "value"):
        if (
            shown := _target_in_words(row, study)
            if part == "target" and not known(row.target)
            else _dated(row, part, study)
        ):
            cells[part] = Cell(shown, behind([row], study, [part]))
    cells |= {name: Cell(percent(share)) for name in ("progress", "elapsed") if known(share := getattr(row, name))}
    if known(row.pace):
        ends = (number(row.pace_low, 2), number(row.pace_high, 2))
        cells["pace"] = Cell(names.span(*ends) if row.status in PACED else number(row.pace, 2))
    if known(row.required_per_year):
        cells["required_per_year"] = Cell(names.figure(round(row.required_per_year, 2), row.unit))
    return cells


def _silent(row: Any, study: Study) -> dict[str, Cell]:
    """Return the cells of wards of which there is neither a target nor a result under a theme, for one reason."""
    codes = row.silent.split()
    why = Cell(say(nothing(codes[0], row.theme, study), study.names))
    if len(codes) <= 1:
        return {"ward": Cell(study.names.ward(row.ward)), "status": why}
    listed = Listed(tuple(wards(code) for code in codes))
    names = text("progress_bars.silent_together", theme=Name("theme", (row.theme,)), wards=listed)
    counted = told("reading.counted", study.lang, count=len(codes))
    return {"ward": Cell(counted), "indicator": Cell(say(names, study.names)), "status": why}


def status_told(row: Any, study: Study) -> str:
    """Return how a KPI is judged, and where that does not say it, why a measure is missing."""
    judged, why = say(status(row.status), study.names), say(reason(row.reason), study.names)
    return (
        judged + in_brackets(why, study) if why and row.status in ("", "achieved", "no_result", "no_target") else judged
    )


def own_verdict(code: str, study: Study) -> str:
    """Return how a ward itself judges an indicator; one that only its own codebook entry knows stays as its code."""
    return VERDICTS[code][study.lang] if code in VERDICTS else code


def _target_in_words(row: Any, study: Study) -> str:
    if not known(row.target_text):
        return ""
    year = study.names.year(row.target_year)
    return told("progress_bars.target_in_words", study.lang, words=study.names.glossed(row.target_text), year=year)


def _dated(row: Any, part: Part, study: Study) -> str:
    """Return a figure with its year, and with its kind where that is neither an actual figure nor a target."""
    value, year, kind = getattr(row, part), getattr(row, f"{part}_year"), getattr(row, f"{part}_kind", "")
    if not known(value):
        return ""
    said = [study.names.year(year)] if known(year) else []
    said += [told(f"labels.kind.{kind}", study.lang)] if kind in ("estimate", "planned") else []
    bound = row.target_bound if part == "target" else ""
    shown = study.names.figure(value, row.unit, bound)
    return shown + in_brackets(" ".join(said), study) if said else shown
