import { Alert, Button, Checkbox, Pill, Select, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import '@mantine/dates/styles.css';
import 'dayjs/locale/vi';
import { IconAlertTriangle, IconCalendar } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, messageOf } from '../../api/problem';
import { ClockField } from '../../directory/parts/ClockField';
import { clockOf, dayOf, instantOf } from '../../format/day';
import { currentLanguage } from '../../i18n';
import { inLanguage, unitText } from '../lookup';
import { Finder, type Found } from '../parts/Finder';
import { people, units, type FoundUnit } from '../parts/finders';
import { createPaper, listPaperTypes, updatePaper } from './api';
import type { Paper, PaperWrite } from './types';
import { useRefreshPapers } from './usePaperMoves';
import classes from './papers.module.css';

const audiences = ['invited', 'delegates', 'units', 'host'] as const;

interface Props {
  meetingId: string;
  agenda: { id: string; title: string }[];
  /** A new one is asked for when there is none. */
  paper?: Paper;
  itemId?: string;
  onClose: () => void;
}

/** What the form holds. Units keep their names beside their keys. */
interface Draft {
  title: string;
  typeId: string | null;
  itemId: string;
  unit: FoundUnit | null;
  person: Found | null;
  day: string | null;
  clock: string;
  audience: PaperWrite['audience'];
  units: FoundUnit[];
  closeAfter: boolean;
}

const wholeMeeting = 'meeting';

function draftOf(paper: Paper | undefined, itemId: string | undefined): Draft {
  const due = paper?.due ? new Date(paper.due) : undefined;
  const found = (key: { catalogue: string; code: string; name?: string }): FoundUnit => ({
    value: unitText(key),
    label: key.name ?? key.code,
    key: { catalogue: key.catalogue, code: key.code },
  });
  return {
    title: paper?.title ?? '',
    typeId: paper?.typeId ?? null,
    itemId: paper?.itemId ?? itemId ?? wholeMeeting,
    unit: paper?.unit ? found(paper.unit) : null,
    person: paper?.person ? { value: paper.person.id, label: paper.person.name } : null,
    day: due ? dayOf(due) : null,
    clock: due ? clockOf(due) : '17:00',
    audience: paper?.audience ?? 'invited',
    units: (paper?.units ?? []).map(found),
    closeAfter: paper?.closeAfter ?? false,
  };
}

function writeOf(draft: Draft): PaperWrite {
  return {
    title: draft.title.trim(),
    typeId: draft.typeId ?? undefined,
    itemId: draft.itemId === wholeMeeting ? undefined : draft.itemId,
    unit: draft.unit?.key,
    personId: draft.person?.value,
    due: draft.day ? instantOf(draft.day, draft.clock || '17:00') : undefined,
    audience: draft.audience,
    units: draft.audience === 'units' ? draft.units.map(({ key }) => key) : [],
    closeAfter: draft.closeAfter,
  };
}

/** Asks for a paper, or changes what is asked for: what, for which item, from whom, by when, for whom. */
export function PaperForm({ meetingId, agenda, paper, itemId, onClose }: Props) {
  const { t } = useTranslation();
  const refresh = useRefreshPapers();
  const [draft, setDraft] = useState(() => draftOf(paper, itemId));
  const [tried, setTried] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const save = useMutation({
    mutationFn: (body: PaperWrite) =>
      paper ? updatePaper(paper.id, paper.version, body) : createPaper(meetingId, body),
    onSuccess: async () => {
      await refresh(paper?.id);
      onClose();
    },
  });
  const missing = draft.title.trim() === '';
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!missing) save.mutate(writeOf(draft));
  };
  const errors = fieldErrors(save.error);
  return (
    <form className={classes.panel} onSubmit={send} noValidate data-testid="paper-form">
      <div className={classes.fields}>
        <TextInput
          className={classes.wide}
          label={t('papers.form.title')}
          required
          maxLength={500}
          ref={first}
          value={draft.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
          error={tried && missing ? t('papers.form.titleMissing') : errors.title}
        />
        <Select
          label={t('papers.form.item')}
          data={[
            { value: wholeMeeting, label: t('papers.whole') },
            ...agenda.map(({ id, title }, index) => ({ value: id, label: `${index + 1}. ${title}` })),
          ]}
          value={draft.itemId}
          onChange={(value) => set({ itemId: value ?? wholeMeeting })}
          error={errors.itemId}
        />
        <TypeField value={draft.typeId} onChange={(typeId) => set({ typeId })} />
        <WhoFields draft={draft} set={set} errors={errors} />
        <AudienceFields draft={draft} set={set} />
      </div>
      {save.isError && (
        <Alert icon={<IconAlertTriangle />} color="yellow" role="alert">
          {messageOf(save.error, t)}
        </Alert>
      )}
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending} data-testid="paper-save">
          {t(paper ? 'common.save' : 'papers.ask')}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
}

