import { IconArrowBackUp, IconLayoutGrid, IconPinFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useHall } from '../context';
import classes from './stage.module.css';

/** That this screen does not show what the chair has arranged for all, and the way back. */
export function OwnLayout() {
  const { t } = useTranslation();
  const { own, chairs, setLayout, pinned, setPinned } = useHall();
  if (chairs === undefined || (own === null && pinned === '')) return null;
  const back = () => {
    setPinned('');
    setLayout(null);
  };
  return (
    <div className={classes.own} role="status" data-testid="own-layout">
      {pinned === '' ? <IconLayoutGrid aria-hidden /> : <IconPinFilled aria-hidden />}
      <span>
        {pinned === '' && own !== null
          ? t('hall.own.layout', { layout: t(`conduct.stage.layouts.${own}`) })
          : t('hall.own.pinned')}
      </span>
      <button type="button" onClick={back} data-testid="chairs-layout">
        <IconArrowBackUp aria-hidden /> {t('hall.own.back', { layout: t(`conduct.stage.layouts.${chairs}`) })}
      </button>
    </div>
  );
}
