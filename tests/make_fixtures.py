"""Writes the files under tests/fixtures/documents/ that are not written by hand: python -m tests.make_fixtures

All texts, outlets and persons are invented; layouts are those that readers of the archives' exports describe.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

from tests.pdf_writer import Put, make_pdf

WORD = "openxmlformats-officedocument.wordprocessingml"
FOLDER = Path(__file__).parent / "fixtures" / "documents"

BORDER = (
    "Kenya’s foreign ministry said on Monday that Ethiopia had sent troops to the border town of Moyale.",
    "“We demand that they withdraw,” the minister told reporters in Nairobi. Somalia denied any part in it.",
    "The two governments will meet next week, officials said.",
)
GRAIN = (
    "Peru and Chile signed an agreement on fishing rights on Tuesday after three years of talks.",
    "Opposition leaders in Lima accused the government of giving away too much.",
)
STRIKE = (
    "Dock workers in Gdansk went on strike on Wednesday and blocked the entrance to the port, a union said.",
    "The government threatened to send the army to clear the docks.",
)


def communique() -> bytes:
    """Two pages with a running head, page numbers, a heading, words broken at line ends and a date in its own line."""
    first = ["The Ministry of Foreign Affairs said on Monday that it had summoned the am-",
             "bassador of Chile over the arrest of two fishermen near Arica. The minister de-",
             "manded their release and warned that talks on a cross-border agreement could be",
             "suspended."]
    second = ["Chile rejected the protest. A spokesman in Santiago said that the boats had been",
              "in Chilean waters. Peru and Chile signed a cross-border agreement in 2019, and",
              "both governments said on Monday that they would"]
    third = ["keep to it. The two foreign ministers will meet in Arica next week."]
    head = Put(72, 800, "Ministry of Foreign Affairs – Press Office", 8)
    one = [head, Put(72, 750, "Peru protests over arrested fishermen", 18), Put(72, 725, "Lima, 14 September 2023")]
    one += [Put(72, 690 - 14 * i, line) for i, line in enumerate(first)]
    one += [Put(72, 620 - 14 * i, line) for i, line in enumerate(second)]
    one.append(Put(290, 40, "1", 8))
    two = [head, *(Put(72, 750 - 14 * i, line) for i, line in enumerate(third)), Put(290, 40, "2", 8)]
    return make_pdf([one, two], {"Title": "Peru protests over arrested fishermen", "Author": "Press Office",
                                 "CreationDate": "D:20230915081500Z"})


def columns() -> bytes:
    """A page of two columns that was written row by row, under a heading over both."""
    left = ["Kenya said on Monday that it", "had closed its border with", "Somalia after an attack on",
            "a police station in Mandera.",
            "Somalia denied any part in", "the attack and called for", "talks."]
    right = ["Ethiopia offered to host the", "two sides. Its prime minister", "spoke with both presidents",
             "on Tuesday, his office said.",
             "The African Union welcomed", "the offer and urged both to", "accept it."]
    rows = [Put(72, 760, "Border closed after attack on police station in the north-east of Kenya", 14)]
    for i, (a, b) in enumerate(zip(left, right, strict=True)):
        rows += [Put(72, 720 - 14 * i, a), Put(330, 720 - 14 * i, b)]
    return make_pdf([rows], {"Title": "untitled", "CreationDate": "D:20210302"})


def word(body: str, title: str = "", author: str = "", created: str = "2021-03-02") -> bytes:
    """The smallest Word document: `body` is the XML of its paragraphs and tables."""
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return packed({
        "[Content_Types].xml": (
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="application/vnd.{WORD}.document.main+xml"/>'
            '<Override PartName="/docProps/core.xml" '
            'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'),
        "_rels/.rels": (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{main}" Target="word/document.xml"/>'
            f'<Relationship Id="r2" Type="{core}" Target="docProps/core.xml"/></Relationships>'),
        "docProps/core.xml": (
            '<?xml version="1.0"?><cp:coreProperties '
            'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>"
            f'<dcterms:created xsi:type="dcterms:W3CDTF">{created}T08:00:00Z</dcterms:created></cp:coreProperties>'),
        "word/document.xml": (
            '<?xml version="1.0"?><w:document '
            'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            f"{body}<w:sectPr/></w:body></w:document>"),
    })


def paragraphs(lines: Iterable[str]) -> str:
    """The XML of paragraphs, a line each."""
    return "".join(f"<w:p>{_run(line)}</w:p>" for line in lines)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'.replace("\t", "</w:t><w:tab/><w:t>")


def briefing() -> bytes:
    """Headings, a change that was tracked, a content control, a link, a table and a table for layout."""
    struck = "<w:del><w:r><w:delText>tore up</w:delText></w:r></w:del>"
    changed = f"<w:p>{_run('Peru and Chile ')}<w:ins>{_run('signed')}</w:ins>{struck}{_run(' an agreement.')}</w:p>"
    held = f"<w:sdt><w:sdtContent>{paragraphs(STRIKE[:1])}</w:sdtContent></w:sdt>"
    linked = f"<w:p><w:hyperlink>{_run('The union')}</w:hyperlink>{_run(' called for talks.')}</w:p>"
    body = paragraphs(["Weekly briefing", BORDER[0], "Fishing"]) + changed + held + linked
    body += _table([["State"], ["Troops"]], [["Ethiopia"], ["2,000"]]) + _table([list(GRAIN), [STRIKE[1]]])
    return word(body, "Weekly briefing", "Ana Quispe; Tomas Berg")


def _table(*rows: Sequence[Sequence[str]]) -> str:
    told = "".join("<w:tr>" + "".join(f"<w:tc>{paragraphs(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{told}</w:tbl>"


Told = tuple[str, str, str, Sequence[str], Sequence[str]]  # title, outlet, date, labels, text
ARTICLES: tuple[Told, ...] = (
    ("Kenya says Ethiopia sent troops to border town", "The Nairobi Courier", "March 1, 2021 Monday",
     ("Section:\u00a0NEWS; Pg. 3", "Length:\u00a064 words", "Byline:\u00a0By Wanjiru Otieno and Abel Tesfaye",
      "Dateline:\u00a0NAIROBI"), BORDER),
    ("Fishing accord signed", "Lima Daily Mail", "2 March 2021 Tuesday 10:15 AM GMT",
     ("Length:\u00a041 words", "Highlight:\u00a0Three years of talks end"), GRAIN),
    ("Strike closes port", "Baltic Gazette", "March 3, 2021", ("Section:\u00a0ECONOMY", "Byline:\u00a0Jan Nowy"),
     STRIKE),
)


def newer(article: Told, end: str = "End of Document", body: str = "Body") -> list[str]:
    """The lines of an article in the newer layout of Nexis Uni."""
    title, outlet, date, labels, text = article
    tail = ["Classification", "Language:\u00a0ENGLISH", "Publication-Type:\u00a0Newspaper",
            "Subject:\u00a0BORDER CONTROL (90%); FOREIGN RELATIONS (78%)", "Load-Date:\u00a0March 5, 2021"]
    rights = [f"Copyright 2021 {outlet} All Rights Reserved"]
    return [title, outlet, date, "", *rights, "", *labels, "", *([body] if body else []), "", *text, "", *tail, "",
            *([end, ""] if end else [""])]


def cover(articles: Iterable[Told]) -> list[str]:
    """The lines of a cover page with its list."""
    listed = [line for n, article in enumerate(articles, 1) for line in (
        f"{n}. {article[0]}", "Client/Matter: -None-", "Search Terms: border OR port",
        "Search Type: Terms and Connectors", "Narrowed by:", "Content Type\tNarrowed by",
        "News\tTimeline: Mar 01, 2021 to Mar 05, 2021; Language: English")]
    return ["User Name: A Reader", "Date and Time: Friday, March 5, 2021 10:00:00 AM EST", "Job Number: 123456789",
            f"Documents ({len(listed) // 7})", *listed, "", ""]


def rtf(lines: Iterable[str], info: str = "") -> bytes:
    """An RTF document in code page 1252, a paragraph a line; other characters as \\u."""
    def told(text: str) -> str:
        out = ""
        for char in text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}"):
            if char.isascii():
                out += "\\tab " if char == "\t" else char
            else:
                try:
                    out += f"\\'{char.encode('cp1252').hex()}"
                except UnicodeEncodeError:
                    out += f"\\u{ord(char)}?"
        return out
    body = "".join(f"{told(line)}\\par\n" for line in lines)
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0 Arial;}}}}{info}\n{body}}}".encode("ascii")


def nexis_pdf() -> bytes:
    """Two articles of Nexis as PDF, a page each."""
    pages = []
    for number, article in enumerate(ARTICLES[:2], 1):
        lines = [line.replace("\u00a0", " ") for line in newer(article)]
        wrapped = [part for line in lines for part in _wrap(line, 80)]
        puts = [Put(72, 780 - 14 * i, line) for i, line in enumerate(wrapped) if line]
        pages.append([Put(480, 820, f"Page {number} of 2", 8), *puts])
    return make_pdf(pages, {"CreationDate": "D:20210306"})


def _wrap(line: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(line, width) or [""]


def odt() -> bytes:
    """An OpenDocument text with a heading, paragraphs, a table and a deleted paragraph."""
    space = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in {
        "office": "office", "text": "text", "table": "table", "meta": "meta"}.items())
    cells = "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in ("Ethiopia", "2,000"))
    content = (f'<?xml version="1.0"?><office:document-content {space}><office:body><office:text>'
               f"<text:tracked-changes><text:p>Peru attacked Chile.</text:p></text:tracked-changes>"
               f"<text:h>Border notes</text:h><text:p>Nairobi,<text:s/>2 March 2021</text:p>"
               f"<text:p>{BORDER[0]}</text:p><table:table><table:table-row>{cells}</table:table-row></table:table>"
               f"<text:p>{STRIKE[0]}</text:p></office:text></office:body></office:document-content>")
    meta = (f'<?xml version="1.0"?><office:document-meta {space} xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<office:meta><dc:title>Border notes</dc:title><dc:creator>Ana Quispe</dc:creator></office:meta>"
            "</office:document-meta>")
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "meta.xml": meta})


def packed(members: dict[str, str | bytes]) -> bytes:
    """A ZIP archive with fixed times; `mimetype` is stored as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, how)
    return out.getvalue()


