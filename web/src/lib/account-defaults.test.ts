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
  captions: 'burned',
  captionSize: 'large',
  captionPosition: 'middle',
  captionColor: '#ffd400',
  captionBacking: '#0c5c58',
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

test('a colour of captions that is taken back leaves the account too', () => {
  const plain = { ...device, captionBacking: null };
  const stored = toUserDefaults(plain, toUserDefaults(device, null));
  assert.equal(stored.render_settings.caption_size, 'large');
  assert.equal('caption_backing' in stored.render_settings, false);
  assert.deepEqual(fromUserDefaults(stored, device), plain);
});

test('what the account does not say is left as the device has it, and a size the studio cannot offer is dropped', () => {
  const stored: UserDefaults = {
    voice_config: { language: 'en-US' },
    render_settings: { resolution: '640x360' },
    interface: {},
  };
  const { language, quality, resolution, captionSize } = fromUserDefaults(stored, device);
  assert.deepEqual([language, quality, resolution, captionSize], ['en-US', 'premium', '1280x720', 'large']);
});
