import { Button, Select, Switch, Title } from '@mantine/core';
import { IconDownload, IconFileImport, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { inLanguage } from '../../desk/lookup';
import classes from '../../desk/parts/desk.module.css';
import { RowSkeletons } from '../../desk/parts/Rows';
import { today } from '../../format/day';
import { catalogueFile, listCatalogues, searchUnits } from '../api';
import { Failing } from '../parts/Listing';
import { useAsked } from '../parts/useAsked';
import { Words } from '../parts/Words';
import { admins, useMay } from '../rights';
import type { Catalogue, Unit } from '../types';
import { Tree } from './Tree';
import { above } from './tree';
import { UnitPanel } from './UnitPanel';
import own from './units.module.css';

/** The catalogue in force today; else the newest. */
export function inForce(catalogues: Catalogue[], today: string): Catalogue | undefined {
  const valid = (one: Catalogue) => one.validFrom <= today && (!one.validTo || one.validTo >= today);
  return catalogues.find(valid) ?? catalogues[0];
}

/** The units in their tree, of one catalogue or of two side by side, and one of them to look at and change. */
export default function Units() {
  const { t } = useTranslation();
  useTitle(t('directory.units.title'));
  const catalogues = useQuery({ queryKey: ['catalogues'], queryFn: listCatalogues });
  return (
    <>
      {catalogues.isPending && <RowSkeletons />}
      {catalogues.isError && <Failing error={catalogues.error} onRetry={() => void catalogues.refetch()} />}
      {catalogues.data && <Page catalogues={catalogues.data.items} />}
    </>
  );
}

function Page({ catalogues }: { catalogues: Catalogue[] }) {
  const { t } = useTranslation();
  const { asked, ask } = useAsked(['catalogue', 'unit', 'q', 'beside', 'act']);
  const first = catalogues.find(({ version }) => version === asked.catalogue) ?? inForce(catalogues, today());
  const other = catalogues.find(({ version }) => version === asked.beside);
  return (
    <>
      <Head catalogue={first} onAdd={() => ask({ catalogue: first?.version ?? '', act: 'new' })} />
      <search className={classes.filters} aria-label={t('directory.filters')}>
        <CatalogueSelect
          label={t('directory.units.catalogue')}
          catalogues={catalogues}
          value={first?.version ?? ''}
          onChange={(catalogue) => ask({ catalogue, unit: '', act: '', beside: '' })}
        />
        <Words label={t('directory.units.search')} value={asked.q} onChange={(q) => ask({ q })} />
        {catalogues.length > 1 && (
          <Switch
            size="md"
            mb={8}
            label={t('directory.units.beside')}
            checked={other !== undefined}
            onChange={(event) =>
              ask({
                beside: event.currentTarget.checked
                  ? (catalogues.find(({ version }) => version !== first?.version)?.version ?? '')
                  : '',
              })
            }
          />
        )}
      </search>
      {first && other ? (
        <div className={own.both}>
          {[first, other].map((catalogue, index) => (
            <section key={catalogue.version} aria-labelledby={`catalogue-${index}`}>
              <h2 id={`catalogue-${index}`} className={own.code}>
                {catalogue.title}
              </h2>
              <Side
                catalogue={catalogue}
                q={asked.q}
                chosen=""
                onChoose={(unit) => ask({ catalogue: unit.catalogue, unit: unit.code, beside: '', act: '' })}
              />
            </section>
          ))}
        </div>
      ) : (
        first && (
          <div className={own.sides}>
            <Side
              key={first.version}
              catalogue={first}
              q={asked.q}
              chosen={asked.unit}
              onChoose={(unit) => ask({ catalogue: unit.catalogue, unit: unit.code, act: '' })}
            />
            <UnitPanel
              key={`${first.version}:${asked.unit}:${asked.act}`}
              catalogue={first.version}
              code={asked.unit}
              act={asked.act}
              onAct={(act, unit) => ask(unit === undefined ? { act } : { act, unit })}
              onGo={(key) => ask({ catalogue: key.catalogue, unit: key.code, act: '' })}
            />
          </div>
        )
      )}
    </>
  );
}

/** The page's title, and what is done to whole catalogues. */
function Head({ catalogue, onAdd }: { catalogue: Catalogue | undefined; onAdd: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <div className={classes.head}>
      <div>
        <Title order={1}>{t('directory.units.title')}</Title>
        <p className={classes.soft}>{t('directory.units.intro')}</p>
      </div>
      <div className={classes.actions}>
        {catalogue && (
          <Button
            component="a"
            href={catalogueFile(catalogue.version)}
            download
            variant="default"
            leftSection={<IconDownload size={20} aria-hidden />}
          >
            {t('directory.export')}
          </Button>
        )}
        {may(admins) && (
          <Button
            component={Link}
            to="/directory/units/import"
            variant="default"
            leftSection={<IconFileImport size={20} aria-hidden />}
          >
            {t('directory.import.catalogue')}
          </Button>
        )}
        {may(admins) && catalogue && (
          <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={onAdd}>
            {t('directory.units.add')}
          </Button>
        )}
      </div>
    </div>
  );
}

interface CatalogueSelectProps {
  label: string;
  catalogues: Catalogue[];
  value: string;
  onChange: (version: string) => void;
}

function CatalogueSelect({ label, catalogues, value, onChange }: CatalogueSelectProps) {
  return (
    <Select
      className={own.catalogue}
      label={label}
      data={catalogues.map((one) => ({ value: one.version, label: one.title }))}
      value={value}
      onChange={(version) => onChange(version ?? '')}
    />
  );
}

interface SideProps {
  catalogue: Catalogue;
  q: string;
  chosen: string;
  onChoose: (unit: Unit) => void;
}

/** One catalogue: its tree, or what a search finds in it. */
function Side({ catalogue, q, chosen, onChoose }: SideProps) {
  const { t } = useTranslation();
  const { version } = catalogue;
  const [opened, setOpen] = useState<ReadonlySet<string> | null>(null);
  const roots = useQuery({
    queryKey: ['units', version, 'opening'],
    queryFn: async ({ signal }) => (await searchUnits(version, '', signal)).items.slice(0, 1),
  });
  const begun = roots.data?.[0]?.code;
  // Until one has opened or closed something, the first branch is open.
  const open = useMemo(() => opened ?? new Set(begun ? [begun] : []), [opened, begun]);
  if (q !== '')
    return <FoundUnits version={version} q={q} chosen={chosen} onChoose={onChoose} onShow={setOpen} />;
  return (
    <div>
      <Tree
        catalogue={version}
        chosen={chosen}
        onChoose={onChoose}
        open={open}
        onOpen={(code, wanted) => {
          const next = new Set(open);
          if (wanted) next.add(code);
          else next.delete(code);
          setOpen(next);
        }}
      />
      <p className={classes.soft}>{t('directory.units.keys')}</p>
    </div>
  );
}

interface FoundProps {
  version: string;
  q: string;
  chosen: string;
  onChoose: (unit: Unit) => void;
  onShow: (open: ReadonlySet<string>) => void;
}

function FoundUnits({ version, q, chosen, onChoose, onShow }: FoundProps) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ['units', version, 'search', q],
    queryFn: ({ signal }) => searchUnits(version, q, signal),
  });
  if (found.isPending) return <RowSkeletons count={4} height={44} />;
  if (found.isError) return <Failing error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.items.length === 0) return <p role="status">{t('directory.noneTitle')}</p>;
  return (
    <div className={classes.card}>
      <p className={classes.count} role="status">
        {t(found.data.nextCursor ? 'directory.foundMore' : 'directory.found', { n: found.data.items.length })}
      </p>
      <ul className={classes.list}>
        {found.data.items.map((unit) => (
          <li key={unit.code}>
            <button
              type="button"
              className={own.found}
              aria-current={unit.code === chosen || undefined}
              onClick={() => {
                onShow(new Set(above(unit.path)));
                onChoose(unit);
              }}
            >
              {inLanguage(unit.name)} <span className={own.code}>{unit.code}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
