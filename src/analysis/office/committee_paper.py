"""paper.docx: the committee paper, in the form that ward assemblies use."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.data.citation import caveat_lines, source_lines
from analysis.data.study import Study
from analysis.data.themes import published_themes
from analysis.measures.own_progress import judged
from analysis.office.column_widths import at_least, lowest, words_of
from analysis.office.cover_conclusions import conclusions
from analysis.office.document_list import appeared_later, document_table, document_title, titles_of
from analysis.office.figure_files import Picture
from analysis.office.pack import Pack
from analysis.office.word_document import Paper, lines_in_cell, width_of_line
from analysis.questions import scorecard, trajectories
from analysis.questions._beside import notes_beside
from analysis.questions._indicator_words import Entry, entries, plain_sentence, ward_names
from analysis.questions._slide import few_wards
from analysis.words.store import group, told

_INDICATOR_COLUMNS = ("ward", "indicator", "baseline", "target", "result", "status", "remarks")
_INDICATOR_SHARES = (14, 36, 31, 36, 36, 32, 72)
_STANDING = ("scorecard", "progress_bars")
"""The figures over all themes that tell how indicators stand."""
_DOCUMENT_SHARES = (38, 80, 41, 84, 14)


def paper(pack: Pack, pictures: Sequence[Picture]) -> bytes:
    """Return paper.docx: A4, number, date and committee on top, numbered sections, annexes with tables and figures."""
    return _written(pack, pictures).finish()


def paragraphs(pack: Pack) -> list[str]:
    """Return the paragraphs of text that the paper has without figures."""
    return _written(pack, ()).texts


def _written(pack: Pack, pictures: Sequence[Picture]) -> Paper:
    """Return the paper with all that stands in it."""
    study = pack.study
    document = Paper(pack)
    document.number_figures([picture.name for picture in _in_order(pictures, pack)])
    document.add_number(pack.number or pack.blank("number"))
    document.add_right([pack.day, pack.addressee, pack.sender])
    document.add_title(pack.title or study.names.told("office.paper.title"))
    _purpose(document, pack)
    _conclusions(document, pack)
    _method(document, study)
    _themes(document, pack, pictures)
    _standing(document, pack, pictures)
    _caveats(document, pack)
    document.add_right([told("office.paper.end", study.lang)])
    document.turn(landscape=True)
    _indicator_annex(document, pack)
    _document_annex(document, pack)
    if pictures:
        document.turn(landscape=False)
        _figure_annex(document, pack, pictures)
    return document


def _in_order(pictures: Sequence[Picture], pack: Pack) -> list[Picture]:
    """Return the figures as the text names them: theme by theme, then the wards' standing, then the others."""
    highest_first = sorted(pictures, key=lambda picture: -picture.height)  # so that low ones share a page
    of_theme = [picture for theme in pack.themes for picture in highest_first if picture.theme == theme]
    standing = [one for name in _STANDING for one in pictures if one.name == name and one not in of_theme]
    named = [*of_theme, *standing]
    return [*named, *(picture for picture in pictures if picture not in named)]


def _purpose(document: Paper, pack: Pack) -> None:
    study = pack.study
    document.add_heading(1, told("office.paper.section.purpose", study.lang))
    wards = ward_names(study.wards, study)
    documents = int((study.tables.sources["ward"] != "").sum())
    document.add_text(study.names.told("office.paper.text.purpose", wards=wards, documents=documents))


def _conclusions(document: Paper, pack: Pack) -> None:
    document.add_heading(1, told("office.paper.section.conclusions", pack.study.lang))
    for number, one in enumerate(conclusions(pack), start=1):
        said = {"number": number, "text": one.text, "basis": one.basis}
        document.add_text(told("office.paper.conclusion", pack.study.lang, **said))


