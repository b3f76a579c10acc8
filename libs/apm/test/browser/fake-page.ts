import type { BrowserPage, PageEntry, PageEvent } from '../../src/browser/browser-page.ts';

/** A page without a browser: its time, its events and its network are the test's. */
export interface FakePage extends BrowserPage {
  isHidden: boolean;
  isOnline: boolean;
  /** Whether the browser takes beacons; `throws` is an extension that broke the function. */
  beacons: 'taken' | 'refused' | 'throws';
  storage: Map<string, string> | 'off';
  nowMs: number;
  readonly sent: { readonly url: string; readonly report: Record<string, unknown> }[];
  fire(type: string, event?: PageEvent): void;
  /** Lets `ms` pass; what is due is called in order. */
  pass(ms: number): void;
  /** Lets the browser tell of a largest contentful paint. */
  paint(startTime: number): void;
}

/** A visible, fresh page at the time 1,000,000. */
export function fakePage(): FakePage {
  const listeners: { readonly type: string; readonly listener: (event: PageEvent) => void }[] = [];
  const timers: { readonly atMs: number; readonly fn: () => void }[] = [];
  const observers: ((list: { getEntries(): readonly PageEntry[] }) => void)[] = [];
  const storage = () => {
    if (page.storage === 'off') throw new Error('storage is off');
    return page.storage;
  };
  const page: FakePage = {
    isHidden: false,
    isOnline: true,
    beacons: 'taken',
    storage: new Map(),
    nowMs: 1_000_000,
    sent: [],
    addEventListener: (type, listener) => void listeners.push({ type, listener }),
    setTimeout: (fn, ms = 0) => timers.push({ atMs: page.nowMs + ms, fn }),
    crypto: { randomUUID: () => '01234567-89ab-4def-8123-456789abcdef' },
    Date: { now: () => page.nowMs },
    document: {
      get hidden() {
        return page.isHidden;
      },
    },
    navigator: {
      get onLine() {
        return page.isOnline;
      },
      sendBeacon(url, text) {
        if (page.beacons === 'throws') throw new TypeError('sendBeacon is not a function');
        if (page.beacons === 'taken') page.sent.push({ url, report: JSON.parse(text) });
        return page.beacons === 'taken';
      },
    },
    performance: {
      getEntriesByName: (name) => (name === 'first-contentful-paint' ? [{ startTime: 120 }] : []),
      getEntriesByType: (type) =>
        type === 'navigation' ? [{ startTime: 0, responseStart: 40 }] : [],
    },
    PerformanceObserver: class {
      constructor(callback: (list: { getEntries(): readonly PageEntry[] }) => void) {
        observers.push(callback);
      }
      observe() {
        return undefined;
      }
    },
    localStorage: {
      getItem: (key) => storage().get(key) ?? null,
      setItem: (key, value) => void storage().set(key, value),
      removeItem: (key) => void storage().delete(key),
    },
    fire(type, event = {}) {
      for (const entry of [...listeners]) if (entry.type === type) entry.listener(event);
    },
    pass(ms) {
      const untilMs = page.nowMs + ms;
      for (;;) {
        timers.sort((a, b) => a.atMs - b.atMs);
        const [next] = timers;
        if (next === undefined || next.atMs > untilMs) break;
        timers.shift();
        page.nowMs = next.atMs;
        next.fn();
      }
      page.nowMs = untilMs;
    },
    paint: (startTime) => observers.forEach((tell) => tell({ getEntries: () => [{ startTime }] })),
  };
  return page;
}
