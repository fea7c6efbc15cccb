// Three browsers in one conference, through the app's pages; once for each way of connecting.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Person, rooms } from './lib/app.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { figure } from './lib/figures.mjs';
import { hears, seesFramesOf } from './lib/probe.mjs';
import { Server } from './lib/server.mjs';
import { roomService } from './lib/token.mjs';

const people = [
  new Person('chutri', { camera: 1, frequency: 440 }),
  new Person('daibieu', { camera: 2, frequency: 880 }),
  new Person('daibieu2', { camera: 3, frequency: 1320 }),
];
const othersOf = (person) => people.filter((other) => other !== person);
let server;

before(async () => {
  server = await Server.start();
  await Promise.all(people.map((person) => person.arrive(server)));
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await Promise.all(people.map((person) => person.go()));
  await server?.stop();
});

for (const [mode, connections] of [
  ['single', 1],
  ['dual', 2],
]) {
  describe(`${mode} peer connection`, () => {
    it('three browsers join from the list of rooms', async () => {
      for (const person of people) {
        const seconds = await person.join(rooms.province, { spc: mode === 'single' });
        figure(`join, ${mode}, ${person.username}`, seconds, 's');
      }
    });

    it('each uses as many peer connections as the mode says', async () => {
      for (const person of people) {
        const count = await person.room((room) => (room.engine.pcManager.subscriber ? 2 : 1));
        assert.equal(count, connections);
      }
    });

    it('each sees the others’ frames advance', async () => {
      for (const person of people) {
        for (const other of othersOf(person)) await seesFramesOf(person.page, other);
      }
    });

    it('each hears the others at their frequencies', async () => {
      for (const person of people) {
        for (const other of othersOf(person)) await hears(person.page, other);
      }
    });

    it('a method that a page registered is called by the server and by another page', async () => {
      const [chair, delegate] = people;
      await delegate.room((room) => {
        room.registerRpcMethod(
          'count',
          async (call) => `${call.payload} by ${call.callerIdentity || 'the server'}`,
        );
      });
      const ask = (method) =>
        roomService(server, rooms.province.name, 'PerformRpc', {
          destination_identity: delegate.identity,
          method,
          payload: 'asked',
        });
      const answered = await ask('count');
      assert.equal(answered.status, 200, JSON.stringify(answered.body));
      assert.equal(answered.body.payload, 'asked by the server');
      const unknown = await ask('nothing');
      assert.equal(unknown.body.code, 'unimplemented');
      assert.equal(unknown.body.meta.rpc_code, '1400');

      const call = (room, destinationIdentity) =>
        room.localParticipant.performRpc({ destinationIdentity, method: 'count', payload: 'asked' });
      assert.equal(await chair.room(call, delegate.identity), `asked by ${chair.identity}`);
    });

    it('all leave by the button, and no page has thrown', async () => {
      for (const person of people) await person.leave();
      for (const person of people) {
        assert.deepEqual(person.page.faults, []);
        await person.page.goto(`${server.url}/rooms`);
      }
    });
  });
}
