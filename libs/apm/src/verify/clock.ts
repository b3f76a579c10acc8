import { type Clock, systemClock } from '../clock.ts';

/** The machine's clock, whose timers keep the process alive: a program that waits for an answer must not end. */
export const waitingClock: Clock = {
  ...systemClock,
  setTimer(fn, ms) {
    const timer = setTimeout(fn, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Settles after `ms` milliseconds. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(resolve, ms));
}
