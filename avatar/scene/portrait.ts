/**
 * One person in one set, drawn frame by frame. Runs on WebGPU in the browser and on Dawn in Node: whoever calls hands in
 * a renderer, decoded pictures and a target. Import it only after `navigator.gpu` exists.
 */

import { uniform } from 'three/tsl';
import {
  type BufferGeometry,
  Color,
  type DataTexture,
  type DirectionalLight,
  LinearSRGBColorSpace,
  Matrix4,
  Mesh,
  type MeshBasicNodeMaterial,
  PerspectiveCamera,
  Scene,
  Vector3,
} from 'three/webgpu';
import type { ArmsPose } from './arms.ts';
import { type BackdropOptions, backdropMesh, rehang, takeDown } from './backdrop.ts';
import { createBodyShade } from './body-shade.ts';
import { boxesOf, carried, createRepeats, type Moment, onChest, type PoseArguments } from './carriage.ts';
import type { Shape } from './change.ts';
import { extentOf, type Rectangle } from './extent.ts';
import { createBlur } from './focus.ts';
import { geometryOf, reindexed, rewrite } from './geometry.ts';
import { type HairLayers, paleHair } from './hair-layers.ts';
import type { Thinner, ThinningJob } from './hair-thinning.ts';
import { type TurningHair, turningHair } from './hair-turning.ts';
import { createLightRig } from './light.ts';
import type { MaterialInput } from './material.ts';
import type { AvatarModel, EncodedImage, ModelPart } from './model.ts';
import { bodyPose } from './motion.ts';
import { type MotionPreset, standing } from './motion-presets.ts';
import { mouthOpening } from './mouth-material.ts';
import { CASTS, materialsOf, mergingOf } from './part-materials.ts';
import { hairCaster, layersOf } from './portrait-hair.ts';
import { type BodyPose, createPoser, jointMatrices, type RestShape } from './pose.ts';
import type { StageSet } from './sets.ts';
import { simplify } from './simplify.ts';
import { upload } from './upload.ts';

export type Framing = 'close' | 'medium' | 'wide';

/** Radians around the person from where a film's camera stands: to the person's left, and up. */
export interface Orbit {
  readonly yaw: number;
  readonly pitch: number;
}

export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  /** sRGB bytes, 4 a pixel, origin at the top. */
  readonly rgba: Uint8Array;
}

export interface PortraitOptions {
  readonly model: AvatarModel;
  readonly set: StageSet;
  /** How the body carries itself; left out, as anybody does. */
  readonly motion?: MotionPreset | undefined;
  /** How a figure holds its hands at `t` seconds; without, its arms hang. A bust has none. */
  readonly hands?: ((t: number) => ArmsPose) | undefined;
  /** Replaces the set's backdrop. */
  readonly backdrop?: DecodedImage;
  readonly transparent?: boolean;
  readonly framing: Framing;
  readonly width: number;
  readonly height: number;
  /** Side of the key light's shadow map; 0 draws none. */
  readonly shadowSize: number;
  /** Radius of the disc that a point of the set becomes, in picture heights. */
  readonly bokeh?: number;
  /** Whether `showDiscs` will be called. */
  readonly depthOfField?: boolean;
  /** Samples of the target the caller draws to. */
  readonly samples: number;
  /** Cheaper shading that looks the same, for software GPUs. */
  readonly lean?: boolean;
  /** The camera will walk around the person: what a film never shows stays. */
  readonly around?: boolean;
  /** Does what `hairOfFilm` does, and may know the answer already. */
  readonly seen?: (job: ThinningJob) => Promise<HairLayers>;
  /** Does what `simplify` does, likewise. */
  readonly merge?: typeof simplify;
  /** Tells which hair such a camera can see, while all of it is drawn; where shading is lean and nothing casts shadows. */
  readonly thin?: Thinner | undefined;
  /** Longest side of a texture; larger ones are handed in scaled down. */
  readonly decode: (image: EncodedImage) => Promise<DecodedImage>;
}

