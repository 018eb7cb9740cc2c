"""The texts: both languages say the same, each is used, and each that is used is there."""

from __future__ import annotations

import ast
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import analysis
from analysis.words import store
from analysis.words.errors import TomlError, UnknownName, WardKpiError
from analysis.words.labels import LANGUAGES
from analysis.words.store import Entry, entries, entry, told

SOURCE = Path(analysis.__file__).parent
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
LETTERS = re.compile(r"[^\W\d_]")
WITHOUT_JAPANESE = {
    "names.span": "a sign stands for the English word",
    "comparability_matrix.two": "a sign stands for the English word",
    "names.and": "a sign stands for the English word",
    "kpi.by": "brackets stand for the English word",
    "kpi.dropped_target": "brackets stand for the English word",
    "outlook.first_step": "a sign stands for the English word",
    "citation.place": "a comma stands for the English word",
    "office.document.language": "what a program calls the language",
    "office.document.date_axis": "what a program calls the form of a date",
}
JAPANESE_IN_ENGLISH = {
    "errors.part_beside": "what to write into source.toml",
    "cli.explain.year": "one way to write a year",
    "errors.figure_glyph": "what to write instead of a sign that the font lacks",
    "errors.merged_header": "a header as it should be joined",
}
SENTENCE = re.compile(r"[ぁ-んァ-ヶ一-龠、。]{9}")
"""What is longer than a word or a heading: words may be alike in several places, a sentence stands in one."""


@cache
def texts() -> dict[str, Entry]:
    """Return every text by key."""
    return {
        key: text
        for file in sorted((SOURCE / "words" / "texts").glob("*.toml"))
        for key, text in entries(file.stem).items()
    }


def placeholders(text: str) -> set[str]:
    """Return what a text wants filled in; what is taken from a column of the language is one thing in both."""
    names = [name for _, name, *_ in string.Formatter().parse(text) if name is not None]
    return {name.removesuffix("_ja").removesuffix("_en") for name in names}


def says_what_is_counted(key: str) -> bool:
    """Return whether a text has the word for what is compared in it: 区 or 自治体, which nobody fills in by hand."""
    return not key.startswith("cli.") and any("{areas" in said for said in texts()[key].values())


def test_there_are_texts() -> None:
    assert len(texts()) > 300
    assert len([key for key in texts() if re.fullmatch(r"errors\.\w+", key)]) >= 127


def without_placeholders(text: str) -> str:
    """Return what a text says itself."""
    return re.sub(r"\{[^}]*\}", "", text)


def comment_on(key: str) -> str:
    """Return the comment beside or right above an entry; empty without one."""
    subject, _, path = key.partition(".")
    lines = (SOURCE / "words" / "texts" / f"{subject}.toml").read_text(encoding="utf-8").splitlines()
    name = re.escape(path.rpartition(".")[2])
    entry_line = re.compile(rf"\[{re.escape(path)}\]|{name}\s*=\s*\{{|{name}\.ja\s*=")
    place = next(at for at, line in enumerate(lines) if entry_line.match(line.replace('"', "")))
    above = lines[place - 1] if lines[place - 1].startswith("#") and not lines[place - 1].startswith("# ---") else ""
    return lines[place].partition("#")[2] or above


def test_every_text_is_there_in_both_languages_and_nothing_else() -> None:
    for key, text in texts().items():
        assert {name for name, value in text.items() if isinstance(value, str)} == set(LANGUAGES), key
        assert any(text.values()), key


def test_both_languages_have_the_same_placeholders_or_a_comment_says_why_not() -> None:
    filled = {
        key: [placeholders(text[lang]) - ({"areas"} if says_what_is_counted(key) else set()) for lang in LANGUAGES]
        for key, text in texts().items()
    }
    unequal = [key for key, (ja, en) in filled.items() if ja != en]
    assert [key for key in unequal if not comment_on(key)] == []
    assert len(unequal) < 20


def test_each_language_is_written_in_its_own_letters() -> None:
    own = {key: {lang: without_placeholders(text[lang]) for lang in LANGUAGES} for key, text in texts().items()}
    worded = {key: said for key, said in own.items() if any(map(LETTERS.search, said.values()))}
    assert len(worded) > 300
    assert {key for key, said in worded.items() if not JAPANESE.search(said["ja"])} == set(WITHOUT_JAPANESE)
    assert {key for key, said in worded.items() if JAPANESE.search(said["en"])} == set(JAPANESE_IN_ENGLISH)


