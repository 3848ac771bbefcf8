export interface VoiceProfile {
  readonly variant: string;
}
export function parseProfile(_p: unknown): VoiceProfile | null {
  return null;
}
export function applyProfile(x: Float32Array, _r: number, _p: VoiceProfile): Float32Array {
  return x;
}
