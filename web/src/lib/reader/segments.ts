import type { Pair, Slot, Told } from "./types";

/** Characters of one statement's slot; `reach` is what the statement tints, `sentence` its evidence. */
export interface Layer {
  start: number;
  end: number;
  statement: number;
  slot: Slot | "reach" | "sentence";
}

/** A piece of text in which nothing begins or ends, with everything that covers it. */
export interface Segment {
  start: number;
  end: number;
  layers: readonly Layer[];
}

/** Every span of every slot of a statement. */
export function slotsOf(told: Told): [Slot, Pair][] {
  const found: [Slot, Pair][] = [["trigger", told.trigger]];
  for (const m of told.actor) found.push(["actor", m.span]);
  for (const m of told.recipient) found.push(["recipient", m.span]);
  if (told.when?.span) found.push(["when", told.when.span]);
  if (told.where) found.push(["where", told.where.span]);
  for (const t of told.what) found.push(["what", t.span]);
  for (const v of told.voices) {
    found.push(["voice", v.span], ["cue", v.cue]);
    if (v.via_span) found.push(["voice", v.via_span]);
  }
  if (told.condition) found.push(["condition", told.condition]);
  return found;
}

const OF_THE_ACT = new Set<Slot>(["trigger", "actor", "recipient", "when", "where", "what"]);

/** What a statement tints: from the first to the last of the words of the act in its sentence; voices stay outside. */
export function reachOf(told: Told): Pair {
  const [from, to] = told.sentence;
  let [start, end] = told.trigger;
  for (const [slot, span] of slotsOf(told)) {
    if (!OF_THE_ACT.has(slot) || span[0] < from || span[1] > to) continue;
    start = Math.min(start, span[0]);
    end = Math.max(end, span[1]);
  }
  return [start, end];
}

/** All that is marked in the text. */
export function layersOf(statements: readonly Told[]): Layer[] {
  const found: Layer[] = [];
  statements.forEach((told, statement) => {
    const add = (slot: Layer["slot"], [start, end]: Pair): void => {
      if (start < end) found.push({ start, end, statement, slot });
    };
    add("sentence", told.sentence);
    add("reach", reachOf(told));
    for (const [slot, span] of slotsOf(told)) add(slot, span);
  });
  return found;
}

/** The text cut at every boundary of the layers, in one pass: statements nest and overlap. */
export function segmentsOf(length: number, layers: readonly Layer[]): Segment[] {
  const inside = layers.filter((l) => l.start < length);
  const opening = [...inside].sort((a, b) => a.start - b.start);
  const cuts = [...new Set([0, length, ...inside.flatMap((l) => [l.start, Math.min(l.end, length)])])].sort((a, b) => a - b);
  const found: Segment[] = [];
  let open: Layer[] = [];
  let next = 0;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const start = cuts[i]!;
    open = open.filter((l) => l.end > start);
    while (next < opening.length && opening[next]!.start === start) open.push(opening[next++]!);
    found.push({ start, end: cuts[i + 1]!, layers: open.length ? [...open] : NOTHING });
  }
  return found;
}

const NOTHING: readonly Layer[] = [];

/** The statement that a piece of text belongs to: the one that reaches least far around it, else the shortest sentence. */
export function ownerOf(segment: Segment): number | null {
  let best: Layer | null = null;
  for (const layer of segment.layers) if (layer.slot === "reach" && (!best || shorter(layer, best))) best = layer;
  return best?.statement ?? null;
}

/** Whose words these are, for the mouse: of a trigger, else the owner's, else any statement whose slot or sentence it is. */
export function pointedAt(segment: Segment): number | null {
  const of = (slot: Layer["slot"]): Layer | undefined => segment.layers.filter((l) => l.slot === slot).sort((a, b) => a.end - a.start - (b.end - b.start))[0];
  return of("trigger")?.statement ?? ownerOf(segment) ?? segment.layers.find((l) => l.slot !== "sentence")?.statement ?? of("sentence")?.statement ?? null;
}

function shorter(one: Layer, other: Layer): boolean {
  const by = one.end - one.start - (other.end - other.start);
  return by < 0 || (by === 0 && one.statement > other.statement);
}
