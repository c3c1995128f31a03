"""The tools of the Model Context Protocol: asked by the library's own client, in this process and over real pipes."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
import sqlalchemy as sa
from mcp import Client, StdioServerParameters, stdio_client
from tests.samples import SAMPLE
from tests.small_reports import KOREA, RUSSIA, enter, report

from dateline.cli.ledger_coding import code_into
from dateline.errors import DatelineError, LedgerError
from dateline.ledger.book import Ledger
from dateline.ledger.loading import entries, stored
from dateline.mcp import MISSING
from dateline.mcp.serving import make_server
from dateline.mcp.telling import REMINDER, STALE
from dateline.sources import Options

ROOT = Path(__file__).parents[1]
TOOLS = ("search_statements", "get_statement", "explain", "dyad", "compare_sources", "claims", "verify_quote")
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the sample reports, linked; never changed."""
    place = tmp_path_factory.mktemp("mcp") / "demo.db"
    assert code_into(str(place), [str(SAMPLE)], Options()) == 0
    with Ledger(place) as ledger:
        ledger.link()
    return place


@pytest.fixture(scope="module")
def ledger(sample: Path) -> Iterator[Ledger]:
    with Ledger(sample, create=False, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def ask(ledger: Ledger) -> Ask:
    """Asks a tool and gives its answer; with `error=True` the sentence of its error."""
    return asker(ledger)


def asker(ledger: Ledger, seconds: float = 30.0) -> Ask:
    def ask(tool: str, error: bool = False, **given: Any) -> Any:
        async def once(client: Client) -> Any:
            return await client.call_tool(tool, given)

        answer = session(ledger, once, seconds)
        assert answer.is_error is error, answer.content
        text = answer.content[0].text
        if error:
            return text
        assert json.loads(text) == answer.structured_content
        assert answer.structured_content["as_reported"] == REMINDER
        return answer.structured_content

    return ask


def session(ledger: Ledger, use: Callable[[Client], Awaitable[Any]], seconds: float = 30.0) -> Any:
    async def run() -> Any:
        async with Client(make_server(ledger, seconds)) as client:
            return await use(client)

    return anyio.run(run)


def texts(ledger: Ledger) -> dict[tuple[str, str], str]:
    """Text by document id and digest, of all present reports."""
    with ledger.reading() as connection:
        return {(s.document.id, s.document.text_sha256): s.document.text for s in stored(connection)}


def quotes(told: Any) -> Iterator[dict[str, Any]]:
    """Every statement anywhere in an answer."""
    if isinstance(told, dict):
        if "gloss" in told:
            yield told
        for value in told.values():
            yield from quotes(value)
    elif isinstance(told, list):
        for value in told:
            yield from quotes(value)


def check_statements(ledger: Ledger, told: Any) -> int:
    """Every statement of an answer has quote, offsets, address, status and voices, and they fit the text."""
    known, count = texts(ledger), 0
    for one in quotes(told):
        text = known[one["document_id"], one["text_sha256"]]
        assert text[one["start"] : one["end"]] == one["quote"]
        for part in (one["trigger"], *one["actor"], *one["recipient"], *one["voices"], one["where"]):
            assert part is None or text[part["start"] : part["end"]] == part["text"]
        assert one["status"] in ("actual", "planned", "possible", "negated") and "reported" in one["gloss"]
        assert one["own_voice"] == (not one["voices"]) and "url" in one
        assert one["own_voice"] == ("in the report's own voice" in one["gloss"])
        count += 1
    return count


def test_every_tool_says_that_it_only_reads(ledger: Ledger) -> None:
    async def listed(client: Client) -> Any:
        return (await client.list_tools()).tools

    found = session(ledger, listed)
    assert tuple(tool.name for tool in found) == TOOLS
    for tool in found:
        assert tool.annotations.read_only_hint is True and tool.annotations.open_world_hint is False
        assert tool.description and tool.input_schema["properties"]


def test_search_by_filter_and_words(ask: Ask, ledger: Ledger) -> None:
    found = ask("search_statements", filter="status=planned", limit=5)
    wanted = [row["statement_id"] for row in ledger.statements("status=planned", limit=5)]
    assert [s["statement_id"] for s in found["statements"]] == wanted and len(wanted) == 5
    assert found["total"] == len(ledger.statements("status=planned")) == found["left_out"] + 5
    assert check_statements(ledger, found) == 5
    words = ask("search_statements", filter="actor=RUS", text='"grain deal"', limit=50)
    assert 0 < words["total"] == len(words["statements"]) and words["left_out"] == 0
    assert all("grain deal" in s["quote"] for s in words["statements"])
    rest = ask("search_statements", filter="status=planned", offset=found["total"] - 1)
    assert len(rest["statements"]) == 1 and rest["left_out"] == 0


def test_one_statement_and_why(ask: Ask, ledger: Ledger) -> None:
    with ledger.reading() as connection:
        every = [*entries(connection)]
    one = next(e for e in every if e.statement.attribution and e.statement.where and e.statement.recipient)
    told = ask("get_statement", id=one.statement.id[:12])
    assert told["statement_id"] == one.statement.id and told["stands"] is True
    assert [v["text"] for v in told["voices"]] == [v.text for v in one.statement.attribution]
    assert told["slots"]["where"]["text"] == one.statement.where.text  # type: ignore[union-attr]
    assert check_statements(ledger, told) == 1
    why = ask("explain", id=one.statement.id)
    assert [s["rule"] for s in why["steps"]] == [s.rule for s in one.statement.steps] and why["steps"]
    assert "[event|" in why["explanation"] and one.statement.id in why["explanation"]
    for step in why["steps"]:
        for span in step["spans"]:
            assert one.document.text[span["start"] : span["end"]] == span["text"]


def test_copies_are_named(ask: Ask, ledger: Ledger, tmp_path: Path) -> None:
    text = "Moscow sent grain to Pyongyang."
    with Ledger(tmp_path / "desk.db") as made:
        enter(made, *(report(name, text, "2024-05-06", {"trigger": "sent", "actor": [RUSSIA], "recipient": [KOREA]},
                             url=f"https://example.org/{name}") for name in ("one", "two")))
        (id,) = {row["statement_id"] for row in made.statements()}
        told = asker(made)("get_statement", id=id)
        assert {told["document_id"], *(other["document_id"] for other in told["also_in"])} == {"one", "two"}


def test_two_parties(ask: Ask, ledger: Ledger) -> None:
    told = ask("dyad", a="Russia", b="UKR", passages=2, limit=2)
    card = ledger.dyad("RUS", "UKR")
    assert (told["a"], told["b"], told["statements"]) == ("RUS", "UKR", card.statements)
    assert [f["kind"] for f in told["flows"]] == [f.kind for f in card.flows[:2]]
    kept = ask("dyad", a="PRK", b="RUS", limit=1)
    assert (len(kept["flows"]), kept["flows_left_out"]) == (1, len(ledger.dyad("PRK", "RUS").flows) - 1)
    assert kept["flows_left_out"] > 0
    assert check_statements(ledger, told) > 4
    later = ask("dyad", a="RUS", b="UKR", since="2024", until="2024-03")
    assert later["statements"] == ledger.dyad("RUS", "UKR", since="2024-01", until="2024-03").statements
    assert ask("dyad", a="RUS", b="Peru")["statements"] == 0


def test_sources_side_by_side(ask: Ask, ledger: Ledger) -> None:
    listed = ask("compare_sources", text="grain")
    assert len(listed["stories"]) == listed["total"] > 1 and "`story`" in listed["next"]
    story = max(listed["stories"], key=lambda s: s["origins"])["story"]
    told = ask("compare_sources", story=story, limit=2)
    differ = ask("compare_sources", story=story, limit=20, differ=True)
    assert len(told["incidents"]) == 2 and told["story"] == story and told["left_out"] > 0
    assert differ["incidents"] and all(act["differ_in"] for act in differ["incidents"])
    rows = {(r["incident"], r["slot"], r["value"], r["start"]) for r in ledger.compare(story)}
    for act in (*told["incidents"], *differ["incidents"]):
        ids = {s["statement_id"] for s in act["statements"]}
        for slot in act["slots"]:
            for value in slot["values"]:
                for one in value["told_by"]:
                    assert one["voices"] and one["statement_id"] in ids and one["status"]
                    assert (act["incident"], slot["slot"], value["value"], one["start"]) in rows
    assert check_statements(ledger, told) > 2
    alone = ask("compare_sources", incident=told["incidents"][0]["incident"])
    assert alone["incidents"] == told["incidents"][:1]
    assert ask("compare_sources", text="xylophone")["stories"] == []


def test_claims(ask: Ask, ledger: Ledger) -> None:
    told = ask("claims", kind="promise", limit=3)
    assert len(told["claims"]) == 3 and told["total"] == len(ledger.claims(kind="promise")) == told["left_out"] + 3
    assert all(claim["kind"] == "promise" and claim["said"] for claim in told["claims"])
    assert check_statements(ledger, told) >= 3
    turkish = ask("claims", speaker="Turkey", limit=50)["claims"]
    assert turkish == ask("claims", speaker="TUR", limit=50)["claims"] and turkish
    assert all("TUR" in claim["speaker"] for claim in turkish)


def test_quotes(ask: Ask, ledger: Ledger) -> None:
    (row,) = ledger.statements("document=grain-end", limit=1)
    quote = row["sentence"]
    exact = ask("verify_quote", quote=quote)
    assert exact["verbatim"] == "exact"
    assert row["document_id"] in [p["document_id"] for p in exact["places"]]
    assert row["statement_id"] in [s["statement_id"] for s in quotes(exact)]
    for place in exact["places"]:
        assert texts(ledger)[place["document_id"], place["text_sha256"]][place["start"] : place["end"]] == quote
    near = ask("verify_quote", quote=quote.replace("-", "–").replace(" ", "  "), document=row["url"])
    assert (near["verbatim"], near["reports_looked_through"]) == ("near", 1) and near["places"][0]["differs"]
    last = quote.rstrip(".").split()[-1]
    absent = ask("verify_quote", quote=quote.replace(last, "xylophones"))
    assert absent["verbatim"] == "absent" and "quote" not in absent["places"][0]
    assert last in absent["places"][0]["nearest"]["quote"] and "xylophones" in absent["places"][0]["differs"]
    nothing = ask("verify_quote", quote="xylophones warble")
    assert (nothing["places"], nothing["reports_looked_through"]) == ([], 0)


@pytest.mark.parametrize(("tool", "given", "said"), [
    ("search_statements", {"filter": "colour=red"}, "no field 'colour'"),
    ("search_statements", {"limit": 51}, "less than or equal to 50"),
    ("search_statements", {"filter": "text=a", "text": "b"}, "not as both"),
    ("get_statement", {"id": "zzz"}, "There is no statement"), ("get_statement", {"id": ""}, "There is no statement"),
    ("explain", {"id": "zzz"}, "There is no statement"), ("explain", {}, "Field required"),
    ("dyad", {"a": "RUS", "b": "Russia"}, "one party"), ("dyad", {"a": "Nobody", "b": "RUS"}, "no code and no name"),
    ("dyad", {"a": "RUS", "b": "UKR", "since": "soon"}, "since"),
    ("compare_sources", {}, "Give one of"), ("compare_sources", {"story": "zzz"}, "zzz"),
    ("compare_sources", {"incident": "zzz"}, "There is no incident"),
    ("claims", {"kind": "prayer"}, "no kind of claim"),
    ("verify_quote", {"quote": "…"}, "no words"),
    ("verify_quote", {"quote": "ab", "document": "zz"}, "There is no report"),
])  # fmt: skip
def test_errors_are_sentences(ask: Ask, tool: str, given: dict[str, Any], said: str) -> None:
    assert said in ask(tool, error=True, **given)


def test_a_question_that_takes_too_long_is_ended(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    monkeypatch.setattr("dateline.mcp.tools.get_statement", lambda c, id: c.exec_driver_sql(endless).all())
    with Ledger(sample, create=False, read_only=True) as opened:
        assert "took longer than 0 seconds" in asker(opened, 0.3)("get_statement", error=True, id="x")


def test_what_does_not_hold_any_more_is_said(ask: Ask, tmp_path: Path) -> None:
    with Ledger(tmp_path / "desk.db") as made:
        enter(made, report("r", "Moscow sent grain to Pyongyang.", "2024-05-06",
                           {"trigger": "sent", "actor": [RUSSIA], "recipient": [KOREA]}))
        assert asker(made)("claims")["links"] == STALE
        made.link()
        assert "links" not in asker(made)("claims")
    assert "links" not in ask("claims")


# Reading only


def dump(place: Path) -> list[str]:
    with sqlite3.connect(place) as connection:
        return [*connection.iterdump()]


def test_no_tool_changes_anything(sample: Path, ask: Ask) -> None:
    before = dump(sample)
    for tool, given in questions(ask):
        ask(tool, **given)
    assert dump(sample) == before and len(before) > 100


def questions(ask: Ask) -> list[tuple[str, dict[str, Any]]]:
    id = ask("search_statements", limit=1)["statements"][0]["statement_id"]
    return [("search_statements", {}), ("get_statement", {"id": id}), ("explain", {"id": id}),
            ("dyad", {"a": "RUS", "b": "UKR"}), ("compare_sources", {"text": "grain"}), ("claims", {}),
            ("verify_quote", {"quote": "Black Sea"})]


def test_the_database_itself_refuses_changes(place: str) -> None:
    with pytest.raises(LedgerError, match="There is no ledger"):
        Ledger(place, read_only=True)
    with Ledger(place) as made:
        enter(made, report("r", "Moscow sent grain.", "2024-05-06", {"trigger": "sent"}))
    with Ledger(place, read_only=True) as ledger:
        assert len(ledger.statements()) == 1
        with pytest.raises(DatelineError), ledger.writing() as connection:
            connection.execute(sa.text("DELETE FROM statements"))
        with pytest.raises(DatelineError):
            ledger.link()
        with pytest.raises(DatelineError), ledger.reading() as connection:
            connection.execute(sa.text("DELETE FROM statements"))
    with Ledger(place) as made:
        assert len(made.statements()) == 1 and made.link() is not None


def test_every_tool_on_both_databases(place: str) -> None:
    with Ledger(place) as made:
        enter(made, report("r", "Moscow sent grain to Pyongyang.", "2024-05-06",
                           {"trigger": "sent", "actor": [RUSSIA], "recipient": [KOREA]}))
        made.link()
    with Ledger(place, create=False, read_only=True) as ledger:
        own = asker(ledger)
        for tool, given in questions(own):
            own(tool, **given)
        assert own("verify_quote", quote="sent grain to")["verbatim"] == "exact"
        assert own("dyad", a="RUS", b="PRK")["statements"] == 1


# As a client starts it


def environment() -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))), "DATELINE_LEDGER": ""}


