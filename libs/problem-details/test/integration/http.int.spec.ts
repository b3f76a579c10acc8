import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

import { defineProblems } from '../../src/index.ts';
import { match, parseProblem, type ProblemOf } from '../../src/client/index.ts';
import { commonProblems } from '../../src/common/index.ts';
import { describeProblems } from '../../src/docs/index.ts';
import {
  clientErrorListener,
  createResponder,
  respond,
  sendProblem,
} from '../../src/http/index.ts';
import { responseFaults } from '../../src/testing/index.ts';
import { withProblems } from '../../src/next/index.ts';

const problems = defineProblems('https://api.example.com/errors/', {
  ...commonProblems,
  'out-of-credit': { status: 403, extensions: { balance: 'number' } },
});
const responder = createResponder({ problems });
const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(
    { maxHeaderSize: 2048, requestTimeout: 300, connectionsCheckingInterval: 100 },
    listener,
  );
  server.on('clientError', clientErrorListener(problems));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterAll(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

describe('a server of node:http', () => {
  it('answers what its client understands', async () => {
    const url = await serve((request, response) => {
      response.setHeader('etag', '"1"');
      sendProblem(responder, problems.outOfCredit({ balance: 3 }), request, response);
    });
    const response = await fetch(`${url}/a?b=c`);
    expect(response.headers.get('etag')).toBeNull();
    const problem = await parseProblem<ProblemOf<typeof problems>>(response, {
      catalogue: describeProblems(problems),
    });
    expect(problem.slug === 'out-of-credit' ? problem.balance : undefined).toBe(3);
    expect(problem.path).toBe('/a');
  });

  it('answers on the connection again after a body that nobody read', async () => {
    const url = await serve((request, response) =>
      sendProblem(responder, problems.payloadTooLarge(), request, response),
    );
    for (let n = 0; n < 2; n += 1) {
      const response = await fetch(url, { method: 'POST', body: 'x'.repeat(100_000) });
      await expect(
        responseFaults(response, problems, { slug: 'payload-too-large' }),
      ).resolves.toEqual([]);
    }
  });

  it('cuts an answer that fails halfway', async () => {
    const url = await serve((request, response) => {
      response.writeHead(200);
      response.write('half', () => sendProblem(responder, new Error('late'), request, response));
    });
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
  });

  it.each([
    ['is malformed', 'NONSENSE\r\n\r\n', 400, 'MALFORMED_REQUEST'],
    [
      'has large headers',
      `GET / HTTP/1.1\r\nx: ${'x'.repeat(4000)}\r\n\r\n`,
      431,
      'HEADER_TOO_LARGE',
    ],
    ['comes too slowly', 'GET / HTTP/1.1\r\nhost: a\r\n', 408, 'REQUEST_TIMEOUT'],
  ])('answers a request that %s', async (_, text, status, code) => {
    const url = await serve(() => undefined);
    const received = await new Promise<string>((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('close', () => resolve(answer)).on('error', reject);
    });
    expect(received).toContain(`HTTP/1.1 ${status} `);
    expect(received).toContain(`"code":"${code}"`);
  });

  it('leaves a connection alone that is already gone', () => {
    const socket = { writable: false, destroy: jest.fn(), end: jest.fn() };
    clientErrorListener(problems)(new Error('x'), socket as never);
    expect([socket.destroy.mock.calls.length, socket.end.mock.calls.length]).toEqual([1, 0]);
  });
});

describe('a handler of Web requests, also of Next', () => {
  it('answers over a socket what it answers in memory', async () => {
    const handler = withProblems({ problems })(async (request: Request) => {
      if (request.url.endsWith('/gone')) return problems.gone();
      throw new Error('hunter2');
    });
    const url = await serve(async (request, response) => {
      const answer = await handler(new Request(`http://a.example${request.url ?? ''}`), {});
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    await expect(
      responseFaults(await fetch(`${url}/gone`), problems, { slug: 'gone' }),
    ).resolves.toEqual([]);
    await expect(
      responseFaults(await fetch(url), problems, { slug: 'internal', secrets: ['hunter2'] }),
    ).resolves.toEqual([]);
  });

  it('matches what was answered', async () => {
    const response = respond(
      responder,
      problems.validation(),
      new Request('http://a.example/x'),
      'id',
    );
    type ApiProblem = ProblemOf<typeof problems>;
    const problem = await parseProblem<ApiProblem>(response, {
      catalogue: describeProblems(problems),
    });
    if (problem.slug !== 'validation') throw new Error(`it is ${problem.slug}`);
    // Only the slugs that are left at this place have to be handled.
    expect(match(problem, { validation: ({ status }) => status, other: () => 0 })).toBe(400);
  });
});
