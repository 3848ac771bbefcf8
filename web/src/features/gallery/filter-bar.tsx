import { Heart, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../lib/ui/button.tsx';
import { SelectBox } from '../../lib/ui/choice.tsx';
import { SearchInput } from '../../lib/ui/field.tsx';
import { FILTER_NAMES, FILTERS, type FilterName, type Filters } from './filters.ts';

const ALL = 'all';

interface FilterBarProps {
  readonly filters: Filters;
  readonly query: string;
  /** Whether only favourites are shown; null for who is signed out and has none. */
  readonly favourites: boolean | null;
  /** Whether avatars of one's own are shown instead of the catalogue's; null as above. */
  readonly mine: boolean | null;
  readonly onChange: (name: FilterName | 'q' | 'fav' | 'mine', value: string) => void;
}

export function FilterBar({ filters, query, favourites, mine, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  return (
    <search aria-label={t('gallery.filters')} className="flex flex-col gap-3">
      <SearchInput
        label={t('gallery.search')}
        placeholder={t('gallery.searchPlaceholder')}
        value={query}
        onChange={(words) => onChange('q', words)}
        className="h-11"
      />
      <div className="-mx-4 flex gap-2 overflow-x-auto px-4 py-1 [scrollbar-width:none] sm:-mx-1 sm:flex-wrap sm:overflow-visible sm:px-1 xl:flex-nowrap">
        {favourites !== null && (
          <Button
            variant={favourites ? 'primary' : 'secondary'}
            className="shrink-0"
            aria-pressed={favourites}
            onClick={() => onChange('fav', favourites ? '' : '1')}
          >
            <Heart aria-hidden />
            {t('favourite.only')}
          </Button>
        )}
        {mine !== null && (
          <Button
            variant={mine ? 'primary' : 'secondary'}
            className="shrink-0"
            aria-pressed={mine}
            onClick={() => onChange('mine', mine ? '' : '1')}
          >
            <UserRound aria-hidden />
            {t('own.mine')}
          </Button>
        )}
        {FILTER_NAMES.map((name) => (
          <SelectBox
            key={name}
            label={t(`gallery.filter.${name}`)}
            className="shrink-0 xl:min-w-0 xl:shrink xl:grow"
            value={filters[name] ?? ALL}
            options={[
              { value: ALL, label: t(`gallery.any.${name}`) },
              ...FILTERS[name].options.map((value) => ({ value, label: t(`avatar.${value}`) })),
            ]}
            onChange={(value) => onChange(name, value === ALL ? '' : value)}
          />
        ))}
      </div>
    </search>
  );
}