def workbook() -> bytes:
    """Three sheets: one of reports, one without texts, an empty one."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "reports"
    for row in (["Id", "Headline", "PubDate", "Body", "Paper"],
                [17, "Border", dt.datetime(2021, 3, 2), " ".join(BORDER), "The Nairobi Courier"],
                [18.0, "Accord", "2 March 2021", " ".join(GRAIN), "Lima Daily Mail"],
                [None, None, None, None, None], [19, "No text", None, None, None]):
        sheet.append(row)
    book.create_sheet("counts").append(["day", "number"])
    book.create_sheet("empty")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet() -> bytes:
    """Two rows with a day, a moment and a list of names."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"uid": ["a1", "a2"], "body_text": [" ".join(BORDER), " ".join(STRIKE)],
                      "day": [dt.date(2021, 3, 2), None], "seen": [dt.datetime(2021, 3, 4, 8, 30), None],
                      "by": [["Wanjiru Otieno", "Abel Tesfaye"], None]})
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def mail() -> bytes:
    """A mail with a text, a Word document, a PDF file and a picture."""
    message = EmailMessage()
    message["Subject"], message["From"] = "Two papers", "desk@sample.test"
    message["Date"], message["Message-ID"] = "Tue, 2 Mar 2021 09:00:00 +0000", "<papers@sample.test>"
    message.set_content("Both papers say that Kenya has closed the border with Somalia.\n")
    message.add_attachment(briefing(), maintype="application", subtype="msword", filename="briefing.docx")
    message.add_attachment(columns(), maintype="application", subtype="pdf", filename="columns.pdf")
    message.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="logo.png")
    message.set_boundary("sample-boundary")
    return message.as_bytes()


