"""Writes the skeleton of a source folder: a commented source.toml and an empty table, for a person to fill in."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from analysis.data import marks
from analysis.data.area_codes import MUNICIPAL, special_ward
from analysis.data.paths import find_root
from analysis.data.reading import ProblemLog, load_toml, read_text
from analysis.data.writing import is_free, write_files
from analysis.sources.filling import filled, quoted
from analysis.sources.grammar import read_standing
from analysis.sources.model import Document, Ward
from analysis.sources.raw import SOURCE_ID, read_wards
from analysis.words.errors import DataError, RawDataErrors, WardKpiError
from analysis.words.labels import check_language
from analysis.words.store import group, told

EMPTY_TABLE = b"indicator,label,unit,locator,note\n"


class TableDraft(NamedTuple):
    """A table of the new source: its file, and what is known of it already."""

    file: str
    content: bytes = EMPTY_TABLE
    title: str = ""
    header_locator: str = ""
    columns: Mapping[str, Mapping[str, object]] = MappingProxyType({})
    questions: tuple[str, ...] = ()
    notes: Mapping[str, str] = MappingProxyType({})


class NewSource(NamedTuple):
    """What was written, and the entry that wards.toml still needs (empty when the ward is there already)."""

    folder: Path
    files: tuple[str, ...]
    ward_entry: str


def new_source(
    source_id: str,
    *,
    ward: str | None = None,
    text: str | os.PathLike[str] | None = None,
    root: str | os.PathLike[str] | None = None,
    lang: str = "ja",
) -> NewSource:
    """Write ``data/raw/<source_id>`` with a source.toml, commented in ``lang``, and one empty table.

    ``source_id`` is such as ``koto-plan-2026``: the ward's slug, which ``ward`` (code, slug or Japanese name) may give
    instead, the kind of document, the year. Name and sha256 of ``text``, the document's, are entered.

    Raises
    ------
    WardKpiError
        If the id is no plain id, the folder exists, or the ward or the text is not known. Nothing is written then.
    """
    check_language(lang)
    check_source_id(source_id)
    data = find_root(root)
    folder = data / "data" / "raw" / source_id
    if not is_free(folder):
        raise WardKpiError("source_exists", source=source_id)
    known = known_wards(data)
    found = find_ward(ward, source_id, known)
    document = document_of(text) if text is not None else None
    tables = (TableDraft("table.csv"),)
    write_files(skeleton(folder, found.code if found else "", document, tables, lang))
    is_new = found is not None and found.code not in {one.code for one in known}
    entry = ward_entry(found, known, _waiting(data, known, found.code)) if found and is_new else ""
    return NewSource(folder, ("source.toml", "table.csv"), entry)


def check_source_id(source_id: str) -> None:
    """Raise unless ``source_id`` is a plain id, which cannot lead out of its folder."""
    if not SOURCE_ID.fullmatch(source_id):
        raise WardKpiError("bad_source_id", text=source_id)


def find_ward(named: str | None, source_id: str, known: Sequence[Ward]) -> Ward | None:
    """Return the ward of that code, slug or name; without a name, the ward with which the id begins, if any does.

    Raises
    ------
    WardKpiError
        If a ward is named that is neither ``known`` nor one of Tokyo's.
    """
    key = named or source_id.partition("-")[0]
    for ward in known:
        if key in (ward.code, ward.slug, ward.name_ja):
            return ward
    special = special_ward(key)
    if special:
        return Ward(**special._asdict(), level="ward", colour="", marker="")
    if named:
        raise WardKpiError("unknown_special_ward", text=named)
    return None


def known_wards(root: Path) -> tuple[Ward, ...]:
    """Return the wards of data/raw/wards.toml."""
    log = ProblemLog()
    wards = read_wards(root / "data" / "raw" / "wards.toml", log)
    if log.problems:
        raise RawDataErrors(log.problems)
    return wards


def document_of(text: str | os.PathLike[str]) -> Document:
    """Return name and sha256 of a document; one of text must be UTF-8, as its lines are the evidence."""
    path = Path(text).expanduser()
    if path.suffix.lower() in ("", ".txt"):
        read_text(path, "--text")
    return Document(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def _waiting(data: Path, known: Sequence[Ward], own: str) -> int:
    """Return how many other wards have a source folder but no entry in wards.toml yet: each was told a style."""
    codes = set()
    for path in sorted((data / "data" / "raw").glob("*/source.toml")):
        with contextlib.suppress(DataError):
            codes.add(load_toml(path).get("ward", ""))
    return len({code for code in codes if code} - {ward.code for ward in known} - {own})


def ward_entry(ward: Ward, known: Sequence[Ward], waiting: int = 0) -> str:
    """Return the entry of ``ward`` for wards.toml, with the next colour and marker that stay apart from the others.

    ``waiting`` is how many wards were told a style already that wards.toml does not hold yet.
    """
    taken = [marks.Style(one.colour, one.marker) for one in known if one.level in MUNICIPAL]
    for _ in range(waiting):
        taken += [style] if (style := marks.next_style(taken)) else []
    style = marks.next_style(taken)
    if style is None:
        raise WardKpiError("no_style_left")
    keys = {"code": ward.code, "slug": ward.slug, "name_ja": ward.name_ja, "name_en": ward.name_en, "level": "ward"}
    keys |= {"colour": style.colour, "marker": style.marker}
    return "\n".join(["[[ward]]", *(f"{key} = {quoted(value)}" for key, value in keys.items())]) + "\n"


def _standings(tables: Sequence[TableDraft]) -> dict[str, tuple[str, str]]:
    """Return the footnotes, in both languages, that say how figures stand and no more, where all tables agree on them."""
    found: dict[str, set[str]] = {}
    for table in tables:
        for mark, text in table.notes.items():
            found.setdefault(mark, set()).add(text)
    agreed = {mark: min(texts) for mark, texts in found.items() if len(texts) == 1}
    codes = {mark: read_standing(text) for mark, text in agreed.items()}
    return {mark: (agreed[mark], told(f"sources.standing.{code}", "en")) for mark, code in codes.items() if code}


def skeleton(
    folder: Path,
    ward: str,
    document: Document | None,
    tables: Sequence[TableDraft],
    lang: str,
    remarks: Sequence[str] = (),
) -> dict[Path, bytes]:
    """Return the files of a new source folder: what is not known is left empty, so that validating asks for it.

    ``remarks`` say what of the document was not read.
    """
    content = filled(
        "source.toml",
        id=folder.name,
        ward=ward,
        document=document or Document("", ""),
        tables=tables,
        remarks=remarks,
        notes=_standings(tables),
        comment={name: text[lang] for name, text in group("sources.skeleton").items()},
    )
    return {folder / "source.toml": content.encode()} | {folder / table.file: table.content for table in tables}
