import { Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './terminal.module.css';

interface Props {
  title: string;
  body?: ReactNode;
  busy?: boolean;
  press?: string;
  onPress?: () => void;
}

/** One thing said to the whole room. */
export function Cover({ title, body, busy, press, onPress }: Props) {
  return (
    <main className={classes.cover} role={busy ? 'status' : 'alert'}>
      {busy && <Loader size="xl" color="lam.3" />}
      <h1>{title}</h1>
      {body !== undefined && <p>{body}</p>}
      {press !== undefined && (
        <button
          type="button"
          className={classes.press}
          onClick={onPress}
          data-testid="cover-press"
          ref={(button) => button?.focus()}
        >
          {press}
        </button>
      )}
    </main>
  );
}
