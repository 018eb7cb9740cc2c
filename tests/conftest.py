"""What the tests share: the project's root, the texts beside it, copies of the data, no network, repeatable examples."""

import gc
import os
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase
from network import IS_CUT_OFF
from new_wards import OTHERS, add_plans, add_wards
from quoted_data import copy_data, quoted_root

from analysis.data.study import Study
from analysis.pages.site.website import pages
from analysis.sources.clean import clean
from analysis.words import errors, store

__all__ = ["IS_CUT_OFF", "quoted_root"]  # that it is imported first of all is what cuts every process off
ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# The same examples everywhere and on every run, without a database of earlier ones; "long", of which fuzz/properties.py
# makes as many rounds as there is time for, looks at other ones each time, begins with those that failed before, which
# build/examples keeps, and prints a blob that repeats a failure. Tests that set a number of their own keep it.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None, max_examples=60)
_kept = DirectoryBasedExampleDatabase(ROOT / "build" / "examples")
settings.register_profile("long", database=_kept, deadline=None, max_examples=300, print_blob=True)
# Messages are matched in English, unless a test names the language of its session.
errors.language_of_session = lambda: os.environ.get(store.LANGUAGE_VARIABLE) or "en"
settings.load_profile(os.environ.get("WARD_KPI_EXAMPLES") or "repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that have slow tests, then those with many: processes that share them out end together."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    many = Counter(item.path for item in items)
    items.sort(key=lambda item: (-slow[item.path], -many[item.path]))


def pytest_collection_finish() -> None:
    """Leave what is imported by now out of every later search for garbage, which takes a tenth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def shared_folder(name: str) -> Path:
    """Return a folder of texts or tables that lie beside the checkout; skip, saying what was not checked."""
    texts = Path(os.environ.get("WARD_KPI_SOURCES") or ROOT.parent / "shared" / "sources")
    folder = texts if name == "sources" else texts.parent / name
    if not folder.is_dir():
        pytest.skip(f"NOT CHECKED against the original documents: no folder '{name}' beside the checkout")
    return folder


@pytest.fixture(scope="session")
def project_root() -> Path:
    """Return the root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def sources_folder() -> Path:
    """Return the folder of the documents' texts."""
    return shared_folder("sources")


@pytest.fixture(scope="session")
def reference_folder() -> Path:
    """Return the folder of the complete public tables."""
    return shared_folder("reference")


@pytest.fixture(scope="session")
def cases_folder() -> Path:
    """Return the folder of the lists of calls and readings that tests answer to."""
    return shared_folder("cases")


@pytest.fixture
def data_root(tmp_path: Path) -> Path:
    """Return a copy of the project's data that a test may damage."""
    return copy_data(tmp_path / "copy")


@pytest.fixture
def koto(data_root: Path) -> Path:
    """Return a copy of the project's data that knows Koto, without any document."""
    add_wards(data_root, "koto")
    return data_root


@pytest.fixture(scope="session")
def cleaned_without_series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project's data without the series that are about several areas; for copying only."""
    root = copy_data(tmp_path_factory.mktemp("without_series"))
    for name in ("mic-mynumber", "digital-agency-dx-2024"):
        shutil.rmtree(root / "data" / "raw" / name)
    clean(root)
    return root


@pytest.fixture
def without_series(cleaned_without_series: Path, tmp_path: Path) -> Path:
    """Return a copy of the project's data without the series that are about several areas."""
    shutil.copytree(cleaned_without_series / "data", tmp_path / "copy" / "data")
    return tmp_path / "copy"


@pytest.fixture(scope="session")
def built() -> dict[str, bytes]:
    """Return the pages of the notebooks as committed; for reading only."""
    return pages({path.stem: path.read_bytes() for path in NOTEBOOKS}, Study.of(ROOT))


@pytest.fixture(scope="session")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project's data with all 23 wards, each with a rate of cards; for reading only."""
    root = copy_data(tmp_path_factory.mktemp("everyone"))
    rates = {ward.slug: ["15%", "16%", f"{50 + number}%", "80%"] for number, ward in enumerate(OTHERS)}
    add_plans(root, {slug: {"mynumber_card_rate": cells} for slug, cells in rates.items()})
    clean(root)
    return root


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Let no test reach beyond this machine: neither a connection nor the question where a name is."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connect_here(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple):
            _check_here(address[0])
        connect(self, address)

    def look_up_here(host: Any, *rest: Any, **more: Any) -> Any:
        _check_here(host)
        return look_up(host, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        patch.setattr(socket, "getaddrinfo", look_up_here)
        yield


def _check_here(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name not in ("localhost", "::1", "0.0.0.0", socket.gethostname()) and not name.startswith("127."):
        raise RuntimeError(f"a test asks the network for {name}")


@pytest.fixture(autouse=True, scope="session")
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Write without waiting until the disk has it, for each file several milliseconds: no test cuts the power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_the_machine() -> Iterator[None]:
    """Keep the variables of whoever runs the tests from steering them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("WARD_KPI_ROOT", "WARD_KPI_LANG"):
            patch.delenv(name, raising=False)
        yield
