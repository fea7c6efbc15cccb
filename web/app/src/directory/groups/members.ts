import { unitText } from '../../desk/lookup';
import type { Member, UnitKey } from '../types';
import type { ChosenItem } from './Chosen';

/** A member of a list as its page holds it. */
export interface ChosenMember extends ChosenItem {
  member: Member;
}

export function chosenOf(member: Member, name: string, kind: string): ChosenMember {
  const which = member.unit ? unitText(member.unit) : (member.id ?? '');
  return { key: `${member.kind}/${which}`, name, kind, member };
}

/** What the server takes: names are told by it, never given to it. */
export const bare = ({ kind, unit, id }: Member): Member =>
  kind === 'unit' && unit ? { kind, unit: { catalogue: unit.catalogue, code: unit.code } } : { kind, id };

/** The list with more members, each once. */
export function withMembers(list: ChosenMember[], more: ChosenMember[]): ChosenMember[] {
  const there = new Set(list.map(({ key }) => key));
  return [...list, ...more.filter(({ key }) => !there.has(key) && there.add(key))];
}

/** The units among the members. */
export const unitsOf = (list: ChosenMember[]): UnitKey[] =>
  list.flatMap(({ member }) => (member.kind === 'unit' && member.unit ? [member.unit] : []));
