"""What type checkers know of ``analysis.figures``, which is made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.questions.availability_matrix import availability_matrix as availability_matrix
    from analysis.questions.cashless_definitions import cashless_definitions as cashless_definitions
    from analysis.questions.comparability_matrix import comparability_matrix as comparability_matrix
    from analysis.questions.mynumber_series import mynumber_series as mynumber_series
    from analysis.questions.online_use import online_use as online_use
    from analysis.questions.outlook import outlook as outlook
    from analysis.questions.progress_bars import progress_bars as progress_bars
    from analysis.questions.ranking_sensitivity import ranking_sensitivity as ranking_sensitivity
    from analysis.questions.scorecard import scorecard as scorecard
    from analysis.questions.target_vintages import target_vintages as target_vintages
    from analysis.questions.trajectories import trajectories as trajectories
    from analysis.questions.ward_positions import ward_positions as ward_positions
    from analysis.questions.yardstick_procedures import yardstick_procedures as yardstick_procedures
