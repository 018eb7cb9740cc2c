"""Where does each ward stand against its own targets, in the themes that wards have in common?

Draws a line for each indicator with its status. Sources: the newest document of each ward.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from analysis.data.citation import cited
from analysis.data.frames import in_order_of
from analysis.data.ids import ids
from analysis.data.kinds import RESULT_KINDS
from analysis.data.marks import ward_styles
from analysis.data.rows import typed
from analysis.data.study import Study, own, own_of
from analysis.data.themes import main_themes, published_themes
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.sign_table import Signed, sign_table
from analysis.drawing.theme_table import ward_row
from analysis.drawing.ward_table import Cell, Column, wards_table
from analysis.measures.absence import NO_TARGET, NOT_GIVEN, WORDS, of_judged_target, of_theme
from analysis.measures.attainment import JUDGED, NOT_IN_ROWS, OLDER_DOCUMENTS, PACED, PLAN_IN_WORDS, WORDED, Progress
from analysis.measures.attainment import STATUSES as ORDER
from analysis.measures.own_judgements import OwnCount, judged_in, own_judgements, printed_totals, themes_judged
from analysis.measures.own_progress import counted_once, counted_with, own_progress
from analysis.questions._absence import no_indicator, why
from analysis.questions._beside import none_read, notes_beside, number_of, own_judgement
from analysis.questions._indicator_words import Entry, entries, status_name
from analysis.questions._kpi import (
    APART,
    PLANNED_ONLY,
    basis_of,
    behind,
    counted_as,
    dropped_targets,
    goal_word,
    is_total_assumed,
    kpis_of,
    leaps,
    left_open,
    left_out_of_themes,
    named,
    not_counted,
    own_verdicts,
    status,
    statuses_of,
    totals_assumed,
    verdict,
    without,
    year_of,
)
from analysis.questions._phrases import of_plan
from analysis.questions._question import Claim, Question, codes_of, count, few, public
from analysis.questions._reading import NONE
from analysis.questions._slide import Slide, Table, few_wards, places_of
from analysis.words.labels import STATUSES, VERDICTS
from analysis.words.say import Listed, Name, Number, Quoted, Said, Span, Spoken, Text, Year, say, text, told, wards

_SHORT = ("borderline", "behind", "expected_to_miss", "missed")
"""Statuses of which each KPI is named with what it lacks."""
_MET = ("achieved", "expected_to_meet", "at_target_level")
"""Statuses of a latest figure that meets its target."""
_APART = "apart"
"""What is counted apart in the chart of counts: targets of themes that its title leaves out."""
_SIGNS_IN_LINE = 3
_STANDS = (*STATUSES, *APART)
_COLUMNS = ("ward", "indicator", "baseline", "result", "target", "status")
_SHARES = (16.0, 48.0, 32.0, 38.0, 42.0, 46.0)
_SHARE_OF_THEMES = 28.0
_SHARE_OF_STATUS, _LEAST_SHARE = 1.0, 0.36
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
    if (in_title := found[0].short) is not None:
        found.append(replace(found[0], text=in_title, short=None))
    if not few(rows):
        found.insert(0, _met_by_many(rows, others, study))
    every = behind(typed(rows, Progress), study)
    found += not_counted("scorecard.left_out", others, every, codes_of(rows), former=_of_former(others, every))
    found += dropped_targets(codes_of(rows), rows, study)
    found += _chosen(rows, study)
    if few(rows) and (paced := rows[rows["status"].isin(_SHORT) & rows["status"].isin(PACED)]).size:
        of = behind(typed(paced, Progress), study)
        found.append(Claim("level", text("scorecard.pace"), of, among=codes_of(paced)))
    for name in _SHORT:
        group = rows[rows["status"] == name]
        if len(group):
            found.append(_short(group, name, study) if few(rows) else _short_of_many(group, name, study))
    return [
        *found,
        *leaps(rows, study),
        *totals_assumed(rows, study),
        *_own_counts(rows, study),
        *_worded_left_out(rows, study),
    ]


def _of_former(others: pd.DataFrame, every: tuple[str, ...]) -> Said:
    """Say how many targets are a former plan's, which no newer ones have replaced; nothing where none is."""
    former = others["status"].eq("no_result") & others["own_verdict"].isin(list(VERDICTS))
    return text("scorecard.left_out_former", count=count(int(former.sum()), every)) if former.any() else ""


