/** Where the user is: path and parameters of the address.  All state of a view that somebody may cite stands here. */
export interface Place {
  path: string;
  params: URLSearchParams;
}

function read(): Place {
  return { path: location.pathname.replace(/\/+$/, "") || "/", params: new URLSearchParams(location.search) };
}

let now = $state<Place>(read());
addEventListener("popstate", () => (now = read()));

export const place = {
  get path(): string {
    return now.path;
  },
  get params(): URLSearchParams {
    return now.params;
  },
  /** The parts of the path: `/reports/12` gives `["reports", "12"]`. */
  get parts(): string[] {
    return now.path.split("/").filter(Boolean).map(decoded);
  },
  /** A parameter of the address, or what it is without one. */
  get(name: string, otherwise = ""): string {
    return now.params.get(name) ?? otherwise;
  },
};

/** A part of a path as it was meant; one that nobody encoded rightly as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a path with the parameters that are not empty; the filter `q` is carried along unless given. */
export function href(path: string, given: Record<string, string | number | null | undefined> = {}): string {
  const params = new URLSearchParams();
  const all: Record<string, string | number | null | undefined> = { q: now.params.get("q"), ...given };
  for (const [name, value] of Object.entries(all)) if (value !== null && value !== undefined && value !== "") params.set(name, String(value));
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}

/** Go to an address of the desk. */
export function go(to: string, replace = false): void {
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  now = read();
}

/** Change parameters of this view's address and keep the others; empty ones are dropped. */
export function set(given: Record<string, string | number | null | undefined>, replace = false): void {
  go(href(now.path, { ...Object.fromEntries(now.params), ...given }), replace);
}

/** Follow links inside the desk without loading the page anew. */
export function follow(event: MouseEvent): void {
  const link = (event.target as Element | null)?.closest?.("a");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.origin !== location.origin || link.target || link.hasAttribute("download") || link.pathname.startsWith("/api/")) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
  event.preventDefault();
  go(link.pathname + link.search);
  scrollTo(0, 0);
}
