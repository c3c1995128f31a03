"""What the map counts: statements by the place of the event, the countries of actors, where reports were filed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

import sqlalchemy as sa

from dateline.exports.rows import SEPARATOR
from dateline.ledger.conditions import Truth
from dateline.ledger.schema import PARTIES, STATEMENTS
from dateline.ledger.table import Table, table
from dateline.server.filed import MOST_REPORTS, filed
from dateline.server.spots import Spot, country, parts, spot
from dateline.types import Status

At: TypeAlias = Literal["event", "actor", "dateline"]
S = STATEMENTS.c
STATUSES: tuple[Status, ...] = get_args(Status)
QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
SHARES = ("statements", *STATUSES, *QUADS, "background")
COLUMNS = ("key", "place", "code", "admin1", "level", "lat", "lon", "radius_km", "geonameid", *SHARES)
_ONE = sa.literal(1)
MEASURES = (
    sa.func.count(),
    *(sa.func.sum(sa.case((S.status == status, _ONE), else_=0)) for status in STATUSES),
    *(sa.func.sum(sa.case((S.quad == number, _ONE), else_=0)) for number in range(1, 5)),
    sa.func.sum(sa.case((S.background, _ONE), else_=0)),
)


@dataclass(slots=True)
class Counts:
    """Counts by spot.  `total`: statements that the filter finds; `placed`: those that stand at a spot.

    `reports`, `looked_at`: reports of these statements and how many of them were looked into for their datelines;
    `left_out`: statements of the others.
    """

    total: int = 0
    placed: int = 0
    reports: int = 0
    looked_at: int = 0
    left_out: int = 0
    spots: dict[str, Spot] = field(default_factory=dict)
    sums: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * len(SHARES)))

    def add(self, place: Spot, measures: Iterable[Any]) -> None:
        """Count what stands at a spot."""
        self.spots.setdefault(place.key, place)
        self.sums[place.key] = [a + int(b) for a, b in zip(self.sums[place.key], measures, strict=True)]


def counts(connection: sa.Connection, at: At, wanted: Sequence[Truth]) -> Counts:
    """The statements that meet the conditions, by place."""
    by: Mapping[At, Any] = {"event": _events, "actor": _actors, "dateline": _datelines}
    found: Counts = by[at](connection, wanted)
    return found


def rows(found: Counts, most: int | None = None) -> Table:
    """The spots with their counts, the largest first."""
    keys = sorted(found.sums, key=lambda k: (-found.sums[k][0], k))[:most]
    return table(COLUMNS, [_row(found.spots[k], found.sums[k]) for k in keys])


def there(connection: sa.Connection, at: At, key: str, wanted: Sequence[Truth]) -> list[Truth]:
    """Conditions for the statements of a spot.  Raises DatelineError for what is no key."""
    named = parts(key)
    if at == "dateline":
        readings, _ = _newest(connection, wanted)
        places = filed(connection, [r for r, *_ in readings])
        return [S.reading_pk.in_([r for r, place in places.items() if place.key == key])]
    if at == "actor" and named["code"] is None:
        return [sa.false()]
    if at == "actor":
        actors = sa.select(PARTIES.c.statement_pk).where(PARTIES.c.role == "actor", PARTIES.c.country == named["code"])
        return [S.statement_pk.in_(actors)]
    vague = sa.or_(S.where_level.is_(None), S.where_level == "country", S.where_lat.is_(None), S.where_lon.is_(None))
    if named["code"]:
        return [S.where_code == named["code"], vague]
    if named["id"]:
        return [S.where_geonameid == int(named["id"]), sa.not_(vague)]
    near = [sa.func.abs(column - float(named[name] or 0)) < 0.0001
            for column, name in ((S.where_lat, "lat"), (S.where_lon, "lon"))]
    return [S.where_geonameid.is_(None), S.where_level != "country", *near]


def _row(place: Spot, sums: list[int]) -> tuple[Any, ...]:
    return (place.key, place.place, place.code, place.admin1, place.level, place.lat, place.lon, place.radius_km,
            place.geonameid, *sums)


def _events(connection: sa.Connection, wanted: Sequence[Truth]) -> Counts:
    """By the place of the event: one row of the database for each place, and the names that it is called by."""
    place = (S.where_level, S.where_code, S.where_geonameid, S.where_lat, S.where_lon)
    named = (sa.func.min(sa.func.coalesce(S.where_name, S.where_text)), sa.func.min(S.where_admin1),
             sa.func.max(S.where_radius_km))
    query = sa.select(*place, *named, *MEASURES).where(*wanted).group_by(*place)
    found = Counts()
    for row in connection.execute(query):
        found.total += row[8]
        if (seen := spot(*row[:8])) is not None:
            found.placed += row[8]
            found.add(seen, row[8:])
    return found


def _actors(connection: sa.Connection, wanted: Sequence[Truth]) -> Counts:
    """By the countries of the actors: a statement counts once for each of them."""
    found = Counts()
    query = sa.select(S.actor_codes, *MEASURES).where(*wanted).group_by(S.actor_codes)
    for codes, *measures in connection.execute(query):
        found.total += measures[0]
        countries = {code.split(" ")[0] for code in (codes or "").split(SEPARATOR)} - {"", "?"}
        found.placed += measures[0] if countries else 0
        for code in countries:
            found.add(country(code), measures)
    return found


def _datelines(connection: sa.Connection, wanted: Sequence[Truth]) -> Counts:
    """By where the reports were filed, of the newest of them: datelines stand in the readings only."""
    readings, found = _newest(connection, wanted)
    places = filed(connection, [r for r, *_ in readings])
    for number, *measures in readings:
        if (seen := places.get(number)) is not None:
            found.placed += measures[0]
            found.add(seen, measures)
    return found


def _newest(connection: sa.Connection, wanted: Sequence[Truth]) -> tuple[list[Any], Counts]:
    """Readings with their measures, those of the newest reports; and counts of all."""
    query = sa.select(S.reading_pk, *MEASURES).where(*wanted).group_by(S.reading_pk)
    query = query.order_by(sa.func.max(sa.func.coalesce(S.published, "")).desc(), S.reading_pk.desc())
    every = connection.execute(query).all()
    looked = [tuple(row) for row in every[:MOST_REPORTS]]
    total = sum(row[1] for row in every)
    return looked, Counts(total, 0, len(every), len(looked), total - sum(row[1] for row in looked))
