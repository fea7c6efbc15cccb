import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { plain } from '../../format/name';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import panel from '../panels/panel.module.css';
import classes from './conduct.module.css';
import { isPresent, movesOf, presenceByPerson, type Attendee, type Place, type Presence } from './roll';
import { RollMarkSelect } from './RollMark';
import { RollRows } from './RollRows';
import { RollSeat } from './RollSeat';
import type { Roll } from './types';

interface Props {
  attendees: readonly Attendee[];
  presence: readonly Presence[];
  roll: Roll;
  wanted: string;
  missing: boolean;
}

/** Everyone who was named: whether they are there, in what way, and what they had answered. */
export function RollPeople({ attendees, presence, roll, wanted, missing }: Props) {
  const { t } = useTranslation();
  const here = presenceByPerson(presence);
  const rows = attendees.filter(
    (one) =>
      one.kind === 'person' &&
      one.subject !== '' &&
      plain(`${one.name} ${one.unitName ?? ''}`).includes(wanted) &&
      !(missing && isPresent(roll.marks?.[one.subject]?.mark)),
  );
  if (rows.length === 0) return <p className={panel.empty}>{t('conduct.roll.nobody')}</p>;
  return (
    <RollRows
      rows={rows}
      keyOf={(one) => one.subject}
      render={(one) => <PersonLine person={one} presence={here.get(one.subject)} roll={roll} />}
    />
  );
}

interface LineProps {
  person: Attendee;
  presence: Presence | undefined;
  roll: Roll;
}

/** One person: name and post, in the room or not, the answer to the invitation, the mark. */
export function PersonLine({ person, presence, roll }: LineProps) {
  const { t } = useTranslation();
  const mark = roll.marks?.[person.subject];
  const substitute = person.substituteFor && t('conduct.roll.substituteFor', { name: person.substituteFor });
  const place = roll.places?.[person.subject];
  const facts = [
    place?.seat && t('conduct.roll.seat', { seat: place.seat }),
    stay(t, presence, place),
    substitute,
    person.coming === 'no' && t('conduct.roll.declined', { reason: person.reason ?? '' }),
    person.coming === 'yes' && !presence && !place && t('conduct.roll.accepted'),
    mark?.note,
  ];
  return (
    <div
      className={classes.row}
      data-testid="roll-person"
      data-subject={person.subject}
      data-mark={mark?.mark ?? ''}
    >
      <span className={classes.rowText}>
        <strong>{person.name}</strong>
        <span>{[person.position, person.unitName].filter(Boolean).join(' · ')}</span>
        <span>{facts.filter(Boolean).join(' · ')}</span>
      </span>
      <RollMarkSelect
        subject={person.subject}
        name={person.name}
        mark={mark?.mark ?? ''}
        known={substitute || person.reason}
      />
      <RollSeat person={person} roll={roll} online={presence?.here ?? false} />
    </div>
  );
}

/** When they came, left and came back. */
function stay(t: TFunction, presence: Presence | undefined, place: Place | undefined): string {
  const moves = movesOf(presence, place);
  const at = (move: { at: string } | undefined) =>
    move ? clockTime(new Date(move.at), currentLanguage()) : '';
  if (moves.length < 2) return moves[0]?.here ? t('conduct.roll.here', { time: at(moves[0]) }) : '';
  return moves
    .map((move, index) =>
      t(`conduct.roll.${index === 0 ? 'came' : move.here ? 'back' : 'left'}`, { time: at(move) }),
    )
    .join(' · ');
}
