"""An incident as the desk shows it: columns are origins, rows slots, cells versions with voices and statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa

from dateline.ledger.incidents.compare import columns, holder_words, source, value_words
from dateline.ledger.incidents.incidents import Incident
from dateline.ledger.incidents.tables import INCIDENT_STATEMENTS
from dateline.ledger.incidents.versions import Slot, Telling, Value
from dateline.ledger.schema import DOCUMENTS, STATEMENTS


class Column(msgspec.Struct, frozen=True):
    """An origin: its first report that tells the act, and how many reports of it tell it."""

    origin: str
    source: str
    title: str
    published: str | None
    document_pk: int
    reports: int


class Said(msgspec.Struct, frozen=True):
    """A statement in a cell: `voices` from the outermost inwards, empty for the report's own."""

    statement_id: str
    document_pk: int
    voices: tuple[str, ...]
    sentence: str


class Cell(msgspec.Struct, frozen=True):
    """What one origin (`column`: its number) tells of a version, and in whose voice in words."""

    column: int
    voice: str
    said: tuple[Said, ...]


class Version(msgspec.Struct, frozen=True):
    """One thing told of a slot; `holder`: whose word it is, for *whether*; `against`: the numbers of the versions that
    cannot be as well."""

    text: str
    holder: str
    against: tuple[int, ...]
    cells: tuple[Cell, ...]


class Row(msgspec.Struct, frozen=True):
    """A slot with its versions, those of most origins first."""

    slot: str
    agreement: str
    versions: tuple[Version, ...]


class Shown(msgspec.Struct, frozen=True):
    """An incident, ready to be drawn."""

    id: str
    event: str
    mode: str | None
    act: str
    headline: str
    stories: tuple[str, ...]
    days: tuple[str, ...]
    statements: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def versions_of(connection: sa.Connection, incident: Incident) -> Shown:
    """The incident with the row numbers and statement ids that lead into its reports."""
    said, documents = _statements(connection, incident.id)
    heads = columns(incident)
    numbers = {origin: number for number, origin in enumerate(heads)}
    shown = tuple(
        Column(origin, source(head), head.title, head.day or None, documents[head.document],
               sum(r.origin == origin for r in incident.reports))
        for origin, head in heads.items())
    rows = tuple(_row(slot, numbers, said) for slot in incident.slots)
    return Shown(incident.id, incident.event, incident.mode, incident.act, incident.headline, incident.stories,
                 incident.days, len(incident.statements), shown, rows)


def _statements(connection: sa.Connection, name: str) -> tuple[dict[int, Said], dict[str, int]]:
    """The statements of an incident by row number, and the row numbers of their documents by id."""
    s, d = STATEMENTS.c, DOCUMENTS.c
    query = (sa.select(s.statement_pk, s.statement_id, s.document_pk, d.document_id, s.voice_texts, s.own_voice,
                       s.sentence)
             .join(INCIDENT_STATEMENTS, INCIDENT_STATEMENTS.c.statement_pk == s.statement_pk)
             .join(DOCUMENTS, d.document_pk == s.document_pk).where(INCIDENT_STATEMENTS.c.incident_id == name))
    found = connection.execute(query).all()
    said = {r.statement_pk: Said(r.statement_id, r.document_pk, _chain(r.own_voice, r.voice_texts), r.sentence)
            for r in found}
    return said, {r.document_id: r.document_pk for r in found}


def _chain(own_voice: bool, voice_texts: str | None) -> tuple[str, ...]:
    return () if own_voice else tuple((voice_texts or "").split("; "))


def _row(slot: Slot, numbers: Mapping[str, int], said: Mapping[int, Said]) -> Row:
    place = {value.key: number for number, value in enumerate(slot.values)}
    return Row(slot.name, slot.agreement, tuple(_version(slot, v, place, numbers, said) for v in slot.values))


def _version(slot: Slot, value: Value, place: Mapping[str, int], numbers: Mapping[str, int],
             said: Mapping[int, Said]) -> Version:
    holder = holder_words(value) if slot.name == "whether" else ""
    cells = sorted((_cell(telling, numbers, said) for telling in value.tellings), key=lambda c: c.column)
    return Version(value_words(slot, value), holder, tuple(sorted(place[k] for k in value.against)), tuple(cells))


def _cell(telling: Telling, numbers: Mapping[str, int], said: Mapping[int, Said]) -> Cell:
    found: Sequence[Said] = [said[pk] for pk in telling.statements if pk in said]
    return Cell(numbers[telling.origin], "; ".join(telling.voices), tuple(found))
