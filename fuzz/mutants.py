"""Changes one thing in a module and sees whether a test notices: python fuzz/mutants.py SEED NUMBER MODULE [MODULE ...].

A MODULE is a file beneath src/analysis, or a pattern of files (``sources/grammar.py``, ``questions/*.py``); with ``::WORD``
behind it only what its functions do that hold the word (``questions/*.py::Claim``). NUMBER of all changes possible there
are drawn at random, repeatably by SEED, and printed, NOT NOTICED being those for a person: a test lacks, or nothing changes.
The changed module stands in the memory of a process of its own: no file is touched. POSIX only.

The tests of a module are the file named after it, those of its room and then of any other that import it or, where its name
begins with _, a module that does; of a question, also those that run every question. Words are left alone: a changed key is found by
whatever says it, a changed text by the list of sentences.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import re
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import matplotlib.pyplot  # noqa: F401  (what every process would import again: nothing of this project)
import pandas  # noqa: F401
import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE, TESTS = ROOT / "src" / "analysis", ROOT / "tests"
SECONDS = 300
"""How long the tests of one change may compute: a loop without end is noticed by that, however busy the machine."""
_COMPARED: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_COMBINED: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_NOT_RUN = {"annotation", "returns", "decorator_list", "bases"}
EQUIVALENT = {
    ("measures/attainment.py", "meets", "1.0  ->  2.0"): "of what stands for a direction only the sign counts",
} | {
    ("measures/attainment.py", "_pace_range", f"{_off.format('+')}  ->  {_off.format('-')}"): "both signs are tried"
    for _off in ("rows['baseline'] {} baseline_off * off['baseline']", "rows['value'] {} value_off * off['value']")
}
"""Changes, by module and function, after which all is as before, and why: they are not drawn."""


class Change(NamedTuple):
    """One thing changed in a module: a node of its tree, where it stands, and what takes its place."""

    module: Path
    tree: ast.Module
    line: int
    holder: ast.AST | list[ast.AST]
    place: str | int
    new: ast.AST

    def code(self) -> object:
        """Return the changed module, compiled; the tree is then as it was."""
        old = self._set(self.new)
        try:
            return compile(ast.fix_missing_locations(self.tree), str(self.module), "exec")
        finally:
            self._set(old)

    def __str__(self) -> str:
        """Return place, what stands there and what takes its place."""
        old = self._set(self.new)
        self._set(old)
        name = self.module.relative_to(SOURCE).as_posix()
        return f"{name}:{self.line}: {_shown(old)}  ->  {_shown(self.new)}"

    def is_equivalent(self) -> bool:
        """Return whether it is known to change nothing."""
        around = [one.name for one in self.tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)
                  and one.lineno <= self.line <= (one.end_lineno or 0)]  # fmt: skip
        place, _, what = str(self).partition(": ")
        return any((place.partition(":")[0], one, what) in EQUIVALENT for one in around)

    def _set(self, new: ast.AST) -> ast.AST:
        if isinstance(self.holder, list):
            old, self.holder[int(self.place)] = self.holder[int(self.place)], new
            return old
        old = getattr(self.holder, str(self.place))
        setattr(self.holder, str(self.place), new)
        return old


def _shown(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:150]


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node may become."""
    match node:
        case ast.Compare(left, ops, comparators):
            for number, op in enumerate(ops):
                yield ast.Compare(left, [*ops[:number], _COMPARED[type(op)](), *ops[number + 1 :]], comparators)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(_COMBINED[type(op)](), values)
        case ast.BinOp(left, op, right) if type(op) in _COMBINED:
            yield ast.BinOp(left, _COMBINED[type(op)](), right)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Return(ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.Return(ast.Constant(None))
        case ast.If(test, body, orelse) if not isinstance(test, ast.Compare | ast.BoolOp):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.Expr(ast.Call()) | ast.AugAssign():
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()


def changes(module: Path, word: str = "") -> Iterator[Change]:
    """Yield every change of a module, of those of its functions and classes that hold a word."""
    tree = ast.parse(module.read_text(encoding="utf-8"))

    def walk(node: ast.AST) -> Iterator[Change]:
        for field, value in ast.iter_fields(node):
            if field in _NOT_RUN or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
                continue
            holder: ast.AST | list[ast.AST] = value if isinstance(value, list) else node
            places = enumerate(value) if isinstance(value, list) else [(field, value)]
            for place, child in places:
                if isinstance(child, ast.AST):
                    line = getattr(child, "lineno", 0)
                    yield from (Change(module, tree, line, holder, place, new) for new in variants(child))
                    yield from walk(child)

    for node in tree.body if word else [tree]:
        if word in ast.unparse(node):
            yield from walk(node)


def tests_of(module: Path) -> list[str]:
    """Return the test files of a module, its own first."""
    room, stem = module.parent, module.stem
    users = [path.stem for path in sorted(room.glob("*.py")) if _imports(path, module)] if stem[0] == "_" else []
    names = [f"test_{stem.strip('_')}", *(f"test_{user.strip('_')}" for user in users)]
    at = TESTS / room.name
    found = [path for name in names for path in (at / f"{name}.py", *sorted(at.glob(f"{name}_*.py")))]
    found += [
        path for path in (*sorted(at.glob("test_*.py")), *sorted(TESTS.rglob("test_*.py"))) if _imports(path, module)
    ]
    if room.name == "questions":
        found += [at / f"test_{name}.py" for name in ("every_question", "cut_frames", "claims_hold")]
    return list(dict.fromkeys(str(path) for path in found if path.is_file()))


def _imports(path: Path, module: Path) -> bool:
    room, stem = module.parent.name, module.stem
    said = rf"^\s*from analysis\.{room}(\.{stem} import|.* import .*\b{stem}\b)"
    return bool(re.search(said, path.read_text(encoding="utf-8"), re.M))


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and runs the changed module instead of the file."""

    def __init__(self, change: Change) -> None:
        inner = change.module.relative_to(SOURCE.parent).with_suffix("")
        self.name = ".".join(inner.parts).removesuffix(".__init__")
        self.path, self.code = change.module, change.code()

    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)  # type: ignore[arg-type]

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)  # type: ignore[arg-type]


def noticed(change: Change | None, tests: Sequence[str]) -> bool:
    """Return whether a test fails, or does not end, where the change is made; without one nothing is changed."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        sys.path.insert(0, str(SOURCE.parent))
        if change:
            for stream in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
            sys.meta_path.insert(0, _Changed(change))
        os._exit(pytest.main(["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *tests]))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def main() -> None:
    """Draw changes and print whether a test notices them."""
    seed, number, *patterns = sys.argv[1:]
    os.chdir(ROOT)
    possible, tests = [], {}
    for pattern, _, word in (one.partition("::") for one in patterns):
        for module in sorted(SOURCE.glob(pattern)):
            tests[module] = tests_of(module)
            possible += [change for change in changes(module, word) if tests[module] and not change.is_equivalent()]
    print("without tests of their own:", [module.name for module, files in tests.items() if not files])
    drawn = random.Random(seed).sample(possible, min(int(number), len(possible)))
    if noticed(None, sorted({file for change in drawn for file in tests[change.module]})):
        sys.exit("tests fail without any change")
    survivors = 0
    for count, change in enumerate(drawn, 1):
        began = time.monotonic()
        found = noticed(change, tests[change.module])
        survivors += not found
        said = "noticed" if found else "NOT NOTICED"
        print(f"{count}/{len(drawn)} {said} ({time.monotonic() - began:.0f} s) {change}", flush=True)
    print(f"{len(drawn)} changes of {len(possible)} possible ones, {survivors} not noticed")


if __name__ == "__main__":
    main()
