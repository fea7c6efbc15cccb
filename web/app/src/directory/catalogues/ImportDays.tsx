import { Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/Failure';
import { useTitle } from '../../components/useTitle';
import classes from '../../desk/parts/desk.module.css';
import { importCalendarDays } from '../api';
import { Crumb } from '../parts/fields';
import { ImportSteps } from '../parts/ImportSteps';
import { useMay } from '../rights';

/** Holidays and worked weekends from a file. */
export default function ImportDays() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  useTitle(t('directory.days.import'));
  if (!may(['admin', 'secretary'])) {
    return <Failure title={t('desk.noRightTitle')} body={t('directory.noRight')} />;
  }
  return (
    <>
      <Crumb to="/directory/catalogues/working-days" label={t('directory.days.title')} />
      <div className={classes.head}>
        <div>
          <Title order={1}>{t('directory.days.import')}</Title>
          <p className={classes.soft}>{t('directory.days.importBody')}</p>
        </div>
      </div>
      <ImportSteps
        send={importCalendarDays}
        accept=".csv,text/csv,.ics,text/calendar"
        onDone={() => void client.invalidateQueries({ queryKey: ['calendar-days'] })}
      />
    </>
  );
}
