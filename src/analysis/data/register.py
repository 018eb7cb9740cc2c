"""The register of local governments: code, prefecture and name of each, spellings that mean the same, and what changed.

It is data: data/raw/areas.csv, data/raw/area_changes.csv, and [names] of data/raw/ministry_tables.toml. An area is found by
code, name and prefecture together; where they do not agree nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from analysis.data.area_codes import NATION, check_digit, is_valid, level_of
from analysis.data.folding import fold

AREAS, CHANGES = "areas.csv", "area_changes.csv"
"""The files of data/raw that hold it."""
_UNSEEN = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
_NO_CODE = frozenset({"", "<NA>", "NA", "N/A", "-"})


class Area(NamedTuple):
    """An area of the register; the name of a prefecture is empty, and so is the prefecture of the country."""

    code: str
    prefecture: str
    name: str

    @property
    def label(self) -> str:
        """Prefecture and name."""
        return self.prefecture + self.name

    @property
    def level(self) -> str:
        """One of :data:`analysis.data.area_codes.LEVELS`."""
        return level_of(self.code, self.name)


class Change(NamedTuple):
    """A change of code or name on ``date``: the series goes on under the new code where ``continues``, else it ends."""

    date: str
    prefecture: str
    code: str
    name: str
    new_code: str
    new_name: str
    continues: str
    source: str


class Found(NamedTuple):
    """An area as found: its code, and in one word what was not simply read (empty: nothing)."""

    code: str
    how: str = ""


class NotFound(Exception):
    """Code, name and prefecture do not agree; ``problem`` is a key into the texts of errors."""

    def __init__(self, problem: str, **details: object) -> None:
        self.problem, self.details = problem, details
        super().__init__(problem)


@dataclass(frozen=True)
class Spellings:
    """What means the same in names: groups of characters (``same``), marks that are left out, words for the country."""

    same: tuple[str, ...] = ()
    marks: str = ""
    nation: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def _table(self) -> dict[int, str | None]:
        table: dict[int, str | None] = {ord(char): group[0] for group in self.same for char in group}
        return table | dict.fromkeys([*map(ord, self.marks), *_UNSEEN])

    def fold(self, name: str) -> str:
        """Return the form in which names are compared: no district, spaces, marks or variants of characters."""
        return bare_name(fold(name).translate(self._table))


def bare_name(name: str) -> str:
    """Return the name of a municipality without its district or island (石狩郡当別町 is 当別町)."""
    without_district = re.sub(r"^.+?郡(?=.+[町村]$)", "", name)
    return re.sub(r"^(.+)島(?=\1[町村]$)", "", without_district)


def completions(digits: str) -> list[str]:
    """Return the valid codes of which at most six digits may be what is left: without a zero, a check digit, or both."""
    possible = (
        [digits.zfill(6)] if len(digits) == 6 else [digits.zfill(6), digits.zfill(5) + check_digit(digits.zfill(5))]
    )
    return [code for code in dict.fromkeys(possible) if is_valid(code)]


@dataclass(frozen=True)
class Register:
    """The areas by code, in the order of their codes, and what changed."""

    areas: Mapping[str, Area]
    changes: tuple[Change, ...] = ()
    spellings: Spellings = field(default_factory=Spellings)

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """First two digits of the codes of each prefecture, by its name as compared; those of the country are none."""
        fold_name = self.spellings.fold
        found = {
            fold_name(area.prefecture): code[:2] for code, area in self.areas.items() if area.level == "prefecture"
        }
        return found | dict.fromkeys(map(fold_name, self.spellings.nation), "")

    @cached_property
    def by_name(self) -> dict[tuple[str, str], str]:
        """Code of each municipality by prefix and name as compared; a former name leads to where its series goes on."""
        former = [one for one in self.changes if one.continues == "true"]
        names = [(one.code[:2], one.name, one.new_code) for one in former]
        names += [(code[:2], area.name, code) for code, area in self.areas.items() if area.name]
        return {(prefix, self.spellings.fold(name)): code for prefix, name, code in names}

    @cached_property
    def codes_of_name(self) -> dict[str, list[str]]:
        """Codes by name as compared, alone and behind the prefecture, and by code; prefectures under their own name."""
        found: dict[str, list[str]] = {}
        for code, area in self.areas.items():
            bare = self.spellings.fold(area.name)
            prefecture = self.spellings.fold(area.prefecture)
            for key in {bare or prefecture, prefecture + bare, code}:
                found.setdefault(key, []).append(code)
        return self.codes_of_former_name | found

    @cached_property
    def codes_of_former_name(self) -> dict[str, list[str]]:
        """Codes under which series go on, by the name that a municipality had, alone and behind the prefecture."""
        former: dict[str, list[str]] = {}
        for one in self.changes:
            bare = self.spellings.fold(one.name)
            for key in (bare, self.spellings.fold(one.prefecture) + bare) if one.continues == "true" else ():
                former.setdefault(key, []).append(one.new_code)
        return former

    def named(self, name: str, prefecture: str = "") -> list[str]:
        """Return the codes that a name may stand for; it may have its prefecture before it, or given apart."""
        fold_name, index = self.spellings.fold, self.codes_of_name
        if prefecture:
            return index.get(fold_name(prefecture) + fold_name(fold(name).removeprefix(fold(prefecture))), [])
        text = fold(name)
        before = next((one for one in self.prefixes if one and text.startswith(one) and text != one), "")
        return index.get(before + fold_name(text[len(before) :])) or index.get(fold_name(text), [])

    def once_named(self, name: str) -> list[str]:
        """Return the codes under which the series of municipalities go on that were called so, which others may be now."""
        return self.codes_of_former_name.get(self.spellings.fold(name), [])

    def of_digits(self, digits: str, prefecture: str = "") -> list[str]:
        """Return the codes that digits may stand for: six with their check digit one, fewer only such as are known."""
        prefix = self.prefixes.get(self.spellings.fold(prefecture), "-") if prefecture else ""
        known = [
            code for code in completions(digits) if len(digits) == 6 or code in self.areas or code in self.continued
        ]
        return list(dict.fromkeys(self.continued.get(code, code) for code in known if code.startswith(prefix)))

    @cached_property
    def continued(self) -> dict[str, str]:
        """Code under which the series of a former code goes on."""
        return {one.code: one.new_code for one in self.changes if one.continues == "true" and one.code != one.new_code}

    def label(self, code: str) -> str:
        """Return prefecture and name of an area; its code where the register lacks it."""
        return self.areas[code].label if code in self.areas else code

    def successors(self, code: str) -> str:
        """Return what an area became when its code ended, with the day; empty where the register does not know."""
        found = [f"{one.date} {one.new_code} {one.new_name}" for one in self.changes if one.code == code]
        return " / ".join(found)

    def with_areas(self, areas: Iterable[Area]) -> Register:
        """Return the register with further areas that tables name."""
        joined = dict(self.areas) | {area.code: area for area in areas if area.code not in self.areas}
        return Register(dict(sorted(joined.items())), self.changes, self.spellings)

    def find(self, code: str, prefecture: str, name: str) -> Found:
        """Return the area that a row of a table is about.

        Parameters
        ----------
        code : str
            As printed; blank where the table has none. Five digits are completed, and a zero that a spreadsheet took is
            put back, only where name and prefecture lead to the same code.
        prefecture, name : str
            As printed; a prefecture or the country has its name in either.

        Raises
        ------
        NotFound
            If the three do not agree, or if there is no code and the register has no such name.
        """
        printed, bare = code.strip().removesuffix(".0"), self.spellings.fold(name)
        prefix = self._prefix(prefecture, name)
        named = self._named(prefix, prefecture, bare)
        if printed in _NO_CODE:
            if not named:
                raise NotFound("ministry_no_code", text=f"{code} ({prefecture}{name})" if code else prefecture + name)
            return Found(named, self._how(named, bare) or "code_by_name")
        if re.fullmatch("[0-9]{6}", printed):
            return self._checked(printed, prefix, named, prefecture, name, bare)
        return self._completed(printed, prefix, named, prefecture, name, bare)

    def _prefix(self, prefecture: str, name: str) -> str:
        for text in (prefecture, name):
            folded = self.spellings.fold(text)
            if folded in self.prefixes:
                return self.prefixes[folded]
        raise NotFound("ministry_prefecture", text=f"{prefecture}{name}")

    def _named(self, prefix: str, prefecture: str, bare: str) -> str:
        """Return the code of a name; empty where the register has none such."""
        if not prefix:
            return NATION
        if not bare or bare in (self.spellings.fold(prefecture), *self.prefixes):
            return prefix + "000" + check_digit(prefix + "000")
        return self.by_name.get((prefix, bare), "")

    def _checked(self, code: str, prefix: str, named: str, prefecture: str, name: str, bare: str) -> Found:
        """Return the area of six digits as printed."""
        if not is_valid(code) and code != NATION:
            raise NotFound("ministry_code", text=code)
        if code[:2] != prefix and code != named:
            raise NotFound("ministry_code_prefecture", text=code, name=f"{prefecture}{name}")
        if self.continued.get(code, code) == named:
            return Found(named, "code_changed" if code != named else self._how(named, bare))
        code = self.continued.get(code, code)
        if named or not level_of(code, bare) or level_of(code, bare) == "prefecture":
            known = [f"{one} {self.label(one)}" for one in (code, named) if one in self.areas]
            raise NotFound("ministry_code_name", text=code, name=f"{prefecture}{name}", known=" / ".join(known) or "-")
        if level_of(code, bare) == "designated_ward":
            return Found(code)
        return Found(code, "renamed" if code in self.areas else "unregistered")

    def _how(self, code: str, bare: str) -> str:
        """Return ``renamed`` where an area is printed under a former name."""
        now = self.spellings.fold(self.areas[code].name) if code in self.areas else ""
        return "renamed" if bare and now and now != bare else ""

    def _completed(self, printed: str, prefix: str, named: str, prefecture: str, name: str, bare: str) -> Found:
        """Return the area of a code that lost a zero, its check digit or both."""
        if not re.fullmatch("[0-9]{1,5}", printed):
            raise NotFound("ministry_code", text=printed)
        candidates = {code: "" if code == printed.zfill(6) else "code_completed" for code in completions(printed)}
        fitting = [code for code in candidates if code[:2] == prefix]
        for code in fitting:
            if self.continued.get(code, code) == named:
                return Found(named, candidates[code])
        if not named and len(fitting) == 1 and self._is_part(fitting[0], bare):
            return Found(fitting[0], candidates[fitting[0]])
        raise NotFound("ministry_code_short", text=printed, name=f"{prefecture}{name}")

    def _is_part(self, code: str, bare: str) -> bool:
        """Return whether a ward's name begins with that of the designated city whose codes it lies among."""
        cities = [one for one, area in self.areas.items() if one[:2] == code[:2] and one[2] == "1" and one < code]
        return bool(cities) and bare.startswith(self.spellings.fold(self.areas[max(cities)].name)) and bare[-1:] == "区"
