import { Alert, Button } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { number } from '../../format/number';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { concludeKeys, dropReplacement, editionFile, replaceNotice } from './api';
import { AskReason } from './AskReason';
import { FileButton } from './Frame';
import type { IssuedDocument, Notice } from './types';

/** A notice that is issued, and the way to one that replaces it. */
export function IssuedNotice({ notice, document }: { notice: Notice; document: IssuedDocument }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const keep = useKeep(notice.meetingId);
  const replace = useMutation({
    mutationFn: (reason: string) => replaceNotice(notice.meetingId, notice.version, reason),
    onSuccess: keep,
  });
  const language = currentLanguage();
  return (
    <section className={classes.card} data-testid="issued">
      <h2>{t('conclude.notice.issuedTitle', { symbol: document.symbol })}</h2>
      <p>
        {t('conclude.notice.issuedBody', {
          time: dateTime(new Date(document.issuedAt), language),
          n: number(document.recipients ?? 0, language),
        })}
      </p>
      {notice.canReplace && (
        <div className={classes.actions}>
          <Button variant="default" onClick={() => setAsked(true)} data-testid="replace">
            {t('conclude.notice.replace')}
          </Button>
        </div>
      )}
      {asked && (
        <AskReason
          title={t('conclude.notice.replaceAsk', { symbol: document.symbol })}
          body={t('conclude.notice.replaceBody')}
          label={t('meeting.reason')}
          press={t('conclude.notice.replacePress')}
          error={replace.isError ? messageOf(replace.error, t) : ''}
          busy={replace.isPending}
          onClose={() => setAsked(false)}
          onDo={(reason) => replace.mutate(reason)}
        />
      )}
    </section>
  );
}

function useKeep(meetingId: string) {
  const client = useQueryClient();
  return (saved: Notice) => client.setQueryData(concludeKeys.notice(meetingId), saved);
}

/** What the draft that is open is to replace, and the way back. */
export function Replacing({ notice, version }: { notice: Notice; version: number }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const keep = useKeep(notice.meetingId);
  const drop = useMutation({ mutationFn: () => dropReplacement(notice.meetingId, version), onSuccess: keep });
  const inForce = notice.earlier[0];
  if (!inForce) return null;
  return (
    <Alert icon={<IconInfoCircle />} mb="md" data-testid="replacing">
      <p>{t('conclude.notice.replacing', { symbol: inForce.symbol })}</p>
      <p>{t('conclude.notice.replacingWhy', { reason: notice.replaceReason ?? '' })}</p>
      <div className={classes.actions}>
        <Button variant="default" onClick={() => setAsked(true)} data-testid="drop-replacement">
          {t('conclude.notice.drop')}
        </Button>
      </div>
      {asked && (
        <AskReason
          title={t('conclude.notice.dropAsk')}
          body={t('conclude.notice.dropBody', { symbol: inForce.symbol })}
          press={t('conclude.notice.drop')}
          error={drop.isError ? messageOf(drop.error, t) : ''}
          busy={drop.isPending}
          onClose={() => setAsked(false)}
          onDo={() => drop.mutate()}
        />
      )}
    </Alert>
  );
}

/** The editions that were issued before the one that is open. */
export function Earlier({ meetingId, earlier }: { meetingId: string; earlier: IssuedDocument[] }) {
  const { t } = useTranslation();
  if (earlier.length === 0) return null;
  return (
    <section className={classes.card} aria-labelledby="notice-earlier" data-testid="earlier">
      <h2 id="notice-earlier">{t('conclude.notice.earlier')}</h2>
      <ul className={classes.list}>
        {earlier.map((document) => (
          <li key={document.id} className={classes.row}>
            <div className={classes.text}>
              <strong>{document.symbol}</strong>
              <div>{dateTime(new Date(document.issuedAt), currentLanguage())}</div>
              <ReplacedBy symbol={document.replacedBy} />
            </div>
            <div className={classes.actions}>
              <FileButton href={editionFile(meetingId, document.id, 'pdf')}>PDF</FileButton>
              <FileButton href={editionFile(meetingId, document.id, 'docx')}>DOCX</FileButton>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Says that a notice is not in force any more. */
export function ReplacedBy({ symbol }: { symbol?: string }) {
  const { t } = useTranslation();
  return symbol ? (
    <div className={classes.soft} data-testid="replaced-by">
      {t('conclude.notice.replacedBy', { symbol })}
    </div>
  ) : null;
}
