"""The national tables: what ministries measure alike in every municipality, beside the wards' own figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from analysis.data.border import in_words
from analysis.data.load import Names, Root, check_names, ids_called, in_a_list, listed, refuse_none
from analysis.data.municipalities import municipality_codes
from analysis.data.national_files import MUNICIPALITIES, TOTALS, Files, municipalities
from analysis.data.study import Study
from analysis.words.era import asked_day
from analysis.words.errors import WardKpiError

Days = str | dt.date | Iterable[str | dt.date] | None
"""One day or several, each named."""
NATIONAL_COLUMNS = ["ward", "prefecture", "name", "concept", "as_of", "value", "unit", "done", "total", "source"]


def load_national(
    *,
    ward: Names = None,
    concept: Names = None,
    as_of: Days = None,
    names: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> pd.DataFrame:
    """Load what ministries measure alike in every municipality.

    Parameters
    ----------
    ward : str or iterable of str, optional
        Keep only these municipalities, given as :func:`municipality_codes` takes them: ``"131075"``, ``"sumida"``, ``"札幌市"``.
    concept : str or iterable of str, optional
        Keep only these: ``mynumber_card_rate`` (cards issued per population, 47 dates), or one of the measures of the
        Digital Agency's table, such as ``online_procedures_32_ratio``, by id or name. All without it.
    as_of : str, date or iterable of these, optional
        Keep only the figures of these days (``2022-12-31``, ``令和4年12月31日``).
    names : bool
        Also the names of municipality and concept, in ``ward_name`` and ``concept_name``; in English most municipalities keep the Japanese one.
    lang : str, optional
        ``ja`` or ``en``, of names.
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
        done, total         Int64                the counts behind it (cards and people, or procedures); missing where
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
        If it is not certain which municipality is meant, or there is no figure of any of the days.

    Examples
    --------
    >>> import analysis
    >>> of_sumida = analysis.load_national(ward="sumida", concept="mynumber_card_rate", as_of="2022-12-31")
    >>> of_sumida[["name", "value", "done", "total"]].values.tolist()
    [['墨田区', 57.7, 159052, 275724]]
    """
    study = Study.of(root, lang)
    rows = study.once(national_outward)
    ward, concept = in_a_list(ward), in_a_list(concept)
    refuse_none({"ward": ward, "concept": concept, "as_of": as_of})
    if concept is not None:
        asked = ids_called("concept", concept, study.tables)
        check_names("concept", asked, rows["concept"].unique(), code="concept_not_national")
        rows = rows[rows["concept"].isin(asked)]
    if ward is not None:
        rows = rows[rows["ward"].isin(municipality_codes(listed(ward), root=root))]
    rows = of_days(rows, as_of).reset_index(drop=True)
    return in_words(rows, study) if names else rows


def load_national_totals(
    *, as_of: Days = None, names: bool = False, lang: str | None = None, root: Root = None
) -> pd.DataFrame:
    """Load what the ministry prints of My Number cards by prefecture, by type of municipality, and by age and sex.

    Parameters
    ----------
    as_of : str, date or iterable of these, optional
        Keep only the figures of these days.
    names : bool
        Also what ``group`` and ``sex`` mean, in ``group_name`` and ``sex_name``.
    lang : str, optional
        ``ja`` or ``en``, of these.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        ==========  ==========  ==============================================================================================
        column      type        meaning
        ==========  ==========  ==============================================================================================
        as_of       datetime64  day of the figures
        group       str         prefecture, type (of municipality) or age
        name        str         which of these, in Japanese as printed
        sex         str         all, female, male
        population  Int64       persons
        cards       Int64       cards issued
        rate        float64     cards issued per population, in percent, as printed
        ==========  ==========  ==============================================================================================

    Raises
    ------
    DataError
        If the table is missing or damaged.
    WardKpiError
        If there is no figure of any of the days.

    Examples
    --------
    >>> import analysis
    >>> totals = analysis.load_national_totals()
    >>> totals.query("group == 'type'")[["name", "rate"]].values.tolist()[0]
    ['全国', 57.1]
    """
    refuse_none({"as_of": as_of})
    study = Study.of(root, lang)
    rows = of_days(with_days(Files(study.root).read(TOTALS)), as_of).reset_index(drop=True)
    rows = rows.astype({"population": "Int64", "cards": "Int64"})
    return in_words(rows, study) if names else rows


def of_days(rows: pd.DataFrame, as_of: Days) -> pd.DataFrame:
    """Return the rows of some days, all for None; raise where there are none, which names the first and the last day."""
    if as_of is None:
        return rows
    several = as_of if isinstance(as_of, Iterable) and not isinstance(as_of, str) else [as_of]
    days = [pd.Timestamp(asked_day(one, "as_of")) for one in several]
    found = rows[rows["as_of"].isin(days)]
    if found.empty:
        held = rows["as_of"].dropna()
        first, last = (f"{day:%Y-%m-%d}" if pd.notna(day) else "-" for day in (held.min(), held.max()))
        raise WardKpiError("no_such_day", value=", ".join(f"{day:%Y-%m-%d}" for day in days), first=first, last=last)
    return found


def national(study: Study) -> pd.DataFrame:
    """Return what :func:`load_national` gives."""
    files = Files(study.root)
    of_concepts = study.tables.concepts.set_index("concept")
    rows = pd.concat([files.card_rates(), files.measures(study)], ignore_index=True)
    rows = rows.merge(files.read(MUNICIPALITIES), on="ward", how="left", validate="many_to_one")
    return rows.assign(unit=rows["concept"].map(of_concepts["unit"]).astype("str"))[NATIONAL_COLUMNS]


def national_outward(study: Study) -> pd.DataFrame:
    """Return :func:`national` as users hold it."""
    rows = with_days(with_codes(study.once(national), study))
    return rows.astype({"done": "Int64", "total": "Int64"})


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
