/** One connection to the service for the agent's whole life: streams share it, and it reconnects by itself. */
import { fileURLToPath } from 'node:url';
import {
  type CallOptions,
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  type MethodDefinition,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { AnimationDataStream, AudioStream, HealthCheckResponse } from './messages.ts';
import type { Audio2FaceSettings } from './settings.ts';

export type AnimationCall = ClientDuplexStream<AudioStream, AnimationDataStream>;

const PROTO = fileURLToPath(new URL('./proto', import.meta.url));
/** A frame of 68 weights is under 1 KiB; the limit is only a fence against a server gone mad. */
const MESSAGE_LIMIT = 16 * 1024 * 1024;

const definitions = loadSync(['nvidia_ace/services.a2f_controller.v1.proto', 'grpc/health.v1.proto'], {
  includeDirs: [PROTO],
  keepCase: true,
  longs: Number,
  enums: String,
  oneofs: true,
  arrays: true,
});

function method<Request, Response>(service: string, name: string): MethodDefinition<Request, Response> {
  const found = (definitions[service] as ServiceDefinition | undefined)?.[name];
  if (!found) throw new Error(`the protocol has no ${service}/${name}`);
  return found as MethodDefinition<Request, Response>;
}

const PROCESS = method<AudioStream, AnimationDataStream>(
  'nvidia_ace.services.a2f_controller.v1.A2FControllerService',
  'ProcessAudioStream',
);
const CHECK = method<{ readonly service: string }, HealthCheckResponse>('grpc.health.v1.Health', 'Check');

export class Audio2FaceConnection {
  readonly address: string;
  readonly #client: Client;
  readonly #metadata: Metadata;

  constructor(settings: Audio2FaceSettings) {
    this.address = settings.address;
    const { tls } = settings;
    this.#client = new Client(
      settings.address,
      tls
        ? credentials.createSsl(tls.ca ?? null, tls.key ?? null, tls.cert ?? null)
        : credentials.createInsecure(),
      {
        'grpc.keepalive_time_ms': 30_000,
        'grpc.keepalive_timeout_ms': 10_000,
        'grpc.max_receive_message_length': MESSAGE_LIMIT,
        // Several films at once share the service, not a queue behind one proxy's idea of a connection.
        'grpc.use_local_subchannel_pool': 1,
      },
    );
    this.#metadata = new Metadata();
    if (settings.functionId) this.#metadata.set('function-id', settings.functionId);
    if (settings.apiKey) this.#metadata.set('authorization', `Bearer ${settings.apiKey}`);
  }

  /** Opens the stream of one clip. */
  open(deadlineMs: number): AnimationCall {
    return this.#client.makeBidiStreamRequest(
      PROCESS.path,
      PROCESS.requestSerialize,
      PROCESS.responseDeserialize,
      this.#metadata.clone(),
      within(deadlineMs),
    );
  }

  /** Rejects with the gRPC error where the service does not answer. */
  health(deadlineMs: number): Promise<HealthCheckResponse['status']> {
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        CHECK.path,
        CHECK.requestSerialize,
        CHECK.responseDeserialize,
        { service: '' },
        this.#metadata.clone(),
        within(deadlineMs),
        (error, response) => (error ? reject(error) : resolve(response?.status ?? 'UNKNOWN')),
      );
    });
  }

  close(): void {
    this.#client.close();
  }
}

const within = (milliseconds: number): CallOptions => ({ deadline: Date.now() + milliseconds });
