"""Reports made by hand that have one of everything an export may stumble over, and the golden files made of them.

`python -m tests.exported` writes the golden files anew; look at what changed (`git diff tests/fixtures/exports`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from tests.small_reports import CODER, Named, report

from dateline.exports.chosen import Exported, Given
from dateline.exports.formats import KNOWLEDGE
from dateline.exports.joined import Difference, Joined, Judged
from dateline.types import Place, Statement

GOLDEN = Path(__file__).parent / "fixtures" / "exports"
LAVROV: Named = ("Lavrov", "RUS GOV", "Sergei Lavrov")
RUSSIA: Named = ("Moscow", "RUS", None)
KOREA: Named = ("Pyongyang", "PRK", None)
UKRAINE: Named = ("Kyiv", "UKR", None)
GRAIN = (
    "Moscow sent grain to Pyongyang on 2 March 2021 🌾 through the port of Odesa. Moscow will send 50% more grain & "
    "oil to Pyongyang on 9 March. Kyiv shelled Belgorod, Lavrov said in Belarus."
)
TALKS = (
    "Moscow and Pyongyang will meet from 15 to 21 March. Kyiv denied that it had shelled Belgorod. Rebels may strike. "
    "Moscow and Pyongyang met for talks. Moscow will sell oil to Pyongyang in 2022. Moscow was to visit on 1 March."
)
COPY = "Moscow will send 50% more grain & oil to Pyongyang on 9 March, half \ud83d a pair, a bell \x07 and <tags>."
UNDATED = "Moscow occupied the hills of Kyiv in 1920."


def made() -> list[Exported]:
    """Four reports: the third copies the first, the fourth has no date."""
    grain = report(
        "wire/1", GRAIN, "2021-03-03",
        {"trigger": "sent", "actor": [RUSSIA], "recipient": [KOREA], "when": "2021-03-02",
         "interval": ("2021-03-02", "2021-03-02"), "where": ("Odesa", "UKR", "Odesa"),
         "what": [("grain", "food")], "contexts": ("economic",)},
        {"trigger": "send", "actor": [RUSSIA], "recipient": [KOREA], "status": "planned", "when": "2021-03-09",
         "interval": ("2021-03-09", "2021-03-09")},
        {"trigger": "shelled", "event": "ASSAULT", "quad": 4, "actor": [UKRAINE], "recipient": [RUSSIA],
         "voices": [(*LAVROV, "statement")], "where": ("Belarus", "BLR", "Belarus")},
        title="Grain {for} Pyongyang_1 & more", publisher="The Gull", url="https://gull.example/2021/grain?a=1&b={2}",
    )  # fmt: skip
    talks = report(
        "talks", TALKS, "2021-03-04",
        {"trigger": "meet", "event": "CONSULT", "mode": "meet", "quad": 1, "actor": [RUSSIA, KOREA],
         "status": "planned", "when": "2021-03-15/2021-03-21", "interval": ("2021-03-15", "2021-03-21")},
        {"trigger": "had shelled", "event": "ASSAULT", "quad": 4, "actor": [UKRAINE], "status": "negated",
         "voices": [(*UKRAINE, "denial")]},
        {"trigger": "strike", "event": "ASSAULT", "quad": 4, "actor": [("Rebels", None, None)], "status": "possible"},
        {"trigger": "met", "event": "CONSULT", "quad": 1, "actor": [RUSSIA, KOREA]},
        {"trigger": "sell", "actor": [RUSSIA], "event": "COOPERATE", "quad": 2, "recipient": [KOREA],
         "status": "planned", "when": "2022", "interval": ("2022-01-01", "2022-12-31")},
        {"trigger": "visit", "actor": [RUSSIA], "event": "CONSULT", "quad": 1, "status": "planned",
         "when": "2021-03-01", "interval": ("2021-03-01", "2021-03-01")},
        title="Talks", publisher="Evening Post",
    )  # fmt: skip
    copy = report(
        "copy", COPY, "2021-03-05",
        {"trigger": "send", "actor": [RUSSIA], "recipient": [KOREA], "status": "planned", "when": "2021-03-09",
         "interval": ("2021-03-09", "2021-03-09"), "event": "AID"},
        title=None, publisher="Mirror “é”", url="https://mirror.example/g",
    )  # fmt: skip
    old = report(
        "old", UNDATED, None,
        {"trigger": "occupied", "actor": [RUSSIA], "event": "ASSAULT", "quad": 4, "recipient": [UKRAINE],
         "background": True, "when": "1920", "interval": ("1920-01-01", "1920-12-31")}, publisher=None)  # fmt: skip
    found = [Exported(document, msgspec.structs.replace(reading, statements=tuple(map(_placed, reading.statements))),
                      "wire/1" if document.id in ("wire/1", "copy") else document.id,
                      "story-1" if document.id != "old" else "")
             for document, reading in (grain, talks, copy, old)]
    authors = msgspec.structs.replace(found[0].document, authors=("Ana and Co", "Bo Å."), agency="Gull Wire",
                                     dateline="ODESA, March 3",
                                      updated="2021-03-06")  # fmt: skip
    return [found[0]._replace(document=authors), *found[1:]]


def _placed(statement: Statement) -> Statement:
    """With the points that the places have."""
    points: dict[str | None, dict[str, Any]] = {
        "Odesa": {"lat": 46.4857, "lon": 30.7438, "radius_km": 10.0, "level": "point", "kind": "city",
                  "geonameid": 698740, "admin1": "Odesa Oblast"},
        "Belarus": {"lat": 53.0, "lon": 28.0, "radius_km": 300.0, "level": "country", "kind": "country"},
    }  # fmt: skip
    place: Place | None = statement.where and msgspec.structs.replace(statement.where, **points[statement.where.name])
    voices = tuple(msgspec.structs.replace(v, source_kind="person" if v.name else "state")
                   for v in statement.attribution)  # fmt: skip
    return msgspec.structs.replace(statement, where=place, attribution=voices)


def joined() -> Joined:
    """A judgement and a disagreement, as a ledger would give them."""
    grain, talks = (report.reading.statements for report in made()[:2])
    judged = Judged("c1", 1, "Sergei Lavrov said: “shelled”", (grain[2].id,), "unverifiable", "Ada Lee",
                    "2021-04-01T10:00:00Z", "No second source.", ("https://archive.example/x", talks[1].id))
    says = Difference("i1", "whether", "it happened", ("Lavrov",), (grain[2].id,), (talks[1].id,),
                      "1 origin says that it happened, 1 that it did not happen")
    denies = says._replace(value="it did not happen", voices=("Kyiv",), statements=says.against,
                           against=says.statements)
    return Joined((judged,), (says, denies))


def given() -> Given:
    """All of it."""
    return Given(lambda: iter(made()), (CODER,), joined=joined)


def write_golden(folder: Path = GOLDEN) -> None:
    """Write a file for each format."""
    for format in KNOWLEDGE:
        format.write(given(), folder / f"{format.name}{format.endings[0]}")


if __name__ == "__main__":
    write_golden()
