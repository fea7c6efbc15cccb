import { NumberInput, Switch, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { inLanguage } from '../../desk/lookup';
import classes from '../../desk/parts/desk.module.css';
import { RowSkeletons } from '../../desk/parts/Rows';
import { createEntry, getEntry, updateEntry } from '../api';
import { EditFrame } from '../parts/EditFrame';
import { Crumb, foundUnit, UnitField, viError, type FoundUnit } from '../parts/fields';
import { Failing } from '../parts/Listing';
import parts from '../parts/parts.module.css';
import { useEdit } from '../parts/useEdit';
import { admins, useMay } from '../rights';
import type { Entry, EntryKind, Text } from '../types';
import { kindOf } from './Catalogues';

type Form = {
  code: string;
  name: Text;
  symbol: string;
  superior: string;
  unit: FoundUnit | null;
  regular: boolean;
  /** "" while the field is empty. */
  order: number | '';
  active: boolean;
};

/** One entry of a short catalogue, or a new one. */
export default function EntryPage() {
  const { t } = useTranslation();
  const params = useParams();
  const kind = kindOf(params.kind);
  const id = params.id ?? 'new';
  const entry = useQuery({
    queryKey: ['entry', kind, id],
    queryFn: () => getEntry(kind, id),
    enabled: id !== 'new',
    gcTime: 0,
  });
  return (
    <>
      <Crumb to={`/directory/catalogues/${kind}`} label={t(`directory.catalogues.kind.${kind}`)} />
      {id !== 'new' && entry.isPending && <RowSkeletons count={3} />}
      {id !== 'new' && entry.isError && <Failing error={entry.error} onRetry={() => void entry.refetch()} />}
      {(id === 'new' || entry.data) && <Editor key={id} kind={kind} entry={entry.data ?? null} />}
    </>
  );
}

function useEntryEdit(kind: EntryKind, entry: Entry | null) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  return useEdit<Entry, Form>({
    item: entry,
    toForm: (item) => ({
      code: item?.code ?? '',
      name: item?.name ?? { vi: '', en: '' },
      symbol: item?.symbol ?? '',
      superior: item?.superior ?? '',
      unit: item?.unit ? foundUnit(item.unit) : null,
      regular: item?.regular ?? false,
      order: item?.order ?? 0,
      active: item?.active ?? true,
    }),
    validate: {
      code: (code: string) => (code.trim() === '' ? t('directory.required') : null),
      name: (name: Text) => (name.vi.trim() === '' ? t('directory.required') : null),
    },
    save: ({ unit, active, order, ...rest }, version) => {
      const body = { ...rest, order: Number(order) || 0, unit: unit?.key };
      return entry && version !== undefined
        ? updateEntry(kind, entry.id, version, { ...body, active })
        : createEntry(kind, body);
    },
    reload: entry ? () => getEntry(kind, entry.id) : undefined,
    onSaved: () => {
      void client.invalidateQueries({ queryKey: ['entries'] });
      void navigate(`/directory/catalogues/${kind}`);
    },
  });
}

function Editor({ kind, entry }: { kind: EntryKind; entry: Entry | null }) {
  const { t } = useTranslation();
  const may = useMay()(admins);
  const title = entry ? inLanguage(entry.name) : t('directory.catalogues.add');
  useTitle(title);
  const edit = useEntryEdit(kind, entry);
  const { form } = edit;
  const labels = {
    code: t('directory.catalogues.code'),
    name: t('directory.catalogues.name'),
    symbol: t('directory.catalogues.symbol'),
    superior: t('directory.catalogues.superior'),
    unit: t('directory.unit'),
    regular: t('directory.catalogues.regular'),
    order: t('directory.catalogues.order'),
    active: t('directory.inUse'),
  };
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{title}</Title>
      </div>
      <EditFrame edit={edit} labels={labels} may={may} back={`/directory/catalogues/${kind}`}>
        <section className={classes.card}>
          <div className={parts.grid}>
            <TextInput
              label={t('directory.nameVi')}
              required
              {...form.getInputProps('name.vi')}
              error={viError(form.errors, 'name')}
            />
            <TextInput label={t('directory.nameEn')} {...form.getInputProps('name.en')} />
            <TextInput label={labels.code} required {...form.getInputProps('code')} />
            <NumberInput size="md" label={labels.order} min={0} {...form.getInputProps('order')} />
            {(kind === 'paper-types' || kind === 'issuing-agencies') && (
              <TextInput
                label={labels.symbol}
                description={t('directory.catalogues.symbolHint')}
                {...form.getInputProps('symbol')}
              />
            )}
            {kind === 'issuing-agencies' && (
              <>
                <TextInput
                  label={labels.superior}
                  description={t('directory.catalogues.superiorHint')}
                  {...form.getInputProps('superior')}
                />
                <UnitField
                  label={labels.unit}
                  clearable
                  value={form.getValues().unit}
                  onChange={(unit) => form.setFieldValue('unit', unit)}
                  error={form.errors.unit}
                />
              </>
            )}
            {kind === 'meeting-types' && (
              <Switch
                size="md"
                label={labels.regular}
                description={t('directory.catalogues.regularHint')}
                {...form.getInputProps('regular', { type: 'checkbox' })}
              />
            )}
            {entry && (
              <Switch
                size="md"
                label={labels.active}
                description={t('directory.catalogues.activeHint')}
                {...form.getInputProps('active', { type: 'checkbox' })}
              />
            )}
          </div>
        </section>
      </EditFrame>
    </>
  );
}
