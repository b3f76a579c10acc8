import { onCLS, onFCP, onINP, onLCP, onTTFB, type Metric } from 'web-vitals';

import type { PageLink } from './page-journal.ts';

/**
 * Measures the web vitals of this page for its report, the buffered past included. Each change is kept at
 * once, because the page may be left before `web-vitals` calls a value final.
 */
export function connectVitals(link: PageLink): void {
  const keep = ({ name, value }: Metric) => {
    // False once the report is sent: a page tells its vitals once.
    if (link.vitals) link.vitals = { ...link.vitals, [name]: value };
  };
  for (const measure of [onCLS, onFCP, onINP, onLCP, onTTFB]) {
    measure(keep, { reportAllChanges: true });
  }
}
