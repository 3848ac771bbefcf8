/**
 * A VITS model in Piper's format, written by hand: the inputs, outputs and files of a real one, and for a voice one
 * tone a phoneme. It lets the native library load, phonemise and run without a download; nothing in it speaks.
 * Field numbers are those of onnx.proto (ONNX IR version 8).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FLOAT = 1;
const INT64 = 7;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
}

const int = (field: number, value: number) => Buffer.concat([varint(field * 8 + VARINT), varint(value)]);
const bytes = (field: number, content: Buffer) =>
  Buffer.concat([varint(field * 8 + LENGTH_DELIMITED), varint(content.length), content]);
const text = (field: number, value: string) => bytes(field, Buffer.from(value));
const message = (field: number, ...parts: Buffer[]) => bytes(field, Buffer.concat(parts));

function node(operator: string, inputs: string[], output: string, attributes: Buffer[] = []): Buffer {
  return message(
    1,
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, output),
    text(4, operator),
    ...attributes,
  );
}

const intAttribute = (name: string, value: number) => message(5, text(1, name), int(3, value), int(20, 2));

function tensor(name: string, type: number, dims: number[], raw: Buffer): Buffer {
  return message(5, ...dims.map((d) => int(1, d)), int(2, type), text(8, name), bytes(9, raw));
}

function value(field: number, name: string, type: number, dims: string[]): Buffer {
  const shape = message(2, ...dims.map((dim) => message(1, text(2, dim))));
  return message(field, text(1, name), message(2, message(1, int(1, type), shape)));
}

const floats = (values: number[]) => Buffer.from(Float32Array.from(values).buffer);
const longs = (values: number[]) => Buffer.from(BigInt64Array.from(values.map(BigInt)).buffer);

export const TINY_RATE = 22_050;
/** Every phoneme id takes this many samples. */
export const TINY_SAMPLES_PER_ID = 768;

/** sin(id × n × step) for each phoneme id: a different tone for every phoneme. */
export function tinyModel(metadata: Readonly<Record<string, string>> = {}): Buffer {
  const ramp = Array.from({ length: TINY_SAMPLES_PER_ID }, (_, n) => (2 * Math.PI * 40 * n) / TINY_RATE);
  const graph = message(
    7,
    node('Cast', ['input'], 'ids', [intAttribute('to', FLOAT)]),
    node('Reshape', ['ids', 'column'], 'one_a_row'),
    node('Mul', ['one_a_row', 'ramp'], 'phase'),
    node('Sin', ['phase'], 'tone'),
    node('Mul', ['tone', 'level'], 'quiet'),
    node('Reshape', ['quiet', 'flat'], 'output'),
    text(2, 'tiny-vits'),
    tensor('column', INT64, [2], longs([-1, 1])),
    tensor('ramp', FLOAT, [1, ramp.length], floats(ramp)),
    tensor('level', FLOAT, [1], floats([0.3])),
    tensor('flat', INT64, [4], longs([1, 1, 1, -1])),
    value(11, 'input', INT64, ['batch', 'phonemes']),
    value(11, 'input_lengths', INT64, ['batch']),
    value(11, 'scales', FLOAT, ['three']),
    value(12, 'output', FLOAT, ['batch', 'one', 'channel', 'time']),
  );
  const model = [int(1, 8), text(2, 'tiny-vits fixture'), graph, message(8, text(1, ''), int(2, 13))];
  const props = Object.entries(metadata).map(([key, v]) => message(14, text(1, key), text(2, v)));
  return Buffer.concat([...model, ...props]);
}

/** IPA symbols as Piper's configurations map them; the numbers of the first four are fixed there. */
const SYMBOLS = [
  ...'_^$ !\'(),-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœǀɐɑɒɓɔɕɖɗɘəɚɛɜɞɟɠɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʘʙʛʜʝʟʡʢʲˈˌːˑ˞βθχᵻⱱ0123456789̧̪̯̩̃ʰˤε↓#"↑̺̻',
];

export interface TinyVoice {
  readonly espeak?: string;
  readonly speakers?: number;
  readonly code?: string;
}

/** What stands in a `.onnx.json` of Piper. */
export function piperConfig({ espeak = 'pt-br', speakers = 1, code = 'pt_BR' }: TinyVoice = {}): unknown {
  return {
    audio: { sample_rate: TINY_RATE, quality: 'medium' },
    espeak: { voice: espeak },
    inference: { noise_scale: 0.667, length_scale: 1, noise_w: 0.8 },
    phoneme_type: 'espeak',
    phoneme_id_map: Object.fromEntries(SYMBOLS.map((symbol, i) => [symbol, [i]])),
    num_symbols: 256,
    num_speakers: speakers,
    speaker_id_map: {},
    language: { code, family: code.slice(0, 2), region: code.slice(3), name_english: 'Portuguese' },
    dataset: 'tiny',
  };
}

/** The files a publisher offers for one Piper voice, written into `folder`. */
export async function writePiperFiles(folder: string, name: string, voice: TinyVoice = {}): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.onnx`), tinyModel());
  await writeFile(join(folder, `${name}.onnx.json`), JSON.stringify(piperConfig(voice)));
  await writeFile(
    join(folder, 'MODEL_CARD'),
    `# Model card for tiny\n\n* Dataset license: CC0\n* Language: ${voice.code ?? 'pt_BR'}\n`,
  );
}
