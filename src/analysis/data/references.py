"""How to cite figures: the documents they come from, where in them, and the state of the data."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from analysis.data import national_places
from analysis.data.border import check_known, inward, locators, with_details
from analysis.data.citation import own_figures_line, source_lines
from analysis.data.documents import Document, date_of, documents_of
from analysis.data.ids import RESTS_ON
from analysis.data.load import Root
from analysis.data.locators import parse_places
from analysis.data.release import data_version
from analysis.data.study import Study
from analysis.words.era import asked_day, format_date
from analysis.words.errors import BadArgument, WardKpiError
from analysis.words.markdown import literal
from analysis.words.store import told

_MOST_LINES = 8
_SPECIAL = re.compile(r"[\\&%$#_{}]")
_BACKSLASH = r"\textbackslash{}"


class Shown(Protocol):
    """What a figure knows of itself."""

    @property
    def plain(self) -> pd.DataFrame:
        """Its rows."""
        ...

    @property
    def study(self) -> Study:
        """The data it was drawn from."""
        ...

    @property
    def derived_changed(self) -> int:
        """Of how many rows a caller changed what is derived."""
        ...


class Drawn(Protocol):
    """A figure that knows what it shows."""

    @property
    def ward_kpi(self) -> Shown:
        """What it shows."""
        ...


@dataclass(frozen=True)
class Citation:
    """What to write beneath figures; ``print`` shows it as text.

    Attributes
    ----------
    lines : tuple of str
        One for each document, and one for the data.
    bibtex : str
        The same as entries for BibTeX.
    pages : tuple of str
        Where each document is found, as far as its source.toml says so, else empty.

    Examples
    --------
    >>> import analysis
    >>> cited = analysis.cite(analysis.load_observations(indicator="taito.cashless_usage_rate"), lang="en")
    >>> cited.lines[0][:10], cited.bibtex.splitlines()[0]
    ('Taito City', '@misc{taito-status-2025,')
    """

    lines: tuple[str, ...]
    bibtex: str
    pages: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return one line for each document."""
        return "\n".join(self.lines)

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {literal(line)}" for line in self.lines)


def citation(
    what: pd.DataFrame | pd.Series[Any] | Drawn,
    *,
    accessed: str | dt.date | None = None,
    lang: str | None = None,
    root: Root = None,
    derived_changed: Callable[[pd.DataFrame, Study], int] | None = None,
) -> Citation:
    """Return how to cite figures, see :func:`analysis.cite`.

    ``derived_changed`` tells of how many rows a caller changed what is derived; a figure knows it of its own.
    """
    if isinstance(what, pd.Series):
        what = _as_table(what)
    if isinstance(what, pd.DataFrame):
        if "source" not in what and not isinstance(what.columns, pd.MultiIndex):  # which is refused as such
            raise WardKpiError("no_sources_to_cite")
        study = Study.of(root, lang)
        rows = with_details(inward(what, ["source", *(name for name in RESTS_ON if name in what)]), study)
        others = derived_changed(rows, study) if derived_changed else 0
    elif hasattr(what, "ward_kpi"):
        study = what.ward_kpi.study.in_language(lang or what.ward_kpi.study.lang)
        rows, others = with_details(what.ward_kpi.plain, study), what.ward_kpi.derived_changed
    else:
        raise BadArgument("what", what, "table_or_figure")
    day = None if accessed is None else asked_day(accessed, "accessed")
    rows = _with_both_documents(rows)
    used = list(dict.fromkeys(one for cell in rows["source"].dropna() for one in str(cell).split()))
    check_known("source", used, study)
    if not used:
        raise WardKpiError("nothing_to_cite")
    of_nation = national_places.is_national(rows, study)
    places = national_places.places(rows, study) if of_nation else _places(rows, study)
    for source, lines in ({} if of_nation else national_places.among_all(rows, study)).items():
        places[source] = [*places.get(source, []), *lines]
    version = data_version(root=study.root)
    lines = [
        _with_place(line, places.get(source, []), study.lang)
        for source, line in zip(used, source_lines(rows, study), strict=True)
    ]
    data = told("citation.data", study.lang, version=version)
    if day:
        data = told("citation.accessed", study.lang, data=data, date=format_date(day, study.lang))
    others += national_places.changed(rows, study) if of_nation else 0
    own = own_figures_line(rows, study, others)
    entries = [_entry(document, places, version, day, study, own) for document in _documents(used, study)]
    pages = tuple(_landing_page(source, study) for source in used)
    return Citation((*lines, *own, data), "\n\n".join(entries), pages)


def _as_table(row: pd.Series[Any]) -> pd.DataFrame:
    """Return one row of a table as a table of it; a column of a table is none."""
    if "source" not in row.index:
        raise BadArgument("what", row, "table_or_figure")
    return row.to_frame().T.infer_objects()


