/** What a key stands for in the hall. */
export type Command =
  | 'microphone'
  | 'camera'
  | 'share'
  | 'hand'
  | 'chat'
  | 'people'
  | 'notes'
  | 'layout'
  | 'full'
  | 'devices'
  | 'help'
  | 'leave'
  | 'muteAll'
  | 'next'
  | 'previous'
  | 'close';

interface Stroke {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

const letters: Record<string, Command> = {
  m: 'microphone',
  v: 'camera',
  s: 'share',
  h: 'hand',
  c: 'chat',
  p: 'people',
  n: 'notes',
  g: 'layout',
  f: 'full',
  d: 'devices',
  l: 'leave',
  '?': 'help',
};

const named: Record<string, Command> = { PageDown: 'next', PageUp: 'previous', Escape: 'close' };

/** The command of a key; undefined when it has none. Letters can be turned off (WCAG 2.1.4). */
export function commandOf(stroke: Stroke, lettersOn: boolean): Command | undefined {
  if (stroke.ctrlKey || stroke.altKey || stroke.metaKey) return undefined;
  const fixed = named[stroke.key];
  if (fixed) return fixed;
  if (!lettersOn) return undefined;
  if (stroke.shiftKey && stroke.key.toLowerCase() === 'm') return 'muteAll';
  if (stroke.shiftKey && stroke.key !== '?') return undefined;
  return letters[stroke.key.toLowerCase()];
}

/** Keys and commands as the help panel lists them. */
export const shortcuts: readonly (readonly [string, Command])[] = [
  ['M', 'microphone'],
  ['V', 'camera'],
  ['S', 'share'],
  ['H', 'hand'],
  ['G', 'layout'],
  ['P', 'people'],
  ['C', 'chat'],
  ['N', 'notes'],
  ['D', 'devices'],
  ['F', 'full'],
  ['L', 'leave'],
  ['?', 'help'],
];

/** Whether a key belongs to a field that is being typed into. */
export function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}
