"""Watches and alerts: once each, with their reasons, no flood, nothing lost on the way; on SQLite and PostgreSQL."""

from __future__ import annotations

import email
import email.policy
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.small_reports import KOREA, Pair, enter, link, report
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.errors import DatelineError
from dateline.ledger.alerts.alerts import Outcome, add_watch, alert, alerts, look, pause, remove, resume
from dateline.ledger.alerts.delivery import Mail, Parcel, begin, deliver, note, pending, target
from dateline.ledger.alerts.digest import as_markdown, as_text
from dateline.ledger.alerts.tables import ALERTS, DELIVERIES
from dateline.ledger.alerts.watches import Match, Watch, cause, firings, listed, preview, watch_named, watches
from dateline.ledger.book import Ledger
from dateline.ledger.filters import parse
from dateline.ledger.schema import DOCUMENTS
from dateline.types import Run

AT = "2023-10-01T08:00:00Z"
NUMBERS = count(1)


def news(day: str | None, publisher: str = "The Gull") -> Pair:
    """A report of arms, as each of them tells it: one sentence is in all of them, the others are its own."""
    n = next(NUMBERS)
    own = " ".join(f"w{n}x{i}" for i in range(60))
    text = f"Report {n}. Kim said Pyongyang would supply Moscow with shells, in his view *for ever*. So {own}."
    return report(f"doc{n}", text, day, {
        "trigger": "supply", "actor": [KOREA], "recipient": [("Moscow", "RUS GOV", "Russia")], "status": "planned",
        "voices": [("Kim", "PRK GOV", "Kim Jong Un", "statement")]}, publisher=publisher, title=f"Arms {n}",
        url=f"https://news.test/{n}")


ARMS = Watch("arms", parse("actor=PRK recipient=RUS event=AID text=supply"), origins=2, days=7)


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    with Ledger(place) as made:
        yield made


def add(ledger: Ledger, watch: Watch = ARMS, backfill: bool = False) -> Outcome:
    with ledger.writing() as connection:
        return add_watch(connection, watch, AT, backfill)


def looked(ledger: Ledger, name: str = "arms") -> list[dict[str, Any]]:
    """Look once; the alerts made."""
    with ledger.writing() as connection:
        made = look(connection, watch_named(connection, name), AT)
        return [alert(connection, number) for number in made.fired]


# --- when a watch fires ----------------------------------------------------------------------------------------------


def match(statement: int, day: int, origin: str, story: str = "") -> Match:
    return Match(statement, statement, f"2023-09-{day:02}", origin, story)


def test_it_takes_so_many_origins_within_so_many_days() -> None:
    days = ((1, "a"), (2, "a"), (9, "b"), (14, "c"), (20, "d"), (21, "e"))
    told = [match(n, day, origin) for n, (day, origin) in enumerate(days)]
    [first, second] = firings(told, 2, 7)
    assert (first.first, first.last, first.reached) == ("2023-09-09", "2023-09-15", "2023-09-14")
    assert (second.first, second.reached) == ("2023-09-20", "2023-09-21")
    assert [f.origins for f in (first, second)] == [("b", "c"), ("d", "e")]
    assert [f.origins for f in firings(told, 2, 8)] == [("a", "b"), ("c", "d", "e")]
    assert firings(told, 7, 300) == []


def test_a_story_fires_once_and_stories_are_not_mixed() -> None:
    told = [match(1, 1, "a", "s"), match(2, 1, "b", "t"), match(3, 2, "c"), match(4, 3, "d", "s"),
            match(5, 25, "e", "s"), match(6, 26, "f", "s")]
    [only] = firings(told, 2, 7)
    assert (only.story, only.origins, only.reached) == ("s", ("a", "d"), "2023-09-03")


def test_copies_count_once_and_are_told() -> None:
    [one] = firings([match(1, 1, "a"), match(2, 1, "a"), match(3, 2, "b"), match(4, 3, "b")], 2, 7)
    assert (one.origins, one.copies) == (("a", "b"), 2)
    assert cause(one, 7, {"a": "The Gull", "b": "The Gull"}) == (
        "2 independent origins within 7 days (2023-09-01 to 2023-09-03): The Gull (2); 2 copies not counted")


