"""Which of the wards' own figures can be compared, theme by theme, and what stands in the way of the others?

Draws a line for each theme and a column for each pair of wards. Sources: the newest document of each ward, and the
evidence of the codebook for each grade.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from unicodedata import normalize

import pandas as pd

from analysis.data.citation import cited
from analysis.data.ids import ids
from analysis.data.kinds import KINDS
from analysis.data.load import Names, Root
from analysis.data.loaders import Years
from analysis.data.marks import ward_styles
from analysis.data.rows import typed
from analysis.data.study import Study, own, reference
from analysis.data.themes import published_themes
from analysis.drawing import style
from analysis.drawing.boxed_table import Line, boxed_table
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.ward_table import Cell, Column, Row, wards_table
from analysis.measures.absence import NOT_GIVEN
from analysis.measures.comparing import (
    ON_ONE_AXIS,
    SILENT,
    Group,
    Partners,
    ReasonedPair,
    SharedConcept,
    comparability_of,
    comparability_with_reasons,
    comparable_groups,
    evidence_of,
    measured_alike,
    of_one_ward,
    partners,
    shared_concepts,
)
from analysis.measures.rankings import not_ranked
from analysis.questions._by_theme import counted, themes_of, ward_told
from analysis.questions._chosen import Choice, themes_of_choice
from analysis.questions._indicator_words import ward_names
from analysis.questions._over_years import newest_apart
from analysis.questions._phrases import apart, as_called, measured_as
from analysis.questions._question import Claim, Question, codes_of, count, public, rows_chosen
from analysis.questions._reading import NONE, Reading, ReadingTable, heads, narrowed, nothing_left, reading, titled
from analysis.questions._reading import Cell as ReadingCell
from analysis.questions._slide import Slide, Table, few_wards, pages_of
from analysis.words.say import Listed, Name, Said, Text, say, text, told, wards

_FEW_PAIRS = 3
"""Up to so many pairs of wards have a column of their own."""
_LACKS = ("none", "words", "no_result", "items", "")
_DARK, _LIGHT = ("#0b5394", "#333333", "white"), ("#cfe2f3", "#d0d0d0", style.INK)
_PALE = ("white", "white", style.QUIET)
_STATE_LOOK = {"A": _DARK, "B": _DARK, "C": _LIGHT, "verified": _DARK, "unverified": _LIGHT}
"""Of each state but those in which nothing can be compared: colour, grey, and colour of the text."""
_GROUPS = ("verified", "unverified", "differs", "no_partner")
"""Of many wards in tables: the columns, each a state."""
_OR = " / "
_MOST_PAIRS = 6
"""Pairs of wards beside one another in a slide's table."""


def table(study: Study) -> pd.DataFrame:
    """Return :func:`analysis.measures.comparing.comparability_with_reasons`: a row for each theme and pair of wards.

    Of data about one ward there are no pairs; then it is :func:`analysis.measures.comparing.of_one_ward`.
    """
    return comparability_with_reasons(study) if len(study.wards) != 1 else of_one_ward(study.wards[0], study)


def of_years(study: Study) -> pd.DataFrame:
    """Return :func:`table` of the observations of some years, of which national sources measure only what these hold."""
    rows = table(study)
    return rows if len(study.wards) == 1 else rows.assign(reference=comparability_of(study.current, study)["reference"])


