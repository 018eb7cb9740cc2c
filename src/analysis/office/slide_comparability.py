"""The slides that say which wards may be compared at all: pair by pair for few wards, in groups for many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.measures.comparing import comparability, comparable_groups, measured_alike
from analysis.office import content
from analysis.office.deck import FOOT, QUIET, Deck, Line
from analysis.office.pack import Pack
from analysis.office.slide_parts import pages_of, table_slides
from analysis.words.labels import COMPARABILITY

_MOST_PAIRS = 6
"""Pairs of wards beside one another in a table."""


def add_comparability(deck: Deck, pack: Pack) -> None:
    """Show for each theme which wards may be compared at all."""
    table = comparability(observations=pack.observations, root=pack.root)
    some = (table["state"] != "not_published") | (table["reference"] != "")
    shown = [theme for theme in pack.themes if theme in set(table.loc[some, "theme"])]
    add = _pairs if pack.few else _groups
    others = pack.words.listed(pack.words.theme(theme) for theme in pack.themes if theme not in shown)
    for slide in add(deck, pack, {theme: table[table["theme"] == theme] for theme in shown}):
        deck.add_text(slide, FOOT, [Line(pack.word("other_themes_are", themes=others), 10, colour=QUIET)])
        deck.add_notes(slide, [pack.word("comparability_notes")])


def _groups(deck: Deck, pack: Pack, tables: Mapping[str, pd.DataFrame]) -> Iterator[Any]:
    """Show for each theme which of many wards share a definition, and which can be seen against their targets only."""
    states = [COMPARABILITY[state][pack.lang] for state in ("same_definition", "only_progress")]
    rows = [[pack.word("theme"), *states, pack.word("not_comparable"), pack.word("measured_alike")]]
    for theme, pairs in tables.items():
        groups = comparable_groups(pairs)
        told: dict[str, list[str]] = {"same_definition": [], "only_progress": [], "not_published": []}
        for row in each(groups):
            names = content.names_of(pack, row.wards.split())
            concept = pack.words.concept(row.concept) if row.concept else ""
            told[row.state].append(pack.word("comparable_wards", concept=concept, wards=names) if concept else names)
        cells = ["\n".join(texts) for texts in told.values()]
        alike = [f"{pack.words.concept(name)}: {count}" for name, count in measured_alike(pairs).items()]
        rows.append([pack.words.theme(theme), *cells, pack.words.listed(alike)])
    title, kind = content.comparability_finding(pack), _kind(pack)
    alt = pack.word("comparability_groups_alt")
    yield from (slide for slide, _ in table_slides(deck, pack, title, kind, rows, (24, 70, 45, 75, 40), alt))


def _pairs(deck: Deck, pack: Pack, tables: Mapping[str, pd.DataFrame]) -> Iterator[Any]:
    """Show for each theme and pair of few wards what may be compared."""
    by_theme = {theme: rows.set_index(["ward_a", "ward_b"]) for theme, rows in tables.items()}
    alt = pack.word("comparability_alt")
    for pairs in pages_of(list(combinations(pack.wards, 2)), _MOST_PAIRS):
        named = [pack.word("pair", one=pack.words.ward(one), other=pack.words.ward(other)) for one, other in pairs]
        rows = [[pack.word("theme"), *named, pack.word("reference")]]
        for theme in tables:
            states = [_state(pack, by_theme[theme].loc[pair]) for pair in pairs]
            rows.append([pack.words.theme(theme), *states, _reference(pack, by_theme[theme]["reference"])])
        rows.append([pack.word("other_themes"), *[COMPARABILITY["not_published"][pack.lang]] * len(pairs), ""])
        shares = (25, *[28] * len(pairs), 60)
        title, kind = content.comparability_finding(pack), _kind(pack)
        yield from (slide for slide, _ in table_slides(deck, pack, title, kind, rows, shares, alt))


def _reference(pack: Pack, cells: pd.Series[str]) -> str:
    """Return the concepts that reference series give for the wards under one definition."""
    return pack.words.listed(pack.words.concept(name) for name in dict.fromkeys(" ".join(cells).split()))


def _kind(pack: Pack) -> str:
    named = {name: label[pack.lang] for name, label in COMPARABILITY.items()}
    return pack.word("comparability_kind", **named)


def _state(pack: Pack, pair: Any) -> str:
    state = COMPARABILITY[pair["state"]][pack.lang]
    shared = [pack.words.concept(name) for name in pair["concepts"].split()]
    missing = [pack.words.ward(code) for code in pair["missing"].split()]
    details = pack.words.listed(shared or missing)
    return pack.word("in_brackets", what=state, details=details) if details else state