export interface Portrait {
  readonly scene: Scene;
  readonly camera: PerspectiveCamera;
  /**
   * Poses the person: face curves by name, seconds from the film's first frame, the film's seed. With `chest` all but the
   * chest is as it is then; the head turns to where it would. Hands are as at `handsAt`, left out, as at `t`.
   */
  setFrame(...at: PoseArguments): void;
  /** Where the corners of boxes around chest and skull would be then, metres, three numbers each: how a person moves as a whole. */
  carriage(...at: PoseArguments): Float64Array;
  resize(width: number, height: number): void;
  /** Another framing, and a camera that has walked around the person; a film's stands where `orbit` is left out. */
  view(framing: Framing, orbit?: Orbit): void;
  /** Another set with its light, without loading the person again. */
  restage(set: StageSet, backdrop?: DecodedImage): void;
  /** Another shape at rest, as an editor makes it: seen from the next `setFrame` on. The camera stays where it is. */
  reshape(shape: RestShape): void;
  /** Other colours of a part, by its place in `model.parts`; of the size that `decode` gave. */
  repaint(part: number, albedo: DecodedImage): void;
  /** Where the person as posed now can show in a picture of this size. */
  extent(width: number, height: number): Rectangle | null;
  /** The person's parts as posed and shaded now. */
  readonly shapes: readonly Shape[];
  /** From the world to what the camera sees, column-major: 16 values. */
  projection(): ArrayLike<number>;
  /** Metres a pixel spans at the face. */
  pixel(): number;
  /**
   * Shades what stands below the head as posed now; `setFrame` does unless `sun.shadow.autoUpdate` is turned off. With
   * `hands` only anew what these do: the head's shadow stays.
   */
  shade(hands?: boolean): void;
  /** The key light; its shadow map is drawn anew for every picture unless `shadow.autoUpdate` is turned off. */
  readonly sun: DirectionalLight;
  /** Metres from the camera to the plane of the eyes, which is in focus. */
  focus(): number;
  /** Draws how far each point of the person is out of focus instead (`focus.ts`), without the set. */
  showDiscs(on: boolean): void;
  /** Without the person only the backdrop is drawn. */
  showPerson(visible: boolean): void;
  dispose(): void;
}

/** The layer of what only the key light's shadow map shows. */
const CASTERS = 1;
/** Metres by which a merged caster may leave the surface: less than what keeps a surface out of its own shadow. */
const CASTER_SLACK = 0.0006;

/** Vertical field of view in degrees, share of the picture's height a head fills, where its middle sits. */
const FRAMINGS: Record<Framing, { fov: number; head: number; centre: number }> = {
  close: { fov: 17, head: 0.72, centre: 0.52 },
  medium: { fov: 19, head: 0.53, centre: 0.575 },
  wide: { fov: 22, head: 0.34, centre: 0.66 },
};
/** Wide, where somebody has hands to be seen. */
const FIGURE = { fov: 22, head: 0.245, centre: 0.755 } as const;

