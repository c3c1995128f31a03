"""Run the examples that the files of contexts carry (`dateline check`, tests/test_contexts.py)."""

from __future__ import annotations

from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.contexts import context_words, sentence_contexts
from dateline.types import Document


def check_context_examples(know: Knowledge) -> list[str]:
    """What is wrong with the examples of all files; empty where they do what they say."""
    found = (
        wrong_example(name, text, wanted, know)
        for name, file in context_words(know).files.items()
        for texts, wanted in ((file.match, True), (file.reject, False))
        for text in texts
    )
    return [problem for problem in found if problem]


def wrong_example(context: str, text: str, wanted: bool, know: Knowledge) -> str | None:
    """Why the sentence does not show what it should: silence, or the words that fire."""
    parse = parse_document(Document(id="example", text=text))
    by_name = {f.context: f for found in sentence_contexts(parse, know).values() for f in found}
    if (context in by_name) is wanted:
        return None
    words = [s.of(text) for s in by_name[context].spans] if context in by_name else []
    return f"contexts, {context!r}: {text!r} " + (f"fires on {words}" if words else "is silent")
