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
  static async start({ host = '127.0.0.1', env = {} } = {}) {
    const server = new Server();
    server.host = host;
    server.data = await mkdtemp(path.join(os.tmpdir(), 'giaoban-e2e-'));
    server.ports = {
      http: await freeTCP(host),
      admin: await freeTCP(host),
      tcp: await freeTCP(host),
      udp: await freeUDP(host),
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
    this.process = spawn(
      binary,
      ['serve', '--demo', '--data', this.data, '--http', `${this.address}:${this.ports.http}`],
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
      const response = await fetch(`http://${this.address}:${this.ports.http}/api/v1/info`).catch(() => null);
      return response?.ok;
    });
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

function freeTCP(host) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function freeUDP(host) {
  return new Promise((resolve, reject) => {
    const probe = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4').once('error', reject);
    probe.bind(0, host, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
