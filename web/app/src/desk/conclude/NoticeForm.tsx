import { Select, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from '../parts/desk.module.css';
import own from './conclude.module.css';
import type { NoticeFields } from './types';

interface Props {
  fields: NoticeFields;
  wrong: Record<string, string>;
  onChange: (fields: NoticeFields) => void;
}

const forms = ['', 'TM.', 'KT.', 'TL.', 'TUQ.', 'Q.'] as const;
type Form = (typeof forms)[number];
const withPrincipal: Form[] = ['TM.', 'KT.', 'TL.', 'TUQ.'];

/** What stands around the text of a conclusion notice. */
export function NoticeForm({ fields, wrong, onChange }: Props) {
  const { t } = useTranslation();
  const form: Form = fields.form ?? '';
  const text = (
    name: 'agencyName' | 'place' | 'symbol' | 'onBehalf' | 'principal' | 'signerTitle' | 'signerName',
  ) => ({
    label: t(`conclude.notice.field.${name}`),
    value: fields[name] ?? '',
    error: wrong[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...fields, [name]: event.currentTarget.value }),
  });
  return (
    <section className={classes.card} aria-labelledby="notice-form">
      <h2 id="notice-form">{t('conclude.notice.around')}</h2>
      <div className={own.form}>
        <Textarea size="md" autosize minRows={1} required {...text('agencyName')} />
        <TextInput required {...text('place')} />
        <TextInput required description={t('conclude.notice.symbolHint')} {...text('symbol')} />
        <Textarea
          size="md"
          autosize
          minRows={2}
          required
          className={classes.wide}
          label={t('conclude.notice.field.abstract')}
          value={fields.abstract}
          error={wrong.abstract}
          onChange={(event) => onChange({ ...fields, abstract: event.currentTarget.value })}
          data-testid="abstract"
        />
        <Select
          label={t('conclude.notice.field.form')}
          data={forms.map((value) => ({
            value: value || 'none',
            label: t(`conclude.notice.form.${value === '' ? 'none' : (value.slice(0, -1) as 'TM')}`),
          }))}
          value={form || 'none'}
          onChange={(value) => onChange({ ...fields, form: value === 'none' ? '' : (value as Form) })}
        />
        {form === 'TM.' && <TextInput {...text('onBehalf')} />}
        {withPrincipal.includes(form) && <TextInput {...text('principal')} />}
        <TextInput required {...text('signerTitle')} data-testid="signer-title" />
        <TextInput required {...text('signerName')} data-testid="signer-name" />
        <Textarea
          size="md"
          autosize
          minRows={2}
          className={classes.wide}
          label={t('conclude.notice.field.copyTo')}
          description={t('conclude.notice.copyHint')}
          value={(fields.copyTo ?? []).join('\n')}
          onChange={(event) =>
            onChange({
              ...fields,
              copyTo: event.currentTarget.value === '' ? [] : event.currentTarget.value.split('\n'),
            })
          }
        />
      </div>
    </section>
  );
}
