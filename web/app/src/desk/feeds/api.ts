import { call } from '../../api/client';
import type { Feed, FeedDetail } from '../types';

export const listFeeds = () => call<{ items: Feed[] }>('/calendar-feeds');

/** Makes a link; its address is in this answer only. */
export const createFeed = (detail: FeedDetail, room?: string) =>
  call<Feed>('/calendar-feeds', { method: 'POST', body: { detail, room } });

export const revokeFeed = (id: string) =>
  call<undefined>(`/calendar-feeds/${encodeURIComponent(id)}`, { method: 'DELETE' });
