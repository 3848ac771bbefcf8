/** Where the Audio2Face-3D service is and how to prove who asks, from the agent's environment. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Environment = z.object({
  SEMBLANTE_A2F_URL: z
    .string()
    .regex(/^grpcs?:\/\/[^/\s]+:\d+$/, 'must look like grpc://host:52000, or grpcs://host:443 for TLS'),
  SEMBLANTE_A2F_CA_FILE: z.string().optional(),
  SEMBLANTE_A2F_CERT_FILE: z.string().optional(),
  SEMBLANTE_A2F_KEY_FILE: z.string().optional(),
  SEMBLANTE_A2F_API_KEY: z.string().optional(),
  SEMBLANTE_A2F_FUNCTION_ID: z.string().optional(),
  SEMBLANTE_A2F_MODEL: z.string().optional(),
  SEMBLANTE_A2F_HTTP_URL: z.url({ protocol: /^https?$/ }).optional(),
});

export interface Audio2FaceSettings {
  /** host:port */
  readonly address: string;
  /** Absent: plaintext, for a service on this host or in a private network. */
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
  /** Sent as `authorization: Bearer …`; the NVIDIA-hosted service asks for it. */
  readonly apiKey?: string;
  /** Sent as `function-id`: which of the NVIDIA-hosted functions. */
  readonly functionId?: string;
  /** Model that must be loaded, e.g. `claire_v2.3.1`: the service falls back to another one without a word. */
  readonly model?: string;
  /** The service's HTTP side, where it tells which model it has loaded. */
  readonly httpUrl?: string;
}

/** What is wrong with the environment, in a sentence that names the variable. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Undefined where no service is configured. @throws SettingsError */
export function readAudio2FaceSettings(env: NodeJS.ProcessEnv): Audio2FaceSettings | undefined {
  if (!env.SEMBLANTE_A2F_URL) return undefined;
  const parsed = Environment.safeParse(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')),
  );
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SettingsError(`${String(issue?.path[0])} ${issue?.message}.`);
  }
  const vars = parsed.data;
  const url = new URL(vars.SEMBLANTE_A2F_URL.replace(/^grpc/, 'http'));
  const secure = url.protocol === 'https:';
  if (Boolean(vars.SEMBLANTE_A2F_CERT_FILE) !== Boolean(vars.SEMBLANTE_A2F_KEY_FILE)) {
    throw new SettingsError('SEMBLANTE_A2F_CERT_FILE and SEMBLANTE_A2F_KEY_FILE go together.');
  }
  const proof = vars.SEMBLANTE_A2F_CA_FILE ?? vars.SEMBLANTE_A2F_CERT_FILE ?? vars.SEMBLANTE_A2F_API_KEY;
  if (!secure && proof !== undefined) {
    throw new SettingsError(
      'SEMBLANTE_A2F_URL must begin with grpcs:// when certificates or a key are given: they would travel in the open.',
    );
  }
  const port = url.port || (secure ? '443' : '80');
  return {
    address: `${url.hostname}:${port}`,
    ...(secure
      ? {
          tls: {
            ...file('ca', 'SEMBLANTE_A2F_CA_FILE', vars.SEMBLANTE_A2F_CA_FILE),
            ...file('cert', 'SEMBLANTE_A2F_CERT_FILE', vars.SEMBLANTE_A2F_CERT_FILE),
            ...file('key', 'SEMBLANTE_A2F_KEY_FILE', vars.SEMBLANTE_A2F_KEY_FILE),
          },
        }
      : {}),
    ...(vars.SEMBLANTE_A2F_API_KEY ? { apiKey: vars.SEMBLANTE_A2F_API_KEY } : {}),
    ...(vars.SEMBLANTE_A2F_FUNCTION_ID ? { functionId: vars.SEMBLANTE_A2F_FUNCTION_ID } : {}),
    ...(vars.SEMBLANTE_A2F_MODEL ? { model: vars.SEMBLANTE_A2F_MODEL } : {}),
    ...(vars.SEMBLANTE_A2F_HTTP_URL ? { httpUrl: vars.SEMBLANTE_A2F_HTTP_URL.replace(/\/+$/, '') } : {}),
  };
}

function file<K extends string>(
  name: K,
  variable: string,
  path: string | undefined,
): Partial<Record<K, Buffer>> {
  if (path === undefined) return {};
  try {
    return { [name]: readFileSync(path) } as Record<K, Buffer>;
  } catch (cause) {
    throw new SettingsError(`${variable}: ${path} cannot be read (${(cause as Error).message}).`);
  }
}
