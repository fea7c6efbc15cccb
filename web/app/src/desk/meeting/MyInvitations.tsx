import { useQuery } from '@tanstack/react-query';
import { keys } from '../api';
import { listOwnInvitations } from '../inviting';
import { InvitationCard } from '../invitations/InvitationCard';

/** What the caller answers for in this meeting: the own invitation, or that of the unit. */
export function MyInvitations({ meetingId }: { meetingId: string }) {
  const mine = useQuery({ queryKey: keys.mine, queryFn: () => listOwnInvitations({}) });
  const here = (mine.data?.items ?? []).filter((invitation) => invitation.meetingId === meetingId);
  return here.map((invitation) => <InvitationCard key={invitation.id} invitation={invitation} inMeeting />);
}
