"""What tests of slides, papers and sheets say of the project's figures they say of the documents that they quote."""

from __future__ import annotations

from pathlib import Path

import pytest
from quoted_data import _asked_of_quoted_documents

__all__ = ["_asked_of_quoted_documents"]


@pytest.fixture(scope="session")
def project_root(quoted_root: Path) -> Path:
    """Return a root with the documents that these tests quote, in the place of the checkout."""
    return quoted_root
