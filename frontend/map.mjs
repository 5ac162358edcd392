/*
 * The map of the home page: land without borders in the Natural Earth projection, and where on it each country has its centre.
 * The server reads those points from map.json, so it needs no projection of its own.
 */
import { geoArea, geoCentroid, geoNaturalEarth1, geoPath } from "d3-geo";
import isoCountries from "i18n-iso-countries";
import { feature } from "topojson-client";

const WIDTH = 760;
/* The part of the world that is shown, in degrees: no Antarctica, less of the Pacific. */
const FRAME = { west: -106, east: 140, north: 69, south: -42 };
/* Countries that the atlas has no number for, or no shape of their own: ISO 3166-1 code and a place in the middle. */
const NOT_IN_ATLAS = { XK: [20.9, 42.6], BQ: [-68.27, 12.18] };

const round = (number) => Number(number.toFixed(1));

export function buildMap(landTopology, countryTopology) {
  const unit = geoNaturalEarth1().scale(1).translate([0, 0]);
  const left = unit([FRAME.west, 0])[0];
  const scale = WIDTH / (unit([FRAME.east, 0])[0] - left);
  const top = unit([0, FRAME.north])[1];
  const height = Math.round((unit([0, FRAME.south])[1] - top) * scale);
  const projection = geoNaturalEarth1().scale(scale).translate([-left * scale, -top * scale]);
  projection.clipExtent([[0, 0], [WIDTH, height]]);
  const land = geoPath(projection).digits(1)(feature(landTopology, landTopology.objects.land));

  const centres = { ...NOT_IN_ATLAS };
  for (const country of feature(countryTopology, countryTopology.objects.countries).features) {
    const code = isoCountries.numericToAlpha2(country.id);
    if (code) centres[code] = geoCentroid(largestPart(country.geometry));
  }
  const countries = {};
  for (const code of Object.keys(centres).sort()) {
    const [x, y] = projection(centres[code]);
    if (x >= 0 && x <= WIDTH && y >= 0 && y <= height) countries[code] = [round(x), round(y)];
  }
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}"><path id="land" d="${land}"/></svg>\n`,
    json: `${JSON.stringify({ width: WIDTH, height, countries })}\n`,
  };
}

/* The centre of France lies in Europe, not between Paris and Cayenne. */
function largestPart(geometry) {
  if (geometry.type !== "MultiPolygon") return geometry;
  const parts = geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates }));
  return parts.reduce((largest, part) => (geoArea(part) > geoArea(largest) ? part : largest));
}
