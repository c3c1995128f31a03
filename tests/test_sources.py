"""Documents in: encodings, kinds of files, fields, dates, and what is refused with which words."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from dateline.errors import SourceError
from dateline.sources import Item, Options, open_bytes, open_source
from dateline.sources.options import MAX_CHARACTERS
from dateline.sources.records import given_date, iso_date
from dateline.types import Document, Issue

REPORT = (
    "Kenya’s president met the foreign minister of Ethiopia in Nairobi on Monday. The two sides agreed to "
    "reopen the border crossing at Moyale. Opposition leaders said the talks had come too late.\n"
)
PAGE = """<!doctype html><html lang="en"><head><title>Border to reopen</title>
<meta property="og:site_name" content="Sample Gazette">
<meta property="article:published_time" content="2021-03-04T10:00Z">
<link rel="canonical" href="https://gazette.example/border">
<script>alert("Peru attacked Chile")</script><style>p{content:"Chad invaded Mali"}</style></head>
<body><nav><a href="/">Home</a></nav><article><h1>Border to reopen</h1><!-- Fiji bombed Tonga -->
<noscript>Laos shelled Nepal</noscript><p>%s</p><p>%s</p></article></body></html>"""


def split(items: list[Item]) -> tuple[list[Document], list[Issue]]:
    return [i for i in items if isinstance(i, Document)], [i for i in items if isinstance(i, Issue)]


def opened(data: bytes, name: str, **options: object) -> tuple[list[Document], list[Issue]]:
    return split(list(open_bytes(data, name, Options(**options))))  # type: ignore[arg-type]


def only(data: bytes, name: str, **options: object) -> Document:
    documents, _ = opened(data, name, **options)
    assert len(documents) == 1
    return documents[0]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_text_in_any_encoding_comes_out_the_same(encoding: str) -> None:
    assert only(REPORT.encode(encoding), "a.txt").text == REPORT


def test_line_ends_stay_as_they_are() -> None:
    text = "Peru met Chile.\r\nFiji met Tonga.\rMali met Chad.\n"
    assert only(text.encode(), "a.txt").text == text


def test_a_text_has_no_date_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(REPORT, encoding="utf-8")
    [document], _ = split(list(open_source(file)))
    assert document.published is None
    [document], _ = split(list(open_source(file, Options(published="2021-03-04"))))
    assert document.published == "2021-03-04"


def test_gzip_under_another_name_is_inflated_and_said() -> None:
    documents, issues = opened(gzip.compress(REPORT.encode()), "a.txt")
    assert documents[0].text == REPORT
    assert (
        "gzip" in issues[0].message and issues[0].severity == "note" and issues[0].document == documents[0].id
    )
    assert opened(gzip.compress(REPORT.encode()), "a.txt.gz")[1] == []


def test_broken_gzip_is_refused() -> None:
    documents, issues = opened(gzip.compress(REPORT.encode() * 50)[:60], "a.txt")
    assert not documents and "stops in the middle" in issues[0].message


@pytest.mark.parametrize(("data", "word"), [
    (b"%PDF-1.7\n\x00\x01", "PDF"), (b"\x89PNG\r\n\x1a\n\x00", "PNG"), (b"PK\x03\x04rest", "office document"),
    (bytes(range(256)) * 40, "binary"), (b"\xd0\xcf\x11\xe0old", ".docx"),
])
def test_what_is_no_text_is_refused_by_its_name(data: bytes, word: str) -> None:
    for name in ("a.txt", "a.html", "a.jsonl", "a.csv", "a.mbox", "a.bin"):
        documents, issues = opened(data, name)
        assert not documents
        assert word in issues[0].message and issues[0].severity == "error"


def test_other_languages_are_skipped_politely() -> None:
    russian = "Президент прибыл в столицу и подписал соглашение о сотрудничестве с соседней страной. " * 3
    for data in (russian.encode(), russian.encode("cp1251")):
        documents, issues = opened(data, "a.txt")
        assert not documents
        assert issues[-1].message.startswith("skipped: language ru") and issues[-1].document == "a.txt"
    assert only(russian.encode(), "a.txt", any_language=True).text == russian


def test_html_gives_main_text_and_metadata_and_no_script() -> None:
    document = only((PAGE % (REPORT, REPORT.replace("Monday", "Tuesday"))).encode(), "border.html")
    assert "reopen the border crossing" in document.text and "Tuesday" in document.text
    assert not any(w in document.text for w in ("Peru", "Chad", "Fiji", "Laos", "Home"))
    assert (document.title, document.publisher) == ("Border to reopen", "Sample Gazette")
    assert (document.published, document.url) == ("2021-03-04", "https://gazette.example/border")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (
            "<html><head><title>404 Not Found</title></head><body><p>Nothing here.</p></body></html>",
            "an error page",
        ),
        (
            "<html><body><p>We store and access information on a device. Accept?</p></body></html>",
            "a consent wall",
        ),
    ],
)
def test_pages_without_a_report_are_empty_and_flagged(page: str, words: str) -> None:
    documents, issues = opened(page.encode(), "a.html")
    assert documents[0].text == "" and len(issues) == 1 and words in issues[0].message


def test_deeply_nested_and_cut_pages_are_read() -> None:
    deep = "<div>" * 30_000 + f"<p>{REPORT}</p>" + "</div>" * 30_000
    assert "Moyale" in only(f"<html><body>{deep}</body></html>".encode(), "a.html").text
    whole = PAGE % (REPORT, REPORT)
    assert "Nairobi" in only(whole[: whole.index("</p>") - 5].encode(), "a.html").text


def test_where_reports_come_from_is_a_field_or_an_option() -> None:
    own = only(b'{"text": "Fire in Dublin.", "near": "Ohio"}', "a.json", near="Ireland", fallback=True)
    assert own.near == "Ohio"
    assert only(b"Fire in Dublin.", "a.txt", near="Ireland").near == "Ireland"
    assert only(b"text,near\nFire in Dublin.,Ohio\n", "a.csv").near == "Ohio"


def test_jsonl_names_bad_lines_and_goes_on() -> None:
    lines = [
        json.dumps({"id": 7, "body": REPORT, "date": "2021-03-04", "headline": "T", "source": {"name": "S"}}),
        '{"id": 8, "text": "cut',
        "",
        '{"id": 9}',
        "[]",
        "null",
        '{"text": "Half \\ud83d a pair met Peru."}',
    ]
    documents, issues = opened("\n".join(lines).encode(), "a.jsonl")
    first = documents[0]
    assert (first.id, first.text, first.published, first.title, first.publisher) == (
        "7",
        REPORT,
        "2021-03-04",
        "T",
        "S",
    )
    assert documents[1].text == "Half \ud83d a pair met Peru."
    assert [i.document for i in issues if i.severity == "error"] == [
        "a.jsonl:2",
        "a.jsonl:4",
        "a.jsonl:5",
        "a.jsonl:6",
    ]


def test_json_nested_beyond_reason_is_an_issue() -> None:
    documents, issues = opened(b"[" * 200_000, "a.jsonl")
    assert not documents and issues[0].severity == "error"


def test_json_file_holds_one_object_or_a_list() -> None:
    assert only(json.dumps({"text": REPORT}).encode(), "a.json").text == REPORT
    assert len(opened(json.dumps([{"text": REPORT}, {"text": REPORT}]).encode(), "a.json")[0]) == 2


def test_csv_needs_a_column_of_texts() -> None:
    table = f'day,Story\n2021-03-04,"{REPORT}"\n'
    documents, issues = opened(table.encode(), "a.csv")
    assert not documents and "day, Story" in issues[0].message and "--text-column" in issues[0].message
    assert only(table.encode(), "a.csv", text_column="Story").text == REPORT
    named = only(f'Published At;text\n2021-03-04;"{REPORT}"\n'.encode(), "a.csv")
    assert (named.text, named.published) == (REPORT, "2021-03-04")


def test_mail_is_decoded() -> None:
    head = "From: desk@example.org\nSubject: Border\nDate: Thu, 4 Mar 2021 10:00:00 +0000\n"
    mail = (
        head
        + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        + "MOYALE =E2=80=94 =\nopen.\n"
    )
    document = only(mail.encode(), "a.eml")
    assert (document.title, document.published) == ("Border", "2021-03-04")
    assert document.text == "MOYALE — open.\n"
    box = f"From a@b Mon Jan  1 00:00:00 2001\n{mail}\nFrom a@b Mon Jan  1 00:00:00 2001\n{mail}"
    assert [d.text.strip() for d in opened(box.encode(), "a.mbox")[0]] == ["MOYALE — open."] * 2
    odd = "Content-Type: text/plain; charset=no-such-charset\n\nPeru met Chile.\n"
    assert len(opened(odd.encode(), "a.eml")[0] + opened(odd.encode(), "a.eml")[1]) == 1


def test_folders_are_walked_in_order_and_ids_do_not_depend_on_the_place(tmp_path: Path) -> None:
    ids = []
    for place in ("one", "two"):
        folder = tmp_path / place / "archive"
        (folder / "sub").mkdir(parents=True)
        for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden"):
            (folder / name).write_text(f"{name}. {REPORT}", encoding="utf-8")
        documents, _ = split(list(open_source(folder)))
        assert [d.text.split(". ")[0] for d in documents] == ["a.txt", "b.txt", "sub/c.txt"]
        ids.append([d.id for d in documents])
    assert ids[0] == ids[1] and len(set(ids[0])) == 3


def test_a_missing_path_is_an_error() -> None:
    with pytest.raises(SourceError, match="no such file"):
        open_source("/no/such/file")


def test_limits_say_how_to_split() -> None:
    for text, word in (("Peru met Chile. " * (MAX_CHARACTERS // 16 + 1), "one report a line"),
                       ("and Peru met Chile " * 4_000, "without an end of sentence")):
        documents, issues = opened(text.encode(), "a.txt")
        assert not documents and word in issues[0].message


@pytest.mark.parametrize(("text", "word"), [
    ("", "empty"), ("\ufeff", "empty"), (" \u00a0\u200b\n" * 9, "empty"),
    ("Peru said on Monday\n\nSubscribe to continue reading.", "partial"),
    (REPORT.upper(), "all in capitals"), (REPORT.lower(), "no capitals"),
    (REPORT.replace("Ethiopia", "Еthiopia"), "two alphabets"),
    ("Peru and Chile meet in Lima\n" * 6, "headlines"),
])
def test_odd_texts_are_read_and_flagged(text: str, word: str) -> None:
    documents, issues = opened(text.encode(), "a.txt")
    assert documents and documents[0].text == text.removeprefix("\ufeff")
    assert word in issues[-1].message


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2023-09-14", "2023-09-14"),
        ("2023-09-14T23:59:00-08:00", "2023-09-14"),
        ("20230914", "2023-09-14"),
        ("20230914103000", "2023-09-14"),
        ("14 September 2023", "2023-09-14"),
        ("Sept. 14, 2023", "2023-09-14"),
        ("Thu, 14 Sep 2023 10:00:00 GMT", "2023-09-14"),
        ("03/04/2023", None),
        ("2023-13-01", None),
        ("2023", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_read_only_where_they_have_one_reading(value: str, day: str | None) -> None:
    assert iso_date(value) == day


def test_an_unclear_date_is_said() -> None:
    documents, issues = opened(
        json.dumps({"id": "1", "text": REPORT, "date": "03/04/2023"}).encode(), "a.jsonl"
    )
    assert documents[0].published is None and "03/04/2023" in issues[0].message
    with pytest.raises(SourceError, match="YYYY-MM-DD"):
        given_date("03/04/2023")


def test_what_the_caller_says_wins_or_fills_in() -> None:
    line = json.dumps({"id": "1", "text": REPORT, "date": "2021-03-04"}).encode()
    assert only(line, "a.jsonl", published="2020-01-01").published == "2020-01-01"
    assert only(line, "a.jsonl", published="2020-01-01", fallback=True).published == "2021-03-04"
    assert only(REPORT.encode(), "a.txt", published="2020-01-01", fallback=True).published == "2020-01-01"
