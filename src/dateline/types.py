"""The nouns of Dateline.  Frozen structs; every offset is a half-open range of Unicode code points.

Offsets always count in `Document.text`, the text exactly as it was given: cleaning never moves them.
The slots and their values are those of the codebook (data/codebook/, docs/statements.md).
"""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

Status = Literal["actual", "planned", "possible", "negated"]
VoiceKind = Literal[
    "statement", "belief", "denial", "directive", "commitment", "threat", "intent", "stance", "decree", "question"
]
SourceKind = Literal[
    "person", "organisation", "state", "media", "class", "anonymous", "document", "unnamed",
]
WhatKind = Literal[
    "arms", "ammunition", "money", "food", "fuel", "technology", "troops", "people", "territory", "trade",
    "information", "other",
]
Severity = Literal["note", "warning", "error"]
# How far a holder (a voice, or the report itself) commits to an event: the values of FactBank (CT, PR, PS, U).
Certainty = Literal["certain", "probable", "possible", "unknown"]
Polarity = Literal["positive", "negative", "unknown"]
Tense = Literal["past", "present", "future", "generic"]
Mood = Literal[
    "assertion", "prediction", "plan", "commitment", "threat", "demand", "obligation", "attempt", "wish",
    "possibility", "hypothetical", "condition", "consequence", "counterfactual", "question", "denial",
]
TimexKind = Literal["DATE", "TIME", "DURATION", "SET"]
Granularity = Literal[
    "instant", "minute", "hour", "daypart", "day", "weekend", "week", "month", "season", "quarter", "half", "year",
    "decade", "century", "period",
]
# explicit: the words say it all; publication: counted from the publication date; anaphoric: from an earlier time of
# the text; period: from the table of named periods or office-holders; event: from the time of an event of the text;
# default: what tense and publication date leave open; duration, set: no position; unanchored: cannot be placed
Basis = Literal[
    "explicit", "publication", "anaphoric", "period", "event", "default", "duration", "set", "unanchored",
]
PlaceKind = Literal["country", "capital", "region", "city", "water", "facility", "area"]
PlaceLevel = Literal["point", "area", "region", "country"]
PlaceRole = Literal["event_place", "origin", "target", "dateline", "affiliation", "actor", "mention"]
Force = Literal["same", "actual", "done", "planned", "possible", "negated", "would"]


class Span(msgspec.Struct, frozen=True, order=True):
    """A half-open range [start, end) of code points of `Document.text`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters that the span covers in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Do the two ranges share at least one character?"""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Does this range hold the whole of the other?"""
        return self.start <= other.start and other.end <= self.end


class Document(msgspec.Struct, frozen=True):
    """One report as it was given.  `published` is an ISO date (YYYY-MM-DD) or None.

    `near`: the name of a place that the reports of its source tend to come from (*Ohio*; *Dublin, Ohio*).
    `updated`: the ISO date of the version that was read, where the source tells it from the first publication.
    `authors`: the names of the byline.  `agency`: the news agency that the text is credited to (*Reuters*).
    """

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str = "en"
    dateline: str | None = None
    near: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    agency: str | None = None

    @property
    def text_sha256(self) -> str:
        """Hex SHA-256 of the text in UTF-8 (lone surrogates kept as they are)."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


class Step(msgspec.Struct, frozen=True):
    """One reason: which stage decided what, by which rule or table row, on which characters."""

    stage: str
    rule: str
    note: str = ""
    spans: tuple[Span, ...] = ()


class Mention(msgspec.Struct, frozen=True):
    """Words that name an actor, and whom they resolve to.

    `code` is a codebook code such as ``RUS``, ``RUS GOV``, ``IMG`` or ``CVL``; None where unresolved.
    `rule` says which list, text pattern or rule resolved it.  `candidates` lists the codes between which
    the text leaves the choice open (then `code` is None).  `place_weight`: how far the name of a place
    means the place here and not those who govern from it (0 to 1; 0 for all other words).
    """

    span: Span
    text: str
    code: str | None = None
    name: str | None = None
    rule: str = ""
    candidates: tuple[str, ...] = ()
    place_weight: float = 0.0

    @property
    def country(self) -> str:
        """The first part of the code: a country or an organisation; empty where unresolved."""
        return (self.code or "").split(" ")[0]

    @property
    def basis(self) -> str:
        """What resolved it: ``list`` (a table), ``text`` (the text's own introduction), ``rule``, or empty."""
        kind = self.rule.partition(".")[0].partition(" ")[0]
        if kind.startswith(("actors/", "places/", "own", "roles")):
            return "list"
        return {"text": "text", "": ""}.get(kind, "rule")


