import { Autocomplete, Button } from '@mantine/core';
import { IconArmchair, IconDoorEnter, IconDoorExit } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getSite } from '../../directory/api';
import classes from './conduct.module.css';
import { useConduct, useGive, useMeetingPlan } from './context';
import { isPresent, seatOf, seatsFree, siteSubject, type Attendee } from './roll';
import type { Roll } from './types';

/** As long as the label of a seat on a room's plan may be. */
export const longestSeat = 20;

interface Props {
  person: Attendee;
  roll: Roll;
  /** They are in the room by a device of their own, which tells when they come and leave. */
  online: boolean;
}

/** Where one sits who has come with others before one screen, and that they have left or are back. */
export function RollSeat({ person, roll, online }: Props) {
  const { t } = useTranslation();
  const give = useGive();
  const mine = useConduct()?.mine;
  const [open, setOpen] = useState(false);
  const { subject, name } = person;
  const place = roll.places?.[subject];
  const mark = roll.marks?.[subject]?.mark;
  const own = mine?.who.unit && siteSubject(mine.who.unit) === (place?.site ?? siteSubject(person.unit));
  if (!mine?.may.includes('roll.seat') || subject === '' || !(mine.leads || own)) return null;
  const present = isPresent(mark);
  const by = present && !online && mine.may.includes('roll.leave');
  return (
    <span className={classes.buttons}>
      {(present || !mark) && !open && (
        <Button
          variant="default"
          leftSection={<IconArmchair size={20} aria-hidden />}
          aria-label={[place?.seat, t('conduct.roll.seatOf', { name })].filter(Boolean).join(' · ')}
          data-testid="person-seat"
          onClick={() => setOpen(true)}
        >
          {place?.seat ?? t('conduct.roll.setSeat')}
        </Button>
      )}
      {by && (
        <Button
          variant="default"
          leftSection={
            place?.here ? <IconDoorExit size={20} aria-hidden /> : <IconDoorEnter size={20} aria-hidden />
          }
          aria-label={t(place?.here ? 'conduct.roll.leaveOf' : 'conduct.roll.returnOf', { name })}
          data-testid={place?.here ? 'person-leave' : 'person-return'}
          onClick={() => void give({ verb: place?.here ? 'roll.leave' : 'roll.return', target: subject })}
        >
          {t(place?.here ? 'conduct.roll.leave' : 'conduct.roll.return')}
        </Button>
      )}
      {open && <SeatForm person={person} roll={roll} close={() => setOpen(false)} />}
    </span>
  );
}

function SeatForm({ person, roll, close }: { person: Attendee; roll: Roll; close: () => void }) {
  const { t } = useTranslation();
  const give = useGive();
  const { subject, name } = person;
  const place = roll.places?.[subject];
  const seats = useSeats(place?.site ?? siteSubject(person.unit));
  const [typed, setTyped] = useState<string | null>(null);
  const seat = typed ?? place?.seat ?? seatOf(seats.plan, name);
  const save = async () => {
    if (await give({ verb: 'roll.seat', target: subject, seat: seat.trim() })) close();
  };
  return (
    <form
      className={classes.refusing}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Autocomplete
        label={t('conduct.roll.seatOf', { name })}
        description={t('conduct.roll.seatHint')}
        maxLength={longestSeat}
        limit={200}
        data={seatsFree(seats.plan, roll, seats.site, subject)}
        value={seat}
        onChange={setTyped}
        data-autofocus
        data-testid="seat-input"
      />
      <span className={classes.buttons}>
        <Button type="submit" data-testid="save-seat">
          {t('conduct.roll.write')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('conduct.floor.keep')}
        </Button>
      </span>
    </form>
  );
}

/** The plan of seats of a site's room; people of units that are no site sit at the main one. */
function useSeats(subject: string) {
  const sites = useMeetingPlan().data?.sites ?? [];
  const site = sites.find(({ unit }) => siteSubject(unit) === subject) ?? sites.find(({ main }) => main);
  const room = site?.room ?? '';
  const { data } = useQuery({
    queryKey: ['site', room],
    queryFn: () => getSite(room),
    enabled: room !== '',
    staleTime: Infinity,
  });
  return { site: site ? siteSubject(site.unit) : subject, plan: data?.seatMap };
}
