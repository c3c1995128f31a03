/** The network of the pairs, laid out the same way every time. */
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationLinkDatum, type SimulationNodeDatum } from "d3-force";
import { type Cut, cut, type Pair, parties, type Party, signs, type Told } from "./pairs";

export const WIDE = 1320;
export const HIGH = 640;
const NODES = 60;
const EDGES = 120;
const STEPS = 320;
const MARGIN = 46;

export interface Node extends Party {
  x: number;
  y: number;
  r: number;
}

export type Sign = "cooperation" | "conflict" | "even";

export interface Edge {
  from: Node;
  to: Node;
  cut: Cut;
  sign: Sign;
  width: number;
  path: string;
}

export interface Network {
  nodes: Node[];
  edges: Edge[];
  /** How many pairs and parties there are in all. */
  pairs: number;
  parties: number;
}

interface Body extends SimulationNodeDatum {
  party: Party;
  r: number;
}

/** A name that is short enough for a label. */
export function short(name: string): string {
  return name.length > 18 ? `${name.slice(0, 17)}…` : name;
}

/** The pairs of most statements between the parties of most statements. */
export function network(pairs: Pair[], names: Record<string, string>, told: Told): Network {
  const all = parties(pairs, names, told);
  const known = new Set(all.slice(0, NODES).map((p) => p.code));
  const counted = pairs.map((pair) => ({ pair, cut: cut(pair, told) })).filter((p) => p.cut.total > 0);
  const drawn = counted.filter((p) => known.has(p.pair.actor) && known.has(p.pair.recipient)).sort((a, b) => b.cut.total - a.cut.total || order(a.pair, b.pair)).slice(0, EDGES);
  const touched = new Set(drawn.flatMap((p) => [p.pair.actor, p.pair.recipient]));
  const nodes = laidOut(all.filter((p) => touched.has(p.code)), drawn);
  const at = new Map(nodes.map((n) => [n.code, n]));
  const most = Math.max(1, ...drawn.map((p) => p.cut.total));
  const edges = drawn.map(({ pair, cut: c }) => edge(at.get(pair.actor)!, at.get(pair.recipient)!, c, most));
  return { nodes, edges: edges.reverse(), pairs: counted.length, parties: all.length };
}

function order(a: Pair, b: Pair): number {
  return `${a.actor} ${a.recipient}`.localeCompare(`${b.actor} ${b.recipient}`);
}

/** d3-force run to its rest, from the same places with the same chances. */
function laidOut(chosen: Party[], drawn: { pair: Pair; cut: Cut }[]): Node[] {
  const most = Math.max(1, ...chosen.map((p) => p.does + p.gets));
  const bodies: Body[] = chosen.map((party) => ({ party, r: 7 + 17 * Math.sqrt((party.does + party.gets) / most) }));
  const index = new Map(chosen.map((p, i) => [p.code, i]));
  const links: SimulationLinkDatum<Body>[] = drawn.map(({ pair }) => ({ source: index.get(pair.actor)!, target: index.get(pair.recipient)! }));
  forceSimulation(bodies)
    .randomSource(chances(7))
    .force("link", forceLink(links).distance(150).strength(0.06))
    .force("push", forceManyBody().strength(-1100))
    .force("apart", forceCollide<Body>((b) => b.r + 22))
    .force("x", forceX(0).strength(0.05))
    .force("y", forceY(0).strength(0.11))
    .stop()
    .tick(STEPS);
  return scaled(bodies);
}

/** Numbers between 0 and 1, the same on every machine. */
function chances(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1664525 + 1013904223) % 4294967296) / 4294967296;
}

function scaled(bodies: Body[]): Node[] {
  const xs = bodies.map((b) => b.x ?? 0);
  const ys = bodies.map((b) => b.y ?? 0);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const x = (v: number): number => MARGIN + ((v - left) / (right - left || 1)) * (WIDE - 2 * MARGIN - 60);
  const y = (v: number): number => MARGIN + ((v - top) / (bottom - top || 1)) * (HIGH - 2 * MARGIN);
  return bodies.map((b, i) => ({ ...b.party, r: b.r, x: x(xs[i]!), y: y(ys[i]!) }));
}

function edge(from: Node, to: Node, c: Cut, most: number): Edge {
  const [cooperation, conflict] = signs(c);
  const sign: Sign = cooperation > conflict ? "cooperation" : conflict > cooperation ? "conflict" : "even";
  const width = 1 + 6 * Math.sqrt(c.total / most);
  return { from, to, cut: c, sign, width, path: curve(from, to, width) };
}

/** From rim to rim, bent to the left, so that both directions are seen. */
function curve(from: Node, to: Node, width: number): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const far = Math.hypot(dx, dy) || 1;
  const [nx, ny] = [-dy / far, dx / far];
  const bend = Math.min(42, 0.16 * far);
  const [mx, my] = [(from.x + to.x) / 2 + nx * bend, (from.y + to.y) / 2 + ny * bend];
  const rim = (node: Node, room: number): [number, number] => {
    const [ux, uy] = [mx - node.x, my - node.y];
    const length = Math.hypot(ux, uy) || 1;
    return [node.x + (ux / length) * (node.r + room), node.y + (uy / length) * (node.r + room)];
  };
  const [x0, y0] = rim(from, 1);
  const [x1, y1] = rim(to, 4 + width * 1.4);
  return `M${x0.toFixed(1)} ${y0.toFixed(1)}Q${mx.toFixed(1)} ${my.toFixed(1)} ${x1.toFixed(1)} ${y1.toFixed(1)}`;
}
