import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import own from '../meeting/meeting.module.css';

interface Props {
  title: string;
  busy: boolean;
  error: Error | null;
  onDo: () => void;
  onClose: () => void;
}

/** The mandatory declaration, asked before a meeting is made of another: nobody can give it for whoever makes it. */
export function DeclareAsk({ title, busy, error, onDo, onClose }: Props) {
  const { t } = useTranslation();
  const [declared, setDeclared] = useState(false);
  const [tried, setTried] = useState(false);
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <p>{t('meeting.madeOf')}</p>
      <Checkbox
        size="md"
        label={t('editor.declare')}
        description={t('editor.declareHint')}
        required
        data-autofocus
        checked={declared}
        error={tried && !declared ? t('editor.need.declare') : undefined}
        onChange={(event) => setDeclared(event.currentTarget.checked)}
        data-testid="declare"
      />
      {error && <p role="alert">{messageOf(error, t)}</p>}
      <div className={own.buttons}>
        <Button
          loading={busy}
          onClick={() => {
            setTried(true);
            if (declared) onDo();
          }}
          data-testid="confirm"
        >
          {title}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </Modal>
  );
}
