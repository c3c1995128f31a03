import type { Party, Told, When, Where } from "./types";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Words of the text on one line. */
export function place(words: string): string {
  return words.replace(/\s+/g, " ").trim();
}

/** Parties as they are called on a card: `Russia, Moscow`; nobody where the text names none. */
export function parties(found: Party[]): string {
  return found.map((m) => place(m.text)).join(", ");
}

/** An EDTF date in words: `13 Sep 2023`, `about Sep 2023`, `1950 to 1953`; what it cannot say stays as it is. */
export function day(edtf: string): string {
  if (edtf.includes("/")) {
    const [from, to] = edtf.split("/") as [string, string];
    if (to === ".." || !to) return `since ${day(from)}`;
    return from === ".." || !from ? `until ${day(to)}` : `${day(from)} to ${day(to)}`;
  }
  const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(~?)$/.exec(edtf);
  if (!found) return edtf.replace(/^(\d{3})X(~?)$/, "$10s$2").replace(/^(.*)~$/, "about $1");
  const [, year, month, date, about] = found;
  const name = month ? MONTHS[Number(month) - 1] : undefined;
  if (month && !name) return edtf;
  return `${about ? "about " : ""}${[date && String(Number(date)), name, year].filter(Boolean).join(" ")}`;
}

/** The time on a card: what was worked out, else the bounds that tense and publication date leave. */
export function time(when: When | null): string {
  if (!when) return "";
  if (when.edtf) return day(when.edtf);
  if (when.latest && !when.earliest) return `by ${day(when.latest.slice(0, 10))}`;
  return when.earliest && !when.latest ? `from ${day(when.earliest.slice(0, 10))}` : "";
}

export function where(of: Where | null): string {
  return of ? [...new Set([place(of.text), of.code].filter(Boolean))].join(", ") : "";
}

/** One statement in one line, for those who hear the page. */
export function line(told: Told): string {
  const to = told.recipient.length ? ` to ${parties(told.recipient)}` : "";
  return `${parties(told.actor) || "nobody named"}${to}: ${told.event}${told.mode ? ` ${told.mode}` : ""}, ${told.status}`;
}

/** What became of the statement, where that is not simply that it stands. */
export const STANDING: Record<Told["standing"], string> = {
  stands: "",
  rejected: "rejected: not in the ledger",
  candidate: "candidate: read with too little confidence, not in the ledger",
  older: "of an older version: no longer in the ledger",
};
