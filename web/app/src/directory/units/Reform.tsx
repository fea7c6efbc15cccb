import { Alert, Button, Checkbox, Group } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isCode } from '../../api/problem';
import { inLanguage } from '../../desk/lookup';
import classes from '../../desk/parts/desk.module.css';
import type { FoundUnit } from '../../desk/parts/finders';
import { reformUnit } from '../api';
import { DayField } from '../parts/DayField';
import { UnitField } from '../parts/fields';
import parts from '../parts/parts.module.css';
import { Refusal } from '../parts/Refusal';
import type { UnitDetail } from '../types';

interface Props {
  unit: UnitDetail;
  onSaved: (unit: UnitDetail) => void;
  onLeave: () => void;
}

/** The end of a unit: its last day, and what takes its place. */
export function Reform({ unit, onSaved, onLeave }: Props) {
  const { t } = useTranslation();
  const [validTo, setValidTo] = useState(unit.validTo ?? '');
  const [successors, setSuccessors] = useState<FoundUnit[]>([]);
  const [move, setMove] = useState(false);
  const reform = useMutation({
    mutationFn: () =>
      reformUnit(unit, unit.version, {
        validTo,
        successors: successors.map(({ key }) => key),
        move: move && successors.length === 1,
      }),
    onSuccess: onSaved,
  });
  const name = inLanguage(unit.name);
  return (
    <section className={classes.card} aria-labelledby="reform" data-testid="reform">
      <h2 id="reform">{t('directory.units.reformOf', { name })}</h2>
      <Alert color="blue" mb="md">
        {t('directory.units.reformBody')}
      </Alert>
      <div className={parts.grid}>
        <DayField label={t('directory.units.lastDay')} required value={validTo} onChange={setValidTo} />
        <UnitField
          label={t('directory.units.addSuccessor')}
          value={null}
          onChange={(found) => {
            if (found && !successors.some(({ value }) => value === found.value)) {
              setSuccessors([...successors, found]);
            }
          }}
        />
      </div>
      <ul className={classes.list} aria-label={t('directory.units.successors')}>
        {successors.map((one) => (
          <li key={one.value} className={classes.row}>
            <span className={classes.text}>{one.label}</span>
            <Button
              variant="subtle"
              leftSection={<IconX size={18} aria-hidden />}
              aria-label={t('directory.removeNamed', { name: one.label })}
              onClick={() => setSuccessors(successors.filter(({ value }) => value !== one.value))}
            >
              {t('directory.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <Checkbox
        my="md"
        size="md"
        label={t('directory.units.move')}
        description={t('directory.units.moveHint')}
        disabled={successors.length !== 1}
        checked={move && successors.length === 1}
        onChange={(event) => setMove(event.currentTarget.checked)}
      />
      <Refusal error={reform.error} />
      {isCode(reform.error, 'stale') && <p>{t('directory.units.reformStale')}</p>}
      <Group>
        <Button loading={reform.isPending} disabled={validTo === ''} onClick={() => reform.mutate()}>
          {t('directory.units.reformDo')}
        </Button>
        <Button variant="default" onClick={onLeave}>
          {t('common.cancel')}
        </Button>
      </Group>
    </section>
  );
}
