"""One figure put into a file of the ward's own, which keeps its master and its styles; the original is left as it is."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from analysis.data.load import check_names
from analysis.data.study import Study
from analysis.data.writing import at_home, check_place, write_files
from analysis.drawing.page import Ink
from analysis.office import ooxml
from analysis.office.committee_paper import figure_name
from analysis.office.figure_files import Picture
from analysis.office.pack import Pack
from analysis.office.pack_folder import draw_picture
from analysis.office.pack_options import ending_of, read_pack
from analysis.office.slide_deck import QUIET, Box, Deck, Line, flowing_height
from analysis.office.slide_foot import what_to_say
from analysis.office.typography import typeset
from analysis.office.word_document import (
    add_caption,
    add_picture,
    adopt_styles,
    height_above_caption,
    next_number,
    read_document,
    text_width,
)
from analysis.questions import questions
from analysis.words.errors import WardKpiError
from analysis.words.say import told

_FOOT_SIZE, _MOST_NOTES = 9.0, 2
"""Points of notes and sources, and how many notes there is room for beside a chart of any height."""
_ABOVE_FOOT = 2.0
"""Millimetres between a picture and what stands beneath it."""


class Copy(NamedTuple):
    """What :func:`put_into` wrote: where, and of which pack."""

    path: Path
    pack: Pack


def put_into(
    file: Path,
    figure: str,
    *,
    wards: Sequence[str] = (),
    themes: Sequence[str] = (),
    years: str | None = None,
    mono: bool | None = None,
    output: str | os.PathLike[str] | None = None,
    lang: str = "ja",
    force: bool = False,
    root: str | os.PathLike[str] | None = None,
) -> Copy:
    """Write a copy of a ``.pptx`` or ``.docx`` that ends with one more slide, or picture and caption.

    Without ``output`` the copy stands beside the file, its name followed by the figure's.

    Raises
    ------
    WardKpiError
        If an option or the file cannot be used, or the copy is there already (without ``force``); nothing is written
        then.
    NoFigureData
        If the data hold nothing of the figure.
    """
    ending = ending_of(file, "--into")
    study = Study.of(root, lang)
    asked = {one.name: one for one in questions(study)}
    check_names("figure", [figure], asked)
    pack = read_pack(study, wards=wards, themes=themes, years=years, mono=mono, templates=[file])
    target = at_home(output) if output is not None else file.with_name(f"{file.stem}-{figure}{ending}")
    if target.suffix.lower() != ending:
        raise WardKpiError("bad_argument", argument="--output", value=str(target), expected=ending)
    if target.resolve() == file.resolve():
        raise WardKpiError("is_the_original", path=target)
    check_place(target.parent)
    if os.path.lexists(target) and not force:
        raise WardKpiError("exists", path=target)
    is_deck = ending == ".pptx"
    picture = draw_picture(asked[figure], pack, Ink(bare=is_deck))
    write = _one_more_slide if is_deck else _one_more_picture
    write_files({target: ooxml.normalise(write(file, picture, pack), None)})
    return Copy(target, pack)


def _one_more_slide(_: Path, picture: Picture, pack: Pack) -> bytes:
    """Return the deck with a slide of its own master: the finding as its title, the picture, what one would say."""
    deck, info, study = Deck(pack, keep_slides=True), picture.info, pack.study
    slide = deck.add_slide(info.title)
    lines = [told("office.foot.caveat", study.lang, text=text) for text in info.caveats[:_MOST_NOTES]]
    lines += [told("office.foot.source", study.lang, text=text) for text in info.sources]
    end = deck.foot.top + deck.foot.height
    height = sum(flowing_height(typeset(line, study.lang), _FOOT_SIZE, deck.foot.width) for line in lines)
    foot = deck.foot._replace(top=end - height, height=height)
    deck.add_text(slide, foot, [Line(line, _FOOT_SIZE, colour=QUIET) for line in lines], name="Sources")
    png = picture.png(mono=bool(pack.mono))
    with Image.open(io.BytesIO(png)) as image:
        ratio = image.height / image.width
    room = deck.content._replace(height=foot.top - _ABOVE_FOOT - deck.content.top)
    width = min(room.width, room.height / ratio)
    box = Box(room.left + (room.width - width) / 2, room.top, width, width * ratio)
    shape = slide.shapes.add_picture(io.BytesIO(png), *box.emu)
    ooxml.set_alternative_text(shape._element.nvPicPr.cNvPr, info.alt)
    deck.add_notes(slide, what_to_say(info.title, [], info.plain, study))
    return deck.saved()


def _one_more_picture(file: Path, picture: Picture, pack: Pack) -> bytes:
    """Return the document with the picture and its caption at the end, numbered after the captions that are there."""
    document: Any = read_document(file)
    adopt_styles(document, ["Caption"])
    paragraph = document.add_paragraph()
    paragraph.alignment = 1  # centred
    paragraph.paragraph_format.keep_with_next = True
    caption = typeset(figure_name(picture, pack.study), pack.study.lang)
    room = height_above_caption(document, caption)
    add_picture(paragraph, picture.png(mono=bool(pack.mono)), picture.info.alt, text_width(document), room)
    add_caption(document, "figure", next_number(document, pack.study.lang), caption, pack.study.lang)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
