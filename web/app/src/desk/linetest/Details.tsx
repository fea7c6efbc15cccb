import { Button } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { getTerminal } from '../../terminal/api';
import { Connected } from '../../terminal/SiteTerminals';
import { Steering } from '../../terminal/Steering';
import desk from '../parts/desk.module.css';
import { getHistory, keyOf, type Entry, type Row } from './api';
import { figureText } from './figures';
import classes from './linetest.module.css';

interface Props {
  meeting: string;
  row: Row;
  /** Calls the site; none once the meeting is over. */
  onCall?: (site: string) => void;
}

/** What was told of a site, why it is not ready, and its terminals to act on. */
export function Details({ meeting, row, onCall }: Props) {
  const { t } = useTranslation();
  const history = useQuery({
    queryKey: [...keyOf(meeting), 'history', row.site],
    queryFn: () => getHistory(meeting, row.site),
  });
  return (
    <div className={classes.more} data-testid="board-details">
      <ul>
        {history.data?.items.slice(0, 12).map((entry) => (
          <li key={`${entry.at} ${entry.kind}`}>{story(entry, t)}</li>
        ))}
      </ul>
      {history.data?.items.length === 0 && <p className={desk.soft}>{t('linetest.nothing')}</p>}
      <div className={classes.row}>
        {onCall && (
          <Button
            variant="default"
            leftSection={<IconBell size={18} aria-hidden />}
            onClick={() => onCall(row.site)}
            data-testid="board-call"
          >
            {t('linetest.callOne')}
          </Button>
        )}
      </div>
      {row.terminals.map(({ id }) => (
        <BoardTerminal key={id} id={id} meeting={meeting} />
      ))}
    </div>
  );
}

/** An entry in a line: when, what, how, by whom. */
function story(entry: Entry, t: TFunction): string {
  const verdict = entry.verdict ? t(`linetest.word.${entry.verdict}`) : '';
  const at = clockTime(new Date(entry.at), currentLanguage());
  return [at, t(`linetest.kind.${entry.kind}`), verdict, figureText(entry, t), entry.by]
    .filter(Boolean)
    .join(' · ');
}

function BoardTerminal({ id, meeting }: { id: string; meeting: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const terminal = useQuery({
    queryKey: [...keyOf(meeting), 'terminal', id],
    queryFn: () => getTerminal(id, meeting),
    refetchInterval: 15_000,
    retry: false,
  });
  if (!terminal.data) return null;
  return (
    <div>
      <div className={classes.row}>
        <strong>{terminal.data.name}</strong>
        <Connected terminal={terminal.data} />
        <Button
          variant="default"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          data-testid="board-steer"
        >
          {t('steering.steer')}
        </Button>
      </div>
      {open && <Steering terminal={terminal.data} meetingId={meeting} />}
    </div>
  );
}
