"""Writes the codebook as a page to read, in English and Japanese, from data/raw/concepts.toml and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from analysis.data.kinds import GRADES
from analysis.data.paths import find_root, write_files
from analysis.sources.model import RawData
from analysis.sources.raw import load_raw
from analysis.words.errors import DataError
from analysis.words.store import told

PAGES = {"en": "codebook.md", "ja": "codebook.ja.md"}
_NO_DIRECTION = "–"


def render(raw: RawData, lang: str) -> str:
    """Return the codebook as a page in Markdown."""
    parts = [f"# {_said('title', lang)}", *(_said(name, lang) for name in ("other", "generated", "sharing"))]
    parts += [*_themes(raw, lang), *_grades(raw, lang), *_definitions(raw, lang), *_units(raw, lang)]
    parts += [f"## {_said('words', lang)}", _listed(raw.codebook.vocabulary, lang)]
    parts += [f"## {_said('stages', lang)}", _listed(raw.codebook.stages, lang)]
    return "\n\n".join(parts) + "\n"


def write(root: str | os.PathLike[str] | None = None) -> list[Path]:
    """Write docs/codebook.md and docs/codebook.ja.md; return their paths."""
    pages = _pages(find_root(root))
    write_files(pages)
    return list(pages)


def check(root: str | os.PathLike[str] | None = None) -> list[Path]:
    """Compare both pages with what the codebook gives; return their paths.

    Raises
    ------
    DataError
        If a page is missing or differs.
    """
    pages = _pages(find_root(root))
    for path, content in pages.items():
        if not path.is_file() or path.read_bytes() != content:
            raise DataError("stale_codebook", page=path.name)
    return list(pages)


def _pages(root: Path) -> dict[Path, bytes]:
    raw = load_raw(root)
    return {root / "docs" / name: render(raw, lang).encode() for lang, name in PAGES.items()}


def _themes(raw: RawData, lang: str) -> Iterator[str]:
    book = raw.codebook
    columns = [_thing("concept", lang), *(_column(name, lang) for name in ("name", "unit", "better"))]
    columns.append(told("audit.story.definition", lang))
    for theme in sorted(book.themes.values(), key=lambda theme: theme.order):
        rows = []
        for concept in book.concepts.values():
            if concept.theme != theme.id:
                continue
            definition = _in(concept, "definition", lang)
            unit = _in(book.units[concept.unit], "name", lang)
            better = _NO_DIRECTION if concept.direction == "none" else _said(concept.direction, lang)
            rows.append((f"`{concept.id}`", _in(concept, "name", lang), unit, better, definition))
        if rows:
            yield f"## {_in(theme, 'name', lang)} (`{theme.id}`)"
            yield _table(columns, rows)


def _grades(raw: RawData, lang: str) -> Iterator[str]:
    """Yield how far what two wards publish of a concept can be compared, and what each grade means."""
    yield f"## {_said('grades', lang)}"
    yield "\n".join(f"- {told(f'labels.grade.{grade}', lang)}" for grade in GRADES)
    names = {ward.slug: _in(ward, "name", lang) for ward in raw.wards}
    rows = [
        (f"`{one.concept}`", _listed((names[slug] for slug in one.wards), lang), one.grade, _in(one, "evidence", lang))
        for one in raw.codebook.grades
    ]
    yield _table([_thing("concept", lang), *(_column(name, lang) for name in ("wards", "grade", "evidence"))], rows)


def _definitions(raw: RawData, lang: str) -> Iterator[str]:
    book = raw.codebook
    explained = _column("definition_and_caveat", lang)
    yield f"## {_said('definitions', lang)}"
    rows = []
    for name, about in book.definitions.items():
        own_name = about.get(f"name_{lang}", _in(book.concepts[about["concept"]], "name", lang))
        rows.append((f"`{name}`", f"`{about['concept']}`", own_name, _explanation(about, lang)))
    columns = [_column("name_in_ids", lang), _thing("concept", lang), _column("name", lang), explained]
    yield _table(columns, rows)
    yield f"## {_said('indicators', lang)}"
    special = [(f"`{name}`", _explanation(about, lang)) for name, about in book.indicators.items()]
    yield _table([_thing("indicator", lang), explained], special)


def _explanation(about: Mapping[str, str], lang: str) -> str:
    return " ".join(filter(None, (about.get(f"definition_{lang}"), about.get(f"caveat_{lang}"))))


def _units(raw: RawData, lang: str) -> Iterator[str]:
    yield f"## {_said('units', lang)}"
    rows = [
        (f"`{unit.id}`", _in(unit, "name", lang), _listed(unit.printed, lang)) for unit in raw.codebook.units.values()
    ]
    yield _table([_column(name, lang) for name in ("unit", "name", "printed")], rows)


def _in(thing: object, name: str, lang: str) -> str:
    return str(getattr(thing, f"{name}_{lang}"))


def _said(name: str, lang: str) -> str:
    return told(f"sources.codebook.{name}", lang)


def _column(name: str, lang: str) -> str:
    return told(f"sources.codebook.column.{name}", lang)


def _thing(name: str, lang: str) -> str:
    return told(f"names.thing.{name}", lang)


def _listed(parts: Iterable[str], lang: str) -> str:
    return told("names.listed", lang).join(parts)


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(header)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
