/** Pixels back from the device, through one buffer that is kept: a fresh one a frame costs 8 ms of page faults at 720p. */
import type { RenderTarget, WebGPURenderer } from 'three/webgpu';
import type { Rectangle } from './extent.ts';

export interface Readback {
  /** RGBA bytes of `area` of an 8-bit target, tightly packed into `into`. One call at a time. */
  read(target: RenderTarget, area: Rectangle, into: Uint8Array): Promise<void>;
  dispose(): void;
}

/** What three keeps to itself: the device and the GPU's own texture behind a texture. */
export interface DeviceBackend {
  readonly device: GPUDevice;
  get(texture: object): { texture: GPUTexture };
}

export const backendOf = (renderer: WebGPURenderer): DeviceBackend =>
  renderer.backend as unknown as DeviceBackend;

/** For targets up to `width` x `height`. */
export function createReadback(renderer: WebGPURenderer, width: number, height: number): Readback {
  const backend = backendOf(renderer);
  // WebGPU wants rows of a multiple of 256 bytes.
  const padded = (pixels: number): number => Math.ceil((pixels * 4) / 256) * 256;
  const staging = backend.device.createBuffer({
    size: padded(width) * height,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  return {
    async read(target, area, into) {
      const stride = padded(area.width);
      const encoder = backend.device.createCommandEncoder();
      encoder.copyTextureToBuffer(
        { texture: backend.get(target.texture).texture, origin: { x: area.x, y: area.y } },
        { buffer: staging, bytesPerRow: stride },
        { width: area.width, height: area.height },
      );
      backend.device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ, 0, stride * area.height);
      const rows = new Uint8Array(staging.getMappedRange(0, stride * area.height));
      const row = area.width * 4;
      for (let y = 0; y < area.height; y++) into.set(rows.subarray(y * stride, y * stride + row), y * row);
      staging.unmap();
    },
    dispose: () => staging.destroy(),
  };
}
