import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backingOf, captionLook, contrastOf, EM_OF_LINE } from './caption-look.ts';
import { RenderSettings, resolveSettings } from './job.ts';

const SHAPES = [
  [1280, 720],
  [1080, 1920],
  [1080, 1080],
  [160, 90],
  [3840, 2160],
] as const;
const { framing, caption_font, caption_size, caption_position, caption_style } = RenderSettings.shape;
const look = (
  settings: RenderSettings,
  [width, height]: readonly [number, number] = [1280, 720],
  logo = false,
) => captionLook({ ...resolveSettings(settings), width, height, logo });

test('every choice stays inside the picture, and no line is wider than what is left between the margins', () => {
  for (const shape of SHAPES)
    for (const font of caption_font.unwrap().options)
      for (const size of caption_size.unwrap().options)
        for (const position of caption_position.unwrap().options)
          for (const frame of framing.unwrap().options) {
            const [width, height] = shape;
            const settings = {
              framing: frame,
              caption_font: font,
              caption_size: size,
              caption_position: position,
            };
            const { line, lineCharacters, distance, side, padding } = look(settings, shape);
            const name = `${shape} ${Object.values(settings)}`;
            assert.ok(distance >= 0.055 * height && distance + 2 * line <= 0.945 * height, name);
            assert.ok(side > padding || height <= 90, name);
            // DejaVu Sans Mono is 1233 units of 2048 wide, whatever the letter.
            if (font === 'mono' && height > 90)
              assert.ok(lineCharacters * line * EM_OF_LINE * (1233 / 2048) <= width * 0.93, name);
          }
});

test('captions below the chin and at the bottom leave the mouth free in medium framing, in two lines of any size', () => {
  // The head fills 0.53 of the height around 0.575 of it (avatar/scene/portrait.ts): lips at 0.42, the chin at 0.31.
  for (const shape of SHAPES)
    for (const size of caption_size.unwrap().options) {
      const [, height] = shape;
      const below = look({ caption_size: size, caption_position: 'middle' }, shape);
      assert.equal(below.from, 'top');
      assert.ok(below.distance - below.padding > 0.64 * height, `${shape} ${size}`);
      const bottom = look({ caption_size: size }, shape);
      assert.ok(bottom.distance + 2 * bottom.line + bottom.padding < 0.36 * height, `${shape} ${size}`);
      const top = look({ caption_size: size, caption_position: 'top' }, shape, true);
      assert.ok(top.distance + 2 * top.line + top.padding < 0.5 * height, `${shape} ${size}`);
    }
});

test('sizes grow, and large letters in an upright picture take shorter lines', () => {
  for (const shape of SHAPES.filter(([, height]) => height > 90)) {
    const lines = caption_size.unwrap().options.map((size) => look({ caption_size: size }, shape).line);
    assert.ok((lines[0] ?? 0) < (lines[1] ?? 0) && (lines[1] ?? 0) < (lines[2] ?? 0), `${shape}: ${lines}`);
  }
  assert.equal(look({ caption_size: 'large' }).lineCharacters, 42);
  assert.equal(look({ caption_size: 'large' }, [1080, 1920]).lineCharacters, 26);
  assert.equal(look({ caption_size: 'small' }, [1080, 1920]).lineCharacters, 42);
});

test('a caption at the top begins below the logo', () => {
  const plain = look({ caption_position: 'top' });
  const beside = look({ caption_position: 'top' }, [1280, 720], true);
  assert.equal(plain.distance, 43);
  assert.ok(beside.distance - beside.padding >= 0.14 * 720);
});

test('what letters stand on differs from them where nobody said', () => {
  assert.deepEqual(
    [backingOf('#ffffff'), backingOf('#ffd400'), backingOf('#0c5c58')],
    ['#000000', '#000000', '#ffffff'],
  );
  for (let n = 0; n < 4096; n += 1) {
    const color = `#${[...n.toString(16).padStart(3, '0')].map((digit) => digit + digit).join('')}`;
    assert.ok(contrastOf(color, backingOf(color)) >= 4.5, color);
  }
  assert.equal(Math.round(contrastOf('#ffffff', '#000000')), 21);
});

test('each style has a box or an outline, never both', () => {
  for (const style of caption_style.unwrap().options) {
    const { padding, outline, opacity } = look({ caption_style: style });
    assert.equal(padding > 0, style !== 'outline');
    assert.equal(outline > 0, style === 'outline');
    assert.equal(opacity < 1, style === 'box');
  }
});
