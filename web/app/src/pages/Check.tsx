import { Alert, Button, TextInput, Title } from '@mantine/core';
import { IconDoorEnter, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { getRoom } from '../api/endpoints';
import { ApiError, messageOf } from '../api/problem';
import type { RoomItem } from '../api/types';
import { CameraCheck } from '../check/CameraCheck';
import classes from '../check/check.module.css';
import { loadChoices, saveChoices, type Choices } from '../check/choices';
import { LineCheck } from '../check/LineCheck';
import { LoudspeakerCheck } from '../check/LoudspeakerCheck';
import { MicrophoneCheck } from '../check/MicrophoneCheck';
import { worst, type Verdict } from '../check/verdict';
import { Failure } from '../components/Failure';
import { Loading } from '../components/Loading';
import { useTitle } from '../components/useTitle';
import { siteName } from '../format/name';
import { usePlace } from '../hall/place';
import { currentLanguage } from '../i18n';
import { useSession } from '../session/useSession';
import { detectSupport } from '../support/support';

export default function Check() {
  const { t } = useTranslation();
  const { name } = usePlace();
  const room = useQuery({ queryKey: ['room', name], queryFn: () => getRoom(name) });
  useTitle(t('check.title'));
  if (!detectSupport().modern) {
    return <Failure title={t('common.support.oldTitle')} body={t('common.support.oldBody')} />;
  }
  if (room.isPending) return <Loading />;
  if (room.isError) {
    const gone = room.error instanceof ApiError && room.error.status === 404;
    return (
      <Failure
        title={gone ? t('rooms.gone') : t('rooms.failedTitle')}
        body={gone ? t('rooms.goneBody') : messageOf(room.error, t)}
        onRetry={gone ? undefined : () => void room.refetch()}
        action={
          <Button component={Link} to="/rooms" variant={gone ? 'filled' : 'default'}>
            {t('common.notFound.action')}
          </Button>
        }
      />
    );
  }
  return <Checks room={room.data} />;
}

type Part = 'camera' | 'microphone' | 'loudspeaker' | 'line';

function useVerdicts() {
  const [verdicts, setVerdicts] = useState<Record<Part, Verdict>>({
    camera: 'untested',
    microphone: 'untested',
    loudspeaker: 'untested',
    line: 'untested',
  });
  const settle = useCallback(
    (part: Part, verdict: Verdict) => setVerdicts((now) => ({ ...now, [part]: verdict })),
    [],
  );
  const camera = useCallback((verdict: Verdict) => settle('camera', verdict), [settle]);
  const microphone = useCallback((verdict: Verdict) => settle('microphone', verdict), [settle]);
  const loudspeaker = useCallback((verdict: Verdict) => settle('loudspeaker', verdict), [settle]);
  const line = useCallback((verdict: Verdict) => settle('line', verdict), [settle]);
  return { overall: worst(Object.values(verdicts)), settle: { camera, microphone, loudspeaker, line } };
}

function Checks({ room }: { room: RoomItem }) {
  const { t } = useTranslation();
  const session = useSession();
  const { meeting } = usePlace();
  const [choices, setChoices] = useState(loadChoices);
  const { overall, settle } = useVerdicts();
  const own = session.data ? siteName(session.data.user.unit?.name ?? session.data.user.displayName) : '';

  const change = (part: Partial<Choices>) => {
    setChoices((now) => ({ ...now, ...part }));
    saveChoices(part);
  };
  return (
    <>
      <Title order={1}>{t('check.title')}</Title>
      <p className={classes.hint}>{room.title[currentLanguage()] || room.title.vi}</p>
      {!detectSupport().capture && (
        <Alert icon={<IconInfoCircle />} color="yellow" mb="md" title={t('common.support.insecureTitle')}>
          {t('common.support.insecureBody')}
        </Alert>
      )}
      <div className={classes.grid}>
        <div className={classes.column}>
          <CameraCheck choices={choices} onChange={change} onVerdict={settle.camera} />
          <MicrophoneCheck choices={choices} onChange={change} onVerdict={settle.microphone} />
        </div>
        <div className={classes.column}>
          {!meeting && (
            <section className={classes.card}>
              <TextInput
                label={t('check.name')}
                description={t('check.nameHint')}
                inputWrapperOrder={['label', 'input', 'description']}
                placeholder={own}
                maxLength={120}
                value={choices.displayName}
                onChange={(event) => change({ displayName: event.currentTarget.value })}
              />
            </section>
          )}
          <LoudspeakerCheck choices={choices} onChange={change} onVerdict={settle.loudspeaker} />
          <LineCheck onVerdict={settle.line} />
        </div>
      </div>
      <Enter overall={overall} />
    </>
  );
}

function Enter({ overall }: { overall: Verdict }) {
  const { t } = useTranslation();
  const { base } = usePlace();
  const { search } = useLocation();
  const navigate = useNavigate();
  const bad = overall === 'nogo' || overall === 'care';
  return (
    <div className={classes.enter}>
      <p role="status">
        {overall === 'go' ? t('check.ready') : bad ? t('check.notReady') : t('check.untestedHint')}
      </p>
      <Button
        size="lg"
        leftSection={<IconDoorEnter size={22} aria-hidden />}
        data-testid="enter"
        onClick={() => void navigate(`${base}/live${search}`)}
      >
        {t('check.enter')}
      </Button>
    </div>
  );
}
