import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from '../parts/desk.module.css';
import { concludeKeys, listPending } from './api';
import { ClockLine } from './ClockLine';

/** Minutes that wait for the caller's agreement, and meetings whose conclusion notice is to be issued; nothing when none. */
export function PendingList() {
  const { t } = useTranslation();
  const pending = useQuery({ queryKey: concludeKeys.pending, queryFn: listPending });
  if (!pending.data || pending.data.items.length === 0) return null;
  return (
    <section className={classes.card} aria-labelledby="pending-conclusions" data-testid="pending">
      <h2 id="pending-conclusions">{t('conclude.list.pending')}</h2>
      <ul className={classes.list}>
        {pending.data.items.map((item) => {
          const to = `/meetings/${item.meetingId}/${item.kind === 'minutes' ? 'minutes' : 'conclusion'}`;
          const press = t(item.kind === 'minutes' ? 'conclude.list.review' : 'conclude.list.write');
          return (
            <li key={`${item.kind} ${item.meetingId}`} className={classes.row}>
              <div className={classes.text}>
                <Link to={`/meetings/${item.meetingId}`} className={classes.title}>
                  {item.meetingTitle}
                </Link>
                {item.kind === 'minutes' ? (
                  <div className={classes.soft}>{t('conclude.list.minutesWait')}</div>
                ) : (
                  <ClockLine clock={item.clock} />
                )}
              </div>
              <Button
                component={Link}
                to={to}
                variant="default"
                aria-label={`${press}: ${item.meetingTitle}`}
              >
                {press}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
