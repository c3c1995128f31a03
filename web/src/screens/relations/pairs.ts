/** Pairs of parties as the server counts them, and how a view cuts them. */
import type { Equivalent, Parameters } from "../../lib/api";
import { place } from "../../lib/place.svelte";
import { counted } from "../../lib/words";

export interface Pair {
  actor: string;
  recipient: string;
  statements: number;
  material_cooperation: number;
  material_conflict: number;
  verbal_cooperation: number;
  verbal_conflict: number;
  open_cooperation: number;
  open_conflict: number;
  planned: number;
  possible: number;
  negated: number;
  own_voice: number;
  mutual: number;
}

export interface Side extends Pair {
  background: number;
  first_month: string | null;
  last_month: string | null;
  plover_mean: number | null;
  plover_sum: number | null;
  goldstein_mean: number | null;
  goldstein_sum: number | null;
}

export interface Pairs {
  columns: string[];
  rows: unknown[][];
  names: Record<string, string>;
  party: string | null;
  equivalent: Equivalent;
}

export type Told = "realised" | "material" | "verbal" | "open" | "all";
export const TOLD: { key: Told; label: string; hint: string }[] = [
  { key: "realised", label: "Realised", hint: "Told as having happened, deeds and words" },
  { key: "material", label: "Deeds", hint: "Realised and material: told as having happened, more than words" },
  { key: "verbal", label: "Verbal", hint: "Realised words: told as having been said, demanded, promised, discussed" },
  { key: "open", label: "Planned, possible", hint: "Not told as having happened" },
  { key: "all", label: "All", hint: "Whatever way it is told, denials too" },
];
export const EVENTS: { label: string; events: string[] }[] = [
  { label: "Verbal cooperation", events: ["AGREE", "CONSULT", "SUPPORT", "CONCEDE"] },
  { label: "Material cooperation", events: ["COOPERATE", "AID", "RETREAT"] },
  { label: "Verbal conflict", events: ["REQUEST", "ACCUSE", "REJECT", "THREATEN"] },
  { label: "Material conflict", events: ["PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"] },
];

/** A pair's statements as one view counts them; `rest`: denials, and acts of no class. */
export interface Cut {
  cooperation: number;
  conflict: number;
  openCooperation: number;
  openConflict: number;
  rest: number;
  total: number;
}

export function cut(p: Pair, told: Told): Cut {
  const real = p.statements - p.planned - p.possible - p.negated;
  const total = { realised: real, material: p.material_cooperation + p.material_conflict, verbal: p.verbal_cooperation + p.verbal_conflict, open: p.planned + p.possible, all: p.statements }[told];
  const deeds = told === "realised" || told === "all" || told === "material";
  const words = told === "realised" || told === "all" || told === "verbal";
  const ahead = told === "open" || told === "all";
  const cooperation = (deeds ? p.material_cooperation : 0) + (words ? p.verbal_cooperation : 0);
  const conflict = (deeds ? p.material_conflict : 0) + (words ? p.verbal_conflict : 0);
  const openCooperation = ahead ? p.open_cooperation : 0;
  const openConflict = ahead ? p.open_conflict : 0;
  return { cooperation, conflict, openCooperation, openConflict, rest: total - cooperation - conflict - openCooperation - openConflict, total };
}

/** All of cooperation, all of conflict. */
export function signs(c: Cut): [number, number] {
  return [c.cooperation + c.openCooperation, c.conflict + c.openConflict];
}

export function told(): Told {
  const wanted = place.get("told", "realised");
  return TOLD.find((t) => t.key === wanted)?.key ?? "realised";
}

/** What the view asks of all pairs, or of two parties. */
export function asked(): Parameters {
  return { q: place.get("q"), since: place.get("since"), until: place.get("until"), event: place.get("event"), background: place.get("background") };
}

export function words(c: Cut): string {
  const parts: string[] = [];
  if (c.cooperation) parts.push(`${c.cooperation} cooperation`);
  if (c.conflict) parts.push(`${c.conflict} conflict`);
  if (c.openCooperation) parts.push(`${c.openCooperation} cooperation planned or possible`);
  if (c.openConflict) parts.push(`${c.openConflict} conflict planned or possible`);
  if (c.rest) parts.push(`${c.rest} denied or of no class`);
  return `${counted(c.total, "statement")}, as reported${parts.length ? `: ${parts.join(", ")}` : ""}`;
}

export interface Party {
  code: string;
  name: string;
  does: number;
  gets: number;
  cooperation: number;
  conflict: number;
}

/** The parties of the pairs, those of the most statements first. */
export function parties(pairs: Pair[], names: Record<string, string>, how: Told): Party[] {
  const found = new Map<string, Party>();
  const of = (code: string): Party => {
    let one = found.get(code);
    if (!one) found.set(code, (one = { code, name: names[code] ?? code, does: 0, gets: 0, cooperation: 0, conflict: 0 }));
    return one;
  };
  for (const pair of pairs) {
    const c = cut(pair, how);
    if (!c.total) continue;
    const [cooperation, conflict] = signs(c);
    of(pair.actor).does += c.total;
    of(pair.recipient).gets += c.total;
    for (const one of [of(pair.actor), of(pair.recipient)]) {
      one.cooperation += cooperation;
      one.conflict += conflict;
    }
  }
  return [...found.values()].sort((a, b) => b.does + b.gets - a.does - a.gets || a.code.localeCompare(b.code));
}

/** `United States (USA)`; the code alone where nobody has a name for it. */
export function titled(code: string, names: Record<string, string>): string {
  const name = names[code];
  return name && name !== code ? `${name} (${code})` : code;
}
