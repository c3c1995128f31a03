"""The server: which tools there are, what they take, and how they are run over one ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import sqlalchemy as sa
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from dateline._version import __version__
from dateline.errors import DatelineError, LedgerError
from dateline.ledger.book import Ledger
from dateline.ledger.claims.rules import KINDS
from dateline.ledger.filters import FIELDS
from dateline.mcp import comparing, quoting, tools
from dateline.mcp.telling import Told
from dateline.server.patience import LONGEST, TOO_LONG, Work

INSTRUCTIONS = (
    "A ledger of what news reports say: who did, does, will, might or denies to have done what to whom, and who says "
    "so. Nothing in it is a fact of its own: quote it as reported, with status and voices, and never pass off what is "
    "planned, possible, denied or only said by somebody as something that happened. Every statement has the sentence "
    "it rests on (quote, start, end, document_id, text_sha256, url). All tools only read; nothing touches the network."
)
FILTER = (
    "A filter: fields with blanks between them, all of which have to hold; values of one field with commas: "
    f"actor=RUS recipient=PRK event=AID,AGREE status=planned since=2023-01. Fields: {', '.join(FIELDS)}. Codes are ISO "
    'alpha-3 and sectors (RUS, "RUS GOV"). '
    "What is told as having happened: realised=yes; in the report's own voice: own_voice=yes."
)
Words = Annotated[str, Field(max_length=1_000)]
Id = Annotated[str, Field(max_length=200, description="An id, or its first characters.")]
Some = Annotated[int, Field(ge=1, le=50, description="How many at most; `left_out` says how many more there are.")]
Few = Annotated[int, Field(ge=1, le=20, description="How many at most; what is left out is counted.")]
Offset = Annotated[int, Field(ge=0, le=1_000_000, description="How many to leave out before the first.")]
Month = Annotated[str, Field(max_length=10, description="A month, YYYY-MM, or a year.")]
Party = Annotated[str, Field(max_length=80, description="A code (RUS, UNO, IMG) or the name of a state.")]


def serve_stdio(place: str) -> None:
    """Serve the ledger on standard input and output.  Raises LedgerError where it cannot be opened."""
    with Ledger(place, create=False, read_only=True) as ledger:
        make_server(ledger).run("stdio")


def make_server(ledger: Ledger, seconds: float = LONGEST) -> MCPServer:
    """The server over an open ledger; each question takes `seconds` at most."""
    server = MCPServer("dateline", title="Dateline", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR")
    hints = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    for tool in _tools(ledger, seconds):
        server.add_tool(tool, annotations=hints, structured_output=True)
    return server


@contextmanager
def _asking(ledger: Ledger, seconds: float) -> Iterator[sa.Connection]:
    """A connection for one question.  What a user can mend is the error of the tool, and so is too long a question."""
    work = Work()
    timer = threading.Timer(seconds, work.end, [TOO_LONG.format(seconds)])
    timer.daemon = True
    try:
        with ledger.reading() as connection, work.on(connection):
            timer.start()
            yield connection
    except LedgerError as error:
        raise ToolError(work.why or str(error)) from error
    except DatelineError as error:
        raise ToolError(str(error)) from error
    finally:
        timer.cancel()


def _tools(ledger: Ledger, seconds: float) -> list[Callable[..., Told]]:
    def ask(question: Callable[..., Told], *given: Any) -> Told:
        with _asking(ledger, seconds) as connection:
            return question(connection, *given)

    def search_statements(
        filter: Annotated[str, Field(max_length=4_000, description=FILTER)] = "",
        text: Annotated[str, Field(max_length=1_000, description='Words of the sentence: "grain deal" -export')] = "",
        limit: Some = 10, offset: Offset = 0,
    ) -> dict[str, Any]:
        """Statements that reports make, the newest report first, as reported, by a filter and by words."""
        return ask(tools.search_statements, filter, text, limit, offset)

    def get_statement(id: Id) -> dict[str, Any]:
        """One statement in full: each slot with its characters, codes, certainty, voices; the other reports with it."""
        return ask(tools.get_statement, id)

    def explain(id: Id) -> dict[str, Any]:
        """Why a statement was read so: the marked sentence, and each step with its rule and the words it went by."""
        return ask(tools.explain, id)

    def dyad(
        a: Party, b: Party, since: Month = "", until: Month = "",
        passages: Annotated[int, Field(ge=0, le=5, description="Statements quoted for each.")] = 1, limit: Few = 10,
    ) -> dict[str, Any]:
        """What reports tell of two parties: how much each way and how, what flows, which relations stand."""
        return ask(comparing.dyad, a, b, since, until, passages, limit)

    def compare_sources(
        story: Annotated[str, Field(max_length=200, description="The id of a story.")] = "",
        incident: Annotated[str, Field(max_length=200, description="The id of one act.")] = "",
        text: Annotated[str, Field(max_length=400, description="Words of titles or parties, to find a story.")] = "",
        differ: Annotated[bool, Field(description="Only acts in which reports differ.")] = False, limit: Few = 3,
    ) -> dict[str, Any]:
        """How independent reports tell the same act: slot by slot, who gives which value in whose voice."""
        return ask(comparing.compare_sources, story, incident, text, differ, limit)

    def claims(
        speaker: Annotated[str, Field(max_length=400, description="A code, the name of a state or of a person.")] = "",
        kind: Annotated[str, Field(max_length=40, description=f"One of {', '.join(KINDS)}.")] = "",
        text: Words = "",
        open: Annotated[bool | None, Field(description="true: only those that nobody has judged yet.")] = None,
        limit: Some = 10, offset: Offset = 0,
    ) -> dict[str, Any]:
        """What somebody can be held to: promises, plans, predictions, threats, denials, accusations, and outcomes."""
        return ask(tools.claims, speaker, kind, text, open, limit, offset)

    def verify_quote(
        quote: Annotated[str, Field(min_length=1, max_length=5_000, description="The words to look for.")],
        document: Annotated[str, Field(max_length=2_000, description="Id or address of a report; else all.")] = "",
    ) -> dict[str, Any]:
        """Whether a quote stands in a report to the letter, where, what differs, and what is read there."""
        return ask(quoting.verify_quote, quote, document)

    return [search_statements, get_statement, explain, dyad, compare_sources, claims, verify_quote]
