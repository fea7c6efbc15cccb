import { Room, RoomEvent, VideoPresets, type DisconnectReason } from 'livekit-client';
import type { Ticket } from '../api/types';
import type { Choices } from '../check/choices';
import { serverAddress } from './address';
import { Chat } from './store/chat';
import { OwnDevices } from './store/devices';
import { SpeakerFocus } from './store/focus';
import { Link } from './store/link';
import { Notices } from './store/notices';
import { Roster } from './store/roster';
import { Settling } from './store/settle';
import { Sound } from './store/sound';
import { Subscriptions } from './store/subscriptions';

export interface Options {
  choices: Choices;
  /** One peer connection for both ways; false asks for one each. */
  singlePeerConnection: boolean;
  /** A second screen: it is silent and does not show itself. */
  second?: boolean;
  onEnd: (reason: DisconnectReason | undefined) => void;
  onBack: (seconds: number) => void;
}

function newRoom({ choices, singlePeerConnection }: Options): Room {
  const device = (deviceId: string) => (deviceId === '' ? {} : { deviceId });
  return new Room({
    adaptiveStream: true,
    dynacast: true,
    singlePeerConnection,
    audioCaptureDefaults: {
      ...device(choices.microphone),
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
    videoCaptureDefaults: { ...device(choices.camera), resolution: VideoPresets.h720.resolution },
    audioOutput: device(choices.loudspeaker),
    publishDefaults: { simulcast: true, videoCodec: 'vp8', dtx: true, red: true },
  });
}

/** One stay in one room: the connection and everything the page reads of it. Made anew for each join. */
export class Conference {
  readonly room: Room;
  readonly roster: Roster;
  readonly focus: SpeakerFocus;
  /** Who speaks, be it at this end. */
  readonly speaking: SpeakerFocus;
  readonly subscriptions: Subscriptions;
  readonly chat: Chat;
  readonly link: Link;
  readonly devices: OwnDevices;
  readonly notices = new Notices();
  private readonly sound: Sound;
  private readonly settling: Settling;
  private readonly onEnd: Options['onEnd'];
  private closed = false;

  constructor(options: Options) {
    this.room = newRoom(options);
    this.room.setMaxListeners(0);
    this.onEnd = options.onEnd;
    this.roster = new Roster(this.room, !options.second);
    this.focus = new SpeakerFocus(this.roster);
    this.speaking = new SpeakerFocus(this.roster, true);
    this.subscriptions = new Subscriptions(this.room, options.second);
    this.chat = new Chat(this.room);
    this.link = new Link(this.room, options.onBack);
    this.devices = new OwnDevices(this.room);
    this.sound = new Sound(this.room);
    this.settling = new Settling(this.room, () => {
      this.roster.look();
      this.subscriptions.apply();
      this.sound.look();
    });
  }

  /** Joins; rejects with livekit-client's ConnectionError. */
  async connect(ticket: Ticket): Promise<void> {
    await this.room.connect(serverAddress(ticket.url), ticket.token, { autoSubscribe: false });
    // From here on only: a refused join is told by the rejection.
    this.room.on(RoomEvent.Disconnected, this.ended);
  }

  /** How loud the others are played, in per cent. */
  setVolume(percent: number): void {
    this.sound.setVolume(percent / 100);
  }

  /** Ends the stay without a word, when the page is left. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.focus.close();
    this.speaking.close();
    this.roster.close();
    this.subscriptions.close();
    this.chat.close();
    this.link.close();
    this.devices.close();
    this.settling.close();
    await this.room.disconnect();
    this.sound.close();
  }

  private readonly ended = (reason?: DisconnectReason) => {
    if (!this.closed) this.onEnd(reason);
  };
}
