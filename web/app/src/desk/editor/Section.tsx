import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../parts/desk.module.css';

export const sections = [
  'basics',
  'time',
  'sites',
  'agenda',
  'policies',
  'recurrence',
  'declaration',
] as const;
export type SectionName = (typeof sections)[number];

/** One part of the editor's page, with a heading that its index leads to. */
export function Section({ name, children }: { name: SectionName; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className={classes.card} aria-labelledby={`section-${name}`}>
      <h2 id={`section-${name}`} tabIndex={-1}>
        {t(`editor.${name}`)}
      </h2>
      {children}
    </section>
  );
}
