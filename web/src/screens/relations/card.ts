/** The card of two parties as the server tells it. */
import type { Equivalent } from "../../lib/api";
import type { StatusName } from "./series";

export interface Passage {
  statement: number;
  statement_id: string;
  document: string;
  publisher: string | null;
  published: string | null;
  sentence: string;
  says: string;
  status: StatusName;
  voice: string | null;
}

interface Shown {
  mutual: boolean;
  statuses: Partial<Record<StatusName, number>>;
  own_voice: number;
  voices: string[];
  origins: number;
  passages: Passage[];
}

export interface Flow extends Shown {
  giver: string;
  taker: string;
  kind: string;
  stopped: boolean;
  words: string[];
  quantities: string[];
  acts: string[];
}

export interface Standing extends Shown {
  relation: string;
  name: string;
  a: string;
  b: string;
  state: "in force" | "ended" | "spoken of" | "denied";
  edtf: string | null;
  beginnings: string[];
  begins_earliest: string | null;
  begins_latest: string | null;
  ends_earliest: string | null;
  ends_latest: string | null;
  reported_first: string | null;
  reported_last: string | null;
  contested: boolean;
  denied_by: string[];
}

export interface Card {
  card: { statements: number; documents: number; origins: number; first: string | null; last: string | null; flows: Flow[]; standing: Standing[] };
  read: number;
  most: number;
  /** Statement number → number of its report. */
  reports: Record<string, number>;
  equivalent: Equivalent;
}

const LABELS: Record<StatusName, string> = { actual: "happened, as reported", planned: "planned", possible: "possible", negated: "did not happen, as reported" };

/** `2 happened, as reported; 1 planned` */
export function statuses(of: Partial<Record<StatusName, number>>): string {
  return Object.entries(of).map(([status, n]) => `${n} ${LABELS[status as StatusName]}`).join("; ");
}

export function voices(of: Shown): string {
  const own = of.own_voice ? [`${of.own_voice} in the report's own voice`] : [];
  const said = of.voices.length ? [`said by ${of.voices.slice(0, 3).join("; ")}${of.voices.length > 3 ? ` and ${of.voices.length - 3} more` : ""}`] : [];
  return [...own, ...said].join(", ");
}

/** A day as a year with its fraction; null for none. */
export function year(day: string | null): number | null {
  if (!day) return null;
  const [y, m = "01", d = "01"] = day.split("-");
  return Number(y) + (Number(m) - 1) / 12 + (Number(d) - 1) / 372;
}

export interface Stretch {
  /** Years: told between `from` and `to`; it may have begun since `begin`, may have ended by `end`. */
  begin: number | null;
  from: number;
  to: number;
  end: number | null;
  open: boolean;
}

/** The stretch of time that a relation is told for; null where nobody says that it came about. */
export function stretch(of: Standing): Stretch | null {
  if (of.edtf === null) return null;
  const first = year(of.begins_latest ?? of.begins_earliest ?? of.reported_first);
  const last = year(of.reported_last);
  if (first === null) return null;
  if (of.state !== "ended") return { begin: year(of.begins_earliest), from: first, to: Math.max(first, last ?? first), end: null, open: true };
  const to = year(of.ends_earliest ?? of.ends_latest) ?? first;
  return { begin: year(of.begins_earliest), from: Math.min(first, to), to, end: year(of.ends_latest), open: false };
}

export function interval(of: Standing): string {
  if (of.edtf === null) return "";
  const begin = of.begins_earliest && of.begins_latest && of.begins_earliest !== of.begins_latest ? `${of.begins_earliest} to ${of.begins_latest}` : (of.begins_earliest ?? (of.begins_latest ? `not after ${of.begins_latest}` : "not told"));
  const end = of.state === "ended" ? [...new Set([of.ends_earliest, of.ends_latest].filter(Boolean))].join(" to ") || "a day not told" : "open";
  return `beginning ${begin}; end ${end}`;
}
