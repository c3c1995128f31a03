"""A page as it was seen: nothing in it does anything, and what is marked is what the statement says."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from tests.samples import sample_pages

from dateline import Document, read
from dateline.knowledge import Knowledge
from dateline.server.aligning import ADDED, letters
from dateline.server.harmless import ATTRIBUTES, BLOCKS, EMPTY, INLINE
from dateline.server.page_view import marks as marks_of
from dateline.server.reading_view import told
from dateline.server.seen import Mark, Seen, anchored
from dateline.sources import open_pages

TAGS = INLINE | BLOCKS | EMPTY | {"mark", "html", "body"}
MARKED = {"data-statement", "data-slot", "data-status"}
GIVEN = {"rel", "target"}


def bare(text: str) -> str:
    """The text as it is compared: without white space, compatibility forms taken apart."""
    return letters(text, []).text


def mark(text: str, words: str, statement: str = "s", slot: str = "actor", nth: int = 0) -> Mark:
    """A mark on the nth occurrence of words."""
    start = [m.start() for m in re.finditer(re.escape(words), text)][nth]
    return Mark(statement, slot, "actual", start, start + len(words))  # type: ignore[arg-type]


def marked(seen: Seen) -> dict[tuple[str, str], str]:
    """What is marked, by statement and slot: all letters in the marks, in order."""
    found: dict[tuple[str, str], str] = {}
    if not seen.html:
        return found
    for element in lxml_html.fromstring(f"<div>{seen.html}</div>").iter("mark"):
        key = element.get("data-statement"), element.get("data-slot")
        found[key] = found.get(key, "") + bare(element.text_content())
    return found


def assert_harmless(html: str) -> None:
    low = html.lower()
    assert "<script" not in low and "javascript:" not in low and "<!--" not in low and "<?" not in low
    for tag in re.findall(r"<[^>]*>", html):
        assert re.fullmatch(r'</?[a-z][a-z0-9]*( [a-z-]+="[^"<>]*")*>', tag), tag
        assert not re.search(r"\son\w*\s*=", tag, re.IGNORECASE), tag
    if not html.strip():
        return
    for element in lxml_html.fromstring(f"<div>{html}</div>").iter():
        assert element.tag in TAGS
        for name, value in element.attrib.items():
            assert name in {*ATTRIBUTES, *MARKED, *GIVEN}
            assert name != "href" or re.match("https?://", value, re.IGNORECASE)


HOSTILE = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//evil.test/x.js></SCRIPT>", "<img src=x onerror=alert(1)>",
    "<img srcset='//evil.test/a 1x'>", "<a href='javascript:alert(1)'>x</a>",
    "<a href=' jAvA&#x09;script:alert(1)'>x</a>", "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='https://sample.test/?u=javascript:x'>x</a>", "<iframe src='//evil.test'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<base href='//evil.test'>",
    "<object data='//evil.test'></object>", "<embed src='//evil.test'>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><style><img src=x onerror=x></style>",
    "<style>@import '//evil.test/x.css'; p { background: url(//evil.test) }</style>",
    "<p style='background:url(//e.test)'>x", "<link rel=stylesheet href=//evil.test/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.test'>",
    "<form action='//evil.test'><input name=a><button onclick=x()>go</button><textarea><script>1</script></textarea>",
    "<div onclick='x()' ONMOUSEOVER=y() id=a class=b name=c>x</div>", "<p title='\"><script>alert(1)</script>'>x</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->", "<template><script>x</script></template>",
    "<xmp><script>x</script></xmp>", "<plaintext><script>x</script>",
    "<video src=//evil.test poster=//evil.test><source src=//evil.test></video>", "<audio autoplay src=//evil.test>",
    "<body background=//evil.test onload=x()>", "<table background='//evil.test'><tr><td background=//e.test>x</table>",
    "<a href=https://sample.test/ ping=//evil.test target=x rel=opener>x</a>",
    "<blink><marquee onstart=x()>x</marquee></blink>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<q cite='javascript:x'>x</q>", "<time datetime='\" onclick=x'>x</time>",
    "<button formaction=javascript:x>x</button>", "<frameset><frame src=javascript:x></frameset>",
    "<details ontoggle=x open>x", "<p lang='\" onclick=\"x'>x</p>",
    "<mark data-statement=fake data-slot=actor>forged</mark>", "<?php echo 1 ?>", "<![CDATA[<script>]]>",
    "<p {{odd}}=1 {a}b=2 {=3 }=4 a:b=5 :=6 @click=x() #x=7>odd</p>", "<a href='http://['>x</a>",
    "<a href='//[::1'>x</a>", "<a href='https://s.test/&#1;&#x7f;&#xfffe;'>x</a>", "<p lang='&#2;'>x&#3;</p>",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_nothing_in_it_does_anything(piece: str) -> None:
    text = "Kenya attacked Somalia on Monday, officials said."
    seen = anchored(f"<html><body><p>{text}</p>{piece}</body></html>", text, [mark(text, "Kenya")])
    assert_harmless(seen.html)
    assert "evil.test" not in seen.html and marked(seen) == {("s", "actor"): "Kenya"}
    assert_harmless(anchored(piece, text, []).html)


def test_what_is_harmless_stays() -> None:
    html = ("<h2 lang=en>Head</h2><p>A <b>bold</b> <a href=https://sample.test/a?b=1&amp;c=2>link</a> &amp; &lt;tag&gt;"
            "</p><ul><li>one<li>two</ul><table><tr><td colspan=2>cell</td></tr></table><center>c</center>a<br>b")
    assert anchored(html, "", []).html == (
        '<div><div><h2 lang="en">Head</h2><p>A <b>bold</b> <a href="https://sample.test/a?b=1&amp;c=2" '
        'rel="noopener noreferrer nofollow" target="_blank">link</a> &amp; &lt;tag&gt;</p><ul><li>one</li>'
        '<li>two</li></ul><table><tr><td colspan="2">cell</td></tr></table><div>c</div>a<br>b</div></div>')


def test_spans_nest_overlap_and_cross_markup() -> None:
    text = "The Russian army & others shelled 𝔸kraine’s café on Monday."
    html = ("<p>The <b>Rus</b>sian <i>ar</i>my &amp; others shelled<sup></sup> &#x1D538;kraine&rsquo;s cafe&#769; "
            "<a href=#>on Mon</a>day.</p>")
    spans = [mark(text, words, "s", slot) for words, slot in (
        ("Russian army", "actor"), ("army & others", "voice"), ("shelled", "trigger"), ("𝔸kraine’s café", "recipient"),
        ("on Monday", "when"), ("The Russian army & others shelled 𝔸kraine’s café on Monday.", "sentence"))]
    seen = anchored(html, text, spans)
    assert (seen.anchored, seen.missing) == (6, ())
    assert marked(seen) == {("s", m.slot): bare(text[m.start : m.end]) for m in spans}
    assert '<b><mark data-statement="s" data-slot="sentence" data-status="actual"><mark' in seen.html
    assert_harmless(seen.html)


def test_what_the_extractor_left_out_is_no_hindrance() -> None:
    text = ("Kenya attacked Somalia on Monday.\n- Officials in Nairobi said more troops would follow.\n"
            "The minister said that nobody had been told of it before the weekend.")
    html = ("<nav>Home News World Kenya</nav><p class=teaser>Kenya attacked Somalia on Monday.</p>"
            "<h1>Kenya in Somalia</h1><p>Kenya attacked Somalia on Monday.</p><div class=ad>Kenya by train!</div>"
            "<ul><li>Officials in Nairobi said more troops would follow.</li></ul>"
            "<p>The minister said<sup>[1]</sup> that nobody had been told <span>(see map)</span> of it before the "
            "weekend.</p>"
            "<footer>More: Kenya attacked Somalia on Monday.</footer>")
    spans = [mark(text, "Kenya attacked Somalia on Monday.", "a", "sentence"),
             mark(text, "- Officials in Nairobi", "b"),
             mark(text, "The minister said that nobody had been told of it before the weekend.", "c", "sentence")]
    seen = anchored(html, text, spans)
    assert not seen.missing
    assert marked(seen)["b", "actor"] == "OfficialsinNairobi"
    assert marked(seen)["c", "sentence"] == bare(text[spans[2].start :])
    assert re.search(r"<p>Kenya|<footer>More: Kenya", seen.html), "teaser and footer are not marked"
    assert seen.html.index("Kenya in Somalia") < seen.html.index("<mark") < seen.html.index("by train!")


def test_rather_nothing_than_a_wrong_place() -> None:
    text = "Kenya attacked Somalia on Monday.\nChad"
    html = ("<p>Kenya denied that it had attacked anybody.</p><p>Chad and Niger signed.</p>"
            "<p>Somalia on Monday was quiet.</p>")
    spans = [mark(text, "Kenya"), mark(text, "Somalia"), mark(text, "Chad"), Mark("s", "when", "actual", 5, 5),
             Mark("s", "when", "actual", 900, 910)]
    seen = anchored(html, text, spans)
    assert (seen.anchored, seen.missing) == (0, tuple(spans)) and "<mark" not in seen.html


@pytest.mark.parametrize("html", [
    "", " \n", "<!-- -->", "<!doctype html>", "\x00", "<", "plain words", "<script>x</script>", "\ud800<p>x",
    "<?xml version='1.0' encoding='utf-16'?><html><p>x", "<p>" * 3000 + "x",
])
def test_odd_pages(html: str) -> None:
    seen = anchored(html, "Kenya attacked.", [mark("Kenya attacked.", "Kenya")])
    assert_harmless(seen.html)
    assert seen.anchored == 0


@pytest.mark.parametrize("tag", ["div", "b", "unknown", "table><tr><td"])
def test_pages_that_are_nested_deep(tag: str) -> None:
    text = "Kenya attacked Somalia on Monday."
    html = f"<html><body>{f'<{tag}>' * 9000}<p onclick=x()>Kenya <b>att</b>acked Somalia on Monday.<script>x</script>"
    seen = anchored(html, text, [mark(text, "Kenya attacked")])
    assert marked(seen) == {("s", "actor"): "Kenyaattacked"}
    assert_harmless(seen.html)


def test_pages_whatever_encoding_they_name() -> None:
    html = ("<?xml version='1.0' encoding='utf-16'?><html><head><meta charset=windows-1251></head>"
            "<p>Österreich said no.</p>")
    text = "Österreich said no."
    assert anchored(html, text, [mark(text, "Österreich")]).anchored == 1


@dataclass(frozen=True)
class Made:
    """A text and a page made of it."""

    text: str
    html: str
    marks: tuple[Mark, ...]


WORDS = ["Kenya", "said", "the", "army", "on", "Monday", "café", "“no”", "U.S.", "a&b", "<tag>", "𝔸𝔹", "21", "Ünal",
         "it’s", "—", "Nairobi", "troops", "would", "not"]
SPACES = [" ", " ", " ", "\n  ", "&nbsp;", "\t", " <!-- x --> ", "&#32;"]
AROUND = ["", "", "", "b", "i", "a", "span", "font", "em", "unknown-tag"]
BLOCKS_MADE = ["p", "div", "li", "h2", "blockquote", "td", "section"]
NOISE = ["<nav><a href=/>Home</a></nav>", "<div class=ad>Advertisement</div>", "<script>let x = 'Kenya said'</script>",
         "<p>Read more elsewhere</p>", "<img src=x alt=Kenya>", "<form><input value=x>Sign up</form>", "<hr>"]


@st.composite
def pages(draw: st.DrawFn) -> Made:
    """Paragraphs of words in random markup, with noise between them, and random spans."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    lines = draw(st.lists(st.lists(st.sampled_from(WORDS), min_size=5, max_size=14), min_size=1, max_size=6))
    lines = [[f"{'abcdefgh'[i]}{chance.randrange(10**6)}", *line] for i, line in enumerate(lines)]
    text = "\n".join(" ".join(line) for line in lines)
    html = "".join(chance.choice(NOISE) * chance.randrange(2) + _block(line, chance) for line in lines)
    bounds = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=12))
    marks = tuple(Mark(f"s{i}", "actor", "planned", min(b), max(b)) for i, b in enumerate(bounds))
    head = f"<html><head><title>{lines[0][0]}</title></head>"
    return Made(text, f"{head}<body>{html}{chance.choice(NOISE)}</body></html>", marks)


