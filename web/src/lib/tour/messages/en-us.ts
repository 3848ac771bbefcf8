import type { ptBR } from './pt-br.ts';

export const enUS: typeof ptBR = {
  name: 'Guide',
  offerTitle: 'Your first video in four steps',
  offerText: 'It takes a few minutes, and the script comes with a sample.',
  start: 'Start the guide',
  later: 'Not now',
  leave: 'Leave the guide',
  progress: 'Step {{at}} of {{of}}',
  show: 'Show me where',
  next: 'Continue',
  skip: 'Skip this step',
  open: 'Take me there',
  steps: { person: 'Person', script: 'Words', listen: 'Sound', film: 'Video' },
  person: {
    title: 'Choose who presents',
    text: 'Open somebody in the gallery and take them to the studio.',
    textStudio: 'Pick one of the faces.',
  },
  script: {
    title: 'Make the words yours',
    text: 'There is a short sample: replace it with what you want to say.',
  },
  listen: {
    title: 'Hear a sentence',
    text: 'The voice and the lips are those of the video.',
  },
  film: {
    title: 'Create the video',
    text: 'Press Render. The sample is small and soon ready; make it again in high quality later.',
  },
  watch: {
    title: 'Your video is being made: {{share}}',
    text: 'Wait here or look around: we will tell you when it is ready.',
    failedTitle: 'It did not work this time',
    failedText: 'The video’s page says what happened. Try again there, or go back to the studio.',
    again: 'Back to the studio',
    open: 'See how it goes',
  },
  done: {
    title: 'Congratulations! Your first video is ready',
    text: 'What next?',
    play: 'Watch it',
    share: 'Show it to somebody',
    voice: 'Use my own voice',
    another: 'Make another',
    close: 'Finish the guide',
  },
  sample: {
    title: 'Hello, team!',
    script: 'Hello! This is my first video. I wrote these words, and now they are spoken. See you soon!',
  },
};
