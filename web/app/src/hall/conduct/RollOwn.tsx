import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconSpeakerphone } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import hall from '../view/hall.module.css';
import classes from './conduct.module.css';
import { useConduct, useGive } from './context';
import { siteSubject } from './roll';
import { longestSeat } from './RollSeat';
import type { Mark, View } from './types';

/** What the roll says of this person, and saying oneself that one is there. */
export function RollOwn({ mine }: { mine: View['mine'] }) {
  const { t } = useTranslation();
  const give = useGive();
  const { roll } = mine;
  const [seat, setSeat] = useState(mine.seat ?? '');
  const mark = roll?.mark as Mark | '' | undefined;
  const confirmed = Boolean(roll?.by);
  const confirm = (as: 'in_room' | 'online') =>
    void give({ verb: 'roll.confirm', mark: as, ...(as === 'in_room' && { seat: seat.trim() }) });
  return (
    <section
      className={classes.section}
      data-testid="roll-own"
      data-mark={mark ?? ''}
      data-confirmed={confirmed}
    >
      <h3>{t('conduct.roll.own')}</h3>
      <p className={classes.hint} role="status">
        {mark ? t(`conduct.roll.mark.${mark}`) : t('conduct.roll.unmarked')}
        {roll &&
          ` · ${roll.by || t('conduct.roll.bySystem')} · ${clockTime(new Date(roll.at), currentLanguage())}`}
        {mine.seat && ` · ${t('conduct.roll.seat', { seat: mine.seat })}`}
      </p>
      {mine.may.includes('roll.confirm') && !confirmed && mine.who.personId && (
        <TextInput
          label={t('conduct.roll.yourSeat')}
          maxLength={longestSeat}
          value={seat}
          data-testid="own-seat"
          onChange={(event) => setSeat(event.currentTarget.value)}
        />
      )}
      {mine.may.includes('roll.confirm') && !confirmed && (
        <span className={classes.buttons}>
          <Button
            leftSection={<IconCheck size={20} aria-hidden />}
            data-testid="confirm-in-room"
            onClick={() => confirm('in_room')}
          >
            {t('conduct.roll.confirm.in_room')}
          </Button>
          <Button variant="default" data-testid="confirm-online" onClick={() => confirm('online')}>
            {t('conduct.roll.confirm.online')}
          </Button>
        </span>
      )}
    </section>
  );
}

/** Said to the people of the site that is called in the roll. */
export function CalledBanner() {
  const { t } = useTranslation();
  const give = useGive();
  const state = useConduct();
  const calling = state?.roll?.calling;
  if (!state || !calling || state.mine.leads) return null;
  const { unit } = state.mine.who;
  if (!unit || siteSubject(unit) !== calling) return null;
  return (
    <div className={hall.banner} role="alert" data-testid="roll-called">
      <IconSpeakerphone aria-hidden />
      <span>{t('conduct.roll.called')}</span>
      {!state.mine.roll?.by && state.mine.may.includes('roll.confirm') && (
        <Button
          size="md"
          data-testid="called-present"
          onClick={() => void give({ verb: 'roll.confirm', mark: 'in_room' })}
        >
          {t('conduct.roll.confirm.in_room')}
        </Button>
      )}
    </div>
  );
}