happenings = st.lists(st.builds(
    Match, st.integers(1, 10_000), st.integers(1, 30),
    st.dates(datetime(2023, 1, 1).date(), datetime(2023, 3, 1).date()).map(str), st.sampled_from("abcdef"),
    st.sampled_from(["", "", "s", "t"])), max_size=40, unique_by=lambda m: m.statement)


@given(happenings, st.integers(1, 4), st.integers(1, 30))
def test_firings_hold_what_they_promise(matches: list[Match], origins: int, days: int) -> None:
    found = firings(matches, origins, days)
    used = [m for firing in found for m in firing.matches]
    assert len(used) == len(set(used))  # nothing counts twice
    for firing in found:
        assert len(firing.origins) >= origins and {m.story for m in firing.matches} == {firing.story}
        assert all(firing.first <= m.day <= firing.last for m in firing.matches)
        assert (datetime.fromisoformat(firing.last) - datetime.fromisoformat(firing.first)).days == days - 1
        before = {m.origin for m in firing.matches if m.day < firing.reached}
        assert len(before) < origins  # not a day late
    assert found == firings(reversed(matches), origins, days)
    assert len({f.story for f in found if f.story}) == len([f for f in found if f.story])


@given(happenings, st.integers(1, 4), st.integers(1, 30))
def test_no_threshold_is_overlooked(matches: list[Match], origins: int, days: int) -> None:
    """What is in no firing holds no window with enough origins."""
    found = firings(matches, origins, days)
    left = [m for m in matches if not m.story and not any(
        f.first <= m.day <= f.last for f in found if not f.story)]
    for one in left:
        end = str((datetime.fromisoformat(one.day) + timedelta(days - 1)).date())
        inside = {m.origin for m in left if one.day <= m.day <= end}
        crossed = any(not f.story and one.day < f.first <= end for f in found)
        assert len(inside) < origins or crossed


# --- alerts ----------------------------------------------------------------------------------------------------------


def test_an_alert_lists_its_cause_passages_voices_and_sources(ledger: Ledger) -> None:
    add(ledger)
    enter(ledger, news("2023-09-12"))
    assert looked(ledger) == []
    second = news("2023-09-14", "Harbour News")
    enter(ledger, second)
    [one] = looked(ledger)
    assert one["cause"] == "2 independent origins within 7 days (2023-09-12 to 2023-09-14): The Gull, Harbour News"
    assert one["window"] == {"first": "2023-09-12", "last": "2023-09-18", "reached": "2023-09-14"}
    assert [o["origin"] for o in one["origins"]] == ["The Gull", "Harbour News"] and one["copies"] == 0
    told = one["statements"][1]
    passage = told["passage"]
    assert second[0].text[passage["start"] : passage["end"]] == passage["text"]
    assert second[0].text[told["trigger"]["start"] : told["trigger"]["end"]] == "supply"
    assert told["status"] == "reported as planned" and told["voice"] == "said by Kim (Kim Jong Un, PRK GOV)"
    assert (told["title"], told["publisher"], told["url"]) == (second[0].title, "Harbour News", second[0].url)
    assert told["statement_id"] == second[1].statements[0].id
    assert told["matched"] == {
        "actor": "Pyongyang (North Korea, PRK)", "recipient": "Moscow (Russia, RUS GOV)", "event": "AID",
        "text": "Kim said Pyongyang would [hit|supply] Moscow with shells, in his view *for ever*."}
    assert "not what is true" in one["note"]


def test_looking_twice_alerts_once(ledger: Ledger) -> None:
    add(ledger)
    enter(ledger, news("2023-09-12"), news("2023-09-13"))
    assert len(looked(ledger)) == 1
    assert looked(ledger) == []
    enter(ledger, news("2023-09-14"))  # a third origin of the same
    assert looked(ledger) == []
    enter(ledger, news("2023-09-28"), news("2023-09-29"))
    assert len(looked(ledger)) == 1
    with ledger.reading() as connection:
        assert [row["kind"] for row in alerts(connection, "arms")] == ["new", "new"]


