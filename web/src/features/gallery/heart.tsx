import { Heart as HeartIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { cx } from '../../lib/ui/class-names.ts';
import { useSetFavourite } from './favourites.ts';

interface HeartProps {
  readonly avatarId: string;
  readonly name: string;
  readonly favourite: boolean;
  readonly signedIn: boolean;
}

/** Marks an avatar as a favourite; who is signed out is asked to sign in and comes back. */
export function Heart({ avatarId, name, favourite, signedIn }: HeartProps) {
  const { t } = useTranslation();
  const set = useSetFavourite();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const label = t(favourite ? 'favourite.remove' : 'favourite.add', { name });
  return (
    <button
      type="button"
      aria-pressed={favourite}
      aria-label={label}
      title={label}
      onClick={() => {
        if (!signedIn) void navigate(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
        else set.mutate({ avatarId, favourite: !favourite });
      }}
      className="absolute top-2.5 right-2.5 z-10 grid size-10 place-items-center rounded-full bg-black/55 text-white transition-transform hover:scale-110"
    >
      <HeartIcon className={cx('size-5', favourite && 'fill-current text-[#ff8f87]')} aria-hidden />
    </button>
  );
}
