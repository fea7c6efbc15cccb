import { Button, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { Confirm } from '../../directory/parts/Confirm';
import { instantOf, today } from '../../format/day';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { deleteTemplate, fromTemplate, listTemplates } from '../api';
import { firstDay } from '../editor/form';
import classes from '../parts/desk.module.css';
import { DeclareAsk } from '../parts/DeclareAsk';
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
  const [asked, setAsked] = useState(false);
  const n = (value: number) => number(value, currentLanguage());
  const use = useMutation({
    // The day is a proposal, to be changed in the editor that opens.
    mutationFn: () => fromTemplate(template.id, instantOf(firstDay(today()), '08:00')),
    onSuccess: ({ id }) => navigate(`/meetings/${id}/edit`),
  });
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
      </div>
      <Button
        onClick={() => {
          use.reset();
          setAsked(true);
        }}
        data-testid="use-template"
        aria-label={t('meetings.templates.useNamed', { name: template.name })}
      >
        {t('meetings.templates.use')}
      </Button>
      <Confirm
        label={t('meetings.templates.remove')}
        named={t('meetings.templates.removeNamed', { name: template.name })}
        body={t('meetings.templates.removeBody', { name: template.name })}
        act={() => deleteTemplate(template.id, template.version)}
        onDone={() => void client.invalidateQueries({ queryKey: key })}
      />
      {asked && (
        <DeclareAsk
          title={t('meetings.templates.use')}
          busy={use.isPending}
          error={use.error}
          onDo={() => use.mutate()}
          onClose={() => setAsked(false)}
        />
      )}
    </li>
  );
}