def _kind_chosen(rows: pd.DataFrame, study: Study) -> Text:
    """Say under the title how many indicators are shown, of which themes; of a caller's choice that it is one."""
    for claim in _chosen(rows, study):
        shown = {name: claim.text.values[name] for name in ("shown", "others")}
        return text("scorecard.kind_chosen", **shown)
    return text("scorecard.kind_given")


def _chosen(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim by which rule the indicators were chosen, and how many are left out; a caller's choice has no rule of ours."""
    if set(study.whole.once(table)["indicator"]) != set(rows["indicator"]):
        return []
    every = counted_once(study.whole)
    shown = int(every["indicator"].isin(rows["indicator"]).sum())
    of = behind(typed(every, Progress), study.whole)
    numbers = {
        "themes": rows["theme"].nunique(),
        "of_themes": study.tables.concepts["theme"].nunique(),
        "every": len(every),
        "shown": shown,
        "others": len(every) - shown,
    }
    others = every[~every["indicator"].isin(rows["indicator"])]["ward"].value_counts()
    of_wards = [
        text("scorecard.others_of", ward=wards(code), count=count(int(others[code]), of))
        for code in study.wards
        if code in others
    ]
    about: dict[str, Said] = {name: count(number, of) for name, number in numbers.items()}
    said = text("scorecard.chosen", **about, of_wards=Listed(tuple(of_wards)))
    return [Claim("count", said, of, "study", codes_of(rows))]


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
    short = None
    whole = study.whole.once(table)
    stands = dict(zip(whole["indicator"], whole["status"], strict=True))
    if few(rows) and stands == dict(zip(rows["indicator"], rows["status"], strict=True)):  # of fewer all is said
        met = [_met_of(code, rows[rows["ward"] == code], every, study) for code in codes_of(rows)]
        short = text("scorecard.met", wards=Listed(tuple(met)), left=without(others, every))
    return Claim("count", said, every, "study", codes_of(rows), short=short)


def _of_ward(code: str, aimed: pd.DataFrame, study: Study) -> Text:
    """Say how many targets in figures of one ward stand how, or that none of them has a result."""
    if aimed["status"].isin(JUDGED).any():
        return statuses_of(aimed, study)
    number = count(len(aimed), behind(typed(aimed, Progress), study))
    key = "older" if (aimed["reason"] == OLDER_DOCUMENTS).all() else "ward"
    if key == "older" and not _prints_targets(code, study):
        return of_plan("scorecard.unjudged_plan", aimed["source"], study, ward=wards(code), count=number)
    return text(f"scorecard.unjudged_{key}", ward=wards(code), count=number)


def met_claim(study: Study) -> Claim:
    """Claim of each of few wards of how many targets in figures the latest figure meets: what a slide's title has room for."""
    rows = in_order_of(judgements(published_themes(study), study), "ward", study.wards)
    every = behind(typed(rows, Progress), study)
    others = left_out_of_themes(rows, own_progress(study.whole), study)
    said = [_met_of(code, rows[rows["ward"] == code], every, study) for code in study.wards]
    left = without(others, every)
    return Claim("count", text("scorecard.met", wards=Listed(tuple(said)), left=left), every, "study", codes_of(rows))


def _met_of(code: str, rows: pd.DataFrame, every: tuple[str, ...], study: Study) -> Text:
    """Say of how many targets in figures of a ward the latest figure meets; or that it prints none, or only what a plan gives, or none can be judged."""
    aimed = rows[rows["target"].notna()]
    if not _prints_targets(code, study):
        return text(f"scorecard.met_{'no_target' if aimed.empty else 'planned'}", ward=wards(code))
    judged = aimed[aimed["status"].isin(JUDGED)]
    if judged.empty:
        return text("scorecard.met_none", ward=wards(code))
    met = judged[judged["status"].isin(_MET)]
    numbers = {"judged": count(len(judged), every), "met": count(len(met), every)}
    key = "met_of"
    if len(judged) < len(aimed):
        key, numbers["silent"] = "met_of_those_with_figure", count(len(aimed) - len(judged), every)
    return text(f"scorecard.{key}", ward=wards(code), basis=_basis(met if len(met) else judged, every), **numbers)


def _basis(rows: pd.DataFrame, every: tuple[str, ...]) -> Text:
    """Say of which years figures are, and whether results or what is expected, or how many which: results are no estimates."""
    kinds, years = rows["value_kind"].value_counts(), rows["value_year"].dropna().astype("int64")
    counts = {kind: count(int(kinds[kind]), every) for kind in RESULT_KINDS if kind in kinds}
    of = Span(Year(int(years.min()), short=False), Year(int(years.max()), short=False))
    if len(counts) > 1:
        early = rows.loc[rows["value_kind"] == "actual", "status"].eq("expected_to_meet").all()
        return text("scorecard.met_by.early" if early else "scorecard.met_by.both", years=of, **counts)
    return text(f"scorecard.met_by.{next(iter(counts))}", years=of)


def _prints_targets(code: str, study: Study) -> bool:
    """Return whether any document of a ward calls a figure a target; what a plan gives for a year is none."""
    rows = own(study.whole)
    return bool(((rows["ward"] == code) & (rows["kind"] == "target") & rows["value"].notna()).any())


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
        if row.ward in shown and row.is_former:
            found.append(_own_former(row, rows, study))
        elif row.ward in shown:
            ours = rows[(rows["ward"] == row.ward) & rows["status"].isin(JUDGED)]
            numeric = {} if len(ours) == row.numeric else {"numeric": count(row.numeric)}
            totals = _own_totals(row, study)
            said = text(
                "scorecard.own" if numeric else "scorecard.own_all",
                ward=wards(row.ward),
                until=""
                if row.estimated is None
                else text("scorecard.until", year=year_of(row.estimated, short=False)),
                ours=count(len(ours), every),
                different=count(row.different),
                rule=_own_rule(row, study),
                **numeric,
                **totals,
            )
            printed = (one for number in totals.values() for one in number.of)
            found.append(Claim("count", said, (*every, *printed), among=codes_of(rows)))
    return found


def _own_rule(row: OwnCount, study: Study) -> Said:
    """Say by which rule a ward judges its indicators, where the codebook tells it of its count of those achieved."""
    printed = printed_totals(row, study.whole).get("achieved")
    if printed is None:
        return ""
    names = [str(one) for one in printed["indicator"].unique() if study.names.caveat(str(one))]
    return text("scorecard.own_rule", rule=Name("caveat", (names[0],))) if names else ""


def _own_totals(row: OwnCount, study: Study) -> dict[str, Number]:
    """Return the totals of a ward's own judgement: as its document prints them, else as we count them."""
    counted = {name: count(getattr(row, name)) for name in ("listed", "achieved", "missed")}
    counted["share"] = Number(row.achieved / row.listed, "share", how="derived")
    printed = printed_totals(row, study.whole)
    return counted | {
        name: Number(float(one["value"].iloc[0]), "percent" if name == "share" else "", ids(one))
        for name, one in printed.items()
    }


def _own_former(row: OwnCount, rows: pd.DataFrame, study: Study) -> Claim:
    """Claim how a ward judged targets that newer ones have replaced since, and how many of them are judged here."""
    every = behind(typed(rows, Progress), study)
    numbers = {"listed": row.listed, "achieved": row.achieved, "missed": row.missed, "replaced": row.replaced}
    counts = {name: count(number) for name, number in numbers.items()}
    ours = (
        rows["indicator"].isin(judged_in(row, study)) & (rows["target_year"] == row.year) & rows["status"].isin(JUDGED)
    )
    said = text(
        "scorecard.own_former",
        ward=wards(row.ward),
        themes=Name("theme", themes_judged(row, study)),
        year="" if row.year is None else year_of(row.year, short=False),
        judged=text("scorecard.judged_by_former", ours=count(int(ours.sum()), every))
        if ours.any()
        else text("scorecard.judged_by_newer"),
        **counts,
    )
    return Claim("count", said, every, among=codes_of(rows))


def _worded_left_out(rows: pd.DataFrame, study: Study) -> Iterator[Claim]:
    """Claim of each of few wards how many targets in words stand under themes without any in figures that have no row.

    Which themes these are is asked of all that was read: a choice of rows or themes changes none. So is how it judges them.
    """
    if not few(rows):
        return
    every = counted_once(study.whole)
    in_figures = every.loc[every["target"].notna(), "theme"]
    others = every[every["status"].eq("qualitative") & ~every["theme"].isin([*in_figures, *rows["theme"]])]
    for code in codes_of(rows):
        of_ward = others[others["ward"] == code]
        if of_ward.empty:
            continue
        said = text("scorecard.words_left_out", ward=wards(code), count=count(len(of_ward)), own=own_verdicts(of_ward))
        yield Claim("count", said, behind(typed(rows, Progress), study), "study", codes_of(rows))


def _short(group: pd.DataFrame, name: str, study: Study) -> Claim:
    """Claim of each KPI of a status how far it is from its target."""
    said = [short_of_target(row, study) for row in typed(group, Progress)]
    sentence = text("scorecard.short", status=status(name), names=Listed(tuple(said)))
    of = (*behind(typed(group, Progress), study), *(one for number in said for one in _ids_in(number)))
    return Claim("level", sentence, tuple(dict.fromkeys(of)), among=codes_of(group))


def _ids_in(said: Text) -> Iterator[str]:
    """Yield the observations that the numbers of a text rest on."""
    for part in said.parts():
        if isinstance(part, Number):
            yield from part.of


def short_of_target(row: Progress, study: Study) -> Text:
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
        more = {"even_way": _even_way(row, of), "other_start": _other_start(row, study)}
        return text("scorecard.short_with_pace", pace=pace, **more, **said)
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
    side = "below" if row.pace_high < 1 else "above" if row.pace_low >= 1 else "across"
    return text(f"scorecard.even_way.{side}", on_time=on_time, leeway=Number(row.leeway, row.unit, of, "derived"))


def _other_start(row: Progress, study: Study) -> Said:
    """Say what another document gives as the result of the baseline's year, where that is not the baseline."""
    rows = own(study.whole)
    results = rows[(rows["indicator"] == row.indicator) & (rows["kind"] == "actual") & rows["value"].notna()]
    results = results[(results["fiscal_year"] == row.baseline_year) & (results["value"] != row.baseline)].tail(1)
    if results.empty or row.baseline is None:
        return ""
    return text(
        "scorecard.other_start",
        baseline=Number(row.baseline, row.unit, behind([row], study, ["baseline"])),
        year=year_of(row.baseline_year, short=False),
        figure=Number(float(results["value"].iloc[0]), row.unit, ids(results)),
    )


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
    legend = _meanings(_stands(rows[rows["indicator"] != ""]), study)
    kind = say(text("scorecard.kind", legend=legend, chosen=_kind_chosen(rows, study)), names)
    shown = _plans_in_words_once(rows)
    details = [say(_told(row, study), names) for row in typed(shown, Progress)]
    info = QUESTION.info(rows, study, ink, claims=claims(rows, study), kind=kind, details=details)
    cells = {
        (row, column): _cell(shown[(shown["theme"] == theme) & (shown["ward"] == code)], study)
        for row, theme in enumerate(themes)
        for column, code in enumerate(codes)
    }
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        return sign_table(info, [names.theme(theme) for theme in themes], [looks[code] for code in codes], cells)


def _plans_in_words_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with one for all plans in words of a ward under a theme, and none beside its indicators.

    Only some of what wards plan in words has an indicator of its own: to name these would tell a part as if it were all.
    """
    plans = rows["status"] == PLAN_IN_WORDS
    alone = plans.groupby([rows["theme"], rows["ward"]]).transform("all")
    return rows[~plans | (alone & ~rows.duplicated(["theme", "ward"]))]


def _cell(entries: pd.DataFrame, study: Study) -> list[Signed]:
    """Return the KPIs of a ward under a theme; targets in words share a text."""
    names, in_words = study.names, entries["status"] == "qualitative"
    cell = [
        Signed(
            _sign_of(row, study),
            say(_name(row, study), names),
            "" if row.status == PLAN_IN_WORDS else say(_figures(row, study), names),
            quiet=not row.indicator or row.status == PLAN_IN_WORDS,
        )
        for row in typed(entries[~in_words], Progress)
    ]
    if in_words.any():
        listed = Listed(tuple(_worded(entries[in_words], study)))
        cell.append(Signed(say(_sign("qualitative"), names), say(listed, names), quiet=True))
    return cell


def _worded(rows: pd.DataFrame, study: Study) -> Iterator[Said]:
    """Name each KPI in words, with how the ward itself judges it; what is read from one item of its document together."""
    leading = counted_with(study)
    for _, of_item in rows.groupby(rows["indicator"].map(lambda one: leading.get(one, one)), sort=False):
        first, *others = typed(of_item, Progress)
        name: Said = Name("indicator", tuple(of_item["indicator"]))
        yield _judged(text("scorecard.one_indicator", names=name) if others else name, first)


def _judged(said: Said, row: Progress) -> Said:
    """Add how the ward itself judges a target in words, as no status of ours stands beside it."""
    if row.own_verdict not in VERDICTS:
        return said
    return text("scorecard.worded_judged", name=said, verdict=text(f"labels.verdict.{row.own_verdict}"))


def _sign_of(row: Progress, study: Study) -> str:
    """Return the sign of a KPI; where there is none, that of words or nothing: no mark for a figure that is not there."""
    if row.indicator:
        return say(_sign(row.status if row.status in WORDED else counted_as(row)), study.names)
    in_words = of_theme(row.ward, row.theme, study) == WORDS
    return say(text("mark.letter.words"), study.names) if in_words else ""


def _signs_of_many(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw, for each ward and theme, the signs of its KPIs, and how many of its targets it met."""
    names, published = study.names, _plans_in_words_once(rows[rows["indicator"] != ""])
    kind = say(text("scorecard.kind_of_many", legend=_meanings(_stands(published), study)), names)
    details = [say(_told(row, study, with_status=True), names) for row in typed(published, Progress)]
    info = QUESTION.info(rows, study, ink, claims=claims(rows, study), kind=kind, details=details)
    themes, codes = list(dict.fromkeys(rows["theme"])), codes_of(rows)
    cells = {
        (str(code), str(theme)): _signs_cell(_stands(of), study)
        for (code, theme), of in published.groupby(["ward", "theme"])
    }
    cells |= {(code, ""): _met_cell(published[published["ward"] == code], study) for code in codes_of(published)}
    columns = [*(Column(names.theme(theme)) for theme in themes), Column(told("scorecard.achieved", study.lang))]
    unjudged = told("scorecard.unjudged", study.lang)
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        lines = [ward_row(looks[code], code, [*themes, ""], cells, unjudged) for code in codes]
        return wards_table(info, columns, lines)


def _stands(rows: pd.DataFrame) -> list[str]:
    """Return how each KPI of ``rows`` stands, plans' figures that are no targets apart, the best first."""
    return sorted((counted_as(row) for row in typed(rows, Progress)), key=_STANDS.index)


def _meanings(shown: Iterable[str], study: Study) -> Listed:
    """Return each sign with all the statuses that it stands for."""
    meant: dict[str, list[Text]] = {}
    for name in dict.fromkeys(shown):
        meaning = text("scorecard.in_words") if name in WORDED else status(name)
        of_sign = meant.setdefault(say(_sign(name), study.names), [])
        if meaning not in of_sign:
            of_sign.append(meaning)
    listed = {sign: Listed(tuple(statuses), together=True) for sign, statuses in meant.items()}
    return Listed(tuple(text("scorecard.legend", sign=sign, meaning=meaning) for sign, meaning in listed.items()))


def _signs_cell(stands: Sequence[str], study: Study) -> Cell:
    """Return the signs of a ward's KPIs side by side or, folded, on several lines."""
    signs = "".join(say(_sign(one), study.names) for one in stands)
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
    return text(f"scorecard.sign.{name if name in (*JUDGED, PLANNED_ONLY) else 'none'}")


def _told(row: Progress, study: Study, *, with_status: bool = False) -> Text:
    """Say a KPI in words, for the alt text."""
    if not row.indicator or row.status == PLAN_IN_WORDS:
        theme = Name("theme", (row.theme,))
        return text("scorecard.told_nothing", ward=wards(row.ward), theme=theme, nothing=_name(row, study))
    figures = _judged(_figures(row, study), row) if row.status in WORDED else _figures(row, study)
    said: dict[str, Said] = {"ward": wards(row.ward), "name": _name(row, study), "figures": figures}
    if with_status:
        return text("scorecard.told_with_status", **said, status=verdict(row))
    return text("scorecard.told", **said)


def _name(row: Progress, study: Study) -> Said:
    if row.status == PLAN_IN_WORDS:
        return why(WORDS)
    return Name("indicator", (row.indicator,)) if row.indicator else no_indicator(row.ward, row.theme, study)


def _figures(row: Progress, study: Study) -> Said:
    """Say the newest figure of a KPI, its target, year and progress."""
    if not row.indicator:
        return ""
    if row.status in WORDED:
        return text(
            "scorecard.only_target",
            goal=goal_word(row),
            target=Quoted(row.target_text or "", row.target_kind or ""),
            year=year_of(row.target_year),
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
    if is_total_assumed(row, study):
        said = text("scorecard.cut", figures=said, why=text("mark.total_assumed"))
    if row.progress is None:
        return _cut(said, row)
    progress = Number(row.progress, "share", how="derived")
    if row.reason == "leap":
        return text("scorecard.with_doubtful_progress", figures=said, progress=progress, doubt=text("mark.leap"))
    return text("scorecard.with_progress", figures=said, progress=progress)


def _cut(figures: Said, row: Progress) -> Said:
    """Add to figures what the rows given do not hold."""
    return text("scorecard.cut", figures=figures, why=verdict(row)) if row.reason in NOT_IN_ROWS else figures


# --- slides ----------------------------------------------------------------------------------------------------------


def sentences(study: Study, themes: Sequence[str] | None = None) -> list[str]:
    """Return how many indicators of each ward (of some themes) stand where, the main finding first."""
    return [one.said(study) for one in _claims_of(published_themes(study) if themes is None else themes, study)]


def _claims_of(themes: Sequence[str], study: Study) -> list[Claim]:
    return claims(in_order_of(judgements(themes, study), "ward", study.wards), study)


def judgements(themes: Sequence[str], study: Study) -> pd.DataFrame:
    """Return the table of some themes; of many wards, which findings count, with those that publish nothing."""
    rows = study.once(table)
    rows = rows[rows["theme"].isin(themes)]
    return rows[rows["indicator"] != ""] if few_wards(study) else rows


def slides(study: Study) -> list[Slide]:
    """Return the counts, and the indicators of the main themes one by one."""
    rows = own(study)
    kind = study.names.sentences(
        [
            study.names.sentence(counts_title(study)),
            study.names.sentence(study.names.told("slides.scorecard.kind")),
            study.names.told("slides.scorecard.no_count"),
        ]
    )
    found = met_claim(study) if few_wards(study) else _claims_of(published_themes(study), study)[0]
    shown = rows[rows["indicator"].isin(counted_once(study)["indicator"])]
    themes = main_themes(study)
    listed = [("", _under(theme, one, study)) for theme in themes for one in entries([theme], study)]
    one_by_one = indicator_slide(_MAIN, listed, study)
    notes = notes_beside(study, themes) if few_wards(study) else []
    one_by_one = replace(one_by_one, kind=study.names.sentences([study.names.sentence(one_by_one.kind), *notes]))
    counts = Slide(
        title=found.headline(study),
        kind=kind,
        cells=(counts_table(study),),
        rows=shown,
        caveats=False,
        said=found.said(study),
    )
    return [counts, one_by_one]


def _under(theme: str, one: Entry, study: Study) -> Entry:
    """Return a row of a table of several themes: of many wards, one that says why there is nothing says under which."""
    if not one.shared or few_wards(study):
        return one
    said = study.names.told("slides.scorecard.under", theme=study.names.theme(theme), said=one.name)
    return one._replace(name=said)


class StatusCount(NamedTuple):
    """How many indicators of each ward stand so."""

    name: str
    short: str  # at the head of a narrow column
    counts: tuple[int, ...]  # in the order of wards
    judged: tuple[int, ...]  # of them, those without a result to judge that the ward judges itself
    left_open: tuple[int, ...]  # of them, those of which the documents leave open how they are counted


def status_counts(study: Study) -> list[StatusCount]:
    """Return how many indicators of each ward have which status, of all themes, each indicator of a document once.

    Annex 1 of the paper has the same indicators one by one.
    """
    rows = counted_once(study)
    no_result = rows["status"] == "no_result"
    stands = rows["status"].mask(no_result & rows["theme"].isin(_themes_apart(study)), _APART)
    stands = stands.mask(no_result & (rows["target_kind"] == "planned"), PLANNED_ONLY)
    crossed = pd.crosstab(rows["ward"], stands).reindex(list(study.wards), fill_value=0)
    shown = [status for status in [*ORDER, "", PLANNED_ONLY, _APART] if status in crossed.columns]
    by_ward = no_result & rows["own_verdict"].isin(list(VERDICTS))
    judged = pd.crosstab(rows.loc[by_ward, "ward"], stands[by_ward])
    judged = judged.reindex(index=crossed.index, columns=shown, fill_value=0)
    names = {status: status_name(status, study) for status in shown if status != _APART}
    no_result_name = STATUSES["no_result"][study.lang]
    names[_APART] = _in_themes_apart(no_result_name, study)
    briefly = {PLANNED_ONLY: told("kpi.planned_only", study.lang), _APART: _in_other_themes(no_result_name, study)}
    short = names | briefly
    doubted = Counter(claim.among[0] for claim in left_open(rows, study))
    doubts = {"achieved": tuple(doubted[code] for code in study.wards)}
    none = (0,) * len(study.wards)
    return [
        StatusCount(names[one], short[one], _ints(crossed[one]), _ints(judged[one]), doubts.get(one, none))
        for one in shown
    ]


def _ints(counts: pd.Series[int]) -> tuple[int, ...]:
    return tuple(int(count) for count in counts)


def counts_table(study: Study, *, with_years: bool = False) -> Table:
    """Return the counts by status; of few wards also how many actions are planned in words, and the wards' own judgements.

    Where no title above the table does, the heads say it ``with_years``: of few wards of which years the results are,
    of many which theme is left out.
    """
    counts = status_counts(study)
    names = tuple(study.names.ward(code) for code in study.wards)
    if not few_wards(study):
        header = (study.names.told("slides.column.ward"), *(one.name if with_years else one.short for one in counts))
        body = tuple((ward, *(_count(one.counts[place]) for one in counts)) for place, ward in enumerate(names))
        alt = _in_words(names, counts, study)
        return Table(header=header, body=body, shares=(1.0,) * len(header), alt=alt, unbroken=names)
    judged = judgements(published_themes(study), study)
    judged = judged[judged["status"].isin(JUDGED)]
    basis = [basis_of(judged[judged["ward"] == code], "kpi.head_by") for code in study.wards]
    heads = tuple(name + say(by, study.names) for name, by in zip(names, basis, strict=True))
    alt = _in_words(heads, counts, study)
    body = (
        *((one.name, *_counts(one, study)) for one in counts),
        (
            study.names.told("slides.scorecard.results_in_words"),
            *(told_beside("results", code, study) for code in study.wards),
        ),
        (STATUSES["plan_in_words"][study.lang], *(told_beside("plans", code, study) for code in study.wards)),
        (study.names.told("slides.scorecard.own_judgement"), *(_own_judgement(code, study) for code in study.wards)),
    )
    longest = [max(len(row[place]) for row in body) for place in range(1, len(names) + 1)]
    shares = (_SHARE_OF_STATUS, *(max(_LEAST_SHARE, (length / max(longest)) ** 0.7) for length in longest))
    header = (told("slides.column.status", study.lang), *(heads if with_years else names))
    return Table(header=header, body=body, shares=shares, alt=alt)


def _counts(one: StatusCount, study: Study) -> list[str]:
    """Return the counts of a status, a cell a ward, with how many of them the ward judges where we cannot, or nobody knows."""
    cells = []
    for number, judged, left in zip(one.counts, one.judged, one.left_open, strict=True):
        if judged:
            cells.append(study.names.told("slides.scorecard.judged", count=number, judged=judged))
        elif left:
            cells.append(study.names.told("slides.scorecard.left_open", count=number, left=left))
        else:
            cells.append(_count(number))
    return cells


def _count(number: int) -> str:
    """Return a count as its cell has it: a ward is not told that it has none of what nobody could judge."""
    return str(number) if number else NONE


def _themes_apart(study: Study) -> list[str]:
    """Return the themes of targets in figures that the scorecard, and so the title over the counts, leaves out."""
    every, held = counted_once(study), set(study.once(table)["theme"])
    return list(dict.fromkeys(every.loc[every["target"].notna() & ~every["theme"].isin(held), "theme"]))


def _in_themes_apart(what: str, study: Study) -> str:
    """Return ``what`` with the theme that the title leaves out, or with how many there are."""
    themes = _themes_apart(study)
    if len(themes) == 1:
        return told("slides.scorecard.of_theme", study.lang, what=what, theme=study.names.theme(themes[0]))
    return _in_other_themes(what, study)


def _in_other_themes(what: str, study: Study) -> str:
    """Return ``what`` with how many themes the title leaves out: a long name of one breaks in a narrow column."""
    themes = len(_themes_apart(study))
    return told("slides.scorecard.of_themes", study.lang, what=what, count=Spoken(str(themes), themes))


def told_beside(sort: str, code: str, study: Study) -> str:
    """Return how many entries of a sort stand beside a ward's indicators, and how many with the themes left out of the title."""
    every, apart = number_of(sort, code, study), number_of(sort, code, study, _themes_apart(study))
    if not every:  # its documents may list some that are no entries of these tables
        return none_read(code, study, whole=False)
    if not apart:
        return str(every)
    themes = _themes_apart(study)
    said = {"count": every - apart, "apart": apart}
    if len(themes) == 1:
        return told("slides.scorecard.with_theme", study.lang, theme=study.names.theme(themes[0]), **said)
    return told("slides.scorecard.with_themes", study.lang, themes=len(themes), **said)


def counts_title(study: Study) -> str:
    """Return what the counts are of: which indicators, of how many themes."""
    rows = counted_once(study)
    numbers = {"indicators": len(rows), "themes": rows["theme"].nunique()}
    return say(text("slides.scorecard.counts", **numbers), study.names)


def _own_judgement(code: str, study: Study) -> str:
    """Return how a ward judges its indicators itself, and the way from its count to the one above."""
    judged = own_judgement(code, study)
    counts = study.once(own_judgements)
    if not any(row.ward == code and not row.is_former for row in typed(counts, OwnCount)):
        return judged
    return told("slides.scorecard.own_of", study.lang, judged=judged, way=_way_to_ours(code, study))


def _way_to_ours(code: str, study: Study) -> str:
    """Return how a ward judges its indicators with a target in figures, and those in words, each counted once."""
    counted = counted_once(study)
    counted = counted[counted["ward"] == code]
    numeric = counted["target"].notna()
    sorts = {"numeric": counted[numeric], "worded": counted[~numeric]}
    said = {name: len(rows) for name, rows in sorts.items()}
    judged = {f"{name}_judged": _verdicts(rows, study) for name, rows in sorts.items()}
    return told("slides.scorecard.own_way", study.lang, different=len(counted), **said, **judged)


def _verdicts(rows: pd.DataFrame, study: Study) -> str:
    counts = rows["own_verdict"].value_counts()
    return study.names.listed(
        told("scorecard.verdict", study.lang, verdict=VERDICTS[one][study.lang], count=int(counts[one]))
        for one in VERDICTS
        if one in counts
    )


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
        header=tuple(study.names.told(f"slides.column.{name}") for name in columns),
        body=tuple(((theme,) if themed else ()) + _entry_cells(one, study) for theme, one in named),
        shares=(_SHARE_OF_THEMES, *_SHARES) if themed else _SHARES,
        alt=study.names.told(texts[1]),
        behind=places_of(rows, "indicator", indicators),
        unbroken=tuple(study.names.ward(code) for code in study.wards),
        unbroken_in=1 if themed else 0,
        only_when_parted=few_wards(study),
    )
    title, kind = told(texts[0], study.lang), study.names.told("slides.scorecard.kind")
    sources = tuple(cited(_beside_too(named, study), study))
    return Slide(title=title, kind=kind, cells=(table,), rows=rows, sources=sources, caveats=False)


def _beside_too(named: Sequence[tuple[str, Entry]], study: Study) -> pd.DataFrame:
    """Return what wards print under the themes of some entries: lines in words name no indicator, but have sources."""
    everything = own_of(study.complete, study)
    indicators = {one.indicator for _, one in named}
    themes = set(everything.loc[everything["indicator"].isin(indicators), "theme"])
    return everything[everything["theme"].isin(themes)]


def _entry_cells(one: Entry, study: Study) -> tuple[str, ...]:
    if one.shared:
        return one.ward, one.name
    return one.ward, one.name, one.baseline, one.result, one.target, study.names.listed(one.standing.split("\n"))


def _in_words(wards: Sequence[str], counted: Sequence[StatusCount], study: Study) -> str:
    """Return the counts in words."""
    said = []
    for place, ward in enumerate(wards):
        statuses = study.names.listed(f"{one.name} {one.counts[place]}" for one in counted if one.counts[place])
        said.append(told("slides.indicator.of_ward", study.lang, ward=ward, text=statuses))
    return told("slides.scorecard.counts_told", study.lang, told="; ".join(said))


QUESTION = Question("scorecard", table, claims, figure, Progress, doc=__doc__, every_ward=True)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


scorecard = public(QUESTION)
