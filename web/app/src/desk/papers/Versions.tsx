import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import desk from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { getPaper, originalAddress, paperKeys } from './api';
import { FileFacts } from './PaperRow';
import type { Paper, PaperStep } from './types';
import classes from './papers.module.css';

const known = [
  'created',
  'upload',
  'submit',
  'recall',
  'approve',
  'send_back',
  'release',
  'withdraw',
] as const;

/** Every version of a paper's file, and what has happened to the paper. */
export function Versions({ paper, onClose }: { paper: Paper; onClose: () => void }) {
  const { t } = useTranslation();
  const detail = useQuery({ queryKey: paperKeys.paper(paper.id), queryFn: () => getPaper(paper.id) });
  return (
    <div className={classes.panel} data-testid="versions">
      {detail.isPending ? (
        <RowSkeletons count={2} height={48} />
      ) : detail.isError ? (
        <Failure
          part
          title={t('desk.failed')}
          body={messageOf(detail.error, t)}
          onRetry={() => void detail.refetch()}
        />
      ) : (
        <>
          <h3 className={classes.small}>{t('papers.files')}</h3>
          {detail.data.files.length === 0 ? (
            <p className={classes.plain}>{t('papers.noFile')}</p>
          ) : (
            <ul className={desk.list}>
              {[...detail.data.files].reverse().map((file) => (
                <li key={file.number} className={desk.row}>
                  <div className={desk.text}>
                    <Link to={`/papers/${paper.id}?number=${file.number}`} className={desk.title}>
                      {file.name}
                    </Link>
                    <FileFacts file={file} versions />
                    <div className={desk.soft}>{dateTime(new Date(file.uploadedAt), currentLanguage())}</div>
                    <div className={classes.sum}>SHA-256 {file.sha256}</div>
                  </div>
                  <Button
                    component="a"
                    href={originalAddress(paper.id, file.number)}
                    download
                    variant="default"
                    leftSection={<IconDownload size={20} aria-hidden />}
                    aria-label={`${t('papers.downloadOriginal')}: ${file.name}, ${t('papers.version', { n: file.number })}`}
                  >
                    {t('papers.downloadOriginal')}
                  </Button>
                </li>
              ))}
            </ul>
          )}
          <h3 className={classes.small}>{t('papers.history')}</h3>
          <ol className={classes.steps}>
            {[...detail.data.history].reverse().map((step) => (
              <Step key={`${step.at}${step.action}`} step={step} />
            ))}
          </ol>
        </>
      )}
      <div>
        <Button variant="subtle" onClick={onClose}>
          {t('common.close')}
        </Button>
      </div>
    </div>
  );
}

function Step({ step }: { step: PaperStep }) {
  const { t } = useTranslation();
  const action = known.find((one) => one === step.action);
  return (
    <li>
      <strong>{action ? t(`papers.step.${action}`) : step.action}</strong>
      {step.number ? ` (${t('papers.version', { n: step.number })})` : ''} · {step.name}
      <div className={desk.soft}>{dateTime(new Date(step.at), currentLanguage())}</div>
      {step.reason && <div className={classes.reason}>{t('papers.reason', { reason: step.reason })}</div>}
    </li>
  );
}
