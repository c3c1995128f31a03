import { geoNaturalEarth1, type GeoProjection } from "d3-geo";

/** Which part of the world is seen: what lies in the middle (degrees), and how many times larger than the whole. */
export interface View {
  lon: number;
  lat: number;
  zoom: number;
}
export const WORLD: View = { lon: 12, lat: 12, zoom: 1 };
export const LARGEST = 64;
const FULL = 1.08; // the poles may lie beyond the frame
const MARGIN = 400; // pixels drawn beyond the frame, to be there while the map is dragged

function within(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : least;
}

export function viewOf(lon: string, lat: string, zoom: string): View {
  return {
    lon: lon ? within(Number(lon), -180, 180) : WORLD.lon,
    lat: lat ? within(Number(lat), -85, 85) : WORLD.lat,
    zoom: zoom ? within(Number(zoom), 1, LARGEST) : 1,
  };
}

/** What stands in the address. */
export function written(view: View): { lon: string; lat: string; zoom: string } {
  const world = view.zoom <= 1.001 && view.lon === WORLD.lon && view.lat === WORLD.lat;
  return world ? { lon: "", lat: "", zoom: "" } : { lon: view.lon.toFixed(2), lat: view.lat.toFixed(2), zoom: view.zoom.toFixed(2) };
}

export function projectionOf(view: View, width: number, height: number): GeoProjection {
  const whole = geoNaturalEarth1().fitSize([width, height], { type: "Sphere" });
  return geoNaturalEarth1()
    .scale(whole.scale() * FULL * view.zoom)
    .center([view.lon, view.lat])
    .translate([width / 2, height / 2])
    .clipExtent([[-MARGIN, -MARGIN], [width + MARGIN, height + MARGIN]])
    .precision(0.4);
}

/** The view after the map was moved by pixels; the same where that would leave the world. */
export function shifted(view: View, projection: GeoProjection, width: number, height: number, x: number, y: number): View {
  const middle = projection.invert?.([width / 2 - x, height / 2 - y]);
  if (!middle || !middle.every(Number.isFinite)) return view;
  return { ...view, lon: within(middle[0], -180, 180), lat: within(middle[1], -85, 85) };
}

/** Nearer or farther, the point at (x, y) staying where it is. */
export function nearer(view: View, factor: number, width: number, height: number, x = width / 2, y = height / 2): View {
  const zoom = within(view.zoom * factor, 1, LARGEST);
  if (zoom === 1 && factor < 1) return { ...WORLD };
  const before = projectionOf(view, width, height).invert?.([x, y]);
  const closer = { ...view, zoom };
  const projection = projectionOf(closer, width, height);
  const after = before && before.every(Number.isFinite) ? projection(before) : null;
  return after ? shifted(closer, projection, width, height, x - after[0], y - after[1]) : closer;
}
