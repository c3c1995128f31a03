"""The pages that reports were taken from: kept as they were given, beside documents that do not change."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from dateline import Document, Reading, Run
from dateline.cli.app import app
from dateline.cli.ledger_coding import Count, _keep, _todo
from dateline.ledger.book import Ledger
from dateline.ledger.pages import MAX_BYTES, PAGES, keep_pages, packed_page, page, without_page
from dateline.ledger.recording import Recording, record
from dateline.ledger.rows import digest_of
from dateline.ledger.schema import DOCUMENTS, ISSUES
from dateline.sources import Options, Sourced, open_pages, open_source

WORDS = "Kenya attacked Somalia on Monday. Officials in Nairobi said that more troops would follow within a week."
HTML = ("<!doctype html><html><head><title>Border</title><script>let a = 1</script></head><body><nav><a href='/'>Home"
        f"</a></nav><article><h1>Border</h1><p>{WORDS}</p><p>Ethiopia’s minister denied it — 𝔸 “plot”.</p></article>")
MAIL = (f"From: a@sample.test\nSubject: Border\nDate: Mon, 1 Mar 2021 10:00:00 +0000\nMessage-ID: <one@sample.test>\n"
        f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<p>{WORDS}</p>\n")
RUN = Run("1.0", "k1", "m")


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    with Ledger(place) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    (made / "a.html").write_text(HTML, encoding="utf-8")
    (made / "b.html.gz").write_bytes(gzip.compress(HTML.replace("Kenya", "Chad").encode()))
    (made / "c.eml").write_text(MAIL, encoding="utf-8")
    (made / "d.txt").write_text(WORDS, encoding="utf-8")
    (made / "e.html").write_text(HTML.replace("Kenya", "España").replace("<head>", "<head><meta charset=windows-1252>"),
                                 encoding="windows-1252", errors="xmlcharrefreplace")
    return made


def enter(ledger: Ledger, items: list[Sourced], pages: bool = True) -> tuple[Recording, Count]:
    """The documents with empty readings into the ledger, as `dateline code` enters them."""
    run, count = record(ledger, RUN), Count()
    todo = ((d, Reading(d.id, d.text_sha256, ())) for d in _todo(items, run, count, pages))
    _keep(todo, run, count)
    run.finish()
    assert not count.pages, "pages that wait are let go"
    return run, count


def kept(ledger: Ledger) -> dict[str, str | None]:
    """Each document's id with its page."""
    with ledger.reading() as connection:
        found = connection.execute(sa.select(DOCUMENTS.c.document_pk, DOCUMENTS.c.document_id)).all()
        return {name: page(connection, pk) for pk, name in found}


def test_sources_carry_the_page_along(folder: Path) -> None:
    items = [*open_pages(folder)]
    assert [item for item, _ in items] == [*open_source(folder)], "documents are the same with and without"
    pages = {item.url or item.id: source for item, source in items if isinstance(item, Document)}
    assert pages["reports/a.html"] == HTML and pages["reports/b.html.gz"] == HTML.replace("Kenya", "Chad")
    assert pages["one@sample.test"] == f"<p>{WORDS}</p>\n" and pages["reports/d.txt"] is None
    assert "España attacked" in (pages["reports/e.html"] or "")


def test_a_page_is_kept_as_it_was_given(ledger: Ledger, folder: Path) -> None:
    items = [*open_pages(folder)]
    enter(ledger, items)
    assert kept(ledger) == {item.id: source for item, source in items if isinstance(item, Document)}
    assert sum(source is not None for source in kept(ledger).values()) == 4


def test_without_pages_and_later_with(ledger: Ledger, folder: Path) -> None:
    items = [*open_pages(folder)]
    enter(ledger, items, pages=False)
    assert len(kept(ledger)) == 5 and not any(kept(ledger).values())
    _, count = enter(ledger, items)
    assert count.kept == 5 and sum(source is not None for source in kept(ledger).values()) == 4
    with ledger.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(DOCUMENTS)).scalar() == 5


def test_the_first_page_of_a_version_stays(ledger: Ledger) -> None:
    document = Document("one", WORDS)
    enter(ledger, [(document, "<p>first"), (document, "<p>second")])
    enter(ledger, [(document, "<p>third")])
    assert kept(ledger) == {"one": "<p>first"}
    enter(ledger, [(Document("one", WORDS + " More."), "<p>more")])
    with ledger.reading() as connection:
        assert [page(connection, pk) for pk in (1, 2, 3)] == ["<p>first", "<p>more", None]


def test_a_page_too_large_is_an_issue(ledger: Ledger) -> None:
    large = "".join(random.Random(1).choices("abcdefgh é", k=MAX_BYTES))
    run, count = enter(ledger, [(Document("one", WORDS), large), (Document("two", WORDS), "x" * MAX_BYTES)])
    assert not count.skipped and {k: v is None for k, v in kept(ledger).items()} == {"one": True, "two": False}
    with ledger.reading() as connection:
        [issue] = connection.execute(sa.select(ISSUES).where(ISSUES.c.run_id == run.run_id)).all()
    assert (issue.document_id, issue.severity) == ("one", "note") and "larger than 5 MB" in issue.message


def test_pages_may_be_deleted(ledger: Ledger) -> None:
    enter(ledger, [(Document("one", WORDS), "<p>one")])
    with ledger.writing() as connection:
        connection.execute(sa.delete(PAGES))
    assert kept(ledger) == {"one": None}


def test_a_document_that_is_not_there_gets_no_page(ledger: Ledger) -> None:
    document = Document("one", WORDS)
    with ledger.writing() as connection:
        assert keep_pages(connection, {(document.id, digest_of(document)): b"x"}) == 0


@given(html=st.text(st.characters()), name=st.text(st.characters(), min_size=1))
def test_any_page_comes_back(html: str, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    document, packed = Document(name, WORDS), packed_page(html)
    assert packed is not None
    with Ledger(tmp_path_factory.mktemp("any") / "l.db") as ledger:
        record(ledger, RUN).add([(document, Reading(name, document.text_sha256, ()))],
                                {(name, digest_of(document)): packed})
        with ledger.reading() as connection:
            assert page(connection, 1) == html and page(connection, 2) is None
            assert not without_page(connection, {(name, digest_of(document)): packed})


@pytest.mark.parametrize(("option", "pages"), [((), 1), (("--no-pages",), 0)])
def test_the_command(option: tuple[str, ...], pages: int, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    place = str(tmp_path / "desk.db")
    run = CliRunner().invoke(app, ["code", str(tmp_path / "a.html"), "--ledger", place, *option])
    assert run.exit_code == 0, run.output
    with Ledger(place) as ledger:
        assert [*kept(ledger).values()] == [HTML if pages else None]
        assert len(ledger.statements())


def test_options_for_documents_stay(folder: Path) -> None:
    items = open_pages(folder / "a.html", Options(published="2021-03-04"))
    assert [i.published for i, _ in items if isinstance(i, Document)] == ["2021-03-04"]
