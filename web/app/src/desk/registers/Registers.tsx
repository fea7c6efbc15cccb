import { Anchor, Button, Select, Skeleton, Title } from '@mantine/core';
import {
  IconArrowsExchange,
  IconCircleCheck,
  IconCircleX,
  IconClockPause,
  IconDownload,
  IconFileTypePdf,
  IconTags,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { Failing, Listing } from '../../directory/parts/Listing';
import { useAsked } from '../../directory/parts/useAsked';
import { Words } from '../../directory/parts/Words';
import { number } from '../../format/number';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { documentAddress } from '../inviting';
import { unitText } from '../lookup';
import classes from '../parts/desk.module.css';
import type { Numbered, Register } from '../types';
import { entriesFile, listEntries, listRegisters } from './api';
import { Continue } from './Continue';

const asks = ['q', 'year', 'agency', 'type', 'effect'] as const;
type Asked = Record<(typeof asks)[number], string>;

const types = ['GM', 'TB'] as const;
const effects = ['in_force', 'replaced', 'postponed', 'cancelled'] as const;

/** The numbers that agencies have given to their documents, and what became of these. */
export default function Registers() {
  const { t } = useTranslation();
  useTitle(t('registers.title'));
  const { asked, ask, clear, narrowed } = useAsked(asks);
  const registers = useQuery({ queryKey: ['registers'], queryFn: listRegisters });
  return (
    <>
      <div className={classes.head}>
        <div className={classes.text}>
          <Title order={1}>{t('registers.title')}</Title>
          <p className={classes.soft}>{t('registers.about')}</p>
        </div>
        <div className={classes.actions}>
          <Button
            component={Link}
            to="/directory/catalogues/issuing-agencies"
            variant="default"
            leftSection={<IconTags size={20} aria-hidden />}
          >
            {t('registers.symbols')}
          </Button>
          <Button
            component="a"
            href={entriesFile(asked)}
            download
            variant="default"
            leftSection={<IconDownload size={20} aria-hidden />}
            data-testid="export"
          >
            {t('directory.export')}
          </Button>
        </div>
      </div>
      {registers.isPending && <Skeleton height={120} radius="md" mb="md" />}
      {registers.isError && <Failing error={registers.error} onRetry={() => void registers.refetch()} />}
      {registers.data && (
        <>
          <Filters asked={asked} ask={ask} registers={registers.data.items} />
          <Standing asked={asked} registers={registers.data.items} />
          <Listing
            queryKey={['register-entries', asked]}
            read={(cursor, signal) => listEntries(asked, cursor, signal)}
            row={(entry) => <EntryRow key={entry.id} entry={entry} />}
            empty={t(registers.data.items.length === 0 ? 'registers.noRight' : 'registers.empty')}
            narrowed={narrowed}
            onClear={clear}
          />
        </>
      )}
    </>
  );
}

interface FiltersProps {
  asked: Asked;
  ask: (part: Partial<Asked>) => void;
  registers: Register[];
}

/** The year that is looked at: the one asked for, else the newest. */
const yearOf = (asked: Asked, registers: Register[]) => asked.year || String(registers[0]?.year ?? '');

function Filters({ asked, ask, registers }: FiltersProps) {
  const { t } = useTranslation();
  const years = [...new Set(registers.map(({ year }) => String(year)))];
  const agencies = new Map(registers.map(({ agency, agencyName }) => [unitText(agency), agencyName]));
  const any = (label: string) => ({ value: '', label });
  return (
    <search className={classes.filters} aria-label={t('directory.filters')}>
      <Words wide label={t('registers.search')} value={asked.q} onChange={(q) => ask({ q })} />
      <Select
        size="md"
        label={t('registers.year')}
        data={years}
        allowDeselect={false}
        value={yearOf(asked, registers) || null}
        onChange={(year) => ask({ year: year ?? '' })}
      />
      <Select
        size="md"
        label={t('letter.agency')}
        searchable
        data={[any(t('registers.anyAgency')), ...[...agencies].map(([value, label]) => ({ value, label }))]}
        value={asked.agency}
        onChange={(agency) => ask({ agency: agency ?? '' })}
      />
      <Select
        size="md"
        label={t('registers.type')}
        data={[
          any(t('registers.anyType')),
          ...types.map((value) => ({ value, label: t(`registers.types.${value}`) })),
        ]}
        value={asked.type}
        onChange={(type) => ask({ type: type ?? '' })}
      />
      <Select
        size="md"
        label={t('registers.effect')}
        data={[
          any(t('registers.anyEffect')),
          ...effects.map((value) => ({ value, label: t(`registers.effects.${value}`) })),
        ]}
        value={asked.effect}
        onChange={(effect) => ask({ effect: effect ?? '' })}
      />
    </search>
  );
}

/** How far each register has come in the year, and the means to go on after a number given on paper. */
function Standing({ asked, registers }: { asked: Asked; registers: Register[] }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const year = yearOf(asked, registers);
  const shown = registers.filter(
    (one) =>
      String(one.year) === year &&
      (asked.agency === '' || unitText(one.agency) === asked.agency) &&
      (asked.type === '' || one.type === asked.type),
  );
  if (shown.length === 0) return null;
  return (
    <section className={classes.card} aria-labelledby="registers-standing">
      <h2 id="registers-standing">{t('registers.standing', { year })}</h2>
      <ul className={classes.list}>
        {shown.map((one) => (
          <li key={`${unitText(one.agency)} ${one.type}`} className={classes.row} data-testid="register">
            <div className={classes.text}>
              <span className={classes.title}>{one.agencyName}</span>
              <span className={classes.soft}>{t(`registers.types.${one.type as 'GM'}`)}</span>
            </div>
            <span>
              {one.last === 0
                ? t('registers.none')
                : t('registers.last', {
                    n: number(one.last, language),
                    issued: number(one.issued, language),
                  })}
            </span>
            {one.canContinue && <Continue register={one} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

const marks = {
  in_force: { tone: 'good', icon: IconCircleCheck },
  replaced: { tone: 'warn', icon: IconArrowsExchange },
  postponed: { tone: 'warn', icon: IconClockPause },
  cancelled: { tone: 'bad', icon: IconCircleX },
} as const;

function EntryRow({ entry }: { entry: Numbered }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { tone, icon: Icon } = marks[entry.effect];
  return (
    <li className={classes.row} data-testid="entry" data-effect={entry.effect}>
      <div className={classes.text}>
        <Link to={`/meetings/${encodeURIComponent(entry.meetingId)}`} className={classes.title}>
          {entry.symbol} · {entry.title}
        </Link>
        <div className={classes.soft}>
          {[
            entry.agencyName,
            dateTime(new Date(entry.issuedAt), language),
            t('registers.sentTo', { n: number(entry.invited, language) }),
          ].join(' · ')}
        </div>
      </div>
      <div className={classes.actions}>
        <span className={classes.badge} data-tone={tone}>
          <Icon size={16} aria-hidden /> {t(`registers.effects.${entry.effect}`)}
        </span>
        {entry.by && entry.byId && (
          <Anchor href={documentAddress(entry.byId)} target="_blank" rel="noreferrer">
            {t('registers.by', { symbol: entry.by })}
          </Anchor>
        )}
        <Button
          component="a"
          href={documentAddress(entry.id)}
          target="_blank"
          rel="noreferrer"
          variant="default"
          leftSection={<IconFileTypePdf size={20} aria-hidden />}
          aria-label={t('registers.openNamed', { symbol: entry.symbol })}
        >
          {t('registers.open')}
        </Button>
      </div>
    </li>
  );
}
