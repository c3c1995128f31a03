"""Every question of the desk with whatever a generator thinks of: no answer is a fault, and nobody is called."""

from __future__ import annotations

import re
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from tests.small_reports import KOREA, UKRAINE, enter, report

from dateline.ledger.book import Ledger
from dateline.server.app import make_app
from dateline.server.settings import Settings

BOUNDED = settings(max_examples=15, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
                   suppress_health_check=list(HealthCheck))
HOST = "testserver"  # what the generator calls the desk


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with something in every room."""
    from dateline.ledger.people.recall import draw_documents
    from dateline.ledger.people.validation import design_of, draw_sample

    found = tmp_path_factory.mktemp("generated") / "desk.db"
    one = "Moscow shipped grain to Pyongyang. Moscow will send shells to Pyongyang by 2032, Kyiv said."
    with Ledger(found) as ledger:
        enter(ledger, *(report(f"r{n}", f"{one} {'And so on. ' * n}", f"2031-05-0{n}",
                               {"trigger": "shipped", "recipient": (KOREA,), "when": f"2031-05-0{n}",
                                "interval": (f"2031-05-0{n}", f"2031-05-0{n}")},
                               {"trigger": "send", "recipient": (KOREA,), "status": "planned",
                                "voices": [("Kyiv", "UKR", "Ukraine", "statement")]}, publisher=f"Paper {n}")
                        for n in range(1, 4)),
              report("x", "Moscow shelled Kyiv on Monday.", "2031-05-02",
                     {"trigger": "shelled", "event": "ASSAULT", "recipient": (UKRAINE,), "quad": 4}))
        ledger.link()
        with ledger.writing() as connection:
            draw_sample(connection, "spring", 4, design_of("random"), seed="1", at=ledger.stamp(connection))
            draw_documents(connection, "missed", 2, seed="1", at=ledger.stamp(connection))
        statement = ledger.statements().dicts()[0]["statement_id"]
        ledger.correct(statement, {"status": "possible"}, by="Anna", why="read again")
    return found


@pytest.fixture
def app(place: Path, tmp_path: Path) -> Iterator[FastAPI]:
    mine = shutil.copy(place, tmp_path / "desk.db")
    yield make_app(Settings(str(mine), also=(HOST,)))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where the desk tried to connect to or asked the address of."""
    found: list[Any] = []

    def refused(*given: Any, **_: Any) -> None:
        found.append(given)
        raise OSError("no calls")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refused)
    return found


def test_no_generated_question_is_a_fault_and_nobody_is_called(app: FastAPI, calls: list[Any]) -> None:
    faults: dict[str, str] = {}
    said: Counter[str] = Counter()

    def ask(case: Any) -> None:
        """Both questions and changes; the guard lets through what says that it is JSON."""
        answer = case.call(headers={"content-type": "application/json"} if case.method not in ("GET", "HEAD") else {})
        said[f"{answer.status_code // 100}xx"] += 1
        if answer.status_code >= 500:
            faults.setdefault(case.operation.label, f"{case.operation.label}: {case.as_curl_command()}")

    for found in schemathesis.openapi.from_asgi("/api/openapi.json", app).get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            generated = given(case=found.ok().as_strategy(generation_mode=mode))(ask)
            with suppress(Unsatisfiable):  # what cannot be wrong has no wrong form
                BOUNDED(generated)()
    assert not faults, "\n".join(faults.values())
    assert said["2xx"] > 100 and said["4xx"] > 100 and calls == []


def test_every_question_about_what_is_there_is_answered(app: FastAPI, place: Path) -> None:
    """Each address with things that the ledger has, as JSON and as CSV, with and without filters."""
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as desk:
        document = desk.get("/api/openapi.json").json()
        known = things(desk)
        faults, good = [], set()
        for path, of in document["paths"].items():
            if "get" not in of:
                continue
            for filled in filled_in(path, known):
                for more in ({}, {"format": "csv"}, {"q": "actor=RUS"}, {"q": "text='grain OR shells'"}, {"limit": 1}):
                    given = {"name": "spring", "coder": "Anna", "number": 1, "statement": known["statement_id"][0]}
                    given |= more
                    said = desk.get(filled, params=given)
                    good |= {path} if said.status_code == 200 else set()
                    faults += [f"{filled} {given} {said.status_code}"] if said.status_code >= 500 else []
    assert not faults, "\n".join(faults)
    assert len(good) >= 0.6 * len(document["paths"]) * 0.7


def things(desk: TestClient) -> dict[str, list[str]]:
    """Names and numbers of what the ledger has, by the kind of thing."""
    with Ledger(desk.app.state.ledger.shown, create=False) as ledger:  # type: ignore[attr-defined]
        return {
            "pk": ["1", "2", "999"], "statement_id": [ledger.statements().dicts()[0]["statement_id"], "none"],
            "story": [*(str(r[0]) for r in ledger.stories().rows[:2]), "none"],
            "incident": [*(str(r[0]) for r in ledger.incidents().rows[:2]), "none"],
            "claim": [*(str(r[0]) for r in ledger.claims().rows[:2]), "none"], "run": ["1", "2"],
        }  # fmt: skip


def filled_in(path: str, known: dict[str, list[str]]) -> list[str]:
    """The path with each kind of thing in its places."""
    if "{" not in path:
        return [path]
    rooms = {"/stories": "story", "/incidents": "incident", "/claims": "claim", "/runs": "run"}
    room = next((kind for start, kind in rooms.items() if start in path), None)
    every = {value for values in known.values() for value in values}
    return [re.sub(r"\{[^}]*\}", value, path) for value in (known[room] if room else sorted(every))]


ADDRESS = re.compile(r"(^|_)(url|uri|href|host|webhook|endpoint|callback|proxy|server|file|path|folder)($|_)", re.I)


def test_no_question_takes_an_address_to_call_or_a_file_to_open(app: FastAPI) -> None:
    found = []
    for path, of in app.openapi()["paths"].items():
        for method, operation in of.items():
            names = [parameter["name"] for parameter in operation.get("parameters", ())]
            found += [f"{method} {path} {name}" for name in names if ADDRESS.search(name)]
    for name, schema in app.openapi().get("components", {}).get("schemas", {}).items():
        found += [f"{name}.{field}" for field in schema.get("properties", ()) if ADDRESS.search(field)]
    assert found == []
