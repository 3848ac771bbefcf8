/**
 * Stands in for jsr:@std/encoding/base64url where JSR cannot be reached: same names, signatures and results
 * (RFC 4648 section 5, no padding).
 */

export function encodeBase64Url(data: ArrayBuffer | Uint8Array | string): string {
  const bytes =
    typeof data === 'string'
      ? new TextEncoder().encode(data)
      : data instanceof Uint8Array
        ? data
        : new Uint8Array(data);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @throws {TypeError} when the text holds anything but base64url's letters. */
export function decodeBase64Url(b64url: string): Uint8Array<ArrayBuffer> {
  const text = b64url.replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    throw new TypeError(`Failed to decode base64url: ${JSON.stringify(b64url)} is not base64url`);
  }
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
