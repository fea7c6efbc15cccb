import { useTranslation } from 'react-i18next';
import classes from '../../desk/parts/desk.module.css';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { actions as en } from '../../i18n/en/actions';
import { actions as vi } from '../../i18n/vi/actions';
import type { AuditRecord } from './api';
import own from './audit.module.css';

const words = { vi, en };

/** One record: who, when, what at a glance; the rest, down to its place in the chain, on demand. */
export function RecordRow({ record }: { record: AuditRecord }) {
  const { t } = useTranslation();
  return (
    <li className={own.record}>
      <details>
        <summary className={own.summary}>
          <span className={own.action}>{words[currentLanguage()][record.action] ?? record.action}</span>
          <span className={own.who}>
            {record.actorName || t('audit.system')}
            {record.source && <span className={classes.soft}> · {record.source}</span>}
          </span>
          <time dateTime={record.at} className={classes.soft}>
            {dateTime(new Date(record.at), currentLanguage())}
          </time>
        </summary>
        <dl className={classes.facts}>
          <dt>{t('audit.action')}</dt>
          <dd>{record.action}</dd>
          <dt>{t('audit.subject')}</dt>
          <dd>{record.subject}</dd>
          <dt>{t('audit.request')}</dt>
          <dd>{record.requestId || '—'}</dd>
          <dt>{t('audit.place')}</dt>
          <dd>{record.seq}</dd>
          <dt>{t('audit.hash')}</dt>
          <dd className={own.mono}>{record.hash}</dd>
          <dt>{t('audit.detail')}</dt>
          <dd>
            <pre className={own.detail}>{JSON.stringify(record.detail, null, 2)}</pre>
          </dd>
        </dl>
      </details>
    </li>
  );
}
