import { Button, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from './Refusal';

interface Props {
  /** On the button, and above the question. */
  label: string;
  /** What the button is called where several of them stand in a list. */
  named?: string;
  body: ReactNode;
  icon?: ReactNode;
  act: () => Promise<unknown>;
  onDone?: () => void;
  variant?: string;
  color?: string;
}

/** A button whose act is asked about first; a refusal stays in the question. */
export function Confirm({ label, named, body, icon, act, onDone, variant = 'default', color }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const done = useMutation({
    mutationFn: act,
    onSuccess: () => {
      setAsking(false);
      onDone?.();
    },
  });
  const close = () => {
    setAsking(false);
    done.reset();
  };
  return (
    <>
      <Button
        variant={variant}
        color={color}
        leftSection={icon}
        onClick={() => setAsking(true)}
        aria-label={named}
      >
        {label}
      </Button>
      <Modal
        opened={asking}
        onClose={close}
        title={label}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <p>{body}</p>
        <Refusal error={done.error} />
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button loading={done.isPending} onClick={() => done.mutate()} data-testid="confirm">
            {label}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
