"""The made reports of the benchmark: the same on every machine, every span fits its text."""

from __future__ import annotations

from collections import Counter

from benchmarks.made import COMMON, RARE, RARELY, digest, documents, pair, tables

MADE = list(documents(60))
STATEMENTS = [(document, statement) for document, reading in MADE for statement in reading.statements]


def test_they_are_the_same_everywhere() -> None:
    assert digest(20) == "c33fb692c8eccb7b"
    assert pair(5) == MADE[5]
    assert list(documents(2, first=3)) == MADE[3:5]


def test_another_version_has_another_text_under_the_same_id() -> None:
    (old, _), (new, reading) = pair(1), pair(1, version=1)
    assert old.id == new.id
    assert old.text != new.text
    assert reading.text_sha256 == new.text_sha256


def test_spans_fit_the_text() -> None:
    for document, statement in STATEMENTS:
        for mention in (*statement.actor, *statement.recipient, *statement.attribution, *statement.what):
            assert mention.span.of(document.text) == mention.text
            assert statement.evidence[0].covers(mention.span)
        assert statement.evidence[0].covers(statement.trigger)
        assert statement.evidence[0].of(document.text).endswith(".")
        assert statement.where is None or statement.where.span.of(document.text) == statement.where.text


def test_sentences_and_documents_are_of_the_usual_length() -> None:
    words = [len(statement.evidence[0].of(document.text).split()) for document, statement in STATEMENTS]
    assert min(words) >= 15 and max(words) <= 37
    assert 18 <= len(STATEMENTS) / len(MADE) <= 22


def test_no_statement_has_an_id_twice_and_nobody_acts_on_himself() -> None:
    assert len({statement.id for _, statement in STATEMENTS}) == len(STATEMENTS)
    for _, statement in STATEMENTS:
        assert not {m.country for m in statement.actor} & {m.country for m in statement.recipient}


def test_one_dyad_has_about_one_statement_in_a_hundred() -> None:
    made = [s for _, reading in documents(500) for s in reading.statements if s.recipient]
    (_, most), = Counter((s.actor[0].country, s.recipient[0].country) for s in made).most_common(1)
    assert 0.006 < most / len(made) < 0.016
    assert {s.factuality.status for s in made} == {"actual", "planned", "possible", "negated"}
    assert 0.4 < sum(not s.attribution for s in made) / len(made) < 0.6


def test_a_common_and_a_rare_word() -> None:
    assert len(tables().words) == 20_000
    assert all(COMMON in document.text.split() for document, _ in MADE)
    assert [n for n, (document, _) in enumerate(MADE) if RARE in document.text.split()] == [7]
    assert RARE in pair(7 + RARELY)[0].text
