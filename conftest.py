"""Make nbval strict about what a notebook shows: its figures are compared, and no cell may lack its output."""

from collections.abc import Iterator

import pytest
from nbval.plugin import IPyNbCell

IMAGES = {"image/png", "image/jpeg"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Compare figures as well, which nbval leaves out by default."""
    for item in items:
        if isinstance(item, IPyNbCell):
            item.parent.skip_compare = tuple(kind for kind in item.parent.skip_compare if kind not in IMAGES)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail for a cell that was committed without having been run, or not in its turn; nbval passes both."""
    yield
    if isinstance(item, IPyNbCell):
        count, turn = item.cell.execution_count, item.cell_num + 1
        if count is None:
            pytest.fail(f"{item.nodeid}: committed without its output; run 'make notebooks'", pytrace=False)
        if count != turn:
            pytest.fail(f"{item.nodeid}: run as number {count}, not {turn}; run 'make notebooks'", pytrace=False)
