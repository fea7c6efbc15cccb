import { Button, Select } from '@mantine/core';
import { IconArrowBackUp, IconBinaryTree, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { expand } from '../lookup';
import { ChosenSites } from './ChosenSites';
import own from './editor.module.css';
import { withSites, type FormSite } from './form';
import type { PartProps } from './part';
import { Section } from './Section';
import { UnitTree } from './UnitTree';
import { roomsByUnit, sitesOfExpansion, sitesOfUnits, useDirectory, useSaved } from './useDirectory';

/** Who takes part from where: by saved lists at one press, or from the tree of units. */
export function Sites({ form, change, errors }: PartProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { sites: all } = useDirectory();
  const rooms = useMemo(() => roomsByUnit(all.data ?? []), [all.data]);
  const [tree, setTree] = useState(false);
  const [told, setTold] = useState('');
  const [undo, setUndo] = useState<FormSite[] | null>(null);
  const put = (sites: FormSite[]) => {
    const added = sites.length - form.sites.length;
    const n = number(Math.abs(added), language);
    setTold(added >= 0 ? t('editor.added', { n }) : t('editor.removed', { n }));
    setUndo(form.sites);
    change({ sites });
  };
  return (
    <Section name="sites">
      <Saved onSites={(more) => put(withSites(form.sites, more))} rooms={rooms} ready={all.isSuccess} />
      <div className={own.row}>
        <Button
          variant="default"
          leftSection={<IconBinaryTree size={20} aria-hidden />}
          aria-expanded={tree}
          onClick={() => setTree(!tree)}
        >
          {t(tree ? 'editor.treeClose' : 'editor.treeOpen')}
        </Button>
        <strong role="status" data-testid="site-count">
          {t('editor.chosen', { n: number(form.sites.length, language) })}
        </strong>
        {form.sites.length > 0 && (
          <Button variant="subtle" leftSection={<IconTrash size={20} aria-hidden />} onClick={() => put([])}>
            {t('editor.clearSites')}
          </Button>
        )}
        <span aria-live="polite" className={own.told}>
          {told}
        </span>
        {undo && (
          <Button
            variant="subtle"
            leftSection={<IconArrowBackUp size={20} aria-hidden />}
            onClick={() => {
              change({ sites: undo });
              setUndo(null);
              setTold('');
            }}
          >
            {t('editor.undo')}
          </Button>
        )}
      </div>
      {errors.sites && <p className={own.bad}>{errors.sites}</p>}
      {tree && (
        <UnitTree
          chosen={form.sites}
          onAdd={(units) => put(withSites(form.sites, sitesOfUnits(units, rooms)))}
          onRemove={(keys) =>
            put(form.sites.filter(({ unit }) => !keys.has(`${unit.catalogue}:${unit.code}`)))
          }
        />
      )}
      {form.sites.length === 0 ? (
        <p>{t('editor.noSites')}</p>
      ) : (
        <>
          <ChosenSites sites={form.sites} rooms={rooms} onChange={(sites) => change({ sites })} />
          <p className={own.told}>{t('editor.invited')}</p>
        </>
      )}
    </Section>
  );
}

interface SavedProps {
  onSites: (sites: FormSite[]) => void;
  rooms: ReturnType<typeof roomsByUnit>;
  ready: boolean;
}

/** A saved list or group: choosing it adds all that it means. */
function Saved({ onSites, rooms, ready }: SavedProps) {
  const { t } = useTranslation();
  const { lists, groups } = useSaved();
  const [chosen, setChosen] = useState<string | null>(null);
  const add = useMutation({
    mutationFn: (value: string) => {
      const [kind, id = ''] = value.split('/');
      return expand(kind === 'list' ? 'list' : 'group', id);
    },
    onSuccess: (expansion) => onSites(sitesOfExpansion(expansion, rooms)),
    onSettled: () => setChosen(null),
  });
  const options = (kind: string, items: { id: string; name: string; size: number }[] = []) =>
    items.map(({ id, name, size }) => ({
      value: `${kind}/${id}`,
      label: t('editor.pickOption', { name, n: number(size, currentLanguage()) }),
    }));
  return (
    <Select
      label={t('editor.pick')}
      description={t('editor.pickHint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      searchable
      maxDropdownHeight={360}
      disabled={!ready || add.isPending}
      error={add.isError && t('editor.pickFailed', { message: messageOf(add.error, t) })}
      placeholder={t('editor.find')}
      data={[
        { group: t('editor.lists'), items: options('list', lists.data?.items) },
        { group: t('editor.groups'), items: options('group', groups.data?.items) },
      ]}
      value={chosen}
      onChange={(value) => {
        setChosen(value);
        if (value) add.mutate(value);
      }}
      data-testid="saved"
    />
  );
}
