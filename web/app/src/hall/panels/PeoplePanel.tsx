import { Button, TextInput } from '@mantine/core';
import { IconHandStop, IconSearch, IconVolumeOff } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plain } from '../../format/name';
import { useHall, useRoster } from '../context';
import type { RosterState } from '../store/roster';
import classes from './panel.module.css';
import { PersonRow } from './PersonRow';

const byName = new Intl.Collator('vi', { numeric: true });

/** Identities of the panel: raised hands first in their order, the rest by name; only those whose name has the words. */
export function listed(state: RosterState, query: string): string[] {
  const wanted = plain(query);
  const raised = new Set(state.hands);
  const rest = [...state.sites.values()]
    .filter((site) => !raised.has(site.identity))
    .sort((a, b) => byName.compare(a.name, b.name))
    .map((site) => site.identity);
  return [...state.hands, ...rest].filter((identity) =>
    plain(state.sites.get(identity)?.name ?? '').includes(wanted),
  );
}

export function PeoplePanel() {
  const { t } = useTranslation();
  const { ticket, actions } = useHall();
  const [query, setQuery] = useState('');
  const state = useRoster((roster) => roster);
  const wanted = useDeferredValue(query);
  const rows = useMemo(() => listed(state, wanted), [state, wanted]);
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          type="search"
          aria-label={t('hall.people.search')}
          placeholder={t('hall.people.search')}
          leftSection={<IconSearch size={20} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        {state.hands.length > 0 && (
          <p className={classes.hands} role="status">
            <IconHandStop size={20} aria-hidden /> {t('hall.people.hands', { n: state.hands.length })}
          </p>
        )}
        {ticket.canModerate && (
          <Button
            color="son.7"
            leftSection={<IconVolumeOff size={20} aria-hidden />}
            onClick={() => void actions.muteAll()}
          >
            {t('hall.people.muteAll')}
          </Button>
        )}
      </div>
      {rows.length === 0 ? <p className={classes.empty}>{t('hall.people.none')}</p> : <Rows rows={rows} />}
    </>
  );
}

/** Only the rows on screen exist. */
function Rows({ rows }: { rows: readonly string[] }) {
  const box = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- the list is not compiled
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 84,
    getItemKey: (index) => rows[index] ?? index,
    overscan: 6,
  });
  return (
    <div ref={box} className={classes.scroll} data-testid="people-list">
      <div role="list" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            role="listitem"
            aria-setsize={rows.length}
            aria-posinset={item.index + 1}
            data-index={item.index}
            ref={virtual.measureElement}
            style={{ position: 'absolute', insetInline: 0, transform: `translateY(${item.start}px)` }}
          >
            <PersonRow identity={rows[item.index] ?? ''} />
          </div>
        ))}
      </div>
    </div>
  );
}
