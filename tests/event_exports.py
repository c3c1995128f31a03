"""Ten sentences of our own, coded by hand, that have one of everything a table of events may stumble over.

`python -m tests.event_exports` writes the golden files anew; look at what changed: `git diff tests/fixtures/exports`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
from tests.small_reports import CODER, Named, Pair, report, span

from dateline.exports.chosen import Exported, Given, Written, choose
from dateline.exports.formats import EVENTS
from dateline.types import Codes, Document, Interval, Issue, Place, Statement

GOLDEN = Path(__file__).parent / "fixtures" / "exports"
RUSSIA: Named = ("Russia", "RUS", None)
KYIV: Named = ("Kyiv", "UKR GOV", None)
MARKET = (
    "GOMA, March 12 - Gunmen shelled the market of Goma on Tuesday, killing 14 civilians. Japan and South Korea met in "
    'Seoul on Thursday. President Macron visited Ukraine on Friday. Turkey will send Ukraine 20 "armoured" vehicles '
    "next month.\n\nRussia denied that it had shelled Kharkiv. Kyiv said that its enemy Russia bombed Kherson. In 1999 "
    "NATO bombed Serbia. Rebels of the hills may attack the dam."
)
MARCH = (
    "Thousands of protesters marched in Lagos on Wednesday against the government.\nThe gazette\twas shut down. On 12 "
    "June 1999 Russian troops entered Pristina."
)
COPY = "Gunmen shelled the market of Goma on Tuesday, killing 14 civilians, half \ud83d a pair."
UNDATED = "Police arrested a journalist in Chad."
GOMA = ("Goma", "city", "COD", "North Kivu", ("Goma", "Nyiragongo", "North Kivu", "Congo"), -1.67, 29.22, "point")


def made() -> list[Exported]:
    """Four reports: the third copies the first, the fourth has no date; the second has a title like a formula."""
    first = {"trigger": "shelled", "event": "ASSAULT", "mode": "heavy-weapons", "actor": [("Gunmen", "UNK UAF", None)],
             "recipient": [("civilians", "COD CVL", None)], "what": [("14 civilians", "people")]}  # fmt: skip
    market = report(
        "gull/1", MARKET, "2021-03-12", first,
        {"trigger": "met", "event": "CONSULT", "actor": [("Japan", "JPN", None), ("South Korea", "KOR", None)]},
        {"trigger": "visited", "event": "CONSULT", "mode": "visit",
         "actor": [("President Macron", "FRA GOV", "Emmanuel Macron")], "recipient": [("Ukraine", "UKR", None)]},
        {"trigger": "send", "actor": [("Turkey", "TUR", None)], "recipient": [("Ukraine", "UKR", None)],
         "status": "planned", "what": [('20 "armoured" vehicles', "arms")], "contexts": ("military", "diplomatic")},
        {"trigger": "had shelled", "event": "ASSAULT", "mode": "heavy-weapons", "actor": [RUSSIA],
         "recipient": [("Kharkiv", "UKR", None)], "status": "negated", "voices": [(*RUSSIA, "denial")]},
        {"trigger": "bombed Kherson", "event": "ASSAULT", "mode": "aerial", "actor": [RUSSIA],
         "recipient": [("Kherson", "UKR", None)], "voices": [(*KYIV, "statement")]},
        {"trigger": "bombed Serbia", "event": "ASSAULT", "mode": "aerial", "actor": [("NATO", "IGO", "NATO")],
         "recipient": [("Serbia", "SRB", None)], "background": True, "when": "1999"},
        {"trigger": "attack", "event": "ASSAULT", "actor": [("Rebels", "COD REB", "Hill Front")], "status": "possible"},
        title="Market shelled", url="https://gull.example/1?a=1&b=2",
    )  # fmt: skip
    march = report(
        "mirror;2", MARCH, "2021-03-11",
        {"trigger": "marched", "event": "PROTEST", "mode": "demo", "actor": [("protesters", "NGA CVL", None)],
         "recipient": [("the government", "NGA GOV", None)], "contexts": ("human_rights",)},
        {"trigger": "shut down", "event": "CLOSURE", "codebook": "press", "actor": [], "confidence": 0.5},
        {"trigger": "entered", "event": "MOBILIZE", "mode": "troops", "actor": [("Russian troops", "RUS MIL", None)],
         "background": True, "when": "1999-06-12"},
        publisher="The Mirror", title='=HYPERLINK("https://trap.example")',
    )  # fmt: skip
    copy = report("mirror-3", COPY, "2021-03-13", first, publisher="The Mirror", title="-Copied")
    undated = report("leaflet", UNDATED, None, {"trigger": "arrested", "event": "COERCE", "mode": "arrest",
                                               "actor": [("Police", "TCD COP", None)], "recipient": [
                                                   ("a journalist", "TCD JRN", None)]}, publisher=None)  # fmt: skip
    return [Exported(*_coded(market), "gull/1", "story-1"), Exported(*_coded(march)),
            Exported(*_coded(copy), "gull/1", "story-1"), Exported(*_coded(undated))]


def given(include: str = "all", left: Counter[str] | None = None) -> Given:
    """These reports with their statements of the groups."""
    return Given(lambda: choose(made(), frozenset(include.split(",")), left), (CODER,), asked="actor=RUS")


def written(folder: Path) -> dict[str, Written]:
    """Write every format to `folder`, with the statements that it takes by itself."""
    found = {}
    for format in EVENTS:
        path = folder / f"{format.name}{format.endings[0]}"
        result = format.write(given("all" if format.holds_talk else "realised"), path)
        found[format.name] = result if isinstance(result, Written) else Written(result)
    return found


def golden_files(folder: Path) -> list[Path]:
    """Those that are kept: of the text formats, as many as there are."""
    return sorted(path for path in folder.iterdir() if path.suffix not in (".parquet", ".xlsx"))


def _coded(pair: Pair) -> Pair:
    document, reading = pair
    statements = tuple(_with(document, s) for s in reading.statements)
    issues = (Issue(document.id, "times", "odd"),)
    return document, msgspec.structs.replace(reading, statements=statements, issues=issues)


CODES: dict[str, tuple[Any, ...]] = {  # by trigger: quad, PLOVER type and mode, score, CAMEO, Goldstein
    "shelled": (4, "ASSAULT", "heavy-weapons", -9.5, "194", -10.0), "met": (1, "CONSULT", None, 2.5, "040", 1.0),
    "visited": (1, "CONSULT", "visit", 4.0, "042", 1.9), "send": (2, "AGREE", None, 2.5, "0332", 5.2),
    "had shelled": (4, "ASSAULT", "heavy-weapons", None, "194", None),
    "bombed Kherson": (4, "ASSAULT", "aerial", -9.5, "195", -10.0),
    "bombed Serbia": (4, "ASSAULT", "aerial", -9.5, "195", -10.0), "attack": (4, "ASSAULT", None, None, "190", None),
    "marched": (4, "PROTEST", "demo", -5.0, "141", -6.5), "shut down": (4, None, None, None, None, None),
    "entered": (4, "MOBILIZE", "troops", -6.5, "154", -7.2), "arrested": (4, "COERCE", "arrest", -7.0, "173", -5.0),
}  # fmt: skip
TIMES = {
    "shelled": Interval("2021-03-09", "2021-03-09", "day", basis="publication"),
    "met": Interval("2021-03-11", "2021-03-11", "day", basis="publication"),
    "send": Interval("2021-04-01", "2021-04-30", "month", basis="publication"),
    "bombed Serbia": Interval("1999-01-01", "1999-12-31", "year"),
    "entered": Interval("1999-06-12", "1999-06-12", "day"),
    "marched": Interval("2021-03-10T09:00", "2021-03-10T12:00", "daypart", basis="publication"),
}  # fmt: skip
PLACES = {
    "shelled": GOMA,
    "met": ("Seoul", "capital", "KOR", "Seoul", ("Seoul", "South Korea"), 37.566, 126.978, "point"),
    "marched": ("Lagos", "city", "NGA", "Lagos State", ("Lagos State", "Nigeria"), 6.4541, 3.3947, "point"),
    "bombed Serbia": ("Serbia", "country", "SRB", None, (), 44.0, 21.0, "country"),
    "arrested": ("Chad", "country", "TCD", None, (), 15.0, 19.0, "country"),
}  # fmt: skip


def _with(document: Document, statement: Statement) -> Statement:
    """The statement with the codes, time and place of its trigger."""
    key = statement.trigger.of(document.text)
    quad, event, mode, score, cameo, goldstein = CODES[key]
    codes = Codes(quad, statement.factuality.status == "actual", event, mode, score, cameo, goldstein)
    what = tuple(msgspec.structs.replace(q, quantity="".join(filter(str.isdigit, q.text))) for q in statement.what)
    where = _place(document, *PLACES[key]) if key in PLACES else None
    return msgspec.structs.replace(statement, codes=codes, what=what, when_interval=TIMES.get(key), where=where)


def _place(document: Document, name: str, kind: Any, code: str, admin1: str | None, chain: tuple[str, ...],
           lat: float, lon: float, level: Any) -> Place:
    return Place(span(document.text, name), name, None, code, kind=kind, name=name, geonameid=1, admin1=admin1,
                 lat=lat, lon=lon, radius_km=5.0, level=level, chain=chain)


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name, result in written(GOLDEN).items():
        print(name, result.rows, dict(result.left))
    for path in GOLDEN.iterdir():
        if path.suffix in (".parquet", ".xlsx"):
            path.unlink()
