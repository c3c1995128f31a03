import { scaleUtc, type ScaleTime } from "d3-scale";

/** Days as ISO text, `2023-09-14`; all reckoning is in UTC, no clock of the machine is asked but for `realToday`. */
export type Scale = ScaleTime<number, number>;
export const DAY = 86_400_000;
const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T00:00:00Z");

export function instant(text: string): number {
  return Date.parse(text.length > 10 ? `${text.slice(0, 19)}Z`.replace(/T(\d\d:\d\d)Z$/, "T$1:00Z") : `${text}T00:00:00Z`);
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(instant(text));
}

/** The day of an instant; kept within the years that a date can be written in. */
export function dayOf(ms: number): string {
  return new Date(Math.max(FIRST, Math.min(LAST, ms))).toISOString().slice(0, 10);
}

export function realToday(): string {
  const now = new Date();
  return dayOf(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
}

/** From the beginning of the first day to the end of the last one. */
export function scaleOf(first: string, last: string, width: number): Scale {
  return scaleUtc([new Date(instant(first)), new Date(instant(last) + DAY)], [0, width]);
}

export interface Range {
  from: string;
  to: string;
}

/** The range made `factor` times as long, the instant `at` staying where it is; never less than a day. */
export function zoomed(range: Range, factor: number, at?: number): Range {
  const start = instant(range.from);
  const end = instant(range.to) + DAY;
  const pivot = at ?? (start + end) / 2;
  const length = Math.max(DAY, (end - start) * factor);
  const before = length === DAY && factor < 1 ? 0.5 : (pivot - start) / (end - start);
  const from = Math.round((pivot - length * before) / DAY) * DAY;
  return { from: dayOf(from), to: dayOf(from + Math.max(0, Math.round(length / DAY) - 1) * DAY) };
}

/** The range moved by a part of its length. */
export function moved(range: Range, part: number): Range {
  const start = instant(range.from);
  const days = (instant(range.to) - start) / DAY + 1;
  const by = Math.sign(part) * Math.max(1, Math.round(days * Math.abs(part))) * DAY;
  return { from: dayOf(start + by), to: dayOf(start + by + (days - 1) * DAY) };
}

/** The year, month or day that an instant lies in. */
export function around(at: string, unit: "year" | "month" | "day"): Range {
  if (unit === "day") return { from: at, to: at };
  const year = Number(at.slice(0, 4));
  const month = Number(at.slice(5, 7));
  if (unit === "year") return { from: `${at.slice(0, 4)}-01-01`, to: `${at.slice(0, 4)}-12-31` };
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return { from: `${at.slice(0, 7)}-01`, to: `${at.slice(0, 7)}-${String(days).padStart(2, "0")}` };
}

export function middle(range: Range): string {
  return dayOf((instant(range.from) + instant(range.to)) / 2);
}
