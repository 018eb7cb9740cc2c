"""The lock, environment.yml, pyproject.toml, run.py and the Makefile agree, and no file names what it must not."""

import ast
import contextlib
import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
import yaml
from growth import KINDS
from harnesses import HARNESSES

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TARGETS = ["setup", "report", "test", "lab", "committee", "notebooks", "bench", "clean-data", "diff", "site", "bundle"]
# Where conda-forge's name, or the name to import, is not the package's.
CONDA_NAMES = {"great_tables": "great-tables"}
MODULES = {"IPython": "ipython", "docx": "python-docx", "PIL": "pillow", "pptx": "python-pptx"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {canonical(re.split(r"[^\w.-]", line)[0]) for line in requirements}


EXTRAS = PROJECT["project"]["optional-dependencies"]
CORE = names(PROJECT["project"]["dependencies"])
RUNTIME = CORE.union(*(names(lines) for extra, lines in EXTRAS.items() if extra not in ("test", "scale")))
DECLARED = RUNTIME | names(EXTRAS["test"]) | names(PROJECT["dependency-groups"]["build"])
"""What the lock brings: everything but the engines for whole countries, which have a lock of their own."""


@pytest.fixture(scope="module")
def lock() -> dict[str, str]:
    return locked("requirements.lock")


@pytest.fixture(scope="module")
def engines() -> dict[str, str]:
    return locked("requirements-scale.lock")


def locked(file: str) -> dict[str, str]:
    """Return the locked version of each package; a package locked twice or without a hash fails here."""
    versions: dict[str, str] = {}
    text = (ROOT / file).read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\S)", text.strip()):
        head, *rest = entry.replace("\\\n", "\n").split("\n")
        pin = re.fullmatch(r"([a-z0-9][a-z0-9-]*)==(\d[\w.!]*)( ; [^;]+)?", head.strip())
        assert pin, f"not a plain pin: {head}"
        assert rest, f"no hash: {head}"
        assert all(re.fullmatch(r"\s+--hash=sha256:[0-9a-f]{64}\s*", line) for line in rest), f"odd line under: {head}"
        assert pin[1] not in versions, f"{pin[1]} is locked twice: one version for every Python keeps figures equal"
        versions[pin[1]] = pin[2]
    return versions


