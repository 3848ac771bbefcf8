/** What went wrong with a voice, in a sentence that says what to do; shown without a stack. */
export class VoiceError extends Error {
  override readonly name = 'VoiceError';
  readonly kind:
    | 'network_closed'
    | 'not_found'
    | 'refused'
    | 'checksum'
    | 'broken_off'
    | 'listing'
    | 'licence'
    | 'files'
    | 'usage';

  constructor(kind: VoiceError['kind'], message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
  }
}
