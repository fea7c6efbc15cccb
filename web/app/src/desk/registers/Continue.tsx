import { Button, Modal, NumberInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import own from '../meeting/meeting.module.css';
import type { Register } from '../types';
import { continueRegister } from './api';

/** Tells a register the last number that was given on paper; what the system gives next follows it. */
export function Continue({ register }: { register: Register }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [last, setLast] = useState<number | string>(register.last);
  const save = useMutation({
    mutationFn: () => continueRegister(register, Number(last)),
    onSuccess: () => {
      setOpen(false);
      return client.invalidateQueries({ queryKey: ['registers'] });
    },
  });
  const wrong = last === '' || Number(last) < register.last;
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          setLast(register.last);
          save.reset();
          setOpen(true);
        }}
        aria-label={t('registers.continueNamed', { agency: register.agencyName, type: register.type })}
        data-testid="continue"
      >
        {t('registers.continue')}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t('registers.continueTitle', { agency: register.agencyName })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <p>{t('registers.continueBody')}</p>
        <NumberInput
          size="md"
          data-autofocus
          label={t('registers.continueLast')}
          min={0}
          max={999_999}
          allowDecimal={false}
          value={last}
          onChange={setLast}
          error={wrong ? t('registers.continueWrong', { n: register.last }) : undefined}
        />
        {save.isError && <p role="alert">{messageOf(save.error, t)}</p>}
        <div className={own.buttons}>
          <Button
            loading={save.isPending}
            disabled={wrong || Number(last) === register.last}
            onClick={() => save.mutate()}
            data-testid="confirm"
          >
            {t('common.save')}
          </Button>
          <Button variant="default" onClick={() => setOpen(false)}>
            {t('common.cancel')}
          </Button>
        </div>
      </Modal>
    </>
  );
}
