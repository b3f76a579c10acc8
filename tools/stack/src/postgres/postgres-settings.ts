import { StackError } from '../errors.ts';

/** Settings of postgresql.conf, by name. Values are written as given, in single quotes. */
export type PostgresSettings = Readonly<Record<string, string>>;

/**
 * The settings of every node. They go for a cluster that is thrown away: nothing survives a power
 * cut (`fsync = off`), everything survives `kill -9` of a server, and replicas notice quickly.
 */
export const defaultSettings: PostgresSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // a socket's path is limited to 107 bytes and needs permissions
  // No fewer than initdb's default: a standby refuses a limit below the one in its control file.
  max_connections: '100',
  shared_buffers: '64MB',
  // Segments live in the data folder and go with it; POSIX ones would stay in /dev/shm after kill -9.
  dynamic_shared_memory_type: 'mmap',
  fsync: 'off',
  wal_level: 'replica',
  max_wal_senders: '10',
  max_replication_slots: '10',
  max_wal_size: '1GB',
  wal_keep_size: '128MB',
  max_slot_wal_keep_size: '1GB',
  hot_standby_feedback: 'on',
  wal_log_hints: 'on',
  wal_sender_timeout: '3s',
  wal_receiver_timeout: '3s',
  wal_receiver_status_interval: '1s',
  wal_retrieve_retry_interval: '100ms',
  max_standby_streaming_delay: '5s',
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] ',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** The settings as lines of postgresql.conf. */
export function renderSettings(settings: PostgresSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${quoteSetting(value)}\n`)
    .join('');
}

/** A value in the quotes of postgresql.conf. */
export function quoteSetting(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * A name that can stand in SQL without quotes.
 *
 * @throws {StackError} STACK_BAD_OPTION for anything else
 */
export function plainIdentifier(option: string, name: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(name)) return name;
  throw new StackError('STACK_BAD_OPTION', {
    what: `The option ${option} cannot be used`,
    why: `"${name}" is not a plain SQL name`,
    todo: 'use 1 to 63 lower-case letters, digits and underscores',
  });
}
