/** `render:unreal` as people call it; names of products stay what they are. */
export function engineLabel(qualified: string): string {
  const name = qualified.slice(qualified.indexOf(':') + 1);
  return LABELS[name] ?? name;
}

const LABELS: Readonly<Record<string, string>> = {
  unreal: 'Unreal Engine',
  three: 'three.js',
  audio2face: 'Audio2Face-3D',
  visemes: 'Visemes',
  espeak: 'eSpeak NG',
  neural: 'Neural',
  elevenlabs: 'ElevenLabs',
  azure: 'Azure Speech',
  ffmpeg: 'FFmpeg',
};
