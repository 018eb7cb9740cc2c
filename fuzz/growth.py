"""Adds to a copy of the project what wards publish next, by the guides, and runs the tests there: python fuzz/growth.py KIND [...].

KIND is a key of :data:`KINDS`, or several joined by +; what follows goes to pytest in place of ``-n auto``. The copy is a clone of the last commit in
a temporary folder; it is regenerated whole, with what is committed of it, before its tests run. No figure here is real. Where
texts of documents lie beside the checkout, those of the made-up ones lie with them beside the copy, so that they are checked, too.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SNAPSHOTS = ["tests/test_house.py", "tests/pages/test_site.py"]
YOKOHAMA = """[[ward]]
code = "141003"
slug = "yokohama"
name_ja = "横浜市"
name_en = "Yokohama"
level = "city"
colour = "#404040"
marker = "P"
"""


class Document(NamedTuple):
    """A made-up document of one table: its id and date, its columns, each row by its indicator, the label first.

    ``entry`` is what wards.toml says of an area for which new-source prints nothing: of Tokyo's wards it knows all.
    """

    id: str
    published: str
    columns: Sequence[str]
    rows: Mapping[str, Sequence[str]]
    entry: str = ""


_PLAN = ("基準値（H30）", "令和元年度", "R6", "目標値（R11）")
KINDS: dict[str, Sequence[Document]] = {
    "figures": (
        Document("koto-plan-2026", "2026-03", _PLAN, {
            "koto.online_procedure_ratio": ("手続のオンライン化率", "5%", "6%", "48%", "60%"),
            "koto.cashless_usage_rate": ("キャッシュレス決済の利用率", "4%", "5%", "30%", "50%"),
            "koto.mynumber_card_rate": ("マイナンバーカード交付率", "15%", "16%", "85%", "90%"),
            "koto.open_data": ("オープンデータ公開件数", "120件", "130件", "250件", "300件"),
        }),
        Document("minato-plan-2026", "2026", ("R7計画", "目標値（R9）", "目標値（R12）"), {
            "minato.online_procedures_priority": ("オンライン化手続数", "30手続", "60手続", "65手続"),
        }),
    ),
    "results": (Document("kita-results-2026", "2026-02", ("令和5年度", "令和6年度"), {
        "kita.cashless_procedures": ("キャッシュレス決済ができる手続", "52手続", "61手続"),
        "kita.mynumber_card_rate": ("マイナンバーカード交付率", "71.3%", "77.9%"),
        "kita.online_procedure_ratio": ("手続のオンライン化率", "33%", "－"),
    }),),
    "words": (Document("ota-plan-2026", "2026-03", ("令和6年度", "目標値（R9）"), {
        "ota.cashless_action": ("キャッシュレス決済の導入", "検討", "実施"),
        "ota.open_data_action": ("オープンデータの公開", "実施", "推進"),
    }),),
    "areas": (
        Document("tokyo-plan-2026", "2026-03", _PLAN, {
            "tokyo.online_procedure_ratio": ("手続のオンライン化率", "12%", "20%", "70%", "95%"),
        }),
        Document("yokohama-plan-2026", "2026-03", _PLAN, {
            "yokohama.online_procedure_ratio": ("手続のオンライン化率", "8%", "9%", "55%", "80%"),
            "yokohama.mynumber_card_rate": ("マイナンバーカード交付率", "14.1%", "17%", "80.2%", "88%"),
        }, YOKOHAMA),
    ),
    "year": (Document("taito-status-2026", "2026-10-01", ("計画策定時(令和2年度末)", "目標(令和7年度)", "令和7年度", "令和8年度 実績見込"), {
        "taito.online_procedure_ratio": ("オンライン手続比率", "10%", "60%", "24%", "41%"),
        "taito.mynumber_card_rate": ("マイナンバーカード交付率", "35%", "60%", "92%", "94%"),
        "taito.cashless_usage_rate": ("キャッシュレス決済利用", "10%", "45%", "26%", "33%"),
        "taito.open_data": ("オープンデータ公開件数", "36件", "110件", "801件", "830件"),
    }),),
}  # fmt: skip
"""What is added: documents of new wards with figures, with results alone, with words alone; of a prefecture and a city, which are no
special wards; of a ward that is read already, a year later, with results for estimates, a moved target and newer estimates."""


class Copy:
    """A clone of the last commit, with the texts of documents beside it where the checkout has them."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "repo"
        subprocess.run(["git", "clone", "--quiet", ROOT, self.root], check=True)
        self.texts = self.root / "practice"
        shared = ROOT.parent / "shared"
        if (shared / "sources").is_dir():
            self.texts = folder / "shared" / "sources"
            self.texts.parent.mkdir()
            for path in shared.iterdir():
                if path.name != "sources":
                    (self.texts.parent / path.name).symlink_to(path.resolve())
            shutil.copytree(shared / "sources", self.texts)
        self.texts.mkdir(exist_ok=True)

    def environment(self) -> dict[str, str]:
        """Return the variables with which Python finds the package of the copy, not the checkout's, nor its texts."""
        kept = {name: value for name, value in os.environ.items() if name not in ("WARD_KPI_SOURCES", "WARD_KPI_ROOT")}
        return kept | {"PYTHONPATH": str(self.root / "src")}

    def python(self, *arguments: str | Path, **variables: str) -> str:
        """Run Python; return what it prints, end where it fails."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=self.environment() | variables,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        if done.returncode:
            sys.exit(f"{done.stdout}\n{' '.join(map(str, arguments))}: failed")
        return done.stdout

    def command(self, *arguments: str | Path) -> str:
        """Run a command of the project."""
        return self.python("-m", "analysis.cli", *arguments)

    def know(self, entry: str) -> None:
        """Add an entry to wards.toml."""
        with (self.root / "data" / "raw" / "wards.toml").open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n{entry}")

    def add(self, document: Document) -> None:
        """Add a document as docs/add-a-ward.md says: its text, the skeleton, the entry of a new ward, the table."""
        if document.entry:
            self.know(document.entry)
        rows = [(f"L{number}", name, row) for number, (name, row) in enumerate(document.rows.items(), 5)]
        table = [("指標", *document.columns), ["---"] * (len(document.columns) + 1), *(row for _, _, row in rows)]
        text = self.texts / f"{document.id}.txt"
        lines = [f"練習用の資料（数値は架空）{document.id}", "", *("| " + " | ".join(row) + " |" for row in table)]
        text.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        printed = self.command("new-source", document.id, "--text", text, "--lang", "en")
        for entry in re.findall(r"^\[\[ward\]\]\n(?:\w+ = .*\n)+", printed, re.MULTILINE):
            self.know(entry)
        folder = self.root / "data" / "raw" / document.id
        path = folder / "source.toml"
        known = {"published": document.published, "status": "final", "header_locator": "L3"}
        said = re.sub(
            r'^(\w+) = ""',
            lambda key: f'{key[1]} = "{known.get(key[1], "made up")}"',
            path.read_text("utf-8"),
            flags=re.M,
        )
        path.write_text(said.replace("# default_kind", "default_kind"), encoding="utf-8", newline="\n")
        with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file, lineterminator="\n").writerow
            write(["indicator", "label", *document.columns, "locator"])
            for line, name, row in rows:
                write([name, *row, line])

    def add_of_ministries(self) -> None:
        """Add a ward of which only the ministries' figures are wanted, as the guide does."""
        guide = (self.root / "docs" / "add-a-ward.md").read_text(encoding="utf-8")
        blocks = re.findall(
            r"^```(?:toml|python)\n(.*?)^```", guide.partition("\n## A ward of which only")[2], re.M | re.S
        )
        self.know(blocks[0])
        self.python("-c", blocks[1])

    def grow(self, kind: str) -> None:
        """Add what is of a kind."""
        for document in KINDS[kind]:
            self.add(document)
        if kind == "areas":
            self.add_of_ministries()

    def regenerate(self) -> None:
        """Make anew what is committed of the data, as CONTRIBUTING.md says."""
        print(self.command("validate", "--lang", "en"))
        self.command("clean")
        print(self.command("verify", "--sources", self.texts, "--lang", "en"))
        for name in ("codebook", "sentences", "notebooks", "overview"):
            self.command(name)
        self.python("-m", "pytest", "-q", "-k", "written_down", *SNAPSHOTS, WARD_KPI_WRITE_SNAPSHOT="1")


def main() -> None:
    """Grow a copy and run its tests."""
    kinds, *arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="growth") as folder:
        copy = Copy(Path(folder))
        for kind in kinds.split("+"):
            copy.grow(kind)
        copy.regenerate()
        arguments = arguments or ["-n", "auto"]
        tests = [sys.executable, "-m", "pytest", "-q", *arguments]
        sys.exit(subprocess.call(tests, cwd=copy.root, env=copy.environment()))


if __name__ == "__main__":
    main()
