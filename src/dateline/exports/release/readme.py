"""The README of a release: what the data are, how they were made, how well the coder reads, and how to read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from dateline._version import __version__
from dateline.exports.chosen import Exported, group_of
from dateline.exports.glosses import GROUP_WORDS, NOTICE, counted
from dateline.exports.release.columns import Layout
from dateline.exports.release.papers import Made, Wanted, about
from dateline.exports.release.scorecard import Score
from dateline.exports.rows import Row
from dateline.rules.language import PLOVER

Cells = Sequence[object]
OUTLETS = 20  # that are listed


class Counts(NamedTuple):
    """What is counted for the README: statements by group, by type, reports by outlet, days of publication, undated
    reports; runs and issues as they stand."""

    groups: Counter[str]
    events: Counter[str]
    outlets: Counter[str]
    days: tuple[str, str]
    undated: int
    runs: Sequence[Row]
    issues: Mapping[tuple[str, str], int]


def count(reports: Iterable[Exported], runs: Iterable[Row], issues: Iterable[Row]) -> Counts:
    """One pass over the reports, runs and issues."""
    groups: Counter[str] = Counter()
    events: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    days: list[str] = []
    undated = 0
    for report in reports:
        outlets[report.document.publisher or "(unnamed)"] += 1
        undated += report.document.published is None
        days = sorted({*days[:1], *days[-1:], *([report.document.published] if report.document.published else [])})
        for statement in report.reading.statements:
            groups[group_of(statement)] += 1
            events[statement.event if statement.codebook == PLOVER else f"{statement.codebook}:{statement.event}"] += 1
    found = Counter((str(row["severity"]), str(row["stage"])) for row in issues)
    return Counts(groups, events, outlets, (days[0], days[-1]) if days else ("", ""), undated, [*runs],
                  dict(sorted(found.items())))


def readme(wanted: Wanted, made: Made, counts: Counts, layouts: Sequence[Layout], scores: Sequence[Score]) -> str:
    """The README in Markdown."""
    parts = [_head(wanted), _holds(made, counts), _how_made(made, counts), _scorecard(made, scores),
             _files(layouts, made), READING, _not_in_it(wanted), _checking(wanted)]
    return "\n\n".join(parts) + "\n"


def _head(wanted: Wanted) -> str:
    said = [f"Version {wanted.version}{f', {wanted.date}' if wanted.date else ''}. "
            f"By {'; '.join(wanted.creators)}. Licence: {wanted.licence}.", about(wanted),
            "`status` tells how the innermost voice has it, `voice_texts` who says so, `group` both in one word. "
            "Counts of what happened are counts of the group realised; adding the others to it makes facts of talk."]
    return f"# {wanted.title}\n\n" + "\n\n".join(said)


def _holds(made: Made, counts: Counts) -> str:
    first, last = counts.days
    span = f"published from {first} to {last}" if first else "without dates"
    undated = f", {counts.undated:,} of them without a date" if counts.undated and first else ""
    lines = [f"{counted(made.rows['documents'], 'report')} {span}{undated}; "
             f"{counted(made.rows['statements'], 'statement')}; stories: {made.rows['stories']:,}, "
             f"{counted(made.rows['incidents'], 'incident')}, {counted(made.rows['claims'], 'claim')}, "
             f"{counted(made.rows['outcomes'], 'outcome')} judged by people, "
             f"{counted(made.rows['corrections'], 'correction')} by people.",
             _table(("group", "what", "statements"), ((g, w, counts.groups[g]) for g, w in GROUP_WORDS.items())),
             _table(("type", "statements"), _most(counts.events)),
             _table(("outlet", "reports"), _most(counts.outlets)[:OUTLETS])]
    more = len(counts.outlets) - OUTLETS
    return "## What it holds\n\n" + "\n\n".join([*lines, *([f"And {more:,} outlets more."] if more > 0 else [])])


def _most(found: Counter[str]) -> list[tuple[str, int]]:
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _how_made(made: Made, counts: Counts) -> str:
    coders = _table(("Dateline", "knowledge", "model", "settings"), (
        (r.version, r.knowledge, r.model, ", ".join(f"{k}={v}" for k, v in sorted(r.settings.items())))
        for r in made.coders))
    given = sum(row["read"] + row["kept"] + row["skipped"] for row in counts.runs)
    skipped = sum(row["skipped"] for row in counts.runs)
    share = f" ({(given - skipped) / given:.1%} read)" if given else ""
    lines = ["The readings that stand were made by:", coders,
             f"Coverage: {counted(len(counts.runs), 'run')} were given {counted(given, 'input')}, repeated ones "
             f"included, and skipped {skipped:,}{share}. Each that was skipped, and each remark, is a row of `issues`:",
             _table(("severity", "stage", "rows"), ((s, stage, n) for (s, stage), n in counts.issues.items()))]
    if not counts.issues:
        lines[-1] = "There is none."
    codebook = f"The codebook in `codebook/` is that of knowledge {made.knowledge} (Dateline {__version__})."
    if made.knowledge not in {r.knowledge for r in made.coders}:
        codebook += " **The readings were made with other knowledge (above): its codebook may differ.**"
    return "## How it was made\n\n" + "\n\n".join([*lines, codebook])


def _scorecard(made: Made, scores: Sequence[Score]) -> str:
    head = "## How well the coder reads\n\n"
    if not scores:
        return head + "No figures were measured for this version of Dateline."
    with_same = {s.knowledge for s in scores} & {r.knowledge for r in made.coders}
    warning = ("" if with_same else "**Measured with other knowledge than these data were made with.** ")
    words = (f"{warning}Figures of Dateline's own evaluation, on reports other than these; for these data draw a "
             "sample and judge it (`dateline sample`). Some sets were used to develop the coder; those named `_held` "
             "were not. All figures are in `scorecard.csv`. "
             "An anchor is what another system or a second reader reaches on the same kind of data.")
    rows = ((s.set, s.what, s.figure + (" (less is better)" if s.less_is_better else ""), f"{s.value:g}", s.anchor,
             s.knowledge, s.date) for s in scores if s.headline)
    return f"{head}{words}\n\n" + _table(("set", "what it asks", "figure", "value", "anchor", "knowledge", "day"), rows)


def _files(layouts: Sequence[Layout], made: Made) -> str:
    rows: Iterator[Cells] = ((f"`data/{x.name}.parquet`, `.csv`", x.what, f"{made.rows[x.name]:,}") for x in layouts)
    others = (("`codebook/codebook.md`, `.html`", "types, statuses, contexts, sectors, and every column", ""),
              ("`scorecard.csv`", "how well the coder reads: all figures", ""),
              ("`manifest.json`", "versions, settings, rows, digests", ""),
              ("`datapackage.json`", "Frictionless table schemas of the CSV files", ""),
              ("`CITATION.cff`", "how to cite", ""), ("`SHA256SUMS`", "digest of every other file", ""))
    return "## Files\n\n" + _table(("file", "what", "rows"), [*rows, *others])


READING = """## Reading it

