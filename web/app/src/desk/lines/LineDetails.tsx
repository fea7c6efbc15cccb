import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bitrate, milliseconds, number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { getTerminal } from '../../terminal/api';
import { Connected } from '../../terminal/SiteTerminals';
import { Steering } from '../../terminal/Steering';
import desk from '../parts/desk.module.css';
import { getLine, type Row, type Sample } from './api';
import { Chart } from './Chart';
import classes from './lines.module.css';
import { keyOf } from './useLines';

interface Props {
  meeting: string;
  row: Row;
  every: number;
}

/** How many samples the server keeps. */
const kept = 240;

/** What is known of a line, larger, and the site's terminals to act on. */
export function LineDetails({ meeting, row, every }: Props) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const line = useQuery({
    queryKey: [...keyOf(meeting), row.key],
    queryFn: () => getLine(meeting, row.key),
    refetchInterval: 2 * every * 1000,
    enabled: row.level !== 'away',
    retry: false,
  });
  const history = line.data?.history ?? row.history ?? [];
  const { latest } = row;
  return (
    <div className={classes.more} data-testid="line-details">
      {latest && (
        <p>
          {t(`lines.microphone.${latest.microphone}`)} · {t(`lines.camera.${latest.camera}`)}
          {row.lineKbps > 0 && ` · ${t('lines.line', { of: bitrate(row.lineKbps * 1000, language) })}`}
          {row.cameAnew > 0 && ` · ${t('lines.anew', { n: number(row.cameAnew, language) })}`}
        </p>
      )}
      {row.level !== 'away' && <Charts history={history} every={every} />}
      <h3>{t('lines.terminals')}</h3>
      {row.devices.length === 0 && <p className={desk.soft}>{t('lines.noTerminal')}</p>}
      {row.devices.map(({ id, name }) => (
        <Device key={id} id={id} name={name} meeting={meeting} />
      ))}
    </div>
  );
}

function Charts({ history, every }: { history: Sample[]; every: number }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const span = Math.min(kept, Math.max(60, history.length));
  const minutes = Math.round((span * every) / 60);
  const both = (up: (sample: Sample) => number, down: (sample: Sample) => number) => [
    { name: t('lines.up'), values: history.map(up) },
    { name: t('lines.down'), values: history.map(down) },
  ];
  const size = { span, minutes };
  return (
    <div className={classes.charts}>
      <Chart
        {...size}
        name={t('lines.rtt')}
        series={[{ name: t('lines.rtt'), values: history.map(({ rttMs }) => rttMs) }]}
        floor={100}
        figure={(value) => milliseconds(value, language)}
      />
      <Chart
        {...size}
        name={t('lines.lossShort')}
        series={both(
          ({ upLossPct }) => upLossPct,
          ({ downLossPct }) => downLossPct,
        )}
        floor={5}
        figure={(value) => `${number(value, language, 1)} %`}
      />
      <Chart
        {...size}
        name={t('lines.rateShort')}
        series={both(
          ({ upKbps }) => upKbps,
          ({ downKbps }) => downKbps,
        )}
        floor={500}
        figure={(value) => bitrate(value * 1000, language)}
      />
      <Chart
        {...size}
        name={t('lines.frames')}
        series={both(
          ({ sent }) => sent.frameRate,
          ({ shown }) => shown.frameRate,
        )}
        floor={30}
        figure={(value) => number(value, language)}
      />
    </div>
  );
}

function Device({ id, name, meeting }: { id: string; name: string; meeting: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const terminal = useQuery({
    queryKey: [...keyOf(meeting), 'terminal', id],
    queryFn: () => getTerminal(id, meeting),
    refetchInterval: 10_000,
    retry: false,
  });
  if (terminal.isPending) return <Skeleton height={44} radius="md" />;
  return (
    <div>
      <div className={classes.device}>
        <strong>{name}</strong>
        {terminal.data && (
          <>
            <Connected terminal={terminal.data} />
            <Button
              variant="default"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
              data-testid="line-steer"
            >
              {t('steering.steer')}
            </Button>
          </>
        )}
      </div>
      {open && terminal.data && <Steering terminal={terminal.data} meetingId={meeting} />}
    </div>
  );
}
