"""Of the procedures that wards have put online, how much is applied for online?

Draws a dot for each procedure on a strip for each ward. Sources: the reference series of one publisher.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from analysis.data.border import rows_given
from analysis.data.coverage import with_every_ward
from analysis.data.ids import ids
from analysis.data.kinds import REFERENCE
from analysis.data.load import Root
from analysis.data.marks import ward_styles
from analysis.data.schema import Column, Observation
from analysis.data.study import Study, reference
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.share_strips import Strip, StripGroup, share_strips
from analysis.questions._phrases import apart, compared, when
from analysis.questions._question import Claim, Question, count, few, public
from analysis.questions._slide import Slide, Table
from analysis.words.errors import NoFigureData
from analysis.words.say import Listed, Name, Number, Said, Span, Text, say, text, wards

_MOST_APART = 3
"""So many figures may stand apart from all others and be named; more are no exceptions."""
_HALF = 50  # percent


@dataclass(frozen=True, slots=True)
class PlottedUse(Observation):
    """How much of a procedure's applications is made online in a ward."""

    origin: Annotated[
        str, Column("reference, or absent: the series has no figure, which is not to say that it is offline")
    ]
    offered: Annotated[str, Column("concept of the share of the procedure's list that is online")]


@dataclass(frozen=True, slots=True)
class Use:
    """What is published of the procedures of one list: ``offered`` is the concept of the share of them that is online."""

    offered: str
    shares: pd.DataFrame
    online: pd.DataFrame

    @property
    def among(self) -> tuple[str, ...]:
        """Codes of the wards that have a figure."""
        return tuple(dict.fromkeys(self.shares["ward"]))

    @property
    def rows(self) -> tuple[str, ...]:
        """Ids of all observations, of use and of what is online."""
        return ids(pd.concat([self.shares, self.online]))


def table(study: Study) -> pd.DataFrame:
    """Return the share of applications made online, procedure by procedure, measured alike in every ward.

    Returns
    -------
    DataFrame
        Columns of ``observations.csv``, ``origin`` (``reference``, or ``absent`` where the source has no figure, which does
        not mean that the procedure is not online), and ``offered``: the concept of the share of the procedure's list that
        is online. Every procedure has every ward, list by list.
    """
    asked = _asked(study)
    rows = reference(study)
    rows = rows[rows["concept"].isin(asked["concept"])].assign(origin=REFERENCE)
    groups = [{"theme": theme, "concept": concept} for theme, concept in asked[["theme", "concept"]].to_numpy()]
    complete = with_every_ward(rows, study, groups if len(rows) else ())
    return complete.assign(offered=complete["concept"].map(asked.set_index("concept")["offered"]))


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how much of each list is applied for online beside how much is online, how figures lie, and what has none."""
    lists = lists_of(rows, study)
    found = [*(_level(one, study) for one in lists), *(_spread(one, study) for one in lists)]
    return [*found, *_without_any(study)]


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a dot for each procedure on a strip for each ward, list by list, with what is online beside it."""
    if rows["value"].isna().all():
        raise NoFigureData(QUESTION.name)
    names, looks, are_few = study.names, ward_styles(study, mono=ink.mono), few(rows)
    codes = [code for code in study.wards if code in set(rows["ward"])]
    groups, details = [], []
    for one in lists_of(rows, study):
        heading = say(text("online_use.list", concept=_listed(one)), names)
        labels = [say(_beside(one, code, brief=not are_few), names) for code in codes]
        strips = [Strip(looks[code], [share / 100 for share in _of(one.shares, code)["value"]], label)
                  for code, label in zip(codes, labels, strict=True)]  # fmt: skip
        groups.append(StripGroup(heading, strips))
        details += [f"{heading} {names.ward(code)} {say(_beside(one, code), names)}" for code in codes]
    kind = text("online_use.kind" if are_few else "online_use.kind_of_many", date=when(rows))
    info = QUESTION.info(rows, study, ink, claims=claims(rows, study), kind=say(kind, names), details=details)
    with style.look():
        return share_strips(info, groups, beneath=are_few)


def lists_of(rows: pd.DataFrame, study: Study, offered: pd.DataFrame | None = None) -> list[Use]:
    """Return what ``rows`` have of each list, the least used first, and of the same wards the share of it that is online."""
    online = (reference(study) if offered is None else offered).dropna(subset="value")
    given = rows.dropna(subset="value")
    lists = given["concept"].map(study.tables.concepts.set_index("concept")["offered"])
    found = [
        Use(str(name), shares, online[(online["concept"] == name) & online["ward"].isin(shares["ward"])])
        for name, shares in given.groupby(lists, sort=True)
    ]
    return sorted(found, key=lambda one: float(one.shares["value"].median()))