def few_pairs(rows: pd.DataFrame) -> bool:
    """Return whether ``rows`` are about so few pairs of wards that each can be named."""
    return len(rows[["ward_a", "ward_b"]].drop_duplicates()) <= _FEW_PAIRS


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim which indicators wards share by name, by grade, between which wards there is none, and what is measured alike."""
    rows = _in_order(rows, study)
    if _is_one(rows):
        return [_of_one(rows, study)]
    found = [*(_of_pairs if few_pairs(rows) else _of_many)(rows, study), *_measured_alike(rows, study)]
    return found or [_nothing_given(rows, study)]


def _nothing_given(rows: pd.DataFrame, study: Study) -> Claim:
    """Claim that the rows given hold nothing that could be compared, where by all that was read there is something."""
    codes = tuple(dict.fromkeys([*rows["ward_a"], *rows["ward_b"]]))
    said = text("comparability_matrix.nothing_given", themes=count(len(themes_of(rows))))
    return Claim("across", said, _behind(own(study), rows, codes), "study", codes)


def _is_one(rows: pd.DataFrame) -> bool:
    """Return whether ``rows`` are about one ward, which is not set beside another."""
    return bool((rows["ward_a"] == rows["ward_b"]).all())


def _of_one(rows: pd.DataFrame, study: Study) -> Claim:
    """Claim of one ward how many indicators have results that could be compared, and under how many themes."""
    code = str(rows["ward_a"].iloc[0])
    of = _behind(own(study), rows, (code,))
    held = rows[rows["concepts"] != ""]
    is_part = NOT_GIVEN in set(rows["lack_a"])
    key = "one_given" if is_part else "one"
    if held.empty:
        key = "one_without_given" if is_part else "one_without"
    said = text(
        f"comparability_matrix.{key}",
        ward=wards(code),
        themes=count(len(rows), of),
        **({"held": count(len(held), of), "concepts": count(_number_of(held["concepts"]), of)} if len(held) else {}),
    )
    return Claim("count", said, of, "study", (code,))


def _number_of(cells: pd.Series[str]) -> int:
    return len({name for cell in cells for name in cell.split()})


def _in_order(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` in the order of themes and wards, so that sentences do not depend on theirs."""
    codes, themes = list(study.wards), themes_of(study.tables.concepts)
    keys = zip(rows["theme"], rows["ward_a"], rows["ward_b"], strict=True)
    places = [(themes.index(theme), codes.index(one), codes.index(other)) for theme, one, other in keys]
    return rows.iloc[sorted(range(len(rows)), key=places.__getitem__)]


def _is_complete(rows: pd.DataFrame, study: Study) -> bool:
    """Return whether ``rows`` hold every theme and pair, without which nothing can be said to be absent."""
    return len(rows) == len(study.once(table))


