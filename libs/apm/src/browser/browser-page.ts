/** What is read of the events that this folder listens to; all of it may be missing. */
export interface PageEvent {
  readonly target?: unknown;
  readonly error?: unknown;
  readonly message?: string;
  readonly filename?: string;
  readonly lineno?: number;
  readonly colno?: number;
  readonly reason?: unknown;
  readonly effectiveDirective?: string;
  readonly blockedURI?: string;
  readonly sourceFile?: string;
  readonly lineNumber?: number;
  readonly persisted?: boolean;
}

/** What is read of a performance entry. */
export interface PageEntry {
  readonly startTime: number;
  readonly responseStart?: number;
}

/** The parts of `window` that this folder uses; narrow, so that a test can hand in its own, and its time. */
export interface BrowserPage {
  addEventListener(type: string, listener: (event: PageEvent) => void, capture: true): void;
  setTimeout(fn: () => void, ms?: number): unknown;
  readonly crypto: { randomUUID(): string };
  readonly Date: { now(): number };
  readonly document: { readonly hidden: boolean };
  readonly navigator: { sendBeacon(url: string, body: string): boolean; readonly onLine: boolean };
  readonly performance: {
    getEntriesByName(name: string): readonly PageEntry[];
    getEntriesByType(type: string): readonly PageEntry[];
  };
  readonly PerformanceObserver: new (
    callback: (list: { getEntries(): readonly PageEntry[] }) => void,
  ) => { observe(options: { readonly type: string; readonly buffered: boolean }): void };
  /** Reading it throws where a visitor has storage switched off. */
  readonly localStorage: {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
    removeItem(key: string): void;
  };
}