class Interval(msgspec.Struct, frozen=True):
    """A stretch of time: first and last moment (ISO 8601 dates or local date-times, both inside), None where open.

    `granularity` is the unit in which the text speaks; `approx`: the bounds are not meant to the letter; `basis`
    says what it was worked out from.
    """

    earliest: str | None
    latest: str | None
    granularity: Granularity
    approx: bool = False
    basis: Basis = "explicit"


class TimexReading(msgspec.Struct, frozen=True):
    """One of several readings of a time expression: EDTF and TIMEX3 value, and its weight (0 to 1)."""

    edtf: str | None
    value: str
    weight: float


class Timex(msgspec.Struct, frozen=True):
    """A time expression.  `edtf` is its value (ISO 8601-2) or None; `basis` says how it was anchored.

    `interval` is the same value as a stretch of time (None for lengths, rates and what cannot be placed);
    `kind` and `value` are the type and value of TIMEX3, `mod` its modifier (START, MID, END, APPROX, MORE_THAN …).
    `anchor`: the span of the time from which an anaphoric one is counted.  `readings`: all of them with their
    weights, best first, where the text leaves the direction open; else empty.
    """

    span: Span
    text: str
    edtf: str | None
    basis: Basis
    rule: str
    kind: TimexKind = "DATE"
    value: str = ""
    mod: str | None = None
    interval: Interval | None = None
    anchor: Span | None = None
    readings: tuple[TimexReading, ...] = ()


class PlaceCandidate(msgspec.Struct, frozen=True):
    """One place that a name may mean, with its probability (0 to 1) in this document."""

    geonameid: int | None
    name: str
    kind: PlaceKind
    code: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    probability: float


class Place(msgspec.Struct, frozen=True):
    """A place name: `within` is the container that the text names, `code` the country (alpha-3).

    `name`, `geonameid`, `admin1` (name of the first-level unit), `lat`, `lon` (degrees, WGS 84) are those of the best
    of the `candidates`; `radius_km` is how far from the point the place may lie or extend.  `level` says what the
    point stands for: a place (point), an area of a few tens of kilometres (area), a first-level unit or larger
    region (region), a whole country (country); None without a point.  `chain`: containers, from the inside out.
    `roles`: what the text has the place do; one name may have several.
    """

    span: Span
    text: str
    within: str | None = None
    code: str | None = None
    rule: str = ""
    kind: PlaceKind | None = None
    name: str | None = None
    geonameid: int | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    level: PlaceLevel | None = None
    chain: tuple[str, ...] = ()
    roles: tuple[PlaceRole, ...] = ()
    candidates: tuple[PlaceCandidate, ...] = ()


class Quantity(msgspec.Struct, frozen=True):
    """What is given, demanded, used or suffered: its kind and, if stated, how much of it.

    `quantity` is ``10000000``, ``>10000000`` (more than), ``<5``, ``~40``, a vague word (``dozens``) or None.
    """

    span: Span
    text: str
    kind: WhatKind
    quantity: str | None = None


class Operator(msgspec.Struct, frozen=True):
    """Words that bear on whether an event happened: a modal, a negation, a governing verb, a question mark.

    `force` is what it makes of the status of the event below it ("would": possible, or the past of *will*; "done":
    a promise or plan below it is kept); `if_negated`, of governing words, the same where the word itself did not
    happen ("failed to prevent"); `mood` and `certainty` what it makes of these, None where it leaves them.
    """

    force: Force
    span: Span
    rule: str
    mood: Mood | None = None
    certainty: Certainty | None = None
    if_negated: Force | None = None


