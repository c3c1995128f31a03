import type { Component } from "svelte";

export interface Screen {
  /** First part of the path. */
  path: string;
  label: string;
  /** Whether the filter of the address matters here. */
  filtered: boolean;
  load: () => Promise<{ default: Component }>;
}

/** All screens in the order of the navigation; each is loaded when it is opened. */
export const SCREENS: Screen[] = [
  { path: "reports", label: "Reader", filtered: false, load: () => import("./screens/Reports.svelte") },
  { path: "search", label: "Search", filtered: true, load: () => import("./screens/Search.svelte") },
  { path: "timeline", label: "Timeline", filtered: true, load: () => import("./screens/Timeline.svelte") },
  { path: "map", label: "Map", filtered: true, load: () => import("./screens/Map.svelte") },
  { path: "relations", label: "Relations", filtered: true, load: () => import("./screens/Relations.svelte") },
  { path: "stories", label: "Stories", filtered: false, load: () => import("./screens/Stories.svelte") },
  { path: "claims", label: "Claims", filtered: false, load: () => import("./screens/Claims.svelte") },
  { path: "alerts", label: "Alerts", filtered: false, load: () => import("./screens/Alerts.svelte") },
  { path: "coding", label: "Coding", filtered: false, load: () => import("./screens/Coding.svelte") },
  { path: "runs", label: "Runs", filtered: false, load: () => import("./screens/Runs.svelte") },
];
