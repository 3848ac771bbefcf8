/**
 * Which addresses a webhook may be sent to. What somebody else wrote into a form decides where this host connects, so
 * only the public Internet is open: neither this machine nor its network, nor the metadata service of a cloud.
 */
import { promises as dns, type LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** IANA special-purpose registries (RFC 6890 and successors), multicast and reserved included. */
const SPECIAL_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;
/** Within global unicast: protocol assignments, documentation, and 6to4, which carries IPv4 addresses inside. */
const SPECIAL_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const special = new BlockList();
for (const [net, prefix] of SPECIAL_V4) special.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of SPECIAL_V6) special.addSubnet(net, prefix, 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/**
 * @param address An IP address as resolvers give it
 * @returns false for anything but the public Internet; mapped and translated IPv4 lies outside global unicast and is refused
 */
export function isPublicAddress(address: string): boolean {
  // A zone (fe80::1%eth0) belongs to link-local addresses alone.
  if (address.includes('%')) return false;
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
    default:
      return false;
  }
}

export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Per name server and try: a receiver whose name server stays silent fails before its message is given up. */
const resolver = new Resolver({ timeout: 3000, tries: 2 });

/**
 * Asks name servers without the process's pool of four threads, which `lookup` occupies for as long as they stay silent:
 * four such receivers would hold up every other one, and all reading of files besides. What no name server knows may be
 * in the hosts file; that much is answered at once.
 */
const resolveAll: Resolve = async (hostname) => {
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const found = [
    ...(v4.status === 'fulfilled' ? v4.value : []).map((address) => ({ address, family: 4 })),
    ...(v6.status === 'fulfilled' ? v6.value : []).map((address) => ({ address, family: 6 })),
  ];
  if (found.length > 0) return found;
  const { code } = (v4.status === 'rejected' ? v4.reason : {}) as { code?: string };
  if (code === 'ETIMEOUT') throw new Error(`the name servers of ${hostname} do not answer`);
  return dns.lookup(hostname, { all: true, verbatim: true });
};

/**
 * Resolves once; whoever connects must use what this answers and resolve no more.
 *
 * @param allowed Addresses open in spite of everything: for a receiver on this machine, in tests and while developing
 * @throws AddressRefused when any of the host's addresses is closed: one public answer beside a private one is an attack
 */
export async function resolvePublic(
  url: URL,
  allowed: ReadonlySet<string>,
  resolve: Resolve = resolveAll,
): Promise<LookupAddress> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new AddressRefused(`${url.protocol} is no protocol of webhooks`);
  if (url.username || url.password) throw new AddressRefused('an address with a user is refused');
  // URL has already turned 2130706433, 0x7f.1 and 127.1 into 127.0.0.1.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const found = family ? [{ address: host, family }] : await resolve(host);
  for (const { address } of found) {
    if (!isPublicAddress(address) && !allowed.has(address))
      throw new AddressRefused(`${host} is at ${address}, which is not on the public Internet`);
  }
  const [first] = found;
  if (!first) throw new AddressRefused(`${host} has no address`);
  if (url.protocol === 'http:' && !allowed.has(first.address))
    throw new AddressRefused('plain http is refused');
  return first;
}
