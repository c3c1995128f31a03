"""The door of the evaluation: formats, figures, floors, history.  On tiny own data and a cardboard house."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from benchmarks.__main__ import main as benchmarks_main
from benchmarks.__main__ import table
from benchmarks.measure import gazetteer, sample
from evaluation import floors, history, sets
from evaluation.__main__ import main
from evaluation.base import Item, NotBuilt, Refused, load_rows, macro_f1, required
from evaluation.factuality import cell_of
from evaluation.fit_scales import fit
from evaluation.incidents import confidence
from evaluation.rooms import Rooms, document_of, part
from evaluation.scales import held, value_of
from evaluation.sets import SETS, jobs

from dateline.types import Codes, Context, Document, Factuality, Mention, Place, Reading, Span, Statement, Timex, Voice

QUADS = {
    "ACCUSE": 3,
    "AGREE": 1,
    "AID": 2,
    "ASSAULT": 4,
    "COERCE": 4,
    "CONCEDE": 1,
    "REQUEST": 3,
    "SANCTION": 4,
}
TEXT = "Ruritania condemned Graustark on Monday."


def mention(text: str, code: str, whole: str = TEXT) -> Mention:
    start = whole.index(text)
    return Mention(Span(start, start + len(text)), text, code)


def statement(event: str, whole: str = TEXT, **slots: Any) -> Statement:
    fields: dict[str, Any] = {
        "actor": (mention("Ruritania", "RUR", whole),),
        "recipient": (mention("Graustark", "GRK", whole),),
        "trigger": Span(10, 19),
        "evidence": (Span(0, len(whole)),),
        "factuality": Factuality("actual"),
        "mode": None,
    }
    return Statement(id="1", event=event, **{**fields, **slots})


class Cardboard(Rooms):
    """Rooms that answer from a table of statements instead of reading."""

    def __init__(self, statements: dict[str, list[Statement]]) -> None:
        self.statements = statements
        events = {name: SimpleNamespace(quad=quad) for name, quad in QUADS.items()}
        self.__dict__["know"] = SimpleNamespace(events=events, sectors={"GOV": "", "COP": ""}, digest="d1")

    def read(self, document: Document) -> Reading:
        if document.text == "boom":
            raise ValueError("broken")
        return Reading(document.id, document.text_sha256, tuple(self.statements.get(document.id, ())))

    def to_gold(self, document: Document, reading: Reading) -> dict[str, Any]:
        found = [{"event": s.event, "trigger": s.trigger.of(document.text)} for s in reading.statements]
        return {"id": document.id, "text": document.text, "statements": found}

    def parse(self, document: Document) -> Any:
        start = document.text.index("left") if "left" in document.text else 0
        token = SimpleNamespace(start=start, end=start + 4, children=[], dep="ROOT", head=None)
        return SimpleNamespace(document=document, tokens=[token])

    def attribute(self, parse: Any) -> Any:
        return (
            SimpleNamespace(described=Span(0, 3), relative=None, cue=Span(4, 8), contents=(Span(9, 12),)),
            SimpleNamespace(described=None, relative=None, cue=Span(13, 14), contents=()),
        )

    def judge(self, token: Any, parse: Any, attributions: Any) -> Factuality:
        return Factuality("negated")

    def times(self, parse: Any) -> Any:
        return (Timex(Span(0, 4), "1999", "1999", "explicit", "year", "DATE", "1999"),)

    def places(self, parse: Any) -> Any:
        return (Place(Span(0, 4), "Zeda", code="GRK"),)

    def places_at(self, parse: Any, spans: Any) -> Any:
        return tuple(Place(span, "Zeda", code="GRK", lat=1.0, lon=2.0) for span in spans)

    def resolve_phrase(self, text: str, on: str | None, context: str = "") -> Any:
        return mention("Ruritania", {"the king": "RUR GOV", "police": "COP"}.get(text, ""))


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def put(*rows: Any, name: str = "data.jsonl") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(json.dumps(r) for r in rows) + "\n", encoding="utf-8")
        return path

    return put


@pytest.fixture
def score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Put an official scorer of our own in place."""
    monkeypatch.setenv("DATELINE_SHARED", str(tmp_path / "shared"))

    def put(name: str, code: str) -> None:
        path = tmp_path / "shared" / "score" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")

    return put