def test_a_new_watch_does_not_flood(ledger: Ledger) -> None:
    enter(ledger, *(news(f"2023-0{month}-{day}") for month in (5, 6, 7) for day in (10, 11)))
    assert add(ledger) == Outcome("arms", (), 3)
    enter(ledger, report("rain", "It rained.", "2023-09-01"))
    assert looked(ledger) == []
    with ledger.reading() as connection:
        assert len(preview(connection, ARMS)) == 3 and len(alerts(connection)) == 0
        [row] = listed(connection).dicts()
        assert (row["alerts"], row["earlier"], row["state"]) == (0, 3, "active")
        with pytest.raises(DatelineError, match="no alert"):
            alert(connection, 1)
    enter(ledger, news("2023-07-13"))  # a late origin of something before the watch
    assert looked(ledger) == []


def test_a_new_origin_completes_what_an_old_one_began(ledger: Ledger) -> None:
    enter(ledger, news("2023-09-12"))
    assert add(ledger).earlier == 0
    enter(ledger, news("2023-09-13"))
    assert [one["window"]["first"] for one in looked(ledger)] == ["2023-09-12"]


def test_backfill_alerts_on_what_is_there(ledger: Ledger) -> None:
    enter(ledger, news("2023-05-12"), news("2023-05-13"), news("2023-07-12"), news("2023-07-13"))
    assert add(ledger, backfill=True) == Outcome("arms")
    assert len(looked(ledger)) == 2
    assert looked(ledger) == []


def test_reading_again_with_another_version_is_no_news(ledger: Ledger) -> None:
    first, second = news("2023-09-12"), news("2023-09-13")
    silent = [(d, msgspec.structs.replace(r, statements=())) for d, r in (first, second)]
    add(ledger)
    enter(ledger, *silent)
    assert looked(ledger) == []
    enter(ledger, first, second, run=Run("2.0", "better", "model"))
    assert looked(ledger) == []
    enter(ledger, news("2023-12-12"), news("2023-12-13"))
    assert len(looked(ledger)) == 1  # and what was found late is kept without an alert
    with ledger.reading() as connection:
        assert listed(connection).dicts()[0]["earlier"] == 1


def test_copies_of_one_report_are_one_origin(ledger: Ledger) -> None:
    add(ledger)
    pairs = [news("2023-09-12", "Wire"), news("2023-09-12", "The Gull"), news("2023-09-13", "Harbour News")]
    enter(ledger, *pairs)
    link(ledger, "1", **{d.id: pairs[0][0].id for d, _ in pairs})
    assert looked(ledger) == []
    own = news("2023-09-14", "Own Eyes")
    enter(ledger, own)
    link(ledger, "1", **{own[0].id: own[0].id})
    [one] = looked(ledger)
    assert one["cause"].endswith("Wire, Own Eyes; 2 copies not counted") and one["story"] == "1"
    assert len(one["statements"]) == 4


def test_what_is_linked_later_belongs_to_the_alert_that_was(ledger: Ledger) -> None:
    add(ledger)
    pairs = [news("2023-09-12"), news("2023-09-13")]
    enter(ledger, *pairs)
    assert len(looked(ledger)) == 1
    more = [news("2023-09-30"), news("2023-10-01")]
    enter(ledger, *more)
    link(ledger, "5", **{d.id: d.id for d, _ in [*pairs, *more]})
    assert looked(ledger) == []


def test_further_origins_are_told_where_asked(ledger: Ledger) -> None:
    add(ledger, msgspec.structs.replace(ARMS, updates=True))
    enter(ledger, news("2023-09-12"), news("2023-09-13"))
    [one] = looked(ledger)
    enter(ledger, news("2023-09-15", "Late Post"))
    [update] = looked(ledger)
    assert (update["kind"], update["update_of"]) == ("update", one["alert"])
    assert update["cause"] == "Further: 1 independent origin within 7 days (2023-09-15): Late Post"
    assert looked(ledger) == []


