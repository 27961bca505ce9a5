import { safeUrl } from '../format/text';
import type { Report } from './reports';

/** The address of a page or a referrer; undefined for what is none, or must not be opened. */
export function urlOf(report: Report, domain: string, value: string): string | undefined {
  if (!report.paths || value === '(not set)' || value === 'Direct / None') return undefined;
  if (report.id === 'referrers') return safeUrl(value.includes('://') ? value : `https://${value}`);
  return safeUrl(`https://${domain}${value}`);
}
