"""The committee pack: one folder with slides, paper, workbook, charts and a manifest of what they rest on."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.transforms import Bbox

from analysis.data.load import check_names
from analysis.data.paths import refuse_imported, staged_folder
from analysis.data.schema import NAMED_BY
from analysis.data.study import Study
from analysis.drawing import style
from analysis.office.committee_paper import paper
from analysis.office.committee_slides import slides
from analysis.office.committee_workbook import workbook
from analysis.office.csv_safety import one_line
from analysis.office.document_list import appeared_later
from analysis.office.figure_files import Picture, draw
from analysis.office.pack import Pack
from analysis.questions import FIGURES
from analysis.words.era import ERAS
from analysis.words.errors import NoFigureData, WardKpiError
from analysis.words.say import told
from analysis.words.wording import known

DEFAULT_OUTPUT = Path("build") / "committee"
_LONGEST = 60
_A4 = (8.27, 11.69)
_TOP_MARGIN = 0.6
_PDF_METADATA = {"Creator": None, "Producer": None, "CreationDate": None}
_KEY_OF_MATRIX = ("theme", "ward", "ward_a", "ward_b")
_YEAR_COLUMNS = {"value_year": "fiscal_year", "value_kind": "kind"}


@dataclass(frozen=True)
class Written:
    """What :func:`write_pack` wrote: where, how many files, for which date, if any.

    ``left_out`` names the figures of which the data hold nothing; ``too_new`` the documents that cannot have appeared
    by that date.
    """

    folder: Path
    files: int
    date: dt.date | None = None
    left_out: tuple[str, ...] = ()
    too_new: tuple[str, ...] = ()


def write_pack(
    *,
    date: str | None = None,
    committee: str | None = None,
    department: str | None = None,
    output: str | os.PathLike[str] | None = None,
    lang: str = "ja",
    force: bool = False,
    figures: Sequence[str] | None = None,
    root: str | os.PathLike[str] | None = None,
) -> Written:
    """Write slides.pptx, paper.docx, data.xlsx, charts.pdf, charts/ and manifest.json to ``output``.

    Without ``date``, ``committee`` or ``department`` a blank to be filled in stands on the paper. ``force`` lets an existing
    pack be replaced; other files of the folder stay. ``figures`` are names in :data:`analysis.FIGURES`, all without it.

    Raises
    ------
    WardKpiError
        If an option cannot be used, the folder exists and is not empty (without ``force``) or cannot be written;
        nothing is written then.
    """
    study = Study.of(root, lang)
    day = None if date is None else _day(date)
    pack = Pack(
        date=day,
        committee=_text("committee", committee, study),
        department=_text("department", department, study),
        study=study,
    )
    target = Path(output) if output is not None else study.root / DEFAULT_OUTPUT
    names = list(FIGURES if figures is None else figures)
    check_names("figure", names, FIGURES)
    _check_free(target, force)
    refuse_imported(study.root)
    contents, left_out = build(pack, names)
    with staged_folder(target) as staged:
        for name, content in contents.items():
            path = staged / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
    too_new = () if day is None else appeared_later(study, day, certainly=True)
    return Written(target, len(contents), day, tuple(left_out), too_new)


def build(pack: Pack, figures: Sequence[str]) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a pack by name, and the figures left out for want of data; the same pack gives the same bytes."""
    drawn_or_none = {name: draw_named(name, pack.study) for name in figures}
    pictures = [picture for picture in drawn_or_none.values() if picture is not None]
    left_out = [name for name, picture in drawn_or_none.items() if picture is None]
    drawn = [picture.info.rows for picture in pictures]
    rows = {
        "slides.pptx": [pack.study.current],
        "paper.docx": [pack.study.current, *drawn],
        "data.xlsx": [pack.study.tables.observations],
        "charts.pdf": drawn,
    }
    contents = {
        "slides.pptx": slides(pack),
        "paper.docx": paper(pack, pictures),
        "data.xlsx": workbook(pack),
        "charts.pdf": charts_pdf(pictures),
    }
    names = [picture.name for picture in pictures]
    shown = {"paper.docx": names, "charts.pdf": names}
    entries = [_entry(name, content, shown.get(name, []), rows[name]) for name, content in contents.items()]
    for picture in pictures:
        for file, content in picture.files.items():
            contents[f"charts/{file}"] = content
            entries.append(_entry(f"charts/{file}", content, [picture.name], [picture.info.rows]))
    return {**contents, "manifest.json": _manifest(pack, entries, left_out)}, left_out


