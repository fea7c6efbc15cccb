/** Who holds the large picture, and who may take it over. */
export interface Focus {
  /** Identity in the large picture; empty before anybody has spoken. */
  current: string;
  /** When the current one was last heard, milliseconds. */
  heardAt: number;
  /** Somebody else who has begun to speak, and since when. */
  rival: string;
  rivalSince: number;
}

export const noFocus: Focus = { current: '', heardAt: 0, rival: '', rivalSince: 0 };

// A cough does not take the picture away; an answer does, once the other has fallen silent.
const takeOverMs = 1200;
const silenceMs = 800;

/** The focus after a look at who speaks now (the loudest first) among those present. */
export function nextFocus(
  focus: Focus,
  speakers: readonly string[],
  present: ReadonlyMap<string, unknown>,
  now: number,
): Focus {
  const current = present.has(focus.current) ? focus.current : '';
  const loudest = speakers.find((identity) => present.has(identity)) ?? '';
  if (current === '') return loudest === '' ? { ...noFocus } : { ...noFocus, current: loudest, heardAt: now };
  const heardAt = speakers.includes(current) ? now : focus.heardAt;
  if (loudest === '' || loudest === current) return { current, heardAt, rival: '', rivalSince: 0 };
  const rivalSince = focus.rival === loudest ? focus.rivalSince : now;
  const silent = now - heardAt >= silenceMs;
  if (now - rivalSince >= takeOverMs || (silent && now - rivalSince >= takeOverMs / 3)) {
    return { current: loudest, heardAt: now, rival: '', rivalSince: 0 };
  }
  return { current, heardAt, rival: loudest, rivalSince };
}

export function sameFocus(a: Focus, b: Focus): boolean {
  return a.current === b.current && a.heardAt === b.heardAt && a.rival === b.rival;
}
