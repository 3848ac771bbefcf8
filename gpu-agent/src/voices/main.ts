#!/usr/bin/env node
import { processTerminal, runVoices } from './cli.ts';

const stop = new AbortController();
// What was received stays and is continued by the next run.
process.once('SIGINT', () => stop.abort(new Error('interrupted')));
try {
  process.exitCode = await runVoices(process.argv.slice(2), processTerminal(stop.signal));
} catch (error) {
  if (!stop.signal.aborted) throw error;
  process.exitCode = 130;
}
