import { describeShortage } from '../errors.ts';
import type { App } from './app.ts';
import type { LocalServers } from './local-servers.ts';

/** The lines about the servers: name, then address and version. */
export function serversBanner({ postgres, redis, redisMissing, ai }: LocalServers): string {
  const rows = postgres.nodes.map(({ role, url }): [string, string] => [role, url]);
  return [
    `PostgreSQL ${postgres.version}`,
    ...table([...rows, ['migrations', postgres.migrationUrl]]),
    redis ? `Redis ${redis.version}` : '',
    ...(redis ? table([['url', redis.url]]) : [describeMissing(redisMissing)]),
    'AI provider (fake)',
    ...table([
      ['url', `${ai.url}/v1`],
      ['key', ai.apiKey],
    ]),
  ]
    .filter(Boolean)
    .join('\n');
}

/** The block that `npm start` ends with: addresses, three things to try, and what to know. */
export function appBanner({
  apiUrl,
  webUrl,
  workspace,
  postgres,
  redis,
  redisMissing,
}: App): string {
  const replicas = postgres.replicaUrls.length;
  return `
Unite-Hub is running.

${table([
  ['web', webUrl],
  ['api', apiUrl],
  ['PostgreSQL', `${postgres.version}, 1 primary and ${replicas} replicas`],
  ['Redis', redis ? redis.version : 'none, the app runs with memory alone'],
]).join('\n')}
${redisMissing ? `\n${describeMissing(redisMissing)}\n` : ''}
Three things to try:
  1. Open ${webUrl} and pick the workspace "${workspace.name}".
  2. Import a contact, from this folder:
     KEY=$(node -p "require('./.unite/stack.json').demo.apiKey")
     printf 'name,email\\nAda Lovelace,ada@example.com\\n' | curl -H "Authorization: Bearer $KEY" -H 'content-type: text/csv' --data-binary @- ${apiUrl}/api/contacts/import
  3. Read the API at ${apiUrl}/docs

The data lives as long as this process. Logs are in .unite/logs. Ctrl-C stops everything.
`;
}

/** Lines of two columns. */
export function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

function describeMissing(shortage: LocalServers['redisMissing']): string {
  return shortage ? describeShortage(shortage) : '';
}