def test_no_sentence_stands_in_two_places() -> None:
    places = defaultdict(list)
    for key, text in texts().items():
        if SENTENCE.search(text["ja"]):
            places[text["ja"], text["en"]].append(key)
    assert len(places) > 200
    assert [keys for keys in places.values() if len(keys) > 1] == []


# --- what the program uses -----------------------------------------------------------------------------------------

_SAYING = {"told", "text", "entry", "group"}
_ERRORS = {"WardKpiError", "DataError", "RawCellError", "NotComparable", "FigureError", "GrammarError"}


@cache
def trees() -> dict[Path, ast.Module]:
    """Return every module of the program, parsed."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


@cache
def constants() -> frozenset[str]:
    """Return every string that stands in the program."""
    nodes = (node for tree in trees().values() for node in ast.walk(tree))
    return frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def keys_in(node: ast.expr) -> Iterator[str | re.Pattern[str]]:
    """Yield the strings that an expression may be; one that is put together as a pattern of its parts."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield re.compile("".join(_part(part) for part in node.values))
    elif isinstance(node, ast.IfExp):
        yield from keys_in(node.body)
        yield from keys_in(node.orelse)


def _part(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)"


def name_of(call: ast.Call) -> str:
    """Return the name of what is called."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def calls(tree: ast.AST) -> list[ast.Call]:
    """Return the calls that take something."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]


def says(call: ast.Call, imported: set[str]) -> bool:
    """Return whether a call takes a key of the texts."""
    if isinstance(call.func, ast.Name):
        return call.func.id in imported & _SAYING
    return name_of(call) in ("said", "told")


def imported_names(tree: ast.Module) -> set[str]:
    """Return what a module takes from the rooms that say texts, or defines, being one of them."""
    from_words = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in ("analysis.words.say", "analysis.words.store")
    ]
    return {alias.name for node in from_words for alias in node.names}


def helpers(tree: ast.Module) -> dict[str, str]:
    """Return the functions of a module that take the end of a key, with its beginning: ``_reason("sum")``."""
    found = {}
    imported = imported_names(tree)
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        names = [argument.arg for argument in function.args.args if argument.arg != "self"]
        for call in (call for call in calls(function) if says(call, imported)):
            match call.args[0]:
                case ast.JoinedStr([ast.Constant(str(start)), ast.FormattedValue(ast.Name(end))]) if names[:1] == [end]:
                    found[function.name] = start
    return found


@cache
def said() -> tuple[frozenset[str], frozenset[re.Pattern[str]]]:
    """Return the keys that the program names, and the patterns of those that it puts together."""
    whole: set[str] = set()
    patterns: set[re.Pattern[str]] = set()
    for path, tree in trees().items():
        if path.name in ("store.py", "errors.py") and path.parent.name == "words":
            continue
        imported, ends = imported_names(tree), helpers(tree)
        for call in calls(tree):
            start = "" if says(call, imported) else ends.get(name_of(call))
            if start is None:
                continue
            for key in keys_in(call.args[0]):
                if isinstance(key, str):
                    whole.add(start + key)
                else:
                    patterns.add(re.compile(re.escape(start) + key.pattern))
        subjects = {key.partition(".")[0] for key in texts()}
        for node in ast.walk(tree):  # a key that is put together first and said later
            match node:
                case ast.JoinedStr([ast.Constant(str(start)), *_]) if (
                    start.partition(".")[0] in subjects and "." in start
                ):
                    patterns.update(key for key in keys_in(node) if any(map(key.fullmatch, texts())))
    return frozenset(whole), frozenset(patterns)


def groups() -> set[str]:
    """Return the paths under which texts stand."""
    return {key.rpartition(".")[0] for key in texts()}


def test_every_text_that_is_named_exists() -> None:
    whole, patterns = said()
    assert len(whole) > 100
    assert [key for key in sorted(whole) if key not in texts() and key not in groups()] == []
    assert [one.pattern for one in patterns if not any(one.fullmatch(key) for key in texts())] == []


def is_used(key: str) -> bool:
    """Return whether the program says a text: by its key, by a part of a key that it puts together, or as an error."""
    whole, patterns = said()
    if key in whole or key in constants() or key.rpartition(".")[0] in whole:
        return True
    if key.startswith("headline."):  # shorter words for the text of another key
        return is_used(key.removeprefix("headline."))
    if key.startswith("errors."):
        code = key.rpartition(".")[2]
        return code in constants() or any(one.fullmatch(code) for one in _codes_put_together())
    matches = [found for one in patterns if (found := one.fullmatch(key))]
    return any(all(_stands(part) for part in found.groups()) for found in matches)


