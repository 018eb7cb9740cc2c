"""docs/sentences.md and docs/sentences.ja.md: every sentence said about the data, with what each rests on, for a person to read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Formatter

from analysis.data.paths import find_root
from analysis.data.study import Study
from analysis.data.writing import stale_files, write_files
from analysis.office.committee_paper import paragraphs
from analysis.office.committee_slides import outline
from analysis.office.pack import Pack
from analysis.office.slide_deck import Deck
from analysis.office.slide_foot import Foot, notes_under
from analysis.office.slide_pages import slide_by_slide
from analysis.questions import questions
from analysis.questions._question import Claim, Question
from analysis.questions._slide import Slide, Words
from analysis.words.errors import DataError, FigureError, NoFigureData
from analysis.words.labels import LANGUAGES
from analysis.words.markdown import literal
from analysis.words.say import Number, Text, say, text, told
from analysis.words.store import entries
from analysis.words.wording import Wording

_NAMES = {"en": "sentences.md", "ja": "sentences.ja.md"}
_MOST_ROWS = 3
_NUMBER = re.compile(r"^\(\d+\) ")
"""What stands before a caveat of the paper."""
_FIXED = ("office.paper.text.", "office.summary.", "progress_bars.remark")
"""Texts without a figure that stand in slides, paper and tables whatever the data says."""


def write(root: str | os.PathLike[str] | None = None) -> list[Path]:
    """Write both pages; return their paths."""
    pages = _pages(find_root(root))
    write_files(pages)
    return list(pages)


def check(root: str | os.PathLike[str] | None = None) -> list[Path]:
    """Compare both pages with what is said about the data now; return their paths.

    Raises
    ------
    DataError
        If a page is missing or differs.
    """
    pages = _pages(find_root(root))
    if stale := stale_files(pages):
        raise DataError("stale_sentences", page=stale[0].name)
    return list(pages)


def _pages(root: Path) -> dict[Path, bytes]:
    return {root / "docs" / _NAMES[lang]: page(Study.of(root, lang)).encode() for lang in LANGUAGES}


def page(study: Study) -> str:
    """Return every sentence in the language of ``study`` as Markdown."""
    lines = [f"# {told('sentences.title', study.lang)}", "", told("sentences.other", study.lang), ""]
    lines += [told("sentences.about", study.lang)]
    notes: dict[str, list[str]] = {}
    for question in questions(study):
        lines += ["", f"## `{question.name}`", "", *_of_question(question, study, notes)]
    lines += ["", f"## {told('sentences.section.notes', study.lang)}", ""]
    lines += [f"- {literal(note)} ({', '.join(f'`{name}`' for name in names)})" for note, names in notes.items()]
    lines += ["", f"## {told('sentences.section.slides', study.lang)}", ""]
    pack = Pack(None, "", "", study)
    deck, number = Deck(pack), 2  # the first is the cover, made of the others' sentences
    for slide in outline(pack):
        pages = slide_by_slide(deck, slide, study)
        last = number + len(pages) - 1
        key = "sentences.slide" if number == last else "sentences.slides"
        numbers = study.names.span(str(number), str(last))
        lines += _of_slide(told(key, study.lang, number=numbers, title=literal(slide.title)), slide, study)
        foot = Foot(deck.foot, by_title=len(pages) > 1)
        beneath = dict.fromkeys(note for page in pages for note in notes_under(page, foot, study) if note not in notes)
        lines += [f"  - {told('office.foot.caveat', study.lang, text=literal(note))}" for note in beneath]
        number = last + 1
    fixed = list(_fixed(study.names))
    listed = {*notes, *(said for _, said in fixed)}
    lines += ["", f"## {told('sentences.section.paper', study.lang)}", ""]
    of_paper = [said for said in paragraphs(pack) if _NUMBER.sub("", said) not in listed]
    claimed = {*lines}
    lines += [line for said in of_paper if (line := f"- {literal(said)}") not in claimed]
    lines += ["", f"## {told('sentences.section.fixed', study.lang)}", ""]
    lines += [f"- {literal(said)} `{key}`" for key, said in fixed]
    return "\n".join(lines) + "\n"


def _of_question(question: Question, study: Study, notes: dict[str, list[str]]) -> Iterator[str]:
    """Yield the conclusions of a question and its figure's line under the title; ``notes`` gather those under it.

    Of a figure that cannot be drawn of the data it is said why.
    """
    try:
        info = question.draw(study).ward_kpi
    except NoFigureData:
        yield f"- {told('pages.left_out.here', study.lang, figure=question.name)}"
        return
    except FigureError as error:
        yield f"- {literal(error.message(study.lang))}"
        return
    yield f"- {told('sentences.headline', study.lang, text=literal(info.title))}"
    for claim in question.claims(info.plain, study):
        yield f"- {literal(claim.said(study))}"
        yield f"  - {_behind(claim, study)}"
    yield f"- {told('sentences.subtitle', study.lang, text=literal(info.kind))}"
    for note in info.caveats:
        notes.setdefault(note, []).append(question.name)


def _behind(claim: Claim, study: Study) -> str:
    """Return what a claim is and what it rests on: key, kind, observations and numbers."""
    rows = ", ".join(f"`{one}`" for one in claim.rows[:_MOST_ROWS])
    if len(claim.rows) > _MOST_ROWS:
        rows = told("sentences.more", study.lang, rows=rows)
    parts = [f"`{claim.text.key}` {claim.kind}"]
    parts += [told("sentences.study", study.lang)] if claim.scope == "study" else []
    parts += [say(text("sentences.rows", count=len(claim.rows), rows=rows), study.names)] if rows else []
    parts += [_national(claim.national, study)] if claim.national else []
    numbers = dict.fromkeys(say(_number(one), study.names) for one in claim.numbers)
    parts += [told("sentences.numbers", study.lang, numbers=literal(study.names.listed(numbers)))] if numbers else []
    return " · ".join(parts)


def _national(tables: Sequence[str], study: Study) -> str:
    """Return of how many dates of the national tables every row was compared, with the first and the last."""
    ends = study.names.span(*(f"`{one}`" for one in (tables[0], tables[-1])))
    return say(text("sentences.national", count=len(tables), tables=ends), study.names)


def _number(one: Number) -> Text:
    return text("sentences.number", value=one, how=text(f"sentences.how.{one.how}"))


def _of_slide(headed: str, slide: Slide, study: Study) -> Iterator[str]:
    """Yield the sentences of a slide: title, kind of figure, words in the place of a chart, and what stands beneath."""
    yield f"- {headed}"
    yield from (f"  - {literal(line)}" for line in (slide.kind, slide.foot) if line)
    for cell in slide.cells:
        if isinstance(cell, Words):
            yield f"  - {literal(cell.heading)}: {literal(study.names.listed(cell.texts))}"


def _fixed(names: Wording) -> Iterator[tuple[str, str]]:
    """Yield the key and the text of explanations that nothing but what is counted is filled into."""
    subjects = dict.fromkeys(name.partition(".")[0] for name in _FIXED)
    for key, said in ((key, said[names.lang]) for subject in subjects for key, said in entries(subject).items()):
        if key.startswith(_FIXED) and {name for _, name, *_ in Formatter().parse(said)} <= {None, "areas"}:
            yield key, names.told(key)