@pytest.fixture(scope="module")
def conda() -> dict[str, str]:
    """Return the version that environment.yml pins for each package, python and pip left out."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert set(environment) == {"name", "channels", "dependencies"}
    assert environment["name"] == "ward-kpi"
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    versions = {}
    for entry in environment["dependencies"]:
        lines, sign = (entry["pip"], "==") if isinstance(entry, dict) else ([entry], "=")
        for line in lines:
            if line == "pip" or re.fullmatch(r"python>=3\.\d+,<3\.\d+", line):
                continue
            pin = re.fullmatch(r"([a-z0-9][a-z0-9_-]*)(==?)(\d+(?:\.\d+)+)", line)
            assert pin and pin[2] == sign, f"not a plain pin: {line}"
            versions[CONDA_NAMES.get(pin[1], pin[1])] = pin[3]
    return versions


def test_lock_has_every_dependency(lock: dict[str, str]) -> None:
    assert lock.keys() >= DECLARED


def test_engines_are_locked_beside_the_lock_and_nothing_twice(lock: dict[str, str], engines: dict[str, str]) -> None:
    assert engines.keys() >= names(EXTRAS["scale"])
    assert not engines.keys() & lock.keys()


def test_locks_satisfy_pyproject(lock: dict[str, str], engines: dict[str, str]) -> None:
    extras = [line for lines in EXTRAS.values() for line in lines]
    for line in PROJECT["project"]["dependencies"] + extras:
        name, least = re.fullmatch(r"([\w.-]+)>=([\d.]+)", line).groups()  # type: ignore[union-attr]
        found = [int(part) for part in re.findall(r"\d+", (lock | engines)[canonical(name)])]
        assert found >= [int(part) for part in least.split(".")], line


def test_environment_has_every_dependency_as_locked(conda: dict[str, str], lock: dict[str, str]) -> None:
    assert conda.keys() == DECLARED
    assert conda == {name: lock[name] for name in conda}


def test_every_import_is_declared() -> None:
    used = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                used |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                used.add(node.module.split(".")[0])
    used -= {*sys.stdlib_module_names, "analysis", "ward_kpi"}
    assert {canonical(MODULES.get(name, name)) for name in used} <= RUNTIME


def tracked_files() -> list[Path]:
    if (ROOT / ".git").exists() and shutil.which("git"):
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        return [path for name in listing.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]
    made = re.compile(r"(^|/)(\.git|\.venv[^/]*|build|dist|[^/]*cache[^/]*|\.hypothesis|\.ipynb_checkpoints)(/|$)")
    everything = (path for path in ROOT.rglob("*") if path.is_file())
    return [path for path in everything if not made.search(path.relative_to(ROOT).as_posix())]


def test_no_file_names_a_package_host_or_a_machine() -> None:
    # Put together here, so that this file does not contain what it looks for.
    hosts = [
        "pypi" + ".org",
        "python" + "hosted",
        "test." + "pypi",
        "registry." + "npmjs",
        "deb." + "debian",
        "conda." + "anaconda",
    ]
    hosts += ["repo." + "anaconda", "anaconda" + ".org", "proxy." + "golang", "crates" + ".io"]
    paths = ["file:" + "///", "/work" + "/", "/root" + "/", r"[A-Z]:\\\\?Users\\", "/home" + r"/\w", "/Users" + r"/\w"]
    pattern = re.compile("|".join([*map(re.escape, hosts), *paths]).encode())
    found = []
    for path in tracked_files():
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if match := pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0].decode()}")
    assert not found, "\n".join(found)


def test_run_py_is_for_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 11))
    used = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            used |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            used.add(str(node.module).split(".")[0])
    assert used <= set(sys.stdlib_module_names)


def test_run_py_can_be_read_by_old_pythons() -> None:
    # So that they answer with a sentence and not with a traceback.
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_run_py_names_every_task() -> None:
    said = subprocess.run(
        [sys.executable, ROOT / "run.py", "--help"], capture_output=True, check=True, text=True
    ).stdout
    assert [line.split()[0] for line in said.partition("tasks:\n")[2].splitlines()] == [*TARGETS, "python"]


def test_run_py_says_what_is_wrong_in_a_line(tmp_path: Path) -> None:
    copy = shutil.copy(ROOT / "run.py", tmp_path)
    done = subprocess.run([sys.executable, copy, "report"], capture_output=True, check=False, text=True)
    assert done.returncode == 1
    assert re.fullmatch(r"run\.py: .*requirements\.lock: No such file or directory; restore it.*\n", done.stderr)


@pytest.fixture
def run_py(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT)
    return importlib.import_module("run")


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "narwhals==2.29.0 from the index"], "narwhals==2.29.0"),
        (["× Failed to build `odd-name==1.0rc1`", "other==2.0"], "odd-name==1.0rc1"),
        (["error: cannot unpack pandas-2.3.3-cp311-win_amd64.whl"], "pandas==2.3.3"),
        (["error: the disk is full"], ""),
    ],
)
def test_a_failed_setup_names_the_package(said: list[str], named: str, run_py: ModuleType) -> None:
    assert run_py.package_named(said) == named


def test_wheels_are_found_in_a_folder_whose_name_has_a_blank(tmp_path: Path, run_py: ModuleType) -> None:
    """Installers part what a variable names at its blanks; a user of Windows may be called so."""
    folder = tmp_path / "Taro Yamada, 職場"
    env = run_py.install_environment(str(folder))
    for name in ("PIP_FIND_LINKS", "UV_FIND_LINKS"):
        assert env[name].startswith("file:") and not re.search(r"[\s,]", env[name])
        assert Path(url2pathname(urlsplit(env[name]).path)) == folder


def test_wheels_beside_run_py_are_taken_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_py: ModuleType
) -> None:
    """Whoever double-clicks pack.cmd before install.cmd needs no network either."""
    taken: list[str | None] = []
    monkeypatch.setattr(run_py, "is_ready", lambda: False)
    monkeypatch.setattr(run_py, "set_up", lambda wheels, _: taken.append(wheels))
    monkeypatch.setattr(run_py, "one_at_a_time", contextlib.nullcontext)
    monkeypatch.setattr(run_py, "WHEELS", str(tmp_path))
    run_py.ensure_ready()
    monkeypatch.setattr(run_py, "WHEELS", str(tmp_path / "none"))
    run_py.ensure_ready()
    assert taken == [str(tmp_path), None]


def test_makefile_has_every_target() -> None:
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    given = ("MAKE", "ARGS")  # this may run under make, with arguments
    env = {name: value for name, value in os.environ.items() if not name.startswith(given)}
    for target in TARGETS:
        arguments = ["old"] if target == "diff" else []
        command = ["make", "-n", target, "PYTHON=python3", "REF=old"]
        dry = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False, text=True)
        assert dry.stdout.split() == ["python3", "run.py", target, *arguments], dry.stderr


def check_with(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, check=False, text=True)
    if done.returncode:
        pytest.fail(f"{' '.join(command)}\n{done.stdout}{done.stderr}", pytrace=False)


def test_ruff_finds_nothing() -> None:
    check_with("ruff", "check", "--output-format=concise")


def test_ruff_would_format_nothing() -> None:
    check_with("ruff", "format", "--check", "--output-format=concise")


MISSPELT = """
import analysis
from analysis.data.rows import typed
from analysis.data.schema import Observation
from analysis.data.study import Study
from analysis.measures.attainment import Progress

