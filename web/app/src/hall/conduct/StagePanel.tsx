import { Button, Select, Textarea } from '@mantine/core';
import { IconPresentation, IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listPapers, paperKeys } from '../../desk/papers/api';
import panel from '../panels/panel.module.css';
import { Arrangement } from './Arrangement';
import classes from './conduct.module.css';
import { useConduct, useGive, useMeetingPlan, useNotice } from './context';
import type { View } from './types';

/** What every site sees: the papers of the agenda, the arrangement of the pictures, the line of text, the deputy. */
export function StagePanel() {
  const { t } = useTranslation();
  const state = useConduct();
  if (!state) return <p className={panel.empty}>{t('conduct.loading')}</p>;
  return (
    <div className={classes.body} data-testid="stage-panel">
      <Papers state={state} />
      {state.mine.leads && (
        <>
          <Arrangement state={state} />
          <Ticker notice={state.meeting?.notice} />
          {state.mine.may.includes('deputy.name') && state.mine.who.role === 'chair' && (
            <Deputy state={state} />
          )}
        </>
      )}
    </div>
  );
}

function Papers({ state }: { state: View }) {
  const { t } = useTranslation();
  const give = useGive();
  const plan = useMeetingPlan();
  const id = plan.data?.id ?? '';
  const papers = useQuery({
    queryKey: paperKeys.list(id),
    queryFn: ({ signal }) => listPapers(id, signal),
    enabled: id !== '',
  });
  const released = (papers.data?.items ?? []).filter((paper) => paper.state === 'released');
  const current = state.agenda?.current ?? '';
  const ordered = [...released].sort((a, b) => Number(b.itemId === current) - Number(a.itemId === current));
  return (
    <section className={classes.section}>
      <h3>{t('conduct.stage.papers')}</h3>
      {released.length === 0 && !papers.isPending && (
        <p className={classes.hint}>{t('conduct.stage.noPapers')}</p>
      )}
      {ordered.map((paper) => {
        const shown = state.agenda?.paper === paper.id;
        return (
          <div className={classes.row} key={paper.id}>
            <span className={classes.rowText}>
              {paper.title}
              {paper.itemId === current && current !== '' && <span>{t('conduct.stage.ofItem')}</span>}
            </span>
            <Button
              variant={shown ? 'filled' : 'default'}
              leftSection={<IconPresentation size={20} aria-hidden />}
              data-testid="show-paper"
              onClick={() =>
                void give(
                  shown ? { verb: 'agenda.show' } : { verb: 'agenda.show', target: paper.id, page: 1 },
                )
              }
            >
              {t(shown ? 'conduct.paper.close' : 'conduct.stage.show')}
            </Button>
          </div>
        );
      })}
    </section>
  );
}

const standing = ['0', '5', '10', '15', '30', '60'] as const;

function Ticker({ notice }: { notice?: NonNullable<View['meeting']>['notice'] }) {
  const { t } = useTranslation();
  const give = useGive();
  const now = useNotice(notice);
  const [minutes, setMinutes] = useState('0');
  const [text, setText] = useState(now);
  return (
    <section className={classes.section}>
      <Textarea
        label={t('conduct.stage.notice')}
        autosize
        minRows={2}
        maxRows={5}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Select
        label={t('conduct.stage.standing')}
        data={standing.map((value) => ({
          value,
          label:
            value === '0' ? t('conduct.stage.untilDown') : t('conduct.stage.minutes', { n: Number(value) }),
        }))}
        value={minutes}
        onChange={(value) => setMinutes(value ?? '0')}
      />
      <span className={classes.buttons}>
        <Button
          leftSection={<IconSend size={20} aria-hidden />}
          disabled={text.trim() === '' || (text.trim() === now && minutes === '0' && !notice?.until)}
          data-testid="post-notice"
          onClick={() => void give({ verb: 'notice.post', text, seconds: Number(minutes) * 60 })}
        >
          {t('conduct.stage.post')}
        </Button>
        {now !== '' && (
          <Button
            variant="default"
            onClick={() => {
              setText('');
              void give({ verb: 'notice.post' });
            }}
          >
            {t('conduct.stage.takeDown')}
          </Button>
        )}
      </span>
    </section>
  );
}

function Deputy({ state }: { state: View }) {
  const { t } = useTranslation();
  const give = useGive();
  const here = (state.presence?.all ?? []).filter(({ here, who }) => here && who.role === 'delegate');
  return (
    <section className={classes.section}>
      <Select
        label={t('conduct.stage.deputy')}
        description={t('conduct.stage.deputyHint')}
        placeholder={t('conduct.stage.noDeputy')}
        clearable
        searchable
        data={here.map(({ who }) => ({ value: who.identity, label: `${who.name} · ${who.site ?? ''}` }))}
        value={state.meeting?.deputy || null}
        onChange={(value) => void give({ verb: 'deputy.name', target: value ?? undefined })}
      />
    </section>
  );
}
