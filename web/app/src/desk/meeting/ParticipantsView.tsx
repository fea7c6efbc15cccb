import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { keys } from '../api';
import { listParticipants } from '../inviting';
import classes from '../parts/desk.module.css';
import { More, RowSkeletons } from '../parts/Rows';
import type { Participant } from '../types';
import own from './meeting.module.css';

/** Who is to come to a meeting, for everybody who may see it. */
export function ParticipantsView({ meetingId }: { meetingId: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 300);
  const found = useInfiniteQuery({
    queryKey: [...keys.invitations(meetingId), 'participants', q],
    queryFn: ({ pageParam, signal }) =>
      listParticipants(meetingId, { q, limit: 100, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor || undefined,
    placeholderData: keepPreviousData,
  });
  if (found.isPending) return <RowSkeletons />;
  if (found.isError) {
    return (
      <Failure
        part
        title={t('desk.failed')}
        body={messageOf(found.error, t)}
        onRetry={() => void found.refetch()}
      />
    );
  }
  const items = found.data.pages.flatMap((page) => page.items);
  return (
    <section className={classes.card} aria-busy={found.isPlaceholderData} data-testid="participants">
      <TextInput
        type="search"
        label={t('meeting.participantSearch')}
        leftSection={<IconSearch size={20} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        mb="sm"
      />
      <p className={classes.count} role="status">
        {items.length === 0 && t(q === '' ? 'meeting.noParticipants' : 'meeting.noParticipantFound')}
      </p>
      <ul className={own.sites}>
        {items.map((participant, index) => (
          <Row key={`${participant.name} ${String(index)}`} participant={participant} />
        ))}
      </ul>
      <More list={found} />
    </section>
  );
}

function Row({ participant }: { participant: Participant }) {
  const { t } = useTranslation();
  const { name, position, unitName, role, kind } = participant;
  const facts = [position, kind === 'person' && unitName].filter(Boolean).join(' · ');
  return (
    <li>
      <strong>{name}</strong>
      {role !== 'delegate' && ` · ${t(`common.role.${role}`)}`}
      {facts !== '' && <div className={classes.soft}>{facts}</div>}
    </li>
  );
}
