import { Button, Menu, Modal, TextInput } from '@mantine/core';
import {
  IconChevronDown,
  IconCopy,
  IconPencil,
  IconRepeat,
  IconTemplate,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { messageOf } from '../../api/problem';
import { clockOf, instantOf, today } from '../../format/day';
import { copyMeeting, deleteMeeting, keys, saveTemplate } from '../api';
import { firstDay } from '../editor/form';
import { DeclareAsk } from '../parts/DeclareAsk';
import type { Meeting } from '../types';
import own from './meeting.module.css';

/** Editing, and what is done with a meeting as a whole. */
export function MoreMenu({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'copy' | 'template' | 'remove' | null>(null);
  const copy = useMutation({
    // The copy's day is a proposal, to be changed in its editor.
    mutationFn: () => copyMeeting(meeting.id, instantOf(firstDay(today()), clockOf(new Date(meeting.start)))),
    onSuccess: ({ id }) => navigate(`/meetings/${id}/edit`),
  });
  return (
    <>
      {meeting.rights.edit && (
        <Button
          component={Link}
          to={`/meetings/${meeting.id}/edit`}
          variant="default"
          leftSection={<IconPencil size={20} aria-hidden />}
          data-testid="edit"
        >
          {t('meeting.edit')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={18} aria-hidden />}>
            {t('meeting.more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconCopy size={20} />}
            onClick={() => {
              copy.reset();
              setAsked('copy');
            }}
            data-testid="copy"
          >
            {t('meeting.copy')}
          </Menu.Item>
          <Menu.Item
            component={Link}
            to={`/meetings/${meeting.id}/repeat`}
            leftSection={<IconRepeat size={20} />}
            data-testid="repeat-action"
          >
            {t('meeting.repeat.action')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTemplate size={20} />}
            onClick={() => setAsked('template')}
            data-testid="save-template"
          >
            {t('meeting.template')}
          </Menu.Item>
          {meeting.rights.delete && (
            <Menu.Item leftSection={<IconTrash size={20} />} onClick={() => setAsked('remove')}>
              {t('meeting.remove')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked === 'copy' && (
        <DeclareAsk
          title={t('meeting.copy')}
          busy={copy.isPending}
          error={copy.error}
          onDo={() => copy.mutate()}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'template' && <SaveTemplate meeting={meeting} onClose={() => setAsked(null)} />}
      {asked === 'remove' && <Remove meeting={meeting} onClose={() => setAsked(null)} />}
    </>
  );
}

function SaveTemplate({ meeting, onClose }: { meeting: Meeting; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(meeting.title);
  const save = useMutation({ mutationFn: () => saveTemplate(meeting.id, name.trim()) });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('meeting.template')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <TextInput
        label={t('meeting.templateName')}
        data-autofocus
        maxLength={200}
        value={name}
        error={save.isError && messageOf(save.error, t)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <p role="status">{save.isSuccess && t('meeting.templateSaved', { name: save.data.name })}</p>
      <div className={own.buttons}>
        {save.isSuccess ? (
          <Button onClick={onClose}>{t('common.close')}</Button>
        ) : (
          <Button loading={save.isPending} disabled={name.trim() === ''} onClick={() => save.mutate()}>
            {t('common.save')}
          </Button>
        )}
      </div>
    </Modal>
  );
}

function Remove({ meeting, onClose }: { meeting: Meeting; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteMeeting(meeting.id, meeting.version),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.meetings });
      void navigate('/meetings');
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('meeting.removeAsk')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <p>{t('meeting.removeBody')}</p>
      {remove.isError && <p role="alert">{messageOf(remove.error, t)}</p>}
      <div className={own.buttons}>
        <Button loading={remove.isPending} onClick={() => remove.mutate()}>
          {t('meeting.remove')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </Modal>
  );
}
