"""What the questions about shares have in common that one publisher measures alike in every ward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.data.coverage import with_every_ward
from analysis.data.ids import ids
from analysis.data.kinds import REFERENCE
from analysis.data.marks import ward_styles
from analysis.data.rows import typed
from analysis.data.study import Study, reference
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.share_bars import Bar, Layout, Measure, layout, share_bars
from analysis.questions._phrases import first_of
from analysis.questions._question import Claim, Question, count, few
from analysis.words.errors import NoFigureData
from analysis.words.say import Listed, Name, Number, Text, Year, say, text, wards
from analysis.words.wording import number, percent

_MOST_LED = 3
"""More concepts than these are counted in a title, not named."""
_HALF = 50  # percent
NOTHING = Text("mark.not_published", {})


@dataclass(frozen=True, slots=True)
class Share:
    """A share in percent; None where the source has no figure for the ward."""

    ward: str
    concept: str
    value: float | None
    unit: str


def every_ward(question: str, study: Study) -> pd.DataFrame:
    """Return what reference series say of the concepts that ``question`` shows, each concept with every ward.

    Columns of ``observations.csv`` and ``origin``; a ward that a series leaves out has one empty row.
    """
    book = study.tables.concepts
    rows = reference(study)
    return complete(rows[rows["concept"].isin(book.loc[book["question"] == question, "concept"])], study)


def complete(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return rows of a reference series concept by concept, each with every ward."""
    themes = dict(zip(rows["concept"], rows["theme"], strict=True))
    groups = [{"theme": theme, "concept": concept} for concept, theme in themes.items()]
    return with_every_ward(rows.assign(origin=REFERENCE), study, groups)


# --- sentences ---------------------------------------------------------------------------------------------------


def leading(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim who leads by each concept; where that would be long, first how high the shares are."""
    if rows["value"].isna().all():
        return []
    led = _leaders(rows, study)
    return [led] if few(rows) or rows["concept"].nunique() <= _MOST_LED else [_level(rows), led]


def _level(rows: pd.DataFrame) -> Claim:
    """Claim by how many concepts the median ward reaches half, and by how many no ward has any share."""
    given = rows.dropna(subset="value")
    shares, of = given.groupby("concept")["value"], ids(given)
    none = int((shares.max() == 0).sum())
    said = text(
        "shares.level",
        measures=count(len(shares), of),
        half=count(int((shares.median() >= _HALF).sum()), of),
        zero=text("shares.zero", none=count(none, of)) if none else "",
    )
    return Claim("level", said, of, among=_among(given))


def _leaders(rows: pd.DataFrame, study: Study) -> Claim:
    """Claim who leads by each concept, and whether one ward always does, alone or beside others."""
    told, leaders, given = [], [], rows.dropna(subset="value")
    for concept, best in bests(given):
        codes = tuple(best["ward"])
        leaders.append(set(codes))
        share = Number(float(best["value"].iloc[0]), str(best["unit"].iloc[0]), ids(best))
        named = wards(*codes) if few(rows) else first_of(codes, study, ids(best))
        told.append(text("shares.leader", concept=Name("concept", (concept,)), wards=named, share=share))
    said = text("shares.leaders", leaders=Listed(tuple(told)), lead=_lead(leaders))
    return Claim("leads", said, ids(given), among=_among(given))


def bests(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each concept and the rows of the wards that have its largest share."""
    for concept, group in rows.dropna(subset="value").groupby("concept", sort=False):
        yield str(concept), group[group["value"] == group["value"].max()]


def _lead(leaders: list[set[str]]) -> Text:
    """Say whether the lead depends on the concept, given the wards that lead by each."""
    always = sorted(set.intersection(*leaders))
    if not always:
        return text("shares.lead.changes")
    if all(one == leaders[0] for one in leaders):
        return text("shares.lead.same")
    return text("shares.lead.always", wards=wards(*always))


def _among(rows: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rows["ward"]))


def least(rows: pd.DataFrame) -> pd.DataFrame:
    """Return, as a table of one row, the first of the rows that have the smallest share."""
    return rows.sort_values("value", kind="stable").head(1)


# --- chart -------------------------------------------------------------------------------------------------------


def figure(
    question: Question, rows: pd.DataFrame, study: Study, ink: Ink, detail: Callable[[pd.DataFrame], list[Text | None]]
) -> KpiFigure:
    """Draw one bar for each ward and concept, from 0% to 100%; numbers in a table where the concepts are too many.

    ``detail`` gives, for each row, what stands behind the share in its label.
    """
    if rows["value"].isna().all():
        raise NoFigureData(question.name)
    names, looks = study.names, ward_styles(study, mono=ink.mono)
    shares = list(typed(rows, Share))
    behind = [say(one, names) if one else "" for one in detail(rows)]
    nothing = say(NOTHING, names)
    labels = [nothing if one.value is None else percent(one.value / 100) + more
              for one, more in zip(shares, behind, strict=True)]  # fmt: skip
    bars: dict[str, list[Bar]] = {}
    for one, label in zip(shares, labels, strict=True):
        shown = (None, "") if one.value is None else (one.value / 100, number(one.value))
        bars.setdefault(one.concept, []).append(Bar(looks[one.ward], shown[0], label, shown[1]))
    measures = [Measure(names.concept(concept), of_concept) for concept, of_concept in bars.items()]
    chosen = layout(measures, few=few(rows))
    info = question.info(
        rows,
        study,
        claims=question.claims(rows, study),
        kind=say(_kind(question.name, rows, chosen), names),
        details=[f"{names.ward(one.ward)} {names.concept(one.concept)} {label}"
                 for one, label in zip(shares, labels, strict=True)],
    )  # fmt: skip
    with style.look():
        return share_bars(info, measures, chosen, nothing)


def _kind(question: str, rows: pd.DataFrame, chosen: Layout) -> Text:
    """Say what is drawn, of which kind and year, and what else is to be said of marks where there are many wards."""
    kinds = tuple(text(f"labels.kind.{kind}") for kind in dict.fromkeys(rows["kind"]) if kind)
    more: str | Text = ""
    if chosen == "numbers":
        more = text("shares.in_percent")
    elif chosen == "columns" and rows["value"].isna().any():
        more = text("shares.not_in_source")
    year = Year(int(rows["fiscal_year"].dropna().iloc[0]), short=False)
    return text(f"{question}.kind", kinds=Listed(kinds, together=True), year=year, more=more)
