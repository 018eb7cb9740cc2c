"""What a pack comes down to, for the first slide and the first page: claims of questions, and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from analysis.data.ids import ids_by_row
from analysis.data.study import Study
from analysis.office.document_list import titles_of
from analysis.office.pack import Pack
from analysis.questions import comparability_matrix, online_use, scorecard, yardstick_procedures
from analysis.questions._kpi import counting_open
from analysis.questions._question import Claim
from analysis.questions._slide import few_wards
from analysis.words.say import say, text

_MOST_TITLES = 6
"""Documents that are named beneath a conclusion; three conclusions stand on one slide."""


class Conclusion(NamedTuple):
    """A sentence, the figures and documents that it rests on in words, and the ids of these documents."""

    text: str
    basis: str
    sources: tuple[str, ...]


def conclusions(pack: Pack) -> list[Conclusion]:
    """Return three: where wards stand, what is online and how much of it is used, and what may be compared at all."""
    study = pack.study
    judged, online, used = (study.once(one.table) for one in (scorecard, yardstick_procedures, online_use))
    if pack.choice.themes:
        judged, online, used = (rows[rows["theme"].isin(pack.themes)] for rows in (judged, online, used))
    standing = [*scorecard.claims(judged, study)[:1], *counting_open(judged, study)] if len(judged) else []
    use = online_use.claims(used, study)[:1] if used["value"].notna().any() else []
    if use and few_wards(study) and any(len(one.online) for one in online_use.lists_of(used, study, online)):
        use = [online_use.against_what_is_online(online, used, study)]  # which says of how many procedures a median is
    of_use = {one for claim in use for one in claim.rows}
    online = online.loc[[one not in of_use for one in ids_by_row(online, study)]]  # said beside its use
    measured = [*(yardstick_procedures.claims(online, study)[:1] if online["value"].notna().any() else []), *use]
    comparable = comparability_matrix.claims(study.once(comparability_matrix.table), study)[:1]
    return [_conclusion(claims, study) for claims in (standing, measured, comparable) if claims]


def _conclusion(claims: Sequence[Claim], study: Study) -> Conclusion:
    said = study.names.sentences(claim.said(study) for claim in claims)
    return Conclusion(said, *_basis({one for claim in claims for one in claim.rows}, study))


def _basis(named: Set[str], study: Study) -> tuple[str, tuple[str, ...]]:
    """Return on how many figures of which documents claims rest, whose rows are ``named``; and the documents."""
    rows = study.published
    rows = rows.loc[[one in named for one in ids_by_row(rows, study)]]
    sources = tuple(dict.fromkeys(rows["source"])) or tuple(study.documents["source"])
    key = "rests_on" if len(rows) else "rests_on_documents"
    many = text("office.summary.documents", count=len(sources))
    named_here = titles_of(sources, study) if len(sources) <= _MOST_TITLES else many
    said = text(f"office.summary.{key}", count=len(rows), titles=named_here)
    return say(said, study.names), sources
