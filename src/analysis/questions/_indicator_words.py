"""One figure and one indicator in words: for the axes of slides, alternative texts, and rows of tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.data.citation import notes_of
from analysis.data.kinds import printed_bound
from analysis.data.rows import typed
from analysis.data.schema import Observation
from analysis.data.study import Study, by_publication, kept, own
from analysis.measures.absence import ABSENCES, of_part, of_theme, stated
from analysis.measures.attainment import OLDER_DOCUMENTS, PLAN_IN_WORDS, WORDED, Part, Progress
from analysis.measures.own_judgements import themes_of_counts
from analysis.measures.own_progress import counted_with, own_progress
from analysis.measures.standing import has_text
from analysis.questions._absence import nothing, why
from analysis.questions._beside import beside, runs
from analysis.questions._kpi import APART, DROPPED, PLANNED_ONLY, counted_as, dropped_target
from analysis.questions._phrases import when
from analysis.questions._progress_cells import own_verdict
from analysis.questions._slide import few_wards
from analysis.words.era import fiscal_year_end, format_fiscal_year, stated_date
from analysis.words.labels import KINDS, STATUSES
from analysis.words.say import say, told
from analysis.words.wording import percent

_KINDS_TOLD = ("planned", "estimate")
"""Kinds that are named beside a figure in a column of targets or of results, which is no plain one."""
_NAMED_PARTS: dict[Part, str] = {"baseline": "baseline", "value": "result", "target": "target"}
"""Parts of an indicator in the order of a sentence, with the name of a plain figure of each."""


class Entry(NamedTuple):
    """One indicator as tables show it: text, and the indicator's id.

    A row ``shared`` by several wards, or by all that stands beside a ward's indicators, has nothing but ``ward`` (which, or
    how many they are) and ``name``, what is said of them. ``code`` is the status of a row that counts as an indicator. ``figures`` are its
    figures and words for a sentence: the name of what each is (an estimate is no result, a plan no target), and the figure with its year.
    """

    ward: str
    name: str
    baseline: str = ""
    target: str = ""
    result: str = ""
    status: str = ""
    progress: str = ""
    remarks: str = ""
    indicator: str = ""
    shared: bool = False
    own: str = ""
    code: str = ""
    figures: tuple[tuple[str, str], ...] = ()

    @property
    def standing(self) -> str:
        """Status and, where there are any, progress and the ward's own judgement, a line each."""
        return "\n".join(text for text in (self.status, self.progress, self.own) if text)


def ward_names(codes: Iterable[str], study: Study) -> str:
    """Return the names of wards as a list."""
    return study.names.listed(study.names.ward(code) for code in codes)


def year_named(fiscal_year: int, study: Study) -> str:
    """Return a fiscal year with the Western one: 令和6年度(2024), FY2024."""
    year = format_fiscal_year(fiscal_year, study.lang)
    return told("slides.figure.year", study.lang, year=year, western=fiscal_year)


def dated(row: pd.Series[Any], study: Study) -> str:
    """Return the date of a figure where it is stated, else its fiscal year, or a series' publication."""
    if row["as_of"]:
        return _day(row["as_of"], int(row["fiscal_year"]), study)
    rows = row.to_frame().T
    if by_publication(rows, study).any():
        return say(when(rows), study.names)
    return year_named(int(row["fiscal_year"]), study)


def _day(as_of: str, fiscal_year: int, study: Study) -> str:
    """Return the stated date of a figure; that of a year's end as documents print it, without its day."""
    if as_of == fiscal_year_end(fiscal_year).isoformat():
        return told("slides.figure.year_end", study.lang, year=study.names.year(fiscal_year))
    return stated_date(as_of, study.lang)


def figure_words(row: pd.Series[Any], study: Study) -> str:
    """Return one observation in words."""
    what = (
        study.names.glossed(row["text"], row["kind"])
        if pd.isna(row["value"])
        else study.names.figure(row["value"], row["unit"], printed_bound(row["bound"], row["text"]))
    )
    return f"{dated(row, study)} {KINDS[row['kind']][study.lang]} {what}"


