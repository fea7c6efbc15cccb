import { Button, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useTitle } from '../components/useTitle';
import state from '../components/state.module.css';

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t('common.notFound.title'));
  return (
    <div className={state.state}>
      <Title order={1}>{t('common.notFound.title')}</Title>
      <p>{t('common.notFound.body')}</p>
      <Button component={Link} to="/">
        {t('common.notFound.home')}
      </Button>
    </div>
  );
}
