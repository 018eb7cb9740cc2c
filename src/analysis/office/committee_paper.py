"""paper.docx: the committee paper, in the form that ward assemblies use."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.data.citation import caveat_lines, source_lines
from analysis.data.study import Study
from analysis.data.themes import main_themes, published_themes
from analysis.measures.own_progress import judged
from analysis.office import ooxml
from analysis.office.document_list import appeared_later, document_table, document_title, titles_of
from analysis.office.figure_files import Picture
from analysis.office.pack import Pack
from analysis.office.word_document import TABLE_SIZE, Paper
from analysis.questions import scorecard, trajectories
from analysis.questions._indicator_words import Entry, entries, plain_sentence, ward_names
from analysis.questions._slide import few_wards
from analysis.words.say import told

_INDICATOR_COLUMNS = ("ward", "indicator", "baseline", "target", "result", "status", "remarks")
_INDICATOR_WIDTHS = (13, 30, 21, 27, 24, 20, 35)
_INDICATOR_SIZE = 8.5
_CELL_SIDES = 3.0
"""Millimetres of a cell's width that are not for text."""
_COUNT_WIDTHS = 150.0
_PROGRESS = "progress_bars"
"""The figure over all main themes that stands in the text; the others are annexed."""
_DOCUMENT_WIDTHS = (28, 52, 24, 54, 12)


def paper(pack: Pack, pictures: Sequence[Picture]) -> bytes:
    """Return paper.docx: A4 portrait, date and committee on top, numbered sections, annexes with tables."""
    study = pack.study
    document = Paper(pack)
    addressee = told("office.paper.committee", study.lang, committee=pack.committee)
    document.add_right([pack.day, addressee, pack.department])
    document.add_title(told("office.paper.title", study.lang))
    _purpose(document, study)
    _method(document, study)
    _themes(document, study, pictures)
    _standing(document, study, pictures)
    _caveats(document, study)
    _indicator_annex(document, study)
    _document_annex(document, pack)
    _figure_annex(document, study, pictures)
    return document.finish()


def _purpose(document: Paper, study: Study) -> None:
    document.add_heading(1, told("office.paper.section.purpose", study.lang))
    wards = ward_names(study.wards, study)
    documents = int((study.tables.sources["ward"] != "").sum())
    document.add_text(told("office.paper.text.purpose", study.lang, wards=wards, documents=documents))


def _method(document: Paper, study: Study) -> None:
    document.add_heading(1, told("office.paper.section.method", study.lang))
    document.add_heading(2, told("office.paper.section.documents", study.lang))
    document.add_text(told("office.paper.text.documents", study.lang))
    document.add_heading(2, told("office.paper.section.comparing", study.lang))
    for name in ("same", "different", "silent"):
        document.add_heading(3, told(f"office.paper.section.{name}", study.lang))
        document.add_text(told(f"office.paper.text.{name}", study.lang))


def _themes(document: Paper, study: Study, pictures: Sequence[Picture]) -> None:
    document.add_heading(1, told("office.paper.section.themes", study.lang))
    for theme in main_themes(study):
        document.add_heading(2, study.names.theme(theme))
        gap = told("office.paper.sentence_gap", study.lang)
        document.add_text(gap.join(trajectories.sentences(theme, study)))
        if few_wards(study):
            _wards(document, study, theme)
        else:
            document.add_text(told("office.paper.text.in_annex", study.lang))
        for picture in pictures:
            if picture.theme == theme:
                document.add_figure(picture.png, study.names.theme(theme), picture.info.alt)


def _wards(document: Paper, study: Study, theme: str) -> None:
    """Tell of each ward, under a heading of its own, how its indicators of a theme stand."""
    listed = entries([theme], study)
    for code in study.wards:
        document.add_heading(3, study.names.ward(code))
        for one in listed:
            if one.ward == study.names.ward(code):
                document.add_text(plain_sentence(one, study))


def _standing(document: Paper, study: Study, pictures: Sequence[Picture]) -> None:
    document.add_heading(1, told("office.paper.section.standing", study.lang))
    found = scorecard.sentences(study)
    for text in found if few_wards(study) else found[:1]:  # of many wards, the table and annex 1 tell the rest
        document.add_text(text)
    counts = scorecard.status_counts(study)
    header = [told("slides.column.ward", study.lang), *(part.name for part in counts.parts)]
    rows = [[ward, *(str(part.counts[place]) for part in counts.parts)] for place, ward in enumerate(counts.labels)]
    widths = _roomy([_COUNT_WIDTHS / len(header)] * len(header), 0, counts.labels)
    document.add_table([header, *rows], widths, counts.alt)
    document.add_text(told("office.paper.text.standing", study.lang))
    for picture in pictures:
        if picture.name == _PROGRESS:
            document.add_figure(picture.png, told("office.paper.main_themes", study.lang), picture.info.alt)


def _caveats(document: Paper, study: Study) -> None:
    rows = judged(main_themes(study), study)
    document.add_heading(1, told("office.paper.section.caveats", study.lang))
    for number, text in enumerate(caveat_lines(rows, study), start=1):
        document.add_text(f"({number}) {text}")
    document.add_text(told("office.foot.sources", study.lang, sources=" / ".join(source_lines(rows, study))))


def _indicator_annex(document: Paper, study: Study) -> None:
    """Add the table of every indicator that has a target, theme by theme."""
    lang = study.lang
    document.add_annex(told("office.paper.annex", lang, number=1), told("office.paper.section.indicators", lang))
    document.add_text(told("office.paper.text.indicators", lang))
    header = [told(f"slides.column.{name}", lang) for name in _INDICATOR_COLUMNS]
    names = [study.names.ward(code) for code in study.wards]
    widths = _roomy(_INDICATOR_WIDTHS, 0, names, _INDICATOR_SIZE)
    for theme in published_themes(study):
        listed = entries([theme], study)
        if not any(one.status for one in listed):
            continue
        document.add_heading(2, study.names.theme(theme))
        alt = told("office.paper.text.indicators_alt", lang, theme=study.names.theme(theme))
        document.add_table([header, *map(_cells, listed)], widths, alt, size=_INDICATOR_SIZE)


def _cells(one: Entry) -> list[str]:
    if one.shared:
        return [one.ward, one.name]
    return [one.ward, one.name, one.baseline, one.target, one.result, one.standing, one.remarks]


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
    study = pack.study
    document.add_annex(told("office.paper.annex", study.lang, number=2), document_title(study))
    table = document_table(study)
    widths = _roomy(_DOCUMENT_WIDTHS, -1, table.header[-1:])
    document.add_table([table.header, *table.body], widths, table.alt)
    if pack.date and (uncertain := appeared_later(study, pack.date, certainly=False)):
        titles = titles_of(uncertain, study)
        document.add_text(told("office.paper.text.uncertain", study.lang, date=pack.day, titles=titles))


def _figure_annex(document: Paper, study: Study, pictures: Sequence[Picture]) -> None:
    """Add the figures that are about several themes."""
    rest = [picture for picture in pictures if not picture.theme and picture.name != _PROGRESS]
    if rest:
        label = told("office.paper.annex", study.lang, number=3)
        document.add_annex(label, told("office.paper.section.figures", study.lang))
    for picture in rest:
        document.add_figure(picture.png, told("office.paper.all_themes", study.lang), picture.info.alt)
