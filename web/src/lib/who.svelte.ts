/** Who is at the desk, and how he likes it: kept in this browser only. */
function kept(name: string): string {
  try {
    return localStorage.getItem(`dateline.${name}`) ?? "";
  } catch {
    return ""; // storage is switched off
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`dateline.${name}`, value);
  } catch {
    // storage is switched off: it holds until the page is closed
  }
}

let name = $state(kept("who"));
let theme = $state(kept("theme"));

export const who = {
  /** The name that signs judgements and corrections; empty where none was given. */
  get name(): string {
    return name;
  },
  set name(value: string) {
    name = value.trim();
    keep("who", name);
  },
  /** `light`, `dark`, or empty: as the system has it. */
  get theme(): string {
    return theme;
  },
  set theme(value: string) {
    theme = value;
    keep("theme", value);
  },
};
