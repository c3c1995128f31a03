"""The scale of each set of factuality judgements: what a reading of an event is worth there.

A value is a sum of weights, one for each thing that the reading holds: status, certainty and polarity, mood,
time, the report's own commitment, and its operators.  The weights are measured on training files by
`python -m evaluation.fit_scales`; the readers know nothing of them.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path

from dateline.types import Factuality

SCALES = Path(__file__).with_name("scales.toml")
HEAD = "# Written by `python -m evaluation.fit_scales TRAIN.jsonl …`; -3 did not happen, +3 happened.\n"
LEAST, MOST = -3.0, 3.0
GRAMMAR = ("tense.", "form.", "clause.")
Scale = dict[str, float]


@functools.cache
def scales() -> dict[str, Scale]:
    """The scales by set; `default` serves any other."""
    return tomllib.loads(SCALES.read_text(encoding="utf-8"))


def held(found: Factuality) -> frozenset[str]:
    """What is held of an event, by name: the features of its value."""
    return frozenset(_held(found))


def _held(found: Factuality) -> Iterator[str]:
    holds = f"{found.certainty} {found.polarity}"
    yield from ("bias", f"status={found.status}", f"held={holds}", f"mood={found.mood}", f"time={found.time}")
    yield f"report={found.author_certainty} {found.author_polarity}"
    yield f"mood={found.mood} time={found.time}"
    yield f"status={found.status} time={found.time}"
    yield f"held={holds} time={found.time}"
    yield f"first={found.rule.split()[0] if found.rule else 'plain'}"
    yield from (o.rule for o in found.operators)
    yield from (o.rule.rpartition(".")[0] for o in found.operators)
    grammar = " ".join(o.rule for o in found.operators if o.rule.startswith(GRAMMAR))
    yield f"grammar={grammar}"
    yield f"mood={found.mood} {found.polarity} {grammar}"


def value_of(features: frozenset[str], of: str | None) -> float:
    """The value of what is held of an event, on the scale of a set."""
    scale = scales().get(str(of), scales()["default"])
    return round(min(MOST, max(LEAST, sum(scale.get(f, 0.0) for f in sorted(features)))), 3)


def write(table: dict[str, Scale]) -> None:
    """Write scales.toml."""
    parts = []
    for name, scale in table.items():
        lines = [f'"{key}" = {value}' for key, value in sorted(scale.items())]
        parts.append(f"\n[{name}]\n" + "\n".join(lines) + "\n")
    SCALES.write_text(HEAD + "".join(parts), encoding="utf-8")
