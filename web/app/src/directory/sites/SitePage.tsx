import { NumberInput, Switch, TextInput, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { Feeds } from '../../desk/feeds/Feeds';
import { getViewer, inLanguage } from '../../desk/lookup';
import classes from '../../desk/parts/desk.module.css';
import { RowSkeletons } from '../../desk/parts/Rows';
import { currentLanguage } from '../../i18n';
import { createSite, getSite, updateSite } from '../api';
import { EditFrame } from '../parts/EditFrame';
import { Crumb, foundUnit, UnitField, viError, type FoundUnit } from '../parts/fields';
import { Failing } from '../parts/Listing';
import parts from '../parts/parts.module.css';
import { useEdit } from '../parts/useEdit';
import { keepers, useMayOn } from '../rights';
import type { SeatMap, SiteDetail, Terminal, Text } from '../types';
import { SeatEditor } from './SeatEditor';
import { SiteTerminals } from '../../terminal/SiteTerminals';
import { emptyPlan, seatCount } from './seats';
import { Terminals } from './Terminals';

type Form = {
  name: string;
  title: Text;
  description: Text;
  unit: FoundUnit | null;
  practice: boolean;
  active: boolean;
  /** "" while the field is empty. */
  seats: number | '';
  lineKbps: number | '';
  terminals: Terminal[];
  seatMap: SeatMap;
};

/** One room as a site of meetings, or a new one. */
export default function SitePage() {
  const { t } = useTranslation();
  const { name = 'new' } = useParams();
  const site = useQuery({
    queryKey: ['site', name],
    queryFn: () => getSite(name),
    enabled: name !== 'new',
    gcTime: 0,
  });
  return (
    <>
      <Crumb to="/directory/sites" label={t('directory.sites.title')} />
      {name !== 'new' && site.isPending && <RowSkeletons count={4} />}
      {name !== 'new' && site.isError && <Failing error={site.error} onRetry={() => void site.refetch()} />}
      {(name === 'new' || site.data) && <Editor key={name} site={site.data ?? null} />}
    </>
  );
}

function formOf(item: SiteDetail | null): Form {
  return {
    name: item?.name ?? '',
    title: item?.title ?? { vi: '', en: '' },
    description: item?.description ?? { vi: '', en: '' },
    unit: item?.unit ? foundUnit(item.unit) : null,
    practice: item?.practice ?? false,
    active: item?.active ?? true,
    seats: item?.seats ?? 0,
    lineKbps: item?.lineKbps ?? 0,
    terminals: item?.terminals ?? [],
    seatMap: item?.seatMap ?? emptyPlan,
  };
}

function useSiteEdit(site: SiteDetail | null) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  return useEdit<SiteDetail, Form>({
    item: site,
    toForm: formOf,
    validate: {
      name: (name: string) => (name.trim() === '' ? t('directory.required') : null),
      title: (text: Text) => (text.vi.trim() === '' ? t('directory.required') : null),
    },
    save: ({ name, active, unit, seats, lineKbps, ...rest }, version) => {
      // A plan with more seats than the room is a room with more seats.
      const body = {
        ...rest,
        unit: unit?.key,
        lineKbps: Number(lineKbps) || 0,
        seats: Math.max(Number(seats) || 0, seatCount(rest.seatMap)),
      };
      return site && version !== undefined
        ? updateSite(site.name, version, { ...body, active })
        : createSite({ ...body, name: name.trim() });
    },
    reload: site ? () => getSite(site.name) : undefined,
    onSaved: (saved) => {
      void client.invalidateQueries({ queryKey: ['sites'] });
      void client.invalidateQueries({ queryKey: ['find'] });
      client.setQueryData(['site', saved.name], saved);
      if (!site) void navigate(`/directory/sites/${encodeURIComponent(saved.name)}`, { replace: true });
    },
  });
}

