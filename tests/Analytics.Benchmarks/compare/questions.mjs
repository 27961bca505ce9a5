import { Random } from './random.mjs';
import { AGENTS, COUNTRIES, SITE, SOURCES } from './traffic.mjs';

const COLUMNS = {
  'event:page': 'page', 'event:name': 'name', 'visit:source': 'source', 'visit:country': 'country', 'visit:browser': 'browser',
  'visit:os': 'os', 'visit:device': 'device', 'time:day': 'ts::DATE', 'time:month': "date_trunc('month', ts)::DATE",
};
const COUNTS = {
  visitors: 'count(DISTINCT visitor)', visits: 'count(DISTINCT visit)', events: 'count(*)',
  pageviews: "count(*) FILTER (name = 'pageview')",
};
const VISIT_COLUMNS = ['count(*) AS events', 'min(ts) AS first', 'max(ts) AS last'];
const VISIT_METRICS = {
  visits: 'count(*)', bounce_rate: '100 * avg((events <= 1)::INT)', visit_duration: 'avg(epoch(last) - epoch(first))',
};

const text = (value) => `'${value.replaceAll("'", "''")}'`;

function condition([operator, operand, values]) {
  if (operator === 'and' || operator === 'or') {
    return `(${operand.map(condition).join(` ${operator.toUpperCase()} `)})`;
  }

  const column = COLUMNS[operand];
  switch (operator) {
    case 'is':
      return `${column} IN (${values.map(text).join(', ')})`;
    case 'is_not':
      return `${column} NOT IN (${values.map(text).join(', ')})`;
    case 'contains':
      return `(${values.map((value) => `contains(${column}, ${text(value)})`).join(' OR ')})`;
    default:
      throw new Error(`The operator '${operator}' has no SQL here; add it to condition() in questions.mjs.`);
  }
}

/** The SQL of a query, over events(site, name, visitor, visit, ts, page, source, country, browser, os, device, revenue). */
export function sqlOf(query) {
  const [from, to] = query.date_range;
  const conditions = [`ts >= ${text(from)}`, `ts < TIMESTAMP ${text(to)} + INTERVAL 1 DAY`, ...(query.filters ?? []).map(condition)];
  const where = conditions.join(' AND ');
  const dimensions = (query.dimensions ?? []).map((name) => COLUMNS[name]);
  const isByVisit = query.metrics.some((metric) => !(metric in COUNTS));
  const metrics = query.metrics.map((metric) => (isByVisit ? VISIT_METRICS : COUNTS)[metric]);
  const names = dimensions.map((_, i) => `d${i}`);
  const columns = dimensions.map((column, i) => `${isByVisit ? `any_value(${column})` : column} AS d${i}`);
  const source = isByVisit
    ? `(SELECT ${[...columns, ...VISIT_COLUMNS].join(', ')} FROM events WHERE ${where} GROUP BY visit)`
    : `events WHERE ${where}`;
  const group = names.length ? ` GROUP BY ${names.join(', ')}` : '';
  const order = names.length ? ` ORDER BY ${query.dimensions[0].startsWith('time') ? names[0] : ['m0 DESC', ...names].join(', ')}` : '';
  const limit = query.pagination ? ` LIMIT ${query.pagination.limit}` : '';
  const selected = [...(isByVisit ? names : columns), ...metrics.map((metric, i) => `${metric} AS m${i}`)];
  return `SELECT ${selected.join(', ')} FROM ${source}${group}${order}${limit}`;
}

function question(label, query) {
  return { label, query: { site_id: SITE, ...query }, sql: sqlOf(query) };
}

/** The standard questions of a dashboard over the whole range. */
export function standardQuestions(date_range) {
  return [
    question('by day', { metrics: ['visitors', 'pageviews'], date_range, dimensions: ['time:day'] }),
    question('top pages', { metrics: ['visitors', 'pageviews'], date_range, dimensions: ['event:page'], pagination: { limit: 10 } }),
    question('top pages, one country and browser', {
      metrics: ['visitors', 'pageviews'], date_range, dimensions: ['event:page'], pagination: { limit: 10 },
      filters: [['is', 'visit:country', ['DE']], ['is', 'visit:browser', ['Firefox']]],
    }),
    question('by source: visits, bounce rate, duration', {
      metrics: ['visits', 'bounce_rate', 'visit_duration'], date_range, dimensions: ['visit:source'],
    }),
    question('totals', { metrics: ['visitors', 'visits', 'pageviews'], date_range }),
  ];
}

/** Eight panels of a dashboard: the standard questions and three more. */
export function dashboardQuestions(date_range) {
  const counts = { metrics: ['visitors', 'pageviews'], date_range, pagination: { limit: 10 } };
  return [
    ...standardQuestions(date_range),
    question('by country', { ...counts, dimensions: ['visit:country'] }),
    question('by browser', { ...counts, dimensions: ['visit:browser'] }),
    question('by device', { ...counts, dimensions: ['visit:device'] }),
  ];
}

/** Questions of a long range: by month, and top pages with filters. */
export function yearQuestions(date_range) {
  return [
    question('by month', { metrics: ['visitors', 'pageviews'], date_range, dimensions: ['time:month'] }),
    ...['DE', 'FR', 'SE', 'EE'].flatMap((country) => ['Chrome', 'Firefox'].map((browser) => question('top pages with a filter', {
      metrics: ['visitors', 'pageviews'], date_range, dimensions: ['event:page'], pagination: { limit: 10 },
      filters: [['is', 'visit:country', [country]], ['is', 'visit:browser', [browser]]],
    }))),
  ];
}

