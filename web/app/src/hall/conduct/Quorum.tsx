import { Button, NumberInput, SegmentedControl } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './conduct.module.css';
import { useGive } from './context';
import type { Roll } from './types';

type Rule = Roll['quorum'];
type Of = 'sites' | 'people';

const ofRule = (rule: Rule): Of => (rule.of === 'people' ? 'people' : 'sites');

/** Whether enough are there for the meeting to decide, and for those who conduct how many that must be. */
export function Quorum({ rule, may }: { rule: Rule; may: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const percent = rule.percent ?? 0;
  const of = ofRule(rule);
  return (
    <>
      <p className={classes.hint} data-testid="quorum" data-met={rule.met}>
        {percent === 0
          ? t('conduct.roll.noRule')
          : t(`conduct.roll.${rule.met ? 'quorum' : 'noQuorum'}.${of}`, { percent })}
      </p>
      {may && !open && (
        <Button
          variant="default"
          leftSection={<IconScale size={20} aria-hidden />}
          data-testid="change-quorum"
          onClick={() => setOpen(true)}
        >
          {t('conduct.roll.changeQuorum')}
        </Button>
      )}
      {may && open && <RuleForm rule={rule} close={() => setOpen(false)} />}
    </>
  );
}

function RuleForm({ rule, close }: { rule: Rule; close: () => void }) {
  const { t } = useTranslation();
  const give = useGive();
  const [of, setOf] = useState<Of>(ofRule(rule));
  const [percent, setPercent] = useState(rule.percent ?? 0);
  const save = async () => {
    if (await give({ verb: 'roll.quorum', quorum: { of, percent } })) close();
  };
  return (
    <form
      className={classes.refusing}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <SegmentedControl
        aria-label={t('conduct.roll.quorumOf')}
        fullWidth
        data={(['sites', 'people'] as const).map((value) => ({
          value,
          label: t(`conduct.roll.of.${value}`),
        }))}
        value={of}
        onChange={(value) => setOf(value === 'people' ? 'people' : 'sites')}
      />
      <NumberInput
        label={t('conduct.roll.quorumPercent')}
        description={t('conduct.roll.quorumHint')}
        min={0}
        max={99}
        value={percent}
        data-testid="quorum-percent"
        onChange={(value) => setPercent(Math.min(99, Math.max(0, Math.round(Number(value) || 0))))}
      />
      <span className={classes.buttons}>
        <Button type="submit" data-testid="save-quorum">
          {t('conduct.roll.write')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('conduct.floor.keep')}
        </Button>
      </span>
    </form>
  );
}