def _block(line: list[str], chance: random.Random) -> str:
    tag = chance.choice(BLOCKS_MADE)
    words = chance.choice(SPACES).join(_inline(word, chance) for word in line)
    inner = f"<table><tr><td>{words}</td></tr></table>" if tag == "td" else f"<{tag} onclick=x()>{words}</{tag}>"
    return f"<ul>{inner}</ul>" if tag == "li" else inner


def _inline(word: str, chance: random.Random) -> str:
    cut, tag = chance.randrange(len(word) + 1), chance.choice(AROUND)
    plain = [escape(word[:cut]), escape(word[cut:])]
    return f"<{tag} onmouseover='x()'>{plain[0]}</{tag}>{plain[1]}" if tag else "".join(plain)


@given(made=pages())
def test_what_is_marked_is_what_was_said(made: Made) -> None:
    seen = anchored(made.html, made.text, made.marks)
    assert_harmless(seen.html)
    found = marked(seen)
    wanted = {(m.statement, "actor"): bare(made.text[m.start : m.end]) for m in made.marks}
    assert found == {key: words for key, words in wanted.items() if words}
    assert seen.anchored == len(found) and seen.anchored + len(seen.missing) == len(made.marks)


@given(made=pages(), hidden=st.sets(st.integers(0, 90), max_size=30), added=st.lists(st.sampled_from(WORDS)))
def test_a_page_that_differs_is_marked_with_the_same_words(made: Made, hidden: set[int], added: list[str]) -> None:
    words = re.split(r"(\s+)", made.text)
    text = "".join(w for i, w in enumerate(words) if i not in hidden) + " " + " ".join(added)
    spans = [match.span() for match in re.finditer(r"\S+(\s+\S+)?", text)]
    for (name, _), found in marked(anchored(made.html, text, [Mark(str(i), "actor", "actual", *span)
                                                              for i, span in enumerate(spans)])).items():
        wanted = bare(text[slice(*spans[int(name)])])
        assert found in (wanted, "".join(c for c in wanted if c not in ADDED))


