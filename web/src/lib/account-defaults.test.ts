import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserDefaults } from '../../../supabase/functions/_shared/contract/preferences.ts';
import { DraftDefaults } from '../studio/core/draft.ts';
import { fromUserDefaults, toUserDefaults } from './account-defaults.ts';

const device = DraftDefaults.parse({
  language: 'pt-BR',
  quality: 'premium',
  resolution: '1920x1080',
  fps: 50,
  rate: 1.2,
  loudness: 'broadcast',
  moodIntensity: 0.4,
  light: 'daylight',
});

test('what goes to the account is a valid default, comes back the same, and keeps what the studio does not know', () => {
  const kept: UserDefaults = {
    voice_config: { language: 'es-ES', style: 'calm' },
    render_settings: { seed: 7, quality: 'draft' },
    interface: { theme: 'dark' },
  };
  const stored = UserDefaults.parse(toUserDefaults(device, kept));
  assert.deepEqual(
    [stored.render_settings.loudness, stored.render_settings.mood_intensity, stored.render_settings.light],
    ['broadcast', 0.4, 'daylight'],
  );
  assert.deepEqual(fromUserDefaults(stored, DraftDefaults.parse({})), device);
  assert.deepEqual(
    [stored.voice_config.style, stored.render_settings.seed, stored.interface.theme],
    ['calm', 7, 'dark'],
  );
});

test('what the account does not say is left as the device has it, and a size the studio cannot offer is dropped', () => {
  const stored: UserDefaults = {
    voice_config: { language: 'en-US' },
    render_settings: { resolution: '640x360' },
    interface: {},
  };
  const { language, quality, resolution } = fromUserDefaults(stored, device);
  assert.deepEqual([language, quality, resolution], ['en-US', 'premium', '1280x720']);
});
