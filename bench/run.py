"""Measures imports, notebooks, large inputs and the two commands of the README; see bench/README.md."""

import argparse
import importlib.util
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LEAN = ROOT / "build" / "bench" / "lean"
PARTS = ["imports", "notebooks", "loading", "large", "frames", "position", "commands", "earlier"]
LEFT_OUT = {"jupyterlab"}
"""What makes every process that reads a notebook a second slower, by what it brings along."""

sys.path.insert(0, str(ROOT))
import run as project  # noqa: E402

Measure = Callable[[], object]


class Comparison(NamedTuple):
    """Two things measured side by side, how many times the second the first may take, and ``times`` as many runs."""

    name: str
    reference: str
    limit: float
    measured: Measure
    yardstick: Measure
    times: int = 1


def environment() -> dict[str, str]:
    """Return the variables that run.py starts commands with, and none that slows a start or hides figures."""
    dropped = ("MPLBACKEND", "PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | project.own_folders() | {"PYTHONUTF8": "1"}


def call(command: list[str], cwd: Path = ROOT, **more: str) -> None:
    """Run a command; when it fails, end with what it said."""
    done = subprocess.run(command, cwd=cwd, env=environment() | more, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def seconds(measure: Measure) -> float:
    start = time.perf_counter()
    measure()
    return time.perf_counter() - start


def code(python: Path | str, text: str) -> Measure:
    return lambda: call([str(python), "-c", text])


# --- what is compared ---------------------------------------------------------------------------------------------


def imports() -> Iterator[Comparison]:
    python = sys.executable
    probe = "import sys, analysis; sys.exit(bool({'matplotlib', 'seaborn'} & set(sys.modules)))"
    if subprocess.call([python, "-c", probe], cwd=ROOT):
        sys.exit("'import analysis' loads matplotlib or seaborn before a figure is asked for")
    yield Comparison(
        "import analysis", "import pandas", 1.25, code(python, "import analysis"), code(python, "import pandas"), 3
    )
    yield Comparison(
        "import analysis, figures",
        "import pandas, matplotlib, seaborn",
        1.15,
        code(python, "import analysis; analysis.progress_bars"),
        code(python, "import pandas, matplotlib.pyplot, seaborn"),
        3,
    )


def notebooks() -> Iterator[Comparison]:
    lean = lean_python()
    stage = project.command_of("test", ["notebooks", "-q"], here=True)
    yardstick = [str(lean), str(ROOT / "bench" / "nbclient_two.py"), str(ROOT / "notebooks")]
    yield Comparison(
        "notebook stage (nbval, strict)",
        "nbclient, two at a time, lean",
        1.3,
        lambda: call(stage),
        lambda: call(yardstick),
    )


def lean_python() -> Path:
    """Return the Python of an environment that has what notebooks need and not JupyterLab, made from the lock."""
    python = LEAN / project.BIN / f"python{project.EXE}"
    if not python.exists():
        shutil.rmtree(LEAN, ignore_errors=True)
        uv = project.in_venv("uv")
        requirements = LEAN.parent / "lean.txt"
        requirements.parent.mkdir(parents=True, exist_ok=True)
        requirements.write_text("".join(project.locked(name) for name in sorted(needed())), encoding="utf-8")
        call([uv, "venv", "--quiet", "--python", sys.executable, str(LEAN)])
        install = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(python)]
        call([*install, "--no-deps", "--require-hashes", "-r", str(requirements)])
        packages = (
            next((LEAN / "lib").glob("python*/site-packages")) if os.name != "nt" else LEAN / "Lib" / "site-packages"
        )
        (packages / "ward-kpi.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
        config = LEAN / "etc" / "ipython" / "ipython_kernel_config.py"
        config.parent.mkdir(parents=True)
        shutil.copy(Path(project.VENV) / "etc" / "ipython" / config.name, config)
    return python


def needed() -> set[str]:
    """Return the packages that the project needs at run time without those left out, and what these need in turn."""
    found: set[str] = set()
    waiting = [name for name in requirements_of("ward-kpi") if name not in LEFT_OUT]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += requirements_of(name)
    return found


def requirements_of(package: str) -> list[str]:
    lines = [Requirement(line) for line in metadata.requires(package) or []]
    wanted = [line for line in lines if line.marker is None or line.marker.evaluate({"extra": ""})]
    return [re.sub(r"[-_.]+", "-", line.name).lower() for line in wanted]


# --- large inputs -------------------------------------------------------------------------------------------------


def large() -> Iterator[Comparison]:
    yield from noise()
    tables = reference_tables()
    if tables is None:
        print("NOT MEASURED: every municipality, for no folder 'reference' lies beside the checkout", flush=True)
    else:
        yield from every_municipality(tables)


def noise() -> Iterator[Comparison]:
    """Yield how reading noise that looks like tables grows: ten times as much may take little more than ten times."""
    from analysis.sources.extract import tables_of
    from analysis.sources.forms.text import read_plain
    from analysis.sources.raw import load_raw

    codebook = load_raw(ROOT).codebook

    def find_tables(text: str) -> list[object]:
        return list(tables_of(read_plain(text).grids, codebook))

    for text in ("<table>", "<", "|R4|R5|\n", "R4\t", "<td>\t|\n", "<table><tr><td>", "令和7年度\t"):
        times = 190_000 // len(text.encode())
        much, little = text * times * 10, text * times
        yield Comparison(
            f"extract, 1.9 MB of {text!r}",
            "a tenth of it, ten times",
            2.0,
            lambda much=much: find_tables(much),
            lambda little=little: [find_tables(little) for _ in range(10)],
        )


def reference_tables() -> Path | None:
    """Return the folder of the complete public tables, which lies beside the folder of the documents' texts."""
    sources = Path(os.environ.get("WARD_KPI_SOURCES") or ROOT.parent / "shared" / "sources")
    folder = sources.parent / "reference"
    return folder if folder.is_dir() else None


def every_municipality(tables: Path) -> Iterator[Comparison]:
    """Yield how importing and comparing every municipality relate to reading the same files with pandas."""
    import pandas as pd

    import analysis
    from analysis.sources.importers import import_mic

    files = sorted((tables / "mic_mynumber").glob("*.csv"))

    def read() -> None:
        pd.concat([pd.read_csv(path, dtype="str", keep_default_na=False) for path in files])

    def anew(out: Path) -> None:
        shutil.rmtree(out, ignore_errors=True)
        import_mic(files, out, root=ROOT)

    with tempfile.TemporaryDirectory(prefix="ward-kpi-") as folder:
        yield Comparison(
            "import every municipality",
            "pandas reads the same files",
            22,
            lambda: anew(Path(folder) / "out"),
            read,
        )
        clean = clean_table(Path(folder) / "out")
        yield Comparison(
            "compare every municipality",
            "pandas reads the clean table",
            10,
            lambda: analysis.compare("mynumber_card_rate", root=Path(folder) / "out"),
            lambda: pd.read_csv(clean, dtype="str", keep_default_na=False),
        )


# --- loading ------------------------------------------------------------------------------------------------------


def loading() -> Iterator[Comparison]:
    """Yield how loading a table anew relates to pandas reading the same file with the types told: the project's own, the nation's."""
    with tempfile.TemporaryDirectory(prefix="ward-kpi-") as folder:
        shutil.copytree(ROOT / "data", Path(folder) / "data")
        yield from loaded("own table", Path(folder), 16)
    tables = reference_tables()
    if tables is None:
        print("NOT MEASURED: loading the nation, for no folder 'reference' lies beside the checkout", flush=True)
        return
    from analysis.sources.importers import import_mic

    has_arrow = importlib.util.find_spec("pyarrow") is not None
    with tempfile.TemporaryDirectory(prefix="ward-kpi-") as folder:
        nation = Path(folder) / "out"
        import_mic(sorted((tables / "mic_mynumber").glob("*.csv")), nation, root=ROOT)
        yield from loaded(
            "nation, " + ("with pyarrow" if has_arrow else "without pyarrow"), nation, 2.5 if has_arrow else 20
        )
        import analysis

        rows = analysis.load_observations(root=nation)
        yield Comparison(
            "progress of the nation",
            "loading it, warm",
            9,
            lambda: analysis.progress(rows, root=nation),
            lambda: analysis.load_observations(root=nation),
        )


def loaded(name: str, root: Path, limit: float) -> Iterator[Comparison]:
    import pandas as pd

    import analysis

    path = clean_table(root)
    types = dict.fromkeys(pd.read_csv(path, nrows=0), "str") | {"value": "float64", "fiscal_year": "Int64"}

    def anew() -> None:
        os.utime(path)  # a table is read again when its file has changed
        analysis.load_observations(vintage="all", root=root)

    yield Comparison(f"load, {name}", "pandas.read_csv, typed", limit, anew, lambda: pd.read_csv(path, dtype=types))


def clean_table(root: Path) -> Path:
    return root / "data" / "clean" / "observations.csv"


# --- frames that users give back ----------------------------------------------------------------------------------


def frames() -> Iterator[Comparison]:
    """Yield how looking through frames grows that users give back: ten times as many rows take little more than ten times."""
    import pandas as pd

    import analysis
    from analysis.data.border import inward, observations_given
    from analysis.data.ids import callers_own
    from analysis.data.study import Study

    study = Study.of(ROOT)
    users = analysis.load_observations(root=ROOT)
    looks = {"cells": (observations_given, users), "users' own figures": (callers_own, inward(users))}
    for name, (look, rows) in looks.items():
        much, little = (pd.concat([rows] * times, ignore_index=True) for times in (100, 10))
        yield Comparison(
            f"{name}, {len(much):,} rows",
            "a tenth of them, ten times",
            1.5,
            lambda look=look, much=much: look(much, study),
            lambda look=look, little=little: [look(little, study) for _ in range(10)],
        )


# --- where wards stand, on engines --------------------------------------------------------------------------------

ALIKE = ["concept", "source", "as_of"]


def position() -> Iterator[Comparison]:
    """Yield how position() relates to the same written by hand for each engine, over the nation's 47 dates.

    By hand, too, only areas of the group are ranked, lower is better where it is, and an area with two figures alike takes
    all that are alike out.
    """
    import analysis

    rows = analysis.load_national().drop(columns=["done", "total"]).dropna(subset="value")
    rows = rows.astype({"ward": "str"})
    within = {"nation": sorted(rows["ward"].unique())}
    concepts = analysis.load_concepts()
    lower = concepts.loc[concepts["direction"] == "lower", "concept"].tolist()
    yield Comparison(
        "position, pandas",
        "by hand",
        2,
        lambda: analysis.position(rows, within=within),
        lambda: by_hand(rows, within["nation"], lower),
    )
    for engine, make in (("polars", in_polars), ("duckdb", in_duckdb)):
        try:
            ours, written = make(rows, within, lower)
        except ImportError:
            print(f"NOT MEASURED: position on {engine}, which is not installed (extra 'scale')", flush=True)
        else:
            yield Comparison(f"position, {engine}", "by hand", 2, ours, written)


def by_hand(rows: Any, codes: list[str], lower: list[str]) -> object:
    rows = rows[rows["ward"].isin(codes) & rows["value"].notna()]
    rows = rows.assign(merit=rows["value"].where(~rows["concept"].isin(lower), -rows["value"]))
    alike, level = rows.groupby(ALIKE)["merit"], rows.groupby([*ALIKE, "merit"])["ward"]
    placed = rows.assign(areas=alike.transform("size"), rank=alike.rank("min", ascending=False))
    placed["tied"] = level.transform("size")
    placed["own"] = rows.groupby([*ALIKE, "ward"])["merit"].transform("size")
    placed["most"] = placed.groupby(ALIKE)["own"].transform("max")
    placed = placed[(placed["areas"] > 1) & (placed["most"] == 1)]
    return placed.assign(percentile=(placed["areas"] - placed["rank"] - placed["tied"] + 1) * 100 / placed["areas"])


def in_polars(rows: Any, within: dict[str, list[str]], lower: list[str]) -> tuple[Measure, Measure]:
    import polars as pl

    import analysis

    frame, value, merit = pl.from_pandas(rows), pl.col("value"), pl.col("merit")
    kept = frame.lazy().filter(pl.col("ward").is_in(within["nation"]), value.is_not_null())
    kept = kept.with_columns(merit=pl.when(pl.col("concept").is_in(lower)).then(-value).otherwise(value))
    placed = kept.with_columns(
        areas=pl.len().over(ALIKE),
        rank=merit.rank("min", descending=True).over(ALIKE),
        tied=pl.len().over([*ALIKE, "merit"]),
        own=pl.len().over([*ALIKE, "ward"]),
    ).with_columns(most=pl.col("own").max().over(ALIKE))
    placed = placed.filter(pl.col("areas") > 1, pl.col("most") == 1)
    worse = (pl.col("areas") - pl.col("rank") - pl.col("tied") + 1) * 100.0 / pl.col("areas")
    written = placed.with_columns(percentile=worse)
    return lambda: analysis.position(frame.lazy(), within=within).collect(), lambda: written.collect()


def in_duckdb(rows: Any, within: dict[str, list[str]], lower: list[str]) -> tuple[Measure, Measure]:
    import duckdb

    import analysis

    base = duckdb.connect()
    base.register("given", rows)
    base.execute("create table figures as select * from given")
    written = """
        with kept as (
            select *, case when list_contains(?, concept) then -value else value end as merit
            from figures where list_contains(?, ward) and value is not null),
        ranked as (
            select *, count(*) over alike as areas, rank() over (alike order by merit desc) as rank,
                   count(*) over (partition by concept, source, as_of, merit) as tied,
                   count(*) over (partition by concept, source, as_of, ward) as own
            from kept window alike as (partition by concept, source, as_of)),
        apart as (select *, max(own) over (partition by concept, source, as_of) as most from ranked)
        select *, (areas - rank - tied + 1) * 100.0 / areas as percentile from apart where areas > 1 and most = 1
    """
    asked = [lower, within["nation"]]
    return lambda: analysis.position(base.table("figures"), within=within).df(), lambda: base.execute(
        written, asked
    ).df()


# --- the commands of the README -----------------------------------------------------------------------------------


def commands(cold: bool) -> Iterator[tuple[str, float]]:
    """Yield how long each command takes: warm in this checkout; cold in a copy of it, without .venv and any cache."""
    for task in ("report", "test"):
        command = [sys.executable, "run.py", task]
        if not cold:
            yield f"run.py {task}, warm", seconds(lambda command=command: call(command))
            continue
        with tempfile.TemporaryDirectory(prefix="ward-kpi-") as folder:
            copy = Path(folder) / "checkout"
            call(["git", "clone", "--quiet", str(ROOT), str(copy)])
            base = getattr(sys, "_base_executable", sys.executable)
            caches = {"UV_CACHE_DIR": f"{folder}/uv", "PIP_NO_CACHE_DIR": "1"}
            first = [base, "run.py", task]
            yield (
                f"run.py {task}, cold",
                seconds(lambda first=first, copy=copy, caches=caches: call(first, copy, **caches)),
            )


def earlier(checkout: Path | None) -> Iterator[Comparison]:
    """Yield how report and committee pack relate to those of an earlier checkout, run by the same Python, warm."""
    if checkout is None:
        print("NOT MEASURED: an earlier checkout, which --against names", flush=True)
        return
    for task in ("report", "committee"):
        words = project.TASKS[task][1][1:]
        yield Comparison(f"run.py {task}", f"of {checkout.name}", 0.6, made(ROOT, words), made(checkout, words))


def made(checkout: Path, words: list[str]) -> Measure:
    """Return what makes the files of a command of a checkout, in a new folder."""

    def make() -> None:
        with tempfile.TemporaryDirectory(prefix="ward-kpi-") as folder:
            command = [
                sys.executable,
                "-m",
                "analysis.cli",
                *words,
                "--root",
                str(checkout),
                "--output",
                f"{folder}/out",
            ]
            call(command, checkout, PYTHONPATH=str(checkout / "src"))

    return make


# --- telling ------------------------------------------------------------------------------------------------------


def compare(comparison: Comparison, runs: int) -> bool:
    """Measure both sides in turn, say the medians, and return whether the limit is kept."""
    pairs = [(seconds(comparison.measured), seconds(comparison.yardstick)) for _ in range(runs * comparison.times)]
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = mine / other
    kept = ratio <= comparison.limit
    spread = f"{min(a for a, _ in pairs):.2f}-{max(a for a, _ in pairs):.2f}"
    print(
        f"{comparison.name:32} {mine:7.2f} s ({spread}) | {comparison.reference:34} {other:7.2f} s | "
        f"ratio {ratio:.2f} of at most {comparison.limit} {'ok' if kept else 'TOO SLOW'}",
        flush=True,
    )
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/run.py", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*PARTS, []], help="default: all of them")
    parser.add_argument("--runs", type=int, default=5, help="how often each side is measured (default: 5)")
    parser.add_argument("--cold", action="store_true", help="the commands from nothing: needs a network and git")
    parser.add_argument("--against", type=Path, help="an earlier checkout, for the part 'earlier'")
    options = parser.parse_args()
    wanted = options.what or PARTS
    sections = {"imports": imports, "notebooks": notebooks, "loading": loading, "large": large}
    sections |= {"frames": frames, "position": position, "earlier": lambda: earlier(options.against)}
    comparisons = (one for name, section in sections.items() if name in wanted for one in section())
    kept = [compare(comparison, options.runs) for comparison in comparisons]
    if "commands" in wanted:
        for name, took in commands(options.cold):
            print(f"{name:32} {took:7.2f} s", flush=True)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
