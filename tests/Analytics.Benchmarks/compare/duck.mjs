import { DuckDBInstance } from '@duckdb/node-api';

const COLUMNS = `site INTEGER, name VARCHAR, visitor BIGINT, visit BIGINT, ts TIMESTAMP, page VARCHAR, source VARCHAR, country VARCHAR,
  browser VARCHAR, os VARCHAR, device VARCHAR, revenue DOUBLE`;
const NAMES = COLUMNS.split(',').map((column) => column.trim().split(' '));

/** A DuckDB database of two threads, in this process. */
export class Duck {
  #instance;
  #connection;

  constructor(instance, connection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Opens the database file, with nothing of it in DuckDB's cache. */
  static async open(path, threads) {
    const instance = await DuckDBInstance.create(path, { threads: String(threads) });
    return new Duck(instance, await instance.connect());
  }

  async run(sql) {
    await this.#connection.run(sql);
  }

  /** The rows of an answer, all of them fetched. */
  async rows(sql) {
    return (await this.#connection.runAndReadAll(sql)).getRowsJson();
  }

  async createTable() {
    await this.run(`CREATE TABLE events (${COLUMNS})`);
  }

  /** Appends flat rows from a file: JSON, or tab-separated with the extension .tsv. */
  async append(path) {
    const isJson = !path.endsWith('.tsv');
    const columns = NAMES.map(([name, type]) => `'${isJson && name === 'ts' ? 'timestamp' : name}': '${type}'`).join(', ');
    const source = isJson
      ? `read_json('${path}', format = 'newline_delimited', columns = {${columns}})`
      : `read_csv('${path}', delim = '\t', header = false, nullstr = '\\N', quote = '', escape = '', columns = {${columns}})`;
    await this.run(`INSERT INTO events SELECT * FROM ${source}`);
  }

  close() {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}
