import { Button, Group, Popover } from '@mantine/core';
import { IconDoorExit, IconDoorOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSteps } from '../conduct/steps';
import { useHall } from '../context';
import classes from './bar.module.css';

/**
 * Leaving asks first: a slip of the hand should not take a commune out of its meeting. Whoever may end the meeting for
 * all does it here too, as a thing apart.
 */
export function LeaveButton({ open, setOpen }: { open: boolean; setOpen: (open: boolean) => void }) {
  const { t } = useTranslation();
  const { actions } = useHall();
  const { steps, take } = useSteps();
  const [ending, setEnding] = useState(false);
  const close = () => {
    setOpen(false);
    setEnding(false);
  };
  return (
    <Popover
      opened={open}
      onChange={(next) => (next ? setOpen(true) : close())}
      trapFocus
      position="top-end"
      width={300}
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.button}
          data-testid="leave"
          aria-keyshortcuts="L"
          title={`${t('hall.bar.leave')} (L)`}
          onClick={() => (open ? close() : setOpen(true))}
        >
          <IconDoorExit aria-hidden />
          <span className={classes.word}>{t('hall.bar.leave')}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t(ending ? 'meeting.ask.end' : 'hall.leave.question')}>
        <p className={classes.question}>{t(ending ? 'meeting.ask.end' : 'hall.leave.question')}</p>
        <p className={classes.questionBody}>{t(ending ? 'meeting.askBody.end' : 'hall.leave.body')}</p>
        <Group grow>
          {ending ? (
            <Button color="son.7" onClick={() => void take('end')} data-testid="end-meeting-yes">
              {t('meeting.action.end')}
            </Button>
          ) : (
            <Button onClick={() => void actions.leave()} data-testid="leave-yes" data-autofocus>
              {t('hall.leave.yes')}
            </Button>
          )}
          <Button variant="default" onClick={close}>
            {t('hall.leave.no')}
          </Button>
        </Group>
        {!ending && steps.includes('end') && (
          <Button
            fullWidth
            mt="sm"
            variant="default"
            leftSection={<IconDoorOff size={20} aria-hidden />}
            onClick={() => setEnding(true)}
            data-testid="end-meeting"
          >
            {t('hall.leave.forAll')}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
