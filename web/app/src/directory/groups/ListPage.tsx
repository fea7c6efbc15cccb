import { TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { UnitTree } from '../../desk/editor/UnitTree';
import { inLanguage, unitText } from '../../desk/lookup';
import classes from '../../desk/parts/desk.module.css';
import { Finder } from '../../desk/parts/Finder';
import { people, rooms } from '../../desk/parts/finders';
import { RowSkeletons } from '../../desk/parts/Rows';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { findGroups, deleteList, expandMembers, getList, saveList } from '../api';
import { Confirm } from '../parts/Confirm';
import { EditFrame } from '../parts/EditFrame';
import { Crumb, foundUnit, UnitField, type FoundUnit } from '../parts/fields';
import { Failing } from '../parts/Listing';
import parts from '../parts/parts.module.css';
import { useEdit } from '../parts/useEdit';
import { preparers, useMayOn } from '../rights';
import type { ListDetail, Member } from '../types';
import { Chosen } from './Chosen';
import own from './groups.module.css';
import { bare, chosenOf, unitsOf, withMembers, type ChosenMember } from './members';

type Form = { name: string; unit: FoundUnit | null; members: ChosenMember[] };

/** A saved invitation list, or a new one. */
export default function ListPage() {
  const { t } = useTranslation();
  const { id = 'new' } = useParams();
  const list = useQuery({
    queryKey: ['list', id],
    queryFn: () => getList(id),
    enabled: id !== 'new',
    gcTime: 0,
  });
  return (
    <>
      <Crumb to="/directory/lists" label={t('directory.lists.title')} />
      {id !== 'new' && list.isPending && <RowSkeletons count={4} />}
      {id !== 'new' && list.isError && <Failing error={list.error} onRetry={() => void list.refetch()} />}
      {(id === 'new' || list.data) && <Editor key={id} list={list.data ?? null} />}
    </>
  );
}

function useListEdit(list: ListDetail | null) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const kindName = (kind: Member['kind']) => t(`directory.lists.kind.${kind}`);
  return useEdit<ListDetail, Form>({
    item: list,
    toForm: (item) => ({
      name: item?.name ?? '',
      unit: item ? foundUnit(item.unit) : null,
      members: (item?.members ?? []).map((member) =>
        chosenOf(bare(member), member.name ?? member.id ?? '', kindName(member.kind)),
      ),
    }),
    validate: {
      name: (name: string) => (name.trim() === '' ? t('directory.required') : null),
      unit: (unit: FoundUnit | null) => (unit === null ? t('directory.required') : null),
    },
    save: ({ name, unit, members }, version) =>
      saveList(list?.id, version, {
        name,
        unit: unit?.key ?? { catalogue: '', code: '' },
        members: members.map(({ member }) => member),
      }),
    reload: list ? () => getList(list.id) : undefined,
    onSaved: (saved) => {
      void client.invalidateQueries({ queryKey: ['lists'] });
      client.setQueryData(['list', saved.id], saved);
      if (!list) void navigate(`/directory/lists/${encodeURIComponent(saved.id)}`, { replace: true });
    },
  });
}

function Editor({ list }: { list: ListDetail | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const may = useMayOn(preparers, list?.unit);
  useTitle(list?.name ?? t('directory.lists.add'));
  const edit = useListEdit(list);
  const { form } = edit;
  const values = form.getValues();
  const labels = {
    name: t('directory.lists.name'),
    unit: t('directory.groups.unit'),
    members: t('directory.lists.membersTitle'),
  };
  const put = (members: ChosenMember[]) => form.setFieldValue('members', members);
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{list?.name ?? t('directory.lists.add')}</Title>
        {list && may && (
          <Confirm
            label={t('directory.lists.delete')}
            icon={<IconTrash size={20} aria-hidden />}
            body={t('directory.lists.deleteBody', { name: list.name })}
            act={() => deleteList(list.id, list.version)}
            onDone={() => {
              void client.invalidateQueries({ queryKey: ['lists'] });
              void navigate('/directory/lists');
            }}
          />
        )}
      </div>
      <EditFrame edit={edit} labels={labels} may={may} back="/directory/lists">
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
        <section className={classes.card} aria-labelledby="members">
          <h2 id="members">
            {t('directory.lists.members', { n: number(values.members.length, currentLanguage()) })}
          </h2>
          <Expanded members={values.members} />
          <Chosen may={may} label={labels.members} items={values.members} onChange={put} />
        </section>
        {may && <Add members={values.members} put={put} />}
      </EditFrame>
    </>
  );
}

/** Whom the members mean, in figures. */
function Expanded({ members }: { members: ChosenMember[] }) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(JSON.stringify(members.map(({ member }) => member)), 400);
  const expansion = useQuery({
    queryKey: ['expansion', asked],
    queryFn: ({ signal }) => expandMembers(JSON.parse(asked) as Member[], signal),
    placeholderData: keepPreviousData,
  });
  const n = (value: number) => number(value, currentLanguage());
  if (!expansion.data) return null;
  const { units, people: persons, sites } = expansion.data;
  return (
    <p className={own.sums} role="status" data-testid="expansion">
      <span>{t('directory.lists.units', { n: n(units.length) })}</span>
      <span>{t('directory.lists.people', { n: n(persons.length) })}</span>
      <span>{t('directory.groups.sites', { n: n(sites.length) })}</span>
    </p>
  );
}

interface AddProps {
  members: ChosenMember[];
  put: (members: ChosenMember[]) => void;
}

/** The ways into a list: the tree of units, people, sites, groups. */
function Add({ members, put }: AddProps) {
  const { t } = useTranslation();
  const more = (kind: 'person' | 'site' | 'group') => (found: { value: string; label: string } | null) =>
    found &&
    put(
      withMembers(members, [
        chosenOf({ kind, id: found.value }, found.label, t(`directory.lists.kind.${kind}`)),
      ]),
    );
  return (
    <section className={classes.card} aria-labelledby="add-members">
      <h2 id="add-members">{t('directory.lists.addMembers')}</h2>
      <div className={parts.grid}>
        <Finder
          kind="people"
          label={t('directory.lists.addPerson')}
          chosen={null}
          find={people}
          onChoose={more('person')}
        />
        <Finder
          kind="rooms"
          label={t('directory.groups.addSite')}
          chosen={null}
          find={rooms}
          onChoose={more('site')}
        />
        <Finder
          kind="groups"
          label={t('directory.lists.addGroup')}
          chosen={null}
          find={async (q, signal) =>
            (await findGroups(q, signal)).items.map(({ id, name }) => ({ value: id, label: name }))
          }
          onChoose={more('group')}
        />
      </div>
      <div className={own.tree}>
        <UnitTree
          chosen={unitsOf(members).map((unit) => ({
            unit,
            name: '',
            room: '',
            roomTitle: '',
            main: false,
            needKbps: 0,
          }))}
          onAdd={(units) =>
            put(
              withMembers(
                members,
                units.map(({ catalogue, code, name }) =>
                  chosenOf(
                    { kind: 'unit', unit: { catalogue, code } },
                    inLanguage(name),
                    t('directory.lists.kind.unit'),
                  ),
                ),
              ),
            )
          }
          onRemove={(keys) =>
            put(members.filter(({ member }) => !member.unit || !keys.has(unitText(member.unit))))
          }
        />
      </div>
    </section>
  );
}
