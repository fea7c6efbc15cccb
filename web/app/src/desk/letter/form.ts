import { clockOf, dayOf, instantOf, isDay } from '../../format/day';
import { unitText } from '../lookup';
import type { Issuer, Letter, LetterFields } from '../types';

/** The letter as its form holds it: lists as lines, the deadline as day and clock. */
export type LetterForm = {
  agency: string;
  parentName: string;
  agencyName: string;
  place: string;
  symbol: string;
  abstract: string;
  purpose: string;
  chair: string;
  location: string;
  invited: string;
  notes: string;
  copyTo: string;
  form: NonNullable<LetterFields['form']>;
  onBehalf: string;
  principal: string;
  signerTitle: string;
  signerName: string;
  answerDay: string;
  answerClock: string;
};

export const signingForms = ['', 'TM.', 'KT.', 'TL.', 'TUQ.', 'Q.'] as const;

const joined = (lines?: string[]) => (lines ?? []).join('\n');

/** The lines of a text that say something. */
export const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export function toForm(letter: Letter | null): LetterForm {
  const l = letter ?? ({ agency: { catalogue: '', code: '' } } as Letter);
  const until = l.answerBy ? new Date(l.answerBy) : null;
  return {
    agency: unitText(l.agency),
    parentName: l.parentName ?? '',
    agencyName: l.agencyName,
    place: l.place,
    symbol: l.symbol,
    abstract: l.abstract ?? '',
    purpose: l.purpose ?? '',
    chair: l.chair ?? '',
    location: l.location ?? '',
    invited: joined(l.invited),
    notes: joined(l.notes),
    copyTo: joined(l.copyTo),
    form: l.form ?? '',
    onBehalf: l.onBehalf ?? '',
    principal: l.principal ?? '',
    signerTitle: l.signerTitle,
    signerName: l.signerName,
    answerDay: until ? dayOf(until) : '',
    answerClock: until ? clockOf(until) : '',
  };
}

export function toFields(values: LetterForm): LetterFields {
  const { agency, invited, notes, copyTo, answerDay, answerClock, ...rest } = values;
  const [catalogue = '', code = ''] = agency.split(':');
  return {
    ...rest,
    agency: { catalogue, code },
    invited: linesOf(invited),
    notes: linesOf(notes),
    copyTo: linesOf(copyTo),
    ...(isDay(answerDay) && /^\d\d:\d\d$/.test(answerClock)
      ? { answerBy: instantOf(answerDay, answerClock) }
      : {}),
  };
}

/** What must be written before the letter can be issued; the server has the last word. */
export function missing(values: LetterForm): (keyof LetterForm)[] {
  const { form } = values;
  const needed: (keyof LetterForm)[] = ['agencyName', 'place', 'symbol', 'signerTitle', 'signerName'];
  if (form === 'TM.') needed.push('onBehalf');
  if (form === 'KT.' || form === 'TL.' || form === 'TUQ.') needed.push('principal');
  return needed.filter((name) => values[name].trim() === '');
}

/** What a letter says when it goes out in another agency's name. */
export function ofIssuer(issuer: Issuer): Partial<LetterForm> {
  return {
    agency: unitText(issuer.unit),
    parentName: issuer.parentName ?? '',
    agencyName: issuer.agencyName,
    place: issuer.place,
    symbol: issuer.symbol,
    form: issuer.form ?? '',
    onBehalf: issuer.onBehalf ?? '',
    principal: '',
    signerTitle: issuer.signerTitle,
    signerName: issuer.signerName,
  };
}
