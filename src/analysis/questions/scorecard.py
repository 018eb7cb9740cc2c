"""Where does each ward stand against its own targets, in the themes that wards have in common?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.data.frames import in_order_of
from analysis.data.marks import STATUS_PAINTS, ward_styles
from analysis.data.rows import typed
from analysis.data.study import Study, own
from analysis.data.themes import main_themes, published_themes
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.sign_table import Signed, sign_table
from analysis.drawing.theme_table import ward_row
from analysis.drawing.ward_table import Cell, Column, wards_table
from analysis.measures.absence import NO_TARGET, NOT_GIVEN, WORDS, of_judged_target, of_theme
from analysis.measures.attainment import JUDGED, NOT_IN_ROWS, OLDER_DOCUMENTS, PACED, WORDED, Progress
from analysis.measures.attainment import STATUSES as ORDER
from analysis.measures.own_judgements import OwnCount, own_judgements
from analysis.measures.own_progress import counted_once, own_progress
from analysis.questions._absence import no_indicator
from analysis.questions._beside import own_judgement, plans_in_words
from analysis.questions._indicator_words import Entry, entries
from analysis.questions._kpi import (
    behind,
    goal_word,
    kpis_of,
    leaps,
    left_out_of_themes,
    named,
    not_counted,
    status,
    statuses_of,
    verdict,
    without,
    year_of,
)
from analysis.questions._question import Claim, Question, codes_of, count, few, public
from analysis.questions._slide import Part, Slide, StackedCounts, Table, few_wards, places_of
from analysis.words.labels import STATUSES
from analysis.words.say import Listed, Name, Number, Said, Span, Text, say, text, told, wards

_SHORT = ("borderline", "behind", "expected_to_miss", "missed")
"""Statuses of which each KPI is named with what it lacks."""
_SIGNS_IN_LINE = 3
_COLUMNS = ("ward", "indicator", "baseline", "result", "target", "status")
_SHARES = (16.0, 48.0, 30.0, 38.0, 56.0, 34.0)
_SHARE_OF_THEMES = 28.0
_MAIN = ("slides.main_indicators.title", "slides.main_indicators.alt")


def table(study: Study) -> pd.DataFrame:
    """Return the progress of every KPI of the themes that wards have in common.

    A theme is in common when at least two wards publish something under it and at least one of them in figures.

    Returns
    -------
    DataFrame
        Columns of :data:`analysis.measures.attainment.PROGRESS_COLUMNS`, by theme and ward, without figures that only
        say what is added to a total of the same cell. A ward that publishes nothing under a theme has one empty row.
    """
    by_theme = own(study.whole).groupby("theme")
    publish, figures = by_theme["ward"].nunique(), by_theme["value"].count()
    themes = dict.fromkeys(study.tables.concepts["theme"])
    return kpis_of([one for one in themes if publish.get(one, 0) > 1 and figures[one] > 0], study)


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how the KPIs of each ward stand, name those short of their targets, and set the ward's own count beside it."""
    others = left_out_of_themes(rows, own_progress(study.whole), study)
    found = [_met(rows, others, study)]
    if not few(rows):
        found.insert(0, _met_by_many(rows, others, study))
    every = behind(typed(rows, Progress), study)
    found += not_counted("scorecard.left_out", others, every, codes_of(rows))
    if few(rows) and (paced := rows[rows["status"].isin(_SHORT) & rows["status"].isin(PACED)]).size:
        of = behind(typed(paced, Progress), study)
        found.append(Claim("level", text("scorecard.pace"), of, among=codes_of(paced)))
    for name in _SHORT:
        group = rows[rows["status"] == name]
        if len(group):
            found.append(_short(group, name, study) if few(rows) else _short_of_many(group, name, study))
    return [*found, *leaps(rows, study), *_own_counts(rows, study)]


def _met(rows: pd.DataFrame, others: pd.DataFrame, study: Study) -> Claim:
    """Claim of each ward how many of its targets in figures stand how, those without a result included."""
    every = behind(typed(rows, Progress), study)
    aimed = rows[rows["status"].isin([*JUDGED, "no_result"]) & rows["target"].notna()]
    of_wards = [_of_ward(str(code), of_ward, study) for code, of_ward in aimed.groupby("ward", sort=False)]
    untargeted = [code for code in codes_of(rows) if code not in set(aimed["ward"])]
    why = {code: of_judged_target(code, rows, study) for code in untargeted}
    for absence in (NO_TARGET, NOT_GIVEN):
        codes = [code for code in untargeted if why[code] == absence]
        of_wards += [text(f"scorecard.untargeted.{absence}", wards=wards(*codes))] if codes else []
    said = text("scorecard.title", left=without(others, every), wards=Listed(tuple(of_wards)))
    return Claim("count", said, every, "study", codes_of(rows))


