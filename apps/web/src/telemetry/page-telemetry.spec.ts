import { reportCaught, tellTelemetry } from './page-telemetry.ts';

const told: unknown[] = [];
// The page is measured in a real browser, by the end-to-end tests; here it only has to be loaded.
jest.mock('./watch-page.ts', () => ({ report: (error: unknown) => told.push(error) }));

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('the telemetry of a page', () => {
  it('is loaded after the page, and then told what happened before', async () => {
    Object.defineProperty(document, 'readyState', { value: 'interactive' });
    const early = new Error('early');
    tellTelemetry(({ report }) => report(early));
    await settled();
    expect(told).toEqual([]);
    dispatchEvent(new Event('load'));
    await settled();
    expect(told).toEqual([early]);
  });

  it('is told what an error boundary caught, but for what the server has told', async () => {
    told.splice(0);
    const ours = new Error('rendering failed');
    reportCaught(ours);
    reportCaught(Object.assign(new Error('of the server'), { digest: '123' }));
    await settled();
    expect(told).toEqual([ours]);
  });

  it('harms nobody when it fails', async () => {
    tellTelemetry(() => {
      throw new Error('telemetry broke');
    });
    await settled();
    reportCaught(new Error('still told'));
    await settled();
    expect(told).toHaveLength(2);
  });
});
