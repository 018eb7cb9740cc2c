"""Finds the programs that some tests need beside Python."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def find_program(names: list[str], variable: str) -> str:
    """Return the path of the first program that is installed; without one skip, or fail where it must be there."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        refuse = pytest.fail if os.environ.get(variable) else pytest.skip
        refuse(f"none of {', '.join(names)} is installed")
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium or Chrome."""
    return find_program(["chromium", "google-chrome", "chromium-browser"], "WARD_KPI_REQUIRE_BROWSER")


@pytest.fixture(scope="session")
def browser(chromium: str) -> "Iterator[Browser]":
    """Return a running Chromium; tests open pages of their own in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
        started = playwright.chromium.launch(executable_path=chromium, headless=True, args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """Return the path of LibreOffice."""
    return find_program(["soffice", "libreoffice"], "WARD_KPI_REQUIRE_OFFICE")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    """Return the path of pdftoppm, which turns pages into pictures."""
    return find_program(["pdftoppm"], "WARD_KPI_REQUIRE_OFFICE")
