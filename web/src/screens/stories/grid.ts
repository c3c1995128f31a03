/** An incident as columns and cells: by origin, or by the voices within each origin. */
import type { Column, Incident, Said, Slot } from "./types";

export const SLOTS: Record<string, { label: string; hint: string }> = {
  whether: { label: "Whether", hint: "Whether it happened, apart for each voice" },
  event: { label: "Event", hint: "The type of event and the words that name it" },
  who: { label: "Who", hint: "Actors, as the reports name them" },
  whom: { label: "To whom", hint: "Recipients" },
  "how many": { label: "How many", hint: "Numbers with what they count" },
  what: { label: "What", hint: "Things that are given, demanded, promised or used" },
  when: { label: "When", hint: "Times as the texts give them" },
  where: { label: "Where", hint: "Places as the texts give them" },
  blame: { label: "Blame", hint: "Who did it, as somebody says" },
};
export const AGREEMENT: Record<Slot["agreement"], { label: string; hint: string }> = {
  agree: { label: "agree", hint: "Several origins tell the same" },
  compatible: { label: "compatible", hint: "One is more precise than another" },
  differ: { label: "differ", hint: "Not all of it can be: reports differ" },
  one: { label: "one origin", hint: "Only one origin tells it" },
};
export const OWN = "the report’s own voice";

export interface Shown {
  key: string;
  column: Column;
  at: number;
  /** The chain of voices of this column; null where a column is a whole origin. */
  voice: string | null;
  /** How many columns the origin spans, 0 for those after its first. */
  span: number;
}

export interface Entry {
  version: number;
  text: string;
  holder: string;
  voice: string;
  against: number[];
  said: Said[];
}

/** The voices of a statement in words. */
export function chain(said: Said): string {
  return said.voices.length ? said.voices.join(" › ") : OWN;
}

/** The columns: origins by day, with `byVoice` each as many as voices speak in it, its own first. */
export function columnsOf(incident: Incident, byVoice: boolean): Shown[] {
  return incident.columns.flatMap((column, at): Shown[] => {
    if (!byVoice) return [{ key: String(at), column, at, voice: null, span: 1 }];
    const told = incident.rows.flatMap((row) => row.versions.flatMap((v) => v.cells.filter((c) => c.column === at).flatMap((c) => c.said.map(chain))));
    const voices = [...new Set(told)].sort((a, b) => Number(b === OWN) - Number(a === OWN) || a.localeCompare(b));
    return voices.map((voice, i) => ({ key: `${at} ${voice}`, column, at, voice, span: i === 0 ? voices.length : 0 }));
  });
}

/** What a column tells of a slot. */
export function entriesOf(row: Slot, of: Shown): Entry[] {
  return row.versions.flatMap((v, version) =>
    v.cells
      .filter((c) => c.column === of.at)
      .map((c) => ({ version, text: v.text, holder: v.holder, voice: c.voice, against: v.against, said: of.voice === null ? c.said : c.said.filter((s) => chain(s) === of.voice) }))
      .filter((entry) => entry.said.length),
  );
}

/** The name of a version: A, B … Z, A1 … */
export function letter(version: number): string {
  return String.fromCharCode(65 + (version % 26)) + (version >= 26 ? String(Math.floor(version / 26)) : "");
}
