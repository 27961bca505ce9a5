import { Random, Weighted } from './random.mjs';

const DAY = 86_400;

// Seconds between two visits of a visitor at least, so that the server, which joins what lies within 30 minutes, finds the rows' visits.
const MIN_GAP = 1_801;
const MAX_PAUSE = 1_500;
const MAX_EVENTS = 40;
const PAGES = 4_000;

export const SITE = 'shop.example';
export const SOURCES = [
  ['Direct / None', 31, null], ['Google', 26, 'https://www.google.com/'], ['Instagram', 8, 'https://l.instagram.com/'],
  ['Facebook', 7, 'https://www.facebook.com/'], ['newsletter', 6, null], ['Bing', 4, 'https://www.bing.com/'],
  ['DuckDuckGo', 3, 'https://duckduckgo.com/'], ['YouTube', 3, 'https://www.youtube.com/'], ['partner-a', 2, null],
  ['Pinterest', 2, 'https://www.pinterest.com/'], ['Reddit', 1.5, 'https://www.reddit.com/'], ['partner-b', 1, null],
  ['LinkedIn', 0.8, 'https://www.linkedin.com/'], ['Ecosia', 0.5, 'https://www.ecosia.org/'],
];
export const COUNTRIES = ('US DE GB FR IT ES NL CA AU BR IN JP SE PL CH AT BE DK NO FI EE LV LT PT CZ IE MX KR GR RO HU TR ZA AR UA SK '
  + 'BG HR SI IS').split(' ');
export const AGENTS = [
  ['Chrome', 'Windows', 'Desktop', 25], ['Chrome', 'Android', 'Mobile', 21], ['Safari', 'iOS', 'Mobile', 20],
  ['Chrome', 'Mac', 'Desktop', 9], ['Edge', 'Windows', 'Desktop', 7], ['Safari', 'Mac', 'Desktop', 6],
  ['Firefox', 'Windows', 'Desktop', 4],
  ['Samsung Internet', 'Android', 'Mobile', 4], ['Safari', 'iPadOS', 'Tablet', 2], ['Firefox', 'GNU/Linux', 'Desktop', 1.5],
  ['Opera', 'Windows', 'Desktop', 0.5],
];
const HOURS = [3, 2, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 10, 9, 9, 9, 9, 10, 11, 13, 14, 13, 10, 6];

const CLOCK = Array.from({ length: DAY }, (_, second) => new Date(second * 1000).toISOString().slice(10, 19));

/**
 * Events of one shop, in order of time and the same for the same seed: 4 events a visit on average, pages by Zipf's law, a purchase in 3%
 * of the longer visits. Visitors keep their country and device. Two visits of a visitor are more than half an hour apart, so visits,
 * bounces and durations can be compared to the unit; a visit may go on after midnight.
 */
export class Traffic {
  #random;
  #pages = new Weighted(Array.from({ length: PAGES }, (_, i) => 1 / (i + 1)));
  #sources = new Weighted(SOURCES.map(([, weight]) => weight));
  #countries = new Weighted(COUNTRIES.map((_, i) => 1 / (i + 1)));
  #agents = new Weighted(AGENTS.map(([, , , weight]) => weight));
  #hours = new Weighted(HOURS);
  #visitors;
  #lastEvent;
  #afterMidnight = [];
  #visit = 0;
  #event = 0;

  /** @param {{ events: number, days: number, end: string, seed: number }} shape The end is a day, exclusive, in UTC. */
  constructor({ events, days, end, seed }) {
    this.days = days;
    this.firstDay = Date.parse(`${end}T00:00:00Z`) / 1000 - days * DAY;
    this.visitsPerDay = Math.max(1, Math.round(events / days / 4));
    this.#random = new Random(seed);
    const visitors = Math.max(1_000, Math.round(events / 9));
    this.#visitors = Array.from({ length: visitors }, () => [this.#countries.draw(this.#random), this.#agents.draw(this.#random)]);
    this.#lastEvent = new Float64Array(visitors).fill(Number.NEGATIVE_INFINITY);
  }

