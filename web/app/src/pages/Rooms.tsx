import { Button, Skeleton, TextInput, Title } from '@mantine/core';
import { useDebouncedValue, useIdle } from '@mantine/hooks';
import { IconArrowRight, IconSearch, IconUsers, IconVideo } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { listRooms } from '../api/endpoints';
import { messageOf } from '../api/problem';
import type { RoomItem } from '../api/types';
import { Failure } from '../components/Failure';
import { useTitle } from '../components/useTitle';
import state from '../components/state.module.css';
import { number } from '../format/number';
import { currentLanguage } from '../i18n';
import classes from './Rooms.module.css';

const refreshMs = 10_000;
// A page that nobody looks at must let the session fall idle, so it stops asking.
const idleMs = 3 * 60_000;

export function Rooms() {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const [wanted] = useDebouncedValue(q.trim(), 250);
  useTitle(t('rooms.title'));
  return (
    <>
      <Title order={1} mb="md">
        {t('rooms.title')}
      </Title>
      <TextInput
        type="search"
        label={t('rooms.search')}
        description={t('rooms.searchHint')}
        inputWrapperOrder={['label', 'input', 'description']}
        leftSection={<IconSearch size={20} aria-hidden />}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
        mb="lg"
      />
      <RoomList q={wanted} onClear={() => setQ('')} />
    </>
  );
}

function useRooms(q: string) {
  const idle = useIdle(idleMs, { initialState: false });
  return useInfiniteQuery({
    queryKey: ['rooms', q],
    queryFn: ({ pageParam, signal }) => listRooms(q, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor || undefined,
    placeholderData: keepPreviousData,
    refetchInterval: idle ? false : refreshMs,
  });
}

function RoomList({ q, onClear }: { q: string; onClear: () => void }) {
  const { t } = useTranslation();
  const rooms = useRooms(q);
  if (rooms.isPending) return <Skeletons />;
  if (rooms.isError) {
    return (
      <Failure
        part
        title={t('rooms.failedTitle')}
        body={messageOf(rooms.error, t)}
        onRetry={() => void rooms.refetch()}
      />
    );
  }
  const items = rooms.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <NoRooms q={q} onClear={onClear} />;
  const practice = items.find((room) => room.practice);
  const others = items.filter((room) => room !== practice);
  return (
    <div aria-busy={rooms.isPlaceholderData}>
      {practice && <PracticeCard room={practice} />}
      <p className={classes.count} role="status">
        {t(rooms.hasNextPage ? 'rooms.foundMore' : 'rooms.found', {
          n: number(items.length, currentLanguage()),
          shown: number(items.length, currentLanguage()),
        })}
      </p>
      <ul className={classes.list}>
        {others.map((room) => (
          <RoomRow key={room.name} room={room} />
        ))}
      </ul>
      {rooms.hasNextPage && (
        <Button
          variant="default"
          fullWidth
          mt="md"
          loading={rooms.isFetchingNextPage}
          onClick={() => void rooms.fetchNextPage()}
        >
          {rooms.isFetchingNextPage ? t('rooms.loadingMore') : t('rooms.more')}
        </Button>
      )}
    </div>
  );
}

function titleOf(room: RoomItem): string {
  return room.title[currentLanguage()] || room.title.vi;
}

function addressOf(room: RoomItem): string {
  return `/rooms/${encodeURIComponent(room.name)}/join`;
}

function PracticeCard({ room }: { room: RoomItem }) {
  const { t } = useTranslation();
  return (
    <section className={classes.practice} aria-labelledby="practice-title">
      <div>
        <p className={classes.kicker}>{titleOf(room)}</p>
        <h2 id="practice-title">{t('rooms.practiceTitle')}</h2>
        <p>{t('rooms.practiceBody')}</p>
        <Presence room={room} />
      </div>
      <Button
        component={Link}
        to={addressOf(room)}
        size="lg"
        leftSection={<IconVideo size={22} />}
        data-testid="practice"
        className={classes.action}
      >
        {t('rooms.practiceAction')}
      </Button>
    </section>
  );
}

function RoomRow({ room }: { room: RoomItem }) {
  const { t } = useTranslation();
  const level = room.unit?.level;
  const known = level === 'province' || level === 'district' || level === 'commune' || level === 'agency';
  return (
    <li className={classes.row}>
      <div className={classes.text}>
        <span className={classes.title}>{titleOf(room)}</span>
        <span className={classes.unit}>
          {room.description ||
            (room.unit && (known ? `${t(`rooms.level.${level}`)} · ${room.unit.name}` : room.unit.name))}
        </span>
      </div>
      <Presence room={room} />
      <Button
        component={Link}
        to={addressOf(room)}
        variant="light"
        rightSection={<IconArrowRight size={18} aria-hidden />}
        aria-label={t('rooms.enterNamed', { title: titleOf(room) })}
      >
        {t('rooms.enter')}
      </Button>
    </li>
  );
}

/** Who is in: a filled mark and a word when live, plain words otherwise. */
function Presence({ room }: { room: RoomItem }) {
  const { t } = useTranslation();
  if (!room.live && room.participants === 0) {
    return <span className={classes.nobody}>{t('rooms.empty')}</span>;
  }
  return (
    <span className={classes.presence}>
      {room.live && (
        <span className={classes.live}>
          <span className={classes.dot} aria-hidden /> {t('rooms.live')}
        </span>
      )}
      <span className={classes.people}>
        <IconUsers size={18} aria-hidden />{' '}
        {t('rooms.people', { n: number(room.participants, currentLanguage()) })}
      </span>
    </span>
  );
}

function NoRooms({ q, onClear }: { q: string; onClear: () => void }) {
  const { t } = useTranslation();
  const searching = q !== '';
  return (
    <div className={state.state} role="status">
      <h2>{searching ? t('rooms.noneTitle', { q }) : t('rooms.emptyTitle')}</h2>
      <p>{searching ? t('rooms.noneBody') : t('rooms.emptyBody')}</p>
      {searching && <Button onClick={onClear}>{t('rooms.clear')}</Button>}
    </div>
  );
}

function Skeletons() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('common.loading')}>
      <Skeleton height={168} mb="lg" radius="md" />
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} height={72} mb={8} radius="md" />
      ))}
    </div>
  );
}
