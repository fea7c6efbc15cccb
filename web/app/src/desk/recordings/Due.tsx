import { Anchor, Button, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { number } from '../../format/number';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { recordingKeys } from './api';
import { listDue } from './keeping';
import { Ends } from './KeepingPanel';

const useDue = () => useQuery({ queryKey: [...recordingKeys.all, 'due'], queryFn: listDue });

/** The way to what is to be disposed of, for those who have something there. */
export function DueLink() {
  const { t } = useTranslation();
  const n = useDue().data?.items.length ?? 0;
  if (n === 0) return null;
  return (
    <Button component={Link} to="/recordings/due" variant="default" data-testid="due-link">
      {t('keeping.list.link', { n: number(n, currentLanguage()) })}
    </Button>
  );
}

/** Recordings that are due, or whose deletion was asked for. */
export default function Due() {
  const { t } = useTranslation();
  useTitle(t('keeping.list.title'));
  const found = useDue();
  const items = found.data?.items ?? [];
  return (
    <>
      <div className={classes.head}>
        <div>
          <Title order={1}>{t('keeping.list.title')}</Title>
          <p className={classes.soft}>{t('keeping.list.intro')}</p>
        </div>
      </div>
      {found.isPending && <RowSkeletons />}
      {found.isError && (
        <Failure
          part
          title={t('desk.failed')}
          body={messageOf(found.error, t)}
          onRetry={() => void found.refetch()}
        />
      )}
      {found.isSuccess && items.length === 0 && (
        <div className={state.state} role="status">
          <h2>{t('keeping.list.none')}</h2>
          <p>{t('keeping.list.noneBody')}</p>
        </div>
      )}
      {items.length > 0 && (
        <section className={classes.card} aria-label={t('keeping.list.title')}>
          <ul className={classes.list}>
            {items.map((kept) => (
              <li key={kept.recording.id} className={classes.row} data-testid="due-row">
                <div className={classes.text}>
                  <Anchor component={Link} to={`/recordings/${kept.recording.id}`} className={classes.title}>
                    {kept.recording.title}
                  </Anchor>
                  <div>{dateTime(new Date(kept.recording.startedAt), currentLanguage())}</div>
                  <div className={classes.soft}>
                    {[kept.recording.host.name, kept.class.name, kept.hold && t('keeping.hold.on')]
                      .filter(Boolean)
                      .join(' · ')}
                  </div>
                  {kept.deletion?.state === 'asked' && (
                    <div className={classes.warnText}>
                      {t('keeping.ask.told', {
                        name: kept.deletion.askedBy,
                        at: dateTime(new Date(kept.deletion.askedAt), currentLanguage()),
                        reason: kept.deletion.reason,
                      })}
                    </div>
                  )}
                </div>
                <div className={classes.actions}>
                  <Ends kept={kept} />
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
