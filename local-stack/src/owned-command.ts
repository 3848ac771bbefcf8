import { existsSync } from 'node:fs';
import type { ServerAccount } from './state.ts';

/** Debian and Ubuntu, and wherever else util-linux is: essential there. */
const setpriv = '/usr/bin/setpriv';

/**
 * The command for a child that runs under `account` and ends with its parent, even when the parent is killed: without
 * it a killed test run would leave its servers behind. Only Linux can tell a child of its parent's death; elsewhere
 * the command is the program itself, and the caller gives uid and gid to spawn.
 */
export function ownedCommand(
  program: string,
  args: readonly string[],
  account?: ServerAccount,
): { file: string; args: string[] } {
  if (process.platform !== 'linux' || !existsSync(setpriv)) return { file: program, args: [...args] };
  const who = account ? [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'] : [];
  return { file: setpriv, args: [...who, '--pdeathsig', 'INT', '--', program, ...args] };
}
