"""Writes files so that nothing is lost: a set of files stands as it was or as it should be, whenever a run ends.

A set is written beside its targets, into a folder whose name begins with :data:`STAGED`, and flushed; a journal there says
what goes where. From the moment the journal stands, the set is finished: by this run, or by the next one that reads or
writes there (:func:`settle`). Before that moment nothing has changed, and the next run removes what was left.

What is written as a whole goes into a folder that is new, empty or our own, which holds a :data:`MANIFEST` of what was
written (an imported root: the record of its files). Any other is somebody else's: it is refused before any work unless
forced, and even then no file is replaced or removed that is not ours.

What a run needs for its own time, :func:`temporary_folder` and processes, it ends itself; so does breaking it off
(:func:`undo_all`), and the next run removes the folders of a killed one.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from analysis.words.errors import DataError, WardKpiError

STAGED = ".new-ward-kpi-"
"""What the name of a folder begins with in which a set waits."""
TEMPORARY = "ward-kpi-run-"
"""What the name of a folder begins with that a run has for its own time."""
MANIFEST, MADE_BY = "manifest.json", {"made_by": "ward-kpi"}
_JOURNAL, _LOCK = "journal.json", "lock"
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?")


class _Plan(NamedTuple):
    """Names of staged files with their targets, and targets to remove, all relative to the folder of the set.

    ``before`` is the sha256 of what stood at each target when the set was written, empty where nothing did.
    """

    moves: list[tuple[str, str]]
    gone: list[str]
    before: dict[str, str]


def stale_files(contents: Mapping[Path, bytes]) -> list[Path]:
    """Return which files are missing or hold something else."""
    return [path for path, content in contents.items() if not path.is_file() or path.read_bytes() != content]


def write_files(contents: Mapping[Path, bytes], remove: Iterable[Path] = ()) -> None:
    """Write all files, and remove those of ``remove``, or do nothing.

    A file that cannot be replaced (on Windows: one that is open in Excel) puts those before it back as they were.

    Raises
    ------
    WardKpiError
        If a target cannot be written; the old files are then still in place.
    """
    files = {path.absolute(): content for path, content in contents.items()}
    gone = [path.absolute() for path in remove]
    if not files and not gone:
        return
    base = Path(os.path.commonpath([path.parent for path in (*files, *gone)]))
    settle(base)
    at = [base]  # the file at hand, which an error names
    made: list[Path] = []
    try:
        made = [folder for folder in (base, *base.parents) if not folder.exists()]
        base.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(dir=base, prefix=STAGED))
        try:
            with _lock(staged):
                _write_set(base, staged, files, gone, at)
        finally:
            if not (staged / _JOURNAL).exists():
                shutil.rmtree(staged, ignore_errors=True)
    except KeyboardInterrupt:
        settle(base)
        raise
    except (OSError, ValueError) as error:
        for folder in made:  # innermost first; one that holds something stays
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise _cannot_write(at[0], error) from error


def settle(folder: Path) -> None:
    """Finish or remove what a killed run left in ``folder``; what a living one writes is waited for or let be.

    Raises
    ------
    DataError
        If a set was being put in place and cannot be finished, or somebody has changed since then what it would replace.
    """
    try:
        left = sorted(path for path in folder.glob(f"{STAGED}*") if path.is_dir() and not path.is_symlink())
    except (OSError, ValueError):
        return  # reading or writing says what is wrong
    for staged in left:
        journal = staged / _JOURNAL
        try:
            with _lock(staged, wait=journal.exists()) as is_ours:
                if not is_ours:
                    continue
                if plan := _read_plan(staged, folder):
                    _refuse_changed(folder, staged, plan)
                    _apply(folder, staged, plan, [folder])
        except FileNotFoundError:
            continue  # another run has just finished it
        except OSError as error:
            if not journal.exists():
                continue  # nothing was changed, and nobody can be helped by removing it
            raise DataError("unfinished_write", folder=folder, reason=error.strerror or error) from None
        shutil.rmtree(staged, ignore_errors=True)


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a folder that is gone in the end, however that comes; remove those of killed runs before."""
    above = Path(tempfile.gettempdir())
    for left in above.glob(f"{TEMPORARY}*"):
        _remove_abandoned(left)
    while True:
        folder = Path(tempfile.mkdtemp(dir=above, prefix=TEMPORARY))
        with undone(partial(shutil.rmtree, folder, ignore_errors=True)), contextlib.ExitStack() as held:
            try:
                is_ours = held.enter_context(_lock(folder)) and (folder / _LOCK).exists()
            except FileNotFoundError:
                is_ours = False
            if is_ours:  # else another run took it for abandoned, before it was locked
                yield folder
                return