def test_over_real_pipes(sample: Path, ask: Ask) -> None:
    wanted = questions(ask)
    before = dump(sample)

    async def run() -> dict[str, Any]:
        server = StdioServerParameters(command=sys.executable, env=environment(),
                                       args=["-m", "dateline", "mcp", "--ledger", str(sample)])
        async with Client(stdio_client(server)) as client:
            assert tuple(tool.name for tool in (await client.list_tools()).tools) == TOOLS
            assert client.server_info.name == "dateline" and "as reported" in (client.instructions or "")
            found = {}
            for tool, given in wanted:
                answer = await client.call_tool(tool, given)
                assert not answer.is_error, answer.content
                found[tool] = answer.structured_content
            wrong = await client.call_tool("get_statement", {"id": "zzz"})
            assert wrong.is_error and "There is no statement" in wrong.content[0].text  # type: ignore[union-attr]
            return found

    found = anyio.run(run)
    assert found == {tool: ask(tool, **given) for tool, given in wanted}
    assert dump(sample) == before


def command(*words: str, code: str = "") -> subprocess.CompletedProcess[str]:
    start = ["-c", code] if code else ["-m", "dateline"]
    return subprocess.run([sys.executable, *start, *words], env=os.environ | environment(), text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=60)


def test_the_page_names_the_tools_and_a_command_that_works() -> None:
    page = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == [*TOOLS]
    settings = json.loads(page.split("```json\n")[1].split("```")[0])["mcpServers"]["dateline"]
    assert settings["command"] == "dateline"
    done = command(*settings["args"])
    assert done.returncode == 2 and "There is no ledger /home/ada/desk.db" in done.stderr


def test_no_ledger_and_no_library(sample: Path, tmp_path: Path) -> None:
    none = command("mcp", "--ledger", str(tmp_path / "none.db"))
    assert none.returncode == 2 and "There is no ledger" in none.stderr and not none.stdout
    hidden = "import sys; sys.modules['mcp'] = None; from dateline.cli import main; main()"
    bare = command("mcp", "--ledger", str(sample), code=hidden)
    assert bare.returncode == 2 and MISSING in bare.stderr and not bare.stdout
