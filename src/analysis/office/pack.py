"""What one committee pack is about: its date and addressee, the figures it shows, and how they are worded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis.data.load import load_concepts, load_indicators, load_notes, load_observations, load_sources, load_wards
from analysis.data.study import Study, own_of, reference_of
from analysis.measures import views
from analysis.measures.attainment import progress
from analysis.office.words import WORDS
from analysis.questions import scorecard
from analysis.questions._over_years import of_theme
from analysis.sources.model import RawData
from analysis.sources.raw import load_raw
from analysis.words.era import format_date, format_fiscal_year
from analysis.words.labels import KINDS, REASONS, STATUSES
from analysis.words.wording import Wording


@dataclass(frozen=True)
class Pack:
    """One committee pack.

    Attributes
    ----------
    date : date
        Day that stands on the paper.
    committee, department : str
        Whom it goes to and whom it comes from.
    lang : str
        ``ja`` or ``en``.
    root : Path
        Folder that holds ``data``.
    """

    date: dt.date
    committee: str
    department: str
    lang: str
    root: Path

    def word(self, name: str, /, **details: object) -> str:
        """Return a word or sentence of :data:`analysis.office.words.WORDS`, its placeholders filled."""
        return WORDS[name][self.lang].format(**details)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """The newest figure of each key, those of reference series included; see :func:`analysis.load_observations`."""
        return load_observations(root=self.root)

    @cached_property
    def all_vintages(self) -> pd.DataFrame:
        """Every published figure."""
        return load_observations(vintage="all", root=self.root)

    @cached_property
    def everything(self) -> pd.DataFrame:
        """Every row of observations.csv: figures, words, and what has no year of its own."""
        return load_observations(vintage="all", complete=True, root=self.root)

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """Indicators by id."""
        return load_indicators(self.root).set_index("indicator")

    @cached_property
    def concepts(self) -> pd.DataFrame:
        """The codebook by concept, in order of theme."""
        return load_concepts(self.root).set_index("concept")

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Documents by id."""
        return load_sources(self.root).set_index("source")

    @cached_property
    def areas(self) -> pd.DataFrame:
        """All areas by code: wards, and those kept for reference."""
        return load_wards(self.root, level=None).set_index("ward")

    @cached_property
    def raw(self) -> RawData:
        """The raw tables, for the places of figures."""
        return load_raw(self.root)

    @cached_property
    def english_notes(self) -> dict[str, str]:
        """Caveats of single figures in English, by the caveat as it stands in observations.csv."""
        notes = load_notes(self.root)
        return dict(zip(notes["note"], notes["note_en"], strict=True))

    @cached_property
    def wards(self) -> list[str]:
        """Codes of the wards that are compared, in the order of wards.toml."""
        return list(load_wards(self.root)["ward"])

    @cached_property
    def few(self) -> bool:
        """Whether the wards are so few that each can have a column and a heading of its own."""
        return len(self.wards) <= views.FEW

    @cached_property
    def themes(self) -> list[str]:
        """Ids of the themes of which any figure is published, in their order."""
        ordered = self.concepts.sort_values("theme_order", kind="stable")["theme"]
        return [theme for theme in dict.fromkeys(ordered) if theme in set(self.observations["theme"])]

    @cached_property
    def main_themes(self) -> list[str]:
        """Ids of the main themes."""
        main = set(self.concepts.loc[self.concepts["theme_main"], "theme"])
        return [theme for theme in self.themes if theme in main]

    @cached_property
    def own(self) -> pd.DataFrame:
        """What the wards themselves publish (:attr:`observations` without the reference series)."""
        return own_of(self.observations, Study.of(self.root))

    @cached_property
    def reference(self) -> pd.DataFrame:
        """What reference series give, under one definition for all wards."""
        return reference_of(self.observations, Study.of(self.root))

    @cached_property
    def progress(self) -> pd.DataFrame:
        """Baseline, target, result and status of what the wards themselves publish, a row an indicator, in order."""
        table = progress(self.own, root=self.root)
        orders = {
            "ward": {code: rank for rank, code in enumerate(self.wards)},
            "theme": {theme: rank for rank, theme in enumerate(self.themes)},
        }
        ranked = table.sort_values("indicator", kind="stable")
        for column in ("theme", "ward"):
            ranked = ranked.sort_values(column, key=lambda cells, by=orders[column]: cells.map(by), kind="stable")
        return ranked.reset_index(drop=True)

    @cached_property
    def trajectories(self) -> dict[str, pd.DataFrame]:
        """By theme what the wards themselves publish of it; see :func:`analysis.questions._over_years.of_theme`."""
        return {theme: of_theme(theme, self.observations, self.study) for theme in self.themes}

    @cached_property
    def scorecard(self) -> pd.DataFrame:
        """The progress of the KPIs that wards have in common, with an empty row for each ward that publishes nothing."""
        return self.study.once(scorecard.table)

    @cached_property
    def study(self) -> Study:
        """The data in the pack's language."""
        return Study.of(self.root, self.lang)

    @cached_property
    def words(self) -> Wording:
        """Names of wards, themes and indicators, and how figures are written."""
        return Study.of(self.root, self.lang).names

    def kind_name(self, kind: str) -> str:
        """Return what kind of figure it is."""
        return KINDS[kind][self.lang]

    def status_name(self, status: str) -> str:
        """Return how an indicator stands."""
        return STATUSES[status][self.lang]

    def reason(self, reason: str) -> str:
        """Return why a measure is empty."""
        return REASONS[reason][self.lang]

    def year(self, fiscal_year: int) -> str:
        """Return a fiscal year with the Western one: 令和6年度(2024), FY2024."""
        named = format_fiscal_year(fiscal_year, self.lang)
        return f"{named}({fiscal_year})" if self.lang == "ja" else named

    @property
    def day(self) -> str:
        """The date on the paper: 令和7年10月1日, 1 October 2025."""
        return format_date(self.date, self.lang)