def coded_html() -> str:
    """An HTML export of Factiva with codes: two articles, one with a picture's caption and two authors."""
    rows = (
        (("SE", "World"), ("HD", "Kenya says Ethiopia sent troops to border town"),
         ("BY", "By Wanjiru Otieno and Abel Tesfaye"),
         ("WC", "64 words"), ("PD", "1 March 2021"), ("ET", "14:05"), ("SN", "The Nairobi Courier"), ("SC", "NAIRCO"),
         ("PG", "3"), ("LA", "English"), ("CY", "Copyright 2021. The Nairobi Courier."), ("LP", BORDER[:1]),
         ("TD", BORDER[1:]), ("ART", "Soldiers at a gate."), ("NS", "gdip : International Relations"),
         ("RE", "kenya : Kenya | ethpa : Ethiopia"), ("PUB", "Courier Press"),
         ("AN", "Document NAIRCO0020210301eh310000a")),
        (("HD", "Strike closes port"), ("WC", "40 words"), ("PD", "3 March 2021"), ("SN", "Baltic Gazette"),
         ("LA", "English"), ("LP", STRIKE), ("AN", "Document BALTGA0020210303eh330000b")),
    )
    def cell(value: str | Sequence[str]) -> str:
        paragraphs = [value] if isinstance(value, str) else value
        return "".join(f'<p class="articleParagraph enarticleParagraph">\n{p}\n</p>' for p in paragraphs)
    articles = "".join(
        '<div class="article enArticle"><table>' + "".join(
            f"<tr><td><b>{code}</b>&nbsp;</td><td>{value if code not in ('LP', 'TD') else cell(value)}</td></tr>\n"
            for code, value in article) + "</table></div>\n" for article in rows)
    return f"<html><head><title>Factiva</title></head><body><div id='hd'>Search Summary</div>{articles}</body></html>"


