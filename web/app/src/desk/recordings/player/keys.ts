/** What a key stands for in the player. */
export type Command =
  | 'play'
  | 'back'
  | 'ahead'
  | 'farBack'
  | 'farAhead'
  | 'faster'
  | 'slower'
  | 'previous'
  | 'next'
  | 'mute'
  | 'captions'
  | 'silence'
  | 'full'
  | 'help';

interface Stroke {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

const named: Record<string, Command> = {
  ' ': 'play',
  ArrowLeft: 'back',
  ArrowRight: 'ahead',
  ArrowUp: 'faster',
  ArrowDown: 'slower',
};

const letters: Record<string, Command> = {
  k: 'play',
  j: 'farBack',
  l: 'farAhead',
  p: 'previous',
  n: 'next',
  m: 'mute',
  c: 'captions',
  s: 'silence',
  f: 'full',
  '?': 'help',
};

/** The command of a key; undefined when it has none. Letters can be turned off (WCAG 2.1.4). */
export function commandOf(stroke: Stroke, lettersOn: boolean): Command | undefined {
  if (stroke.ctrlKey || stroke.altKey || stroke.metaKey) return undefined;
  if (stroke.shiftKey && stroke.key !== '?') return undefined;
  return named[stroke.key] ?? (lettersOn ? letters[stroke.key.toLowerCase()] : undefined);
}

/** Keys and commands as the help lists them. */
export const shortcuts: readonly (readonly [string, Command])[] = [
  ['Space, K', 'play'],
  ['←', 'back'],
  ['→', 'ahead'],
  ['J', 'farBack'],
  ['L', 'farAhead'],
  ['↑', 'faster'],
  ['↓', 'slower'],
  ['P', 'previous'],
  ['N', 'next'],
  ['M', 'mute'],
  ['C', 'captions'],
  ['S', 'silence'],
  ['F', 'full'],
  ['?', 'help'],
];

/** Whether what has the focus uses a key for itself: fields to type into, lists, and for the space bar whatever is pressed by it. */
export function taken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="menu"],[role="listbox"],[role="dialog"],[role="combobox"]')) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'range';
  if (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    target.isContentEditable
  )
    return true;
  return key === ' ' && target.closest('button,a,summary') !== null;
}

export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** The next speed up or down; the fastest and the slowest stay. */
export function nextSpeed(now: number, step: 1 | -1): number {
  const next = step === 1 ? speeds.find((one) => one > now) : speeds.findLast((one) => one < now);
  return next ?? now;
}
