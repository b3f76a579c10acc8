import { negotiateText } from './negotiate.ts';

const openMetrics = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const text = 'text/plain; version=0.0.4; charset=utf-8';

describe('the format of a scrape', () => {
  it.each([
    [undefined, text],
    ['', text],
    ['*/*', text],
    ['text/plain', text],
    ['application/openmetrics-text', openMetrics],
    ['application/openmetrics-text; version="1.0.0"', openMetrics],
    ['application/openmetrics-text;version=2.0.0,text/plain;q=0.5', text],
    ['application/openmetrics-text;q=0.1,text/plain;version=0.0.4;q=0.5', text],
    ['application/openmetrics-text;q=0', text],
    ['application/openmetrics-text;q=high', text],
    // Prometheus 2.42 and 3.
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      openMetrics,
    ],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      openMetrics,
    ],
    // The Datadog Agent.
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.9,text/plain;version=0.0.4;q=0.5',
      openMetrics,
    ],
  ])('for "%s" is %s', (accept, contentType) => {
    expect(negotiateText(accept).contentType).toBe(contentType);
  });
});
