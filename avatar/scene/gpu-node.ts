/**
 * WebGPU in Node through Dawn (npm `webgpu`): on OpenGL ES over Mesa where there is no GPU, on Vulkan where there is an
 * NVIDIA driver. Call before importing anything that imports `three/webgpu`.
 */
import { existsSync } from 'node:fs';
import { create, globals } from 'webgpu';

export type Backend = 'opengles' | 'vulkan';

/** Vulkan only beside NVIDIA's driver: Dawn refuses Debian 12's software Vulkan. */
export function chooseBackend(): Backend {
  const icd = ['/etc/vulkan/icd.d/nvidia_icd.json', '/usr/share/vulkan/icd.d/nvidia_icd.json'];
  return existsSync('/proc/driver/nvidia/version') && icd.some((path) => existsSync(path))
    ? 'vulkan'
    : 'opengles';
}

const waiting: ((time: number) => void)[] = [];

/**
 * Starts the next frame: runs what waits for an animation frame. three counts frames by these callbacks and draws a
 * shadow map once a frame; on a timer a quick second picture would be drawn with the first one's shadows.
 */
export function nextFrame(): void {
  for (const callback of waiting.splice(0)) callback(performance.now());
}

let installed: Backend | null = null;

/**
 * Installs the few browser globals three's WebGPU renderer asks for. Returns the backend in use: the first call's, as
 * two Dawn instances in one process bring it down.
 */
export function installWebGpu(backend: Backend = chooseBackend()): Backend {
  if (installed) return installed;
  installed = backend;
  // Without a display server Mesa needs to be told to draw off screen; read when Dawn opens EGL.
  if (backend === 'opengles') process.env.EGL_PLATFORM ??= 'surfaceless';
  Object.assign(globalThis, globals);
  const dawn = create([`backend=${backend}`]);
  const gpu = {
    requestAdapter: (options?: object) =>
      dawn.requestAdapter({
        ...options,
        ...(backend === 'opengles' ? { featureLevel: 'compatibility' as const } : {}),
      } as GPURequestAdapterOptions),
    getPreferredCanvasFormat: () => 'rgba8unorm' as const,
    wgslLanguageFeatures: new Set<string>(),
  };
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
  Object.assign(globalThis, {
    self: globalThis,
    requestAnimationFrame: (callback: (time: number) => void) => {
      waiting.push(callback);
      return waiting.length;
    },
    cancelAnimationFrame: () => {},
  });
  return backend;
}

/** Stands in for the canvas three insists on; nothing is ever presented. */
export function stubCanvas(width: number, height: number): HTMLCanvasElement {
  const context = {
    configure() {},
    unconfigure() {},
    getCurrentTexture() {
      throw new Error('there is no canvas to present to');
    },
  };
  return {
    width,
    height,
    style: {},
    addEventListener() {},
    removeEventListener() {},
    getContext: () => context,
  } as unknown as HTMLCanvasElement;
}
