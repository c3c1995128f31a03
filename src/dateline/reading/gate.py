"""Texts that cannot hold an event need no parse: no rule finds all its words in any of their paragraphs.

The words are those of the rules themselves (of a user's own codebooks too), in every form that the parser's lemmatizer
could lead back to them.  So nothing is lost among statements and candidates; times, places and topics of such a text
are not read.
"""

from __future__ import annotations

from dateline.knowledge import Knowledge
from dateline.model import MODEL, load_model
from dateline.parse import pieces
from dateline.reading.codebooks import own_matcher
from dateline.reading.events import matcher
from dateline.rules.apply import Matcher
from dateline.text import clean
from dateline.types import Document, Issue, Reading

STAGE = "gate"


def may_hold_event(text: str, know: Knowledge, model: str = MODEL) -> bool:
    """Could a rule fire in the text?  Reads on only until the first paragraph in which one could."""
    cleaned, matchers, read = clean(text), _matchers(know), load_model(model)
    found = (read.forms(cleaned.text[a:b]) for _, a, b in pieces(cleaned))
    return any(rules.could_fire(words) for words in found for rules in matchers)


def unread(document: Document) -> Reading:
    """The reading of a text that the gate kept out: empty, with a note that says so."""
    why = "No word of the text can name an event of the codebook, so it was not parsed: no times, places or topics."
    return Reading(document.id, document.text_sha256, (), issues=(Issue(document.id, STAGE, why, "note"),))


def _matchers(know: Knowledge) -> list[Matcher]:
    return [matcher(know), *(own_matcher(know, book) for book in know.codebooks)]
