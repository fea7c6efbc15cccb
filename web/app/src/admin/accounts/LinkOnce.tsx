import { Alert, Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import parts from '../../directory/parts/parts.module.css';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import type { PasswordLink } from './api';

/** A link that sets a password: shown only now, to be copied and handed over. */
export function LinkOnce({ link }: { link: PasswordLink }) {
  const { t } = useTranslation();
  const address = window.location.origin + link.path;
  return (
    <Alert
      color="blue"
      mb="md"
      role="status"
      icon={<IconKey aria-hidden />}
      title={t('accounts.link.title')}
      data-testid="password-link"
    >
      <p>{t('accounts.link.body', { time: dateTime(new Date(link.expiresAt), currentLanguage()) })}</p>
      <code className={parts.once}>{address}</code>
      <CopyButton value={address}>
        {({ copied, copy }) => (
          <Button
            mt="sm"
            variant="default"
            leftSection={copied ? <IconCheck size={20} aria-hidden /> : <IconCopy size={20} aria-hidden />}
            onClick={copy}
          >
            {t(copied ? 'accounts.link.copied' : 'accounts.link.copy')}
          </Button>
        )}
      </CopyButton>
    </Alert>
  );
}
