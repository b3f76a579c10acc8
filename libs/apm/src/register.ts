import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import { type Meter, type MeterProvider, metrics as api } from '@opentelemetry/api';

import type { ApmConfig } from './apm-config.ts';
import { type CostLedger, createCostLedger } from './cost/index.ts';
import { ApmError, isApmError } from './errors.ts';
import { createMetrics, type MetricsPipeline } from './metrics/index.ts';
import { createErrorGroups, type ErrorGroups } from './requests/error-groups.ts';
import { createRequestRecorder, type RequestRecorder } from './requests/request-recorder.ts';
import { createErrorReports, type ErrorReports, installDeathHooks } from './sentry/index.ts';
import { createSloMonitor, type SloMonitor } from './slo/index.ts';

/** Everything that measures this process. */
export interface Apm extends AsyncDisposable {
  readonly service: ApmConfig['service'];
  /** Also the global provider of `@opentelemetry/api` from now on. */
  readonly meterProvider: MeterProvider;
  readonly metrics: Pick<MetricsPipeline, 'scrape' | 'offenders' | 'stats'>;
  readonly requests: RequestRecorder;
  /** What people look at; Sentry groups by itself. */
  readonly errorGroups: ErrorGroups;
  /** Undefined without `errors`. */
  readonly errors: ErrorReports | undefined;
  /** Undefined without `costs`. */
  readonly costs: CostLedger | undefined;
  /** Without `objectives` it watches none. */
  readonly slo: SloMonitor;
  /** A meter of this lib's version of the pipeline, for own metrics. */
  meter(name: string, version?: string): Meter;
  /** Sends what waits, for at most `deadlineMs` milliseconds. Default 5000. Never rejects. */
  flush(options?: { readonly deadlineMs?: number }): Promise<void>;
  /** Flushes and stops; after it, `register` may be called again. */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
}

/** One per process, whichever copies of this package there are, ESM or CommonJS. */
interface Registered {
  readonly apm: Apm;
  readonly config: ApmConfig;
}

const slot = Symbol.for('@unite/apm@1');
// The one place where copies meet; nobody else writes under this symbol.
const shared = globalThis as { [slot]?: Registered };

const defaultDeadlineMs = 5000;

/**
 * Starts everything that `config` asks for, at once and without any I/O that could fail. A second call in the
 * same process gives the first one's handle, with a warning when it asks for something else.
 *
 * @throws {ApmError} APM_CONFIG_INVALID with all faults of `config`; APM_DOUBLE_INSTRUMENTATION when another
 * meter provider or Sentry client was registered before. Never for what is out of reach.
 * @example const apm = register({ service: { name: 'api', version: '1.4.0', environment: 'production' } });
 */
export function register(config: ApmConfig): Apm {
  const earlier = shared[slot];
  if (earlier !== undefined) {
    if (!isDeepStrictEqual(earlier.config, config)) {
      process.emitWarning(
        'register() was called again with another config; the first one is kept',
        {
          code: 'APM_REGISTERED_TWICE',
        },
      );
    }
    return earlier.apm;
  }
  const apm = start(config);
  shared[slot] = { apm, config };
  return apm;
}

function start(config: ApmConfig): Apm {
  const { service, objectives = [] } = config;
  const clock = config.clock === undefined ? {} : { clock: config.clock };
  const parts = createParts();

  const pipeline = parts.create(
    () =>
      createMetrics({
        ...config.metrics,
        ...clock,
        resource: {
          'service.name': service.name,
          'service.version': service.version,
          'deployment.environment.name': service.environment,
          // Tells replicas apart, which have all else in common.
          'service.instance.id': randomUUID(),
        },
      }),
    (made) => void made.shutdown({ deadlineMs: 0 }),
  );
  const meter = pipeline?.meterProvider.getMeter('@unite/apm') ?? api.getMeter('@unite/apm');
  const slo = parts.create(
    () => createSloMonitor(objectives, { ...config.slo, ...clock, meter }),
    (made) => made.close(),
  );
  const { costs: ledger } = config;
  const costs =
    ledger &&
    parts.create(
      () => createCostLedger({ ...ledger, ...clock, meter }),
      (made) => made.close(),
    );
  const errors = config.errors && parts.create(() => startErrors(config, meter), undoErrors);
  if (pipeline === undefined || slo === undefined || parts.faults.length > 0) throw parts.giveUp();
  if (!api.setGlobalMeterProvider(pipeline.meterProvider)) {
    parts.fail(
      new ApmError(
        'APM_DOUBLE_INSTRUMENTATION',
        'another meter provider is registered: remove it, or hand its meters to the parts of this lib yourself',
      ),
    );
    throw parts.giveUp();
  }

  const requests = createRequestRecorder({
    meter,
    ...clock,
    onRequest({ route = '', status, durationMs, workspace }) {
      slo.record({ route, status, durationMs, ...(workspace === undefined ? {} : { workspace }) });
    },
  });
  const flush = async (deadlineMs = defaultDeadlineMs): Promise<void> => {
    await Promise.all([errors?.reports.flush({ deadlineMs }), pipeline.flush({ deadlineMs })]);
  };
  const close = async (deadlineMs = defaultDeadlineMs): Promise<void> => {
    errors?.hooks.remove();
    costs?.close();
    slo.close();
    await Promise.all([errors?.reports.close({ deadlineMs }), pipeline.shutdown({ deadlineMs })]);
    api.disable();
    delete shared[slot];
  };
  return {
    service,
    meterProvider: pipeline.meterProvider,
    metrics: pipeline,
    requests,
    errorGroups: createErrorGroups(clock),
    errors: errors?.reports,
    costs,
    slo,
    meter: (name, version) => pipeline.meterProvider.getMeter(name, version),
    flush: (options) => flush(options?.deadlineMs),
    close: (options) => close(options?.deadlineMs),
    [Symbol.asyncDispose]: () => close(),
  };
}

interface StartedErrors {
  readonly reports: ErrorReports;
  readonly hooks: ReturnType<typeof installDeathHooks>;
}

function startErrors({ service, errors, clock }: ApmConfig, meter: Meter): StartedErrors {
  if (errors === undefined) throw new TypeError('there is nothing to start');
  const { death, ...options } = errors;
  const reports = createErrorReports({
    ...options,
    ...(clock === undefined ? {} : { clock }),
    environment: service.environment,
    release: service.version,
    meter,
  });
  return { reports, hooks: installDeathHooks(reports, death) };
}

function undoErrors({ reports, hooks }: StartedErrors): void {
  hooks.remove();
  void reports.close({ deadlineMs: 0 });
}

/** Creates parts one by one, goes on after a fault so that all are told at once, and can undo. */
function createParts() {
  const faults: ApmError[] = [];
  const undo: (() => void)[] = [];
  return {
    faults,
    fail: (fault: ApmError) => void faults.push(fault),
    create<T>(make: () => T, close: (made: T) => void): T | undefined {
      try {
        const made = make();
        undo.push(() => close(made));
        return made;
      } catch (error) {
        if (!isApmError(error)) throw error;
        faults.push(error);
        return undefined;
      }
    },
    /** Closes what was created and says everything that was wrong. */
    giveUp(): ApmError {
      for (const close of undo) close();
      const [only, ...more] = faults;
      if (only !== undefined && more.length === 0) return only;
      const code = faults.find((fault) => fault.code !== 'APM_CONFIG_INVALID')?.code;
      const text = faults.map(({ message }) => message).join('; ');
      return new ApmError(code ?? 'APM_CONFIG_INVALID', text, { cause: faults });
    },
  };
}
