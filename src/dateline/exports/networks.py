"""Signed networks of dyads: GEXF 1.3 and GraphML.

A node is an actor by its code.  An edge is what is told of one actor towards another: one edge for each type of event
and each group (realised, said, talk, denied), so that what happened and what is only talked of never add up.  What
parties do together without recipient goes both ways (`mutual`).  Parties without a code, and acts of one party alone,
have no edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import permutations, product
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from dateline.exports.chosen import Exported, Format, Given, Written
from dateline.exports.glosses import (
    GROUP_WORDS,
    NOTICE,
    days,
    every,
    group,
    run_words,
    sign,
    stable,
    voice_names,
    xml_text,
)
from dateline.exports.jsonio import write_whole
from dateline.exports.nodes import Node, by_code
from dateline.exports.rows import joined
from dateline.types import Statement

GEXF_NAMES, GRAPHML_NAMES = "http://gexf.net/1.3", "http://graphml.graphdrawing.org/xmlns"
NODE = {"code": "string", "name": "string", "kind": "string", "country": "string", "names": "string"}
EDGE = {
    "event": "string", "codebook": "string", "group": "string", "told": "string", "sign": "integer", "quad": "integer",
    "statements": "integer", "origins": "integer", "mutual": "boolean", "first": "string", "last": "string",
    "dated_by": "string", "voices": "string", "reports": "string", "ids": "string",
}  # fmt: skip


class Line(NamedTuple):
    """What makes an edge one."""

    actor: str
    recipient: str
    event: str
    codebook: str
    group: str
    mutual: bool


@dataclass(slots=True)
class Told:
    """What an edge adds up; `ids`: document and statement; `reported`: day of the last report."""

    sign: int = 0
    quad: int = 0
    ids: dict[tuple[str, str], None] = field(default_factory=dict)
    origins: set[str] = field(default_factory=set)
    voices: dict[str, None] = field(default_factory=dict)
    reports: dict[str, None] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    dated_by: set[str] = field(default_factory=set)
    reported: str = ""

    @property
    def statements(self) -> list[str]:
        """The ids of the statements; they are made of texts, so that two copies of a report may share one."""
        return [*dict.fromkeys(statement for _, statement in self.ids)]


class Network(NamedTuple):
    """Nodes by code (with the names that act for them), and edges, both in order; how many statements have no edge."""

    nodes: dict[str, tuple[Node, set[str]]]
    edges: dict[Line, Told]
    left: int


def network(reports: Iterable[Exported]) -> Network:
    """The network of these statements; the order of the reports does not matter but for that of listed ids."""
    nodes: dict[str, tuple[Node, set[str]]] = {}
    edges: dict[Line, Told] = {}
    left = 0
    for report, statement in every(reports):
        lines = [*_lines(statement)]
        left += not lines
        for line in lines:
            _add(edges.setdefault(line, Told()), report, statement)
        for mention in (*statement.actor, *statement.recipient):
            if party := by_code(mention):
                nodes.setdefault(party.code, (party, set()))[1].update([mention.name] if mention.name else [])
    ends = {code for line in edges for code in (line.actor, line.recipient)}
    return Network({code: nodes[code] for code in sorted(ends)}, {line: edges[line] for line in sorted(edges)},
                   left)


def _lines(statement: Statement) -> Iterator[Line]:
    actors = dict.fromkeys(m.code for m in statement.actor if m.code)
    recipients = dict.fromkeys(m.code for m in statement.recipient if m.code)
    pairs = product(actors, recipients) if statement.recipient else permutations(actors, 2)
    for actor, recipient in pairs:
        if actor != recipient:
            yield Line(actor, recipient, statement.event, statement.codebook, group(statement),
                       not statement.recipient)


def _add(told: Told, report: Exported, statement: Statement) -> None:
    told.sign, told.quad = sign(statement), statement.codes.quad if statement.codes else 0
    told.ids[report.document.id, statement.id] = None
    told.origins.add(report.origin or report.document.id)
    told.voices.update(dict.fromkeys(voice_names(report.document, statement)))
    told.reports[report.document.id] = None
    told.reported = max(told.reported, report.document.published or "")
    if found := days(report.document, statement):
        told.first = min(told.first or found[0], found[0])
        told.last = max(told.last, found[1])
        told.dated_by.add(found[2])


def _node_values(party: Node, names: set[str]) -> dict[str, str]:
    return {"code": party.code, "name": party.name, "kind": party.kind, "country": party.country,
            "names": joined(sorted(names))}


def _edge_values(line: Line, told: Told) -> dict[str, str]:
    return {
        "event": line.event, "codebook": line.codebook, "group": line.group, "told": GROUP_WORDS[line.group],
        "sign": str(told.sign), "quad": str(told.quad), "statements": str(len(told.ids)),
        "origins": str(len(told.origins)), "mutual": str(line.mutual).lower(), "first": told.first, "last": told.last,
        "dated_by": joined(sorted(told.dated_by)), "voices": joined(told.voices), "reports": joined(told.reports),
        "ids": joined(told.statements),
    }  # fmt: skip


def edge_id(line: Line) -> str:
    """The name of the edge: the same in every export."""
    return str(stable("edge", *map(str, line)))


def write_gexf(given: Given, path: Path) -> Written:
    """GEXF 1.3, dynamic: edges have the first and last day of what they add up."""
    made = network(given.reports())
    root = ET.Element("gexf", {"xmlns": GEXF_NAMES, "version": "1.3"})
    meta = ET.SubElement(root, "meta")
    _sub(meta, "creator", run_words(given))
    _sub(meta, "description", NOTICE)
    graph = ET.SubElement(root, "graph", {"defaultedgetype": "directed", "mode": "dynamic", "timeformat": "date"})
    for kind, columns in (("node", NODE), ("edge", EDGE)):
        listed = ET.SubElement(graph, "attributes", {"class": kind, "mode": "static"})
        for name, of in columns.items():
            ET.SubElement(listed, "attribute", {"id": name, "title": name, "type": of})
    nodes, edges = ET.SubElement(graph, "nodes"), ET.SubElement(graph, "edges")
    for code, (party, names) in made.nodes.items():
        node = ET.SubElement(nodes, "node", {"id": xml_text(code), "label": xml_text(party.name)})
        _values(node, _node_values(party, names))
    for line, told in made.edges.items():
        dates = {"start": told.first, "end": told.last} if told.first else {}
        edge = ET.SubElement(edges, "edge", {
            "id": edge_id(line), "source": xml_text(line.actor), "target": xml_text(line.recipient),
            "label": xml_text(f"{line.event} ({line.group})"), "kind": xml_text(f"{line.event} {line.group}"),
            "weight": str(float(len(told.ids))), **dates})
        _values(edge, _edge_values(line, told))
    return _finish(root, path, made)


def write_graphml(given: Given, path: Path) -> Written:
    """GraphML with the same nodes and edges; `weight` is the number of statements."""
    made = network(given.reports())
    root = ET.Element("graphml", {"xmlns": GRAPHML_NAMES})
    root.append(ET.Comment(f" {xml_text(run_words(given)).replace('--', '- -')}. {NOTICE} "))
    types = {"integer": "int"}
    for kind, columns in (("node", {"label": "string", **NODE}), ("edge", {"weight": "double", **EDGE})):
        for name, of in columns.items():
            ET.SubElement(root, "key", {"id": f"{kind}_{name}", "for": kind, "attr.name": name,
                                        "attr.type": types.get(of, of)})
    graph = ET.SubElement(root, "graph", {"id": "dyads", "edgedefault": "directed"})
    for code, (party, names) in made.nodes.items():
        node = ET.SubElement(graph, "node", {"id": xml_text(code)})
        _data(node, "node", {"label": party.name, **_node_values(party, names)})
    for line, told in made.edges.items():
        edge = ET.SubElement(graph, "edge", {"id": edge_id(line), "source": xml_text(line.actor),
                                             "target": xml_text(line.recipient)})
        _data(edge, "edge", {"weight": str(float(len(told.ids))), **_edge_values(line, told)})
    return _finish(root, path, made)


def _values(parent: ET.Element, values: dict[str, str]) -> None:
    holder = ET.SubElement(parent, "attvalues")
    for name, value in values.items():
        if value:
            ET.SubElement(holder, "attvalue", {"for": name, "value": xml_text(value)})


def _data(parent: ET.Element, kind: str, values: dict[str, str]) -> None:
    for name, value in values.items():
        if value:
            ET.SubElement(parent, "data", {"key": f"{kind}_{name}"}).text = xml_text(value)


def _sub(parent: ET.Element, name: str, words: str) -> None:
    ET.SubElement(parent, name).text = xml_text(words)


def _finish(root: ET.Element, path: Path, made: Network) -> Written:
    ET.indent(root)
    write_whole(path, [ET.tostring(root, encoding="utf-8", xml_declaration=True), b"\n"])
    left = {"not of two parties that have a code": made.left} if made.left else {}
    return Written(len(made.edges), left)


GEXF = Format("gexf", "GEXF 1.3: a signed network of dyads, for Gephi", (".gexf",), True, write_gexf)
GRAPHML = Format("graphml", "GraphML: the same network", (".graphml", ".xml"), True, write_graphml)
