"""What type checkers know of ``analysis.frames``, which is made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.audit.cross_checks import crosscheck as crosscheck
    from analysis.audit.self_checks import consistency as consistency
    from analysis.data.finding import search as search
    from analysis.data.loaders import load_concepts as load_concepts
    from analysis.data.loaders import load_coverage as load_coverage
    from analysis.data.loaders import load_evaluations as load_evaluations
    from analysis.data.loaders import load_indicators as load_indicators
    from analysis.data.loaders import load_observations as load_observations
    from analysis.data.loaders import load_sources as load_sources
    from analysis.data.loaders import load_wards as load_wards
    from analysis.data.loaders import named as named
    from analysis.data.loaders import published_by_wards as published_by_wards
    from analysis.data.national import load_national as load_national
    from analysis.data.national import load_national_totals as load_national_totals
    from analysis.measures.attainment import progress as progress
    from analysis.measures.commitments import judgements as judgements
    from analysis.measures.commitments import redated_targets as redated_targets
    from analysis.measures.comparing import comparability as comparability
    from analysis.measures.comparing import compare as compare
    from analysis.measures.national_position import distribution as distribution
    from analysis.measures.national_position import lag as lag
    from analysis.measures.national_position import peers as peers
    from analysis.measures.national_position import position as position
    from analysis.measures.vintage_changes import revisions as revisions
