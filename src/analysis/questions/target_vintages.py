"""What did later documents change about a target, and how is the ward judged by each document alone?

Draws a panel for each indicator whose target was dated anew. Sources: every document of the ward.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.data.ids import ids
from analysis.data.kinds import KINDS, RESULT_KINDS
from analysis.data.marks import ward_styles
from analysis.data.rows import typed
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.document_panels import Mark, Panel, PanelRow, document_lines, document_panels
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.two_columns import Entry
from analysis.measures.attainment import meets
from analysis.measures.commitments import Redated, redated_targets_of
from analysis.questions._kpi import status
from analysis.questions._phrases import date_of
from analysis.questions._question import Claim, Question, codes_of, count, public
from analysis.words.say import Date, Listed, Name, Number, Quoted, Said, Text, Year, say, text, wards

_MOST_PANELS = 4
"""Rows of panels on a page; more indicators have lines in two columns."""
_SHOWN = ("baseline", "actual", "estimate")
"""Kinds whose figures have a mark, besides targets."""


def table(study: Study) -> pd.DataFrame:
    """Return every figure and judgement of the indicators whose target a later document dated to another year.

    Returns
    -------
    DataFrame
        What :func:`analysis.redated_targets` gives; empty where there is none.
    """
    return redated_targets_of(study)


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how each document by itself judges an indicator whose target was dated to another year."""
    if rows.empty:
        return [Claim("absence", text("target_vintages.none"), scope="study")]
    found, changed, are_known = [], 0, True
    for _, indicator in rows.reset_index(drop=True).groupby("indicator", sort=False):
        indicator = indicator.sort_values(["published", "fiscal_year"], kind="stable")
        documents = _documents(indicator)
        statuses = {one["status"].iloc[0] for one in documents if _goal(one) is not None}
        changed += len(statuses) > 1
        is_known = len(statuses) > 1 or _hold_every_judgement(indicator, documents, study)
        are_known &= is_known
        judged = _judged(indicator, documents, len(statuses) > 1, study, is_known=is_known)
        found += [judged, *_short_of_first(indicator, documents, study), *_restated(indicator, documents[-1], study)]
    return found if rows["indicator"].nunique() == 1 else [_redated(rows, changed if are_known else None), *found]


def _hold_every_judgement(indicator: pd.DataFrame, documents: Sequence[pd.DataFrame], study: Study) -> bool:
    """Return whether rows of an indicator hold the judgement of each document: without, none can be said to be alike."""
    every = study.whole.once(table)
    every = every[every["indicator"] == indicator["indicator"].iloc[0]]
    needed = {one["source"].iloc[0] for one in _documents(every) if _goal(one) is not None}
    return needed <= {one["source"].iloc[0] for one in documents if _goal(one) is not None}


def _redated(rows: pd.DataFrame, changed: int | None) -> Claim:
    """Claim of how many indicators the target moved, and how many of them are judged differently; None where rows lack some."""
    of, among = ids(rows), codes_of(rows)
    indicators = count(rows["indicator"].nunique(), of)
    numbers = {"wards": count(len(among), of), "indicators": indicators}
    if changed is None:
        return Claim("change", text("target_vintages.title_of_some", **numbers), of, "study", among)
    said = text("target_vintages.title", **numbers, changed=count(changed, of))
    return Claim("change", said, of, "study", among)


def _judged(
    indicator: pd.DataFrame, documents: Sequence[pd.DataFrame], differs: bool, study: Study, *, is_known: bool
) -> Claim:
    """Claim that the judgement depends on the document, or that the target moved and, where it is known, the judgement did not."""
    first = indicator.iloc[0]
    name = text("target_vintages.name", ward=wards(first["ward"]), indicator=Name("indicator", (first["indicator"],)))
    judged = Listed(tuple(_judged_by(one, goal, study) for one in documents if (goal := _goal(one)) is not None))
    if differs:
        said = text("target_vintages.depends_on_year", name=name, judged=judged)
    else:
        alike = text("target_vintages.alike", judged=judged) if judged.parts and is_known else ""
        said = text("target_vintages.moved", name=name, alike=alike)
    return Claim("change", said, ids(indicator), among=codes_of(indicator))


def _goal(document: pd.DataFrame) -> Redated | None:
    """Return the last target of a document; None if it gives no target in figures or no result to judge."""
    targets = document[(document["kind"] == "target") & document["value"].notna()]
    if targets.empty or document["status"].iloc[0] == "no_result":
        return None
    return next(typed(targets.tail(1), Redated))