def _remove_abandoned(folder: Path) -> None:
    """Remove a temporary folder of this user whose run lives no more."""
    with contextlib.suppress(OSError):
        state = folder.lstat()
        if not stat.S_ISDIR(state.st_mode) or (os.name != "nt" and state.st_uid != os.getuid()):
            return
        with _lock(folder) as is_ours:
            if not is_ours:
                return
        shutil.rmtree(folder, ignore_errors=True)


_undoing: dict[object, Callable[[], object]] = {}


@contextlib.contextmanager
def undone(undo: Callable[[], object]) -> Iterator[None]:
    """Have ``undo`` called at the end of the block, or by :func:`undo_all` where the whole run ends before."""
    key = object()
    _undoing[key] = undo
    try:
        yield
    finally:
        _undoing.pop(key, None)
        undo()


def undo_all() -> None:
    """Undo at once, the latest first, what blocks of :func:`undone` would undo at their end: the run ends here."""
    for undo in reversed([*_undoing.values()]):
        with contextlib.suppress(Exception):  # whoever breaks off is told nothing but that
            undo()


def is_free(folder: Path) -> bool:
    """Return whether no file stands in ``folder`` or beneath it, but for what a killed run left."""
    settle(folder)
    return not folder.exists() or (folder.is_dir() and not any(map(_holds_file, _entries(folder))))


def place(path: str | os.PathLike[str]) -> Path:
    """Return where ``path`` leads.

    Raises
    ------
    WardKpiError
        If it leads nowhere: a loop of links, an unknown user, a name that no file can have.
    """
    try:
        return at_home(path).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise _cannot_write(Path(path), error) from None


