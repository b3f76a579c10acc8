import { apmRequests } from '@unite/apm/fastify';
import type { Problem } from '@unite/problem-details';
import { problemDetails, problemErrorHandler } from '@unite/problem-details/fastify';
import { contextOf, getContext } from '@unite/tracing';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyPluginAsync,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { type ZodTypeProvider, serializerCompiler } from 'fastify-type-provider-zod';
import type { Kysely } from 'kysely';
import type { IncomingMessage } from 'node:http';
import { v7 as uuidv7 } from 'uuid';

import type { Api } from './api-instance.ts';
import type { ApiKeys } from './auth/api-keys.ts';
import { requireKey } from './auth/authentication.ts';
import { keyRoutes } from './auth/key-routes.ts';
import { campaignRoutes } from './campaigns/campaign-routes.ts';
import type { Campaign, CampaignChanges, NewCampaign } from './campaigns/campaign-schemas.ts';
import { contactRoutes } from './contacts/contact-routes.ts';
import type { Contact, ContactChanges, NewContact } from './contacts/contact-schemas.ts';
import type { Database } from './db/schema.ts';
import type { DraftProvider } from './drafts/draft-provider.ts';
import { draftRoutes } from './drafts/draft-routes.ts';
import type { HealthState } from './health/health.ts';
import { healthRoutes } from './health/health-routes.ts';
import { describeWithOpenApi, serveOpenApi } from './openapi.ts';
import type { OperationsProbe } from './operations/operations.ts';
import { operationsRoutes } from './operations/operations-routes.ts';
import type { RequestMetrics } from './operations/request-metrics.ts';
import { problemOptions, refuseConnection, validatorCompiler } from './problem-answers.ts';
import type { JoinedWrite } from './records/joined-write.ts';
import type { Records } from './records/records.ts';
import { noteFailures, noteRequest } from './traces/note-requests.ts';
import { failureReports } from './telemetry/failure-reports.ts';
import { metricsRoute } from './telemetry/metrics-route.ts';
import { correlationIdHeader } from './telemetry/request-headers.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { type TraceRoutesOptions, traceRoutes } from './traces/trace-routes.ts';
import { workspaceRoutes } from './workspaces/workspace-routes.ts';
import type { Workspaces } from './workspaces/workspaces.ts';

/** What a plugin of the app is given. */
export interface PluginOptions {
  readonly db: Kysely<Database>;
  readonly writeContacts: JoinedWrite;
}

/** What the app is wired with. */
export interface AppDependencies {
  readonly version: string;
  readonly logger: FastifyBaseLogger;
  readonly requests: RequestMetrics;
  /** Null where nothing is measured. */
  readonly telemetry: Telemetry | null;
  /** For who scrapes `/metrics`; null answers this machine only. */
  readonly metricsToken: string | null;
  readonly db: Kysely<Database>;
  readonly keys: ApiKeys;
  /** Tells callers apart in the log without telling who they are; null tells nothing of them. */
  readonly hashPrincipal: ((keyId: string) => string) | null;
  readonly workspaces: Workspaces;
  readonly contacts: Records<Contact, NewContact, ContactChanges>;
  readonly campaigns: Records<Campaign, NewCampaign, CampaignChanges>;
  /** Null when no AI is configured. */
  readonly drafts: DraftProvider | null;
  readonly health: HealthState;
  readonly operations: OperationsProbe;
  /** The latest traces, which the app adds its requests to. */
  readonly traces: TraceRoutesOptions;
  /** Plugins that bring further routes into the keyed scope. */
  readonly plugins: readonly FastifyPluginAsync<PluginOptions>[];
  /** Runs the writes of plugins that change contacts. */
  readonly writeContacts: JoinedWrite;
}

/** Longest time that a request may take, in milliseconds; routes that stream raise it for themselves. */
export const handlerTimeoutMs = 15_000;

/** Largest JSON body, in bytes: a campaign of 100,000 characters of 4 bytes, escaped, and its envelope. */
export const bodyLimitBytes = 1_048_576;

/** How long an idle connection stays open, in milliseconds. */
const keepAliveTimeoutMs = 72_000;

/** Longest time for a request to arrive completely, in milliseconds: an import over a slow line. */
const requestTimeoutMs = 60 * 60_000;

