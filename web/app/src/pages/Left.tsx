import { Button, Title } from '@mantine/core';
import { IconDoorEnter } from '@tabler/icons-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { getInfo } from '../api/endpoints';
import { useTitle } from '../components/useTitle';
import { comesBack, parseEnding } from '../hall/ending';
import { usePlace } from '../hall/place';
import { useComeBack } from '../hall/useComeBack';
import classes from './Left.module.css';

/** What happened, what is safe, and the way back in. */
export default function Left() {
  const { t } = useTranslation();
  const { base, meeting } = usePlace();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const ending = parseEnding(params.get('why'));
  useTitle(t(`left.title.${ending}`));

  const kept = new URLSearchParams(params);
  kept.delete('why');
  kept.set('back', '1');
  const live = `${base}/live?${kept}`;
  const rejoin = useCallback(() => void navigate(live, { replace: true }), [navigate, live]);
  const back = useComeBack(comesBack(ending), getInfo, rejoin);

  return (
    <section className={classes.left} data-testid="left" data-why={ending}>
      <Title order={1}>{t(`left.title.${ending}`)}</Title>
      <p>{t(`left.body.${ending}`)}</p>
      {comesBack(ending) && (
        <p role="status" className={classes.count} data-testid="countdown">
          {back.phase === 'stopped' && t('left.stopped')}
          {back.phase === 'trying' && t('left.trying')}
          {back.phase === 'counting' &&
            t(back.attempt > 0 ? 'left.waiting' : 'left.auto', {
              seconds: back.seconds,
              attempt: back.attempt + 1,
            })}
        </p>
      )}
      <div className={classes.actions}>
        {ending !== 'ended' && (
          <Button
            size="lg"
            leftSection={<IconDoorEnter size={22} aria-hidden />}
            onClick={rejoin}
            variant={ending === 'removed' || ending === 'elsewhere' ? 'default' : 'filled'}
            data-testid="rejoin"
          >
            {t('left.rejoin')}
          </Button>
        )}
        {comesBack(ending) && back.phase !== 'stopped' && (
          <Button size="lg" variant="default" onClick={back.stop} data-testid="stay-out">
            {t('left.stop')}
          </Button>
        )}
        <Button size="lg" component={Link} to={`${base}/join`} variant="default">
          {t('left.check')}
        </Button>
        <Button
          size="lg"
          component={Link}
          to={meeting ? base : '/rooms'}
          variant={
            ending === 'ended' || ending === 'removed' || ending === 'elsewhere' ? 'filled' : 'default'
          }
        >
          {t(meeting ? 'desk.toMeeting' : 'left.rooms')}
        </Button>
      </div>
    </section>
  );
}
