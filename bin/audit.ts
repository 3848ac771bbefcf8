/**
 * `npm run audit`: asks the registry for known weaknesses of what the lock file names. High and critical ones fail it.
 * A registry whose audit endpoint does not answer (a mirror, no network) proves nothing: that is said out loud, and
 * fails only with --strict, which is how CI asks.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { strict: { type: 'boolean', default: false } } });

interface Audit {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
}

const npm = spawn('npm', ['audit', '--json', '--fetch-retries=1', '--fetch-timeout=20000'], {
  cwd: `${import.meta.dirname}/..`,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const said = await text(npm.stdout);
let audit: Audit = {};
try {
  audit = JSON.parse(said) as Audit;
} catch {
  // Said below: an answer without a list of vulnerabilities is none.
}

if (!audit.vulnerabilities) {
  console.error('══ DEPENDENCY AUDIT SKIPPED: the registry does not answer audits. Nothing was checked. ══');
  process.exit(values.strict ? 1 : 0);
}
const found = Object.entries(audit.vulnerabilities);
for (const [name, { severity, range }] of found) console.log(`${severity.padEnd(9)} ${name} ${range}`);
const grave = found.filter(([, { severity }]) => severity === 'high' || severity === 'critical');
console.log(`${found.length} known weaknesses, ${grave.length} of them high or critical.`);
process.exit(grave.length > 0 ? 1 : 0);
