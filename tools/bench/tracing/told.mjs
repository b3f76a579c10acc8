/** What the bench tells a process: `{ url, sampleRatio, with, server }`. */
export const told = JSON.parse(process.env.UNITE_BENCH ?? '{}');
