import type { Text } from "../text";
import { type Segment, layersOf, ownerOf, pointedAt, segmentsOf } from "./segments";
import { type Slot, SLOTS, type Told } from "./types";

/** A piece of text as it is drawn: `look` are its classes; `pointed` the statement that the mouse means. */
export interface Piece {
  start: number;
  end: number;
  words: string;
  look: string;
  pointed: number | null;
}

/** The text in pieces, and for each statement which pieces hold which of its slots. */
export interface Cut {
  pieces: Piece[];
  /** Of each statement: number of a piece → the slots that it belongs to. */
  lit: Map<number, Slot[]>[];
  /** Of each statement: the first piece of its trigger, and the pieces of its sentence. */
  trigger: number[];
  sentence: number[][];
}

export function cut(text: Text, statements: readonly Told[]): Cut {
  const segments = segmentsOf(text.length, layersOf(statements));
  const lit = statements.map(() => new Map<number, Slot[]>());
  const trigger = statements.map(() => -1);
  const sentence = statements.map((): number[] => []);
  segments.forEach((segment, n) => {
    for (const { statement, slot } of segment.layers) {
      if (slot === "sentence") sentence[statement]!.push(n);
      else if (slot !== "reach") lit[statement]!.set(n, [...(lit[statement]!.get(n) ?? []), slot]);
      if (slot === "trigger" && trigger[statement] === -1) trigger[statement] = n;
    }
  });
  const pieces = segments.map((s) => ({
    start: s.start, end: s.end, words: text.slice(s.start, s.end), look: look(s, statements), pointed: pointedAt(s),
  }));
  return { pieces, lit: lit.map(inOrder), trigger, sentence };
}

function inOrder(of: Map<number, Slot[]>): Map<number, Slot[]> {
  return new Map([...of].map(([n, slots]) => [n, SLOTS.filter((s) => slots.includes(s))]));
}

/** Tint of the act that reaches least far; the trigger stronger; whoever acts or is acted on underlined. */
function look(segment: Segment, statements: readonly Told[]): string {
  const shown = { ...segment, layers: segment.layers.filter((l) => statements[l.statement]!.standing !== "rejected") };
  const owner = ownerOf(shown);
  if (owner === null) return "";
  const triggers = shown.layers.filter((l) => l.slot === "trigger");
  const told = statements[triggers[0]?.statement ?? owner]!;
  const found = ["told", told.status];
  if (told.background) found.push("background");
  if (told.standing === "candidate") found.push("candidate");
  if (triggers.length) found.push("trigger");
  if (shown.layers.some((l) => l.slot === "actor" || l.slot === "recipient")) found.push("party");
  return found.join(" ");
}
