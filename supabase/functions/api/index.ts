/** Entry point of the Edge Function `api`. */
import { encodeBase64Url } from '@std/encoding/base64url';
import { STATUS_TEXT } from '@std/http/status';
import { createUserSigner, createVerifier } from '../_shared/auth.ts';
import { readEnv } from '../_shared/env.ts';
import { createApp } from './app.ts';

const env = readEnv((name) => Deno.env.get(name));

const signUserToken = createUserSigner(env);

const app = createApp({
  env,
  verify: createVerifier(env, signUserToken),
  signUserToken,
  platform: {
    encodeBase64Url,
    statusText: (status) => (STATUS_TEXT as Record<number, string>)[status],
    log: (line) => console.log(JSON.stringify(line)),
  },
});

Deno.serve(app.fetch);
