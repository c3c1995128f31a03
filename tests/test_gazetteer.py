"""Dumps of GeoNames as a gazetteer of one's own."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.gazetteer import SHIPPED, Entry, Gazetteer, fold, geonames, open_gazetteer
from dateline.gazetteer.build import Named, write_gazetteer
from dateline.gazetteer.geonames import open_dump, size_of, write_dump
from dateline.gazetteer.names import is_useful
from dateline.knowledge import Knowledge, load_knowledge, terms_of
from dateline.parse import parse_document
from dateline.reading.places import find_places
from dateline.types import Document

UNIT, DISTRICT, TOWN = 90_000_001, 90_000_002, 90_000_003


def row(number: int, name: str, feature: str, country: str = "UA", admin: Sequence[str] = (), **other: str) -> str:
    fields = {
        "alternatenames": "", "latitude": "49.5", "longitude": "31.25", "population": "0", **other,
    }  # fmt: skip
    one, two = (*admin, "", "")[:2]
    return "\t".join([
        str(number), name, name, fields["alternatenames"], fields["latitude"], fields["longitude"], *feature.split("."),
        country, "", one, two, "", "", fields["population"], "", "120", "Europe/Kyiv", "2024-01-31",
    ])  # fmt: skip


ROWS = (
    row(TOWN, "Vyshnopil", "P.PPL", admin=("77", "7701"), population="812", alternatenames="Вишнопіль,Wischnopil,VYP"),
    row(DISTRICT, "Vyshnopilskyi Raion", "A.ADM2", admin=("77", "7701")),
    row(UNIT, "Stepova Oblast", "A.ADM1", admin=("77",)),
    row(90_000_004, "Vyshnopil Air Base", "S.AIRB", admin=("77", "7701")),
    row(90_000_005, "Tykha Richka", "H.STM"),
    row(90_000_006, "Stara Sloboda", "P.PPLH"),
    row(90_000_007, "Dovhyi Shliakh", "R.RD"),
    row(690_791, "Ukraina", "A.PCLI", admin=("00",)),
    row(90_000_008, "Villemoyenne-sur-Rien", "P.PPL", "FR", population="300", alternatenames="Neuhinterwald"),
)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "UA.txt"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory, know: Knowledge) -> Gazetteer:
    path = tmp_path_factory.mktemp("dump") / "UA.txt"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return open_dump(path, terms_of(know.places), SHIPPED)


def one(gazetteer: Gazetteer, name: str) -> Entry:
    [entry] = gazetteer.lookup([fold(name)])[fold(name)]
    return entry


def test_a_town_has_its_units_by_their_codes(laid: Gazetteer) -> None:
    town = one(laid, "Vyshnopil")
    assert town[:7] == (TOWN, "Vyshnopil", "city", 49.5, 31.25, 1.4, 812)
    assert (town.country, town.admin1, town.admin2) == ("UKR", UNIT, DISTRICT)
    assert [e.name for e in laid.containers(town)] == ["Vyshnopilskyi Raion", "Stepova Oblast"]


def test_names_are_those_of_english_text(laid: Gazetteer) -> None:
    assert one(laid, "Wischnopil").id == TOWN and not one(laid, "Wischnopil").main
    assert not laid.lookup([fold("Вишнопіль"), "vyp"])
    assert not laid.lookup(["neuhinterwald"]), "small places of Latin script have one spelling"
    assert is_useful("Şanlıurfa") and not is_useful("4th Street")


@pytest.mark.parametrize(("name", "kind"), [
    ("Vyshnopil Air Base", "facility"), ("Tykha Richka", "water"), ("Dovhyi Shliakh", "facility"),
    ("Stepova Oblast", "admin1"), ("Vyshnopilskyi Raion", "admin2"),
])
def test_kinds(name: str, kind: str, laid: Gazetteer) -> None:
    assert one(laid, name).kind == kind


def test_what_is_no_more_is_left_out(laid: Gazetteer) -> None:
    assert not laid.lookup([fold("Stara Sloboda")])


def test_the_places_below_stay(laid: Gazetteer, know: Knowledge) -> None:
    assert laid.entry(690_791) == know.gazetteer.entry(690_791), "countries keep their point and name"
    for name in ("crimea", "black sea", "nairobi", "ukraine"):
        assert laid.lookup([name]) == know.gazetteer.lookup([name])
    assert laid.digest != know.gazetteer.digest


def test_a_unit_keeps_its_english_name_and_takes_the_point(tmp_path: Path, know: Knowledge) -> None:
    [below] = [e for e in know.gazetteer.lookup(["kharkiv oblast"])["kharkiv oblast"] if e.kind == "admin1"]
    path = tmp_path / "d.txt"
    path.write_text(row(below.id, "Kharkivska Oblast Nova", "A.ADM1", admin=("07",)) + "\n", encoding="utf-8")
    laid = open_dump(path, terms_of(know.places), SHIPPED)
    found = one(laid, "Kharkivska Oblast Nova")
    assert (found.id, found.name, found.radius) == (below.id, below.name, below.radius)
    assert (found.lat, found.lon) == (49.5, 31.25)
    assert below.id in {e.id for e in laid.lookup(["kharkiv oblast"])["kharkiv oblast"]}


def test_a_file_holds_the_same_as_memory(dump: Path, laid: Gazetteer, tmp_path: Path, know: Knowledge) -> None:
    archive, out, told = tmp_path / "UA.zip", tmp_path / "new" / "ua.sqlite", list[int]()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("readme.txt", "The format of the file.")
        zipped.write(dump, "UA.txt")
    count = write_dump((archive,), out, terms_of(know.places), SHIPPED, told.append)
    made = open_gazetteer(out)
    assert made.digest == laid.digest and sum(told) == 2 * size_of(archive)
    assert count == made.connection.execute("SELECT count(*) FROM places").fetchone()[0]
    assert [p.name for p in out.parent.iterdir()] == ["ua.sqlite"] and "UA.zip" in made.origin
    assert load_knowledge(gazetteer=out).gazetteer.lookup(["vyshnopil"])


def test_the_order_of_rows_does_not_matter(dump: Path, laid: Gazetteer, know: Knowledge) -> None:
    dump.write_text("\n".join(reversed(ROWS)) + "\n", encoding="utf-8")
    assert open_dump(dump, terms_of(know.places), SHIPPED).digest == laid.digest


@pytest.mark.parametrize(("text", "why"), [
    (b"", "holds no rows"),
    (ROWS[0].encode() + b"\nonly\tthree\tfields\n", r"UA.txt:2: .*3 fields, not 19"),
    (ROWS[0].replace("90000003", "geonameid").encode(), r"UA.txt:1: .*'geonameid' is no number"),
    (ROWS[0].replace("49.5", "north").encode(), r"UA.txt:1: .*north"),
    (b"\xff\xfe\x00", "not UTF-8"),
    (b"A report about nothing.\n", "1 fields, not 19"),
])
def test_what_is_no_dump_is_refused(text: bytes, why: str, dump: Path) -> None:
    dump.write_bytes(text)
    with pytest.raises(KnowledgeError, match=why):
        load_knowledge(gazetteer=dump)


def test_a_large_dump_is_to_be_made_a_file(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geonames, "LIMIT", 5)
    with pytest.raises(KnowledgeError, match=r"dateline gazetteer .*UA\.txt --out UA\.sqlite"):
        load_knowledge(gazetteer=dump)


def test_a_failed_dump_leaves_the_file_as_it_was(dump: Path, tmp_path: Path, know: Knowledge) -> None:
    out = tmp_path / "ua.sqlite"
    out.write_bytes(b"old")
    dump.write_text(f"{ROWS[0]}\nbroken\n", encoding="utf-8")
    with pytest.raises(KnowledgeError):
        write_dump((dump,), out, terms_of(know.places), SHIPPED, bool)
    assert out.read_bytes() == b"old" and sorted(p.name for p in tmp_path.iterdir()) == ["UA.txt", "ua.sqlite"]


def test_another_database_is_no_gazetteer(tmp_path: Path) -> None:
    for number, table in enumerate(("meta (key, value)", "reports (text)")):
        path = tmp_path / f"{number}.sqlite"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"CREATE TABLE {table}")
        with pytest.raises(KnowledgeError, match="not a gazetteer"):
            open_gazetteer(path)


def test_a_country_has_one_capital(know: Knowledge) -> None:
    rows = know.gazetteer.connection.execute("SELECT country FROM places WHERE kind = 'capital'").fetchall()
    assert len(rows) == len(set(rows)) > 230


def test_of_two_places_with_one_id_the_first_stays(tmp_path: Path) -> None:
    first = Entry(5, "Alpha", "city", 1.0, 2.0, 0.0, 10, "KEN", 0, 0)
    path = tmp_path / "g.sqlite"
    assert write_gazetteer(path, [Named(first, ("Beta",)), Named(first._replace(name="Gamma"), ())], "own rows") == 1
    made = open_gazetteer(path)
    assert set(made.lookup(["alpha", "beta", "gamma"])) == {"alpha", "beta"}


@pytest.mark.parametrize("feature", ["S.SCH", "H.STM", "T.HLL", "R.RD", "L.RGN", "A.ADM3"])
def test_a_stream_is_not_meant_before_a_town(feature: str, dump: Path) -> None:
    dump.write_text(row(90_000_001, "Geneva", feature, "US") + "\n", encoding="utf-8")
    with_streams = load_knowledge(gazetteer=dump)
    [place] = find_places(parse_document(Document("d", "The envoys met in Geneva.")), with_streams)
    assert (place.code, place.kind) == ("CHE", "city")
