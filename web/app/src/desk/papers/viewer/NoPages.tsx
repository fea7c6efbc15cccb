import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import state from '../../../components/state.module.css';
import { kindText } from '../format';
import type { PaperFile } from '../types';

interface Props {
  preview: PaperFile['preview'];
  kind: PaperFile['kind'];
  href: string;
}

/** What stands in place of pages: that they are being made, or why there are none; and the download. */
export function NoPages({ preview, kind, href }: Props) {
  const { t } = useTranslation();
  const pending = preview === 'pending';
  const why = preview === 'failed' ? 'papers.viewer.conversionFailed' : 'papers.viewer.unavailable';
  return (
    <div className={state.state} role="status" data-testid="no-pages" data-preview={preview}>
      <h2>{t(pending ? 'papers.viewer.pendingTitle' : 'papers.viewer.noneTitle')}</h2>
      <p>{pending ? t('papers.viewer.pending') : t(why, { kind: kindText({ kind }) })}</p>
      <Button
        component="a"
        href={href}
        download
        variant={pending ? 'default' : 'filled'}
        leftSection={<IconDownload size={20} aria-hidden />}
      >
        {t('papers.download')}
      </Button>
    </div>
  );
}
