"""What a pack comes down to, for the first slide and the first page: claims of questions, and what they rest on."""

from __future__ import annotations

from typing import NamedTuple

from analysis.data.ids import ids_by_row
from analysis.data.study import Study
from analysis.office.document_list import titles_of
from analysis.office.pack import Pack
from analysis.questions import comparability_matrix, online_use, scorecard, yardstick_procedures
from analysis.questions._question import Claim
from analysis.words.say import say, text


class Conclusion(NamedTuple):
    """A sentence, and the figures and documents that it rests on in words."""

    text: str
    basis: str


def conclusions(pack: Pack) -> list[Conclusion]:
    """Return where wards stand, what is online by each yardstick and how much of it is used, and what may be compared at all."""
    study = pack.study
    judged, online, used = (study.once(one.table) for one in (scorecard, yardstick_procedures, online_use))
    if pack.choice.themes:
        judged, online, used = (rows[rows["theme"].isin(pack.themes)] for rows in (judged, online, used))
    claims = [
        *(scorecard.claims(judged, study)[:1] if len(judged) else []),
        *(yardstick_procedures.claims(online, study)[:1] if online["value"].notna().any() else []),
        *(online_use.claims(used, study)[:1] if used["value"].notna().any() else []),
        *comparability_matrix.claims(study.once(comparability_matrix.table), study)[:1],
    ]
    return [Conclusion(claim.said(study), _basis(claim, study)) for claim in claims]


def _basis(claim: Claim, study: Study) -> str:
    """Return on how many figures of which documents a claim rests."""
    rows = study.published
    named = set(claim.rows)
    rows = rows[[one in named for one in ids_by_row(rows, study)]]
    sources = tuple(dict.fromkeys(rows["source"])) or tuple(study.documents["source"])
    key = "rests_on" if len(rows) else "rests_on_documents"
    return say(text(f"office.summary.{key}", count=len(rows), titles=titles_of(sources, study)), study.names)
