/**
 * Splits a text that arrives in pieces into the JSON values of its lines (application/x-ndjson).
 * A line that is not JSON is dropped: it can only be the torn end of an answer that was cut off, and
 * whoever reads the values notices that the last one is missing.
 */
export class NdjsonSplitter {
  #rest = '';

  /** The values of the lines that `piece` completes. */
  push(piece: string): readonly unknown[] {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap(parseLine);
  }

  /** The value of a last line without a line feed. */
  end(): readonly unknown[] {
    const last = this.#rest;
    this.#rest = '';
    return parseLine(last);
  }
}

function parseLine(line: string): readonly unknown[] {
  if (line.trim() === '') return [];
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

/** The JSON values of a streamed answer, each as soon as its line is complete. */
export async function* readNdjson(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const splitter = new NdjsonSplitter();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield* splitter.push(decoder.decode(value, { stream: true }));
    }
    yield* splitter.push(decoder.decode());
    yield* splitter.end();
  } finally {
    // When the consumer stops early the server must learn of it.
    await reader.cancel().catch(() => undefined);
  }
}