def _of_ward(code: str, aimed: pd.DataFrame, study: Study) -> Text:
    """Say how many targets in figures of one ward stand how, or that none of them has a result."""
    if aimed["status"].isin(JUDGED).any():
        return statuses_of(aimed, study)
    key = "older" if (aimed["reason"] == OLDER_DOCUMENTS).all() else "ward"
    number = count(len(aimed), behind(typed(aimed, Progress), study))
    return text(f"scorecard.unjudged_{key}", ward=wards(code), count=number)


def _met_by_many(rows: pd.DataFrame, others: pd.DataFrame, study: Study) -> Claim:
    """Claim how many KPIs met their targets or are expected to, and how many wards have none that can be judged."""
    judged, every = rows[rows["status"].isin(JUDGED)], behind(typed(rows, Progress), study)
    of, among = behind(typed(judged, Progress), study), codes_of(rows)
    counts, silent = judged["status"].value_counts(), [code for code in among if code not in set(judged["ward"])]
    where = "given" if any(of_judged_target(code, rows, study, JUDGED) == NOT_GIVEN for code in silent) else "read"
    numbers = {"silent": count(len(silent), every), "wards": count(len(among), every)}
    said = text(
        "scorecard.title_of_many",
        left=without(others, every),
        wards=count(judged["ward"].nunique(), of),
        judged=count(len(judged), of),
        achieved=count(int(counts.get("achieved", 0)), of),
        expected=count(int(counts.get("expected_to_meet", 0)), of),
        silent=text(f"scorecard.silent.{where}", **numbers) if silent else "",
    )
    return Claim("count", said, every, "study", among)


