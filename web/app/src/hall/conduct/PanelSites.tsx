import { Button, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconLayoutList, IconPlus, IconSearch, IconX } from '@tabler/icons-react';
import { useCallback, useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoster } from '../context';
import panelClasses from '../panels/panel.module.css';
import classes from './conduct.module.css';
import { candidates, maxPanel, moved } from './stage';
import own from './stage.module.css';
import type { View } from './types';

/** How many of those found are listed: who looks for one site of two hundred goes on typing. */
const mostFound = 30;

interface Props {
  state: View;
  panel: readonly string[];
  /** The panel is what every site sees now: each change is seen at once. */
  shown: boolean;
  onPanel: (panel: string[]) => void;
  onShow: () => void;
}

/** The chosen sites in their order, and a search for more. */
export function PanelSites({ state, panel, shown, onPanel, onShow }: Props) {
  const { t } = useTranslation();
  const sites = useRoster((roster) => roster.sites);
  const nameOf = (identity: string) =>
    sites.get(identity)?.name ??
    state.presence?.all?.find(({ who }) => who.identity === identity)?.who.name ??
    t('conduct.stage.away');
  return (
    <div className={classes.section} data-testid="panel-sites">
      <h3>{t('conduct.stage.chosen', { n: panel.length, most: maxPanel })}</h3>
      {panel.length === 0 && <p className={classes.hint}>{t('conduct.stage.chooseHint')}</p>}
      <ol className={own.chosen}>
        {panel.map((identity, index) => (
          <li key={identity} data-testid="chosen-site" data-identity={identity}>
            <span>
              {nameOf(identity)}
              {!sites.has(identity) && <small>{t('conduct.stage.awayHint')}</small>}
            </span>
            <Act
              label={t('conduct.stage.up', { name: nameOf(identity) })}
              disabled={index === 0}
              testId="site-up"
              onClick={() => onPanel(moved(panel, identity, -1))}
            >
              <IconArrowUp aria-hidden />
            </Act>
            <Act
              label={t('conduct.stage.down', { name: nameOf(identity) })}
              disabled={index === panel.length - 1}
              testId="site-down"
              onClick={() => onPanel(moved(panel, identity, 1))}
            >
              <IconArrowDown aria-hidden />
            </Act>
            <Act
              label={t('conduct.stage.takeOff', { name: nameOf(identity) })}
              testId="site-off"
              onClick={() => onPanel(panel.filter((other) => other !== identity))}
            >
              <IconX aria-hidden />
            </Act>
          </li>
        ))}
      </ol>
      {!shown && panel.length > 0 && (
        <Button
          variant="default"
          leftSection={<IconLayoutList size={20} aria-hidden />}
          data-testid="show-panel"
          onClick={onShow}
        >
          {t('conduct.stage.showPanel')}
        </Button>
      )}
      {panel.length < maxPanel && (
        <Search panel={panel} onAdd={(identity) => onPanel([...panel, identity])} />
      )}
    </div>
  );
}

function Search({ panel, onAdd }: { panel: readonly string[]; onAdd: (identity: string) => void }) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const wanted = useDeferredValue(words);
  const roster = useRoster((state) => state);
  const foundBy = useCallback(
    (text: string) => candidates(roster, text).filter(({ identity }) => !panel.includes(identity)),
    [roster, panel],
  );
  const found = useMemo(() => foundBy(wanted), [foundBy, wanted]);
  return (
    <>
      <TextInput
        type="search"
        label={t('conduct.stage.search')}
        leftSection={<IconSearch size={20} aria-hidden />}
        value={words}
        data-testid="site-search"
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing || words.trim() === '') return;
          // The list may still be that of fewer letters.
          const first = foundBy(words)[0];
          if (!first) return;
          onAdd(first.identity);
          setWords('');
        }}
      />
      <div className={own.found}>
        {found.slice(0, mostFound).map(({ identity, name }) => (
          <button
            key={identity}
            type="button"
            data-testid="add-site"
            data-identity={identity}
            aria-label={t('conduct.stage.add', { name })}
            onClick={() => onAdd(identity)}
          >
            <IconPlus size={20} aria-hidden /> {name}
          </button>
        ))}
      </div>
      <p className={classes.hint} role="status">
        {found.length === 0
          ? t('conduct.stage.noneFound')
          : found.length > mostFound && t('conduct.stage.moreFound', { n: found.length - mostFound })}
      </p>
    </>
  );
}

interface ActProps {
  label: string;
  disabled?: boolean;
  testId: string;
  onClick: () => void;
  children: ReactNode;
}

function Act({ label, disabled, testId, onClick, children }: ActProps) {
  return (
    <button
      type="button"
      className={panelClasses.iconButton}
      aria-label={label}
      title={label}
      disabled={disabled}
      data-testid={testId}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
