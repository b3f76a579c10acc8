import type pg from 'pg';
import { copyRunning } from './base-backup.ts';
import { StackError } from '../errors.ts';
import type { PostgresServer, PostgresState } from './postgres-server.ts';
import {
  ensureSlots,
  measureLag,
  promoteStandby,
  repoint,
  untilStreaming,
  type ReplicationLag,
} from './replication.ts';
import type { ServerAccount } from './server-account.ts';

/** One node of the cluster, as seen from outside. */
export interface PostgresNode {
  /** "node0", "node1", …: also its slot and application name. */
  readonly name: string;
  /** What it was made; an old primary is "stale" from the promotion of another until it rejoins. */
  readonly role: 'primary' | 'replica' | 'stale';
  readonly state: PostgresState;
  readonly port: number;
  /** Address for the app's account. */
  readonly url: string;
  /** Address for the owner's account. */
  readonly ownerUrl: string;
}

/** A running primary with its streaming replicas, and the faults that can happen to them. */
export interface PostgresCluster extends AsyncDisposable {
  /** All nodes; the first one started as the primary. */
  readonly nodes: readonly PostgresNode[];
  /** The node that was made primary last. */
  readonly primary: PostgresNode;
  /** The primary's address for the app's account. */
  readonly databaseUrl: string;
  /** The primary's address for the owner's account. */
  readonly migrationUrl: string;
  /** The replicas' addresses for the app's account. */
  readonly replicaUrls: readonly string[];
  /** For example "18.4". */
  readonly version: string;
  /** Whether the data folder template was built by this start or found in the cache. */
  readonly template: 'built' | 'found';
  /** `kill -9` of the node; settles when all its processes are gone. */
  crash(node: PostgresNode): Promise<void>;
  /** Orderly shutdown of the node. */
  stop(node: PostgresNode): Promise<void>;
  /** Starts a node that is down on the data it has; settles when it accepts connections. */
  restart(node: PostgresNode): Promise<void>;
  /** Stops the node's processes in their tracks: connections stay open and nothing answers. */
  freeze(node: PostgresNode): void;
  /** Lets a frozen node go on. */
  thaw(node: PostgresNode): void;
  /**
   * Makes a running replica the primary and points the other running replicas at it. The old
   * primary is left as it is: one that still runs gives two primaries, a fault worth testing.
   */
  promote(node: PostgresNode): Promise<void>;
  /**
   * Makes a node a replica of `primary` (default: the present one) on a fresh copy of its data. A
   * node that still runs is crashed first. Settles when it streams.
   */
  rejoin(node: PostgresNode, primary?: PostgresNode): Promise<void>;
  /** How far the node is behind the primary; both must be running. */
  lag(node: PostgresNode): Promise<ReplicationLag>;
  /** Runs one statement on the node as administrator, in the app's database; returns its rows. */
  sql<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    node: PostgresNode,
    text: string,
    params?: readonly unknown[],
  ): Promise<Row[]>;
  /** Ends all nodes and removes their data. */
  close(): Promise<void>;
}

/** What {@link createPostgresCluster} makes a cluster of. */
export interface PostgresClusterOptions {
  /** Servers with equal data folders, none of them started; the first becomes the primary. */
  readonly servers: readonly [PostgresServer, ...PostgresServer[]];
  readonly database: string;
  readonly app: Login;
  readonly owner: Login;
  readonly account: ServerAccount | null;
  readonly version: string;
  readonly template: 'built' | 'found';
  /** Ends the servers and removes what they leave. */
  readonly close: () => Promise<void>;
}

