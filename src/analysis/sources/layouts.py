"""How the tables of ministries are laid out: data/raw/ministry_tables.toml, so that a new table needs no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from analysis.data.kinds import CONCEPT_QUESTIONS
from analysis.sources.model import Codebook, Concept, Indicator, Ward
from analysis.sources.reading import ProblemLog, TomlReader, load_toml
from analysis.words.errors import RawDataErrors, UnknownName
from analysis.words.labels import LANGUAGES

FORMS = ("rows", "columns")
_ANY_WARD = Ward("", "any", "", "", "ward", "", "")


class Ratio(NamedTuple):
    """A printed rate and the counts it can be recomputed from, each by its header."""

    rate: str
    part: str
    whole: str


@dataclass(frozen=True)
class Layout:
    """What the rows and columns of a ministry's table mean.

    ``items`` gives, for each row (group and label) or column (no group), the second half of the indicators' ids: a
    concept or definition of ``codebook``, which is the project's with the concepts that only the layout describes.
    """

    id: str
    form: str
    about: Mapping[str, str]
    published: str
    fiscal_year: int
    note: tuple[str, str]
    missing: tuple[str, ...]
    of_base_date: tuple[str, ...]
    headers: Mapping[str, str]
    items: Mapping[tuple[str, str], str]
    ratios: tuple[Ratio, ...]
    codebook: Codebook

    def indicator(self, item: str) -> Indicator | None:
        """Return what the codebook says of ``item``; None where it does not know it."""
        return self.codebook.indicator(f"{_ANY_WARD.slug}.{item}", [_ANY_WARD])

    def unit(self, item: str) -> str:
        """Return the unit of ``item``."""
        found = self.indicator(item)
        assert found is not None  # read_layout has refused unknown ones
        return found.unit

    def item(self, header: str) -> str:
        """Return the item of a column or row by its header."""
        return next(item for (_, label), item in self.items.items() if label == header)


def read_layout(path: Path, layout_id: str, codebook: Codebook) -> Layout:
    """Read one section of ``ministry_tables.toml``.

    Raises
    ------
    UnknownName
        If there is no such section.
    RawDataErrors
        If anything in it cannot be used.
    """
    sections = load_toml(path)
    if layout_id not in sections:
        raise UnknownName("source", layout_id, sections)
    log = ProblemLog()
    reader = TomlReader(path, layout_id, sections[layout_id], log)
    items: dict[tuple[str, str], str] = {}
    new: dict[str, Concept] = {}
    for header, item in reader.sections("columns"):
        items["", header] = str(item)
    for number, entry in enumerate(reader.take("group", list, []), 1):
        _read_group(TomlReader(path, f"{layout_id}.group {number}", entry, log), items, new)
    layout = Layout(
        id=layout_id,
        form=reader.choice("form", FORMS),
        about={
            key: value
            for name in ("title", "issuer", "published_basis", "terms")
            for key, value in reader.both(name).items()
        },
        published=reader.date("published"),
        fiscal_year=reader.take("fiscal_year", int, 0),
        note=(reader.take("note_ja", str, ""), reader.take("note_en", str, "")),
        missing=reader.strings("missing"),
        of_base_date=reader.strings("of_base_date"),
        headers={key: reader.take(key, str, "") for key in ("code", "prefecture", "name", "as_of", "base_date")},
        items=items,
        ratios=tuple(
            _read_ratio(TomlReader(path, f"{layout_id}.ratio", entry, log)) for entry in reader.take("ratio", list, [])
        ),
        codebook=replace(codebook, concepts=codebook.concepts | new),
    )
    if not layout.headers["as_of"] and not layout.fiscal_year:
        reader.problem("layout_no_date")
    for item in dict.fromkeys(items.values()):
        if layout.indicator(item) is None:
            reader.problem("layout_item", item=item)
    for concept in new.values():
        if concept.theme not in codebook.themes or concept.unit not in codebook.units:
            reader.problem("layout_concept", theme=concept.theme, unit=concept.unit)
    reader.done()
    if log.problems:
        raise RawDataErrors(log.problems)
    return layout


def _read_ratio(reader: TomlReader) -> Ratio:
    ratio = Ratio(reader.take("rate", str), reader.take("part", str), reader.take("whole", str))
    reader.done()
    return ratio


def _read_group(reader: TomlReader, items: dict[tuple[str, str], str], new: dict[str, Concept]) -> None:
    """Read a group of rows; rows whose concept the codebook lacks are described by what the group has in common."""
    group = reader.take("name", str)
    common = TomlReader(reader.path, f"{reader.place}.new", reader.take("new", dict, {}), reader.log)
    shared = {key: common.take(key, str, "") for key in ("theme", "unit", "direction")}
    shared["question"] = common.choice("question", CONCEPT_QUESTIONS, "")
    texts = common.both("name", "") | common.both("definition", "")
    common.done()
    for label, said in reader.sections("rows"):
        if isinstance(said, str):
            items[group, label] = said
            continue
        row = TomlReader(reader.path, f"{reader.place}.rows.{label}", said, reader.log)
        concept, names = row.take("concept", str), {lang: row.take(lang, str) for lang in LANGUAGES}
        row.done()
        items[group, label] = concept
        new[concept] = Concept(concept, **shared, **{key: text.format(**names) for key, text in texts.items()})
    reader.done()