function Editor({ site }: { site: SiteDetail | null }) {
  const { t } = useTranslation();
  const may = useMayOn(keepers, site ? (site.unit ?? null) : undefined);
  const title = site ? inLanguage(site.title) : t('directory.sites.add');
  useTitle(title);
  const edit = useSiteEdit(site);
  const { form } = edit;
  const values = form.getValues();
  // What was wrong within a part as it was is told no longer once the part is changed.
  const put = (part: Partial<Form>) => {
    const [changed = ''] = Object.keys(part);
    const others = Object.entries(form.errors).filter(([at]) => at.split('.')[0] !== changed);
    form.setValues(part);
    form.setErrors(Object.fromEntries(others));
  };
  const labels = {
    name: t('directory.sites.name'),
    title: t('directory.sites.roomTitle'),
    description: t('directory.sites.description'),
    unit: t('directory.unit'),
    practice: t('directory.sites.practice'),
    active: t('directory.inUse'),
    seats: t('directory.sites.seats'),
    lineKbps: t('directory.sites.line'),
    terminals: t('directory.sites.terminals'),
    seatMap: t('directory.sites.seatMap'),
  };
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{title}</Title>
      </div>
      <EditFrame edit={edit} labels={labels} may={may} back="/directory/sites">
        <About form={form} labels={labels} known={site !== null} />
        <section className={classes.card} aria-labelledby="terminals">
          <h2 id="terminals">{labels.terminals}</h2>
          <Terminals
            may={may}
            value={values.terminals}
            errors={form.errors}
            onChange={(terminals) => put({ terminals })}
          />
        </section>
        <section className={classes.card} aria-labelledby="seat-map">
          <h2 id="seat-map">{labels.seatMap}</h2>
          <SeatEditor
            may={may}
            value={values.seatMap}
            errors={form.errors}
            onChange={(seatMap) => put({ seatMap })}
          />
        </section>
      </EditFrame>
      {site && <RoomFeeds site={site} />}
      {site?.unit && <SiteTerminals site={site.name} may={may} />}
    </>
  );
}

/** Links to the room's calendar, for those of its unit and those who have a say there. */
function RoomFeeds({ site }: { site: SiteDetail }) {
  const { t } = useTranslation();
  const viewer = useQuery({ queryKey: ['viewer'], queryFn: getViewer, staleTime: 60_000 });
  const { unit } = site;
  if (!unit || !viewer.data) return null;
  const own = viewer.data.unit.catalogue === unit.catalogue && viewer.data.unit.code === unit.code;
  const { catalogue, code } = unit;
  // On the unit, or on the root above all; whoever else may is told so by the server only.
  const held = viewer.data.roles.some(
    ({ path }) =>
      path.startsWith(`/${catalogue}/`) && (path.endsWith(`/${code}/`) || path.split('/').length === 4),
  );
  if (!own && !held) return null;
  return (
    <section className={classes.card} aria-labelledby="room-feeds">
      <h2 id="room-feeds">{t('feeds.title')}</h2>
      <Feeds room={site.name} />
    </section>
  );
}

interface AboutProps {
  form: UseFormReturnType<Form>;
  labels: Record<keyof Form, string>;
  /** Of a room that is there; its id stays, and it can be taken out of use. */
  known: boolean;
}

function About({ form, labels, known }: AboutProps) {
  const { t } = useTranslation();
  const { unit } = form.getValues();
  return (
    <section className={classes.card}>
      <div className={parts.grid}>
        <TextInput
          label={labels.title}
          required
          {...form.getInputProps('title.vi')}
          error={viError(form.errors, 'title')}
        />
        <TextInput label={t('directory.sites.roomTitleEn')} {...form.getInputProps('title.en')} />
        <TextInput
          label={labels.name}
          description={t('directory.sites.nameHint')}
          required
          disabled={known}
          {...form.getInputProps('name')}
        />
        <UnitField
          label={labels.unit}
          clearable
          value={unit}
          onChange={(found) => form.setFieldValue('unit', found)}
          error={form.errors.unit}
        />
        <NumberInput
          size="md"
          label={labels.seats}
          min={0}
          allowDecimal={false}
          {...form.getInputProps('seats')}
        />
        <NumberInput
          size="md"
          label={labels.lineKbps}
          description={t('directory.sites.lineHint')}
          min={0}
          step={1000}
          allowDecimal={false}
          thousandSeparator={currentLanguage() === 'vi' ? '.' : ','}
          decimalSeparator={currentLanguage() === 'vi' ? ',' : '.'}
          suffix=" kbit/s"
          {...form.getInputProps('lineKbps')}
        />
        <TextInput
          className={parts.wide}
          label={labels.description}
          {...form.getInputProps('description.vi')}
        />
        <Switch
          size="md"
          label={labels.practice}
          description={t('directory.sites.practiceHint')}
          {...form.getInputProps('practice', { type: 'checkbox' })}
        />
        {known && (
          <Switch
            size="md"
            label={labels.active}
            description={t('directory.sites.activeHint')}
            {...form.getInputProps('active', { type: 'checkbox' })}
          />
        )}
      </div>
    </section>
  );
}