def draw_named(name: str, study: Study) -> Picture | None:
    """Return one of the project's figures in all formats; None if the data hold nothing of it."""
    try:
        figure = FIGURES[name](lang=study.lang, root=study.root)
    except NoFigureData:
        return None
    return draw(figure, name, lang=study.lang)


def charts_pdf(pictures: Sequence[Picture]) -> bytes:
    """Return all figures in one PDF, each centred near the top of an A4 page."""
    stream = io.BytesIO()
    with style.look(), PdfPages(stream, metadata=_PDF_METADATA) as pages:
        for picture in pictures:
            pages.savefig(picture.figure, bbox_inches=_a4_around(*picture.figure.get_size_inches()), pad_inches=0)
    return stream.getvalue()


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = dt.date.min
    if day < ERAS[-1].start or len(text) != len("YYYY-MM-DD"):
        raise WardKpiError("bad_argument", argument="--date", value=text, expected="YYYY-MM-DD")
    return day


def _text(option: str, given: str | None, study: Study) -> str:
    """Return a name for the paper, on one line."""
    text = told(f"office.blank.{option}", study.lang) if given is None else one_line(given)
    if not text or len(text) > _LONGEST:
        expected = f"1-{_LONGEST} characters"
        raise WardKpiError("bad_argument", argument=f"--{option}", value=given, expected=expected)
    return text


def _check_free(target: Path, force: bool) -> None:
    """Raise before any work is done if the pack could not be written in the end."""
    if target.exists() and not target.is_dir():
        raise WardKpiError("cannot_write", path=target, reason=os.strerror(errno.ENOTDIR))
    if target.is_dir() and any(target.iterdir()) and not force:
        raise WardKpiError("exists", path=target)
    above = next(folder for folder in (target, *target.absolute().parents) if folder.exists())
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise WardKpiError("cannot_write", path=target, reason=os.strerror(errno.EACCES))


def _a4_around(width: float, height: float) -> Bbox:
    """Return a page (in inches) in which a figure of that size stands in the middle, a margin from the top.

    It is A4, or has A4's shape where the figure is higher, so that printing to the page's size makes A4 of it.
    """
    scale = max(1.0, (height + 2 * _TOP_MARGIN) / _A4[1])
    page = (_A4[0] * scale, _A4[1] * scale)
    left, top = (width - page[0]) / 2, height + _TOP_MARGIN
    return Bbox([[left, top - page[1]], [left + page[0], top]])


def _entry(name: str, content: bytes, figures: Sequence[str], tables: Sequence[pd.DataFrame]) -> dict[str, object]:
    sources = {one for table in tables for cell in table["source"].dropna() for one in str(cell).split()}
    return {
        "file": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "figures": list(figures),
        "rows": sorted({key for table in tables for key in _keys(table)}),
        "sources": sorted(sources),
    }


def _keys(table: pd.DataFrame) -> Iterator[str]:
    """Yield the key of each observation behind a table, as far as the table holds it; else theme and wards."""
    named = table.rename(columns=_YEAR_COLUMNS)
    key = NAMED_BY if "indicator" in named else _KEY_OF_MATRIX
    for row in named[[column for column in key if column in named]].itertuples(index=False):
        if known(row[0]):
            yield "/".join(str(cell) if known(cell) else "" for cell in row)


def _manifest(pack: Pack, entries: Iterable[Mapping[str, object]], left_out: Sequence[str]) -> bytes:
    """Return the list of files with what they rest on; a row is indicator/year/kind/source/date of an observation."""
    about = {
        "date": None if pack.date is None else pack.date.isoformat(),
        "committee": pack.committee,
        "department": pack.department,
        "lang": pack.study.lang,
        "row": "/".join(NAMED_BY),
        **({"left_out": left_out} if left_out else {}),
        "files": list(entries),
    }
    return (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()
