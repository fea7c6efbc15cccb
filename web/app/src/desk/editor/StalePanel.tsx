import { Button, Table } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { periodText } from '../../format/day';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import type { Meeting } from '../types';
import own from './editor.module.css';
import { endOf, formOf, startOf, type Form } from './form';
import { differing, type Field } from './stale';

interface Props {
  mine: Form;
  theirs: Meeting;
  onKeep: () => void;
  onTake: () => void;
  busy: boolean;
}

/** Somebody else saved first: what differs, and which of the two shall stay. */
export function StalePanel({ mine, theirs, onKeep, onTake, busy }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const other = formOf(theirs);
  const fields = differing(mine, theirs);
  // Start and end are told as one.
  const shown = fields.filter((field) => field !== 'end' || !fields.includes('start'));
  return (
    <section className={own.stale} role="alert" aria-labelledby="stale-title" data-testid="stale">
      <h2 id="stale-title">
        <IconUsers size={24} aria-hidden /> {t('editor.stale.title')}
      </h2>
      <p>{t('editor.stale.body')}</p>
      {shown.length === 0 ? (
        <p>{t('editor.stale.same')}</p>
      ) : (
        <Table.ScrollContainer minWidth={320}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('editor.stale.field')}</Table.Th>
                <Table.Th>{t('editor.stale.mine')}</Table.Th>
                <Table.Th>{t('editor.stale.theirs')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((field) => (
                <Table.Tr key={field}>
                  <Table.Th scope="row">{labels.name(field)}</Table.Th>
                  <Table.Td>{labels.value(field, mine)}</Table.Td>
                  <Table.Td>{labels.value(field, other)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <div className={own.row}>
        <Button onClick={onKeep} loading={busy}>
          {t('editor.stale.keep')}
        </Button>
        <Button variant="default" onClick={onTake} disabled={busy}>
          {t('editor.stale.take')}
        </Button>
      </div>
    </section>
  );
}

function useLabels() {
  const { t } = useTranslation();
  const language = currentLanguage();
  const name = (field: Field): string => {
    switch (field) {
      case 'title':
        return t('editor.name');
      case 'typeId':
        return t('editor.type');
      case 'chairId':
        return t('editor.chair');
      case 'secretaryId':
        return t('editor.secretary');
      case 'start':
      case 'end':
        return t('editor.time');
      case 'lateReason':
        return t('editor.warn.lateReason');
      case 'description':
      case 'urgency':
      case 'mode':
      case 'host':
      case 'sites':
      case 'agenda':
      case 'policies':
        return t(`editor.${field}`);
      default:
        return field;
    }
  };
  const value = (field: Field, form: Form): string => {
    const told = ((): string => {
      switch (field) {
        case 'host':
          return form.host?.label ?? '';
        case 'chairId':
          return form.chair?.label ?? '';
        case 'secretaryId':
          return form.secretary?.label ?? '';
        case 'start':
        case 'end':
          return periodText(new Date(startOf(form)), new Date(endOf(form)), language);
        case 'sites':
          return t('editor.stale.sites', { n: number(form.sites.length, language) });
        case 'agenda':
          return t('editor.stale.items', {
            n: number(form.agenda.length, language),
            titles: form.agenda.map(({ title }) => title).join('; '),
          });
        case 'policies':
          return [
            t(`editor.microphone.${form.policies.microphones}`),
            t(`editor.share.${form.policies.sharing}`),
          ].join('; ');
        case 'mode':
          return t(`meetings.mode.${form.mode}`);
        case 'urgency':
          return t(`meetings.urgency.${form.urgency}`);
        case 'title':
        case 'description':
        case 'typeId':
        case 'lateReason':
          return form[field];
        default:
          return '';
      }
    })();
    return told || t('editor.stale.empty');
  };
  return { name, value };
}
