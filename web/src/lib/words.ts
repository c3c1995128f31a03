/** Words and numbers as they are shown. */
export const STATUS: Record<string, { label: string; hint: string }> = {
  actual: { label: "happened, as reported", hint: "The text presents it as having happened." },
  planned: { label: "planned", hint: "The text presents it as promised, planned or scheduled." },
  possible: { label: "possible", hint: "The text presents it as something that may or might be." },
  negated: { label: "did not happen, as reported", hint: "The text denies it." },
};
/** Of what the report does not say itself: the words are somebody's. */
export const SAID: Record<string, { label: string; hint: string }> = {
  actual: { label: "said to have happened", hint: "Not in the report's own voice: somebody says that it happened." },
  negated: { label: "said not to have happened", hint: "Not in the report's own voice: somebody denies it." },
};
export const REMINDER = "What reports say, as reported. Certainty is of the text.";

/** 1,234,567 */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** 1 statement, 2 statements */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** A share as a percentage with as many digits as it needs. */
export function share(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  const percent = value * 100;
  return `${percent >= 10 || percent === 0 ? percent.toFixed(0) : percent >= 1 ? percent.toFixed(1) : percent.toPrecision(1)} %`;
}
