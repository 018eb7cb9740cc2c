"""What a person asks of a pack, as typed on a command line or answered in a dialogue, read into a :class:`Pack`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from analysis.data.load import ids_called, ward_codes
from analysis.data.study import Study
from analysis.office.csv_safety import one_line
from analysis.office.pack import NAMED, Choice, Pack
from analysis.words.era import asked_day, read_years
from analysis.words.errors import UnknownName, WardKpiError
from analysis.words.say import told

TEMPLATE_ENDINGS = (".pptx", ".docx")
_LONGEST = {"committee": 60, "department": 60, "number": 20, "title": 80}


def read_pack(
    study: Study,
    *,
    date: str | None = None,
    committee: str | None = None,
    department: str | None = None,
    number: str | None = None,
    title: str | None = None,
    wards: Sequence[str] = (),
    themes: Sequence[str] = (),
    years: str | None = None,
    mono: bool | None = None,
    templates: Sequence[Path] = (),
) -> Pack:
    """Return the pack that is asked for.

    Raises
    ------
    WardKpiError
        If an option cannot be used; the message names it and what it can be.
    """
    named = {"committee": committee, "department": department, "number": number, "title": title}
    return Pack(
        date=None if date is None else read_day(date),
        study=study,
        choice=Choice(_wards(wards, study), _themes(themes, study), _years(years)),
        mono=mono,
        templates=_templates(templates),
        **{name: "" if named[name] is None else read_name(name, str(named[name]), study.lang) for name in NAMED},
    )


def read_day(typed: str, called: str = "--date") -> dt.date:
    """Return the day that was typed; an error calls it what the reader does."""
    return asked_day(typed, called)


def read_name(option: str, typed: str, lang: str, called: str = "") -> str:
    """Return a name for the paper, on one line; an error calls it what the reader does."""
    text = one_line(typed)
    if not text or len(text) > _LONGEST[option]:
        expected = told("office.option.length", lang, most=_LONGEST[option])
        raise WardKpiError("bad_argument", argument=called or f"--{option}", value=typed, expected=expected)
    return text


def _wards(given: Sequence[str], study: Study) -> tuple[str, ...]:
    """Return the codes of wards, each given by its code, slug or name; of any other the error names those there are."""
    try:
        return tuple(ward_codes(given, study.root))
    except UnknownName as error:
        wards = told("names.listed", study.lang).join(map(study.names.ward, study.wards))
        raise WardKpiError("ward_not_to_choose", name=error.details["name"], wards=wards) from None


def _themes(given: Sequence[str], study: Study) -> tuple[str, ...]:
    """Return the ids of themes, each given by its id or its name in either language."""
    return tuple(ids_called("theme", given, study.tables))


def _years(given: str | None) -> tuple[int, int] | None:
    """Return the first and the last fiscal year of 2022-2024, R4-R6, or of one year."""
    return None if given is None else read_years(given, "--years")


def _templates(given: Sequence[Path]) -> dict[str, Path]:
    found = {}
    for path in given:
        found[ending_of(path, "--template")] = path
    return found


def ending_of(path: Path, option: str) -> str:
    """Return the ending of a slide or text file of the ward's own, which an option names; the file must be there."""
    ending = path.suffix.lower()
    if ending not in TEMPLATE_ENDINGS:
        expected = " / ".join(TEMPLATE_ENDINGS)
        raise WardKpiError("bad_argument", argument=option, value=str(path), expected=expected)
    if not path.is_file():
        raise WardKpiError("no_own_file", option=option, path=path)
    return ending