def with_unit(unit: str, text: str, study: Study) -> str:
    """Return the unit of a chart's axis, where it has a name, and what else stands under its title."""
    shown = study.names.unit(unit)
    return told("slides.figure.with_unit", study.lang, unit=shown, text=text) if shown else text


def alternative_text(title: str, subtitle: str, figures: Iterable[str], study: Study) -> str:
    """Return a chart in words: what it shows and every figure drawn."""
    key = "slides.figure.alt_of_two" if subtitle else "slides.figure.alt"
    return told(key, study.lang, title=title, subtitle=subtitle, figures=study.names.listed(figures))


def standing(row: Progress, study: Study) -> str:
    """Return how an indicator stands: status, then progress, or why there is none."""
    lang = study.lang
    status = STATUSES[row.status][lang]
    if row.status in WORDED:
        year = "" if row.target_year is None else year_named(row.target_year, study)
        text = study.names.glossed(row.target_text or "", row.target_kind or "")
        return told("slides.indicator.target_in_words", lang, year=year, text=text)
    if row.reason == OLDER_DOCUMENTS:
        return told("slides.indicator.before_results", lang)  # a chart's title has no room for the whole reason
    details = _progress(row, study) or study.names.reason(row.reason)
    return _in_brackets(status, details, study) if details else status


def entries(themes: Sequence[str], study: Study) -> list[Entry]:
    """Return the indicators with a target of some themes, of a ward that has none the others, and what stands beside them.

    A ward without any of it keeps a row that says why. Of many wards, those without indicators for the same reason share it.
    """
    return [one for theme in themes for one in _of_theme(theme, study)]


@kept
def _of_theme(theme: str, study: Study) -> tuple[Entry, ...]:
    rows, of_theme = [], _shown(theme, study)
    silent = [code for code in study.wards if code not in set(of_theme["ward"])]
    together = [] if few_wards(study) else [alike for alike in _by_reason(silent, theme, study) if len(alike) > 1]
    for code in study.wards:
        rows += [_entry(row, study) for row in typed(of_theme[of_theme["ward"] == code], Progress)]
        lines = [one.full for one in beside(code, theme, study)] if few_wards(study) else []
        rows += [Entry(study.names.ward(code), line, shared=True) for line in lines]
        if code in silent and not lines and not any(code in alike for alike in together):
            rows.append(Entry(study.names.ward(code), nothing_of(code, theme, study), shared=True))
    for alike in together:
        count = study.names.told("slides.nothing.count", count=len(alike))
        absence = nothing_of(alike[0], theme, study)
        told_together = {"absence": absence, "wards": ward_names(alike, study)}
        rows.append(Entry(count, told("slides.nothing.of_wards", study.lang, **told_together), shared=True))
    return tuple(rows)


def _shown(theme: str, study: Study) -> pd.DataFrame:
    """Return the progress of the indicators of a theme that have a target, and of wards of which none has, of the others.

    Plans in words stand beside the indicators, those of all wards alike.
    """
    table = own_progress(study)
    if theme in themes_of_counts(study):  # what a ward judges of its plan stands beside, in one line
        return table.iloc[:0]
    of_theme = table[(table["theme"] == theme) & (table["status"] != PLAN_IN_WORDS)]
    aimed = of_theme["status"] != "no_target"
    return of_theme[aimed | ~of_theme["ward"].isin(of_theme.loc[aimed, "ward"])]


def counts_of(code: str, theme: str, study: Study) -> str:
    """Return how many of the rows that :func:`entries` has of a ward under a theme have which status, and what is beside."""
    rows = [one for one in entries([theme], study) if one.ward == study.names.ward(code) and one.code]
    counts = Counter(one.code for one in rows)
    said = [
        told("slides.indicator.of_status", study.lang, status=status_name(one, study), count=counts[one])
        for one in (*STATUSES, *APART)
        if counts[one]
    ]
    said += [one.counted for one in beside(code, theme, study)] if few_wards(study) else []
    return study.names.listed(said) or nothing_of(code, theme, study)


