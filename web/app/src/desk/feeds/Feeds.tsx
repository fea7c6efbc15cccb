import { Alert, Button, CopyButton, Radio, Skeleton, Stack, TextInput } from '@mantine/core';
import { IconCalendarShare, IconCheck, IconCopy, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { Confirm } from '../../directory/parts/Confirm';
import { Failing } from '../../directory/parts/Listing';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import type { Feed, FeedDetail } from '../types';
import { createFeed, listFeeds, revokeFeed } from './api';

const key = ['calendar-feeds'];
const details = ['busy', 'titles'] as const;

interface Props {
  /** Name of a room whose meetings the links tell; none: the caller's own, and all their links are listed. */
  room?: string;
}

/** Secret links by which a calendar program follows the meetings: made, copied once, revoked. */
export function Feeds({ room }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const feeds = useQuery({ queryKey: key, queryFn: listFeeds });
  const [detail, setDetail] = useState<FeedDetail>(room ? 'busy' : 'titles');
  const make = useMutation({
    mutationFn: () => createFeed(detail, room),
    gcTime: 0, // the secret is not kept
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
  if (feeds.isPending) return <Skeleton height={120} />;
  if (feeds.isError) return <Failing error={feeds.error} onRetry={() => void feeds.refetch()} />;
  const shown = feeds.data.items.filter((feed) => !room || feed.room === room);
  return (
    <Stack gap="md" data-testid="feeds">
      <p className={classes.soft}>{t(room ? 'feeds.aboutRoom' : 'feeds.about')}</p>
      {shown.length > 0 && (
        <ul className={classes.list}>
          {shown.map((feed) => (
            <Row key={feed.id} feed={feed} onGone={() => make.data?.id === feed.id && make.reset()} />
          ))}
        </ul>
      )}
      {make.data?.url && <Made url={make.data.url} onDone={() => make.reset()} />}
      <Radio.Group label={t('feeds.detail')} value={detail} onChange={(chosen) => setDetail(chosen)}>
        <Stack gap="xs" mt="xs">
          {details.map((value) => (
            <Radio
              key={value}
              value={value}
              label={t(`feeds.details.${value}`)}
              description={t(`feeds.detailHints.${value}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {make.isError && <p role="alert">{messageOf(make.error, t)}</p>}
      <div>
        <Button
          variant="default"
          leftSection={<IconCalendarShare size={20} aria-hidden />}
          loading={make.isPending}
          onClick={() => make.mutate()}
          data-testid="make-feed"
        >
          {t('feeds.make')}
        </Button>
      </div>
    </Stack>
  );
}

/** The new link, which cannot be shown again. */
function Made({ url, onDone }: { url: string; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="green" icon={<IconCheck />} title={t('feeds.made')} role="status">
      <p>{t('feeds.once')}</p>
      <TextInput
        size="md"
        readOnly
        label={t('feeds.link')}
        value={url}
        onFocus={(event) => event.currentTarget.select()}
        data-testid="feed-link"
      />
      <div className={classes.actions}>
        <CopyButton value={url}>
          {({ copied, copy }) => (
            <Button mt="sm" leftSection={<IconCopy size={20} aria-hidden />} onClick={copy}>
              {t(copied ? 'feeds.copied' : 'feeds.copy')}
            </Button>
          )}
        </CopyButton>
        <Button mt="sm" variant="default" onClick={onDone}>
          {t('feeds.done')}
        </Button>
      </div>
    </Alert>
  );
}

function Row({ feed, onGone }: { feed: Feed; onGone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const language = currentLanguage();
  const time = (at: string) => dateTime(new Date(at), language);
  return (
    <li className={classes.row} data-testid="feed" data-detail={feed.detail}>
      <div className={classes.text}>
        <span className={classes.title}>
          {feed.room ? t('feeds.ofRoom', { room: feed.roomTitle ?? feed.room }) : t('feeds.mine')}
        </span>
        <span className={classes.soft}>
          {[
            t(`feeds.details.${feed.detail}`),
            t('feeds.createdAt', { time: time(feed.createdAt) }),
            feed.lastUsedAt ? t('feeds.usedAt', { time: time(feed.lastUsedAt) }) : t('feeds.unused'),
          ].join(' · ')}
        </span>
      </div>
      <Confirm
        label={t('feeds.revoke')}
        body={t('feeds.revokeBody')}
        icon={<IconTrash size={20} aria-hidden />}
        act={() => revokeFeed(feed.id)}
        onDone={() => {
          onGone();
          void client.invalidateQueries({ queryKey: key });
        }}
      />
    </li>
  );
}
