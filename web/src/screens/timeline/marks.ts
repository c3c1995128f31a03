import type { StatementRow } from "../../lib/types";
import { DAY, instant, type Scale } from "./scale";

/** A row of the timeline: a statement with the columns that say how well its time is known. */
export interface TimedRow extends StatementRow {
  when_granularity: string | null;
  when_approx: boolean | null;
}

export interface BinRow {
  from: string | null;
  to: string | null;
  unit: string;
  status: StatementRow["status"];
  background: boolean;
  statements: number;
}

export interface Reports {
  total: number;
  reported: [string, number][];
  earlier: number;
  later: number;
  undated: number;
}

export interface LaneRows extends Reports {
  party: string;
  columns: string[];
  rows: unknown[][];
}

export interface Overview {
  lanes: { party: string; total: number; untimed: number; years: Record<string, number> }[];
  newest: string | null;
  first: string;
  last: string;
}

/** Where a statement is drawn; `before` and `after`: pixels over which an edge fades that nobody fixes. */
export interface Mark {
  row: TimedRow;
  x: number;
  width: number;
  y: number;
  before: number;
  after: number;
  label: string;
}

const OPEN = 46; // pixels over which an open end fades away
const LEAST = 6;
const HEIGHT = 15;
const LETTER = 6.4;

/** Who to whom, and what. */
export function brief(row: StatementRow): string {
  const whom = row.recipient_codes ? ` → ${row.recipient_codes}` : "";
  return `${row.actor_codes || "?"}${whom} ${row.event}`;
}

function placed(row: TimedRow, scale: Scale, width: number, labelled: boolean): Mark {
  const starts = row.when_earliest ? scale(instant(row.when_earliest)) : null;
  const ends = row.when_latest ? scale(instant(row.when_latest) + (row.when_latest.length > 10 ? 0 : DAY)) : null;
  const day = scale(DAY) - scale(0);
  const soft = row.when_approx ? Math.min(12, Math.max(3, ((ends ?? 0) - (starts ?? 0)) * 0.15)) : 0;
  // an open end fades from the day that is told, one that lies beyond the range from the edge of the range
  const left = starts === null ? Math.max(0, Math.min(ends ?? 0, width) - day - OPEN) : Math.max(0, starts - soft);
  const right = ends === null ? Math.min(width, Math.max(starts ?? 0, 0) + Math.min(day, OPEN) + OPEN) : Math.min(width, ends + soft);
  const wide = Math.max(LEAST, right - left);
  const before = starts === null ? OPEN : starts - soft < 0 ? 0 : 2 * soft;
  const after = ends === null ? OPEN : ends + soft > width ? 0 : 2 * soft;
  const [b, a] = [Math.min(before, wide / 2), Math.min(after, before ? wide / 2 : wide)];
  return { row, x: Math.min(left, width - LEAST), width: wide, y: 0, before: b, after: a, label: labelled ? brief(row) : "" };
}

/** The statements in rows, none over another: each in the first row with room, what begins in the range first. */
export function packed(rows: TimedRow[], scale: Scale, width: number, labelled: boolean): { marks: Mark[]; height: number } {
  const taken: [number, number][][] = [];
  const marks = rows.map((row) => placed(row, scale, width, labelled)).sort((a, b) => Number(!a.x) - Number(!b.x) || a.x - b.x || b.width - a.width);
  for (const mark of marks) {
    if (mark.label && mark.x + mark.width + mark.label.length * LETTER > width) mark.label = "";
    const end = mark.x + mark.width + (mark.label ? mark.label.length * LETTER + 8 : 2);
    let at = taken.findIndex((row) => row.every(([from, to]) => to <= mark.x || end <= from));
    if (at < 0) at = taken.push([]) - 1;
    taken[at]!.push([mark.x, end]);
    mark.y = at * HEIGHT;
  }
  return { marks: marks.sort((a, b) => a.x - b.x || a.y - b.y), height: Math.max(1, taken.length) * HEIGHT };
}
