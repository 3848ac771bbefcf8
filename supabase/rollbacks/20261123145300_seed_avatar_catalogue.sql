-- Purpose: the catalogue as the migration before it left it. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

insert into public.avatars_3d (id, name, category, gender, ethnicity, age, quality, features, assets, rendering_config, animations, voice_sync, is_active) values
  (
    'br_casual_luana',
    'Luana Santos - Apresentadora',
    'casual',
    'female',
    'mixed',
    'young',
    'standard',
    '{
  "facialDetails": "sculpted",
  "skinTexture": "synthesised",
  "hairSystem": "cards"
}'::jsonb,
    '{
  "glb": "/storage/v1/object/public/avatars/br_casual_luana/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_casual_luana/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_casual_luana/preview.mp4",
  "set": "studio",
  "metahuman": {
    "name": "MH_LuanaSantos",
    "asset": "/Game/MetaHumans/LuanaSantos/BP_LuanaSantos",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 0,
      "age": 23,
      "ancestry": {
        "african": 0.5,
        "asian": 0.1,
        "caucasian": 0.4
      },
      "muscle": 0.5,
      "weight": 0.4,
      "height": 0.5,
      "proportions": 0.85,
      "cup": 0.5,
      "firmness": 0.6
    },
    "face": {
      "headDiamond": 0.6,
      "cheekVolume": 0.2,
      "headFat": -0.05,
      "foreheadHeight": -0.1,
      "eyeSpacing": 0.2,
      "noseWidth": 0.3,
      "prognathism": 0.1,
      "eyeSize": 0.1,
      "eyeOpening": -0.3,
      "noseTipHeight": 0.25,
      "noseHeight": -0.2,
      "upperLipVolume": 0.35,
      "lowerLipVolume": 0.45,
      "mouthWidth": 0.1,
      "mouthCorners": 0.2,
      "chinWidth": -0.15,
      "jawDrop": -0.2,
      "browAngle": 0.4,
      "asymmetry": -0.1
    },
    "skin": {
      "base": "young_caucasian_female",
      "tone": "#966a51",
      "lips": "#8a4c45",
      "lipStrength": 0.55,
      "blotches": 0.35,
      "pores": 0.4,
      "freckles": 0.25,
      "wrinkles": 0.03,
      "shine": 0.4,
      "stubble": 0,
      "stubbleColour": "#201814",
      "makeup": 0.4
    },
    "hair": {
      "style": "curls",
      "colour": "#1c110b",
      "highlight": "#4a2c18",
      "mix": 0.22
    },
    "brows": {
      "style": "eyebrow011",
      "colour": "#1a0f0a",
      "density": 1
    },
    "lashes": {
      "style": "eyelashes02",
      "density": 0.6
    },
    "eyes": {
      "iris": "#3a281a",
      "limbus": 0.7,
      "redness": 0.1
    },
    "wardrobe": {
      "outfit": "female_casualsuit01",
      "outfitColour": "#c9533f",
      "blazer": null,
      "vest": null,
      "helmet": null
    }
  }
}'::jsonb,
    '{
  "resolution": "1080p",
  "rayTracing": false,
  "antiAliasing": "FXAA"
}'::jsonb,
    '{
  "idle": [
    "casual_idle_01"
  ],
  "talking": [
    "talk_lively"
  ],
  "gestures": [
    "wave"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "f3",
      "rate": 176,
      "pitch": 60
    }
  }
}'::jsonb,
    true
  ),
  (
    'br_casual_rafael',
    'Rafael Costa - Guia',
    'casual',
    'male',
    'latino',
    'young',
    'standard',
    '{
  "facialDetails": "sculpted",
  "skinTexture": "synthesised",
  "hairSystem": "cards"
}'::jsonb,
    '{
  "glb": "/storage/v1/object/public/avatars/br_casual_rafael/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_casual_rafael/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_casual_rafael/preview.mp4",
  "set": "studio",
  "metahuman": {
    "name": "MH_RafaelCosta",
    "asset": "/Game/MetaHumans/RafaelCosta/BP_RafaelCosta",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 1,
      "age": 29,
      "ancestry": {
        "african": 0.15,
        "asian": 0.3,
        "caucasian": 0.55
      },
      "muscle": 0.6,
      "weight": 0.5,
      "height": 0.5,
      "proportions": 0.7,
      "cup": 0.5,
      "firmness": 0.6
    },
    "face": {
      "headRound": 0.6,
      "headFat": 0.4,
      "headHeight": -0.25,
      "cheekVolume": 0.3,
      "noseBulb": 0.3,
      "noseWidth": 0.15,
      "noseHeight": 0.2,
      "noseTipWidth": 0.2,
      "mouthWidth": 0.3,
      "lowerLipVolume": 0.2,
      "chinWidth": 0.25,
      "chinHeight": -0.15,
      "jawWidth": 0.2,
      "eyeSpacing": -0.15,
      "eyeOpening": -0.15,
      "browDepth": 0.3,
      "browHeight": -0.2,
      "earWing": -0.2,
      "browAngle": 0.25,
      "mouthCorners": 0.12,
      "asymmetry": 0.2
    },
    "skin": {
      "base": "young_asian_male",
      "tone": "#ae7d5f",
      "lips": "#95594e",
      "lipStrength": 0.25,
      "blotches": 0.5,
      "pores": 0.6,
      "freckles": 0.05,
      "wrinkles": 0.1,
      "shine": 0.4,
      "stubble": 0.75,
      "stubbleColour": "#120d0b",
      "makeup": 0
    },
    "hair": {
      "style": "crop",
      "colour": "#15100c",
      "highlight": "#2a1d14",
      "mix": 0.25
    },
    "brows": {
      "style": "eyebrow012",
      "colour": "#140e0b",
      "density": 0.85
    },
    "lashes": {
      "style": "eyelashes01",
      "density": 0.4
    },
    "eyes": {
      "iris": "#2a1b11",
      "limbus": 0.75,
      "redness": 0.2
    },
    "wardrobe": {
      "outfit": "male_casualsuit06",
      "outfitColour": "#3b6b4a",
      "blazer": null,
      "vest": null,
      "helmet": null
    }
  }
}'::jsonb,
    '{
  "resolution": "1080p",
  "rayTracing": false,
  "antiAliasing": "FXAA"
}'::jsonb,
    '{
  "idle": [
    "casual_idle_02"
  ],
  "talking": [
    "talk_relaxed"
  ],
  "gestures": [
    "thumbs_up"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "m7",
      "rate": 170,
      "pitch": 68
    }
  }
}'::jsonb,
    true
  ),
  (
    'br_corporate_ana',
    'Ana Paula - Executiva',
    'business',
    'female',
    'latino',
    'adult',
    'hyperreal',
    '{
  "facialDetails": "cinematic",
  "skinTexture": "photogrammetry",
  "hairSystem": "volumetric",
  "lipSyncAccuracy": 98
}'::jsonb,
    '{
  "modelFile": "/avatars/3d/ana_corporate_8k.gltf",
  "textureFiles": [
    "/avatars/textures/ana_diffuse_8k.jpg"
  ],
  "glb": "/storage/v1/object/public/avatars/br_corporate_ana/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_corporate_ana/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_corporate_ana/preview.mp4",
  "set": "office",
  "metahuman": {
    "name": "MH_AnaPaula",
    "asset": "/Game/MetaHumans/AnaPaula/BP_AnaPaula",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 0,
      "age": 30,
      "ancestry": {
        "african": 0.15,
        "asian": 0.25,
        "caucasian": 0.6
      },
      "muscle": 0.5,
      "weight": 0.45,
      "height": 0.5,
      "proportions": 0.85,
      "cup": 0.5,
      "firmness": 0.6
    },
    "face": {
      "headOval": 0.5,
      "headFat": -0.25,
      "cheekVolume": -0.2,
      "eyeOpening": -0.3,
      "cheekBones": 0.25,
      "upperLipVolume": 0.3,
      "lowerLipVolume": 0.25,
      "noseWidth": -0.15,
      "mouthCorners": 0.12,
      "browAngle": 0.35,
      "asymmetry": 0.15
    },
    "skin": {
      "base": "young_caucasian_female",
      "tone": "#c8977a",
      "lips": "#9c5550",
      "lipStrength": 0.5,
      "blotches": 0.4,
      "pores": 0.5,
      "freckles": 0.1,
      "wrinkles": 0.15,
      "shine": 0.35,
      "stubble": 0,
      "stubbleColour": "#201814",
      "makeup": 0.5
    },
    "hair": {
      "style": "long-wavy",
      "colour": "#20140e",
      "highlight": "#4a2e1d",
      "mix": 0.25
    },
    "brows": {
      "style": "eyebrow001",
      "colour": "#2a1c15",
      "density": 0.85
    },
    "lashes": {
      "style": "eyelashes02",
      "density": 0.8
    },
    "eyes": {
      "iris": "#402c1f",
      "limbus": 0.7,
      "redness": 0.2
    },
    "wardrobe": {
      "outfit": "female_elegantsuit01",
      "outfitColour": "#e9e4da",
      "blazer": {
        "colour": "#161c2c"
      },
      "vest": null,
      "helmet": null
    }
  }
}'::jsonb,
    '{
  "resolution": "8K",
  "rayTracing": true,
  "antiAliasing": "TAA"
}'::jsonb,
    '{
  "idle": [
    "corporate_idle_01"
  ],
  "talking": [
    "talk_confident"
  ],
  "gestures": [
    "point_right"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "f2",
      "rate": 165,
      "pitch": 52
    }
  }
}'::jsonb,
    true
  ),
  (
    'br_corporate_eduardo',
    'Eduardo Tanaka - Diretor',
    'business',
    'male',
    'asian',
    'senior',
    'premium',
    '{
  "facialDetails": "sculpted",
  "skinTexture": "synthesised",
  "hairSystem": "cards"
}'::jsonb,
    '{
  "glb": "/storage/v1/object/public/avatars/br_corporate_eduardo/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_corporate_eduardo/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_corporate_eduardo/preview.mp4",
  "set": "office",
  "metahuman": {
    "name": "MH_EduardoTanaka",
    "asset": "/Game/MetaHumans/EduardoTanaka/BP_EduardoTanaka",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 1,
      "age": 59,
      "ancestry": {
        "african": 0,
        "asian": 0.9,
        "caucasian": 0.1
      },
      "muscle": 0.45,
      "weight": 0.45,
      "height": 0.5,
      "proportions": 0.6,
      "cup": 0.5,
      "firmness": 0.6
    },
    "face": {
      "headRectangular": 0.3,
      "headFat": -0.15,
      "cheekBones": 0.35,
      "cheekInner": -0.2,
      "eyeBags": 0.3,
      "eyeFold": 0.3,
      "noseHump": 0.15,
      "noseWidth": -0.05,
      "laughLines": 0.35,
      "mouthWidth": 0.05,
      "upperLipVolume": -0.35,
      "lowerLipVolume": -0.15,
      "chinProminence": 0.2,
      "foreheadHeight": 0.25,
      "earSize": 0.2,
      "browHeight": 0.1,
      "browAngle": 0.25,
      "mouthCorners": 0.12,
      "asymmetry": 0.05
    },
    "skin": {
      "base": "middleage_asian_male",
      "tone": "#c0936f",
      "lips": "#96655a",
      "lipStrength": 0.2,
      "blotches": 0.4,
      "pores": 0.6,
      "freckles": 0.05,
      "wrinkles": 0.55,
      "shine": 0.3,
      "stubble": 0.15,
      "stubbleColour": "#2a2624",
      "makeup": 0
    },
    "hair": {
      "style": "side-part",
      "colour": "#262422",
      "highlight": "#8c8984",
      "mix": 0.45
    },
    "brows": {
      "style": "eyebrow001",
      "colour": "#2a2725",
      "density": 0.8
    },
    "lashes": {
      "style": "eyelashes01",
      "density": 0.25
    },
    "eyes": {
      "iris": "#22160f",
      "limbus": 0.7,
      "redness": 0.35
    },
    "wardrobe": {
      "outfit": "male_elegantsuit01",
      "outfitColour": null,
      "blazer": null,
      "vest": null,
      "helmet": null
    }
  }
}'::jsonb,
    '{
  "resolution": "1440p",
  "rayTracing": false,
  "antiAliasing": "SSAA"
}'::jsonb,
    '{
  "idle": [
    "corporate_idle_02"
  ],
  "talking": [
    "talk_measured"
  ],
  "gestures": [
    "steeple_hands"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "m5",
      "rate": 150,
      "pitch": 36
    }
  }
}'::jsonb,
    true
  ),
  (
    'br_corporate_marta',
    'Marta Vasconcelos - Conselheira',
    'business',
    'female',
    'caucasian',
    'senior',
    'cinematic',
    '{
  "facialDetails": "sculpted",
  "skinTexture": "synthesised",
  "hairSystem": "cards"
}'::jsonb,
    '{
  "glb": "/storage/v1/object/public/avatars/br_corporate_marta/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_corporate_marta/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_corporate_marta/preview.mp4",
  "set": "office",
  "metahuman": {
    "name": "MH_MartaVasconcelos",
    "asset": "/Game/MetaHumans/MartaVasconcelos/BP_MartaVasconcelos",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 0,
      "age": 64,
      "ancestry": {
        "african": 0,
        "asian": 0,
        "caucasian": 1
      },
      "muscle": 0.4,
      "weight": 0.5,
      "height": 0.5,
      "proportions": 0.6,
      "cup": 0.5,
      "firmness": 0.6
    },
    "face": {
      "headTriangular": 0.2,
      "eyeOpening": -0.15,
      "headAge": 0.2,
      "noseDepth": 0.25,
      "noseTipHeight": -0.2,
      "noseHump": 0.2,
      "cheekVolume": -0.15,
      "laughLines": 0.35,
      "eyeBags": 0.25,
      "eyeOuterCorner": -0.25,
      "upperLipVolume": -0.3,
      "mouthWidth": 0.05,
      "jawDrop": 0.2,
      "chinProminence": 0.1,
      "neckDouble": 0.15,
      "browHeight": 0.1,
      "browAngle": 0.1,
      "mouthCorners": 0.15,
      "asymmetry": 0.15
    },
    "skin": {
      "base": "old_caucasian_female",
      "tone": "#dcae93",
      "lips": "#a65a58",
      "lipStrength": 0.5,
      "blotches": 0.45,
      "pores": 0.5,
      "freckles": 0.15,
      "wrinkles": 0.5,
      "shine": 0.25,
      "stubble": 0,
      "stubbleColour": "#201814",
      "makeup": 0.35
    },
    "hair": {
      "style": "bob",
      "colour": "#8d8982",
      "highlight": "#c9c5bd",
      "mix": 0.55
    },
    "brows": {
      "style": "eyebrow001",
      "colour": "#6b5a4c",
      "density": 0.75
    },
    "lashes": {
      "style": "eyelashes02",
      "density": 0.5
    },
    "eyes": {
      "iris": "#3f4d56",
      "limbus": 0.55,
      "redness": 0.3
    },
    "wardrobe": {
      "outfit": "female_elegantsuit01",
      "outfitColour": "#d9d4cb",
      "blazer": {
        "colour": "#5a1f2c"
      },
      "vest": null,
      "helmet": null
    }
  }
}'::jsonb,
    '{
  "resolution": "4K",
  "rayTracing": false,
  "antiAliasing": "SSAA"
}'::jsonb,
    '{
  "idle": [
    "corporate_idle_01"
  ],
  "talking": [
    "talk_confident"
  ],
  "gestures": [
    "open_palms"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "f4",
      "rate": 150,
      "pitch": 36
    }
  }
}'::jsonb,
    true
  ),
  (
    'br_education_antonio',
    'Antônio Ribeiro - Professor',
    'education',
    'male',
    'afro',
    'senior',
    'cinematic',
    '{
  "facialDetails": "sculpted",
  "skinTexture": "synthesised",
  "hairSystem": "cards"
}'::jsonb,
    '{
  "glb": "/storage/v1/object/public/avatars/br_education_antonio/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_education_antonio/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_education_antonio/preview.mp4",
  "set": "classroom",
  "metahuman": {
    "name": "MH_AntonioRibeiro",
    "asset": "/Game/MetaHumans/AntonioRibeiro/BP_AntonioRibeiro",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 1,
      "age": 66,
      "ancestry": {
        "african": 0.85,
        "asian": 0,
        "caucasian": 0.15
      },
      "muscle": 0.45,
      "weight": 0.6,
      "height": 0.5,
      "proportions": 0.5,
      "cup": 0.5,
      "firmness": 0.6
    },
    "face": {
      "headSquare": 0.2,
      "headRound": 0.3,
      "headFat": 0.3,
      "headWidth": 0.2,
      "headHeight": -0.2,
      "prognathism": 0.15,
      "noseWidth": 0.35,
      "noseBulb": 0.4,
      "nostrils": 0.2,
      "laughLines": 0.4,
      "eyeBags": 0.35,
      "jawWidth": 0.25,
      "jawDrop": 0.2,
      "upperLipVolume": 0.15,
      "lowerLipVolume": 0.3,
      "earSize": 0.35,
      "foreheadHeight": 0.25,
      "neckDouble": 0.25,
      "browDepth": 0.25,
      "mouthCorners": 0.1,
      "browAngle": 0.3,
      "asymmetry": -0.15
    },
    "skin": {
      "base": "old_caucasian_male",
      "tone": "#6b493c",
      "lips": "#6e4239",
      "lipStrength": 0.35,
      "blotches": 0.4,
      "pores": 0.7,
      "freckles": 0.05,
      "wrinkles": 0.6,
      "shine": 0.35,
      "stubble": 0.35,
      "stubbleColour": "#3a3634",
      "makeup": 0
    },
    "hair": {
      "style": "coils",
      "colour": "#2a2725",
      "highlight": "#8f8b86",
      "mix": 0.6
    },
    "brows": {
      "style": "eyebrow009",
      "colour": "#3a3836",
      "density": 0.8
    },
    "lashes": {
      "style": "eyelashes01",
      "density": 0.3
    },
    "eyes": {
      "iris": "#24170f",
      "limbus": 0.6,
      "redness": 0.45
    },
    "wardrobe": {
      "outfit": "male_casualsuit03",
      "outfitColour": "#5b6f80",
      "blazer": {
        "colour": "#4a3a2c"
      },
      "vest": null,
      "helmet": null
    }
  }
}'::jsonb,
    '{
  "resolution": "4K",
  "rayTracing": false,
  "antiAliasing": "SSAA"
}'::jsonb,
    '{
  "idle": [
    "classroom_idle_02"
  ],
  "talking": [
    "teach_calm"
  ],
  "gestures": [
    "raise_finger"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "m8",
      "rate": 145,
      "pitch": 46
    }
  }
}'::jsonb,
    true
  ),
  (
    'br_education_ari',
    'Ari Nogueira - Tutoria',
    'education',
    'unisex',
    'mixed',
    'young',
    'premium',
    '{
  "facialDetails": "sculpted",
  "skinTexture": "synthesised",
  "hairSystem": "cards"
}'::jsonb,
    '{
  "glb": "/storage/v1/object/public/avatars/br_education_ari/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_education_ari/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_education_ari/preview.mp4",
  "set": "classroom",
  "metahuman": {
    "name": "MH_AriNogueira",
    "asset": "/Game/MetaHumans/AriNogueira/BP_AriNogueira",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 0.5,
      "age": 24,
      "ancestry": {
        "african": 0.35,
        "asian": 0.25,
        "caucasian": 0.4
      },
      "muscle": 0.45,
      "weight": 0.4,
      "height": 0.5,
      "proportions": 0.75,
      "cup": 0.5,
      "firmness": 0.6
    },
    "face": {
      "headInvertedTriangular": 0.65,
      "headFat": -0.3,
      "headWidth": -0.15,
      "noseDepth": 0.15,
      "eyeSize": 0.1,
      "eyeOpening": -0.3,
      "eyeSpacing": 0.15,
      "noseTipWidth": -0.2,
      "noseCurve": -0.3,
      "mouthWidth": -0.1,
      "cupidsBow": 0.3,
      "lowerLipVolume": 0.3,
      "chinWidth": -0.35,
      "chinHeight": -0.2,
      "jawWidth": -0.25,
      "cheekBones": 0.2,
      "browHeight": 0.1,
      "earSize": -0.2,
      "browAngle": 0.35,
      "mouthCorners": 0.12,
      "asymmetry": 0.18
    },
    "skin": {
      "base": "young_asian_male",
      "tone": "#b98560",
      "lips": "#9c5f52",
      "lipStrength": 0.3,
      "blotches": 0.35,
      "pores": 0.4,
      "freckles": 0.15,
      "wrinkles": 0.05,
      "shine": 0.3,
      "stubble": 0,
      "stubbleColour": "#201814",
      "makeup": 0.1
    },
    "hair": {
      "style": "shag",
      "colour": "#2a1a11",
      "highlight": "#5d3a22",
      "mix": 0.3
    },
    "brows": {
      "style": "eyebrow004",
      "colour": "#1f1510",
      "density": 0.85
    },
    "lashes": {
      "style": "eyelashes02",
      "density": 0.5
    },
    "eyes": {
      "iris": "#35321f",
      "limbus": 0.75,
      "redness": 0.15
    },
    "wardrobe": {
      "badge": {
        "colour": "#7a3b6b",
        "worn": "lanyard"
      },
      "outfit": "male_casualsuit02",
      "outfitColour": "#6a5a86",
      "blazer": null,
      "vest": null,
      "helmet": null
    }
  }
}'::jsonb,
    '{
  "resolution": "1440p",
  "rayTracing": false,
  "antiAliasing": "SSAA"
}'::jsonb,
    '{
  "idle": [
    "tutor_idle_01"
  ],
  "talking": [
    "explain_light"
  ],
  "gestures": [
    "open_palms"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "m3",
      "rate": 165,
      "pitch": 84
    }
  }
}'::jsonb,
    true
  ),
  (
    'br_education_beatriz',
    'Beatriz Lima - Professora',
    'education',
    'female',
    'afro',
    'adult',
    'hyperreal',
    '{
  "facialDetails": "sculpted",
  "skinTexture": "synthesised",
  "hairSystem": "cards"
}'::jsonb,
    '{
  "glb": "/storage/v1/object/public/avatars/br_education_beatriz/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_education_beatriz/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_education_beatriz/preview.mp4",
  "set": "classroom",
  "metahuman": {
    "name": "MH_BeatrizLima",
    "asset": "/Game/MetaHumans/BeatrizLima/BP_BeatrizLima",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 0,
      "age": 36,
      "ancestry": {
        "african": 0.9,
        "asian": 0,
        "caucasian": 0.1
      },
      "muscle": 0.5,
      "weight": 0.5,
      "height": 0.5,
      "proportions": 0.8,
      "cup": 0.5,
      "firmness": 0.6
    },
    "face": {
      "headOval": 0.2,
      "headWidth": 0.3,
      "headRound": 0.3,
      "cheekBones": 0.4,
      "cheekVolume": 0.15,
      "noseWidth": 0.3,
      "noseDepth": -0.1,
      "nostrils": 0.2,
      "upperLipVolume": 0.45,
      "lowerLipVolume": 0.4,
      "mouthWidth": 0.2,
      "chinProminence": -0.1,
      "eyeSize": 0.15,
      "eyeOuterCorner": 0.15,
      "foreheadHeight": 0.2,
      "foreheadSlope": 0.2,
      "eyeOpening": -0.3,
      "browAngle": 0.35,
      "mouthCorners": 0.15,
      "asymmetry": 0.1
    },
    "skin": {
      "base": "young_caucasian_female",
      "tone": "#785446",
      "lips": "#6e3f3a",
      "lipStrength": 0.5,
      "blotches": 0.3,
      "pores": 0.4,
      "freckles": 0,
      "wrinkles": 0.15,
      "shine": 0.4,
      "stubble": 0,
      "stubbleColour": "#100b09",
      "makeup": 0.35
    },
    "hair": {
      "style": "afro",
      "colour": "#120d0b",
      "highlight": "#2a1d16",
      "mix": 0.2
    },
    "brows": {
      "style": "eyebrow001",
      "colour": "#0f0b09",
      "density": 0.85
    },
    "lashes": {
      "style": "eyelashes02",
      "density": 0.6
    },
    "eyes": {
      "iris": "#2a1c15",
      "limbus": 0.7,
      "redness": 0.2
    },
    "wardrobe": {
      "outfit": "female_elegantsuit01",
      "outfitColour": "#b5772a",
      "blazer": null,
      "vest": null,
      "helmet": null
    }
  }
}'::jsonb,
    '{
  "resolution": "4K",
  "rayTracing": false,
  "antiAliasing": "SSAA"
}'::jsonb,
    '{
  "idle": [
    "classroom_idle_01"
  ],
  "talking": [
    "teach_warm"
  ],
  "gestures": [
    "point_board"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "f1",
      "rate": 160,
      "pitch": 47
    }
  }
}'::jsonb,
    true
  ),
  (
    'br_healthcare_helena',
    'Helena Nakamura - Médica',
    'healthcare',
    'female',
    'asian',
    'adult',
    'cinematic',
    '{
  "facialDetails": "sculpted",
  "skinTexture": "synthesised",
  "hairSystem": "cards"
}'::jsonb,
    '{
  "glb": "/storage/v1/object/public/avatars/br_healthcare_helena/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_healthcare_helena/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_healthcare_helena/preview.mp4",
  "set": "clinic",
  "metahuman": {
    "name": "MH_HelenaNakamura",
    "asset": "/Game/MetaHumans/HelenaNakamura/BP_HelenaNakamura",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 0,
      "age": 38,
      "ancestry": {
        "african": 0,
        "asian": 0.85,
        "caucasian": 0.15
      },
      "muscle": 0.45,
      "weight": 0.42,
      "height": 0.5,
      "proportions": 0.8,
      "cup": 0.5,
      "firmness": 0.6
    },
    "face": {
      "headRound": 0.2,
      "headHeight": -0.15,
      "cheekBones": 0.35,
      "jawWidth": -0.35,
      "chinWidth": -0.3,
      "eyeSpacing": 0.2,
      "eyeFold": 0.3,
      "eyeOuterCorner": 0.25,
      "noseDepth": -0.2,
      "noseWidth": -0.1,
      "noseTipHeight": 0.15,
      "mouthWidth": -0.2,
      "upperLipVolume": 0.1,
      "lowerLipVolume": 0.2,
      "browHeight": 0.15,
      "browAngle": 0.4,
      "mouthCorners": 0.15,
      "asymmetry": -0.12
    },
    "skin": {
      "base": "middleage_asian_female",
      "tone": "#d0a486",
      "lips": "#a85f58",
      "lipStrength": 0.4,
      "blotches": 0.4,
      "pores": 0.55,
      "freckles": 0.05,
      "wrinkles": 0.22,
      "shine": 0.3,
      "stubble": 0,
      "stubbleColour": "#201814",
      "makeup": 0.3
    },
    "hair": {
      "style": "bun",
      "colour": "#100c0b",
      "highlight": "#241914",
      "mix": 0.2
    },
    "brows": {
      "style": "eyebrow002",
      "colour": "#1c1411",
      "density": 0.65
    },
    "lashes": {
      "style": "eyelashes02",
      "density": 0.5
    },
    "eyes": {
      "iris": "#33221a",
      "limbus": 0.8,
      "redness": 0.15
    },
    "wardrobe": {
      "badge": {
        "colour": "#0c5c58",
        "worn": "clip"
      },
      "stethoscope": "#1b2a3a",
      "pocket": "left",
      "buttons": "#f2f2ee",
      "outfit": "female_elegantsuit01",
      "outfitColour": "#3f7f86",
      "blazer": {
        "colour": "#e9ebea"
      },
      "vest": null,
      "helmet": null
    }
  }
}'::jsonb,
    '{
  "resolution": "4K",
  "rayTracing": false,
  "antiAliasing": "SSAA"
}'::jsonb,
    '{
  "idle": [
    "clinic_idle_01"
  ],
  "talking": [
    "explain_calm"
  ],
  "gestures": [
    "open_palms"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "f4",
      "rate": 158,
      "pitch": 54
    }
  }
}'::jsonb,
    true
  ),
  (
    'br_healthcare_tiago',
    'Tiago Moraes - Enfermeiro',
    'healthcare',
    'male',
    'caucasian',
    'young',
    'premium',
    '{
  "facialDetails": "sculpted",
  "skinTexture": "synthesised",
  "hairSystem": "cards"
}'::jsonb,
    '{
  "glb": "/storage/v1/object/public/avatars/br_healthcare_tiago/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_healthcare_tiago/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_healthcare_tiago/preview.mp4",
  "set": "clinic",
  "metahuman": {
    "name": "MH_TiagoMoraes",
    "asset": "/Game/MetaHumans/TiagoMoraes/BP_TiagoMoraes",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 1,
      "age": 27,
      "ancestry": {
        "african": 0,
        "asian": 0.05,
        "caucasian": 0.95
      },
      "muscle": 0.55,
      "weight": 0.4,
      "height": 0.5,
      "proportions": 0.75,
      "cup": 0.5,
      "firmness": 0.6
    },
    "face": {
      "headRectangular": 0.4,
      "eyeOpening": -0.25,
      "headFat": -0.35,
      "foreheadHeight": -0.3,
      "noseHump": 0.35,
      "noseWidth": -0.3,
      "noseDepth": 0.2,
      "chinHeight": 0.35,
      "chinWidth": -0.2,
      "chinCleft": 0.3,
      "jawWidth": 0.1,
      "cheekVolume": -0.3,
      "eyeDepth": 0.3,
      "browDepth": 0.2,
      "mouthWidth": 0.15,
      "upperLipVolume": -0.25,
      "earWing": 0.3,
      "browAngle": 0.3,
      "mouthCorners": 0.12,
      "asymmetry": 0.2
    },
    "skin": {
      "base": "young_caucasian_male",
      "tone": "#d9aa8c",
      "lips": "#b0736a",
      "lipStrength": 0.25,
      "blotches": 0.55,
      "pores": 0.55,
      "freckles": 0.35,
      "wrinkles": 0.12,
      "shine": 0.3,
      "stubble": 0.5,
      "stubbleColour": "#5a3a22",
      "makeup": 0
    },
    "hair": {
      "style": "swept",
      "colour": "#5a3820",
      "highlight": "#8a5c34",
      "mix": 0.4
    },
    "brows": {
      "style": "eyebrow008",
      "colour": "#4a3020",
      "density": 0.8
    },
    "lashes": {
      "style": "eyelashes01",
      "density": 0.35
    },
    "eyes": {
      "iris": "#40525c",
      "limbus": 0.6,
      "redness": 0.2
    },
    "wardrobe": {
      "badge": {
        "colour": "#1d4e89",
        "worn": "lanyard"
      },
      "pocket": "left",
      "outfit": "male_casualsuit04",
      "outfitColour": "#2f7f78",
      "blazer": null,
      "vest": null,
      "helmet": null,
      "neckline": "v"
    }
  }
}'::jsonb,
    '{
  "resolution": "1440p",
  "rayTracing": false,
  "antiAliasing": "SSAA"
}'::jsonb,
    '{
  "idle": [
    "clinic_idle_02"
  ],
  "talking": [
    "explain_friendly"
  ],
  "gestures": [
    "count_on_fingers"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "m1",
      "rate": 168,
      "pitch": 70
    }
  }
}'::jsonb,
    true
  ),
  (
    'br_safety_carlos',
    'Carlos Silva - Segurança',
    'safety',
    'male',
    'mixed',
    'adult',
    'hyperreal',
    '{
  "facialDetails": "cinematic",
  "skinTexture": "photogrammetry",
  "hairSystem": "volumetric",
  "lipSyncAccuracy": 97
}'::jsonb,
    '{
  "modelFile": "/avatars/3d/carlos_safety_8k.gltf",
  "textureFiles": [
    "/avatars/textures/carlos_diffuse_8k.jpg"
  ],
  "glb": "/storage/v1/object/public/avatars/br_safety_carlos/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_safety_carlos/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_safety_carlos/preview.mp4",
  "set": "plant",
  "metahuman": {
    "name": "MH_CarlosSilva",
    "asset": "/Game/MetaHumans/CarlosSilva/BP_CarlosSilva",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 1,
      "age": 42,
      "ancestry": {
        "african": 0.4,
        "asian": 0.1,
        "caucasian": 0.5
      },
      "muscle": 0.6,
      "weight": 0.55,
      "height": 0.5,
      "proportions": 0.7,
      "cup": 0.5,
      "firmness": 0.5
    },
    "face": {
      "headSquare": 0.25,
      "chinProminence": 0.2,
      "jawWidth": 0.2,
      "noseWidth": 0.1,
      "laughLines": 0.3,
      "browAngle": 0.25,
      "asymmetry": -0.2
    },
    "skin": {
      "base": "middleage_caucasian_male",
      "tone": "#94694f",
      "lips": "#8f5a4c",
      "lipStrength": 0.3,
      "blotches": 0.6,
      "pores": 0.75,
      "freckles": 0.05,
      "wrinkles": 0.5,
      "shine": 0.4,
      "stubble": 0.85,
      "stubbleColour": "#15110f",
      "makeup": 0
    },
    "hair": {
      "style": "buzz",
      "colour": "#17110d",
      "highlight": "#2b211a",
      "mix": 0.2
    },
    "brows": {
      "style": "eyebrow009",
      "colour": "#17110d",
      "density": 0.95
    },
    "lashes": {
      "style": "eyelashes01",
      "density": 0.35
    },
    "eyes": {
      "iris": "#2c1d13",
      "limbus": 0.8,
      "redness": 0.35
    },
    "wardrobe": {
      "badge": {
        "colour": "#b5430a",
        "worn": "clip"
      },
      "outfit": "male_casualsuit01",
      "outfitColour": "#47525e",
      "blazer": null,
      "vest": {
        "colour": "#d9500a",
        "stripe": "#b9bcb8"
      },
      "helmet": {
        "colour": "#dcdcd6"
      }
    }
  }
}'::jsonb,
    '{
  "resolution": "8K",
  "rayTracing": true,
  "antiAliasing": "TAA"
}'::jsonb,
    '{
  "idle": [
    "safety_stance"
  ],
  "talking": [
    "explain_procedure"
  ],
  "gestures": [
    "point_equipment"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "m3",
      "rate": 155,
      "pitch": 46
    }
  }
}'::jsonb,
    true
  ),
  (
    'br_safety_joana',
    'Joana Pereira - Técnica de segurança',
    'safety',
    'female',
    'latino',
    'young',
    'premium',
    '{
  "facialDetails": "sculpted",
  "skinTexture": "synthesised",
  "hairSystem": "cards"
}'::jsonb,
    '{
  "glb": "/storage/v1/object/public/avatars/br_safety_joana/preview.glb",
  "poster_url": "/storage/v1/object/public/avatars/br_safety_joana/poster.webp",
  "preview_url": "/storage/v1/object/public/avatars/br_safety_joana/preview.mp4",
  "set": "plant",
  "metahuman": {
    "name": "MH_JoanaPereira",
    "asset": "/Game/MetaHumans/JoanaPereira/BP_JoanaPereira",
    "mapping": "mh_arkit_mapping_pose_A2F"
  },
  "look": {
    "version": 1,
    "macro": {
      "gender": 0,
      "age": 28,
      "ancestry": {
        "african": 0.2,
        "asian": 0.35,
        "caucasian": 0.45
      },
      "muscle": 0.6,
      "weight": 0.5,
      "height": 0.5,
      "proportions": 0.75,
      "cup": 0.5,
      "firmness": 0.6
    },
    "face": {
      "headSquare": 0.6,
      "headHeight": -0.3,
      "jawWidth": 0.45,
      "chinWidth": 0.3,
      "headWidth": 0.15,
      "cheekBones": 0.15,
      "cheekVolume": 0.1,
      "noseCurve": 0.25,
      "noseBridgeWidth": 0.2,
      "noseWidth": 0.1,
      "mouthWidth": 0.15,
      "upperLipVolume": 0.1,
      "lowerLipVolume": 0.15,
      "eyeSize": -0.1,
      "eyeOpening": -0.15,
      "eyeSpacing": 0.1,
      "browHeight": -0.15,
      "browDepth": 0.1,
      "earSize": -0.1,
      "browAngle": 0.4,
      "mouthCorners": 0.15,
      "asymmetry": -0.2
    },
    "skin": {
      "base": "young_asian_female",
      "tone": "#b38565",
      "lips": "#9a564e",
      "lipStrength": 0.25,
      "blotches": 0.5,
      "pores": 0.5,
      "freckles": 0.2,
      "wrinkles": 0.08,
      "shine": 0.45,
      "stubble": 0,
      "stubbleColour": "#201814",
      "makeup": 0.1
    },
    "hair": {
      "style": "ponytail",
      "colour": "#24160e",
      "highlight": "#4a2f1c",
      "mix": 0.25
    },
    "brows": {
      "style": "eyebrow008",
      "colour": "#1f1510",
      "density": 0.85
    },
    "lashes": {
      "style": "eyelashes02",
      "density": 0.6
    },
    "eyes": {
      "iris": "#2c1d12",
      "limbus": 0.75,
      "redness": 0.2
    },
    "wardrobe": {
      "outfit": "male_casualsuit01",
      "outfitColour": "#3a4756",
      "blazer": null,
      "vest": {
        "colour": "#c8d81c",
        "stripe": "#c4c6c3"
      },
      "helmet": {
        "colour": "#e3b51a"
      }
    }
  }
}'::jsonb,
    '{
  "resolution": "1440p",
  "rayTracing": false,
  "antiAliasing": "SSAA"
}'::jsonb,
    '{
  "idle": [
    "safety_stance"
  ],
  "talking": [
    "explain_procedure"
  ],
  "gestures": [
    "point_equipment"
  ]
}'::jsonb,
    '{
  "supportedLanguages": [
    "pt-BR"
  ],
  "lipSyncEngine": "ml-driven",
  "measured": null,
  "voice": {
    "espeak": {
      "variant": "f5",
      "rate": 162,
      "pitch": 54
    }
  }
}'::jsonb,
    true
  )
on conflict on constraint avatars_3d_pkey do update set
  name = excluded.name,
  category = excluded.category,
  gender = excluded.gender,
  ethnicity = excluded.ethnicity,
  age = excluded.age,
  quality = excluded.quality,
  features = excluded.features,
  assets = excluded.assets,
  rendering_config = excluded.rendering_config,
  animations = excluded.animations,
  voice_sync = excluded.voice_sync,
  is_active = excluded.is_active;

update public.avatars_3d a set is_active = false
where a.is_active and a.user_id is null and a.id not in ('br_casual_luana', 'br_casual_rafael', 'br_corporate_ana', 'br_corporate_eduardo', 'br_corporate_marta', 'br_education_antonio', 'br_education_ari', 'br_education_beatriz', 'br_healthcare_helena', 'br_healthcare_tiago', 'br_safety_carlos', 'br_safety_joana');
