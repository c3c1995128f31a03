"""What only the whole ledger can tell: copies, stories, incidents, claims.  Derived; what changes is made anew.

It is worked out from one view of the ledger while others write, then kept in one short transaction together with the
digest of what it was made of, so that anybody can see whether it still holds.  Copies, stories and incidents that
reports change which come and go are found by what is kept of the others (`linked…`), with the result that a pass over
the whole ledger has.  Claims are always made of the whole, because every later statement may bear on every claim.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import sqlalchemy as sa

from dateline._version import __version__
from dateline.ledger import schema
from dateline.ledger.claims.store import find, save_claims, times_of
from dateline.ledger.claims.tables import CLAIMS
from dateline.ledger.incidents.again import all_incidents, incidents_again
from dateline.ledger.incidents.incidents import Change
from dateline.ledger.incidents.store import forget_incidents, save_incidents
from dateline.ledger.incidents.tables import INCIDENTS
from dateline.ledger.loading import entries, linked, stored
from dateline.ledger.nouns import Entry
from dateline.ledger.people.tables import CORRECTIONS
from dateline.ledger.reports import Report
from dateline.ledger.store import Store
from dateline.ledger.stories.again import Again, stories_again
from dateline.ledger.stories.kept import Base, by_number, forget, forget_all, forget_pairs, keep, rows_in
from dateline.ledger.stories.origins import origins_of
from dateline.ledger.stories.settings import settings
from dateline.ledger.stories.store import forget_stories, reports_of, save_stories, slim
from dateline.ledger.stories.stories import Story, compare, group, told
from dateline.ledger.stories.tables import LINK_STATE, LINKED, STORIES, STORY_DOCUMENTS, STORY_STATE
from dateline.ledger.words import LEDGER, background

READINGS, DOCUMENTS, STATEMENTS = schema.READINGS, schema.DOCUMENTS, schema.STATEMENTS
Tell = Callable[[str], None]
FORM = 3  # of what is kept of stories, incidents and claims: raised where it changes within a version
SHARE = 0.5  # of the reports: where more have come and gone, all is made anew


class Linked(NamedTuple):
    """How many there are.  `new`: how many reports had come in; None where all was made anew."""

    stories: int
    incidents: int
    claims: int
    new: int | None = None


class _State(NamedTuple):
    """What stands: the digest of what stories and incidents were made of and that of claims; version and tables that
    they were made with; the last correction."""

    digest: str = ""
    claims: str = ""
    base: str = ""
    corrected: int = 0


class _Step(NamedTuple):
    """What has come (with the number of its reading) and gone since, and in what something was corrected."""

    come: dict[int, tuple[Report, int]]
    gone: set[int]
    corrected: set[int]


class _Work(NamedTuple):
    """What is to be kept; `whole`: in the place of all that stands; `new`: reports that have come in."""

    stories: Again
    incidents: Change
    new: int
    whole: bool = False


def is_linked(connection: sa.Connection, claims: bool = True) -> bool:
    """Do stories, incidents and (unless left out) claims hold for the present documents, readings, corrections and
    knowledge?"""
    state, digest = _state(connection), _digest(connection)
    return state.digest == digest and (not claims or state.claims == digest)


def link(
    store: Store, tell: Tell = lambda stage: None, *, claims: bool = True, full: bool = False,
) -> Linked | None:
    """Make stories, incidents and claims of the present ledger, if those that stand do not hold; None if they do.

    `tell` is called with the name of each stage as it begins.  Without `claims` these stay as they are.  `full`: all is
    made anew, whatever stands.
    """
    work = _link_stories(store, tell, full)
    told = _link_claims(store, tell) if claims else False
    if work is None and not told:
        return None
    with store.reading() as connection:
        stories, incidents, claimed = [
            connection.execute(sa.select(sa.func.count()).select_from(t)).scalar_one()
            for t in (STORIES, INCIDENTS, CLAIMS)]
    return Linked(stories, incidents, claimed, None if work and work.whole else work.new if work else 0)


def _link_stories(store: Store, tell: Tell, full: bool) -> _Work | None:
    while True:
        with store.reading() as connection:
            state, digest = _state(connection), _digest(connection)
            if state.digest == digest and not full:
                return None
            step = None if full else _step(connection, state)
            work = _whole(connection, tell) if step is None else _again(connection, step, tell)
            corrected = _last_correction(connection)
        tell("keeping them")
        with store.writing() as connection:
            if _state(connection) == state:  # else another program has linked meanwhile: once more
                _keep(connection, work)
                connection.execute(sa.insert(STORY_STATE), {"digest": digest, "made": store.stamp(connection)})
                kept = "" if full else state.claims
                connection.execute(sa.insert(LINK_STATE), {"base": _base(), "corrected": corrected, "claims": kept})
                return work


def _link_claims(store: Store, tell: Tell) -> bool:
    while True:
        with store.reading() as connection:
            state = _state(connection)
            if state.claims == state.digest:
                return False
            tell("claims")
            said = [*entries(connection)]
            found = find(said, times_of(connection, said))
        with store.writing() as connection:
            if _state(connection) == state:
                save_claims(connection, found)
                connection.execute(sa.update(LINK_STATE).values(claims=state.digest))
                return True


def _whole(connection: sa.Connection, tell: Tell) -> _Work:
    tell("stories")
    how, reports = settings(), [*reports_of(connection)]
    copies, sketches = origins_of(reports, how.origins)
    links = compare(reports, how)
    stories = told(links, group(links, copies, how), copies, how)
    linked_reports = [*entries(connection, links=_links(connection, stories))]
    tell("incidents")
    change = all_incidents(linked_reports)
    rows = connection.execute(sa.select(READINGS.c.document_pk, READINGS.c.reading_pk).where(READINGS.c.current))
    base = Base({row[0]: row[1] for row in rows}, {p.pk: p for p in links.profiles}, sketches,
                by_number(links.order, links.likeness, links.apart))
    return _Work(Again(stories, frozenset(), base, {}, frozenset()), change, len(reports), whole=True)


def _again(connection: sa.Connection, step: _Step, tell: Tell) -> _Work:
    tell("stories")
    change = stories_again(connection, [report for report, _ in step.come.values()], step.gone, settings())
    links = _links(connection, change.stories)
    members = {story.id: [m.pk for m in story.members] for story in change.stories}
    s = STORY_DOCUMENTS.c

    def entries_of(wanted: Iterable[str]) -> Iterator[Entry]:
        named = set(wanted)
        kept = {row[0] for row in rows_in(connection, sa.select(s.document_pk), s.story_id, named - members.keys())}
        all_of_them = kept | {pk for name in named & members.keys() for pk in members[name]}
        return entries(connection, all_of_them, linked(connection, kept) | links)

    tell("incidents")
    corrected = {row[0] for row in rows_in(connection, sa.select(s.story_id), s.document_pk, step.corrected)}
    now = members.keys() | (corrected - change.no_more)
    found = incidents_again(connection, entries_of, change.no_more, now)
    base = change.base._replace(readings={pk: reading for pk, (_, reading) in step.come.items()})
    return _Work(change._replace(base=base), found, len(step.come))


def _keep(connection: sa.Connection, work: _Work) -> None:
    how, change = settings(), work.stories
    connection.execute(sa.delete(STORY_STATE))
    connection.execute(sa.delete(LINK_STATE))
    if work.whole:
        forget_incidents(connection)
        forget_stories(connection)
        forget_all(connection)
    else:
        forget(connection, change.gone, how)
        forget_pairs(connection, change.dropped)
    keep(connection, change.base, how, background())
    save_stories(connection, change.stories, change.no_more)
    save_incidents(connection, work.incidents)


def _step(connection: sa.Connection, state: _State) -> _Step | None:
    """What has changed since; None where all has to be made anew."""
    if state.base != _base():
        return None
    r, k = READINGS.c, LINKED.c
    same = sa.and_(k.document_pk == r.document_pk, k.reading_pk == r.reading_pk)
    new = sa.select(r.document_pk).outerjoin_from(READINGS, LINKED, same).where(r.current, k.document_pk.is_(None))
    old = (sa.select(k.document_pk).outerjoin_from(LINKED, READINGS, sa.and_(same, r.current))
           .where(r.reading_pk.is_(None)))
    come, gone = [set(connection.execute(query).scalars()) for query in (new, old)]
    present = connection.execute(sa.select(sa.func.count()).select_from(READINGS).where(r.current)).scalar_one()
    if len(come | gone) > SHARE * present:
        return None
    read = {one.document_pk: (Report(one.document_pk, one.document, slim(one.reading)), one.reading_pk)
            for one in stored(connection, come)}
    return _Step(read, gone, _corrected(connection, state.corrected))


def _corrected(connection: sa.Connection, since: int) -> set[int]:
    """The reports on which people said something after the correction with that number."""
    c, d = CORRECTIONS.c, DOCUMENTS.c
    rows = connection.execute(sa.select(c.text_sha256, c.document_id).where(c.correction_pk > since)).all()
    query = sa.select(d.document_pk)
    return {row[0] for column, values in ((d.text_sha256, [r[0] for r in rows]), (d.document_id, [r[1] for r in rows]))
            for row in rows_in(connection, query, column, values)}


def _links(connection: sa.Connection, stories: Iterable[Story]) -> dict[int, tuple[str, str]]:
    """The origin (as a document id) and the story of each document."""
    members = [(m, story.id) for story in stories for m in story.members]
    query = sa.select(DOCUMENTS.c.document_pk, DOCUMENTS.c.document_id)
    heads = rows_in(connection, query, DOCUMENTS.c.document_pk, (m.copy.origin for m, _ in members))
    names = {row[0]: row[1] for row in heads}
    return {m.pk: (names[m.copy.origin], story) for m, story in members}


def _state(connection: sa.Connection) -> _State:
    query = sa.select(STORY_STATE.c.digest, LINK_STATE.c.claims, LINK_STATE.c.base, LINK_STATE.c.corrected)
    row = connection.execute(query.select_from(sa.join(STORY_STATE, LINK_STATE, sa.true()))).first()
    return _State(*row) if row else _State()


def _last_correction(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.max(CORRECTIONS.c.correction_pk))).scalar() or 0


def _base() -> str:
    """A digest of version and tables."""
    total = hashlib.sha256(f"{__version__} {FORM}\n".encode())
    for path in sorted(LEDGER.iterdir()):
        total.update(path.read_bytes())
    return total.hexdigest()[:32]


def _digest(connection: sa.Connection) -> str:
    """Of everything that the links are made of."""
    total = hashlib.sha256(f"{_base()}\n{_last_correction(connection)}\n".encode())
    present = sa.select(READINGS.c.document_pk, READINGS.c.reading_pk).where(READINGS.c.current)
    for row in connection.execute(present.order_by(READINGS.c.document_pk, READINGS.c.reading_pk)):
        total.update(f"{row.document_pk} {row.reading_pk}\n".encode())
    return total.hexdigest()[:32]