def test_an_undated_report_counts_for_the_day_it_was_loaded(ledger: Ledger) -> None:
    add(ledger, msgspec.structs.replace(ARMS, origins=1))
    enter(ledger, news(None))
    with ledger.reading() as connection:
        loaded = connection.execute(sa.select(DOCUMENTS.c.loaded)).scalar_one()
    [one] = looked(ledger)
    assert one["window"]["reached"] == loaded[:10]


def test_a_pause_is_not_made_up_for(ledger: Ledger) -> None:
    add(ledger)
    with ledger.writing() as connection:
        pause(connection, "arms", AT)
        with pytest.raises(DatelineError, match="paused already"):
            pause(connection, "arms", AT)
    enter(ledger, news("2023-09-12"), news("2023-09-13"))
    with ledger.writing() as connection:
        assert resume(connection, "arms", AT) == Outcome("arms", (), 1)
    assert looked(ledger) == []
    enter(ledger, news("2023-10-12"), news("2023-10-13"))
    assert len(looked(ledger)) == 1


def test_watches_are_known_by_name(ledger: Ledger) -> None:
    add(ledger)
    with ledger.writing() as connection:
        with pytest.raises(DatelineError, match="already"):
            add_watch(connection, ARMS, AT)
        assert watch_named(connection, "arms").filter == ARMS.filter
        remove(connection, "arms", AT)
        with pytest.raises(DatelineError, match="none yet"):
            watch_named(connection, "arms")
        add_watch(connection, ARMS, AT)
        assert [w.name for w in watches(connection)] == ["arms"]
    for wrong in ({"origins": 0}, {"days": 0}, {"name": " "}, {"name": "a\nb"}):
        with pytest.raises(DatelineError):
            msgspec.structs.replace(ARMS, **wrong)


def test_a_preview_tells_when_and_why(ledger: Ledger) -> None:
    enter(ledger, news("2023-05-12", "A"), news("2023-05-13", "B"), news("2023-07-12", "C"))
    with ledger.reading() as connection:
        [row] = preview(connection, "event=AID", 2, 7).dicts()
        assert (row["day"], row["origins"], row["statements"]) == ("2023-05-13", 2, 2)
        assert row["cause"] == "2 independent origins within 7 days (2023-05-12 to 2023-05-13): A, B"
        assert len(preview(connection, "event=AID")) == 2
        with pytest.raises(DatelineError):
            preview(connection, "event=AID", 0, 7)


def test_a_long_alert_says_what_it_leaves_out(ledger: Ledger) -> None:
    add(ledger, msgspec.structs.replace(ARMS, origins=1))
    enter(ledger, *(news("2023-09-12", f"Paper {n}") for n in range(60)))
    [one] = looked(ledger)
    assert len(one["statements"]) == 50 and one["left_out"] == 10 and one["cause"].endswith("and 54 more")
    assert "And 10 more statements." in as_text(one)


def test_digests_keep_the_words_of_reports_from_being_markup(ledger: Ledger) -> None:
    add(ledger, msgspec.structs.replace(ARMS, origins=1))
    enter(ledger, news("2023-09-12", "<b>Gull</b>"))
    [one] = looked(ledger)
    page = as_markdown(one)
    assert r"\*for ever\*" in page and r"\<b\>Gull" in page and page.startswith("## Alert")
    assert "“Kim said Pyongyang would [hit|supply] Moscow" in as_text(one)


