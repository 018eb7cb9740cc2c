"""An argument parser that speaks one language throughout: argparse's own words are texts as well."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from analysis.words.labels import LANGUAGE_VARIABLE, LANGUAGES
from analysis.words.store import group, told

Command = Callable[[argparse.Namespace], int]
Add = Callable[[str, Command], "Parser"]
"""Adds a command of a name, which a function answers."""


def asked_language(arguments: Sequence[str] | None) -> str:
    """Return the language to speak: that of ``--lang``, else of the environment, else Japanese."""
    only_language = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    only_language.add_argument("--lang")
    try:
        named = only_language.parse_known_args(arguments)[0].lang
    except argparse.ArgumentError:  # no value; the whole parser will say so
        named = None
    return next((one for one in (named, os.environ.get(LANGUAGE_VARIABLE)) if one in LANGUAGES), LANGUAGES[0])


class Parser(argparse.ArgumentParser):
    """Parses as argparse does; help, usage and errors are in ``lang``."""

    def __init__(self, *, lang: str, **about: Any) -> None:
        self.lang = lang
        super().__init__(add_help=False, formatter_class=_FORMATTERS[lang], **about)
        self._positionals.title = told("cli.argparse.positionals", lang)
        self._optionals.title = told("cli.argparse.options", lang)
        self.add_argument("-h", "--help", action="help", help=told("cli.argparse.help", lang))

    def said(self, key: str, **values: object) -> str:
        """Return a text in the language of the parser, as help of an argument."""
        return told(key, self.lang, **values)

    def error(self, message: str) -> NoReturn:
        """Print usage and problem on stderr, and exit with code 2."""
        self.print_usage(sys.stderr)
        problem = _in_language(message, self.lang)
        self.exit(2, told("cli.argparse.failed", self.lang, prog=self.prog, problem=problem) + "\n")

    def print_help(self, file: Any = None) -> None:
        """Print help; where it cannot be written, end with exit code 1, and say so unless the reader has gone."""
        try:
            print(self.format_help(), end="", file=file or sys.stdout, flush=True)
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # not to be tried again at exit
            gone = isinstance(error, BrokenPipeError)
            self.exit(1, None if gone else f"{self.prog}: {error.strerror}\n")


def _in_language(message: str, lang: str) -> str:
    """Return what argparse says, in ``lang``; a message that no text is like stays as argparse wrote it."""
    for name, text in group("cli.argparse.error").items():
        found = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(text["en"])), message, re.DOTALL)
        if found:
            parts = found.groupdict()
            if "problem" in parts:
                parts["problem"] = _in_language(parts["problem"], lang)
            return told(f"cli.argparse.error.{name}", lang, **parts)
    return message


def _formatter(lang: str) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        """Begins a usage with the word of the language."""

        def add_usage(
            self,
            usage: str | None,
            actions: Iterable[argparse.Action],
            groups: Iterable[Any],
            prefix: str | None = None,
        ) -> None:
            super().add_usage(usage, actions, groups, told("cli.argparse.usage", lang) if prefix is None else prefix)

    return Formatter


_FORMATTERS = {lang: _formatter(lang) for lang in LANGUAGES}
