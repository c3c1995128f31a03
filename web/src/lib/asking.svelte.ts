import { get, type Parameters, Unanswered } from "./api";

/** A question that follows the state of the view: asked anew when what `of` reads changes, the old one taken back. */
export class Asking<T> {
  answer = $state.raw<T>();
  fault = $state("");
  waiting = $state(true);
  #again = $state(0);

  constructor(of: () => { path: string; params?: Parameters } | null) {
    $effect(() => {
      void this.#again;
      const wanted = of();
      if (!wanted) return;
      const stop = new AbortController();
      this.waiting = true;
      get<T>(wanted.path, wanted.params, stop.signal)
        .then((found) => {
          this.answer = found;
          this.fault = "";
          this.waiting = false;
        })
        .catch((error: unknown) => {
          if (stop.signal.aborted) return;
          if (!(error instanceof Unanswered)) throw error;
          this.fault = error.message;
          this.waiting = false;
        });
      return () => stop.abort();
    });
  }

  /** Ask once more: something was changed. */
  again(): void {
    this.#again += 1;
  }
}