def shown_html() -> str:
    """An HTML export of Factiva without codes."""
    def article(kind: str, title: str, head: Sequence[str], text: Sequence[str], number: str) -> str:
        divs = "".join(f"<div>{line}</div>" for line in head)
        return (f'<div class="article enArticle"><div>{kind}</div>'
                f'<div id="hd"><span class="enHeadline">{title}</span></div>'
                f"{divs}" + "".join(f'<p class="articleParagraph enarticleParagraph">{p}</p>' for p in text)
                + f"<p>Document {number}</p></div>")
    one = article("World", ARTICLES[0][0], ("By Wanjiru Otieno", "64 words", "1 March 2021", "14:05",
                  "The Nairobi Courier", "NAIRCO", "3", "English", "Copyright 2021. The Nairobi Courier."), BORDER,
                  "NAIRCO0020210301eh310000a")
    two = article("", ARTICLES[2][0], ("40 words", "3 March 2021", "Baltic Gazette", "BALTGA", "English",
                  "© 2021 Baltic Gazette"), STRIKE, "BALTGA0020210303eh330000b")
    return f"<html><body>{one}{two}</body></html>"


def shown_lines() -> list[str]:
    """The lines of Factiva's plain display."""
    return ["World", ARTICLES[0][0], "By Wanjiru Otieno", "64 words", "1 March 2021", "14:05", "The Nairobi Courier",
            "NAIRCO", "English", "Copyright 2021. The Nairobi Courier.", "", *BORDER, "",
            "Document NAIRCO0020210301eh310000a", "", ARTICLES[2][0], "40 words", "3 March 2021", "Baltic Gazette",
            "BALTGA", "English", "© 2021 Baltic Gazette", "", *STRIKE, "", "Document BALTGA0020210303eh330000b", ""]


def files() -> dict[str, bytes]:
    """All files that are made, by name."""
    older = FOLDER / "nexis_older.txt"
    batch = word(paragraphs([*cover(ARTICLES), *(line for a in ARTICLES for line in newer(a))]))
    inner = packed({"port.txt": STRIKE[0] + " " + STRIKE[1], "notes.docx": briefing()})
    return {
        "communique.pdf": communique(), "columns.pdf": columns(), "nexis.pdf": nexis_pdf(),
        "a_pdf.txt": communique(), "briefing.docx": briefing(), "nexis.DOCX": batch,
        "nexis_single.docx": word(paragraphs(newer(ARTICLES[0], end="", body=""))),
        "nexis_doclist.docx": word(paragraphs(cover(ARTICLES))), "notes.odt": odt(),
        "brief.rtf": rtf(["Border notes", "Nairobi, 2 March 2021", *BORDER, "The word in Łódź was “no”."],
                         "{\\info{\\title Border \\'96 notes}{\\author Ana Quispe}{\\creatim\\yr2021\\mo3\\dy5}}"),
        "nexis.rtf": rtf([*cover(ARTICLES[:2]), *(line for a in ARTICLES[:2] for line in newer(a))]),
        "factiva_shown.rtf": rtf(shown_lines()), "factiva_codes.html": coded_html().encode(),
        "factiva_shown.html": shown_html().encode(), "sheet.xlsx": workbook(), "rows.parquet": parquet(),
        "papers.eml": mail(),
        "bundle.zip": packed({"a/border.txt": " ".join(BORDER), "older.txt": older.read_bytes(), "inner.zip": inner,
                              "__MACOSX/x": b"x", "logo.png": b"\x89PNG\r\n"}),
        "rows.jsonl": b"".join(json.dumps(row).encode() + b"\n" for row in (
            {"nr": 1, "Body": " ".join(GRAIN), "meta": {"day": "2021-03-02", "by": ["Ana Quispe"]}}, {"nr": 2})),
    }


if __name__ == "__main__":
    for name, data in files().items():
        (FOLDER / name).write_bytes(data)
