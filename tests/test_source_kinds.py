"""The kinds of sources: match and near miss."""

from __future__ import annotations

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.attribution import attribute
from dateline.reading.entities import resolve_entities
from dateline.reading.source_kinds import source_kind
from dateline.types import Document

CASES = [
    ("A senior Iranian official said the plant was shelled.", "anonymous"),
    ("Two people familiar with the matter said the plant was shelled.", "anonymous"),
    ("A diplomat, who asked not to be named, said the plant was shelled.", "anonymous"),
    ("A commander, speaking on condition of anonymity, said the plant was shelled.", "anonymous"),
    ("Officials said the plant was shelled.", "anonymous"),
    ("Four sources said the plant was shelled.", "anonymous"),
    ("Experts said the plant was shelled.", "class"),
    ("Critics say the plant was shelled.", "class"),
    ("Two witnesses said the plant was shelled.", "class"),
    ("Many believe the plant was shelled.", "class"),
    ("Anna Kovacs, a nurse, said the plant was shelled.", "person"),
    ("President Macron said the plant was shelled.", "person"),
    ("The foreign minister said the plant was shelled.", "person"),
    ("A spokesman, Ali Reza, said the plant was shelled.", "person"),
    ("He said the plant was shelled.", "person"),
    ("Reuters reported that the plant was shelled.", "media"),
    ("The BBC said the plant was shelled.", "media"),
    ("Local media said the plant was shelled.", "media"),
    ("State television said the plant was shelled.", "media"),
    ("Moscow said the plant was shelled.", "state"),
    ("France said the plant was shelled.", "state"),
    ("The Kremlin said the plant was shelled.", "state"),
    ("The government said the plant was shelled.", "state"),
    ("The ministry of defence said the plant was shelled.", "organisation"),
    ("Police said the plant was shelled.", "organisation"),
    ("The army said the plant was shelled.", "organisation"),
    ("Amnesty International said the plant was shelled.", "organisation"),
    ("The United Nations said the plant was shelled.", "organisation"),
    ("The report said the plant was shelled.", "document"),
    ("A statement by the army said the plant was shelled.", "document"),
    ("The footage showed that the plant was shelled.", "document"),
    ("It is said that the plant was shelled.", "unnamed"),
    ("The plant was reportedly shelled.", "unnamed"),
    ("There are rumours that the plant was shelled.", "unnamed"),
    ("Ministers said the plant was shelled.", "class"),
    ("A commander said the plant was shelled.", "class"),
    ("They said the plant was shelled.", "unnamed"),
]


@pytest.mark.parametrize(("text", "kind"), CASES, ids=[c[0][:40] for c in CASES])
def test_kinds_of_sources(text: str, kind: str, know: Knowledge) -> None:
    parse = parse_document(Document(id="t", text=text))
    voices = attribute(parse, know)
    entities = resolve_entities(parse, know, voices)
    found = [source_kind(v.source, entities.of(v.source) if v.source else (), know) for v in voices]
    assert found
    assert set(found) == {kind}


def test_an_anonymous_source_keeps_its_affiliation(know: Knowledge) -> None:
    parse = parse_document(Document(id="t", text="A senior Iranian official said the plant was shelled."))
    voices = attribute(parse, know)
    assert voices[0].source is not None
    mentions = resolve_entities(parse, know, voices).of(voices[0].source)
    assert [m.code for m in mentions] == ["IRN GOV"]
    assert source_kind(voices[0].source, mentions, know) == "anonymous"
