import { useQuery } from '@tanstack/react-query';
import type { Role } from '../api/types';
import { getViewer } from '../desk/lookup';
import { useSession } from '../session/useSession';
import { getUnit } from './api';
import type { UnitKey } from './types';

/** Who changes units, people and sites. */
export const keepers: Role[] = ['unit_admin', 'admin'];
/** Who saves groups of sites and lists. */
export const preparers: Role[] = ['secretary', 'unit_admin', 'admin'];
/** Who keeps the short catalogues. */
export const admins: Role[] = ['admin'];

/**
 * Tells whether the caller acts as one of these roles, on a unit and all below it when its path is given.
 * It decides what the page offers; the server decides what is done.
 */
export function useMay(): (roles: Role[], path?: string) => boolean {
  const session = useSession();
  const viewer = useQuery({ queryKey: ['viewer'], queryFn: getViewer, staleTime: 60_000 });
  const own = session.data?.user.role;
  const held = viewer.data?.roles ?? [];
  return (roles, path) => {
    const admin = own === 'admin' || held.some(({ role }) => role === 'admin');
    if (roles.includes('admin') && admin) return true;
    if (path === undefined) {
      return (own !== undefined && roles.includes(own)) || held.some(({ role }) => roles.includes(role));
    }
    return held.some((one) => roles.includes(one.role) && path.startsWith(one.path));
  };
}

/**
 * Tells whether the caller acts as one of these roles on what is kept by a unit: null for what no unit keeps, undefined
 * for something new, which they may begin when they act so anywhere. Until it is known, they may not.
 */
export function useMayOn(roles: Role[], unit: UnitKey | null | undefined): boolean {
  const may = useMay();
  const somewhere = may(roles);
  const everywhere = roles.includes('admin') && may(admins);
  const { catalogue = '', code = '' } = unit ?? {};
  const kept = useQuery({
    queryKey: ['unit', catalogue, code],
    queryFn: () => getUnit({ catalogue, code }),
    enabled: code !== '' && somewhere && !everywhere,
    staleTime: 60_000,
  });
  if (everywhere || unit === undefined) return somewhere;
  return kept.data !== undefined && may(roles, kept.data.path);
}