COMMON = st.sampled_from(["the", "army", "said", "on", "Monday", "not"])
LINE = st.lists(st.tuples(COMMON, st.booleans(), st.booleans()), min_size=4, max_size=12, unique_by=lambda w: w[:2])


Lines = list[list[tuple[str, bool, bool]]]


@given(lines=st.lists(LINE, max_size=5), order=st.randoms(use_true_random=False))
def test_no_word_is_marked_in_another_paragraph(lines: Lines, order: random.Random) -> None:
    """Each paragraph begins with a word of its own; words are common or its own, kept by the extractor or not."""
    text, html, spans = "", "", list[tuple[int, Mark]]()
    for number, line in enumerate(lines):
        own = [word if common else f"{word}{number}x{i}" for i, (word, common, _) in enumerate(line)]
        whole = [f"begins{number}", *own]
        kept = [whole[0], *(word for word, (_, _, keep) in zip(own, line, strict=True) if keep)]
        html += order.choice(NOISE) + f'<p><a href="https://sample.test/{number}">{" ".join(whole)}</a></p>'
        for word in kept:
            spans.append((number, Mark(f"{number}", "actor", "actual", len(text), len(text) + len(word))))
            text += word + " "
        text += "\n"
    seen = anchored(html, text, [one for _, one in spans])
    if seen.anchored:
        for element in lxml_html.fromstring(f"<div>{seen.html}</div>").iter("mark"):
            assert element.getparent().get("href") == f"https://sample.test/{element.get('data-statement')}"


