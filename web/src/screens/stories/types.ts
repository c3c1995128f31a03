/** What the room of stories answers. */
import type { Answer, Equivalent } from "../../lib/api";

export interface StoryRow {
  story: string;
  first: string | null;
  last: string | null;
  reports: number;
  origins: number;
  developments: number;
  title: string;
  parties: string;
  why: string;
  differ: number;
}

export interface Member {
  number: number;
  document_pk: number;
  document_id: string;
  published: string | null;
  publisher: string | null;
  title: string | null;
  url: string | null;
  origin: string;
  copied_from: string | null;
  share: number | null;
  agency: string | null;
  development: number;
  origin_why: string;
  why: string;
}

export interface Development {
  development: number;
  label: string;
  reports: number;
  first: string | null;
  last: string | null;
}

export interface VersionRow {
  document_id: string;
  document_pk: number;
  version: number;
  loaded: string;
  published: string | null;
  title: string | null;
  current: boolean;
}

export interface StoryAnswer extends Answer {
  story: { story_id: string; title: string; first: string | null; last: string | null; reports: number; origins: number; parties: string; why: string };
  developments: Development[];
  versions: VersionRow[];
  acts: { total: number; differ: number };
  compare: Equivalent;
}

export interface IncidentRow {
  incident_id: string;
  event: string;
  mode: string | null;
  act: string;
  headline: string;
  statements: number;
  origins: number;
  documents: number;
  differ: string;
}

export interface Said {
  statement_id: string;
  document_pk: number;
  voices: string[];
  sentence: string;
}

export interface Version {
  text: string;
  holder: string;
  against: number[];
  cells: { column: number; voice: string; said: Said[] }[];
}

export interface Slot {
  slot: string;
  agreement: "agree" | "compatible" | "differ" | "one";
  versions: Version[];
}

export interface Column {
  origin: string;
  source: string;
  title: string;
  published: string | null;
  document_pk: number;
  reports: number;
}

export interface Incident {
  id: string;
  event: string;
  mode: string | null;
  act: string;
  headline: string;
  stories: string[];
  days: string[];
  statements: number;
  columns: Column[];
  rows: Slot[];
}

/** One day, from day to day, or that there is none. */
export function period(first: string | null, last: string | null): string {
  if (!first) return "undated";
  return first === last || !last ? first : `${first} to ${last}`;
}

/** Where and when a report came out. */
export function from(report: { published: string | null; publisher: string | null }): string {
  return [report.published ?? "undated", report.publisher].filter(Boolean).join(" · ");
}
