import { useSearchParams } from 'react-router';

/** What a page's address asks for, and the means to ask for something else: it stays through reloads and can be sent on. */
export function useAsked<K extends string>(keys: readonly K[]) {
  const [params, setParams] = useSearchParams();
  const asked = Object.fromEntries(keys.map((key) => [key, params.get(key) ?? ''])) as Record<K, string>;
  const ask = (part: Partial<Record<K, string>>) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [key, value] of Object.entries<string | undefined>(part)) {
          if (value) next.set(key, value);
          else next.delete(key);
        }
        return next;
      },
      { replace: true },
    );
  const clear = () => setParams({}, { replace: true });
  return { asked, ask, clear, narrowed: keys.some((key) => asked[key] !== '') };
}
