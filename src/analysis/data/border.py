"""The border between the plain tables inside and the frames that users hold: ordered categories, dates, missing values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import schema
from analysis.data.area_codes import NATION, SPECIAL_WARDS, restore
from analysis.data.citation import notes_of
from analysis.data.engines import opened
from analysis.data.ids import ids_of
from analysis.data.kinds import DERIVED, KINDS
from analysis.data.load import Names, check_names
from analysis.data.national_files import has_national, municipalities
from analysis.data.study import Study, by_publication
from analysis.words.era import read_year
from analysis.words.errors import UnknownName, WardKpiError
from analysis.words.labels import KINDS as KIND_LABELS
from analysis.words.labels import LANGUAGES, REASONS, STATUSES, VERDICTS
from analysis.words.store import entry, group

DETAILS = ("locator", "note")
"""Columns of observations that stand in a frame on request only; by ``observation`` they are found again."""
ON_REQUEST = ("locator_from", *DETAILS, "caveat")
"""Columns of any frame that stand there with ``detail=True`` only: where a figure stands, and what to beware of."""
NEEDED = tuple(name for name in schema.OBSERVATIONS.columns if name not in DETAILS)
"""Columns that a frame of observations must have."""
_FILLED = ("ward", "indicator", "kind", "source", "published", "obs_status")
"""Columns in which each observation has something: a figure of which one is missing would be passed over without a word."""
_IDS = ("ward", "theme", "concept", "indicator", "kind", "source")
ADDED = (
    "observation",
    "when",
    "as_of_precision",
    "caveat",
    *(f"{name}_name" for name in ("ward", "theme", "concept", "indicator", "ward_a", "ward_b", "ward_other")),
)
"""Columns that a frame of observations has beside those of ``observations.csv``."""
OBSERVATION_COLUMNS = (
    "observation", "ward", "indicator", "concept", "theme", "period_from", "fiscal_year", "when", "kind", "value", "unit",
    "bound", "text", "as_of", "as_of_precision", "obs_status", "superseded", "source", "published", "published_from",
)  # fmt: skip
"""Columns of :func:`analysis.load_observations`, in their order."""
_KINDS = ("kind", "value_kind", "target_kind")
_LABELS = {
    "status": STATUSES,
    "reason": {**group("absence.of"), **REASONS},
    **{kind: {**KIND_LABELS, "derived": entry("mark.derived")} for kind in _KINDS},
    "availability": group("labels.availability"),
    **dict.fromkeys(("verdict", "own_verdict"), VERDICTS),
    "check": group("pages.audit.check"),
    "group": group("labels.group"),
    "sex": group("labels.sex"),
}
"""What codes are called, by the column that holds them; why there is nothing is said with the words of charts."""
_WARDS = ("ward", "ward_a", "ward_b", "ward_other")
CATEGORIES = (*_WARDS, *_KINDS, "theme", "status")
"""Columns that are ordered categories in the hands of users."""
_YEARS = ("fiscal_year", "fiscal_year_from", "period_from", "baseline_year", "target_year", "value_year")
_COUNTS = ("done", "total")
_NUMBERS = (
    "value", "baseline", "target", "attainment", "progress", "elapsed", "pace", "pace_low", "pace_high", "leeway",
    "required_per_year", "from", "to", "difference", "rate_on_stated_date", "match_rate", "gap",
)  # fmt: skip
"""Columns of numbers, which a file read as text gives back as texts, and pandas' ``convert_dtypes`` in types of its own."""
_WHOLE = (*_COUNTS, "alike", "days")
"""Columns of whole numbers, which a file read as text gives back as texts."""
_TRUTHS = ("superseded", "agrees", "by_one", "theme_main")
AS_OF = "as_of"
WHEN = "day or month: how far the document says when a figure was taken"
_YEARS_KNOWN = (1868, 2200)
"""Years that can be meant: from the first one of an era on."""
_DAY = f"({schema.REDUCED_DATE})?"
_DAYS = partial(pd.to_datetime, format="ISO8601")
_CODED = {
    field.name: field.constraints["enum"]
    for field in schema.OBSERVATIONS.fields
    if "enum" in field.constraints and field.name != "kind"  # which is checked like other ids
}
"""What stands in each column of codes of observations."""
_DATED = ("published", "published_from")
REDUCED = ("not_before", "retrieved")
"""Days of which a document may state the month or the year alone."""
_JUDGED_BY = (*schema.EVALUATIONS.key, "verdict")
"""Columns by which a ward's own judgement is known."""
_TEXTS = (
    "item",
    "indicator",
    "concept",
    "theme",
    "kind",
    "unit",
    "bound",
    "text",
    "obs_status",
    "source",
    "as_of",
    "note",
    "reason",
)
"""Columns of texts, which a file gives back as numbers where all are empty or are written in digits."""
_NAMED = {name: name for name in ("ward", "theme", "concept", "indicator")} | dict.fromkeys(_WARDS, "ward")


