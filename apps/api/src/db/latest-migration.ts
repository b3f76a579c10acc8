/** The newest migration, which a database must have before an instance takes traffic. */
export const latestMigration = '007_cache_outbox';
