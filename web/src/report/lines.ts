import { Text } from "../lib/text";
import { parties, time, where } from "../lib/reader/words";
import type { Given, Line } from "./given";

/** The rows of the table: the statements that stand and were asked for, in the order of the reports. */
export function linesOf(given: Given): Line[] {
  const wanted = new Set(given.wanted);
  return given.reports.flatMap((report, number) => {
    const text = new Text(report.text);
    return report.statements
      .filter((s) => s.standing === "stands" && (!wanted.size || wanted.has(s.id)))
      .map((told) => ({ report: number, told, sentence: text.slice(...told.sentence) }));
  });
}

export type Column = "published" | "publisher" | "actor" | "recipient" | "event" | "status" | "said by" | "when" | "where" | "sentence";
export const COLUMNS: Column[] = ["published", "publisher", "actor", "recipient", "event", "status", "said by", "when", "where", "sentence"];

/** What a row says in a column. */
export function cell(line: Line, column: Column, given: Given): string {
  const { told } = line;
  const of = given.reports[line.report]!.document;
  switch (column) {
    case "published": return of.published ?? "";
    case "publisher": return of.publisher ?? "";
    case "actor": return parties(told.actor);
    case "recipient": return parties(told.recipient);
    case "event": return [told.event, told.mode].filter(Boolean).join(" ");
    case "status": return told.status + (told.background ? ", background" : "");
    case "said by": return told.voices.length ? told.voices.map((v) => v.text).join(" › ") : "the report itself";
    case "when": return time(told.when);
    case "where": return where(told.where);
    case "sentence": return line.sentence;
  }
}

/** The table as CSV; what a spreadsheet would take for a formula gets an apostrophe. */
export function csv(lines: Line[], given: Given): string {
  const quoted = (value: string): string => `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
  const head = ["statement_id", "url", ...COLUMNS];
  const rows = lines.map((l) => [l.told.id, given.reports[l.report]!.document.url ?? "", ...COLUMNS.map((c) => cell(l, c, given))]);
  return "\ufeff" + [head, ...rows].map((row) => row.map(quoted).join(",")).join("\n") + "\n";
}
