/** Query keys that more than one page reads, so that what one page fetched another one shows at once. */
export const keys = {
  avatars: (filters: Readonly<Record<string, string | undefined>> = {}) => ['avatars', filters] as const,
  allJobs: ['jobs'] as const,
  job: (id: string) => ['jobs', 'one', id] as const,
  jobs: (list: string) => ['jobs', 'list', list] as const,
  voices: ['voices'] as const,
  voiceEngines: ['voice-engines'] as const,
  voiceUses: (id: string) => ['voice-uses', id] as const,
  lexicon: ['lexicon'] as const,
  account: ['account'] as const,
  favourites: ['favourites'] as const,
  brand: ['brand'] as const,
  defaults: ['defaults'] as const,
  shares: (jobId: string) => ['shares', jobId] as const,
};
