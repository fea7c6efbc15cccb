import { Button, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../api/problem';
import { clockTime } from '../format/time';
import { currentLanguage } from '../i18n';
import { longest, type Leaf, type Notebook } from './notebook';
import classes from './notes.module.css';

interface Props {
  book: Notebook;
  itemId: string;
  leaf: Leaf;
  label: string;
  /** The label is told by something else on the page. */
  silent?: boolean;
  minRows: number;
  maxRows?: number;
}

/** One note: saved as it is typed, never over what another device wrote. */
export function LeafEditor({ book, itemId, leaf, label, silent, minRows, maxRows }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.leaf} data-testid="note" data-item={itemId} data-saving={leaf.state}>
      <Textarea
        label={silent ? undefined : label}
        aria-label={silent ? label : undefined}
        placeholder={t('notes.placeholder')}
        size="md"
        autosize
        minRows={minRows}
        maxRows={maxRows}
        maxLength={longest}
        value={leaf.text}
        onChange={(event) => book.type(itemId, event.currentTarget.value)}
        onBlur={() => void book.flush()}
      />
      {leaf.state === 'clash' && leaf.theirs ? (
        <div className={classes.clash} role="alert" data-testid="note-clash">
          <p>{t('notes.clash', { time: clockTime(new Date(leaf.theirs.updatedAt), currentLanguage()) })}</p>
          <blockquote>{leaf.theirs.text || t('notes.nothing')}</blockquote>
          <span className={classes.buttons}>
            <Button data-testid="note-both" onClick={() => book.settle(itemId, 'both')}>
              {t('notes.both')}
            </Button>
            <Button variant="default" onClick={() => book.settle(itemId, 'mine')}>
              {t('notes.mine')}
            </Button>
            <Button variant="default" onClick={() => book.settle(itemId, 'theirs')}>
              {t('notes.theirs')}
            </Button>
          </span>
        </div>
      ) : (
        <Saving leaf={leaf} retry={() => void book.flush()} />
      )}
    </div>
  );
}

function Saving({ leaf, retry }: { leaf: Leaf; retry: () => void }) {
  const { t } = useTranslation();
  if (leaf.state === 'failed') {
    return (
      <p className={classes.failed} role="alert">
        {t('notes.failed', { message: messageOf(leaf.error, t) })}{' '}
        <Button variant="default" onClick={retry}>
          {t('common.retry')}
        </Button>
      </p>
    );
  }
  if (leaf.state === 'saved' && leaf.savedAt === undefined) return null;
  return (
    <p className={classes.state} role="status">
      {leaf.state === 'saved' && leaf.savedAt
        ? t('notes.savedAt', { time: clockTime(new Date(leaf.savedAt), currentLanguage()) })
        : t('notes.saving')}
    </p>
  );
}
