/** Every way to reach an object through Storage, each answering whether it was let through. */
import { dirname } from 'node:path/posix';
import type { Actor, StoredObject } from './cast.ts';
import type { ObjectRights } from './object-rights.ts';

type Attempt = (actor: Actor, object: StoredObject) => Promise<boolean>;

const bucketOf = ({ client }: Actor, { bucket }: StoredObject) => client.storage.from(bucket);
const BYTES = Buffer.from('changed');

export const READS: Readonly<Record<string, Attempt>> = {
  download: async (actor, object) => (await bucketOf(actor, object).download(object.name)).error === null,
  info: async (actor, object) => (await bucketOf(actor, object).info(object.name)).error === null,
  list: async (actor, object) => {
    const { data } = await bucketOf(actor, object).list(dirname(object.name));
    return (data ?? []).some(({ name }) => object.name === `${dirname(object.name)}/${name}`);
  },
  sign: async (actor, object) =>
    (await bucketOf(actor, object).createSignedUrl(object.name, 60)).error === null,
  'sign many': async (actor, object) => {
    const { data } = await bucketOf(actor, object).createSignedUrls([object.name], 60);
    return (data ?? []).some(({ signedUrl }) => Boolean(signedUrl));
  },
};

export interface Write {
  readonly right: Exclude<keyof ObjectRights, 'read'>;
  readonly name: string;
  readonly write: Attempt;
}

const beside = ({ name }: StoredObject, actor: Actor, way: string): string =>
  `${dirname(name)}/${way}-${actor.name}`;

/** In the order the permitted ones are done: an object is removed last. */
export const WRITES: readonly Write[] = [
  {
    right: 'add',
    name: 'upload',
    write: async (actor, object) => {
      const path = beside(object, actor, 'upload');
      const { error } = await bucketOf(actor, object).upload(path, BYTES, { contentType: object.type });
      return error === null;
    },
  },
  {
    right: 'add',
    name: 'ask for an address to upload with',
    write: async (actor, object) =>
      (await bucketOf(actor, object).createSignedUploadUrl(beside(object, actor, 'signed'))).error === null,
  },
  {
    right: 'replace',
    name: 'update',
    write: async (actor, object) => {
      const { error } = await bucketOf(actor, object).update(object.name, BYTES, {
        contentType: object.type,
      });
      return error === null;
    },
  },
  {
    right: 'replace',
    name: 'upsert',
    write: async (actor, object) => {
      const options = { contentType: object.type, upsert: true };
      return (await bucketOf(actor, object).upload(object.name, BYTES, options)).error === null;
    },
  },
  {
    right: 'replace',
    name: 'ask for an address to overwrite with',
    write: async (actor, object) =>
      (await bucketOf(actor, object).createSignedUploadUrl(object.name, { upsert: true })).error === null,
  },
  {
    right: 'remove',
    name: 'remove',
    write: async (actor, object) => {
      const { data } = await bucketOf(actor, object).remove([object.name]);
      return (data ?? []).length > 0;
    },
  },
];