CSV is UTF-8 with commas, empty for what is not known, `true` and `false`; it leaves out lists, which Parquet has.
Codes stay text: `NA` and `007` are codes.

```python
import pandas as pd
statements = pd.read_parquet("data/statements.parquet")
statements = pd.read_csv("data/statements.csv", keep_default_na=False, na_values=[""], dtype={"cameo": str})
realised = statements[(statements.group == "realised") & ~statements.background]
```

```r
statements <- arrow::read_parquet("data/statements.parquet")
statements <- readr::read_csv("data/statements.csv", na = "", col_types = readr::cols(cameo = "c"), guess_max = Inf)
realised <- subset(statements, group == "realised" & !background)
```

Offsets (`…_start`, `…_end`) are half-open and count Unicode code points of the text with that `text_sha256`:
`text[start:end]` in Python, `substr(text, start + 1, end)` in R."""


def _not_in_it(wanted: Wanted) -> str:
    text = ("The texts of the reports are in `documents.text`: see that you may hand them on." if wanted.with_text else
            "Not the texts of the reports, which are their publishers': only their addresses, digests, and the "
            "sentence that each statement is read from.")
    lines = (text, "Not what was read with too little confidence (`candidates` in `documents` counts it).",
             "Not earlier versions of reports and readings, saved pages, samples and their judgements, watches.",
             "Not whether anything is true.")
    return "## What is not in it\n\n" + "\n".join(f"- {line}" for line in lines)


def _checking(wanted: Wanted) -> str:
    return ("## Checking and citing it\n\n```\nsha256sum -c SHA256SUMS\ndateline release --check .\n```\n\n"
            f"{'; '.join(wanted.creators)}{f' ({wanted.date[:4]})' if wanted.date else ''}. {wanted.title}. "
            f"Version {wanted.version}. Data set. {NOTICE}")


def _table(head: Sequence[str], rows: Iterable[Cells]) -> str:
    cells = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(' '.join(str(c).replace('|', '/').split()) for c in row)} |" for row in cells)
