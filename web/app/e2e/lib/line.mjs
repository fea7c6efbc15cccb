// A line between browsers and the server that can be cut, as a switch that loses its power: web and signaling go
// through it, media have their own way.
import net from 'node:net';

/** A TCP relay to the server. Its url stands for the server's. */
export class Line {
  static async to(server) {
    const line = new Line();
    line.server = server;
    line.ends = new Set();
    line.whole = true;
    line.relay = net.createServer((near) => line.join(near));
    await new Promise((resolve) => line.relay.listen(0, '127.0.0.1', resolve));
    line.url = `http://127.0.0.1:${line.relay.address().port}`;
    return line;
  }

  join(near) {
    near.on('error', () => near.destroy());
    if (!this.whole) {
      near.destroy();
      return;
    }
    const far = net.connect(this.server.ports.http, this.server.host);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ]) {
      this.ends.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        this.ends.delete(end);
        other.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  }

  /** Breaks everything under way and lets nothing through until it is mended. */
  cut() {
    this.whole = false;
    for (const end of this.ends) end.destroy();
  }

  mend() {
    this.whole = true;
  }

  async close() {
    this.cut();
    await new Promise((resolve) => this.relay.close(resolve));
  }
}

/** Limits the page's line to the server and from it, bytes a second; -1 is no limit. */
export async function throttle(page, up, { down = -1, offline = false } = {}) {
  const client = (page.line ??= await page.context().newCDPSession(page));
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', {
    offline,
    latency: 0,
    downloadThroughput: down,
    uploadThroughput: up,
  });
}