/**
 * Questions about visits that go on after midnight: they count where they began. The SQL reads each visit whole, so these are compared and
 * their times mean nothing.
 */
export function midnightQuestions([from, to]) {
  const columns = ['any_value(country) AS country', 'any_value(browser) AS browser', ...VISIT_COLUMNS];
  const visits = `(SELECT ${columns.join(', ')} FROM events GROUP BY visit)`;
  const values = Object.values(VISIT_METRICS).join(', ');
  const ranges = [[from, to], ...[3, 8, 15].map((seed) => subRange([from, to], new Random(seed)))];
  return ranges.flatMap((date_range) => {
    const within = `first >= ${text(date_range[0])} AND first < TIMESTAMP ${text(date_range[1])} + INTERVAL 1 DAY`;
    const query = { site_id: SITE, metrics: Object.keys(VISIT_METRICS), date_range };
    return [
      {
        label: 'visits by day',
        query: { ...query, dimensions: ['time:day'] },
        sql: `SELECT first::DATE AS d, ${values} FROM ${visits} WHERE ${within} GROUP BY d ORDER BY d`,
      },
      {
        label: 'visits by country',
        query: { ...query, dimensions: ['visit:country'], filters: [['is', 'visit:browser', ['Chrome']]] },
        sql: `SELECT country, ${values} FROM ${visits} WHERE ${within} AND browser = 'Chrome' GROUP BY country`,
      },
    ];
  });
}

/** A question about today: the same one, or with a number one that nobody asked before. */
export function todayQuestion(number) {
  return {
    site_id: SITE, metrics: ['visitors', 'pageviews'], date_range: 'day', dimensions: ['event:page'], pagination: { limit: 10 },
    ...(number === undefined ? {} : { filters: [['is_not', 'event:page', [`/none/${number}`]]] }),
  };
}

/** A question about the sources of a range: the same one, or with a number one that nobody asked before. */
export function sourcesQuestion(date_range, number) {
  return {
    site_id: SITE, metrics: ['visitors', 'visits', 'pageviews', 'bounce_rate'], date_range, dimensions: ['visit:source'],
    pagination: { limit: 10 }, ...(number === undefined ? {} : { filters: [['is_not', 'event:page', [`/none/${number}`]]] }),
  };
}

/** Different questions with filters, of eight kinds in turn; the same for the same seed. */
export function novelQuestions(date_range, count, seed) {
  const random = new Random(seed);
  const pick = (values) => values[random.below(values.length)];
  const country = () => ['is', 'visit:country', [pick(COUNTRIES.slice(0, 24))]];
  const browser = () => ['is', 'visit:browser', [pick(AGENTS)[0]]];
  const source = () => ['is', 'visit:source', [pick(SOURCES)[0]]];
  const device = () => ['is', 'visit:device', [pick(['Desktop', 'Mobile', 'Tablet'])]];
  const page = (pages) => ['is', 'event:page', [`/p/${Math.floor(random.next() ** 2 * pages)}`]];
  const counts = { metrics: ['visitors', 'pageviews'], date_range };
  const visits = { metrics: ['visits', 'bounce_rate', 'visit_duration'], date_range };
  const ten = { pagination: { limit: 10 } };
  const kinds = [
    ['a page by day', () => ({ ...counts, dimensions: ['time:day'], filters: [page(3_000)] })],
    ['country and browser, by source', () => ({ ...visits, dimensions: ['visit:source'], filters: [country(), browser()] })],
    ['three conditions, by page', () => ({ ...counts, ...ten, dimensions: ['event:page'], filters: [source(), device(), country()] })],
    ['a sub-range, by country', () => ({
      metrics: ['visitors', 'events'], date_range: subRange(date_range, random), dimensions: ['visit:country'], filters: [browser()],
    })],
    ['a page, by source', () => ({ ...counts, dimensions: ['visit:source'], filters: [page(400)] })],
    ['page contains, by page', () => ({
      ...counts, ...ten, dimensions: ['event:page'], filters: [['contains', 'event:page', [`/p/${10 + random.below(390)}`]]],
    })],
    ['not a source, by device', () => ({
      ...visits, dimensions: ['visit:device'], filters: [['is_not', 'visit:source', [pick(SOURCES)[0]]], country()],
    })],
    ['either of two, by browser', () => ({
      ...counts, dimensions: ['visit:browser'], filters: [['or', [country(), source()]], page(300)],
    })],
  ];
  const questions = new Map();
  for (let i = 0; questions.size < count && i < 100 * count; i++) {
    const [label, make] = kinds[i % kinds.length];
    const made = question(label, make());
    questions.set(made.sql, made);
  }

  return [...questions.values()];
}

function subRange([from, to], random) {
  const day = (text) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
  const days = day(to) - day(from) + 1;
  const first = random.below(Math.max(1, days - 3));
  const last = Math.min(days - 1, first + 3 + random.below(8));
  const date = (offset) => new Date((day(from) + offset) * 86_400_000).toISOString().slice(0, 10);
  return [date(first), date(last)];
}

/** Questions from a file: { "base": [[label, query, SQL], …], "novel": […] }. */
export function questionsFrom(json) {
  const read = (entries) => (entries ?? []).map(([label, query, sql]) => ({ label, query, sql }));
  return { base: read(json.base), novel: read(json.novel) };
}

/** The questions as they are written to a file. */
export function questionsToFile({ base, novel }) {
  const write = (questions) => questions.map(({ label, query, sql }) => [label, query, sql]);
  return { base: write(base), novel: write(novel) };
}
