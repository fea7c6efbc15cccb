import { Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { useOwnTopics } from '../access';
import { keys } from '../api';
import { listOwnInvitations } from '../inviting';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import type { OwnInvitation } from '../types';
import { InvitationCard, isOpen } from './InvitationCard';

/** All that one answers for: what waits for an answer first. */
export default function Invitations() {
  const { t } = useTranslation();
  const { hash } = useLocation();
  const mine = useQuery({ queryKey: keys.mine, queryFn: () => listOwnInvitations({}) });
  useEvents(useOwnTopics(), [keys.mine]);
  useTitle(t('invitations.title'));
  useEffect(() => {
    if (mine.isSuccess && hash !== '') document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [mine.isSuccess, hash]);
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{t('invitations.title')}</Title>
      </div>
      {mine.isPending ? (
        <RowSkeletons count={3} height={160} />
      ) : mine.isError ? (
        <Failure
          part
          title={t('invitations.failed')}
          body={messageOf(mine.error, t)}
          onRetry={() => void mine.refetch()}
        />
      ) : (
        <Groups items={mine.data.items} />
      )}
    </>
  );
}

function Groups({ items }: { items: OwnInvitation[] }) {
  const { t } = useTranslation();
  if (items.length === 0) {
    return (
      <div className={state.state} role="status">
        <h2>{t('invitations.none')}</h2>
        <p>{t('invitations.noneBody')}</p>
      </div>
    );
  }
  const waits = (item: OwnInvitation) => isOpen(item) && (item.state === 'pending' || item.state === 'seen');
  const waiting = items.filter(waits);
  const answered = items.filter((item) => isOpen(item) && !waits(item));
  const past = items.filter((item) => !isOpen(item));
  return (
    <>
      <Title order={2} mb="sm">
        {t('invitations.toAnswer')}
      </Title>
      {waiting.length === 0 && <p role="status">{t('invitations.allAnswered')}</p>}
      <Cards items={waiting} />
      <Part title={t('invitations.answered')} items={answered} />
      <Part title={t('invitations.past')} items={past} />
    </>
  );
}

function Part({ title, items }: { title: string; items: OwnInvitation[] }) {
  if (items.length === 0) return null;
  return (
    <>
      <Title order={2} mt="lg" mb="sm">
        {title}
      </Title>
      <Cards items={items} />
    </>
  );
}

function Cards({ items }: { items: OwnInvitation[] }) {
  return items.map((invitation) => <InvitationCard key={invitation.id} invitation={invitation} />);
}
