import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useEvents } from '../api/useEvents';
import { getBoard, keyOf } from '../desk/linetest/api';
import { LineTest } from '../desk/linetest/LineTest';
import type { Self } from './api';
import { Cover } from './Cover';
import classes from './terminal.module.css';

/** The line test on the room's own machine, by remote control. */
export function TerminalTest({ self, meeting, onBack }: { self: Self; meeting: string; onBack: () => void }) {
  const { t } = useTranslation();
  const board = useQuery({
    queryKey: keyOf(meeting),
    queryFn: () => getBoard(meeting),
    refetchInterval: 15_000,
  });
  useEvents(board.isSuccess ? [`linetest:${meeting}`] : [], [keyOf(meeting)]);
  const row = board.data?.items[0];
  if (!row) return <Cover busy title={t('linetest.title')} />;
  return (
    <main className={classes.testing}>
      <header className={classes.testHead}>
        <div>
          <h1>{t('linetest.title')}</h1>
          <p>
            {row.name} · {board.data?.title}
          </p>
        </div>
        <button type="button" className={classes.press} onClick={onBack} data-testid="test-back">
          {t('linetest.back')}
        </button>
      </header>
      <LineTest meeting={meeting} row={row} app={self.version} onDone={onBack} />
    </main>
  );
}
