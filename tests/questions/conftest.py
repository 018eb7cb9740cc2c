"""Data that tests of several questions look at; none changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from new_wards import add_crowd, add_plans, add_wards
from quoted_data import _asked_of_quoted_documents

from analysis.sources.clean import clean

__all__ = ["_asked_of_quoted_documents"]


@pytest.fixture(scope="session")
def project_root(quoted_root: Path) -> Path:
    """Return a root with the documents that these tests quote, in the place of the checkout."""
    return quoted_root


@pytest.fixture(scope="session")
def wards_of_all_sorts(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """Return a copy of the project's data with six more wards, each of which publishes something else."""
    root = tmp_path_factory.mktemp("sorts")
    shutil.copytree(project_root / "data", root / "data")
    koto = {
        "mynumber_card_rate": ["15%", "16%", "85%", "80%"],  # met
        "open_data": ["100件", "101件", "102件", "200件"],  # 2% of the way after 60% of the time
    }
    add_plans(root, {"koto": koto})
    add_plans(root, {"minato": {"cashless_action": ["検討", "実施"]}}, ["R6", "目標値（R7）"])
    add_plans(root, {"chuo": {"cashless_action": ["検討", "実施"]}}, ["R5", "R6"])
    estimate = ["基準値（R5）", "令和7年度 実績見込", "目標値（R9）"]
    add_plans(root, {"ota": {"mynumber_card_rate": ["60%", "90%", "80%"]}}, estimate)
    add_plans(root, {"shibuya": {"mynumber_card_rate": ["75%", "80%"]}}, ["目標値（R8）", "目標値（R10）"])
    add_wards(root, "kita")
    clean(root)
    return root


@pytest.fixture(scope="session")
def figures_of_nine(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """Return a copy of the project's data with six more wards, each of which publishes something else."""
    root = tmp_path_factory.mktemp("figures")
    shutil.copytree(project_root / "data", root / "data")
    add_crowd(root)
    clean(root)
    return root


@pytest.fixture(scope="session")
def plans_of_nine(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """Return a copy of the project's data with six more wards, each of which publishes something else."""
    root = tmp_path_factory.mktemp("plans")
    shutil.copytree(project_root / "data", root / "data")
    koto = {
        "mynumber_card_rate": ["15%", "16%", "41%", "80%"],  # 40% of the way after 60% of the time: 9.75 a year to go
        "cashless_procedures": ["10手続", "20手続", "400手続", "60手続"],  # 780% of the way
    }
    add_plans(root, {"koto": koto, "kita": {"mynumber_card_rate": ["15%", "40%", "85%", "80%"]}})  # met before its year
    add_plans(root, {"minato": {"cashless_action": ["検討", "実施"]}}, ["R6", "目標値（R7）"])
    add_plans(root, {"ota": {"mynumber_card_rate": ["60%", "70%", "80%"]}}, ["基準値（R5）", "R6", "R7"])  # no target
    estimate = ["基準値（R5）", "令和7年度 実績見込", "目標値（R9）"]
    add_plans(root, {"shibuya": {"mynumber_card_rate": ["60%", "70%", "80%"]}}, estimate)
    add_plans(root, {"nakano": {"cashless_action": ["検討", "実施"]}}, ["R6", "R7"])  # words without a target
    clean(root)
    return root
