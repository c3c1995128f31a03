/** The difference of two runs, compared part by part: nobody waits for all of it. */
import { untrack } from "svelte";
import { get, rows, Unanswered } from "../../lib/api";
import { type DiffPart, type DiffRow } from "./runs";

const FIRST = 100; // reports of the first part, so that something is seen at once
const NEXT = 500;
const REPORTS = 3_000; // after so many reports or rows it waits to be told to go on
const ROWS = 20_000;

export class Differences {
  rows = $state.raw<DiffRow[]>([]);
  head = $state.raw<DiffPart>();
  compared = $state(0);
  same = $state(0);
  fault = $state("");
  running = $state(false);
  #until = REPORTS;
  #rows = ROWS;
  readonly #stop = new AbortController();

  constructor(readonly path: string) {
    $effect(() => {
      untrack(() => void this.#run());
      return () => this.#stop.abort();
    });
  }

  get all(): boolean {
    return this.head !== undefined && this.compared >= this.head.otherwise;
  }

  /** Compare the next reports. */
  more(): void {
    this.#until = this.compared + REPORTS;
    this.#rows = this.rows.length + ROWS;
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      do await this.#part();
      while (!this.all && this.compared < this.#until && this.rows.length < this.#rows);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      if (!(error instanceof Unanswered)) throw error;
      this.fault = error.message;
    } finally {
      this.running = false;
    }
  }

  async #part(): Promise<void> {
    const found = await get<DiffPart>(this.path, { first: this.compared, many: this.compared ? NEXT : FIRST }, this.#stop.signal);
    this.same += found.same - (this.head ? found.untouched : 0);
    this.head = found;
    this.rows = [...this.rows, ...rows<DiffRow>(found)];
    this.compared += found.compared;
  }
}
