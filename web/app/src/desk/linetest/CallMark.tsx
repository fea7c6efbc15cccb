import { useTranslation } from 'react-i18next';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import desk from '../parts/desk.module.css';
import type { Row } from './api';
import classes from './linetest.module.css';

/** How the latest call of a site stands: whether anything of the site showed it, and who has answered. */
export function CallMark({ call }: { call: NonNullable<Row['call']> }) {
  const { t } = useTranslation();
  return (
    <span
      className={`${desk.soft} ${classes.callLine}`}
      role="status"
      data-testid="board-called"
      data-state={call.state}
    >
      {t(`linetest.callState.${call.state}`, {
        where: call.shown.map((where) => t(`linetest.callWhere.${where}`)).join(', '),
        name: call.answeredBy ?? '',
        time: clockTime(new Date(call.answeredAt ?? call.at), currentLanguage()),
      })}
    </span>
  );
}
