import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import classes from '../../desk/parts/desk.module.css';
import { inLanguage } from '../../desk/lookup';
import { createUnit, getUnit, searchUnits, updateUnit } from '../api';
import { EditFrame } from '../parts/EditFrame';
import { viError } from '../parts/fields';
import parts from '../parts/parts.module.css';
import { useEdit } from '../parts/useEdit';
import type { Level, Text, UnitDetail, UnitWrite } from '../types';
import { Finder, type Found } from '../../desk/parts/Finder';
import { DayField } from '../parts/DayField';

type Form = {
  code: string;
  name: Text;
  level: Level;
  parentCode: Found | null;
  agencyCode: string;
  validFrom: string;
  validTo: string;
};

interface Props {
  catalogue: string;
  /** Of a new unit, what it is below; none: it is a root. */
  parent: UnitDetail | null;
  unit: UnitDetail | null;
  onSaved: (unit: UnitDetail) => void;
  onLeave: () => void;
}

const levels: Level[] = ['province', 'district', 'commune', 'agency'];

function useUnitEdit({ catalogue, parent, unit, onSaved }: Omit<Props, 'onLeave'>) {
  const { t } = useTranslation();
  return useEdit<UnitDetail, Form>({
    item: unit,
    toForm: (item) => ({
      code: item?.code ?? '',
      name: { vi: item?.name.vi ?? '', en: item?.name.en ?? '' },
      level: item?.level ?? (parent?.level === 'province' ? 'commune' : 'agency'),
      parentCode: item?.parentCode
        ? { value: item.parentCode, label: item.parentCode }
        : parent
          ? { value: parent.code, label: inLanguage(parent.name) }
          : null,
      agencyCode: item?.agencyCode ?? '',
      validFrom: item?.validFrom ?? '',
      validTo: item?.validTo ?? '',
    }),
    validate: {
      code: (code: string) => (code.trim() === '' ? t('directory.required') : null),
      name: (name: Text) => (name.vi.trim() === '' ? t('directory.required') : null),
    },
    save: ({ code, parentCode, ...rest }, version) => {
      const body: UnitWrite = { ...rest, parentCode: parentCode?.value ?? '' };
      return unit && version !== undefined
        ? updateUnit(unit, version, body)
        : createUnit({ ...body, catalogue, code: code.trim() });
    },
    reload: unit ? () => getUnit(unit) : undefined,
    onSaved,
  });
}

/** What the unit is below, which it knows by its code. */
function useAbove(catalogue: string, unit: UnitDetail | null) {
  const code = unit?.parentCode ?? '';
  const above = useQuery({
    queryKey: ['unit', catalogue, code, 'above'],
    queryFn: () => getUnit({ catalogue, code }),
    enabled: code !== '',
    staleTime: 60_000,
  });
  return above.data;
}

const named = (chosen: Found | null, above: UnitDetail | undefined) =>
  chosen && above?.code === chosen.value ? { ...chosen, label: inLanguage(above.name) } : chosen;

/** A new unit, or one to change. */
export function UnitForm({ catalogue, parent, unit, onSaved, onLeave }: Props) {
  const { t } = useTranslation();
  const edit = useUnitEdit({ catalogue, parent, unit, onSaved });
  const above = useAbove(catalogue, unit);
  const { form } = edit;
  const labels = {
    code: t('directory.units.code'),
    name: t('directory.units.name'),
    level: t('directory.units.level'),
    parentCode: t('directory.units.parent'),
    agencyCode: t('directory.units.agencyCode'),
    validFrom: t('directory.units.validFrom'),
    validTo: t('directory.units.validTo'),
  };
  return (
    <section className={classes.card} aria-labelledby="unit-form" data-testid="unit-form">
      <div className={classes.cardHead}>
        <h2 id="unit-form">{unit ? inLanguage(unit.name) : t('directory.units.add')}</h2>
        <Button variant="subtle" onClick={onLeave}>
          {t('common.cancel')}
        </Button>
      </div>
      <EditFrame edit={edit} labels={labels} may>
        <div className={parts.grid}>
          <TextInput
            label={labels.code}
            description={t('directory.units.codeHint')}
            required
            disabled={unit !== null}
            {...form.getInputProps('code')}
          />
          <Select
            label={labels.level}
            description={t('directory.units.levelHint')}
            data={levels.map((value) => ({ value, label: t(`directory.level.${value}`) }))}
            {...form.getInputProps('level')}
          />
          <TextInput
            className={parts.wide}
            label={t('directory.nameVi')}
            required
            {...form.getInputProps('name.vi')}
            error={viError(form.errors, 'name')}
          />
          <TextInput
            className={parts.wide}
            label={t('directory.nameEn')}
            {...form.getInputProps('name.en')}
          />
          <Finder
            kind={`units-${catalogue}`}
            label={labels.parentCode}
            clearable
            chosen={named(form.getValues().parentCode, above)}
            onChoose={(found) => form.setFieldValue('parentCode', found)}
            find={async (q, signal) =>
              (await searchUnits(catalogue, q, signal)).items.map((one) => ({
                value: one.code,
                label: inLanguage(one.name),
              }))
            }
            error={form.errors.parentCode}
          />
          <TextInput
            label={labels.agencyCode}
            placeholder="000.00.00.H49"
            {...form.getInputProps('agencyCode')}
          />
          <DayField label={labels.validFrom} {...form.getInputProps('validFrom')} />
          <DayField label={labels.validTo} {...form.getInputProps('validTo')} />
        </div>
      </EditFrame>
    </section>
  );
}