def at_home(path: str | os.PathLike[str]) -> Path:
    """Return ``path`` with the folder of a user in the place of its ``~``, which a shell leaves in ``--output=~/pack``.

    Raises
    ------
    WardKpiError
        If there is no such user.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise _cannot_write(Path(path), error) from None


def check_place(folder: Path) -> None:
    """Raise, before any work is done, if no file could be written into ``folder``, which need not be there yet.

    Raises
    ------
    WardKpiError
        If it is no folder, cannot be written, or its name cannot be a folder's.
    """
    try:
        _refuse_place(folder)
    except (OSError, ValueError) as error:
        raise _cannot_write(folder, error) from None


def is_reserved(name: str) -> bool:
    """Return whether Windows keeps ``name``, with whatever ending, for a device: what is written there is lost."""
    return bool(_DEVICES.fullmatch(name))


def _refuse_place(folder: Path) -> None:
    missing: list[str] = []
    for above in (folder.absolute(), *folder.absolute().parents):
        if os.name == "nt" and is_reserved(above.name):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        try:
            above.lstat()
        except FileNotFoundError:
            missing.append(above.name)
            continue
        above.stat()  # what a link leads to
        if not above.is_dir():
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not os.access(above, os.W_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        for name in missing:
            with contextlib.suppress(FileNotFoundError):
                (above / name).lstat()  # too long, or not to be had on this system
        return


def _cannot_write(path: Path, error: Exception) -> WardKpiError:
    reason = error.strerror if isinstance(error, OSError) else None
    return WardKpiError("cannot_write", path=path, reason=reason or error)


def is_own(folder: Path) -> bool:
    """Return whether ``folder`` holds a manifest of ours."""
    return _manifest(folder) is not None


def check_own(folder: Path, *, force: bool = False) -> None:
    """Raise, before any work is done, if ``folder`` could not be written as a whole in the end.

    Raises
    ------
    WardKpiError
        As :func:`check_place` says; without ``force`` also if it holds files but no manifest of ours, or if a file has been
        changed since it was written.
    """
    check_place(folder)
    settle(folder.parent)  # where several folders are written as one set
    if is_free(folder) or force:
        return
    written = _manifest(folder)
    if written is None:
        raise WardKpiError("not_ours", folder=folder)
    changed = [name for name, digest in written.items() if _digest(folder / name) not in (digest, "")]
    if changed:
        raise WardKpiError("edited", path=folder / changed[0])


def write_folders(folders: Mapping[Path, Mapping[str, bytes]], *, force: bool = False) -> None:
    """Write whole folders, all or none: each gets a manifest, and loses what was written there before and is no more.

    Files are named by path within their folder. Other files stay.

    Raises
    ------
    WardKpiError
        As :func:`check_own` says, or if a file stands in the way that we did not write, even with ``force``.
    """
    contents: dict[Path, bytes] = {}
    gone: list[Path] = []
    for folder, files in folders.items():
        check_own(folder, force=force)
        before = _manifest(folder)
        written = {} if before is None else before | {MANIFEST: ""}
        for name in (*files, MANIFEST):
            if name not in written and os.path.lexists(folder / name):
                raise WardKpiError("in_the_way", path=folder / name)
        gone += [
            folder / name
            for name, digest in (before or {}).items()
            if name not in files and _digest(folder / name) == digest
        ]
        contents |= {folder / name: content for name, content in files.items() if name != MANIFEST}
        contents[folder / MANIFEST] = files.get(MANIFEST) or as_manifest(manifest_entries(files))
    write_files(contents, gone)


def manifest_entries(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return name and sha256 of each file."""
    return [{"file": name, "sha256": hashlib.sha256(content).hexdigest()} for name, content in sorted(files.items())]


def as_manifest(entries: Iterable[Mapping[str, Any]], **about: object) -> bytes:
    """Return the manifest of a folder: what was written into it, each with ``file`` and ``sha256``, and what else is said."""
    return (json.dumps({**MADE_BY, **about, "files": list(entries)}, ensure_ascii=False, indent=1) + "\n").encode()


def _manifest(folder: Path) -> dict[str, str] | None:
    """Return sha256 by name of what was written into ``folder``; None where no manifest of ours stands."""
    try:
        said = json.loads((folder / MANIFEST).read_bytes())
        if said["made_by"] != MADE_BY["made_by"]:
            return None
        listed = {str(one["file"]): str(one["sha256"]) for one in said["files"]}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return {name: digest for name, digest in listed.items() if _is_inside(folder, name)}


def _digest(path: Path) -> str:
    """Return the sha256 of a file; empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _entries(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(STAGED)]


def _holds_file(path: Path) -> bool:
    return path.is_symlink() or not path.is_dir() or any(map(_holds_file, path.iterdir()))


def _is_inside(folder: Path, name: str) -> bool:
    """Return whether a name that a file says leads to a place beneath ``folder``."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\\" in name or not pure.parts:
        return False
    return (folder / name).parent.resolve().is_relative_to(folder.resolve())


# --- a set and its journal ----------------------------------------------------------------------------------------


