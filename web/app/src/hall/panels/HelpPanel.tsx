import { Anchor, Kbd, Select, Switch } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useHall } from '../context';
import { shortcuts, type Command } from '../keys';
import { useLetters } from '../useKeys';
import classes from './panel.module.css';

function wordOf(command: Command, t: TFunction): string {
  switch (command) {
    case 'layout':
      return `${t('hall.bar.speaker')} / ${t('hall.bar.grid')}`;
    case 'next':
    case 'previous':
      return t('hall.help.pages');
    case 'notes':
      return t('notes.button');
    case 'close':
      return t('hall.help.escape');
    default:
      return t(`hall.bar.${command}`);
  }
}

export function HelpPanel() {
  const { t } = useTranslation();
  const { ticket, density, setDensity } = useHall();
  const [letters, setLetters] = useLetters();
  const keys: [string, string][] = [
    ...shortcuts.map(([key, command]): [string, string] => [key, wordOf(command, t)]),
    ...(ticket.canModerate ? [['Shift M', t('hall.bar.muteAll')] as [string, string]] : []),
    ['PgUp PgDn', t('hall.help.pages')],
    ['← ↑ ↓ →', t('hall.help.arrows')],
    ['Enter', t('hall.help.enter')],
    ['Esc', t('hall.help.escape')],
  ];
  return (
    <div className={classes.form}>
      <Switch
        size="md"
        label={t('hall.help.on')}
        description={t('hall.help.onHint')}
        checked={letters}
        onChange={(event) => setLetters(event.currentTarget.checked)}
      />
      <Select
        label={t('hall.stage.density')}
        data={['4', '9', '16', '25']}
        value={String(density)}
        onChange={(value) => setDensity(Number(value))}
      />
      <dl className={classes.keys}>
        {keys.map(([key, word]) => (
          <div key={key}>
            <dt>
              <Kbd size="md">{key}</Kbd>
            </dt>
            <dd>{word}</dd>
          </div>
        ))}
      </dl>
      <Anchor href="/guide" target="_blank" rel="noopener" size="md">
        {t('hall.help.guide')}
      </Anchor>
    </div>
  );
}
