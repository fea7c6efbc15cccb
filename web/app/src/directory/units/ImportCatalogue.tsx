import { Checkbox, Select, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/Failure';
import { useTitle } from '../../components/useTitle';
import classes from '../../desk/parts/desk.module.css';
import { importCatalogue, listCatalogues } from '../api';
import { DayField } from '../parts/DayField';
import { Fields } from '../parts/EditFrame';
import { Crumb } from '../parts/fields';
import { ImportSteps } from '../parts/ImportSteps';
import parts from '../parts/parts.module.css';
import { admins, useMay } from '../rights';

/** A new catalogue of units from a file: tried first, then taken in whole or not at all. */
export default function ImportCatalogue() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  useTitle(t('directory.import.catalogue'));
  const catalogues = useQuery({ queryKey: ['catalogues'], queryFn: listCatalogues });
  const [version, setVersion] = useState('');
  const [title, setTitle] = useState('');
  const [validFrom, setValidFrom] = useState('');
  const [replaces, setReplaces] = useState('');
  const [move, setMove] = useState(false);
  if (!may(admins)) return <Failure title={t('desk.noRightTitle')} body={t('directory.noRight')} />;
  return (
    <>
      <Crumb to="/directory/units" label={t('directory.units.title')} />
      <div className={classes.head}>
        <div>
          <Title order={1}>{t('directory.import.catalogue')}</Title>
          <p className={classes.soft}>{t('directory.import.catalogueBody')}</p>
        </div>
      </div>
      <section className={classes.card}>
        <h2>{t('directory.import.about')}</h2>
        <Fields>
          <div className={parts.grid}>
            <TextInput
              label={t('directory.import.version')}
              description={t('directory.import.versionHint')}
              placeholder="tuyen-quang-2027-01"
              required
              value={version}
              onChange={(event) => setVersion(event.currentTarget.value)}
            />
            <TextInput
              label={t('directory.import.title')}
              description={t('directory.import.titleHint')}
              required
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
            <DayField
              label={t('directory.import.validFrom')}
              required
              value={validFrom}
              onChange={setValidFrom}
            />
            <Select
              label={t('directory.import.replaces')}
              data={[
                { value: '', label: t('directory.import.replacesNone') },
                ...(catalogues.data?.items ?? []).map((one) => ({ value: one.version, label: one.title })),
              ]}
              value={replaces}
              onChange={(value) => setReplaces(value ?? '')}
            />
            <Checkbox
              className={parts.wide}
              size="md"
              label={t('directory.import.move')}
              disabled={replaces === ''}
              checked={move && replaces !== ''}
              onChange={(event) => setMove(event.currentTarget.checked)}
            />
          </div>
        </Fields>
      </section>
      <ImportSteps
        ready={version.trim() !== '' && title.trim() !== '' && validFrom !== ''}
        send={(file, dryRun) =>
          importCatalogue({ version: version.trim(), title, validFrom, replaces, move }, file, dryRun)
        }
        onDone={() => {
          void client.invalidateQueries({ queryKey: ['catalogues'] });
          void client.invalidateQueries({ queryKey: ['units'] });
        }}
      />
    </>
  );
}
