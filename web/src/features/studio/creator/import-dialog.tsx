import { FileUp } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Avatar3D, AvatarGender } from '../../../../../supabase/functions/_shared/contract/api.ts';
import { AVATAR_LIMITS } from '../../../../../supabase/functions/_shared/contract/avatar.ts';
import { formatPercent } from '../../../lib/format.ts';
import { Button } from '../../../lib/ui/button.tsx';
import { Segments } from '../../../lib/ui/choice.tsx';
import { Modal } from '../../../lib/ui/dialog.tsx';
import { Field, TextInput } from '../../../lib/ui/field.tsx';
import { ProgressBar } from '../../../lib/ui/progress-bar.tsx';
import { ErrorNotice } from '../../../lib/ui/states.tsx';
import { ImportRefused, useImportAvatar, useInspection } from './import-api.ts';
import { ReportWords } from './report-words.tsx';
import { fill, useWords } from './use-words.ts';

const MEGABYTES = Math.round(AVATAR_LIMITS.glbBytes / 1024 ** 2);

interface ImportDialogProps {
  readonly onSent: (avatar: Avatar3D) => void;
  readonly onClose: () => void;
}

/** A file's name as a person's. */
const nameOf = ({ name }: File): string =>
  name
    .replace(/\.(glb|vrm)$/i, '')
    .replace(/[_-]+/g, ' ')
    .trim()
    .slice(0, 100);

/** Brings a GLB: it is judged in the browser at once, sent, and judged again by an agent. */
export function ImportDialog({ onSent, onClose }: ImportDialogProps) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const input = useRef<HTMLInputElement>(null);
  const inputId = useId();
  const inspection = useInspection();
  const { send, progress } = useImportAvatar();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [gender, setGender] = useState<(typeof AvatarGender.options)[number]>('female');
  const choose = (chosen: File) => {
    setFile(chosen);
    setName(nameOf(chosen));
    send.reset();
    inspection.mutate(chosen);
  };
  const sending = fill(words.bring.sending, { percent: formatPercent(progress, i18n.language) });
  return (
    <Modal
      open
      onClose={onClose}
      title={words.bring.title}
      description={fill(words.bring.lead, { megabytes: MEGABYTES })}
    >
      <div className="flex flex-col gap-5">
        <input
          ref={input}
          id={inputId}
          type="file"
          accept=".glb,.vrm,model/gltf-binary"
          className="sr-only"
          tabIndex={-1}
          aria-label={words.bring.choose}
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            event.target.value = '';
            if (chosen) choose(chosen);
          }}
        />
        <Button
          variant={inspection.data ? 'secondary' : 'primary'}
          busy={inspection.isPending}
          onClick={() => input.current?.click()}
          className="self-start"
        >
          {!inspection.isPending && <FileUp aria-hidden />}
          {inspection.isPending ? words.bring.reading : file ? words.bring.another : words.bring.choose}
        </Button>
        {file && <p className="-mt-3 truncate text-sm text-ink-3">{file.name}</p>}
        {inspection.error && (
          <p role="alert" className="rounded-lg bg-bad-soft p-4 text-sm text-bad">
            <strong className="block font-semibold">{words.bring.failed}</strong>
            {inspection.error instanceof ImportRefused
              ? words.bring.refused[inspection.error.code]
              : words.bring.refused.malformed}
          </p>
        )}
        {inspection.data && file && (
          <>
            <ReportWords report={inspection.data} />
            <Field label={words.bring.name}>
              {(control) => (
                <TextInput
                  {...control}
                  value={name}
                  maxLength={100}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <div className="flex flex-col gap-1.5">
              <span className="text-sm font-medium">{words.bring.gender}</span>
              <Segments
                label={words.bring.gender}
                value={gender}
                options={AvatarGender.options.map((value) => ({ value, label: t(`avatar.${value}`) }))}
                onChange={setGender}
              />
            </div>
            {send.isPending && (
              <div className="flex flex-col gap-2">
                <p className="text-sm text-ink-2">{sending}</p>
                <ProgressBar value={progress} label={sending} />
              </div>
            )}
            {send.isError && <ErrorNotice error={send.error} />}
            <Button
              busy={send.isPending}
              disabled={send.isPending || name.trim() === ''}
              onClick={() =>
                send.mutate({ file, name: name.trim(), gender }, { onSuccess: (avatar) => onSent(avatar) })
              }
              className="self-end"
            >
              {words.bring.send}
            </Button>
          </>
        )}
      </div>
    </Modal>
  );
}
