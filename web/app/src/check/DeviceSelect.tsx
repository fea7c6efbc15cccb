import { Select } from '@mantine/core';

interface Props {
  label: string;
  devices: MediaDeviceInfo[];
  value: string;
  /** The label of the system's own choice when no device is chosen. */
  system?: string;
  onChange: (deviceId: string) => void;
}

/** Chooses one of the devices; the remembered one shows as the system's own while it is unplugged. */
export function DeviceSelect({ label, devices, value, system, onChange }: Props) {
  const own = system === undefined ? [] : [{ value: 'default', label: system }];
  const named = devices.filter((device) => device.deviceId !== 'default');
  const data = [
    ...own,
    ...named.map((device, index) => ({
      value: device.deviceId,
      label: device.label || `${label} ${index + 1}`,
    })),
  ];
  const present = data.some((entry) => entry.value === value);
  return (
    <Select
      label={label}
      data={data}
      value={present ? value : (data[0]?.value ?? null)}
      disabled={data.length === 0}
      onChange={(chosen) => onChange(chosen === null || chosen === 'default' ? '' : chosen)}
    />
  );
}
