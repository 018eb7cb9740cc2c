"""The kinds of figure that documents publish, which questions the codebook may name, and where a row of a table comes from."""

from __future__ import annotations

KINDS = ("baseline", "actual", "estimate", "planned", "target")
"""Every kind, in the order of a plan: what stood at the start, results, what was promised."""

RESULT_KINDS = ("actual", "estimate")
"""What a ward reports of a year; an actual figure outweighs an estimate of the same year."""

GRADES = ("A", "B", "C", "D")
"""How far what two wards publish of one concept can be compared: A one publisher measured both; B the level was checked
against a third source; C how it is counted is not stated; D the documents say that they differ."""

COMMITMENTS = ("baseline", "target", "planned")
"""What a document sets rather than reports."""

CONCEPT_QUESTIONS = ("mynumber_series", "online_use", "yardstick_procedures")
"""Questions that show the concepts which the codebook names for them."""

THEME_QUESTIONS = ("cashless_definitions", "trajectories")
"""Questions that show the themes which the codebook names for them."""

PUBLISHED, REFERENCE, DERIVED, ABSENT = "published", "reference", "derived", "absent"
"""Origin of a row: the ward's own document, a series about several areas, two printed figures, or none at all."""


def printed_bound(bound: str | None, text: str | None) -> str:
    """Return how a figure is bounded in the document's own word: 以内 is ``within``, which tables hold as ``at_most``.

    >>> printed_bound("at_most", "350億円以内"), printed_bound("at_most", "85%以下"), printed_bound(None, "85%")
    ('within', 'at_most', '')
    """
    return "within" if bound == "at_most" and "以内" in (text or "") else bound or ""