def against_what_is_online(offered: pd.DataFrame, use: pd.DataFrame, study: Study) -> Claim:
    """Claim of each ward how much is online and how much is applied for online, for the list that is used least.

    Parameters
    ----------
    offered : DataFrame
        Shares of the lists that are online.
    use : DataFrame
        What :func:`table` gives.
    study : Study
        The data.
    """
    least = next(one for one in lists_of(use, study, offered) if len(one.online))
    told = []
    for code in [one for one in _order(least, study) if one in set(least.online["ward"])]:
        shares = _of(least.shares, code)
        about: dict[str, Said] = {"ward": wards(code), "share": _stated(_of(least.online, code))}
        about |= {"count": count(len(shares), ids(shares)), "median": _median(shares)}
        about["highest"] = _stated(shares[shares["value"] == shares["value"].max()])
        told.append(text("online_use.used_in", **about))
    said = text("online_use.online_and_used", concept=_listed(least), wards=apart(told))
    return Claim("across", said, least.rows, among=tuple(dict.fromkeys(least.online["ward"])))


def online_is_not_used(offered: pd.DataFrame, use: pd.DataFrame, *, lang: str | None = None, root: Root = None) -> str:
    """Say of each ward how much of a list is online and how much is applied for online, for the list that is used least.

    Parameters
    ----------
    offered, use : DataFrame
        The rows of ``yardstick_procedures`` and of ``online_use``.
    lang : str
        ``ja`` or ``en``.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    str
        One sentence.

    Raises
    ------
    NoFigureData
        If of no list both are among the rows.
    WardKpiError
        If one of the two is no table, or lacks a column; it is named.

    Examples
    --------
    >>> import analysis
    >>> offered, use = analysis.yardstick_procedures(), analysis.online_use()
    >>> print(analysis.online_is_not_used(offered.ward_kpi.rows, use.ward_kpi.rows, lang="en"))  # doctest: +ELLIPSIS
    26 child and nursing care procedures online, and share applied for online of the procedures with a figure: ...
    """
    study = Study.of(root, lang)
    shares, uses = rows_given(offered, _NEEDED, study), rows_given(use, _NEEDED, study)
    if not any(len(one.online) for one in lists_of(uses, study, shares)):
        raise NoFigureData("online_use", "figure_not_in_rows")
    return against_what_is_online(shares, uses, study).said(study)


_NEEDED = ("ward", "concept", "indicator", "fiscal_year", "kind", "source", "as_of", "value", "unit")


def _asked(study: Study) -> pd.DataFrame:
    """Return the codebook's entries of the procedures, list by list."""
    book = study.tables.concepts
    return book[book["question"] == QUESTION.name].sort_values("offered", kind="stable", ascending=False)


def _of(rows: pd.DataFrame, code: str) -> pd.DataFrame:
    return rows[rows["ward"] == code]


def _listed(use: Use) -> Name:
    return Name("concept", (use.offered,))


def _stated(rows: pd.DataFrame) -> Number:
    return Number(float(rows["value"].iloc[0]), str(rows["unit"].iloc[0]), ids(rows))


def _median(rows: pd.DataFrame) -> Number:
    return Number(float(rows["value"].median()), str(rows["unit"].iloc[0]), ids(rows), "median")


def _level(use: Use, study: Study) -> Claim:
    """Claim how much of a list is online and which share of applications the median of its procedures is, by ward."""
    shares = [_stated(_of(use.online, code)) for code in _order(use, study) if code in set(use.online["ward"])]
    about: dict[str, Said] = {
        "concept": _listed(use),
        "median": _medians(use, study),
        "apart": _apart_briefly(use, study),
    }
    if shares:
        said = text("online_use.level_beside", **about, online=_by_ward(shares, use, study, use.online))
    else:
        said = text("online_use.level", **about)
    return Claim("level", said, use.rows, among=use.among)


def _medians(use: Use, study: Study) -> Said:
    """Say the median of each ward; where they differ, of how many procedures each is and that these are not the same."""
    of_wards = {code: _of(use.shares, code) for code in _order(use, study)}
    medians = [_median(of_ward) for of_ward in of_wards.values()]
    are_alike, named = len({one.value for one in medians}) < 2, set(of_wards) == set(use.online["ward"])
    if few(use.shares) and are_alike and named and len(medians) > 1 and set(of_wards) != set(study.wards):
        return text("online_use.each", figure=medians[0])
    if are_alike or not few(use.shares):
        return _by_ward(medians, use, study)
    told = [
        text("online_use.median_of", ward=wards(code), median=median, count=count(len(of_ward), ids(of_ward)))
        for (code, of_ward), median in zip(of_wards.items(), medians, strict=True)
    ]
    if len({frozenset(of_ward["concept"]) for of_ward in of_wards.values()}) < 2:
        return Listed(tuple(told))
    return text("online_use.differ", medians=Listed(tuple(told)))


