import type { Equivalent } from "../../lib/api";

/** As /api/coding gives it. */
export type Verdict = "yes" | "no" | "unsure";
export interface Vote {
  verdict: Verdict;
  value: string;
}
export type Votes = Record<string, Vote>;

export interface SampleRow {
  sample: string;
  design: string;
  seed: string;
  drawn: number;
  population: number;
  filter: string;
  strata: string;
  threshold: number | null;
  at: string;
  judged: string;
}

export interface Queue {
  name: string;
  kind: "statements" | "sentences";
  design: string;
  seed: string;
  population: number;
  total: number;
  done: number[];
  next: number | null;
  equivalent?: Equivalent;
}

export interface Mark {
  slot: string;
  start: number;
  end: number;
}

/** One item; of a sentence `events`, of a statement the rest. */
export interface Item {
  number: number;
  done: boolean;
  title: string | null;
  publisher: string | null;
  published: string | null;
  text: string;
  window: [number, number];
  sentence: [number, number];
  events?: string;
  marks?: Mark[];
  mode?: string | null;
  background?: boolean;
  slots?: { slot: string; machine: string; words: string }[];
  mine?: Votes;
  note?: string;
}

export interface Choices {
  events: { name: string; definition: string }[];
  statuses: string[];
  strata: string[];
  slots: string[];
}

export interface Measure {
  section: string;
  subject: string;
  who: string;
  measure: string;
  n: number;
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface About {
  columns: string[];
  rows: unknown[][];
  equivalent: Equivalent;
  total: number;
  shown: number;
  judged: Record<string, number>;
  open: number;
  probability: boolean;
}

export interface Difference {
  number: number;
  document: string;
  slot: string;
  machine: string;
  said: Record<string, string>;
  sentence: string;
  adjudicated: string | null;
  by: string | null;
}

export const VERDICTS: [Verdict, string, string][] = [
  ["yes", "right", "y"],
  ["no", "wrong", "n"],
  ["unsure", "unsure", "x"],
];

/** What is written where a slot is wrong (docs/corrections.md). */
export const WRITE: Record<string, string> = {
  event: "ASSAULT",
  actor: "RUS MIL; Minsk (BLR), or none",
  recipient: "UKR; CVL, or none",
  status: "planned",
  voice: "JRN > the ministry (UKR GOV), or none",
  when: "2023-09-13, 2023-09~, or none",
  where: "Kyiv (UKR), or none",
  events: "ASSAULT; ACCUSE, or none",
};
