import { IconX } from '@tabler/icons-react';
import { use, useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConductContext } from '../conduct/context';
import { useHall, useRoster } from '../context';
import { FloorPanel } from '../conduct/FloorPanel';
import { RollPanel } from '../conduct/RollPanel';
import { StagePanel } from '../conduct/StagePanel';
import { VotePanel } from '../conduct/VotePanel';
import { RecordingPanel } from '../recording/RecordingPanel';
import { TalkPanel } from '../talk/TalkPanel';
import { ChatPanel } from './ChatPanel';
import { DevicesPanel } from './DevicesPanel';
import { HelpPanel } from './HelpPanel';
import { LinePanel } from './LinePanel';
import classes from './panel.module.css';
import { NotesPanel } from './NotesPanel';
import { PeoplePanel } from './PeoplePanel';
import { ScreenPanel } from './ScreenPanel';

/** The one panel beside the pictures. */
export function SidePanel() {
  const { t } = useTranslation();
  const { panel } = useHall();
  const meeting = use(ConductContext) !== null;
  const count = useRoster((state) => state.order.length);
  switch (panel) {
    case null:
      return null;
    case 'people':
      return (
        <Frame title={t('hall.people.title', { n: count })}>
          <PeoplePanel />
        </Frame>
      );
    case 'chat':
      return <Frame title={t('hall.chat.title')}>{meeting ? <TalkPanel /> : <ChatPanel />}</Frame>;
    case 'floor':
      return (
        <Frame title={t('conduct.floor.title')}>
          <FloorPanel />
        </Frame>
      );
    case 'votes':
      return (
        <Frame title={t('conduct.vote.title')}>
          <VotePanel />
        </Frame>
      );
    case 'stage':
      return (
        <Frame title={t('conduct.stage.title')}>
          <StagePanel />
        </Frame>
      );
    case 'roll':
      return (
        <Frame title={t('conduct.roll.title')}>
          <RollPanel />
        </Frame>
      );
    case 'notes':
      return (
        <Frame title={t('notes.title')}>
          <NotesPanel />
        </Frame>
      );
    case 'recording':
      return (
        <Frame title={t('recordings.hall.controls')}>
          <RecordingPanel />
        </Frame>
      );
    case 'screen':
      return (
        <Frame title={t('hall.own.title')}>
          <ScreenPanel />
        </Frame>
      );
    case 'devices':
      return (
        <Frame title={t('hall.devices.title')}>
          <DevicesPanel />
        </Frame>
      );
    case 'line':
      return (
        <Frame title={t('hall.line.title')}>
          <LinePanel />
        </Frame>
      );
    case 'help':
      return (
        <Frame title={t('hall.help.title')}>
          <HelpPanel />
        </Frame>
      );
  }
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { setPanel } = useHall();
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever opened the panel by key goes on inside it.
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <aside className={classes.panel} aria-label={title} data-testid="panel">
      <header className={classes.head}>
        <h2 tabIndex={-1} ref={heading}>
          {title}
        </h2>
        <button
          type="button"
          className={classes.close}
          aria-label={t('common.close')}
          aria-keyshortcuts="Escape"
          onClick={() => setPanel(null)}
        >
          <IconX aria-hidden />
        </button>
      </header>
      {children}
    </aside>
  );
}
