import { Button, NumberInput } from '@mantine/core';
import { IconCheck, IconCircle, IconCircleDashed } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './conduct.module.css';
import type { Motion } from './types';
import { stages, sumOf, type Eligible, type Stage } from './voters';

const shown = 40;

interface VotersProps {
  voters: Eligible[];
  weights: Readonly<Record<string, number>>;
  setWeight: (key: string, weight: number) => void;
  secret: boolean;
}

/** Before a vote is opened: who could vote now, each with a weight, 0 = no vote. */
export function Voters({ voters, weights, setWeight, secret }: VotersProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [all, setAll] = useState(false);
  const { count, weight } = sumOf(voters, weights);
  return (
    <div className={classes.section} data-testid="voters">
      <p className={classes.hint}>
        {t('conduct.vote.voters', { n: count })}
        {weight !== count && ` · ${t('conduct.vote.weightSum', { n: weight })}`}
      </p>
      <Button variant="default" aria-expanded={open} data-testid="show-voters" onClick={() => setOpen(!open)}>
        {t(open ? 'conduct.vote.hideVoters' : 'conduct.vote.showVoters')}
      </Button>
      {open && (
        <>
          <p className={classes.hint}>
            {t(secret ? 'conduct.vote.secretWeight' : 'conduct.vote.weightHint')}
          </p>
          {(all ? voters : voters.slice(0, shown)).map((voter) => (
            <div className={classes.row} key={voter.key} data-testid="voter" data-voter={voter.key}>
              <span className={classes.rowText}>
                {voter.name}
                {voter.unit !== '' && voter.unit !== voter.name && <span>{voter.unit}</span>}
              </span>
              <NumberInput
                aria-label={t('conduct.vote.weightOf', { name: voter.name })}
                w={96}
                size="md"
                min={0}
                max={secret ? 1 : 1000}
                allowDecimal={false}
                value={weights[voter.key] ?? 1}
                onChange={(value) =>
                  setWeight(voter.key, Math.min(secret ? 1 : 1000, Math.max(0, Number(value) || 0)))
                }
              />
            </div>
          ))}
          {!all && voters.length > shown && (
            <Button variant="default" onClick={() => setAll(true)}>
              {t('conduct.floor.more', { n: voters.length - shown })}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

const icons: Record<Stage, typeof IconCheck> = {
  cast: IconCheck,
  ready: IconCircle,
  absent: IconCircleDashed,
};

/** While a vote runs: who has voted, who has the ballot on their screen, who must be called. */
export function Readiness({ motion }: { motion: Motion }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const rows = stages(motion);
  const count = (stage: Stage) => rows.filter((row) => row.stage === stage).length;
  const visible = all ? rows : rows.slice(0, shown);
  return (
    <div className={classes.section} data-testid="readiness">
      <p className={classes.hint}>
        {t(motion.secret ? 'conduct.vote.readySecret' : 'conduct.vote.readySum', {
          ready: motion.secret ? count('ready') : count('ready') + count('cast'),
          absent: count('absent'),
        })}
      </p>
      <div role="list">
        {visible.map((row) => {
          const Icon = icons[row.stage];
          return (
            <div
              className={classes.row}
              role="listitem"
              key={row.key}
              data-testid="readiness-row"
              data-stage={row.stage}
            >
              <span className={classes.rowText}>
                {row.name}
                {row.weight !== 1 && <span>{t('conduct.vote.weight', { n: row.weight })}</span>}
              </span>
              <span className={classes.stage}>
                <Icon size={20} aria-hidden /> {t(`conduct.vote.stage.${row.stage}`)}
              </span>
            </div>
          );
        })}
      </div>
      {rows.length > visible.length && (
        <Button variant="default" onClick={() => setAll(true)}>
          {t('conduct.floor.more', { n: rows.length - visible.length })}
        </Button>
      )}
    </div>
  );
}
