import type { Feature, FeatureCollection, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

/** Countries of Natural Earth as GeoJSON.  Its borders are no statement of whose land it is. */
export type Land = Feature<Geometry, { name: string }>;

/** What Natural Earth draws apart and ISO 3166 gives no number: to which code of the codebook it belongs. */
const UNNUMBERED: Record<string, string> = { Kosovo: "KOS", "N. Cyprus": "CYP", Somaliland: "SOM" };

export async function atlas(fine: boolean): Promise<Land[]> {
  const loaded = fine ? await import("world-atlas/countries-50m.json") : await import("world-atlas/countries-110m.json");
  const world = loaded.default as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const all = feature(world, world.objects.countries) as FeatureCollection<Geometry, { name: string }>;
  return all.features;
}

/** The lands of each code; a code may have several. */
export function byCode(lands: Land[], numbers: Map<string, string>): Map<string, Land[]> {
  const found = new Map<string, Land[]>();
  for (const land of lands) {
    const code = (land.id === undefined ? UNNUMBERED[land.properties.name] : undefined) ?? numbers.get(String(land.id));
    if (code) found.set(code, [...(found.get(code) ?? []), land]);
  }
  return found;
}
