/** Runs, their problems and the difference of two, as the server gives them. */
import type { Equivalent } from "../../lib/api";
import { number } from "../../lib/words";

export interface Run {
  run: number;
  state: string;
  started: string;
  finished: string | null;
  seconds: number | null;
  read: number;
  kept: number;
  skipped: number;
  statements: number;
  version: string;
  knowledge: string;
  model: string;
  settings: string;
  note: string | null;
}

export interface Coverage {
  run: Run;
  inputs: number;
  readings: number;
  empty: number;
  share: number | null;
}

export interface Reason {
  severity: "error" | "warning" | "note";
  stage: string;
  reason: string;
  number: number;
  documents: number;
}

export interface Problem {
  severity: "error" | "warning" | "note";
  stage: string;
  document_id: string;
  message: string;
  start: number | null;
  end: number | null;
  document_pk: number | null;
  title: string | null;
  published: string | null;
  publisher: string | null;
}

export interface ReadReport {
  document_pk: number;
  document_id: string;
  published: string | null;
  publisher: string | null;
  title: string | null;
  characters: number;
  sentences: number;
  statements: number;
  current: boolean;
}

export const SEVERITY: Record<string, string> = { error: "skipped", warning: "warning", note: "note" };

export type Change = "gain" | "loss" | "changed";
export const CHANGES: Record<Change, { mark: string; label: string; many: string }> = {
  gain: { mark: "+", label: "gain", many: "gains" },
  loss: { mark: "−", label: "loss", many: "losses" },
  changed: { mark: "≠", label: "changed", many: "changed slots" },
};

export interface DiffRow {
  change: Change;
  slot: string | null;
  before: unknown;
  after: unknown;
  rule_before: string | null;
  rule_after: string | null;
  document_id: string;
  document_pk: number;
  statement_id: string | null;
  statement_id_before: string | null;
  event: string;
  trigger: string;
  sentence: string;
}

export interface DiffPart {
  columns: string[];
  rows: unknown[][];
  equivalent: Equivalent;
  documents: number;
  otherwise: number;
  compared: number;
  only_before: number;
  only_after: number;
  same: number;
  /** Of the same: statements of reports with the very same reading. */
  untouched: number;
}

export function ruleOf(row: DiffRow): string {
  return row.rule_after || row.rule_before || "no rule named";
}

/** A value of a slot as it is shown. */
export function value(of: unknown): string {
  if (of === null || of === undefined || of === "") return "nothing";
  if (of === true) return "yes";
  return of === false ? "no" : String(of);
}

/** 75 s, 12 min, 3.2 h */
export function lasting(seconds: number | null): string {
  if (seconds === null) return "";
  if (seconds < 0.1) return "< 0.1 s";
  if (seconds < 100) return `${seconds < 10 ? seconds.toFixed(1) : number(Math.round(seconds))} s`;
  return seconds < 6000 ? `${number(Math.round(seconds / 60))} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Values counted, the most first. */
export function tally<T>(rows: T[], of: (row: T) => string): [string, number][] {
  const found = new Map<string, number>();
  for (const row of rows) found.set(of(row), (found.get(of(row)) ?? 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/** The coder of a run; runs of one coder read the same. */
export function coder(run: Run): string {
  return [run.version, run.knowledge, run.model, run.settings].join(" ");
}
