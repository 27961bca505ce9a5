import { describe, expect, it } from 'vitest';
import { exportProblem } from '../src/settings/exports';

const imports = [
  { state: 'complete', days: [{ first: '2023-05-01', last: '2023-05-31' }] },
  { state: 'running', days: [{ first: '2024-01-01', last: '2024-12-31' }] },
];

describe('an export', () => {
  it('of imported totals says that there are none', () => {
    expect(exportProblem({ format: 'imports', from: '', to: '' }, [])).toBe('There are no imported totals: nothing was imported here.');
    expect(exportProblem({ format: 'imports', from: '', to: '' }, imports.slice(1))).toBe('There are no imported totals: nothing was imported here.');
    expect(exportProblem({ format: 'imports', from: '2023-06-01', to: '' }, imports)).toBe('There are no imported totals of these days.');
    expect(exportProblem({ format: 'imports', from: '', to: '2023-04-30' }, imports)).toBe('There are no imported totals of these days.');
    expect(exportProblem({ format: 'imports', from: '2023-05-31', to: '2023-06-30' }, imports)).toBeNull();
    expect(exportProblem({ format: 'imports', from: '', to: '' }, undefined)).toBeNull();
    expect(exportProblem({ format: 'reports', from: '', to: '' }, [])).toBeNull();
    expect(exportProblem({ format: 'ndjson', from: '2023-06-02', to: '2023-06-01' }, [])).toBe('The first day is after the last one.');
  });
});
