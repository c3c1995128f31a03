"""Where reports were filed: the first place of a report's dateline (*RAMALLAH, West Bank —*), as its reading has it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from dateline.ledger.rows import fit
from dateline.ledger.schema import READINGS
from dateline.server.spots import Spot, spot
from dateline.types import Place

MOST_REPORTS = 1_000  # readings that one question looks into
AT_ONCE = 500


class _Reading(msgspec.Struct, frozen=True):
    """What of a reading is looked at: decoding skips the rest."""

    places: tuple[Place, ...] = ()


def filed(connection: sa.Connection, readings: Sequence[int]) -> dict[int, Spot]:
    """The place of filing of each of the readings that has one."""
    found = {}
    for start in range(0, len(readings), AT_ONCE):
        part = readings[start : start + AT_ONCE]
        query = sa.select(READINGS.c.reading_pk, READINGS.c.body).where(READINGS.c.reading_pk.in_(part))
        for number, body in connection.execute(query):
            if (there := _filed(body)) is not None:
                found[int(number)] = there
    return found


def _filed(body: bytes) -> Spot | None:
    places = [p for p in _decoded(zlib.decompress(body)).places if "dateline" in p.roles]
    if not places:
        return None
    first = min(places, key=lambda p: p.span.start)
    return spot(first.level, first.code, first.geonameid, first.lat, first.lon,
                fit(first.name or first.text), first.admin1, first.radius_km)


def _decoded(plain: bytes) -> _Reading:
    try:
        return msgspec.json.decode(plain, type=_Reading)
    except msgspec.DecodeError:  # half a surrogate pair, escaped
        return msgspec.convert(json.loads(plain), _Reading)
