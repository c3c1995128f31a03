"""Shared by all tests: the knowledge, loaded once, and the shared data where it is present."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.postgres import place, postgresql

from dateline.knowledge import Knowledge, load_knowledge
from dateline.one_thread import keep_to_one_thread

__all__ = ["know", "place", "postgresql", "shared"]


def pytest_configure() -> None:
    """Processes of tests work as those of users do."""
    keep_to_one_thread()


@pytest.fixture(scope="session")
def know() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("DATELINE_SHARED", Path(__file__).parents[2] / "shared"))
    if not (folder / "gold").is_dir():
        pytest.skip("the shared data is not here")
    return folder
