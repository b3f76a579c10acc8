/** The newest migration, which a database must have before an instance takes traffic. */
export const latestMigration = '005_key_tier';
