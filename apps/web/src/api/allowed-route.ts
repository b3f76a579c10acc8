const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** What the browser may ask of the API through this server. API keys are not among it. */
const routes: readonly (readonly [methods: readonly string[], path: RegExp])[] = [
  [['GET', 'PATCH'], /^workspace$/],
  ...['contacts', 'campaigns'].flatMap((name): [string[], RegExp][] => [
    [['GET', 'POST'], new RegExp(`^${name}$`)],
    [['GET', 'PATCH', 'DELETE'], new RegExp(`^${name}/${uuid}$`)],
    [['POST'], new RegExp(`^${name}/${uuid}/restore$`)],
  ]),
  [['POST'], /^contacts\/import$/],
  [['GET'], /^contacts\/export\.csv$/],
  [['POST'], /^ai\/draft$/],
  [['GET'], /^operations(\/telemetry)?$/],
];

/** True when `method` on `path` (below `/api/`, without a leading slash) is passed on to the API. */
export function isAllowedRoute(method: string, path: string): boolean {
  return routes.some(([methods, pattern]) => methods.includes(method) && pattern.test(path));
}
