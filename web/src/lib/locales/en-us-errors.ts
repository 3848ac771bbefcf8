import type { Messages } from './messages.ts';

const again = 'Try again in a few seconds.';

export const enUSErrors: Pick<Messages, 'error' | 'failure'> = {
  error: {
    network: {
      message: 'No answer from the server',
      remedy: 'Check your connection. What you wrote is kept.',
    },
    unexpected_answer: {
      message: 'The server gave an unexpected answer',
      remedy: 'Reload the page. If it goes on, tell support.',
    },
    invalid_json: { message: 'The request could not be read', remedy: 'Reload the page and try again.' },
    invalid_request: { message: 'A field was not accepted', remedy: 'Check the fields and send again.' },
    script_empty: { message: 'The script is empty', remedy: 'Write at least one word to be spoken.' },
    script_too_long: {
      message: 'The script is too long',
      remedy: 'Shorten it or split it into several videos.',
    },
    invalid_ssml: {
      message: 'A tag in the script cannot be read',
      remedy: 'Correct the tag that the message names.',
    },
    language_unsupported: {
      message: 'Language not available',
      remedy: 'Use Portuguese, English or Spanish.',
    },
    resolution_unsupported: {
      message: 'Resolution not available',
      remedy: 'Choose another one from the list.',
    },
    token_missing: { message: 'You need to sign in', remedy: 'Sign in and try again.' },
    token_expired: { message: 'Your session has expired', remedy: 'Sign in again to go on.' },
    token_invalid: { message: 'Your session is no longer valid', remedy: 'Sign out and in again.' },
    forbidden: {
      message: 'This belongs to another account',
      remedy: 'Sign in with the account that owns it.',
    },
    not_found: { message: 'Not found', remedy: 'Check the address.' },
    avatar_not_found: {
      message: 'This avatar no longer exists',
      remedy: 'Choose another one in the gallery.',
    },
    job_not_found: { message: 'Render not found', remedy: 'Check the address: only you can see yours.' },
    project_not_found: { message: 'Project not found', remedy: 'Choose one of your projects.' },
    voice_not_found: { message: 'Voice not found', remedy: "Choose another voice or the language's own." },
    file_not_found: { message: 'File not found', remedy: 'It may have been deleted.' },
    method_not_allowed: { message: 'Not allowed', remedy: 'Reload the page and try again.' },
    job_not_cancellable: {
      message: 'This render has already ended',
      remedy: 'There is nothing left to cancel.',
    },
    voice_not_ready: {
      message: 'The voice is not ready yet',
      remedy: 'Wait for its training or choose another one.',
    },
    voice_consent_missing: {
      message: 'The consent of the speaker is missing',
      remedy: 'Record the consent on the Voices page.',
    },
    share_not_found: {
      message: 'There is no such link',
      remedy: 'Check the address, or ask whoever sent it for another.',
    },
    draft_not_found: {
      message: 'Draft not found',
      remedy: 'It may have been deleted. Only your own drafts can be opened.',
    },
    avatar_not_ready: {
      message: 'This avatar is not ready yet',
      remedy: 'Wait until the check has ended; if it failed, repair the file and bring it again.',
    },
    avatar_in_use: {
      message: 'Videos with this avatar are queued',
      remedy: 'Wait until they have ended, or cancel them.',
    },
    voice_statement_missing: {
      message: 'The spoken statement is missing',
      remedy: 'Record the statement, read by whoever speaks in the recording, and send it along.',
    },
    voice_engine_not_offered: {
      message: 'This voice engine is not available',
      remedy: 'Choose one that is offered, or keep the default.',
    },
    draft_conflict: {
      message: 'This draft was saved elsewhere',
      remedy: 'Open the other version, or keep yours as a new draft.',
    },
    share_ended: {
      message: 'This link is no longer valid',
      remedy: 'It expired or was withdrawn. Ask whoever sent it for another.',
    },
    voice_consent_exists: {
      message: 'This voice has a consent already',
      remedy: 'Withdraw it before recording another one.',
    },
    preview_not_found: {
      message: 'The preview is gone',
      remedy: 'Ask for it again; a preview is kept for an hour.',
    },
    speech_refused: {
      message: 'This speech could not be made',
      remedy: 'Change the text or the voice and ask again.',
    },
    upload_invalid: {
      message: 'The file sent cannot be used',
      remedy: 'Send a file of one of the accepted types.',
    },
    lease_lost: { message: 'The task changed hands', remedy: again },
    idempotency_conflict: { message: 'Repeated request with different content', remedy: 'Send it again.' },
    payload_too_large: { message: 'File or text too large', remedy: 'Send something smaller.' },
    unsupported_media_type: { message: 'File type not accepted', remedy: 'Use one of the types named.' },
    audio_invalid: {
      message: 'The recording cannot be used',
      remedy: 'Send WAV or MP3 with at least 30 seconds of speech.',
    },
    scope_missing: {
      message: 'This token may not do that',
      remedy: 'Use a token with the right scope, or sign in.',
    },
    token_not_found: {
      message: 'API token not found',
      remedy: 'Choose one of the tokens listed in the settings.',
    },
    idempotency_in_progress: {
      message: 'The same request is still being answered',
      remedy: 'Wait a moment and try again.',
    },
    webhook_not_found: { message: 'Webhook not found', remedy: 'Choose one of your webhooks.' },
    delivery_not_found: { message: 'Delivery not found', remedy: "Choose one from the webhook's log." },
    quota_exceeded: { message: "Your plan's limit is reached", remedy: 'Wait until running renders end.' },
    rate_limited: { message: 'Too many requests', remedy: 'Wait a moment and try again.' },
    internal: {
      message: 'Something failed on our side',
      remedy: 'Try again. If it goes on, report the code below.',
    },
    unavailable: { message: 'The service is not answering', remedy: again },
  },
  failure: {
    cancelled: { message: 'Canceled on request', remedy: 'Start a new render whenever you like.' },
    attempts_exhausted: {
      message: 'No attempt came to an end',
      remedy: 'The agents stopped answering. Render again later.',
    },
    no_engine: {
      message: 'No running agent can do this',
      remedy: 'Start an agent with the engine asked for.',
    },
    engine_unavailable: {
      message: 'The engine is not available',
      remedy: 'Check the agent and render again.',
    },
    engine_refused: {
      message: 'The engine refused the request',
      remedy: 'Change what the message names and render again.',
    },
    text_unspeakable: { message: 'There is nothing to speak', remedy: 'Write words in the script.' },
    voice_unavailable: {
      message: 'This voice does not speak this language',
      remedy: 'Choose another voice.',
    },
    voice_language_mismatch: {
      message: 'This voice speaks another language',
      remedy: 'Choose a voice of the script’s language, or change the language.',
    },
    sample_unreadable: {
      message: 'The recording could not be read',
      remedy: 'Export it as WAV or MP3 again and create the voice anew.',
    },
    sample_too_short: {
      message: 'There is too little speech in the recording',
      remedy: 'Record at least 30 seconds, 15 of them speech, and create the voice anew.',
    },
    sample_noisy: {
      message: 'The recording is too noisy',
      remedy: 'Record in a quieter place, nearer the microphone.',
    },
    sample_clipped: {
      message: 'The sound is distorted',
      remedy: 'Lower the input level and record again.',
    },
    invalid_ssml: {
      message: 'A tag in the script cannot be read',
      remedy: 'Correct the tag that the message names.',
    },
    glb_unreadable: {
      message: 'The GLB could not be read',
      remedy: 'Export the person again as binary glTF 2.0 and bring the new file.',
    },
    glb_too_large: {
      message: 'The GLB is too large',
      remedy: 'Export with fewer triangles or smaller textures and bring the new file.',
    },
    glb_outside_reference: {
      message: 'The GLB depends on files outside it',
      remedy: 'Export with all textures and data inside the file.',
    },
    glb_extension_unsupported: {
      message: 'The GLB uses a compression we do not read',
      remedy: 'Export without the compression or extension that the message names.',
    },
    glb_no_face: {
      message: 'There is no face that moves',
      remedy: 'Export with ARKit’s blend shapes, or as VRM 1.0 with expressions.',
    },
    glb_misplaced: {
      message: 'The person is out of scale or lying down',
      remedy: 'Export in meters, with the Y axis up.',
    },
    consent_refused: {
      message: 'The statement of consent was not accepted',
      remedy:
        'Have whoever speaks in the recording read the statement word for word, and register the voice again.',
    },
    avatar_invalid: { message: 'This avatar is broken', remedy: 'Choose another avatar.' },
    input_missing: { message: 'An intermediate file is gone', remedy: 'Render again.' },
    input_invalid: {
      message: 'An uploaded file could not be used',
      remedy: 'Replace the file named in the message.',
    },
    tool_missing: { message: 'A program is missing on the agent', remedy: 'Install what the message names.' },
    tool_crashed: {
      message: 'A program on the agent crashed',
      remedy: 'Render again. If it repeats, see the details.',
    },
    tool_timeout: {
      message: 'A program on the agent did not finish',
      remedy: 'Render again, perhaps at a lower quality.',
    },
    tool_output_invalid: { message: 'The result was unusable', remedy: 'Render again.' },
    disk_full: { message: "The agent's disk is full", remedy: 'Free some space and render again.' },
    storage_unavailable: { message: 'Storage did not answer', remedy: 'Render again in a few minutes.' },
    internal: {
      message: 'Unexpected failure on the agent',
      remedy: 'Render again. If it repeats, see the details.',
    },
  },
};
