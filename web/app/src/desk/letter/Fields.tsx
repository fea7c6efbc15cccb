import { Select, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { ClockField } from '../../directory/parts/ClockField';
import { DayField } from '../../directory/parts/DayField';
import parts from '../../directory/parts/parts.module.css';
import { unitText } from '../lookup';
import classes from '../parts/desk.module.css';
import type { Issuer } from '../types';
import { ofIssuer, signingForms, type LetterForm } from './form';

/** What the fields are called. */
export function useLabels(): Record<keyof LetterForm, string> {
  const { t } = useTranslation();
  return {
    agency: t('letter.agency'),
    parentName: t('letter.parentName'),
    agencyName: t('letter.agencyName'),
    place: t('letter.place'),
    symbol: t('letter.symbol'),
    abstract: t('letter.abstract'),
    purpose: t('letter.purpose'),
    chair: t('letter.chair'),
    location: t('letter.location'),
    invited: t('letter.invited'),
    notes: t('letter.notes'),
    copyTo: t('letter.copyTo'),
    form: t('letter.form'),
    onBehalf: t('letter.onBehalf'),
    principal: t('letter.principal'),
    signerTitle: t('letter.signerTitle'),
    signerName: t('letter.signerName'),
    answerDay: t('letter.answerDay'),
    answerClock: t('letter.answerClock'),
  };
}

interface Props {
  form: UseFormReturnType<LetterForm>;
  labels: Record<keyof LetterForm, string>;
  issuers: Issuer[];
  /** Fields that must be written before the letter can be issued. */
  lacking: (keyof LetterForm)[];
}

/** The parts of a giấy mời in the order in which they stand on it (Mẫu 1.7). */
export function Fields({ form, labels, issuers, lacking }: Props) {
  const { t } = useTranslation();
  const values = form.getValues();
  const field = (name: keyof LetterForm) => ({
    size: 'md' as const,
    label: labels[name],
    ...form.getInputProps(name),
    error: form.errors[name] ?? (lacking.includes(name) ? t('directory.required') : undefined),
  });
  const issuer = issuers.find(({ unit }) => unitText(unit) === values.agency);
  return (
    <>
      <section className={classes.card} aria-labelledby="letter-head">
        <h2 id="letter-head">{t('letter.head')}</h2>
        <div className={parts.grid}>
          <Select
            {...field('agency')}
            className={parts.wide}
            description={t('letter.agencyHint')}
            allowDeselect={false}
            data={issuers.map((one) => ({ value: unitText(one.unit), label: one.name }))}
            onChange={(chosen) => {
              const next = issuers.find(({ unit }) => unitText(unit) === chosen);
              if (next) form.setValues(ofIssuer(next));
            }}
          />
          <Textarea {...field('parentName')} autosize minRows={2} maxRows={4} />
          <Textarea {...field('agencyName')} required autosize minRows={2} maxRows={4} />
          <TextInput
            {...field('symbol')}
            required
            description={issuer && t('letter.symbolHint', { n: String(issuer.next).padStart(2, '0') })}
          />
          <TextInput {...field('place')} required description={t('letter.placeHint')} />
        </div>
      </section>
      <section className={classes.card} aria-labelledby="letter-body">
        <h2 id="letter-body">{t('letter.body')}</h2>
        <div className={parts.grid}>
          <Textarea {...field('abstract')} className={parts.wide} autosize minRows={1} maxRows={4} />
          <Textarea
            {...field('invited')}
            className={parts.wide}
            description={t('letter.invitedHint')}
            autosize
            minRows={2}
            maxRows={8}
          />
          <Textarea {...field('purpose')} className={parts.wide} autosize minRows={1} maxRows={4} />
          <TextInput {...field('chair')} className={parts.wide} />
          <Textarea {...field('location')} className={parts.wide} autosize minRows={1} maxRows={4} />
          <Textarea
            {...field('notes')}
            className={parts.wide}
            description={t('letter.notesHint')}
            autosize
            minRows={2}
            maxRows={10}
          />
          <Deadline form={form} labels={labels} />
        </div>
      </section>
      <section className={classes.card} aria-labelledby="letter-signing">
        <h2 id="letter-signing">{t('letter.signing')}</h2>
        <div className={parts.grid}>
          <Select
            {...field('form')}
            className={parts.wide}
            allowDeselect={false}
            data={signingForms.map((value) => ({
              value,
              label: t(`letter.forms.${value === '' ? 'head' : (value.slice(0, -1) as 'TM')}`),
            }))}
          />
          {values.form === 'TM.' && (
            <TextInput {...field('onBehalf')} required description={t('letter.onBehalfHint')} />
          )}
          {values.form !== '' && values.form !== 'Q.' && (
            <TextInput
              {...field('principal')}
              required={values.form !== 'TM.'}
              description={t(values.form === 'TM.' ? 'letter.principalDeputy' : 'letter.principalHint')}
            />
          )}
          <TextInput {...field('signerTitle')} required />
          <TextInput {...field('signerName')} required />
          <Textarea
            {...field('copyTo')}
            className={parts.wide}
            description={t('letter.copyToHint')}
            autosize
            minRows={2}
            maxRows={8}
          />
        </div>
      </section>
    </>
  );
}

/** Until when an answer is asked for. */
function Deadline({ form, labels }: Pick<Props, 'form' | 'labels'>) {
  const { answerDay, answerClock } = form.getValues();
  return (
    <>
      <DayField
        label={labels.answerDay}
        value={answerDay}
        error={form.errors.answerBy}
        onChange={(day) => form.setValues({ answerDay: day, answerClock: day && (answerClock || '17:00') })}
      />
      <ClockField
        label={labels.answerClock}
        value={answerClock}
        disabled={answerDay === ''}
        onChange={(clock) => form.setFieldValue('answerClock', clock)}
      />
    </>
  );
}
