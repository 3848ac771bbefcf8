#!/usr/bin/env node
import { runCli } from './cli.ts';
import { PRODUCT_ENGINES } from './engines/registry.ts';
import { PRODUCT_STAGES } from './stages/product-stages.ts';

// Ended by hand: a channel that was left keeps a timer of Realtime's client alive for ten more seconds.
process.exit(await runCli(process.argv.slice(2), { engines: PRODUCT_ENGINES, stages: PRODUCT_STAGES }));