@given(html=st.text(st.sampled_from("<>/=\"'&;ab pscriptonx!-\n\x00é𝔸"), max_size=200), text=st.text(max_size=50))
def test_any_page_at_all(html: str, text: str) -> None:
    marks = [Mark("s", "actor", "actual", 0, len(text))]
    seen = anchored(html, text, marks)
    assert seen.anchored + len(seen.missing) == 1
    low = seen.html.lower()
    assert "<script" not in low and not re.search(r"<[^>]*\son\w*\s*=[^>]*>", low)


@given(inside=st.lists(st.sampled_from(HOSTILE), max_size=5), where=st.lists(st.integers(0, 400), max_size=5))
def test_hostile_pieces_anywhere(inside: list[str], where: list[int]) -> None:
    html = "<html><body><p title='x'>Kenya attacked <b>Somalia</b> on Monday.</p><ul><li>said</li></ul></body></html>"
    for piece, place in zip(inside, where, strict=False):
        html = html[: place % (len(html) + 1)] + piece + html[place % (len(html) + 1) :]
    low = anchored(html, "Kenya attacked Somalia on Monday.", []).html.lower()
    assert "<script" not in low and "<iframe" not in low and "<img" not in low and "<style" not in low
    assert not re.search(r"<[^>]*\son\w*\s*=[^>]*>", low) and 'href="javascript:' not in low


