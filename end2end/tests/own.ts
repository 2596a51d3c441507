// A server of a test's own: one that may be stopped, or that is told something else than all others.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { world } from '../playwright.config';

const target = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../target');
const binary = process.env.YINGDA_BIN ?? path.join(target, 'bin', 'debug', 'yingda');
const site = process.env.YINGDA_SITE ?? path.join(target, 'site');

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const place = server.address();
      server.close(() => resolve(place && typeof place === 'object' ? place.port : 0));
    });
  });

export class OwnServer {
  /** Another build takes over at the next `resume`. */
  site = site;
  private running?: ChildProcess;
  private constructor(private data: string, private port: number, private more: string[]) {}

  /** Over a fresh demo world. */
  static async start(...more: string[]) {
    const data = mkdtempSync(path.join(tmpdir(), 'yingda-own-'));
    cpSync(world, data, { recursive: true });
    const server = new OwnServer(data, await freePort(), more);
    await server.resume();
    return server;
  }

  get address() {
    return `http://127.0.0.1:${this.port}`;
  }

  async resume() {
    const place = ['--data', this.data, '--listen', `127.0.0.1:${this.port}`, '--site', this.site];
    this.running = spawn(binary, ['serve', ...place, ...this.more], { stdio: 'ignore' });
    for (;;) {
      const answer = await fetch(`${this.address}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      if (this.running.exitCode !== null) throw new Error(`the server ended with ${this.running.exitCode}`);
      await new Promise((later) => setTimeout(later, 50));
    }
  }

  /** As a power cut would. */
  async stop() {
    const running = this.running;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((done) => running.once('exit', done));
    running.kill('SIGKILL');
    await ended;
  }

  /** A backup taken while it serves; answers where it lies. */
  backUp() {
    const place = mkdtempSync(path.join(tmpdir(), 'yingda-backup-'));
    execFileSync(binary, ['backup', '--data', this.data, path.join(place, 'copy')]);
    return path.join(place, 'copy');
  }

  /** Everything since the backup is lost, as after a broken disk. */
  async restore(backup: string) {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
    execFileSync(binary, ['restore', '--data', this.data, backup]);
    rmSync(path.dirname(backup), { recursive: true, force: true });
    await this.resume();
  }

  async end() {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
