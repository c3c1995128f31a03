"""`Ledger`: the store with its questions and answers, the face that Python programs see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa

from dateline.ledger.store import Store

if TYPE_CHECKING:
    from dateline.ledger.claims.store import Card
    from dateline.ledger.incidents.incidents import Incident
    from dateline.ledger.linking import Linked
    from dateline.ledger.people.corrections import Correction
    from dateline.ledger.query import Asked
    from dateline.ledger.relations.relations import Dyad
    from dateline.ledger.runs import Difference
    from dateline.ledger.stories.store import StoryShown
    from dateline.ledger.table import Table

P = ParamSpec("P")
T = TypeVar("T")


class Ledger(Store):
    """A ledger: a file (`desk.db`) or a PostgreSQL address.

        with Ledger("desk.db") as ledger:
            ledger.statements(actor="RUS", status="planned").pandas()

    Answers are tables (`.dicts()`, `.arrow()`, `.pandas()`, `.polars()`) of what reports say, never of what is true.
    Stories, incidents and claims are made anew first where the ledger has changed.  Raises LedgerError as `Store` does,
    and DatelineError where a question cannot be understood.
    """

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def statements(self, filter: Asked = None, *, limit: int | None = None, **fields: Any) -> Table:
        """Statements, the newest first: `statements("actor=RUS status=planned")`, `statements(actor="RUS")`."""
        from dateline.ledger import query

        return self._ask(query.statements, _filter(filter, fields), limit)

    def count(self, filter: Asked = None, *, by: str = "event", **fields: Any) -> Table:
        """How many statements and documents a filter finds, by event, status, month …, and of how many."""
        from dateline.ledger import query

        return self._ask(query.count, _filter(filter, fields), by)

    def search(self, text: str, filter: Asked = None, *, limit: int = 50, **fields: Any) -> Table:
        """Statements whose sentence holds the words: `"grain deal" -Ukraine, blockad*`."""
        from dateline.ledger import search

        return self._ask(search.search, text, _filter(filter, fields), limit)

    def documents(self, text: str, filter: Asked = None, *, limit: int = 50, **fields: Any) -> Table:
        """Documents whose title or text holds the words."""
        from dateline.ledger import search

        return self._ask(search.documents, text, _filter(filter, fields), limit)

    def runs(self) -> Table:
        """All runs, the latest first."""
        from dateline.ledger import runs

        return self._ask(runs.runs)

    def reasons(self, run: int) -> Table:
        """What a run skipped or remarked on, and why.  Raises LedgerError for a run that does not exist."""
        from dateline.ledger import runs

        return self._ask(runs.reasons, run)

    def diff(self, before: int, after: int) -> Difference:
        """Gains, losses and changed slots between two runs.  Raises LedgerError for a run that does not exist."""
        from dateline.ledger import runs

        return self._ask(runs.diff, before, after)

    def link(self) -> Linked | None:
        """Make stories, incidents and claims, if the ledger has changed since; None if not."""
        from dateline.ledger.linking import link

        return link(self)

    def stories(self, **wanted: Any) -> Table:
        """Stories, the newest first; `since`, `until`, `min_origins`, `text`, `differ`, `limit`."""
        from dateline.ledger.stories import store as stories_store

        return self._ask_linked(stories_store.stories, **wanted)

    def story(self, id: str) -> StoryShown:
        """A story with its reports by origin, and why they belong to it."""
        from dateline.ledger.stories import store as stories_store

        return self._ask_linked(stories_store.story, id)

    def incidents(self, story: str | None = None, *, differ: bool = False, origins: int = 1) -> Table:
        """Acts that several statements tell of; `differ`: those in which reports differ."""
        from dateline.ledger.incidents import store as incidents_store

        return self._ask_linked(incidents_store.list_incidents, story, differ, origins)

    def incident(self, id: str) -> Incident:
        """One act with its versions: slot by slot who gives which value, in whose voice."""
        from dateline.ledger.incidents import store as incidents_store

        return self._ask_linked(incidents_store.incident, id)

    def compare(self, story: str) -> Table:
        """The grid of a story: one row for each value of a slot that an origin gives, with voice and sentence."""
        from dateline.ledger.incidents import store as incidents_store

        return self._ask_linked(incidents_store.compare, story)

    def claims(self, **wanted: Any) -> Table:
        """Promises, plans, predictions, threats, denials, accusations; `speaker`, `kind`, `open`, `due_before`, …"""
        from dateline.ledger.claims import store as claims_store

        return self._ask_linked(claims_store.claims, **wanted)

    def claim(self, id: str) -> Card:
        """A claim: when it was said and repeated, what later bears on it, what people judged."""
        from dateline.ledger.claims import store as claims_store

        return self._ask_linked(claims_store.claim, id)

    def set_outcome(self, id: str, outcome: str, *, by: str, note: str, evidence: Sequence[str] = ()) -> int:
        """Judge a claim: came true, partly, did not, contradicted, unverifiable.  Signed, dated, never overwritten."""
        from dateline.ledger.claims import outcomes

        self.link()
        with self.writing() as connection:
            return outcomes.set_outcome(connection, id, outcome, by, note, evidence, self.stamp(connection))

    def dyad(self, a: str, b: str, *, since: str | None = None, until: str | None = None) -> Dyad:
        """What is told of two parties (codes): flows each way, standing relations, intensity."""
        from dateline.ledger.relations import relations

        return self._ask_linked(relations.dyad, a, b, since=since, until=until)

    def monthly(self, a: str, b: str, **wanted: Any) -> Table:
        """The monthly series of a dyad by direction, status and voice; `since`, `until`, `both`, `background`, `by`."""
        from dateline.ledger.relations import series

        return self._ask(series.monthly, a, b, **wanted)

    def matrix(self, **wanted: Any) -> Table:
        """Actor by recipient, realised and verbal; `since`, `until`, `background`, `least`."""
        from dateline.ledger.relations import series

        return self._ask(series.matrix, **wanted)

    def correct(self, statement: str, changes: Mapping[str, str], *, by: str, why: str) -> list[Correction]:
        """Say what slots of a statement should hold: `correct("3f2a", {"status": "planned"}, by=…, why=…)`."""
        from dateline.ledger.people import correcting

        with self.writing() as connection:
            at = self.stamp(connection)
            return correcting.correct(connection, statement, changes, by=by, at=at, why=why)

    def corrections(self, by: str | None = None) -> Table:
        """What people corrected, rejected and confirmed."""
        from dateline.ledger.people import correcting

        return self._ask(correcting.listed, by)

    def conflicts(self, by: str | None = None) -> Table:
        """Corrections that no longer fit what is read, or one another."""
        from dateline.ledger.people import correcting

        return self._ask(correcting.conflicting, by)

    def alerts(self, watch: str | None = None) -> Table:
        """What watches have told, the latest first."""
        from dateline.ledger.alerts import alerts

        return self._ask(alerts.alerts, watch)

    def _ask(self, question: Callable[Concatenate[sa.Connection, P], T], *given: P.args, **more: P.kwargs) -> T:
        with self.reading() as connection:
            return question(connection, *given, **more)

    def _ask_linked(self, question: Callable[Concatenate[sa.Connection, P], T], *given: P.args, **more: P.kwargs) -> T:
        self.link()
        return self._ask(question, *given, **more)


def _filter(filter: Asked, fields: Mapping[str, Any]) -> Asked:
    """A filter and fields given by name as one."""
    import msgspec

    from dateline.ledger.query import as_filter

    if not fields:
        return filter
    return {**msgspec.to_builtins(as_filter(filter)), **fields}
