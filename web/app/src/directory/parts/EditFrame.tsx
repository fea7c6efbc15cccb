import { Alert, Button, Group, MantineThemeProvider } from '@mantine/core';
import { IconDeviceFloppy, IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import desk from '../../desk/parts/desk.module.css';
import classes from './parts.module.css';
import { Refusal } from './Refusal';
import type { Edit } from './useEdit';
import { useUnsaved } from './useUnsaved';

type Values = Record<string, unknown>;

interface Props<T, F extends Values> {
  edit: Edit<T, F>;
  /** What the fields are called, for telling what another has changed. */
  labels: Record<keyof F & string, string>;
  /** Whether the caller may save; else the fields are only read. */
  may: boolean;
  /** Where to go without saving. */
  back?: string;
  children: ReactNode;
}

/** A form with its buttons and everything that can come between typing and saving. */
export function EditFrame<T, F extends Values>({ edit, labels, may, back, children }: Props<T, F>) {
  const { t } = useTranslation();
  const question = useUnsaved(edit.dirty);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        edit.submit();
      }}
    >
      {question}
      {!may && <p className={desk.soft}>{t('directory.readOnly')}</p>}
      <fieldset disabled={!may} className={classes.fields}>
        <Fields>{children}</Fields>
      </fieldset>
      <Stale edit={edit} labels={labels} />
      <Refusal error={edit.error} />
      {may && (
        <Group className={classes.buttons}>
          <Button
            type="submit"
            loading={edit.saving}
            leftSection={<IconDeviceFloppy size={20} aria-hidden />}
            data-testid="save"
          >
            {t('common.save')}
          </Button>
          {back && (
            <Button component={Link} to={back} variant="default">
              {t(edit.dirty ? 'common.cancel' : 'common.back')}
            </Button>
          )}
          <span role="status" className={desk.soft}>
            {edit.dirty ? t('directory.unsaved.told') : ''}
          </span>
        </Group>
      )}
    </form>
  );
}

/** Fields whose hints stand below them, so that those in a row stand level. */
export function Fields({ children }: { children: ReactNode }) {
  return (
    <MantineThemeProvider inherit theme={below}>
      {children}
    </MantineThemeProvider>
  );
}

const below = {
  components: {
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
  },
};

function Stale<T, F extends Values>({ edit, labels }: Pick<Props<T, F>, 'edit' | 'labels'>) {
  const { t } = useTranslation();
  if (!edit.theirs) return null;
  const { changed, values } = edit.theirs;
  return (
    <Alert
      color="yellow"
      role="alert"
      mb="md"
      icon={<IconUsers aria-hidden />}
      title={t('directory.stale.title')}
      data-testid="stale"
    >
      <p>{t('directory.stale.body')}</p>
      {changed.length > 0 && (
        <dl className={desk.facts}>
          {changed.map((key) => (
            <div key={key} className={classes.changed}>
              <dt>{labels[key]}</dt>
              <dd>{tell(values[key]) || t('directory.stale.emptied')}</dd>
            </div>
          ))}
        </dl>
      )}
      <Group>
        <Button onClick={edit.over} loading={edit.saving}>
          {t('directory.stale.over')}
        </Button>
        <Button variant="default" onClick={edit.take}>
          {t('directory.stale.take')}
        </Button>
      </Group>
    </Alert>
  );
}

/** A field's value in words, as far as it has any. */
export function tell(value: unknown): string {
  if (value === null || value === undefined || value === false) return '';
  if (value === true) return '✓';
  if (Array.isArray(value)) return value.map(tell).filter(Boolean).join('; ');
  if (typeof value === 'object') {
    const named = value as { label?: unknown; name?: unknown; vi?: unknown; role?: unknown };
    return tell(named.label ?? named.name ?? named.vi ?? named.role);
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
