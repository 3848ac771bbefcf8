import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { errorFromPostgrest } from '../../lib/api-error.ts';
import { keys } from '../../lib/resources.ts';
import { supabase } from '../../lib/supabase.ts';

const Account = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  plan: z.string(),
});
export type Account = z.infer<typeof Account>;

/** The signed-in person's own row: row level security leaves no other. */
async function fetchAccount(signal: AbortSignal): Promise<Account> {
  const { data, error, status } = await (await supabase())
    .from('users')
    .select('id, email, name, plan')
    .limit(1)
    .abortSignal(signal)
    .single();
  if (error) throw errorFromPostgrest(error, status);
  return Account.parse(data);
}

export const useAccount = (signedIn: boolean) =>
  useQuery({ queryKey: keys.account, queryFn: ({ signal }) => fetchAccount(signal), enabled: signedIn });

/** Renames the account's row, and the copy in the session that the menu shows. */
export function useRename() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, name }: { readonly id: string; readonly name: string }) => {
      const { error, status } = await (await supabase()).from('users').update({ name }).eq('id', id);
      if (error) throw errorFromPostgrest(error, status);
      const updated = await (await supabase()).auth.updateUser({ data: { name } });
      if (updated.error) throw errorFromPostgrest(updated.error, updated.error.status ?? 0);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.account }),
  });
}
