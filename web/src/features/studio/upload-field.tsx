import { ImageUp, Trash2 } from 'lucide-react';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../lib/ui/button.tsx';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import { useUploadPicture } from './uploads-api.ts';

interface UploadFieldProps {
  readonly kind: 'background' | 'logo';
  readonly path: string | null;
  readonly signedIn: boolean;
  readonly onChange: (path: string | null) => void;
}

const WORDS = { background: 'image', logo: 'logo' } as const;

/** Sends a picture and hands its path on. */
export function UploadField({ kind, path, signedIn, onChange }: UploadFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const upload = useUploadPicture(kind);
  const word = WORDS[kind];
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-1">
        <input
          ref={input}
          id={id}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          className="sr-only"
          tabIndex={-1}
          aria-label={t(`editor.${word}Choose`)}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            // The same file can be chosen again after an error.
            event.target.value = '';
            if (file) upload.mutate(file, { onSuccess: (answer) => onChange(answer.path) });
          }}
        />
        <Button
          size="sm"
          variant="secondary"
          busy={upload.isPending}
          disabled={!signedIn}
          onClick={() => input.current?.click()}
        >
          {!upload.isPending && <ImageUp aria-hidden />}
          {upload.isPending
            ? t('editor.uploading')
            : t(path ? `editor.${word}Change` : `editor.${word}Choose`)}
        </Button>
        {kind === 'logo' && path && (
          <IconButton label={t('editor.logoRemove')} onClick={() => onChange(null)} className="size-9">
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      {!signedIn && <p className="text-sm text-ink-3">{t('editor.uploadSignIn')}</p>}
      {upload.isError && <ErrorNotice error={upload.error} />}
    </div>
  );
}
