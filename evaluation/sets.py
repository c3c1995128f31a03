"""The sets: what runs each, on which files by default, its headline figures and what they stand against.

Anchors are published or measured figures of other systems on the same kind of data; a figure without one
has none that is known.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.base import NotBuilt, Outcome, Refused, Row, load_rows
from evaluation.rooms import Rooms

Run = Callable[[Sequence[Row], Rooms], Outcome]
Score = Callable[[Sequence[Row], Outcome], Outcome]
DEFAULT_SPEED_SAMPLE = 150


@dataclass(frozen=True)
class Figure:
    """A headline figure: its name, whether less is better, and the anchor to hold it against."""

    name: str
    anchor: str = ""
    less_is_better: bool = False


@dataclass(frozen=True)
class Set:
    """One set: `run` and `score` are "module:function" of this package, looked up when needed."""

    run: str
    files: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    score: str = ""


@dataclass(frozen=True)
class Job:
    """One set on one of its default files; `label` starts the names of its figures."""

    set: str
    label: str
    file: str


LESS = True
STATEMENTS = (
    Figure("core_f1", "two readers .86–.93"),
    Figure("core_p"),
    Figure("core_r"),
    Figure("full_f1", "two readers .79–.85"),
    Figure("false_facts", "", LESS),
    Figure("on_match_status"),
    Figure("on_match_attribution"),
    Figure("on_match_actors"),
    Figure("on_match_recipients"),
    Figure("on_match_when"),
    Figure("on_match_where"),
    Figure("on_match_background"),
)
GSR = (
    Figure("coverage", "PETRARCH2 .58"),
    Figure("type", "PETRARCH2 .32"),
    Figure("type_strict"),
    Figure("type_precision", "PETRARCH2 .55"),
    Figure("actor", "PETRARCH2 .50"),
    Figure("recipient", "PETRARCH2 .48"),
    Figure("dyad", "PETRARCH2 .43"),
    Figure("dyad_type", "PETRARCH2 .25"),
    Figure("cameo_root", "PETRARCH2 .298"),
    Figure("cameo_3", "PETRARCH2 .155"),
    Figure("talk_as_fact", "", LESS),
)
PLV = (
    Figure("accuracy", "PETRARCH2 .35, ZSP .835"),
    Figure("macro_f1", "PETRARCH2 .43, ZSP .821"),
    Figure("accuracy_coded", "PETRARCH2 .61"),
    Figure("quad_accuracy", "PETRARCH2 .43, ZSP .897"),
    Figure("talk_as_fact", "promises: PETRARCH2 .61, ZSP .17", LESS),
)
POLNEAR = (
    Figure("triple_f1", "Citron .485, two humans .748"),
    Figure("exact_source_f1", "Citron .651"),
    Figure("exact_cue_f1", "Citron .529"),
    Figure("exact_content_f1", "Citron .415"),
    Figure("cue_hit_f1", "Citron .645"),
    Figure("triple_recall_quoted", "textacy .70"),
    Figure("triple_recall_speech", "Citron .57, GenderGapTracker .65"),
)
TIMEX = (
    Figure("value_f1", "HeidelTime .795 TimeBank, .729 AQUAINT"),
    Figure("strict_f1", "HeidelTime .853, .813"),
    Figure("relaxed_f1", "HeidelTime .919, .925"),
    Figure("type_f1"),
)

SETS: dict[str, Set] = {
    "statements": Set(
        "statements:run",
        (("dev", "gold/dev.jsonl"), ("seed", "gold/seed.jsonl"), ("train", "gold/train.jsonl")),
        STATEMENTS,
        "statements:score",
    ),
    "gsr": Set("gsr:run", (("gsr", "bench/events/plover_gsr_dev.jsonl"),), GSR),
    "plv": Set("plv:run", (("plv", "bench/events/plv_train.jsonl"),), PLV),
    "rules": Set(
        "rules:run",
        (("rules", "gold/train.jsonl"),),
        (Figure("precise_share"), Figure("precise_share_often"), Figure("never_fired", "", LESS)),
    ),
    "actors": Set(
        "actors:run",
        (("actors", "bench/events/actors_dev.jsonl"),),
        (
            Figure("country", "PETRARCH2 .57"),
            Figure("sector", "PETRARCH2 .45"),
            Figure("both", "PETRARCH2 .33"),
        ),
    ),
    "officeholders": Set(
        "officeholders:run",
        (("officeholders", "evaluation/officeholders.csv"),),
        (Figure("state_year", "Phoenix dictionaries: none after about 2012"), Figure("office_year"), Figure("filled")),
    ),
    "metonymy": Set(
        "cases:run_metonymy",
        (
            ("metonymy", "tests/cases/place_or_actor.csv"),
            ("metonymy_held", "tests/cases/place_or_actor_held.csv"),
        ),
        (Figure("accuracy"), Figure("codes")),
    ),
    "reference": Set(
        "cases:run_reference",
        (("reference", "tests/cases/reference.csv"), ("reference_held", "tests/cases/reference_held.csv")),
        (Figure("accuracy"), Figure("names"), Figure("open_kept_open")),
    ),
    "times_own": Set(
        "placing:run_times",
        (("times_own", "tests/cases/times.csv"), ("times_own_held", "tests/cases/times_held.csv")),
        (Figure("right"), Figure("found"), Figure("silence"), Figure("edtf"), Figure("value"), Figure("covers")),
    ),
    "places_own": Set(
        "placing:run_places",
        (("places_own", "tests/cases/places.csv"), ("places_own_held", "tests/cases/places_held.csv")),
        (
            Figure("right"), Figure("found"), Figure("silence"), Figure("code"), Figure("role"),
            Figure("event_place"),
        ),
    ),
    "event_times_own": Set(
        "placing:run_event_times",
        (
            ("event_times_own", "tests/cases/event_times.csv"),
            ("event_times_own_held", "tests/cases/event_times_held.csv"),
        ),
        (Figure("right"), Figure("edtf"), Figure("covers"), Figure("background")),
    ),
    "contexts": Set(
        "contexts:run",
        (("contexts", "tests/cases/contexts.csv"), ("contexts_held", "tests/cases/contexts_held.csv")),
        (Figure("micro_p"), Figure("micro_r"), Figure("micro_f1"), Figure("exact"), Figure("silence")),
    ),
    "voices": Set(
        "heard:run_voices",
        (
            ("voices", "tests/cases/voices.csv"),
            ("voices_hard", "tests/cases/voices_hard.csv"),
            ("voices_held", "tests/cases/voices_held.csv"),
        ),
        (Figure("accuracy"), Figure("near_misses"), Figure("kinds"), Figure("via")),
    ),
    "signals": Set(
        "heard:run_signals",
        (
            ("signals", "tests/cases/factuality.csv"),
            ("signals_hard", "tests/cases/factuality_hard.csv"),
            ("signals_fresh", "tests/cases/factuality_fresh.csv"),
            ("signals_held", "tests/cases/factuality_held.csv"),
        ),
        (
            Figure("status"), Figure("certainty"), Figure("polarity"), Figure("time"), Figure("mood"),
            Figure("author"), Figure("near_misses"), Figure("false_happened", "", LESS),
        ),
    ),
    "negatives": Set(
        "negatives:run",
        (
            ("negatives", "tests/cases/negatives.csv"),
            ("negatives_fresh", "tests/cases/negatives_fresh.csv"),
            ("negatives_held", "tests/cases/negatives_held.csv"),
            ("negative_texts", "tests/cases/negative_texts.jsonl"),
            ("negative_texts_held", "tests/cases/negative_texts_held.jsonl"),
        ),
        (
            Figure("false_per_1000", "", LESS),
            Figure("history_as_news_per_1000", "", LESS),
            Figure("police_per_1000", "", LESS),
        ),
    ),
    "muc4": Set(
        "incidents:run_muc4",
        (("muc4", "bench/events/muc4_dev.jsonl"),),
        (
            Figure("relevant_f1"),
            Figure("stage_accuracy", "majority .913"),
            Figure("stage_unaccomplished_f1"),
            Figure("confidence_accuracy", "majority .449"),
        ),
    ),
    "police": Set(
        "incidents:run_police",
        (("police", "bench/events/india_police_dev.jsonl"),),
        (
            Figure("arrest_f1", "PETRARCH2 .09, trained .78"),
            Figure("force_f1", "PETRARCH2 .15, trained .82"),
            Figure("kill_f1", "PETRARCH2 .17, trained .75"),
            Figure("false_alarms_per_1000", "", LESS),
        ),
    ),
    "polnear": Set(
        "polnear:run", (("polnear", "bench/attribution/polnear.dev.jsonl"),), POLNEAR, "polnear:score"
    ),
    "factuality": Set(
        "factuality:run",
        (
            ("uw", "bench/attribution/factuality.uw.dev.jsonl"),
            ("uds", "bench/attribution/factuality.uds_ih2.dev.jsonl"),
            ("meantime", "bench/attribution/factuality.meantime.dev.jsonl"),
            ("commitment", "bench/attribution/factuality.commitmentbank.dev.jsonl"),
        ),
        (
            Figure("r", "rule list .61 UW, .67 UDS; trained .70, .78"),
            Figure("mae", "rule list .55 UW, 1.16 UDS", LESS),
            Figure("f1_3way", "rule list .39 UW, .54 UDS"),
            Figure("false_happened", "", LESS),
        ),
        "factuality:score",
    ),
    "timex": Set(
        "layers:run_timex",
        (("timebank", "bench/time/timebank_te3.jsonl"), ("aquaint", "bench/time/aquaint_te3.jsonl")),
        TIMEX,
        "layers:score_timex",
    ),
    "places": Set(
        "layers:run_places",
        (("lgl", "bench/geo/lgl.jsonl"),),
        (
            Figure("overlap_f1", "spaCy sm .70"),
            Figure("exact_f1"),
            Figure("acc161_end_to_end", "spaCy sm with a resolver .52"),
            Figure("acc161_gold_spans", "Edinburgh, CamCoder .76 given spans"),
        ),
        "layers:score_places",
    ),
    "stories": Set(
        "stories:run",
        (
            ("stories", "bench/reports/clusters_dev.jsonl"),
            ("stories_own", "tests/cases/stories.jsonl"),
            ("stories_held", "tests/cases/stories_held.jsonl"),
        ),
        (
            Figure("story_f1", "aim .85"),
            Figure("story_p"),
            Figure("story_r"),
            Figure("mixed", "", LESS),
            Figure("origin_f1"),
            Figure("development_f1"),
        ),
    ),
    "same_acts": Set(
        "incidents_ledger:run",
        (("same_acts", "tests/cases/incidents.jsonl"),),
        (
            Figure("pairs_precision"),
            Figure("pairs_recall"),
            Figure("acts_whole"),
            Figure("slots_right"),
        ),
    ),
    "claims": Set(
        "claims:run_chronicles",
        (("claims", "tests/cases/claims.jsonl"), ("claims_held", "tests/cases/claims_held.jsonl")),
        (
            Figure("claims_f1"),
            Figure("bearing_p"),
            Figure("bearing_r"),
            Figure("flips_p"),
            Figure("repeated"),
            Figure("due"),
        ),
    ),
    "gate": Set(
        "gate:run",
        (("gate", "gold/dev.jsonl"), ("gate_train", "gold/train.jsonl")),
        (Figure("recall"), Figure("gold_recall"), Figure("paragraph_recall"), Figure("gated_paragraph_text")),
    ),
    "speed": Set(
        "speed:run",
        (("speed", "bench/reports/throughput.jsonl.gz"),),
        (
            Figure("time_ratio_to_spacy", "bare spaCy pass 1", LESS),
            Figure("documents_per_s"),
            Figure("sentences_per_s"),
            Figure("import_s", "", LESS),
            Figure("first_result_ratio", "loading the model 1", LESS),
            Figure("memory_ratio_to_spacy", "bare spaCy pass 1", LESS),
        ),
    ),
}
# speed depends on the machine and its other work; the table of rules changes with every rule that is added
NO_FLOOR = frozenset({"speed", "rules"})


def jobs(quick: bool = False) -> list[Job]:
    """Every set on every default file; `quick`: gold reports and gsr only."""
    names = ("statements", "gsr") if quick else tuple(SETS)
    return [Job(name, label, file) for name in names for label, file in SETS[name].files]


def check_built(name: str) -> None:
    """Raise NotBuilt for a set whose room does not exist yet."""
    if not SETS[name].run:
        raise NotBuilt(f"What the set {name!r} measures is not built yet.")


def predict(name: str, path: Path, rooms: Rooms, limit: int | None = None) -> tuple[list[Row], Outcome]:
    """Run a set over a file of its format: its rows and what was found, not yet held against gold."""
    check_built(name)
    rows = load_rows(path, None if name == "speed" else limit)
    if not rows:
        raise Refused(f"{path} holds no rows.")
    if name == "speed":
        from benchmarks.measure import sample

        rows = sample(rows, limit or DEFAULT_SPEED_SAMPLE)
    run: Run = _function(SETS[name].run)
    return rows, run(rows, rooms)


def score(name: str, rows: Sequence[Row], outcome: Outcome) -> Outcome:
    """Hold the predictions against gold by the official scorer, where the set has one."""
    if not SETS[name].score:
        return outcome
    official: Score = _function(SETS[name].score)
    return official(rows, outcome)


def _function(name: str) -> Callable[..., Outcome]:
    module, function = name.split(":")
    found: Callable[..., Outcome] = getattr(importlib.import_module(f"evaluation.{module}"), function)
    return found
