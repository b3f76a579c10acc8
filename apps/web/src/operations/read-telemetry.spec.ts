/** @jest-environment node */
import type { ServerApi } from '../api/server-api.ts';
import { readTelemetry } from './read-telemetry.ts';
import { telemetryStandIn } from './telemetry-stand-in.ts';

/** Of the client only this call is used. */
const answering = (answer: Promise<unknown>) => ({ GET: () => answer }) as unknown as ServerApi;

describe('the telemetry of the first rendering', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 42 }));
  afterEach(() => void jest.useRealTimers());

  it('is what the API says', async () => {
    const data = telemetryStandIn();
    const api = answering(Promise.resolve({ data, response: new Response('{}') }));
    await expect(readTelemetry(api)).resolves.toEqual({
      first: { ok: true, value: data },
      answeredAtMs: 42,
    });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is a problem when the API refuses', async () => {
    const response = new Response(null, { status: 503 });
    const { first } = await readTelemetry(answering(Promise.resolve({ error: {}, response })));
    expect(first).toMatchObject({ ok: false, problem: { status: 503 } });
  });

  it('is left to the page when the API is slow', async () => {
    const reading = readTelemetry(answering(new Promise(() => undefined)));
    await jest.advanceTimersByTimeAsync(1_500);
    expect((await reading).first).toBeUndefined();
  });
});
