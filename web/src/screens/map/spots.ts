import { geoCircle, type GeoPath, type GeoProjection } from "d3-geo";
import type { Land } from "./atlas";

/** A row of the places: where, and how many statements of which kind. */
export interface Spot {
  key: string;
  place: string;
  code: string | null;
  admin1: string | null;
  level: "point" | "area" | "region" | "country" | "none";
  lat: number | null;
  lon: number | null;
  radius_km: number | null;
  geonameid: number | null;
  statements: number;
  actual: number;
  planned: number;
  possible: number;
  negated: number;
  verbal_cooperation: number;
  material_cooperation: number;
  verbal_conflict: number;
  material_conflict: number;
  background: number;
}
export type By = "status" | "quad";
export interface Share {
  name: string;
  label: string;
  count: number;
  fill: string;
}
const STATUSES: [keyof Spot, string][] = [["actual", "happened, as reported"], ["planned", "planned"], ["possible", "possible"], ["negated", "did not happen, as reported"]];
const QUADS: [keyof Spot, string][] = [["verbal_cooperation", "verbal cooperation"], ["material_cooperation", "material cooperation"], ["verbal_conflict", "verbal conflict"], ["material_conflict", "material conflict"]];

/** What the statements of a place are, in parts that have a pattern each. */
export function shares(spot: Spot, by: By): Share[] {
  const kinds = by === "status" ? STATUSES : QUADS;
  return kinds.map(([name, label]) => ({ name, label, count: spot[name] as number, fill: by === "status" ? `url(#told-${name})` : `url(#quad-${name})` }));
}

export const LEVELS: Record<Spot["level"], string> = { point: "place", area: "area", region: "region", country: "whole country", none: "on no map" };

export function said(spot: Spot, by: By): string {
  const parts = shares(spot, by).filter((s) => s.count).map((s) => `${s.count} ${s.label}`);
  return `${spot.place} (${LEVELS[spot.level]}): ${spot.statements} ${spot.statements === 1 ? "statement" : "statements"}: ${parts.join(", ")}`;
}

const KM = 111.195; // of a degree
const WIDEST = 24; // pixels: the radius of the largest circle
const LEAST = 3.5;

export interface Point {
  spot: Spot;
  x: number;
  y: number;
  r: number;
  /** Pixels within which the place lies or to which it extends, where that is more than the circle. */
  ring: number;
}
export interface Area {
  spot: Spot;
  d: string;
  /** Where the number stands, if there is room for it. */
  label: [number, number] | null;
}

function inside(at: [number, number] | null, width: number, height: number): at is [number, number] {
  return at !== null && at[0] > -300 && at[1] > -300 && at[0] < width + 300 && at[1] < height + 300;
}

/** Circles, as large as they have statements; the largest below. */
export function points(spots: Spot[], projection: GeoProjection, width: number, height: number): Point[] {
  const top = Math.max(1, ...spots.filter((s) => s.level === "point").map((s) => s.statements));
  const widest = Math.min(WIDEST, 3.5 + 2.2 * Math.sqrt(top));
  const perKm = (projection.scale() / KM) * (Math.PI / 180);
  return spots.flatMap((spot) => {
    const at = spot.level === "point" ? projection([spot.lon!, spot.lat!]) : null;
    if (!inside(at, width, height)) return [];
    const r = Math.max(LEAST, Math.sqrt(spot.statements / top) * widest);
    const ring = (spot.radius_km ?? 0) * perKm;
    return [{ spot, x: at[0], y: at[1], r, ring: ring > r + 2 ? ring : 0 }];
  });
}

/** Regions: as far as they reach, never less than a hand can hit. */
export function regions(spots: Spot[], projection: GeoProjection, path: GeoPath, width: number, height: number): Area[] {
  const wide = spots.filter((s) => s.level === "region" || s.level === "area").sort((a, b) => (b.radius_km ?? 0) - (a.radius_km ?? 0));
  return wide.flatMap((spot) => {
    const at = projection([spot.lon!, spot.lat!]);
    if (!inside(at, width, height)) return [];
    const pixels = ((spot.radius_km ?? 0) / KM) * (Math.PI / 180) * projection.scale();
    const r = Math.max(7, pixels);
    const small = `M${at[0] - r},${at[1]}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`;
    const d = pixels < 7 ? small : (path(geoCircle().center([spot.lon!, spot.lat!]).radius((spot.radius_km ?? 0) / KM)()) ?? small);
    return [{ spot, d, label: null }];
  });
}

/** Countries as their whole area. */
export function countries(spots: Spot[], lands: Map<string, Land[]>, path: GeoPath): Area[] {
  return spots.flatMap((spot) => {
    const land = spot.level === "country" && spot.code ? lands.get(spot.code) : undefined;
    const d = land?.map((l) => path(l) ?? "").join("");
    if (!land || !d) return [];
    const [[x0, y0], [x1, y1]] = path.bounds(land[0]!);
    return [{ spot, d, label: x1 - x0 > 36 && y1 - y0 > 24 ? path.centroid(land[0]!) : null }];
  });
}

/** 0 to 3, by tenfold steps: how dense the hatching of an area is. */
export function density(statements: number): number {
  return Math.min(3, Math.floor(Math.log10(Math.max(1, statements)) + 0.000001));
}

/** The parts of a circle as paths. */
export function slices(parts: Share[], r: number): { share: Share; d: string }[] {
  const whole = parts.reduce((sum, p) => sum + p.count, 0);
  let at = -Math.PI / 2;
  return parts.filter((p) => p.count).map((share) => {
    const angle = (share.count / whole) * 2 * Math.PI;
    const [from, to] = [at, at + angle];
    at = to;
    if (angle > 2 * Math.PI - 0.0001) return { share, d: `M${-r},0a${r},${r} 0 1,1 ${2 * r},0a${r},${r} 0 1,1 ${-2 * r},0` };
    const point = (a: number): string => `${(Math.cos(a) * r).toFixed(2)},${(Math.sin(a) * r).toFixed(2)}`;
    return { share, d: `M0,0L${point(from)}A${r},${r} 0 ${angle > Math.PI ? 1 : 0},1 ${point(to)}Z` };
  });
}
