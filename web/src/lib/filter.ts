import { get, Unanswered } from "./api";

/** A field of a filter as a form shows it. */
export interface Field {
  name: string;
  kind: "choices" | "values" | "pair" | "flag" | "day" | "number" | "text";
  label: string;
  help: string;
  group: string;
  many: boolean;
  suggested: boolean;
  choices: { value: string; label: string }[];
}

/** A field with its values, as the server reads them in a filter. */
export interface Given {
  name: string;
  values: string[];
}

/** How the server understands a filter, or what is wrong with it and where. */
export interface Understood {
  fields?: Given[];
  normal?: string;
  fault?: { message: string; start: number; end: number };
}

export interface Value {
  value: string;
  label: string;
  statements: number | null;
  more: boolean;
}

let known: Promise<{ fields: Field[]; groupings: string[] }> | undefined;

/** All fields and groupings; asked once. */
export function allFields(): Promise<{ fields: Field[]; groupings: string[] }> {
  known ??= get<{ fields: Field[]; groupings: string[] }>("fields").catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

/** The fields as the filter's short form, which only the server writes. */
export function written(given: Given[], fields: Field[], signal?: AbortSignal): Promise<Understood> {
  const body = Object.fromEntries(given.filter((g) => g.values.length).map((g) => [g.name, typed(g, fields)]));
  return get<Understood>("filter", { fields: JSON.stringify(body) }, signal);
}

/** The fields with other values for one of them; without values it goes. */
export function withValues(given: Given[], name: string, values: string[]): Given[] {
  const there = given.some((g) => g.name === name);
  const all = there ? given.map((g) => (g.name === name ? { name, values } : g)) : [...given, { name, values }];
  return all.filter((g) => g.values.length);
}

/** 1,234 or, of what was not counted to the end, 1,000+ */
export function often(value: Value): string {
  return value.statements === null ? "" : `${value.statements.toLocaleString("en-US")}${value.more ? "+" : ""}`;
}

/** What somebody waits for: `then` with the answer, unless `again` asked for another before. */
export class Latest {
  #stop: AbortController | undefined;
  #clock: ReturnType<typeof setTimeout> | undefined;

  /** Ask after `rest` milliseconds in which nothing else was asked; a fault is given to `failed`. */
  ask<T>(question: (signal: AbortSignal) => Promise<T>, then: (answer: T) => void, failed: (message: string) => void, rest = 250): void {
    this.stop();
    const stop = (this.#stop = new AbortController());
    this.#clock = setTimeout(() => {
      question(stop.signal).then(
        (answer) => {
          if (!stop.signal.aborted) then(answer);
        },
        (error: unknown) => {
          if (stop.signal.aborted) return;
          if (!(error instanceof Unanswered)) throw error;
          failed(error.message);
        },
      );
    }, rest);
  }

  /** Take the question back. */
  stop(): void {
    clearTimeout(this.#clock);
    this.#stop?.abort();
  }
}

function typed(given: Given, fields: Field[]): unknown {
  const field = fields.find((f) => f.name === given.name);
  const one = given.values[0] ?? "";
  if (given.name === "quad") return given.values.map(Number);
  if (given.name === "run" || given.name === "min_confidence") return one.trim() === "" || Number.isNaN(Number(one)) ? one : Number(one);
  if (field?.kind === "flag") return one === "yes";
  return field?.many || field?.kind === "pair" ? given.values : one;
}
