import { Captions, Download, FileText, Image } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { downloadUrl, fileStem } from '../media-url.ts';
import { Button } from '../ui/button.tsx';
import { parseVtt, toSrt } from './captions.ts';
import { useCaptions, useTextUrl } from './use-captions.ts';

/** What playing takes: a job of one's own, or a film that somebody shared. */
export type PlayableFilm = Pick<
  JobView,
  'job_id' | 'title' | 'video_url' | 'poster_url' | 'captions_url' | 'report'
>;

interface FilmPlayerProps {
  readonly job: PlayableFilm;
  /** Asked for when the signed address no longer plays (it is valid for an hour). */
  readonly onExpired: () => void;
}

/** The film with its captions. A refetch signs a new address; what is playing keeps the one it began with. */
export function FilmPlayer({ job, onExpired }: FilmPlayerProps) {
  const { t } = useTranslation();
  const [playing, setPlaying] = useState({ jobId: job.job_id, video: job.video_url, poster: job.poster_url });
  const failed = useRef<string | null>(null);
  const captions = useTextUrl(useCaptions(job.job_id, job.captions_url), 'text/vtt');
  if (playing.jobId !== job.job_id || (failed.current !== null && failed.current !== job.video_url)) {
    failed.current = null;
    setPlaying({ jobId: job.job_id, video: job.video_url, poster: job.poster_url });
  }
  return (
    // biome-ignore lint/a11y/useMediaCaption: the track is there whenever the film was made with captions.
    <video
      key={playing.video}
      src={playing.video ?? undefined}
      poster={playing.poster ?? undefined}
      controls
      playsInline
      preload="metadata"
      aria-label={t('film.player', { title: job.title })}
      onError={() => {
        if (failed.current === playing.video) return;
        failed.current = playing.video;
        onExpired();
      }}
      className="max-h-[70dvh] w-full rounded-lg bg-black"
      style={{ aspectRatio: aspectOf(job) }}
    >
      {captions && <track kind="captions" src={captions} label={t('film.captions')} />}
    </video>
  );
}

/** From the report, so that the player has its size before the film has loaded. */
function aspectOf(job: PlayableFilm): string {
  const width = job.report?.width;
  const height = job.report?.height;
  return typeof width === 'number' && typeof height === 'number' ? `${width} / ${height}` : '16 / 9';
}

export function FilmDownloads({ job }: { readonly job: JobView }) {
  const { t } = useTranslation();
  const stem = fileStem(job.title);
  const vtt = useCaptions(job.job_id, job.captions_url);
  const vttUrl = useTextUrl(vtt, 'text/vtt');
  const srtUrl = useTextUrl(vtt === undefined ? undefined : toSrt(parseVtt(vtt)), 'application/x-subrip');
  if (!job.video_url) return null;
  const kind = new URL(job.video_url).pathname.split('.').at(-1) ?? 'mp4';
  return (
    <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:[&>a]:grow">
      <Button asChild className="max-sm:basis-full">
        <a href={downloadUrl(job.video_url, `${stem}.${kind}`)} download={`${stem}.${kind}`}>
          <Download aria-hidden />
          {t('film.download', { kind: kind.toUpperCase() })}
        </a>
      </Button>
      {srtUrl && (
        <Button asChild variant="secondary">
          <a href={srtUrl} download={`${stem}.srt`}>
            <Captions aria-hidden />
            SRT
          </a>
        </Button>
      )}
      {vttUrl && (
        <Button asChild variant="secondary">
          <a href={vttUrl} download={`${stem}.vtt`}>
            <FileText aria-hidden />
            VTT
          </a>
        </Button>
      )}
      {job.poster_url && (
        <Button asChild variant="secondary">
          <a href={downloadUrl(job.poster_url, `${stem}.webp`)} download={`${stem}.webp`}>
            <Image aria-hidden />
            {t('library.poster')}
          </a>
        </Button>
      )}
    </div>
  );
}
