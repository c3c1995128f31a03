/** Shortcuts of single keys: not while somebody types, not with modifiers. */
export interface Key {
  key: string;
  does: string;
  run: () => void;
}

/** An event handler for the keys; it tells whether one was used. */
export function onKeys(keys: Key[]): (event: KeyboardEvent) => void {
  const known = new Map(keys.map((k) => [k.key, k]));
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const found = known.get(event.key);
    if (!found) return;
    event.preventDefault();
    found.run();
  };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}
