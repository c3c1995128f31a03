"""The map's questions: a country is never a point, nothing is lost, lists hold what was counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient
from tests.small_reports import KOREA, RUSSIA, enter, report, span

from dateline.ledger.book import Ledger
from dateline.server.app import make_app
from dateline.server.settings import Settings
from dateline.server.spots import numbers, spot
from dateline.types import Place, Reading

TEXT = ("ODESSA (AP) - Moscow shelled Odessa. Pyongyang armed Moscow in Odessa. Moscow fired in Ukraine. "
        "Moscow met. Moscow struck the Donbas. They marched in Ukraine.")
ODESSA = {"code": "UKR", "name": "Odessa", "geonameid": 698740, "lat": 46.4775, "lon": 30.7326, "radius_km": 15.0,
          "level": "point"}
UKRAINE = {"code": "UKR", "name": "Ukraine", "geonameid": 690791, "lat": 49.0, "lon": 32.0, "radius_km": 437.0,
           "level": "country"}
DONBAS = {"code": "UKR", "name": "Donbas", "lat": 48.3, "lon": 38.3, "radius_km": 150.0, "level": "region"}


def at(text: str, **known: Any) -> Place:
    return Place(span(TEXT, text), text, **known)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    document, reading = report(
        "one", TEXT, "2023-05-10", {"trigger": "shelled", "event": "ASSAULT", "quad": 4},
        {"trigger": "armed", "actor": (KOREA, RUSSIA), "status": "planned"},
        {"trigger": "fired", "event": "ASSAULT", "quad": 4}, {"trigger": "met", "event": "CONSULT", "quad": 1},
        {"trigger": "struck", "event": "ASSAULT", "quad": 4}, {"trigger": "marched", "actor": (), "quad": 4})
    where = (at("Odessa", **ODESSA), at("Odessa", **ODESSA), at("Ukraine", **UKRAINE), None, at("Donbas", **DONBAS),
             at("Ukraine", code="UKR"))
    told = tuple(msgspec.structs.replace(s, where=w) for s, w in zip(reading.statements, where, strict=True))
    filed = at("ODESSA", **ODESSA, roles=("dateline",))
    read = Reading("one", document.text_sha256, told, sentences=6, places=(filed,))
    place = tmp_path / "small.db"
    with Ledger(place) as ledger:
        enter(ledger, (document, read), report("two", "Moscow spoke.", "2023-05-11", {"trigger": "spoke"}))
    with TestClient(make_app(Settings(str(place))), base_url="http://localhost") as made:
        yield made


def asked(client: TestClient, path: str, **params: Any) -> dict[str, Any]:
    answer = client.get(f"/api/{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def spots(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row[0]: dict(zip(found["columns"], row, strict=True)) for row in found["rows"]}


def test_places_of_events_by_their_level(client: TestClient) -> None:
    found = asked(client, "places")
    by = spots(found)
    assert (found["total"], found["placed"], found["places"]) == (7, 5, 3)
    assert {k: (s["level"], s["statements"]) for k, s in by.items()} == {
        "g:698740": ("point", 2), "c:UKR": ("country", 2), "p:48.3000,38.3000": ("region", 1)}
    assert by["c:UKR"]["lat"] is None and by["c:UKR"]["lon"] is None  # never a dot
    assert (by["g:698740"]["actual"], by["g:698740"]["planned"], by["g:698740"]["material_conflict"]) == (1, 1, 1)


@pytest.mark.parametrize("kind", ["event", "actor", "dateline"])
def test_the_list_of_a_place_holds_what_is_counted_there(client: TestClient, kind: str) -> None:
    found = spots(asked(client, "places", at=kind))
    assert found
    for key, counted in found.items():
        listed = asked(client, "places/statements", at=kind, place=key)
        assert listed["total"] == len(listed["rows"]) == counted["statements"], key


def test_countries_of_actors_count_once_for_each_of_them(client: TestClient) -> None:
    found = asked(client, "places", at="actor")
    assert {k: s["statements"] for k, s in spots(found).items()} == {"c:RUS": 6, "c:PRK": 1}
    assert (found["total"], found["placed"]) == (7, 6)
    with Ledger(client.app.state.settings.place) as ledger:  # type: ignore[attr-defined]
        assert len(ledger.statements(actor="RUS")) == 6


def test_places_of_filing_come_from_the_newest_readings(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asked(client, "places", at="dateline")
    assert spots(found)["g:698740"]["statements"] == 6
    assert (found["reports"], found["looked_at"], found["left_out"]) == (2, 2, 0)
    monkeypatch.setattr("dateline.server.map_counts.MOST_REPORTS", 1)
    fewer = asked(client, "places", at="dateline")
    assert (fewer["reports"], fewer["looked_at"], fewer["left_out"], fewer["rows"]) == (2, 1, 6, [])


def test_the_filter_holds_and_the_csv_has_the_same_places(client: TestClient) -> None:
    assert asked(client, "places", q="status=planned")["total"] == 1
    lines = client.get("/api/places", params={"format": "csv"}).text.strip().splitlines()
    assert len(lines) == 4


@pytest.mark.parametrize("params", [
    {"place": "x"}, {"place": "c:nga"}, {"place": "g:" + "9" * 30}, {"place": "p:1,2"}, {},
    {"place": "c:UKR", "at": "moon"}, {"place": "c:UKR", "q": "nonsense"},
])
def test_what_cannot_be_read_is_refused_in_a_sentence(client: TestClient, params: dict[str, str]) -> None:
    answer = client.get("/api/places/statements", params=params)
    assert answer.status_code in (400, 422) and answer.json()["error"].endswith(".")


@pytest.mark.parametrize("kind", ["event", "actor", "dateline"])
@pytest.mark.parametrize("place", ["c:XXX", "g:999999999999999999", "p:0.0000,0.0000", "p:-999.0000,999.0000"])
def test_a_place_without_statements_is_an_empty_list(client: TestClient, kind: str, place: str) -> None:
    assert asked(client, "places/statements", at=kind, place=place)["total"] == 0


def test_spots() -> None:
    assert spot(None, None, None, None, None, "the field") is None
    vague = spot(None, "SYR", None, None, None, "the territory")
    assert vague is not None and (vague.key, vague.level, vague.place) == ("c:SYR", "country", "Syria")
    body = spot(None, "UNO", None, None, None, None)
    assert body is not None and body.level == "none"


def test_numbers_of_countries_are_those_of_the_atlas() -> None:
    assert {c: numbers()[c] for c in ("AFG", "FRA", "RUS", "SSD", "USA")} == {
        "AFG": "004", "FRA": "250", "RUS": "643", "SSD": "728", "USA": "840"}
    assert len(set(numbers().values())) == len(numbers())