  /** The days one after the other, each as chunks of lines: the server's NDJSON and rows for the column store, tab-separated. */
  *chunks() {
    for (let day = 0; day < this.days; day++) {
      const midnight = this.firstDay + day * DAY;
      yield* this.#write(midnight, this.#day(midnight));
    }
  }

  #day(midnight) {
    const random = this.#random;
    const starts = Float64Array.from(
      { length: this.visitsPerDay }, () => midnight + this.#hours.draw(random) * 3_600 + random.next() * 3_600).sort();
    const last = Math.min(midnight + 2 * DAY, this.firstDay + this.days * DAY) - 1;
    const events = this.#afterMidnight;
    for (const start of starts) {
      const times = this.#times(Math.floor(start), last);
      const visitor = this.#visitorFor(times[0]);
      this.#lastEvent[visitor] = times[times.length - 1];
      const source = this.#sources.draw(random);
      const isBuyer = times.length > 2 && random.next() < 0.03;
      const visit = ++this.#visit;
      times.forEach((at, i) => events.push(
        { at, visit, visitor, source, page: this.#pages.draw(random), isFirst: i === 0, isPurchase: isBuyer && i === times.length - 1 }));
    }

    this.#afterMidnight = events.filter((event) => event.at >= midnight + DAY);
    return events.filter((event) => event.at < midnight + DAY).sort((a, b) => a.at - b.at || a.visit - b.visit);
  }

  /** The seconds of a visit's events, two seconds and more apart. */
  #times(start, last) {
    const times = [start];
    while (times.length < MAX_EVENTS && this.#random.next() > 0.25) {
      const next = times[times.length - 1] + 2 + Math.min(MAX_PAUSE, Math.floor(this.#random.exponential(45)));
      if (next > last) {
        break;
      }

      times.push(next);
    }

    return times;
  }

  #visitorFor(start) {
    for (let visitor = this.#random.below(this.#visitors.length), tries = 0; tries < this.#visitors.length; tries++) {
      if (start - this.#lastEvent[visitor] >= MIN_GAP) {
        return visitor;
      }

      visitor = (visitor + 1) % this.#visitors.length;
    }

    const time = new Date(start * 1000).toISOString();
    throw new Error(`All ${this.#visitors.length} visitors are active at ${time}; ask for fewer events a day.`);
  }

  *#write(midnight, events) {
    const date = new Date(midnight * 1000).toISOString().slice(0, 10);
    let lines = [];
    let rows = [];
    for (const event of events) {
      const id = ++this.#event;
      const [sourceName, , referrer] = SOURCES[event.source];
      const [country, agent] = this.#visitors[event.visitor];
      const [browser, os, device] = AGENTS[agent];
      const time = date + CLOCK[event.at - midnight];
      const name = event.isPurchase ? 'Purchase' : 'pageview';
      const revenue = event.isPurchase ? (5 + (id % 20_000) / 100).toFixed(2) : null;
      lines.push(
        `{"domain":"${SITE}","name":"${name}","url":"https://${SITE}/p/${event.page}",`
        + (event.isFirst && referrer ? `"referrer":"${referrer}",` : '')
        + `"timestamp":"${time}Z","visitor_id":"v${event.visitor}","id":"e${id}",`
        + (revenue ? `"revenue":{"amount":"${revenue}","currency":"EUR"},` : '')
        + `"dimensions":{"visit:source":"${sourceName}","visit:country":"${COUNTRIES[country]}","visit:browser":"${browser}",`
        + `"visit:os":"${os}","visit:device":"${device}"}}\n`);
      rows.push(
        `1\t${name}\t${event.visitor}\t${event.visit}\t${time}\t/p/${event.page}\t${sourceName}\t${COUNTRIES[country]}\t${browser}\t${os}`
        + `\t${device}\t${revenue ?? '\\N'}\n`);
      if (lines.length === 20_000) {
        yield { events: lines.length, lines: lines.join(''), rows: rows.join('') };
        lines = [];
        rows = [];
      }
    }

    yield { events: lines.length, lines: lines.join(''), rows: rows.join('') };
  }
}