def _own_counts(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how wards themselves judge all their indicators, and how many of these have a target to judge by."""
    shown = set(codes_of(rows[rows["status"].isin(JUDGED)]))
    every = behind(typed(rows, Progress), study)
    found = []
    for row in typed(study.once(own_judgements), OwnCount):
        if row.ward in shown:
            ours = rows[(rows["ward"] == row.ward) & rows["status"].isin(JUDGED)]
            said = text(
                "scorecard.own",
                ward=wards(row.ward),
                until=""
                if row.estimated is None
                else text("scorecard.until", year=year_of(row.estimated, short=False)),
                share=Number(row.achieved / row.listed, "share", how="derived"),
                ours=count(len(ours), every),
                listed=count(row.listed),
                different=count(row.different),
                numeric=count(row.numeric),
                achieved=count(row.achieved),
                missed=count(row.missed),
            )
            found.append(Claim("count", said, every, among=codes_of(rows)))
    return found


def _short(group: pd.DataFrame, name: str, study: Study) -> Claim:
    """Claim of each KPI of a status how far it is from its target."""
    said = [_short_of_target(row, study) for row in typed(group, Progress)]
    sentence = text("scorecard.short", status=status(name), names=Listed(tuple(said)))
    return Claim("level", sentence, behind(typed(group, Progress), study), among=codes_of(group))


def _short_of_target(row: Progress, study: Study) -> Text:
    """Say the result and the target of a KPI and, where its pace decides, the range of that."""
    said: dict[str, Said] = {"name": named(row)}
    if row.value is not None:
        said["value"] = Number(row.value, row.unit, behind([row], study, ["value"]))
    if row.target is not None:
        of = behind([row], study, ["target"])
        said["target"] = Number(row.target, row.unit, of, bound=row.target_bound or "")
    if row.status in PACED and row.pace_low is not None and row.pace_high is not None:
        of = behind([row], study)
        pace = Span(*(Number(round(end, 2), "", of, "derived") for end in (row.pace_low, row.pace_high)))
        return text("scorecard.short_with_pace", pace=pace, even_way=_even_way(row, of), **said)
    return text("scorecard.short_of", **said)


def _even_way(row: Progress, of: tuple[str, ...]) -> Said:
    """Say of a count on the border what would be on time, and how far off it tells nothing."""
    if row.status != "borderline" or not row.leeway or not row.pace_low or not row.pace_high:
        return ""
    if row.value is None or row.baseline is None:
        return ""
    come = row.value - row.baseline
    least, most = (round(row.baseline + come / pace, 2) for pace in (row.pace_high, row.pace_low))
    on_time = Span(Number(least, "", of, "derived"), Number(most, row.unit, of, "derived"))
    return text("scorecard.even_way", on_time=on_time, leeway=Number(row.leeway, row.unit, of, "derived"))


def _short_of_many(group: pd.DataFrame, name: str, study: Study) -> Claim:
    """Claim how many KPIs of how many wards have a status."""
    of, among = behind(typed(group, Progress), study), codes_of(group)
    numbers = {"wards": count(len(among), of), "count": count(len(group), of)}
    return Claim("count", text("scorecard.short_of_many", status=status(name), **numbers), of, among=among)


# --- the chart ---------------------------------------------------------------------------------------------------


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a row for each theme and a column for each ward: a sign and the figures for each KPI; of many wards signs."""
    return _figures_of_few(rows, study, ink) if few(rows) else _signs_of_many(rows, study, ink)


def _figures_of_few(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    themes, codes, names = list(dict.fromkeys(rows["theme"])), codes_of(rows), study.names
    legend = _meanings(set(rows.loc[rows["indicator"] != "", "status"]), study)
    kind = say(text("scorecard.kind", legend=legend), names)
    details = [say(_told(row, study), names) for row in typed(rows, Progress)]
    info = QUESTION.info(rows, study, claims=claims(rows, study), kind=kind, details=details)
    cells = {
        (row, column): _cell(rows[(rows["theme"] == theme) & (rows["ward"] == code)], study)
        for row, theme in enumerate(themes)
        for column, code in enumerate(codes)
    }
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        return sign_table(info, [names.theme(theme) for theme in themes], [looks[code] for code in codes], cells)


def _cell(entries: pd.DataFrame, study: Study) -> list[Signed]:
    """Return the KPIs of a ward under a theme; those in words share a text."""
    names, in_words = study.names, entries["status"].isin(WORDED)
    cell = [
        Signed(
            _sign_of(row, study),
            say(_name(row, study), names),
            say(_figures(row), names),
            quiet=not row.indicator,
        )
        for row in typed(entries[~in_words], Progress)
    ]
    if in_words.any():
        listed = Listed(tuple(Name("indicator", (name,)) for name in entries.loc[in_words, "indicator"]))
        cell.append(Signed(say(_sign("qualitative"), names), say(listed, names), quiet=True))
    return cell


def _sign_of(row: Progress, study: Study) -> str:
    """Return the sign of a KPI; where there is none, that of words or nothing: no mark for a figure that is not there."""
    if row.indicator:
        return say(_sign(row.status), study.names)
    in_words = of_theme(row.ward, row.theme, study) == WORDS
    return say(text("mark.letter.words"), study.names) if in_words else ""


def _signs_of_many(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw, for each ward and theme, the signs of its KPIs, and how many of its targets it met."""
    names, published = study.names, rows[rows["indicator"] != ""]
    kind = say(text("scorecard.kind_of_many", legend=_meanings(set(published["status"]), study)), names)
    details = [say(_told(row, study, with_status=True), names) for row in typed(published, Progress)]
    info = QUESTION.info(rows, study, claims=claims(rows, study), kind=kind, details=details)
    themes, codes = list(dict.fromkeys(rows["theme"])), codes_of(rows)
    cells = {
        (str(code), str(theme)): _signs_cell(list(of["status"]), study)
        for (code, theme), of in published.groupby(["ward", "theme"])
    }
    cells |= {(code, ""): _met_cell(published[published["ward"] == code], study) for code in codes_of(published)}
    columns = [*(Column(names.theme(theme)) for theme in themes), Column(told("scorecard.achieved", study.lang))]
    unjudged = told("scorecard.unjudged", study.lang)
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        lines = [ward_row(looks[code], code, [*themes, ""], cells, unjudged) for code in codes]
        return wards_table(info, columns, lines)


def _meanings(shown: set[str], study: Study) -> Listed:
    """Return each sign with all the statuses that it stands for."""
    meant: dict[str, list[Text]] = {}
    for name in STATUSES:
        if name in shown:
            meant.setdefault(say(_sign(name), study.names), []).append(status(name))
    listed = {sign: Listed(tuple(statuses), together=True) for sign, statuses in meant.items()}
    return Listed(tuple(text("scorecard.legend", sign=sign, meaning=meaning) for sign, meaning in listed.items()))


def _signs_cell(statuses: Sequence[str], study: Study) -> Cell:
    """Return the signs of a ward's KPIs, the best first, side by side or, folded, on several lines."""
    signs = "".join(say(_sign(one), study.names) for one in sorted(statuses, key=list(STATUSES).index))
    starts = range(0, len(signs), _SIGNS_IN_LINE)
    return Cell((signs,), folded=tuple(signs[start : start + _SIGNS_IN_LINE] for start in starts))


def _met_cell(of_ward: pd.DataFrame, study: Study) -> Cell:
    """Return how many of a ward's KPIs met their targets or are expected to, of those that can be judged."""
    judged = of_ward[of_ward["status"].isin(JUDGED)]
    met = f"{int(judged['status'].isin(['achieved', 'expected_to_meet']).sum())}/{len(judged)}"
    return Cell((met if len(judged) else say(_sign(""), study.names),))


def _sign(name: str) -> Text:
    """Say a status as a sign."""
    if name in WORDED:
        return text("mark.letter.words")
    return text(f"scorecard.sign.{name if name in JUDGED else 'none'}")


def _told(row: Progress, study: Study, *, with_status: bool = False) -> Text:
    """Say a KPI in words, for the alt text."""
    said: dict[str, Said] = {"ward": wards(row.ward), "name": _name(row, study), "figures": _figures(row)}
    if with_status:
        return text("scorecard.told_with_status", **said, status=verdict(row))
    return text("scorecard.told", **said)


def _name(row: Progress, study: Study) -> Said:
    return Name("indicator", (row.indicator,)) if row.indicator else no_indicator(row.ward, row.theme, study)


def _figures(row: Progress) -> Said:
    """Say the newest figure of a KPI, its target, year and progress."""
    if not row.indicator:
        return ""
    if row.status in WORDED:
        return text(
            "scorecard.only_target", goal=goal_word(row), target=row.target_text or "", year=year_of(row.target_year)
        )
    target: Said = "" if row.target is None else Number(row.target, row.unit, bound=row.target_bound or "")
    if row.value is None:
        aim = text("scorecard.only_target", goal=goal_word(row), target=target, year=year_of(row.target_year))
        return _cut(aim, row) if target else verdict(row)
    year = year_of(row.value_year)
    if target:
        said = text("scorecard.result_and_target", value=Number(row.value), target=target, year=year)
    else:
        said = text("scorecard.result", value=Number(row.value, row.unit), year=year)
    if row.value_kind == "estimate":
        said = text("scorecard.estimate", estimate=text("mark.estimate"), figures=said)
    if row.progress is None:
        return _cut(said, row)
    return text("scorecard.with_progress", figures=said, progress=Number(row.progress, "share", how="derived"))


def _cut(figures: Said, row: Progress) -> Said:
    """Add to figures what the rows given do not hold."""
    return text("scorecard.cut", figures=figures, why=verdict(row)) if row.reason in NOT_IN_ROWS else figures


# --- slides ----------------------------------------------------------------------------------------------------------


def sentences(study: Study, themes: Sequence[str] | None = None) -> list[str]:
    """Return how many indicators of each ward (of some themes) stand where, the main finding first."""
    rows = judgements(published_themes(study) if themes is None else themes, study)
    return [one.said(study) for one in claims(in_order_of(rows, "ward", study.wards), study)]


def judgements(themes: Sequence[str], study: Study) -> pd.DataFrame:
    """Return the table of some themes; of many wards, which findings count, with those that publish nothing."""
    rows = study.once(table)
    rows = rows[rows["theme"].isin(themes)]
    return rows[rows["indicator"] != ""] if few_wards(study) else rows


def slides(study: Study) -> list[Slide]:
    """Return the counts, and the indicators of the main themes one by one."""
    rows = own(study)
    kind = told("slides.scorecard.kind", study.lang)
    title = sentences(study)[0].rstrip("。.")
    shown = rows[rows["indicator"].isin(counted_once(study)["indicator"])]
    one_by_one = indicator_slide(_MAIN, [("", one) for one in entries(main_themes(study), study)], study)
    return [Slide(title=title, kind=kind, cells=(status_counts(study),), rows=shown, caveats=False), one_by_one]


def status_counts(study: Study) -> StackedCounts:
    """Return how many indicators of each ward have which status, of all themes, each indicator of a document once.

    Annex 1 of the paper has the same indicators one by one.
    """
    rows = counted_once(study)
    crossed = pd.crosstab(rows["ward"], rows["status"]).reindex(list(study.wards), fill_value=0)
    shown = [status for status in [*ORDER, ""] if status in crossed.columns]
    parts = tuple(
        Part(STATUSES[status][study.lang], tuple(int(count) for count in crossed[status]), STATUS_PAINTS[status])
        for status in shown
    )
    labels = tuple(study.names.ward(code) for code in study.wards)
    return StackedCounts(
        name="statuses",
        title=counts_title(rows, study),
        subtitle=_beside_counts(study) if few_wards(study) else "",
        alt=_in_words(labels, parts, study),
        labels=labels,
        parts=parts,
    )


def counts_title(rows: pd.DataFrame, study: Study) -> str:
    """Return what the counts are of: which indicators, of how many themes."""
    numbers = {"indicators": len(rows), "themes": rows["theme"].nunique()}
    return say(text("slides.scorecard.counts", **numbers), study.names)


def _beside_counts(study: Study) -> str:
    """Return what the counts leave out, and how wards judge their indicators themselves."""
    numbers = {code: plans_in_words(code, study) for code in study.wards}
    plans = [
        told("slides.scorecard.plans_of", study.lang, ward=study.names.ward(code), count=number)
        for code, number in numbers.items()
        if number
    ]
    said = [told("slides.scorecard.left_out", study.lang, plans=study.names.listed(plans))] if plans else []
    judging = dict.fromkeys(study.once(own_judgements)["ward"])
    said += [
        told("slides.scorecard.own_of", study.lang, ward=study.names.ward(code), judged=own_judgement(code, study))
        for code in judging
    ]
    return study.names.sentences(said)


def indicator_slide(texts: tuple[str, str], named: Sequence[tuple[str, Entry]], study: Study) -> Slide:
    """Return a table of indicators, each after the name of its theme where they have one to show.

    ``texts`` are the keys of its title and of its alternative text.
    """
    rows = own(study)
    indicators = [one.indicator for _, one in named]
    rows = rows[rows["indicator"].isin(indicators)]
    themed = any(theme for theme, _ in named)
    columns = ("theme", *_COLUMNS) if themed else _COLUMNS
    table = Table(
        header=tuple(told(f"slides.column.{name}", study.lang) for name in columns),
        body=tuple(((theme,) if themed else ()) + _entry_cells(one, study) for theme, one in named),
        shares=(_SHARE_OF_THEMES, *_SHARES) if themed else _SHARES,
        alt=told(texts[1], study.lang),
        behind=places_of(rows, "indicator", indicators),
        unbroken=tuple(study.names.ward(code) for code in study.wards),
        unbroken_in=1 if themed else 0,
        only_when_parted=few_wards(study),
    )
    title, kind = told(texts[0], study.lang), told("slides.scorecard.kind", study.lang)
    return Slide(title=title, kind=kind, cells=(table,), rows=rows, caveats=False)


def _entry_cells(one: Entry, study: Study) -> tuple[str, ...]:
    if one.shared:
        return one.ward, one.name
    return one.ward, one.name, one.baseline, one.result, one.target, study.names.listed(one.standing.split("\n"))


def _in_words(labels: Sequence[str], parts: Sequence[Part], study: Study) -> str:
    """Return the counts in words."""
    said = []
    for place, ward in enumerate(labels):
        statuses = study.names.listed(f"{part.name} {part.counts[place]}" for part in parts if part.counts[place])
        said.append(told("slides.indicator.of_ward", study.lang, ward=ward, text=statuses))
    return told("slides.scorecard.counts_told", study.lang, told="; ".join(said))


QUESTION = Question("scorecard", table, claims, figure, doc=__doc__, every_ward=True)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


scorecard = public(QUESTION)
