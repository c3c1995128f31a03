"""The scale of each set of factuality judgements: what a status and its rule are worth there.

`status` alone is the fallback; "status rule" is listed where the rule was seen often enough.  The values are
measured by `python -m evaluation.fit_scales`; the readers know nothing of them.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

SCALES = Path(__file__).with_name("scales.toml")
HEAD = "# Written by `python -m evaluation.fit_scales TRAIN.jsonl …`; -3 did not happen, +3 happened.\n"
Scale = dict[str, float]


@functools.cache
def scales() -> dict[str, Scale]:
    """The scales by set; `default` serves any other."""
    return tomllib.loads(SCALES.read_text(encoding="utf-8"))


def value_of(status: str, rule: str, of: str | None) -> float:
    """The value of a status that a rule decided, on the scale of a set."""
    scale = scales().get(str(of), scales()["default"])
    return scale.get(f"{status} {first(rule)}", scale[status])


def first(rule: str) -> str:
    """The first operator of a chain: the one nearest to the event."""
    return rule.split(" ")[0] if rule else "plain"


def write(table: dict[str, Scale]) -> None:
    """Write scales.toml."""
    parts = []
    for name, scale in table.items():
        lines = [f'"{key}" = {value}' for key, value in sorted(scale.items())]
        parts.append(f"\n[{name}]\n" + "\n".join(lines) + "\n")
    SCALES.write_text(HEAD + "".join(parts), encoding="utf-8")
