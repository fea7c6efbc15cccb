import { useQuery } from '@tanstack/react-query';
import { keys } from '../api';
import { listOwnInvitations } from '../inviting';
import { InvitationCard } from '../invitations/InvitationCard';
import type { Meeting } from '../types';

/** What the caller answers for in this meeting: the own invitation, or that of the unit. */
export function MyInvitations({ meeting }: { meeting: Meeting }) {
  const mine = useQuery({ queryKey: keys.mine, queryFn: () => listOwnInvitations({}) });
  const here = (mine.data?.items ?? []).filter((invitation) => invitation.meetingId === meeting.id);
  const over = meeting.state === 'ended';
  return here.map((invitation) => (
    <InvitationCard key={invitation.id} invitation={invitation} inMeeting over={over} />
  ));
}
