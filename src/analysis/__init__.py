"""Compare how Tokyo's wards digitise their services, with document, place and vintage of every figure.

Importing this needs pandas only; matplotlib and seaborn are loaded when a figure is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.compare import comparability, compare
from analysis.errors import DataError, NotComparable, UnknownName, WardKpiError
from analysis.evidence import verify
from analysis.explain import explain
from analysis.load import load_concepts, load_indicators, load_observations, load_sources, load_wards
from analysis.measures import progress
from analysis.revisions import revisions

if TYPE_CHECKING:
    pass

_LAZY: dict[str, str] = {}
"""Public names that cost an import worth waiting for only when used, and the module that defines each."""

__all__ = [
    "DataError",
    "NotComparable",
    "UnknownName",
    "WardKpiError",
    "comparability",
    "compare",
    "explain",
    "load_concepts",
    "load_indicators",
    "load_observations",
    "load_sources",
    "load_wards",
    "progress",
    "revisions",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in _LAZY:
        raise AttributeError(f"module 'analysis' has no attribute '{name}'")
    return getattr(import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
