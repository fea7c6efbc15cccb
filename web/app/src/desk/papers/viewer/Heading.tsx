import { Button, Select } from '@mantine/core';
import { IconArrowLeft, IconDownload, IconFolderPlus, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { KeepPaper } from '../../documents/KeepPaper';
import { stampedAddress } from '../api';
import { PaperBadge } from '../PaperBadge';
import type { PaperDetail } from '../types';
import papers from '../papers.module.css';
import classes from './viewer.module.css';

interface Props {
  paper: PaperDetail;
  number: number | undefined;
  watermark: string[];
}

/** What is read, in which version, under whose stamp; the ways back and to a copy. */
export function Heading({ paper, number, watermark }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const newest = paper.files.at(-1)?.number ?? 0;
  const [keeping, setKeeping] = useState(false);
  const keeps = paper.files.length > 0 && (paper.rights.originals || !paper.closeAfter);
  const old = number !== undefined && number < newest;
  return (
    <header className={classes.heading}>
      <div className={classes.headingText}>
        <Link to={`/meetings/${paper.meetingId}/papers`} className={papers.back}>
          <IconArrowLeft size={18} aria-hidden /> {t('papers.viewer.back')}
        </Link>
        <h1>
          {paper.title} {paper.rights.originals && <PaperBadge state={paper.state} />}
        </h1>
        {watermark.length > 0 && (
          <p className={classes.stamp} data-testid="stamp">
            {t('papers.viewer.watermark', { who: watermark.join(' · ') })}
          </p>
        )}
        {old && (
          <p className={classes.old} role="status">
            <IconInfoCircle size={18} aria-hidden /> {t('papers.viewer.oldVersion', { n: newest })}
          </p>
        )}
      </div>
      <div className={papers.buttons}>
        {paper.files.length > 1 && (
          <Select
            aria-label={t('papers.viewer.version')}
            className={classes.versions}
            data={paper.files.map((file) => ({
              value: String(file.number),
              label: t(file.number === newest ? 'papers.viewer.versionNew' : 'papers.viewer.versionOld', {
                n: file.number,
              }),
            }))}
            value={String(number ?? newest)}
            onChange={(value) => void navigate(`/papers/${paper.id}?number=${value}`, { replace: true })}
          />
        )}
        {keeps && (
          <Button
            variant="default"
            leftSection={<IconFolderPlus size={20} aria-hidden />}
            aria-expanded={keeping}
            onClick={() => setKeeping(!keeping)}
            data-testid="keep"
          >
            {t('documents.keep')}
          </Button>
        )}
        {paper.files.length > 0 && (
          <Button
            component="a"
            href={stampedAddress(paper.id, number)}
            download
            variant="default"
            leftSection={<IconDownload size={20} aria-hidden />}
            data-testid="download"
          >
            {t('papers.download')}
          </Button>
        )}
      </div>
      {keeping && (
        <div className={classes.under}>
          <KeepPaper paperId={paper.id} number={number ?? newest} onClose={() => setKeeping(false)} />
        </div>
      )}
    </header>
  );
}
