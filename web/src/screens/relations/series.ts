/** The monthly series of two parties as bars: what one does above the axis, what the other does below. */
export const STATUSES = ["actual", "planned", "possible", "negated"] as const;
export type StatusName = (typeof STATUSES)[number];

export interface MonthRow extends Record<StatusName, number> {
  month: string;
  actor: string;
  recipient: string;
  actual_own: number;
  planned_own: number;
  possible_own: number;
  negated_own: number;
  cooperation: number;
  conflict: number;
  documents_of_month: number;
}

export interface Piece {
  status: StatusName;
  own: boolean;
  number: number;
}

export interface Column {
  /** YYYY-MM or YYYY. */
  at: string;
  reports: number;
  /** Towards the second party, towards the first. */
  ways: [Piece[], Piece[]];
}

export const MONTHS = 72; // more than these are shown by year

/** Columns by month or year; `a` is the party whose acts stand above. */
export function columns(rows: MonthRow[], a: string, years: boolean): Column[] {
  const found = new Map<string, Column>();
  for (const row of rows) {
    const at = years ? row.month.slice(0, 4) : row.month;
    let column = found.get(at);
    if (!column) found.set(at, (column = { at, reports: 0, ways: [[], []] }));
    const above = row.actor === a;
    for (const status of STATUSES) {
      const own = row[`${status}_own`];
      add(column.ways[above ? 0 : 1], status, true, own);
      add(column.ways[above ? 0 : 1], status, false, row[status] - own);
    }
  }
  const months = new Map(rows.map((r) => [r.month, r.documents_of_month]));
  for (const [month, reports] of months) found.get(years ? month.slice(0, 4) : month)!.reports += reports;
  return [...found.values()];
}

function add(pieces: Piece[], status: StatusName, own: boolean, number: number): void {
  if (!number) return;
  const known = pieces.find((p) => p.status === status && p.own === own);
  if (known) known.number += number;
  else pieces.push({ status, own, number });
}

export function sum(pieces: Piece[]): number {
  return pieces.reduce((total, p) => total + p.number, 0);
}

export const WORDS: Record<StatusName, string> = { actual: "happened, as reported", planned: "planned", possible: "possible", negated: "did not happen, as reported" };

export function told(pieces: Piece[]): string {
  return STATUSES.flatMap((status) => {
    const of = pieces.filter((p) => p.status === status);
    if (!of.length) return [];
    const own = of.find((p) => p.own)?.number ?? 0;
    const total = sum(of);
    return [`${total} ${WORDS[status]} (${own ? `${own} in the report's own voice` : ""}${own && own < total ? ", " : ""}${own < total ? `${total - own} as others say` : ""})`];
  }).join("; ");
}

/** A round number at or above the largest, for the axis. */
export function ceiling(most: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((n) => n * step).find((n) => n >= most && Number.isInteger(n)) ?? most;
}

/** The months of a series without those of no statement at its beginning: it begins where something is told. */
export function spanned(rows: MonthRow[]): string[] {
  return [...new Set(rows.map((r) => r.month))];
}
