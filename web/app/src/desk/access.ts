import type { Role } from '../api/types';
import { useSession } from '../session/useSession';

const planners: Role[] = ['secretary', 'chair'];

/** Whether the caller plans meetings by the role of the account; the server decides for which units. */
export function usePlans(): boolean {
  const session = useSession();
  return session.data ? planners.includes(session.data.user.role) : false;
}

/** The topics of events about the caller and all meetings; none while nobody is logged in. */
export function useOwnTopics(): string[] {
  const session = useSession();
  return session.data ? ['calendar', `me:${session.data.user.id}`] : [];
}
