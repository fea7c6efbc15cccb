import { Button, Select } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { keys } from '../api';
import { useSaved } from '../editor/useDirectory';
import { addInvitations } from '../inviting';
import classes from '../parts/desk.module.css';
import { Finder, type Found } from '../parts/Finder';
import { people, units, type FoundUnit } from '../parts/finders';
import type { Target } from '../types';

const roles = ['delegate', 'guest', 'technician'] as const;

/** Puts lists, units and people on the list of the invited. */
export function AddInvited({ meetingId }: { meetingId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const language = currentLanguage();
  const { lists } = useSaved();
  const [open, setOpen] = useState(false);
  const [list, setList] = useState<string | null>(null);
  const [unit, setUnit] = useState<FoundUnit | null>(null);
  const [person, setPerson] = useState<Found | null>(null);
  const [role, setRole] = useState<(typeof roles)[number]>('delegate');
  const targets: Target[] = [
    ...(list ? [{ kind: 'list' as const, id: list, role }] : []),
    ...(unit ? [{ kind: 'unit' as const, unit: unit.key, role }] : []),
    ...(person ? [{ kind: 'person' as const, id: person.value, role }] : []),
  ];
  const add = useMutation({
    mutationFn: () => addInvitations(meetingId, targets),
    onSuccess: () => {
      setList(null);
      setUnit(null);
      setPerson(null);
      return client.invalidateQueries({ queryKey: keys.invitations(meetingId) });
    },
  });
  const told = add.data && {
    added: number(add.data.added, language),
    present: number(add.data.present, language),
  };
  return (
    <div className={classes.card}>
      <div className={classes.actions}>
        <Button
          variant="default"
          leftSection={<IconUserPlus size={20} aria-hidden />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t('answers.add')}
        </Button>
        <span role="status">{told && t('answers.added', told)}</span>
        {add.isError && <span role="alert">{messageOf(add.error, t)}</span>}
      </div>
      {open && (
        <div className={classes.filters}>
          <Select
            label={t('answers.addList')}
            clearable
            clearButtonProps={{ 'aria-label': t('desk.clear') }}
            allowDeselect
            data={lists.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
            value={list}
            onChange={setList}
          />
          <Finder
            kind="units"
            label={t('answers.addUnit')}
            clearable
            chosen={unit}
            find={units}
            onChoose={setUnit}
          />
          <Finder
            kind="people"
            label={t('answers.addPerson')}
            clearable
            chosen={person}
            find={people}
            onChoose={setPerson}
          />
          <Select
            label={t('answers.addRole')}
            data={roles.map((value) => ({ value, label: t(`common.role.${value}`) }))}
            value={role}
            onChange={(value) => value && setRole(value)}
          />
          <Button disabled={targets.length === 0} loading={add.isPending} onClick={() => add.mutate()}>
            {t('answers.addDo')}
          </Button>
        </div>
      )}
    </div>
  );
}
