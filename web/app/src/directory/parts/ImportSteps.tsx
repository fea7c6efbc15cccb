import { Alert, Button, FileInput, Group } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconFileTypeCsv } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../../desk/parts/desk.module.css';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import type { ImportReport } from '../types';
import parts from './parts.module.css';
import { Refusal } from './Refusal';

interface Props {
  /** Sends the file; in a dry run nothing is changed. */
  send: (file: Blob, dryRun: boolean) => Promise<ImportReport>;
  /** Whether everything besides the file is given. */
  ready?: boolean;
  /** Files that are taken. */
  accept?: string;
  onDone: () => void;
}

/** The steps of an import: a file, what it would do with its errors by line, and, when one agrees, the doing. */
export function ImportSteps({ send, ready = true, accept = '.csv,text/csv', onDone }: Props) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const tried = useMutation({ mutationFn: (chosen: Blob) => send(chosen, true) });
  const done = useMutation({ mutationFn: (chosen: Blob) => send(chosen, false), onSuccess: onDone });
  const report = done.data ?? tried.data;
  return (
    <>
      <section className={classes.card}>
        <h2>{t('directory.import.choose')}</h2>
        <div className={parts.line}>
          <FileInput
            size="md"
            label={t('directory.import.file')}
            description={t('directory.import.fileHint')}
            placeholder={t('directory.import.pick')}
            accept={accept}
            clearable
            clearButtonProps={{ 'aria-label': t('desk.clear') }}
            leftSection={<IconFileTypeCsv size={20} aria-hidden />}
            value={file}
            onChange={(chosen) => {
              setFile(chosen);
              tried.reset();
              done.reset();
            }}
          />
          <Button
            disabled={!file || !ready}
            loading={tried.isPending}
            onClick={() => {
              done.reset();
              if (file) tried.mutate(file);
            }}
          >
            {t('directory.import.try')}
          </Button>
        </div>
        <Refusal error={tried.error ?? done.error} />
      </section>
      {report && <Report report={report} />}
      {report && !report.applied && report.errors.length === 0 && file && (
        <Group mb="lg">
          <Button loading={done.isPending} onClick={() => done.mutate(file)} data-testid="import-confirm">
            {t('directory.import.confirm')}
          </Button>
          <span className={classes.soft}>{t('directory.import.confirmHint')}</span>
        </Group>
      )}
    </>
  );
}

function Report({ report }: { report: ImportReport }) {
  const { t } = useTranslation();
  const n = (value: number) => number(value, currentLanguage());
  const bad = report.errors.length > 0;
  return (
    <section className={classes.card} aria-labelledby="import-report" data-testid="import-report">
      <h2 id="import-report" role="status">
        {t(
          bad
            ? 'directory.import.bad'
            : report.applied
              ? 'directory.import.applied'
              : 'directory.import.good',
          {
            n: n(report.errors.length),
          },
        )}
      </h2>
      <Alert
        color={bad ? 'yellow' : 'green'}
        mb="md"
        icon={bad ? <IconAlertTriangle aria-hidden /> : <IconCircleCheck aria-hidden />}
      >
        {t(
          bad
            ? 'directory.import.badBody'
            : report.applied
              ? 'directory.import.appliedBody'
              : 'directory.import.goodBody',
        )}
      </Alert>
      {bad ? (
        <table className={parts.table}>
          <thead>
            <tr>
              <th scope="col">{t('directory.import.line')}</th>
              <th scope="col">{t('directory.import.column')}</th>
              <th scope="col">{t('directory.import.problem')}</th>
            </tr>
          </thead>
          <tbody>
            {report.errors.map((error) => (
              <tr key={`${error.line}-${error.column}-${error.reason}`}>
                <td>{n(error.line)}</td>
                <td>{error.column || '—'}</td>
                <td>{error.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <dl className={classes.facts}>
          <dt>{t('directory.import.created')}</dt>
          <dd>{n(report.created)}</dd>
          <dt>{t('directory.import.updated')}</dt>
          <dd>{n(report.updated)}</dd>
          <dt>{t('directory.import.unchanged')}</dt>
          <dd>{n(report.unchanged)}</dd>
          {report.succeeded > 0 && (
            <>
              <dt>{t('directory.import.succeeded')}</dt>
              <dd>{n(report.succeeded)}</dd>
            </>
          )}
        </dl>
      )}
    </section>
  );
}
