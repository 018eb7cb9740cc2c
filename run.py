"""One command for everything, with nothing but Python 3.11 or newer: python run.py report (Windows: py run.py report).

The first call prepares .venv from requirements.lock; later calls find it ready. Only the standard library is used here.
This file keeps to syntax that old Pythons can read, so that they get a sentence and not a traceback.
"""

import sys


def broken_off():
    """Say in one line that somebody broke off, and end."""
    sys.stderr.write("run.py: interrupted\n")
    sys.exit(130)


try:
    import argparse
    import contextlib
    import hashlib
    import json
    import os
    import pathlib
    import re
    import shutil
    import subprocess
    import tempfile
    import time
except KeyboardInterrupt:
    broken_off()

OLDEST = (3, 11)
STEPS = 1  # raise it when set_up does something new, so that every .venv is brought up to date
ROOT = os.path.dirname(os.path.abspath(__file__))
LOCK = os.path.join(ROOT, "requirements.lock")
PROJECT = os.path.join(ROOT, "pyproject.toml")
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "ward-kpi-setup.json")
WHEELS = os.path.join(ROOT, "wheels")  # in a zip for an office without a network
BIN = "Scripts" if os.name == "nt" else "bin"
EXE = ".exe" if os.name == "nt" else ""
LOG = os.path.join(tempfile.gettempdir(), "ward-kpi-setup.log")

# task: what it does, and what it runs: ward-kpi, or else arguments for Python
TASKS = {
    "setup": ("prepare .venv (--wheels FOLDER: without a network; --force: from nothing)", None),
    "report": ("check the tables, execute the notebooks and write build/", ["ward-kpi", "report"]),
    "test": ("run all tests, the notebooks and their figures included", ["-m", "pytest"]),
    "lab": ("open the notebooks in JupyterLab", ["-m", "jupyterlab"]),
    "committee": ("write the committee pack to build/committee", ["ward-kpi", "export", "--for", "committee"]),
    "notebooks": ("execute the notebooks and rewrite their outputs in place", ["ward-kpi", "notebooks"]),
    "bench": ("measure imports, notebooks and commands", ["bench/run.py"]),
    "clean-data": ("rebuild data/clean from data/raw", ["ward-kpi", "clean"]),
    "diff": ("say which figures and notebooks differ from a git revision", ["ward-kpi", "diff"]),
    "site": ("write the notebooks as offline pages to build/site", ["ward-kpi", "site"]),
    "bundle": ("write zips for an office without a network to build/bundle", ["ward-kpi", "bundle"]),
    "python": ("run the prepared Python, for example: run.py python -m ruff check", []),
}
NO_NETWORK = (
    "resolve host",
    "dns error",
    "failed to lookup",
    "getaddrinfo",
    "Name or service",
    "Network is unreachable",
    "tcp connect",
    "Failed to establish a new connection",
    "timed out",
    "Failed to fetch",
)


class SetupError(Exception):
    """Setting up failed; the message is one line for a person."""


def say(text):
    print(f"[setup] {text}", file=sys.stderr, flush=True)


def own_folders():
    """Return variables that keep a user's own settings of matplotlib and IPython out of figures and kernels."""
    return {"MPLCONFIGDIR": os.path.join(VENV, "matplotlib"), "IPYTHONDIR": os.path.join(VENV, "ipython")}


def in_venv(name):
    return os.path.join(VENV, BIN, name + EXE)


def run_quietly(what, command, env):
    """Run a command and keep its output to itself; when it fails, raise SetupError with the line that tells most."""
    try:
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    except OSError as error:
        raise SetupError(f"{what}: {error}") from None
    if done.returncode == 0:
        return
    text = done.stdout.decode("utf-8", "replace")
    with contextlib.suppress(OSError), open(LOG, "a", encoding="utf-8") as file:
        file.write(" ".join(command) + "\n" + text + "\n")
    if any(sign in text for sign in NO_NETWORK):
        raise SetupError(
            f"{what}: no package index could be reached; connect to the network, or bring the wheels in a folder and "
            f"call 'run.py setup --wheels FOLDER' (all output: {LOG})"
        )
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["it said nothing"]
    telling = [line for line in lines if "error" in line.lower() or "hash" in line.lower()] or lines[-1:]
    named = package_named(lines[lines.index(telling[0]) :] if telling[0] in lines else lines)
    raise SetupError(f"{what}{': ' + named if named else ''}: {telling[0][:300]} (all output: {LOG})")


