import type { Cue } from '../types';

/** What stands on the picture at a moment: all that has begun and is not over, in order. */
export function captionsAt(cues: readonly Cue[], ms: number): Cue[] {
  // By halves to the first that begins later: there are thousands, and this is asked several times a second.
  let [from, to] = [0, cues.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((cues[middle]?.fromMs ?? 0) <= ms) from = middle + 1;
    else to = middle;
  }
  const shown: Cue[] = [];
  // One that began long ago may go on; few do.
  for (let i = from - 1; i >= 0 && i >= from - reach; i--) {
    const cue = cues[i];
    if (cue !== undefined && ms < cue.toMs) shown.unshift(cue);
  }
  return shown.slice(-most);
}

const reach = 50;
const most = 3;

/** Which subtitles somebody reads, kept on this device: a language, or that they are off. */
const key = 'giaoban.subtitles';
const off = 'off';

export interface Choice {
  on: boolean;
  language: string;
}

/** The subtitles to show of those there are: as chosen before, else in the language of the page, else the first, and off. */
export function recallChoice(there: readonly string[], page: string): Choice {
  let kept = '';
  try {
    kept = localStorage.getItem(key) ?? '';
  } catch {
    // Forbidden: as for the first time.
  }
  const [state = '', wanted = ''] = kept.split(' ');
  const language = [wanted, page].find((one) => there.includes(one)) ?? there[0] ?? '';
  return { on: state === 'on' && language !== '', language };
}

export function rememberChoice({ on, language }: Choice): void {
  try {
    localStorage.setItem(key, `${on ? 'on' : off} ${language}`);
  } catch {
    // Full or forbidden: it is chosen again the next time.
  }
}

/** The name of a language in another: "Tiếng Việt", "Vietnamese". */
export function languageName(language: string, page: string): string {
  try {
    const name = new Intl.DisplayNames([page], { type: 'language', fallback: 'none' }).of(language);
    return name === undefined ? language : name.charAt(0).toLocaleUpperCase(page) + name.slice(1);
  } catch {
    return language;
  }
}

/** The same within a sentence: "phụ đề tiếng Anh". */
export function languageWithin(language: string, page: string): string {
  const name = languageName(language, page);
  return page === 'vi' ? name.replace(/^Tiếng /, 'tiếng ') : name;
}
