/** How Deno is found and what it is told about a function: its import map and its permissions. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * What stands in for JSR, which the stack never asks: functions run with what npm installed and nothing else.
 * Hosted resolves the same specifiers to the real packages.
 */
const standIns: Readonly<Record<string, string>> = {
  'jsr:@std/encoding@1/base64url': '../jsr/base64url.ts',
  'jsr:@std/http@1/status': '../jsr/status.ts',
};

/** The executable itself, beside the package whose install script npm may have blocked. */
export function denoExecutable(): string {
  const require = createRequire(import.meta.url);
  const cpu = process.arch === 'arm64' ? 'arm64' : 'x64';
  const names = process.platform === 'darwin' ? [`@deno/darwin-${cpu}`] : [`@deno/linux-${cpu}-glibc`];
  for (const name of names) {
    try {
      const file = join(dirname(require.resolve(`${name}/package.json`)), 'deno');
      if (existsSync(file)) return realpathSync(file);
    } catch {
      // not this one
    }
  }
  throw new Error(
    `Deno is not installed for ${process.platform}-${process.arch} (looked for ${names.join(', ')}): run npm install with optional packages`,
  );
}

interface DenoConfig {
  readonly imports?: Readonly<Record<string, string>>;
}

export interface ImportMap {
  readonly imports: Readonly<Record<string, string>>;
  /** Specifiers that were replaced, for the log. */
  readonly replaced: readonly string[];
}

/** The import map of a function's deno.json with absolute paths and with JSR's modules replaced. */
export function importMapOf(functionFolder: string): ImportMap {
  const file = join(functionFolder, 'deno.json');
  if (!existsSync(file)) return { imports: {}, replaced: [] };
  const config = JSON.parse(readFileSync(file, 'utf8')) as DenoConfig;
  const imports: Record<string, string> = {};
  const replaced: string[] = [];
  for (const [name, target] of Object.entries(config.imports ?? {})) {
    if (target.startsWith('jsr:')) {
      const standIn = standIns[target];
      if (!standIn) {
        throw new Error(
          `${file} imports ${target}, and the stack has a stand-in only for ${Object.keys(standIns).join(' and ')}. Use an npm package instead.`,
        );
      }
      imports[name] = pathToFileURL(join(dirname(fileURLToPath(import.meta.url)), standIn)).href;
      replaced.push(target);
    } else if (target.startsWith('.')) {
      imports[name] = pathToFileURL(join(functionFolder, target)).href + (target.endsWith('/') ? '/' : '');
    } else {
      imports[name] = target;
    }
  }
  return { imports, replaced };
}

/**
 * `verify_jwt` of a function in config.toml; true unless said, as on hosted.
 * Only this one key of `[functions.<name>]` is read, so no TOML library is needed.
 */
export function verifiesJwt(configFile: string, name: string): boolean {
  if (!existsSync(configFile)) return true;
  let section = '';
  for (const line of readFileSync(configFile, 'utf8').split('\n')) {
    const header = /^\s*\[([^\]]+)\]/.exec(line);
    if (header?.[1]) section = header[1].trim();
    const value = /^\s*verify_jwt\s*=\s*(true|false)/.exec(line);
    if (value && section === `functions.${name}`) return value[1] === 'true';
  }
  return true;
}
