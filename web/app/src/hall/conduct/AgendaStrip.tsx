import { IconChevronRight, IconListNumbers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { minutes } from './clock';
import classes from './conduct.module.css';
import { useConduct, useGive, useMeetingPlan, useNotice, useServerNow } from './context';
import { PhaseLine } from './PhaseLine';
import { usePlanOfPhase } from './steps';

/**
 * Whether the meeting is under way, the current item of its agenda with its time, the notice of the secretary, and for
 * those who conduct the next item.
 */
export function AgendaStrip() {
  const { t } = useTranslation();
  const state = useConduct();
  const give = useGive();
  usePlanOfPhase();
  const meeting = useMeetingPlan();
  const items = meeting.data?.agenda ?? [];
  const agenda = state?.agenda;
  const at = items.findIndex((item) => item.id === agenda?.current);
  const item = items[at];
  const next = items[at + 1];
  const now = useServerNow(item !== undefined);
  const notice = useNotice(state?.meeting?.notice);
  const leads = state?.mine.leads === true && state.mine.may.includes('agenda.take');
  const taken = agenda?.since
    ? (agenda.taken[item?.id ?? ''] ?? 0) +
      Math.max(0, (agenda.held ? Date.parse(agenda.held) : now) - Date.parse(agenda.since)) / 1000
    : 0;
  const rest = item ? item.minutes * 60 - taken : 0;
  const phase = state?.meeting?.phase;
  const held = phase === 'waiting' || phase === 'paused';
  if (!state || (!item && !notice && !leads && !held)) return null;
  return (
    <div className={classes.agenda} data-testid="agenda-strip">
      <PhaseLine />
      {(item || leads) && (
        <div className={classes.item}>
          <IconListNumbers aria-hidden />
          <span className={classes.itemTitle}>
            {item ? (
              <>
                <strong>{t('conduct.agenda.item', { n: at + 1, of: items.length })}</strong> {item.title}
              </>
            ) : (
              t('conduct.agenda.none')
            )}
          </span>
          {item && (
            <span
              className={classes.rest}
              data-warning={rest < 0 ? 'over' : rest < 60 ? 'soon' : 'none'}
              role="timer"
            >
              {t(rest < 0 ? 'conduct.agenda.over' : 'conduct.agenda.left', { time: minutes(Math.abs(rest)) })}
            </span>
          )}
          {leads && next && (
            <button
              type="button"
              className={classes.next}
              data-testid="next-item"
              title={next.title}
              onClick={() => void give({ verb: 'agenda.take', target: next.id })}
            >
              {t(item ? 'conduct.agenda.next' : 'conduct.agenda.first')}
              <IconChevronRight size={20} aria-hidden />
            </button>
          )}
        </div>
      )}
      {notice && (
        <p className={classes.notice} role="status" data-testid="ticker">
          {notice}
        </p>
      )}
    </div>
  );
}
