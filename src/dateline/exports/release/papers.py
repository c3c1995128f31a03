"""The papers of a release for machines: manifest.json, CITATION.cff (1.2.0), datapackage.json (Frictionless)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from dateline._version import __version__
from dateline.exports.glosses import NOTICE
from dateline.exports.release.columns import FRICTIONLESS, Layout
from dateline.exports.release.digests import File
from dateline.types import Run

FORM = 1  # of the manifest and the layout of a release
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


class Wanted(NamedTuple):
    """What the maker of a release says of it.

    `creators`: `Family, Given` or the name of a body; `licence`: an SPDX identifier (CC-BY-4.0) or a sentence;
    `date`: ISO day of the release, empty where it is not said; `version` of the data.
    """

    title: str
    creators: tuple[str, ...]
    licence: str
    version: str = "1"
    date: str = ""
    description: str = ""
    with_text: bool = False


class Made(NamedTuple):
    """What it was made of: coders of the readings that stand, version of the ledger's tables, digest and codebooks of
    the knowledge that the codebook was written from, and how many rows each table has."""

    coders: tuple[Run, ...]
    schema: int
    knowledge: str
    codebooks: tuple[str, ...]
    rows: Mapping[str, int]


def manifest(wanted: Wanted, made: Made, files: Sequence[File]) -> dict[str, Any]:
    """Everything that made the release what it is; `files` are those written so far."""
    return {
        "form": FORM, "title": wanted.title, "version": wanted.version, "date": wanted.date or None,
        "creators": [*wanted.creators], "licence": wanted.licence, "note": NOTICE,
        "dateline": __version__, "ledger_schema": made.schema,
        "coders": [{"version": r.version, "knowledge": r.knowledge, "model": r.model,
                    "settings": dict(sorted(r.settings.items()))} for r in made.coders],
        "codebook": {"knowledge": made.knowledge, "codebooks": [*made.codebooks]},
        "with_text": wanted.with_text, "rows": dict(made.rows),
        "files": {f.path: {"sha256": f.sha256, "bytes": f.size} for f in files},
    }  # fmt: skip


def citation(wanted: Wanted) -> str:
    """CITATION.cff: YAML whose values are quoted as JSON has it, which is YAML, too."""
    lines = ["cff-version: 1.2.0", f"message: {_quoted('Please cite this data set as below.')}", "type: dataset",
             f"title: {_quoted(wanted.title)}", f"version: {_quoted(wanted.version)}", "authors:"]
    for creator in wanted.creators:
        family, comma, given = creator.partition(",")
        if comma:
            lines += [f"  - family-names: {_quoted(family.strip())}", f"    given-names: {_quoted(given.strip())}"]
        else:
            lines.append(f"  - name: {_quoted(creator.strip())}")
    if wanted.date:
        lines.append(f"date-released: {_quoted(wanted.date)}")
    if _SPDX.fullmatch(wanted.licence):
        lines.append(f"license: {_quoted(wanted.licence)}")
    lines += [f"abstract: {_quoted(about(wanted))}", "keywords:", *(f"  - {_quoted(word)}" for word in KEYWORDS),
              "references:", "  - type: software", "    title: Dateline", f"    version: {_quoted(__version__)}",
              "    authors:", f"      - name: {_quoted('The Dateline authors')}"]
    return "\n".join(lines) + "\n"


KEYWORDS = ("political events", "news", "event data", "attribution", "PLOVER")


def about(wanted: Wanted) -> str:
    """What the data are, in the maker's words and ours."""
    ours = "Political statements read from news reports: who did, will, might or denies to have done what to whom, " \
           f"when, where, and who says so. {NOTICE}"
    return f"{wanted.description.strip()} {ours}".strip()


def datapackage(wanted: Wanted, layouts: Sequence[Layout], files: Sequence[File]) -> dict[str, Any]:
    """The descriptor of a Frictionless data package: each CSV file with the columns that it has."""
    known = {f.path: f for f in files}
    named = _SPDX.fullmatch(wanted.licence)
    licence = {"name": wanted.licence} if named else {"name": "other", "title": wanted.licence}
    more = {"created": f"{wanted.date}T00:00:00Z"} if wanted.date else {}
    return {
        "profile": "tabular-data-package", "name": _slug(wanted.title), "title": wanted.title,
        "description": about(wanted), "version": wanted.version, **more, "licenses": [licence],
        "contributors": [{"title": name, "role": "author"} for name in wanted.creators],
        "resources": [_resource(layout, known[f"data/{layout.name}.csv"]) for layout in layouts],
    }  # fmt: skip


def _resource(layout: Layout, file: File) -> dict[str, Any]:
    fields = [{"name": c.name, "type": FRICTIONLESS[c.kind], "description": c.what} for c in layout.flat]
    key = {"primaryKey": [*layout.key]} if layout.key else {}
    return {
        "name": layout.name, "path": file.path, "profile": "tabular-data-resource", "description": layout.what,
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "bytes": file.size,
        "hash": f"sha256:{file.sha256}", "schema": {"fields": fields, "missingValues": [""], **key},
    }  # fmt: skip


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "release"


def _quoted(words: str) -> str:
    return json.dumps(" ".join(words.split()), ensure_ascii=False)
