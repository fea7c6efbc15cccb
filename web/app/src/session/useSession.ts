import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { getInfo, getSession, logIn, logOut } from '../api/endpoints';

export const sessionKey = ['session'];

/** Who is logged in; null when nobody is, undefined while not known. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: getSession,
    staleTime: 60_000,
    refetchOnReconnect: false,
    retry: 1,
  });
}

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
    onSuccess: (session) => client.setQueryData(sessionKey, session),
  });
}

export function useLogOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: logOut,
    onSuccess: () => {
      client.clear();
      client.setQueryData(sessionKey, null);
    },
  });
}
