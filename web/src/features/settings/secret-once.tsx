import { Copy } from 'lucide-react';
import { Button } from '../../lib/ui/button.tsx';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';

interface SecretOnceProps {
  readonly secret: string;
  readonly label: string;
  /** That it will not be shown again. */
  readonly hint: string;
  readonly copy: string;
  readonly copied: string;
  readonly done: string;
  readonly onDone: () => void;
}

/** What is told once: it stays until its reader says that it is kept. */
export function SecretOnce({ secret, label, hint, copy, copied, done, onDone }: SecretOnceProps) {
  const toasts = useToasts();
  const put = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      toasts.success(copied);
    } catch {
      // Refused by the browser: the field holds it, selected, for the keyboard.
    }
  };
  return (
    <div role="status" className="flex flex-col gap-4">
      <Field label={label} hint={hint}>
        {(control) => (
          <div className="flex gap-2">
            <TextInput
              {...control}
              readOnly
              autoComplete="off"
              spellCheck={false}
              value={secret}
              className="font-mono text-xs"
              onFocus={(event) => event.target.select()}
            />
            <Button variant="secondary" onClick={() => void put()}>
              <Copy aria-hidden />
              {copy}
            </Button>
          </div>
        )}
      </Field>
      <div className="flex justify-end">
        <Button onClick={onDone}>{done}</Button>
      </div>
    </div>
  );
}