for row in typed(Study.of().published, Observation):
    print(row.valeu)
    print(row.value * 2)
for standing in typed(analysis.progress(), Progress):
    print(standing.progres)
    print(standing.pace * 2)
analysis.load_observation()
analysis.figures.progres_bars()
analysis.tables.progress()
analysis.frames.progress(), analysis.progress_bars(), analysis.figures.progress_bars()
"""


@pytest.mark.slow
def test_mypy_finds_misspelt_columns_missing_figures_and_wrong_names_and_nothing_else(tmp_path: Path) -> None:
    """One run reads the library for both: that takes most of its time."""
    misspelt = tmp_path / "misspelt.py"
    misspelt.write_text(MISSPELT, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context", "src", str(misspelt)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = [line for line in done.stdout.splitlines() if " note: " not in line]
    attribute, operator = "attr-defined", "operator"
    expected = (
        (9, attribute),
        (10, operator),
        (12, attribute),
        (13, operator),
        *((line, attribute) for line in (14, 15, 16)),
    )
    assert len(told) == len(expected), done.stdout + done.stderr
    for line, (number, code) in zip(told, expected, strict=True):
        assert f"misspelt.py:{number}: error: " in line and f"[{code}]" in line, done.stdout


IN_AN_EMPTY_FOLDER = """
import contextlib
import os
import sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {refused!r}:
            raise ModuleNotFoundError(f"no {{name}}", name=name)

sys.meta_path.insert(0, Refused())
import analysis

assert analysis.__file__.startswith({installed!r}), analysis.__file__
rows = analysis.load_observations(concept="mynumber_card_rate", names=True, lang="en")
assert rows["ward_name"].notna().all()
figure = analysis.trajectories("cashless", lang="en")
assert "<svg" in figure._repr_mimebundle_()[0]["image/svg+xml"]
codes = analysis.municipality_codes(["札幌市", "13107", "富谷町"], ["北海道", "東京都", "宮城県"])
assert codes.tolist() == ["011002", "131075", "042161"], codes
placed = analysis.position(analysis.load_national(concept="online_procedures_32_ratio")).set_index(["group", "ward"])
assert placed.loc[("special_wards", "131075"), "rank"] == 1  # DX table of 12 July 2024: 68%, the highest of 23
print([path.name for path in analysis.export(figure, "cash")][0], analysis.data_version(), analysis.__version__)
with open(os.devnull, "w") as sink, contextlib.redirect_stdout(sink):
    cells = {{"display": print}}
    for block in {blocks!r}:  # one after the other, as in a notebook
        exec(block, cells)