class Factuality(msgspec.Struct, frozen=True):
    """Whether it happened: the codebook's `status`, and apart from it what it is derived from.

    `certainty`, `polarity`, `time` (of the event, seen from the report) and `mood` are those of the innermost
    voice; `author_certainty` and `author_polarity` are the report's own commitment, unknown for what it only
    reports.  `operators` are all the words that decided, from the event outwards; `condition` is the clause on
    which the event depends.  The scale is that of FactBank (Saurí and Pustejovsky 2009).
    """

    status: Status
    condition: Span | None = None
    operators: tuple[Operator, ...] = ()
    rule: str = ""
    certainty: Certainty = "certain"
    polarity: Polarity = "positive"
    time: Tense = "past"
    mood: Mood = "assertion"
    author_certainty: Certainty = "certain"
    author_polarity: Polarity = "positive"


class Voice(msgspec.Struct, frozen=True):
    """One level of attribution: who says so (`text`, `code`, `name`), through whom, by which cue.

    `source_kind`: what the words name (a person, a state …, `anonymous`: *officials*, *a person familiar with*;
    `class`: *experts*; `unnamed`: nobody, as in *reportedly*); an anonymous source keeps its affiliation as code.
    """

    span: Span
    text: str
    cue: Span
    code: str | None = None
    name: str | None = None
    via: str | None = None
    via_span: Span | None = None
    kind: VoiceKind = "statement"
    rule: str = ""
    source_kind: SourceKind = "unnamed"


class Codes(msgspec.Struct, frozen=True):
    """A statement in the terms of PLOVER and CAMEO (docs/statements.md).

    `quad`: the class (1 to 4) of the statement's own event; `realised`: did that act happen, as its voice has it?
    `plover_event`, `plover_mode`: the type to which PLOVER, which has no status, reduces it: planned aid is AGREE.
    `cameo` is the code of that.  `plover_score` and `goldstein` are None where nothing took place.  A type of one's own
    codebook has none of PLOVER's and CAMEO's.
    """

    quad: int
    realised: bool
    plover_event: str | None
    plover_mode: str | None
    plover_score: float | None
    cameo: str | None
    goldstein: float | None


class Statement(msgspec.Struct, frozen=True):
    """One act, one voice, one report: the row of the ledger.

    `confidence` (0 to 1) is that of the reading, never of the fact.  `codebook`: the one that `event` is a type of,
    ``plover`` for the one that ships with Dateline.  `codes` are those of PLOVER and CAMEO;
    `contexts` the topics of PLOVER that the words and parties of the statement show, most telling first.
    """

    id: str
    event: str
    mode: str | None
    actor: tuple[Mention, ...]
    recipient: tuple[Mention, ...]
    trigger: Span
    evidence: tuple[Span, ...]
    factuality: Factuality
    attribution: tuple[Voice, ...] = ()
    when: str | None = None
    when_span: Span | None = None
    when_interval: Interval | None = None
    where: Place | None = None
    what: tuple[Quantity, ...] = ()
    background: bool = False
    confidence: float = 1.0
    codes: Codes | None = None
    contexts: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    codebook: str = "plover"


class Context(msgspec.Struct, frozen=True):
    """A topic of a report, one of PLOVER's: in how many sentences, and by which words."""

    name: str
    sentences: int
    spans: tuple[Span, ...]


class Issue(msgspec.Struct, frozen=True):
    """A problem met on the way, kept beside the data: nothing is lost, nothing is swallowed."""

    document: str
    stage: str
    message: str
    severity: Severity = "warning"
    span: Span | None = None


class Run(msgspec.Struct, frozen=True):
    """What made a set of readings: enough to make it again."""

    version: str
    knowledge: str
    model: str
    settings: dict[str, str] = {}


class Reading(msgspec.Struct, frozen=True):
    """All that was read from one document."""

    document: str
    text_sha256: str
    statements: tuple[Statement, ...]
    candidates: tuple[Statement, ...] = ()  # read with too little confidence to stand in the ledger
    issues: tuple[Issue, ...] = ()
    sentences: int = 0
    times: tuple[Timex, ...] = ()
    places: tuple[Place, ...] = ()
    contexts: tuple[Context, ...] = ()
