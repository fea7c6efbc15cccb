import { findPeople, findSites, findUnits, inLanguage, unitText } from '../lookup';
import type { UnitKey } from '../types';
import type { Found } from './Finder';

export interface FoundUnit extends Found {
  key: UnitKey;
}

/** Units by words of their name. */
export async function units(q: string, signal: AbortSignal): Promise<FoundUnit[]> {
  const { items } = await findUnits(q, signal);
  return items.map(({ catalogue, code, name }) => ({
    value: unitText({ catalogue, code }),
    label: inLanguage(name),
    key: { catalogue, code },
  }));
}

/** People by words of their name, position or unit. */
export async function people(q: string, signal: AbortSignal): Promise<Found[]> {
  const { items } = await findPeople(q, signal);
  return items.map(({ id, name, title, position, unit }) => ({
    value: id,
    label: [name, title ?? position, unit.name].filter(Boolean).join(' · '),
  }));
}

/** Rooms by words of their title or unit. */
export async function rooms(q: string, signal: AbortSignal): Promise<Found[]> {
  const { items } = await findSites(q, signal);
  return items.map(({ name, title }) => ({ value: name, label: inLanguage(title) }));
}
