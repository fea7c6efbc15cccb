import { Alert, Button, PasswordInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../api/problem';
import { useInfo } from '../session/useSession';
import classes from './account.module.css';

interface Props {
  /** Whether the current password must be given too. */
  current: boolean;
  /** For password managers: whose password it is. */
  username: string;
  submit: string;
  pending: boolean;
  error: Error | null;
  onSubmit: (current: string, replacement: string) => void;
  onCancel?: () => void;
}

/** A new password, typed twice; what the server refuses about it is told under it and nothing typed is lost. */
export function PasswordForm({ current, username, submit, pending, error, onSubmit, onCancel }: Props) {
  const { t } = useTranslation();
  const info = useInfo();
  const [before, setBefore] = useState('');
  const [wanted, setWanted] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const missing = (value: string) => (tried && value === '' ? t('login.required') : undefined);
  const differs = again !== wanted;

  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if ((current && before === '') || wanted === '' || differs) return;
    onSubmit(before, wanted);
  };
  return (
    <form onSubmit={send} noValidate className={classes.form}>
      <input type="hidden" name="username" autoComplete="username" value={username} readOnly />
      {current && (
        <Secret
          label={t('profile.passwordCurrent')}
          autoComplete="current-password"
          value={before}
          onChange={setBefore}
          error={missing(before)}
        />
      )}
      <Secret
        label={t('profile.passwordNew')}
        description={t('profile.passwordRules', { min: info.data?.passwordMinLength ?? 10 })}
        autoComplete="new-password"
        value={wanted}
        onChange={setWanted}
        error={missing(wanted)}
      />
      <Secret
        label={t('profile.passwordAgain')}
        autoComplete="new-password"
        value={again}
        onChange={setAgain}
        error={missing(again) ?? (tried && differs ? t('profile.passwordDiffers') : undefined)}
      />
      <Told error={error} />
      <div className={classes.actions}>
        <Button type="submit" loading={pending}>
          {submit}
        </Button>
        {onCancel && (
          <Button variant="default" onClick={onCancel} disabled={pending}>
            {t('common.cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}

interface SecretProps {
  label: string;
  description?: string;
  autoComplete: 'current-password' | 'new-password';
  value: string;
  onChange: (value: string) => void;
  error?: string;
}

export function Secret({ label, description, autoComplete, value, onChange, error }: SecretProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={label}
      description={description}
      autoComplete={autoComplete}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      visibilityToggleButtonProps={{ 'aria-label': t('login.show'), tabIndex: 0 }}
    />
  );
}

/** What the server said no to. */
export function Told({ error }: { error: Error | null }) {
  const { t } = useTranslation();
  return (
    <div aria-live="polite">
      {error && (
        <Alert icon={<IconAlertTriangle />} color="yellow" variant="light">
          {messageOf(error, t)}
        </Alert>
      )}
    </div>
  );
}
