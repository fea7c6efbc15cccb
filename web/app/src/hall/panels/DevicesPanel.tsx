import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadChoices, saveChoices, type Choices } from '../../check/choices';
import { DeviceSelect } from '../../check/DeviceSelect';
import { useDevices } from '../../check/useDevices';
import { detectSupport } from '../../support/support';
import { useHall } from '../context';
import classes from './panel.module.css';

const rows = [
  ['audioinput', 'microphone'],
  ['videoinput', 'camera'],
  ['audiooutput', 'loudspeaker'],
] as const;

/** Changes devices during the conference and remembers them for the next. */
export function DevicesPanel() {
  const { t } = useTranslation();
  if (!detectSupport().capture) return <p className={classes.empty}>{t('hall.devices.insecure')}</p>;
  return (
    <div className={classes.form}>
      {rows.map(([kind, name]) => (
        <Device key={kind} kind={kind} name={name} />
      ))}
      <p className={classes.hint}>{t('hall.devices.shareHint')}</p>
    </div>
  );
}

interface DeviceProps {
  kind: MediaDeviceKind;
  name: 'microphone' | 'camera' | 'loudspeaker';
}

function Device({ kind, name }: DeviceProps) {
  const { t } = useTranslation();
  const { room, notices } = useHall().conference;
  const devices = useDevices(kind, room);
  const [chosen, setChosen] = useState(() => room.getActiveDevice(kind) ?? loadChoices()[name]);
  const change = (deviceId: string) => {
    room.switchActiveDevice(kind, deviceId === '' ? 'default' : deviceId).then(
      () => {
        setChosen(deviceId);
        saveChoices({ [name]: deviceId } satisfies Partial<Choices>);
      },
      () => notices.tell(t('hall.devices.failed'), 'warn'),
    );
  };
  return (
    <DeviceSelect
      label={t(`check.${name}.choose`)}
      devices={devices}
      value={chosen}
      system={name === 'loudspeaker' ? t('check.loudspeaker.system') : undefined}
      onChange={change}
    />
  );
}
