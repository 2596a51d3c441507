// A bad network that the test owns, in front of its server: what it does to each request is decided when the request has come.
import { type IncomingMessage, type OutgoingHttpHeaders, type Server, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  body: string;
}

/** What may befall a request. */
export type Fault =
  | 'pass'
  /** Never reaches the server; the line is cut by a RST. */
  | 'reset'
  /** Never reaches the server; the line ends without a word. */
  | 'drop'
  /** Reaches the server; its answer is lost. */
  | 'lose'
  /** Accepted, never passed on, never answered. */
  | 'hang'
  /** Reaches the server, never answered. */
  | 'swallow'
  /** Reaches the server twice at once; one answer comes back. */
  | 'twice'
  /** Lost for its sender; reaches the server after the next request of the same address. */
  | 'late'
  /** Half of the answer, then a RST. */
  | 'torn'
  /** The answer at one byte a second. */
  | 'trickle'
  | { status: number; body?: object }
  | { delay: number; then?: Fault };

export type Rule = (asked: Asked) => Fault;

const later = (ms: number) => new Promise((done) => setTimeout(done, ms));

interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

export class FaultProxy {
  rule: Rule = () => 'pass';
  /** All that was asked, with what befell it. */
  asked: (Asked & { fault: string })[] = [];
  /** By address: what is to reach the server after the next. */
  private held = new Map<string, (() => Promise<unknown>)[]>();
  private constructor(private target: string, private server: Server) {}

  static async before(target: string) {
    const server = createServer();
    const proxy = new FaultProxy(target, server);
    server.on('request', (incoming, outgoing) => void proxy.take(incoming, outgoing).catch(() => outgoing.destroy()));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return proxy;
  }

  get address() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many requests that `which` names met this fault. */
  met(fault: string, which: (asked: Asked) => boolean = () => true) {
    return this.asked.filter((asked) => asked.fault === fault && which(asked)).length;
  }

  private async take(incoming: IncomingMessage, outgoing: ServerResponse) {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const asked = { method: incoming.method ?? 'GET', path: incoming.url ?? '/', body: body.toString('utf8') };
    let fault = this.rule(asked);
    if (typeof fault === 'object' && 'delay' in fault) {
      await later(fault.delay);
      fault = fault.then ?? 'pass';
    }
    this.asked.push({ ...asked, fault: typeof fault === 'object' ? 'status' : fault });
    // A browser asks again by itself on a line that was used before; here each fault is to be met once.
    outgoing.shouldKeepAlive = false;
    const pass = () => this.forward(incoming, body);
    if (fault === 'hang') return;
    if (fault === 'pass') {
      await this.stream(incoming, body, outgoing);
    } else if (fault === 'reset' || fault === 'drop') {
      cut(outgoing, fault === 'reset');
    } else if (fault === 'lose') {
      await pass().catch(() => undefined);
      cut(outgoing, true);
    } else if (fault === 'swallow') {
      await pass().catch(() => undefined);
    } else if (fault === 'late') {
      cut(outgoing, true);
      this.held.set(asked.path, [...(this.held.get(asked.path) ?? []), pass]);
      return;
    } else if (fault === 'twice') {
      const [, second] = await Promise.all([pass(), pass()]);
      outgoing.writeHead(second.status, second.headers).end(second.body);
    } else if (fault === 'torn') {
      const answer = await pass();
      outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
      outgoing.write(answer.body.subarray(0, answer.body.length / 2), () => cut(outgoing, true));
    } else if (fault === 'trickle') {
      const answer = await pass();
      outgoing.writeHead(answer.status, answer.headers);
      for (let at = 0; at < answer.body.length && !outgoing.destroyed; at += 1) {
        outgoing.write(answer.body.subarray(at, at + 1));
        await later(1000);
      }
      outgoing.end();
    } else if (typeof fault === 'object' && 'status' in fault) {
      outgoing.writeHead(fault.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(fault.body ?? {}));
    }
    const held = this.held.get(asked.path) ?? [];
    this.held.delete(asked.path);
    for (const send of held) await send().catch(() => undefined);
  }

  /** As it comes, for answers that never end. */
  private async stream(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse) {
    await new Promise<void>((done) => {
      const passed = this.open(incoming, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, plain(answer.headers));
        answer.pipe(outgoing);
        answer.on('close', () => outgoing.end());
        answer.on('error', () => outgoing.destroy());
      });
      passed.on('error', () => outgoing.destroy());
      outgoing.on('close', () => {
        passed.destroy();
        done();
      });
      passed.end(body);
    });
  }

  /** Whole, for answers that something is done to. */
  private forward(incoming: IncomingMessage, body: Buffer) {
    return new Promise<Answer>((done, failed) => {
      const passed = this.open(incoming, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('error', failed);
        answer.on('end', () => done({ status: answer.statusCode ?? 502, headers: plain(answer.headers), body: Buffer.concat(parts) }));
      });
      passed.on('error', failed);
      passed.end(body);
    });
  }

  private open(incoming: IncomingMessage, heard: (answer: IncomingMessage) => void) {
    const headers = { ...incoming.headers };
    delete headers['transfer-encoding'];
    return request(`${this.target}${incoming.url}`, { method: incoming.method, headers, agent: false }, heard);
  }

  async end() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

const cut = (outgoing: ServerResponse, rudely: boolean) => {
  if (rudely) outgoing.socket?.resetAndDestroy();
  else outgoing.socket?.destroy();
};

const plain = (headers: IncomingMessage['headers']): OutgoingHttpHeaders => {
  const { connection: _, 'transfer-encoding': __, 'keep-alive': ___, ...rest } = headers;
  return rest;
};

/** The exchange of devices. */
export const isSync = (asked: Asked) => asked.path === '/api/v1/sync';
/** An exchange that carries something. */
export const isPush = (asked: Asked) => isSync(asked) && !asked.body.includes('"push":[]');

/** Numbers between 0 and 1 that are the same for the same seed. */
export function dice(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** This share of requests is lost, half of them after they were done; the others take `delay`. */
export const lossy = (random: () => number, share: number, delay: number): Rule => () => {
  const at = random();
  return { delay, then: at >= share ? 'pass' : at < share / 2 ? 'reset' : 'lose' };
};

const EVERYTHING: Fault[] = ['reset', 'drop', 'lose', 'twice', 'late', 'torn', { status: 503 }, { status: 500 }, { delay: 400 }, { delay: 900, then: 'lose' }, 'hang', 'swallow'];

/** This share of requests meets one fault or another. */
export const anything = (random: () => number, share: number): Rule => () =>
  random() < share ? EVERYTHING[Math.floor(random() * EVERYTHING.length)] : 'pass';
