import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { inLanguage, listMeetingTypes } from '../lookup';
import { Finder } from '../parts/Finder';
import { people, units } from '../parts/finders';
import own from './editor.module.css';
import type { PartProps } from './part';
import { Section } from './Section';

const urgencies = ['normal', 'urgent', 'very_urgent', 'immediate'] as const;
const modes = ['in_room', 'online', 'hybrid'] as const;

/** What it is, who holds it, who leads it. */
export function Basics({ form, change, errors }: PartProps) {
  const { t } = useTranslation();
  const types = useQuery({
    queryKey: ['directory', 'types'],
    queryFn: listMeetingTypes,
    staleTime: Infinity,
  });
  const type = types.data?.items.filter(({ active, id }) => active || id === form.typeId) ?? [];
  return (
    <Section name="basics">
      <TextInput
        label={t('editor.name')}
        description={t('editor.nameHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        required
        value={form.title}
        error={errors.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
        data-testid="title"
      />
      <div className={own.grid}>
        <Finder
          kind="units"
          label={t('editor.host')}
          required
          chosen={form.host}
          find={units}
          error={errors.host}
          onChoose={(host) => host && change({ host })}
        />
        <Select
          label={t('editor.type')}
          data={[
            { value: '', label: t('editor.noType') },
            ...type.map(({ id, name }) => ({ value: id, label: inLanguage(name) })),
          ]}
          value={form.typeId}
          error={errors.typeId}
          onChange={(typeId) => change({ typeId: typeId ?? '' })}
        />
        <Finder
          kind="people"
          label={t('editor.chair')}
          description={t('editor.beforeSubmit')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder={t('editor.find')}
          clearable
          chosen={form.chair}
          find={people}
          error={errors.chairId}
          onChoose={(chair) => change({ chair })}
        />
        <Finder
          kind="people"
          label={t('editor.secretary')}
          description={t('editor.beforeSubmit')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder={t('editor.find')}
          clearable
          chosen={form.secretary}
          find={people}
          error={errors.secretaryId}
          onChoose={(secretary) => change({ secretary })}
        />
        <Select
          label={t('editor.mode')}
          data={modes.map((value) => ({ value, label: t(`meetings.mode.${value}`) }))}
          value={form.mode}
          onChange={(mode) => mode && change({ mode: mode })}
        />
        <Select
          label={t('editor.urgency')}
          data={urgencies.map((value) => ({ value, label: t(`meetings.urgency.${value}`) }))}
          value={form.urgency}
          onChange={(urgency) => urgency && change({ urgency: urgency })}
        />
      </div>
      <Textarea
        label={t('editor.description')}
        autosize
        minRows={2}
        maxRows={10}
        size="md"
        value={form.description}
        error={errors.description}
        onChange={(event) => change({ description: event.currentTarget.value })}
      />
    </Section>
  );
}
