"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dateline.knowledge import Origin

Published = Annotated[
    str | None, typer.Option(help="Publication date, YYYY-MM-DD: relative dates count from it.")
]
Publisher = Annotated[str | None, typer.Option(help="Who published the report.")]
TextColumn = Annotated[str | None, typer.Option(help="Field or column that holds the text (JSON, CSV).")]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="SLOT=COLUMN,…", help="Which column holds what: text=Body,published=PubDate,title=…, "
                 "id, publisher, url, near, updated, authors, agency; or a TOML file with a table [map]."),
]
AnyLanguage = Annotated[
    bool, typer.Option("--any-language", help="Read texts that do not seem to be English, too.")
]

Actors = Annotated[
    Path | None,
    typer.Option(help="Your own actors, .csv, .tsv or .xlsx: columns name, code, kind, aliases, office, from, to."),
]
OwnGazetteer = Annotated[
    Path | None,
    typer.Option(help="Your own gazetteer: a file of `dateline gazetteer`, or a small dump of GeoNames."),
]
Codebooks = Annotated[
    list[Path] | None,
    typer.Option("--codebook", help="A codebook of your own, a folder; repeat it for several (docs/codebooks.md)."),
]
Near = Annotated[str | None, typer.Option(help="A place that the reports come from: Ohio, 'Dublin, Ohio'.")]
Fast = Annotated[
    bool, typer.Option("--fast", help="Read web pages by a quicker library (pip install 'dateline[web]').")
]
Cache = Annotated[
    Path | None,
    typer.Option(help="Folder with saved pages, for lists of addresses (GDELT, Media Cloud, any table)."),
]


def origin_of(actors: Path | None, gazetteer: Path | None, codebooks: list[Path] | None = None) -> Origin:
    """Where the knowledge comes from: what is shipped, with what the user adds."""
    from dateline.knowledge import Origin

    return Origin(None, actors, gazetteer, tuple(codebooks or ()))