def _apart_briefly(use: Use, study: Study) -> Said:
    """Say which figures stand apart from all others, of few wards the largest of each; nothing where there are none.

    Of which procedures they are is not said, so those of one ward are not set against those of another.
    """
    shares = use.shares.sort_values(["value", "ward", "concept"], kind="stable")
    others = _standing_apart(shares)
    if others.empty:
        return ""
    rest = shares.drop(index=others.index)
    bound = _stated(rest[rest["value"] == rest["value"].max()])
    if len(use.among) > 1 and few(use.shares):
        largest = (of_ward[of_ward["value"] == of_ward["value"].max()] for _, of_ward in shares.groupby("ward"))
        figures = {str(top["ward"].iloc[0]): _stated(top) for top in largest}
        ordered = [figures[code] for code in _order(use, study) if code in figures]
        return text("online_use.largest", shares=_by_ward(ordered, use, study))
    if len(use.among) == 1:
        alone = text("online_use.apart_of_one", count=count(len(others), ids(others)), shares=_figures(others))
        return text("online_use.apart", bound=bound, apart=alone)
    told = [
        text(
            "online_use.apart_of",
            ward=wards(code),
            count=count(len(of_ward), ids(of_ward)),
            shares=_figures(of_ward),
        )
        for code in _order(use, study)
        if len(of_ward := _of(others, code))
    ]
    return text("online_use.apart", bound=bound, apart=Listed(tuple(told)))


def _figures(rows: pd.DataFrame) -> Listed:
    return Listed(tuple(_stated(rows.iloc[[place]]) for place in range(len(rows))))


def _bound(rest: pd.DataFrame, use: Use) -> Said:
    """Say the largest figure of those that do not stand apart, and whose and of what it is where it is the only one."""
    top = rest[rest["value"] == rest["value"].max()]
    if len(top) > 1 or not few(use.shares):
        return _stated(top)
    ward = wards(str(top["ward"].iloc[0]))
    about: dict[str, Said] = {"concept": Name("concept", (str(top["concept"].iloc[0]),)), "share": _stated(top)}
    if len(use.among) == 1:
        return text("online_use.bound_of_one", **about)
    return text("online_use.bound_of", ward=ward, **about)


def _order(use: Use, study: Study) -> list[str]:
    return [code for code in study.wards if code in use.among]


def _by_ward(numbers: Sequence[Number], use: Use, study: Study, rows: pd.DataFrame | None = None) -> Said:
    """Say a number of each ward; that of all once where they are alike, and of many wards the least and the largest."""
    held = set((use.shares if rows is None else rows)["ward"])
    codes = [code for code in _order(use, study) if code in held]
    ends = [min(numbers, key=lambda one: one.value), max(numbers, key=lambda one: one.value)]
    if len(codes) > 1 and set(codes) == set(study.wards) and ends[0].value == ends[1].value:
        return text("online_use.alike", count=count(len(codes)), figure=ends[0])
    if len(codes) > 1 and not few(use.shares):
        return text("online_use.range", count=count(len(codes)), span=Span(*ends))
    of_wards = zip(codes, numbers, strict=True)
    return Listed(tuple(text("phrase.with_figure", ward=wards(code), figure=one) for code, one in of_wards))


def _spread(use: Use, study: Study) -> Claim:
    """Claim below what all figures of a list stay but the few that stand apart, or else how many reach half."""
    shares = use.shares.sort_values(["value", "ward", "concept"], kind="stable")
    others = _standing_apart(shares)
    rest, of = shares[~shares.index.isin(others.index)], ids(shares)
    about: dict[str, Said] = {"concept": _listed(use), "count": count(len(shares), of), "among": ""}
    if set(use.among) != set(study.wards):
        about["among"] = text("online_use.of_wards", wards=compared(use.among, study, of))
    if others.empty:
        half, none = count(int((shares["value"] >= _HALF).sum()), of), shares[shares["value"] == 0]
        names: Said = ""
        if 0 < len(none) <= _MOST_APART:
            listed = [_of_ward(none.iloc[[place]], shares, study) for place in range(len(none))]
            names = text("online_use.named", names=Listed(tuple(listed)))
        said = text("online_use.halves", **about, half=half, zero=count(len(none), of), names=names)
        return Claim("count", said, of, among=use.among)
    told = tuple(_exception(others.iloc[[place]]) for place in range(len(others)))
    most = count(len(rest), of)
    said = text("online_use.most", **about, most=most, bound=_bound(rest, use), apart=Listed(told))
    return Claim("count", said, of, among=use.among)


