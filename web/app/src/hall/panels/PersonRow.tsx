import { Button } from '@mantine/core';
import {
  IconHandOff,
  IconHandStop,
  IconMicrophone,
  IconMicrophoneOff,
  IconPin,
  IconPinnedOff,
  IconUserX,
} from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHall, useHandPlace, useSite } from '../context';
import { seen, type Site } from '../store/site';
import { cameraKey } from '../store/subscriptions';
import { QualityMark } from '../view/QualityMark';
import classes from './panel.module.css';

const roles = [
  'chair',
  'secretary',
  'delegate',
  'guest',
  'technician',
  'unit_admin',
  'admin',
  'leader',
] as const;

/** One member: name, role, microphone, line; and what may be done about it. */
export const PersonRow = memo(function PersonRow({ identity }: { identity: string }) {
  const { t } = useTranslation();
  const site = useSite(identity);
  const place = useHandPlace(identity);
  const [asking, setAsking] = useState(false);
  if (!site) return null;
  const role = roles.find((known) => known === site.role);
  const on = seen(site.microphone);
  return (
    <div className={classes.person} data-testid="person" data-identity={identity}>
      <div className={classes.who}>
        <span className={classes.name}>
          {site.local ? t('hall.stage.you', { name: site.name }) : site.name}
        </span>
        <span className={classes.facts}>
          {place > 0 && (
            <span className={classes.hand}>
              <IconHandStop size={18} aria-hidden /> {t('hall.stage.hand', { n: place })}
            </span>
          )}
          {role && <span>{t(`common.role.${role}`)}</span>}
          <span className={classes.mic}>
            {on ? <IconMicrophone size={18} aria-hidden /> : <IconMicrophoneOff size={18} aria-hidden />}
            {t(on ? (site.speaking ? 'hall.stage.speaking' : 'hall.stage.unmuted') : 'hall.stage.muted')}
          </span>
          <QualityMark quality={site.quality} />
        </span>
      </div>
      {asking ? (
        <RemoveQuestion site={site} onDone={() => setAsking(false)} />
      ) : (
        <RowActions site={site} on={on} onRemove={() => setAsking(true)} />
      )}
    </div>
  );
});

function RowActions({ site, on, onRemove }: { site: Site; on: boolean; onRemove: () => void }) {
  const { t } = useTranslation();
  const { ticket, actions, pinned, setPinned } = useHall();
  const key = cameraKey(site.identity);
  const isPinned = pinned === key;
  const pin = () => setPinned(isPinned ? '' : key);
  return (
    <div className={classes.acts}>
      <IconButton
        label={isPinned ? t('hall.stage.unpin') : t('hall.people.pin', { name: site.name })}
        onClick={pin}
        testId="person-pin"
      >
        {isPinned ? <IconPinnedOff aria-hidden /> : <IconPin aria-hidden />}
      </IconButton>
      {ticket.canModerate && !site.local && (
        <>
          {site.hand !== '' && (
            <IconButton
              label={t('hall.people.lowerHand', { name: site.name })}
              onClick={() => void actions.lowerHand(site)}
              testId="person-lower-hand"
            >
              <IconHandOff aria-hidden />
            </IconButton>
          )}
          <IconButton
            label={t('hall.people.mute', { name: site.name })}
            disabled={!on}
            onClick={() => void actions.muteSite(site)}
            testId="person-mute"
          >
            <IconMicrophoneOff aria-hidden />
          </IconButton>
          <IconButton
            label={t('hall.people.remove', { name: site.name })}
            onClick={onRemove}
            testId="person-remove"
          >
            <IconUserX aria-hidden />
          </IconButton>
        </>
      )}
    </div>
  );
}

interface IconButtonProps {
  label: string;
  disabled?: boolean;
  onClick: () => void;
  testId: string;
  children: React.ReactNode;
}

function IconButton({ label, disabled, onClick, testId, children }: IconButtonProps) {
  return (
    <button
      type="button"
      className={classes.iconButton}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
      data-testid={testId}
    >
      {children}
    </button>
  );
}

/** Removing asks in place. */
function RemoveQuestion({ site, onDone }: { site: Site; onDone: () => void }) {
  const { t } = useTranslation();
  const { actions } = useHall();
  const remove = () => {
    void actions.removeSite(site);
    onDone();
  };
  return (
    <div className={classes.question} role="alert">
      <p>{t('hall.people.removeAsk', { name: site.name })}</p>
      <Button color="son.7" onClick={remove} data-testid="person-remove-yes">
        {t('hall.people.removeYes')}
      </Button>
      <Button variant="default" onClick={onDone}>
        {t('hall.people.removeNo')}
      </Button>
    </div>
  );
}
