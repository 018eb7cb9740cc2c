"""Writes the codebook as a page to read, in English and Japanese, from data/raw/concepts.toml and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.data.area_codes import MUNICIPAL, only_special
from analysis.data.paths import find_root
from analysis.data.writing import stale_files, write_files
from analysis.sources.filling import filled
from analysis.sources.model import RawData
from analysis.sources.raw import load_raw
from analysis.words.errors import DataError
from analysis.words.labels import STATUSES
from analysis.words.store import group, told
from analysis.words.wording import Areas

PAGES = {"en": "codebook.md", "ja": "codebook.ja.md"}


def render(raw: RawData, lang: str) -> str:
    """Return the codebook as a page in Markdown."""
    names = {ward.slug: getattr(ward, f"name_{lang}") for ward in raw.wards}
    only_wards = only_special([ward.code for ward in raw.wards if ward.level in MUNICIPAL])
    areas = Areas.of("wards" if only_wards else "municipalities", lang)

    def labelled(path: str) -> dict[str, str]:
        return {code: label[lang].format(areas=areas) for code, label in group(path).items()}

    return filled(
        "codebook.md",
        book=raw.codebook,
        lang=lang,
        said=group("sources.codebook"),
        column=group("sources.codebook.column"),
        thing=group("names.thing"),
        definition=told("audit.story.definition", lang),
        comma=told("names.listed", lang),
        grades=labelled("labels.grade"),
        statuses=group("labels.status"),
        meanings=group("sources.codebook.meaning"),
        named_codes=[name for name in STATUSES if name],
        reasons=labelled("labels.reason"),
        absences=labelled("absence.of"),
        named=lambda slugs: [names[slug] for slug in slugs],
    )


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
    if stale := stale_files(pages):
        raise DataError("stale_codebook", page=stale[0].name)
    return list(pages)


def _pages(root: Path) -> dict[Path, bytes]:
    raw = load_raw(root)
    return {root / "docs" / name: render(raw, lang).encode() for lang, name in PAGES.items()}
