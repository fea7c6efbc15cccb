import { Button } from '@mantine/core';
import { IconFiles } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { number } from '../../format/number';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { keys, listPapers } from '../api';
import classes from '../parts/desk.module.css';
import type { Meeting, PaperItem } from '../types';
import own from './meeting.module.css';

/** The items in order, each with its papers. */
export function AgendaView({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const papers = useQuery({
    queryKey: [...keys.meeting(meeting.id), 'papers'],
    queryFn: () => listPapers(meeting.id),
  });
  const of = (item: string) => (papers.data?.items ?? []).filter(({ itemId }) => (itemId ?? '') === item);
  const common = of('');
  return (
    <section className={classes.card}>
      <div className={classes.cardHead}>
        <h2>{t('meeting.agenda')}</h2>
        <Button
          component={Link}
          to={`/meetings/${meeting.id}/papers`}
          variant="default"
          leftSection={<IconFiles size={20} aria-hidden />}
        >
          {t('meeting.papersAll')}
        </Button>
      </div>
      {papers.isError && <p className={classes.warnText}>{t('meeting.papersFailed')}</p>}
      {meeting.agenda.length === 0 ? (
        <p className={classes.soft}>{t('meeting.noAgenda')}</p>
      ) : (
        <ol className={classes.list}>
          {meeting.agenda.map((item, index) => (
            <Item key={item.id} item={item} index={index} papers={of(item.id)} />
          ))}
        </ol>
      )}
      {common.length > 0 && (
        <div className={own.item}>
          <h3>{t('meeting.papersCommon')}</h3>
          <Papers items={common} />
        </div>
      )}
    </section>
  );
}

interface ItemProps {
  item: Meeting['agenda'][number];
  index: number;
  papers: PaperItem[];
}

function Item({ item, index, papers }: ItemProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const by = [item.presenter?.name, item.presenterUnit?.name].filter(Boolean).join(', ');
  const facts = [
    clockTime(new Date(item.begins), language),
    t('meeting.minutes', { n: number(item.minutes, language) }),
    by !== '' && t('meeting.presenter', { name: by }),
    item.vote && t('meeting.vote'),
  ];
  return (
    <li className={own.item}>
      <h3>
        {index + 1}. {item.title}
      </h3>
      <p className={classes.soft}>{facts.filter(Boolean).join(' · ')}</p>
      <Papers items={papers} />
    </li>
  );
}

function Papers({ items }: { items: PaperItem[] }) {
  if (items.length === 0) return null;
  return (
    <ul className={own.papers}>
      {items.map(({ id, title }) => (
        <li key={id}>
          <Link to={`/papers/${id}`}>{title}</Link>
        </li>
      ))}
    </ul>
  );
}
