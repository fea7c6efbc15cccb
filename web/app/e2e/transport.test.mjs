// The ways media can take: TCP where UDP is blocked, IPv6 where there is no IPv4.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Person, rooms, selectedPairs } from './lib/app.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { figure } from './lib/figures.mjs';
import { hears, seesFramesOf } from './lib/probe.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

/** Two people meet in both modes; check is given each person's chosen pairs. */
function meeting(title, { server: serverOptions, args }, check) {
  describe(title, () => {
    const chair = new Person('chutri', { camera: 1, frequency: 440 });
    const delegate = new Person('daibieu', { camera: 2, frequency: 880 });
    const people = [chair, delegate];
    let server;

    before(async () => {
      server = await Server.start(serverOptions);
      await Promise.all(people.map((person) => person.arrive(server, { args })));
    });
    afterEach((test) => diagnose(test, people, server));
    after(async () => {
      await Promise.all(people.map((person) => person.go()));
      await server?.stop();
    });

    for (const mode of ['single', 'dual']) {
      it(`both see and hear each other, ${mode} peer connection`, async () => {
        for (const person of people) {
          const seconds = await person.join(rooms.province, { spc: mode === 'single' });
          figure(`join, ${title}, ${mode}, ${person.username}`, seconds, 's');
        }
        for (const [one, other] of [people, [...people].reverse()]) {
          await seesFramesOf(one.page, other);
          await hears(one.page, other);
        }
        for (const person of people) {
          const pairs = await until('a chosen pair on each connection', async () => {
            const found = await selectedPairs(person);
            return found.length === (mode === 'single' ? 1 : 2) && found;
          });
          for (const pair of pairs) check(pair, server);
        }
        for (const person of people) {
          await person.leave();
          assert.deepEqual(person.page.faults, []);
          await person.page.goto(`${server.url}/rooms`);
        }
      });
    }
  });
}

// The browser's policy for networks without UDP leaves it nothing but TCP to the server.
meeting('TCP only', { args: ['--webrtc-ip-handling-policy=disable_non_proxied_udp'] }, (pair, server) => {
  assert.equal(pair.protocol, 'tcp');
  assert.equal(pair.port, server.ports.tcp);
});

meeting('IPv6 only', { server: { host: '::1', env: { GIAOBAN_MEDIA_BIND_IPS: '::1' } } }, (pair, server) => {
  assert.equal(pair.protocol, 'udp');
  assert.equal(pair.address, '::1');
  assert.equal(pair.port, server.ports.udp);
});