def status_name(status: str, study: Study) -> str:
    """Return what a status, or that there are planned figures only, is called."""
    if status == PLANNED_ONLY:
        return told("slides.indicator.planned_only", study.lang)
    return told("kpi.dropped", study.lang) if status == DROPPED else STATUSES[status][study.lang]


def nothing_of(code: str, theme: str, study: Study) -> str:
    """Return why there is nothing of a ward under a theme."""
    return say(nothing(code, theme, study), study.names)


def _by_reason(codes: Sequence[str], theme: str, study: Study) -> list[list[str]]:
    """Return the wards of which there is nothing under a theme, those alike together."""
    alike: dict[str, list[str]] = {}
    for code in codes:
        alike.setdefault(of_theme(code, theme, study), []).append(code)
    return list(alike.values())


def _entry(row: Progress, study: Study) -> Entry:
    leading = counted_with(study).get(row.indicator, "")
    result = _cell(row, "value", study)
    return Entry(
        ward=study.names.ward(row.ward),
        name=study.names.indicator(row.indicator),
        baseline=_cell(row, "baseline", study),
        target=_cell(row, "target", study),
        result=result,
        status=_of_leading(leading, study) if leading else _status(row, result, study),
        progress="" if leading else _progress(row, study),
        remarks=" ".join(remarks(row.indicator, study)),
        indicator=row.indicator,
        own=_own(row.own_verdict, study) if row.own_verdict and not leading else "",
        code="" if leading else counted_as(row),
        figures=tuple(_of_part(row, part, study) for part in _NAMED_PARTS),
    )


def said_instead(row: Progress, part: Part, study: Study) -> Observation | None:
    """Return what is printed where nothing can be measured by a baseline or a result; nothing if it can, or if nothing is printed."""
    if row.stated(part).figure is not None:
        return None
    return next(iter(typed(stated(row.indicator, part, study), Observation)), None)


def status_counted(row: Progress, study: Study) -> str:
    """Return the status of an indicator, or with which other it is counted as one."""
    leading = counted_with(study).get(row.indicator, "")
    return _of_leading(leading, study) if leading else status_name(counted_as(row), study)


def _of_leading(indicator: str, study: Study) -> str:
    """Say with which indicator a figure is one, so that nobody counts it twice."""
    return told("slides.indicator.of_leading", study.lang, name=study.names.indicator(indicator))


def _status(row: Progress, result: str, study: Study) -> str:
    """Return how an indicator stands; where a figure that cannot be judged stands beside it, why."""
    status = status_name(counted_as(row), study)
    if row.status != "no_result" or result in _absences(study):
        return status
    return _in_brackets(status, study.names.reason(row.reason), study)


def _absences(study: Study) -> set[str]:
    """Return all that can stand in the place of a figure."""
    return {study.names.told(f"absence.of.{absence}") for absence in ABSENCES}


def _own(verdict: str, study: Study) -> str:
    return study.names.told("slides.indicator.own", verdict=own_verdict(verdict, study))


def sentence(one: Entry, study: Study) -> str:
    """Return an indicator and its ward in one line."""
    return told("slides.indicator.of_ward", study.lang, ward=one.ward, text=plain_sentence(one, study))


def plain_sentence(one: Entry, study: Study) -> str:
    """Return an indicator in one line: what there is of baseline, result and target, then its status."""
    no_figure = {"", *_absences(study)}
    figures = [
        f"{told(f'slides.indicator.part.{name}', study.lang)} {text}"
        for name, text in one.figures
        if text not in no_figure
    ]
    if not figures:
        return one.name
    lists = {"told": study.names.listed(figures), "standing": study.names.listed(one.standing.split("\n"))}
    return told("slides.indicator.told", study.lang, what=one.name, **lists)