def outward(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return plain rows as users hold them.

    Wards, themes, kinds and statuses are ordered categories, in the order of wards.toml, of the codebook and of a plan;
    years and counts are nullable integers; ``as_of`` is the first day it can be, with ``as_of_precision`` beside it; notes are in the
    language of ``study``; what is empty is missing.
    """
    orders = _orders(study)
    made: dict[str, Any] = {}
    for name in map(str, rows):
        cells = rows[name]
        if order := _order_of(cells, orders):
            made[name] = _missing(cells).astype(pd.CategoricalDtype(order, ordered=True))
        elif name == AS_OF:
            made |= _dates(cells)
        elif name in REDUCED and _is_text(cells):
            made[name] = _first_days(_missing(cells))
        elif name in _YEARS or pd.api.types.is_integer_dtype(cells) or _are_counts(cells):
            made[name] = cells.astype("Int64")
        elif pd.api.types.is_bool_dtype(cells):
            made[name] = cells.astype("boolean")
        elif pd.api.types.is_datetime64_any_dtype(cells):
            made[name] = cells.dt.as_unit("us")
        elif name == "note" and _is_text(cells):
            said = {cell: _noted(cell, study) for cell in cells.dropna().unique()}
            made[name] = _missing(cells.map(said).astype("str"))
        else:
            made[name] = _missing(cells) if _is_text(cells) else cells
    frame = pd.DataFrame(made, index=rows.index)
    frame.attrs = dict(rows.attrs)
    return frame


def _are_counts(cells: pd.Series[Any]) -> bool:
    """Return whether cells are the two numbers behind a share, which are whole."""
    return cells.name in _COUNTS and pd.api.types.is_float_dtype(cells) and bool((cells.dropna() % 1 == 0).all())


def _order_of(cells: pd.Series[Any], orders: Mapping[str, list[str]]) -> list[str]:
    """Return the order of what stands in a column; none where it has none. The status of a document is another word."""
    name = str(cells.name)
    if name not in orders:
        return []
    held = {*cells.drop_duplicates().dropna()} - {""}
    order = [*schema.STATES] if name == "status" and held and held <= {*schema.STATES} else orders[name]
    order = [*order, DERIVED] if name in _KINDS and DERIVED in held else order
    return order if held <= {*order} else []


def handed(rows: pd.DataFrame, study: Study, *, names: bool = False, detail: bool = False) -> pd.DataFrame:
    """Return plain rows as a user asks for them: with names, and with places, notes and caveats, on request.

    The caveat is that of the row's indicator; as notes, it is in the language of ``study``.
    """
    both = [f"caveat_{lang}" for lang in LANGUAGES]
    rows = rows.drop(columns=[name for name in (*both, *(() if detail else ON_REQUEST)) if name in rows])
    if detail and "indicator" in rows:
        rows = rows.assign(caveat=_caveats(rows, study))
    beside = [name for name in ON_REQUEST if name in rows]
    frame = outward(rows[[*(name for name in map(str, rows) if name not in beside), *beside]], study)
    return in_words(frame, study) if names else frame


def in_words(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``frame`` with the names of ids and the meaning of codes beside them, and its texts in one language."""
    return _in_one_language(_with_labels(with_names(frame, study), study), study)


def _caveats(rows: pd.DataFrame, study: Study) -> pd.Series[Any]:
    """Return the caveat of each row's indicator in a language; an empty one is missing."""
    caveats = study.tables.indicators.set_index("indicator")[f"caveat_{study.lang}"]
    return _missing(rows["indicator"].astype("str").map(caveats))


def observations_outward(
    rows: pd.DataFrame, study: Study, *, names: bool = False, detail: bool = False
) -> pd.DataFrame:
    """Return observations as users hold them: columns of :data:`OBSERVATION_COLUMNS`, and on request names and details."""
    told = rows.assign(observation=ids_of(rows), when=when_of(rows, by_publication(rows, study)))
    columns = [name for name in (*OBSERVATION_COLUMNS, *DETAILS) if name in told]
    frame = handed(told[columns], study, names=names, detail=detail)
    return frame.reset_index(drop=True)


def when_of(rows: pd.DataFrame, published: pd.Series[bool]) -> pd.Series[str]:
    """Return when each of plain rows is of: its date, else ``FY2024``, or its publication where ``published`` says so."""
    years = "FY" + rows["fiscal_year"].astype("Int64").astype("string").fillna("")
    years = years.where(~published, "published " + _published(rows))
    return rows["as_of"].where(rows["as_of"] != "", years.where(rows["fiscal_year"].notna(), "")).astype("str")


def with_when(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return rows of observations with when each is of beside its fiscal year, which not every document prints."""
    if not {"fiscal_year", "as_of", "published", "source"} <= set(frame) or "when" in frame:
        return frame
    when = when_of(frame.assign(as_of=frame["as_of"].fillna("").astype("str")), by_publication(frame, study))
    frame = frame.copy()
    frame.insert(list(frame).index("fiscal_year") + 1, "when", when)
    return frame


def _published(rows: pd.DataFrame) -> pd.Series[str]:
    return pd.to_datetime(rows["published"]).dt.strftime("%Y-%m-%d").fillna("").astype("str")


def with_names(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``frame`` with the name of each ward, theme, concept and indicator in a column beside its id."""
    made: dict[str, Any] = {}
    for name in map(str, frame):
        if name.removesuffix("_name") in _NAMED and name.endswith("_name") and name.removesuffix("_name") in frame:
            continue  # of another language, perhaps
        made[name] = _codes(frame[name]) if name in _WARDS else frame[name]
        if name in _NAMED:
            made[f"{name}_name"] = _names(made[name], study)
    return pd.DataFrame(made, index=frame.index)


def _with_labels(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``frame`` with what each code is called in a column beside it, in order where the codes are.

    A column that holds other codes than these, such as the status of a document, is left as it is.
    """
    made: dict[str, Any] = {}
    for name in map(str, frame):
        if name in made:
            continue  # of another language, perhaps
        made[name] = frame[name]
        held = {str(code) for code in frame[name].dropna().unique()} - {""} if (labels := _LABELS.get(name)) else set()
        if labels and held and held <= {*labels}:
            said = {code: label[study.lang].format(areas=study.names.areas) for code, label in labels.items()}
            made[f"{name}_name"] = _said_by(frame[name], said)
    return pd.DataFrame(made, index=frame.index)


def _said_by(codes: pd.Series[Any], said: Mapping[str, str]) -> Any:
    """Return what codes mean; of ordered ones in their order, unless two mean the same. An empty one is missing."""
    if isinstance(codes.dtype, pd.CategoricalDtype):
        shown = codes.cat.remove_unused_categories()
        names = [said[code] for code in shown.cat.categories]
        if len({*names}) == len(names):
            return shown.cat.rename_categories(names)
    texts = codes.astype("str").where(codes.notna(), "")
    return _missing(texts.map(lambda code: said[code] if code else "").astype("str"))


def _in_one_language(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``frame`` with the texts that stand in it in both languages once more, in one: ``title`` beside ``title_en``.

    Caveats and notes, which the tables keep in Japanese, are in this language, too.
    """
    lang = study.lang
    bases = [name.removesuffix(f"_{lang}") for name in map(str, frame) if name.endswith(f"_{lang}")]
    both = [base for base in bases if base not in frame and all(f"{base}_{one}" in frame for one in LANGUAGES)]
    frame = frame.assign(**{base: frame[f"{base}_{lang}"] for base in both})
    if {"caveat", "indicator"} <= set(frame):
        frame = frame.assign(caveat=_caveats(frame, study))
    if "note" not in frame:
        return frame
    return frame.assign(note=frame["note"].map(lambda cell: _noted(str(cell), study), na_action="ignore"))


def _noted(cell: str, study: Study) -> str:
    """Return the notes of one cell in a language."""
    return schema.NOTE_SEPARATOR.join(notes_of(cell, study))


def _names(cells: pd.Series[Any], study: Study) -> Any:
    """Return the names of ids; those of ordered categories are ordered alike, unless two share one."""
    of = _NAMED[str(cells.name)]
    others = _of_other_areas(study) if of == "ward" else {}
    check_ids(cells if not others else cells[~cells.astype("str").isin(others)], study)
    named = getattr(study.names, of)

    def say(code: str) -> str:
        return others.get(code) or str(named(code)) if code else ""

    if isinstance(cells.dtype, pd.CategoricalDtype):
        shown = cells.cat.remove_unused_categories()  # a legend names whom a chart shows
        said = [say(one) for one in shown.cat.categories]
        if len(set(said)) == len(said):
            return shown.cat.rename_categories(said)
    texts = cells.astype("str")
    return texts.map({code: say(code) for code in texts.dropna().unique()}, na_action="ignore")


def area_name(code: str, study: Study) -> str:
    """Return what an area of the data is called, or a municipality of the national tables; its code where neither knows it."""
    ours = code in study.once(_known_ids)["ward"]
    return study.names.ward(code) if ours else _of_other_areas(study).get(code, code)


def _of_other_areas(study: Study) -> dict[str, str]:
    """Return what municipalities are called that are no area of the data, by code; most have no name but the Japanese one."""
    called = study.once(_municipality_names)
    if study.lang == "ja":
        return called
    return called | {ward.code: ward.name_en for ward in SPECIAL_WARDS if ward.code in called}


def _municipality_names(study: Study) -> dict[str, str]:
    """Return the Japanese name of each municipality of the national tables; behind its prefecture where another has it, too."""
    if not has_national(study):
        return {}
    every = municipalities(study)
    shared = every["name"].duplicated(keep=False)
    called = every["name"].mask(shared, every["prefecture"] + every["name"])
    ours = {*study.tables.wards["ward"]}
    return {code: name for code, name in zip(every["ward"], called, strict=True) if code not in ours}


def check_ids(cells: pd.Series[Any], study: Study) -> None:
    """Raise for the first cell of a column of ids that the data does not know; an empty one is none.

    Raises
    ------
    UnknownName
        If it is no theme, concept, indicator, document or kind of figure, or a municipality without documents.
    WardKpiError
        If it is no code of an area.
    """
    column = str(cells.name)
    what = _NAMED.get(column, column)
    known = study.once(_known_ids)[what]
    unknown = next((one for one in cells.dropna().astype("str").unique() if one and one not in known), "")
    if unknown and what == "ward" and unknown in study.once(_municipality_names):
        raise UnknownName("ward", unknown, [], code="ward_without_documents")
    if unknown and what == "ward":
        raise WardKpiError("unknown_area", column=column, cell=unknown)
    if unknown:
        check_known(what, unknown, study)


def check_known(what: str, names: Names, study: Study) -> None:
    """Raise :class:`UnknownName` for the first of ``names`` that is no ward's code, theme, concept, indicator, document or kind."""
    check_names(what, names, study.once(_known_ids)[what])


def _known_ids(study: Study) -> Mapping[str, Mapping[str, None]]:
    """Return every id of the data by what it is of, in the order in which it is listed."""
    tables = study.tables
    of_each: dict[str, Iterable[str]] = {
        "ward": tables.wards["ward"],
        "theme": tables.concepts["theme"],
        "concept": tables.concepts["concept"],
        "indicator": tables.indicators["indicator"],
        "source": tables.sources["source"],
        "kind": KINDS,
    }
    return {what: dict.fromkeys(ids) for what, ids in of_each.items()}


def inward(frame: pd.DataFrame, needs: Sequence[str] = ()) -> pd.DataFrame:
    """Return a caller's frame as the plain rows that everything inside works on; either form is taken.

    Raises
    ------
    WardKpiError
        If it is no table, a column of ``needs`` is missing, or what stands in one cannot be read; it is named.
    """
    frame = read_back(table_of(frame, needs), needs)
    _check_cells(frame)
    made: dict[str, Any] = {}
    for name in map(str, frame):
        if name in ADDED and name not in needs:  # sums name the observations they rest on, which nothing else tells
            continue
        cells = frame[name]
        if name == AS_OF and cells.isna().all():  # of one row alone, not even known to be dates
            made[name] = pd.Series("", cells.index, dtype="str")
        elif name == AS_OF and pd.api.types.is_datetime64_any_dtype(cells):
            made[name] = _as_text(cells, frame.get("as_of_precision"))
        elif name == AS_OF and _is_text(cells):
            made[name] = _shortened(cells, frame.get("as_of_precision"))
        elif isinstance(cells.dtype, pd.CategoricalDtype) or _is_text(cells):
            made[name] = cells.astype("str").where(cells.notna(), "")
        elif name in _YEARS and pd.api.types.is_numeric_dtype(cells):
            made[name] = cells.astype("int64" if cells.notna().all() else "Int64")
        else:
            made[name] = cells
    return pd.DataFrame(made, index=frame.index)


def rows_given(frame: pd.DataFrame, needs: Sequence[str], study: Study) -> pd.DataFrame:
    """Return a caller's rows as plain ones, as :func:`inward` does, of which the data knows every id.

    Raises
    ------
    WardKpiError
        As :func:`inward`, or if a cell names what the data does not know.
    """
    rows = inward(frame, needs)
    for name in (one for one in (*_WARDS, "theme", "concept", "indicator", "kind") if one in rows):
        check_ids(rows[name][rows[name] != DERIVED], study)
    return rows


def typed_like(rows: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with days, whole numbers and empty texts where ``like`` has them, which a file gives back otherwise.

    Raises
    ------
    WardKpiError
        If a cell is no day; it is named.
    """
    restored: dict[str, pd.Series[Any]] = {}
    for name in (one for one in map(str, like) if one in rows):
        if pd.api.types.is_datetime64_any_dtype(like[name]) and _is_text(rows[name]):
            restored[name] = _parsed(rows[name], _DAYS, "2024-03-31")
        elif pd.api.types.is_integer_dtype(like[name]) and pd.api.types.is_float_dtype(rows[name]):
            restored[name] = rows[name].round().astype("Int64")
        elif pd.api.types.is_float_dtype(like[name]) and pd.api.types.is_integer_dtype(rows[name]):
            restored[name] = rows[name].astype("float64")
        elif _is_text(like[name]) and rows[name].isna().all():
            restored[name] = pd.Series("", rows.index, dtype="str")
    return rows.assign(**restored) if restored else rows


def table_of(frame: Any, needs: Sequence[str] = ()) -> pd.DataFrame:
    """Return a caller's table, of whatever engine, as one of pandas.

    Raises
    ------
    WardKpiError
        If it is no table, or a column of ``needs`` is missing; it is named.
    """
    table, _ = opened(frame)
    if table is None:
        raise WardKpiError("no_frame", found=None)
    if table.columns.nlevels > 1:
        raise WardKpiError("columns_of_levels", column=table.columns[0])
    if not all(isinstance(name, str) for name in table.columns):
        table = table.set_axis(table.columns.map(str), axis="columns")
    if not table.columns.is_unique:
        raise WardKpiError("column_twice", column=table.columns[table.columns.duplicated()][0])
    table = _with_columns_of_index(table, needs)
    lacking = [name for name in needs if name not in table]
    if lacking:
        raise WardKpiError("missing_column", column=lacking[0], lacking=", ".join(lacking))
    return table


def _with_columns_of_index(table: pd.DataFrame, needs: Sequence[str]) -> pd.DataFrame:
    """Return a table with the columns that its caller made its index, and without index names that columns have, too."""
    names = [str(name) for name in table.index.names if name is not None]
    moved = [name for name in names if name not in table and name in {*OBSERVATION_COLUMNS, *_WARDS, *needs}]
    if moved:
        table = table.reset_index(moved)
    return table.rename_axis(index=lambda _: None) if any(name in table for name in names) else table


def _check_cells(frame: pd.DataFrame) -> None:
    """Raise for the first cell that cannot be what its column holds: a code, year, day or figure that nothing could show.

    An empty cell is none: a row for a ward of which there is nothing has many.
    """
    for name in map(str, frame):
        cells = frame[name].dropna()
        if name in _CODED and _is_codes(cells):
            expected, wrong = ", ".join(_CODED[name]), ~cells.astype("str").isin(["", *_CODED[name]])
        elif name in _YEARS and pd.api.types.is_numeric_dtype(cells):
            expected, wrong = "2024", ~cells.between(*_YEARS_KNOWN) | (cells % 1 != 0)
        elif name == AS_OF and _is_codes(cells):
            expected, wrong = "2024-03-31, 2024-03", ~cells.astype("str").str.fullmatch(_DAY)
        elif name == "value" and pd.api.types.is_numeric_dtype(cells):
            expected, wrong = "1.5", cells.abs() == float("inf")
        else:
            continue
        if wrong.any():
            raise WardKpiError("cell_of_column", column=name, cell=cells[wrong].iloc[0], expected=expected)

    if "value" in frame:
        for name in (one for one in ("ward", "kind") if one in frame):
            refuse_empty(frame[name][frame["value"].notna()])


def refuse_empty(cells: pd.Series[Any]) -> None:
    """Raise for the first empty cell of a column that says of what a figure is."""
    if (empty := cells.isna() | (cells.astype("str") == "")).any():
        raise WardKpiError("empty_cell_of_column", column=cells.name, row=empty.idxmax())


def _is_codes(cells: pd.Series[Any]) -> bool:
    return not pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_datetime64_any_dtype(cells)


def read_back(frame: pd.DataFrame, needs: Sequence[str] = ()) -> pd.DataFrame:
    """Return a frame that a file gave back with the types it had: codes, dates, texts, numbers and truth values, where certain.

    A CSV or a workbook holds neither codes with leading zeros nor dates, and a column of empty texts comes back as numbers.
    Numbers, years and truth values are those of observations and of ``needs``: another column of such a name is the caller's own.

    Raises
    ------
    WardKpiError
        If what stands in a column cannot be read so; column, cell and what it should hold are named.
    """
    read: dict[str, pd.Series[Any]] = {}
    held = {*NEEDED, *needs}
    numbers, counts, years, truths = (held & {*every} for every in (_NUMBERS, _WHOLE, _YEARS, _TRUTHS))
    for name in map(str, frame):
        cells = frame[name]
        if name in _WARDS:
            restored = _codes(cells)
        elif name in _DATED and not pd.api.types.is_datetime64_any_dtype(cells):
            restored = _parsed(cells, _DAYS, "YYYY-MM-DD")
        elif name in years and not pd.api.types.is_numeric_dtype(cells):
            restored = _years(cells)
        elif name in numbers and (not isinstance(cells.dtype, np.dtype) or cells.dtype == object):
            restored = _parsed(cells, pd.to_numeric, "1.5").astype("float64")
        elif name in counts and not pd.api.types.is_numeric_dtype(cells):
            restored = _parsed(cells, pd.to_numeric, "1.5")
        elif name in truths and not pd.api.types.is_bool_dtype(cells):
            restored = _truth(cells)
        elif name == AS_OF and _is_codes(cells):
            restored = _days_in_words(cells)
        elif name in _TEXTS and pd.api.types.is_numeric_dtype(cells):
            whole = bool((cells.dropna() % 1 == 0).all())  # an empty cell among numbers makes fractions of them
            restored = (cells.astype("Int64") if whole else cells).astype("str").where(cells.notna(), "")
        else:
            continue
        if restored is not cells:
            read[name] = restored
    return frame.assign(**read) if read else frame


def _codes(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Return codes of areas that a file gave back as numbers with the digits they lost, where these are certain.

    Rows of a file beside others hold numbers beside texts.
    """
    if isinstance(cells.dtype, pd.CategoricalDtype) or _is_text(cells):
        return cells
    codes = cells.map(lambda code: code if isinstance(code, str) else _code_of(code))
    if (unsure := codes.isna()).any():
        raise WardKpiError("code_of_column", column=cells.name, cell=f"{cells[unsure].iloc[0]:g}")
    return codes.astype("str")


def _code_of(number: float) -> str | None:
    """Return the code of an area that stands as a number, an empty one for none; None where it is not certain."""
    if pd.isna(number):
        return ""
    if number != int(number):
        return None
    return NATION if number == 0 else restore(str(int(number))) or None


def _truth(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Return truth values that a file gave back as words; an empty one is missing."""
    words = cells.astype("str").where(cells.notna(), "").str.lower()
    if (wrong := ~words.isin(["true", "false", ""])).any():
        raise WardKpiError("cell_of_column", column=cells.name, cell=cells[wrong].iloc[0], expected="true, false")
    return words.map({"true": True, "false": False}).astype("boolean")


def _days_in_words(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Return days as they stand in ``observations.csv``, of texts and of days that stand among texts.

    A spreadsheet writes days with strokes; days with a time of midnight are what JSON and pandas make of them.
    """
    words = cells.astype("str").where(cells.notna(), "").astype("str")
    return words.str.replace("/", "-").str.replace(r"[T ]00:00:00(\.0+)?Z?$", "", regex=True)


def _years(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Return fiscal years however they are written; empty ones are missing."""
    given = cells.astype("object").where(cells.notna() & (cells.astype("str") != ""), None)
    return given.map(lambda year: read_year(year, str(cells.name)), na_action="ignore").astype("Int64")


def _parsed(cells: pd.Series[Any], parse: Callable[..., Any], expected: str) -> pd.Series[Any]:
    """Return cells as dates or numbers; empty ones are missing."""
    given = cells.astype("object").where(cells.notna() & (cells.astype("str") != ""), None)
    parsed: pd.Series[Any] = parse(given, errors="coerce")
    if (unread := parsed.isna() & given.notna()).any():
        raise WardKpiError("cell_of_column", column=cells.name, cell=given[unread].iloc[0], expected=expected)
    return parsed


def _shortened(days: pd.Series[Any], precision: pd.Series[Any] | None) -> pd.Series[Any]:
    """Return dates in words as they stand in ``observations.csv``: without the day where only the month is stated."""
    texts = days.astype("str").where(days.notna(), "")
    return texts if precision is None else texts.mask(precision.astype("str") == "month", texts.str[: len("2022-12")])


def observations_given(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return a caller's frame of observations as plain rows, with the locators and notes that it may have left out.

    Raises
    ------
    WardKpiError
        If a column is missing that observations have, a cell names what the data does not know, or two rows give one
        observation differently; it is named.
    """
    frame = table_of(frame, NEEDED)
    rows = inward(frame[[name for name in frame if name in {*NEEDED, *DETAILS, *ADDED}]])
    for name in _IDS:
        check_ids(rows[name], study)
    for name in _FILLED:
        refuse_empty(rows[name])
    _check_indicators(rows, study)
    rows = with_details(_each_once(rows), study)
    return rows[[*schema.OBSERVATIONS.columns]]


def _check_indicators(rows: pd.DataFrame, study: Study) -> None:
    """Raise for the first row of an indicator that is another ward's, concept's or theme's than the row says."""
    indicators = study.tables.indicators.set_index("indicator")
    for name in ("ward", "concept", "theme"):
        is_of = rows["indicator"].map(indicators[name])
        if (other := rows[name].astype("str") != is_of.astype("str")).any():
            row = rows.loc[other].iloc[0]
            raise WardKpiError(
                "row_of_other", indicator=row["indicator"], column=name, cell=row[name], expected=is_of[other].iloc[0]
            )


def _each_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` without those that stand there twice; nothing else says which of two figures counts."""
    rows = rows.assign(_id=ids_of(rows)).drop_duplicates(["_id", "value", "text"])
    if (twice := rows["_id"].duplicated()).any():
        raise WardKpiError("observation_twice", observation=rows.loc[twice, "_id"].iloc[0])
    return rows.drop(columns="_id")


def with_details(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return plain rows with locator and note as the tables have them.

    A row that is neither an observation nor a ward's own judgement keeps its own, or none.
    """
    if {*schema.NAMED_BY} <= set(rows):
        known, named = study.once(_details), ids_of(rows)
    elif {*_JUDGED_BY} <= set(rows):
        known, named = study.once(_details_of_judgements), _judged(rows)
    else:
        return rows
    for place, name in enumerate(DETAILS):  # a note as users see it may be in another language
        own = rows[name] if name in rows else [""] * len(rows)
        cells = [known[one][place] if one in known else cell for one, cell in zip(named, own, strict=True)]
        rows = rows.assign(**{name: pd.Series(cells, rows.index, dtype="str")})
    return rows


def _details(study: Study) -> Mapping[str, tuple[str, str]]:
    """Return locator and note of every observation, by its id."""
    rows = study.tables.observations
    return dict(zip(ids_of(rows), zip(rows["locator"], rows["note"], strict=True), strict=True))


def _details_of_judgements(study: Study) -> Mapping[str, tuple[str, str]]:
    """Return locator and note of every judgement of a ward, by what names it."""
    rows = study.tables.evaluations
    return dict(zip(_judged(rows), zip(rows["locator"], rows["note"], strict=True), strict=True))


def _judged(rows: pd.DataFrame) -> list[str]:
    """Return what names each of wards' own judgements."""
    return [" ".join(key) for key in rows[[*_JUDGED_BY]].astype("str").itertuples(index=False, name=None)]


def locators(study: Study) -> dict[str, str]:
    """Return the locator of every observation, by its id."""
    return {name: locator for name, (locator, _) in study.once(_details).items()}


def _orders(study: Study) -> Mapping[str, list[str]]:
    """Return the categories of each column that has an order."""
    tables = study.tables
    themes = list(dict.fromkeys(tables.concepts.sort_values("theme_order", kind="stable")["theme"]))
    areas = list(tables.wards["ward"])
    statuses = [status for status in STATUSES if status]
    return dict.fromkeys(_WARDS, areas) | {name: list(KINDS) for name in _KINDS} | {"theme": themes, "status": statuses}


def _is_text(cells: pd.Series[Any]) -> bool:
    """Return whether cells are texts, or missing beside them, as in rows that were put together."""
    if pd.api.types.is_object_dtype(cells):
        return pd.api.types.infer_dtype(cells, skipna=True) in ("string", "empty")
    return pd.api.types.is_string_dtype(cells) and not isinstance(cells.dtype, pd.CategoricalDtype)


def _missing(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Return texts of which an empty one is missing."""
    return cells.where(cells != "").astype("str")


def _dates(cells: pd.Series[Any]) -> dict[str, Any]:
    """Return dates as far as they are known: the first day that each can be, and whether its day or its month is stated."""
    texts = _missing(cells)
    is_month = texts.str.len() == len("2022-12")
    precision = texts.where(texts.isna(), "day").mask(is_month.fillna(False), "month")
    return {AS_OF: _first_days(texts), "as_of_precision": precision}


def _first_days(texts: pd.Series[Any]) -> pd.Series[Any]:
    """Return the first day that each of dates in words can be; a missing one is missing."""
    days: pd.Series[Any] = pd.to_datetime(texts, format="ISO8601").dt.as_unit("us")
    return days


def _as_text(days: pd.Series[Any], precision: pd.Series[Any] | None) -> pd.Series[Any]:
    """Return dates as they stand in ``observations.csv``."""
    texts: pd.Series[Any] = days.dt.strftime("%Y-%m-%d").astype("str")
    if precision is not None:
        texts = texts.mask(precision.astype("str") == "month", texts.str[: len("2022-12")])
    return texts.where(days.notna(), "")
