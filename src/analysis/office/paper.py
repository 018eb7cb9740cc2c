"""paper.docx: the committee paper, in the form that ward assemblies use."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.data.citation import caveat_lines, source_lines
from analysis.office import content, ooxml
from analysis.office.figure_files import Picture
from analysis.office.pack import Pack
from analysis.office.word import TABLE_SIZE, Paper

_INDICATOR_WIDTHS = (13, 30, 21, 27, 24, 20, 35)
_INDICATOR_SIZE = 8.5
_CELL_SIDES = 3.0
"""Millimetres of a cell's width that are not for text."""
_COUNT_WIDTHS = 150.0
_PROGRESS = "progress_bars"
"""The figure over all main themes that stands in the text; the others are annexed."""
_DOCUMENT_WIDTHS = (28, 52, 24, 54, 12)


def paper(pack: Pack, pictures: Sequence[Picture]) -> bytes:
    """Return paper.docx: A4 portrait, date and committee on top, numbered sections, annexes with tables.

    Parameters
    ----------
    pack : Pack
        The committee pack.
    pictures : sequence of Picture
        The figures to show, each with the theme it belongs to.
    """
    document = Paper(pack.lang, pack.date, pack.word("title"), pack.department)
    document.add_right([pack.day, pack.word("committee_paper", committee=pack.committee), pack.department])
    document.add_title(pack.word("paper_title"))
    _purpose(document, pack)
    _method(document, pack)
    _themes(document, pack, pictures)
    _standing(document, pack, pictures)
    _caveats(document, pack)
    _indicator_annex(document, pack)
    _document_annex(document, pack)
    _figure_annex(document, pack, pictures)
    return document.finish()


def _purpose(document: Paper, pack: Pack) -> None:
    document.add_heading(1, pack.word("purpose"))
    wards = pack.words.listed(pack.words.ward(code) for code in pack.wards)
    documents = int((pack.sources["ward"] != "").sum())
    document.add_text(pack.word("purpose_text", wards=wards, documents=documents))


def _method(document: Paper, pack: Pack) -> None:
    document.add_heading(1, pack.word("method"))
    document.add_heading(2, pack.word("method_documents"))
    document.add_text(pack.word("method_documents_text"))
    document.add_heading(2, pack.word("method_comparing"))
    for name in ("same", "different", "silent"):
        document.add_heading(3, pack.word(f"method_{name}"))
        document.add_text(pack.word(f"method_{name}_text"))


def _themes(document: Paper, pack: Pack, pictures: Sequence[Picture]) -> None:
    document.add_heading(1, pack.word("by_theme"))
    for theme in pack.main_themes:
        document.add_heading(2, pack.words.theme(theme))
        document.add_text(pack.word("sentence_gap").join(content.theme_findings(pack, theme)))
        if pack.few:
            _wards(document, pack, theme)
        else:
            document.add_text(pack.word("wards_in_annex"))
        for picture in pictures:
            if picture.theme == theme:
                document.add_figure(picture.png, pack.words.theme(theme), picture.info.alt)


def _wards(document: Paper, pack: Pack, theme: str) -> None:
    """Tell of each ward, under a heading of its own, how its indicators of a theme stand."""
    entries = content.entries(pack, [theme])
    for code in pack.wards:
        document.add_heading(3, pack.words.ward(code))
        for one in entries:
            if one.ward == pack.words.ward(code):
                document.add_text(content.plain_sentence(pack, one))


def _standing(document: Paper, pack: Pack, pictures: Sequence[Picture]) -> None:
    document.add_heading(1, pack.word("standing"))
    found = content.scorecard_findings(pack)
    for text in found if pack.few else found[:1]:  # of many wards, the table and annex 1 tell the rest
        document.add_text(text)
    counts = content.status_counts(pack)
    rows = [
        [pack.word("ward"), *counts.columns],
        *([str(ward), *(str(count) for count in counts.loc[ward])] for ward in counts.index),
    ]
    widths = _roomy([_COUNT_WIDTHS / len(rows[0])] * len(rows[0]), 0, _ward_names(pack))
    document.add_table(rows, widths, content.counts_in_words(pack, counts))
    document.add_text(pack.word("standing_text"))
    for picture in pictures:
        if picture.name == _PROGRESS:
            document.add_figure(picture.png, pack.word("main_themes"), picture.info.alt)


def _caveats(document: Paper, pack: Pack) -> None:
    rows = content.judged(pack, pack.main_themes)
    document.add_heading(1, pack.word("caveats"))
    for number, text in enumerate(caveat_lines(rows, pack.study), start=1):
        document.add_text(f"({number}) {text}")
    document.add_text(pack.word("sources_are", sources=" / ".join(source_lines(rows, pack.study))))


def _indicator_annex(document: Paper, pack: Pack) -> None:
    """Add the table of every indicator that has a target, theme by theme."""
    document.add_annex(pack.word("annex", number=1), pack.word("annex_indicators"))
    document.add_text(pack.word("annex_indicators_text"))
    header = [pack.word(name) for name in ("ward", "indicator", "baseline", "target", "result", "status", "remarks")]
    for theme in pack.themes:
        entries = content.entries(pack, [theme])
        if not any(one.status for one in entries):
            continue
        document.add_heading(2, pack.words.theme(theme))
        rows = [
            [one.ward, one.name]
            if one.shared
            else [one.ward, one.name, one.baseline, one.target, one.result, one.standing, one.remarks]
            for one in entries
        ]
        alt = pack.word("indicators_alt", theme=pack.words.theme(theme))
        widths = _roomy(_INDICATOR_WIDTHS, 0, _ward_names(pack), _INDICATOR_SIZE)
        document.add_table([header, *rows], widths, alt, size=_INDICATOR_SIZE)


def _ward_names(pack: Pack) -> list[str]:
    return [pack.words.ward(code) for code in pack.wards]


def _roomy(widths: Sequence[float], column: int, texts: Sequence[str], size: float = TABLE_SIZE) -> list[float]:
    """Return the widths of a table's columns, one made so wide that no text of it breaks; the widest makes room."""
    roomy = list(widths)
    widest = max(ooxml.text_width(text, size) for text in texts) * 25.4 + _CELL_SIDES
    more = max(0.0, widest - roomy[column])
    roomy[column] = 0.0
    roomy[roomy.index(max(roomy))] -= more
    roomy[column] = widths[column] + more
    return roomy


def _document_annex(document: Paper, pack: Pack) -> None:
    document.add_annex(pack.word("annex", number=2), pack.word("sources_title", count=len(pack.sources)))
    rows = content.document_rows(pack)
    document.add_table(rows, _roomy(_DOCUMENT_WIDTHS, -1, rows[0][-1:]), pack.word("sources_alt"))


def _figure_annex(document: Paper, pack: Pack, pictures: Sequence[Picture]) -> None:
    """Add the figures that are about several themes."""
    rest = [picture for picture in pictures if not picture.theme and picture.name != _PROGRESS]
    if rest:
        document.add_annex(pack.word("annex", number=3), pack.word("annex_figures"))
    for picture in rest:
        document.add_figure(picture.png, pack.word("all_themes"), picture.info.alt)
