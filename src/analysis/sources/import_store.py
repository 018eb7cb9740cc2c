"""What an imported root remembers: the files as they came, when each was published, which areas were asked for, what was made.

The clean tables beside it are made of these files, all of them on every import, so that they never depend on the order in
which files came, and a run that was killed is mended by the next.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from analysis.data.writing import check_own, check_place, settle
from analysis.words.errors import DataError, WardKpiError

RECORD, FILES, _MADE = "imports.json", "imported", "made"


@dataclass(frozen=True)
class Stored:
    """A file as it came; ``published`` is empty where it was not said when it appeared."""

    name: str
    sha256: str
    published: str = ""


@dataclass(frozen=True)
class Imported:
    """The files of one layout, oldest import first, and the areas that were asked for; None for all."""

    files: tuple[Stored, ...] = ()
    areas: tuple[str, ...] | None = ()

    def asked(self, areas: Iterable[str] | None) -> Imported:
        """Return it with further areas: what was asked for once stays."""
        if areas is None or self.areas is None:
            return replace(self, areas=None)
        return replace(self, areas=tuple(sorted({*self.areas, *areas})))

    def with_file(self, path: Path, published: str) -> tuple[Imported, Stored, bool]:
        """Return it with a file, what is remembered of the file, and whether it is new.

        A file of the same content is not new; one of the same name gets a number behind it.
        """
        digest = _digest(path)
        for one in self.files:
            if one.sha256 == digest:
                told = replace(one, published=published or one.published)
                files = tuple(told if other == one else other for other in self.files)
                return replace(self, files=files), told, False
        taken = {one.name for one in self.files}
        names = [path.name, *(f"{path.stem}-{number}{path.suffix}" for number in range(2, len(taken) + 3))]
        stored = Stored(next(name for name in names if name not in taken), digest, published)
        return replace(self, files=(*self.files, stored)), stored, True

    def without(self, name: str) -> Imported:
        """Return it without a file."""
        return replace(self, files=tuple(one for one in self.files if one.name != name))


class Store:
    """The folder ``data`` of an imported root."""

    def __init__(self, root: Path) -> None:
        self.data = root / "data"
        self.clean = self.data / "clean"
        self._made: dict[str, str] = {}  # sha256 of what the last import made of the files, by path beneath the root

    def read(self, *, force: bool = False) -> dict[str, Imported]:
        """Return what was imported, by layout; nothing where the folder is new, or an import was killed before it wrote.

        The record is the mark of a folder that is ours; ``force`` lets it be missing where other files stand.

        Raises
        ------
        WardKpiError
            If the folder holds what no import wrote, or cannot be written; without ``force`` also if a table has been
            changed since it was written.
        DataError
            If the record is damaged.
        """
        check_place(self.data.parent)
        for folder in (self.data.parent, self.data):  # a set with the report stands in the one, without in the other
            settle(folder)
        path = self.data / RECORD
        if not path.is_file():
            if any((self.data / name).exists() for name in ("raw", "clean/observations.csv")):
                raise WardKpiError("import_into_project", folder=self.data.parent)
            check_own(self.data.parent, force=force)
            return {}
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            self._made = dict(record.pop(_MADE))
            imported = {
                layout: Imported(
                    tuple(Stored(**one) for one in said["files"]),
                    None if said["areas"] is None else tuple(said["areas"]),
                )
                for layout, said in record.items()
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise DataError("import_record", path=path, reason=error) from None
        self._refuse_edited(force=force)
        return imported

    def _refuse_edited(self, *, force: bool) -> None:
        for name, digest in self._made.items():
            path = self.data.parent / name
            if not force and path.is_file() and _digest(path) != digest:
                raise WardKpiError("edited", path=path)

    def path(self, layout: str, name: str) -> Path:
        """Return where a file is kept."""
        return self.data / FILES / layout / name

    def contents(
        self, imported: Mapping[str, Imported], new: Mapping[Path, Path], made: Mapping[Path, bytes]
    ) -> dict[Path, bytes]:
        """Return what to write: new files, what was made of all of them, and the record."""
        digests = {
            path.relative_to(self.data.parent).as_posix(): hashlib.sha256(content).hexdigest()
            for path, content in made.items()
        }
        record = {name: asdict(one) for name, one in sorted(imported.items())} | {_MADE: digests}
        files = {target: source.read_bytes() for target, source in new.items()}
        return files | {self.data / RECORD: _json(record)} | dict(made)

    def refuse_foreign(self, paths: Iterable[Path], before: Mapping[str, Imported]) -> None:
        """Refuse to write over what no import wrote.

        Raises
        ------
        WardKpiError
            If such a file stands at one of ``paths``.
        """
        ours = {self.data.parent / name for name in self._made} | ({self.data / RECORD} if before else set())
        ours |= {self.path(layout, one.name) for layout, imported in before.items() for one in imported.files}
        for path in paths:
            if path not in ours and os.path.lexists(path):
                raise WardKpiError("in_the_way", path=path)

    def check(self, path: Path, stored: Stored) -> None:
        """Refuse a kept file that has been changed or removed.

        Raises
        ------
        DataError
            If the file is missing or differs from what was imported.
        """
        if not path.is_file() or _digest(path) != stored.sha256:
            raise DataError("import_file_changed", path=path)

    def dropped(self, before: Mapping[str, Imported], now: Mapping[str, Imported]) -> list[Path]:
        """Return the kept files that the record no longer names."""
        kept = {self.path(layout, one.name) for layout, imported in now.items() for one in imported.files}
        paths = [self.path(layout, one.name) for layout, imported in before.items() for one in imported.files]
        return [path for path in paths if path not in kept]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
