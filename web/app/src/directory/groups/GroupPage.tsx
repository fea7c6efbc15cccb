import { TextInput, Title } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { inLanguage } from '../../desk/lookup';
import classes from '../../desk/parts/desk.module.css';
import { Finder } from '../../desk/parts/Finder';
import { rooms } from '../../desk/parts/finders';
import { RowSkeletons } from '../../desk/parts/Rows';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { allSites, deleteGroup, getGroup, saveGroup } from '../api';
import { Confirm } from '../parts/Confirm';
import { EditFrame } from '../parts/EditFrame';
import { Crumb, foundUnit, UnitField, type FoundUnit } from '../parts/fields';
import { Failing } from '../parts/Listing';
import parts from '../parts/parts.module.css';
import { useEdit } from '../parts/useEdit';
import { preparers, useMayOn } from '../rights';
import type { GroupDetail } from '../types';
import { Chosen, type ChosenItem } from './Chosen';

type Form = { name: string; unit: FoundUnit | null; sites: ChosenItem[] };

/** A group of sites, or a new one. */
export default function GroupPage() {
  const { t } = useTranslation();
  const { id = 'new' } = useParams();
  const group = useQuery({
    queryKey: ['group', id],
    queryFn: () => getGroup(id),
    enabled: id !== 'new',
    gcTime: 0,
  });
  const sites = useQuery({
    queryKey: ['sites', 'all'],
    queryFn: ({ signal }) => allSites(signal),
    staleTime: 60_000,
  });
  const failed = [group, sites].find(({ isError }) => isError);
  const ready = sites.isSuccess && (id === 'new' || group.isSuccess);
  return (
    <>
      <Crumb to="/directory/groups" label={t('directory.groups.title')} />
      {failed ? (
        <Failing error={failed.error} onRetry={() => void failed.refetch()} />
      ) : ready ? (
        <Editor
          key={id}
          group={group.data ?? null}
          titles={new Map(sites.data.map(({ name, title }) => [name, inLanguage(title)]))}
        />
      ) : (
        <RowSkeletons count={4} />
      )}
    </>
  );
}

function Editor({ group, titles }: { group: GroupDetail | null; titles: Map<string, string> }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const may = useMayOn(preparers, group?.unit);
  useTitle(group?.name ?? t('directory.groups.add'));
  const edit = useEdit<GroupDetail, Form>({
    item: group,
    toForm: (item) => ({
      name: item?.name ?? '',
      unit: item ? foundUnit(item.unit) : null,
      sites: (item?.sites ?? []).map((key) => ({ key, name: titles.get(key) ?? key })),
    }),
    validate: {
      name: (name: string) => (name.trim() === '' ? t('directory.required') : null),
      unit: (unit: FoundUnit | null) => (unit === null ? t('directory.required') : null),
    },
    save: ({ name, unit, sites }, version) =>
      saveGroup(group?.id, version, {
        name,
        unit: unit?.key ?? { catalogue: '', code: '' },
        sites: sites.map(({ key }) => key),
      }),
    reload: group ? () => getGroup(group.id) : undefined,
    onSaved: (saved) => {
      void client.invalidateQueries({ queryKey: ['groups'] });
      void client.invalidateQueries({ queryKey: ['find'] });
      client.setQueryData(['group', saved.id], saved);
      if (!group) void navigate(`/directory/groups/${encodeURIComponent(saved.id)}`, { replace: true });
    },
  });
  const { form } = edit;
  const values = form.getValues();
  const labels = {
    name: t('directory.groups.name'),
    unit: t('directory.groups.unit'),
    sites: t('directory.sites.title'),
  };
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{group?.name ?? t('directory.groups.add')}</Title>
        {group && may && (
          <Confirm
            label={t('directory.groups.delete')}
            icon={<IconTrash size={20} aria-hidden />}
            body={t('directory.groups.deleteBody', { name: group.name })}
            act={() => deleteGroup(group.id, group.version)}
            onDone={() => {
              void client.invalidateQueries({ queryKey: ['groups'] });
              void client.invalidateQueries({ queryKey: ['find'] });
              void navigate('/directory/groups');
            }}
          />
        )}
      </div>
      <EditFrame edit={edit} labels={labels} may={may} back="/directory/groups">
        <section className={classes.card}>
          <div className={parts.grid}>
            <TextInput label={labels.name} required {...form.getInputProps('name')} />
            <UnitField
              label={labels.unit}
              description={t('directory.groups.unitHint')}
              required
              value={values.unit}
              onChange={(unit) => form.setFieldValue('unit', unit)}
              error={form.errors.unit}
            />
          </div>
        </section>
        <section className={classes.card} aria-labelledby="group-sites">
          <h2 id="group-sites">
            {t('directory.groups.sites', { n: number(values.sites.length, currentLanguage()) })}
          </h2>
          {may && (
            <Finder
              kind="rooms"
              label={t('directory.groups.addSite')}
              chosen={null}
              find={rooms}
              onChoose={(found) => {
                if (!found || values.sites.some(({ key }) => key === found.value)) return;
                const sites = [...values.sites, { key: found.value, name: found.label }];
                form.setFieldValue('sites', sites);
              }}
            />
          )}
          <Chosen
            ordered
            may={may}
            label={labels.sites}
            items={values.sites}
            onChange={(sites) => form.setFieldValue('sites', sites)}
          />
        </section>
      </EditFrame>
    </>
  );
}
