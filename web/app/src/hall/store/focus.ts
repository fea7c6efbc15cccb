import { Watched } from './emitter';
import type { Roster } from './roster';
import { nextFocus, noFocus, sameFocus, type Focus } from './speaker';

const tickMs = 400;

/**
 * Who speaks: the identity that holds the large picture when nobody is pinned. Local speech never takes it, unless all
 * are meant.
 */
export class SpeakerFocus extends Watched<string> {
  private focus: Focus = noFocus;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stop: () => void;
  private readonly roster: Roster;
  private readonly all: boolean;

  constructor(roster: Roster, all = false) {
    super('');
    this.roster = roster;
    this.all = all;
    this.stop = roster.subscribe(this.look);
  }

  close(): void {
    this.stop();
    clearTimeout(this.timer);
  }

  private readonly look = () => {
    clearTimeout(this.timer);
    const { sites, speakers } = this.roster.get();
    const others = speakers.filter((identity) => this.all || sites.get(identity)?.local === false);
    const next = nextFocus(this.focus, others, sites, Date.now());
    if (!sameFocus(next, this.focus)) this.focus = next;
    // A rival takes over by going on speaking, of which the server need not tell again.
    if (next.rival !== '') this.timer = setTimeout(this.look, tickMs);
    this.set(next.current);
  };
}
