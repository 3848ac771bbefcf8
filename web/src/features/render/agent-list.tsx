import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Quality } from '../../../../supabase/functions/_shared/contract/job.ts';
import { engineLabel } from '../../lib/engine-label.ts';
import { formatAgo, formatNumber, formatSpan } from '../../lib/format.ts';
import { fillIn, lazyWords } from '../../lib/lazy-words.ts';
import { Badge } from '../../lib/ui/surface.tsx';
import { pacesOf } from './agent-pace.ts';
import { type AgentView, useAgents } from './agents.ts';
import type { ptBR } from './messages/pt-br.ts';

const useWords = lazyWords<typeof ptBR>({
  'pt-BR': async () => (await import('./messages/pt-br.ts')).ptBR,
  'en-US': async () => (await import('./messages/en-us.ts')).enUS,
  'es-ES': async () => (await import('./messages/es-es.ts')).esES,
});

/** Who is there to work. Nothing is drawn until it is known, and nothing where the project cannot tell. */
export function AgentList() {
  const { t } = useTranslation();
  const agents = useAgents();
  if (!agents.data) return null;
  return (
    <section aria-labelledby="agents" className="mt-10">
      <h2 id="agents" className="text-base font-semibold">
        {t('render.agents')}
      </h2>
      <p className="mb-3 text-sm text-ink-3">{t('render.agentsLead')}</p>
      {agents.data.length === 0 ? (
        <p className="text-sm text-ink-3">{t('render.nobodyTitle')}</p>
      ) : (
        <ul className="divide-y divide-line rounded-xl bg-surface shadow-1 ring-1 ring-line">
          {agents.data.map((agent) => (
            <li key={`${agent.name} ${agent.last_seen_at}`} className="p-4">
              <AgentRow agent={agent} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function AgentRow({ agent }: { readonly agent: AgentView }) {
  const { t, i18n } = useTranslation();
  const gpus = agent.gpus.map(({ name, memory_gib }) =>
    memory_gib === undefined
      ? name
      : t('render.agentGpu', { name, memory: formatNumber(memory_gib, i18n.language) }),
  );
  const labels = Object.entries(agent.labels).map(([key, value]) => `${key}: ${value}`);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="min-w-0 truncate font-medium">{agent.name}</h3>
        <AgentState agent={agent} />
        <span className="ml-auto text-sm text-ink-3 tabular">
          {agent.online ? null : formatAgo(agent.last_seen_at, i18n.language)}
        </span>
      </div>
      <p className="mt-1 text-sm text-ink-2">
        {agent.engines.length === 0
          ? t('render.agentPaused')
          : [...new Set(agent.engines.map(engineLabel))].join(' · ')}
      </p>
      {gpus.length + labels.length > 0 && (
        <p className="mt-1 text-sm text-ink-3">{[...gpus, ...labels].join(' · ')}</p>
      )}
      <Suspense fallback={<p className="mt-1 h-5" />}>
        <AgentPace agent={agent} />
      </Suspense>
    </>
  );
}

/** What it found of itself, for somebody who waits; nothing where it measured nothing. */
function AgentPace({ agent }: { readonly agent: AgentView }) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const [pace] = pacesOf(agent.speeds);
  if (!pace) return null;
  const { kind, seconds, size, quality } = pace;
  const known = Quality.safeParse(quality).data;
  return (
    <p className="mt-1 text-sm text-ink-2">
      {fillIn(words[kind], { time: formatSpan(Math.max(1, seconds), i18n.language) })}
      {size && known && (
        <span className="text-ink-3">
          {' · '}
          {fillIn(words.measured, { size: size.replace('x', '×'), quality: t(`avatar.${known}`) })}
        </span>
      )}
    </p>
  );
}

function AgentState({ agent }: { readonly agent: AgentView }) {
  const { t } = useTranslation();
  if (!agent.online) return <Badge>{t('render.agentOffline')}</Badge>;
  if (agent.engines.length === 0) return <Badge tone="warn">{t('render.agentHeldBack')}</Badge>;
  if (agent.busy > 0) return <Badge tone="brand">{t('render.agentBusy', { count: agent.busy })}</Badge>;
  return <Badge tone="ok">{t('render.agentFree')}</Badge>;
}
