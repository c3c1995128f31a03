import type { Pair, Told } from "./types";
import { place } from "./words";

/** A party of the report and every place where statements name it. */
export interface Mentions {
  party: string;
  label: string;
  spans: Pair[];
}

/** The parties that statements name, as actor, recipient or voice; the most often named first. */
export function mentionsOf(statements: readonly Told[]): Mentions[] {
  const found = new Map<string, { label: string; spans: Map<string, Pair> }>();
  for (const told of statements)
    for (const m of [...told.actor, ...told.recipient, ...told.voices]) {
      if (!m.code) continue;
      const one = found.get(m.code) ?? { label: m.name ?? place(m.text), spans: new Map<string, Pair>() };
      one.spans.set(m.span.join("-"), m.span);
      found.set(m.code, one);
    }
  return [...found]
    .map(([party, { label, spans }]) => ({ party, label, spans: [...spans.values()].sort((a, b) => a[0] - b[0]) }))
    .sort((a, b) => b.spans.length - a.spans.length || a.party.localeCompare(b.party));
}