def _with_both_documents(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows that compare two documents as rows of the one and of the other."""
    if "source_from" not in rows:
        return rows
    sides = ("source", "locator", "observation")
    earlier = rows.drop(columns=[*sides], errors="ignore").rename(columns={f"{name}_from": name for name in sides})
    return pd.concat([earlier, rows], ignore_index=True)


def _places(rows: pd.DataFrame, study: Study) -> dict[str, list[str]]:
    """Return by source where in it the rows stand: the printed place, then the lines of its text or rows of its tables."""
    printed = study.tables.places.set_index(["source", "table"])[f"place_{study.lang}"].to_dict()
    found: dict[str, dict[str, dict[str, None]]] = {}
    for cell in _locators(rows, study):
        for place in parse_places(str(cell)):
            of_source = found.setdefault(place.source, {})
            of_source.setdefault(printed.get((place.source, place.table), place.table), {})[place.lines] = None
    return {
        source: [_named(place, list(lines), study.lang) for place, lines in of_source.items()]
        for source, of_source in found.items()
    }


def _locators(rows: pd.DataFrame, study: Study) -> pd.Series[str]:
    """Return where rows stand: where what they rest on stands, or else where their document has the indicator's figures."""
    if "locator" in rows:
        return rows["locator"]
    if {"change", "indicator"} <= set(rows):
        return _locators_of_changes(rows, study)
    named = {one for name in RESTS_ON if name in rows for cell in rows[name].dropna() for one in cell.split()}
    if places := [cell for one, cell in locators(study).items() if one in named]:
        return pd.Series(places, dtype="str")
    if "indicator" not in rows:
        return _locators_of_themes(rows, study) if {"theme", "source"} <= set(rows) else pd.Series(dtype="str")
    summed = {
        (indicator, source)
        for indicator, cell in zip(rows["indicator"], rows["source"], strict=True)
        for source in str(cell).split()
    }
    everything = study.tables.observations
    held = [key in summed for key in zip(everything["indicator"], everything["source"], strict=True)]
    return everything.loc[held, "locator"]


def _locators_of_themes(rows: pd.DataFrame, study: Study) -> pd.Series[str]:
    """Return where what the documents say of themes stands, of the areas that rows are about."""
    named = rows[rows["source"].notna()]
    wanted = {
        (theme, source)
        for theme, cell in zip(named["theme"], named["source"], strict=True)
        for source in str(cell).split()
    }
    areas = {code for name in ("ward", "ward_a", "ward_b") if name in rows for code in rows[name]}
    everything = study.tables.observations
    everything = everything[everything["ward"].isin(areas)]
    held = [key in wanted for key in zip(everything["theme"], everything["source"], strict=True)]
    return everything.loc[held, "locator"]


def _locators_of_changes(rows: pd.DataFrame, study: Study) -> pd.Series[str]:
    """Return where both sides of changes stand: the figure, or of an indicator that is called otherwise its label."""
    labels = study.tables.labels.set_index(["indicator", "source"])["locator"].to_dict()
    named = zip(rows["observation"], rows["indicator"], rows["source"], strict=True)
    known = locators(study)
    places = [known.get(one) or labels.get((indicator, source), "") for one, indicator, source in named]
    return pd.Series(places, dtype="str")


def _named(place: str, lines: list[str], lang: str) -> str:
    return told("citation.printed_place", lang, place=place, lines=_listed(lines, lang))


def _with_place(line: str, places: list[str], lang: str) -> str:
    return told("citation.place", lang, document=line, lines=_listed(places, lang, "; ")) if places else line


def _listed(places: list[str], lang: str, between: str = ", ") -> str:
    shown = between.join(places[:_MOST_LINES])
    more = len(places) - _MOST_LINES
    return told("citation.more_places", lang, lines=shown, count=more) if more > 0 else shown


def _documents(used: list[str], study: Study) -> list[Document]:
    by_id = documents_of(study)
    return [by_id[source] for source in used]


def _entry(
    document: Document,
    places: Mapping[str, list[str]],
    version: str,
    day: dt.date | None,
    study: Study,
    own: Iterable[str] = (),
) -> str:
    lines = places.get(document.source, [])
    notes = [told(f"citation.state.{document.status}", study.lang)] if document.is_draft else []
    notes += [] if document.is_printed("published") else [date_of(document, study.lang)]
    notes += [] if document.is_printed("title") else [told("citation.title_is_ours", study.lang)]
    notes += [_listed(lines, study.lang, "; ")] if lines else []
    fields = {
        "author": "{" + _escaped(document.issuer) + "}",
        "title": "{" + _escaped(document.title) + "}",
        **_dates(document),
        "note": _escaped("; ".join([*notes, *own, told("citation.data", study.lang, version=version)])),
    }
    if url := _landing_page(document.source, study):
        fields["url"] = url
    if day:
        fields["urldate"] = f"{day:%Y-%m-%d}"
    said = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{document.source},\n{said}\n}}"


def _dates(document: Document) -> dict[str, str]:
    """Return the date of publication; none of a document that does not print it, which its note says."""
    if not document.is_printed("published"):
        return {"year": "n.d."}
    return {"year": document.published_stated[:4], "date": document.published_stated}


def _landing_page(source: str, study: Study) -> str:
    """Return where a document is found, as far as its source.toml says so."""
    sources = study.tables.sources
    if "landing_page" not in sources:
        return ""
    return str(sources.set_index("source").loc[source, "landing_page"])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: _BACKSLASH if match.group() == "\\" else f"\\{match.group()}", text)
