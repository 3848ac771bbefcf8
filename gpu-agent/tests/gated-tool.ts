/**
 * The tool behind every test engine: `gated-tool STAGE FRAMES WIDTH HEIGHT OUT`. Draws the first half of its frames
 * (raw RGB, a grey ramp by frame number), stands at the gate, draws the rest. A real process with real output, so
 * that killing, cancelling and counting it mean something.
 */

import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { connect } from 'node:net';

const [stage = '', frames = '0', width = '0', height = '0', out = ''] = process.argv.slice(2);
const count = Number(frames);
const pixels = Number(width) * Number(height) * 3;
const file = openSync(out, 'w');
const draw = (from: number, to: number): void => {
  for (let frame = from; frame < to; frame += 1) {
    writeSync(file, Buffer.alloc(pixels, 40 + (frame % 150)));
    console.log(`frame=${frame + 1}`);
  }
};

const half = Math.ceil(count / 2);
draw(0, half);
const gate = connect({ host: '127.0.0.1', port: Number(process.env.GATE_PORT) });
await once(gate, 'connect');
gate.write(`${JSON.stringify({ stage, pid: process.pid, agent: process.env.GATE_AGENT ?? '' })}\n`);
await once(gate, 'data');
draw(half, count);
closeSync(file);
gate.destroy();
