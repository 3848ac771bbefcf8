/** What can be changed of one group. */
import { Switch } from 'radix-ui';
import type { ReactNode } from 'react';
import {
  type AvatarLook,
  BROW_STYLES,
  FACE_SLIDER_RANGES,
  HAIR_STYLES,
  LASH_STYLES,
} from '../../../../../supabase/functions/_shared/contract/look.ts';
import { Segments } from '../../../lib/ui/choice.tsx';
import {
  ANCESTRIES,
  CLOTH_COLOURS,
  choiceOf,
  dressed,
  EYE_COLOURS,
  equipped,
  GEAR_COLOURS,
  type Gear,
  GROUP_SLIDERS,
  type Group,
  HAIR_COLOURS,
  LIP_COLOURS,
  MACROS,
  OUTFIT_CHOICES,
  type OutfitChoice,
  SKIN_AMOUNTS,
  SKIN_TONES,
  withAncestry,
  withFace,
  withMacro,
} from '../../../studio/core/look.ts';
import { LookSlider } from './look-slider.tsx';
import { Pictures, Swatches } from './pickers.tsx';
import type { Gesture } from './use-gesture.ts';
import { fill, useWords } from './use-words.ts';

const FILES = import.meta.glob<string>('./pictures/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});
const photograph = (name: string): ReactNode => (
  <img src={FILES[`./pictures/${name}.webp`]} alt="" loading="lazy" className="size-full object-cover" />
);

export interface GroupPanelProps {
  readonly look: AvatarLook;
  /** As the person was. */
  readonly base: AvatarLook;
  readonly gesture: Gesture;
  readonly onChange: (look: AvatarLook, gesture?: string) => void;
}

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

interface AmountProps extends Pick<GroupPanelProps, 'gesture'> {
  readonly field: string;
  readonly label: string;
  readonly value: number;
  readonly origin: number;
  readonly onChange: (value: number, gesture: string) => void;
}

/** A share from nothing to all. */
const Amount = (props: AmountProps) => <LookSlider min={0} max={1} {...props} />;

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
      <Segments
        label={words.eyes.lashes}
        value={look.lashes.style}
        options={LASH_STYLES.map((value, i) => ({ value, label: `${words.eyes.lashes} ${i + 1}` }))}
        onChange={(style) => onChange({ ...look, lashes: { ...look.lashes, style } })}
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

function HairPanel({ look, base, gesture, onChange }: GroupPanelProps) {
  const words = useWords();
  const set = (hair: Partial<AvatarLook['hair']>, step?: string) =>
    onChange({ ...look, hair: { ...look.hair, ...hair } }, step);
  return (
    <div className="flex flex-col gap-6">
      <Pictures
        label={words.hair.style}
        value={look.hair.style ?? 'none'}
        options={[...HAIR_STYLES, 'none' as const].map((value) => ({
          value,
          label: words.hair.styles[value],
          picture: photograph(`hair-${value}`),
        }))}
        onChange={(value) => set({ style: HAIR_STYLES.find((known) => known === value) ?? null })}
      />
      <Swatches
        field="hairColour"
        label={words.hair.colour}
        value={look.hair.colour}
        colours={HAIR_COLOURS}
        gesture={gesture}
        onChange={(colour, step) => colour && set({ colour }, step)}
      />
      <Swatches
        field="highlight"
        label={words.hair.highlight}
        value={look.hair.highlight}
        colours={HAIR_COLOURS}
        gesture={gesture}
        onChange={(highlight, step) => highlight && set({ highlight }, step)}
      />
      <Amount
        field="mix"
        label={words.hair.mix}
        value={look.hair.mix}
        origin={base.hair.mix}
        gesture={gesture}
        onChange={(mix, step) => set({ mix }, step)}
      />
    </div>
  );
}

function ClothesPanel({ look, gesture, onChange }: GroupPanelProps) {
  const words = useWords();
  const { wardrobe } = look;
  return (
    <div className="flex flex-col gap-6">
      <Pictures
        label={words.clothes.style}
        value={choiceOf(wardrobe) ?? ''}
        options={Object.keys(OUTFIT_CHOICES).map((value) => ({
          value,
          label: words.clothes.names[value as OutfitChoice],
          picture: photograph(`outfit-${value}`),
        }))}
        onChange={(value) =>
          onChange({ ...look, wardrobe: dressed(look, OUTFIT_CHOICES[value as OutfitChoice]) })
        }
      />
      <Swatches
        field="outfitColour"
        label={words.clothes.colour}
        value={wardrobe.outfitColour}
        colours={CLOTH_COLOURS}
        none={words.clothes.ownColour}
        gesture={gesture}
        onChange={(outfitColour, step) =>
          onChange({ ...look, wardrobe: { ...wardrobe, outfitColour } }, step)
        }
      />
      {wardrobe.blazer && (
        <Swatches
          field="blazer"
          label={words.clothes.blazer}
          value={wardrobe.blazer.colour}
          colours={CLOTH_COLOURS}
          gesture={gesture}
          onChange={(colour, step) =>
            colour && onChange({ ...look, wardrobe: { ...wardrobe, blazer: { colour } } }, step)
          }
        />
      )}
    </div>
  );
}

const STRIPE = '#d8dde0';

function GearPanel({ look, gesture, onChange }: GroupPanelProps) {
  const words = useWords();
  const { helmet, vest, badge, stethoscope } = look.wardrobe;
  const set = (gear: Partial<Gear>, step?: string) =>
    onChange({ ...look, wardrobe: equipped(look, gear) }, step);
  const worn = badge?.worn ?? 'lanyard';
  return (
    <div className="flex flex-col gap-5">
      <Item
        label={words.gear.helmet}
        colour={helmet?.colour ?? null}
        first="#f4f4f2"
        gesture={gesture}
        onChange={(colour, step) => set({ helmet: colour ? { colour } : null }, step)}
      />
      <Item
        label={words.gear.vest}
        colour={vest?.colour ?? null}
        first="#e8b100"
        gesture={gesture}
        onChange={(colour, step) =>
          set({ vest: colour ? { colour, stripe: vest?.stripe ?? STRIPE } : null }, step)
        }
      />
      <Item
        label={words.gear.badge}
        colour={badge?.colour ?? null}
        first="#2557a7"
        gesture={gesture}
        onChange={(colour, step) => set({ badge: colour ? { colour, worn } : undefined }, step)}
      />
      {badge && (
        <Segments
          label={words.gear.badgeWorn}
          value={worn}
          options={[
            { value: 'lanyard', label: words.gear.lanyard },
            { value: 'clip', label: words.gear.clip },
          ]}
          onChange={(next) => set({ badge: { ...badge, worn: next } })}
        />
      )}
      <Item
        label={words.gear.stethoscope}
        colour={stethoscope ?? null}
        first="#26303f"
        gesture={gesture}
        onChange={(colour, step) => set({ stethoscope: colour ?? undefined }, step)}
      />
    </div>
  );
}

interface ItemProps {
  readonly label: string;
  /** Null: not worn. */
  readonly colour: string | null;
  readonly first: string;
  readonly gesture: Gesture;
  readonly onChange: (colour: string | null, gesture?: string) => void;
}

/** Something that is worn or not, in one colour. */
function Item({ label, colour, first, gesture, onChange }: ItemProps) {
  const words = useWords();
  return (
    <div className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: Radix's switch is a button, which a label may hold. */}
      <label className="flex min-h-10 items-center justify-between gap-4 text-sm font-medium">
        {label}
        <Switch.Root
          checked={colour !== null}
          onCheckedChange={(on) => onChange(on ? first : null)}
          className="relative h-6 w-10 shrink-0 rounded-full bg-line-strong transition-colors data-[state=checked]:bg-brand"
        >
          <Switch.Thumb className="block size-5 translate-x-0.5 rounded-full bg-raised shadow-1 transition-transform data-[state=checked]:translate-x-[1.125rem]" />
        </Switch.Root>
      </label>
      {colour !== null && (
        <Swatches
          field={`gear:${label}`}
          label={fill(words.gear.colourOf, { name: label })}
          value={colour}
          colours={GEAR_COLOURS}
          gesture={gesture}
          onChange={(next, step) => next && onChange(next, step)}
        />
      )}
    </div>
  );
}
