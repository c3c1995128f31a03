import type { Answer } from "../../lib/api";

/** A watch as the list shows it. */
export interface Watch {
  name: string;
  state: "active" | "paused";
  filter: string;
  origins: number;
  days: number;
  updates: boolean;
  targets: string[];
  alerts: number;
  earlier: number;
  looked: string | null;
}

/** What came of looking at a watch. */
export interface Outcome {
  watch: string;
  fired: number[];
  earlier: number;
  fault: string;
}

/** A statement as an alert tells it. */
export interface Told {
  statement_id: string;
  document_pk: number | null;
  document_id: string;
  stands: boolean;
  origin: string;
  publisher: string | null;
  published: string | null;
  title: string | null;
  event: string;
  mode: string | null;
  status: string;
  /** The status in words, with the condition that it depends on. */
  told_as?: string;
  background: boolean;
  voice: string;
  actors: string[];
  recipients: string[];
  when: string | null;
  where: string | null;
  passage: { text: string; start: number; end: number };
  matched: Record<string, string>;
}

/** An alert with its whole reason. */
export interface Reason {
  alert: number;
  watch: string;
  kind: "new" | "update";
  at: string;
  update_of: number | null;
  cause: string;
  filter: string;
  threshold: { origins: number; days: number };
  window: { first: string; last: string; reached: string };
  story: string | null;
  origins: { origin: string; documents: number }[];
  copies: number;
  statements: Told[];
  left_out: number;
}

export interface Alerts extends Answer {
  reasons: Reason[];
  total: number;
}

export interface Watches extends Answer {
  waiting: Record<string, number>;
}

/** `2 alerts`, `no alert`, and what was kept without one. */
export function said(outcome: Outcome): string {
  if (outcome.fault) return `${outcome.watch}: ${outcome.fault}`;
  const told = outcome.fired.length === 1 ? "1 alert" : `${outcome.fired.length || "no"} alerts`;
  return `${outcome.watch}: ${told}${outcome.earlier ? `; ${outcome.earlier} earlier kept without an alert` : ""}.`;
}

/** The sentence in pieces, those between `[hit|` and `]` marked, as the ledger wrote them for the words searched for. */
export function pieces(passage: string, marked: string | undefined): { text: string; hit: boolean }[] {
  const found = (marked ?? passage).split(/\[hit\|([^\]]*)\]/);
  const whole = found.join("");
  if (whole !== passage) return [{ text: passage, hit: false }];
  return found.map((text, i) => ({ text, hit: i % 2 === 1 }));
}
