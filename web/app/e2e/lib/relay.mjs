// A mail server of the test's own.
import net from 'node:net';
import { freePort } from './server.mjs';

/** Takes every mail that it is handed; until it opens, nobody answers at its port. */
export class Relay {
  static async reserve() {
    const relay = new Relay();
    relay.server = net.createServer((socket) => relay.talk(socket));
    relay.port = await freePort('127.0.0.1');
    return relay;
  }

  open() {
    return new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
  }

  close() {
    return new Promise((resolve) => this.server.close(resolve));
  }

  talk(socket) {
    let data = false;
    socket.setEncoding('utf8').on('error', () => undefined);
    socket.write('220 relay\r\n');
    socket.on('data', (text) => {
      for (const line of text.split('\r\n').slice(0, -1)) {
        if (data) {
          data = line !== '.';
          if (!data) socket.write('250 taken\r\n');
          continue;
        }
        data = line.toUpperCase() === 'DATA';
        socket.write(data ? '354 go on\r\n' : '250 ok\r\n');
        if (line.toUpperCase() === 'QUIT') socket.end();
      }
    });
  }
}
