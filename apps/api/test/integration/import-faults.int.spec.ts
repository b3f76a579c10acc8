import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { googleExport } from '../fixtures/google-export.ts';
import { type ImportStage, openImportStage } from './import-stage.ts';

let stage: ImportStage;
beforeAll(async () => {
  stage = await openImportStage();
});
afterAll(() => stage.close());

describe('a request that is no import', () => {
  it.each<[string, string | Uint8Array, string, number, string]>([
    ['of another type', '{}', 'application/json', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['without a body', '', 'text/csv', 400, 'IMPORT_EMPTY'],
    ['with only a header', 'name,email\n', 'text/csv', 400, 'IMPORT_EMPTY'],
    ['with an unknown header', 'foo,bar\n1,2\n', 'text/csv', 400, 'IMPORT_NO_COLUMNS'],
    ['of a workbook', Buffer.from('PK\x03\x04\0\0x'), 'text/csv', 400, 'IMPORT_NOT_TEXT'],
    ['of no vCard', 'name,email\n', 'text/vcard', 400, 'IMPORT_EMPTY'],
  ])('%s is refused', async (_name, body, type, status, code) => {
    const workspace = await stage.workspace();
    const response = await stage.post(workspace, body, { type });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, code, path: '/api/contacts/import' });
    expect(await stage.contacts(workspace)).toEqual([]);
  });

  it('for an unknown region is refused before its body is read', async () => {
    const response = await stage.post(await stage.workspace(), 'name\nA\n', {
      query: '?region=XX',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'VALIDATION',
      errors: [{ field: 'region', in: 'query', code: 'invalid_region' }],
    });
  });

  it('of a compressed body is refused', async () => {
    const response = await fetch(`${stage.url}/api/contacts/import`, {
      method: 'POST',
      headers: {
        'content-type': 'text/csv',
        'content-encoding': 'gzip',
        'x-workspace': await stage.workspace(),
      },
      body: 'name\nA\n',
    });
    expect(response.status).toBe(415);
  });
});

describe('a file with bad lines', () => {
  it('is imported without them: 10,000 are refused and the first 100 are listed', async () => {
    const workspace = await stage.workspace();
    const bad = Array.from({ length: 10_000 }, (_, index) => `Person ${index},not an address`);
    const report = await stage.load(
      workspace,
      ['name,email', ...bad, 'Ann,a@example.org'].join('\n'),
    );
    expect(report).toMatchObject({ rows: 10_001, created: 1, refused: 10_000 });
    expect(report.refusals).toHaveLength(100);
    expect(report.refusals[99]).toMatchObject({
      line: 101,
      column: 'email',
      code: 'invalid-email',
    });
    expect(report.refusalsOmitted).toBe(9_900);
  });
});

