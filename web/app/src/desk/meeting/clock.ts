import { useEffect, useState } from 'react';
import type { Language } from '../../i18n';
import { span } from '../../format/time';
import type { Entry } from '../types';

/** Seconds until the room opens, by the server's clock whatever this computer's says; null when that is not known. */
export function useLeft(entry: Entry | undefined): number | null {
  const opens = entry?.opensAt ? Date.parse(entry.opensAt) - Date.parse(entry.now) : null;
  const key = entry ? `${entry.now} ${entry.opensAt ?? ''}` : '';
  const [state, setState] = useState<{ key: string; left: number | null }>({ key: '', left: null });
  useEffect(() => {
    if (opens === null) return;
    const until = performance.now() + opens;
    const tick = () => setState({ key, left: Math.max(0, Math.ceil((until - performance.now()) / 1000)) });
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [opens, key]);
  if (opens === null) return null;
  return state.key === key ? state.left : Math.max(0, Math.ceil(opens / 1000));
}

/** A wait in the words that fit it: days and hours, hours and minutes, minutes and seconds. */
export function countdown(seconds: number, language: Language): string {
  const words = language === 'vi' ? ['ngày', 'giờ', 'phút'] : ['days', 'h', 'min'];
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days > 0) return `${days} ${words[0]} ${hours} ${words[1]}`;
  if (hours > 0) return `${hours} ${words[1]} ${String(minutes).padStart(2, '0')} ${words[2]}`;
  return span(seconds, language);
}
