import { connect, type Socket } from 'node:net';

/** What a load has got. */
export interface Load {
  /** Bytes that came back, by path, as the socket counts them. */
  readonly bytes: ReadonlyMap<string, number>;
}

/** A whole head, with the length of the body that follows. */
const head = /^HTTP\/1\.1 200 [\s\S]*?\r\ncontent-length: (\d+)\r\n[\s\S]*?\r\n\r\n/i;

/**
 * Asks for `paths` in their order, on `concurrency` connections that each ask for the next one as soon as they
 * are answered.
 *
 * @throws when an answer is anything but a 200 with a length.
 */
export async function load(options: {
  readonly port: number;
  readonly paths: readonly string[];
  readonly concurrency: number;
}): Promise<Load> {
  const { port, paths, concurrency } = options;
  const bytes = new Map<string, number>();
  const next = paths.values();

  const drive = async (): Promise<void> => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    try {
      for (let one = next.next(); !one.done; one = next.next()) {
        const path = one.value;
        const length = await answered(socket, path);
        bytes.set(path, (bytes.get(path) ?? 0) + length);
      }
    } finally {
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, drive));
  return { bytes };
}

/** Asks for `path`, and gives the length of the whole answer. */
function answered(socket: Socket, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const stop = () => void socket.off('data', read).off('error', reject).off('close', closed);
    const read = (data: Buffer): void => {
      text += data.toString('latin1');
      const found = head.exec(text);
      if (found === null ? text.includes('\r\n\r\n') : text.length > lengthOf(found)) {
        reject(new Error(`answer to ${path}: ${text.slice(0, 100)}`));
      } else if (found !== null && text.length === lengthOf(found)) {
        stop();
        resolve(text.length);
      }
    };
    const closed = () => reject(new Error(`the connection was closed before ${path} was answered`));
    socket.on('data', read).on('error', reject).on('close', closed);
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  });
}

const lengthOf = (found: RegExpExecArray): number => found[0].length + Number(found[1]);
