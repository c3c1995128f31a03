/** Questions to the server.  A refusal or a fault is an `Unanswered` whose message can be shown as it is. */
export class Unanswered extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export interface Equivalent {
  command: string;
  sql: string;
  python: string;
}

/** A table as the server gives it. */
export interface Answer {
  columns: string[];
  rows: unknown[][];
  equivalent: Equivalent;
}

export type Row = Record<string, unknown>;
export type Parameters = Record<string, string | number | boolean | null | undefined>;

/** The address of a question; parameters that are empty are left out. */
export function question(path: string, params: Parameters = {}): string {
  const given = Object.entries(params).filter(([, v]) => v !== null && v !== undefined && v !== "");
  const query = new URLSearchParams(given.map(([k, v]) => [k, String(v)])).toString();
  return `/api/${path}${query ? `?${query}` : ""}`;
}

async function answered(request: Promise<Response>): Promise<unknown> {
  let response: Response;
  try {
    response = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unanswered("The desk does not answer: is `dateline serve` still running?", 0);
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  const said = (body as { error?: string } | null)?.error;
  throw new Unanswered(said ?? `The desk could not answer (${response.status}).`, response.status);
}

/** Ask; `signal` takes the question back. */
export async function get<T>(path: string, params: Parameters = {}, signal?: AbortSignal): Promise<T> {
  return (await answered(fetch(question(path, params), { signal: signal ?? null }))) as T;
}

/** Change something. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  return (await answered(
    fetch(`/api/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  )) as T;
}

/** The rows of an answer as objects. */
export function rows<T = Row>(answer: { columns: string[]; rows: unknown[][] }): T[] {
  return answer.rows.map((row) => Object.fromEntries(answer.columns.map((c, i) => [c, row[i]])) as T);
}
