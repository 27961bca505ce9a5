// Draws the countries once, so that the page needs neither geography nor projections: writes src/map/countries.ts.
// The shapes are Natural Earth's, which are in the public domain, of the package world-atlas.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { geoEqualEarth, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';

const require = createRequire(import.meta.url);
const atlas = require('world-atlas/countries-110m.json');
const iso = require('iso-3166-1');

const WIDTH = 960;
const HEIGHT = 440;
const ANTARCTICA = '010';
// The atlas has no number for it; the code is the one that databases of places use.
const WITHOUT_NUMBER = { Kosovo: 'XK' };

const countries = feature(atlas, atlas.objects.countries).features.filter(({ id }) => id !== ANTARCTICA);
const projection = geoEqualEarth().fitSize([WIDTH, HEIGHT], { type: 'FeatureCollection', features: countries });
const path = geoPath(projection).digits(1);

const shapes = countries.map((country) => {
  const code = country.id ? iso.whereNumeric(country.id)?.alpha2 : WITHOUT_NUMBER[country.properties.name];
  return [code ?? '', path(country)];
});
mkdirSync(new URL('../src/map/', import.meta.url), { recursive: true });
writeFileSync(
  new URL('../src/map/countries.ts', import.meta.url),
  `// Made by build/map.mjs.
export const WIDTH = ${WIDTH};
export const HEIGHT = ${HEIGHT};
/** The code of each country, empty for one without, and its shape. */
export const SHAPES: readonly (readonly [string, string])[] = ${JSON.stringify(shapes)};
`,
);
