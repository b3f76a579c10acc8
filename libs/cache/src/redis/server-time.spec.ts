import { serverTime } from './server-time.ts';

/** A server whose answer is under way for `tripMs` in all. */
function setUp({ serverMs = 1_800_000_000_000.25, tripMs = 4 } = {}) {
  let hereMs = 50;
  const clock = { monotonicMs: () => hereMs, setTimer: () => ({ cancel: () => undefined }) };
  const time = serverTime(async () => {
    hereMs += tripMs;
    return [String(Math.floor(serverMs / 1000)), String((serverMs % 1000) * 1000)];
  }, clock);
  return { time, pass: (ms: number) => (hereMs += ms) };
}

describe("the server's time", () => {
  it('is not known before it was asked, and for 100 ms after', async () => {
    const { time, pass } = setUp();
    expect(time.isKnown()).toBe(false);
    await time.ask();
    expect(time.isKnown()).toBe(true);
    pass(95);
    expect(time.isKnown()).toBe(true);
    pass(1);
    expect(time.isKnown()).toBe(false);
  });

  it('is counted on from when the question was sent, so that no value seems to stay longer', async () => {
    const { time, pass } = setUp();
    await time.ask();
    expect(time.nowMs()).toBe(1_800_000_000_004.25);
    pass(10);
    expect(time.nowMs()).toBe(1_800_000_000_014.25);
  });
});
