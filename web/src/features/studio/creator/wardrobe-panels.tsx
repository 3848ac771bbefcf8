/** Hair, clothes and what is worn over them. */
import { Switch } from 'radix-ui';
import {
  type AvatarLook,
  BEARD_STYLES,
  GLASSES_FRAMES,
  HAIR_STYLES,
} from '../../../../../supabase/functions/_shared/contract/look.ts';
import {
  CLOTH_COLOURS,
  choiceOf,
  dressed,
  equipped,
  FRAME_COLOURS,
  GEAR_COLOURS,
  type Gear,
  HAIR_COLOURS,
  OUTFIT_CHOICES,
  type OutfitChoice,
} from '../../../studio/core/look.ts';
import { Amount, type GroupPanelProps, photograph } from './group-parts.tsx';
import { Pictures, Swatches } from './pickers.tsx';
import type { Gesture } from './use-gesture.ts';
import { fill, useWords } from './use-words.ts';

export function HairPanel({ look, base, gesture, onChange }: GroupPanelProps) {
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
      <Pictures
        label={words.hair.beard}
        value={look.hair.beard?.style ?? 'none'}
        options={[...BEARD_STYLES, 'none' as const].map((value) => ({
          value,
          label: words.hair.beards[value],
          picture: photograph(`beard-${value}`),
        }))}
        onChange={(value) => {
          const style = BEARD_STYLES.find((known) => known === value);
          const { beard, ...hair } = look.hair;
          const colour = beard?.colour ?? hair.colour;
          onChange({ ...look, hair: style ? { ...hair, beard: { style, colour } } : hair });
        }}
      />
      {look.hair.beard && (
        <Swatches
          field="beardColour"
          label={words.hair.beardColour}
          value={look.hair.beard.colour}
          colours={HAIR_COLOURS}
          gesture={gesture}
          onChange={(colour, step) =>
            colour && look.hair.beard && set({ beard: { ...look.hair.beard, colour } }, step)
          }
        />
      )}
    </div>
  );
}

export function ClothesPanel({ look, gesture, onChange }: GroupPanelProps) {
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

export function GearPanel({ look, gesture, onChange }: GroupPanelProps) {
  const words = useWords();
  const { helmet, vest, badge, stethoscope, glasses, headset } = look.wardrobe;
  const frame = glasses?.frame ?? 'metal';
  const boom = headset?.boom ?? 'left';
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
        <Pictures
          label={words.gear.badgeWorn}
          value={worn}
          options={[
            { value: 'lanyard', label: words.gear.lanyard, picture: photograph('badge-lanyard') },
            { value: 'clip', label: words.gear.clip, picture: photograph('badge-clip') },
          ]}
          onChange={(next) => set({ badge: { ...badge, worn: next === 'clip' ? 'clip' : 'lanyard' } })}
        />
      )}
      <Item
        label={words.gear.stethoscope}
        colour={stethoscope ?? null}
        first="#26303f"
        gesture={gesture}
        onChange={(colour, step) => set({ stethoscope: colour ?? undefined }, step)}
      />
      <Item
        label={words.gear.glasses}
        colour={glasses?.colour ?? null}
        first="#3a2a22"
        colours={FRAME_COLOURS}
        gesture={gesture}
        onChange={(colour, step) => set({ glasses: colour ? { colour, frame } : undefined }, step)}
      />
      {glasses && (
        <Pictures
          label={words.gear.frame}
          value={frame}
          options={GLASSES_FRAMES.map((value) => ({
            value,
            label: words.gear.frames[value],
            picture: photograph(`glasses-${value}`),
          }))}
          onChange={(value) => {
            const next = GLASSES_FRAMES.find((known) => known === value);
            if (next) set({ glasses: { ...glasses, frame: next } });
          }}
        />
      )}
      <Item
        label={words.gear.headset}
        colour={headset?.colour ?? null}
        first="#23262b"
        colours={FRAME_COLOURS}
        gesture={gesture}
        onChange={(colour, step) => set({ headset: colour ? { colour, boom } : undefined }, step)}
      />
      {headset && (
        <Pictures
          label={words.gear.boom}
          value={boom}
          options={[
            { value: 'left', label: words.gear.boomLeft, picture: photograph('headset-left') },
            { value: 'right', label: words.gear.boomRight, picture: photograph('headset-right') },
          ]}
          onChange={(next) => set({ headset: { ...headset, boom: next === 'right' ? 'right' : 'left' } })}
        />
      )}
    </div>
  );
}

interface ItemProps {
  readonly label: string;
  /** Null: not worn. */
  readonly colour: string | null;
  readonly first: string;
  readonly colours?: readonly string[];
  readonly gesture: Gesture;
  readonly onChange: (colour: string | null, gesture?: string) => void;
}

/** Something that is worn or not, in one colour. */
function Item({ label, colour, first, colours = GEAR_COLOURS, gesture, onChange }: ItemProps) {
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
          colours={colours}
          gesture={gesture}
          onChange={(next, step) => next && onChange(next, step)}
        />
      )}
    </div>
  );
}
