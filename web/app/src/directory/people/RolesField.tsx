import { Button, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../api/types';
import classes from '../../desk/parts/desk.module.css';
import { roles as allRoles, UnitField, useRoles, type FoundUnit } from '../parts/fields';
import parts from '../parts/parts.module.css';

export interface HeldRole {
  role: Role;
  unit: FoundUnit;
}

interface Props {
  value: HeldRole[];
  onChange: (roles: HeldRole[]) => void;
  /** Where a new role holds unless said otherwise. */
  unit: FoundUnit | null;
  may: boolean;
  /** Whether the caller may give the role of system administrators. */
  admin: boolean;
}

/** The roles of a person, each on a unit and all below it. */
export function RolesField({ value, onChange, unit, may, admin }: Props) {
  const { t } = useTranslation();
  const choices = useRoles().filter((one) => admin || one.value !== 'admin');
  const [role, setRole] = useState<Role>('delegate');
  const [where, setWhere] = useState<FoundUnit | null>(null);
  const on = where ?? unit;
  const there = value.some((held) => held.role === role && held.unit.value === on?.value);
  return (
    <section className={classes.card} aria-labelledby="roles">
      <h2 id="roles">{t('directory.people.roles')}</h2>
      <p className={classes.soft}>{t('directory.people.rolesHint')}</p>
      <ul className={classes.list}>
        {value.map((held) => {
          const name = `${t(`common.role.${held.role}`)} · ${held.unit.label}`;
          return (
            <li key={`${held.role}@${held.unit.value}`} className={classes.row}>
              <span className={classes.text}>
                <strong>{t(`common.role.${held.role}`)}</strong>
                <span className={classes.soft}>
                  {' '}
                  · {t('directory.people.onUnit', { unit: held.unit.label })}
                </span>
              </span>
              {may && (
                <Button
                  variant="subtle"
                  leftSection={<IconX size={18} aria-hidden />}
                  aria-label={t('directory.removeNamed', { name })}
                  onClick={() => onChange(value.filter((one) => one !== held))}
                >
                  {t('directory.remove')}
                </Button>
              )}
            </li>
          );
        })}
        {value.length === 0 && <li className={classes.soft}>{t('directory.people.noRoles')}</li>}
      </ul>
      {may && (
        <div className={parts.line}>
          <Select
            label={t('directory.role')}
            data={choices}
            value={role}
            onChange={(chosen) => setRole(allRoles.find((known) => known === chosen) ?? 'delegate')}
          />
          <div className={parts.grow}>
            <UnitField label={t('directory.people.roleUnit')} value={on} onChange={setWhere} />
          </div>
          <Button
            variant="default"
            disabled={!on || there}
            leftSection={<IconPlus size={20} aria-hidden />}
            onClick={() => on && onChange([...value, { role, unit: on }])}
          >
            {t('directory.people.addRole')}
          </Button>
        </div>
      )}
    </section>
  );
}
