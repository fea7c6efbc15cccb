// A media line that loses packets, as a worn radio link does: browsers send their media to it and it sends them on.
import dgram from 'node:dgram';

/** The address that the server announces for media; the relay listens there, the server at 127.0.0.1. */
export const announced = '127.0.0.9';

/** What a server is started with so that all media goes through the relay. */
export const through = {
  GIAOBAN_MEDIA_BIND_IPS: '127.0.0.1',
  GIAOBAN_MEDIA_NODE_IPS: `${announced}/127.0.0.1`,
  GIAOBAN_MEDIA_ICE_LITE: 'true',
};

export class LossyLine {
  static async to(server) {
    const line = new LossyLine();
    line.far = server.ports.udp;
    line.ways = new Map(); // by the browser's port
    line.losing = new Map();
    line.near = dgram.createSocket('udp4');
    line.near.on('message', (packet, from) => line.send(packet, from));
    await new Promise((resolve) => line.near.bind(line.far, announced, resolve));
    return line;
  }

  send(packet, { address, port }) {
    let way = this.ways.get(port);
    if (!way) {
      way = dgram.createSocket('udp4');
      way.on('message', (answer) => {
        if (!this.drops(answer, port)) this.near.send(answer, port, address);
      });
      this.ways.set(port, way);
    }
    if (!this.drops(packet, port)) way.send(packet, this.far, '127.0.0.1');
  }

  /** Media alone is lost (RFC 7983, section 7): the connection itself must stand. */
  drops(packet, port) {
    const media = packet[0] > 127 && packet[0] < 192 && (packet[1] < 192 || packet[1] > 223);
    return media && Math.random() < (this.losing.get(port) ?? 0);
  }

  /** The ports of the browsers that send now. */
  ports() {
    return [...this.ways.keys()];
  }

  /** Loses a share of the media packets of some ports, both ways. */
  lose(ports, share) {
    for (const port of ports) this.losing.set(port, share);
  }

  async close() {
    for (const way of this.ways.values()) way.close();
    await new Promise((resolve) => this.near.close(resolve));
  }
}
