import { Button, NumberInput, Select } from '@mantine/core';
import { IconMicrophoneOff, IconRefresh, IconReload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import desk from '../desk/parts/desk.module.css';
import { Refusal } from '../directory/parts/Refusal';
import { clockTime } from '../format/time';
import { currentLanguage } from '../i18n';
import { layouts } from '../hall/arrange';
import { command, listCommands, type Command, type CommandKind, type TerminalItem } from './api';
import classes from './site.module.css';

interface Props {
  terminal: TerminalItem;
  /** In whose name its chair or secretary steers; "" = as one who runs the room. */
  meetingId: string;
}

/** Steers a terminal from afar and shows what became of it. Microphones can be closed from here, never opened. */
export function Steering({ terminal, meetingId }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const key = ['terminal-commands', terminal.id];
  const log = useQuery({
    queryKey: key,
    queryFn: () => listCommands(terminal.id, meetingId),
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === 'queued') ? 2_000 : 20_000,
  });
  const steer = useMutation({
    mutationFn: ({ kind, value = '' }: { kind: CommandKind; value?: string }) =>
      command(terminal.id, kind, value, meetingId),
    onSettled: () => void client.invalidateQueries({ queryKey: key }),
  });
  const { report } = terminal;
  if (!report) return <p className={desk.soft}>{t('steering.never')}</p>;
  const act = (kind: CommandKind, value = '') => steer.mutate({ kind, value });
  return (
    <div data-testid="steering">
      {!terminal.connected && <p className={desk.soft}>{t('steering.awayBody')}</p>}
      <Refusal error={steer.error} />
      <div className={classes.steer}>
        {(['camera', 'microphone', 'loudspeaker'] as const).map((kind) => (
          <Select
            key={kind}
            label={t(`steering.device.${kind}`)}
            placeholder={t('steering.system')}
            data={report.devices
              .filter((device) => device.kind === kind)
              .map((device, index) => ({
                value: device.id,
                label: device.label || `${t(`steering.device.${kind}`)} ${index + 1}`,
              }))}
            value={report[kind] ?? null}
            disabled={!report.devices.some((device) => device.kind === kind)}
            onChange={(value) => value !== null && act(kind, value)}
          />
        ))}
        <Select
          label={t('steering.layout')}
          data={(['chair', ...layouts] as const).map((value) => ({
            value,
            label: t(`steering.layouts.${value}`),
          }))}
          value={report.layout}
          onChange={(value) => value !== null && act('layout', value)}
        />
        <Volume now={report.volume} onSet={(value) => act('volume', String(value))} />
        <div className={`${desk.actions} ${classes.acts}`}>
          <Button
            variant="default"
            leftSection={<IconMicrophoneOff size={18} aria-hidden />}
            disabled={!report.microphoneOn}
            onClick={() => act('mute')}
          >
            {t('steering.kind.mute')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconRefresh size={18} aria-hidden />}
            disabled={report.doing !== 'meeting'}
            onClick={() => act('rejoin')}
          >
            {t('steering.kind.rejoin')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconReload size={18} aria-hidden />}
            onClick={() => act('reload')}
            data-testid="steer-reload"
          >
            {t('steering.kind.reload')}
          </Button>
        </div>
        <Log items={log.data?.items ?? []} />
      </div>
    </div>
  );
}

function Volume({ now, onSet }: { now: number; onSet: (value: number) => void }) {
  const { t } = useTranslation();
  const [value, setValue] = useState<number | string>(now);
  const fit = typeof value === 'number' && value >= 0 && value <= 100;
  return (
    <div className={classes.volume}>
      <NumberInput
        size="md"
        label={t('steering.volume')}
        min={0}
        max={100}
        step={10}
        suffix=" %"
        allowDecimal={false}
        value={value}
        onChange={setValue}
        data-testid="steer-volume"
      />
      <Button variant="default" disabled={!fit || value === now} onClick={() => fit && onSet(value)}>
        {t('steering.set')}
      </Button>
    </div>
  );
}

function Log({ items }: { items: Command[] }) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <div className={classes.log}>
      <h3>{t('steering.log')}</h3>
      <ul>
        {items.slice(0, 6).map((item) => (
          <li key={item.id} data-testid="command" data-kind={item.kind} data-state={item.state}>
            <span>{clockTime(new Date(item.at), currentLanguage())}</span>
            <strong>{t(`steering.kind.${item.kind}`)}</strong>
            <span className={desk.soft}>{item.by}</span>
            <span>{outcome(item, t)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function outcome({ state, detail }: Command, t: TFunction): string {
  if (state !== 'failed') return t(`steering.state.${state}`);
  if (detail === 'expired') return t('steering.state.expired');
  return detail ? `${t('steering.state.failed')}: ${detail}` : t('steering.state.failed');
}
