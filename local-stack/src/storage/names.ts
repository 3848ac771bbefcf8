/** Which names of buckets and objects are taken, and how sizes are written. */
import { invalidBucketName, invalidKey, invalidRequest } from './failure.ts';

/** Characters hosted takes in an object's name (S3's safe ones and some that need care); anything else is refused. */
const KEY_CHARACTERS = /^[\w/!\-.*'() &$@=;:+,?]+$/;
const BUCKET_CHARACTERS = /^[\w!\-.*'() &$@=;:+,?]+$/;

/** S3's limit, in bytes; every taken character is one byte. */
const MAX_KEY_BYTES = 1024;

/**
 * Checks an object's name after percent-decoding and returns it. Stricter than hosted in one point: `.` and `..` as a
 * segment, empty segments and a leading slash are refused. Names never become paths on disk here, but a policy that
 * reads a folder out of a name must not be shown two spellings of one place.
 * @throws StorageFailure InvalidKey
 */
export function checkedKey(key: string): string {
  const taken =
    key.length > 0 &&
    key.length <= MAX_KEY_BYTES &&
    KEY_CHARACTERS.test(key) &&
    key.split('/').every((segment, index, all) => {
      const placeholderOfFolder = segment === '' && index === all.length - 1 && index > 0;
      return placeholderOfFolder || (segment !== '' && segment !== '.' && segment !== '..');
    });
  if (!taken) throw invalidKey(key);
  return key;
}

/** @throws StorageFailure InvalidBucketName */
export function checkedBucketName(name: string): string {
  const taken = name.length < 64 && BUCKET_CHARACTERS.test(name) && name !== '.' && name !== '..';
  if (!taken) throw invalidBucketName();
  return name;
}

const UNITS: Readonly<Record<string, number>> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9 };

/** Bytes of a bucket's size limit: a number of bytes, or text such as `20MB` (decimal units, as hosted counts). */
export function sizeLimitInBytes(value: string | number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && value >= 0) return value === 0 ? null : value;
  } else {
    const parts = /^(\d+(?:\.\d+)?)(gb|mb|kb|b)?$/i.exec(value.trim());
    const factor = UNITS[(parts?.[2] ?? 'b').toLowerCase()];
    if (parts?.[1] !== undefined && factor !== undefined) return Math.floor(Number(parts[1]) * factor);
  }
  throw invalidRequest('Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B');
}

/** Percent-decoded bucket and object name of `{bucket}/{name…}`, as it stands in a URL's path. */
export function objectAddress(encodedPath: string): { readonly bucket: string; readonly key: string } {
  const slash = encodedPath.indexOf('/');
  if (slash < 1) throw invalidKey('');
  return {
    bucket: checkedBucketName(decoded(encodedPath.slice(0, slash))),
    key: checkedKey(decoded(encodedPath.slice(slash + 1))),
  };
}

/** @throws StorageFailure InvalidKey for a malformed percent sequence or bytes that are not UTF-8 */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidKey(text);
  }
}
