/** Runs once before the server answers: a faulty environment ends the start, not the first request. */
export async function register(): Promise<void> {
  const { config } = await import('./config.ts');
  config();
}
