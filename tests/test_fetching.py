"""Fetching: what is asked, how politely, and what is never asked.  Against a server on this machine."""

from __future__ import annotations

import ast
import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from tests.news_server import FakeClock, Reply, Site, site, zipped

from dateline.errors import SourceError
from dateline.fetching.addresses import RefusedError, is_public, origin_of, path_of, split
from dateline.fetching.feeds import feeds_in
from dateline.fetching.http import Limits, request
from dateline.fetching.net import Clock, Manners, Net
from dateline.fetching.robots import ALL, parse, rules_of
from dateline.fetching.rounds import in_parallel

SRC = Path(__file__).parents[1] / "src" / "dateline"
HERE = Limits(timeout=5.0, seconds=5.0, size=50_000, allow_private=True)
NETWORK = ("socket", "ssl", "http.client", "urllib.request", "urllib.error", "urllib.robotparser", "smtplib", "ftplib",
           "requests", "httpx", "urllib3", "aiohttp", "niquests", "asyncio")
# Tells of alerts only, and only to targets that the user named.
SENDS = {"ledger/alerts/delivery.py"}
# Listens, for the browser on this machine.
LISTENS = {"server"}


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as made:
        yield made


def net(clock: FakeClock | None = None, delay: float = 5.0, limits: Limits = HERE) -> Net:
    made = clock or FakeClock()
    return Net(Manners("dateline/1 (+desk@example.org)", delay, limits), None, Clock(made.now, made.sleep))


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda p: str(p.relative_to(SRC)))
def test_nothing_else_touches_the_network(path: Path) -> None:
    """The promise: no network but in `dateline watch`."""
    relative = path.relative_to(SRC).as_posix()
    if relative.startswith("fetching/") or relative in SENDS or relative.partition("/")[0] in LISTENS:
        return
    tree, names = ast.parse(path.read_text(encoding="utf-8")), list[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    assert not [name for name in names if name in NETWORK or name.split(".")[0] in NETWORK]


@pytest.mark.parametrize("text", [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.4", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "ff02::1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "192.0.2.1",
])
def test_the_own_network_is_told_apart(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_open_internet_is(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("address", [
    "file:///etc/passwd", "ftp://example.org/x", "gopher://x/", "http://", "http://user:word@example.org/", "x",
    "javascript:alert(1)", "http://example.org:port/", "http://[::1", "data:text/html,x", "//example.org/",
])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(RefusedError):
        split(address)


def test_what_goes_over_the_line_is_plain() -> None:
    parts = split("HTTPS://Bücher.Example:443/ä b/%C3%A9?q=ü\r\nX: y#part")
    assert origin_of(parts) == "https://xn--bcher-kva.example"
    assert path_of(parts) == "/%C3%A4%20b/%C3%A9?q=%C3%BCX:%20y"
    assert origin_of(split("http://[2606:4700::1]:8080/")) == "http://[2606:4700::1]:8080"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_no_feed_can_make_us_ask_this_machine(news: Site, host: str) -> None:
    port = news.address.rpartition(":")[2]
    answer = request(f"http://{host}:{port}/", {}, Limits(timeout=2.0))
    assert answer.final and "--allow-private" in answer.fault
    assert not news.asked


def test_a_redirect_cannot_either(news: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address may be asked; where it leads is checked again."""
    news.replies["/away"] = Reply(status=302, headers={"Location": f"{news.address}/secret"})
    asked: list[str] = []

    def once(address: str, headers: object, limits: Limits) -> object:
        asked.append(address)
        return request(address, {}, HERE if len(asked) <= 2 else Limits(timeout=2.0))  # robots.txt and the first

    monkeypatch.setattr("dateline.fetching.net.request", once)
    answer = net().get(f"{news.address}/away")
    assert "--allow-private" in answer.fault
    assert news.paths() == ["/away"]


def test_an_answer_with_its_name_and_encoding(news: Site) -> None:
    news.replies["/a?b=1"] = zipped(Reply("Grüße".encode()))
    answer = net().get(f"{news.address}/a?b=1#part")
    assert (answer.status, answer.body.decode()) == (200, "Grüße")
    asked = news.asked[-1].headers
    assert asked["user-agent"] == "dateline/1 (+desk@example.org)"
    assert asked["host"] == news.address.partition("://")[2]
    assert not {"cookie", "referer", "authorization"} & asked.keys()


def test_what_is_too_large_is_not_taken(news: Site) -> None:
    news.replies["/huge"] = Reply(b"x" * 60_000)
    news.replies["/bomb"] = zipped(Reply(b"0" * 5_000_000))
    for path in ("/huge", "/bomb"):
        answer = net().get(news.address + path)
        assert answer.final and "larger than" in answer.fault and not answer.body


def test_what_breaks_off_or_drips_or_is_no_gzip(news: Site) -> None:
    news.replies |= {
        "/cut": Reply(b"half", whole=400), "/drip": Reply(b"drop by drop, for ever" * 9, slow=0.1),
        "/nogzip": Reply(b"plain", headers={"Content-Encoding": "gzip"}),
    }
    short = Limits(timeout=2.0, seconds=0.5, allow_private=True)
    assert "breaks off" in net().get(f"{news.address}/cut").fault
    assert "within 0.5 seconds" in net(limits=short).get(f"{news.address}/drip").fault
    assert "does not inflate" in net().get(f"{news.address}/nogzip").fault


def test_nobody_there() -> None:
    answer = request("http://127.0.0.1:9/", {}, HERE)
    assert answer.status == 0 and "no connection" in answer.fault and not answer.final


def test_one_request_at_a_time_and_a_pause_after_each(news: Site) -> None:
    clock = FakeClock()
    news.clock = clock.now
    mine = net(clock)
    queues = {"one": [f"{news.address}/{n}" for n in range(3)], "two": [f"{news.address}/{n}" for n in range(3, 6)]}
    assert len(list(in_parallel(mine, queues, mine.get))) == 6
    assert sorted(news.paths()) == [f"/{n}" for n in range(6)]
    times = [one.at for one in news.asked if one.path != "/robots.txt"]
    assert all(later - earlier >= 5.0 for earlier, later in pairwise(times))
    assert {one.others for one in news.asked} == {0}
    assert [one.path for one in news.asked].count("/robots.txt") == 1


def test_robots_are_obeyed_and_their_pauses_kept(news: Site) -> None:
    news.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private\nCrawl-delay: 30\n", kind="text/plain")
    clock = FakeClock()
    news.clock = clock.now
    mine = net(clock)
    refused = mine.get(f"{news.address}/private/x")
    assert refused.final and "does not allow" in refused.fault
    for path in ("/a", "/b"):
        mine.get(news.address + path)
    assert news.paths() == ["/a", "/b"]
    first, second = (one.at for one in news.asked if one.path != "/robots.txt")
    assert second - first >= 30.0


def test_robots_are_kept_for_a_day(news: Site) -> None:
    clock = FakeClock()
    mine = net(clock)
    mine.get(f"{news.address}/a")
    again = Net(mine.manners, mine.robots, mine.clock)
    again.get(f"{news.address}/b")
    assert [one.path for one in news.asked].count("/robots.txt") == 1
    clock.sleep(25 * 3600)
    again.get(f"{news.address}/c")
    assert [one.path for one in news.asked].count("/robots.txt") == 2


def test_a_host_that_is_out_of_order_is_left_alone(news: Site) -> None:
    """Without its robots.txt nobody knows what it allows (RFC 9309, 2.3.1.4)."""
    news.replies["/robots.txt"] = Reply(b"", 500)
    answer = net().get(f"{news.address}/a")
    assert "robots.txt" in answer.fault and not answer.final
    assert news.paths() == []


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (410, True), (401, False), (403, False), (503, False),
                                                 (0, False), (429, False), (200, True)])
def test_what_the_status_of_robots_means(status: int, allowed: bool) -> None:
    assert rules_of("", status, "dateline").allow("/x") is allowed


ROBOTS = """\
# for all
User-agent: *
Disallow: /

User-agent: otherbot
User-agent: Dateline
Disallow: /shop
Allow: /shop/news   # the longer one decides
Disallow: /*.pdf$
Disallow: /search?
Disallow:
Crawl-delay: 2.5

user-agent: DATELINE/3.0
disallow: /more
"""


@pytest.mark.parametrize(("path", "allowed"), [
    ("/", True), ("/shop", False), ("/shop/x", False), ("/shop/news/1", True), ("/a/b.pdf", False),
    ("/a/b.pdf?x=1", True), ("/search?q=1", False), ("/search", True), ("/more/x", False), ("/robots.txt", True),
    ("/%73hop", False),
])
def test_rules_of_robots(path: str, allowed: bool) -> None:
    rules = parse(ROBOTS, "dateline")
    assert rules.allow(path) is allowed
    assert rules.delay == 2.5
    assert not parse(ROBOTS, "somebody").allow("/x")
    assert parse("Disallow: /\nnonsense\n\0", "dateline") == ALL


def test_redirects_are_followed_and_a_move_for_good_is_told(news: Site) -> None:
    news.replies |= {
        "/old": Reply(status=301, headers={"Location": "/new"}), "/new": Reply(b"here"),
        "/tmp": Reply(status=302, headers={"Location": "/old"}),
        "/loop": Reply(status=308, headers={"Location": "/loop"}),
        "/out": Reply(status=302, headers={"Location": "file:///etc/passwd"}),
    }
    good, passing = net().get(f"{news.address}/old"), net().get(f"{news.address}/tmp")
    assert (good.body, good.address, good.moved) == (b"here", f"{news.address}/new", f"{news.address}/new")
    assert (passing.body, passing.moved) == (b"here", None)
    assert "redirects" in net().get(f"{news.address}/loop").fault
    assert "only addresses that begin with http" in net().get(f"{news.address}/out").fault


@pytest.mark.parametrize(("given", "seconds"), [("120", 120.0), ("date", 300.0), ("soon", 600.0), ("", 600.0)])
def test_a_busy_host_is_left_alone_as_long_as_it_asks(news: Site, given: str, seconds: float) -> None:
    clock = FakeClock()
    when = format_datetime(datetime.fromtimestamp(clock.now() + 300, UTC), usegmt=True)
    news.replies["/busy"] = Reply(status=429, headers={"Retry-After": when if given == "date" else given})
    mine = net(clock, delay=0.0)
    answer = mine.get(f"{news.address}/busy")
    assert answer.wait == pytest.approx(seconds, abs=2)
    before = len(news.asked)
    if seconds > 120:  # another page of the host is not asked for, and nobody waits for so long
        other = mine.get(f"{news.address}/other")
        assert other.wait > 120 and len(news.asked) == before
    clock.sleep(seconds + 1)
    mine.get(f"{news.address}/other")
    assert news.paths()[-1] == "/other"


def test_lists_of_feeds(tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text('<opml version="2.0"><body><outline text="East"><outline text="Courier" type="rss" '
                    'xmlUrl="https://courier.example/rss"/></outline></body></opml>')
    plain = tmp_path / "feeds.txt"
    plain.write_text("# the coast\nhttps://courier.example/rss\n\nhttps://mirror.example/atom#top\n")
    assert feeds_in(str(opml)) == [("https://courier.example/rss", "Courier")]
    assert [address for address, _ in feeds_in(str(plain))] == [
        "https://courier.example/rss", "https://mirror.example/atom#top"]
    assert feeds_in("https://courier.example/rss") == [("https://courier.example/rss",) * 2]


@pytest.mark.parametrize(("text", "said"), [("", "names no feeds"), ("no address", "is no address of a feed"),
                                            ("<rss/>", "no list of feeds"), ("file:///x", "is no address of a feed")])
def test_what_is_no_list_of_feeds(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "feeds"
    path.write_text(text)
    with pytest.raises(SourceError, match=said):
        feeds_in(str(path))
    with pytest.raises(SourceError, match="no such file"):
        feeds_in(str(tmp_path / "none"))
