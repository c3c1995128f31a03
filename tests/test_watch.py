"""`dateline watch`: feeds of a site on this machine into a ledger, round by round."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.ledger_tools import ROOT, assert_whole
from tests.news_server import FakeClock, Reply, Site, article, rss, site, zipped
from typer.testing import CliRunner

from dateline.cli import watching
from dateline.cli.app import app
from dateline.cli.watching import Plan, Session, follow, one_round
from dateline.fetching.http import Limits
from dateline.fetching.net import Clock, Manners, Net
from dateline.fetching.rounds import How
from dateline.knowledge import Knowledge, Origin
from dateline.ledger.alerts.alerts import add_watch, alerts
from dateline.ledger.alerts.delivery import Mail
from dateline.ledger.alerts.watches import Watch
from dateline.ledger.book import Ledger
from dateline.ledger.fetches import ENTRIES, FEEDS, robots
from dateline.ledger.filters import parse
from dateline.ledger.schema import DOCUMENTS, ISSUES, RUNS

FILL = ("Traders in the market of the town kept their shops closed for a third day, and lorries with grain waited at "
        "the bridge over the dry river until the evening. Nobody could say when the road would be open again.")
TRUCE = "Sudan's government agreed a ceasefire with the rebels of the Sudan Liberation Movement on Tuesday."
PRISONERS = "Kenya released 40 Somali prisoners on Monday, the defence ministry in Nairobi said."
TROOPS = "Ghana agreed on Monday to withdraw its troops from Mali by the end of April."
GERMAN = ("Die Regierung des Landes hat am Dienstag mitgeteilt, dass die Verhandlungen mit den Nachbarn fortgesetzt "
          "werden. Die Händler auf dem Markt hielten ihre Läden den dritten Tag geschlossen.")
DAY = "05 Mar 2024"
EVERY = 900.0


@pytest.fixture
def news() -> Iterator[Site]:
    """Two reports, a feed that names them."""
    with site() as made:
        made.replies |= {
            "/truce": zipped(article("Sudan agrees ceasefire", TRUCE, FILL)),
            "/prisoners": article("Kenya frees prisoners", PRISONERS, FILL),
        }
        feed(made, ("/truce", "Sudan agrees ceasefire", DAY, TRUCE), ("/prisoners", "Prisoners", DAY, "Kenya acted."))
        yield made


def feed(news: Site, *entries: tuple[str, str, str, str], etag: str = '"1"') -> None:
    news.replies["/feed"] = Reply(rss(news.address, *entries), kind="application/rss+xml", etag=etag)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(tmp_path: Path, know: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.setattr(watching, "known", lambda own, near: know)
    with Ledger(tmp_path / "desk.db") as made:
        yield made


def plan(news: Site, **more: Any) -> Plan:
    manners = Manners("dateline/1", 5.0, Limits(5.0, 5.0, allow_private=True))
    return Plan([(f"{news.address}/feed", "Courier")], manners, How(EVERY, **more), Origin(), Mail())


def session(desk: Ledger, news: Site, clock: FakeClock, **more: Any) -> Session:
    """As it begins when the program is started."""
    with desk.reading() as connection:
        known = robots(connection)
    made = plan(news, **more)
    return Session(desk, made, Net(made.manners, known, Clock(clock.now, clock.sleep)))


def documents(desk: Ledger) -> dict[str, Any]:
    with desk.reading() as connection:
        rows = connection.execute(sa.select(DOCUMENTS).order_by(DOCUMENTS.c.document_pk)).all()
    return {row.url.partition("//")[2].partition("/")[2]: row for row in rows}


def told(desk: Ledger) -> list[str]:
    with desk.reading() as connection:
        return list(connection.execute(sa.select(ISSUES.c.message).order_by(ISSUES.c.issue_pk)).scalars())


def states(desk: Ledger) -> dict[str, str]:
    with desk.reading() as connection:
        rows = connection.execute(sa.select(ENTRIES.c.address, ENTRIES.c.state)).all()
    return {row.address.rpartition("/")[2]: row.state for row in rows}


def the_feed(desk: Ledger) -> Any:
    with desk.reading() as connection:
        return connection.execute(sa.select(FEEDS)).one()


def test_a_round_reads_what_a_feed_names(desk: Ledger, news: Site, clock: FakeClock) -> None:
    asked = one_round(session(desk, news, clock))
    assert (asked.asked, asked.entries, asked.failed) == (1, 2, 0)
    found = documents(desk)
    assert found.keys() == {"truce", "prisoners"}
    assert TRUCE in found["truce"].text and FILL in found["prisoners"].text
    assert found["prisoners"].title == "Kenya frees prisoners"  # the page's own
    assert {row.published for row in found.values()} == {"2024-03-05"}  # the feed's: the pages tell none
    assert desk.count("event=AGREE").dicts()
    assert len(desk.stories()) >= 1
    assert_whole(desk.shown)


def test_what_is_known_is_not_fetched_again(desk: Ledger, news: Site, clock: FakeClock) -> None:
    one_round(session(desk, news, clock))
    before = len(news.paths())
    clock.sleep(EVERY)
    mine = session(desk, news, clock)
    assert one_round(mine).entries == 0
    assert news.paths()[before:] == ["/feed"] and news.asked[-1].headers["if-none-match"] == '"1"'
    with desk.reading() as connection:
        assert len(connection.execute(sa.select(RUNS)).all()) == 1  # a round with nothing new is no run
    news.replies["/troops"] = article("Ghana to leave Mali", TROOPS, FILL)
    feed(news, ("/troops", "Ghana to leave Mali", DAY, "News."), ("/truce", "Sudan agrees ceasefire", DAY, TRUCE),
         etag='"2"')
    clock.sleep(EVERY)
    assert one_round(mine).entries == 1
    assert news.paths()[-1] == "/troops" and documents(desk).keys() == {"truce", "prisoners", "troops"}


def test_without_pages_only_the_feed_is_read(desk: Ledger, news: Site, clock: FakeClock) -> None:
    one_round(session(desk, news, clock, pages=False))
    assert news.paths() == ["/feed"]
    assert documents(desk)["truce"].text == TRUCE
    assert any("summary only" in message for message in told(desk))


def test_an_entry_that_changes_is_a_later_version(desk: Ledger, news: Site, clock: FakeClock) -> None:
    one_round(session(desk, news, clock))
    news.replies["/truce"] = article("Sudan says no to ceasefire", TRUCE.replace("agreed", "rejected"), FILL)
    feed(news, ("/truce", "Sudan says no to ceasefire", DAY, "Turned."), etag='"2"')
    clock.sleep(EVERY)
    one_round(session(desk, news, clock))
    with desk.reading() as connection:
        rows = connection.execute(sa.select(DOCUMENTS).where(DOCUMENTS.c.url.endswith("truce"))).all()
    assert [(row.version, row.current) for row in rows] == [(1, False), (2, True)]
    assert len({row.document_id for row in rows}) == 1


@pytest.mark.parametrize(("reply", "why"), [
    (Reply(b"none", 404), "it answers 404"),
    (Reply(b"%PDF-1.7", kind="application/pdf"), "no text of a report"),
    (Reply(b"<html><body></body></html>"), "no text of a report"),
    (Reply(b"\x00\x01\x02\x03" * 40), "no text of a report"),
])
def test_a_page_that_cannot_be_had_is_read_from_the_feed(
    desk: Ledger, news: Site, clock: FakeClock, reply: Reply, why: str,
) -> None:
    news.replies["/truce"] = reply
    one_round(session(desk, news, clock))
    assert documents(desk)["truce"].text == TRUCE
    assert any("read from the feed only" in message and why in message for message in told(desk))
    assert states(desk) == {"truce": "done", "prisoners": "done"}


def test_pages_that_robots_may_not_have(desk: Ledger, news: Site, clock: FakeClock) -> None:
    news.replies["/robots.txt"] = Reply(b"User-agent: dateline\nDisallow: /truce", kind="text/plain")
    one_round(session(desk, news, clock))
    assert "/truce" not in news.paths()
    assert any("robots.txt of 127.0.0.1 does not allow it" in message for message in told(desk))
    assert documents(desk)["truce"].text == TRUCE


def test_a_page_is_tried_again_later_and_not_for_ever(desk: Ledger, news: Site, clock: FakeClock) -> None:
    news.replies["/truce"] = Reply(b"", 500)
    tries = []
    for _ in range(12):
        one_round(session(desk, news, clock))
        tries.append(news.paths().count("/truce"))
        clock.sleep(4 * 3600)
    assert tries[0] == 1 and tries[-1] == 4
    assert states(desk)["truce"] == "done"
    assert any("it answers 500" in message for message in told(desk))


def test_a_busy_site_is_asked_again_when_it_says(desk: Ledger, news: Site, clock: FakeClock) -> None:
    page = news.replies["/truce"]
    news.replies["/truce"] = Reply(status=429, headers={"Retry-After": "7200"})
    one_round(session(desk, news, clock))
    assert states(desk)["truce"] == "waiting"
    clock.sleep(3600)
    news.replies["/truce"] = page
    one_round(session(desk, news, clock))
    assert news.paths().count("/truce") == 1
    clock.sleep(3700)
    one_round(session(desk, news, clock))
    assert news.paths().count("/truce") == 2 and FILL in documents(desk)["truce"].text


def test_other_languages_are_skipped_with_the_reason(desk: Ledger, news: Site, clock: FakeClock) -> None:
    news.replies["/truce"] = article("Verhandlungen", GERMAN, GERMAN)
    one_round(session(desk, news, clock))
    assert documents(desk).keys() == {"prisoners"}
    assert any(message.startswith("skipped: language de") for message in told(desk))
    assert states(desk)["truce"] == "done"


def test_wrong_encodings(desk: Ledger, news: Site, clock: FakeClock) -> None:
    text = TRUCE.replace("Tuesday", "Tuesday – “at last”, said Müller")
    made = article("Ceasefire", text, FILL).body.decode()
    news.replies["/truce"] = Reply(made.encode("windows-1252"), kind="text/html")
    news.replies["/prisoners"] = Reply(made.encode("utf-8"), kind="text/html; charset=nonsense")
    one_round(session(desk, news, clock))
    assert all("“at last”, said Müller" in row.text for row in documents(desk).values())


def test_a_feed_that_is_gone_or_has_moved(desk: Ledger, news: Site, clock: FakeClock) -> None:
    news.replies["/new"] = news.replies["/feed"]
    news.replies["/feed"] = Reply(status=301, headers={"Location": "/new"})
    one_round(session(desk, news, clock))
    assert the_feed(desk).at == f"{news.address}/new" and documents(desk)
    news.replies["/new"] = Reply(status=410)
    for _ in range(2):
        clock.sleep(EVERY)
        one_round(session(desk, news, clock))
    assert news.paths().count("/feed") == 1 and news.paths().count("/new") == 2
    assert the_feed(desk).state == "gone"
    assert [m for m in told(desk) if "moved for good" in m] and [m for m in told(desk) if "gone for good" in m]


@pytest.mark.parametrize("reply", [
    Reply(b"<html><body>no feed</body></html>"), Reply(b""), Reply(b"{}", 403), Reply(b"half", whole=900),
    Reply(status=302, headers={"Location": "http://169.254.169.254/latest"}), Reply(b"x", 503),
])
def test_a_feed_that_fails_is_asked_less_and_less(
    desk: Ledger, news: Site, clock: FakeClock, reply: Reply, monkeypatch: pytest.MonkeyPatch,
) -> None:
    news.replies["/feed"] = reply
    asked = []
    for _ in range(10):
        asked.append(one_round(session(desk, news, clock)).asked)
        clock.sleep(EVERY + 60)
    assert asked[0] == 1 and 2 <= sum(asked) <= 5
    assert len(told(desk)) == 1 and "was not read" in told(desk)[0]  # said once, not each time


def test_a_broken_feed_gives_what_can_be_told(desk: Ledger, news: Site, clock: FakeClock) -> None:
    whole = news.replies["/feed"].body
    news.replies["/feed"] = Reply(whole[: whole.rindex(b"<description>Kenya")], kind="application/xml")
    one_round(session(desk, news, clock))
    assert "truce" in documents(desk)


def test_a_limit_takes_the_rest_in_the_next_round(desk: Ledger, news: Site, clock: FakeClock) -> None:
    one_round(session(desk, news, clock, limit=1))
    assert sorted(states(desk).values()) == ["done", "waiting"]
    one_round(session(desk, news, clock, limit=1))
    assert set(states(desk).values()) == {"done"} and len(documents(desk)) == 2


def test_an_answer_is_kept_with_its_entries_or_not_at_all(
    desk: Ledger, news: Site, clock: FakeClock, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else the next round would be told that nothing has changed, and the entries would be lost."""
    with monkeypatch.context() as broken:
        broken.setattr("dateline.ledger.fetches._encoded", lambda entry: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            one_round(session(desk, news, clock))
    assert the_feed(desk).etag is None
    one_round(session(desk, news, clock))
    assert len(documents(desk)) == 2


def test_stopped_in_the_middle_it_goes_on_from_there(
    desk: Ledger, news: Site, clock: FakeClock, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "BATCH", 1)
    real, seen = watching.enter, []

    def stopped(*given: Any) -> None:
        seen.append(given)
        if len(seen) > 1:
            raise KeyboardInterrupt
        real(*given)

    with monkeypatch.context() as broken:
        broken.setattr(watching, "enter", stopped)
        assert follow(desk.shown, plan(news), clock=Clock(clock.now, clock.sleep)) == 130
    assert sorted(states(desk).values()) == ["done", "waiting"] and len(documents(desk)) == 1
    assert_whole(desk.shown)
    one_round(session(desk, news, clock))
    assert len(documents(desk)) == 2
    assert_whole(desk.shown)


def test_watches_are_silent_on_what_feeds_held_at_first(desk: Ledger, news: Site, clock: FakeClock) -> None:
    with desk.writing() as connection:
        saved = Watch("all", parse("event=AGREE,COOPERATE,CONCEDE,YIELD,AID"), 1, 7)
        add_watch(connection, saved, desk.stamp(connection))
    one_round(session(desk, news, clock, limit=1))
    one_round(session(desk, news, clock, limit=1))
    with desk.reading() as connection:
        assert not len(alerts(connection))
    news.replies["/troops"] = article("Ghana to leave Mali", TROOPS, "The soldiers came six years ago; their camp "
                                      "outside Gao is to be handed over to the town, which wants a school there.")
    feed(news, ("/troops", "Ghana to leave Mali", DAY, "News."), etag='"2"')
    clock.sleep(EVERY)
    one_round(session(desk, news, clock))
    with desk.reading() as connection:
        assert len(alerts(connection)) == 1


def watch(*given: str) -> Any:
    return CliRunner().invoke(app, ["watch", *given])


@pytest.mark.parametrize(("given", "said"), [
    (("--every", "15"), "15m"), (("--every", "0m"), "15m"), (("--user-agent", "dätline"), "User-Agent"),
    (("--contact", "a\nb"), "User-Agent"), (("--user-agent", " x"), "User-Agent"),
])
def test_what_is_given_wrongly(given: tuple[str, ...], said: str, tmp_path: Path) -> None:
    result = watch("https://courier.example/feed", "--ledger", str(tmp_path / "desk.db"), "--once", *given)
    assert said in str(result.exception) and not (tmp_path / "desk.db").exists()


def test_once_by_the_command_line(news: Site, tmp_path: Path) -> None:
    place = str(tmp_path / "desk.db")
    common = ("--ledger", place, "--once", "--delay", "0", "--allow-private")
    assert watch(f"{news.address}/nothing", *common).exit_code == 1
    assert watch(f"{news.address}/feed", "--no-pages", *common).exit_code == 0
    with Ledger(place) as desk:
        assert len(documents(desk)) == 2


def test_killed_in_the_middle_nothing_is_lost_or_read_twice(news: Site, tmp_path: Path) -> None:
    """The program is killed while pages come in; started again, it ends with all of them, each once."""
    entries = [(f"/report{n}", f"Report {n}", DAY, TRUCE) for n in range(24)]
    feed(news, *entries)
    for n, (path, title, *_) in enumerate(entries):
        news.replies[path] = article(title, TRUCE, f"{FILL} This is the report of day {n}.")
    place = str(tmp_path / "desk.db")
    command = [sys.executable, "-c", "from dateline.cli import main; main()", "watch", f"{news.address}/feed",
               "--ledger", place, "--once", "--delay", "0.05", "--allow-private"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    first = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while len(news.paths()) < 22 and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert_whole(place)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert_whole(place)
    with Ledger(place) as desk:
        assert len(documents(desk)) == 24 and set(states(desk).values()) == {"done"}
        with desk.reading() as connection:
            assert set(connection.execute(sa.select(DOCUMENTS.c.version)).scalars()) == {1}
