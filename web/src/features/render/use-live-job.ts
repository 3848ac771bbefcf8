import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { JOB_EVENTS, JobEvent, jobTopic } from '../../../../supabase/functions/_shared/contract/events.ts';
import { listen } from '../../lib/realtime.ts';
import { keys } from '../../lib/resources.ts';
import { useJob } from './api.ts';
import { applyEvent, isEnded, type LiveJob } from './live-job.ts';

/** A job that follows its private topic: fetched again on every (re)subscription and when it ends. */
export function useLiveJob(jobId: string) {
  const queries = useQueryClient();
  const [connected, setConnected] = useState(false);
  const job = useJob(jobId, connected);
  const ended = job.data ? isEnded(job.data.view.status) : false;
  // Not before the first answer: whoever may not see the job need not ask for its topic.
  const follow = job.data !== undefined && !ended;

  useEffect(() => {
    if (!follow) return;
    const key = keys.job(jobId);
    const stop = listen(jobTopic(jobId), {
      events: JOB_EVENTS,
      onLink: (linked) => {
        setConnected(linked);
        if (linked) void queries.invalidateQueries({ queryKey: key });
      },
      onEvent: (_name, payload) => {
        const event = JobEvent.safeParse(payload).data;
        if (!event) return;
        const stage = queries.getQueryData<LiveJob>(key)?.view.current_stage;
        queries.setQueryData<LiveJob>(key, (now) => now && applyEvent(now, event, performance.now()));
        // A stage that ended left something that only the row tells: a first frame, a place in the queue given up.
        const stageEnded = event.current_stage !== stage || event.stage_progress === 1;
        if (stageEnded && !isEnded(event.status)) {
          void queries.invalidateQueries({ queryKey: key });
        }
        if (isEnded(event.status)) void queries.invalidateQueries({ queryKey: keys.allJobs });
      },
    });
    return () => {
      stop();
      setConnected(false);
    };
  }, [follow, jobId, queries]);

  return { ...job, connected };
}
