import { useQuery } from '@tanstack/react-query';
import { allSites, allUnits, inLanguage, listGroups, listLists, unitText } from '../lookup';
import type { Expansion, Site, Unit, UnitKey } from '../types';
import type { FormSite } from './form';

const staleTime = 5 * 60_000;

/** All units and rooms of the province: they change seldom, and choosing among them must not wait. */
export function useDirectory() {
  const units = useQuery({ queryKey: ['directory', 'units'], queryFn: allUnits, staleTime });
  const sites = useQuery({ queryKey: ['directory', 'sites'], queryFn: allSites, staleTime });
  return { units, sites };
}

export function useSaved() {
  const lists = useQuery({ queryKey: ['directory', 'lists'], queryFn: listLists, staleTime });
  const groups = useQuery({ queryKey: ['directory', 'groups'], queryFn: listGroups, staleTime });
  return { lists, groups };
}

/** The rooms by the unit whose they are; the first of each is its own. */
export function roomsByUnit(sites: Site[]): Map<string, Site[]> {
  const found = new Map<string, Site[]>();
  for (const site of sites) {
    if (!site.unit || site.practice) continue;
    const key = unitText(site.unit);
    found.set(key, [...(found.get(key) ?? []), site]);
  }
  return found;
}

function siteOf(key: UnitKey, name: string, room?: Site): FormSite {
  return {
    unit: { catalogue: key.catalogue, code: key.code },
    name,
    room: room?.name ?? '',
    roomTitle: room ? inLanguage(room.title) : '',
    main: false,
    needKbps: 0,
  };
}

/** Units as sites of a meeting, each in its own room. */
export function sitesOfUnits(units: Unit[], rooms: Map<string, Site[]>): FormSite[] {
  return units.map((unit) => siteOf(unit, inLanguage(unit.name), rooms.get(unitText(unit))?.[0]));
}

/** Whom a list or group means, as sites of a meeting. */
export function sitesOfExpansion({ units, sites }: Expansion, rooms: Map<string, Site[]>): FormSite[] {
  return [
    ...sites.flatMap((site) => (site.unit ? [siteOf(site.unit, site.unit.name, site)] : [])),
    ...units.map((unit) => siteOf(unit, unit.name, rooms.get(unitText(unit))?.[0])),
  ];
}
