// What stands before a server in the world: it counts, it may fail or hang, and it may alter pages.
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export class Front {
  mode: 'pass' | 'fail' | 'hang' = 'pass';
  /** Applied to every page that passes. */
  alter?: (html: string) => string;
  asked: string[] = [];
  /** Bytes of a request's body that pass before the line is cut; undefined for one that passes whole. */
  cut?: (incoming: IncomingMessage) => number | undefined;
  private constructor(private target: string, private server: Server) {}

  static async before(target: string) {
    const server = createServer();
    const front = new Front(target, server);
    server.on('request', (incoming, outgoing) => front.take(incoming, outgoing));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return front;
  }

  get address() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private take(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.asked.push(`${incoming.method} ${incoming.url}`);
    if (this.mode === 'hang') return;
    if (this.mode === 'fail') {
      outgoing.writeHead(503, { 'content-type': 'text/html' }).end('<h1>503</h1>');
      return;
    }
    const headers = { ...incoming.headers };
    // An altered page must be readable here.
    delete headers['accept-encoding'];
    const passed = request(`${this.target}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
      const page = this.alter && String(answer.headers['content-type']).startsWith('text/html');
      const head = { ...answer.headers };
      if (!page) {
        outgoing.writeHead(answer.statusCode ?? 502, head);
        answer.pipe(outgoing);
        return;
      }
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        delete head['content-length'];
        delete head['transfer-encoding'];
        outgoing.writeHead(answer.statusCode ?? 502, head);
        outgoing.end(this.alter!(Buffer.concat(parts).toString('utf8')));
      });
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    let left = this.cut?.(incoming);
    if (left === undefined) {
      incoming.pipe(passed);
      return;
    }
    incoming.on('data', (part: Buffer) => {
      passed.write(part.subarray(0, Math.max(left!, 0)));
      left! -= part.length;
      if (left! <= 0) incoming.socket.destroy();
    });
    incoming.on('end', () => passed.end());
  }

  async end() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