def _method(document: Paper, study: Study) -> None:
    document.add_heading(1, told("office.paper.section.method", study.lang))
    document.add_heading(2, told("office.paper.section.documents", study.lang))
    document.add_text(study.names.told("office.paper.text.documents"))
    document.add_heading(2, told("office.paper.section.comparing", study.lang))
    for name in ("same", "different", "silent"):
        document.add_heading(3, study.names.told(f"office.paper.section.{name}"))
        document.add_text(study.names.told(f"office.paper.text.{name}"))


def _themes(document: Paper, pack: Pack, pictures: Sequence[Picture]) -> None:
    study = pack.study
    document.add_heading(1, told("office.paper.section.themes", study.lang))
    for theme in pack.themes:
        document.add_heading(2, study.names.theme(theme))
        gap = told("office.paper.sentence_gap", study.lang)
        shown = [picture.name for picture in pictures if picture.theme == theme]
        document.add_text(gap.join(trajectories.sentences(theme, study)), figures=shown)
        if few_wards(study):
            _wards(document, study, theme)
        else:
            document.add_text(study.names.told("office.paper.text.in_annex"))


def _wards(document: Paper, study: Study, theme: str) -> None:
    """Tell of each ward, under a heading of its own, how its indicators of a theme stand."""
    listed = entries([theme], study)
    for code in study.wards:
        document.add_heading(3, study.names.ward(code))
        for one in listed:
            if one.ward == study.names.ward(code):
                document.add_text(plain_sentence(one, study))


def _standing(document: Paper, pack: Pack, pictures: Sequence[Picture]) -> None:
    study = pack.study
    document.add_heading(1, told("office.paper.section.standing", study.lang))
    found = scorecard.sentences(study, pack.choice.themes or None)
    shown = [picture.name for picture in pictures if picture.name in _STANDING and picture.theme not in pack.themes]
    for number, text in enumerate(found if few_wards(study) else found[:1]):  # of many, table and annex 1 tell the rest
        document.add_text(text, figures=shown if number == 0 else ())
    document.add_text(told("office.paper.text.standing", study.lang))
    others = [one for one in pictures if one.name not in _STANDING and one.theme not in pack.themes]
    if others:
        names = study.names.listed(figure_name(one, study) for one in others)
        document.add_text(told("office.paper.across", study.lang, names=names), figures=[one.name for one in others])
    if few_wards(study):
        _counts(document, pack)


def _counts(document: Paper, pack: Pack) -> None:
    """Add the table of how many indicators of each ward stand how; the counts are those of all themes."""
    study = pack.study
    if pack.choice.themes:
        return
    table = scorecard.counts_table(study, with_years=True)
    rows = [table.header, *table.body]
    widths = _fitted(document.widths(table.shares), rows, table.unbroken_in, table.unbroken)
    document.add_text(
        told("office.paper.text.counts", study.lang)
    )  # above, so that no page ends early where it has no room
    document.add_table(rows, widths, table.alt, caption=scorecard.counts_title(study), whole=few_wards(study))


def _caveats(document: Paper, pack: Pack) -> None:
    study = pack.study
    rows = judged(pack.themes, study)
    document.add_heading(1, told("office.paper.section.caveats", study.lang))
    for number, text in enumerate(caveat_lines(rows, study), start=1):
        document.add_text(f"({number}) {text}")
    listed = source_lines(_rested_on(pack), study)
    document.add_sources(told("office.foot.sources", study.lang, sources=" / ".join(listed)))


def _rested_on(pack: Pack) -> pd.DataFrame:
    """Return what the paper rests on, older vintages too: the rows of its themes, and the documents of its main points."""
    rows = pack.study.complete
    named = {source for one in conclusions(pack) for source in one.sources}
    return rows[rows["theme"].isin(pack.themes) | rows["source"].isin(named)]


