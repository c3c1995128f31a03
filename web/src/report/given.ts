import type { Reported, Told } from "../lib/reader/types";

/** What `dateline report` puts into the file. */
export interface Given {
  title: string;
  /** What it was made from and with, a line each. */
  about: string[];
  reports: Pick<Reported, "document" | "text" | "statements">[];
  /** Ids of the statements that were asked for; empty: all. */
  wanted: string[];
}

/** One row of the table. */
export interface Line {
  report: number;
  told: Told;
  sentence: string;
}
