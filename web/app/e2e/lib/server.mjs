// Starts the real binary in demo mode on free loopback ports, with a data directory of its own.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import dgram from 'node:dgram';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './wait.mjs';

export const binary =
  process.env.GIAOBAN_BIN ?? fileURLToPath(new URL('../../../../bin/giaoban', import.meta.url));

/** The API key that the server is started with. */
export const key = { name: 'e2ekey', secret: 'e2e-secret-that-is-long-enough-to-sign' };

/** A running server: its address, its log so far, and the means to stop and restart it on the same ports. */
export class Server {
  /**
   * within is the command before which it runs, as in a network namespace of its own, where any port is free and only those
   * who are in there too reach it.
   */
  static async start({ host = '127.0.0.1', env = {}, within } = {}) {
    const server = new Server();
    server.host = host;
    server.within = within;
    server.data = await mkdtemp(path.join(os.tmpdir(), 'giaoban-e2e-'));
    server.ports = within
      ? { http: 8080, admin: 8081, tcp: 7881, udp: 7882 }
      : {
          http: await freePort(host),
          admin: await freePort(host),
          tcp: await freePort(host),
          udp: await freePort(host, freeUDP),
        };
    server.env = env;
    server.log = '';
    await server.launch();
    return server;
  }

  get url() {
    return `http://${this.address}:${this.ports.http}`;
  }

  get address() {
    return this.host.includes(':') ? `[${this.host}]` : this.host;
  }

  async launch() {
    const [command, ...args] = [...(this.within ?? []), binary];
    this.process = spawn(
      command,
      [...args, 'serve', '--demo', '--data', this.data, '--http', `${this.address}:${this.ports.http}`],
      {
        env: {
          ...process.env,
          GIAOBAN_KEYS: `${key.name}: ${key.secret}`,
          GIAOBAN_ADMIN_ADDRESS: `${this.address}:${this.ports.admin}`,
          GIAOBAN_MEDIA_UDP_PORT: String(this.ports.udp),
          GIAOBAN_MEDIA_TCP_PORT: String(this.ports.tcp),
          GIAOBAN_AUTH_LOGINS_PER_MINUTE: '600',
          GIAOBAN_AUTH_LOGIN_BURST: '600',
          ...this.env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const keep = (chunk) => (this.log = (this.log + chunk).slice(-200_000));
    this.process.stdout.on('data', keep);
    this.process.stderr.on('data', keep);
    this.exited = new Promise((resolve) => this.process.once('exit', resolve));
    await until(`the server at ${this.address}:${this.ports.http} to answer`, async () => {
      if (this.process.exitCode !== null)
        throw new Error(`the server ended at start:\n${this.log.slice(-4000)}`);
      return this.answers(`http://${this.address}:${this.ports.http}/api/v1/info`);
    });
  }

  async answers(url) {
    if (!this.within) return (await fetch(url).catch(() => null))?.ok;
    const [command, ...args] = [
      ...this.within,
      process.execPath,
      '-e',
      `fetch('${url}').then((r) => process.exit(r.ok ? 0 : 1))`,
    ];
    return (
      (await new Promise((resolve) => spawn(command, args, { stdio: 'ignore' }).once('exit', resolve))) === 0
    );
  }

  /** Ends the process and waits for it: 'SIGTERM' as an administrator would, 'SIGKILL' as a crash would. */
  async halt(signal = 'SIGTERM') {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill(signal);
    await this.exited;
  }

  async restart(signal) {
    await this.halt(signal);
    await this.launch();
  }

  async stop() {
    await this.halt();
    await rm(this.data, { recursive: true, force: true });
  }
}

// Below the ports that systems lend to connections and to media: one of those could be lent while the server is down. Files
// run beside each other as processes, each with ports of its own.
const firstPort = 20_000;
const portsOfProcess = 12;
let next = firstPort + (process.pid % 1000) * portsOfProcess;

/** A port at which nobody listens. */
export async function freePort(host, isFree = freeTCP) {
  for (;;) {
    const port = next++;
    if (await isFree(host, port)) return port;
  }
}

function freeTCP(host, port) {
  return new Promise((resolve) => {
    const probe = net.createServer().once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

function freeUDP(host, port) {
  return new Promise((resolve) => {
    const probe = dgram
      .createSocket(host.includes(':') ? 'udp6' : 'udp4')
      .once('error', () => resolve(false));
    probe.bind(port, host, () => probe.close(() => resolve(true)));
  });
}
