"""Importers of office documents, workbooks and news archives: golden files, the way back to pages, and bad input."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importers import FOLDER, NAMES, expected, read_as, shown
from tests.make_fixtures import ARTICLES, BORDER, briefing, cover, newer, packed, paragraphs, rtf, word
from tests.pdf_writer import HEIGHT, WIDTH, Put, make_pdf
from typer.testing import CliRunner

from dateline import Document, Issue
from dateline.cli.app import app
from dateline.errors import SourceError
from dateline.layout import Layout, boxes_of, pages_of
from dateline.ledger import pages
from dateline.ledger.book import Ledger
from dateline.sources import Item, Options, open_bytes, open_pages
from dateline.sources.dates import day_in
from dateline.sources.kinds import KINDS
from dateline.sources.mapping import mapping
from dateline.sources.walk import _bytes
from dateline.types import Span

NEWS = " ".join(BORDER)


def opened(data: bytes, name: str, **options: object) -> tuple[list[Document], list[Issue]]:
    items: list[Item] = list(open_bytes(data, name, Options(**options)))  # type: ignore[arg-type]
    return [i for i in items if isinstance(i, Document)], [i for i in items if isinstance(i, Issue)]


def only(data: bytes, name: str, **options: object) -> Document:
    [document], _ = opened(data, name, **options)
    return document


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    """After a change on purpose: python -m tests.importers --accept"""
    assert shown(read_as(name)) == expected(name).read_text(encoding="utf-8")


def test_every_fixture_has_a_golden_file() -> None:
    golden = {p.name.removesuffix(".expected.json") for p in FOLDER.glob("*.expected.json")}
    assert set(NAMES) <= golden and all(p.stat().st_size < 30_000 for p in FOLDER.iterdir())


# --- PDF: the way back to the pages

WORDS = st.lists(st.text("abcdefghjkmnop", min_size=1, max_size=9), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=3), st.integers(20, 70), st.data())
def test_boxes_lie_on_the_right_page_and_cover_the_words(
    texts: list[list[str]], width: int, data: st.DataObject
) -> None:
    texts = [[f"page{'abc'[n]}", *words] for n, words in enumerate(texts)]  # or a page is but a running head
    puts = [[Put(60, 780 - 15 * i, line) for i, line in enumerate(textwrap.wrap(" ".join(words), width))]
            for words in texts]
    [(document, layout)] = [(d, page) for d, page in _bytes(make_pdf(puts), "a.pdf", Options(any_language=True))
                            if isinstance(d, Document)]
    assert isinstance(layout, Layout) and document.text.split() == [word for words in texts for word in words]
    printed = [(number, put) for number, page in enumerate(puts, 1) for put in page]
    assert len(layout.lines) == len(printed)
    for line, (number, put) in zip(layout.lines, printed, strict=True):
        assert (line.page, document.text[line.start :][: len(put.text)]) == (number, put.text)
        [box] = boxes_of(layout, Span(line.start, line.start + len(put.text)))
        assert box.page == number and box.bottom <= put.y <= box.top and abs(box.left - put.x) < 2
    start = data.draw(st.integers(0, len(document.text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(document.text))))
    boxes = boxes_of(layout, span)
    assert bool(boxes) == bool(span.of(document.text).strip())
    assert all(0 <= b.left < b.right <= WIDTH + 60 and 0 <= b.bottom < b.top <= HEIGHT for b in boxes)
    assert pages_of(layout, span) == sorted({b.page for b in boxes})


def test_a_word_broken_at_the_end_of_a_line_has_two_boxes() -> None:
    [(document, layout)] = [pair for pair in open_pages(FOLDER / "communique.pdf") if isinstance(pair[0], Document)]
    assert isinstance(document, Document) and isinstance(layout, Layout)
    at = document.text.index("ambassador")
    first, second = boxes_of(layout, Span(at, at + len("ambassador")))
    assert first.bottom > second.bottom and first.left > second.left and first.page == second.page == 1
    assert "cross-border" in document.text and "am-" not in document.text
    both = document.text.index("would keep")
    assert pages_of(layout, Span(both, both + 10)) == [1, 2]


def test_page_numbers_and_running_heads_are_left_out_and_nothing_else() -> None:
    pages_ = [[Put(72, 810, "The Daily Echo, 3 May", 8), *(Put(72, 700 - 14 * i, f"Line {n} {i} of the report goes on")
                                                          for i in range(6)), Put(290, 30, f"– {n} –", 8)]
              for n in range(1, 5)]
    text = only(make_pdf(pages_), "a.pdf").text
    assert "Daily Echo" not in text and "–" not in text
    assert all(f"Line {n} {i} of" in text for n in range(1, 5) for i in range(6))
    assert "Daily Echo" in only(make_pdf(pages_[:1]), "a.pdf").text


PDF_FAULTS = {
    "locked": (make_pdf([[Put(72, 700, NEWS[:80])]], trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ("
                        + "x" * 32 + ") /U (" + "y" * 32 + ") >> /ID [(aaaaaaaaaaaaaaaa) (aaaaaaaaaaaaaaaa)]"),
               "password"),
    "scanned": (make_pdf([[], []]), "ocrmypdf"),
    "broken": (b"%PDF-1.7\n" + bytes(range(128, 256)) * 20, "pdftotext"),
    "cut": (make_pdf([[Put(72, 700, NEWS[:80])]])[:120], "pdftotext"),
}


@pytest.mark.parametrize("name", PDF_FAULTS)
def test_pdf_files_that_cannot_be_read(name: str) -> None:
    data, word_ = PDF_FAULTS[name]
    documents, issues = opened(data, "a.pdf")
    assert not documents and [i.severity for i in issues] == ["error"] and word_ in issues[0].message


def test_pages_without_text_are_told() -> None:
    documents, issues = opened(make_pdf([[Put(72, 700, NEWS[:80])], [], []]), "a.pdf")
    assert len(documents) == 1 and "no text on page 2, 3 of 3" in issues[0].message


def test_the_layout_is_kept_in_the_ledger_and_explained(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "communique.pdf").write_bytes((FOLDER / "communique.pdf").read_bytes())
    place = str(tmp_path / "desk.db")
    done = CliRunner().invoke(app, ["code", str(tmp_path / "in"), "--ledger", place])
    assert done.exit_code == 0, done.output
    with Ledger(place) as ledger:
        with ledger.reading() as connection:
            assert pages.page(connection, 1) is None
            layout = pages.layout(connection, 1)
        [first, *_] = ledger.statements()
    [(_, given_layout)] = [p for p in open_pages(FOLDER / "communique.pdf") if isinstance(p[0], Document)]
    assert layout == given_layout
    told = CliRunner().invoke(app, ["explain", first["statement_id"], "--ledger", place]).output
    assert "page         2: " in told
    told = CliRunner().invoke(app, ["explain", first["statement_id"], "--in", str(FOLDER / "communique.pdf")]).output
    assert "page         2: " in told


# --- office documents

def test_a_document_made_by_python_docx() -> None:
    import docx

    made = docx.Document()
    made.core_properties.title = "Border notes"
    made.add_heading("Border notes", 1)
    made.add_paragraph(NEWS)
    out = io.BytesIO()
    made.save(out)
    document = only(out.getvalue(), "a.docx")
    assert (document.title, document.text) == ("Border notes", f"Border notes\n\n{NEWS}")


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.xlsx", "a.rtf", "a.parquet", "a.zip"])
def test_broken_office_files_end_in_one_sentence(name: str) -> None:
    whole = {"a.docx": briefing(), "a.odt": (FOLDER / "notes.odt").read_bytes(),
             "a.rtf": rtf([NEWS]) + b"\\u9999999999", "a.xlsx": (FOLDER / "sheet.xlsx").read_bytes(),
             "a.zip": packed({"a.txt": NEWS}),
             "a.parquet": (FOLDER / "rows.parquet").read_bytes()}[name]
    for cut in (12, len(whole) // 3, len(whole) // 2, len(whole) - 30):
        documents, issues = opened(whole[:cut], name)
        assert documents or (issues and issues[-1].severity in ("error", "warning")), cut
        assert not any("\n" in issue.message for issue in issues)


@pytest.mark.parametrize(("data", "name", "words"), [
    (b"\xd0\xcf\x11\xe0" + bytes(600), "a.doc", "Save it as .docx"),
    (b"\xd0\xcf\x11\xe0" + bytes(600), "a.msg", ".eml"),
    (packed({"Index/Document.iwa": b"x"}), "a.pages", "Export it as Word"),
    (packed({"ppt/presentation.xml": b"x"}), "a.pptx", "presentation"),
    (b"\xffWPC" + bytes(300), "a.wpd", "WordPerfect"),
    (bytes(range(256)) * 9, "a.wps", "binary"),
    (packed({}), "a.zip", "no files"),
])
def test_files_that_are_not_read_say_the_way_out(data: bytes, name: str, words: str) -> None:
    documents, issues = opened(data, name)
    assert not documents and words in issues[-1].message and issues[-1].severity == "error"


@pytest.mark.parametrize(("data", "name", "kind"), [
    (briefing(), "a.zip", "a Word document"), (briefing(), "A.PDF", "a Word document"),
    (rtf([NEWS]), "a.docx", "an RTF document"), (NEWS.encode(), "a.pdf", "plain text"),
    (f"<html><body><p>{NEWS}</p></body></html>".encode(), "a.docx", "a web page"),
])
def test_a_wrong_ending_is_said(data: bytes, name: str, kind: str) -> None:
    documents, issues = opened(data, name)
    assert "border town of Moyale" in documents[0].text
    assert issues[0].severity == "note" and f"{kind} under another name" in issues[0].message


def test_rtf_as_doc_and_upper_case_endings_are_no_matter() -> None:
    assert opened(rtf([NEWS]), "a.doc") == ([only(rtf([NEWS]), "a.doc")], [])
    assert only(briefing(), "A.DOCX").title == "Weekly briefing"
    assert only(f"<p>{NEWS}</p>".encode(), "A.HTML.GZ").text == NEWS


def test_rtf_reads_code_pages_and_characters_beyond() -> None:
    text = r"{\rtf1\ansi\ansicpg1251 \'cc\'ee\'f1\'ea\'e2\'e0 \u-10179?\u-8704? and \u322?\'f3d\u378? met.\par}"
    assert only(text.encode(), "a.rtf", any_language=True).text == "Москва 😀 and łуdź met."


@pytest.mark.parametrize(("lines", "day"), [
    (["Peru protests", "Lima, 14 September 2023", NEWS], "2023-09-14"), (["Date: 2023-09-14", NEWS], "2023-09-14"),
    (["FOR IMMEDIATE RELEASE: September 14, 2023", NEWS], "2023-09-14"),
    (["Thursday 14 September 2023", NEWS], "2023-09-14"),
    (["In September 2023", NEWS], None), (["03/04/2023", NEWS], None),
    (["The ceasefire of 14 September 2023 has failed", NEWS], None), ([NEWS] * 12 + ["14 September 2023"], None),
])
def test_a_line_that_is_a_date_dates_the_document(lines: list[str], day: str | None) -> None:
    documents, issues = opened(word(paragraphs(lines)), "a.docx")
    assert documents[0].published == day
    assert any("The date is taken" in i.message for i in issues) == (day is not None)
    assert only(word(paragraphs(lines)), "a.docx", published="2020-01-01").published == "2020-01-01"


@pytest.mark.parametrize(("line", "day"), [
    ("14. Januar 2023 Samstag", "2023-01-14"), ("5 de marzo de 2021", "2021-03-05"),
    ("mardi 2 mars 2021", "2021-03-02"),
    ("Sept. 5, 2021", "2021-09-05"), ("31 February 2021", None), ("March 2021", None), ("", None),
])
def test_days_in_lines(line: str, day: str | None) -> None:
    found = day_in(line)
    assert (found.day if found else None) == day


# --- archives in archives, attachments

def test_zip_bombs_and_deep_archives_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({"a.txt": NEWS, "b.txt": b"0" * 40_000_000})
    documents, issues = opened(bomb, "a.zip")
    assert len(documents) == 1 and "inflates to more" in issues[-1].message and "b.txt" in issues[-1].message
    deep = packed({"c.txt": NEWS})
    for _ in range(3):
        deep = packed({"inner.zip": deep})
    documents, issues = opened(deep, "a.zip")
    assert not documents and "archives within archives" in issues[-1].message
    huge = word(f"<w:p><w:r><w:t>{'0' * 40_000_000}</w:t></w:r></w:p>")
    assert "refused: it inflates" in opened(huge, "a.docx")[1][0].message


def test_a_locked_member_is_an_issue() -> None:
    data = bytearray(packed({"a.txt": NEWS, "b.txt": NEWS}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + at] |= 1
    documents, issues = opened(bytes(data), "a.zip")
    assert [d.url for d in documents] == ["a.zip/b.txt"]
    assert issues[0].document == "a.zip/a.txt" and "password" in issues[0].message


def test_bad_members_do_not_stop_the_others() -> None:
    documents, issues = opened(packed({"a.pdf": b"%PDF-1.7 no", "b.txt": NEWS, "c.bin": bytes(99)}), "x.zip")
    assert [d.url for d in documents] == ["x.zip/b.txt"]
    assert [i.document for i in issues] == ["x.zip/a.pdf", "x.zip/c.bin"]


# --- --map

def test_map_is_refused_with_choices() -> None:
    for given_, words in ((["body=Text"], "Choose from: text, published"), (["text=A,text=B"], "twice"),
                          (["Body"], "SLOT=COLUMN"), (["missing.toml"], "no such file")):
        with pytest.raises(SourceError, match=words):
            mapping(given_)


def test_a_map_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "dateline.toml").write_text('[map]\ntext = "Body, full"\npublished = "Day"\n')
    assert mapping([str(tmp_path / "dateline.toml")]) == (("text", "Body, full"), ("published", "Day"))
    (tmp_path / "dateline.toml").write_text("[other]\n")
    with pytest.raises(SourceError, match=r"\[map\]"):
        mapping([str(tmp_path / "dateline.toml")])


def test_a_column_that_is_not_there_is_named_with_the_choices() -> None:
    fields = mapping(["text=Body,title=Head"])
    for data, name in ((f"Body,Day\n{NEWS!r},2021-03-02\n".encode(), "a.csv"),
                       ((FOLDER / "sheet.xlsx").read_bytes(), "a.xlsx"),
                       ((FOLDER / "rows.parquet").read_bytes(), "a.parquet")):
        documents, issues = opened(data, name, fields=fields)
        assert not documents and "Columns here: " in issues[-1].message and "--map" in issues[-1].message


def test_text_column_is_short_for_a_map() -> None:
    table = f"Story;day\n{NEWS};2021-03-02\n".encode()
    assert only(table, "a.csv", text_column="Story") == only(table, "a.csv", fields=(("text", "Story"),))


def test_the_command_takes_a_map(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"Story;Day\n{NEWS};2021-03-02\n")
    done = CliRunner().invoke(app, ["read", str(tmp_path / "a.csv"), "--map", "text=Story,published=Day"])
    assert done.exit_code == 0 and "Ethiopia" in done.output
    assert CliRunner().invoke(app, ["read", str(tmp_path / "a.csv"), "--map", "who=X"]).exception is not None


# --- archives

def nexis(lines: list[str]) -> tuple[list[Document], list[Issue]]:
    return opened(word(paragraphs(lines)), "n.docx")


def test_three_hundred_articles_in_seconds() -> None:
    import time

    many = [(f"{t} {n}", o, d, labels, [*text] * 8) for n in range(100) for t, o, d, labels, text in ARTICLES]
    data = word(paragraphs([*cover(many), *(line for article in many for line in newer(article))]))  # type: ignore[arg-type]
    begun = time.process_time()
    documents, issues = opened(data, "many.docx", any_language=True)
    assert len(documents) == 300 and len({d.id for d in documents}) == 300 and len(issues) == 1
    assert time.process_time() - begun < 20


def test_the_same_article_in_two_batches_is_one_document() -> None:
    first, second = nexis(newer(ARTICLES[0]) + newer(ARTICLES[1]))[0], nexis(newer(ARTICLES[1]))[0]
    assert first[1].id == second[0].id and first[0].id != first[1].id


def test_a_cover_page_that_tells_of_more_is_said() -> None:
    documents, issues = nexis([*cover(ARTICLES), *newer(ARTICLES[0]), *newer(ARTICLES[1])])
    assert len(documents) == 2 and any("tells of 3 documents; 2" in i.message for i in issues)


def test_other_languages_of_the_page_and_no_end() -> None:
    lines = newer(ARTICLES[0], "Ende des Dokuments")
    german = [line.replace("Length:", "Länge:").replace("Body", "Text") for line in lines]
    assert nexis(german)[0][0].text == "\n\n".join(BORDER)
    both = newer(ARTICLES[0], end="") + newer(ARTICLES[1], end="")
    documents, _ = nexis(both)
    assert [d.title for d in documents] == [ARTICLES[0][0], ARTICLES[1][0]]
    assert [d.publisher for d in documents] == [ARTICLES[0][1], ARTICLES[1][1]]


def test_labels_within_a_text_do_not_end_it() -> None:
    text = (*BORDER, "Update: The ceasefire holds, the ministry said.",
            "Language: a tongue that nobody in the room spoke at all", "Text: Kenya", "Notes: none")
    [document], _ = nexis(newer((*ARTICLES[0][:4], text)))
    assert document.text == "\n\n".join(text)


def test_a_cover_page_that_word_numbers_by_itself() -> None:
    listed = [line.split(". ", 1)[-1] for line in cover(ARTICLES)]
    documents, _ = nexis([*listed, *(line for article in ARTICLES for line in newer(article))])
    assert [(d.title, d.publisher) for d in documents] == [(title, outlet) for title, outlet, *_ in ARTICLES]


def test_an_article_without_text_is_an_issue_and_one_without_end_is_read() -> None:
    picture = (*ARTICLES[1][:4], ())
    documents, issues = nexis([*newer(picture), *newer(ARTICLES[0], end="")])
    assert [d.title for d in documents] == [ARTICLES[0][0]]
    assert {"note", "error"} == {i.severity for i in issues} and any("has no text" in i.message for i in issues)


def test_a_report_that_speaks_of_archives_is_a_report() -> None:
    text = f"{NEWS}\n\nEnd of Document\n\nDocument 12\n\nHD television came to Moyale.\n\nLoad-Date: unknown\n"
    for name in ("a.txt", "a.md"):
        assert only(text.encode(), name).text == text


def test_foreign_articles_of_factiva_are_skipped_with_the_reason() -> None:
    german = "Das Außenministerium teilte am Montag mit, dass Soldaten an die Grenze verlegt worden seien. " * 3
    lines = ["HD\tGrenze", "PD\t1 March 2021", "SN\tBote", "LA\tGerman", f"LP\t{german}",
             "AN\tDocument BOTE0020210301eh1"]
    documents, issues = opened("\n".join(lines).encode(), "f.txt")
    assert not documents and "language de" in issues[-1].message and issues[-1].document == "f.txt:1"


# --- whatever the bytes

def _whole() -> Iterator[bytes]:
    for name in NAMES:
        yield (FOLDER / name).read_bytes()


ENDINGS = st.sampled_from([*KINDS, ".doc", ".pages", ".wps", "", ".txt.gz"])


@settings(max_examples=250, deadline=None)
@given(st.binary(max_size=400), ENDINGS)
def test_any_bytes_under_any_ending_end_in_documents_or_issues(data: bytes, ending: str) -> None:
    documents, issues = opened(data, f"x{ending}")
    assert documents or issues or ending in (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".mbox", ".eml")


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(list(_whole())), ENDINGS, st.data())
def test_damaged_files_under_any_ending_never_raise(whole: bytes, ending: str, data: st.DataObject) -> None:
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
        if not broken:
            return
    opened(bytes(broken), f"x{ending}")


def test_compressed_members_that_lie_are_told() -> None:
    data = bytearray(packed({"a.txt": NEWS * 3}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        at = archive.infolist()[0].header_offset + 30 + len("a.txt")
    data[at : at + 20] = bytes(20)
    documents, issues = opened(bytes(data), "a.zip")
    assert not documents and "broken in the archive" in issues[0].message


def test_a_field_that_no_object_has_is_told_at_the_end() -> None:
    fields = mapping(["text=Body,published=Dya"])
    for data, name in ((b'{"Body": "Kenya met Chad.", "Day": "2021-03-02"}\n', "a.jsonl"),
                       (b'[{"Body": "Kenya met."}]', "a.json")):
        documents, issues = opened(data, name, fields=fields)
        assert len(documents) == 1 and documents[0].published is None
        assert "'Dya'" in issues[-1].message and issues[-1].severity == "warning" and issues[-1].document == name
