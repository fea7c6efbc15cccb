import { Button, NumberInput, Select, Switch, Textarea } from '@mantine/core';
import { IconCheck, IconPlayerPause, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import panel from '../panels/panel.module.css';
import classes from './conduct.module.css';
import { useConduct, useGive, useMeetingPlan } from './context';
import { itemName, itemOf } from './motion';
import { SecretCheck, Turnout } from './SecretPanel';
import { Readiness, Voters } from './VoterList';
import { eligible, weightsOf } from './voters';
import type { Mine, Motion, View } from './types';

/** Motions: prepared, put to the vote and decided. */
export function VotePanel() {
  const { t } = useTranslation();
  const state = useConduct();
  if (!state?.motions) return <p className={panel.empty}>{t('conduct.loading')}</p>;
  const { motions, mine } = state;
  return (
    <div className={classes.body} data-testid="vote-panel">
      {motions.length === 0 && <p className={panel.empty}>{t('conduct.vote.none')}</p>}
      {[...motions].reverse().map((motion) => (
        <MotionCard key={motion.id} motion={motion} state={state} />
      ))}
      {mine.leads && mine.may.includes('motion.prepare') && <Prepare current={state.agenda?.current ?? ''} />}
    </div>
  );
}

/** A motion is of the item that is taken now, unless another is chosen or none. */
function Prepare({ current }: { current: string }) {
  const { t } = useTranslation();
  const give = useGive();
  const [question, setQuestion] = useState('');
  const [byUnit, setByUnit] = useState(false);
  const [secret, setSecret] = useState(false);
  const [majority, setMajority] = useState(50);
  const agenda = useMeetingPlan().data?.agenda ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const itemId = itemOf(agenda, chosen, current);
  const prepare = async () => {
    const done = await give({
      verb: 'motion.prepare',
      motion: { question: question.trim(), byUnit, secret, majority, ...(itemId && { itemId }) },
    });
    if (!done) return;
    setQuestion('');
    setChosen(null);
  };
  return (
    <section className={classes.section}>
      <Textarea
        label={t('conduct.vote.question')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={1000}
        value={question}
        onChange={(event) => setQuestion(event.currentTarget.value)}
        data-testid="motion-question"
      />
      {agenda.length > 0 && (
        <Select
          label={t('conduct.vote.item')}
          data={[
            { value: '', label: t('conduct.vote.noItem') },
            ...agenda.map(({ id }) => ({ value: id, label: itemName(agenda, id) })),
          ]}
          value={itemId}
          allowDeselect={false}
          data-testid="motion-item"
          onChange={(value) => setChosen(value ?? '')}
        />
      )}
      <Switch
        label={t('conduct.vote.byUnit')}
        checked={byUnit}
        onChange={(event) => setByUnit(event.currentTarget.checked)}
      />
      <Switch
        label={t('conduct.vote.secret.switch')}
        description={t('conduct.vote.secret.switchHint')}
        checked={secret}
        data-testid="motion-secret"
        onChange={(event) => setSecret(event.currentTarget.checked)}
      />
      <NumberInput
        label={t('conduct.vote.majority')}
        description={t('conduct.vote.majorityHint')}
        min={0}
        max={99}
        value={majority}
        onChange={(value) => setMajority(Math.min(99, Math.max(0, Number(value) || 0)))}
      />
      <Button
        leftSection={<IconPlus size={20} aria-hidden />}
        disabled={question.trim() === ''}
        data-testid="prepare-motion"
        onClick={() => void prepare()}
      >
        {t('conduct.vote.prepare')}
      </Button>
    </section>
  );
}

function MotionCard({ motion, state }: { motion: Motion; state: View }) {
  const { t } = useTranslation();
  const mine: Mine = state.mine;
  const { result } = motion;
  const item = itemName(useMeetingPlan().data?.agenda ?? [], motion.itemId);
  return (
    <section className={classes.section} data-testid="motion" data-state={motion.state}>
      <p className={classes.question}>{motion.question}</p>
      {item && (
        <p className={classes.hint} data-testid="motion-of">
          {t('conduct.vote.ofItem', { item })}
        </p>
      )}
      <p className={classes.hint}>
        {motion.secret && `${t('conduct.vote.secret.name')} · `}
        {t(`conduct.vote.state.${motion.state}`)}
        {motion.state !== 'prepared' &&
          (!motion.secret || motion.state === 'closed') &&
          ` · ${t('conduct.vote.cast', { n: motion.cast, of: motion.eligible })}`}
      </p>
      {motion.secret && mine.leads && (motion.state === 'open' || motion.state === 'stopped') && (
        <Turnout motion={motion} />
      )}
      {result && (
        <>
          <dl className={classes.counts}>
            {(['for', 'against', 'other'] as const).map((choice) => (
              <div key={choice}>
                <dt>{t(`conduct.vote.choice.${choice}`)}</dt>
                <dd data-testid={`result-${choice}`}>{result[choice]}</dd>
              </div>
            ))}
          </dl>
          {Boolean(motion.majority) && (
            <p className={classes.hint}>
              {t(result.carried ? 'conduct.vote.carried' : 'conduct.vote.lost', {
                percent: motion.majority ?? 0,
              })}
            </p>
          )}
        </>
      )}
      {result && motion.secret && <SecretCheck motion={motion} account={mine.who.identity} />}
      {result && motion.ballots && <Names motion={motion} />}
      {mine.audience === 'desk' && (motion.state === 'open' || motion.state === 'stopped') && (
        <Readiness motion={motion} />
      )}
      {mine.leads && motion.state === 'prepared' && <Opening motion={motion} state={state} />}
      {mine.leads && motion.state !== 'prepared' && <Acts motion={motion} />}
    </section>
  );
}

/** Who voted how, of a vote by name. */
function Names({ motion }: { motion: Motion }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  if (!shown) {
    return (
      <Button variant="default" onClick={() => setShown(true)}>
        {t('conduct.vote.names')}
      </Button>
    );
  }
  return (
    <div>
      {(motion.voters ?? []).map((voter) => {
        const ballot = motion.ballots?.[voter.key];
        const choice = ballot?.choice as 'for' | 'against' | 'other' | undefined;
        return (
          <div className={classes.row} key={voter.key}>
            <span className={classes.rowText}>
              {voter.name}
              {ballot?.text && <span>{ballot.text}</span>}
            </span>
            <span>{choice ? t(`conduct.vote.choice.${choice}`) : t('conduct.vote.notCast')}</span>
          </div>
        );
      })}
    </div>
  );
}

/** Before it is opened: who can vote, with what weight. */
function Opening({ motion, state }: { motion: Motion; state: View }) {
  const { t } = useTranslation();
  const give = useGive();
  const [weights, setWeights] = useState<Record<string, number>>({});
  const voters = eligible(state.presence?.all ?? [], motion.byUnit ?? false);
  return (
    <>
      <Voters
        voters={voters}
        weights={weights}
        setWeight={(key, weight) => setWeights((now) => ({ ...now, [key]: weight }))}
        secret={motion.secret ?? false}
      />
      <span className={classes.buttons}>
        <Button
          leftSection={<IconPlayerPlay size={20} aria-hidden />}
          data-testid="open-motion"
          onClick={() =>
            void give({ verb: 'motion.open', target: motion.id, voters: weightsOf(voters, weights) })
          }
        >
          {t('conduct.vote.open')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconTrash size={20} aria-hidden />}
          onClick={() => void give({ verb: 'motion.drop', target: motion.id })}
        >
          {t('conduct.vote.drop')}
        </Button>
      </span>
    </>
  );
}

function Acts({ motion }: { motion: Motion }) {
  const { t } = useTranslation();
  const give = useGive();
  const [closing, setClosing] = useState(false);
  const act = (verb: string) => void give({ verb, target: motion.id });
  if (motion.state === 'closed') return null;
  if (closing) {
    return (
      <div className={classes.section} role="alert">
        <p className={classes.hint}>
          {t('conduct.vote.closeQuestion', {
            n: motion.eligible - motion.cast,
            context: motion.secret ? 'secret' : undefined,
          })}
        </p>
        <span className={classes.buttons}>
          <Button color="son.7" data-testid="close-motion-yes" onClick={() => act('motion.close')}>
            {t('conduct.vote.close')}
          </Button>
          <Button variant="default" onClick={() => setClosing(false)}>
            {t('common.cancel')}
          </Button>
        </span>
      </div>
    );
  }
  const open = motion.state === 'open';
  return (
    <span className={classes.buttons}>
      <Button
        variant="default"
        leftSection={
          open ? <IconPlayerPause size={20} aria-hidden /> : <IconPlayerPlay size={20} aria-hidden />
        }
        onClick={() => act(open ? 'motion.stop' : 'motion.resume')}
      >
        {t(open ? 'conduct.vote.stop' : 'conduct.vote.resume')}
      </Button>
      <Button
        leftSection={<IconCheck size={20} aria-hidden />}
        data-testid="close-motion"
        onClick={() => (motion.cast < motion.eligible ? setClosing(true) : act('motion.close'))}
      >
        {t('conduct.vote.close')}
      </Button>
    </span>
  );
}
