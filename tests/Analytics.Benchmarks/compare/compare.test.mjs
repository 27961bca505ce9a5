import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from './agreement.mjs';
import { sqlOf } from './questions.mjs';
import { Traffic } from './traffic.mjs';

const byCountry = { query: { metrics: ['visitors', 'bounce_rate'], dimensions: ['visit:country'] } };
const answer = (...rows) => ({ results: rows.map(([dimensions, metrics]) => ({ dimensions, metrics })) });

test('Equal answers agree, in any order of rows that have none', () => {
  const found = compare(byCountry, answer([['DE'], [5, 40]], [['FR'], [3, 0]]), [['FR', '3', '0'], ['DE', '5', '40.4']], true);
  assert.deepEqual(found, { isSampled: false, wrong: [], byDefinition: [], largest: 0 });
});

test('A count that is one off, a missing row and a row too much are deviations', () => {
  const found = compare(byCountry, answer([['DE'], [6, 40]], [['EE'], [1, 0]]), [['DE', '5', '40'], ['FR', '3', '0']], true);
  assert.deepEqual(found.wrong, ["'DE' visitors: 6, DuckDB 5", "'FR' is missing (3, 0)", "'EE' is too much (1, 0)"]);
});

test('A whole metric may differ by its rounding and not by more', () => {
  assert.equal(compare(byCountry, answer([['DE'], [5, 41]]), [['DE', '5', '40.5']], true).wrong.length, 0);
  assert.equal(compare(byCountry, answer([['DE'], [5, 41]]), [['DE', '5', '40.4']], true).wrong.length, 1);
});

test('Another order of a list that is cut is a deviation', () => {
  const pages = { query: { metrics: ['visitors'], dimensions: ['event:page'], pagination: { limit: 2 } } };
  assert.equal(compare(pages, answer([['/b'], [2]], [['/a'], [2]]), [['/a', '2'], ['/b', '2']], true).wrong.length, 1);
});

test('Rows with visits of their own deviate by definition in what is computed of visits, and counts do not', () => {
  const found = compare(byCountry, answer([['DE'], [5, 50]]), [['DE', '5', '48']], false);
  assert.deepEqual([found.wrong.length, found.byDefinition.length], [1, 1]);
  const small = { query: { metrics: ['visits'], dimensions: [] } };
  assert.deepEqual(compare(small, answer([[], [999]]), [['1000']], false).byDefinition, ["'' visits: 999, DuckDB 1000"]);
  assert.equal(compare(small, answer([[], [990]]), [['1000']], false).wrong.length, 1);
  assert.equal(compare(byCountry, answer([['DE'], [6, 48]]), [['DE', '5', '48']], false).wrong.length, 1);
});

test('A query becomes SQL with the same conditions', () => {
  const sql = sqlOf({
    metrics: ['visitors'], date_range: ['2025-10-02', '2025-10-03'], dimensions: ['event:page'], pagination: { limit: 3 },
    filters: [['or', [['is', 'visit:country', ["D'E"]], ['contains', 'event:page', ['/a', '/b']]]]],
  });
  assert.equal(
    sql,
    "SELECT page AS d0, count(DISTINCT visitor) AS m0 FROM events WHERE ts >= '2025-10-02' AND ts < TIMESTAMP '2025-10-03' + INTERVAL 1 DAY"
      + " AND (country IN ('D''E') OR (contains(page, '/a') OR contains(page, '/b'))) GROUP BY d0 ORDER BY m0 DESC, d0 LIMIT 3");
});

test('The traffic is the same for the same seed, in order, with visits that the server finds', () => {
  const rows = () => [...new Traffic({ events: 30_000, days: 3, end: '2025-11-01', seed: 5 }).chunks()]
    .flatMap((chunk) => chunk.rows.trimEnd().split('\n').map((row) => row.split('\t')));
  const all = rows();
  assert.deepEqual(all, rows());
  const last = new Map();
  let crossing = 0;
  let before = '';
  for (const [, , visitor, visit, time] of all) {
    assert.ok(time >= before, `${time} comes after ${before}`);
    before = time;
    const at = Date.parse(`${time}Z`) / 1000;
    const known = last.get(visitor);
    if (known) {
      const gap = at - known.at;
      assert.ok(known.visit === visit ? gap >= 1 && gap <= 1_800 : gap > 1_800, `visitor ${visitor} at ${time}: ${gap} s`);
      crossing += known.visit === visit && Math.floor(at / 86_400) !== Math.floor(known.at / 86_400) ? 1 : 0;
    }

    last.set(visitor, { at, visit });
  }

  assert.ok(crossing > 0, 'some visits cross midnight');
});