/** Sends an import by hand, never its end, and says how many bytes went out before the server closed. */
async function sendByHand(workspace: string, body: AsyncIterable<Buffer> | Iterable<Buffer>) {
  const socket = connect(stage.port, '127.0.0.1');
  await once(socket, 'connect');
  const received: Buffer[] = [];
  socket.on('data', (chunk) => received.push(chunk));
  // A server that stops reading may reset the connection in the end; the answer is what counts.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(
    `POST /api/contacts/import HTTP/1.1\r\nHost: x\r\nX-Workspace: ${workspace}\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  let sent = 0;
  for await (const chunk of body) {
    if (socket.destroyed || socket.writableEnded) break;
    socket.write(`${chunk.length.toString(16)}\r\n`);
    socket.write(chunk);
    if (!socket.write('\r\n'))
      await Promise.race([once(socket, 'drain'), closed]).catch(() => undefined);
    sent += chunk.length;
  }
  return {
    sent,
    socket,
    closed,
    answer: async () => {
      await closed;
      return Buffer.concat(received).toString();
    },
  };
}

function* endless(first: string, bytes: number): Generator<Buffer> {
  yield Buffer.from(first);
  const chunk = Buffer.alloc(65_536, 'x');
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
}

describe('a record without end', () => {
  it('of 2 GB is answered while it is being sent, and the rest is not read', async () => {
    const workspace = await stage.workspace();
    const upload = await sendByHand(workspace, endless('name,email\nAnn,a@example.org\n', 2 ** 31));
    const answer = await upload.answer();
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/connection: close/i);
    expect(answer).toContain('IMPORT_RECORD_TOO_LONG');
    expect(answer).toContain('line 3 ');
    // What is thrown away after the answer is bounded too.
    expect(upload.sent).toBeLessThan(2 ** 28);
  }, 60_000);

  it('is a problem line when progress is streamed', async () => {
    const body = Buffer.concat([...endless('name,email\n', 2 ** 21)]);
    const response = await stage.post(await stage.workspace(), body, {
      accept: 'application/x-ndjson',
    });
    const lines = (await response.text()).trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      type: 'problem',
      problemType: 'https://api.unite-hub.com/errors/import-record-too-long',
      status: 400,
    });
  });
});

describe('a connection that is cut', () => {
  it('leaves whole batches, and the file can be sent again', async () => {
    const workspace = await stage.workspace();
    const whole = Buffer.concat([...googleExport({ rows: 5_000 })]);
    const part = whole.subarray(0, Math.floor(whole.length * 0.7));
    let cut: (() => void) | undefined;
    const upload = sendByHand(
      workspace,
      (async function* () {
        yield part;
        await new Promise<void>((resolve) => (cut = resolve));
      })(),
    );
    let before = 0;
    for (let attempt = 0; before === 0 && attempt < 400; attempt += 1) {
      await delay(25);
      before = (await stage.contacts(workspace)).length;
    }
    cut?.();
    (await upload).socket.destroy();
    // What had arrived before the cut is still read.
    const kept = await settledCount(workspace);
    expect(kept).toBeGreaterThan(0);
    expect(kept % 1_000).toBe(0);
    expect(kept).toBeLessThan(5_000);

    expect(await stage.load(workspace, whole)).toMatchObject({
      created: 5_000 - kept,
      unchanged: kept,
    });
    expect(await stage.contacts(workspace)).toHaveLength(5_000);
  }, 60_000);
});

/** The number of contacts once it has not grown for half a second. */
async function settledCount(workspace: string): Promise<number> {
  let count = -1;
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const now = (await stage.contacts(workspace)).length;
    if (now === count) return count;
    count = now;
    await delay(500);
  }
  throw new Error('the import goes on after its connection was cut');
}

describe('progress', () => {
  it('is streamed line by line and ends with the report', async () => {
    const body = Buffer.concat([...googleExport({ rows: 4_000 })]);
    const response = await stage.post(await stage.workspace(), body, {
      accept: 'application/x-ndjson',
    });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines: { type: string; rows: number; bytes?: number }[] = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ type: 'report', created: 4_000, rows: 4_000 });
    const progress = lines.slice(0, -1);
    expect(new Set(progress.map(({ type }) => type))).toEqual(new Set(['progress']));
    expect(progress.length).toBeGreaterThan(2);
    const rows = progress.map((line) => line.rows);
    expect(rows).toEqual(rows.toSorted((one, other) => one - other));
  });
});

describe('a database that is killed', () => {
  it('ends the import with what was imported, and the file can be sent again', async () => {
    const workspace = await stage.workspace();
    const [primary] = stage.postgres.nodes;
    if (primary === undefined) throw new Error('the cluster has no node');
    const whole = Buffer.concat([...googleExport({ rows: 6_000, seed: 2 })]);
    const importing = stage.post(workspace, whole);
    for (let attempt = 0; attempt < 400; attempt += 1) {
      if ((await stage.contacts(workspace)).length > 0) break;
      await delay(10);
    }
    await stage.postgres.crash(primary);
    const response = await importing;
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    const { code, imported_rows } = JSON.parse(await response.text());
    expect(code).toBe('IMPORT_INTERRUPTED');
    expect(imported_rows % 1000).toBe(0);
    expect(imported_rows).toBeGreaterThan(0);

    await stage.postgres.restart(primary);
    expect(await stage.load(workspace, whole)).toMatchObject({ rows: 6_000, refused: 0 });
    expect(await stage.contacts(workspace)).toHaveLength(6_000);
  }, 60_000);
});
