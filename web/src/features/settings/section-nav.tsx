import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { cx } from '../../lib/ui/class-names.ts';

interface SectionNavProps {
  readonly label: string;
  readonly sections: readonly { readonly id: string; readonly title: string }[];
}

/** What a long page holds, beside it where there is room: the section that is read is marked. */
export function SectionNav({ label, sections }: SectionNavProps) {
  const [at, setAt] = useState(sections[0]?.id);
  const ids = sections.map(({ id }) => id).join(' ');
  useEffect(() => {
    const inView = new Set<string>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) inView.add(target.id);
          else inView.delete(target.id);
        }
        const first = ids.split(' ').find((id) => inView.has(id));
        if (first) setAt(first);
      },
      // A section counts from where an address leads to down to the middle of the screen.
      { rootMargin: '-80px 0px -50% 0px' },
    );
    for (const id of ids.split(' ')) {
      const section = document.getElementById(id);
      if (section) observer.observe(section);
    }
    return () => observer.disconnect();
  }, [ids]);
  return (
    <nav aria-label={label} className="hidden xl:block">
      <ul className="sticky top-[calc(2.5rem+var(--tour,0px))] flex flex-col border-l border-line">
        {sections.map(({ id, title }) => (
          <li key={id}>
            <Link
              to={{ hash: id }}
              replace
              aria-current={id === at ? 'location' : undefined}
              className={cx(
                '-ml-px block border-l-2 py-1.5 pl-4 text-sm transition-colors',
                id === at
                  ? 'border-brand font-medium text-brand-text'
                  : 'border-transparent text-ink-2 hover:text-ink',
              )}
            >
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