/** An account of the database. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

interface Member {
  readonly node: PostgresNode;
  readonly server: PostgresServer;
  role: PostgresNode['role'];
}

/** Starts the servers as a primary and its streaming replicas. */
export async function createPostgresCluster(
  options: PostgresClusterOptions,
): Promise<PostgresCluster> {
  const [first, ...others] = options.servers;
  let primary = createMember(first, 'primary', options);
  const members = [primary, ...others.map((server) => createMember(server, 'replica', options))];
  const nodes = members.map(({ node }) => node);

  const memberOf = (node: PostgresNode): Member => {
    const member = members.find((candidate) => candidate.node === node);
    if (member) return member;
    throw wrongState(node.name, 'it belongs to another cluster', 'pass one of cluster.nodes');
  };
  const inState = (node: PostgresNode, state: PostgresState): Member => {
    const member = memberOf(node);
    if (member.server.state === state) return member;
    throw wrongState(
      node.name,
      `it is ${member.server.state}, not ${state}`,
      `call this when it is ${state}`,
    );
  };
  const namesExcept = (member: Member) =>
    members.filter((other) => other !== member).map(({ server }) => server.name);
  const followers = () => members.filter(({ role }) => role === 'replica');

  await startTogether(first, others);
  return {
    nodes,
    version: options.version,
    template: options.template,
    get primary() {
      return primary.node;
    },
    get databaseUrl() {
      return primary.node.url;
    },
    get migrationUrl() {
      return primary.node.ownerUrl;
    },
    get replicaUrls() {
      return followers().map(({ node }) => node.url);
    },
    crash: (node) => memberOf(node).server.crash(),
    stop: (node) => inState(node, 'running').server.stop(),
    restart: (node) => inState(node, 'down').server.start(),
    freeze: (node) => inState(node, 'running').server.freeze(),
    thaw: (node) => inState(node, 'frozen').server.thaw(),
    async promote(node) {
      const next = inState(node, 'running');
      await promoteStandby(next.server);
      await ensureSlots(next.server, namesExcept(next));
      primary.role = 'stale';
      next.role = 'primary';
      primary = next;
      const running = followers().filter(({ server }) => server.state === 'running');
      await Promise.all(running.map(({ server }) => repoint(server, next.server)));
      await untilStreaming(
        next.server,
        running.map(({ server }) => server.name),
      );
    },
    async rejoin(node, source = primary.node) {
      const member = memberOf(node);
      const from = inState(source, 'running').server;
      await member.server.crash();
      await ensureSlots(from, [member.server.name]);
      await copyRunning(from, member.server, options.account);
      await member.server.follow(from);
      await member.server.start();
      await untilStreaming(from, [member.server.name]);
      member.role = 'replica';
    },
    lag: (node) => measureLag(primary.server, inState(node, 'running').server),
    sql: <Row extends pg.QueryResultRow>(
      node: PostgresNode,
      text: string,
      params: readonly unknown[] = [],
    ) =>
      memberOf(node).server.session(
        async (client) => (await client.query<Row>(text, [...params])).rows,
      ),
    close: options.close,
    [Symbol.asyncDispose]: options.close,
  };
}

async function startTogether(
  primary: PostgresServer,
  standbys: readonly PostgresServer[],
): Promise<void> {
  const names = standbys.map(({ name }) => name);
  await primary.start();
  await ensureSlots(primary, names);
  await Promise.all(
    standbys.map(async (standby) => {
      await standby.follow(primary);
      await standby.start();
    }),
  );
  await untilStreaming(primary, names);
}

function createMember(
  server: PostgresServer,
  role: PostgresNode['role'],
  { database, app, owner }: PostgresClusterOptions,
): Member {
  const address = ({ user, password }: Login) =>
    `postgresql://${user}:${password}@127.0.0.1:${server.port}/${database}`;
  const member: Member = {
    server,
    role,
    node: {
      name: server.name,
      get role() {
        return member.role;
      },
      get state() {
        return server.state;
      },
      get port() {
        return server.port;
      },
      get url() {
        return address(app);
      },
      get ownerUrl() {
        return address(owner);
      },
    },
  };
  return member;
}

function wrongState(name: string, why: string, todo: string): StackError {
  return new StackError('STACK_WRONG_STATE', { what: `${name} cannot do that`, why, todo });
}
