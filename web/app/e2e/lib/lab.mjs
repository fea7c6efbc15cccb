// Two network namespaces with a line between them, whose rate, delay and loss a test sets.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { binary } from './server.mjs';

const netlab = path.join(path.dirname(binary), 'netlab');
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Addresses of the server's end of the line. */
export const core = { ipv4: '10.99.0.1', ipv6: 'fd99::1' };

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

/** The lab's program, built once a run. */
function build() {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const { status, stderr } = spawnSync('go', ['build', '-o', netlab, './internal/netlab/netlab'], {
    cwd: root,
  });
  if (status !== 0) throw new Error(`the lab's program was not built: ${stderr}`);
}
