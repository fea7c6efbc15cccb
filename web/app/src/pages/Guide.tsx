import { Anchor, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../components/useTitle';
import { currentLanguage } from '../i18n';
import { en } from '../i18n/en';
import { vi } from '../i18n/vi';
import classes from './Guide.module.css';

const sections = [
  'join',
  'hall',
  'terminal',
  'keys',
  'plan',
  'series',
  'calendar',
  'letter',
  'conduct',
  'floor',
  'talk',
  'ballots',
  'recording',
  'review',
  'papers',
  'conclude',
  'trouble',
  'directory',
  'accounts',
  'audit',
  'rights',
] as const;

export default function Guide() {
  const { t } = useTranslation();
  useTitle(t('guide.title'));
  const texts = (currentLanguage() === 'vi' ? vi : en).guide.sections;
  return (
    <article className={classes.guide}>
      <Title order={1}>{t('guide.title')}</Title>
      <nav aria-label={t('guide.contents')}>
        <ul>
          {sections.map((section) => (
            <li key={section}>
              <Anchor href={`#${section}`}>{texts[section].title}</Anchor>
            </li>
          ))}
        </ul>
      </nav>
      {sections.map((section) => (
        <section key={section} id={section}>
          <Title order={2}>{texts[section].title}</Title>
          <ul>
            {texts[section].text.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      ))}
    </article>
  );
}