def remarks(indicator: str, study: Study) -> list[str]:
    """Return the caveat of an indicator and those of its newest figures."""
    rows = own(study)
    caveats = study.tables.indicators.set_index("indicator")[f"caveat_{study.lang}"]
    cells = rows.loc[rows["indicator"] == indicator, "note"]
    notes = [one for cell in cells for one in notes_of(cell, study, for_readers=True)]
    return [text for text in dict.fromkeys([str(caveats[indicator]), *notes]) if text]


def said_of(theme: str, ward: str, study: Study) -> list[str]:
    """Return what a ward says of a theme, each with its years, single figures too; or why there is nothing."""
    rows = own(study)
    rows = rows[(rows["theme"] == theme) & (rows["ward"] == ward) & has_text(rows)]
    return list(_said(rows, study)) or [nothing_of(ward, theme, study)]


def _said(rows: pd.DataFrame, study: Study) -> Iterator[str]:
    ordered = rows.sort_values(["indicator", "kind", "fiscal_year"], kind="stable")
    for group in runs(list(typed(ordered, Observation))):
        row = group[0]
        first, last = (
            "" if one.fiscal_year is None else year_named(one.fiscal_year, study) for one in (row, group[-1])
        )
        years = first if first == last else told("slides.figure.span", study.lang, first=first, last=last)
        name = study.names.indicator(row.indicator)
        text = study.names.glossed(row.text, row.kind)
        details = {"kind": KINDS[row.kind][study.lang], "years": years, "text": text}
        yield told("slides.indicator.in_words", study.lang, what=name, **details)


def _of_part(row: Progress, part: Part, study: Study) -> tuple[str, str]:
    """Return what a baseline, target or result is called in a sentence, and what it is."""
    printed = _printed(row, part, study)
    kind = "" if printed.empty else str(printed["kind"].iloc[0])
    return (kind if kind in _KINDS_TOLD else _NAMED_PARTS[part]), _cell(row, part, study, kinds=())


def _cell(row: Progress, part: Part, study: Study, *, kinds: Sequence[str] = _KINDS_TOLD) -> str:
    """Return a baseline, target or result with its year and, where it is one of ``kinds``, its kind; else words, or why not."""
    if part == "target" and counted_as(row) == DROPPED:
        return say(dropped_target(row.indicator, study), study.names)
    one = _printed(row, part, study)
    if one.empty:
        return say(why(of_part(row.indicator, part, study)), study.names)
    [said] = typed(one, Observation)
    names = study.names
    bound = printed_bound(said.bound, said.text)
    written = names.glossed(said.text, said.kind) if said.value is None else names.figure(said.value, row.unit, bound)
    day = _day(said.as_of, said.fiscal_year, study) if said.as_of and said.fiscal_year is not None else ""
    years = [] if said.fiscal_year is None else [day or names.year(said.fiscal_year)]
    details = " ".join([*years, *([KINDS[said.kind][study.lang]] if said.kind in kinds else [])])
    return _in_brackets(written, details, study) if details else written


def _printed(row: Progress, part: Part, study: Study) -> pd.DataFrame:
    """Return the observation that is the baseline, the target or the result, or what is said in its place; none if nothing is."""
    rows, stated_part = own(study), row.stated(part)
    if stated_part.figure is None:
        return stated(row.indicator, part, study)
    same = (rows["indicator"] == row.indicator) & (rows["kind"] == stated_part.kind)
    printed = rows[same & (rows["fiscal_year"] == stated_part.year)].tail(1)
    return printed if len(printed) else stated(row.indicator, part, study)


def _progress(row: Progress, study: Study) -> str:
    """Say progress, if there is any, with the doubt about a figure that leapt."""
    if row.progress is None:
        return ""
    said = told("slides.indicator.progress", study.lang, share=percent(row.progress))
    return _in_brackets(said, told("mark.leap", study.lang), study) if row.reason == "leap" else said


def _in_brackets(what: str, details: str, study: Study) -> str:
    return told("slides.figure.in_brackets", study.lang, what=what, details=details)
