import { addDays, clockOf, dayOf, instantOf, weekdayOf, type Day } from '../../format/day';
import { unitText } from '../lookup';
import type { Found } from '../parts/Finder';
import type { FoundUnit } from '../parts/finders';
import type { Meeting, MeetingDraft, Policies, UnitKey } from '../types';
import { noRule, type RuleForm } from './rule';

export interface FormSite {
  unit: UnitKey;
  name: string;
  room: string;
  roomTitle: string;
  main: boolean;
  needKbps: number;
}

export interface FormItem {
  /** Of this page only: it stays while the item is moved. */
  key: string;
  /** The server's; none for a new item. */
  id?: string;
  title: string;
  minutes: number;
  /** Of an item with a fixed time, how long after the meeting's start (ms): it moves along. */
  offset?: number;
  unit: FoundUnit | null;
  presenter: Found | null;
  vote: boolean;
}

/** A meeting as the editor's page holds it. */
export interface Form extends RuleForm {
  title: string;
  description: string;
  typeId: string;
  urgency: NonNullable<MeetingDraft['urgency']>;
  mode: MeetingDraft['mode'];
  host: FoundUnit | null;
  chair: Found | null;
  secretary: Found | null;
  day: Day;
  from: string;
  endDay: Day;
  to: string;
  sites: FormSite[];
  agenda: FormItem[];
  policies: Policies;
  lateReason: string;
  noStateSecret: boolean;
  /** Names this page's meeting to the server, so that saving it again makes no second one. */
  key: string;
}

let made = 0;
/** A key that no other item of the page has. */
export const newKey = () => `item-${++made}`;

export const newItem = (): FormItem => ({
  key: newKey(),
  title: '',
  minutes: 15,
  unit: null,
  presenter: null,
  vote: false,
});

/** The next day on which a briefing may be called in time: four working days on. */
export function firstDay(today: Day): Day {
  let day = today;
  for (let left = 4; left > 0;) {
    day = addDays(day, 1);
    if (weekdayOf(day) < 5) left--;
  }
  return day;
}

/** A key that nobody else has; pages without HTTPS have no randomUUID. */
function requestKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/** An empty editor. */
export function blank(day: Day, host: FoundUnit | null, secretary: Found | null): Form {
  return {
    title: '',
    description: '',
    typeId: '',
    urgency: 'normal',
    mode: 'online',
    host,
    chair: null,
    secretary,
    day,
    from: '08:00',
    endDay: day,
    to: '11:00',
    sites: [],
    agenda: [],
    policies: {
      microphones: 'chair_only',
      waitingRoom: true,
      recording: true,
      sharing: 'presenters',
      openBefore: 15,
      autoStart: false,
      recordAtOpening: false,
    },
    lateReason: '',
    noStateSecret: false,
    key: requestKey(),
    ...noRule(day),
  };
}

const found = (ref?: { id: string; name: string }): Found | null =>
  ref ? { value: ref.id, label: ref.name } : null;

const foundUnit = (ref?: UnitKey & { name: string }): FoundUnit | null =>
  ref ? { value: unitText(ref), label: ref.name, key: { catalogue: ref.catalogue, code: ref.code } } : null;

/** The editor of a meeting that is there. */
export function formOf(meeting: Meeting): Form {
  const [start, end] = [new Date(meeting.start), new Date(meeting.end)];
  return {
    ...blank(dayOf(start), foundUnit(meeting.host), found(meeting.secretary)),
    title: meeting.title,
    description: meeting.description,
    typeId: meeting.typeId ?? '',
    urgency: meeting.urgency,
    mode: meeting.mode,
    chair: found(meeting.chair),
    from: clockOf(start),
    endDay: dayOf(end),
    to: clockOf(end),
    sites: meeting.sites.map(({ unit, room, roomTitle, main, needKbps }) => ({
      unit: { catalogue: unit.catalogue, code: unit.code },
      name: unit.name,
      room: room ?? '',
      roomTitle: roomTitle ?? '',
      main,
      needKbps,
    })),
    agenda: meeting.agenda.map((item) => ({
      key: newKey(),
      id: item.id,
      title: item.title,
      minutes: item.minutes,
      offset: item.start ? new Date(item.start).getTime() - start.getTime() : undefined,
      unit: foundUnit(item.presenterUnit),
      presenter: found(item.presenter),
      vote: item.vote,
    })),
    policies: { autoStart: false, recordAtOpening: false, ...meeting.policies },
    lateReason: meeting.lateReason ?? '',
    noStateSecret: meeting.noStateSecret,
  };
}

/** Whether both ends are whole enough to be instants. */
export function timed(form: Form): boolean {
  return [form.day, form.endDay].every((day) => day !== '') && [form.from, form.to].every((at) => at !== '');
}

