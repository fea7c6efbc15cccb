import { Button, Title } from '@mantine/core';
import { IconDoorEnter } from '@tabler/icons-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { getInfo } from '../api/endpoints';
import { useTitle } from '../components/useTitle';
import { comesBack, parseEnding } from '../hall/ending';
import { useComeBack } from '../hall/useComeBack';
import classes from './Left.module.css';

/** What happened, what is safe, and the way back in. */
export default function Left() {
  const { t } = useTranslation();
  const { name = '' } = useParams();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const ending = parseEnding(params.get('why'));
  const room = `/rooms/${encodeURIComponent(name)}`;
  useTitle(t(`left.title.${ending}`));

  const kept = new URLSearchParams(params);
  kept.delete('why');
  kept.set('back', '1');
  const live = `${room}/live?${kept}`;
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
        <Button size="lg" component={Link} to={`${room}/join`} variant="default">
          {t('left.check')}
        </Button>
        <Button
          size="lg"
          component={Link}
          to="/rooms"
          variant={
            ending === 'ended' || ending === 'removed' || ending === 'elsewhere' ? 'filled' : 'default'
          }
        >
          {t('left.rooms')}
        </Button>
      </div>
    </section>
  );
}