def _judged_by(document: pd.DataFrame, goal: Redated, study: Study) -> Text:
    """Say date, target and status of one document."""
    of = ids(document[(document["kind"] == "target") & (document["fiscal_year"] == goal.fiscal_year)])
    target: Said = "" if goal.value is None else Number(goal.value, goal.unit, of, bound=goal.bound)
    return text(
        "target_vintages.judged",
        date=date_of(str(document["source"].iloc[0]), study),
        year=Year(goal.fiscal_year, short=False),
        target=target,
        status=status(goal.status),
    )


def _short_of_first(indicator: pd.DataFrame, documents: Sequence[pd.DataFrame], study: Study) -> list[Claim]:
    """Claim that the newest result of the year for which a target was first set did not reach it; nothing where it did.

    Of a target that was moved to a later year, the status against that year alone would hide it.
    """
    targets = indicator[(indicator["kind"] == "target") & indicator["value"].notna()]
    year = targets["fiscal_year"].min()
    first, last = targets[targets["fiscal_year"] == year], documents[-1]
    result = last[last["kind"].isin(RESULT_KINDS) & last["value"].notna() & (last["fiscal_year"] == year)].tail(1)
    if result.empty or (targets["fiscal_year"] == year).all():
        return []
    direction = study.tables.indicators.set_index("indicator")["direction"][first["indicator"].iloc[0]]
    against = pd.DataFrame({"target": first["value"], "target_bound": first["bound"]})
    if meets(against.assign(value=result["value"].iloc[0], direction=direction)).any():
        return []
    figures, [row] = first.drop_duplicates("value"), typed(result, Redated)
    stated = zip(figures["value"], figures["bound"], ids(figures), strict=True)
    aims = [Number(float(value), row.unit, (name,), bound=bound) for value, bound, name in stated]
    said = text(
        "target_vintages.short_of_first",
        name=text("target_vintages.name", ward=wards(row.ward), indicator=Name("indicator", (row.indicator,))),
        year=Year(int(year), short=False),
        targets=Listed(tuple(aims)),
        figure=_restated_as(row, ids(result), study),
    )
    return [Claim("change", said, (*ids(figures), *ids(result)), among=codes_of(indicator))]


