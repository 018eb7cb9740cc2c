"""Which wards may be compared at all? On slides: pair by pair for few wards, in groups for many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.data.kinds import GRADES
from analysis.data.study import Study
from analysis.data.themes import published_themes
from analysis.measures.comparing import comparability_with_reasons, comparable_groups, measured_alike
from analysis.questions import comparability_matrix
from analysis.questions._indicator_words import ward_names
from analysis.questions._slide import Slide, Table, few_wards, pages_of
from analysis.words.labels import COMPARABILITY
from analysis.words.say import told

_GROUPS = ("verified", "unverified", "differs", "no_partner")
_MOST_PAIRS = 6
"""Pairs of wards beside one another in a table."""


def slides(study: Study) -> list[Slide]:
    """Return for each theme which wards may be compared."""
    pairs = study.once(comparability_with_reasons)
    some = (pairs["concepts"] != "") | (pairs["reference"] != "")
    shown = [theme for theme in published_themes(study) if theme in set(pairs.loc[some, "theme"])]
    others = [theme for theme in published_themes(study) if theme not in shown]
    by_theme = {theme: pairs[pairs["theme"] == theme] for theme in shown}
    named = study.names.listed(study.names.theme(theme) for theme in others)
    return [
        Slide(
            title=comparability_matrix.claims(pairs, study)[0].title(study),
            kind=told("slides.comparability.kind", study.lang),
            cells=(table,),
            foot=told("slides.comparability.others_are", study.lang, themes=named),
            notes=tuple(told(f"labels.grade.{grade}", study.lang) for grade in GRADES),
        )
        for table in (_pairs(by_theme, study) if few_wards(study) else [_groups(by_theme, study)])
    ]


def _groups(by_theme: Mapping[str, pd.DataFrame], study: Study) -> Table:
    """Return which of many wards share a concept, by grade."""
    headings = [told(f"reading.heads.{name}", study.lang) for name in (*_GROUPS, "measured_alike")]
    return Table(
        header=(told("slides.column.theme", study.lang), *headings),
        body=tuple(_grouped(theme, pairs, study) for theme, pairs in by_theme.items()),
        shares=(24, 60, 50, 30, 60, 40),
        alt=told("slides.comparability.alt_of_groups", study.lang),
    )


def _grouped(theme: str, pairs: pd.DataFrame, study: Study) -> tuple[str, ...]:
    texts: dict[str, list[str]] = {state: [] for state in _GROUPS}
    for row in each(comparable_groups(pairs)):
        names = ward_names(row.wards.split(), study)
        texts[row.state].append(_of_concept(row.concept, names, study) if row.concept else names)
    alike = [
        told("slides.comparability.counted", study.lang, concept=study.names.concept(name), count=count)
        for name, count in measured_alike(pairs).items()
    ]
    return study.names.theme(theme), *("\n".join(lines) for lines in texts.values()), study.names.listed(alike)


def _of_concept(concept: str, names: str, study: Study) -> str:
    return told("slides.comparability.wards_of", study.lang, concept=study.names.concept(concept), wards=names)


def _pairs(by_theme: Mapping[str, pd.DataFrame], study: Study) -> Iterator[Table]:
    """Yield tables of what may be compared between each two of few wards."""
    lang, names = study.lang, study.names
    indexed = {theme: pairs.set_index(["ward_a", "ward_b"]) for theme, pairs in by_theme.items()}
    nothing = COMPARABILITY["no_result"][lang]
    for pairs in pages_of(list(combinations(study.wards, 2)), _MOST_PAIRS):
        headings = [told("slides.comparability.pair", lang, one=names.ward(a), other=names.ward(b)) for a, b in pairs]
        rows = [
            (names.theme(theme), *(_state(table.loc[pair], study) for pair in pairs), _references(table, study))
            for theme, table in indexed.items()
        ]
        yield Table(
            header=(told("slides.column.theme", lang), *headings, told("slides.comparability.reference", lang)),
            body=(*rows, (told("slides.comparability.other_themes", lang), *[nothing] * len(pairs), "")),
            shares=(25, *[28] * len(pairs), 60),
            alt=told("slides.comparability.alt", lang),
        )


def _references(pairs: pd.DataFrame, study: Study) -> str:
    """Return the concepts that reference series give for the wards under one definition."""
    return study.names.listed(study.names.concept(name) for name in dict.fromkeys(" ".join(pairs["reference"]).split()))


def _state(pair: Any, study: Study) -> str:
    """Return the grade of each concept that two wards share, or why there is none."""
    names = study.names
    graded = zip(pair["grades"].split(), pair["concepts"].split(), strict=True)
    shared = [
        told("slides.figure.in_brackets", study.lang, what=names.comparability(grade), details=names.concept(concept))
        for grade, concept in graded
    ]
    missing = names.listed(names.ward(code) for code in pair["missing"].split())
    state = names.comparability(pair["state"])
    alone = told("slides.figure.in_brackets", study.lang, what=state, details=missing) if missing else state
    return names.listed(shared) or alone
