import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockOf, longDay, type Day } from '../../format/day';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import type { MeetingSummary } from '../types';
import own from './calendar.module.css';

interface Props {
  days: Day[];
  meetings: Map<Day, MeetingSummary[]>;
  today: Day;
  month: string;
  onDay: (day: Day) => void;
}

const fits = 3;

/** Whole weeks in a grid; a day that holds more than fits says so and opens. On paper, where nothing opens, all are told. */
export function Month({ days, meetings, today, month, onDay }: Props) {
  const { t } = useTranslation();
  const weeks = Array.from({ length: days.length / 7 }, (_, index) => days.slice(7 * index, 7 * index + 7));
  const names = t('calendar.weekdays', { returnObjects: true });
  const short = t('calendar.weekdaysShort', { returnObjects: true });
  return (
    <table className={own.month} data-testid="month">
      <caption className="visually-hidden">{t('calendar.month')}</caption>
      <thead>
        <tr>
          {names.map((name, index) => (
            <th key={name} scope="col" abbr={name}>
              <span className={own.wideName}>{name}</span>
              <span className={own.shortName} aria-hidden>
                {short[index]}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <td
                key={day}
                data-other={day.slice(0, 7) !== month || undefined}
                data-today={day === today || undefined}
              >
                <DayCell day={day} items={meetings.get(day) ?? []} onDay={onDay} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DayCell({ day, items, onDay }: { day: Day; items: MeetingSummary[]; onDay: (day: Day) => void }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const count = number(items.length, language);
  const shown = items.length > fits ? fits - 1 : fits;
  const label = [
    t('calendar.openDay', { day: longDay(day, language) }),
    items.length > 0 && t('calendar.count', { n: count }),
  ];
  return (
    <>
      <button type="button" className={own.date} onClick={() => onDay(day)}>
        <span aria-hidden>{Number(day.slice(8))}</span>
        <span className="visually-hidden">{label.filter(Boolean).join(', ')}</span>
        {items.length > 0 && (
          <span className={own.dots} aria-hidden>
            {count}
          </span>
        )}
      </button>
      <ul className={own.chips}>
        {items.map((meeting, index) => (
          <li key={meeting.id} data-beyond={index >= shown || undefined}>
            <Link to={`/meetings/${meeting.id}`} title={meeting.title}>
              <strong>{clockOf(new Date(meeting.start))}</strong> {meeting.title}
            </Link>
          </li>
        ))}
        {items.length > fits && (
          <li className={`${own.facts} ${own.more}`}>
            {t('calendar.more', { n: number(items.length - shown, language) })}
          </li>
        )}
      </ul>
    </>
  );
}
