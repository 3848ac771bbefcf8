/** Recording in the browser and narrations of one’s own. */
import type { Messages } from './messages.ts';

export const enUSRecording: Pick<Messages, 'recording'> = {
  recording: {
    record: 'Record',
    stop: 'Stop',
    level: 'Microphone level',
    speech: '{{seconds}} of {{wanted}} s of speech',
    readTitle: 'Text to read aloud',
    take: {
      fine: 'Sounds good. Speak naturally.',
      silent: 'Nothing is heard. Check that the microphone is on and selected.',
      quiet: 'It is quiet. Come nearer to the microphone.',
      noisy: 'There is too much noise. Find a quieter place.',
      clipped: 'It is distorting. Move away from the microphone a little.',
    },
    problem: {
      denied: {
        message: 'The microphone was not allowed.',
        remedy: 'Allow the microphone in the browser’s settings for this site and record again.',
      },
      missing: { message: 'No microphone was found.', remedy: 'Connect a microphone or send a file.' },
      busy: {
        message: 'The microphone is in use.',
        remedy: 'Close the other program that uses it and record again.',
      },
      unsupported: {
        message: 'This browser records no sound.',
        remedy: 'Send a file, or open the page over https in another browser.',
      },
      unreadable: { message: 'The recording could not be read.', remedy: 'Record again or send a file.' },
    },
    narration: {
      source: 'Who speaks',
      tts: "The avatar's voice",
      own: 'My narration',
      lead: "Use your own recording instead of the avatar's voice. Lips and captions follow what you said.",
      signIn: 'Sign in to send a narration.',
      choose: 'Choose audio',
      hint: 'WAV, MP3, OGG, FLAC, M4A or WebM, up to {{size}} MB and {{minutes}} minutes.',
      uploading: 'Sending the narration',
      listen: 'Play the narration',
      remove: 'Remove narration',
      says: 'The narration says the script',
      saysHint:
        'Clear this if the words are not those of the script: lips are then approximate and the video has no captions.',
      lost: 'The narration is no longer stored. Remove it and send it again.',
      problem: {
        type: 'This is no audio file.',
        size: 'The file is larger than {{size}} MB. Convert it to MP3 or record less.',
        long: 'The recording is longer than {{minutes}} minutes.',
        unreadable: 'The browser could not read this audio.',
      },
    },
  },
};
