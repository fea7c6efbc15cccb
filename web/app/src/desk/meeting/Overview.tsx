import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { periodText } from '../../format/day';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { keys } from '../api';
import { documentAddress, listDocuments } from '../inviting';
import classes from '../parts/desk.module.css';
import type { Meeting } from '../types';

const roles = ['chair', 'secretary', 'delegate', 'guest', 'technician'] as const;

/** When, where, who. */
export function Overview({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const { policies } = meeting;
  const main = meeting.sites.find((site) => site.main);
  const role = roles.find((known) => known === meeting.rights.role);
  const facts: [string, ReactNode][] = [
    [t('meeting.when'), periodText(new Date(meeting.start), new Date(meeting.end), currentLanguage())],
    [t('meeting.mode'), t(`meetings.mode.${meeting.mode}`)],
    [t('meeting.main'), main && [main.roomTitle, main.unit.name].filter(Boolean).join(' · ')],
    [t('meeting.host'), meeting.host.name],
    [t('meeting.chair'), meeting.chair?.name ?? t('meeting.notYet')],
    [t('meeting.secretary'), meeting.secretary?.name ?? t('meeting.notYet')],
    [t('meeting.urgency'), meeting.urgency !== 'normal' && t(`meetings.urgency.${meeting.urgency}`)],
    [t('meeting.notes'), meeting.description],
    [t('editor.warn.lateReason'), meeting.lateReason],
    [
      t('meeting.rules'),
      [
        `${t('editor.microphones')}: ${t(`editor.microphone.${policies.microphones}`)}`,
        `${t('editor.sharing')}: ${t(`editor.share.${policies.sharing}`)}`,
        policies.recording && t(policies.recordAtOpening ? 'editor.recordAtOpening' : 'editor.recording'),
      ]
        .filter(Boolean)
        .join('. '),
    ],
    [t('meeting.role'), role && t(`common.role.${role}`)],
    [
      t('meeting.series'),
      meeting.seriesId && (
        <Anchor component={Link} to={`/meetings?period=all&series=${meeting.seriesId}`}>
          {t('meeting.seriesAll')}
        </Anchor>
      ),
    ],
  ];
  return (
    <section className={classes.card}>
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => Boolean(value))
          .map(([name, value]) => (
            <Fact key={name} name={name} value={value} />
          ))}
        <Documents meeting={meeting} />
      </dl>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** The letters and notices that went out, or the letter as it would. */
function Documents({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const documents = useQuery({
    queryKey: [...keys.invitations(meeting.id), 'documents'],
    queryFn: () => listDocuments(meeting.id),
  });
  const items = documents.data?.items ?? [];
  const drafted = meeting.rights.copy && items.length === 0;
  if (items.length === 0 && !drafted) return null;
  return (
    <Fact
      name={t('meeting.documents')}
      value={
        drafted ? (
          <Anchor component={Link} to={`/meetings/${meeting.id}/letter`}>
            {t('letter.write')}
          </Anchor>
        ) : (
          items.map(({ id, symbol, issuedAt }) => (
            <div key={id}>
              <Anchor href={documentAddress(id)} target="_blank" rel="noreferrer">
                {t('meeting.documentOf', { symbol, time: dateTime(new Date(issuedAt), currentLanguage()) })}
              </Anchor>
            </div>
          ))
        )
      }
    />
  );
}
