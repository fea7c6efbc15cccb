import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { clockOf, clockPeriod, dayOf, periodText } from '../../format/day';
import { bitrate, number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import type { Clash, Findings } from '../types';
import own from './editor.module.css';
import type { Form } from './form';
import type { Check } from './useCheck';

interface Props {
  check: Check;
  form: Form;
  change: (part: Partial<Form>) => void;
}

const shown = 8;

/** What stands in the way, each with a way out that one press takes. */
export function Clashes({ check, form, change }: Props) {
  const { t } = useTranslation();
  const clashes = check.data?.clashes ?? [];
  return (
    <div className={own.check} aria-live="polite" data-testid="check" data-clashes={clashes.length}>
      {check.isFetching && (
        <p className={own.checking}>
          <Loader size={16} /> {t('editor.check.busy')}
        </p>
      )}
      {check.isError && (
        <p className={own.bad}>
          {t('editor.check.failed')} {messageOf(check.error, t)}
        </p>
      )}
      {!check.data && !check.isFetching && !check.isError && <p>{t('editor.check.none')}</p>}
      {check.data && clashes.length === 0 && !check.isFetching && (
        <p className={own.good}>
          <IconCircleCheck size={20} aria-hidden /> {t('editor.check.free')}
        </p>
      )}
      {check.data && clashes.length > 0 && <Found findings={check.data} form={form} change={change} />}
    </div>
  );
}

function Found({ findings, form, change }: { findings: Findings; form: Form; change: Props['change'] }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { clashes, free } = findings;
  return (
    <>
      <p className={own.bad}>
        <IconAlertTriangle size={20} aria-hidden />{' '}
        {t('editor.check.found', { n: number(clashes.length, language) })}
      </p>
      <ul className={own.clashes}>
        {clashes.slice(0, shown).map((clash) => (
          <ClashRow key={`${clash.kind} ${clash.subject}`} clash={clash} form={form} change={change} />
        ))}
        {clashes.length > shown && (
          <li>{t('editor.check.other', { n: number(clashes.length - shown, language) })}</li>
        )}
      </ul>
      {free ? (
        <Button
          data-testid="use-slot"
          onClick={() => {
            const [start, end] = [new Date(free.start), new Date(free.end)];
            change({ day: dayOf(start), from: clockOf(start), endDay: dayOf(end), to: clockOf(end) });
          }}
        >
          {t('editor.check.useSlot', {
            time: periodText(new Date(free.start), new Date(free.end), language),
          })}
        </Button>
      ) : (
        clashes.some(({ meetings }) => meetings.length > 0) && <p>{t('editor.check.noSlot')}</p>
      )}
    </>
  );
}

function ClashRow({ clash, form, change }: { clash: Clash; form: Form; change: Props['change'] }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const take = (room: { name: string; title: string }) =>
    change({
      sites: form.sites.map((site) =>
        site.room === clash.subject ? { ...site, room: room.name, roomTitle: room.title } : site,
      ),
    });
  return (
    <li>
      <strong>
        {t(`editor.check.${clash.kind}`, {
          name: clash.subjectName,
          need: bitrate((clash.needKbps ?? 0) * 1000, language),
          line: bitrate((clash.lineKbps ?? 0) * 1000, language),
        })}
      </strong>
      <ul className={own.meetings}>
        {clash.meetings.map((meeting) => (
          <li key={meeting.id}>
            {clockPeriod(new Date(meeting.start), new Date(meeting.end), language)}{' '}
            {meeting.title ? (
              <Link to={`/meetings/${meeting.id}`} target="_blank">
                {meeting.title}
              </Link>
            ) : (
              t('editor.check.hidden', { host: meeting.host })
            )}
          </li>
        ))}
      </ul>
      {clash.kind === 'line' && clash.meetings.length === 0 && <p>{t('editor.check.lineAlone')}</p>}
      {(clash.rooms ?? []).slice(0, 3).map((room) => (
        <Button key={room.name} variant="light" mt={6} mr={8} onClick={() => take(room)}>
          {t('editor.check.useRoom', { room: room.title })}
        </Button>
      ))}
    </li>
  );
}
