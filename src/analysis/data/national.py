"""The national tables: what ministries measure alike in every municipality, beside the wards' own figures.

They lie in ``data/national`` as one row for each municipality and one column for each date or measure, which is a third of
the size of one row for each figure.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data.load import Names, Root, check_names, listed, refuse_none
from analysis.data.municipalities import municipality_codes
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
NATIONAL_COLUMNS = ["ward", "prefecture", "name", "concept", "as_of", "value", "unit", "done", "total", "source"]
_TEXT = ("ward", "prefecture", "name", "as_of", "base_date", "concept", "source", "document", "sha256", "group", "sex")


def load_national(*, ward: Names = None, concept: Names = None, root: Root = None) -> pd.DataFrame:
    """Load what ministries measure alike in every municipality.

    Parameters
    ----------
    ward : str or iterable of str, optional
        Keep only these municipalities, given as :func:`municipality_codes` takes them: ``"131075"``, ``"sumida"``, ``"札幌市"``.
    concept : str or iterable of str, optional
        Keep only these: ``mynumber_card_rate`` (cards issued per population, 47 dates), or one of the measures of the
        Digital Agency's table, such as ``online_procedures_32_ratio``. All without it.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        One row per municipality, concept and date: concept by concept, date by date, in the order of codes.

        ==================  ===================  ======================================================================
        column              type                 meaning
        ==================  ===================  ======================================================================
        ward                ordered category     6-digit code of the municipality, in the order of codes
        prefecture          str                  its prefecture, in Japanese
        name                str                  its name, in Japanese
        concept             str                  what is measured, an id of :func:`load_concepts`
        as_of               datetime64           day of the figure; missing where the table names none
        value               float64              the printed figure, in ``unit``; missing where the table prints none
        unit                str                  percent
        done, total         float64              the counts behind it (cards and people, or procedures); missing where
                                                 none are printed
        source              str                  id of the document, see :func:`load_sources`
        ==================  ===================  ======================================================================

    Raises
    ------
    DataError
        If a table is missing or damaged.
    UnknownName
        If there is no such concept.
    WardKpiError
        If it is not certain which municipality is meant.

    Examples
    --------
    >>> import analysis
    >>> of_sumida = analysis.load_national(ward="sumida", concept="mynumber_card_rate")
    >>> of_sumida = of_sumida[of_sumida["as_of"] == "2022-12-31"]
    >>> of_sumida[["name", "value", "done", "total"]].values.tolist()
    [['墨田区', 57.7, 159052.0, 275724.0]]
    """
    study = Study.of(root)
    rows = study.once(national_outward)
    if ward is None and concept is None:
        return rows
    refuse_none({"ward": ward, "concept": concept})
    check_names("concept", concept, rows["concept"].unique())
    if concept is not None:
        rows = rows[rows["concept"].isin(listed(concept))]
    if ward is not None:
        rows = rows[rows["ward"].isin(municipality_codes(listed(ward), root=root))]
    return rows.reset_index(drop=True)


def load_national_totals(*, root: Root = None) -> pd.DataFrame:
    """Load what the ministry prints of My Number cards by prefecture, by type of municipality, and by age and sex.

    Parameters
    ----------
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        ``as_of`` (datetime64), the day of the figures; ``group`` (str: ``prefecture``, ``type`` or ``age``) and, within it,
        ``name`` (str), in Japanese as printed; ``sex`` (str: ``all``, ``female``, ``male``); ``population`` (int64) in
        persons, ``cards`` (int64) issued, and ``rate`` (float64), the printed percentage.

    Raises
    ------
    DataError
        If the table is missing or damaged.

    Examples
    --------
    >>> import analysis
    >>> totals = analysis.load_national_totals()
    >>> totals.query("group == 'type'")[["name", "rate"]].values.tolist()[0]
    ['全国', 57.1]
    """
    return with_days(Files(Study.of(root).root).read(TOTALS))


def municipalities(study: Study) -> pd.DataFrame:
    """Return ``ward`` (its code), ``prefecture`` and ``name`` of every municipality, in the order of codes."""
    return Files(study.root).read(MUNICIPALITIES)


def has_national(study: Study) -> bool:
    """Return whether the data hold national tables, as those that an import wrote do not."""
    return (study.root / "data" / FOLDER / MUNICIPALITIES).is_file()


def national(study: Study) -> pd.DataFrame:
    """Return what :func:`load_national` gives."""
    files = Files(study.root)
    of_concepts = study.tables.concepts.set_index("concept")
    rows = pd.concat([files.card_rates(), files.measures(study)], ignore_index=True)
    rows = rows.merge(files.read(MUNICIPALITIES), on="ward", how="left", validate="many_to_one")
    return rows.assign(unit=rows["concept"].map(of_concepts["unit"]).astype("str"))[NATIONAL_COLUMNS]


def national_outward(study: Study) -> pd.DataFrame:
    """Return :func:`national` as users hold it."""
    return with_days(with_codes(study.once(national), study))


def with_codes(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` with their municipalities as ordered categories, in the order of codes."""
    order = pd.CategoricalDtype([*municipalities(study)["ward"]], ordered=True)
    return rows.astype({name: order for name in ("ward", "ward_other") if name in rows})


def with_days(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with ``as_of`` as days, however it is written; one that is not known is missing."""
    if pd.api.types.is_datetime64_any_dtype(rows["as_of"]):
        return rows
    texts = rows["as_of"].astype("str")
    return rows.assign(as_of=pd.to_datetime(texts.where(texts != ""), format="ISO8601"))


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
