/** Where the cards of the margin stand: each beside its line or below the one before, the selected one beside its line. */
export function placed(wanted: readonly number[], heights: readonly number[], selected: number | null, gap: number): number[] {
  const tops: number[] = [];
  const from = selected ?? 0;
  for (let i = from; i < wanted.length; i++) {
    const floor = i === from ? -Infinity : tops[i - 1]! + heights[i - 1]! + gap;
    tops[i] = Math.max(wanted[i]!, floor);
  }
  const above = new Array<number>(from);
  let floor = -Infinity;
  for (let i = 0; i < from; i++) {
    above[i] = Math.max(wanted[i]!, floor);
    floor = above[i]! + heights[i]! + gap;
  }
  for (let i = from - 1; i >= 0; i--) tops[i] = Math.min(above[i]!, tops[i + 1]! - heights[i]! - gap);
  return tops;
}