def _write_set(
    base: Path, staged: Path, contents: Mapping[Path, bytes], remove: Sequence[Path], at: list[Path]
) -> None:
    """Stage a set, write its journal, put it in place; if that fails, put everything back."""
    plan, back = _Plan([], [], {}), _Plan([], [], {})
    for number, (target, content) in enumerate(contents.items()):
        at[0] = target
        _write_flushed(staged / str(number), content)
        plan.moves.append((str(number), _within(base, target)))
        back.before[_within(base, target)] = hashlib.sha256(content).hexdigest()
    for number, target in enumerate(dict.fromkeys([*contents, *remove])):
        at[0] = target
        name = _within(base, target)
        if target not in contents:
            plan.gone.append(name)
        if target.is_file():
            _keep(target, staged / f"old-{number}")
            plan.before[name] = _digest(target)
            back.moves.append((f"old-{number}", name))
        elif target in contents:
            back.gone.append(name)
    at[0] = base
    _write_journal(staged, plan)
    try:
        _apply(base, staged, plan, at)
    except OSError:
        failed = at[0]
        undo = _only_done(staged, plan, back)
        _write_journal(staged, undo)
        with contextlib.suppress(OSError):  # else the next run puts it back
            _apply(base, staged, undo, at)
            (staged / _JOURNAL).unlink()
        at[0] = failed
        raise
    (staged / _JOURNAL).unlink()


def _only_done(staged: Path, plan: _Plan, back: _Plan) -> _Plan:
    """Return the part of ``back`` that undoes what has been put in place: a target that was not reached stays untouched."""
    waiting = {target for name, target in plan.moves if (staged / name).exists()}
    return _Plan(
        [(name, target) for name, target in back.moves if target not in waiting],
        [target for target in back.gone if target not in waiting],
        back.before,
    )


def _refuse_changed(base: Path, staged: Path, plan: _Plan) -> None:
    """Raise for the first target that holds neither what stood there when the set was written nor what the set puts there."""
    waiting = {target: _digest(staged / name) for name, target in plan.moves if (staged / name).exists()}
    for target in (*waiting, *plan.gone):
        held = _digest(base / target)
        if held and plan.before and held not in (plan.before.get(target, ""), waiting.get(target, "")):
            raise DataError("changed_since_kill", path=base / target)


def _apply(base: Path, staged: Path, plan: _Plan, at: list[Path]) -> None:
    """Put a set in place; what stands there already is passed over, so that it can be done again."""
    for name, target in plan.moves:
        at[0] = base / target
        if (staged / name).exists():
            at[0].parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged / name, at[0])
    for target in plan.gone:
        at[0] = base / target
        at[0].unlink(missing_ok=True)
    for folder in {(base / target).parent for _, target in plan.moves}:
        _flush_folder(folder)


def _write_journal(staged: Path, plan: _Plan) -> None:
    _write_flushed(staged / f"{_JOURNAL}.new", json.dumps(plan._asdict(), ensure_ascii=False).encode())
    os.replace(staged / f"{_JOURNAL}.new", staged / _JOURNAL)
    _flush_folder(staged)


def _read_plan(staged: Path, base: Path) -> _Plan | None:
    """Return what a journal says; None where there is none, or where it leads out of its folder."""
    try:
        said = json.loads((staged / _JOURNAL).read_bytes())
        moves = [(str(name), str(target)) for name, target in said["moves"]]
        plan = _Plan(moves, list(map(str, said["gone"])), dict(said.get("before", {})))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    targets = [*(target for _, target in plan.moves), *plan.gone]
    fine = all(_is_inside(base, one) for one in targets) and all(_is_inside(staged, name) for name, _ in plan.moves)
    return plan if fine else None


def _within(base: Path, path: Path) -> str:
    return path.relative_to(base).as_posix()


def _write_flushed(path: Path, content: bytes) -> None:
    with open(path, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.chmod(path, 0o644)


def _keep(path: Path, copy: Path) -> None:
    """Keep the present content of a file under a second name."""
    try:
        os.link(path, copy)
    except OSError:  # a file system without links
        shutil.copy2(path, copy)


def _flush_folder(folder: Path) -> None:
    """Flush the entries of a folder, where the system can (Windows cannot)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _lock(staged: Path, *, wait: bool = False) -> Iterator[bool]:
    """Hold the lock of a set; yield False where a living run holds it. The lock of a killed run is free."""
    with open(staged / _LOCK, "ab") as stream:
        try:
            _take(stream.fileno(), wait=wait)
        except OSError:
            yield False
        else:
            yield True


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int, *, wait: bool) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int, *, wait: bool) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
