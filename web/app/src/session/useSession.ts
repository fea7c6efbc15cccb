import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { getInfo, getSession, logIn, logOut } from '../api/endpoints';

export const sessionKey = ['session'];

const session = {
  queryKey: sessionKey,
  queryFn: getSession,
  staleTime: 60_000,
  refetchOnReconnect: false,
  retry: 1,
};

/** Who is logged in; null when nobody is, undefined while not known. */
export function useSession() {
  return useQuery(session);
}

/**
 * Asks every minute whether the session is still good, and with that tells the server whether somebody is there: who types
 * for long is not away, and an abandoned page locks.
 */
export function useWatchedSession() {
  return useQuery({
    ...session,
    refetchInterval: ({ state }) => (state.data ? 60_000 : false),
    refetchIntervalInBackground: true,
  });
}

const outKey = ['session', 'out'];

/** Whether the session was ended in this page by its owner. */
export const hasLoggedOut = (client: QueryClient) => client.getQueryData(outKey) === true;

/** Takes note that the server knows no session any more. */
export function forgetSession(client: QueryClient) {
  client.setQueryData(sessionKey, null);
}

export function useInfo() {
  return useQuery({ queryKey: ['info'], queryFn: getInfo, staleTime: Infinity, retry: 2 });
}

export function useLogIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ username, password }: { username: string; password: string }) => logIn(username, password),
    onSuccess: (session) => {
      client.setQueryData(outKey, false);
      client.setQueryData(sessionKey, session);
    },
  });
}

export function useLogOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: logOut,
    onSuccess: () => {
      client.clear();
      client.setQueryData(outKey, true);
      client.setQueryData(sessionKey, null);
    },
  });
}
