import { ActionIcon, Menu } from '@mantine/core';
import { IconBadgeCc, IconBadgeCcFilled, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../i18n';
import type { Cue } from '../types';
import { captionsAt, languageName } from './captions';
import classes from './player.module.css';
import type { Reading } from './useSubtitles';

interface Props {
  reading: Reading;
  /** Where the player is, milliseconds. */
  at: number;
}

/** What is said just now, over the picture. */
export function Captions({ reading, at }: Props) {
  const { choice, cues } = reading;
  if (!choice.on) return null;
  const shown = captionsAt(cues, at);
  if (shown.length === 0) return null;
  return (
    <div className={classes.captions} lang={choice.language} data-testid="captions">
      {shown.map((cue) => (
        <Said key={`${cue.fromMs} ${cue.text}`} cue={cue} />
      ))}
    </div>
  );
}

function Said({ cue }: { cue: Cue }) {
  return (
    <p>
      <span>
        {cue.voice !== undefined && cue.voice !== '' && <b>{cue.voice}: </b>}
        {cue.text}
      </span>
    </p>
  );
}

/** Subtitles on or off, and in which language. */
export function CaptionsMenu({ reading }: { reading: Reading }) {
  const { t } = useTranslation();
  const { all, choice, choose } = reading;
  const Shape = choice.on ? IconBadgeCcFilled : IconBadgeCc;
  const label = t('recordings.command.captions');
  return (
    <Menu withinPortal={false} position="top-end" shadow="md">
      <Menu.Target>
        <ActionIcon
          variant={choice.on ? 'light' : 'subtle'}
          size={44}
          aria-label={label}
          aria-keyshortcuts="C"
          title={`${label} (C)`}
          data-testid="captions-menu"
          data-on={choice.on || undefined}
        >
          <Shape size={24} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Item
          chosen={!choice.on}
          label={t('recordings.subtitles.off')}
          testId="captions-off"
          onChoose={() => choose({ ...choice, on: false })}
        />
        {all.map(({ language, machine }) => (
          <Item
            key={language}
            chosen={choice.on && choice.language === language}
            label={
              languageName(language, currentLanguage()) +
              (machine ? ` (${t('recordings.subtitles.machine')})` : '')
            }
            testId={`captions-${language}`}
            onChoose={() => choose({ on: true, language })}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ItemProps {
  chosen: boolean;
  label: string;
  testId: string;
  onChoose: () => void;
}

function Item({ chosen, label, testId, onChoose }: ItemProps) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={chosen}
      leftSection={<IconCheck size={18} aria-hidden style={{ visibility: chosen ? 'visible' : 'hidden' }} />}
      data-testid={testId}
      onClick={onChoose}
    >
      {label}
    </Menu.Item>
  );
}
