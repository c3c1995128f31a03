"""Read a rule as it stands in TOML into its compiled, checked form."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from dateline.errors import KnowledgeError

_STEP = re.compile(r"(?P<name>[a-z_]+)(?:\[(?P<words>[a-z,\- ]+)\])?")
POS = ("verb", "noun", "adj")
ROLES = ("actor", "recipient", "what")
OTHER = "other"  # "@other" in a test: somebody else than the rule's actor
LISTED = "listed"  # what a rule over words that nobody chose asks for and never gets: it only proposes
PLOVER = "plover"  # the name of the codebook that ships with Dateline


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of a path; `words` are the prepositions of a ``prep[…]`` step."""

    name: str
    words: frozenset[str] = frozenset()


Chain = tuple[PathStep, ...]
Path = tuple[tuple[Chain, ...], ...]  # alternatives of unions of chains


class RawRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule exactly as written."""

    id: str
    event: str
    trigger: list[str]
    match: list[str]
    reject: list[str]
    mode: str = ""
    pos: str = "verb"
    actor: str = "subj"
    recipient: str = "obj"
    what: str = ""
    requires: list[str] = []
    political: list[str] = []
    abroad: str = ""
    only: dict[str, list[str]] = {}
    not_: dict[str, list[str]] = msgspec.field(name="not", default_factory=dict)
    known_miss: list[str] = []


@dataclass(frozen=True, slots=True)
class Test:
    """The lemma of the head at `path` must (or must not) be one of `words` or of the lexicons `lists`.

    `other`: or must (not) name somebody else than the rule's actor.
    """

    path: Path
    words: frozenset[str]
    lists: tuple[str, ...]
    wanted: bool
    other: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule.  `triggers`: for each, its words in order, each a set of lemmas, the head first.

    In a codebook of a user's own, `own` is the type that is coded and `event` the shipped type that it is like;
    `anyone`: a party need not be political.
    """

    id: str
    event: str
    mode: str | None
    pos: str
    triggers: tuple[tuple[frozenset[str], ...], ...]
    roles: tuple[tuple[str, Path], ...]
    requires: frozenset[str]
    political: frozenset[str]
    abroad: str | None
    tests: tuple[Test, ...]
    match: tuple[str, ...]
    reject: tuple[str, ...]
    known_miss: tuple[str, ...]
    where: str
    codebook: str = PLOVER
    own: str = ""
    anyone: bool = False

    @property
    def type(self) -> str:
        """The event type that the rule codes."""
        return self.own or self.event

    def lists(self) -> Iterator[str]:
        """The lexicons that the rule names with @."""
        for test in self.tests:
            yield from test.lists

    @property
    def negated(self) -> bool:
        """Is a negation beside the trigger part of the act ("will not tolerate")?"""
        return any(t.wanted and "not" in t.words for t in self.tests)

    @property
    def tightness(self) -> tuple[int, int, int]:
        """Of two rules the tighter wins: more `only` tests, then more roles required, then more `not` tests."""
        wanted = sum(t.wanted for t in self.tests)
        return wanted, len(self.requires) + len(self.political), len(self.tests) - wanted


def compile_path(text: str, where: str) -> Path:
    """Compile a path.  Raises KnowledgeError that names the rule and the step.

    >>> len(compile_path("obj | prep[to,for]>poss", "x"))
    2
    """
    return _one(
        tuple(
            tuple(tuple(_step(step.strip(), where) for step in chain.split(">")) for chain in union.split("+"))
            for union in text.split("|")
        )
        if text.strip()
        else ()
    )


@functools.cache
def _one(path: Path) -> Path:
    """Equal paths as one object."""
    return path


def spell_path(path: Path) -> str:
    """A compiled path in words, as a rule writes it.

    >>> spell_path(compile_path("obj | prep[to,for]>poss", "x"))
    'obj | prep[for,to]>poss'
    """
    return " | ".join(" + ".join(">".join(map(_spelled, chain)) for chain in union) for union in path)


def _spelled(step: PathStep) -> str:
    return f"{step.name}[{','.join(sorted(step.words))}]" if step.words else step.name


def _step(text: str, where: str) -> PathStep:
    found = _STEP.fullmatch(text)
    if not found:
        raise KnowledgeError(
            f"{where}: cannot read the path step {text!r}. Write subj, obj, iobj, clause, self, "
            "prep[to,for] or a dependency label."
        )
    words = found["words"]
    if (found["name"] == "prep") != bool(words):
        raise KnowledgeError(f"{where}: {text!r}: only prep takes words, and it needs some: prep[to,for].")
    return PathStep(found["name"], frozenset(w.strip() for w in words.split(",")) if words else frozenset())


def compile_rule(raw: dict[str, Any], where: str) -> Rule:
    """Check and compile one rule; `where` names it in messages.  Raises KnowledgeError."""
    try:
        rule = msgspec.convert(raw, RawRule)
    except msgspec.ValidationError as error:
        raise KnowledgeError(
            f"{where}: {error}. Keys allowed: {', '.join(RawRule.__struct_encode_fields__)}."
        ) from error
    if rule.pos not in POS:
        raise KnowledgeError(f"{where}: pos {rule.pos!r} is unknown. Choices: {', '.join(POS)}.")
    for role in [*rule.requires, *rule.political]:
        if role not in ROLES:
            raise KnowledgeError(f"{where}: role {role!r} is unknown. Choices: {', '.join(ROLES)}.")
    if not rule.match or not rule.reject:
        raise KnowledgeError(f"{where}: a rule needs at least one `match` and one `reject` example.")
    roles = {"actor": rule.actor, "recipient": rule.recipient, "what": rule.what}
    tests = [_test(p, w, True, where) for p, w in rule.only.items()] + [
        _test(p, w, False, where) for p, w in rule.not_.items()
    ]
    return Rule(
        id=rule.id,
        event=rule.event,
        mode=rule.mode or None,
        pos=rule.pos,
        triggers=tuple(tuple(frozenset(word.split("|")) for word in t.lower().split()) for t in rule.trigger),
        roles=tuple((role, compile_path(path, where)) for role, path in roles.items() if path),
        requires=frozenset(rule.requires),
        political=frozenset(rule.political),
        abroad=rule.abroad or None,
        tests=tuple(tests),
        match=tuple(rule.match),
        reject=tuple(rule.reject),
        known_miss=tuple(rule.known_miss),
        where=where,
    )


def _test(path: str, words: list[str], wanted: bool, where: str) -> Test:
    return Test(
        compile_path(path, where),
        frozenset(w.lower() for w in words if not w.startswith("@")),
        tuple(w[1:] for w in words if w.startswith("@") and w[1:] != OTHER),
        wanted,
        f"@{OTHER}" in words,
    )
