import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useHall, useRoster } from '../context';
import { ChatPanel } from './ChatPanel';
import { DevicesPanel } from './DevicesPanel';
import { HelpPanel } from './HelpPanel';
import { LinePanel } from './LinePanel';
import classes from './panel.module.css';
import { PeoplePanel } from './PeoplePanel';

/** The one panel beside the pictures. */
export function SidePanel() {
  const { t } = useTranslation();
  const { panel } = useHall();
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
      return (
        <Frame title={t('hall.chat.title')}>
          <ChatPanel />
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
