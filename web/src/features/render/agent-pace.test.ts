import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pacesOf } from './agent-pace.ts';

const speech = [
  { stage: 'tts', engine: 'espeak', seconds_per_second: 0.1 },
  { stage: 'tts', engine: 'neural', seconds_per_second: 0.5 },
  { stage: 'audio2face', engine: 'visemes', seconds_per_second: 0.1 },
];
const drawing = {
  stage: 'ue5',
  engine: 'three',
  size: '640x360',
  quality: 'standard',
  seconds_per_second: 3.8,
};

test('a minute of film takes what speaking, the face and drawing take, each by its fastest engine', () => {
  assert.deepEqual(pacesOf([...speech, drawing]), [
    { kind: 'film', seconds: 240, size: '640x360', quality: 'standard' },
  ]);
});

test('who draws nothing tells of speech, and who measured nothing of nothing', () => {
  assert.deepEqual(pacesOf(speech), [{ kind: 'speech', seconds: 12 }]);
  assert.deepEqual(pacesOf([]), []);
});
