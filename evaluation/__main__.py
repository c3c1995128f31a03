"""The door: one set on any file of its format, or everything."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from dateline.errors import DatelineError
from dateline.one_thread import keep_to_one_thread
from evaluation.base import NotBuilt, Outcome, Refused, write_rows
from evaluation.everything import Options, run_all
from evaluation.rooms import Rooms
from evaluation.sets import SETS, predict, score
from evaluation.shared import locate

DONE, REFUSED, NOT_BUILT = 0, 2, 3


def main(argv: list[str] | None = None, rooms: Rooms | None = None) -> int:
    """0 done, 1 a check failed, 2 refused with a sentence, 3 the set's room is not built yet."""
    keep_to_one_thread()
    args = _parser().parse_args(argv)
    try:
        if args.set == "all":
            return run_all(
                Options(
                    args.quick,
                    args.limit,
                    args.raise_floors,
                    args.record,
                    args.lower,
                    args.why,
                    args.changes,
                    args.json,
                ),
                rooms,
            )
        return _one(args, rooms or Rooms(args.candidates))
    except NotBuilt as reason:
        print(f"The set {args.set!r} cannot run: {reason}", file=sys.stderr)
        return NOT_BUILT
    except (Refused, DatelineError) as reason:
        print(reason, file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument("set", choices=[*SETS, "all"], help="which set to run, or all of them")
    parser.add_argument("--data", type=Path, help="JSONL in the set's format (default: the shared file)")
    parser.add_argument(
        "--predictions", type=Path, metavar="OUT", help="write predictions, one JSON object a line"
    )
    parser.add_argument("--json", action="store_true", help="print one flat JSON object of figures")
    parser.add_argument(
        "--limit", type=_positive, metavar="N", help="only the first N rows (speed: a sample of N)"
    )
    parser.add_argument(
        "--candidates", action="store_true", help="one set: judge what lies below the threshold of confidence too"
    )
    whole = parser.add_argument_group("with 'all'")
    whole.add_argument("--quick", action="store_true", help="gold reports and gsr only")
    whole.add_argument(
        "--raise", dest="raise_floors", action="store_true", help="lift the floors to these figures"
    )
    whole.add_argument("--record", action="store_true", help="write HISTORY.md and keep the items")
    lower = "set the floor of this figure (or of several, a,b) to its present value"
    whole.add_argument("--lower", metavar="FIGURE", help=lower)
    whole.add_argument("--why", metavar="TEXT", help="the reason for --lower")
    whole.add_argument(
        "--changes", type=int, default=40, metavar="N", help="list at most N gains and losses a set"
    )
    return parser


def _positive(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return int(text)


def _one(args: argparse.Namespace, rooms: Rooms) -> int:
    path = args.data or locate(SETS[args.set].files[0][1])
    rows, outcome = predict(args.set, path, rooms, args.limit)
    if args.predictions:
        write_rows(args.predictions, outcome.predictions)
    outcome = score(args.set, rows, outcome)
    print(json.dumps(outcome.figures) if args.json else _readable(outcome))
    for note in outcome.notes:
        print(note, file=sys.stderr)
    return DONE


def _readable(outcome: Outcome) -> str:
    width = max((len(name) for name in outcome.figures), default=0)
    return "\n".join(
        f"{name:{width}}  {'–' if value is None else value}" for name, value in outcome.figures.items()
    )


if __name__ == "__main__":
    sys.exit(main())
