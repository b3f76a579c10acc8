import { Badge } from '../ui/badge.tsx';
import { bytesText } from '../ui/quantity.ts';
import { series, type History } from './history.ts';
import { latencyText } from './latency-text.ts';
import type { PostgresNode } from './operations.ts';
import { Sparkline } from './sparkline.tsx';

/** The database servers, one line each. */
export function NodeTable({
  nodes,
  history,
}: {
  nodes: readonly PostgresNode[];
  history: History;
}) {
  return (
    <section className="card overflow-hidden">
      <h2 id="nodes-title" className="px-4 pt-3.5 pb-2.5 font-semibold">
        Database servers
      </h2>
      {/* Focusable, so that the keyboard can scroll it on a narrow screen. */}
      <div role="region" aria-labelledby="nodes-title" tabIndex={0} className="overflow-x-auto">
        <table className="w-full text-left text-sm">
          <thead className="border-y border-line bg-sunken text-xs text-ink-3">
            <tr>
              {['Server', 'Role', 'State', 'Answers in', 'Behind', 'Version'].map((name) => (
                <th key={name} scope="col" className="px-4 py-2 font-medium whitespace-nowrap">
                  {name}
                </th>
              ))}
              <th scope="col" className="w-40 px-4 py-2 font-medium whitespace-nowrap">
                Last 5 minutes
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {nodes.map((node) => (
              <NodeRow key={node.name} node={node} history={history} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function NodeRow({ node, history }: { node: PostgresNode; history: History }) {
  const { name, role, status, latencyMs, version, error } = node;
  return (
    <tr>
      <th scope="row" className="px-4 py-2.5 font-medium">
        {name}
      </th>
      <td className="px-4 py-2.5 text-ink-2">{role}</td>
      <td className="px-4 py-2.5">
        <Badge tone={status === 'up' ? 'ok' : 'bad'}>{status === 'up' ? 'Up' : 'Down'}</Badge>
        {error === null ? null : <p className="mt-1 max-w-72 text-xs text-ink-3">{error}</p>}
      </td>
      <td className="px-4 py-2.5 whitespace-nowrap text-ink-2 tabular-nums">
        {latencyText(latencyMs)}
      </td>
      <td className="px-4 py-2.5 whitespace-nowrap text-ink-2 tabular-nums">{lagText(node)}</td>
      <td className="px-4 py-2.5 whitespace-nowrap text-ink-2 tabular-nums">{version ?? '–'}</td>
      <td className="px-4 py-1.5">
        <Sparkline
          className="h-6 w-32"
          values={series(
            history,
            (look) => look.postgres.find((other) => other.name === name)?.latencyMs,
          )}
        />
      </td>
    </tr>
  );
}

function lagText({ lagMs, lagBytes }: PostgresNode): string {
  if (lagMs === null && lagBytes === null) return '–';
  if (!lagBytes) return lagMs === null ? 'nothing' : latencyText(lagMs);
  return [lagMs === null ? undefined : latencyText(lagMs), bytesText(lagBytes)]
    .filter((text) => text !== undefined)
    .join(', ');
}
