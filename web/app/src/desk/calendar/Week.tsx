import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockPeriod, shortDay, weekdayName, weekdayOf, type Day } from '../../format/day';
import { currentLanguage } from '../../i18n';
import { StateBadge } from '../parts/StateBadge';
import type { MeetingSummary } from '../types';
import own from './calendar.module.css';
import { half } from './view';

interface Props {
  days: Day[];
  meetings: Map<Day, MeetingSummary[]>;
  today: Day;
}

const halves = ['morning', 'afternoon'] as const;

/** The week as offices post it: a row a day, a column for the morning and one for the afternoon. */
export function Week({ days, meetings, today }: Props) {
  const { t } = useTranslation();
  return (
    <table className={own.week} data-testid="week">
      <caption className="visually-hidden">{t('calendar.weekTitle')}</caption>
      <thead>
        <tr>
          <th scope="col" className={own.dayColumn}>
            {t('calendar.dayColumn')}
          </th>
          {halves.map((name) => (
            <th key={name} scope="col">
              {t(`calendar.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr
            key={day}
            data-today={day === today || undefined}
            data-weekend={weekdayOf(day) > 4 || undefined}
          >
            <th scope="row">
              <span className={own.weekday}>{weekdayName(day, currentLanguage())}</span>
              <span>{shortDay(day)}</span>
              {day === today && <span className={own.todayMark}>{t('calendar.today')}</span>}
            </th>
            {halves.map((name) => (
              <Cell
                key={name}
                label={t(`calendar.${name}`)}
                items={(meetings.get(day) ?? []).filter((meeting) => half(meeting, day) === name)}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ label, items }: { label: string; items: MeetingSummary[] }) {
  const { t } = useTranslation();
  return (
    <td data-empty={items.length === 0 || undefined}>
      <span className={own.half} aria-hidden>
        {label}
      </span>
      {items.length === 0 ? (
        <span className={own.none}>
          <span aria-hidden>–</span>
          <span className="visually-hidden">{t('calendar.none')}</span>
        </span>
      ) : (
        <ul className={own.items}>
          {items.map((meeting) => (
            <Item key={meeting.id} meeting={meeting} />
          ))}
        </ul>
      )}
    </td>
  );
}

function Item({ meeting }: { meeting: MeetingSummary }) {
  const { t } = useTranslation();
  const place = meeting.mainRoom?.title ?? t(`meetings.mode.${meeting.mode}`);
  return (
    <li>
      <strong>{clockPeriod(new Date(meeting.start), new Date(meeting.end), currentLanguage())}</strong>{' '}
      <Link to={`/meetings/${meeting.id}`}>{meeting.title}</Link>
      <div className={own.facts}>
        {[
          meeting.chair && t('meetings.chairedBy', { name: meeting.chair.name }),
          t('calendar.place', { place }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
      {meeting.state !== 'issued' && <StateBadge state={meeting.state} />}
    </li>
  );
}