# --- delivery --------------------------------------------------------------------------------------------------------


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[socketserver.BaseServer]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Hook(BaseHTTPRequestHandler):
    """Answers with the statuses of the server's list, then with 200; keeps what came."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server: Any = self.server
        server.came.append((self.path, dict(self.headers), body))
        status, place = server.answers.pop(0) if server.answers else (200, "")
        self.send_response(status)
        if place:
            self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), Hook)
    server.came, server.answers = [], []
    with serving(server):
        yield server


class Post(socketserver.StreamRequestHandler):
    """A mail server that takes what comes, or refuses it."""

    def handle(self) -> None:
        server: Any = self.server
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "EHLO":
                self.say("250-here", "250 AUTH PLAIN")
            elif word == "DATA":
                self.say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                server.came.append(b"".join(lines))
                self.say("250 taken")
            elif word == "RCPT" and server.refuses:
                self.say("550 nobody here")
            elif word == "AUTH":
                server.auth.append(line)
                self.say("235 in")
            else:
                self.say("221 bye" if word == "QUIT" else "250 fine")

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@pytest.fixture
def post() -> Iterator[Any]:
    server: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post)
    server.came, server.auth, server.refuses = [], [], False
    with serving(server):
        yield server


def clock() -> str:
    return AT


def never(_: float) -> None:
    raise AssertionError("nobody waits here")


def fired(ledger: Ledger, *targets: str) -> None:
    add(ledger, msgspec.structs.replace(ARMS, origins=1, days=1, targets=targets))
    enter(ledger, news("2023-09-12"), news("2023-09-20"))
    assert len(looked(ledger)) == 2


def states(ledger: Ledger) -> list[tuple[int, str]]:
    with ledger.reading() as connection:
        rows = connection.execute(sa.select(DELIVERIES.c.number, DELIVERIES.c.state).order_by(DELIVERIES.c.delivery_pk))
        return [(row[0], row[1]) for row in rows]


def test_files_get_each_alert_once(ledger: Ledger, tmp_path: Path) -> None:
    lines, page = tmp_path / "alerts.jsonl", tmp_path / "alerts.md"
    fired(ledger, target("file", str(lines)), target("file", str(page)))
    assert [r.fault for r in deliver(ledger, clock, wait=never)] == ["", ""]
    assert deliver(ledger, clock, wait=never) == []
    told = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    assert [one["window"]["reached"] for one in told] == ["2023-09-12", "2023-09-20"]
    assert page.read_text(encoding="utf-8").count("## Alert") == 2
    enter(ledger, news("2023-09-30"))
    looked(ledger)
    deliver(ledger, clock, wait=never)
    assert lines.read_text(encoding="utf-8").count("\n") == 3


def test_a_file_that_cannot_be_written_gets_its_alerts_later(ledger: Ledger, tmp_path: Path) -> None:
    away = tmp_path / "not yet" / "alerts.jsonl"
    fired(ledger, target("file", str(away)))
    [report_] = deliver(ledger, clock, wait=never)
    assert "No such file" in report_.fault
    away.parent.mkdir()
    assert [r.fault for r in deliver(ledger, clock, wait=never)] == [""]
    assert away.read_text(encoding="utf-8").count("\n") == 2
    assert states(ledger) == [(1, "begun")] * 2 + [(1, "failed")] * 2 + [(2, "begun")] * 2 + [(2, "sent")] * 2


def test_a_webhook_gets_json_again_after_a_pause(ledger: Ledger, hook: Any) -> None:
    fired(ledger, target("webhook", f"http://127.0.0.1:{hook.server_port}/in?key=secret"))
    hook.answers[:] = [(503, ""), (429, "")]
    waited: list[float] = []
    reports = deliver(ledger, clock, wait=waited.append)
    assert [(r.target, r.fault) for r in reports] == [(f"webhook:127.0.0.1:{hook.server_port}", "")] * 2
    assert waited == [1.0, 2.0] and len(hook.came) == 4
    path, headers, body = hook.came[0]
    assert path == "/in?key=secret" and headers["Content-Type"] == "application/json"
    assert json.loads(body)["cause"].startswith("1 independent origin")
    assert len({headers["Idempotency-Key"] for _, headers, _ in hook.came[:3]}) == 1
    assert len({headers["Idempotency-Key"] for _, headers, _ in hook.came}) == 2


@pytest.mark.parametrize("answer", [(404, ""), (302, "/other"), (307, "http://localhost:1/away")])
def test_a_webhook_that_refuses_keeps_the_alert_undelivered(ledger: Ledger, hook: Any, answer: Any) -> None:
    fired(ledger, target("webhook", f"http://127.0.0.1:{hook.server_port}/"))
    hook.answers[:] = [answer, answer]
    assert all(str(answer[0]) in r.fault for r in deliver(ledger, clock, wait=never))
    assert len(hook.came) == 2
    assert [r.fault for r in deliver(ledger, clock, wait=never)] == ["", ""]
    assert deliver(ledger, clock, wait=never) == []


def test_a_redirect_on_the_same_host_is_followed_with_the_body(ledger: Ledger, hook: Any) -> None:
    fired(ledger, target("webhook", f"http://127.0.0.1:{hook.server_port}/old"))
    hook.answers[:] = [(307, "/new"), (200, ""), (308, f"http://127.0.0.1:{hook.server_port}/new")]
    assert [r.fault for r in deliver(ledger, clock, wait=never)] == ["", ""]
    assert [path for path, _, _ in hook.came] == ["/old", "/new", "/old", "/new"]
    assert hook.came[1][2] == hook.came[0][2] and "Idempotency-Key" in hook.came[1][1]


def test_a_webhook_that_is_not_there_is_told(ledger: Ledger, hook: Any) -> None:
    fired(ledger, target("webhook", "http://127.0.0.1:1/"))
    waited: list[float] = []
    assert all("no answer" in r.fault for r in deliver(ledger, clock, wait=waited.append))
    assert waited == [1.0, 2.0, 4.0] * 2


def test_a_mail_is_one_digest_of_all_alerts(ledger: Ledger, post: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fired(ledger, target("mail", "desk@example.test"))
    monkeypatch.setenv("DATELINE_MAIL_PASSWORD", "open-sesame")
    mail = Mail("127.0.0.1", post.server_address[1], user="me", sender="dateline@example.test")
    [report_] = deliver(ledger, clock, mail, never)
    assert report_.fault == "" and len(report_.alerts) == 2 and len(post.auth) == 1
    [raw] = post.came
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message["To"] == "desk@example.test" and message["Subject"] == "Dateline: 2 alerts (arms)"
    text = message.get_content()
    assert text.count("Alert ") == 2 and "2023-09-20" in text and "said by Kim" in text
    assert "Sun, 01 Oct 2023" in message["Date"] and message["Message-ID"].endswith("@example.test>")
    assert deliver(ledger, clock, mail, never) == [] and len(post.came) == 1


def test_a_mail_that_is_refused_is_sent_later(ledger: Ledger, post: Any) -> None:
    fired(ledger, target("mail", "desk@example.test"))
    mail = Mail("127.0.0.1", post.server_address[1])
    post.refuses = True
    assert "nobody here" in deliver(ledger, clock, mail, never)[0].fault
    post.refuses = False
    assert deliver(ledger, clock, mail, never)[0].fault == ""


def test_a_password_is_not_sent_in_the_open_nor_made_up(
    ledger: Ledger, post: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    fired(ledger, target("mail", "desk@example.test"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("DATELINE_MAIL_PASSWORD", raising=False)
    mail = Mail("127.0.0.1", post.server_address[1], user="me")
    assert "DATELINE_MAIL_PASSWORD" in deliver(ledger, clock, mail, never)[0].fault
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", post.server_address)])
    (tmp_path / ".netrc").write_text("machine mail.example.test login me password x\n", encoding="utf-8")
    (tmp_path / ".netrc").chmod(0o600)
    far = Mail("mail.example.test", post.server_address[1], user="me")
    assert "no encryption" in deliver(ledger, clock, far, never)[0].fault
    assert post.auth == [] and post.came == []


def test_two_at_once_do_not_send_twice(ledger: Ledger, tmp_path: Path) -> None:
    fired(ledger, target("file", str(tmp_path / "a.jsonl")))
    with ledger.writing() as connection:
        [one, two] = pending(connection, AT)
        assert begin(connection, one, AT) and not begin(connection, one, AT)
        assert pending(connection, AT) == [two]
        later = (datetime.fromisoformat(AT) + timedelta(minutes=16)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert pending(connection, later) == [Parcel(one.alert, one.target, 2), two]  # whoever began it is dead
        note(connection, one, "sent", "", AT)
        assert pending(connection, later) == [two]


def test_paused_and_removed_watches_deliver_nothing(ledger: Ledger, tmp_path: Path) -> None:
    fired(ledger, target("file", str(tmp_path / "a.jsonl")))
    with ledger.writing() as connection:
        pause(connection, "arms", AT)
        assert pending(connection, AT) == []


@pytest.mark.parametrize(("kind", "place"), [
    ("webhook", "ftp://host/"), ("webhook", "file:///etc/passwd"), ("webhook", "https://"), ("webhook", "http://a b/"),
    ("webhook", "https://me:secret@host/"), ("webhook", "http://host:port/"), ("mail", "desk"), ("mail", "a@b, c@d"),
    ("mail", "a@b\nBcc: c@d"), ("file", "alerts.txt"),
])
def test_targets_that_cannot_be_are_refused(kind: str, place: str) -> None:
    with pytest.raises(DatelineError, match=f"--{kind}"):
        target(kind, place)


def test_a_secret_in_an_address_is_not_shown(ledger: Ledger) -> None:
    fired(ledger, target("webhook", "https://hooks.example.test/T0/secret"))
    with ledger.reading() as connection:
        assert listed(connection).dicts()[0]["targets"] == ["webhook:hooks.example.test"]


# --- the command line ------------------------------------------------------------------------------------------------


def test_the_commands_from_watch_to_file(ledger: Ledger, place: str, tmp_path: Path) -> None:
    def run(*given: str) -> Any:
        return CliRunner().invoke(app, ["alerts", *given, "--ledger", place])

    enter(ledger, news("2023-05-12"), news("2023-05-13"))
    out = tmp_path / "alerts.jsonl"
    made = run("add", "arms", "actor=PRK event=AID", "--origins", "2", "--file", str(out))
    assert "1 earlier match not alerted; see: dateline alerts preview arms" in made.output
    assert "Would have fired 1×" in run("preview", "arms").output
    assert "Would have fired 2×" not in run("preview", "event=AID", "--origins", "3").output
    quiet = run("run")
    assert quiet.exit_code == 0 and "arms: no alerts." in quiet.output
    enter(ledger, news("2023-09-12"), news("2023-09-13", "Harbour News"))
    loud = run("run", "arms")
    assert loud.exit_code == 0 and "arms: 1 alert." in loud.output and "Harbour News" in loud.output
    number = json.loads(out.read_text(encoding="utf-8"))["alert"]
    assert "said by Kim" in run("show", str(number)).output
    assert json.loads(run("show", str(number), "--json").output)["alert"] == number
    assert "2 independent" in run("history", "arms", "--format", "csv").output
    assert "actor=PRK event=AID" in run("list", "--format", "csv").output
    assert run("pause", "arms").exit_code == 0 and "paused" in run("run").output
    assert "watching" in run("resume", "arms").output and run("remove", "arms").exit_code == 0
    assert isinstance(run("show", "99").exception, DatelineError)


def test_a_failed_delivery_is_the_exit_code(ledger: Ledger, place: str, tmp_path: Path) -> None:
    fired(ledger, target("file", str(tmp_path / "missing" / "alerts.jsonl")))
    answer = CliRunner().invoke(app, ["alerts", "run", "--ledger", place])
    assert answer.exit_code == 1 and "not delivered" in answer.output and "The next run tries again" in answer.output


def test_alerts_are_append_only_in_practice(ledger: Ledger) -> None:
    """Nothing here changes a row: after a second look and a delivery the rows of before are as they were."""
    fired(ledger)
    with ledger.reading() as connection:
        before = connection.execute(sa.select(ALERTS).order_by(ALERTS.c.alert_id)).all()
    enter(ledger, news("2023-11-12"))
    looked(ledger)
    with ledger.reading() as connection:
        after = connection.execute(sa.select(ALERTS).order_by(ALERTS.c.alert_id)).all()
    assert after[: len(before)] == before and len(after) == len(before) + 1
