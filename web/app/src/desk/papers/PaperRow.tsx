import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { dateTime } from '../../format/time';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import desk from '../parts/desk.module.css';
import { kindText, sizeText } from './format';
import { PaperActions, type Opened } from './PaperActions';
import { PaperBadge } from './PaperBadge';
import { PaperForm } from './PaperForm';
import { ReasonForm, SureForm } from './PaperQuestions';
import { isLate, wantsReason } from './rules';
import { SendingLine } from './SendingLine';
import type { Paper, PaperFile } from './types';
import { UploadPanel } from './UploadPanel';
import { usePaperMoves } from './usePaperMoves';
import { useUpload } from './useUpload';
import { Versions } from './Versions';
import classes from './papers.module.css';

interface Props {
  paper: Paper;
  /** The meeting's agenda, where it is known: what is asked for can be changed then. */
  agenda?: { id: string; title: string }[];
  /** What stands above the title: the meeting, where rows of several are listed. */
  above?: ReactNode;
}

/** A paper in a list: what it is, who prepares it by when, how it stands, and what the caller may do with it. */
export function PaperRow({ paper, agenda, above }: Props) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<Opened>(null);
  const { sending, start } = useUpload(paper.id);
  const { move, remove, take } = usePaperMoves(paper);
  const error = move.error ?? remove.error ?? take.error;
  const close = () => setOpened(null);
  const file = paper.files.at(-1);
  return (
    <li className={classes.paper} data-testid="paper" data-paper={paper.id} data-state={paper.state}>
      <div className={classes.line}>
        <div className={desk.text}>
          {above}
          {paper.rights.read && file ? (
            <Link to={`/papers/${paper.id}`} className={desk.title}>
              {paper.title}
            </Link>
          ) : (
            <span className={desk.title}>{paper.title}</span>
          )}
          {paper.rights.originals && <Preparer paper={paper} />}
          {file && <FileFacts file={file} versions={paper.rights.originals} />}
          {paper.reason && (
            <div className={classes.reason}>{t('papers.reason', { reason: paper.reason })}</div>
          )}
        </div>
        {paper.rights.originals && <PaperBadge state={paper.state} />}
        <PaperActions
          paper={paper}
          opened={opened}
          busy={move.isPending || sending !== undefined}
          canEdit={paper.rights.edit && agenda !== undefined}
          onOpen={setOpened}
          onMove={(action) =>
            move.mutate(
              { action },
              { onSuccess: close, onError: (refused) => wantsReason(refused) && setOpened('release') },
            )
          }
        />
      </div>
      {error && (
        <Alert icon={<IconAlertTriangle />} color="yellow" role="alert" mt={8}>
          {messageOf(error, t)}
        </Alert>
      )}
      {sending && <SendingLine sending={sending} onAgain={() => setOpened('upload')} />}
      {opened === 'upload' && !sending && (
        <UploadPanel
          group={paper.id}
          label={paper.title}
          busy={take.isPending}
          onOwn={(document) => take.mutate(document, { onSuccess: close })}
          onFiles={([chosen]) => {
            close();
            if (chosen) start(chosen);
          }}
          onClose={close}
        />
      )}
      {(opened === 'send_back' || opened === 'withdraw' || opened === 'release') && (
        <ReasonForm
          action={opened}
          pending={move.isPending}
          onSend={(reason) => move.mutate({ action: opened, reason }, { onSuccess: close })}
          onClose={close}
        />
      )}
      {opened === 'delete' && (
        <SureForm pending={remove.isPending} onSure={() => remove.mutate()} onClose={close} />
      )}
      {opened === 'versions' && <Versions paper={paper} onClose={close} />}
      {opened === 'edit' && agenda && (
        <PaperForm meetingId={paper.meetingId} paper={paper} agenda={agenda} onClose={close} />
      )}
    </li>
  );
}

function Preparer({ paper }: { paper: Paper }) {
  const { t } = useTranslation();
  const [now] = useState(() => new Date());
  const who = [paper.person?.name, paper.unit?.name].filter(Boolean).join(' · ');
  const late = isLate(paper, now);
  return (
    <div className={desk.soft}>
      {t('papers.prepares', { who: who || t('papers.host') })}
      {paper.due && (
        <div className={late ? desk.warnText : undefined}>
          {late && <IconAlertTriangle size={16} aria-hidden className={classes.inline} />}
          {t(late ? 'papers.late' : 'papers.due', {
            time: dateTime(new Date(paper.due), currentLanguage()),
          })}
        </div>
      )}
    </div>
  );
}

/** A file in a line: kind, size, pages, version. */
export function FileFacts({ file, versions = false }: { file: PaperFile; versions?: boolean }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const facts = [
    kindText(file),
    sizeText(file.size, language),
    file.pages && t('papers.pages', { n: number(file.pages, language) }),
    file.preview === 'pending' && t('papers.preview.pending'),
    versions && t('papers.version', { n: file.number }),
    versions && file.uploader,
  ].filter(Boolean);
  return <div className={desk.soft}>{facts.join(' · ')}</div>;
}