def _standing_apart(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the figures above the widest gap where they are few, and the rest stays below half."""
    if len(shares) < 2 * _MOST_APART:
        return shares.iloc[:0]
    place = int(shares["value"].diff().to_numpy()[1:].argmax()) + 1
    is_clear = len(shares) - place <= _MOST_APART and shares["value"].iloc[place - 1] < _HALF
    return shares.iloc[place:] if is_clear else shares.iloc[:0]


def _of_ward(row: pd.DataFrame, shares: pd.DataFrame, study: Study) -> Text:
    concept = Name("concept", (str(row["concept"].iloc[0]),))
    silent = _silent("of_ward_silent", row, shares, study)
    return text("online_use.of_ward", ward=wards(str(row["ward"].iloc[0])), concept=concept, silent=silent)


def _silent(key: str, named: pd.DataFrame, shares: pd.DataFrame, study: Study) -> Said:
    """Say which of few wards have no figure of what is ``named``: a ward must not stand out for having one."""
    held = set(shares.loc[shares["concept"].isin(named["concept"]), "ward"])
    without = [code for code in study.wards if code in set(shares["ward"]) and code not in held]
    return text(f"online_use.{key}", wards=wards(*without)) if without and few(shares) else ""


def _exception(row: pd.DataFrame) -> Text:
    concept = Name("concept", (str(row["concept"].iloc[0]),))
    return text("online_use.exception", ward=wards(str(row["ward"].iloc[0])), concept=concept, share=_stated(row))


def _without_any(study: Study) -> Iterator[Claim]:
    """Claim, of the whole table, how many procedures have no figure of any ward, and what that does not mean."""
    everything = study.once(table)
    total = everything["concept"].nunique()
    silent = int(everything.groupby("concept")["value"].count().eq(0).sum())
    if silent:
        of = ids(everything.dropna(subset="value"))
        lists = [
            text("online_use.of_list", list=Name("concept", (str(one),)), count=count(int(number), of))
            for one, number in everything.groupby("offered", sort=False)["concept"].nunique().items()
        ]
        numbers = {"total": count(total, of), "silent": count(silent, of)}
        said = text("online_use.without", lists=Listed(tuple(lists)), **numbers)
        yield Claim("absence", said, of, scope="study", among=study.wards)


def _beside(use: Use, code: str, *, brief: bool = False) -> Said:
    """Say beside a strip what is online, the median, and of how many procedures there is a figure."""
    shares, online = _of(use.shares, code), _of(use.online, code)
    if shares.empty:
        return text("online_use.no_figure")
    about: dict[str, Said] = {"median": _median(shares), "count": count(len(shares), ids(shares))}
    if brief:
        return text("online_use.beside_brief", **about)
    share = text("online_use.online", share=_stated(online)) if len(online) else ""
    return text("online_use.beside", online=share, **about)


# --- slides ------------------------------------------------------------------------------------------------------------


def slides(theme: str, study: Study) -> Iterator[Slide]:
    """Yield a table of how much is applied for online, a row for each list of procedures and ward."""
    rows = study.once(table)
    rows = rows[(rows["theme"] == theme) & rows["value"].notna()]
    if rows.empty:
        return
    lists, found = lists_of(rows, study), claims(rows, study)
    shown = pd.concat([part for one in lists for part in (one.shares, one.online)], ignore_index=True)
    lines = [(one, code) for one in lists for code in _order(one, study)]
    header = [
        study.names.told(f"slides.use.{name}") for name in ("list", "ward", "online", "count", "median", "largest")
    ]
    use = Table(
        header=tuple(header),
        body=tuple(_use_in_cells(one, code, study) for one, code in lines),
        shares=(46, 14, 18, 18, 18, 18),
        alt=found[0].said(study),
        behind=tuple(_places(shown, one, code) for one, code in lines),
    )
    kind = study.names.told("slides.shared.kind", theme=study.names.theme(theme))
    title, said = found[0].headline(study), found[0].said(study)
    yield Slide(title=title, kind=kind, cells=(use,), rows=shown, said=said)


def _use_in_cells(use: Use, code: str, study: Study) -> tuple[str, ...]:
    """Return what is online of a list in one ward, of how many procedures there is a share, its median and largest."""
    names, shares, online = study.names, _of(use.shares, code), _of(use.online, code)
    share = say(_stated(online), names) if len(online) else ""
    ends = (say(_median(shares), names), say(_stated(shares[shares["value"] == shares["value"].max()]), names))
    return names.concept(use.offered), names.ward(code), share, str(len(shares)), *ends


def _places(rows: pd.DataFrame, use: Use, code: str) -> tuple[int, ...]:
    """Return where in ``rows`` the observations of a list and a ward stand."""
    concepts = {*use.shares["concept"], use.offered}
    pairs = enumerate(zip(rows["ward"], rows["concept"], strict=True))
    return tuple(place for place, (ward, concept) in pairs if ward == code and concept in concepts)


QUESTION = Question("online_use", table, claims, figure, PlottedUse, doc=__doc__)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


online_use = public(QUESTION)
