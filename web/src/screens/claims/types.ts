/** What the room of claims answers, and the words for it. */
import type { Equivalent } from "../../lib/api";

export interface ClaimRow {
  claim_id: string;
  speaker: string;
  kind: string;
  claim: string;
  first_said: string | null;
  repeated: number;
  due: string | null;
  due_latest: string | null;
  outcome: string;
  judged_by: string | null;
  supports: number;
  against: number;
  updates: number;
  flip: "contradicts" | "changed" | null;
  due_note: string | null;
  condition: string | null;
  told_by: string | null;
  first_reported: string | null;
  last_reported: string | null;
  origins: number;
  statements: number;
}

export interface Passage {
  statement_id: string;
  published: string | null;
  publisher: string | null;
  event: string;
  mode: string | null;
  status: string;
  voices: string | null;
  sentence: string;
  document_id: string;
  document_pk: number | null;
  story_id: string | null;
  claim_id: string | null;
}

export interface Bearing extends Passage {
  direction: "supports" | "against" | "updates";
  strength: number;
  why: string;
}

export interface Turn extends Passage {
  flip: number;
  said: "first" | "later";
  speaker: string;
  kind: string;
  why: string;
}

export interface Proof {
  id: string;
  document_pk?: number;
  sentence?: string;
  published?: string | null;
}

export interface OutcomeRow {
  outcome: string;
  by: string;
  at: string;
  note: string;
  evidence: Proof[];
  latest: boolean;
}

export interface CardAnswer {
  claim: ClaimRow;
  statements: (Passage & { origin: string })[];
  evidence: Bearing[];
  flips: Turn[];
  outcomes: OutcomeRow[];
  equivalent: Equivalent;
}

export const KINDS = ["promise", "plan", "prediction", "threat", "denial", "accusation"];
export const OUTCOMES: [string, string][] = [
  ["came true", "What was said came about, as far as the judge can see"],
  ["partly", "A part of it came about"],
  ["did not", "It did not come about"],
  ["contradicted", "What is known speaks against it"],
  ["unverifiable", "Nobody can tell"],
];
export const WAYS: Record<Bearing["direction"], { sign: string; label: string; many: string; hint: string }> = {
  supports: { sign: "▲", label: "speaks for it", many: "speak for it", hint: "A later report tells the act as having happened (of a denial: as not happening)" },
  against: { sign: "▼", label: "speaks against it", many: "speak against it", hint: "A later report tells the same act as not happening, refused, or a contrary act" },
  updates: { sign: "↻", label: "updates it", many: "update it", hint: "Announced again, or for another time" },
};
export const TURNS: Record<string, string> = { contradicts: "contradicts earlier words", changed: "changed their words" };

/** The last day for which it was said, where the words do not give it. */
export function until(claim: ClaimRow): string {
  const day = claim.due_latest?.slice(0, 10) ?? "";
  return claim.due?.includes(day) ? "" : ` (until ${day})`;
}
