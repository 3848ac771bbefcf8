import { Save, Undo2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import type { Avatar3D } from '../../../../../supabase/functions/_shared/contract/api.ts';
import type { AvatarLook } from '../../../../../supabase/functions/_shared/contract/look.ts';
import { useChangeAvatar, useCreateAvatar } from '../../../lib/own-avatars.ts';
import { Button } from '../../../lib/ui/button.tsx';
import { Field, TextInput } from '../../../lib/ui/field.tsx';
import { ErrorNotice } from '../../../lib/ui/states.tsx';
import { useToasts } from '../../../lib/ui/toasts.tsx';
import { RemoveAvatar } from './remove-avatar.tsx';
import { fill, useWords } from './use-words.ts';

interface SaveLookProps {
  readonly avatar: Avatar3D;
  readonly look: AvatarLook;
  readonly changed: boolean;
  readonly signedIn: boolean;
  readonly takePicture: () => Promise<Blob | null>;
  /** Another avatar was made, or this one has the look now. */
  readonly onSaved: (avatar: Avatar3D) => void;
  readonly onDiscard: () => void;
  readonly onDeleted: () => void;
}

/** Keeps a look as an avatar of one's own: a new one, or the one that is edited. */
export function SaveLook(props: SaveLookProps) {
  const { avatar, look, changed, signedIn, takePicture, onSaved, onDiscard, onDeleted } = props;
  const words = useWords();
  const toasts = useToasts();
  const create = useCreateAvatar();
  const update = useChangeAvatar();
  const own = avatar.own !== undefined;
  const [name, setName] = useState(own ? avatar.name : '');
  const said = name.trim();
  const saved = (made: Avatar3D) => {
    toasts.success(fill(words.saved, { name: made.name }));
    onSaved(made);
  };
  const saveNew = async (event?: FormEvent) => {
    event?.preventDefault();
    const base = avatar.own?.base_avatar_id ?? avatar.id;
    const picture = await takePicture();
    create.mutate({ name: said, base_avatar_id: base, look, picture }, { onSuccess: saved });
  };
  const saveChanges = async () => {
    const picture = changed ? await takePicture() : null;
    const change = { ...(said === avatar.name ? {} : { name: said }), ...(changed ? { look } : {}) };
    update.mutate({ id: avatar.id, change, picture }, { onSuccess: saved });
  };
  const busy = create.isPending || update.isPending;
  const renamed = own && said !== avatar.name;
  return (
    <div className="flex flex-col gap-4 rounded-lg bg-sunken p-4">
      <div className="flex flex-wrap items-end gap-3">
        <Field label={words.name} className="min-w-48 grow">
          {(control) => (
            <TextInput
              {...control}
              value={name}
              maxLength={100}
              placeholder={words.namePlaceholder}
              onChange={(event) => setName(event.target.value)}
              onKeyDown={(event) => {
                // The page's form would start a film.
                if (event.key === 'Enter') event.preventDefault();
              }}
            />
          )}
        </Field>
        {signedIn && (
          <>
            {own && (
              <Button
                busy={update.isPending}
                disabled={busy || said === '' || !(changed || renamed)}
                onClick={() => void saveChanges()}
              >
                <Save aria-hidden />
                {words.save}
              </Button>
            )}
            <Button
              variant={own ? 'secondary' : 'primary'}
              busy={create.isPending}
              disabled={busy || said === ''}
              onClick={() => void saveNew()}
            >
              {!own && <Save aria-hidden />}
              {own ? words.saveAnother : words.saveNew}
            </Button>
          </>
        )}
      </div>
      {!signedIn && (
        <p className="text-sm text-ink-2">
          <Link to="/sign-in?next=/avatars/studio" className="font-medium text-brand underline">
            {words.signIn}
          </Link>
        </p>
      )}
      {(create.isError || update.isError) && <ErrorNotice error={create.error ?? update.error} />}
      {(changed || own) && (
        <div className="flex flex-wrap gap-2">
          {changed && (
            <Button variant="ghost" size="sm" onClick={onDiscard}>
              <Undo2 aria-hidden />
              {words.discard}
            </Button>
          )}
          {own && <RemoveAvatar avatar={avatar} onDeleted={onDeleted} />}
        </div>
      )}
    </div>
  );
}