def _stands(part: str) -> bool:
    """Return whether a part of a key stands in the program or in a template of a page, as a whole or in parts."""
    return part in constants() or all(
        piece in constants() or piece[-1].isdigit() or piece in templates() for piece in part.split(".")
    )


@cache
def templates() -> frozenset[str]:
    """Return every word of the templates of pages."""
    pages = [path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.html"))]
    return frozenset(word for page in pages for word in re.findall(r"\w+", page))


def test_what_is_counted_is_chosen_by_the_data_and_never_by_the_caller() -> None:
    """A text with {areas} is said by the wording of a study, which knows whether all are special wards."""
    counted = {key for key in texts() if says_what_is_counted(key)}
    assert len(counted) > 90
    by_hand = []
    for path, tree in trees().items():
        imported = imported_names(tree) - {"text"}  # `say` fills what `text` makes
        for call in (call for call in calls(tree) if isinstance(call.func, ast.Name) and says(call, imported)):
            for key in keys_in(call.args[0]):
                found = {key} & counted if isinstance(key, str) else set(filter(key.fullmatch, counted))
                by_hand += [f"{path.name}: {one}" for one in found]
    captions_and_pages = ("word_document.py: office.paper.", "templates.py: pages.audit.")  # name other texts there
    assert [one for one in by_hand if not one.startswith(captions_and_pages)] == []


def test_every_text_is_used() -> None:
    assert [key for key in texts() if not is_used(key)] == []


@cache
def _codes_put_together() -> frozenset[re.Pattern[str]]:
    return frozenset(key for _, key in codes() if not isinstance(key, str))


def codes() -> Iterator[tuple[str, str | re.Pattern[str]]]:
    """Yield place and code of every error that the program raises; ``toml.`` before those of keys in a TOML file."""
    for path, tree in trees().items():
        for call in calls(tree):
            place = f"{path.relative_to(SOURCE)}:{call.lineno}"
            if name_of(call) in _ERRORS:
                yield from ((place, code) for code in keys_in(call.args[0]))
            elif name_of(call) == "problem" and path.parent.name == "sources":
                yield from ((place, f"toml.{code}") for code in keys_in(call.args[0]) if isinstance(code, str))
            elif name_of(call) == "_refuse":
                yield from ((place, code) for code in keys_in(call.args[-1]))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            if any(name_of(call) in _ERRORS and isinstance(call.args[0], ast.Name) for call in calls(function)):
                yield from ((f"{path.relative_to(SOURCE)}:{function.lineno}", code) for code in _chosen(function))


def _chosen(function: ast.FunctionDef) -> Iterator[str | re.Pattern[str]]:
    """Yield what ``code`` may be where a function chooses it before it raises."""
    for node in ast.walk(function):
        match node:
            case ast.Assign([ast.Name("code")], value):
                yield from keys_in(value)


def test_every_error_has_a_message() -> None:
    found = list(codes())
    assert len(found) > 120
    known = {key.removeprefix("errors.") for key in texts() if key.startswith("errors.")}
    misspelt = [(place, code) for place, code in found if isinstance(code, str) and code not in known]
    assert misspelt == []


def test_a_misspelt_code_or_key_says_which() -> None:
    with pytest.raises(KeyError, match="no_rooot"):
        WardKpiError("no_rooot", folder="x")
    with pytest.raises(KeyError, match=r"errors\.toml\.mising"):
        TomlError("mising", path=Path("x"), place="top", key="id")
    with pytest.raises(KeyError, match=r"names\.thing\.wrad"):
        UnknownName("wrad", "x", ["y"])
    with pytest.raises(KeyError, match=r"names\.spann"):
        told("names.spann", "ja", first="a", last="b")


def test_what_can_be_unknown_has_a_name() -> None:
    what = {
        code
        for tree in trees().values()
        for call in calls(tree)
        if name_of(call) in ("UnknownName", "check_names", "check_known")
        for code in keys_in(call.args[0])
        if isinstance(code, str)
    }
    assert {"ward", "language"} <= what
    assert sorted(name for name in what if f"names.thing.{name}" not in texts()) == []


def test_a_text_is_said_with_what_fills_it() -> None:
    assert told("names.span", "ja", first="R6", last="R8") == "R6〜R8"
    assert told("names.span", "en", first="FY2024", last="FY2026") == "FY2024 to FY2026"
    assert entry("labels.kind.actual") == {"ja": "実績", "en": "actual"}
    assert list(store.group("labels.kind")) == ["baseline", "actual", "estimate", "planned", "target"]