function TypeField({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation();
  const types = useQuery({ queryKey: ['paper-types'], queryFn: listPaperTypes, staleTime: 300_000 });
  const data = (types.data?.items ?? []).map(({ id, name }) => ({ value: id, label: inLanguage(name) }));
  return (
    <Select
      label={t('papers.form.type')}
      data={data}
      value={value}
      onChange={onChange}
      clearable
      clearButtonProps={{ 'aria-label': t('desk.clear') }}
      placeholder={types.isError ? messageOf(types.error, t) : undefined}
    />
  );
}

function WhoFields({ draft, set, errors }: PartProps & { errors: Record<string, string> }) {
  const { t } = useTranslation();
  return (
    <>
      <Finder
        kind="units"
        label={t('papers.form.unit')}
        description={t('papers.form.unitHelp')}
        find={units}
        chosen={draft.unit}
        onChoose={(unit) => set({ unit })}
        clearable
        error={errors.unit}
      />
      <Finder
        kind="people"
        label={t('papers.form.person')}
        description={t('papers.form.personHelp')}
        find={people}
        chosen={draft.person}
        onChoose={(person) => set({ person })}
        clearable
        error={errors.personId}
      />
      <DatePickerInput
        size="md"
        label={t('papers.form.day')}
        valueFormat="DD/MM/YYYY"
        locale={currentLanguage()}
        leftSection={<IconCalendar size={20} aria-hidden />}
        value={draft.day}
        onChange={(day) => set({ day })}
        clearable
        clearButtonProps={{ 'aria-label': t('desk.clear') }}
        error={errors.due}
      />
      <ClockField
        label={t('papers.form.clock')}
        value={draft.clock}
        disabled={draft.day === null}
        onChange={(clock) => set({ clock })}
      />
    </>
  );
}

function AudienceFields({ draft, set }: PartProps) {
  const { t } = useTranslation();
  const add = (unit: FoundUnit | null) => {
    if (unit && !draft.units.some(({ value }) => value === unit.value))
      set({ units: [...draft.units, unit] });
  };
  return (
    <>
      <Select
        className={classes.wide}
        label={t('papers.form.audience')}
        description={t('papers.form.audienceHelp')}
        data={audiences.map((value) => ({ value, label: t(`papers.audience.${value}`) }))}
        value={draft.audience}
        onChange={(value) => set({ audience: audiences.find((one) => one === value) ?? 'invited' })}
      />
      {draft.audience === 'units' && (
        <div className={classes.wide}>
          <Finder
            key={draft.units.length}
            kind="units"
            label={t('papers.form.units')}
            find={units}
            chosen={null}
            onChoose={add}
          />
          <Pill.Group mt={8}>
            {draft.units.map(({ value, label }) => (
              <Pill
                key={value}
                size="lg"
                withRemoveButton
                removeButtonProps={{ 'aria-label': `${t('desk.clear')}: ${label}`, 'aria-hidden': false }}
                onRemove={() => set({ units: draft.units.filter((unit) => unit.value !== value) })}
              >
                {label}
              </Pill>
            ))}
          </Pill.Group>
        </div>
      )}
      <Checkbox
        className={classes.wide}
        size="md"
        label={t('papers.form.closeAfter')}
        checked={draft.closeAfter}
        onChange={(event) => set({ closeAfter: event.currentTarget.checked })}
      />
    </>
  );
}
