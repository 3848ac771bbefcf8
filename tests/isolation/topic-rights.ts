/** Who may listen to which private topic, as data. */
import type { ActorName, World } from './cast.ts';

/** Who may join which private topic. Nobody may speak in any. */
export const TOPICS: readonly { topic(world: World): string; readonly listen: readonly ActorName[] }[] = [
  { topic: ({ ids }) => `job:${ids.live}`, listen: ['ana'] },
  { topic: ({ ids }) => `job:${ids.bias}`, listen: ['bia'] },
  { topic: () => 'agents', listen: ['one', 'two'] },
  { topic: ({ ids }) => `agent:${ids.one}`, listen: ['one'] },
  { topic: ({ ids }) => `agent:${ids.two}`, listen: ['two'] },
  { topic: () => 'job:*', listen: [] },
  { topic: () => 'lobby', listen: [] },
];
