import { Button, Title } from '@mantine/core';
import { IconArrowLeft, IconFileText, IconFolder, IconRestore, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { dateTime } from '../../format/time';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import papers from '../papers/papers.module.css';
import desk from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { documentKeys, getHolding, getTrash } from './api';
import { useDocumentMoves } from './useDocumentMoves';
import classes from './documents.module.css';

/** What the person has deleted: to have back, or to delete for good. */
export default function Trash() {
  const { t } = useTranslation();
  useTitle(t('documents.trash'));
  const trash = useQuery({ queryKey: documentKeys.trash, queryFn: getTrash });
  const holding = useQuery({ queryKey: documentKeys.holding, queryFn: getHolding });
  const days = holding.data?.trashDays;
  const all = trash.data ? [...trash.data.folders, ...trash.data.documents] : [];
  return (
    <>
      <Link to="/documents" className={papers.back}>
        <IconArrowLeft size={18} aria-hidden /> {t('documents.title')}
      </Link>
      <div className={desk.head}>
        <div>
          <Title order={1}>{t('documents.trash')}</Title>
          {days !== undefined && (
            <p className={desk.soft}>{t('documents.trashLead', { n: number(days, currentLanguage()) })}</p>
          )}
        </div>
      </div>
      {trash.isPending ? (
        <RowSkeletons count={3} />
      ) : trash.isError ? (
        <Failure
          part
          title={t('documents.failed')}
          body={messageOf(trash.error, t)}
          onRetry={() => void trash.refetch()}
        />
      ) : all.length === 0 ? (
        <div className={state.state} role="status">
          <h2>{t('documents.trashEmpty')}</h2>
        </div>
      ) : (
        <div className={desk.card}>
          <ul className={desk.list}>
            {all.map((one) => (
              <Row
                key={one.id}
                id={one.id}
                name={one.name}
                deletedAt={one.deletedAt ?? ''}
                folder={!('kind' in one)}
              />
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

interface RowProps {
  id: string;
  name: string;
  deletedAt: string;
  folder: boolean;
}

function Row({ id, name, deletedAt, folder }: RowProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const { back, purge } = useDocumentMoves();
  const error = back.error ?? purge.error;
  const Icon = folder ? IconFolder : IconFileText;
  return (
    <li className={classes.item} data-testid="trashed">
      <div className={papers.line}>
        <div className={classes.rowMain}>
          <Icon size={24} aria-hidden className={classes.icon} />
          <div className={desk.text}>
            <span className={desk.title}>{name}</span>
            <div className={desk.soft}>
              {t('documents.deletedAt', { time: dateTime(new Date(deletedAt), currentLanguage()) })}
            </div>
          </div>
        </div>
        <div className={papers.buttons}>
          <Button
            variant="default"
            leftSection={<IconRestore size={20} aria-hidden />}
            loading={back.isPending}
            onClick={() => back.mutate(id)}
            aria-label={`${t('documents.restore')}: ${name}`}
            data-testid="restore"
          >
            {t('documents.restore')}
          </Button>
          <Button
            variant="subtle"
            leftSection={<IconTrash size={20} aria-hidden />}
            onClick={() => setAsked(true)}
            aria-label={`${t('documents.purge')}: ${name}`}
            data-testid="purge"
          >
            {t('documents.purge')}
          </Button>
        </div>
      </div>
      {error && <p role="alert">{messageOf(error, t)}</p>}
      {asked && (
        <div className={papers.panel} role="group" aria-label={t('documents.purgeSure', { name })}>
          <p className={papers.plain}>
            {t(folder ? 'documents.purgeFolderSure' : 'documents.purgeSure', { name })}
          </p>
          <div className={papers.buttons}>
            <Button
              color="red"
              loading={purge.isPending}
              onClick={() => purge.mutate(id)}
              data-testid="purge-sure"
            >
              {t('documents.purge')}
            </Button>
            <Button variant="subtle" onClick={() => setAsked(false)}>
              {t('common.cancel')}
            </Button>
          </div>
        </div>
      )}
    </li>
  );
}
