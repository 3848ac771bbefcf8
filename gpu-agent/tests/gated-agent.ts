/** The product's agent with the gated engines in place of its own; everything else is what `npm run agent` runs. */
import { runCli } from '../src/cli.ts';
import { PRODUCT_STAGES } from '../src/stages/product-stages.ts';
import { GATED_ENGINES } from './gated-engines.ts';

process.exit(await runCli(process.argv.slice(2), { engines: GATED_ENGINES, stages: PRODUCT_STAGES }));
