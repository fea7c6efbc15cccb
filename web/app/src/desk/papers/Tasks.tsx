import { Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { useOwnTopics } from '../access';
import { listPaperTasks } from '../api';
import desk from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import type { PaperTask } from '../types';
import { paperKeys } from './api';
import { PaperRow } from './PaperRow';
import { turnOf } from './rules';
import classes from './papers.module.css';

const turns = ['decide', 'prepare', 'sent'] as const;

/** Papers of coming meetings that the caller has a hand in: to decide about, to prepare by when, and how the sent ones stand. */
export default function Tasks() {
  const { t } = useTranslation();
  useTitle(t('papers.tasks.title'));
  useEvents(useOwnTopics(), [paperKeys.tasks]);
  const tasks = useQuery({ queryKey: paperKeys.tasks, queryFn: listPaperTasks });
  return (
    <>
      <div className={desk.head}>
        <div>
          <Title order={1}>{t('papers.tasks.title')}</Title>
          <p className={desk.soft}>{t('papers.tasks.lead')}</p>
        </div>
      </div>
      {tasks.isPending ? (
        <RowSkeletons />
      ) : tasks.isError ? (
        <Failure
          part
          title={t('papers.failed')}
          body={messageOf(tasks.error, t)}
          onRetry={() => void tasks.refetch()}
        />
      ) : tasks.data.items.length === 0 ? (
        <div className={state.state} role="status">
          <h2>{t('papers.tasks.none')}</h2>
          <p>{t('papers.tasks.noneBody')}</p>
        </div>
      ) : (
        <>
          {turns.map((turn) => (
            <Part
              key={turn}
              id={turn}
              items={tasks.data.items.filter(({ paper }) => turnOf(paper) === turn)}
            />
          ))}
        </>
      )}
    </>
  );
}

function Part({ id, items }: { id: (typeof turns)[number]; items: PaperTask[] }) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <section className={desk.card} aria-labelledby={id} data-testid={id}>
      <h2 id={id}>{t(`papers.tasks.${id}`)}</h2>
      <ul className={desk.list}>
        {items.map(({ paper, meeting }) => (
          <PaperRow
            key={paper.id}
            paper={paper}
            above={
              <div className={desk.soft}>
                <Link to={`/meetings/${meeting.id}/papers`} className={classes.plainLink}>
                  {meeting.title}
                </Link>
                <div>{dateTime(new Date(meeting.start), currentLanguage())}</div>
              </div>
            }
          />
        ))}
      </ul>
    </section>
  );
}
