import { Button, Modal, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import own from '../meeting/meeting.module.css';

interface Props {
  title: string;
  body?: ReactNode;
  /** The field's label; none: no words are asked for. */
  label?: string;
  press: string;
  error: string;
  busy: boolean;
  onClose: () => void;
  onDo: (words: string) => void;
}

/** A question before something that cannot be taken back, with the words that it needs. */
export function AskReason({ title, body, label, press, error, busy, onClose, onDo }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  const empty = label !== undefined && words.trim() === '';
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      {body && <p>{body}</p>}
      {label && (
        <Textarea
          label={label}
          required
          data-autofocus
          rows={4}
          size="md"
          maxLength={2000}
          value={words}
          error={tried && empty ? t('conclude.wordsNeeded') : undefined}
          onChange={(event) => setWords(event.currentTarget.value)}
          data-testid="words"
        />
      )}
      {error !== '' && <p role="alert">{error}</p>}
      <div className={own.buttons}>
        <Button
          loading={busy}
          onClick={() => {
            setTried(true);
            if (!empty) onDo(words.trim());
          }}
          data-testid="confirm"
        >
          {press}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </Modal>
  );
}
