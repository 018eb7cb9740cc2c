"""The reading table of what can be compared: a line for each theme, a column for each of a few pairs of wards."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.data.load import Root
from analysis.data.study import Study
from analysis.measures.comparing import comparable_groups, evidence_of, measured_alike, shared_concepts
from analysis.questions._by_theme import counted
from analysis.questions._reading import NONE, Cell, Reading, ReadingTable, heads, reading
from analysis.questions.comparability_matrix import few_pairs, pair_lines, table
from analysis.words.say import Name, say, text, told, wards

_GROUPS = ("verified", "unverified", "differs", "no_partner")
"""Of many wards: the columns, each a state."""
_OR = " / "


def comparability_table(
    *, title: str = "", name: str = "comparability", lang: str | None = None, root: Root = None
) -> ReadingTable:
    """Show, per theme and pair of wards, the grade of each concept they share, and what the grade rests on.

    Of many wards, those that can be compared in the same way are named together.

    Parameters
    ----------
    title, name, lang, root
        As for :func:`analysis.progress_table`.

    Examples
    --------
    >>> import analysis
    >>> analysis.comparability_table(lang="en").reading.name
    'comparability'
    """
    study = Study.of(root, lang)
    rows = study.once(table)
    return ReadingTable(
        comparability_reading(rows, study, name=name, title=title or told("comparability_matrix.table", study.lang)),
        rows,
    )


def comparability_reading(rows: pd.DataFrame, study: Study, *, name: str, title: str) -> Reading:
    """Return the table to be read of ``rows``."""
    cells = _of_pairs if few_pairs(rows) else _of_groups
    records = [
        {"theme": Cell(study.names.theme(str(theme)))}
        | {column: Cell(said or NONE) for column, said in cells(of_theme, study).items()}
        for theme, of_theme in rows.groupby("theme", sort=False)
    ]
    return reading(records, heads(records[0], study), rows[["source"]], study, name=name, title=title)


def _of_pairs(rows: pd.DataFrame, study: Study) -> dict[str, str]:
    """Return the concepts that each pair shares with their grades and evidence, and what is measured in all wards."""
    names, every = study.names, len({*rows["ward_a"], *rows["ward_b"]})
    shown = {}
    for row in each(rows):
        graded = zip(row.grades.split(), row.concepts.split(), strict=True)
        lines = [text("comparability_matrix.graded", grade=grade, concept=_concept(name)) for grade, name in graded]
        shown[say(wards(row.ward_a, row.ward_b), names)] = names.listed(
            say(line, names) for line in lines or pair_lines(row)
        )
    evidence = [
        text("comparability_matrix.evidence", concept=_concept(row.concept), evidence=_evidence(row, study))
        for row in each(shared_concepts(rows))
    ]
    shown["evidence"] = _OR.join(say(line, names) for line in evidence)
    everywhere = [concept for concept, number in measured_alike(rows).items() if number == every]
    return shown | {"reference": names.listed(names.concept(concept) for concept in everywhere)}


def _of_groups(rows: pd.DataFrame, study: Study) -> dict[str, str]:
    """Return the wards that share each concept, by grade, and those without a partner."""
    names, total = study.names, len({*rows["ward_a"], *rows["ward_b"]})
    groups: dict[str, list[str]] = {column: [] for column in _GROUPS}
    for row in each(comparable_groups(rows)):
        of_group = counted(row.wards.split(), total, study)
        groups[row.state].append(_with_concept(row.concept, of_group, study) if row.concept else of_group)
    alike = [_with_concept(concept, str(number), study) for concept, number in measured_alike(rows).items()]
    return {column: _OR.join(said) for column, said in groups.items()} | {"measured_alike": names.listed(alike)}


def _with_concept(concept: str, said: str, study: Study) -> str:
    return say(text("comparability_matrix.concept_and", concept=_concept(concept), wards=said), study.names)


def _concept(name: str) -> Name:
    return Name("concept", (name,))


def _evidence(row: Any, study: Study) -> str:
    return evidence_of(row.concept, row.ward_a, row.ward_b, study).rstrip("。.")
