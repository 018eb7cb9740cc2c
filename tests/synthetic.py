"""Small made-up raw data: three wards, a codebook and whatever tables a test asks for. No figure here is real.

The wards have names and codes that no municipality of Japan has, so that no ward added to the project is one of them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.sources.clean import clean

ASAHINA, HOSHINO, NAGISA = "131911", "131920", "131938"

WARDS = """
[[ward]]
code = "131911"
slug = "asahina"
name_ja = "朝比奈区"
name_en = "Asahina"
colour = "#005AFF"
marker = "o"

[[ward]]
code = "131920"
slug = "hoshino"
name_ja = "星野区"
name_en = "Hoshino"
colour = "#FF4B00"
marker = "s"

[[ward]]
code = "131938"
slug = "nagisa"
name_ja = "渚区"
name_en = "Nagisa"
colour = "#804000"
marker = "^"
"""

_CONCEPTS = {
    # id: theme, unit, direction, more
    "procedures": ("online", "procedures", "higher", ""),
    "procedure_ratio": ("online", "percent", "higher", ""),
    "use_rate": ("cash", "percent", "higher", ""),
    "card_rate": ("cards", "percent", "higher", ""),
    "leaks": ("safety", "items", "lower", ""),
    "measures": ("safety", "text", "none", ""),
}

_GRADES = {
    "procedures": ("B", "水準を照合した。", "checked."),
    "use_rate": ("D", "分母が区により異なる。", "each ward divides by its own total."),
}


def concepts_toml() -> str:
    """Return the codebook."""
    lines = []
    for order, theme in enumerate(("online", "cash", "cards", "safety"), 1):
        lines += [
            f'[themes.{theme}]\nname_ja = "{theme}"\nname_en = "{theme}"\norder = {order}\nmain = {str(order < 4).lower()}\n'
        ]
    for unit, printed in {"procedures": ["手続"], "percent": ["%"], "items": ["件"], "text": []}.items():
        lines += [
            f'[units.{unit}]\nname_ja = "{unit}"\nname_en = "{unit}"\nprinted = {json.dumps(printed, ensure_ascii=False)}\n'
        ]
    lines += ['[words]\nvocabulary = ["減少", "実施", "推進"]\nstages = ["実施", "推進"]\n']
    for name, (theme, unit, direction, more) in _CONCEPTS.items():
        said = f'theme = "{theme}"\nunit = "{unit}"\ndirection = "{direction}"\n'
        names = "".join(f'{key}_{lang} = "{name}"\n' for key in ("name", "definition") for lang in ("ja", "en"))
        lines += [f"[concepts.{name}]\n{said}{names}{more}\n"]
    for name, (grade, evidence_ja, evidence_en) in _GRADES.items():
        said = f'grade = "{grade}"\nevidence_ja = "{evidence_ja}"\nevidence_en = "{evidence_en}"\n'
        lines += [f'[[grades]]\nconcept = "{name}"\nwards = ["asahina", "hoshino", "nagisa"]\n{said}']
    return "\n".join(lines)


@dataclass
class Table:
    """One raw table; each row is the value of every column in order, after the indicator."""

    columns: Sequence[str]
    rows: Mapping[str, Sequence[str]] | Sequence[tuple[str, Sequence[str]]]
    extra: str = ""
    parts: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)

    def csv(self) -> str:
        """Return the table as a raw CSV file."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["indicator", "label", "part", "unit", *self.columns, "locator", "note"])
        rows = self.rows.items() if isinstance(self.rows, Mapping) else self.rows
        for number, (indicator, cells) in enumerate(rows):
            own = [indicator, f"label of {indicator}", self.parts.get(number, ""), self.units.get(number, "")]
            writer.writerow([*own, *cells, f"L{number + 1}", self.notes.get(number, "")])
        return stream.getvalue()


@dataclass
class Source:
    """One raw source."""

    published: str
    tables: Mapping[str, Table]
    ward: str = ""
    extra: str = ""

    def toml(self, name: str) -> str:
        """Return source.toml."""
        said = {"id": name, "published": self.published, "status": "final"} | ({"ward": self.ward} if self.ward else {})
        for key in ("title", "issuer", "published_basis", "terms"):
            said |= {f"{key}_ja": name, f"{key}_en": name}
        lines = [f"{key} = {json.dumps(value)}" for key, value in said.items()]
        lines += ["[[document]]", f'name = "{name}.txt"', f"sha256 = '{'0' * 64}'"]
        for file, table in self.tables.items():
            place = f'file = "{file}.csv"\ntitle = "{file}"\nplace_ja = "1"\nplace_en = "1"\nheader_locator = "L1"'
            lines += ["[[table]]", place, table.extra or 'default_kind = "actual"']
        return "\n".join([*lines, self.extra]) + "\n"


PLAN = ["基準値（R3）", "R4", "R5", "目標値（R7）"]


def write(root: Path, sources: Mapping[str, Source], corrections: str = "") -> Path:
    """Write ``root/data/raw`` and return ``root``."""
    raw = root / "data" / "raw"
    raw.mkdir(parents=True)
    contents = {"wards.toml": WARDS, "concepts.toml": concepts_toml(), "corrections.toml": corrections}
    for name, source in sources.items():
        contents[f"{name}/source.toml"] = source.toml(name)
        contents |= {f"{name}/{file}.csv": table.csv() for file, table in source.tables.items()}
    for path, text in contents.items():
        (raw / path).parent.mkdir(exist_ok=True)
        (raw / path).write_text(text, encoding="utf-8", newline="\n")
    return root


def theme_of(concept: str) -> str:
    """Return the theme of a concept of the made-up codebook."""
    return _CONCEPTS[concept][0]


def world(
    root: Path, rows: Mapping[str, Sequence[str]], columns: Sequence[str] = PLAN, published: str = "2025"
) -> Path:
    """Write and clean one source per ward named in ``rows``; return ``root``."""
    codes = {"asahina": ASAHINA, "hoshino": HOSHINO, "nagisa": NAGISA}
    sources = {}
    for slug, code in codes.items():
        own = {indicator: cells for indicator, cells in rows.items() if indicator.startswith(f"{slug}.")}
        if own:
            sources[f"{slug}-plan"] = Source(published, {"kpi": Table(columns, own)}, code)
    write(root, sources)
    clean(root)
    return root
