import type { Answer } from "../../lib/api";

/** Counts as the server gives them. */
export interface Counted extends Answer {
  series: boolean;
  framed: boolean;
  narrowed: (string | null)[];
}

/** A group with what it is a share of. */
export interface Group {
  name: string;
  statements: number;
  documents: number;
  allStatements: number;
  allDocuments: number;
  share: number | null;
  documentShare: number | null;
  narrowed: string | null;
}

export const LABELS: Record<string, string> = {
  event: "event", mode: "mode", quad: "quad", status: "status", realised: "realised", own_voice: "own voice", background: "background",
  codebook: "codebook", actor: "actor", recipient: "recipient", speaker: "speaker (code)", speaker_name: "speaker (name)", pair: "pair of parties",
  place: "country of the event", publisher: "publisher", day: "day", month: "month", year: "year", event_month: "month of the event",
};
const QUADS = ["", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];

export function groups(counted: Counted, by: string): Group[] {
  return counted.rows.map((row, i) => {
    const [name, statements, documents, allStatements, allDocuments, share, documentShare] = row as [unknown, number, number, number, number, number | null, number | null];
    return { name: named(name, by), statements, documents, allStatements, allDocuments, share, documentShare, narrowed: counted.narrowed[i] ?? null };
  });
}

function named(value: unknown, by: string): string {
  if (value === null || value === "") return by === "day" || by === "month" || by === "year" ? "undated" : "none given";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (by === "quad") return `${String(value)} ${QUADS[Number(value)] ?? ""}`;
  if (by === "pair") return String(value).replace(" ", " – ");
  return String(value);
}
