"""Checks raw data and explains every problem at once: what cleaning refuses, and what a person should look at again."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from analysis.data import marks
from analysis.data.area_codes import MUNICIPAL, special_ward
from analysis.data.locators import parse_places
from analysis.data.paths import find_root
from analysis.data.reading import ProblemLog
from analysis.sources.clean import Evaluation, Observation, observe
from analysis.sources.drawable import undrawable
from analysis.sources.grammar import format_value
from analysis.sources.model import RawData
from analysis.words.era import fiscal_year_of, last_possible_date
from analysis.words.errors import DataError, RawCellError, RawDataErrors, WardKpiError

_SHARED_FILES = ("wards.toml", "concepts.toml", "corrections.toml")
_READ_SUFFIXES = (".toml", ".csv")
_LEAP = 50
"""A figure this many times the last one is more often a slip of comma or point than an achievement."""


@dataclass(frozen=True)
class Finding:
    """One problem: ``error`` stops cleaning; ``warning`` may be right and is worth a second look."""

    level: str
    problem: DataError

    def message(self, lang: str = "ja") -> str:
        """Return file, row, column, what was found and what would be right, on one line."""
        return self.problem.message(lang)

    @property
    def file(self) -> str:
        """File within data/raw that it is about, as far as it is about one."""
        named = self.problem.details.get("file") or self.problem.details.get("path", "")
        return str(named)


def validate(
    folder: str | os.PathLike[str] | None = None, *, root: str | os.PathLike[str] | None = None
) -> list[Finding]:
    """Check data/raw, or one source folder together with the wards and the codebook it relies on.

    ``folder`` is a source folder, in data/raw or still elsewhere, or one that holds ``data/raw``. Errors come first,
    then warnings, each in the order of the files.

    Raises
    ------
    WardKpiError
        If ``folder`` or the data cannot be found.
    """
    place = Path(folder).expanduser().resolve() if folder is not None else None
    if place is not None and not place.is_dir():
        raise WardKpiError("no_folder", folder=place)
    if place is not None and (place / "data" / "raw").is_dir():
        return _validate(place, None)
    return _validate(find_root(root), place)


def _validate(root: Path, source: Path | None) -> list[Finding]:
    raw_folder = root / "data" / "raw"
    outside = source is not None and source.parent != raw_folder
    if outside and source is not None and not (source / "source.toml").is_file():
        raise WardKpiError("no_source", folder=source)
    if outside and source is not None and (raw_folder / source.name).exists():
        raise WardKpiError("source_exists", source=source.name)
    log = ProblemLog()
    warnings: list[DataError] = []
    try:
        raw, observations, evaluations = observe(root, log, source if outside else None)
    except RawDataErrors:
        pass  # what could be read is in the log; without wards or codebook nothing more can be said
    else:
        warnings = [*_data_warnings(raw, observations, evaluations, complete=not log.problems)]
        log.problems += undrawable(raw, raw_folder)
    warnings += _stray_files(raw_folder, source if outside else None)
    findings = [Finding("error", problem) for problem in log.problems]
    findings += [Finding("warning", problem) for problem in warnings]
    for finding in findings:
        _shorten_path(finding.problem, raw_folder)
    return [finding for finding in findings if source is None or _concerns(finding.problem, source.name)]


def _shorten_path(problem: DataError, raw_folder: Path) -> None:
    """Name the file as seen from data/raw, or by its folder where it lies elsewhere."""
    path = problem.details.get("path")
    if isinstance(path, Path):
        inside = path.is_relative_to(raw_folder)
        problem.details["path"] = (
            path.relative_to(raw_folder) if inside else Path(path.parent.name, path.name)
        ).as_posix()


def _concerns(problem: DataError, source: str) -> bool:
    """Return whether a problem is about ``source`` or about a file that every source relies on."""
    told = [str(value) for value in problem.details.values()]
    return any(text == source or text.startswith((f"{source}/", *_SHARED_FILES)) for text in told)


# --- what may be right but is worth a second look -----------------------------------------------------------------


def _data_warnings(
    raw: RawData, observations: list[Observation], evaluations: list[Evaluation], *, complete: bool
) -> Iterator[DataError]:
    yield from _style_warnings(raw)
    yield from _known_ward_warnings(raw)
    for check in _FIGURE_CHECKS:
        yield from check(observations)
    yield from _sign_warnings(observations, raw)
    yield from _source_warnings(raw, complete=complete)
    if complete:  # while cells cannot be read, what seems unused may only be out of reach
        yield from _unused_warnings(raw, observations, evaluations)


def _style_warnings(raw: RawData) -> Iterator[DataError]:
    wards = [ward for ward in raw.wards if ward.level in MUNICIPAL]
    styled = [(ward.slug, marks.Style(ward.colour, ward.marker)) for ward in wards]
    free = marks.next_style(style for _, style in styled)
    better = {"colour": free.colour, "marker": free.marker} if free else {"colour": "-", "marker": "-"}
    for slug, style in styled:
        contrast = marks.contrast_with_white(style.colour)
        if contrast < marks.LEAST_CONTRAST:
            found = {"ward": slug, "found": style.colour, "contrast": f"{contrast:.1f}"}
            yield DataError("check_contrast", path="wards.toml", **found, **better)
    for first, second in marks.clashes(styled):
        yield DataError("check_style", path="wards.toml", first=first, second=second, **better)


def _known_ward_warnings(raw: RawData) -> Iterator[DataError]:
    """Compare wards with the list of Tokyo's special wards: a mixed-up code gives a ward the figures of another."""
    for ward in raw.wards:
        known = special_ward(ward.code)
        if known and (known.name_ja, known.slug) != (ward.name_ja, ward.slug):
            found = f"{ward.name_ja} ({ward.slug})"
            right = f"{known.name_ja} ({known.slug})"
            yield DataError("check_ward", path="wards.toml", ward=ward.code, found=found, right=right)


