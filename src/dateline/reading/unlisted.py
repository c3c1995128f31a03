"""Proposals for words that no rule lists: the type of the words whose company they keep in a large body of texts.

`lexicon/unlisted_words.csv` (made by `tools/build_unlisted.py`) gives a word, its part of speech and the likely type.
Each type has one plain frame here.  Such a match always lacks `listed`: it needs a high confidence to become a
statement and otherwise stays a candidate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dateline.knowledge import Knowledge
from dateline.rules.language import LISTED, Rule, compile_path

TOWARDS = "prep[to,against,on,with,for,at,from]"
FRAMES = {"verb": ("subj", f"obj | iobj | {TOWARDS}"), "noun": ("subj", f"{TOWARDS} | obj")}


def unlisted_rules(know: Knowledge) -> Iterator[Rule]:
    """One rule a type and part of speech, over the words that no rule of the knowledge lists."""
    listed = {(lemma, r.pos) for r in know.rules for words in r.triggers for lemma in words[0]}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in know.lexicon["unlisted_words"].rows:
        if (row["word"], row["pos"]) not in listed:
            found[row["event"], row["pos"]].append(row["word"])
    for (event, pos), words in sorted(found.items()):
        yield _rule(event, pos, words)


def _rule(event: str, pos: str, words: list[str]) -> Rule:
    where = "lexicon/unlisted_words.csv"
    actor, recipient = FRAMES[pos]
    return Rule(
        id=f"unlisted.{event.lower()}-{pos}",
        event=event,
        mode=None,
        pos=pos,
        triggers=tuple((frozenset({w}),) for w in words),
        roles=(("actor", compile_path(actor, where)), ("recipient", compile_path(recipient, where))),
        requires=frozenset({"actor", LISTED}),
        political=frozenset({"actor"}),
        abroad=None,
        tests=(),
        match=(),
        reject=(),
        known_miss=(),
        where=where,
    )
