import { Alert, Button, Checkbox } from '@mantine/core';
import { IconAlertTriangle, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../i18n';
import { FromOwn } from '../documents/FromOwn';
import type { OwnDocument } from '../documents/types';
import { uploadLimit } from './api';
import { sizeText } from './format';
import { accepted, faultOf, type FileFault } from './rules';
import { forget, unfinished, type Unfinished } from './uploads';
import classes from './papers.module.css';

/** The largest file that is taken, in bytes. */
export function useUploadLimit(): number | null {
  return useQuery({ queryKey: ['upload-limit'], queryFn: uploadLimit, staleTime: Infinity }).data ?? null;
}

interface Props {
  /** Whose earlier uploads are told of. */
  group?: string;
  /** What the field is for, for those who hear it. */
  label: string;
  multiple?: boolean;
  onFiles: (files: File[]) => void;
  /** Takes one of the person's own documents instead. */
  onOwn?: (document: OwnDocument) => void;
  /** One is being taken. */
  busy?: boolean;
  onClose?: () => void;
}

/**
 * Takes files by dropping or choosing, after the declaration that they hold no state secret. A file that
 * comes before the declaration waits for it.
 */
export function UploadPanel(props: Props) {
  const { group, label, multiple = false, onFiles, onOwn, busy = false, onClose } = props;
  const { t } = useTranslation();
  const language = currentLanguage();
  const limit = useUploadLimit();
  const [declared, setDeclared] = useState(false);
  const [waiting, setWaiting] = useState<File[]>([]);
  const [refused, setRefused] = useState<{ name: string; fault: FileFault }>();
  const take = (given: FileList | null) => {
    const files = [...(given ?? [])].slice(0, multiple ? undefined : 1);
    const bad = files.find((file) => faultOf(file, limit) !== null);
    const fault = bad && faultOf(bad, limit);
    setRefused(bad && fault ? { name: bad.name, fault } : undefined);
    if (files.length === 0 || bad) return;
    if (declared) onFiles(files);
    else setWaiting(files);
  };
  const declare = (yes: boolean) => {
    setDeclared(yes);
    if (yes && waiting.length > 0) onFiles(waiting);
  };
  const size = limit === null ? '' : sizeText(limit, language);
  return (
    <div className={classes.panel} data-testid="upload-panel">
      <Checkbox
        size="md"
        checked={declared}
        onChange={(event) => declare(event.currentTarget.checked)}
        label={t('papers.declare')}
        description={t('papers.declareWhy')}
        error={waiting.length > 0 ? t('papers.declareFirst') : undefined}
        data-testid="declare"
      />
      <DropZone label={label} multiple={multiple} onTake={take}>
        {limit === null ? t('papers.kinds') : t('papers.kindsLimit', { size })}
      </DropZone>
      <div aria-live="polite">
        {refused && (
          <Alert icon={<IconAlertTriangle />} color="yellow" title={refused.name}>
            {t(`papers.fault.${refused.fault}`, { size })}
          </Alert>
        )}
      </div>
      {group !== undefined && <EarlierUploads group={group} />}
      {onOwn && <FromOwn declared={declared} busy={busy} onTake={onOwn} />}
      {onClose && (
        <div>
          <Button variant="subtle" onClick={onClose}>
            {t('common.close')}
          </Button>
        </div>
      )}
    </div>
  );
}

interface ZoneProps {
  label: string;
  multiple: boolean;
  onTake: (files: FileList | null) => void;
  children: string;
}

function DropZone({ label, multiple, onTake, children }: ZoneProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const hold = (event: DragEvent) => {
    event.preventDefault();
    setOver(event.type !== 'dragleave');
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onTake(event.dataTransfer.files);
  };
  return (
    // Dropping is a shortcut for the button inside, which the keyboard reaches.
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragEnter={hold}
      onDragOver={hold}
      onDragLeave={hold}
      onDrop={drop}
      data-testid="drop"
    >
      <Button
        variant="default"
        leftSection={<IconUpload size={20} aria-hidden />}
        onClick={() => input.current?.click()}
        aria-label={`${t('papers.choose')}: ${label}`}
      >
        {t('papers.choose')}
      </Button>
      <p className={classes.dropText}>
        {t('papers.drop')} <span>{children}</span>
      </p>
      <input
        ref={input}
        type="file"
        hidden
        multiple={multiple}
        accept={accepted}
        aria-label={label}
        data-testid="file"
        onChange={(event) => {
          onTake(event.currentTarget.files);
          event.currentTarget.value = ''; // the same file may be chosen again
        }}
      />
    </div>
  );
}

/** What was begun before the page was closed: the browser no longer has the file, so it is to be chosen again. */
function EarlierUploads({ group }: { group: string }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<Unfinished[]>([]);
  useEffect(() => {
    let gone = false;
    void unfinished(group).then((earlier) => !gone && setFound(earlier));
    return () => {
      gone = true;
    };
  }, [group]);
  if (found.length === 0) return null;
  return (
    <ul className={classes.earlier}>
      {found.map((one) => (
        <li key={one.key}>
          <span>
            {t('papers.unfinished', { name: one.name, size: sizeText(one.size, currentLanguage()) })}
          </span>
          <Button
            variant="subtle"
            onClick={() => {
              setFound((now) => now.filter(({ key }) => key !== one.key));
              void forget(one);
            }}
          >
            {t('papers.forget')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