export async function createPortrait(options: PortraitOptions): Promise<Portrait> {
  const { model, set, merge = simplify } = options;
  let framing = options.framing;
  let orbit: Orbit = { yaw: 0, pitch: 0 };
  const size = { width: options.width, height: options.height };
  const scene = new Scene();
  const camera = new PerspectiveCamera(20, options.width / options.height, 0.1, 10);
  const chin = model.chin[1] ?? 1.45;
  const eyeHeight = model.eyes[0][1] ?? 1.6;
  // A hat must not shrink the face: the head is measured from chin to eyes, which are half of it.
  const headHeight = (eyeHeight - chin) * 2.05;
  const middle = chin + headHeight / 2;
  const focus = new Vector3(0, middle - 0.06, (model.mouth[2] ?? 0.1) - 0.06);
  const body = createBodyShade(model);
  const rig = createLightRig(set.lighting, focus, options.shadowSize, options.lean === true, body);
  scene.add(rig.sun, rig.sun.target);
  rig.sun.shadow.camera.layers.enable(CASTERS);

  const blur = options.depthOfField ? createBlur() : null;
  const toEyes = (): number => {
    const [, y = 1.6, z = 0.1] = model.eyes[0];
    camera.updateMatrixWorld();
    return -new Vector3(0, y, z).applyMatrix4(camera.matrixWorldInverse).z;
  };

  const frame = (width: number, height: number): void => {
    Object.assign(size, { width, height });
    const { fov, head, centre } = framing === 'wide' && model.arms?.length ? FIGURE : FRAMINGS[framing];
    const tall = headHeight / head;
    const distance = tall / 2 / Math.tan((fov * Math.PI) / 360);
    camera.fov = fov;
    camera.aspect = width / height;
    const target = middle - (centre - 0.5) * tall;
    const axis = new Vector3(0, target, (model.mouth[2] ?? 0.1) - 0.05);
    const offset = new Vector3(distance * 0.035, distance * 0.012, distance)
      .applyAxisAngle(new Vector3(1, 0, 0), -orbit.pitch)
      .applyAxisAngle(camera.up, orbit.yaw);
    camera.position.copy(axis).add(offset);
    camera.lookAt(axis);
    camera.updateProjectionMatrix();
    rig.aim(camera);
    if (blur) blur.eyes.value = toEyes();
  };
  frame(options.width, options.height);
  /** Metres a pixel spans at the face. */
  const pixel = (): number =>
    (2 * camera.position.distanceTo(focus) * Math.tan((camera.fov * Math.PI) / 360)) / size.height;

  const projection = (): ArrayLike<number> =>
    new Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse).elements;

  const poser = createPoser(model);
  let repeats = createRepeats();
  const skins = model.parts.filter(({ name }) => name === 'skin');
  const mouthOpen = uniform(0);
  let disposed = false;
  const disposables: { dispose(): void }[] = [body];
  const meshes: Mesh[] = [];
  const discs: { mesh: Mesh; drawn: MeshBasicNodeMaterial; disc: MeshBasicNodeMaterial | null }[] = [];
  const moving: (Shape & { geometry: BufferGeometry })[] = [];
  const albedos = new Map<ModelPart, DataTexture | null>();
  let turning: TurningHair | null = null;
  for (const posed of poser.parts) {
    const { slack, weighing } = mergingOf(posed.part.name);
    const indices =
      options.lean && slack > 0 ? await merge(posed.part, pixel() * slack, weighing) : posed.part.indices;
    const geometry = geometryOf(posed, indices, model);
    disposables.push(geometry);
    moving.push({ posed, geometry, indices, light: body.receives(posed, indices) });
    // On skin the step from one level of a texture to the next would show.
    const stepped = options.lean === true && posed.part.name !== 'skin';
    const textures = {
      albedo: await upload(posed.part.albedo, options, true, stepped),
      normal: await upload(posed.part.normalMap, options, false, stepped),
      roughness: await upload(posed.part.roughnessMap, options, false, options.lean === true),
    };
    for (const t of Object.values(textures)) if (t) disposables.push(t);
    albedos.set(posed.part, textures.albedo);
    const isHair = options.lean === true && posed.part.name === 'hair';
    // What a vertex or a single comparison leaves out of light is seen on white hair only.
    const pale = isHair && textures.albedo !== null && paleHair(textures.albedo.image.data as Uint8Array);
    const input: MaterialInput = {
      rig,
      textures,
      colour: new Color().setRGB(...posed.part.colour, LinearSRGBColorSpace),
      roughness: posed.part.roughness,
      occlusion: posed.part.occlusion !== null,
      folds: posed.folded !== null,
      shadows: options.shadowSize > 0,
      neck: geometry.hasAttribute('aNeck'),
      held: geometry.hasAttribute('aHeld'),
      lean: options.lean === true && !pale,
      mouthOpen,
    };
    const thin = isHair && !input.shadows ? options.thin : undefined;
    const layers =
      isHair && !thin ? await layersOf({ ...posed.part, indices }, skins, pixel(), options) : null;
    const casts = CASTS.has(posed.part.name);
    // A shadow's edge is blurred by millimetres: fewer triangles cast the same.
    const merged = casts && posed.part.name !== 'hair' ? await merge(posed.part, CASTER_SLACK, null) : null;
    const caster = layers?.caster ?? (options.lean && input.shadows ? merged : null);
    if (casts) body.casts(posed, merged ?? caster ?? hairCaster(posed.part, textures.albedo));
    const passes: { order: number; mesh: Mesh }[] = [];
    for (const [order, material] of materialsOf(posed.part, input)) {
      disposables.push(material);
      const drawn = layers ? layers[order === 5 ? 'soft' : 'solid'] : indices;
      // A helmet may leave no hair to be seen: what has no triangles is not drawn, its shadow is.
      if (drawn.length > 0) {
        const shape = layers ? reindexed(geometry, drawn) : geometry;
        if (shape !== geometry) disposables.push(shape);
        const mesh = new Mesh(shape, material);
        mesh.name = posed.part.name;
        mesh.frustumCulled = false;
        mesh.renderOrder = order;
        mesh.castShadow = casts && order <= 1 && !caster;
        mesh.receiveShadow = true;
        scene.add(mesh);
        meshes.push(mesh);
        passes.push({ order, mesh });
        if (blur) {
          // What is laid over a surface is as sharp as the surface.
          const disc = order <= 1 ? blur.material(posed.part.name === 'hair' ? textures.albedo : null) : null;
          if (disc) disposables.push(disc);
          discs.push({ mesh, drawn: material, disc });
        }
      }
      if (!caster || order > 0 || caster.length === 0) continue;
      // What the camera cannot see still keeps the light off.
      const shape = reindexed(geometry, caster);
      disposables.push(shape);
      const mesh = new Mesh(shape, material);
      mesh.name = `${posed.part.name}-shadow`;
      mesh.frustumCulled = false;
      mesh.castShadow = true;
      mesh.layers.set(CASTERS);
      scene.add(mesh);
      meshes.push(mesh);
    }
    if (thin && posed.part.albedo) {
      const { positions, uvs, albedo } = posed.part;
      const job = {
        hair: { positions, uvs, indices },
        alpha: await options.decode(albedo),
        skins,
        cell: pixel(),
      };
      thin(job).then(
        (seen) => {
          if (disposed) return;
          turning = turningHair(geometry, seen);
          disposables.push(turning);
          for (const { order, mesh } of passes) turning.hang(mesh, order === 5 ? 'soft' : 'solid');
        },
        // It only takes longer to draw.
        (error: unknown) => console.warn('hair:', error),
      );
    }
  }
  let backdrop: Mesh | null = null;
  let shown = true;
  const hang = (behind: BackdropOptions): void => {
    if (backdrop) {
      rehang(backdrop, behind);
      return;
    }
    backdrop = backdropMesh(behind);
    scene.add(backdrop);
  };
  if (!options.transparent) hang(options);
  // The same sway is half as many pixels of a figure's picture, and people who stand shift their weight.
  const motion = model.arms?.length && options.hands ? standing(options.motion) : options.motion;
  const bodyAt = (...[names, values, t, seed, chest]: PoseArguments): BodyPose => {
    const bodyThen = (then: Moment): BodyPose => {
      const value = (name: string): number => then.values[names.indexOf(name)] ?? 0;
      const head = { pitch: value('headPitch'), yaw: value('headYaw'), roll: value('headRoll') };
      return bodyPose(then.t, seed, head, motion);
    };
    const body = bodyThen({ values, t });
    return chest ? onChest(body, bodyThen(chest)) : body;
  };
  const boxes = boxesOf(model);
  return {
    scene,
    camera,
    carriage: (...at) => carried(boxes, jointMatrices(model.joints, bodyAt(...at))),
    setFrame(...[names, values, t, seed, chest, handsAt = t]) {
      const value = (name: string): number => values[names.indexOf(name)] ?? 0;
      turning?.turn(value('headYaw') - orbit.yaw);
      if (repeats(names, values, t, seed, chest, handsAt)) return;
      poser.pose(names, values, bodyAt(names, values, t, seed, chest), options.hands?.(handsAt));
      mouthOpen.value = mouthOpening(value);
      for (const { geometry } of moving) rewrite(geometry);
      if (rig.sun.shadow.autoUpdate) body.cast();
    },
    shade: body.cast,
    resize: frame,
    view(next, from = { yaw: 0, pitch: 0 }) {
      framing = next;
      orbit = from;
      frame(size.width, size.height);
    },
    restage(next, picture) {
      rig.relight(next.lighting);
      rig.aim(camera);
      body.cast();
      const { bokeh } = options;
      hang({
        ...size,
        set: next,
        ...(bokeh === undefined ? {} : { bokeh }),
        ...(picture ? { backdrop: picture } : {}),
      });
    },
    reshape(shape) {
      poser.reshape(shape);
      repeats = createRepeats();
    },
    repaint(part, { width, height, rgba }) {
      const albedo = albedos.get(model.parts[part] as ModelPart);
      if (albedo?.image.width !== width || albedo.image.height !== height) return;
      albedo.image.data?.set(rgba);
      albedo.needsUpdate = true;
    },
    shapes: moving,
    projection,
    pixel,
    sun: rig.sun,
    extent: (width, height) => extentOf(poser.parts, projection(), width, height),
    focus: toEyes,
    showDiscs(on) {
      if (backdrop) backdrop.visible = !on;
      for (const { mesh, drawn, disc } of discs) {
        mesh.material = on && disc ? disc : drawn;
        mesh.visible = shown && (!on || disc !== null);
      }
    },
    showPerson(visible) {
      shown = visible;
      for (const mesh of meshes) mesh.visible = visible;
    },
    dispose() {
      disposed = true;
      if (backdrop) takeDown(backdrop);
      for (const item of disposables) item.dispose();
    },
  };
}