"""


@pytest.mark.slow
def test_the_wheel_works_in_an_empty_folder_with_the_core_alone(tmp_path: Path) -> None:
    """Its tables and the register of areas come with it; nothing of the extras is imported for data and figures."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    (wheel,) = (tmp_path / "dist").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    modules = {package: module for module, package in MODULES.items()}
    refused = {modules.get(name, name.replace("-", "_")) for name in RUNTIME - CORE} - {"pillow", "PIL"}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for edition in (readme, (ROOT / "README.ja.md").read_text(encoding="utf-8")):
        assert f'pip install "dist/{wheel.name}[lab]"' in edition
    blocks = re.findall(r"```python\n(.*?)```", readme, re.S)
    code = IN_AN_EMPTY_FOLDER.format(refused=refused, installed=str(tmp_path), blocks=blocks)
    (tmp_path / "empty").mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith("WARD_KPI")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "empty", capture_output=True, check=False, text=True,
        env=env | {"PYTHONPATH": str(tmp_path / "installed")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    name, version, _ = done.stdout.split()
    assert (tmp_path / "empty" / "build" / "export" / name).is_file()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\.[0-9a-f]{8}", version)


# --- the workflows ------------------------------------------------------------------------------------------------


def test_every_action_is_pinned_by_its_commit() -> None:
    """A tag can be moved to other code; the release stands behind the commit, for people."""
    files = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    used = [line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert len(used) > 10
    pinned = re.compile(r"(?:- )?uses: [\w-]+(?:/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [line for line in used if not pinned.fullmatch(line)] == []
    releases = {re.sub(r"(?:- )?uses: ([\w-]+/[\w-]+)[^@]*", r"\1", line) for line in used}
    assert len(releases) == len({one.partition("@")[0] for one in releases})  # one of each action


@pytest.mark.parametrize("file", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.name)
def test_no_key_of_a_workflow_stands_twice(file: Path) -> None:
    """Such a file is refused where it should run; PyYAML takes the last of both without a word."""
    open_ones = [yaml.compose(file.read_text(encoding="utf-8"))]
    while open_ones:
        node = open_ones.pop()
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert sorted(keys) == sorted({*keys}), node.start_mark
            open_ones += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            open_ones += node.value


def test_the_weekly_workflow_fuzzes_every_harness_and_grows_the_data_in_every_way() -> None:
    said = yaml.safe_load((ROOT / ".github" / "workflows" / "weekly.yml").read_text(encoding="utf-8"))
    assert set(said["jobs"]["fuzz"]["strategy"]["matrix"]["harness"]) == set(HARNESSES)
    assert set(said["jobs"]["growth"]["strategy"]["matrix"]["kind"]) == set(KINDS)
    run = "\n".join(str(step.get("run")) for job in said["jobs"].values() for step in job["steps"])
    scripts = {path.name for path in (ROOT / "fuzz").glob("*.py") if "def main(" in path.read_text(encoding="utf-8")}
    assert {name for name in scripts if f"fuzz/{name} " not in run} == set()


@pytest.mark.skipif(sys.platform == "win32", reason="NOT CHECKED: the audit is a script for bash")
@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', 0, "No advisory about 1 packages."),
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1"}]}]}', 1, "a 1: X-1"),
        ('{"dependencies": [{"name": "a", "skip_reason": "x"}]}', 0, "!!! NO AUDIT of 1 of 1 packages"),
        ("", 0, "!!! NO AUDIT of 0 of 0 packages"),
    ],
)
def test_the_audit_fails_where_an_advisory_is_listed_and_says_where_it_has_no_answer(
    tmp_path: Path, found: str, code: int, said: str
) -> None:
    """The tool that asks for advisories is a made-up one, which answers as it would."""
    tools = tmp_path / "tools"
    tools.mkdir()
    answer = tmp_path / "answer"
    answer.write_text(found, encoding="utf-8")
    venv = 'mkdir -p "$3/bin"; for one in pip pip-audit; do printf \'#!/bin/sh\\ncat %s\\n\' "$ANSWER" >"$3/bin/$one"; chmod +x "$3/bin/$one"; done'
    python = tools / "python3"
    python.write_text(
        f'#!/bin/sh\nif [ "$1" = -m ]; then {venv}; else exec {sys.executable} "$@"; fi\n', encoding="utf-8"
    )
    python.chmod(0o755)
    environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "ANSWER": str(answer)}
    done = subprocess.run(
        ["bash", str(ROOT / ".ci" / "audit")], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert said in done.stdout + done.stderr