def test_statements_of_a_page_have_their_place(know: Knowledge, tmp_path: Path) -> None:
    page = (
        "<html><head><title>Border</title></head><body><nav><a href='/'>Home</a></nav><article><h1>Troops at the border"
        "</h1><p>Kenya <b>attacked</b> Somalia on Monday, 1&nbsp;March 2021. Ethiopia&rsquo;s <a href='/x'>prime "
        "minister</a> said Kenya had promised Somalia 300 tonnes of wheat.</p><aside>Subscribe to our letter</aside>"
        "<p>Officials in Nairobi denied that their troops had crossed the border near Mandera.</p></article></html>")
    file = tmp_path / "a.html"
    file.write_text(page, encoding="utf-8")
    [(document, source)] = [(item, source) for item, source in open_pages(file) if isinstance(item, Document)]
    assert source == page
    reading = read(document, know)
    marks = tuple(marks_of(told(document.text, s) for s in reading.statements))
    seen = anchored(source, document.text, marks)
    assert len(reading.statements) >= 3 and not seen.missing
    assert {m.slot for m in marks} >= {"sentence", "trigger", "actor", "recipient", "voice"}
    assert {m.status for m in marks} >= {"actual", "negated"}


@pytest.mark.parametrize("file", sample_pages(), ids=lambda path: path.stem)
def test_every_statement_of_the_sample_pages_has_its_place(file: Path, know: Knowledge) -> None:
    [(document, source)] = [(item, source) for item, source in open_pages(file) if isinstance(item, Document)]
    assert source
    marks = tuple(marks_of(told(document.text, s) for s in read(document, know).statements))
    seen = anchored(source, document.text, marks)
    assert len(marks) > 20 and not seen.missing
    assert {key: bare("".join(document.text[m.start : m.end] for m in of)) for key, of in _by_slot(marks).items()
            if len(of) == 1}.items() <= marked(seen).items()
    assert_harmless(seen.html)


def _by_slot(marks: tuple[Mark, ...]) -> dict[tuple[str, str], list[Mark]]:
    found: dict[tuple[str, str], list[Mark]] = {}
    for one in marks:
        found.setdefault((one.statement, one.slot), []).append(one)
    return found
