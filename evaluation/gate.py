"""gate: does the scan before parsing keep out a text, or would it a paragraph, that holds a statement?

recall          of the statements and candidates that are read without the gate, those of documents that it lets through
gold_recall     the same of the gold's statements, by their evidence
paragraph_recall, gold_paragraph_recall    the same, were each paragraph gated by itself (which the reading does not do:
                other paragraphs lean on what it names)
gated           documents kept out; gated_text, gated_paragraph_text: the share of the characters so kept out
oracle_paragraph_text    the share of the characters in paragraphs without a statement: no gate could keep out more
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evaluation.base import Figures, Outcome, Row
from evaluation.rooms import Rooms, document_of, part


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Read every row without the gate and ask it beside."""
    passes = part("dateline.reading.gate", "may_hold_event")
    total: Counter[str] = Counter()
    for row in rows:
        document = document_of(row)
        text, reading = document.text, rooms.read(document)
        whole = passes(text, rooms.know)
        read = [s.trigger.start for s in (*reading.statements, *reading.candidates)]
        stand = [s.trigger.start for s in reading.statements]
        gold = [text.find(s["evidence"][0]) for s in row.get("statements", ())]
        total += Counter(documents=1, gated=not whole, text=len(text), gated_text=(not whole) * len(text))
        total += Counter(read=len(read), kept=whole * len(read), gold=len(gold), gold_kept=whole * len(gold))
        for start, end in _paragraphs(text):
            let = passes(text[start:end], rooms.know)
            here = [sum(start <= at < end for at in found) for found in (read, gold, stand)]
            total["paragraph_kept"] += let * here[0]
            total["gold_paragraph_kept"] += let * here[1]
            total["gated_paragraph_text"] += (not let) * (end - start)
            total["oracle_paragraph_text"] += (not here[2]) * (end - start)
    return Outcome(_figures(total))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Ranges of the paragraphs in the text as it is."""
    cut = part("dateline.text", "clean")(text)
    spans = (cut.span(start, end) for start, end in part("dateline.text", "paragraphs")(cut.text))
    return [(s.start, s.end) for s in spans]


def _figures(total: Counter[str]) -> Figures:
    def share(amount: str, of: str) -> float | None:
        return round(total[amount] / total[of], 4) if total[of] else None

    return {
        "documents": total["documents"],
        "statements": total["read"],
        "recall": share("kept", "read"),
        "gold_recall": share("gold_kept", "gold"),
        "paragraph_recall": share("paragraph_kept", "read"),
        "gold_paragraph_recall": share("gold_paragraph_kept", "gold"),
        "gated": total["gated"],
        "gated_text": share("gated_text", "text"),
        "gated_paragraph_text": share("gated_paragraph_text", "text"),
        "oracle_paragraph_text": share("oracle_paragraph_text", "text"),
    }
