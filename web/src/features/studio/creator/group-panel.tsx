/** What can be changed of one group. */
import {
  type AvatarLook,
  BROW_STYLES,
  FACE_SLIDER_RANGES,
  LASH_STYLES,
} from '../../../../../supabase/functions/_shared/contract/look.ts';
import {
  ANCESTRIES,
  EYE_COLOURS,
  GROUP_SLIDERS,
  type Group,
  HAIR_COLOURS,
  LIP_COLOURS,
  MACROS,
  SKIN_AMOUNTS,
  SKIN_TONES,
  withAncestry,
  withFace,
  withMacro,
} from '../../../studio/core/look.ts';
import { Amount, type GroupPanelProps, photograph } from './group-parts.tsx';
import { LookSlider } from './look-slider.tsx';
import { Pictures, Swatches } from './pickers.tsx';
import { fill, useWords } from './use-words.ts';
import { ClothesPanel, GearPanel, HairPanel } from './wardrobe-panels.tsx';

export function GroupPanel({ group, ...props }: GroupPanelProps & { readonly group: Group }) {
  switch (group) {
    case 'eyes':
      return <EyesPanel {...props} />;
    case 'brows':
      return <BrowsPanel {...props} />;
    case 'mouth':
      return <MouthPanel {...props} />;
    case 'body':
      return <BodyPanel {...props} />;
    case 'skin':
      return <SkinPanel {...props} />;
    case 'hair':
      return <HairPanel {...props} />;
    case 'clothes':
      return <ClothesPanel {...props} />;
    case 'gear':
      return <GearPanel {...props} />;
    default:
      return <FaceSliders group={group} {...props} />;
  }
}

const grid = 'grid gap-x-6 gap-y-4 sm:grid-cols-2';

function FaceSliders({ group, look, base, gesture, onChange }: GroupPanelProps & { readonly group: Group }) {
  const words = useWords();
  return (
    <div className={grid}>
      {(GROUP_SLIDERS[group] ?? []).map((slider) => (
        <LookSlider
          key={slider}
          field={slider}
          label={words.face[slider]}
          value={look.face[slider] ?? 0}
          min={FACE_SLIDER_RANGES[slider][0]}
          max={1}
          origin={base.face[slider] ?? 0}
          gesture={gesture}
          onChange={(value, step) => onChange(withFace(look, slider, value), step)}
        />
      ))}
    </div>
  );
}

function EyesPanel(props: GroupPanelProps) {
  const { look, base, gesture, onChange } = props;
  const words = useWords();
  const set = (eyes: Partial<AvatarLook['eyes']>, step?: string) =>
    onChange({ ...look, eyes: { ...look.eyes, ...eyes } }, step);
  return (
    <div className="flex flex-col gap-6">
      <Swatches
        field="iris"
        label={words.eyes.iris}
        value={look.eyes.iris}
        colours={EYE_COLOURS}
        gesture={gesture}
        onChange={(iris, step) => iris && set({ iris }, step)}
      />
      <FaceSliders group="eyes" {...props} />
      <div className={grid}>
        {(['limbus', 'redness'] as const).map((name) => (
          <Amount
            key={name}
            field={name}
            label={words.eyes[name]}
            value={look.eyes[name]}
            origin={base.eyes[name]}
            gesture={gesture}
            onChange={(value, step) => set({ [name]: value }, step)}
          />
        ))}
        <Amount
          field="lashes"
          label={words.eyes.lashDensity}
          value={look.lashes.density}
          origin={base.lashes.density}
          gesture={gesture}
          onChange={(density, step) => onChange({ ...look, lashes: { ...look.lashes, density } }, step)}
        />
      </div>
      <Pictures
        label={words.eyes.lashes}
        value={look.lashes.style}
        options={LASH_STYLES.map((value, i) => ({
          value,
          label: `${words.eyes.lashes} ${i + 1}`,
          picture: photograph(`lashes-${value}`),
        }))}
        onChange={(value) => {
          const style = LASH_STYLES.find((known) => known === value);
          if (style) onChange({ ...look, lashes: { ...look.lashes, style } });
        }}
      />
    </div>
  );
}

