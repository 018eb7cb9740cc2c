"""The committee pack: one folder with slides, paper, workbook, charts and a manifest of what they rest on."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.transforms import Bbox

from analysis.data.load import check_names
from analysis.data.paths import find_root, refuse_imported
from analysis.data.schema import NAMED_BY
from analysis.data.study import Study
from analysis.data.writing import MANIFEST, as_manifest, at_home, check_own, write_folders
from analysis.drawing import style
from analysis.drawing.page import COLOUR, Ink
from analysis.office.committee_paper import paper
from analysis.office.committee_slides import slides
from analysis.office.committee_workbook import workbook
from analysis.office.csv_safety import one_line
from analysis.office.document_list import appeared_later
from analysis.office.figure_files import Picture, draw
from analysis.office.pack import NAMED, Pack
from analysis.office.pack_options import read_pack
from analysis.office.slide_deck import check_master
from analysis.office.word_document import open_document
from analysis.questions import questions
from analysis.questions._question import Question, draw_chosen
from analysis.words.errors import NoFigureData, WardKpiError
from analysis.words.wording import known

DEFAULT_OUTPUT = Path("build") / "committee"
_A4 = (8.27, 11.69)
_TOP_MARGIN = 0.6
_PDF_METADATA = {"Creator": None, "Producer": None, "CreationDate": None}
_ORDERS_OF_WARDS = ("ranking_sensitivity",)
"""Figures about ranks: a committee's paper sets no ward before another unless somebody asks for it."""
_KEY_OF_MATRIX = ("theme", "ward", "ward_a", "ward_b")
_YEAR_COLUMNS = {"value_year": "fiscal_year", "value_kind": "kind"}


@dataclass(frozen=True)
class Written:
    """What :func:`write_pack` wrote: where, how many files, and of which pack.

    ``left_out`` names the figures of which the data hold nothing, ``failed`` those that could not be drawn, each with
    the reason; ``too_new`` the documents that cannot have appeared by the pack's date.
    """

    folder: Path
    files: int
    pack: Pack
    left_out: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    too_new: tuple[str, ...] = ()


def write_pack(
    *,
    output: str | os.PathLike[str] | None = None,
    lang: str = "ja",
    force: bool = False,
    figures: Sequence[str] = (),
    root: str | os.PathLike[str] | None = None,
    **options: Any,
) -> Written:
    """Write slides.pptx, paper.docx, data.xlsx, charts.pdf, charts/ and manifest.json to ``output``.

    ``options`` are those of :func:`analysis.office.pack_options.read_pack`; what nobody says is a blank to be filled in.
    A pack that stands there is replaced. ``force`` adds to a folder of other files, which stay, and overwrites what was
    changed since it was written. ``figures`` are names in :data:`analysis.FIGURES`; without it all are drawn that a
    committee may be shown.

    Raises
    ------
    WardKpiError
        If an option cannot be used, or the folder cannot be written or (without ``force``) holds what we did not write;
        nothing is written then.
    """
    study = Study.of(root, lang)
    pack = read_pack(study, **options)
    target = folder_of(output, study.root)
    names = list(figures) or shown_by_default(study)
    check_names("figure", names, (one.name for one in questions(study)))
    check_own(target, force=force)
    refuse_imported(study.root)
    check_master((pack.templates or {}).get(".pptx"))
    open_document((pack.templates or {}).get(".docx"))
    contents, drawn = build(pack, names)
    write_folders({target: contents}, force=force)
    too_new = () if pack.date is None else appeared_later(study, pack.date, certainly=True)
    return Written(target, len(contents), pack, drawn.left_out, drawn.failed, too_new)


def folder_of(output: str | os.PathLike[str] | None, root: str | os.PathLike[str] | None) -> Path:
    """Return the folder of a pack."""
    return at_home(output) if output is not None else find_root(root) / DEFAULT_OUTPUT