def _shares_by_all(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return what the pairs of ``rows`` share under their themes by all that was read."""
    whole = shared_concepts(study.whole.once(table))
    keys = ["theme", "ward_a", "ward_b"]
    return whole.merge(rows[keys].drop_duplicates(), on=keys)


def _is_cut(rows: pd.DataFrame, study: Study) -> bool:
    """Return whether ``rows`` lack a concept that their wards share by all that was read, so that a count is of rows given."""
    shared = shared_concepts(rows)
    return len(shared.merge(_shares_by_all(rows, study), on=list(shared))) < len(_shares_by_all(rows, study))


def _two(first: str, second: str) -> Text:
    return text("comparability_matrix.two", first=wards(first), second=wards(second))


def _of_pairs(rows: pd.DataFrame, study: Study) -> list[Claim]:
    found, without = [], []
    ever = _shares_by_all(rows, study)
    share = {(str(one), str(other)) for one, other in zip(ever["ward_a"], ever["ward_b"], strict=True)}
    for (first, second), of_pair in rows.groupby(["ward_a", "ward_b"], sort=False):
        pair = (str(first), str(second))
        shared = shared_concepts(of_pair)
        if shared.empty:
            without += [pair] if pair not in share else []
            continue
        alike = [str(one) for one in shared[shared["grade"].isin(ON_ONE_AXIS)]["concept"]]
        held = own(study)
        held = held[held["ward"].isin(pair)]
        apart_ones = [told for one in alike if (told := newest_apart(one, held, study)) is not None]
        of = _behind(own(study), of_pair, pair)
        said = text(
            f"comparability_matrix.pair{'_given' if _is_cut(of_pair, study) else ''}",
            pair=_two(*pair),
            themes=count(len(of_pair), of),
            shared=count(len(shared), of),
            alike=count(len(alike), of),
            named=_named(alike, pair, study, "named_apart" if apart_ones else "named"),
        )
        found.append(Claim("count", said, of, "study", pair))
        found += [Claim("across", told, of, "study", pair) for told in apart_ones]
        found += _labels([str(one) for one in shared["concept"]], pair, of, study)
        for grade in ("C", "D"):
            concepts = tuple(shared[shared["grade"] == grade]["concept"])
            if concepts:
                listed = Listed(tuple(as_called(concept, pair, study) for concept in concepts))
                said = text(f"comparability_matrix.pair_{grade}", pair=_two(*pair), concepts=listed)
                found.append(Claim("across", said, of, "study", pair))
    if without and _is_complete(rows, study):
        said = text("comparability_matrix.nothing", pairs=apart([_both(*pair) for pair in without]))
        among = tuple(dict.fromkeys(code for pair in without for code in pair))
        found.append(Claim("absence", said, _behind(own(study), rows, among), "study", among))
    return found


def _named(concepts: Sequence[str], codes: Sequence[str], study: Study, key: str = "named") -> Text | str:
    """Name concepts in brackets, as some wards call them; nothing where there are none."""
    listed = Listed(tuple(as_called(concept, codes, study) for concept in concepts))
    return text(f"comparability_matrix.{key}", concepts=listed) if listed.parts else ""


def _labels(concepts: Sequence[str], pair: tuple[str, str], of: tuple[str, ...], study: Study) -> list[Claim]:
    """Claim which of the concepts that two wards share their documents call by the same name, unless they all do."""
    book = study.tables.indicators
    names = book.assign(label=book["label"].map(lambda label: "".join(normalize("NFKC", label).split())))
    held = names[names["indicator"].isin(own(study)["indicator"])].groupby(["concept", "ward"])["label"].agg(set)
    same = [one for one in concepts if held.get((one, pair[0]), set()) & held.get((one, pair[1]), set())]
    if len(same) == len(concepts):
        return []
    if not same:
        return [Claim("across", text("comparability_matrix.no_label"), of, "study", pair)]
    said = text("comparability_matrix.one_label", concepts=Listed(tuple(as_called(one, pair, study) for one in same)))
    return [Claim("across", said, of, "study", pair)]


def _of_many(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how many concepts wards share by name, by grade, and which wards share none that can be compared."""
    found, shared = partners(rows), shared_concepts(rows)
    among = tuple(codes_of(found))
    of = _behind(own(study), rows, among)
    alike, unverified, differing = (
        list(dict.fromkeys(shared[shared["grade"].isin(grades)]["concept"])) for grades in (ON_ONE_AXIS, ("C",), ("D",))
    )
    title = text(
        f"comparability_matrix.many{'_given' if _is_cut(rows, study) else ''}",
        themes=count(len(themes_of(rows)), of),
        shared=count(shared["concept"].nunique(), of),
        alike=count(len(alike), of),
        named=_named(alike, among, study),
    )
    told = [Claim("count", title, of, "study", among)]
    for grade, concepts in (("C", unverified), ("D", differing)):
        if concepts:
            said = text(
                f"comparability_matrix.many_{grade}",
                count=count(len(concepts), of),
                named=_named(concepts, among, study),
            )
            told.append(Claim("across", said, of, "study", among))
    ever = _shares_by_all(rows, study)
    ever = ever[ever["grade"].isin(ON_ONE_AXIS)]
    compared = {*found[found["verified"] > 0]["ward"], *ever["ward_a"], *ever["ward_b"]}
    never = [code for code in among if code not in compared]
    if never and _is_complete(rows, study):
        names = wards(*never)
        said = text("comparability_matrix.never", count=count(len(never), of), wards=names)
        told.append(Claim("absence", said, of, "study", among))
    return told


def _measured_alike(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how many concepts national sources measure alike for two wards or more, and for all.

    That they measure none under some themes is claimed only where they do not by all that was read.
    """
    codes = tuple(dict.fromkeys([*rows["ward_a"], *rows["ward_b"]]))
    of = _behind(reference(study), rows, codes)
    every, shown = study.whole.once(table), set(_pairs_of(rows))
    of_pairs = every.loc[[one in shown for one in _pairs_of(every)], "reference"]
    is_cut = set(" ".join(rows["reference"]).split()) < set(" ".join(of_pairs).split())
    procedures = 0 if is_cut else _procedures(rows, codes, study)
    alike = {name: number for _, of_theme in rows.groupby("theme") for name, number in measured_alike(of_theme).items()}
    units = study.tables.concepts.set_index("concept")["unit"]
    rates, numbers = sum(units[name] == "percent" for name in alike), list(alike.values())
    about: dict[str, Said] = {
        "themes": count(len(themes_of(rows)), of),
        "procedures": text("comparability_matrix.procedures", count=count(procedures, of)) if procedures else "",
    }
    if not numbers:
        if (every.loc[every["theme"].isin(rows["theme"]), "reference"] != "").any():
            return []
        return [Claim("count", text("comparability_matrix.national_none", **about), of, "study", codes)]
    said = text(
        f"comparability_matrix.national{'_given' if is_cut else ''}",
        **about,
        concepts=count(len(numbers), of),
        rates=_rates(rates, len(numbers), of),
        everywhere=count(sum(number == len(codes) for number in numbers), of),
        every=count(len(codes), of),
    )
    return [Claim("count", said, of, "study", codes)]


def _rates(rates: int, every: int, of: tuple[str, ...]) -> Said:
    """Say in brackets how many of the indicators are rates; nothing where none is."""
    if not rates:
        return ""
    if rates == every:
        return text("comparability_matrix.only_rates")
    return text("comparability_matrix.rates", rates=count(rates, of))


def _pairs_of(rows: pd.DataFrame) -> list[tuple[str, frozenset[str]]]:
    """Return the theme and the wards of each row, whichever of the two comes first."""
    themes, pairs = rows["theme"], zip(rows["ward_a"], rows["ward_b"], strict=True)
    return [(str(theme), frozenset(pair)) for theme, pair in zip(themes, pairs, strict=True)]


def _both(first: str, second: str) -> Text:
    return text("comparability_matrix.both", first=wards(first), second=wards(second))


def _procedures(rows: pd.DataFrame, codes: Sequence[str], study: Study) -> int:
    """Return how many procedures of lists a national source gives a share of applications for, of two wards or more."""
    left_out = study.once(not_ranked)
    left_out = left_out[(left_out["why"] == "uncounted") & left_out["theme"].isin(themes_of(rows))]
    held = reference(study)
    held = held[held["concept"].isin(left_out["concept"]) & held["ward"].isin(list(codes)) & held["value"].notna()]
    return int((held.groupby("concept")["ward"].nunique() > 1).sum())


def _behind(observations: pd.DataFrame, rows: pd.DataFrame, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the observations of some wards about the themes of ``rows``."""
    return ids(observations[observations["theme"].isin(themes_of(rows)) & observations["ward"].isin(list(codes))])


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw, per theme and pair of wards, what can be compared; of many wards with how many others each can be."""
    return (_pairs if few_pairs(rows) else _wards)(rows, study, ink)


def _pairs(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    names = study.names
    details = [say(_pair_told(row, study), names) for row in typed(rows, ReasonedPair)]
    kind = say(text("comparability_matrix.kind_of_one" if _is_one(rows) else "comparability_matrix.kind"), names)
    info = QUESTION.info(rows, study, ink, claims=claims(rows, study), kind=kind, details=details)
    pairs = typed(rows.drop_duplicates(["ward_a", "ward_b"]), ReasonedPair)
    heads = [say(_both_of(row), names) for row in pairs]
    lines = []
    for theme, of_theme in rows.groupby("theme", sort=False):
        cells = [
            _look(row.state, [say(line, names) for line in pair_lines(row, study)], ink)
            for row in typed(of_theme, ReasonedPair)
        ]
        lines.append(Line(names.theme(str(theme)), cells, _shared_count(of_theme)))
    with style.look():
        return boxed_table(info, heads, say(text("mark.national"), names), lines)


def _both_of(row: ReasonedPair) -> Name:
    """Name the wards of a pair; a ward by itself once."""
    return wards(*dict.fromkeys((row.ward_a, row.ward_b)))


def _look(state: str, lines: Sequence[str], ink: Ink) -> Cell:
    face, grey, of_text = _STATE_LOOK.get(state, _PALE)
    return Cell(tuple(lines), grey if ink.mono else face, style.RULE, of_text)


def pair_lines(row: ReasonedPair, study: Study) -> list[Text]:
    """Return the grade of each concept that two wards share, or what each ward lacks."""
    if row.concepts and row.ward_a == row.ward_b:
        return [text("comparability_matrix.held", count=count(_number_of(pd.Series([row.concepts]))))]
    if row.concepts:
        return [text(f"labels.comparability.{grade}") for grade in dict.fromkeys(row.grades.split())]
    if row.ward_a == row.ward_b:
        return [_lacks(row.ward_a, row.theme, row.lack_a, study)]
    lacking = ((row.ward_a, row.lack_a), (row.ward_b, row.lack_b))
    lines = [
        text("comparability_matrix.lacking", ward=wards(code), lack=_lacks(code, row.theme, lack, study))
        for code, lack in lacking
        if lack
    ]
    return lines or [text(f"labels.comparability.{row.state}")]


def _lacks(code: str, theme: str, lack: str, study: Study) -> Text:
    """Say what a ward lacks; where it has figures that are no results, of which kinds they are."""
    held = own(study.whole)
    held = held[(held["ward"] == code) & (held["theme"] == theme) & held["value"].notna()]
    kinds = tuple(text(f"labels.kind.{kind}") for kind in KINDS if kind in set(held["kind"]))
    if lack != "no_result" or not kinds:
        return _lack_name(lack)
    return text("comparability_matrix.only", kinds=Listed(kinds, together=True))


def _pair_told(row: ReasonedPair, study: Study) -> Text:
    """Say what can be compared under one theme, for the alt text."""
    theme, pair = Name("theme", (row.theme,)), _both_of(row)
    return text("comparability_matrix.pair_told", theme=theme, pair=pair, told=Listed(tuple(pair_lines(row, study))))


def _shared_count(of_theme: pd.DataFrame) -> str:
    """Return how many concepts of a theme a national source measures alike for two wards."""
    return str(len(measured_alike(of_theme)) or NONE)


# --- many wards --------------------------------------------------------------------------------------------------


def _wards(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw, for each ward and theme, with how many other wards it can be compared, or what it lacks."""
    found, names = partners(rows), study.names
    themes = themes_of(found)
    lacks = [*_LACKS, *([NOT_GIVEN] if NOT_GIVEN in set(found["lack"]) else [])]
    legend = [text("comparability_matrix.legend", sign=_lack_sign(lack), name=_lack_name(lack)) for lack in lacks]
    kind = say(text("comparability_matrix.kind_of_many", legend=Listed(tuple(legend))), names)
    of_wards = list(typed(found, Partners))
    why = dict(zip(found["ward"], found["lack"], strict=True))
    told = {(row.ward, row.theme): _partners_told(row) for row in of_wards if row.lack not in SILENT}
    details = [
        say(
            ward_told(code, [told[code, theme] for theme in themes if (code, theme) in told], _lack_name(why[code])),
            names,
        )
        for code in study.wards
    ]
    info = QUESTION.info(rows, study, ink, claims=claims(rows, study), kind=kind, details=details)
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        cells = {(row.ward, row.theme): _partners_cell(row, study, ink) for row in of_wards}
        silent = set(study.wards) - {code for code, _ in told}
        lines = [
            Row(looks[code], instead=say(_lack_name(why[code]), names))
            if code in silent
            else Row(looks[code], [cells[code, theme] for theme in themes])
            for code in study.wards
        ]
        shared = [Cell((_shared_count(rows[rows["theme"] == theme]),)) for theme in themes]
        columns = [Column(names.theme(theme)) for theme in themes]
        return wards_table(info, columns, [*lines, Row(say(text("comparability_matrix.last_row"), names), shared)])


def _partners_cell(row: Partners, study: Study, ink: Ink) -> Cell:
    for state, number in _counted(row).items():
        if number:
            return _look(state, [str(number)], ink)
    return Cell((say(_lack_sign(row.lack), study.names),), ink=style.QUIET)


def _counted(row: Partners) -> dict[str, int]:
    """Return with how many other wards a ward can be compared, the better first."""
    return {"verified": row.verified, "unverified": row.unverified}


def _partners_told(row: Partners) -> Text:
    """Say with how many wards one ward can be compared under one theme, or what it lacks."""
    theme = Name("theme", (row.theme,))
    for state, number in _counted(row).items():
        if number:
            return text(f"comparability_matrix.ward_{state}", theme=theme, count=count(number))
    return text("comparability_matrix.ward_alone", theme=theme, lack=_lack_name(row.lack))


def _lack_name(lack: str) -> Text:
    if lack in (*SILENT, NOT_GIVEN):
        return text(f"absence.of.{lack}")
    return text(f"labels.lack.{lack}" if lack else "comparability_matrix.no_partner")


def _lack_sign(lack: str) -> Text:
    return text(f"comparability_matrix.sign.{'none' if lack in SILENT else lack or 'no_partner'}")


# --- the reading table -----------------------------------------------------------------------------------------------


def comparability_table(
    *,
    ward: Names = None,
    years: Years = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    title: str = "",
    name: str = "comparability",
    lang: str | None = None,
    root: Root = None,
) -> ReadingTable:
    """Show, per theme and pair of wards, the grade of each concept they share, and what the grade rests on.

    Of many wards, those that can be compared in the same way are named together. Of one ward its pairs are shown, of several
    those among them.

    Parameters
    ----------
    ward, years, theme, concept, indicator, title, name, lang, root
        As for :func:`analysis.progress_table`.

    Returns
    -------
    ReadingTable
        A notebook shows it; ``rows`` is the DataFrame that it was made from, ``reading`` what stands in its cells.
        Its columns are those of :func:`analysis.comparability_matrix`, whose figure holds the same rows.

    Raises
    ------
    UnknownName, WardKpiError
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.comparability_table(lang="en").reading.name
    'comparability'
    """
    study = Study.of(root, lang)
    rows = rows_chosen(QUESTION, None, Choice.of(years=years), study)
    themes = themes_of_choice(Choice.of(ward=ward, concept=concept, indicator=indicator), study)
    rows = rows if themes is None else rows[rows["theme"].isin(themes)]
    rows = narrowed(rows, name, study, ward=ward, theme=theme)
    if rows.empty:
        raise nothing_left(name, ward=ward, years=years, theme=theme, concept=concept, indicator=indicator)
    return ReadingTable(
        comparability_reading(rows, study, name=name, title=titled(title, "comparability_matrix.table", study)),
        rows,
    )


def comparability_reading(rows: pd.DataFrame, study: Study, *, name: str, title: str) -> Reading:
    """Return the table to be read of ``rows``."""
    cells, every = _read_pairs if few_pairs(rows) else _read_groups, study.once(table)
    records = [
        {"theme": ReadingCell(study.names.theme(str(theme)))}
        | {
            column: ReadingCell(said or NONE)
            for column, said in cells(of_theme, every[every["theme"] == theme], study).items()
        }
        for theme, of_theme in rows.groupby("theme", sort=False)
    ]
    return reading(records, heads(records[0], study), rows[["source"]], study, name=name, title=title)


def _read_pairs(rows: pd.DataFrame, every: pd.DataFrame, study: Study) -> dict[str, str]:
    """Return the concepts that each pair shares with their grades and evidence, and what is measured in all wards.

    ``every`` are the pairs of all wards under the theme, whichever are shown.
    """
    names = study.names
    shown = {}
    for row in typed(rows, ReasonedPair):
        graded = zip(row.grades.split(), row.concepts.split(), strict=True)
        pair = (row.ward_a, row.ward_b)
        lines = [
            text("comparability_matrix.graded", grade=grade, concept=as_called(name, pair, study))
            for grade, name in graded
        ]
        shown[say(wards(*pair), names)] = names.listed(say(line, names) for line in lines or pair_lines(row, study))
    evidence = [
        text(
            "comparability_matrix.evidence",
            concept=as_called(row.concept, (row.ward_a, row.ward_b), study),
            evidence=_evidence(row, study),
        )
        for row in typed(shared_concepts(rows), SharedConcept)
    ]
    shown["evidence"] = _OR.join(say(line, names) for line in evidence)
    everywhere = [concept for concept, number in measured_alike(every).items() if number == len(study.wards)]
    return shown | {"reference": names.listed(say(measured_as(concept, study), names) for concept in everywhere)}


def _read_groups(rows: pd.DataFrame, every: pd.DataFrame, study: Study) -> dict[str, str]:
    """Return the wards that share each concept, by grade, and those without a partner among ``every`` ward."""
    names, total = study.names, len({*rows["ward_a"], *rows["ward_b"]})
    groups: dict[str, list[str]] = {column: [] for column in _GROUPS}
    with_partner = {code for row in typed(comparable_groups(every), Group) if row.concept for code in row.wards.split()}
    for row in typed(comparable_groups(rows), Group):
        codes = [code for code in row.wards.split() if row.concept or code not in with_partner]
        if not codes:
            continue
        of_group = counted(codes, total, study)
        groups[row.state].append(_with_concept(_concept(row.concept), of_group, study) if row.concept else of_group)
    alike = [
        _with_concept(measured_as(concept, study), str(number), study)
        for concept, number in measured_alike(every).items()
    ]
    return {column: _OR.join(said) for column, said in groups.items()} | {"measured_alike": names.listed(alike)}


def _with_concept(concept: Name, said: str, study: Study) -> str:
    return say(text("comparability_matrix.concept_and", concept=concept, wards=said), study.names)


def _concept(name: str) -> Name:
    return Name("concept", (name,))


def _evidence(row: SharedConcept, study: Study) -> str:
    return evidence_of(row.concept, row.ward_a, row.ward_b, study).rstrip("。.")


# --- slides ----------------------------------------------------------------------------------------------------------


def slides(study: Study) -> list[Slide]:
    """Return for each theme which wards may be compared."""
    pairs = study.once(comparability_with_reasons)
    some = (pairs["concepts"] != "") | (pairs["reference"] != "")
    shown = [theme for theme in published_themes(study) if theme in set(pairs.loc[some, "theme"])]
    others = [theme for theme in published_themes(study) if theme not in shown]
    by_theme = {theme: pairs[pairs["theme"] == theme] for theme in shown}
    few = few_wards(study)
    named = study.names.listed(study.names.theme(theme) for theme in others)
    foot = "" if few else study.names.told("slides.comparability.others_are", themes=named)
    found = claims(pairs, study)[0]
    return [
        Slide(
            title=found.headline(study),
            kind=study.names.told("slides.comparability.kind"),
            cells=(one,),
            sources=tuple(cited(study.current[study.current["ward"].isin(study.wards)], study)) if few else (),
            foot=foot,
            said=found.said(study),
        )
        for one in (_tables_of_pairs(by_theme, study) if few else [_table_of_groups(by_theme, study)])
    ]


def _table_of_groups(by_theme: Mapping[str, pd.DataFrame], study: Study) -> Table:
    """Return which of many wards share a concept, by grade."""
    headings = [study.names.told(f"reading.heads.{name}") for name in (*_GROUPS, "measured_alike")]
    return Table(
        header=(told("slides.column.theme", study.lang), *headings),
        body=tuple(_grouped(theme, pairs, study) for theme, pairs in by_theme.items()),
        shares=(24, 60, 50, 30, 60, 40),
        alt=study.names.told("slides.comparability.alt_of_groups"),
    )


def _grouped(theme: str, pairs: pd.DataFrame, study: Study) -> tuple[str, ...]:
    texts: dict[str, list[str]] = {state: [] for state in _GROUPS}
    for row in typed(comparable_groups(pairs), Group):
        names = ward_names(row.wards.split(), study)
        texts[row.state].append(_wards_of(row.concept, names, study) if row.concept else names)
    alike = [
        told(
            "slides.comparability.counted", study.lang, concept=say(measured_as(name, study), study.names), count=count
        )
        for name, count in measured_alike(pairs).items()
    ]
    return study.names.theme(theme), *("\n".join(lines) for lines in texts.values()), study.names.listed(alike)


def _wards_of(concept: str, names: str, study: Study) -> str:
    return told("slides.comparability.wards_of", study.lang, concept=study.names.concept(concept), wards=names)


def _tables_of_pairs(by_theme: Mapping[str, pd.DataFrame], study: Study) -> Iterator[Table]:
    """Yield tables of what may be compared between each two of few wards."""
    lang, names = study.lang, study.names
    of_pairs = {
        theme: {(row.ward_a, row.ward_b): row for row in typed(rows, ReasonedPair)}
        for theme, rows in study.once(comparability_with_reasons).groupby("theme", sort=False)
    }
    for pairs in pages_of(list(combinations(study.wards, 2)), _MOST_PAIRS):
        headings = [told("slides.comparability.pair", lang, one=names.ward(a), other=names.ward(b)) for a, b in pairs]
        rows = [
            (
                names.theme(theme),
                *(_state(of_pairs[theme][pair], study) for pair in pairs),
                _references(by_theme[theme], study),
            )
            for theme in by_theme
        ]
        alike: dict[tuple[str, ...], list[str]] = {}
        for theme in (theme for theme in of_pairs if theme not in by_theme):
            states = tuple(_state(of_pairs[theme][pair], study) for pair in pairs)
            alike.setdefault(states, []).append(names.theme(str(theme)))
        rows += [(names.listed(themes), *states, "") for states, themes in alike.items()]
        yield Table(
            header=(told("slides.column.theme", lang), *headings, study.names.told("slides.comparability.reference")),
            body=tuple(rows),
            shares=(25, *[28] * len(pairs), 60),
            alt=study.names.told("slides.comparability.alt"),
        )


def _references(pairs: pd.DataFrame, study: Study) -> str:
    """Return the concepts that reference series give for the wards under one definition."""
    measured = dict.fromkeys(" ".join(pairs["reference"]).split())
    return study.names.listed(say(measured_as(name, study), study.names) for name in measured)


def _state(pair: ReasonedPair, study: Study) -> str:
    """Return the grade of each concept that two wards share, or, as the chart has it, why there is none."""
    names = study.names
    graded = zip(pair.grades.split(), pair.concepts.split(), strict=True)
    shared = [
        told(
            "slides.figure.in_brackets",
            study.lang,
            what=names.comparability(grade),
            details=say(as_called(concept, (pair.ward_a, pair.ward_b), study), names),
        )
        for grade, concept in graded
    ]
    return names.listed(shared or (say(line, names) for line in pair_lines(pair, study)))


QUESTION = Question(
    "comparability_matrix", table, claims, figure, ReasonedPair, doc=__doc__, of_one=of_one_ward, of_years=of_years
)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


comparability_matrix = public(QUESTION)