function BrowsPanel(props: GroupPanelProps) {
  const { look, base, gesture, onChange } = props;
  const words = useWords();
  const set = (brows: Partial<AvatarLook['brows']>, step?: string) =>
    onChange({ ...look, brows: { ...look.brows, ...brows } }, step);
  return (
    <div className="flex flex-col gap-6">
      <Swatches
        field="browColour"
        label={words.brows.colour}
        value={look.brows.colour}
        colours={HAIR_COLOURS}
        gesture={gesture}
        onChange={(colour, step) => colour && set({ colour }, step)}
      />
      <Pictures
        label={words.brows.style}
        value={look.brows.style}
        options={BROW_STYLES.map((value, i) => ({
          value,
          label: fill(words.brows.option, { n: i + 1 }),
          picture: photograph(`brow-${value}`),
        }))}
        onChange={(value) => {
          const style = BROW_STYLES.find((known) => known === value);
          if (style) set({ style });
        }}
      />
      <div className={grid}>
        <Amount
          field="browDensity"
          label={words.brows.density}
          value={look.brows.density}
          origin={base.brows.density}
          gesture={gesture}
          onChange={(density, step) => set({ density }, step)}
        />
      </div>
      <FaceSliders group="brows" {...props} />
    </div>
  );
}

function MouthPanel(props: GroupPanelProps) {
  const { look, base, gesture, onChange } = props;
  const words = useWords();
  const set = (skin: Partial<AvatarLook['skin']>, step?: string) =>
    onChange({ ...look, skin: { ...look.skin, ...skin } }, step);
  return (
    <div className="flex flex-col gap-6">
      <FaceSliders group="mouth" {...props} />
      <Swatches
        field="lips"
        label={words.skin.lips}
        value={look.skin.lips}
        colours={LIP_COLOURS}
        gesture={gesture}
        onChange={(lips, step) => lips && set({ lips }, step)}
      />
      <Amount
        field="lipStrength"
        label={words.skin.lipStrength}
        value={look.skin.lipStrength}
        origin={base.skin.lipStrength}
        gesture={gesture}
        onChange={(lipStrength, step) => set({ lipStrength }, step)}
      />
    </div>
  );
}

function BodyPanel({ look, base, gesture, onChange }: GroupPanelProps) {
  const words = useWords();
  return (
    <div className="flex flex-col gap-6">
      <div className={grid}>
        {MACROS.map((name) => {
          const years = name === 'age';
          return (
            <LookSlider
              key={name}
              field={name}
              label={words.macro[name]}
              value={look.macro[name]}
              min={years ? 18 : 0}
              max={years ? 90 : 1}
              step={years ? 1 : 0.01}
              origin={base.macro[name]}
              {...(years ? { text: fill(words.years, { age: look.macro.age }) } : {})}
              gesture={gesture}
              onChange={(value, step) => onChange(withMacro(look, name, value), step)}
            />
          );
        })}
      </div>
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-3 text-sm font-medium">{words.ancestryTitle}</legend>
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-3">
          {ANCESTRIES.map((name) => (
            <Amount
              key={name}
              field={name}
              label={words.ancestry[name]}
              value={look.macro.ancestry[name]}
              origin={base.macro.ancestry[name]}
              gesture={gesture}
              onChange={(value, step) => onChange(withAncestry(look, name, value), step)}
            />
          ))}
        </div>
      </fieldset>
    </div>
  );
}

function SkinPanel({ look, base, gesture, onChange }: GroupPanelProps) {
  const words = useWords();
  const set = (skin: Partial<AvatarLook['skin']>, step?: string) =>
    onChange({ ...look, skin: { ...look.skin, ...skin } }, step);
  return (
    <div className="flex flex-col gap-6">
      <Swatches
        field="tone"
        label={words.skin.tone}
        value={look.skin.tone}
        colours={SKIN_TONES}
        gesture={gesture}
        onChange={(tone, step) => tone && set({ tone }, step)}
      />
      <div className={grid}>
        {SKIN_AMOUNTS.map((name) => (
          <Amount
            key={name}
            field={name}
            label={words.skin[name]}
            value={look.skin[name]}
            origin={base.skin[name]}
            gesture={gesture}
            onChange={(value, step) => set({ [name]: value }, step)}
          />
        ))}
      </div>
    </div>
  );
}
