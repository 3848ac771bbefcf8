// Written by `npm run client` from docs/api/openapi.json. Do not edit. Over 400 lines: one file is what it makes.
export interface paths {
  '/api/v2/account': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Second step: delete your account and everything in it
     * @description The sign-in and every row are gone when this answers; files and voices kept by cloud engines as soon as an agent has removed them. Renders in progress end. There is no way back.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            confirmation: string;
          };
        };
      };
      responses: {
        /** @description Deleted */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {boolean} */
              deleted: true;
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/account/deletion': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * First step of deleting your account: a code for the second
     * @description Nothing is deleted. The code is good for 15 minutes and replaces an earlier one.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The code */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              confirmation: string;
              expires_at: string;
            };
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/account/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Everything of yours: every row, and an address of every file
     * @description Addresses of files are signed for an hour. Rows are as they are stored, by table.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Your data */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              email: string | null;
              exported_at: string;
              files: {
                bucket: string;
                bytes: number | null;
                content_type: string | null;
                path: string;
                url: string | null;
              }[];
              tables: {
                [key: string]: {
                  [key: string]: unknown;
                }[];
              };
            };
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/custom': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Keep a look of the creator as an avatar of your own
     * @description Ready at once: nothing is baked before a film needs it. Voice, motion, category and place are those of the base. Its id is used like any other, by you alone. Unreal Engine draws avatars of the catalogue only.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            base_avatar_id: string;
            look: {
              brows: {
                colour: string;
                density: number;
                /** @enum {string} */
                style:
                  | 'eyebrow001'
                  | 'eyebrow002'
                  | 'eyebrow003'
                  | 'eyebrow004'
                  | 'eyebrow005'
                  | 'eyebrow006'
                  | 'eyebrow007'
                  | 'eyebrow008'
                  | 'eyebrow009'
                  | 'eyebrow010'
                  | 'eyebrow011'
                  | 'eyebrow012';
              };
              eyes: {
                iris: string;
                limbus: number;
                redness: number;
              };
              face: {
                asymmetry?: number;
                browAngle?: number;
                browDepth?: number;
                browHeight?: number;
                cheekBones?: number;
                cheekInner?: number;
                cheekVolume?: number;
                chinCleft?: number;
                chinHeight?: number;
                chinProminence?: number;
                chinWidth?: number;
                cupidsBow?: number;
                earSize?: number;
                earWing?: number;
                eyeBags?: number;
                eyeDepth?: number;
                eyeFold?: number;
                eyeHeight?: number;
                eyeInnerCorner?: number;
                eyeOpening?: number;
                eyeOuterCorner?: number;
                eyeSize?: number;
                eyeSpacing?: number;
                foreheadHeight?: number;
                foreheadSlope?: number;
                headAge?: number;
                headDepth?: number;
                headDiamond?: number;
                headFat?: number;
                headHeight?: number;
                headInvertedTriangular?: number;
                headOval?: number;
                headRectangular?: number;
                headRound?: number;
                headSquare?: number;
                headTriangular?: number;
                headWidth?: number;
                jawDrop?: number;
                jawWidth?: number;
                laughLines?: number;
                lowerLipHeight?: number;
                lowerLipVolume?: number;
                mouthCorners?: number;
                mouthDepth?: number;
                mouthHeight?: number;
                mouthWidth?: number;
                neckDouble?: number;
                neckLength?: number;
                neckWidth?: number;
                noseBridgeWidth?: number;
                noseBulb?: number;
                noseCurve?: number;
                noseDepth?: number;
                noseHeight?: number;
                noseHump?: number;
                noseTipHeight?: number;
                noseTipWidth?: number;
                noseWidth?: number;
                nostrils?: number;
                philtrum?: number;
                prognathism?: number;
                temples?: number;
                upperLipHeight?: number;
                upperLipVolume?: number;
              };
              hair: {
                beard?: {
                  colour: string;
                  /** @enum {string} */
                  style: 'moustache' | 'goatee' | 'short';
                };
                colour: string;
                highlight: string;
                mix: number;
                /** @enum {string|null} */
                style:
                  | 'afro'
                  | 'bob'
                  | 'bun'
                  | 'buzz'
                  | 'coils'
                  | 'crop'
                  | 'curls'
                  | 'long-wavy'
                  | 'ponytail'
                  | 'shag'
                  | 'side-part'
                  | 'swept'
                  | null;
              };
              lashes: {
                density: number;
                /** @enum {string} */
                style: 'eyelashes01' | 'eyelashes02' | 'eyelashes03' | 'eyelashes04';
              };
              macro: {
                age: number;
                ancestry: {
                  african: number;
                  asian: number;
                  caucasian: number;
                };
                cup: number;
                firmness: number;
                gender: number;
                height: number;
                muscle: number;
                proportions: number;
                weight: number;
              };
              sides?: number;
              skin: {
                /** @enum {string} */
                base:
                  | 'young_african_female'
                  | 'young_african_male'
                  | 'young_asian_female'
                  | 'young_asian_male'
                  | 'young_caucasian_female'
                  | 'young_caucasian_male'
                  | 'middleage_african_female'
                  | 'middleage_african_male'
                  | 'middleage_asian_female'
                  | 'middleage_asian_male'
                  | 'middleage_caucasian_female'
                  | 'middleage_caucasian_male'
                  | 'old_african_female'
                  | 'old_african_male'
                  | 'old_asian_female'
                  | 'old_asian_male'
                  | 'old_caucasian_female'
                  | 'old_caucasian_male';
                blotches: number;
                freckles: number;
                lips: string;
                lipStrength: number;
                makeup: number;
                pores: number;
                shine: number;
                stubble: number;
                stubbleColour: string;
                tone: string;
                wrinkles: number;
              };
              /** @enum {number} */
              version: 1;
              wardrobe: {
                badge?: {
                  colour: string;
                  /** @enum {string} */
                  worn: 'lanyard' | 'clip';
                };
                blazer: {
                  colour: string;
                } | null;
                buttons?: string;
                glasses?: {
                  colour: string;
                  /** @enum {string} */
                  frame: 'metal' | 'acetate' | 'safety';
                };
                headset?: {
                  /** @enum {string} */
                  boom: 'left' | 'right';
                  colour: string;
                };
                helmet: {
                  colour: string;
                } | null;
                /** @enum {string} */
                neckline?: 'v';
                /** @enum {string} */
                outfit:
                  | 'female_casualsuit01'
                  | 'female_casualsuit02'
                  | 'female_elegantsuit01'
                  | 'female_sportsuit01'
                  | 'male_casualsuit01'
                  | 'male_casualsuit02'
                  | 'male_casualsuit03'
                  | 'male_casualsuit04'
                  | 'male_casualsuit05'
                  | 'male_casualsuit06'
                  | 'male_elegantsuit01'
                  | 'male_worksuit01';
                outfitColour: string | null;
                /** @enum {string} */
                pocket?: 'left' | 'right';
                stethoscope?: string;
                vest: {
                  colour: string;
                  stripe: string;
                } | null;
              };
            };
            name: string;
          };
        };
      };
      responses: {
        /** @description The avatar */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {string|null} */
              age: 'young' | 'adult' | 'senior' | null;
              animations: {
                [key: string]: unknown;
              };
              assets: {
                [key: string]: unknown;
              };
              /** @enum {string} */
              category: 'business' | 'healthcare' | 'education' | 'casual' | 'safety';
              /** @enum {string|null} */
              ethnicity: 'caucasian' | 'afro' | 'asian' | 'latino' | 'mixed' | null;
              features: {
                [key: string]: unknown;
              };
              /** @enum {string} */
              gender: 'male' | 'female' | 'unisex';
              id: string;
              name: string;
              own?: {
                base_avatar_id: string | null;
                created_at: string;
                error: {
                  /** @enum {string} */
                  code:
                    | 'cancelled'
                    | 'attempts_exhausted'
                    | 'no_engine'
                    | 'engine_unavailable'
                    | 'engine_refused'
                    | 'text_unspeakable'
                    | 'invalid_ssml'
                    | 'voice_unavailable'
                    | 'voice_language_mismatch'
                    | 'avatar_invalid'
                    | 'glb_unreadable'
                    | 'glb_too_large'
                    | 'glb_outside_reference'
                    | 'glb_extension_unsupported'
                    | 'glb_no_face'
                    | 'glb_misplaced'
                    | 'sample_unreadable'
                    | 'sample_too_short'
                    | 'sample_noisy'
                    | 'sample_clipped'
                    | 'consent_refused'
                    | 'input_missing'
                    | 'input_invalid'
                    | 'tool_missing'
                    | 'tool_crashed'
                    | 'tool_timeout'
                    | 'tool_output_invalid'
                    | 'disk_full'
                    | 'storage_unavailable'
                    | 'internal';
                  message: string;
                  remedy: string;
                } | null;
                /** @enum {string} */
                kind: 'look' | 'glb';
                progress: number;
                report: {
                  /** @enum {string} */
                  eyes: 'morphs' | 'bones' | 'none';
                  eyeSpacingMm: number;
                  /** @enum {string} */
                  facing: '+z' | '-z' | '+x' | '-x';
                  generator: string;
                  /** @enum {string} */
                  grade: 'full' | 'good' | 'limited';
                  heightM: number;
                  mapped: {
                    [key: string]: string;
                  };
                  missing: string[];
                  /** @enum {string} */
                  naming: 'arkit' | 'vrm';
                  present: string[];
                  scale: number;
                  textures?: unknown;
                  triangles: number;
                  turn: number;
                  /** @enum {string} */
                  unit: 'm' | 'cm' | 'mm' | 'dm' | 'in';
                  /** @enum {number} */
                  version: 1;
                  vertices: number;
                  warnings: string[];
                } | null;
                /** @enum {string} */
                status: 'ready' | 'checking' | 'failed';
                updated_at: string;
              };
              poster_url: string | null;
              preview_url: string | null;
              /** @enum {string} */
              quality: 'standard' | 'premium' | 'cinematic' | 'hyperreal';
              rendering_config: {
                [key: string]: unknown;
              };
              voice_sync: {
                [key: string]: unknown;
              };
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description avatar_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description quota_exceeded, rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/custom/{avatar_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Delete an avatar of your own
     * @description Its look and files are gone; finished videos stay, and go on naming it. `avatar_in_use` while a video with it is queued or running.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          avatar_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Deleted */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** Format: uuid */
              avatar_id: string;
              /** @enum {boolean} */
              deleted: true;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description avatar_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description avatar_in_use */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /**
     * Give an avatar of your own another name or look
     * @description What is queued keeps the look it was queued with. An imported avatar has a name only.
     */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          avatar_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            look?: {
              brows: {
                colour: string;
                density: number;
                /** @enum {string} */
                style:
                  | 'eyebrow001'
                  | 'eyebrow002'
                  | 'eyebrow003'
                  | 'eyebrow004'
                  | 'eyebrow005'
                  | 'eyebrow006'
                  | 'eyebrow007'
                  | 'eyebrow008'
                  | 'eyebrow009'
                  | 'eyebrow010'
                  | 'eyebrow011'
                  | 'eyebrow012';
              };
              eyes: {
                iris: string;
                limbus: number;
                redness: number;
              };
              face: {
                asymmetry?: number;
                browAngle?: number;
                browDepth?: number;
                browHeight?: number;
                cheekBones?: number;
                cheekInner?: number;
                cheekVolume?: number;
                chinCleft?: number;
                chinHeight?: number;
                chinProminence?: number;
                chinWidth?: number;
                cupidsBow?: number;
                earSize?: number;
                earWing?: number;
                eyeBags?: number;
                eyeDepth?: number;
                eyeFold?: number;
                eyeHeight?: number;
                eyeInnerCorner?: number;
                eyeOpening?: number;
                eyeOuterCorner?: number;
                eyeSize?: number;
                eyeSpacing?: number;
                foreheadHeight?: number;
                foreheadSlope?: number;
                headAge?: number;
                headDepth?: number;
                headDiamond?: number;
                headFat?: number;
                headHeight?: number;
                headInvertedTriangular?: number;
                headOval?: number;
                headRectangular?: number;
                headRound?: number;
                headSquare?: number;
                headTriangular?: number;
                headWidth?: number;
                jawDrop?: number;
                jawWidth?: number;
                laughLines?: number;
                lowerLipHeight?: number;
                lowerLipVolume?: number;
                mouthCorners?: number;
                mouthDepth?: number;
                mouthHeight?: number;
                mouthWidth?: number;
                neckDouble?: number;
                neckLength?: number;
                neckWidth?: number;
                noseBridgeWidth?: number;
                noseBulb?: number;
                noseCurve?: number;
                noseDepth?: number;
                noseHeight?: number;
                noseHump?: number;
                noseTipHeight?: number;
                noseTipWidth?: number;
                noseWidth?: number;
                nostrils?: number;
                philtrum?: number;
                prognathism?: number;
                temples?: number;
                upperLipHeight?: number;
                upperLipVolume?: number;
              };
              hair: {
                beard?: {
                  colour: string;
                  /** @enum {string} */
                  style: 'moustache' | 'goatee' | 'short';
                };
                colour: string;
                highlight: string;
                mix: number;
                /** @enum {string|null} */
                style:
                  | 'afro'
                  | 'bob'
                  | 'bun'
                  | 'buzz'
                  | 'coils'
                  | 'crop'
                  | 'curls'
                  | 'long-wavy'
                  | 'ponytail'
                  | 'shag'
                  | 'side-part'
                  | 'swept'
                  | null;
              };
              lashes: {
                density: number;
                /** @enum {string} */
                style: 'eyelashes01' | 'eyelashes02' | 'eyelashes03' | 'eyelashes04';
              };
              macro: {
                age: number;
                ancestry: {
                  african: number;
                  asian: number;
                  caucasian: number;
                };
                cup: number;
                firmness: number;
                gender: number;
                height: number;
                muscle: number;
                proportions: number;
                weight: number;
              };
              sides?: number;
              skin: {
                /** @enum {string} */
                base:
                  | 'young_african_female'
                  | 'young_african_male'
                  | 'young_asian_female'
                  | 'young_asian_male'
                  | 'young_caucasian_female'
                  | 'young_caucasian_male'
                  | 'middleage_african_female'
                  | 'middleage_african_male'
                  | 'middleage_asian_female'
                  | 'middleage_asian_male'
                  | 'middleage_caucasian_female'
                  | 'middleage_caucasian_male'
                  | 'old_african_female'
                  | 'old_african_male'
                  | 'old_asian_female'
                  | 'old_asian_male'
                  | 'old_caucasian_female'
                  | 'old_caucasian_male';
                blotches: number;
                freckles: number;
                lips: string;
                lipStrength: number;
                makeup: number;
                pores: number;
                shine: number;
                stubble: number;
                stubbleColour: string;
                tone: string;
                wrinkles: number;
              };
              /** @enum {number} */
              version: 1;
              wardrobe: {
                badge?: {
                  colour: string;
                  /** @enum {string} */
                  worn: 'lanyard' | 'clip';
                };
                blazer: {
                  colour: string;
                } | null;
                buttons?: string;
                glasses?: {
                  colour: string;
                  /** @enum {string} */
                  frame: 'metal' | 'acetate' | 'safety';
                };
                headset?: {
                  /** @enum {string} */
                  boom: 'left' | 'right';
                  colour: string;
                };
                helmet: {
                  colour: string;
                } | null;
                /** @enum {string} */
                neckline?: 'v';
                /** @enum {string} */
                outfit:
                  | 'female_casualsuit01'
                  | 'female_casualsuit02'
                  | 'female_elegantsuit01'
                  | 'female_sportsuit01'
                  | 'male_casualsuit01'
                  | 'male_casualsuit02'
                  | 'male_casualsuit03'
                  | 'male_casualsuit04'
                  | 'male_casualsuit05'
                  | 'male_casualsuit06'
                  | 'male_elegantsuit01'
                  | 'male_worksuit01';
                outfitColour: string | null;
                /** @enum {string} */
                pocket?: 'left' | 'right';
                stethoscope?: string;
                vest: {
                  colour: string;
                  stripe: string;
                } | null;
              };
            };
            name?: string;
          };
        };
      };
      responses: {
        /** @description The avatar */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {string|null} */
              age: 'young' | 'adult' | 'senior' | null;
              animations: {
                [key: string]: unknown;
              };
              assets: {
                [key: string]: unknown;
              };
              /** @enum {string} */
              category: 'business' | 'healthcare' | 'education' | 'casual' | 'safety';
              /** @enum {string|null} */
              ethnicity: 'caucasian' | 'afro' | 'asian' | 'latino' | 'mixed' | null;
              features: {
                [key: string]: unknown;
              };
              /** @enum {string} */
              gender: 'male' | 'female' | 'unisex';
              id: string;
              name: string;
              own?: {
                base_avatar_id: string | null;
                created_at: string;
                error: {
                  /** @enum {string} */
                  code:
                    | 'cancelled'
                    | 'attempts_exhausted'
                    | 'no_engine'
                    | 'engine_unavailable'
                    | 'engine_refused'
                    | 'text_unspeakable'
                    | 'invalid_ssml'
                    | 'voice_unavailable'
                    | 'voice_language_mismatch'
                    | 'avatar_invalid'
                    | 'glb_unreadable'
                    | 'glb_too_large'
                    | 'glb_outside_reference'
                    | 'glb_extension_unsupported'
                    | 'glb_no_face'
                    | 'glb_misplaced'
                    | 'sample_unreadable'
                    | 'sample_too_short'
                    | 'sample_noisy'
                    | 'sample_clipped'
                    | 'consent_refused'
                    | 'input_missing'
                    | 'input_invalid'
                    | 'tool_missing'
                    | 'tool_crashed'
                    | 'tool_timeout'
                    | 'tool_output_invalid'
                    | 'disk_full'
                    | 'storage_unavailable'
                    | 'internal';
                  message: string;
                  remedy: string;
                } | null;
                /** @enum {string} */
                kind: 'look' | 'glb';
                progress: number;
                report: {
                  /** @enum {string} */
                  eyes: 'morphs' | 'bones' | 'none';
                  eyeSpacingMm: number;
                  /** @enum {string} */
                  facing: '+z' | '-z' | '+x' | '-x';
                  generator: string;
                  /** @enum {string} */
                  grade: 'full' | 'good' | 'limited';
                  heightM: number;
                  mapped: {
                    [key: string]: string;
                  };
                  missing: string[];
                  /** @enum {string} */
                  naming: 'arkit' | 'vrm';
                  present: string[];
                  scale: number;
                  textures?: unknown;
                  triangles: number;
                  turn: number;
                  /** @enum {string} */
                  unit: 'm' | 'cm' | 'mm' | 'dm' | 'in';
                  /** @enum {number} */
                  version: 1;
                  vertices: number;
                  warnings: string[];
                } | null;
                /** @enum {string} */
                status: 'ready' | 'checking' | 'failed';
                updated_at: string;
              };
              poster_url: string | null;
              preview_url: string | null;
              /** @enum {string} */
              quality: 'standard' | 'premium' | 'cinematic' | 'hyperreal';
              rendering_config: {
                [key: string]: unknown;
              };
              voice_sync: {
                [key: string]: unknown;
              };
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description avatar_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    trace?: never;
  };
  '/api/v2/avatars/custom/{avatar_id}/poster': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Show an avatar of your own by a picture, such as a snapshot of the viewer
     * @description PNG, JPEG or WebP of at most 1024 kB; the type is read from the file.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path: {
          avatar_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'multipart/form-data': {
            /** Format: binary */
            poster: Blob;
          };
        };
      };
      responses: {
        /** @description The avatar */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {string|null} */
              age: 'young' | 'adult' | 'senior' | null;
              animations: {
                [key: string]: unknown;
              };
              assets: {
                [key: string]: unknown;
              };
              /** @enum {string} */
              category: 'business' | 'healthcare' | 'education' | 'casual' | 'safety';
              /** @enum {string|null} */
              ethnicity: 'caucasian' | 'afro' | 'asian' | 'latino' | 'mixed' | null;
              features: {
                [key: string]: unknown;
              };
              /** @enum {string} */
              gender: 'male' | 'female' | 'unisex';
              id: string;
              name: string;
              own?: {
                base_avatar_id: string | null;
                created_at: string;
                error: {
                  /** @enum {string} */
                  code:
                    | 'cancelled'
                    | 'attempts_exhausted'
                    | 'no_engine'
                    | 'engine_unavailable'
                    | 'engine_refused'
                    | 'text_unspeakable'
                    | 'invalid_ssml'
                    | 'voice_unavailable'
                    | 'voice_language_mismatch'
                    | 'avatar_invalid'
                    | 'glb_unreadable'
                    | 'glb_too_large'
                    | 'glb_outside_reference'
                    | 'glb_extension_unsupported'
                    | 'glb_no_face'
                    | 'glb_misplaced'
                    | 'sample_unreadable'
                    | 'sample_too_short'
                    | 'sample_noisy'
                    | 'sample_clipped'
                    | 'consent_refused'
                    | 'input_missing'
                    | 'input_invalid'
                    | 'tool_missing'
                    | 'tool_crashed'
                    | 'tool_timeout'
                    | 'tool_output_invalid'
                    | 'disk_full'
                    | 'storage_unavailable'
                    | 'internal';
                  message: string;
                  remedy: string;
                } | null;
                /** @enum {string} */
                kind: 'look' | 'glb';
                progress: number;
                report: {
                  /** @enum {string} */
                  eyes: 'morphs' | 'bones' | 'none';
                  eyeSpacingMm: number;
                  /** @enum {string} */
                  facing: '+z' | '-z' | '+x' | '-x';
                  generator: string;
                  /** @enum {string} */
                  grade: 'full' | 'good' | 'limited';
                  heightM: number;
                  mapped: {
                    [key: string]: string;
                  };
                  missing: string[];
                  /** @enum {string} */
                  naming: 'arkit' | 'vrm';
                  present: string[];
                  scale: number;
                  textures?: unknown;
                  triangles: number;
                  turn: number;
                  /** @enum {string} */
                  unit: 'm' | 'cm' | 'mm' | 'dm' | 'in';
                  /** @enum {number} */
                  version: 1;
                  vertices: number;
                  warnings: string[];
                } | null;
                /** @enum {string} */
                status: 'ready' | 'checking' | 'failed';
                updated_at: string;
              };
              poster_url: string | null;
              preview_url: string | null;
              /** @enum {string} */
              quality: 'standard' | 'premium' | 'cinematic' | 'hyperreal';
              rendering_config: {
                [key: string]: unknown;
              };
              voice_sync: {
                [key: string]: unknown;
              };
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description avatar_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description upload_invalid */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/gallery': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Avatars that match the filters
     * @description The catalogue, the same for everybody. With `mine=true` your own avatars instead, newest first, each with `own`; that needs the token of a user.
     */
    get: {
      parameters: {
        query?: {
          age?: 'young' | 'adult' | 'senior';
          category?: 'business' | 'healthcare' | 'education' | 'casual' | 'safety';
          ethnicity?: 'caucasian' | 'afro' | 'asian' | 'latino' | 'mixed';
          gender?: 'male' | 'female' | 'unisex';
          mine?: 'true';
          quality?: 'standard' | 'premium' | 'cinematic' | 'hyperreal';
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Matching avatars */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              avatars: {
                /** @enum {string|null} */
                age: 'young' | 'adult' | 'senior' | null;
                animations: {
                  [key: string]: unknown;
                };
                assets: {
                  [key: string]: unknown;
                };
                /** @enum {string} */
                category: 'business' | 'healthcare' | 'education' | 'casual' | 'safety';
                /** @enum {string|null} */
                ethnicity: 'caucasian' | 'afro' | 'asian' | 'latino' | 'mixed' | null;
                features: {
                  [key: string]: unknown;
                };
                /** @enum {string} */
                gender: 'male' | 'female' | 'unisex';
                id: string;
                name: string;
                own?: {
                  base_avatar_id: string | null;
                  created_at: string;
                  error: {
                    /** @enum {string} */
                    code:
                      | 'cancelled'
                      | 'attempts_exhausted'
                      | 'no_engine'
                      | 'engine_unavailable'
                      | 'engine_refused'
                      | 'text_unspeakable'
                      | 'invalid_ssml'
                      | 'voice_unavailable'
                      | 'voice_language_mismatch'
                      | 'avatar_invalid'
                      | 'glb_unreadable'
                      | 'glb_too_large'
                      | 'glb_outside_reference'
                      | 'glb_extension_unsupported'
                      | 'glb_no_face'
                      | 'glb_misplaced'
                      | 'sample_unreadable'
                      | 'sample_too_short'
                      | 'sample_noisy'
                      | 'sample_clipped'
                      | 'consent_refused'
                      | 'input_missing'
                      | 'input_invalid'
                      | 'tool_missing'
                      | 'tool_crashed'
                      | 'tool_timeout'
                      | 'tool_output_invalid'
                      | 'disk_full'
                      | 'storage_unavailable'
                      | 'internal';
                    message: string;
                    remedy: string;
                  } | null;
                  /** @enum {string} */
                  kind: 'look' | 'glb';
                  progress: number;
                  report: {
                    /** @enum {string} */
                    eyes: 'morphs' | 'bones' | 'none';
                    eyeSpacingMm: number;
                    /** @enum {string} */
                    facing: '+z' | '-z' | '+x' | '-x';
                    generator: string;
                    /** @enum {string} */
                    grade: 'full' | 'good' | 'limited';
                    heightM: number;
                    mapped: {
                      [key: string]: string;
                    };
                    missing: string[];
                    /** @enum {string} */
                    naming: 'arkit' | 'vrm';
                    present: string[];
                    scale: number;
                    textures?: unknown;
                    triangles: number;
                    turn: number;
                    /** @enum {string} */
                    unit: 'm' | 'cm' | 'mm' | 'dm' | 'in';
                    /** @enum {number} */
                    version: 1;
                    vertices: number;
                    warnings: string[];
                  } | null;
                  /** @enum {string} */
                  status: 'ready' | 'checking' | 'failed';
                  updated_at: string;
                };
                poster_url: string | null;
                preview_url: string | null;
                /** @enum {string} */
                quality: 'standard' | 'premium' | 'cinematic' | 'hyperreal';
                rendering_config: {
                  [key: string]: unknown;
                };
                voice_sync: {
                  [key: string]: unknown;
                };
              }[];
              total: number;
            };
          };
        };
        /** @description Unchanged since the ETag in If-None-Match */
        304: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/gallery/{avatar_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One avatar
     * @description Of the catalogue, or with your token one of your own.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          avatar_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The avatar */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {string|null} */
              age: 'young' | 'adult' | 'senior' | null;
              animations: {
                [key: string]: unknown;
              };
              assets: {
                [key: string]: unknown;
              };
              /** @enum {string} */
              category: 'business' | 'healthcare' | 'education' | 'casual' | 'safety';
              /** @enum {string|null} */
              ethnicity: 'caucasian' | 'afro' | 'asian' | 'latino' | 'mixed' | null;
              features: {
                [key: string]: unknown;
              };
              /** @enum {string} */
              gender: 'male' | 'female' | 'unisex';
              id: string;
              name: string;
              own?: {
                base_avatar_id: string | null;
                created_at: string;
                error: {
                  /** @enum {string} */
                  code:
                    | 'cancelled'
                    | 'attempts_exhausted'
                    | 'no_engine'
                    | 'engine_unavailable'
                    | 'engine_refused'
                    | 'text_unspeakable'
                    | 'invalid_ssml'
                    | 'voice_unavailable'
                    | 'voice_language_mismatch'
                    | 'avatar_invalid'
                    | 'glb_unreadable'
                    | 'glb_too_large'
                    | 'glb_outside_reference'
                    | 'glb_extension_unsupported'
                    | 'glb_no_face'
                    | 'glb_misplaced'
                    | 'sample_unreadable'
                    | 'sample_too_short'
                    | 'sample_noisy'
                    | 'sample_clipped'
                    | 'consent_refused'
                    | 'input_missing'
                    | 'input_invalid'
                    | 'tool_missing'
                    | 'tool_crashed'
                    | 'tool_timeout'
                    | 'tool_output_invalid'
                    | 'disk_full'
                    | 'storage_unavailable'
                    | 'internal';
                  message: string;
                  remedy: string;
                } | null;
                /** @enum {string} */
                kind: 'look' | 'glb';
                progress: number;
                report: {
                  /** @enum {string} */
                  eyes: 'morphs' | 'bones' | 'none';
                  eyeSpacingMm: number;
                  /** @enum {string} */
                  facing: '+z' | '-z' | '+x' | '-x';
                  generator: string;
                  /** @enum {string} */
                  grade: 'full' | 'good' | 'limited';
                  heightM: number;
                  mapped: {
                    [key: string]: string;
                  };
                  missing: string[];
                  /** @enum {string} */
                  naming: 'arkit' | 'vrm';
                  present: string[];
                  scale: number;
                  textures?: unknown;
                  triangles: number;
                  turn: number;
                  /** @enum {string} */
                  unit: 'm' | 'cm' | 'mm' | 'dm' | 'in';
                  /** @enum {number} */
                  version: 1;
                  vertices: number;
                  warnings: string[];
                } | null;
                /** @enum {string} */
                status: 'ready' | 'checking' | 'failed';
                updated_at: string;
              };
              poster_url: string | null;
              preview_url: string | null;
              /** @enum {string} */
              quality: 'standard' | 'premium' | 'cinematic' | 'hyperreal';
              rendering_config: {
                [key: string]: unknown;
              };
              voice_sync: {
                [key: string]: unknown;
              };
            };
          };
        };
        /** @description Unchanged since the ETag in If-None-Match */
        304: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description avatar_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/import': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Import a person made with another tool, as a GLB with ARKit blend shapes or VRM 1.0
     * @description MetaHuman and Character Creator exports, Avaturn and VRM 1.0 among them. The file `glb` of up to 50 MiB, or `path` of one stored before in the bucket `own-avatars` as `{your id}/{a new UUID}/source.glb` (up to 100 MiB). An agent judges it: follow `own.status` of GET /api/v2/avatars/gallery/{avatar_id}. A file that cannot be used ends as `failed` with a code and what to do; one that can has `own.report` (shapes that are missing, unit, facing, eyes) and `assets.glb`.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'multipart/form-data': {
            /** @enum {string} */
            age?: 'young' | 'adult' | 'senior';
            /**
             * @default business
             * @enum {string}
             */
            category?: 'business' | 'healthcare' | 'education' | 'casual' | 'safety';
            /** @enum {string} */
            ethnicity?: 'caucasian' | 'afro' | 'asian' | 'latino' | 'mixed';
            /** @enum {string} */
            gender: 'male' | 'female' | 'unisex';
            /** Format: binary */
            glb?: Blob;
            name: string;
            path?: string;
          };
        };
      };
      responses: {
        /** @description Stored; an agent checks it */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {string|null} */
              age: 'young' | 'adult' | 'senior' | null;
              animations: {
                [key: string]: unknown;
              };
              assets: {
                [key: string]: unknown;
              };
              /** @enum {string} */
              category: 'business' | 'healthcare' | 'education' | 'casual' | 'safety';
              /** @enum {string|null} */
              ethnicity: 'caucasian' | 'afro' | 'asian' | 'latino' | 'mixed' | null;
              features: {
                [key: string]: unknown;
              };
              /** @enum {string} */
              gender: 'male' | 'female' | 'unisex';
              id: string;
              name: string;
              own?: {
                base_avatar_id: string | null;
                created_at: string;
                error: {
                  /** @enum {string} */
                  code:
                    | 'cancelled'
                    | 'attempts_exhausted'
                    | 'no_engine'
                    | 'engine_unavailable'
                    | 'engine_refused'
                    | 'text_unspeakable'
                    | 'invalid_ssml'
                    | 'voice_unavailable'
                    | 'voice_language_mismatch'
                    | 'avatar_invalid'
                    | 'glb_unreadable'
                    | 'glb_too_large'
                    | 'glb_outside_reference'
                    | 'glb_extension_unsupported'
                    | 'glb_no_face'
                    | 'glb_misplaced'
                    | 'sample_unreadable'
                    | 'sample_too_short'
                    | 'sample_noisy'
                    | 'sample_clipped'
                    | 'consent_refused'
                    | 'input_missing'
                    | 'input_invalid'
                    | 'tool_missing'
                    | 'tool_crashed'
                    | 'tool_timeout'
                    | 'tool_output_invalid'
                    | 'disk_full'
                    | 'storage_unavailable'
                    | 'internal';
                  message: string;
                  remedy: string;
                } | null;
                /** @enum {string} */
                kind: 'look' | 'glb';
                progress: number;
                report: {
                  /** @enum {string} */
                  eyes: 'morphs' | 'bones' | 'none';
                  eyeSpacingMm: number;
                  /** @enum {string} */
                  facing: '+z' | '-z' | '+x' | '-x';
                  generator: string;
                  /** @enum {string} */
                  grade: 'full' | 'good' | 'limited';
                  heightM: number;
                  mapped: {
                    [key: string]: string;
                  };
                  missing: string[];
                  /** @enum {string} */
                  naming: 'arkit' | 'vrm';
                  present: string[];
                  scale: number;
                  textures?: unknown;
                  triangles: number;
                  turn: number;
                  /** @enum {string} */
                  unit: 'm' | 'cm' | 'mm' | 'dm' | 'in';
                  /** @enum {number} */
                  version: 1;
                  vertices: number;
                  warnings: string[];
                } | null;
                /** @enum {string} */
                status: 'ready' | 'checking' | 'failed';
                updated_at: string;
              };
              poster_url: string | null;
              preview_url: string | null;
              /** @enum {string} */
              quality: 'standard' | 'premium' | 'cinematic' | 'hyperreal';
              rendering_config: {
                [key: string]: unknown;
              };
              voice_sync: {
                [key: string]: unknown;
              };
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description file_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description upload_invalid */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description quota_exceeded, rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/render': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Your jobs, newest first, or searched and sorted
     * @description Without q, avatar_id, language, sort and after: newest first, pages by `before` and `next_before`. With any of them: searched among all your jobs, pages by `after` and `search.next_after`, with how many match.
     */
    get: {
      parameters: {
        query?: {
          after?: string;
          avatar_id?: string;
          before?: string;
          language?: 'pt-BR' | 'en-US' | 'es-ES';
          limit?: number;
          q?: string;
          sort?: 'newest' | 'oldest' | 'title' | 'longest';
          status?: 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled';
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description A page of jobs */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              jobs: {
                avatar_id: string;
                avatar_name: string | null;
                captions_url: string | null;
                completed_at: string | null;
                created_at: string;
                /** @enum {string|null} */
                current_stage: 'tts' | 'audio2face' | 'ue5' | 'compositing' | null;
                error: {
                  /** @enum {string} */
                  code:
                    | 'cancelled'
                    | 'attempts_exhausted'
                    | 'no_engine'
                    | 'engine_unavailable'
                    | 'engine_refused'
                    | 'text_unspeakable'
                    | 'invalid_ssml'
                    | 'voice_unavailable'
                    | 'voice_language_mismatch'
                    | 'avatar_invalid'
                    | 'glb_unreadable'
                    | 'glb_too_large'
                    | 'glb_outside_reference'
                    | 'glb_extension_unsupported'
                    | 'glb_no_face'
                    | 'glb_misplaced'
                    | 'sample_unreadable'
                    | 'sample_too_short'
                    | 'sample_noisy'
                    | 'sample_clipped'
                    | 'consent_refused'
                    | 'input_missing'
                    | 'input_invalid'
                    | 'tool_missing'
                    | 'tool_crashed'
                    | 'tool_timeout'
                    | 'tool_output_invalid'
                    | 'disk_full'
                    | 'storage_unavailable'
                    | 'internal';
                  log_tail: string | null;
                  message: string;
                  remedy: string;
                  /** @enum {string|null} */
                  stage: 'tts' | 'audio2face' | 'ue5' | 'compositing' | null;
                } | null;
                estimated_time: number | null;
                frame_url: string | null;
                /** Format: uuid */
                job_id: string;
                /** @enum {string|null} */
                language: 'pt-BR' | 'en-US' | 'es-ES' | null;
                poster_url: string | null;
                progress: number;
                /** Format: uuid */
                project_id: string;
                queue_position: number | null;
                report: {
                  [key: string]: unknown;
                } | null;
                stages: {
                  completed_at: string | null;
                  error_message: string | null;
                  progress: number;
                  /** @enum {string} */
                  stage_name: 'tts' | 'audio2face' | 'ue5' | 'compositing';
                  started_at: string | null;
                  /** @enum {string} */
                  status: 'pending' | 'processing' | 'completed' | 'failed';
                }[];
                started_at: string | null;
                /** @enum {string} */
                status: 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled';
                title: string;
                video_url: string | null;
              }[];
              next_before: string | null;
              search: {
                cast: {
                  avatar_id: string;
                  avatar_name: string | null;
                  jobs: number;
                }[];
                /** Format: uuid */
                next_after: string | null;
                total: number;
              } | null;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    /** Queue a film */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            avatar_id: string;
            /** Format: uuid */
            project_id?: string;
            render_settings: {
              background?:
                | {
                    name: string;
                    /** @enum {string} */
                    type: 'set';
                  }
                | {
                    color: string;
                    /** @enum {string} */
                    type: 'color';
                  }
                | {
                    path: string;
                    /** @enum {string} */
                    type: 'image';
                  }
                | {
                    /** @enum {string} */
                    type: 'transparent';
                  };
              caption_backing?: string;
              caption_color?: string;
              /** @enum {string} */
              caption_font?: 'sans' | 'serif' | 'mono';
              /** @enum {string} */
              caption_position?: 'bottom' | 'middle' | 'top';
              /** @enum {string} */
              caption_size?: 'small' | 'medium' | 'large';
              /** @enum {string} */
              caption_style?: 'box' | 'solid' | 'outline';
              /** @enum {string} */
              captions?: 'none' | 'sidecar' | 'burned';
              /** @enum {string} */
              engine?: 'auto' | 'three' | 'unreal';
              /** @enum {string} */
              format?: 'mp4' | 'webm' | 'webm-alpha';
              fps?: 25 | 30 | 50 | 60;
              /** @enum {string} */
              framing?: 'close' | 'medium' | 'wide';
              /** @enum {string} */
              light?: 'set' | 'soft' | 'three-point' | 'dramatic' | 'daylight';
              logo?: {
                path: string;
              };
              /** @enum {string} */
              loudness?: 'web' | 'standard' | 'broadcast';
              /** @enum {string} */
              mood?: 'neutral' | 'warm' | 'serious' | 'alert' | 'happy';
              mood_intensity?: number;
              /** @enum {string} */
              quality?: 'draft' | 'standard' | 'premium' | 'cinematic' | 'hyperreal';
              resolution?: string;
              seed?: number;
            };
            script: string;
            title?: string;
            voice_config: {
              /** Format: uuid */
              clone_id?: string;
              /** @enum {string} */
              engine?: 'auto' | 'espeak' | 'neural' | 'elevenlabs' | 'azure';
              /** @enum {string} */
              language: 'pt-BR' | 'en-US' | 'es-ES';
              lexicon?: {
                grapheme: string;
                say: string;
              }[];
              pitch?: number;
              rate?: number;
              recording?: {
                path: string;
                text?: string;
              };
              style?: string;
              voice_id?: string;
            };
          };
        };
      };
      responses: {
        /** @description Queued */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              estimated_time: number;
              /** Format: uuid */
              job_id: string;
              /** Format: uuid */
              project_id: string;
              /** @enum {string} */
              status: 'queued';
            };
          };
        };
        /** @description invalid_json, invalid_request, script_empty, script_too_long, invalid_ssml, language_unsupported, resolution_unsupported */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description avatar_not_found, file_not_found, project_not_found, voice_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_not_ready, voice_consent_missing, idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description quota_exceeded, rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/render/{job_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Delete an ended job and its film
     * @description Both are out of reach at once, shared links included. POST …/restore takes it back until `restorable_until`; then the rows are erased and the files removed from Storage.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          job_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Deleted */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** Format: uuid */
              job_id: string;
              restorable_until: string;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description job_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/render/{job_id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Cancel a job that has not ended */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path: {
          job_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Cancelled */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** Format: uuid */
              job_id: string;
              /** @enum {string} */
              status: 'cancelled';
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description job_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description job_not_cancellable, idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/render/{job_id}/request': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a film was made from: avatar, script, voice and settings as they were when it was queued */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          job_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The request */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              avatar_id: string;
              /** Format: uuid */
              job_id: string;
              /** Format: uuid */
              project_id: string;
              render_settings: {
                [key: string]: unknown;
              };
              script: string;
              /** @enum {string} */
              status: 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled';
              title: string;
              voice_config: {
                [key: string]: unknown;
              };
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description job_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/render/{job_id}/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take the deletion of a job back */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path: {
          job_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is there again */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** Format: uuid */
              job_id: string;
              /** @enum {boolean} */
              restored: true;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description job_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/render/{job_id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Queue a new job of the same project
     * @description The project is rendered as it is now. The job that is tried again stays as it ended.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path: {
          job_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Queued */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              estimated_time: number;
              /** Format: uuid */
              job_id: string;
              /** Format: uuid */
              project_id: string;
              /** @enum {string} */
              status: 'queued';
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description job_not_found, avatar_not_found, file_not_found, voice_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_not_ready, voice_consent_missing, idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description quota_exceeded, rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/render/{job_id}/share': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Links of a film, newest first, expired and withdrawn ones included */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          job_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The links */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              links: {
                created_at: string;
                expires_at: string;
                /** Format: uuid */
                job_id: string;
                revoked_at: string | null;
                /** Format: uuid */
                share_id: string;
                views: number;
              }[];
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description job_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    /**
     * Make a link that shows a finished film without an account
     * @description The page is at `/s/{token}` of the studio. The token is answered this once; only its hash is kept. At most 20 links of a film hold at a time.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path: {
          job_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @default 7 */
            days?: number;
          };
        };
      };
      responses: {
        /** @description The link */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              created_at: string;
              expires_at: string;
              /** Format: uuid */
              job_id: string;
              revoked_at: string | null;
              /** Format: uuid */
              share_id: string;
              token: string;
              views: number;
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description job_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/avatars/render/status/{job_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One job: status, progress, current stage, and the film when completed */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          job_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The job */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              avatar_id: string;
              avatar_name: string | null;
              captions_url: string | null;
              completed_at: string | null;
              created_at: string;
              /** @enum {string|null} */
              current_stage: 'tts' | 'audio2face' | 'ue5' | 'compositing' | null;
              error: {
                /** @enum {string} */
                code:
                  | 'cancelled'
                  | 'attempts_exhausted'
                  | 'no_engine'
                  | 'engine_unavailable'
                  | 'engine_refused'
                  | 'text_unspeakable'
                  | 'invalid_ssml'
                  | 'voice_unavailable'
                  | 'voice_language_mismatch'
                  | 'avatar_invalid'
                  | 'glb_unreadable'
                  | 'glb_too_large'
                  | 'glb_outside_reference'
                  | 'glb_extension_unsupported'
                  | 'glb_no_face'
                  | 'glb_misplaced'
                  | 'sample_unreadable'
                  | 'sample_too_short'
                  | 'sample_noisy'
                  | 'sample_clipped'
                  | 'consent_refused'
                  | 'input_missing'
                  | 'input_invalid'
                  | 'tool_missing'
                  | 'tool_crashed'
                  | 'tool_timeout'
                  | 'tool_output_invalid'
                  | 'disk_full'
                  | 'storage_unavailable'
                  | 'internal';
                log_tail: string | null;
                message: string;
                remedy: string;
                /** @enum {string|null} */
                stage: 'tts' | 'audio2face' | 'ue5' | 'compositing' | null;
              } | null;
              estimated_time: number | null;
              frame_url: string | null;
              /** Format: uuid */
              job_id: string;
              /** @enum {string|null} */
              language: 'pt-BR' | 'en-US' | 'es-ES' | null;
              poster_url: string | null;
              progress: number;
              /** Format: uuid */
              project_id: string;
              queue_position: number | null;
              report: {
                [key: string]: unknown;
              } | null;
              stages: {
                completed_at: string | null;
                error_message: string | null;
                progress: number;
                /** @enum {string} */
                stage_name: 'tts' | 'audio2face' | 'ue5' | 'compositing';
                started_at: string | null;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'failed';
              }[];
              started_at: string | null;
              /** @enum {string} */
              status: 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled';
              title: string;
              video_url: string | null;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description job_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/brand': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Your brand kit: logo, colours, font and background */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The kit; empty until it was set */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              brand: {
                background:
                  | {
                      name: string;
                      /** @enum {string} */
                      type: 'set';
                    }
                  | {
                      color: string;
                      /** @enum {string} */
                      type: 'color';
                    }
                  | {
                      path: string;
                      /** @enum {string} */
                      type: 'image';
                    }
                  | {
                      /** @enum {string} */
                      type: 'transparent';
                    }
                  | null;
                colours: string[];
                /** @enum {string} */
                font: 'sans' | 'serif' | 'mono';
                logo_path: string | null;
              };
              logo_url: string | null;
            };
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    /**
     * Set your brand kit
     * @description Store the logo first with POST /uploads, kind `logo`, and send the path it answered.
     */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            background:
              | {
                  name: string;
                  /** @enum {string} */
                  type: 'set';
                }
              | {
                  color: string;
                  /** @enum {string} */
                  type: 'color';
                }
              | {
                  path: string;
                  /** @enum {string} */
                  type: 'image';
                }
              | {
                  /** @enum {string} */
                  type: 'transparent';
                }
              | null;
            colours: string[];
            /** @enum {string} */
            font: 'sans' | 'serif' | 'mono';
            logo_path: string | null;
          };
        };
      };
      responses: {
        /** @description As it is stored */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              brand: {
                background:
                  | {
                      name: string;
                      /** @enum {string} */
                      type: 'set';
                    }
                  | {
                      color: string;
                      /** @enum {string} */
                      type: 'color';
                    }
                  | {
                      path: string;
                      /** @enum {string} */
                      type: 'image';
                    }
                  | {
                      /** @enum {string} */
                      type: 'transparent';
                    }
                  | null;
                colours: string[];
                /** @enum {string} */
                font: 'sans' | 'serif' | 'mono';
                logo_path: string | null;
              };
              logo_url: string | null;
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/defaults': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What your new drafts start with; null until it was set */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The defaults */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              defaults: {
                interface: {
                  /** @enum {string} */
                  language?: 'pt-BR' | 'en-US' | 'es-ES';
                  /** @enum {string} */
                  theme?: 'system' | 'light' | 'dark';
                };
                render_settings: {
                  background?:
                    | {
                        name: string;
                        /** @enum {string} */
                        type: 'set';
                      }
                    | {
                        color: string;
                        /** @enum {string} */
                        type: 'color';
                      }
                    | {
                        path: string;
                        /** @enum {string} */
                        type: 'image';
                      }
                    | {
                        /** @enum {string} */
                        type: 'transparent';
                      };
                  caption_backing?: string;
                  caption_color?: string;
                  /** @enum {string} */
                  caption_font?: 'sans' | 'serif' | 'mono';
                  /** @enum {string} */
                  caption_position?: 'bottom' | 'middle' | 'top';
                  /** @enum {string} */
                  caption_size?: 'small' | 'medium' | 'large';
                  /** @enum {string} */
                  caption_style?: 'box' | 'solid' | 'outline';
                  /** @enum {string} */
                  captions?: 'none' | 'sidecar' | 'burned';
                  /** @enum {string} */
                  engine?: 'auto' | 'three' | 'unreal';
                  /** @enum {string} */
                  format?: 'mp4' | 'webm' | 'webm-alpha';
                  fps?: 25 | 30 | 50 | 60;
                  /** @enum {string} */
                  framing?: 'close' | 'medium' | 'wide';
                  /** @enum {string} */
                  light?: 'set' | 'soft' | 'three-point' | 'dramatic' | 'daylight';
                  logo?: {
                    path: string;
                  };
                  /** @enum {string} */
                  loudness?: 'web' | 'standard' | 'broadcast';
                  /** @enum {string} */
                  mood?: 'neutral' | 'warm' | 'serious' | 'alert' | 'happy';
                  mood_intensity?: number;
                  /** @enum {string} */
                  quality?: 'draft' | 'standard' | 'premium' | 'cinematic' | 'hyperreal';
                  resolution?: string;
                  seed?: number;
                };
                voice_config: {
                  /** Format: uuid */
                  clone_id?: string;
                  /** @enum {string} */
                  engine?: 'auto' | 'espeak' | 'neural' | 'elevenlabs' | 'azure';
                  /** @enum {string} */
                  language: 'pt-BR' | 'en-US' | 'es-ES';
                  pitch?: number;
                  rate?: number;
                  style?: string;
                  voice_id?: string;
                };
              } | null;
            };
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    /**
     * Set what your new drafts start with
     * @description Voice and settings are those of a render request and are checked as such. Films never read them: they are what the studio fills in.
     */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            interface: {
              /** @enum {string} */
              language?: 'pt-BR' | 'en-US' | 'es-ES';
              /** @enum {string} */
              theme?: 'system' | 'light' | 'dark';
            };
            render_settings: {
              background?:
                | {
                    name: string;
                    /** @enum {string} */
                    type: 'set';
                  }
                | {
                    color: string;
                    /** @enum {string} */
                    type: 'color';
                  }
                | {
                    path: string;
                    /** @enum {string} */
                    type: 'image';
                  }
                | {
                    /** @enum {string} */
                    type: 'transparent';
                  };
              caption_backing?: string;
              caption_color?: string;
              /** @enum {string} */
              caption_font?: 'sans' | 'serif' | 'mono';
              /** @enum {string} */
              caption_position?: 'bottom' | 'middle' | 'top';
              /** @enum {string} */
              caption_size?: 'small' | 'medium' | 'large';
              /** @enum {string} */
              caption_style?: 'box' | 'solid' | 'outline';
              /** @enum {string} */
              captions?: 'none' | 'sidecar' | 'burned';
              /** @enum {string} */
              engine?: 'auto' | 'three' | 'unreal';
              /** @enum {string} */
              format?: 'mp4' | 'webm' | 'webm-alpha';
              fps?: 25 | 30 | 50 | 60;
              /** @enum {string} */
              framing?: 'close' | 'medium' | 'wide';
              /** @enum {string} */
              light?: 'set' | 'soft' | 'three-point' | 'dramatic' | 'daylight';
              logo?: {
                path: string;
              };
              /** @enum {string} */
              loudness?: 'web' | 'standard' | 'broadcast';
              /** @enum {string} */
              mood?: 'neutral' | 'warm' | 'serious' | 'alert' | 'happy';
              mood_intensity?: number;
              /** @enum {string} */
              quality?: 'draft' | 'standard' | 'premium' | 'cinematic' | 'hyperreal';
              resolution?: string;
              seed?: number;
            };
            voice_config: {
              /** Format: uuid */
              clone_id?: string;
              /** @enum {string} */
              engine?: 'auto' | 'espeak' | 'neural' | 'elevenlabs' | 'azure';
              /** @enum {string} */
              language: 'pt-BR' | 'en-US' | 'es-ES';
              pitch?: number;
              rate?: number;
              style?: string;
              voice_id?: string;
            };
          };
        };
      };
      responses: {
        /** @description As they are stored */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              defaults: {
                interface: {
                  /** @enum {string} */
                  language?: 'pt-BR' | 'en-US' | 'es-ES';
                  /** @enum {string} */
                  theme?: 'system' | 'light' | 'dark';
                };
                render_settings: {
                  background?:
                    | {
                        name: string;
                        /** @enum {string} */
                        type: 'set';
                      }
                    | {
                        color: string;
                        /** @enum {string} */
                        type: 'color';
                      }
                    | {
                        path: string;
                        /** @enum {string} */
                        type: 'image';
                      }
                    | {
                        /** @enum {string} */
                        type: 'transparent';
                      };
                  caption_backing?: string;
                  caption_color?: string;
                  /** @enum {string} */
                  caption_font?: 'sans' | 'serif' | 'mono';
                  /** @enum {string} */
                  caption_position?: 'bottom' | 'middle' | 'top';
                  /** @enum {string} */
                  caption_size?: 'small' | 'medium' | 'large';
                  /** @enum {string} */
                  caption_style?: 'box' | 'solid' | 'outline';
                  /** @enum {string} */
                  captions?: 'none' | 'sidecar' | 'burned';
                  /** @enum {string} */
                  engine?: 'auto' | 'three' | 'unreal';
                  /** @enum {string} */
                  format?: 'mp4' | 'webm' | 'webm-alpha';
                  fps?: 25 | 30 | 50 | 60;
                  /** @enum {string} */
                  framing?: 'close' | 'medium' | 'wide';
                  /** @enum {string} */
                  light?: 'set' | 'soft' | 'three-point' | 'dramatic' | 'daylight';
                  logo?: {
                    path: string;
                  };
                  /** @enum {string} */
                  loudness?: 'web' | 'standard' | 'broadcast';
                  /** @enum {string} */
                  mood?: 'neutral' | 'warm' | 'serious' | 'alert' | 'happy';
                  mood_intensity?: number;
                  /** @enum {string} */
                  quality?: 'draft' | 'standard' | 'premium' | 'cinematic' | 'hyperreal';
                  resolution?: string;
                  seed?: number;
                };
                voice_config: {
                  /** Format: uuid */
                  clone_id?: string;
                  /** @enum {string} */
                  engine?: 'auto' | 'espeak' | 'neural' | 'elevenlabs' | 'azure';
                  /** @enum {string} */
                  language: 'pt-BR' | 'en-US' | 'es-ES';
                  pitch?: number;
                  rate?: number;
                  style?: string;
                  voice_id?: string;
                };
              } | null;
            };
          };
        };
        /** @description invalid_json, invalid_request, language_unsupported, resolution_unsupported */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/drafts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Your drafts, the last saved first, without their bodies */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The drafts */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              drafts: {
                created_at: string;
                /** Format: uuid */
                draft_id: string;
                revision: number;
                title: string;
                updated_at: string;
              }[];
            };
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/drafts/{draft_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One draft */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          draft_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The draft */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              body: {
                [key: string]: unknown;
              };
              created_at: string;
              /** Format: uuid */
              draft_id: string;
              revision: number;
              title: string;
              updated_at: string;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description draft_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    /**
     * Save a draft on top of the revision it was made from
     * @description Make up a UUID and send revision 0 for a new draft. `draft_conflict` means that somebody saved in between: `details.current` is what is stored; nothing was overwritten.
     */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          draft_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            body: {
              [key: string]: unknown;
            };
            revision: number;
            title: string;
          };
        };
      };
      responses: {
        /** @description Saved */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** Format: uuid */
              draft_id: string;
              revision: number;
              updated_at: string;
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description draft_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description draft_conflict */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    post?: never;
    /** Delete a draft */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          draft_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Deleted */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {boolean} */
              deleted: true;
              /** Format: uuid */
              draft_id: string;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description draft_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/favourites': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Avatars you marked as favourites, the latest first */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Their ids */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              avatar_ids: string[];
            };
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/favourites/{avatar_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Mark an avatar as a favourite; again changes nothing */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          avatar_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is one */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              avatar_id: string;
              favourite: boolean;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description avatar_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    post?: never;
    /** Take a favourite back; again changes nothing */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          avatar_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is none */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              avatar_id: string;
              favourite: boolean;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/files/{bucket}/{path}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A stable address of a file: checks who asks and redirects to an address signed for one hour */
    get: {
      parameters: {
        query?: {
          download?: string;
        };
        header?: never;
        path: {
          bucket: 'renders' | 'voice-samples' | 'uploads' | 'own-avatars';
          path: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Redirect to the signed address */
        302: {
          headers: {
            Location: string;
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description file_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the API reaches its database, and how many agents are online */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Healthy or degraded */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              agents_online: number;
              database: boolean;
              /** @enum {string} */
              status: 'ok' | 'degraded';
              version: string;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/lexicon': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Your pronunciations, in order of their graphemes */
    get: {
      parameters: {
        query?: {
          language?: 'pt-BR' | 'en-US' | 'es-ES';
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The entries */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              entries: {
                grapheme: string;
                /** @enum {string} */
                language: 'pt-BR' | 'en-US' | 'es-ES';
                say: string;
                updated_at: string;
              }[];
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    /**
     * Add pronunciations, or replace those of the same graphemes
     * @description A grapheme is a word or a few as scripts write them, whatever the case; `say` is how they would be written to be read right. A job copies the entries of its language when it is queued, so that every attempt of it speaks alike; entries of its own `voice_config.lexicon` win. At most 500 a language.
     */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            entries: {
              grapheme: string;
              /** @enum {string} */
              language: 'pt-BR' | 'en-US' | 'es-ES';
              say: string;
            }[];
          };
        };
      };
      responses: {
        /** @description The entries as they are stored */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              entries: {
                grapheme: string;
                /** @enum {string} */
                language: 'pt-BR' | 'en-US' | 'es-ES';
                say: string;
                updated_at: string;
              }[];
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    post?: never;
    /** Delete one pronunciation */
    delete: {
      parameters: {
        query: {
          grapheme: string;
          language: 'pt-BR' | 'en-US' | 'es-ES';
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Whether there was one */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              deleted: boolean;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/share-links/{share_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Withdraw a link for good
     * @description Addresses signed for somebody who already had the page open play for an hour at most.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          share_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Withdrawn */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              revoked_at: string;
              /** Format: uuid */
              share_id: string;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description share_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/share/{token}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The film of a link, for whoever holds it; counts a view */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          token: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The film */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              captions_url: string | null;
              duration_s: number | null;
              expires_at: string;
              height: number | null;
              /** @enum {string} */
              language: 'pt-BR' | 'en-US' | 'es-ES';
              poster_url: string | null;
              title: string;
              video_url: string;
              width: number | null;
            };
          };
        };
        /** @description share_not_found, file_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description share_ended */
        410: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/speech/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Hear a sentence in a voice, with the face that says it
     * @description Up to 500 characters, plain or in the SSML subset. Answered within about a second when an agent is free; after five seconds with 202 and an address to look at. The same request within the hour is answered with the same preview. 422 says what is wrong with the text or the voice, with the code of the failure in `details.code`. At most 30 new previews a minute.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            avatar_id?: string;
            /** @enum {string} */
            mood?: 'neutral' | 'warm' | 'serious' | 'alert' | 'happy';
            mood_intensity?: number;
            text: string;
            voice_config: {
              /** Format: uuid */
              clone_id?: string;
              /** @enum {string} */
              engine?: 'auto' | 'espeak' | 'neural' | 'elevenlabs' | 'azure';
              /** @enum {string} */
              language: 'pt-BR' | 'en-US' | 'es-ES';
              lexicon?: {
                grapheme: string;
                say: string;
              }[];
              pitch?: number;
              rate?: number;
              style?: string;
              voice_id?: string;
            };
          };
        };
      };
      responses: {
        /** @description The sound, its phonemes and words, and the curves of the face, by signed addresses */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              audio_url: string;
              curves: {
                /** @enum {number} */
                fps: 60;
                frame_count: number;
                names: string[];
                url: string;
                /** @enum {number} */
                version: 1;
              };
              duration_s: number;
              engine: {
                name: string;
                version: string;
              };
              expires_at: string;
              /** Format: uuid */
              preview_id: string;
              /** @enum {string} */
              status: 'ready';
              timeline: {
                confidence: number;
                duration: number;
                /** @enum {string} */
                language: 'pt-BR' | 'en-US' | 'es-ES';
                phonemes: {
                  end: number;
                  ipa: string;
                  start: number;
                  stress: 0 | 1 | 2;
                  word: number;
                }[];
                /** @enum {string} */
                source: 'exact' | 'aligned' | 'approximate';
                words: {
                  /** @enum {string} */
                  emphasis?: 'reduced' | 'moderate' | 'strong';
                  end: number;
                  span: [number, number];
                  start: number;
                  text: string;
                }[];
              };
            };
          };
        };
        /** @description Not there yet: look at GET /speech/preview/{preview_id} */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              expires_at: string;
              hint: string | null;
              /** Format: uuid */
              preview_id: string;
              /** @enum {string} */
              status: 'queued' | 'processing';
            };
          };
        };
        /** @description invalid_json, invalid_request, script_empty, script_too_long, language_unsupported, invalid_ssml */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description avatar_not_found, voice_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_not_ready, voice_consent_missing, idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description speech_refused */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/speech/preview/{preview_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A preview asked for within the last hour */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          preview_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The sound, its phonemes and words, and the curves of the face, by signed addresses */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              audio_url: string;
              curves: {
                /** @enum {number} */
                fps: 60;
                frame_count: number;
                names: string[];
                url: string;
                /** @enum {number} */
                version: 1;
              };
              duration_s: number;
              engine: {
                name: string;
                version: string;
              };
              expires_at: string;
              /** Format: uuid */
              preview_id: string;
              /** @enum {string} */
              status: 'ready';
              timeline: {
                confidence: number;
                duration: number;
                /** @enum {string} */
                language: 'pt-BR' | 'en-US' | 'es-ES';
                phonemes: {
                  end: number;
                  ipa: string;
                  start: number;
                  stress: 0 | 1 | 2;
                  word: number;
                }[];
                /** @enum {string} */
                source: 'exact' | 'aligned' | 'approximate';
                words: {
                  /** @enum {string} */
                  emphasis?: 'reduced' | 'moderate' | 'strong';
                  end: number;
                  span: [number, number];
                  start: number;
                  text: string;
                }[];
              };
            };
          };
        };
        /** @description Not there yet: look at GET /speech/preview/{preview_id} */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              expires_at: string;
              hint: string | null;
              /** Format: uuid */
              preview_id: string;
              /** @enum {string} */
              status: 'queued' | 'processing';
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description preview_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description speech_refused */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Your API tokens, newest first */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The tokens, without their secrets */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              tokens: {
                created_at: string;
                expires_at: string;
                /** Format: uuid */
                id: string;
                last_used_at: string | null;
                name: string;
                prefix: string;
                revoked_at: string | null;
                scopes: ('read' | 'render' | 'voices')[];
              }[];
            };
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description scope_missing, forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    /**
     * Make an API token
     * @description Send it as `Authorization: Bearer smb_…` on every route of this API. It reads what you may read; scope `render` lets it queue, cancel and delete films, projects, previews, uploads and pronunciations, `voices` register, change and delete voices. No token can manage tokens or webhooks, or change an account. The secret is answered this once.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** Format: date-time */
            expires_at?: string;
            name: string;
            scopes: ('read' | 'render' | 'voices')[];
          };
        };
      };
      responses: {
        /** @description The token with its secret */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              created_at: string;
              expires_at: string;
              /** Format: uuid */
              id: string;
              last_used_at: string | null;
              name: string;
              prefix: string;
              revoked_at: string | null;
              scopes: ('read' | 'render' | 'voices')[];
              token: string | null;
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description scope_missing, forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description quota_exceeded, rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/tokens/{token_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Revoke an API token for good */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          token_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Revoked, now or before */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** Format: uuid */
              id: string;
              revoked_at: string;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description scope_missing, forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/tokens/exchange': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Exchange an API token for a short-lived access token
     * @description The answer works for 10 minutes on PostgREST, Storage and Realtime, within the scopes of the API token. Auth does not take it: it cannot change an account. Revoking the API token ends writing at once and reading when the answer expires.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description An access token */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              access_token: string;
              expires_in: number;
              scopes: ('read' | 'render' | 'voices')[];
              /** @enum {string} */
              token_type: 'bearer';
              /** Format: uuid */
              user_id: string;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/uploads': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Store a recording, a background or a logo and get the path that render requests take
     * @description Up to 50 MiB; larger files (to 100 MiB) go straight to Storage, bucket `uploads`, under your own user id. A recording is WAV, MP3, Ogg, FLAC, M4A or WebM of at most 30 minutes; a background or logo is PNG, JPEG or WebP. The type is read from the file, not from what is declared.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'multipart/form-data': {
            /**
             * Format: binary
             * @description A recording, a picture or a logo
             */
            file: Blob;
            /** @enum {string} */
            kind: 'recording' | 'background' | 'logo';
          };
        };
      };
      responses: {
        /** @description Stored */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              bytes: number;
              content_type: string;
              /** @enum {string} */
              kind: 'recording' | 'background' | 'logo';
              path: string;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description upload_invalid */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/usage': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What your plan allows this month and how much of it is used
     * @description Seconds of film are reserved from an estimate when a job is queued, settled to the true length when it completes and released when it fails or is cancelled: those cost nothing. Row by row: `usage_entries` through PostgREST.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description This month */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              active_jobs: number;
              films: number;
              limits: {
                active_jobs: number;
                max_resolution: string;
                month_seconds: number | null;
                qualities: ('draft' | 'standard' | 'premium' | 'cinematic' | 'hyperreal')[];
                script_characters: number;
              };
              period: string;
              plan: string;
              reserved_seconds: number;
              resets_at: string;
              used_seconds: number;
            };
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/voice-cloning': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Your voices, newest first, each with its consent */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The voices */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              voices: {
                /** @enum {string} */
                clone_engine: 'auto' | 'espeak' | 'elevenlabs' | 'azure';
                consent: {
                  given_at: string;
                  /** @enum {string} */
                  language: 'pt-BR' | 'en-US' | 'es-ES';
                  name: string;
                  recorded: boolean;
                  /** @enum {string} */
                  relation: 'self' | 'authorised';
                  revoked_at: string | null;
                  speaker: string | null;
                  statement: string;
                  statement_version: string;
                } | null;
                created_at: string;
                engine: string | null;
                error: {
                  /** @enum {string} */
                  code:
                    | 'cancelled'
                    | 'attempts_exhausted'
                    | 'no_engine'
                    | 'engine_unavailable'
                    | 'engine_refused'
                    | 'text_unspeakable'
                    | 'invalid_ssml'
                    | 'voice_unavailable'
                    | 'voice_language_mismatch'
                    | 'avatar_invalid'
                    | 'glb_unreadable'
                    | 'glb_too_large'
                    | 'glb_outside_reference'
                    | 'glb_extension_unsupported'
                    | 'glb_no_face'
                    | 'glb_misplaced'
                    | 'sample_unreadable'
                    | 'sample_too_short'
                    | 'sample_noisy'
                    | 'sample_clipped'
                    | 'consent_refused'
                    | 'input_missing'
                    | 'input_invalid'
                    | 'tool_missing'
                    | 'tool_crashed'
                    | 'tool_timeout'
                    | 'tool_output_invalid'
                    | 'disk_full'
                    | 'storage_unavailable'
                    | 'internal';
                  message: string;
                  remedy: string;
                } | null;
                /** @enum {string|null} */
                kind: 'profile' | 'clone' | null;
                /** @enum {string} */
                language: 'pt-BR' | 'en-US' | 'es-ES';
                name: string;
                sample: {
                  [key: string]: unknown;
                } | null;
                /** @enum {string} */
                status: 'training' | 'ready' | 'failed';
                training_progress: number;
                usable: boolean;
                /** Format: uuid */
                voice_id: string;
                warnings: ('noisy' | 'clipped' | 'several_speakers')[];
              }[];
            };
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/voice-cloning/{voice_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One voice: how far its training is, what was heard in the recording, who consented */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          voice_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The voice */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {string} */
              clone_engine: 'auto' | 'espeak' | 'elevenlabs' | 'azure';
              consent: {
                given_at: string;
                /** @enum {string} */
                language: 'pt-BR' | 'en-US' | 'es-ES';
                name: string;
                recorded: boolean;
                /** @enum {string} */
                relation: 'self' | 'authorised';
                revoked_at: string | null;
                speaker: string | null;
                statement: string;
                statement_version: string;
              } | null;
              created_at: string;
              engine: string | null;
              error: {
                /** @enum {string} */
                code:
                  | 'cancelled'
                  | 'attempts_exhausted'
                  | 'no_engine'
                  | 'engine_unavailable'
                  | 'engine_refused'
                  | 'text_unspeakable'
                  | 'invalid_ssml'
                  | 'voice_unavailable'
                  | 'voice_language_mismatch'
                  | 'avatar_invalid'
                  | 'glb_unreadable'
                  | 'glb_too_large'
                  | 'glb_outside_reference'
                  | 'glb_extension_unsupported'
                  | 'glb_no_face'
                  | 'glb_misplaced'
                  | 'sample_unreadable'
                  | 'sample_too_short'
                  | 'sample_noisy'
                  | 'sample_clipped'
                  | 'consent_refused'
                  | 'input_missing'
                  | 'input_invalid'
                  | 'tool_missing'
                  | 'tool_crashed'
                  | 'tool_timeout'
                  | 'tool_output_invalid'
                  | 'disk_full'
                  | 'storage_unavailable'
                  | 'internal';
                message: string;
                remedy: string;
              } | null;
              /** @enum {string|null} */
              kind: 'profile' | 'clone' | null;
              /** @enum {string} */
              language: 'pt-BR' | 'en-US' | 'es-ES';
              name: string;
              sample: {
                [key: string]: unknown;
              } | null;
              /** @enum {string} */
              status: 'training' | 'ready' | 'failed';
              training_progress: number;
              usable: boolean;
              /** Format: uuid */
              voice_id: string;
              warnings: ('noisy' | 'clipped' | 'several_speakers')[];
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /**
     * Delete a voice and everything that was learnt from it
     * @description Gone at once: the voice, its profile, its consents, its previews, and what is being made with it. Removed by an agent within minutes: the recordings, and the model where a cloud engine keeps one (tried again until it is gone). Finished videos stay until they are deleted.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          voice_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Deleted */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {boolean} */
              deleted: true;
              /** Format: uuid */
              voice_id: string;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Give a voice another name */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          voice_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
          };
        };
      };
      responses: {
        /** @description The voice */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {string} */
              clone_engine: 'auto' | 'espeak' | 'elevenlabs' | 'azure';
              consent: {
                given_at: string;
                /** @enum {string} */
                language: 'pt-BR' | 'en-US' | 'es-ES';
                name: string;
                recorded: boolean;
                /** @enum {string} */
                relation: 'self' | 'authorised';
                revoked_at: string | null;
                speaker: string | null;
                statement: string;
                statement_version: string;
              } | null;
              created_at: string;
              engine: string | null;
              error: {
                /** @enum {string} */
                code:
                  | 'cancelled'
                  | 'attempts_exhausted'
                  | 'no_engine'
                  | 'engine_unavailable'
                  | 'engine_refused'
                  | 'text_unspeakable'
                  | 'invalid_ssml'
                  | 'voice_unavailable'
                  | 'voice_language_mismatch'
                  | 'avatar_invalid'
                  | 'glb_unreadable'
                  | 'glb_too_large'
                  | 'glb_outside_reference'
                  | 'glb_extension_unsupported'
                  | 'glb_no_face'
                  | 'glb_misplaced'
                  | 'sample_unreadable'
                  | 'sample_too_short'
                  | 'sample_noisy'
                  | 'sample_clipped'
                  | 'consent_refused'
                  | 'input_missing'
                  | 'input_invalid'
                  | 'tool_missing'
                  | 'tool_crashed'
                  | 'tool_timeout'
                  | 'tool_output_invalid'
                  | 'disk_full'
                  | 'storage_unavailable'
                  | 'internal';
                message: string;
                remedy: string;
              } | null;
              /** @enum {string|null} */
              kind: 'profile' | 'clone' | null;
              /** @enum {string} */
              language: 'pt-BR' | 'en-US' | 'es-ES';
              name: string;
              sample: {
                [key: string]: unknown;
              } | null;
              /** @enum {string} */
              status: 'training' | 'ready' | 'failed';
              training_progress: number;
              usable: boolean;
              /** Format: uuid */
              voice_id: string;
              warnings: ('noisy' | 'clipped' | 'several_speakers')[];
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    trace?: never;
  };
  '/api/v2/voice-cloning/{voice_id}/consent': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Record that the person who spoke allows the voice to be used
     * @description Without a consent that holds, a voice is learnt but cannot speak: renders and previews answer `voice_consent_missing`. The statement is the one released under `consent_statement_version`; the record keeps it with the names written in and is never changed, only withdrawn.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path: {
          voice_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'multipart/form-data': {
            /**
             * Format: binary
             * @description The statement as the person spoke it, WAV or MP3. Optional.
             */
            consent_audio?: Blob;
            /** @enum {string} */
            consent_language?: 'pt-BR' | 'en-US' | 'es-ES';
            consent_name: string;
            /**
             * @default self
             * @enum {string}
             */
            consent_relation?: 'self' | 'authorised';
            consent_speaker?: string;
            /** @enum {string} */
            consent_statement_version: '2026-11';
          };
        };
      };
      responses: {
        /** @description The voice with its consent */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {string} */
              clone_engine: 'auto' | 'espeak' | 'elevenlabs' | 'azure';
              consent: {
                given_at: string;
                /** @enum {string} */
                language: 'pt-BR' | 'en-US' | 'es-ES';
                name: string;
                recorded: boolean;
                /** @enum {string} */
                relation: 'self' | 'authorised';
                revoked_at: string | null;
                speaker: string | null;
                statement: string;
                statement_version: string;
              } | null;
              created_at: string;
              engine: string | null;
              error: {
                /** @enum {string} */
                code:
                  | 'cancelled'
                  | 'attempts_exhausted'
                  | 'no_engine'
                  | 'engine_unavailable'
                  | 'engine_refused'
                  | 'text_unspeakable'
                  | 'invalid_ssml'
                  | 'voice_unavailable'
                  | 'voice_language_mismatch'
                  | 'avatar_invalid'
                  | 'glb_unreadable'
                  | 'glb_too_large'
                  | 'glb_outside_reference'
                  | 'glb_extension_unsupported'
                  | 'glb_no_face'
                  | 'glb_misplaced'
                  | 'sample_unreadable'
                  | 'sample_too_short'
                  | 'sample_noisy'
                  | 'sample_clipped'
                  | 'consent_refused'
                  | 'input_missing'
                  | 'input_invalid'
                  | 'tool_missing'
                  | 'tool_crashed'
                  | 'tool_timeout'
                  | 'tool_output_invalid'
                  | 'disk_full'
                  | 'storage_unavailable'
                  | 'internal';
                message: string;
                remedy: string;
              } | null;
              /** @enum {string|null} */
              kind: 'profile' | 'clone' | null;
              /** @enum {string} */
              language: 'pt-BR' | 'en-US' | 'es-ES';
              name: string;
              sample: {
                [key: string]: unknown;
              } | null;
              /** @enum {string} */
              status: 'training' | 'ready' | 'failed';
              training_progress: number;
              usable: boolean;
              /** Format: uuid */
              voice_id: string;
              warnings: ('noisy' | 'clipped' | 'several_speakers')[];
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_consent_exists, idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description audio_invalid */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    /**
     * Withdraw the consent: nothing more is made with the voice
     * @description Videos that wait or are being made with the voice are cancelled and its previews removed. Finished videos and the voice itself stay until they are deleted.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          voice_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Withdrawn */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              cancelled_jobs: number;
              revoked_at: string;
              /** Format: uuid */
              voice_id: string;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_consent_missing */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/voice-cloning/{voice_id}/uses': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who spoke with a voice, and who was given its recordings, newest first
     * @description Kept as long as the account, also of voices that were deleted since. 500 lines at most.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          voice_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The uses */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              uses: {
                /** @enum {string} */
                actor: 'owner' | 'token' | 'agent';
                actor_name: string | null;
                created_at: string;
                /** Format: uuid */
                job_id: string | null;
                /** @enum {string} */
                kind: 'spoken' | 'sample_read' | 'statement_read';
              }[];
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/voice-cloning/create': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Register a voice from a recording of at least 30 seconds
     * @description The recording is stored and an agent judges it: seconds of speech, noise, clipping, how many speak. What cannot be used ends as `failed` with a code and what to do. The `consent_` fields record in the same request who allows the voice to be used; without them the voice is learnt, but nothing is made with it until a consent is given. `clone_engine` chooses among GET /api/v2/voice-cloning/engines; one that answers with a statement needs it read aloud by the speaker, as `consent_audio`.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'multipart/form-data': {
            /**
             * Format: binary
             * @description WAV or MP3, at least 30 seconds, at most 50 MB
             */
            audio_file: Blob;
            /**
             * @default auto
             * @enum {string}
             */
            clone_engine?: 'auto' | 'espeak' | 'elevenlabs' | 'azure';
            /**
             * Format: binary
             * @description The statement as the person spoke it, WAV or MP3. Optional.
             */
            consent_audio?: Blob;
            /** @enum {string} */
            consent_language?: 'pt-BR' | 'en-US' | 'es-ES';
            consent_name?: string;
            /**
             * @default self
             * @enum {string}
             */
            consent_relation?: 'self' | 'authorised';
            consent_speaker?: string;
            /** @enum {string} */
            consent_statement_version?: '2026-11';
            /** @enum {string} */
            language: 'pt-BR' | 'en-US' | 'es-ES';
            name: string;
          };
        };
      };
      responses: {
        /** @description Stored; an agent judges and trains it */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {string} */
              status: 'training' | 'ready' | 'failed';
              training_progress: number;
              /** Format: uuid */
              voice_id: string;
            };
          };
        };
        /** @description invalid_request, language_unsupported */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden, scope_missing */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description voice_consent_missing, voice_engine_not_offered, idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description audio_invalid, voice_statement_missing */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description quota_exceeded, rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/voice-cloning/engines': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What can learn a voice here: values of clone_engine, and what each wants to hear
     * @description Engines of agents heard of within half an hour. `statement` is what the speaker must read aloud, word for word, with their own name for `{name}`; it is sent as `consent_audio` when the voice is registered.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The engines */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              engines: {
                /** @enum {string} */
                engine: 'espeak' | 'elevenlabs' | 'azure';
                /** @enum {string} */
                kind: 'profile' | 'clone';
                online: boolean;
                statement: {
                  'en-US'?: string;
                  'es-ES'?: string;
                  'pt-BR'?: string;
                } | null;
              }[];
            };
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/webhooks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Your webhooks */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The webhooks, without their secrets */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              webhooks: {
                created_at: string;
                disabled_reason: string | null;
                events: ('job.completed' | 'job.failed' | 'job.cancelled' | 'voice.ready' | 'voice.failed')[];
                failing_since: string | null;
                /** Format: uuid */
                id: string;
                is_active: boolean;
                url: string;
              }[];
            };
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    /**
     * Be told when films and voices end
     * @description Each event is posted as `{ id, type, created_at, data }` with the header `Semblante-Signature: t=…,v1=…`: `v1` is the hex HMAC-SHA256, under the secret, of `t`, a dot and the body as it came. Check it, refuse a `t` older than five minutes, and remember `id`: an event may arrive more than once. Anything but 2xx within 15 seconds is tried again, eight times in about 28 hours; redirects are not followed, and only addresses on the public Internet are reached. A webhook that fails for five days is switched off. The secret is answered this once.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            events: ('job.completed' | 'job.failed' | 'job.cancelled' | 'voice.ready' | 'voice.failed')[];
            /** Format: uri */
            url: string;
          };
        };
      };
      responses: {
        /** @description The webhook with its secret */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              created_at: string;
              disabled_reason: string | null;
              events: ('job.completed' | 'job.failed' | 'job.cancelled' | 'voice.ready' | 'voice.failed')[];
              failing_since: string | null;
              /** Format: uuid */
              id: string;
              is_active: boolean;
              secret: string | null;
              url: string;
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description scope_missing, forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description quota_exceeded, rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/webhooks/{webhook_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Delete a webhook with its log */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          webhook_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Deleted */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              deleted: boolean;
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description scope_missing, forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description webhook_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Change a webhook, or switch it off or on */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          webhook_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            events?: ('job.completed' | 'job.failed' | 'job.cancelled' | 'voice.ready' | 'voice.failed')[];
            is_active?: boolean;
            /** Format: uri */
            url?: string;
          };
        };
      };
      responses: {
        /** @description The webhook */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              created_at: string;
              disabled_reason: string | null;
              events: ('job.completed' | 'job.failed' | 'job.cancelled' | 'voice.ready' | 'voice.failed')[];
              failing_since: string | null;
              /** Format: uuid */
              id: string;
              is_active: boolean;
              url: string;
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description scope_missing, forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description webhook_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    trace?: never;
  };
  '/api/v2/webhooks/{webhook_id}/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What was sent to a webhook in the last 30 days, newest first, at most 100 */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          webhook_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The deliveries */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              deliveries: {
                attempt: number;
                created_at: string;
                ended_at: string | null;
                error: string | null;
                /** @enum {string} */
                event:
                  | 'job.completed'
                  | 'job.failed'
                  | 'job.cancelled'
                  | 'voice.ready'
                  | 'voice.failed'
                  | 'webhook.test';
                /** Format: uuid */
                event_id: string;
                /** Format: uuid */
                id: string;
                next_attempt_at: string | null;
                response_status: number | null;
                /** @enum {string} */
                status: 'pending' | 'delivered' | 'failed';
              }[];
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description webhook_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/webhooks/{webhook_id}/deliveries/{delivery_id}/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send the same event again */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path: {
          delivery_id: string;
          webhook_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Queued */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** Format: uuid */
              delivery_id: string;
              /** @enum {string} */
              status: 'pending';
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description scope_missing, forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description delivery_not_found, webhook_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description quota_exceeded, rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/webhooks/{webhook_id}/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A new secret, beside which the old one signs for a while */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path: {
          webhook_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            overlap_s?: number;
          };
        };
      };
      responses: {
        /** @description The new secret, answered this once */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** Format: uuid */
              id: string;
              secret: string | null;
            };
          };
        };
        /** @description invalid_json, invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description scope_missing, forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description webhook_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description payload_too_large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unsupported_media_type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/webhooks/{webhook_id}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send an event of type `webhook.test`
     * @description One at a time: while it is on its way, asking again answers the same delivery.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused requests free their key. Secrets are answered once: repeats hold null. */
          'Idempotency-Key'?: string;
        };
        path: {
          webhook_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Queued */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** Format: uuid */
              delivery_id: string;
              /** @enum {string} */
              status: 'pending';
            };
          };
        };
        /** @description invalid_request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description token_missing, token_expired, token_invalid */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description scope_missing, forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description webhook_not_found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description idempotency_conflict, idempotency_in_progress */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description rate_limited */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description internal */
        500: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
        /** @description unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Error'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export interface webhooks {
  event: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A film or a voice has ended */
    post: {
      parameters: {
        query?: never;
        header: {
          /** @description The delivery in the log of this webhook. */
          'semblante-delivery': string;
          /** @description `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 under the secret over `t`, a dot and the body. */
          'semblante-signature': string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json':
            | {
                created_at: string;
                data: {
                  duration_s?: number;
                  error?: {
                    code: string;
                    message: string;
                    remedy: string;
                    stage?: string;
                  };
                  /** Format: uuid */
                  job_id: string;
                  /** Format: uuid */
                  project_id: string;
                  /** @enum {string} */
                  status: 'completed' | 'failed' | 'cancelled';
                  video_url?: string;
                };
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                type: 'job.completed' | 'job.failed' | 'job.cancelled';
              }
            | {
                created_at: string;
                data: {
                  error?: {
                    code: string;
                    message: string;
                    remedy: string;
                  };
                  /** @enum {string} */
                  status: 'ready' | 'failed';
                  /** Format: uuid */
                  voice_id: string;
                };
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                type: 'voice.ready' | 'voice.failed';
              }
            | {
                created_at: string;
                data: {
                  /** Format: uuid */
                  webhook_id: string;
                };
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                type: 'webhook.test';
              };
        };
      };
      responses: {
        /** @description Taken. Anything else is tried again. */
        '2XX': {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export interface components {
  schemas: {
    Error: {
      error: {
        /** @enum {string} */
        code:
          | 'invalid_json'
          | 'invalid_request'
          | 'script_empty'
          | 'script_too_long'
          | 'invalid_ssml'
          | 'language_unsupported'
          | 'resolution_unsupported'
          | 'token_missing'
          | 'token_expired'
          | 'token_invalid'
          | 'forbidden'
          | 'scope_missing'
          | 'not_found'
          | 'avatar_not_found'
          | 'job_not_found'
          | 'project_not_found'
          | 'voice_not_found'
          | 'preview_not_found'
          | 'webhook_not_found'
          | 'delivery_not_found'
          | 'token_not_found'
          | 'file_not_found'
          | 'share_not_found'
          | 'draft_not_found'
          | 'method_not_allowed'
          | 'job_not_cancellable'
          | 'voice_not_ready'
          | 'voice_consent_missing'
          | 'voice_statement_missing'
          | 'voice_engine_not_offered'
          | 'voice_consent_exists'
          | 'avatar_not_ready'
          | 'avatar_in_use'
          | 'draft_conflict'
          | 'lease_lost'
          | 'idempotency_conflict'
          | 'share_ended'
          | 'idempotency_in_progress'
          | 'payload_too_large'
          | 'unsupported_media_type'
          | 'audio_invalid'
          | 'speech_refused'
          | 'upload_invalid'
          | 'quota_exceeded'
          | 'rate_limited'
          | 'internal'
          | 'unavailable';
        details?: unknown;
        message: string;
        request_id: string;
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