def package_named(lines):
    """Return the first package that installers name in what they said, as name==version; nothing where none is."""
    for line in lines:
        found = re.search(r"([A-Za-z][\w.-]*)==([\w.!+]+)", line) or re.search(
            r"([A-Za-z]\w*)-(\d[\w.]*)[-.](?:py|cp|tar)", line
        )
        if found:
            return "{}=={}".format(*found.groups())
    return ""


# --- the state of .venv ---------------------------------------------------------------------------------------------


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        hint = f"restore it, for example with 'git checkout {os.path.basename(path)}'"
        raise SetupError(f"{path}: {error.strerror}; {hint}") from None


def read_project():
    """Return what pyproject.toml says, as far as it bears on what is installed (and not on the checks)."""
    import tomllib  # not in Pythons that are too old

    try:
        project = tomllib.loads(read(PROJECT))
    except ValueError as error:
        raise SetupError(f"{PROJECT}: {error}") from None
    return {name: project.get(name) for name in ("build-system", "project", "dependency-groups")}


def wanted_stamp():
    inputs = read(LOCK) + json.dumps(read_project(), sort_keys=True)
    return {
        "steps": STEPS,
        "inputs": hashlib.sha256(inputs.encode()).hexdigest(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "folder": VENV,
    }


def read_stamp():
    try:
        with open(STAMP, encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_whole():
    """Return whether .venv still has its Python, its commands and the packages that everything else rests on."""
    if os.name == "nt":
        packages = os.path.join(VENV, "Lib", "site-packages")
    else:
        packages = os.path.join(VENV, "lib", "python{}.{}".format(*sys.version_info), "site-packages")
    wanted = [in_venv(name) for name in ("python", "ward-kpi")]
    wanted += [os.path.join(packages, name) for name in ("pandas", "matplotlib", "seaborn", "ipykernel", "nbval")]
    return all(map(os.path.exists, wanted))


def is_ready():
    return read_stamp() == wanted_stamp() and is_whole()


@contextlib.contextmanager
def one_at_a_time():
    """Hold a lock: 'report' and 'test' started together in a new checkout must not both build .venv."""
    with open(os.path.join(ROOT, ".venv.lock"), "ab") as file:
        with contextlib.suppress(ImportError, OSError):  # where the file system has no locks, go on without
            if os.name == "nt":
                import msvcrt

                for _ in range(60):  # each call waits for ten seconds at most
                    with contextlib.suppress(OSError):
                        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                        break
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- installing -----------------------------------------------------------------------------------------------------


def install_environment(wheels):
    dropped = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "CONDA_PREFIX", "PIP_TARGET")
    env = {name: value for name, value in os.environ.items() if name not in dropped}
    # Compiled now, once: otherwise every start of a kernel compiles again.
    env.update(UV_COMPILE_BYTECODE="1", UV_PYTHON_DOWNLOADS="never", UV_NO_PROGRESS="1")
    env.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", PYTHONUTF8="1")
    env.setdefault("UV_SYSTEM_CERTS", "1")  # offices that inspect TLS put their certificate into the system's store
    if wheels:
        links = pathlib.Path(wheels).as_uri()  # both installers take a blank in a path for the end of it
        env.update(UV_OFFLINE="1", UV_NO_INDEX="1", UV_FIND_LINKS=links, PIP_NO_INDEX="1", PIP_FIND_LINKS=links)
    return env


def find_uv(env):
    """Return a uv that runs: that of .venv or one on PATH (a name on PATH alone may be a shim for another Python)."""
    for path in (in_venv("uv"), shutil.which("uv")):
        if path and os.path.exists(path):
            with contextlib.suppress(OSError, ValueError, IndexError, subprocess.SubprocessError):
                said = subprocess.run(
                    [path, "--version"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
                )
                version = said.stdout.decode("utf-8", "replace").split()[1]
                if tuple(map(int, version.split(".")[:2])) >= (0, 5):
                    return path
    return None


def locked(name):
    """Return the lines of the lock that pin one package, with its hashes."""
    lines, inside = [], False
    for line in read(LOCK).splitlines(keepends=True):
        if line[:1] not in (" ", "#"):
            inside = line.startswith(f"{name}==")
        if inside:
            lines.append(line)
    return "".join(lines)


def remove_venv():
    shutil.rmtree(VENV, ignore_errors=True)
    if os.path.lexists(VENV):
        raise SetupError(f"{VENV} cannot be removed; close what runs from it (JupyterLab?) and try again")


def make_venv(env):
    # Without pip first: that takes a tenth of a second, and uv needs no pip.
    python = getattr(sys, "_base_executable", None) or sys.executable
    run_quietly("creating .venv", [python, "-m", "venv", "--without-pip", VENV], env)


def ensure_pip(env):
    python = in_venv("python")
    if subprocess.call(
        [python, "-m", "pip", "--version"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ):
        try:
            run_quietly("putting pip into .venv", [python, "-m", "ensurepip", "--default-pip"], env)
        except SetupError as error:
            if "ensurepip" not in str(error):
                raise
            raise SetupError(
                "this Python lacks ensurepip, a part of its venv module; "
                "install it (Debian, Ubuntu: apt install python3-venv)"
            ) from None
    return [python, "-m", "pip", "install", "--quiet", "--no-deps", "--retries", "2"]


def install_with_pip(what, requirements, env, *options):
    pip = ensure_pip(env)
    handle, path = tempfile.mkstemp(suffix=".txt", prefix="ward-kpi-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(requirements)
        run_quietly(what, [*pip, *options, "--require-hashes", "-r", path], env)
    finally:
        os.remove(path)


def bootstrap_uv(env):
    """Put the pinned uv into .venv with pip; return None where there is no wheel of it for this machine."""
    try:
        install_with_pip("installing uv", locked("uv"), env, "--only-binary=:all:")
    except SetupError as error:
        if "no package index" in str(error):
            raise
        say("there is no uv for this machine; going on with pip, which takes a minute or two")
        return None
    return in_venv("uv")


def install_packages(uv, env):
    python, project = in_venv("python"), ["--no-deps", "--no-build-isolation", "--editable", ROOT]
    if uv:
        try:
            run_quietly("installing", [uv, "pip", "sync", "--python", python, "--require-hashes", LOCK], env)
            run_quietly("installing the project", [uv, "pip", "install", "--python", python, *project], env)
            return
        except SetupError:  # an office may have set up its mirror for pip only
            say(f"uv could not install everything (its output: {LOG}); trying pip")
    install_with_pip("installing with pip", read(LOCK).replace(locked("uv"), ""), env)
    run_quietly("installing the project", [*ensure_pip(env), *project], env)


def prepare_kernels(env):
    """Keep kernels from printing what is no error, and build matplotlib's font cache, which would print as well."""
    folder = os.path.join(VENV, "etc", "ipython")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "ipython_kernel_config.py"), "w", encoding="utf-8") as file:
        file.write('get_config().IPKernelApp.log_level = "ERROR"\n')
    run_quietly(
        "building the font cache", [in_venv("python"), "-m", "matplotlib.font_manager"], {**env, **own_folders()}
    )


def set_up(wheels=None, force=False):
    """Bring .venv to what the lock says: in place where it was whole, otherwise from nothing."""
    began, old, new = time.monotonic(), read_stamp(), wanted_stamp()
    keep = not force and is_whole() and all(old.get(name) == new[name] for name in ("python", "folder"))
    env = install_environment(wheels)
    with contextlib.suppress(OSError):
        os.remove(LOG)
    if keep:
        say("bringing .venv up to date")
        os.remove(STAMP)  # what is interrupted from here on is made from nothing next time
    else:
        say(f"preparing .venv with Python {new['python']}: once, half a minute or so")
        remove_venv()
        make_venv(env)
    install_packages(find_uv(env) or bootstrap_uv(env), env)
    prepare_kernels(env)
    if not is_whole():
        raise SetupError("installing ended well but .venv is not whole; try 'run.py setup --force'")
    with open(STAMP, "w", encoding="utf-8") as file:
        json.dump(new, file)
    say(f".venv is ready ({time.monotonic() - began:.1f} s)")


def ensure_ready(wheels=None, force=False):
    if force or not is_ready():
        wheels = wheels or (WHEELS if os.path.isdir(WHEELS) else None)
        try:
            with one_at_a_time():
                if force or not is_ready():
                    set_up(wheels, force)
        except OSError as error:
            raise SetupError(f"{error.filename or ROOT}: {error.strerror or error}") from None


# --- the Python that runs this file instead of .venv ----------------------------------------------------------------


def missing_here():
    """Return the project's dependencies that the Python running this file does not have."""
    import re
    from importlib import metadata

    project = read_project()["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["test"]
    names = [re.split(r"[^\w.-]", line)[0] for line in lines]
    missing = []
    for name in names:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    return missing


def is_own_conda():
    prefix = os.environ.get("CONDA_PREFIX")
    return bool(prefix) and os.path.realpath(prefix) == os.path.realpath(sys.prefix) and not missing_here()


def ensure_here():
    from importlib import metadata

    missing = missing_here()
    if missing:
        raise SetupError(
            f"this Python ({sys.executable}) lacks {', '.join(missing)}; leave out --here, or install them"
        )
    try:
        metadata.version("ward-kpi")
    except metadata.PackageNotFoundError:
        command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--editable", ROOT]
        run_quietly("installing the project", command, dict(os.environ))


# --- running --------------------------------------------------------------------------------------------------------


def command_of(task, rest, here):
    if here:
        import sysconfig

        python, scripts = sys.executable, sysconfig.get_path("scripts")
    else:
        python, scripts = in_venv("python"), os.path.join(VENV, BIN)
    words = TASKS[task][1]
    command = [os.path.join(scripts, words[0] + EXE), *words[1:]] if words[:1] == ["ward-kpi"] else [python, *words]
    if task == "test":
        # One scope (a notebook, a test module) stays in one process: the cells of a notebook share a kernel.
        workers = str(max(2, min(4, os.cpu_count() or 2)))
        command += ["-n", workers, "--dist", "loadscope", "--no-loadscope-reorder"]
        command += ["--nbval", "--nbval-cell-timeout", "120"]
        if not sys.stdout.isatty():
            command.append("--color=no")  # nbval colours what it writes to a file, too
    if task == "lab":
        command += [f"--ServerApp.root_dir={ROOT}", "--LabApp.default_url=/lab/tree/notebooks"]
        command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url="]
    return [*command, *rest]


def start(command, here):
    env = dict(os.environ)
    env.pop("MPLBACKEND", None)  # it would keep the kernels from showing figures
    if not here:
        # The first two reach into another Python; with the third, pytest and every kernel compile what they import.
        for name in ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"):
            env.pop(name, None)
        path = os.path.join(VENV, BIN) + os.pathsep + env.get("PATH", "")
        env.update(own_folders(), VIRTUAL_ENV=VENV, PATH=path)
    env["PYTHONUTF8"] = "1"
    os.chdir(ROOT)
    if os.name != "nt":
        os.execve(command[0], command, env)
    child = subprocess.Popen(command, env=env)
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C reaches the child too, which ends as it sees fit
            return child.wait()


def parse(arguments):
    width = max(map(len, TASKS))
    tasks = "\n".join(f"  {name:{width}}  {text}" for name, (text, _) in TASKS.items())
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="Compare how wards digitise their services. What follows a task is handed on to it.",
        epilog=f"tasks:\n{tasks}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--here", action="store_true", help="use the Python that runs this, not .venv")
    parser.add_argument("task", choices=TASKS, metavar="TASK", help="one of those below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...", help="options of the task")
    return parser.parse_args(arguments)


def parse_setup(rest):
    parser = argparse.ArgumentParser(prog="run.py setup", description="Prepare .venv from requirements.lock.")
    parser.add_argument("--wheels", metavar="FOLDER", help="install from the wheels in this folder, without a network")
    parser.add_argument("--force", action="store_true", help="make .venv from nothing even if it is up to date")
    options = parser.parse_args(rest)
    if options.wheels:
        options.wheels = os.path.abspath(options.wheels)
        if not os.path.isdir(options.wheels):
            parser.error(f"there is no folder {options.wheels}")
    return options


def main(arguments):
    options = parse(arguments)
    here = options.here or is_own_conda()
    setup = parse_setup(options.rest) if options.task == "setup" else None
    if here:
        ensure_here()
    elif setup:
        ensure_ready(setup.wheels, setup.force)
    else:
        ensure_ready()
    if options.task == "bundle" and not here:
        ensure_pip(install_environment(None))  # it fetches the wheels for Windows
    return 0 if setup else start(command_of(options.task, options.rest, here), here)


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(
            "run.py: Python {}.{} or newer is needed, this is {}.{} ({}); "
            "call a newer one, for example: python3.12 run.py".format(*OLDEST, *sys.version_info[:2], sys.executable)
        )
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as problem:
        sys.exit(f"run.py: {problem}")
    except KeyboardInterrupt:
        broken_off()
