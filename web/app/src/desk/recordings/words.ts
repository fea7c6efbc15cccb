import type { TFunction } from 'i18next';

const reasons = [
  'disposed',
  'stopped',
  'room_closed',
  'disk_full',
  'disk_failed',
  'killed',
  'not_started',
  'paused',
] as const;

/** Why a recording ended or has a gap, in the reader's words. */
export function reasonText(reason: string, t: TFunction): string {
  const known = reasons.find((one) => one === reason);
  return known ? t(`recordings.reason.${known}`) : reason;
}
