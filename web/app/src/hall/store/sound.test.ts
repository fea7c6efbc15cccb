import { EventEmitter } from 'node:events';
import { Track, type Room } from 'livekit-client';
import { describe, expect, it, vi } from 'vitest';
import { Sound } from './sound';

class FakeTrack {
  kind = Track.Kind.Audio;
  attachedElements: HTMLMediaElement[] = [];
  stopMonitor = vi.fn();
  attach() {
    const element = document.createElement('audio');
    this.attachedElements.push(element);
    return element;
  }
  detach() {
    return this.attachedElements.splice(0);
  }
}

const playing = () => document.querySelectorAll('audio').length;
const remote = { isLocal: false };

/** Runs a case with one subscribed microphone and lets go of everything afterwards. */
function hear(muted: boolean, run: (room: EventEmitter, publication: object, track: FakeTrack) => void) {
  const room = new EventEmitter();
  const sound = new Sound(room as unknown as Room);
  const track = new FakeTrack();
  const publication = { isMuted: muted, track };
  room.emit('trackSubscribed', track, publication);
  try {
    run(room, publication, track);
  } finally {
    sound.close();
  }
  expect(room.eventNames()).toEqual([]);
  expect(playing()).toBe(0);
}

describe('Sound', () => {
  it('plays a microphone that is on', () => hear(false, () => expect(playing()).toBe(1)));
  it('has no element for one that is off until it is turned on', () =>
    hear(true, (room, publication) => {
      expect(playing()).toBe(0);
      room.emit('trackUnmuted', publication, remote);
      expect(playing()).toBe(1);
      room.emit('trackMuted', publication, remote);
      expect(playing()).toBe(0);
    }));
  it('never plays a microphone twice', () =>
    hear(false, (room, publication) => {
      room.emit('trackUnmuted', publication, remote);
      expect(playing()).toBe(1);
    }));
  it('does not play this site to itself', () =>
    hear(true, (room, publication) => {
      room.emit('trackUnmuted', publication, { isLocal: true });
      expect(playing()).toBe(0);
    }));
  it('plays what the room has, when nothing has told of it', () => {
    const [on, off] = [new FakeTrack(), new FakeTrack()];
    const publications = new Map([
      ['TR_on', { track: on, isMuted: false }],
      ['TR_off', { track: off, isMuted: true }],
      ['TR_none', { isMuted: false }],
    ]);
    const participants = new Map([['a', { audioTrackPublications: publications }]]);
    const room = Object.assign(new EventEmitter(), { remoteParticipants: participants });
    const sound = new Sound(room as unknown as Room);
    sound.look();
    sound.look();
    expect(playing()).toBe(1);
    expect(on.attachedElements).toHaveLength(1);
    sound.close();
  });
  it('stops when the track is gone', () =>
    hear(false, (room, _publication, track) => {
      room.emit('trackUnsubscribed', track);
      expect(playing()).toBe(0);
    }));
  it('lets no track measure itself', () =>
    hear(true, (_room, _publication, track) => expect(track.stopMonitor).toHaveBeenCalledOnce()));
});
