import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import {
  type OpenApiResponse,
  openApiComponents,
  openApiResponses,
} from '@unite/problem-details/docs';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

import type { Api } from './api-instance.ts';
import { problems } from './problems.ts';
import { routeProblems } from './route-problems.ts';

const description = `The CRM's own interface. Every address under \`/api\` needs an API key and sees the rows of the key's workspace only.

- Failures are problem documents (RFC 9457, \`application/problem+json\`); \`instance\` names the occurrence that our log knows, and each \`type\` leads to a page that explains it, also at [/errors/](/errors/).
- Each operation lists the problems that it may answer. Beside them any address may answer what keeps a request from reaching an operation: \`malformed-request\`, \`request-timeout\`, \`header-too-large\`, \`bad-request\`, \`not-found\` and \`method-not-allowed\`.
- Changes need \`If-Match\` with the \`ETag\` that was read, so nobody overwrites what they have not seen.
- Lists are read page by page: follow \`nextCursor\` until it is null.`;

/** Describes all routes that are registered after it, as OpenAPI 3.1. */
export async function describeWithOpenApi(api: Api, version: string): Promise<void> {
  const { schemas, examples } = openApiComponents(problems);
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Unite-Hub API', version, description },
      tags: [
        { name: 'contacts' },
        { name: 'campaigns' },
        { name: 'workspace' },
        { name: 'keys' },
        { name: 'operations' },
        { name: 'health' },
      ],
      security: [{ apiKey: [] }],
      components: {
        schemas,
        examples,
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'uk_ + base64url (256 bit)' },
        },
      },
    },
    transform: withProblems,
    transformObject: (document) => withoutNoise(jsonSchemaTransformObject(document)),
  });
}

/** The schema of a route as JSON Schema, with a response for each problem that it may answer. */
const withProblems: typeof jsonSchemaTransform = (route) => {
  const { schema, url } = jsonSchemaTransform(route);
  if (route.schema === undefined || schema === undefined || schema.hide === true) {
    return { schema, url };
  }
  const answers = Object.entries(openApiResponses(problems, routeProblems(route.schema)));
  const response = {
    ...(schema.response as object), // by status
    ...Object.fromEntries(answers.map(([status, answer]) => [status, withPlainHeaders(answer)])),
  };
  return { url, schema: { ...schema, response } };
};

/** @fastify/swagger wants the schema of a header where OpenAPI has an object around it. */
function withPlainHeaders(response: OpenApiResponse): object {
  const headers = Object.entries(response.headers ?? {});
  if (headers.length === 0) return response;
  const plain = headers.map(([name, { description, schema }]) => [
    name,
    { ...schema, description },
  ]);
  return { ...response, headers: Object.fromEntries(plain) };
}

/**
 * Serves the description at `/openapi.json` and as a page at `/docs`.
 *
 * The page's own policy: its scripts and styles are files of this origin, so it works offline;
 * inline styles are what Swagger UI sets on its elements.
 */
export async function serveOpenApi(api: Api): Promise<void> {
  api.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(api.swagger()),
  );
  await api.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { docExpansion: 'list', deepLinking: true, tryItOutEnabled: false },
    staticCSP: [
      "default-src 'none'",
      "base-uri 'none'",
      "connect-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
    ].join('; '),
  });
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The document without what only the generator needs: components that nothing refers to (each
 * schema is emitted once as input and once as output) and Zod's bounds of a safe integer.
 */
function withoutNoise<Document>(document: Document): Document {
  const plain = withoutSafeBounds(JSON.parse(JSON.stringify(document)));
  const components = member(plain, 'components');
  const schemas = member(components, 'schemas');
  if (!isObject(plain) || !isObject(components) || !isObject(schemas)) return document;
  const used = new Set<string>();
  const visit = (value: Json): void => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (name === undefined || used.has(name)) continue;
      used.add(name);
      const next = schemas[name];
      if (next !== undefined) visit(next);
    }
  };
  visit({ ...plain, components: null });
  // By name, because their own order is that in which modules happened to load.
  const kept = Object.entries(schemas)
    .filter(([name]) => used.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const slim = { ...plain, components: { ...components, schemas: Object.fromEntries(kept) } };
  // The same shape with fewer members; the transform's type is the whole OpenAPI grammar.
  return slim as Document;
}

function withoutSafeBounds(value: Json): Json {
  if (isArray(value)) return value.map(withoutSafeBounds);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([, one]) => one !== Number.MAX_SAFE_INTEGER && one !== Number.MIN_SAFE_INTEGER,
  );
  return Object.fromEntries(kept.map(([name, one]) => [name, withoutSafeBounds(one)]));
}

function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !isArray(value);
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) ? value[name] : undefined;
}
