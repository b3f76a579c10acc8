/** Tells the bench where the server listens and, whenever it asks, what the process has used. */
export function answerQuestions(url) {
  process.once('disconnect', () => process.exit(0));
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss() });
  });
  process.send({ url });
}
