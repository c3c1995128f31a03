"""The commands over claims: list them, show one, say what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.ledger_linking import linked_ledger
from dateline.cli.ledger_options import As, LedgerAt, Out, Shape, give

if TYPE_CHECKING:
    from dateline.ledger.claims.store import Card

ClaimId = Annotated[str, typer.Argument(help="A claim's id, or its first characters.")]
WIDE = ("due_note", "condition", "told_by", "first_reported", "last_reported", "origins", "statements", "due_earliest",
        "due_latest", "acts", "rule", "judged_by")  # fmt: skip
FLIPS_WIDE = ("statement_id", "event", "mode", "status", "document_id", "url", "voices")
REMINDER = "What somebody said and what later reports tell, not what is true. What came of it is for people to say."


def add_to(app: typer.Typer) -> None:
    """Register `claims`, `claim` and `outcome`."""
    app.command("claims")(claims_command)
    app.command("claim")(claim_command)
    app.command("outcome")(outcome_command)


def claims_command(
    ledger: LedgerAt,
    speaker: Annotated[str | None, typer.Option(help="A code (RUS, 'RUS GOV') or part of a name.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="promise, plan, prediction, threat, denial or accusation.")
    ] = None,
    open: Annotated[bool, typer.Option("--open", help="Only those on which nobody has judged yet.")] = False,
    due_before: Annotated[str | None, typer.Option(help="Only those due before this day, YYYY-MM-DD.")] = None,
    text: Annotated[str | None, typer.Option(help="Words of the claim.")] = None,
    flips: Annotated[
        bool, typer.Option("--flips", help="Instead: speakers who contradict themselves or changed, both times.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option(help="The day from which due claims are looked back on; default: the last report's.")
    ] = None,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """List who promised, planned, predicted, threatened, denied or alleged what, and how often it was repeated.

    `supports`, `against` and `updates` count later statements that may bear on the claim: suggestions, never a
    verdict.  `outcome` is what people judged.

    \b
    Examples:
      dateline claims --ledger desk.db
      dateline claims --ledger desk.db --speaker RUS --kind promise --open
      dateline claims --ledger desk.db --due-before 2024-01-01 --out due.csv
      dateline claims --ledger desk.db --speaker Lavrov --flips
    """
    from dateline.ledger.claims import store
    from dateline.sources.records import given_date

    before, day = given_date(due_before, "--due-before"), given_date(as_of, "--as-of")
    with linked_ledger(ledger) as opened, opened.reading() as connection:
        if flips:
            give(store.flips(connection, speaker=speaker), format, out, FLIPS_WIDE)
            return
        found = store.claims(connection, speaker=speaker, kind=kind, open=True if open else None, due_before=before,
                             text=text, as_of=day)  # fmt: skip
    give(found, format, out, WIDE)


def claim_command(
    id: ClaimId,
    ledger: LedgerAt,
    as_of: Annotated[
        str | None, typer.Option(help="The day from which a due claim is looked back on; default: the last report's.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Show a claim: when it was first said and repeated, its passages, what later statements bear on it, and what
    people judged.

    \b
    Examples:
      dateline claim 3f2a --ledger desk.db
      dateline claim 3f2a --ledger desk.db --json
    """
    from dateline.exports.jsonio import to_json
    from dateline.ledger.claims import store
    from dateline.sources.records import given_date

    with linked_ledger(ledger) as opened, opened.reading() as connection:
        card = store.claim(connection, id, given_date(as_of, "--as-of"))
    if json:
        whole = card.claim | {name: getattr(card, name).dicts() for name in card._fields[1:]}
        typer.echo(to_json(whole).decode())
        return
    for line in card_lines(card):
        typer.echo(line)


def outcome_command(
    id: ClaimId,
    outcome: Annotated[
        str, typer.Argument(help="'came true', partly, 'did not', contradicted or unverifiable.")
    ],
    ledger: LedgerAt,
    by: Annotated[str, typer.Option(help="Who judges: a name.")],
    note: Annotated[str, typer.Option(help="Why.")],
    evidence: Annotated[
        list[str] | None, typer.Option(help="Id of a statement, or address of a page; repeat it for several.")
    ] = None,
) -> None:
    """Say what came of a claim.  The entry is signed and dated and stays; who changes his mind adds another.

    \b
    Examples:
      dateline outcome 3f2a "came true" --by "A. Reader" --note "Released on 3 May." --evidence 90bc
      dateline outcome 3f2a partly --by "B. Reader" --note "Half of them." --evidence https://example.org/x
    """
    from dateline.ledger.claims.outcomes import set_outcome
    from dateline.ledger.store import now

    with linked_ledger(ledger) as opened, opened.writing() as connection:
        number = set_outcome(connection, id, outcome, by, note, evidence or [], now())
    typer.echo(f"Outcome {number} added: {outcome}, by {by}.")


def card_lines(card: Card) -> list[str]:
    """The claim as lines of text."""
    from dateline.exports.plain import flat

    claim = card.claim
    said = f"{claim['kind']}; first said {claim['first_said'] or 'on a day that no report gives'}"
    said += f"; further independent origins: {claim['repeated']}" if claim["repeated"] else ""
    lines = [flat(claim["claim"]), said]
    for name in ("due", "condition", "told_by", "due_note"):
        if claim[name]:
            lines.append(f"{name.replace('_', ' '):<10} {flat(claim[name])}")
    lines += ["", "Said"]
    for row in card.statements:
        lines += _passage(row)
    lines += ["", "Later statements that may bear on it" if len(card.evidence) else "Nothing later bears on it."]
    for row in card.evidence:
        lines += [f"  {row['direction']} ({row['strength']}): {row['why']}", *_passage(row)]
    if len(card.flips):
        lines += ["", "Its speaker turned"]
    for row in card.flips:
        lines += [f"  {row['said']}: {row['speaker']} {row['why']}", *_passage(row)]
    lines += ["", f"Outcome: {claim['outcome']}"]
    for row in card.outcomes:
        stands = "" if row["latest"] else " (replaced by a later one)"
        lines.append(flat(f"  {row['outcome']}, {row['by']}, {row['at']}{stands}: {row['note']}"))
        lines += [flat(f"    {proof}") for proof in row["evidence"]]
    return [*lines, "", REMINDER, f"id {claim['claim_id']}"]


def _passage(row: dict[str, object]) -> list[str]:
    from dateline.exports.plain import flat

    where = " · ".join(str(x) for x in (row["published"] or "undated", row["publisher"], row["voices"]) if x)
    return [f"    {flat(where)}", f"    │ {flat(str(row['sentence']))}", f"    statement {row['statement_id']}"]
