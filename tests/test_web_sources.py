"""What comes from the web: pages, archives, feeds, news formats, lists of addresses, each with golden files."""

from __future__ import annotations

import builtins
import csv
import gzip
import io
import socket
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.golden_sources import CACHE, FOLDER, fixtures, golden, read, shown
from tests.test_origins import FIRST, REWRITTEN
from tests.web_archives import WORDS, answer, chunked, members, news, page, record

from dateline.errors import SourceError
from dateline.knowledge import DATA
from dateline.ledger.reports import Report
from dateline.ledger.stories.origins import find_origins
from dateline.ledger.words import agencies, agency_named, credited
from dateline.sources import Item, Options, open_bytes, open_source
from dateline.sources.credits import name_lines
from dateline.sources.http_bodies import body_of, joined
from dateline.sources.kinds import KINDS
from dateline.sources.opml import FeedAddress, read_opml
from dateline.sources.url_lists import ROWS
from dateline.types import Document, Issue

WEB = ("*.html", "*.rss", "*.atom", "*.rdf", "*.opml", "ninjs*", "newsml*", "*.nitf", "gdelt*", "mediacloud*",
       "newsapi*", "event_registry*", "trafilatura*", "taranis*", "ngec*")


def opened(data: bytes, name: str, **options: object) -> tuple[list[Document], list[Issue]]:
    items = list(open_bytes(data, name, Options(**options)))  # type: ignore[arg-type]
    return [i for i in items if isinstance(i, Document)], [i for i in items if isinstance(i, Issue)]


def text_of(items: list[Item]) -> str:
    return "\n".join(i.text if isinstance(i, Document) else i.message for i in items)


@pytest.mark.parametrize("path", fixtures(*WEB), ids=lambda p: p.name)
def test_golden_files(path: Path) -> None:
    assert read(path) == golden(path).read_text(encoding="utf-8"), "review: python -m tests.golden_sources"


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    for path in fixtures(*WEB):
        assert read(path)
    documents, issues = opened(b"https://courier.example/feed.rss", "a.rss")
    assert not documents and "no known format" in issues[0].message


