"""What tests of the desk's API share: a client that the guard lets in, and equivalents that are really asked."""

from __future__ import annotations

import shlex
import sqlite3
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from typer.testing import CliRunner

from dateline.cli.app import app as command_line
from dateline.server.app import make_app
from dateline.server.settings import Settings


def client(place: Path | str) -> TestClient:
    """A client of a desk over this ledger; use it as a context manager, so that the desk opens and closes."""
    return TestClient(make_app(Settings(str(place))), base_url="http://localhost")


def told(answer: Any) -> list[dict[str, Any]]:
    """The rows of an answer as dictionaries."""
    body = answer.json()
    return [dict(zip(body["columns"], row, strict=True)) for row in body["rows"]]


def by_sql(place: Path | str, sql: str) -> list[dict[str, Any]]:
    """The rows of a copied SQL question."""
    with sqlite3.connect(place) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql)]


def by_python(program: str, name: str = "frame") -> Any:
    """The data frame that a copied Python program ends with."""
    names: dict[str, Any] = {}
    exec(program, names)
    return names[name]


def by_command(line: str, *more: str) -> str:
    """What a copied command prints."""
    words = shlex.split(line)
    assert words[0] == "dateline"
    done = CliRunner().invoke(command_line, [*words[1:], *more])
    assert done.exit_code == 0, done.output
    return done.stdout
