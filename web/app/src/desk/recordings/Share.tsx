import { Button, Group, Modal, Radio } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../../directory/parts/Refusal';
import { recordingKeys, shareRecording } from './api';
import type { Audience, Recording } from './types';

const audiences: Audience[] = ['host', 'invited'];

/** Who may watch. */
export function Share({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(recording.audience);
  const share = useMutation({
    mutationFn: () => shareRecording(recording.id, chosen),
    onSuccess: () => {
      setOpen(false);
      void client.invalidateQueries({ queryKey: recordingKeys.all });
    },
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconUsers size={20} aria-hidden />}
        data-testid="share-recording"
        onClick={() => {
          setChosen(recording.audience);
          share.reset();
          setOpen(true);
        }}
      >
        {t('recordings.audience.button')}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t('recordings.audience.button')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Radio.Group
          label={t('recordings.audience.label')}
          value={chosen}
          onChange={(value) => setChosen(audiences.find((one) => one === value) ?? 'host')}
        >
          {audiences.map((one) => (
            <Radio
              key={one}
              value={one}
              mt="sm"
              size="md"
              label={t(`recordings.audience.${one}`)}
              data-testid={`audience-${one}`}
            />
          ))}
        </Radio.Group>
        <p>{t('recordings.audience.told')}</p>
        <Refusal error={share.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setOpen(false)}>
            {t('common.cancel')}
          </Button>
          <Button loading={share.isPending} data-testid="share-save" onClick={() => share.mutate()}>
            {t('common.save')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
