/**
 * Which model the service has loaded. A container started with a model name it does not know falls back to
 * `james_v2.3.1` without a word, and a film would have somebody else's mouth.
 */
import { z } from 'zod';

/** Only what is read of the NIM's `GET /v1/metadata`; further keys are its own business. */
const Metadata = z.looseObject({
  version: z.string().optional(),
  modelInfo: z
    .array(z.looseObject({ shortName: z.string().optional(), modelUrl: z.string().optional() }))
    .optional(),
});

export interface LoadedModel {
  readonly version: string | undefined;
  /** As the service names them; may carry a path or a tag beside the name. */
  readonly models: readonly string[];
}

/** Undefined where the service does not tell: older containers, and the NVIDIA-hosted one. */
export async function loadedModel(httpUrl: string, timeoutMs: number): Promise<LoadedModel | undefined> {
  const response = await fetch(`${httpUrl}/v1/metadata`, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) return undefined;
  const parsed = Metadata.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return undefined;
  const models = (parsed.data.modelInfo ?? []).flatMap(({ shortName, modelUrl }) =>
    [shortName, modelUrl].filter((name): name is string => name !== undefined),
  );
  return { version: parsed.data.version, models };
}

/** Whether `wanted` (`claire_v2.3.1`) is among what the service says, in whatever spelling of separators. */
export function isLoaded(wanted: string, { models }: LoadedModel): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '');
  return models.some((model) => plain(model).includes(plain(wanted)));
}
