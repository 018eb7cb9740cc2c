"""The files of the national tables: one row for each municipality and one column for each date or measure.

That is a third of the size of one row for each figure.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data.study import Study
from analysis.words.errors import DataError

FOLDER = "national"
MUNICIPALITIES, DATES, RATES, CARDS, POPULATION, MEASURES, TOTALS = (
    "municipalities.csv",
    "dates.csv",
    "card_rates.csv",
    "cards_issued.csv",
    "population.csv",
    "measures.csv",
    "totals.csv",
)
DESCRIPTION = "datapackage.json"
_TEXT = ("ward", "prefecture", "name", "as_of", "base_date", "concept", "source", "document", "sha256", "group", "sex")


def municipalities(study: Study) -> pd.DataFrame:
    """Return ``ward`` (its code), ``prefecture`` and ``name`` of every municipality, in the order of codes."""
    return Files(study.root).read(MUNICIPALITIES)


def has_national(study: Study) -> bool:
    """Return whether the data hold national tables, as those that an import wrote do not."""
    return (study.root / "data" / FOLDER / MUNICIPALITIES).is_file()


@dataclass(frozen=True)
class Files:
    """The files of ``data/national`` beneath ``root``."""

    root: Path

    def read(self, name: str) -> pd.DataFrame:
        """Read one file; text columns have no missing values.

        Raises
        ------
        DataError
            If it is missing or damaged.
        """
        path = self.root / "data" / FOLDER / name
        if path.exists() and not path.is_file():  # a pipe or a device, which would be waited for
            raise DataError("damaged_national_table", path=path, problem="no regular file")
        try:
            frame = pd.read_csv(path, dtype=dict.fromkeys(_TEXT, "str"), na_values=[""], keep_default_na=False)
        except FileNotFoundError:
            raise DataError("no_national_table", path=path) from None
        except (OSError, ValueError) as error:
            raise DataError("damaged_national_table", path=path, problem=error) from None
        given = [column for column in _TEXT if column in frame]
        return frame.assign(**{column: frame[column].fillna("") for column in given})

    def card_rates(self) -> pd.DataFrame:
        """Return the cards issued per population, with the population of the day that each rate was computed from."""
        keys = ["ward", "as_of"]
        rows = self._by_date(RATES, "value").merge(self._by_date(CARDS, "done"), on=keys, validate="one_to_one")
        rows = rows.merge(self.dates, on="as_of", validate="many_to_one")
        population = self._by_date(POPULATION, "total").rename(columns={"as_of": "base_date"})
        return rows.merge(population, on=["ward", "base_date"], how="left", validate="many_to_one")

    @cached_property
    def dates(self) -> pd.DataFrame:
        """The dates, each with that of its population, its concept, its source, and the file with its fingerprint."""
        return self.read(DATES)

    def measures(self, study: Study) -> pd.DataFrame:
        """Return the shares among the measures of one date, with the counts behind them where these are measured too."""
        wide = self.read(MEASURES).set_index(["ward", "source"])
        book = study.tables.concepts.set_index("concept")
        behind = {*book["done"], *book["total"]}
        blocks = []
        for concept in (str(name) for name in wide if name not in behind):
            counts = {part: wide.get(str(book.loc[concept, part])) for part in ("done", "total")}
            blocks.append(pd.DataFrame({"value": wide[concept], **counts}, wide.index).assign(concept=concept))
        return pd.concat(blocks).reset_index().assign(as_of="").astype({"done": "float64", "total": "float64"})

    def _by_date(self, name: str, column: str) -> pd.DataFrame:
        """Return a table of one column for each date as one row for each figure."""
        long = self.read(name).melt("ward", var_name="as_of", value_name=column)
        return long.astype({"as_of": "str", column: "float64"})


def fingerprint(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def description(attributions: dict[str, str], rows: dict[str, int]) -> dict[str, Any]:
    """Return what datapackage.json says of the folder: what each file holds, how many rows, and whose figures they are."""
    return {
        "name": "ward-kpi-national",
        "title": "What ministries measure alike in every municipality of Japan",
        "resources": [
            {"name": name.removesuffix(".csv").replace("_", "-"), "path": name, "format": "csv", "encoding": "utf-8",
             "description": _DESCRIPTIONS[name], "rows": count}
            for name, count in rows.items()
        ],
        "sources": [{"title": attribution, "id": source} for source, attribution in attributions.items()],
    }  # fmt: skip


_DESCRIPTIONS = {
    MUNICIPALITIES: "6-digit local government code, prefecture and name of every municipality, in the order of codes",
    DATES: "of each date of the cards: date of the population, concept, source, and the file read with its sha256",
    RATES: "cards issued per population in percent, as printed; a column for each date",
    CARDS: "cards issued; a column for each date",
    POPULATION: "residents; a column for each date of the population",
    MEASURES: "measures of one table without a survey date, in percent or as counts; a column for each concept of the codebook",
    TOTALS: "cards by prefecture, by type of municipality, and by age and sex, as printed",
}
