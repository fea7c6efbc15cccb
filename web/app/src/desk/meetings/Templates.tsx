import { ActionIcon, Button, Title } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { dayOf, instantOf } from '../../format/day';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { deleteTemplate, fromTemplate, listTemplates } from '../api';
import { firstDay } from '../editor/form';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import type { Template } from '../types';

const key = ['templates'];

/** Meetings to make others of. */
export default function Templates() {
  const { t } = useTranslation();
  const templates = useQuery({ queryKey: key, queryFn: listTemplates });
  useTitle(t('meetings.templates.title'));
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{t('meetings.templates.title')}</Title>
      </div>
      {templates.isPending ? (
        <RowSkeletons count={3} />
      ) : templates.isError ? (
        <Failure
          part
          title={t('meetings.templates.failed')}
          body={messageOf(templates.error, t)}
          onRetry={() => void templates.refetch()}
        />
      ) : templates.data.items.length === 0 ? (
        <div className={state.state} role="status">
          <p>{t('meetings.templates.none')}</p>
        </div>
      ) : (
        <div className={classes.card}>
          <ul className={classes.list}>
            {templates.data.items.map((template) => (
              <TemplateRow key={template.id} template={template} />
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function TemplateRow({ template }: { template: Template }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const n = (value: number) => number(value, currentLanguage());
  const use = useMutation({
    // The day is a proposal, to be changed in the editor that opens.
    mutationFn: () => fromTemplate(template.id, instantOf(firstDay(dayOf(new Date())), '08:00')),
    onSuccess: ({ id }) => navigate(`/meetings/${id}/edit`),
  });
  const remove = useMutation({
    mutationFn: () => deleteTemplate(template.id, template.version),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const error = use.error ?? remove.error;
  return (
    <li className={classes.row}>
      <div className={classes.text}>
        <span className={classes.title}>{template.name}</span>
        <div>{template.title}</div>
        <div className={classes.soft}>
          {t('meetings.templates.facts', {
            minutes: n(template.minutes),
            sites: n(template.sites),
            items: n(template.items),
          })}
        </div>
        {error && <div role="alert">{messageOf(error, t)}</div>}
      </div>
      <Button
        loading={use.isPending}
        onClick={() => use.mutate()}
        aria-label={t('meetings.templates.useNamed', { name: template.name })}
      >
        {t('meetings.templates.use')}
      </Button>
      <ActionIcon
        loading={remove.isPending}
        aria-label={t('meetings.templates.removeNamed', { name: template.name })}
        onClick={() => remove.mutate()}
      >
        <IconTrash size={20} aria-hidden />
      </ActionIcon>
    </li>
  );
}
