import { Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/Failure';
import { useTitle } from '../../components/useTitle';
import classes from '../../desk/parts/desk.module.css';
import { importPeople } from '../api';
import { Crumb } from '../parts/fields';
import { ImportSteps } from '../parts/ImportSteps';
import { keepers, useMay } from '../rights';

/** People added and changed from a file. */
export default function ImportPeople() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  useTitle(t('directory.import.people'));
  if (!may(keepers)) return <Failure title={t('desk.noRightTitle')} body={t('directory.noRight')} />;
  return (
    <>
      <Crumb to="/directory/people" label={t('directory.people.title')} />
      <div className={classes.head}>
        <div>
          <Title order={1}>{t('directory.import.people')}</Title>
          <p className={classes.soft}>{t('directory.import.peopleBody')}</p>
        </div>
      </div>
      <ImportSteps
        send={importPeople}
        onDone={() => {
          void client.invalidateQueries({ queryKey: ['people'] });
          void client.invalidateQueries({ queryKey: ['find'] });
        }}
      />
    </>
  );
}
