import { Button, SegmentedControl, TextInput } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBell,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconDownload,
  IconHourglass,
  IconSquareRoundedXFilled,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../../directory/parts/Refusal';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import desk from '../parts/desk.module.css';
import { CallMark } from './CallMark';
import { callSites, checks, exportAddress, keyOf, latest, type Board, type Row, type SiteState } from './api';
import { Details } from './Details';
import classes from './linetest.module.css';

const filters = ['all', 'missing', 'failed', 'ready'] as const;
type Filter = (typeof filters)[number];

/** Sites that have begun but are not marked still want something. */
const belongs = (state: SiteState, filter: Filter) =>
  filter === 'all' || state === filter || (filter === 'missing' && state === 'partly');

/** All sites at a glance: who is ready, what has failed, who is missing. */
export function GoBoard({ meeting, board }: { meeting: string; board: Board }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [filter, setFilter] = useState<Filter>('all');
  const [words, setWords] = useState('');
  const { items } = board;
  const shown = useMemo(() => items.filter(({ state }) => belongs(state, filter)), [items, filter]);
  const count = (one: Filter) => items.filter(({ state }) => belongs(state, one)).length;
  const call = useMutation({
    mutationFn: (sites: string[]) => callSites(meeting, sites, words),
    onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(meeting) }),
  });
  const wanting = shown.filter(({ state }) => state !== 'ready').map(({ site }) => site);
  const language = currentLanguage();
  return (
    <section className={desk.card} aria-label={t('linetest.board')} data-testid="go-board">
      <div className={classes.counts}>
        <SegmentedControl
          className={classes.filter}
          value={filter}
          onChange={(next) => setFilter(filters.find((one) => one === next) ?? 'all')}
          data={filters.map((value) => ({
            value,
            label: `${t(`linetest.filter.${value}`)} ${number(count(value), language)}`,
          }))}
        />
        <Button
          component="a"
          variant="default"
          href={exportAddress(meeting)}
          download
          leftSection={<IconDownload size={20} aria-hidden />}
        >
          {t('linetest.export')}
        </Button>
      </div>
      <Refusal error={call.error} />
      {board.calls && (
        <div className={classes.counts}>
          <TextInput
            aria-label={t('linetest.callWords')}
            placeholder={t('linetest.callWords')}
            maxLength={500}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Button
            leftSection={<IconBell size={20} aria-hidden />}
            disabled={wanting.length === 0}
            loading={call.isPending}
            onClick={() => call.mutate(wanting)}
            data-testid="call-all"
          >
            {t('linetest.callAll', { n: number(wanting.length, language) })}
          </Button>
        </div>
      )}
      <div className={`${classes.grid} ${classes.headRow}`} aria-hidden>
        <span>{t('linetest.site')}</span>
        {checks.map((kind) => (
          <span key={kind}>{t(`linetest.check.${kind}`)}</span>
        ))}
        <span>{t('linetest.mark')}</span>
      </div>
      {shown.length === 0 ? (
        <p className={desk.soft}>{t('linetest.none')}</p>
      ) : (
        <Rows
          meeting={meeting}
          rows={shown}
          onCall={board.calls ? (site) => call.mutate([site]) : undefined}
        />
      )}
    </section>
  );
}

interface RowsProps {
  meeting: string;
  rows: Row[];
  onCall?: (site: string) => void;
}

/** The rows in sight, of hundreds. */
function Rows({ meeting, rows, onCall }: RowsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const [open, setOpen] = useState('');
  // Where the list begins on the page, which what is above it moves.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- after every drawing; it sets nothing that has not moved
  useLayoutEffect(() => {
    const top = (frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
    setMargin((now) => (Math.abs(now - top) < 1 ? now : top));
  });
  const list = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 64,
    getItemKey: (index) => rows[index]?.site ?? index,
    measureElement: (element) => element.getBoundingClientRect().height,
    overscan: 10,
    initialRect: { width: 1000, height: 900 },
    scrollMargin: margin,
  });
  return (
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
                data-testid="board-row"
                data-site={row.site}
                data-state={row.state}
              >
                <Line
                  row={row}
                  open={open === row.site}
                  onOpen={() => setOpen(open === row.site ? '' : row.site)}
                />
                {open === row.site && <Details meeting={meeting} row={row} onCall={onCall} />}
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

const icons = {
  '': IconCircleDashed,
  go: IconCircleCheckFilled,
  care: IconAlertTriangle,
  nogo: IconSquareRoundedXFilled,
} as const;
const stateIcons = {
  missing: IconCircleDashed,
  partly: IconHourglass,
  failed: IconSquareRoundedXFilled,
  ready: IconCircleCheckFilled,
} as const;
const stateVerdicts = { missing: '', partly: '', failed: 'nogo', ready: 'go' } as const;

function Line({ row, open, onOpen }: { row: Row; open: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  const StateIcon = stateIcons[row.state];
  return (
    <div className={classes.grid}>
      <Button
        variant="subtle"
        justify="flex-start"
        aria-expanded={open}
        onClick={onOpen}
        data-testid="board-open"
      >
        {row.name}
      </Button>
      {checks.map((kind) => {
        const verdict = latest(row, kind)?.verdict ?? '';
        const Icon = icons[verdict];
        return (
          <span key={kind} className={classes.cell} data-verdict={verdict} data-kind={kind}>
            <Icon size={20} aria-hidden />
            <span className={classes.cellName}>{t(`linetest.check.${kind}`)}: </span>
            {t(`linetest.word.${verdict || 'untested'}`)}
          </span>
        );
      })}
      <span className={classes.cell} data-verdict={stateVerdicts[row.state]}>
        <StateIcon size={20} aria-hidden />
        {t(`linetest.state.${row.state}`)}
      </span>
      {row.call && <CallMark call={row.call} />}
    </div>
  );
}