def test_a_file_of_another_is_not_read_by_an_entity(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("Chad invaded Mali", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{tmp_path}/secret"><!ENTITY b "Peru attacked Chile">]>'
    nitf = "<nitf><body><body.content><p>One met two. &s;</p></body.content></body></nitf>"
    feed = "<rss><channel><item><description>One met two. &s;</description></item></channel></rss>"
    for data, name in ((nitf, "a.nitf"), (feed, "a.rss")):
        documents, _ = opened(f"<?xml version='1.0'?>{entity}{data}".encode(), name)
        assert all("Chad" not in d.text for d in documents), name


# pages


def test_the_day_is_that_of_the_pages_own_time_zone() -> None:
    head = '<meta property="article:published_time" content="%s"><meta property="article:modified_time" content="%s">'
    late = page("Late", head=head % ("2023-09-14T23:50:00-05:00", "2023-09-14T23:59:00-05:00")).encode()
    [document], _ = opened(late, "a.html")
    assert (document.published, document.updated) == ("2023-09-14", None)
    changed = page("Later", head=head % ("2023-09-14T23:50:00-05:00", "2023-09-16T01:00:00+02:00")).encode()
    assert [d.updated for d in opened(changed, "a.html")[0]] == ["2023-09-16"]


def test_a_page_without_a_date_has_none() -> None:
    assert [d.published for d in opened(page("Undated").encode(), "a.html")[0]] == [None]


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(("stated", "day"), [
    ("March 4, 2021 at 10:00 AM", "2021-03-04"), ("14/09/2023", "2023-09-14"), ("03/04/2023", None),
])  # fmt: skip
def test_a_date_in_words_is_read_and_one_with_two_readings_is_not(stated: str, day: str | None, fast: bool) -> None:
    head = f'<meta property="article:published_time" content="{stated}">'
    documents, issues = opened(page("Dated", head=head).encode(), "a.html", fast=fast)
    assert documents[0].published == day and (day is not None or stated in issues[0].message)


def test_odd_json_ld_does_no_harm() -> None:
    for script in ('{"@type": "NewsArticle", "headline": ["A", {"b": 1}], "author": {"@id": "#x"}, "@id": "#x"}',
                   '{"@type": 7, "datePublished": 2021}', "{", "[]", '"x"', "[" * 5000,
                   '{"@graph": {"@graph": {"@graph": []}}}'):
        head = f'<script type="application/ld+json">{script}</script>'
        assert "fishing quotas" in opened(page("Odd", head=head).encode(), "a.html")[0][0].text


def test_text_in_a_bare_div_is_read_and_buttons_are_not() -> None:
    quoted = "The river is ours, our fathers built the dam with their hands, and no court will take it from us."
    body = (f"<p>{WORDS[0]}</p><div>{quoted}</div><p>{WORDS[1]}</p><div>{quoted.replace('river', 'lake')}"
            f"<p>{WORDS[0]} Also.</p></div><div><button>Share</button> this</div>")
    source = f"<html><head><title>T</title></head><body><article>{body}</article></body></html>"
    text = opened(source.encode(), "a.html")[0][0].text
    assert quoted in text and quoted.replace("river", "lake") in text
    assert "Share" not in text


def test_a_long_heading_is_a_paragraph_of_its_own() -> None:
    title = "Peru and Chile sign an accord that ends ten years of arrests at sea"
    text = opened(page(title).encode(), "a.html")[0][0].text
    assert text.startswith(f"{title}\n\n") or title not in text


@pytest.mark.parametrize("path", fixtures("*.html"), ids=lambda p: p.name)
def test_the_fast_way_agrees(path: Path) -> None:
    data = path.read_bytes()
    [slow], [fast] = opened(data, path.name)[0], opened(data, path.name, fast=True)[0]
    for slot in ("id", "title", "published", "updated", "authors", "publisher", "url", "dateline", "agency"):
        assert getattr(slow, slot) == getattr(fast, slot), slot
    lines = {" ".join(line.split()) for line in fast.text.split("\n")}
    assert {line for line in slow.text.split("\n") if line} <= lines


def test_a_missing_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__
    gone = ("feedparser", "fastwarc", "resiliparse")

    def without(name: str, *rest: object) -> object:
        if name.partition(".")[0] in gone:
            raise ModuleNotFoundError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    for name in [m for m in sys.modules if m.partition(".")[0] in gone]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(builtins, "__import__", without)
    files = ((b"<rss/>", "a.rss", False), (members(news()), "a.warc.gz", False), (b"<p>x</p>", "a.html", True))
    for data, name, fast in files:
        documents, issues = opened(data, name, fast=fast)
        assert not documents and "pip install 'dateline[web]'" in issues[0].message


# archives


@pytest.mark.parametrize(("data", "name"), [
    (b"".join(news()), "news.warc"), (members(news()), "news.warc.gz"), (b"".join(news()), "news"),
])  # fmt: skip
def test_an_archive_gives_its_pages_and_counts_the_rest(data: bytes, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    items = list(open_source(file))
    assert items and list(open_bytes(data, file.as_posix())) == items, "from disk as from memory"
    said = shown(iter(items)).replace(file.as_posix(), "FILE")
    assert said == (FOLDER / "archive.expected.json").read_text(encoding="utf-8")


def test_a_record_cut_short_is_read_as_far_as_it_goes() -> None:
    more = ["A long report goes on about the quotas of each port and of each kind of fish."] * 20
    data = record("https://a.example/1", answer(page("Cut", *WORDS, *more).encode()))
    documents, issues = opened(data[:-600], "a.warc")
    assert "fishing quotas" in documents[0].text
    assert issues[0].message.startswith("partial: a.warc at byte 0, the record stops after ")
    zipped = gzip.compress(data)[:-40]
    assert opened(zipped, "a.warc.gz")[0]


@pytest.mark.parametrize("zipped", [False, True])
def test_reading_goes_on_behind_a_broken_place(zipped: bool) -> None:
    one, two = (record(f"https://a.example/{n}", answer(page(f"Page {n}").encode())) for n in (1, 2))
    parts = [gzip.compress(one), gzip.compress(two)] if zipped else [one, two]
    name = "a.warc.gz" if zipped else "a.warc"
    documents, issues = opened(parts[0] + b"no record at all\r\n" * 9 + parts[1], name)
    assert [d.url for d in documents] == ["https://a.example/1", "https://a.example/2"]
    [broken] = [i for i in issues if i.severity == "error"]
    assert "broken after byte 0" in broken.message and "goes on at byte" in broken.message


def test_what_is_no_archive_is_an_issue() -> None:
    for data in (b"", b"WARC/1.0", b"\x1f\x8b\x08\x00broken", b"text only", gzip.compress(b"text only")):
        documents, issues = opened(data, "a.warc.gz")
        assert not documents and [i for i in issues if i.severity == "error"], data


def test_an_archive_is_never_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "big.warc.gz"
    file.write_bytes(members(news()))
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("the whole file is read"))
    first = next(i for i in open_source(file) if isinstance(i, Document))
    assert first.title == "Fishing accord"


def test_wacz() -> None:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as made:
        made.writestr("archive/data.warc.gz", members(news()))
        made.writestr("datapackage.json", "{}")
    documents, issues = opened(box.getvalue(), "a.wacz")
    assert len(documents) == 8 and any(i.document == "a.wacz/archive/data.warc.gz" for i in issues)
    for data in (b"PK\x03\x04 broken", b"", b"PK\x05\x06" + bytes(18)):
        assert [i.severity for i in opened(data, "a.wacz")[1]] == ["error"]


@given(st.binary(max_size=300), st.integers(1, 60))
def test_chunks_come_together(body: bytes, size: int) -> None:
    assert joined(chunked(body, size)) == body or not body
    assert body_of(chunked(body, size), {"transfer-encoding": "Chunked"}, 10_000) == body or not body


def test_what_inflates_without_end_is_cut() -> None:
    import brotli

    bomb = bytes(50_000_000)
    for data, name in ((gzip.compress(bomb), "gzip"), (brotli.compress(bomb, quality=1), "br")):
        assert len(body_of(data, {"content-encoding": name}, 1_000_000)) == 1_000_000


# feeds and news formats


def test_feeds_of_an_opml_file() -> None:
    feeds = read_opml((FOLDER / "lists.opml").read_bytes(), "lists.opml")
    assert feeds[0] == FeedAddress("Savanna Courier: World", "https://courier.example/feed.rss", ("Africa",))
    assert [f.address for f in feeds[1:]] == ["https://marsabit.example/rss", "https://gazette.example/feed.atom"]
    with pytest.raises(SourceError, match="no list of feeds"):
        read_opml(b"<rss/>", "a.opml")


@pytest.mark.parametrize(("data", "word"), [
    (b"<head><title>Moved</title></head>", "a web page"), (b"<urlset/>", "<urlset>"), (b"no mark-up", "no element"),
    (b"<nitf><body>", "no text in body.content"), (b"<newsItem>", "no text to read"),
])  # fmt: skip
def test_xml_that_holds_no_report_is_an_issue(data: bytes, word: str) -> None:
    documents, issues = opened(data, "a.xml")
    assert not documents and any(word in i.message for i in issues)


def test_content_tells_the_format_where_the_name_does_not() -> None:
    for path in fixtures("feed_full.rss", "feed.atom", "wire.nitf", "newsml*"):
        name = path.with_suffix("").name
        assert len(opened(path.read_bytes(), name)[0]) == len(opened(path.read_bytes(), path.name)[0]) > 0


# lists of addresses


def test_a_list_without_a_folder_of_pages_says_what_is_missing() -> None:
    for path in fixtures("gdelt*", "mediacloud*"):
        documents, issues = opened(path.read_bytes(), path.name)
        assert not documents and len(issues) == 1 and "--cache FOLDER" in issues[0].message
    _, issues = opened((FOLDER / "mediacloud.csv").read_bytes(), "a.csv", cache=Path("/no/such"))
    assert [i.message for i in issues] == ["--cache /no/such: there is no such folder."]


def test_a_page_outside_the_folder_is_not_read() -> None:
    table = b"url,note\nhttps://evil.example/,x\nhttps://../../../etc/passwd,x\n"
    documents, issues = opened(table, "a.csv", cache=CACHE)
    assert not documents and [i.severity for i in issues] == ["error", "error", "warning"]


def test_pages_are_found_in_archives_and_by_encoded_names(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "n.warc.gz").write_bytes(members(news()))
    quoted = "https%3A%2F%2Fa.example%2Fx.html.gz"
    (tmp_path / quoted).write_bytes(gzip.compress(page("Quoted").encode()))
    table = b"url;title\nhttp://dispatch.example/gzip#top;Of the list\nhttps://a.example/x;\nhttps://dispatch.example/gone;\n"
    documents, issues = opened(table, "a.csv", cache=tmp_path)
    assert [d.title for d in documents] == ["Zipped", "Quoted"]
    assert documents[0].publisher == "dispatch.example" and documents[0].published is None
    assert issues[-1].message == "No saved page for 1 of 3 addresses (a table of addresses): https://dispatch.example/gone"


def test_thousands_of_missing_pages_are_one_row(tmp_path: Path) -> None:
    for count, rows in ((ROWS, ROWS + 1), (ROWS + 1, 1)):
        table = "url\n" + "".join(f"https://a.example/{n}\n" for n in range(count))
        assert len(opened(table.encode(), "a.csv", cache=tmp_path)[1]) == rows


def test_the_day_on_which_gdelt_saw_a_page_is_not_its_date() -> None:
    for path in fixtures("gdelt*"):
        documents, _ = opened(path.read_bytes(), path.name, cache=CACHE)
        assert {d.published for d in documents} <= {None, "2023-09-14"}


# credits


@pytest.mark.parametrize(("text", "agency"), [
    ("SEOUL, Jan 5 (Reuters) – Ministers met.", "Reuters"), ("(AP)\nMinisters met.", "Associated Press"),
    ("KYIV (AFP) Ministers met.", "Agence France-Presse"), ("It rained. - Xinhua", "Xinhua"),
    ("It rained.\n\n© 2024 AFP", "Agence France-Presse"),
    ("It rained.\n(Reporting by Ann Writer in Paris; Editing by Bob Scribe)", "Reuters"),
    ("By Our Staff and Agencies\nIt rained.", None),
    ("Rights groups report by radio; editing by hand is banned.", None),
    ("Reuters reported that it rained.", None),
])  # fmt: skip
def test_who_is_credited(text: str, agency: str | None) -> None:
    assert credited(text, None, None) == agency
    assert [d.agency for d in opened(text.encode(), "a.txt", any_language=True)[0]] == [agency]


def test_the_byline_and_the_field_credit_too() -> None:
    fields = (('"author": "AFP"', "Agence France-Presse"), ('"author": "nan"', None), ('"publisher": "nan"', None),
              ('"agency": "reuters"', "Reuters"), ('"agency": "Own News"', "Own News"))
    for field, said in fields:
        data = f'{{"text": "It rained.", {field}}}'.encode()
        assert [d.agency for d in opened(data, "a.json")[0]] == [said]
    assert name_lines("By Ann Writer, Jr and BOB SCRIBE; x@mail.example") == "Ann Writer, Jr\nBOB SCRIBE"


def test_agencies_have_a_seat_and_no_name_twice() -> None:
    with (DATA / "actors" / "states.csv").open(encoding="utf-8", newline="") as lines:
        codes = {row["code"] for row in csv.DictReader(lines)}
    listed = [agency for agency, _ in agencies()]
    assert {a.seat for a in listed} <= codes
    assert all(agency_named(n) == a.name for a in listed for n in a.names)


def test_a_rewrite_is_a_copy_where_fields_credit_one_agency() -> None:
    def copies(one: str | None, two: str | None) -> bool:
        pairs = enumerate(((FIRST, one), (REWRITTEN, two)), 1)
        found = find_origins(Report(n, Document(f"d{n}", text, None, f"Outlet {n}", "2021-05-04", agency=agency))
                             for n, (text, agency) in pairs)
        return found[1].origin == found[2].origin

    assert copies("AFP", "Agence France-Presse")
    assert not copies(None, None) and not copies("AFP", "Reuters")
    assert not copies("Own News", "Own News"), "who is no known agency is no evidence"


# anything


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*sorted(KINDS), ".warc.gz", ".rss.gz", ""]), st.one_of(
    st.binary(max_size=400), st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass")),
    st.sampled_from([p.read_bytes() for p in fixtures(*WEB)] + [members(news())]).flatmap(
        lambda data: st.tuples(st.integers(0, len(data)), st.integers(0, len(data)), st.binary(max_size=6)).map(
            lambda cut: data[: cut[0]] + cut[2] + data[cut[1] :]))),
    st.booleans(),
)  # fmt: skip
def test_any_bytes_under_any_ending_never_raise(ending: str, data: bytes, fast: bool) -> None:
    for item in open_bytes(data, f"a{ending}", Options(fast=fast, cache=CACHE)):
        assert isinstance(item, (Document, Issue))