export const startOf = (form: Form) => instantOf(form.day, form.from);
export const endOf = (form: Form) => instantOf(form.endDay, form.to);
const after = (form: Form, millis: number) => new Date(new Date(startOf(form)).getTime() + millis);

/** The plan as the server takes it. */
export function draftOf(form: Form): MeetingDraft {
  return {
    title: form.title.trim(),
    description: form.description,
    typeId: form.typeId || undefined,
    urgency: form.urgency,
    host: form.host?.key ?? { catalogue: '', code: '' },
    chairId: form.chair?.value,
    secretaryId: form.secretary?.value,
    start: startOf(form),
    end: endOf(form),
    mode: form.mode,
    sites: form.sites.map(({ unit, room, main, needKbps }) => ({
      unit,
      room: room || undefined,
      main,
      needKbps,
    })),
    agenda: form.agenda.map((item) => ({
      id: item.id,
      title: item.title.trim(),
      minutes: item.minutes,
      start: item.offset === undefined ? undefined : after(form, item.offset).toISOString(),
      presenterUnit: item.unit?.key,
      presenterId: item.presenter?.value,
      vote: item.vote,
    })),
    policies: form.policies,
    lateReason: form.lateReason,
    noStateSecret: form.noStateSecret,
    secrecy: 'normal',
  };
}

/** The plan for the clash check: what is not written yet is no obstacle to it. */
export function draftToCheck(form: Form): MeetingDraft {
  const draft = draftOf(form);
  return {
    ...draft,
    title: draft.title || '…',
    noStateSecret: true,
    description: '',
    agenda: (draft.agenda ?? []).map((item) => ({ ...item, title: item.title || '…' })),
  };
}

export type Misfit = 'outside' | 'overlaps';

/** When the items begin by the plan, which fixed times do not fit, and how many minutes they take together. */
export function clockAgenda(form: Form): {
  begins: Date[];
  misfits: (Misfit | undefined)[];
  minutes: number;
  end: Date;
} {
  const [start, close] = [after(form, 0).getTime(), new Date(endOf(form)).getTime()];
  let clock = start;
  const misfits: (Misfit | undefined)[] = [];
  const begins = form.agenda.map((item) => {
    const fixed = item.offset === undefined ? clock : after(form, item.offset).getTime();
    if (item.offset === undefined) misfits.push(undefined);
    else if (fixed < start || fixed + item.minutes * 60_000 > close) misfits.push('outside');
    else misfits.push(fixed < clock ? 'overlaps' : undefined);
    clock = Math.max(fixed, clock) + item.minutes * 60_000;
    return new Date(fixed);
  });
  return {
    begins,
    misfits,
    minutes: form.agenda.reduce((sum, item) => sum + item.minutes, 0),
    end: new Date(clock),
  };
}

/** As the server has it. */
export const maxTitle = 500;

export type Need = 'title' | 'long' | 'host' | 'day' | 'end' | 'declare' | 'item' | 'until';

/** What keeps the plan from being saved, by the place of the field. */
export function needs(form: Form): Record<string, Need> {
  const all: Record<string, Need> = {};
  if (form.title.trim() === '') all.title = 'title';
  if (Array.from(form.title.trim()).length > maxTitle) all.title = 'long';
  if (!form.host) all.host = 'host';
  if (!timed(form)) all.start = 'day';
  else if (startOf(form) >= endOf(form)) all.end = 'end';
  if (!form.noStateSecret) all.noStateSecret = 'declare';
  form.agenda.forEach((item, index) => {
    if (item.title.trim() === '') all[`agenda[${index}].title`] = 'item';
    if (Array.from(item.title.trim()).length > maxTitle) all[`agenda[${index}].title`] = 'long';
  });
  if (form.repeat !== 'none' && form.ends === 'until' && form.until <= form.day) all.until = 'until';
  return all;
}

const place = (site: { unit: UnitKey }) => unitText(site.unit);

/** Sites with others added: a unit that is there already is left as it is. */
export function withSites(sites: FormSite[], more: FormSite[]): FormSite[] {
  const there = new Set(sites.map(place));
  const added = more.filter((site) => !there.has(place(site)) && there.add(place(site)));
  return [...sites, ...added];
}

/** Units that were put on, and units that were taken off, between two states of the editor. */
export function changedUnits(before: FormSite[], after: FormSite[]): { on: UnitKey[]; off: UnitKey[] } {
  const [old, now] = [new Set(before.map(place)), new Set(after.map(place))];
  return {
    on: after.filter((site) => !old.has(place(site))).map(({ unit }) => unit),
    off: before.filter((site) => !now.has(place(site))).map(({ unit }) => unit),
  };
}

/** An item moved by one place or to another. */
export function moved<T>(items: T[], from: number, to: number): T[] {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length || from === to) return items;
  const rest = items.filter((_, index) => index !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}
