import type { DeliveryEvent } from '../../../../supabase/functions/_shared/contract/webhooks.ts';

type Keyed<T extends string> = T extends `${infer Subject}.${infer What}` ? `${Subject}__${What}` : never;

/** The message of an event: a dot separates keys there. */
export const eventKey = <T extends DeliveryEvent>(event: T): `webhooks.event.${Keyed<T>}` =>
  `webhooks.event.${event.replace('.', '__') as Keyed<T>}`;
