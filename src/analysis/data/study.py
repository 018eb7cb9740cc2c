"""What one answer rests on: the complete clean tables, names in one language, and the day on which it is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from analysis.data.area_codes import MUNICIPAL, only_special
from analysis.data.load import Root, figures_of_one_year, latest_vintage, superseded_within
from analysis.data.paths import find_root
from analysis.data.tables import Tables, tables_of
from analysis.words.labels import check_language, spoken
from analysis.words.wording import Areas, Wording

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """Carries, never computes; none holds fewer wards than the data, so that absence can be asked of it.

    Attributes
    ----------
    root : Path
        Folder that holds ``data``.
    lang : str
        ``ja`` or ``en``.
    tables : Tables
        The clean tables as they stood when each was first read.
    """

    root: Path
    lang: str
    tables: Tables
    _known: pd.Timestamp | None = None
    _whole: Study | None = None
    _made: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Root = None, lang: str | None = None) -> Study:
        """Return the study of the data beneath ``root``, found by itself without it, in the session's language without one.

        Raises
        ------
        DataError
            If there is no such folder.
        UnknownName
            If ``lang`` is neither ``ja`` nor ``en``.
        """
        tables = tables_of(find_root(root))
        return cls(tables.root, spoken(lang), tables, _made=tables.made)

    def in_language(self, lang: str) -> Study:
        """Return the same data with names in ``lang``."""
        return self if lang == self.lang else replace(self, lang=check_language(lang))

    def known_on(self, day: dt.date) -> Study:
        """Return what was known at the end of ``day``: a study without the documents published later."""
        return replace(self, _known=pd.Timestamp(day), _made={})

    def given(self, observations: pd.DataFrame) -> Study:
        """Return a study of a caller's observations; ``whole`` is the one of all, of which absence and context are asked."""
        return _Given(self.root, self.lang, self.tables, self._known, self.whole, _observations=observations)

    @property
    def whole(self) -> Study:
        """The study of all observations: itself, unless a caller chose some."""
        return self._whole or self

    @cached_property
    def published(self) -> pd.DataFrame:
        """Every vintage of the indicators' figures of one year; ``complete`` holds what stands beside them."""
        if self._known is None:
            return self.once(_figures)
        return _indicators(superseded_within(self.complete), self)

    @cached_property
    def complete(self) -> pd.DataFrame:
        """All that documents print, every vintage: also actions in words and what is of no year or of several."""
        return self._known_of(self.tables.observations)

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The documents that were read, one row each."""
        return self._known_of(self.tables.sources)

    @property
    def current(self) -> pd.DataFrame:
        """Of each figure what the newest document says."""
        return self.once(_current)

    @cached_property
    def wards(self) -> tuple[str, ...]:
        """Codes of all wards, cities, towns and villages that the data knows, in the order in which they are shown."""
        areas = self.tables.wards
        return tuple(areas.loc[areas["level"].isin(MUNICIPAL), "ward"])

    @cached_property
    def names(self) -> Wording:
        """Names of areas, themes, concepts, indicators and units, and how figures are written."""
        tables = self.tables
        return Wording(
            self.lang,
            concepts=tables.concepts,
            areas=tables.wards,
            indicators=tables.indicators,
            notes=tables.notes,
            only_wards=only_special(self.wards),
        )

    @property
    def publishers(self) -> Areas:
        """What those are called whose figures are shown: what is compared, or, with a prefecture's own document, more than that."""
        others = set(self.tables.sources["ward"]) - {"", *self.wards}
        return Areas.of("governments", self.lang) if others else self.names.areas

    def once(self, make: Callable[[Study], _T]) -> _T:
        """Return ``make(self)``, made once for all languages, so it must not depend on one; frames as shallow copies."""
        if make not in self._made:
            self._made[make] = make(self)
        made: _T = self._made[make]
        return made.copy(deep=False) if isinstance(made, pd.DataFrame) else made

    def _known_of(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows if self._known is None else rows[rows["published"] <= self._known].reset_index(drop=True)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle where the data lies, not the data, so that a copied figure stays small."""
        return _again, (self.root, self.lang, self._known)

    def __repr__(self) -> str:
        """Return root, language, documents and rows."""
        known = "" if self._known is None else f" known on {self._known:%Y-%m-%d}"
        documents = self.published["source"].nunique()
        return f"<Study {self.root} {self.lang}: {len(self.published)} figures of {documents} documents{known}>"


def kept(make: Callable[_P, _T]) -> Callable[_P, _T]:
    """Make an answer once for a study and a language: ``make`` takes hashable arguments and, last, the study.

    What it returns is shared, so it must not be changed: text, a tuple, a set that nobody adds to.
    """

    @wraps(make)
    def answer(*args: _P.args, **names: _P.kwargs) -> _T:
        study = args[-1]
        if names or not isinstance(study, Study):
            raise TypeError(f"{make.__name__} takes its arguments in order, a Study last")
        key = (make, study.lang, *args[:-1])
        if key not in study._made:
            study._made[key] = make(*args, **names)
        found: _T = study._made[key]
        return found

    return answer


@dataclass(frozen=True, eq=False, repr=False)
class _Given(Study):
    """Holds the observations that a caller chose in the place of all."""

    _observations: pd.DataFrame = field(default_factory=pd.DataFrame)

    @cached_property
    def published(self) -> pd.DataFrame:
        """Those of one fiscal year, of indicators."""
        rows = self.complete if self._known is None else superseded_within(self.complete)
        return _indicators(rows, self)

    @cached_property
    def complete(self) -> pd.DataFrame:
        """The caller's observations, as far as they are known."""
        return self._known_of(self._observations)


def _again(root: Path, lang: str, known: pd.Timestamp | None) -> Study:
    study = Study.of(root, lang)
    return study if known is None else study.known_on(known)


def _figures(study: Study) -> pd.DataFrame:
    return _indicators(study.tables.observations, study)


def _indicators(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    return figures_of_one_year(rows, study.tables.concepts).reset_index(drop=True)


def _current(study: Study) -> pd.DataFrame:
    return latest_vintage(study.published).reset_index(drop=True)


def own(study: Study) -> pd.DataFrame:
    """Return what wards publish of themselves: the current figures of documents that are about one ward."""
    return study.once(_own)


def reference(study: Study) -> pd.DataFrame:
    """Return the reference series: the current figures of documents that are about several areas."""
    return study.once(_reference)


def _own(study: Study) -> pd.DataFrame:
    return own_of(study.current, study)


def _reference(study: Study) -> pd.DataFrame:
    return reference_of(study.current, study)


def own_of(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return those of ``rows`` that come from documents about one ward."""
    return rows[is_own(rows, study)].reset_index(drop=True)


def reference_of(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return those of ``rows`` that come from documents about several areas."""
    return rows[_area(rows, study) == ""].reset_index(drop=True)


def is_own(rows: pd.DataFrame, study: Study) -> pd.Series[bool]:
    """Return which of ``rows`` come from a ward's own document, as against a series or an area kept for reference."""
    return _area(rows, study).isin(study.wards)


def _area(rows: pd.DataFrame, study: Study) -> pd.Series[str]:
    """Return the code of the area that each row's document is about; empty for a document about several."""
    return rows["source"].map(study.tables.sources.set_index("source")["ward"])


def by_publication(rows: pd.DataFrame, study: Study) -> pd.Series[bool]:
    """Return which of ``rows`` are of a series that does not say when it was surveyed; their date is its publication."""
    if not {"source", "as_of"} <= set(rows):
        return pd.Series(data=False, index=rows.index)
    return (_area(rows, study) == "") & (rows["as_of"].fillna("") == "")
