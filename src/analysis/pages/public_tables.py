"""What type checkers know of ``analysis.tables``, which is made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.pages.audit_readings import consistency_summary_table as consistency_summary_table
    from analysis.pages.audit_readings import consistency_table as consistency_table
    from analysis.pages.audit_readings import corrections_table as corrections_table
    from analysis.pages.audit_readings import coverage_table as coverage_table
    from analysis.pages.audit_readings import crosscheck_table as crosscheck_table
    from analysis.pages.audit_readings import judgements_table as judgements_table
    from analysis.pages.audit_readings import revisions_table as revisions_table
    from analysis.questions._figures_reading import figures_table as figures_table
    from analysis.questions._reading import reading_table as reading_table
    from analysis.questions.availability_matrix import availability_table as availability_table
    from analysis.questions.comparability_matrix import comparability_table as comparability_table
    from analysis.questions.outlook import outlook_table as outlook_table
    from analysis.questions.progress_bars import progress_table as progress_table
    from analysis.questions.ranking_sensitivity import ranking_table as ranking_table
    from analysis.questions.ward_positions import positions_table as positions_table
