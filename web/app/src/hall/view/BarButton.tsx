import type { ReactNode } from 'react';
import classes from './bar.module.css';

interface Props {
  icon: ReactNode;
  label: string;
  /** Spoken instead of the label, when more needs saying. */
  spoken?: string;
  /** For toggles: whether it is on. */
  on?: boolean;
  keys?: string;
  tone?: 'plain' | 'state';
  badge?: number;
  disabled?: boolean;
  /** Left out of the bar where it is narrow, not wide, or not very wide; the menu has it too. */
  minor?: boolean | 'wide' | 'widest';
  testId: string;
  onClick: () => void;
}

/** A large button with its word beneath. */
export function BarButton(props: Props) {
  const {
    icon,
    label,
    spoken,
    on,
    keys,
    tone = 'plain',
    badge = 0,
    disabled,
    minor,
    testId,
    onClick,
  } = props;
  return (
    <button
      type="button"
      className={classes.button}
      aria-label={spoken ?? label}
      aria-pressed={on}
      aria-keyshortcuts={keys}
      title={keys ? `${spoken ?? label} (${keys})` : (spoken ?? label)}
      data-tone={tone}
      data-on={on}
      data-minor={minor}
      data-testid={testId}
      disabled={disabled}
      onClick={onClick}
    >
      {icon}
      <span className={classes.word}>{label}</span>
      {badge > 0 && <span className={classes.badge} data-count={badge > 99 ? '99+' : badge} aria-hidden />}
    </button>
  );
}
