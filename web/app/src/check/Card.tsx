import { useId, type ReactNode } from 'react';
import classes from './check.module.css';
import type { Verdict } from './verdict';
import { VerdictMark } from './VerdictMark';

interface Props {
  title: string;
  verdict: Verdict;
  children: ReactNode;
  testId: string;
}

/** One check: its name, how it stands, its controls. */
export function Card({ title, verdict, children, testId }: Props) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id} data-testid={testId}>
      <header className={classes.head}>
        <h2 id={id}>{title}</h2>
        <span role="status">
          <VerdictMark verdict={verdict} />
        </span>
      </header>
      {children}
    </section>
  );
}
