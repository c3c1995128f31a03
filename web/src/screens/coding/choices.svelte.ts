import { get } from "../../lib/api";
import type { Choices } from "./types";

let known = $state.raw<Choices>({ events: [], statuses: [], strata: [], slots: [] });
let asked: Promise<void> | undefined;

/** What slots can be; it fills when the server has answered, and stays empty where it does not. */
export function choices(): Choices {
  asked ??= get<Choices>("coding/choices").then(
    (found) => void (known = found),
    () => void (asked = undefined),
  );
  return known;
}
