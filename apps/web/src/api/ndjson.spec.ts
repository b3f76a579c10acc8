/** @jest-environment node */
import { readNdjson } from './ndjson.ts';

function stream(...pieces: readonly (string | Uint8Array)[]) {
  const cancelled = jest.fn();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) {
        controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
      }
      controller.close();
    },
    cancel: cancelled,
  });
  return { body, cancelled };
}

async function all(body: ReadableStream<Uint8Array>) {
  const values = [];
  for await (const value of readNdjson(body)) values.push(value);
  return values;
}

describe('a streamed answer', () => {
  it('gives one value for each line, wherever it was torn', async () => {
    const { body } = stream('{"a":', '1}\n{"a"', ':2}\n\n{"a":3}\n');
    await expect(all(body)).resolves.toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  it('keeps a letter whose bytes were torn apart', async () => {
    const bytes = new TextEncoder().encode('"ü"\n');
    const { body } = stream(bytes.slice(0, 2), bytes.slice(2));
    await expect(all(body)).resolves.toEqual(['ü']);
  });

  it('reads a last line without a line feed', async () => {
    await expect(all(stream('1\n2').body)).resolves.toEqual([1, 2]);
  });

  it('drops the torn end of an answer that was cut off', async () => {
    await expect(all(stream('1\n{"a":').body)).resolves.toEqual([1]);
  });

  it('tells the server when the reader has seen enough', async () => {
    const cancelled = jest.fn();
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('1\n')),
      cancel: cancelled,
    });
    for await (const value of readNdjson(body)) {
      if (value === 1) break;
    }
    expect(cancelled).toHaveBeenCalled();
  });
});
