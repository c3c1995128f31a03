"""What only the whole ledger can tell: copies, stories, incidents, claims.  Derived, and made anew as a whole.

It is worked out from one view of the ledger while others write, then kept in one short transaction together with the
digest of what it was made of, so that anybody can see whether it still holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import NamedTuple

import sqlalchemy as sa

from dateline._version import __version__
from dateline.ledger import schema
from dateline.ledger.claims.store import find, save_claims, times_of
from dateline.ledger.incidents.incidents import incidents
from dateline.ledger.incidents.store import save_incidents
from dateline.ledger.loading import entries
from dateline.ledger.people.tables import CORRECTIONS
from dateline.ledger.store import Store
from dateline.ledger.stories.store import reports_of, save_stories
from dateline.ledger.stories.stories import Story, find_stories
from dateline.ledger.stories.tables import STORY_STATE
from dateline.ledger.words import LEDGER

READINGS, DOCUMENTS = schema.READINGS, schema.DOCUMENTS
Tell = Callable[[str], None]
FORM = 2  # of what is kept of stories, incidents and claims: raised where it changes within a version


class Linked(NamedTuple):
    """How many there are."""

    stories: int
    incidents: int
    claims: int


def is_linked(connection: sa.Connection) -> bool:
    """Do stories, incidents and claims hold for the present documents, readings, corrections and knowledge?"""
    return connection.execute(sa.select(STORY_STATE.c.digest)).scalar() == _digest(connection)


def link(store: Store, tell: Tell = lambda stage: None) -> Linked | None:
    """Make stories, incidents and claims of the present ledger, if those that stand do not hold; None if they do.

    `tell` is called with the name of each stage as it begins.
    """
    with store.reading() as connection:
        if is_linked(connection):
            return None
        digest = _digest(connection)
        tell("stories")
        stories = find_stories(reports_of(connection))
        linked = [*entries(connection, links=_links(connection, stories))]
        tell("incidents")
        found = incidents(linked)
        tell("claims")
        claims = find(linked, times_of(connection, linked))
    tell("keeping them")
    with store.writing() as connection:
        save_stories(connection, stories, digest, store.stamp(connection))
        save_incidents(connection, found)
        save_claims(connection, claims)
    return Linked(len(stories), len(found), len(claims.claims))


def _links(connection: sa.Connection, stories: Iterable[Story]) -> dict[int, tuple[str, str]]:
    """The origin (as a document id) and the story of each document."""
    rows = connection.execute(sa.select(DOCUMENTS.c.document_pk, DOCUMENTS.c.document_id))
    names = {row.document_pk: row.document_id for row in rows}
    return {m.pk: (names[m.copy.origin], story.id) for story in stories for m in story.members}


def _digest(connection: sa.Connection) -> str:
    """Of everything that the links are made of."""
    total = hashlib.sha256(f"{__version__} {FORM}\n".encode())
    for path in sorted(LEDGER.iterdir()):
        total.update(path.read_bytes())
    corrected = connection.execute(sa.select(sa.func.max(CORRECTIONS.c.correction_pk))).scalar()
    total.update(f"{corrected}\n".encode())
    present = sa.select(READINGS.c.document_pk, READINGS.c.reading_pk).where(READINGS.c.current)
    for row in connection.execute(present.order_by(READINGS.c.document_pk, READINGS.c.reading_pk)):
        total.update(f"{row.document_pk} {row.reading_pk}\n".encode())
    return total.hexdigest()[:32]