def figures(capsys: pytest.CaptureFixture[str], *argv: str, rooms: Rooms) -> dict[str, Any]:
    assert main([*argv, "--json"], rooms) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


# ---------------------------------------------------------------- the door


def test_a_missing_file_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["gsr", "--data", str(tmp_path / "none.jsonl")], Cardboard({})) == 2
    assert "There is no file" in capsys.readouterr().err


def test_a_set_without_a_room_says_so(
    write: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sets.SETS, "gate", sets.Set("", (), ()))
    assert main(["gate", "--data", str(write({"text": ""}))], Cardboard({})) == 3
    assert "not built yet" in capsys.readouterr().err


def test_a_missing_reader_stops_its_own_set_only() -> None:
    with pytest.raises(NotBuilt, match="not built yet"):
        part("dateline.no_such_room", "read")
    with pytest.raises(NotBuilt, match="no_such_name"):
        part("dateline.types", "no_such_name")


@pytest.mark.parametrize(("line", "complaint"), [("{", "line 2"), ("[1]", "expected a JSON object")])
def test_a_bad_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f'\ufeff{{"id": 1}}\n{line}\n', encoding="utf-8")
    with pytest.raises(Refused, match=complaint):
        load_rows(path)


def test_rows_without_optional_fields_are_read(write: Any) -> None:
    first, second = load_rows(write({"doc_id": 7, "text": "a"}, {}))
    assert (first["id"], second["id"], second["text"]) == ("7", "line-2", "")
    assert document_of({**first, "dct": "1998-01-08T10:00"}).published == "1998-01-08"
    assert document_of({**first, "date": "Today"}).published is None