def _where(one: Observation) -> dict[str, object]:
    """Return file, row and column of the cell that a figure was first read from."""
    place = parse_places(one.locator)[0]
    return {"file": f"{place.source}/{place.table}", "row": place.row, "column": place.column, "text": one.text}


def _percent_warnings(observations: Iterable[Observation]) -> Iterator[DataError]:
    for one in observations:
        if one.value is None or one.indicator.unit != "percent":
            continue
        if 0 < one.value < 1 and not re.search("[%％]", one.text):
            yield RawCellError("check_fraction", **_where(one), right=f"{format_value(one.value * 100)}%")
        elif one.value > 100:
            yield RawCellError("check_percent", **_where(one))


def _sign_warnings(observations: Iterable[Observation], raw: RawData) -> Iterator[DataError]:
    """Find counts below zero: △ may have been meant as a mark of another kind."""
    for one in observations:
        if one.value is not None and one.value < 0 and not raw.codebook.units[one.indicator.unit].signed:
            yield RawCellError("check_negative", **_where(one), value=format_value(one.value))


def _date_warnings(observations: Iterable[Observation]) -> Iterator[DataError]:
    for one in observations:
        if not one.as_of:
            continue
        date = last_possible_date(one.as_of)
        if date > one.published and one.kind in ("actual", "baseline"):  # what is planned or expected may lie ahead
            yield RawCellError("check_future", **_where(one), as_of=one.as_of, published=one.source.published_stated)
        elif fiscal_year_of(date) != one.fiscal_year:
            found = {"as_of": one.as_of, "year": one.fiscal_year, "right": fiscal_year_of(date)}
            yield RawCellError("check_year", **_where(one), **found)


def _leap_warnings(observations: Iterable[Observation]) -> Iterator[DataError]:
    """Compare each figure with the one before it in the same document."""
    series: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for one in observations:
        if one.value and one.fiscal_year and one.kind in ("baseline", "actual", "estimate"):
            series[one.indicator.id, one.source.id].append(one)
    for figures in series.values():
        for before, after in pairwise(sorted(figures, key=lambda one: (one.fiscal_year or 0, one.as_of))):
            assert before.value and after.value  # only figures other than zero were taken
            if max(abs(after.value / before.value), abs(before.value / after.value)) >= _LEAP:
                yield RawCellError("check_leap", **_where(after), before=before.text, year=before.fiscal_year)


def _order_warnings(observations: Iterable[Observation]) -> Iterator[DataError]:
    """Find targets that do not lie after the baseline in the same table."""
    rows: dict[tuple[str, str], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for one in observations:
        for place in parse_places(one.locator):
            rows[one.indicator.id, f"{place.source}/{place.table}"][one.kind].append(one)
    for kinds in rows.values():
        last = max((one.fiscal_year for one in kinds["baseline"] if one.fiscal_year), default=None)
        for one in kinds["target"]:
            if last is not None and one.fiscal_year and one.fiscal_year <= last:
                yield RawCellError("check_order", **_where(one), year=one.fiscal_year, baseline_year=last)


_FIGURE_CHECKS: tuple[Callable[[list[Observation]], Iterator[DataError]], ...] = (
    _percent_warnings,
    _date_warnings,
    _leap_warnings,
    _order_warnings,
)


def _source_warnings(raw: RawData, *, complete: bool) -> Iterator[DataError]:
    for source in raw.sources:
        path = f"{source.id}/source.toml"
        if not source.documents:
            yield DataError("check_no_document", path=path)
        if complete and not source.tables:  # else its tables may be there and only be out of reach
            yield DataError("check_no_table", path=path)
        for table in source.tables:
            if not table.rows:
                yield DataError("check_no_rows", path=f"{source.id}/{table.file}")
            for row in table.rows:
                if not row.label:
                    found = {"row": row.number, "column": "label", "text": ""}
                    yield RawCellError("check_label", file=f"{source.id}/{table.file}", **found)


def _unused_warnings(
    raw: RawData, observations: list[Observation], evaluations: list[Evaluation]
) -> Iterator[DataError]:
    measured = {one.indicator.id for one in observations}
    with_figures = {one.indicator.ward for one in observations}
    for ward in raw.wards:
        if ward.code not in with_figures:
            yield DataError("check_ward_unused", path="wards.toml", ward=ward.slug)
    for name in raw.codebook.indicators:
        if name not in measured:
            yield DataError("check_indicator_unused", path="concepts.toml", indicator=name)
    texts: dict[str, set[tuple[str, str]]] = defaultdict(set)
    noted: list[Observation | Evaluation] = [*observations, *evaluations]
    for one in noted:
        texts[one.source.id].update(one.notes)
    for source in raw.sources:
        for mark, note in source.notes.items():
            if note not in texts[source.id]:
                yield DataError("check_note_unused", path=f"{source.id}/source.toml", mark=mark)


def _stray_files(raw_folder: Path, also: Path | None) -> Iterator[DataError]:
    """Find files that nobody reads: a workbook, or a table whose name ends in .CSV."""
    for folder in (*sorted(raw_folder.glob("*/")), *([also] if also else [])):
        for path in sorted(folder.iterdir()):
            hidden = path.name.startswith((".", "~$")) or folder.name.startswith((".", "_"))
            if not hidden and (path.is_dir() or path.suffix not in _READ_SUFFIXES):
                yield DataError("check_stray", path=path)
