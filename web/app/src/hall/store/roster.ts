import i18next from 'i18next';
import { ConnectionState, RoomEvent, type Participant, type Room } from 'livekit-client';
import { Watched } from './emitter';
import { compareSites, sameSite, siteOf, type Site } from './site';

/** Everybody in the room at one moment. */
export interface RosterState {
  sites: ReadonlyMap<string, Site>;
  /** Identities in the order of the grid. */
  order: readonly string[];
  /** Identities of those who share a screen, the latest first. */
  screens: readonly string[];
  /** Identities with a raised hand, the earliest first. */
  hands: readonly string[];
  /** Identities of those who speak now, the loudest first. */
  speakers: readonly string[];
}

const empty: RosterState = { sites: new Map(), order: [], screens: [], hands: [], speakers: [] };

// Two hundred sites send thousands of events as they join; the page needs a few updates a second.
const changeMs = 150;
const figureMs = 1000;

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** The next state out of the last one and the sites as they are now; whatever has not changed keeps its object. */
export function nextState(last: RosterState, found: Site[], speakers: readonly string[]): RosterState {
  let changed = found.length !== last.sites.size;
  const sites = new Map<string, Site>();
  for (const site of found) {
    const before = last.sites.get(site.identity);
    const kept = before && sameSite(before, site) ? before : site;
    changed ||= kept !== before;
    sites.set(site.identity, kept);
  }
  const keep = (next: string[], before: readonly string[]) => (sameList(next, before) ? before : next);
  const sorted = [...sites.values()].sort(compareSites);
  const spoken = keep(
    speakers.filter((identity) => sites.has(identity)),
    last.speakers,
  );
  if (!changed && spoken === last.speakers) return last;
  const screens = sorted.filter((site) => site.screen !== null).map((site) => site.identity);
  const hands = sorted
    .filter((site) => site.hand !== '')
    .sort((a, b) => Date.parse(a.hand) - Date.parse(b.hand))
    .map((site) => site.identity);
  return {
    sites: changed ? sites : last.sites,
    order: keep(
      sorted.map((site) => site.identity),
      last.order,
    ),
    screens: keep(latestFirst(screens, last.screens), last.screens),
    hands: keep(hands, last.hands),
    speakers: spoken,
  };
}

/** New ones go to the front; the others keep their order. */
function latestFirst(now: string[], before: readonly string[]): string[] {
  const kept = before.filter((identity) => now.includes(identity));
  return [...now.filter((identity) => !kept.includes(identity)), ...kept];
}

const changes = [
  RoomEvent.Connected,
  RoomEvent.Reconnected,
  RoomEvent.SignalConnected,
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantActive,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.TrackStreamStateChanged,
  RoomEvent.TrackUnsubscribed,
] as const;

/** Watches a room and keeps the picture of it that the page shows, at a few updates a second. */
export class Roster extends Watched<RosterState> {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;
  private speaking: Participant[] = [];
  private readonly room: Room;
  private readonly self: boolean;

  /** Without self the member at this end is left out: nobody else sees it either. */
  constructor(room: Room, self = true) {
    super(empty);
    this.room = room;
    this.self = self;
    for (const event of changes) room.on(event, this.onChange);
    room.on(RoomEvent.ActiveSpeakersChanged, this.onSpeakers);
    room.on(RoomEvent.ConnectionQualityChanged, this.onFigure);
    i18next.on('languageChanged', this.onChange);
  }

  close(): void {
    clearTimeout(this.timer);
    i18next.off('languageChanged', this.onChange);
    for (const event of changes) this.room.off(event, this.onChange);
    this.room.off(RoomEvent.ActiveSpeakersChanged, this.onSpeakers);
    this.room.off(RoomEvent.ConnectionQualityChanged, this.onFigure);
  }

  /** Takes the room as it is, whatever events have told. */
  look(): void {
    this.speaking = this.room.activeSpeakers;
    this.within(changeMs);
  }

  private readonly onChange = () => this.within(changeMs);
  private readonly onFigure = () => this.within(figureMs);
  private readonly onSpeakers = (speakers: Participant[]) => {
    this.speaking = speakers;
    this.within(changeMs);
  };

  /** Makes sure of an update no later than so many milliseconds from now. */
  private within(milliseconds: number): void {
    const due = Date.now() + milliseconds;
    if (due >= this.due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(this.update, milliseconds);
  }

  private readonly update = () => {
    this.due = Infinity;
    // While it joins anew the client forgets everybody; the page keeps them in their places until it is back.
    if (this.room.state === ConnectionState.Reconnecting) return;
    const { localParticipant, remoteParticipants } = this.room;
    const all: Participant[] = [...remoteParticipants.values()];
    // Before the join is answered the local member has no identity yet.
    if (this.self && localParticipant.identity !== '') all.unshift(localParticipant);
    const speakers = this.speaking.map((participant) => participant.identity);
    this.set(nextState(this.get(), all.map(siteOf), speakers));
  };
}