/** Builds the HTTP service; nothing listens yet. */
export async function buildApp(dependencies: AppDependencies): Promise<Api> {
  const api: Api = Fastify({
    loggerInstance: dependencies.logger,
    // Our own line per answer: Fastify's would log the address with its query, where people's names are.
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    genReqId: occurrenceIdOf,
    requestIdHeader: false,
    handlerTimeout: handlerTimeoutMs,
    bodyLimit: bodyLimitBytes,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // While it drains, an instance still answers what reaches it: a 503 there is a lost request.
    return503OnClosing: false,
    // Longer than any proxy keeps its connections to us, or a proxy writes on one that we just closed.
    keepAliveTimeout: keepAliveTimeoutMs,
    requestTimeout: requestTimeoutMs,
    clientErrorHandler: refuseConnection,
    frameworkErrors: problemErrorHandler(problemOptions),
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>();

  // Node starts this clock for a kept connection too, so it must not be the shorter one.
  api.server.headersTimeout = keepAliveTimeoutMs + 1_000;
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);
  // Fastify reads text/plain by default; here it is no JSON, so 415.
  api.removeContentTypeParser('text/plain');
  const { telemetry } = dependencies;
  if (telemetry !== null) {
    const { requests, costs, errors } = telemetry;
    const workspaceOf = ({ workspaceId }: FastifyRequest) => workspaceId || undefined;
    const tierOf = ({ workspaceTier }: FastifyRequest) => workspaceTier;
    await api.register(apmRequests, { requests, costs, errors, workspaceOf, tierOf });
  }
  const reports = [
    ...(telemetry === null ? [] : [failureReports(telemetry)]),
    noteFailures(dependencies.traces),
  ];
  api.decorate('reportFailure', (problem: Problem, request: FastifyRequest) => {
    for (const report of reports) report(problem, request);
  });
  observe(api, dependencies);
  await api.register(problemDetails, problemOptions);
  await describeWithOpenApi(api, dependencies.version);

  const { db, writeContacts } = dependencies;
  healthRoutes(api, dependencies.health);
  if (telemetry !== null) metricsRoute(api, telemetry.metrics, dependencies.metricsToken);
  await api.register(
    async (keyed: Api) => {
      keepPrivate(keyed);
      requireKey(keyed, dependencies.keys, dependencies.hashPrincipal);
      workspaceRoutes(keyed, dependencies.workspaces);
      keyRoutes(keyed, dependencies.keys);
      contactRoutes(keyed, dependencies.contacts);
      campaignRoutes(keyed, dependencies.campaigns);
      draftRoutes(keyed, dependencies.drafts);
      operationsRoutes(keyed, dependencies.operations);
      traceRoutes(keyed, dependencies.traces);
      for (const plugin of dependencies.plugins) {
        await keyed.register(plugin, { db, writeContacts });
      }
    },
    { prefix: '/api' },
  );
  await serveOpenApi(api);
  return api;
}

/** Unique, so not the correlation id where the caller has chosen that; else one id is enough for both. */
function occurrenceIdOf({ headers }: IncomingMessage): string {
  const { correlationId } = getContext();
  const isOurs = correlationId !== undefined && headers[correlationIdHeader] !== correlationId;
  return isOurs ? correlationId : uuidv7();
}

/** Counts and logs every answer, by its route and not by its address: addresses hold searches and ids. */
function observe(
  api: Api,
  { requests, traces }: Pick<AppDependencies, 'requests' | 'traces'>,
): void {
  api.addHook('onRequest', async (request, reply) => {
    const { correlationId = request.id } = getContext();
    void reply.headers({
      [correlationIdHeader]: correlationId,
      'x-content-type-options': 'nosniff',
    });
  });
  api.addHook('onResponse', async (request, reply) => {
    requests.record(reply.statusCode, reply.elapsedTime);
    // Node can tell the end of an answer from outside of its context.
    const within = contextOf(request.raw);
    // Fastify makes an object of all options each time it is asked for one.
    const route = request.routeOptions.url ?? null;
    noteRequest(traces, { ...within, route }, request, reply);
    request.log.info(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
        // Where nothing is traced, the workspace is known all the same.
        ...(request.workspaceId ? { workspaceId: request.workspaceId } : {}),
        ...within,
      },
      'answered',
    );
  });
}

/** Keeps what belongs to a workspace out of every cache, unless a route says otherwise. */
function keepPrivate(api: Api): void {
  api.addHook('onRequest', async (_request, reply) => {
    void reply.header('cache-control', 'private, no-store');
  });
}
