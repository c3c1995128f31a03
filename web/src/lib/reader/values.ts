import type { Pair, Told } from "./types";

/** What slots can hold, as `GET /api/corrections/choices` gives it. */
export interface Choices {
  statuses: string[];
  kinds: string[];
  bodies: string[];
  sectors: Record<string, string>;
  states: Record<string, string>;
  events: { event: string; quad: number; definition: string; modes: Record<string, string> }[];
}

/** One entry of a slot that stands in the text: words, their characters if known, and what they resolve to. */
export interface Entry {
  words: string;
  span: Pair | null;
  code: string;
  kind: string;
  quantity: string;
}

export const LISTS = new Set(["actor", "recipient", "voice", "where", "what"]);
export const NONE = "none";
const EMPTY: Entry = { words: "", span: null, code: "", kind: "other", quantity: "" };

export function blank(): Entry {
  return { ...EMPTY };
}

/** The entries of a slot as they stand. */
export function entriesOf(told: Told, slot: string): Entry[] {
  const of = (m: { text: string; span: Pair; code?: string | null }): Entry => ({ ...EMPTY, words: m.text, span: m.span, code: m.code ?? "?" });
  if (slot === "actor" || slot === "recipient") return told[slot].map(of);
  if (slot === "voice") return told.voices.map((v) => ({ ...of(v), code: (v.code ?? "?").replaceAll(";", "; ") }));
  if (slot === "where") return told.where ? [of(told.where)] : [];
  if (slot === "what") return told.what.map((t) => ({ ...of(t), kind: t.kind, quantity: t.quantity ?? "" }));
  return [];
}

/** The value that says these entries: `Pyongyang (PRK GOV)@120-129; …`, voices with > between. */
export function written(slot: string, entries: Entry[]): string {
  const found = entries.filter((e) => e.words.trim() || e.span || e.code.trim());
  const each = found.map((e) => one(slot, e));
  return each.join(slot === "voice" ? " > " : "; ") || NONE;
}

function one(slot: string, entry: Entry): string {
  const code = slot === "what" ? [entry.kind, entry.quantity.trim()].filter(Boolean).join(", ") : entry.code.trim() || "?";
  const at = entry.span ? `@${entry.span[0]}-${entry.span[1]}` : "";
  const words = entry.words.replace(/\s+/g, " ").trim();
  if (slot === "voice" && code.includes(";")) return code;
  if (!words || (entry.span && /[;()@>]/.test(words))) return `${code}${at}`;
  return `${words} (${code})${at}`;
}
