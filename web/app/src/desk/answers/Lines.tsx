import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MailFault } from '../parts/MailFault';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { keys } from '../api';
import { InvitationStateBadge } from '../invitations/InvitationState';
import { removeInvitation } from '../inviting';
import classes from '../parts/desk.module.css';
import type { Invitation } from '../types';
import board from './answers.module.css';

interface Props {
  lines: Invitation[];
  /** All of the list, in which substitutes are found. */
  all: Invitation[];
  manage: boolean;
}

/** The lines in sight, of hundreds. */
export function Lines({ lines, all, manage }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const names = useMemo(() => new Map(all.map(({ id, name }) => [id, name])), [all]);
  const [margin, setMargin] = useState(0);
  // Where the list begins on the page, which what is above it moves.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- after every drawing; it sets nothing that has not moved
  useLayoutEffect(() => {
    const top = (frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
    setMargin((now) => (Math.abs(now - top) < 1 ? now : top));
  });

  const rows = useWindowVirtualizer({
    count: lines.length,
    estimateSize: () => 76,
    getItemKey: (index) => lines[index]?.id ?? index,
    measureElement: (element) => element.getBoundingClientRect().height,
    overscan: 10,
    initialRect: { width: 1000, height: 900 },
    scrollMargin: margin,
  });
  return (
    <div ref={frame} className={board.frame}>
      <ul style={{ height: rows.getTotalSize() }} className={board.lines} data-testid="lines">
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index];
          return (
            line && (
              <li
                key={key}
                ref={rows.measureElement}
                data-index={index}
                className={board.line}
                style={{ transform: `translateY(${start - margin}px)` }}
              >
                <Line line={line} names={names} manage={manage} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

function Line({ line, names, manage }: { line: Invitation; names: Map<string, string>; manage: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const language = currentLanguage();
  const time = (at: string) => dateTime(new Date(at), language);
  const remove = useMutation({
    mutationFn: () => removeInvitation(line.id, line.version),
    onSettled: () => client.invalidateQueries({ queryKey: keys.invitations(line.meetingId) }),
  });
  const facts = [
    line.position,
    line.kind === 'person' && line.unitName,
    line.substituteOf && t('answers.substituteOf', { name: names.get(line.substituteOf) ?? '' }),
    line.substitute && t('answers.substitute', { name: names.get(line.substitute) ?? '' }),
    line.reason && t('invitations.reasonGiven', { reason: line.reason }),
    line.escalatedAt && t('answers.escalated'),
    line.remindedAt && t('answers.lastReminded', { time: time(line.remindedAt) }),
  ].filter(Boolean);
  return (
    <>
      <div className={board.who}>
        <strong>{line.name}</strong>
        {facts.length > 0 && <div className={classes.soft}>{facts.join(' · ')}</div>}
      </div>
      <div className={board.answer}>
        <InvitationStateBadge state={line.state} />
        {line.answeredAt && <div className={classes.soft}>{time(line.answeredAt)}</div>}
      </div>
      <div className={board.mail} data-delivery={line.delivery?.state}>
        {line.delivery && (
          <>
            <span className={line.delivery.state === 'failed' ? classes.warnText : undefined}>
              {t(`answers.delivery.${line.delivery.state}`)}
            </span>
            {line.delivery.error && <MailFault error={line.delivery.error} />}
          </>
        )}
      </div>
      {manage && line.state === 'draft' && (
        <ActionIcon
          aria-label={t('answers.remove', { name: line.name })}
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          <IconX size={20} aria-hidden />
        </ActionIcon>
      )}
    </>
  );
}
