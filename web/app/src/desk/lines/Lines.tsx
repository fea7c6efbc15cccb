import { UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBellRinging,
  IconChevronDown,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconSquareRoundedXFilled,
} from '@tabler/icons-react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Row, Sample } from './api';
import { LineDetails } from './LineDetails';
import { figuresOf } from './figures';
import classes from './lines.module.css';
import { shown, titleOf } from './rows';
import { Spark } from './Spark';

interface Props {
  meeting: string;
  rows: Row[];
  /** Seconds between two samples. */
  every: number;
  open: string;
  onOpen: (key: string) => void;
}

/** The rows in sight, of hundreds. */
export function Lines({ meeting, rows, every, open, onOpen }: Props) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  // Where the list begins on the page, which what is above it moves.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- after every drawing; it sets nothing that has not moved
  useLayoutEffect(() => {
    const top = (frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
    setMargin((now) => (Math.abs(now - top) < 1 ? now : top));
  });
  const list = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 72,
    getItemKey: (index) => rows[index]?.key ?? index,
    measureElement: (element) => element.getBoundingClientRect().height,
    overscan: 8,
    initialRect: { width: 1000, height: 900 },
    scrollMargin: margin,
  });
  return (
    <>
      <div className={`${classes.grid} ${classes.headRow}`} aria-hidden>
        <span>{t('lines.site')}</span>
        <span>{t('lines.rtt')}</span>
        <span>{t('lines.loss')}</span>
        <span>{t('lines.rate')}</span>
        <span>{t('lines.picture')}</span>
        <span>{t('lines.alarms')}</span>
      </div>
      <div ref={frame}>
        <ul className={classes.lines} style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            return (
              row && (
                <li
                  key={key}
                  ref={list.measureElement}
                  data-index={index}
                  className={classes.line}
                  style={{ transform: `translateY(${start - margin}px)` }}
                  data-testid="line-row"
                  data-site={row.site}
                  data-level={row.level}
                >
                  <Line
                    row={row}
                    open={open === row.key}
                    onOpen={() => onOpen(open === row.key ? '' : row.key)}
                  />
                  {open === row.key && <LineDetails meeting={meeting} row={row} every={every} />}
                </li>
              )
            );
          })}
        </ul>
      </div>
    </>
  );
}

const icons = {
  bad: IconSquareRoundedXFilled,
  away: IconCircleDashed,
  care: IconAlertTriangle,
  good: IconCircleCheckFilled,
} as const;

function Line({ row, open, onOpen }: { row: Row; open: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  const Icon = icons[row.level];
  const history = row.history ?? [];
  const series = (of: (sample: Sample) => number) => history.map(of);
  const figures = row.latest && figuresOf(row.latest, t);
  return (
    <div className={classes.grid}>
      <UnstyledButton className={classes.site} aria-expanded={open} onClick={onOpen} data-testid="line-open">
        <IconChevronDown size={20} aria-hidden className={classes.chevron} />
        <span>
          <strong>{titleOf(row)}</strong>
          <span className={classes.level} data-level={row.level}>
            <Icon size={18} aria-hidden />
            {row.level !== 'away' && !row.latest ? t('lines.measuring') : t(`lines.level.${row.level}`)}
            {row.siteName && !row.room && row.name ? ` · ${row.name}` : ''}
          </span>
        </span>
      </UnstyledButton>
      {figures ? (
        <>
          <Figure name={t('lines.rtt')} text={figures.rtt} kind="rtt">
            <Spark series={[series(({ rttMs }) => rttMs)]} span={shown} floor={100} />
          </Figure>
          <Figure name={t('lines.loss')} text={figures.loss} kind="loss">
            <Spark
              series={[series(({ upLossPct }) => upLossPct), series(({ downLossPct }) => downLossPct)]}
              span={shown}
              floor={5}
            />
          </Figure>
          <Figure name={t('lines.rate')} text={figures.rate} kind="rate">
            <Spark
              series={[series(({ upKbps }) => upKbps), series(({ downKbps }) => downKbps)]}
              span={shown}
              floor={500}
            />
          </Figure>
          <Figure name={t('lines.picture')} text={figures.picture} kind="picture" />
        </>
      ) : (
        <span className={classes.nothing} aria-hidden>
          –
        </span>
      )}
      <ul className={classes.alarms} aria-label={t('lines.alarms')}>
        {row.alarms.map((alarm) => (
          <li key={alarm} data-alarm={alarm}>
            <IconBellRinging size={16} aria-hidden />
            {t(`lines.alarm.${alarm}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface FigureProps {
  name: string;
  text: string;
  kind: string;
  children?: React.ReactNode;
}

function Figure({ name, text, kind, children }: FigureProps) {
  return (
    <span className={classes.figure} data-kind={kind}>
      {children}
      <span>
        <span className={classes.cellName}>{name}: </span>
        {text}
      </span>
    </span>
  );
}
