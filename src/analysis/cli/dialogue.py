"""Asks on the screen for what else would be typed as options: for whoever double-clicks and never sees a command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from analysis.data.writing import check_own
from analysis.office.pack_folder import folder_of
from analysis.office.pack_options import read_day, read_name
from analysis.words.errors import WardKpiError
from analysis.words.store import told


def ask_all(options: argparse.Namespace, names: Sequence[str]) -> None:
    """Ask for each option that was not given, and whether a pack edited since may be overwritten; nothing is an answer."""
    lang = options.lang
    print(told("cli.dialogue.welcome", lang))
    for name in names:
        if getattr(options, name) is None:
            setattr(options, name, _ask(name, lang))
    if not options.force and _is_edited(options):
        options.force = _agrees("replace", lang)


def _ask(name: str, lang: str) -> str | None:
    """Return an answer that can be used, asked for again until it can; None for an empty one."""
    called = told(f"cli.export.name.{name}", lang)
    while True:
        typed = _typed(told(f"cli.dialogue.ask.{name}", lang))
        if not typed:
            return None
        try:
            read_day(typed, called) if name == "date" else read_name(name, typed, lang, called)
        except WardKpiError as error:
            print(error.message(lang))
        else:
            return typed


def _is_edited(options: argparse.Namespace) -> bool:
    """Return whether a pack stands where one is to be written, of which something was changed by hand."""
    try:
        check_own(folder_of(options.output, options.root))
    except WardKpiError as error:
        return error.code == "edited"  # of anything else, writing says what it is
    return False


def _agrees(question: str, lang: str) -> bool:
    """Return whether a question is answered with yes; nothing is no."""
    return _typed(told(f"cli.dialogue.ask.{question}", lang)).lower() in ("y", "yes", "はい", "ｙ")


def _typed(prompt: str) -> str:
    """Return what is typed; the end of the input is an empty answer."""
    try:
        return input(prompt).strip()
    except EOFError:
        print()
        return ""
