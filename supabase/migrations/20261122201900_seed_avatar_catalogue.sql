-- Purpose: the catalogue of avatars. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

insert into public.avatars_3d (id, name, category, gender, ethnicity, age, quality, features, assets, rendering_config, animations, voice_sync, is_active) values
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
  "glb": null,
  "poster_url": "/storage/v1/object/public/avatars/br_corporate_ana/poster.webp",
  "preview_url": null,
  "set": "office",
  "metahuman": {
    "name": "MH_AnaPaula",
    "asset": "/Game/MetaHumans/AnaPaula/BP_AnaPaula"
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
      "asymmetry": 0.15
    },
    "skin": {
      "base": "young_caucasian_female",
      "tone": "#c8977a",
      "lips": "#a8514f",
      "lipStrength": 0.55,
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
      "style": "long01",
      "colour": "#150e0a",
      "highlight": "#2a1a10"
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
      "iris": "#4a2d1a",
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
  "glb": null,
  "poster_url": "/storage/v1/object/public/avatars/br_safety_carlos/poster.webp",
  "preview_url": null,
  "set": "plant",
  "metahuman": {
    "name": "MH_CarlosSilva",
    "asset": "/Game/MetaHumans/CarlosSilva/BP_CarlosSilva"
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
      "asymmetry": -0.2
    },
    "skin": {
      "base": "middleage_caucasian_male",
      "tone": "#a06f50",
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
      "style": "short02",
      "colour": "#17110d",
      "highlight": "#2b211a"
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
      "iris": "#3f2716",
      "limbus": 0.8,
      "redness": 0.35
    },
    "wardrobe": {
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
      "pitch": 38
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
where a.is_active and a.id not in ('br_corporate_ana', 'br_safety_carlos');
