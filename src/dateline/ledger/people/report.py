"""The report of a validation: the draw, agreement of coders, correctness of the machine; text, Markdown, table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from dateline.exports.plain import flat, marked_sentence
from dateline.ledger.people.agreement import ROUNDS, SEED
from dateline.ledger.people.judging import Item, Measure, Vote, confusion, disagreements, measures
from dateline.ledger.people.recall import Documents, recall_measures
from dateline.ledger.people.validation import Sample
from dateline.ledger.table import Table, table

COLUMNS = ("section", "subject", "who", "measure", "n", "value", "low", "high")
DISAGREEMENT_COLUMNS = ("number", "document", "slot", "machine", "said", "sentence")
METHODS = (
    "κ: Cohen 1960; – where both gave the same one verdict throughout, so that chance explains all. α: Krippendorff, "
    "nominal. Intervals are 95 %: Wilson's for shares, else percentiles of {rounds} bootstrap resamples of documents "
    "(seed {seed}). Final: the adjudicated verdict, else that on which all who judged the slot agree. "
    "F1 counts entries of slots; a slot judged wrong whose right value nobody gave counts as one missed. "
    "Judged is what the report says, as reported; not what is true."
)
Grid = list[list[str]]


def measure_table(found: Iterable[Measure]) -> Table:
    """All figures, one a row."""
    return table(COLUMNS, [tuple(m) for m in found])


def disagreement_table(sample: Sample, items: Sequence[Item]) -> Table:
    """What coders say differently and nobody has adjudicated: one slot a row."""
    of = {one.number: one for one in sample.items}
    rows = [(item.number, of[item.number].document.id, slot, item.machine[slot],
             "; ".join(f"{c}: {told(item.votes[c][slot])}" for c in item.coders() if slot in item.votes[c]),
             marked_sentence(of[item.number].document, of[item.number].statement))
            for item, slot in disagreements(items)]
    return table(DISAGREEMENT_COLUMNS, rows)


def told(vote: Vote) -> str:
    """A vote in words: `yes`, `no`, `no, planned`, `unsure`."""
    return ", ".join(x for x in (vote.verdict, vote.value) if x)


def report(sample: Sample, items: Sequence[Item], markdown: bool = False) -> str:
    """The report for people: on a terminal, or as Markdown."""
    found = measures(items)
    draw = as_markdown if markdown else as_plain
    parts = [f"# Validation of {sample.name}" if markdown else f"Validation of {sample.name}", _frame(sample, items)]
    for title, grid in _sections(items, found):
        if len(grid) > 1:
            parts += [f"## {title}" if markdown else title, draw(grid)]
    open_ = len(list(disagreements(items)))
    parts.append(f"{open_} disagreements are open. Final figures leave them out, and are too good while they do: "
                 f"dateline sample adjudicate {sample.name}" if open_ else "No disagreement is open.")
    return flat_lines("\n\n".join([*parts, METHODS.format(rounds=ROUNDS, seed=SEED)])) + "\n"


def recall_report(sample: Documents, told: Mapping[str, Mapping[int, str]], markdown: bool = False) -> str:
    """The report of a sample of documents: what the machine finds of all that is told, and how far coders agree."""
    found = recall_measures(sample, told)
    draw = as_markdown if markdown else as_plain
    who = ", ".join(f"{coder} {len(mine)}" for coder, mine in sorted(told.items())) or "nothing yet"
    parts = [f"{'# ' if markdown else ''}Recall in {sample.name}",
             f"{sample.size} of {sample.population} documents, seed {sample.seed}; {len(sample.sentences)} sentences. "
             f"Listed: {who}."]
    grids = [("Agreement between coders: F1 of one against the other", pivot(
        found, "agreement", lambda m: (m.who,), ("coders",), lambda m: m.measure))]
    grids += [(f"Events in their sentences, against {who}", pivot(
        [m for m in found if m.who == who], "recall", lambda m: (m.subject,), ("event",), lambda m: m.measure))
        for who in dict.fromkeys(m.who for m in found if m.section == "recall")]
    for title, grid in grids:
        if len(grid) > 1:
            parts += [f"## {title}" if markdown else title, draw(grid)]
    parts.append("n: events found, missed and false together. " + METHODS.format(rounds=ROUNDS, seed=SEED))
    return flat_lines("\n\n".join(parts)) + "\n"


def flat_lines(text: str) -> str:
    """Every line fit for a terminal."""
    return "\n".join(flat(line) for line in text.split("\n"))


def _frame(sample: Sample, items: Sequence[Item]) -> str:
    judged = {c: sum(c in i.votes for i in items) for c in sorted({c for i in items for c in i.votes})}
    lines = [f"{len(sample.items)} of {sample.population} statements, design {sample.design}, seed {sample.seed}.",
             f"Judged: {', '.join(f'{c} {n}' for c, n in judged.items()) or 'nothing yet'}."]
    if any(item.weight is None for item in items):
        lines.append("No probability sample: its figures say nothing of the other statements.")
    lines += [f"{name}: {drawn} of {all_}" for name, (all_, drawn) in sample.strata.items() if name]
    return "\n".join(lines)


def _sections(items: Sequence[Item], found: Sequence[Measure]) -> Iterator[tuple[str, Grid]]:
    yield "Agreement between coders", pivot(found, "agreement", lambda m: (m.subject, m.who), ("slot", "coders"),
                                             lambda m: m.measure)
    yield "Precision: how often the machine's slot is right", pivot(
        found, "precision", lambda m: (m.subject,), ("slot",), lambda m: m.who)
    yield "Precision by the machine's event type (final verdicts)", pivot(
        found, "by event", lambda m: (m.subject,), ("event",), lambda m: m.measure)
    yield "F1 of the slots (final verdicts)", pivot(
        found, "f1", lambda m: (m.subject,), ("slot",), lambda m: m.measure)
    yield "Status: machine in rows, final verdict in columns", _confusion_grid(confusion(items, "status"))
    yield "Status: is talk coded as fact?", pivot(
        [m for m in found if m.subject == "talk as fact"], "status", lambda m: (m.measure,), ("",), lambda _: "share")


def pivot(
    found: Iterable[Measure], section: str, row_of: Callable[[Measure], tuple[str, ...]], heads: Sequence[str],
    column_of: Callable[[Measure], str],
) -> Grid:
    """Measures of a section as a grid: rows and columns in the order in which they first come."""
    cells: dict[tuple[str, ...], dict[str, str]] = {}
    columns: dict[str, None] = {}
    for one in found:
        if one.section == section and one.n:
            cells.setdefault(row_of(one), {})[column_of(one)] = _cell(one)
            columns[column_of(one)] = None
    return [[*heads, *columns], *([*row, *(given.get(c, "") for c in columns)] for row, given in cells.items())]


def _cell(one: Measure) -> str:
    if one.value is None:
        return f"– (n {one.n})"
    interval = f" [{one.low:.2f}, {one.high:.2f}]" if one.low is not None and one.high is not None else ""
    return f"{one.value:.2f}{interval} (n {one.n})"


def _confusion_grid(counts: Mapping[tuple[str, str], int]) -> Grid:
    rows, columns = sorted({a for a, _ in counts}), sorted({b for _, b in counts})
    return [["", *columns], *([a, *(str(counts.get((a, b), 0)) for b in columns)] for a in rows)]


def as_plain(grid: Grid) -> str:
    """Columns side by side."""
    widths = [max(len(row[i]) for row in grid) for i in range(len(grid[0]))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in grid)


def as_markdown(grid: Grid) -> str:
    """A table of Markdown."""
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in grid]
    return "\n".join([lines[0], f"|{'---|' * len(grid[0])}", *lines[1:]])
