import { Button, Menu } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCheck,
  IconDots,
  IconDownload,
  IconEye,
  IconEyeOff,
  IconFileDownload,
  IconFileSymlink,
  IconHistory,
  IconPencil,
  IconTrash,
  IconUpload,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { originalAddress, stampedAddress } from './api';
import { actionsOf, asksReason, type PaperAction } from './rules';
import type { Paper, PaperMove } from './types';
import classes from './papers.module.css';

/** What is open below a paper's line. */
export type Opened = 'upload' | 'send_back' | 'withdraw' | 'release' | 'delete' | 'versions' | 'edit' | null;

const icons: Record<PaperAction, Icon> = {
  upload: IconUpload,
  submit: IconFileSymlink,
  recall: IconArrowBackUp,
  approve: IconCheck,
  send_back: IconArrowBackUp,
  release: IconEye,
  withdraw: IconEyeOff,
  delete: IconTrash,
};

interface Props {
  paper: Paper;
  opened: Opened;
  busy: boolean;
  /** Whether the page can change what is asked for. */
  canEdit: boolean;
  onOpen: (what: Opened) => void;
  onMove: (action: PaperMove) => void;
}

/** The next two things to do with a paper as buttons, the rest in a menu. */
export function PaperActions({ paper, opened, busy, canEdit, onOpen, onMove }: Props) {
  const { t } = useTranslation();
  const actions = actionsOf(paper);
  const shown: PaperAction[] = actions.filter((one) => one !== 'delete' && one !== 'withdraw').slice(0, 2);
  const rest = actions.filter((action) => !shown.includes(action));
  const file = paper.files.at(-1);
  const act = (action: PaperAction) => {
    if (action === 'upload' || action === 'delete' || asksReason(action)) {
      onOpen(opened === action ? null : action);
    } else {
      onMove(action);
    }
  };
  return (
    <div className={classes.buttons}>
      {shown.map((action, index) => {
        const Icon = icons[action];
        const label = t(action === 'upload' && file ? 'papers.newVersion' : `papers.action.${action}`);
        return (
          <Button
            key={action}
            variant={index === 0 ? 'filled' : 'default'}
            leftSection={<Icon size={20} aria-hidden />}
            disabled={busy}
            aria-label={`${label}: ${paper.title}`}
            aria-expanded={action === 'upload' || asksReason(action) ? opened === action : undefined}
            onClick={() => act(action)}
            data-testid={`paper-${action}`}
          >
            {label}
          </Button>
        );
      })}
      {shown.length === 0 && paper.rights.read && file && (
        <Button
          component="a"
          href={stampedAddress(paper.id)}
          download
          variant="default"
          leftSection={<IconDownload size={20} aria-hidden />}
          aria-label={`${t('papers.download')}: ${paper.title}`}
        >
          {t('papers.download')}
        </Button>
      )}
      {paper.rights.originals && (
        <MoreMenu paper={paper} rest={rest} canEdit={canEdit} onAct={act} onOpen={onOpen} />
      )}
    </div>
  );
}

interface MenuProps {
  paper: Paper;
  rest: PaperAction[];
  canEdit: boolean;
  onAct: (action: PaperAction) => void;
  onOpen: (what: Opened) => void;
}

function MoreMenu({ paper, rest, canEdit, onAct, onOpen }: MenuProps) {
  const { t } = useTranslation();
  const file = paper.files.at(-1);
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Button
          variant="subtle"
          leftSection={<IconDots size={20} aria-hidden />}
          aria-label={`${t('papers.more')}: ${paper.title}`}
          data-testid="paper-more"
        >
          {t('papers.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {file && (
          <>
            <Menu.Item
              component="a"
              href={stampedAddress(paper.id)}
              download
              leftSection={<IconDownload size={20} />}
            >
              {t('papers.downloadStamped')}
            </Menu.Item>
            <Menu.Item
              component="a"
              href={originalAddress(paper.id)}
              download
              leftSection={<IconFileDownload size={20} />}
            >
              {t('papers.downloadOriginal')}
            </Menu.Item>
          </>
        )}
        <Menu.Item leftSection={<IconHistory size={20} />} onClick={() => onOpen('versions')}>
          {t('papers.versions')}
        </Menu.Item>
        {canEdit && (
          <Menu.Item leftSection={<IconPencil size={20} />} onClick={() => onOpen('edit')}>
            {t('papers.edit')}
          </Menu.Item>
        )}
        {rest.map((action) => {
          const Icon = icons[action];
          return (
            <Menu.Item key={action} leftSection={<Icon size={20} />} onClick={() => onAct(action)}>
              {t(`papers.action.${action}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
