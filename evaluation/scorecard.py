"""The scorecard that ships with Dateline: the latest recorded figures of each set, out of HISTORY.md.

`python -m evaluation all --record` writes it; `python -m evaluation.scorecard` writes it anew without measuring.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dateline.exports.release.scorecard import PATH, Score, write_scorecard
from evaluation import history
from evaluation.sets import NO_FLOOR, SETS, Figure

# What each set asks, in a line.  Sets that are not here (rules, speed) are of no use to readers of data.
ASKS = {
    "statements": "whole reports: acts with type, parties, status, voice, time, place",
    "gsr": "type and parties of acts in single sentences",
    "plv": "type of the act between two marked parties",
    "actors": "country and sector of a phrase",
    "officeholders": "who held an office on a date",
    "metonymy": "does a name mean a place or those who govern from it",
    "reference": "whom a phrase points back to",
    "times_own": "time expressions with their values",
    "places_own": "place names with what they resolve to",
    "event_times_own": "when an act was",
    "contexts": "topics of sentences",
    "voices": "who says so",
    "signals": "did it happen, as the voice and as the report has it",
    "negatives": "false statements in texts without a political act",
    "muc4": "relevant reports; stage and confidence of incidents",
    "police": "arrests, force and killings by the police",
    "polnear": "source, cue and content of attributions",
    "factuality": "did it happen: agreement with readers",
    "timex": "time expressions and their values",
    "places": "place names and where they are",
    "stories": "which reports tell of one happening",
    "same_acts": "which statements are of one act",
    "claims": "claims, what bears on them, speakers who turned",
}
# The figures that a README shows, by the label of the set.
HEADLINES = {
    "dev": ("core_f1", "core_p", "core_r", "false_facts", "on_match_status", "on_match_attribution"),
    "gsr": ("dyad_type", "talk_as_fact"), "plv": ("accuracy", "talk_as_fact"), "actors": ("both",),
    "voices_held": ("accuracy",), "signals_held": ("status", "false_happened"), "polnear": ("triple_f1",),
    "negatives_held": ("false_per_1000",), "uw": ("r", "false_happened"), "timebank": ("value_f1",),
    "lgl": ("acc161_end_to_end",), "stories": ("story_f1",), "same_acts": ("pairs_precision", "pairs_recall"),
    "claims_held": ("claims_f1",), "event_times_own_held": ("right",), "contexts_held": ("micro_f1",),
}  # fmt: skip
OWN = Path(__file__).with_name("HISTORY.md")
_ROW = re.compile(r"\| (\d{4}-\d\d-\d\d) \| (\S+) \| (\S+) \| (\S+) \| (.*) \|")
_VALUE = re.compile(r"(\w+) (-?[\d.]+)")


def scores(text: str) -> tuple[Score, ...]:
    """The latest row of each set in the history, figure by figure, in the order of the sets."""
    latest = {found[4]: found for line in text.splitlines() if (found := _ROW.fullmatch(line))}
    return tuple(score for name in SETS for label, _ in SETS[name].files if label in latest
                 for score in _of_set(name, label, latest[label]))


def _of_set(name: str, label: str, row: re.Match[str]) -> Iterator[Score]:
    if name in NO_FLOOR or name not in ASKS:
        return
    figures: dict[str, Figure] = {f.name: f for f in SETS[name].figures}
    for part in row[5].split(" · "):
        found = _VALUE.fullmatch(part)
        if found and (figure := figures.get(found[1])):
            yield Score(label, ASKS[name], figure.name, float(found[2]), row[2], row[3], row[1], figure.anchor,
                        figure.less_is_better, figure.name in HEADLINES.get(label, ()))


def write() -> None:
    """Write `data/exports/scorecard.toml` from the history as it stands.  A history elsewhere changes no package."""
    if history.HISTORY != OWN:
        return
    write_scorecard(scores(history.HISTORY.read_text(encoding="utf-8")), PATH)


if __name__ == "__main__":
    write()
