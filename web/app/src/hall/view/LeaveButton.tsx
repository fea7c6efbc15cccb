import { Button, Group, Popover } from '@mantine/core';
import { IconDoorExit } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useHall } from '../context';
import classes from './bar.module.css';

/** Leaving asks first: a slip of the hand should not take a commune out of its meeting. */
export function LeaveButton({ open, setOpen }: { open: boolean; setOpen: (open: boolean) => void }) {
  const { t } = useTranslation();
  const { actions } = useHall();
  return (
    <Popover opened={open} onChange={setOpen} trapFocus position="top-end" width={300} returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.button}
          data-testid="leave"
          aria-keyshortcuts="L"
          title={`${t('hall.bar.leave')} (L)`}
          onClick={() => setOpen(!open)}
        >
          <IconDoorExit aria-hidden />
          <span className={classes.word}>{t('hall.bar.leave')}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('hall.leave.question')}>
        <p className={classes.question}>{t('hall.leave.question')}</p>
        <p className={classes.questionBody}>{t('hall.leave.body')}</p>
        <Group grow>
          <Button onClick={() => void actions.leave()} data-testid="leave-yes" data-autofocus>
            {t('hall.leave.yes')}
          </Button>
          <Button variant="default" onClick={() => setOpen(false)}>
            {t('hall.leave.no')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
