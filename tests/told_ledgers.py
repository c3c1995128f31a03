"""Ledgers of a few reports: a truce that one side denies, with a copy and two versions; promises and what came."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dateline import Document, Run, read
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.recording import record

SAID = (
    "Sudan's government said on Friday that it had agreed a ceasefire with the rebels of the Sudan Liberation "
    "Movement. The rebels shelled the town of Golo last week and killed 12 soldiers, the government said. Traders in "
    "the market of the town kept their shops closed for a third day. Lorries with grain waited at the bridge over the "
    "dry river."
)
FIRST = SAID.replace("killed 12 soldiers", "killed eight soldiers")
COPY = SAID + " The Mirror has added a line of its own to what it took over."
ANNOUNCED = (
    "Sudan's army announced a ceasefire with the Sudan Liberation Movement on Friday. Last week the rebels shelled the "
    "town of Golo and killed 25 soldiers, the army said."
)
DENIED = (
    "The Sudan Liberation Movement denied on Saturday that it had agreed a ceasefire with the government of Sudan. Its "
    "fighters hold the hills around the town of Golo."
)
TRUCE = (
    ("courier", "Sudan agrees ceasefire with rebels", "The Courier", "2021-03-05", SAID),
    ("mirror", "Sudan agrees ceasefire with rebels", "The Mirror", "2021-03-06", COPY),
    ("morning", "Army of Sudan announces ceasefire", "Morning Post", "2021-03-05", ANNOUNCED),
    ("evening", "Rebels of Sudan deny ceasefire", "Evening News", "2021-03-06", DENIED),
)
PROMISES = (
    ("harbour-1", None, "Harbour News", "2021-03-02",
     "Kenya promised on Tuesday to release 40 Somali prisoners by March 20."),
    ("coast-1", None, "The Coast Daily", "2021-03-03", "Kenya promised to release 40 Somali prisoners."),
    ("harbour-2", None, "Harbour News", "2021-03-05",
     "Kenya will not send soldiers to Chad, Kenyan defence minister Abel Otieno said."),
    ("harbour-3", None, "Harbour News", "2021-03-19", "Kenya released 40 Somali prisoners on Thursday."),
    ("harbour-4", None, "Harbour News", "2021-04-02",
     "Kenya will send soldiers to Chad, Kenyan defence minister Abel Otieno said."),
    ("harbour-5", None, "Harbour News", "2021-04-09",
     "Ghana agreed on Friday to withdraw its troops from Mali by the end of April."),
    ("harbour-6", None, "Harbour News", "2021-06-09", "Rain fell on the coast. The ferry was late."),
)
Told = tuple[str, str | None, str, str, str]


def truce(place: Path, know: Knowledge) -> Path:
    """Three origins of one story, one with a copy; the Courier's report was seen in two versions."""
    name, title, publisher, day, _ = TRUCE[0]
    return _made(place, know, [(name, title, publisher, day, FIRST)], TRUCE)


def promises(place: Path, know: Knowledge) -> Path:
    """A promise repeated and kept, a minister who changes his words, a promise of which nothing more is heard."""
    return _made(place, know, PROMISES)


def _made(place: Path, know: Knowledge, *runs: Sequence[Told]) -> Path:
    with Ledger(place) as ledger:
        for told in runs:
            run = record(ledger, Run("1", know.digest, "model"))
            found = [Document(name, text, title, publisher, day) for name, title, publisher, day, text in told]
            run.add((document, read(document, know)) for document in found)
            run.finish()
        ledger.link()
    return place
