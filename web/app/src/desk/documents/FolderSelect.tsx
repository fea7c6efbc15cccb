import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { pathName } from './tree';
import type { Folder } from './types';

interface Props {
  folders: Folder[];
  label: string;
  value: string;
  onChange: (folderId: string) => void;
}

const top = 'top';

/** Chooses one of the person's folders; '' is the top. */
export function FolderSelect({ folders, label, value, onChange }: Props) {
  const { t } = useTranslation();
  const data = folders
    .map(({ id }) => ({ value: id, label: pathName(folders, id) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'vi'));
  return (
    <Select
      size="md"
      label={label}
      data={[{ value: top, label: t('documents.top') }, ...data]}
      value={value || top}
      allowDeselect={false}
      searchable
      onChange={(chosen) => onChange(chosen === top ? '' : (chosen ?? ''))}
      data-testid="folder-select"
    />
  );
}