def _restated(indicator: pd.DataFrame, last: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim of results that the last document states differently what they were and are."""
    results = indicator[indicator["kind"].isin(RESULT_KINDS) & indicator["value"].notna()]
    found = []
    restated = results[results.index.isin(last.index)]
    for row, name in zip(typed(restated, Redated), ids(restated), strict=True):
        of_year = results["fiscal_year"] == row.fiscal_year
        earlier = results[of_year & (results["published"] < pd.Timestamp(row.published))].tail(1)
        if row.value is None or earlier.empty or earlier["value"].iloc[0] == row.value:
            continue
        both = (ids(earlier), (name,))
        before, now = _restated_as(next(typed(earlier, Redated)), both[0], study), _restated_as(row, both[1], study)
        said = text("target_vintages.restated", year=Year(row.fiscal_year, short=False), before=before, now=now)
        found.append(Claim("change", said, (*both[0], *both[1]), among=(row.ward,)))
    return found


def _restated_as(row: Redated, of: tuple[str, ...], study: Study) -> Text:
    """Say what one document gives, with the day it is of: a figure of mid-year is not corrected by one of the year's end."""
    figure: Said = "" if row.value is None else Number(row.value, row.unit, of)
    day: Said = text("target_vintages.day", date=Date(row.as_of)) if row.as_of else ""
    return text("target_vintages.restated_as", date=date_of(row.source, study), figure=figure, day=day)


def _documents(indicator: pd.DataFrame) -> list[pd.DataFrame]:
    """Return what each document says of an indicator, the oldest first."""
    return [document for _, document in indicator.groupby(["published", "source"], sort=False)]


# --- the chart ---------------------------------------------------------------------------------------------------


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a row of panels for each indicator, the oldest document on the left; all panels of a row share their axes.

    More indicators than a page has room for have a line for each document instead. Where no target was dated anew, the
    title says so and there is no panel.
    """
    indicators = [indicator for _, indicator in rows.groupby("indicator", sort=False)]
    documents = [document for indicator in indicators for document in _documents(indicator)]
    is_many = len(indicators) > _MOST_PANELS
    marked = [kind for kind in KINDS if kind in set(rows["kind"]) and (kind in _SHOWN or not is_many)]
    kinds = Listed(tuple(text(f"labels.kind.{kind}") for kind in marked), together=True)
    kind = text("target_vintages.kind_of_many" if is_many else "target_vintages.kind", kinds=kinds)
    kind = kind if marked else text("target_vintages.kind_of_none")
    info = QUESTION.info(
        rows,
        study,
        ink,
        claims=claims(rows, study),
        kind=say(kind, study.names),
        details=[say(_told(document, study), study.names) for document in documents],
    )
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        if not is_many:
            return document_panels(info, [_panels(indicator, study) for indicator in indicators], looks)
        return document_lines(info, [_line(document, study) for document in documents], _years(rows), looks)


def _panels(indicator: pd.DataFrame, study: Study) -> PanelRow:
    """Return the panels of one indicator."""
    name = _name(indicator, "target_vintages.indicator", study)
    panels = [
        Panel(name, say(_document(document, study), study.names), _marks(document, study))
        for document in _documents(indicator)
    ]
    return PanelRow(indicator["ward"].iloc[0], indicator["value"].max(), _years(indicator), panels)


def _line(document: pd.DataFrame, study: Study) -> Entry:
    """Return the line of one document: its date, the newest result and target it gives, and the status."""
    figures, names, ward = document[document["value"].notna()], study.names, document["ward"].iloc[0]
    ends = [figures[figures["kind"].isin(kinds)].tail(1)["value"] for kinds in (RESULT_KINDS, ["target"])]
    right: Said = status(document["status"].iloc[0])
    if all(len(end) for end in ends):
        result, target = (Number(end.iloc[0]) for end in ends)
        right = text("target_vintages.newest", result=result, target=target, status=right)
    date = say(text("target_vintages.document", date=date_of(str(document["source"].iloc[0]), study)), names)
    head = _name(document, "target_vintages.indicator_of_lines", study)
    return Entry(date, head, ward, right=say(right, names), row=(ward, _marks(document, study)))


def _years(rows: pd.DataFrame) -> range:
    return range(int(rows["fiscal_year"].min()), int(rows["fiscal_year"].max()) + 1)


def _marks(document: pd.DataFrame, study: Study) -> list[Mark]:
    """Return the figures of a document that have a mark."""
    shown = document[document["kind"].isin([*_SHOWN, "target"]) & document["value"].notna()]
    return [
        Mark(
            row.fiscal_year,
            row.value,
            say(_label(row), study.names),
            row.kind == "target",
            row.kind == "estimate" or (row.kind == "baseline" and not row.as_of),
        )
        for row in typed(shown, Redated)
        if row.value is not None
    ]


def _label(row: Redated) -> Text:
    """Say what stands beside a mark: its kind unless it is a result, and the day where the document states one."""
    kind: Said = ""
    day: Said = ""
    if row.kind in ("baseline", "target"):
        kind = text("target_vintages.label_kind", kind=text(f"mark.{row.kind}"))
    if row.as_of:
        day = text("target_vintages.day", date=Date(row.as_of))
    figure: Said = "" if row.value is None else Number(row.value)
    return text("target_vintages.label", kind=kind, figure=figure, day=day)


def _name(rows: pd.DataFrame, key: str, study: Study) -> str:
    first = rows.iloc[0]
    indicator = Name("indicator", (first["indicator"],))
    said = text(key, ward=wards(first["ward"]), indicator=indicator, unit=Name("unit", (first["unit"],)))
    return say(said, study.names)


def _document(document: pd.DataFrame, study: Study) -> Text:
    """Say when a document was published and the status that follows from it."""
    judged = status(document["status"].iloc[0])
    return text("target_vintages.judged_document", date=date_of(str(document["source"].iloc[0]), study), status=judged)


def _told(document: pd.DataFrame, study: Study) -> Text:
    """Say what a document gives in words, for the alt text."""
    figures = Listed(tuple(_figure(row) for row in typed(document[document["value"].notna()], Redated)))
    return text("target_vintages.told", document=_document(document, study), figures=figures)


def _figure(row: Redated) -> Text:
    when: Said = row.as_of or Year(row.fiscal_year)
    kind = text(f"labels.kind.{row.kind}")
    figure: Said = Quoted(row.text, row.kind) if row.value is None else Number(row.value, row.unit)
    return text("target_vintages.figure", when=when, kind=kind, figure=figure)


QUESTION = Question(
    "target_vintages", table, claims, figure, Redated, doc=__doc__, says_nothing=True, every_vintage=True
)
target_vintages = public(QUESTION)