def test_a_reader_that_breaks_down_costs_one_row(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    data = write({"id": "a", "text": "boom"}, {"id": "b", "text": TEXT})
    found = figures(capsys, "gsr", "--data", str(data), rooms=Cardboard({"b": [statement("ACCUSE")]}))
    assert found == {"sentences": 2, "crashed": 1}


# ---------------------------------------------------------------- sentence sets


def gsr_row(name: str, kind: str, **event: Any) -> dict[str, Any]:
    parties = {
        "source": [{"country": "XXX", "country_fixed": "RUR", "span": [0, 9]}],
        "target": [{"country": "GRK", "span": [20, 29]}],
    }
    return {"id": name, "text": TEXT, "gold": {"events": [{**parties, "type_plover": kind, **event}]}}


def test_gsr(write: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    swapped = statement(
        "ACCUSE", actor=(mention("Graustark", "GRK"),), recipient=(mention("Ruritania", "RUR"),)
    )
    house = Cardboard(
        {
            "right": [statement("ACCUSE")],
            "swapped": [swapped],
            "mutual": [swapped],
            "talk": [statement("AID")],
            "merged": [statement("CONCEDE")],
        }
    )
    both = [{"country": "RUR"}, {"country": "GRK"}]
    data = write(
        gsr_row("right", "ACCUSE"),
        gsr_row("swapped", "ACCUSE"),
        gsr_row("mutual", "ACCUSE", source=both, target=[], reciprocal=True),
        gsr_row("talk", "AGREE"),
        gsr_row("merged", "RETREAT"),
        gsr_row("silent", "AID"),
    )
    out = tmp_path / "out" / "pred.jsonl"
    found = figures(capsys, "gsr", "--data", str(data), "--predictions", str(out), rooms=house)
    assert found["coverage"] == round(5 / 6, 4)
    assert (found["type"], found["type_strict"]) == (round(4 / 6, 4), 0.5)
    assert (found["dyad"], found["dyad_type"]) == (round(4 / 6, 4), 0.5)
    assert found["talk_as_fact"] == 1.0
    assert found["recipient"] == round(3 / 5, 4)
    assert json.loads(out.read_text().splitlines()[0])["id"] == "right"


def test_gsr_compares_the_first_digits_of_cameo_codes(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def coded(cameo: str) -> list[Statement]:
        return [statement("ACCUSE", codes=Codes(3, True, "ACCUSE", None, -3.0, cameo, -2.0))]

    house = Cardboard({"a": coded("1121"), "b": coded("112"), "c": coded("111"), "d": coded("130")})
    data = write(*(gsr_row(name, "ACCUSE", type_cameo="1122") for name in "abcd"), gsr_row("e", "ACCUSE"))
    found = figures(capsys, "gsr", "--data", str(data), rooms=house)
    assert (found["cameo_root"], found["cameo_3"]) == (0.75, 0.5)


def test_gsr_compares_contexts_with_the_labels_that_live_on(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    class House(Cardboard):
        def read(self, document: Document) -> Reading:
            names = {"a": ("natural_resource", "lgbt"), "b": ("legal", "military")}[document.id]
            return Reading(document.id, "", (), contexts=tuple(Context(n, 1, ()) for n in names))

    data = write(
        gsr_row("a", "ACCUSE", context_v0=["resources", "political"]),
        gsr_row("b", "ACCUSE", context_v0=["legal", "refugee"]),
    )
    found = figures(capsys, "gsr", "--data", str(data), rooms=House({}))
    assert (found["context_p"], found["context_r"]) == (round(2 / 3, 4), round(2 / 3, 4))


def test_gsr_takes_any_intergovernmental_code_for_the_old_one(
    write: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    house = Cardboard({"a": [statement("ACCUSE", actor=(mention("Ruritania", "UNO"),))]})
    data = write(gsr_row("a", "ACCUSE", source=[{"country": "IGO"}]))
    assert figures(capsys, "gsr", "--data", str(data), rooms=house)["actor"] == 1.0


def test_plv_chooses_the_statement_between_the_marked_parties(
    write: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    far = statement("AID", actor=(), recipient=())
    house = Cardboard({"a": [far, statement("ACCUSE")], "b": [statement("CONCEDE")]})
    rows = [
        {
            "id": name,
            "text": TEXT,
            "gold": {
                "events": [
                    {
                        "source": {"span": [0, 9]},
                        "target": {"span": [20, 29]},
                        "type_plover15": kind,
                        "quad": quad,
                    }
                ]
            },
        }
        for name, kind, quad in (("a", "ACCUSE", 3), ("b", "YIELD", 2), ("c", "REQUEST", 3))
    ]
    found = figures(capsys, "plv", "--data", str(write(*rows)), rooms=house)
    assert (found["accuracy"], found["accuracy_coded"]) == (round(2 / 3, 4), 1.0)
    assert (found["macro_f1"], found["quad_accuracy"]) == (round(2 / 3, 4), round(2 / 3, 4))


def test_predictions_without_gold(write: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data, out = write({"id": "a", "text": TEXT}), tmp_path / "out.jsonl"
    for name in ("gsr", "plv", "actors", "muc4", "police", "statements", "timex", "places", "polnear"):
        assert main([name, "--data", str(data), "--predictions", str(out)], Cardboard({})) == 0
        assert "predictions only" in capsys.readouterr().err
        assert len(out.read_text().splitlines()) == 1


def test_actors(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    data = write(
        {"text": "the king", "gold": {"expected": {"country": "RUR", "code_1": "GOV"}}},
        {"text": "police", "gold": {"expected": {"country": "", "code_1": "COP"}}},
        {"text": "a cat", "gold": {"expected": {"__result__": None}}},
        {"text": "the queen", "gold": {"expected": {"country": "RUR", "residual_text": ""}}},
        {"text": "a name", "gold": {"expected": {"title": "An Article"}}},
    )
    found = figures(capsys, "actors", "--data", str(data), rooms=Cardboard({}))
    assert (found["country"], found["country_n"]) == (0.75, 4)
    assert (found["sector"], found["both"], found["both_n"]) == (1.0, 1.0, 3)


def test_police(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Ruritania killed   Graustark today, they said."
    police = {
        "actor": (mention("Ruritania", "RUR COP", text),),
        "recipient": (mention("Graustark", "CVL", text),),
    }
    house = Cardboard(
        {
            "a": [statement("COERCE", mode="arrest")],
            "b": [statement("ASSAULT", text, **police)],
            "c": [statement("COERCE", mode="arrest", factuality=Factuality("planned"))],
        }
    )
    data = write(
        {"id": "a", "text": TEXT, "gold": {"labels": ["ANY_ACTION", "ARREST"]}},
        {"id": "b", "text": text, "gold": {"labels": ["KILL", "FORCE"]}},
        {"id": "c", "text": TEXT, "gold": {"labels": []}},
    )
    found = figures(capsys, "police", "--data", str(data), rooms=house)
    assert (found["arrest_f1"], found["force_f1"], found["kill_f1"]) == (1.0, 1.0, 1.0)
    assert found["false_alarms_per_1000"] == 0


def test_muc4(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    house = Cardboard(
        {"a": [statement("ASSAULT", factuality=Factuality("planned"))], "b": [statement("AID")]}
    )
    incident = {"stage": "THREATENED", "perp_org": [["RURITANIA"]], "perp_org_confidence": ["? POSSIBLE: x"]}
    data = write(
        {"id": "a", "text": TEXT, "gold": {"relevant": True, "events": [incident]}},
        {"id": "b", "text": TEXT, "text_mixed_case": None, "gold": {"relevant": False, "events": []}},
    )
    found = figures(capsys, "muc4", "--data", str(data), rooms=house)
    assert (found["relevant_f1"], found["stage_accuracy"], found["stage_unaccomplished_f1"]) == (
        1.0,
        1.0,
        1.0,
    )
    assert found["confidence_accuracy"] == 0.0


def test_confidence_tells_a_claim_from_an_accusation() -> None:
    def said_by(code: str) -> Statement:
        return statement("ASSAULT", attribution=(Voice(Span(0, 9), "they", Span(10, 19), code=code),))

    assert confidence(statement("ASSAULT")) == "FACT"
    assert confidence(said_by("RUR GOV")) == "CLAIMED"
    assert confidence(said_by("GRK")) == "ACCUSED"
    assert confidence(statement("ASSAULT", factuality=Factuality("possible"))) == "POSSIBLE"


# ---------------------------------------------------------------- sets with an official scorer

STATEMENT_SCORER = """
def match(gold, pred):
    return [(0, 0)]
def score(gold, pred):
    assert gold[0]["statements"][0]["recipient"] == []
    part = {"p": 1.0, "r": 0.5, "f1": 0.6667}
    return {"gold": 2, "predicted": 1, "core": part, "full": part, "false_facts": None, "plain_facts": 0,
            "attributes": {"status": 1.0},
            "events": {"AID": {"f1": 0.5, "gold": 1}, "AGREE": {"f1": 0.0, "gold": 0}}}
"""


def test_statements(write: Any, score: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    score("statements", STATEMENT_SCORER)
    data, out = (
        write({"id": "a", "text": TEXT, "statements": [{"event": "AID", "evidence": [TEXT]}]}),
        tmp_path / "p.jsonl",
    )
    found = figures(
        capsys,
        "statements",
        "--data",
        str(data),
        "--predictions",
        str(out),
        rooms=Cardboard({"a": [statement("ACCUSE")]}),
    )
    assert (found["core_f1"], found["on_match_status"], found["event_AID_f1"]) == (0.6667, 1.0, 0.5)
    assert json.loads(out.read_text())["statements"] == [{"event": "ACCUSE", "trigger": "condemned"}]


def test_without_the_scorer_the_predictions_are_still_written(
    write: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_SHARED", str(tmp_path / "nowhere"))
    data, out = write({"id": "a", "text": TEXT, "statements": []}), tmp_path / "p.jsonl"
    assert main(["statements", "--data", str(data), "--predictions", str(out)], Cardboard({})) == 2
    assert "DATELINE_SHARED" in capsys.readouterr().err
    assert out.is_file()


def test_polnear_writes_spans(
    write: Any, score: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    score(
        "attribution",
        "ROLES = ('source', 'cue', 'content')\n"
        "class Art:\n    def __init__(self, text): pass\n    def norm(self, spans): return tuple(spans)\n"
        "def score(gold, pred, subset='all'):\n"
        "    return {'linked triple': {'P': .5, 'R': .25, 'F1': 1 / 3}}\n",
    )
    data, out = write({"id": "a", "text": TEXT, "attributions": [{"cue": [[4, 8]]}]}), tmp_path / "p.jsonl"
    found = figures(capsys, "polnear", "--data", str(data), "--predictions", str(out), rooms=Cardboard({}))
    assert (found["triple_f1"], found["triple_recall_quoted"]) == (0.3333, 0.25)
    assert json.loads(out.read_text())["attributions"] == [
        {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 12]]},
        {"source": [], "cue": [[13, 14]], "content": []},
    ]


def test_factuality(write: Any, score: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    score("factuality", "print('events 2 missing 0 MAE 0.500 r nan F1-3 0.250 F1-7 0.125 | all-3.0 MAE 9.9')")
    data = write(
        {
            "id": "a",
            "text": "They left then.",
            "set": "uw",
            "events": [{"start": 5, "end": 9, "value": -2.0}, {"start": 10, "end": 14, "value": 3.0}],
        }
    )
    out = tmp_path / "p.jsonl"
    found = figures(capsys, "factuality", "--data", str(data), "--predictions", str(out), rooms=Cardboard({}))
    assert (found["mae"], found["r"], found["f1_3way"], found["events"]) == (0.5, None, 0.25, 2)
    assert (found["happened_of_negative"], found["happened_of_certain"]) == (0.0, 1.0)
    assert json.loads(out.read_text())["statuses"] == ["negated", "actual"]


@pytest.mark.parametrize(
    ("dep", "head", "children", "cell"),
    [
        ("ROOT", "say", [("aux", "will")], "future"),
        ("ROOT", "say", [("aux", "might")], "possible"),
        ("ROOT", "say", [("aux", "did"), ("neg", "not")], "negated"),
        ("advcl", "say", [("mark", "if")], "conditional"),
        ("xcomp", "plan", [("aux", "to")], "planned"),
        ("ccomp", "urge", [("aux", "to")], "demanded"),
        ("ccomp", "deny", [("aux", "had")], "denied"),
        ("xcomp", "manage", [("aux", "to")], "infinitive"),
        ("ccomp", "say", [("aux", "has")], ""),
    ],
)
def test_cells_of_factuality(dep: str, head: str, children: list[tuple[str, str]], cell: str) -> None:
    below = [SimpleNamespace(dep=d, lower=w) for d, w in children]
    assert cell_of(SimpleNamespace(dep=dep, head=SimpleNamespace(lemma=head), children=below)) == cell


def test_layers(write: Any, score: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code = "def score(gold, pred):\n    return {'docs': 1, 'strict_F1': len(pred['d']), 'exact_id': None}\n"
    score("timex", code.replace("pred['d']", "pred['d']['timexes']"))
    score("places", code.replace("pred['d']", "pred['d']['toponyms']"))
    data, out = write({"doc_id": "d", "text": TEXT, "timexes": [], "toponyms": []}), tmp_path / "p.jsonl"
    argv = ["--data", str(data), "--predictions", str(out)]
    assert figures(capsys, "timex", *argv, rooms=Cardboard({}))["strict_f1"] == 1
    assert json.loads(out.read_text()) == {
        "doc_id": "d",
        "timexes": [{"start": 0, "end": 4, "type": "DATE", "value": "1999"}],
    }
    assert figures(capsys, "places", *argv, rooms=Cardboard({}))["strict_f1"] == 1
    assert json.loads(out.read_text())["toponyms"][0]["lat"] is None


def test_places_of_given_spans(write: Any, score: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code = "def score(gold, pred):\n    return {'acc161_end_to_end': pred['d']['toponyms'][0]['lat'] or 0.0}\n"
    score("places", code)
    data = write({"doc_id": "d", "text": TEXT, "toponyms": [{"start": 5, "end": 9, "lat": 1.0, "lon": 2.0}]})
    found = figures(capsys, "places", "--data", str(data), rooms=Cardboard({}))
    assert (found["acc161_end_to_end"], found["acc161_gold_spans"]) == (0.0, 1.0)


# ---------------------------------------------------------------- everything, floors, history


@pytest.fixture
def home(tmp_path: Path, score: Any, write: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shared folder with one gold report, and floors and history of its own."""
    score("statements", STATEMENT_SCORER)
    write(
        {"id": "a", "text": TEXT, "statements": [{"event": "AID", "evidence": [TEXT]}]},
        name="shared/gold/dev.jsonl",
    )
    monkeypatch.setattr(floors, "FLOORS", tmp_path / "floors.toml")
    monkeypatch.setattr(history, "HISTORY", tmp_path / "HISTORY.md")
    monkeypatch.setattr(history, "LAST", tmp_path / "last")
    return tmp_path


HOUSE = {"a": [statement("ACCUSE")]}


def test_without_shared_data_all_ends_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_SHARED", str(tmp_path / "nowhere"))
    assert main(["all"], Cardboard({})) == 0
    assert "nothing to evaluate" in capsys.readouterr().out


def test_a_figure_below_its_floor_fails(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["all", "--quick", "--raise"], Cardboard(HOUSE)) == 0
    set_on = floors.load()["dev.core_f1"]
    floors.save({"dev.core_f1": floors.Floor(0.9, set_on.sha256, set_on.date)})
    capsys.readouterr()
    assert main(["all", "--quick"], Cardboard(HOUSE)) == 1
    assert "dev.core_f1" in capsys.readouterr().err
    assert main(["all", "--quick", "--lower", "dev.core_f1"], Cardboard(HOUSE)) == 2
    assert (
        main(["all", "--quick", "--lower", "dev.core_f1", "--why", "the gold | was wrong"], Cardboard(HOUSE))
        == 0
    )
    assert "0.9 → 0.6667: the gold / was wrong" in (home / "HISTORY.md").read_text()


def test_a_floor_on_another_file_does_not_bind(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    floors.save({"dev.core_f1": floors.Floor(0.9, "0" * 64, "2024-01-01")})
    assert main(["all", "--quick"], Cardboard(HOUSE)) == 0
    assert "gold changed" in capsys.readouterr().out


def test_recording_keeps_no_text_and_lists_gains_and_losses(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["all", "--quick", "--record"], Cardboard(HOUSE)) == 0
    kept = (home / "last" / "dev.jsonl").read_text()
    assert "condemned" not in kept and "Ruritania" not in kept
    assert "| dev | core_f1 0.6667" in (home / "HISTORY.md").read_text()
    capsys.readouterr()
    assert main(["all", "--quick"], Cardboard({"a": [statement("AID")]})) == 0
    told = capsys.readouterr().out
    assert "1 gained, 1 lost" in told
    assert "lost" in told and "'condemned'" in told


def test_a_sample_moves_no_floor(home: Path) -> None:
    assert main(["all", "--quick", "--limit", "1", "--record"], Cardboard(HOUSE)) == 2


def test_a_break_down_is_a_failed_check(home: Path, write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        {"id": "a", "text": "boom", "statements": [{"event": "AID", "evidence": [TEXT]}]},
        name="shared/gold/dev.jsonl",
    )
    (home / "shared/score/statements.py").write_text(STATEMENT_SCORER.replace("[(0, 0)]", "[]"))
    assert main(["all", "--quick"], Cardboard({})) == 1
    assert "broke down" in capsys.readouterr().err


def test_raising_never_makes_a_floor_easier() -> None:
    kept = {"a": floors.Floor(0.5, "x", "2024-01-01"), "b": floors.Floor(0.2, "x", "2024-01-01")}
    worse = [floors.Value("a", 0.4, "x"), floors.Value("b", 0.3, "x", less_is_better=True)]
    assert floors.raised(kept, worse) == kept
    better = floors.raised(
        kept, [floors.Value("a", 0.6, "x"), floors.Value("b", 0.1, "x", less_is_better=True)]
    )
    assert (better["a"].floor, better["b"].floor) == (0.6, 0.1)


def test_changes_of_judged_rows_and_of_slots() -> None:
    before = [Item("r1", "AID", True), Item("r2", "AID", False), Item("d", "AID", True, 5, 9, "aa")]
    now = [
        Item("r1", "AGREE", False),
        Item("r2", "AID", True),
        Item("d", "AID", True, 5, 9, "bb"),
        Item("d", "AID", False, 7, 9, "cc"),
    ]
    assert [c.kind for c in history.changes(before, now)] == ["lost", "gained", "changed", "added wrong"]
    assert history.changes(now, now) == []


def test_every_headline_figure_has_a_set_and_names_are_unique() -> None:
    assert all(s.figures for name, s in SETS.items() if s.run)
    assert len({label for s in SETS.values() for label, _ in s.files}) == sum(
        len(s.files) for s in SETS.values()
    )
    assert jobs(quick=True)[-1].set == "gsr"


def test_macro_f1_is_over_the_labels_of_gold() -> None:
    assert macro_f1(["a", "a", "b"], ["a", None, "c"]) == 0.3333


def test_a_scale_is_fitted_to_what_was_held() -> None:
    may, plain = frozenset({"bias", "modal.may"}), frozenset({"bias", "rare"})
    scale = fit([(may, -1.0)] * 500 + [(plain, 3.0)] * 10)
    assert set(scale) == {"bias", "modal.may"}
    assert scale["bias"] + scale["modal.may"] == pytest.approx(-1.0, abs=0.2)


def test_a_value_is_within_the_scale() -> None:
    negated, plain = held(Factuality("negated", polarity="negative")), held(Factuality("actual"))
    assert -3 <= value_of(negated, "no such set") < value_of(plain, "no such set") <= 3


@pytest.mark.parametrize(
    ("event", "complaint"), [({"start": 1}, "no end"), ({"start": 2, "end": 99}, "outside")]
)
def test_gold_that_cannot_be_judged_is_refused(event: dict[str, int], complaint: str) -> None:
    with pytest.raises(Refused, match=f"r7: number 1 of 'events'.*{complaint}"):
        required({"id": "r7", "text": "They left.", "events": [event]}, "events", "start", "end")


def test_a_sample_spans_the_file_in_its_order() -> None:
    assert sample(list(range(10)), 3) == [0, 3, 6]
    assert sample([1, 2], 5) == [1, 2]


def test_benchmarks_without_data_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_SHARED", str(tmp_path))
    assert benchmarks_main([]) == 0
    assert "nothing to measure on" in capsys.readouterr().out
    assert benchmarks_main(["--data", str(tmp_path / "none.jsonl")]) == 2


def test_figures_stand_beside_their_references() -> None:
    lines = table({"times_documents_per_s": 100.0, "documents": 3}).splitlines()
    assert "HeidelTime" in lines[2] and lines[3] == "| documents | 3 |  |"


def test_the_gazetteer_is_measured() -> None:
    found = gazetteer()
    assert found["gazetteer_mib"] > found["gazetteer_deflated_mib"] > 0


def test_contexts(write: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    class House(Cardboard):
        def read(self, document: Document) -> Reading:
            names = {"line-2": ("legal", "gender"), "line-3": (), "line-4": ("health",)}[document.id]
            return Reading(document.id, "", (), contexts=tuple(Context(n, 1, ()) for n in names))

    data = tmp_path / "contexts.csv"
    data.write_text("text,contexts\na,legal;military\nb,\nc,\n", encoding="utf-8")
    found = figures(capsys, "contexts", "--data", str(data), rooms=House({}))
    assert (found["micro_p"], found["micro_r"]) == (round(1 / 3, 4), 0.5)
    assert (found["exact"], found["silence"]) == (round(1 / 3, 4), 0.5)
    assert main(["contexts", "--data", str(data)], House({})) == 0
    assert "line-2: missed ['military'], wrong ['gender']" in capsys.readouterr().err
