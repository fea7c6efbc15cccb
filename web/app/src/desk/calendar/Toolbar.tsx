import { ActionIcon, Button, SegmentedControl, Switch } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Day } from '../../format/day';
import { Finder } from '../parts/Finder';
import { people, rooms, units } from '../parts/finders';
import own from './calendar.module.css';
import { owners, step, views, type Shown } from './view';

/** Whose calendar is searched for, and how. */
const finders = {
  person: { kind: 'people', find: people, choose: 'calendar.choosePerson' },
  unit: { kind: 'units', find: units, choose: 'calendar.chooseUnit' },
  room: { kind: 'rooms', find: rooms, choose: 'calendar.chooseRoom' },
} as const;

interface Props {
  shown: Shown;
  /** What the person, unit or room that is shown is called. */
  name: string;
  today: Day;
  change: (part: Record<string, string>) => void;
}

export function Toolbar({ shown, name, today, change }: Props) {
  const { t } = useTranslation();
  const finder = shown.by === 'me' ? null : finders[shown.by];
  const labels = {
    me: t('calendar.mine'),
    person: t('calendar.person'),
    unit: t('calendar.unit'),
    room: t('calendar.room'),
  };
  return (
    <div className={own.toolbar}>
      <div className={own.tools}>
        <ActionIcon
          variant="default"
          aria-label={t(`calendar.previous.${shown.view}`)}
          onClick={() => change({ day: step(shown, -1) })}
        >
          <IconChevronLeft size={22} aria-hidden />
        </ActionIcon>
        <Button variant="default" onClick={() => change({ day: today })}>
          {t('calendar.today')}
        </Button>
        <ActionIcon
          variant="default"
          aria-label={t(`calendar.next.${shown.view}`)}
          onClick={() => change({ day: step(shown, 1) })}
        >
          <IconChevronRight size={22} aria-hidden />
        </ActionIcon>
      </div>
      <SegmentedControl
        aria-label={t('calendar.view')}
        data={views.map((value) => ({ value, label: t(`calendar.${value}`) }))}
        value={shown.view}
        onChange={(view) => change({ view })}
        classNames={{ label: own.segment }}
        transitionDuration={0}
      />
      <SegmentedControl
        aria-label={t('calendar.of')}
        data={owners.map((value) => ({ value, label: labels[value] }))}
        value={shown.by}
        onChange={(by) => change({ by, of: '', name: '', below: '' })}
        classNames={{ label: own.segment }}
        transitionDuration={0}
      />
      {finder && (
        <Finder
          key={finder.kind}
          className={own.finder}
          kind={finder.kind}
          aria-label={t(finder.choose)}
          placeholder={t(finder.choose)}
          chosen={name === '' ? null : { value: shown.of || 'own', label: name }}
          find={finder.find}
          onChoose={(found) =>
            found && found.value !== 'own' && change({ of: found.value, name: found.label })
          }
        />
      )}
      {shown.by === 'unit' && (
        <Switch
          label={t('calendar.below')}
          checked={shown.below}
          onChange={(event) => change({ below: event.currentTarget.checked ? '1' : '' })}
        />
      )}
      <Button
        variant="default"
        leftSection={<IconPrinter size={20} aria-hidden />}
        onClick={() => window.print()}
        className={own.print}
      >
        {t('calendar.print')}
      </Button>
    </div>
  );
}
