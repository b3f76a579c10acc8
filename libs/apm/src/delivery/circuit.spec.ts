import { createCircuit } from './circuit.ts';
import { createManualClock } from '../../test/errors/manual-clock.ts';

const start = (random = 1 - Number.EPSILON) => {
  const clock = createManualClock();
  return { clock, circuit: createCircuit({ clock, random: () => random, maxInFlight: 4 }) };
};

describe('a circuit', () => {
  it('grants one request more after each success, up to its limit', () => {
    const { circuit } = start();
    const granted = Array.from({ length: 6 }, () => {
      const before = circuit.maxInFlight;
      circuit.succeeded();
      return before;
    });
    expect(granted).toEqual([1, 2, 3, 4, 4, 4]);
  });

  it('opens after a failure, for a time that doubles up to 3 s', () => {
    const { circuit, clock } = start();
    const pauses = Array.from({ length: 7 }, () => {
      circuit.failed();
      const pause = circuit.waitMs();
      clock.advance(pause);
      return Math.round(pause);
    });
    expect(pauses).toEqual([250, 500, 1000, 2000, 3000, 3000, 3000]);
  });

  it('waits at least half of the time that chance may take away', () => {
    const { circuit } = start(0);
    circuit.failed();
    expect(circuit.waitMs()).toBe(125);
  });

  it('is open, then probes with one request, then is closed again', () => {
    const { circuit, clock } = start();
    circuit.succeeded();
    circuit.failed();
    expect([circuit.state, circuit.maxInFlight]).toEqual(['open', 1]);
    clock.advance(circuit.waitMs());
    expect([circuit.state, circuit.maxInFlight]).toEqual(['probing', 1]);
    circuit.succeeded();
    expect([circuit.state, circuit.maxInFlight]).toEqual(['closed', 2]);
  });

  it('pauses as long as the endpoint asked for, even for a last try', () => {
    const { circuit, clock } = start();
    circuit.pause(60_000);
    circuit.retryNow();
    circuit.succeeded();
    expect(circuit.waitMs()).toBe(60_000);
    clock.advance(60_000);
    expect(circuit.waitMs()).toBe(0);
  });

  it('takes a pause of years for a mistake', () => {
    const { circuit } = start();
    circuit.pause(1e12);
    expect(circuit.waitMs()).toBe(3_600_000);
  });
});
