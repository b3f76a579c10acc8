/** The newest migration, which a database must have before an instance takes traffic. */
export const latestMigration = '006_principal_of_key';