def shown_by_default(study: Study) -> list[str]:
    """Return the names of the figures of a pack: all but those that set wards in an order, which a person asks for."""
    return [one.name for one in questions(study) if one.name not in _ORDERS_OF_WARDS]


def build(pack: Pack, figures: Sequence[str]) -> tuple[dict[str, bytes], Drawn]:
    """Return the files of a pack by name, and the figures drawn; the same pack gives the same bytes."""
    drawn = draw_all(pack, figures)
    pictures = drawn.pictures
    plotted = [picture.info.plain for picture in pictures]
    rows = {
        "slides.pptx": [pack.study.current],
        "paper.docx": [pack.study.current, *plotted],
        "data.xlsx": [pack.study.tables.observations],
        "charts.pdf": plotted,
    }
    contents = {
        "slides.pptx": slides(pack),
        "paper.docx": paper(pack, pictures),
        "data.xlsx": workbook(pack),
        **({"charts.pdf": charts_pdf(pictures, mono=bool(pack.mono))} if pictures else {}),
    }
    names = [picture.name for picture in pictures]
    shown = {"paper.docx": names, "charts.pdf": names}
    entries = [_entry(name, content, shown.get(name, []), rows[name]) for name, content in contents.items()]
    for picture in pictures:
        for file, content in picture.files.items():
            contents[f"charts/{file}"] = content
            entries.append(_entry(f"charts/{file}", content, [picture.name], [picture.info.plain]))
    return {**contents, MANIFEST: _manifest(pack, entries, drawn)}, drawn


@dataclass(frozen=True)
class Drawn:
    """What came of the figures asked for."""

    pictures: tuple[Picture, ...]
    left_out: tuple[str, ...]  # the data hold nothing of them
    failed: Mapping[str, str]  # reasons


def draw_all(pack: Pack, names: Sequence[str]) -> Drawn:
    """Draw figures; one that fails leaves the others whole and is named with its reason."""
    asked = {one.name: one for one in questions(pack.study)}
    pictures: list[Picture] = []
    left_out: list[str] = []
    failed: dict[str, str] = {}
    with style.look():  # without the font there is no figure at all, and no pack: it is looked for first
        for name in names:
            try:
                pictures.append(draw_picture(asked[name], pack))
            except NoFigureData:
                left_out.append(name)
            except WardKpiError as error:
                failed[name] = error.message(pack.study.lang)
            except Exception as error:  # whatever it is: staff get the rest of their pack, and the reason
                failed[name] = one_line(f"{type(error).__name__}: {error}")
    return Drawn(tuple(pictures), tuple(left_out), failed)


def draw_picture(question: Question, pack: Pack, ink: Ink = COLOUR) -> Picture:
    """Return a question's figure, of the rows chosen, in all formats."""
    study = pack.study
    return draw(draw_chosen(question, None, pack.choice.asked, study, ink), question.name, lang=study.lang)


def charts_pdf(pictures: Sequence[Picture], *, mono: bool) -> bytes:
    """Return all figures in one PDF, each centred near the top of an A4 page."""
    stream = io.BytesIO()
    with style.look(), PdfPages(stream, metadata=_PDF_METADATA) as pages:
        for picture in pictures:
            figure = picture.mono if mono else picture.figure
            pages.savefig(figure, bbox_inches=_a4_around(*figure.get_size_inches()), pad_inches=0)
    return stream.getvalue()


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


def _manifest(pack: Pack, entries: Iterable[Mapping[str, object]], drawn: Drawn) -> bytes:
    """Return the list of files with what they rest on; a row is indicator/year/kind/source/date of an observation."""
    about = {
        "date": None if pack.date is None else pack.date.isoformat(),
        **{name: getattr(pack, name) or None for name in NAMED},
        "lang": pack.study.lang,
        "row": "/".join(NAMED_BY),
        **({"left_out": drawn.left_out} if drawn.left_out else {}),
        **({"failed": dict(drawn.failed)} if drawn.failed else {}),
    }
    return as_manifest(entries, **about)
