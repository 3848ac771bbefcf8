/**
 * What says in a film, to machines, that it was made: a sentence every player shows (comment), and IPTC's digital source
 * type as XMP in MP4 and as a tag in WebM.
 */
import { appendFile } from 'node:fs/promises';
import { VERSION } from '../../version.ts';

export const AI_TAG = 'AI-generated video: synthetic person and voice, made with Semblante';

/**
 * A composite of several elements, at least one of which is synthetic: a drawn person, a voice that is synthetic or a
 * recording of somebody, a background that may be a photograph. Not trainedAlgorithmicMedia: no trained model draws.
 * https://cv.iptc.org/newscodes/digitalsourcetype/
 */
export const DIGITAL_SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic';

/** Extended type of the box that holds XMP at the top level of an MP4: XMP specification part 3, 2.3 (MPEG-4). */
const XMP_BOX = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');

export function xmpPacket(): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmp:CreatorTool="Semblante ${VERSION}"
 Iptc4xmpExt:DigitalSourceType="${DIGITAL_SOURCE_TYPE}">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${AI_TAG}</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`;
}

/** Adds the packet at the end of a finished MP4: no offset of any sample changes, and the index stays in front. */
export async function appendXmp(file: string): Promise<void> {
  const packet = Buffer.from(xmpPacket());
  const head = Buffer.alloc(8);
  head.writeUInt32BE(head.length + XMP_BOX.length + packet.length);
  head.write('uuid', 4, 'latin1');
  await appendFile(file, Buffer.concat([head, XMP_BOX, packet]));
}
