import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isCode, messageOf } from '../../api/problem';
import own from '../meeting/meeting.module.css';
import classes from '../parts/desk.module.css';
import { actOnMinutes, concludeKeys } from './api';
import { AskReason } from './AskReason';
import { linesOf } from './compare';
import type { Minutes, MinutesAction } from './types';

interface Props {
  minutes: Minutes;
  /** Saves what is typed and resolves to the version that is then there; null when it could not. */
  before?: () => Promise<number | null>;
  children?: React.ReactNode;
}

/** How many places the system left for a person to fill in. */
const gapsIn = ({ content }: Minutes) => linesOf(content).filter((line) => line.includes('……')).length;

const order: MinutesAction[] = ['agree', 'submit', 'return', 'withdraw'];

/** Where the minutes stand and the next thing to do with them. */
export function MinutesSteps({ minutes, before, children }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState<MinutesAction | null>(null);
  const move = useMutation({
    mutationFn: async ({ action, reason }: { action: MinutesAction; reason: string }) => {
      const version = before ? await before() : minutes.version;
      if (version === null) return null;
      return actOnMinutes(minutes.meetingId, version, action, reason);
    },
    onSuccess: (moved) => {
      setAsked(null);
      if (moved) client.setQueryData(concludeKeys.minutes(minutes.meetingId), moved);
      return client.invalidateQueries({ queryKey: concludeKeys.pending });
    },
  });
  const actions = order.filter((action) => minutes.actions.includes(action));
  const gaps = gapsIn(minutes);
  const told = move.isError
    ? isCode(move.error, 'stale')
      ? t('conclude.minutes.moved')
      : messageOf(move.error, t)
    : '';
  return (
    <section className={own.next} aria-labelledby="minutes-next" data-testid="minutes-steps">
      <div className={classes.text}>
        <h2 id="minutes-next">{t('meeting.next')}</h2>
        <p>{t(`conclude.minutes.step.${minutes.state ?? 'draft'}`)}</p>
        {!minutes.ready && <p className={classes.soft}>{t('conclude.minutes.notEnded')}</p>}
        {gaps > 0 && minutes.actions.length > 0 && (
          <p className={classes.warnText}>{t('conclude.minutes.gaps', { n: gaps })}</p>
        )}
        {children}
      </div>
      <div className={classes.actions}>
        {actions.map((action, index) => (
          <Button
            key={action}
            size={index === 0 ? 'lg' : undefined}
            variant={index === 0 && action !== 'withdraw' ? 'filled' : 'default'}
            onClick={() => {
              move.reset();
              setAsked(action);
            }}
            data-testid={`minutes-${action}`}
          >
            {t(`conclude.minutes.action.${action}`)}
          </Button>
        ))}
      </div>
      {asked && (
        <AskReason
          title={t(`conclude.minutes.action.${asked}`)}
          body={t(`conclude.minutes.ask.${asked}`)}
          label={asked === 'return' ? t('meeting.reason') : undefined}
          press={t(`conclude.minutes.action.${asked}`)}
          error={told}
          busy={move.isPending}
          onClose={() => setAsked(null)}
          onDo={(reason) => move.mutate({ action: asked, reason })}
        />
      )}
    </section>
  );
}