def _indicator_annex(document: Paper, pack: Pack) -> None:
    """Add the table of every indicator that has a target, theme by theme."""
    study = pack.study
    lang = study.lang
    document.add_annex(told("office.paper.annex", lang, number=1), told("office.paper.section.indicators", lang))
    document.add_text(study.names.told("office.paper.text.indicators"))
    if few_wards(study):
        for line in notes_beside(study):
            document.add_text(line)
    else:
        _counts(document, pack)  # its columns have no room on a page upright
    header = [study.names.told(f"slides.column.{name}") for name in _INDICATOR_COLUMNS]
    names = [study.names.ward(code) for code in study.wards]
    listed = {theme: [*map(_cells, entries([theme], study))] for theme in pack.choice.themes or published_themes(study)}
    every = [header, *(row for rows in listed.values() for row in rows)]
    widths = _fitted(document.widths(_INDICATOR_SHARES), every, 0, names)  # of all tables alike
    for theme, rows in listed.items():
        name = study.names.told("office.paper.text.indicators_alt", theme=study.names.theme(theme))
        document.add_table([header, *rows], widths, name, caption=name)


def _cells(one: Entry) -> list[str]:
    if one.shared:
        return [one.ward, one.name]
    return [one.ward, one.name, one.baseline, one.target, one.result, one.standing, one.remarks]


def _fitted(
    widths: Sequence[float], rows: Sequence[Sequence[str]], column: int, unbroken: Sequence[str]
) -> list[float]:
    """Return the widths at which a table is low, none so narrow that a word or a date breaks, nor a text of ``column``."""
    least = [max(map(width_of_line, words), default=0.0) for words in words_of(rows, len(widths))]
    least[column] = max(least[column], *map(width_of_line, unbroken), 0.0)
    return lowest(rows, at_least(widths, least), least, lines_in_cell)


def _document_annex(document: Paper, pack: Pack) -> None:
    study = pack.study
    label = told("office.paper.annex", study.lang, number=2)
    document.add_annex(label, document_title(study), new_page=False)
    document.add_text(study.names.sentence(told("office.documents.kind", study.lang)))
    table = document_table(study)
    rows = [table.header, *table.body]
    widths = _fitted(document.widths(_DOCUMENT_SHARES), rows, -1, table.header[-1:])
    document.add_table(rows, widths, table.alt, caption=document_title(study))
    if pack.date and (uncertain := appeared_later(study, pack.date, certainly=False)):
        titles = titles_of(uncertain, study)
        document.add_text(told("office.paper.text.uncertain", study.lang, date=pack.day, titles=titles))


def _figure_annex(document: Paper, pack: Pack, pictures: Sequence[Picture]) -> None:
    """Add the figures, each with what else it says beneath."""
    lang = pack.study.lang
    label = told("office.paper.annex", lang, number=3)
    document.add_annex(label, told("office.paper.section.figures", lang), new_page=False)
    document.add_text(told("office.paper.text.figures", lang))
    mono = pack.mono is not False  # black and white is what committees print
    ordered = _in_order(pictures, pack)
    used = 0.0
    for place, picture in enumerate(ordered):
        info = picture.info
        low = document.add_figure(picture.name, picture.png(mono=mono), figure_name(picture, pack.study), info.alt)
        used = used + low if used + low <= document.room else low
        said = [one for one in info.question.sentences(info.plain, pack.study) if one.rstrip("。.") != info.title]
        following = document.height_of_figure(ordered[place + 1].height) if place + 1 < len(ordered) else 0.0
        kept = following if used + following <= document.room else 0.0  # a low figure stands on the same page
        used = document.add_while_fitting(said, used + kept) - kept


def figure_name(picture: Picture, study: Study) -> str:
    """Return what a caption calls a figure: its name, or its finding where it has none."""
    theme = study.names.theme(picture.theme) if picture.theme else ""
    for name in group("office.figure_name"):
        if picture.name == name or picture.name.startswith(f"{name}_"):
            return study.names.told(f"office.figure_name.{name}", theme=theme)
    return picture.info.title
