/** What this browser can draw with, found without loading anything of the 3D chunk. */

export interface DrawingDevice {
  /** As the driver names itself; empty where the browser hides it. */
  readonly name: string;
  /** Pixels are computed by the CPU: everything costs. */
  readonly software: boolean;
}

/** Null where WebGL 2 is missing or refused. */
export function drawingDevice(): DrawingDevice | null {
  const gl = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: false });
  if (!gl) return null;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return { name, software: /llvmpipe|softpipe|swiftshader|software|basic render/i.test(name) };
}
