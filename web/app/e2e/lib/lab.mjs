// Two network namespaces with a line between them, whose rate, delay and loss a test sets.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Person, rooms } from './app.mjs';
import { Server, binary } from './server.mjs';

const netlab = path.join(path.dirname(binary), 'netlab');
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Addresses of the server's end of the line. */
export const core = { ipv4: '10.99.0.1', ipv6: 'fd99::1' };

/** Address of the site's end, and one that it may change to. */
export const site = { ipv4: '10.99.0.2', other: '10.99.0.7' };

/** Why there can be no lab here; undefined when there can be one. */
export function missing() {
  if (process.getuid() !== 0) return 'making network namespaces needs root';
  if (spawnSync('ip', ['-V']).error) return "Debian's iproute2 is not installed";
  return undefined;
}

export class Lab {
  /** Makes a lab; mtu is in bytes. */
  static async start({ mtu } = {}) {
    const lab = new Lab();
    build();
    lab.process = spawn(netlab, mtu ? [String(mtu)] : [], { stdio: ['pipe', 'pipe', 'inherit'] });
    lab.exited = new Promise((resolve) => lab.process.once('exit', resolve));
    lab.answers = readline.createInterface({ input: lab.process.stdout })[Symbol.asyncIterator]();
    Object.assign(lab, await lab.answer());
    lab.directory = mkdtempSync(path.join(os.tmpdir(), 'giaoban-lab-'));
    for (const end of ['core', 'site']) {
      const script = `#!/bin/sh\nexec ip netns exec ${lab[end]} ${chromium} "$@"\n`;
      writeFileSync(lab.browserIn(end), script, { mode: 0o755 });
    }
    return lab;
  }

  /** The command before which another runs in a namespace, 'core' or 'site'. */
  within(end) {
    return ['ip', 'netns', 'exec', this[end]];
  }

  /** A Chromium that runs in a namespace. */
  browserIn(end) {
    return path.join(this.directory, end);
  }

  /**
   * Changes the line: { down, up } with rate in bit/s, delay, jitter and queue in ms, loss from 0 to 1, cut. A direction
   * that is not named stays. Resolves to what has passed so far.
   */
  async set(change) {
    this.process.stdin.write(`${JSON.stringify(change)}\n`);
    return this.answer();
  }

  /** Gives the site another address instead of the one it had, as when a modem comes back. */
  move(from, to) {
    const ip = (...args) => execFileSync('ip', ['-n', this.site, ...args]);
    const device = JSON.parse(ip('-json', 'address', 'show', 'to', from))[0].ifname;
    ip('address', 'delete', `${from}/24`, 'dev', device); // first: the second of a network goes with the first
    ip('address', 'add', `${to}/24`, 'dev', device);
  }

  async answer() {
    const { value, done } = await this.answers.next();
    if (done) throw new Error('the lab has ended');
    return JSON.parse(value);
  }

  async stop() {
    this.process.stdin.end();
    await this.exited;
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A conference of the chair, who sits beside the server, and a delegate at the other end of a line. */
export class LabConference {
  chair = new Person('chutri', { camera: 1, frequency: 440 });
  site = new Person('daibieu', { camera: 2, frequency: 880 });
  people = [this.chair, this.site];

  /** line is as for Lab.set, both ways. */
  static async start({ mtu, host = core.ipv4, line, env } = {}) {
    const conference = new LabConference();
    const { chair, site } = conference;
    const lab = (conference.lab = await Lab.start({ mtu }));
    if (line) await lab.set({ down: line, up: line });
    const server = (conference.server = await Server.start({
      host,
      within: lab.within('core'),
      env: {
        GIAOBAN_MEDIA_BIND_IPS: host,
        GIAOBAN_MEDIA_INCLUDE_LOOPBACK: 'false',
        GIAOBAN_DEMO_ALLOW_REMOTE: 'true',
        ...env,
      },
    }));
    const args = [`--unsafely-treat-insecure-origin-as-secure=${server.url}`];
    await chair.arrive(server, { args, executable: lab.browserIn('core') });
    await site.arrive(server, { args, executable: lab.browserIn('site') });
    for (const person of conference.people) await person.join(rooms.practice);
    return conference;
  }

  async stop() {
    await Promise.all(this.people.map((person) => person.go()));
    await this.server?.stop();
    await this.lab?.stop();
  }
}

/** The lab's program, built once a run. */
function build() {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const { status, stderr } = spawnSync('go', ['build', '-o', netlab, './internal/netlab/netlab'], {
    cwd: root,
  });
  if (status !== 0) throw new Error(`the lab's program was not built: ${stderr}`);
}
