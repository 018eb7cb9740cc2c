"""One figure as files: PNG, SVG and PDF, in colour and in black and white, and its data as CSV."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from analysis.data.border import with_names, with_when
from analysis.data.load import Root
from analysis.data.paths import working_folder
from analysis.data.references import citation
from analysis.data.writing import at_home, check_place, is_reserved, write_files
from analysis.drawing import style
from analysis.drawing.page import FigureInfo, KpiFigure, cited
from analysis.office.csv_safety import csv_bytes
from analysis.words.errors import BadArgument, WardKpiError
from analysis.words.labels import check_language

DPI = 300
"""Dots an inch of every PNG, as printers ask for."""
MONO = "-mono"
"""What the names of black-and-white files end in."""
_NAME = re.compile(r"[^\W.][\w.-]*")


@dataclass(frozen=True)
class Picture:
    """A figure in colour and in greys and what it shows, with the contents of its files by their names, which begin with its own."""

    name: str
    info: FigureInfo
    figure: KpiFigure
    mono: KpiFigure
    files: Mapping[str, bytes]

    def png(self, *, mono: bool) -> bytes:
        """Return the figure as a PNG, in colour or in greys."""
        return self.files[f"{self.name}{MONO if mono else ''}.png"]

    @property
    def height(self) -> float:
        """How high it is, for its width."""
        with Image.open(io.BytesIO(self.png(mono=True))) as image:
            return float(image.height / image.width)

    @property
    def theme(self) -> str:
        """The theme that it is about; empty where it is about several."""
        themes = set(self.info.plain["theme"]) if "theme" in self.info.plain else set()
        return str(themes.pop()) if len(themes) == 1 else ""


def export(
    figure: KpiFigure,
    name: str,
    *,
    folder: str | os.PathLike[str] | None = None,
    lang: str | None = None,
    force: bool = False,
    root: Root = None,
) -> list[Path]:
    """Write one figure for print and slides, with its data.

    Parameters
    ----------
    figure : KpiFigure
        What a figure function returns.
    name : str
        Name of the files, without extension: letters, digits, ``-``, ``_`` and ``.``.
    folder : path, optional
        Where to write; without it ``build/export`` of the current folder, in a checkout that of the checkout.
    lang : str, optional
        ``ja`` or ``en``; the language of ``figure`` without it.
    force : bool
        Whether files of that name may be overwritten.
    root : path, optional
        Folder beneath which the default ``build/export`` lies; the figure itself knows the data it was drawn from.

    Returns
    -------
    list of Path
        The files: ``name.png`` (300 dots an inch), ``name.svg`` and ``name.pdf`` in colour, the same with ``-mono`` for
        printing in black and white, and ``name.csv``, the plotted rows. Beneath each picture stands in small type what
        :func:`analysis.cite` says: documents, places and the version of the data. Two calls give identical bytes.

    Raises
    ------
    WardKpiError
        If the figure is not one of this library, the name cannot be a file's, a file exists (without ``force``), or
        ``folder`` cannot be written. Nothing is written then.

    Examples
    --------
    >>> import analysis, tempfile
    >>> figure = analysis.trajectories("cashless", lang="en")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(path.name for path in analysis.export(figure, "cashless", folder=folder))
    ['cashless-mono.pdf', 'cashless-mono.png', 'cashless-mono.svg', 'cashless.csv', 'cashless.pdf', 'cashless.png', 'cashless.svg']
    """
    if not hasattr(figure, "ward_kpi"):  # which one that is left out of a notebook answers itself
        raise BadArgument("figure", figure, "figure")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or is_reserved(name):
        raise BadArgument("name", name, "file_name")
    target = at_home(folder) if folder is not None else working_folder(root) / "build" / "export"
    check_place(target)
    picture = draw(figure, name, lang=lang or figure.ward_kpi.lang, with_citation=True)
    contents = {target / file: content for file, content in picture.files.items()}
    existing = [path for path in contents if os.path.lexists(path)]
    if existing and not force:
        raise WardKpiError("exists", path=existing[0])
    write_files(contents)
    return list(contents)


def draw(figure: KpiFigure, name: str, *, lang: str, with_citation: bool = False) -> Picture:
    """Return a figure in all formats and both variants; its rows are drawn again for what it is not yet.

    What leaves the house by itself goes ``with_citation``; a pack has its sources on every page and the version of the
    data once.
    """
    check_language(lang)
    if lang != figure.ward_kpi.lang:
        figure = redrawn(figure, lang=lang)
    variants = {"": figure, MONO: redrawn(figure, lang=lang, mono=True)}
    info = figure.ward_kpi
    beneath = cited(figure, citation(figure).lines, name) if with_citation else ()
    files = {
        f"{name}{variant}.{kind}": style.render(one, kind, dpi=DPI, title=info.title, alt=info.alt, beneath=beneath)
        for variant, one in variants.items()
        for kind in style.FORMATS
    }
    rows = with_names(with_when(info.written, info.study), info.study)
    return Picture(name, info, figure, variants[MONO], {**files, f"{name}.csv": csv_bytes(rows)})


def redrawn(figure: KpiFigure, *, lang: str, mono: bool = False) -> KpiFigure:
    """Return the figure of the same rows in another language or in greys."""
    info = figure.ward_kpi
    return info.question.draw(info.study.in_language(lang), info.plain, info.ink._replace(mono=mono))
