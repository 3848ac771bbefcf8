// Written by `npm run types` from supabase/migrations. Do not edit.
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  public: {
    Tables: {
      account_deletions: {
        Row: {
          code_hash: string;
          expires_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          code_hash: string;
          expires_at: string;
          user_id: string;
        };
        Update: {
          code_hash?: string;
          expires_at?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'account_deletions_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: true;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'account_deletions_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: true;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      api_tokens: {
        Row: {
          created_at: string;
          expires_at: string;
          id: string;
          last_used_at: string | null;
          name: string;
          prefix: string;
          revoked_at: string | null;
          scopes: string[];
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          expires_at: string;
          id?: string;
          last_used_at?: string | null;
          name: string;
          prefix: string;
          revoked_at?: string | null;
          scopes: string[];
          user_id: string;
        };
        Update: {
          created_at?: string;
          expires_at?: string;
          id?: string;
          last_used_at?: string | null;
          name?: string;
          prefix?: string;
          revoked_at?: string | null;
          scopes?: string[];
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'api_tokens_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'api_tokens_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      avatar_project_voices: {
        Row: {
          project_id: string;
          voice_id: string;
        };
        ComputedFields: never;
        Insert: {
          project_id: string;
          voice_id: string;
        };
        Update: {
          project_id?: string;
          voice_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'avatar_project_voices_project_id_fkey';
            columns: ['project_id'];
            isOneToOne: false;
            referencedRelation: 'avatar_projects';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'avatar_project_voices_voice_id_fkey';
            columns: ['voice_id'];
            isOneToOne: false;
            referencedRelation: 'voice_clones';
            referencedColumns: ['id'];
          },
        ];
      };
      avatar_projects: {
        Row: {
          avatar_id: string;
          created_at: string;
          id: string;
          render_settings: NonNullable<Json>;
          script: string;
          thumbnail_url: string | null;
          title: string;
          title_key: string | null;
          title_order: string | null;
          updated_at: string;
          user_id: string;
          voice_config: NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          avatar_id: string;
          created_at?: string;
          id?: string;
          render_settings: NonNullable<Json>;
          script: string;
          thumbnail_url?: string | null;
          title?: string;
          title_key?: never;
          title_order?: never;
          updated_at?: string;
          user_id?: string;
          voice_config: NonNullable<Json>;
        };
        Update: {
          avatar_id?: string;
          created_at?: string;
          id?: string;
          render_settings?: NonNullable<Json>;
          script?: string;
          thumbnail_url?: string | null;
          title?: string;
          title_key?: never;
          title_order?: never;
          updated_at?: string;
          user_id?: string;
          voice_config?: NonNullable<Json>;
        };
        Relationships: [
          {
            foreignKeyName: 'avatar_projects_avatar_id_fkey';
            columns: ['avatar_id'];
            isOneToOne: false;
            referencedRelation: 'avatars_3d';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'avatar_projects_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'avatar_projects_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      avatars_3d: {
        Row: {
          age: string | null;
          animations: NonNullable<Json>;
          assets: NonNullable<Json>;
          base_avatar_id: string | null;
          category: string;
          created_at: string;
          deleted_at: string | null;
          error_code: string | null;
          error_message: string | null;
          ethnicity: string | null;
          features: NonNullable<Json>;
          gender: string;
          id: string;
          is_active: boolean;
          kind: string;
          name: string;
          progress: number;
          quality: string;
          remedy: string | null;
          rendering_config: NonNullable<Json>;
          report: Json | null;
          source_path: string | null;
          status: string;
          updated_at: string;
          user_id: string | null;
          voice_sync: NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          age?: string | null;
          animations: NonNullable<Json>;
          assets: NonNullable<Json>;
          base_avatar_id?: string | null;
          category: string;
          created_at?: string;
          deleted_at?: string | null;
          error_code?: string | null;
          error_message?: string | null;
          ethnicity?: string | null;
          features: NonNullable<Json>;
          gender: string;
          id: string;
          is_active?: boolean;
          kind?: string;
          name: string;
          progress?: number;
          quality: string;
          remedy?: string | null;
          rendering_config: NonNullable<Json>;
          report?: Json | null;
          source_path?: string | null;
          status?: string;
          updated_at?: string;
          user_id?: string | null;
          voice_sync: NonNullable<Json>;
        };
        Update: {
          age?: string | null;
          animations?: NonNullable<Json>;
          assets?: NonNullable<Json>;
          base_avatar_id?: string | null;
          category?: string;
          created_at?: string;
          deleted_at?: string | null;
          error_code?: string | null;
          error_message?: string | null;
          ethnicity?: string | null;
          features?: NonNullable<Json>;
          gender?: string;
          id?: string;
          is_active?: boolean;
          kind?: string;
          name?: string;
          progress?: number;
          quality?: string;
          remedy?: string | null;
          rendering_config?: NonNullable<Json>;
          report?: Json | null;
          source_path?: string | null;
          status?: string;
          updated_at?: string;
          user_id?: string | null;
          voice_sync?: NonNullable<Json>;
        };
        Relationships: [
          {
            foreignKeyName: 'avatars_3d_base_avatar_id_fkey';
            columns: ['base_avatar_id'];
            isOneToOne: false;
            referencedRelation: 'avatars_3d';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'avatars_3d_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'avatars_3d_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      brand_kits: {
        Row: {
          background: Json | null;
          colours: string[];
          font: string;
          logo_path: string | null;
          updated_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          background?: Json | null;
          colours?: string[];
          font?: string;
          logo_path?: string | null;
          updated_at?: string;
          user_id?: string;
        };
        Update: {
          background?: Json | null;
          colours?: string[];
          font?: string;
          logo_path?: string | null;
          updated_at?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'brand_kits_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: true;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'brand_kits_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: true;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      favourite_avatars: {
        Row: {
          avatar_id: string;
          created_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          avatar_id: string;
          created_at?: string;
          user_id?: string;
        };
        Update: {
          avatar_id?: string;
          created_at?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'favourite_avatars_avatar_id_fkey';
            columns: ['avatar_id'];
            isOneToOne: false;
            referencedRelation: 'avatars_3d';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'favourite_avatars_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'favourite_avatars_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      gpu_agents: {
        Row: {
          capabilities: NonNullable<Json>;
          engines: string[];
          id: string;
          last_seen_at: string;
          name: string;
          registered_at: string;
          stages: string[];
          version: string;
        };
        ComputedFields: never;
        Insert: {
          capabilities?: NonNullable<Json>;
          engines?: string[];
          id: string;
          last_seen_at?: string;
          name: string;
          registered_at?: string;
          stages?: string[];
          version?: string;
        };
        Update: {
          capabilities?: NonNullable<Json>;
          engines?: string[];
          id?: string;
          last_seen_at?: string;
          name?: string;
          registered_at?: string;
          stages?: string[];
          version?: string;
        };
        Relationships: [];
      };
      plans: {
        Row: {
          active_jobs: number;
          film_days: number | null;
          id: string;
          max_resolution: string;
          month_seconds: number | null;
          own_avatars: number;
          priority: number;
          qualities: string[];
          sample_days: number | null;
          script_characters: number;
        };
        ComputedFields: never;
        Insert: {
          active_jobs: number;
          film_days?: number | null;
          id: string;
          max_resolution?: string;
          month_seconds?: number | null;
          own_avatars?: number;
          priority: number;
          qualities?: string[];
          sample_days?: number | null;
          script_characters?: number;
        };
        Update: {
          active_jobs?: number;
          film_days?: number | null;
          id?: string;
          max_resolution?: string;
          month_seconds?: number | null;
          own_avatars?: number;
          priority?: number;
          qualities?: string[];
          sample_days?: number | null;
          script_characters?: number;
        };
        Relationships: [];
      };
      project_drafts: {
        Row: {
          body: NonNullable<Json>;
          created_at: string;
          id: string;
          revision: number;
          title: string;
          updated_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          body: NonNullable<Json>;
          created_at?: string;
          id: string;
          revision?: number;
          title: string;
          updated_at?: string;
          user_id: string;
        };
        Update: {
          body?: NonNullable<Json>;
          created_at?: string;
          id?: string;
          revision?: number;
          title?: string;
          updated_at?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'project_drafts_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'project_drafts_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      pronunciations: {
        Row: {
          created_at: string;
          grapheme: string;
          id: string;
          key: string;
          language: string;
          say: string;
          updated_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          grapheme: string;
          id?: string;
          key?: never;
          language: string;
          say: string;
          updated_at?: string;
          user_id?: string;
        };
        Update: {
          created_at?: string;
          grapheme?: string;
          id?: string;
          key?: never;
          language?: string;
          say?: string;
          updated_at?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'pronunciations_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'pronunciations_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      render_jobs: {
        Row: {
          completed_at: string | null;
          created_at: string;
          current_stage: string | null;
          deleted_at: string | null;
          error_code: string | null;
          error_message: string | null;
          error_stage: string | null;
          estimated_time: number | null;
          film_language: string | null;
          film_seconds: number | null;
          id: string;
          kept_since: string | null;
          listed_at: string | null;
          metadata: NonNullable<Json>;
          own_avatar_name: string | null;
          priority: number;
          progress: number;
          project_id: string;
          remedy: string | null;
          request: NonNullable<Json>;
          seq: number;
          started_at: string | null;
          status: string;
          user_id: string;
          video_url: string | null;
        };
        ComputedFields: never;
        Insert: {
          completed_at?: string | null;
          created_at?: string;
          current_stage?: string | null;
          deleted_at?: string | null;
          error_code?: string | null;
          error_message?: string | null;
          error_stage?: string | null;
          estimated_time?: number | null;
          film_language?: never;
          film_seconds?: never;
          id?: string;
          kept_since?: string | null;
          listed_at?: never;
          metadata?: NonNullable<Json>;
          own_avatar_name?: never;
          priority?: number;
          progress?: number;
          project_id: string;
          remedy?: string | null;
          request?: NonNullable<Json>;
          seq?: number;
          started_at?: string | null;
          status?: string;
          user_id?: string;
          video_url?: string | null;
        };
        Update: {
          completed_at?: string | null;
          created_at?: string;
          current_stage?: string | null;
          deleted_at?: string | null;
          error_code?: string | null;
          error_message?: string | null;
          error_stage?: string | null;
          estimated_time?: number | null;
          film_language?: never;
          film_seconds?: never;
          id?: string;
          kept_since?: string | null;
          listed_at?: never;
          metadata?: NonNullable<Json>;
          own_avatar_name?: never;
          priority?: number;
          progress?: number;
          project_id?: string;
          remedy?: string | null;
          request?: NonNullable<Json>;
          seq?: number;
          started_at?: string | null;
          status?: string;
          user_id?: string;
          video_url?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'render_jobs_project_id_fkey';
            columns: ['project_id'];
            isOneToOne: false;
            referencedRelation: 'avatar_projects';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'render_jobs_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'render_jobs_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      render_requests: {
        Row: {
          answer: NonNullable<Json>;
          created_at: string;
          idempotency_key: string;
          job_id: string;
          request_hash: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          answer: NonNullable<Json>;
          created_at?: string;
          idempotency_key: string;
          job_id: string;
          request_hash: string;
          user_id?: string;
        };
        Update: {
          answer?: NonNullable<Json>;
          created_at?: string;
          idempotency_key?: string;
          job_id?: string;
          request_hash?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'render_requests_job_id_fkey';
            columns: ['job_id'];
            isOneToOne: false;
            referencedRelation: 'render_jobs';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'render_requests_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'render_requests_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      render_stages: {
        Row: {
          completed_at: string | null;
          created_at: string;
          error_code: string | null;
          error_message: string | null;
          estimated_s: number;
          id: string;
          job_id: string;
          position: number;
          progress: number;
          stage_data: NonNullable<Json>;
          stage_name: string;
          started_at: string | null;
          status: string;
        };
        ComputedFields: never;
        Insert: {
          completed_at?: string | null;
          created_at?: string;
          error_code?: string | null;
          error_message?: string | null;
          estimated_s?: number;
          id?: string;
          job_id: string;
          position: number;
          progress?: number;
          stage_data?: NonNullable<Json>;
          stage_name: string;
          started_at?: string | null;
          status?: string;
        };
        Update: {
          completed_at?: string | null;
          created_at?: string;
          error_code?: string | null;
          error_message?: string | null;
          estimated_s?: number;
          id?: string;
          job_id?: string;
          position?: number;
          progress?: number;
          stage_data?: NonNullable<Json>;
          stage_name?: string;
          started_at?: string | null;
          status?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'render_stages_job_id_fkey';
            columns: ['job_id'];
            isOneToOne: false;
            referencedRelation: 'render_jobs';
            referencedColumns: ['id'];
          },
        ];
      };
      render_tasks: {
        Row: {
          agent_id: string | null;
          artifact: Json | null;
          attempt: number;
          avatar_id: string | null;
          claimed_after: string | null;
          completed_at: string | null;
          created_at: string;
          declined_by: string[];
          engine: string;
          error: Json | null;
          first_frame: number;
          frame_count: number;
          id: string;
          job_id: string | null;
          lease_expires_at: string | null;
          lease_id: string | null;
          lease_seconds: number;
          max_attempts: number;
          message_id: number | null;
          preview_id: string | null;
          priority: number;
          progress: number;
          queued_at: string;
          range_index: number;
          report: Json | null;
          run_after: string;
          stage: string;
          stage_id: string | null;
          started_at: string | null;
          status: string;
          user_id: string;
          voice_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          agent_id?: string | null;
          artifact?: Json | null;
          attempt?: number;
          avatar_id?: string | null;
          claimed_after?: string | null;
          completed_at?: string | null;
          created_at?: string;
          declined_by?: string[];
          engine: string;
          error?: Json | null;
          first_frame?: number;
          frame_count?: number;
          id?: string;
          job_id?: string | null;
          lease_expires_at?: string | null;
          lease_id?: string | null;
          lease_seconds?: number;
          max_attempts?: number;
          message_id?: number | null;
          preview_id?: string | null;
          priority?: number;
          progress?: number;
          queued_at: string;
          range_index?: number;
          report?: Json | null;
          run_after?: string;
          stage: string;
          stage_id?: string | null;
          started_at?: string | null;
          status?: string;
          user_id: string;
          voice_id?: string | null;
        };
        Update: {
          agent_id?: string | null;
          artifact?: Json | null;
          attempt?: number;
          avatar_id?: string | null;
          claimed_after?: string | null;
          completed_at?: string | null;
          created_at?: string;
          declined_by?: string[];
          engine?: string;
          error?: Json | null;
          first_frame?: number;
          frame_count?: number;
          id?: string;
          job_id?: string | null;
          lease_expires_at?: string | null;
          lease_id?: string | null;
          lease_seconds?: number;
          max_attempts?: number;
          message_id?: number | null;
          preview_id?: string | null;
          priority?: number;
          progress?: number;
          queued_at?: string;
          range_index?: number;
          report?: Json | null;
          run_after?: string;
          stage?: string;
          stage_id?: string | null;
          started_at?: string | null;
          status?: string;
          user_id?: string;
          voice_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'render_tasks_avatar_id_fkey';
            columns: ['avatar_id'];
            isOneToOne: false;
            referencedRelation: 'avatars_3d';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'render_tasks_job_id_fkey';
            columns: ['job_id'];
            isOneToOne: false;
            referencedRelation: 'render_jobs';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'render_tasks_preview_id_fkey';
            columns: ['preview_id'];
            isOneToOne: false;
            referencedRelation: 'speech_previews';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'render_tasks_stage_id_fkey';
            columns: ['stage_id'];
            isOneToOne: false;
            referencedRelation: 'render_stages';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'render_tasks_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'render_tasks_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'render_tasks_voice_id_fkey';
            columns: ['voice_id'];
            isOneToOne: false;
            referencedRelation: 'voice_clones';
            referencedColumns: ['id'];
          },
        ];
      };
      share_links: {
        Row: {
          created_at: string;
          expires_at: string;
          id: string;
          job_id: string;
          last_viewed_at: string | null;
          revoked_at: string | null;
          token_hash: string;
          user_id: string;
          views: number;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          expires_at: string;
          id?: string;
          job_id: string;
          last_viewed_at?: string | null;
          revoked_at?: string | null;
          token_hash: string;
          user_id: string;
          views?: number;
        };
        Update: {
          created_at?: string;
          expires_at?: string;
          id?: string;
          job_id?: string;
          last_viewed_at?: string | null;
          revoked_at?: string | null;
          token_hash?: string;
          user_id?: string;
          views?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'share_links_job_id_fkey';
            columns: ['job_id'];
            isOneToOne: false;
            referencedRelation: 'render_jobs';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'share_links_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'share_links_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      speech_previews: {
        Row: {
          created_at: string;
          error_code: string | null;
          error_message: string | null;
          expires_at: string;
          id: string;
          remedy: string | null;
          request: NonNullable<Json>;
          request_hash: string;
          result: Json | null;
          status: string;
          user_id: string;
          voice_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          error_code?: string | null;
          error_message?: string | null;
          expires_at?: string;
          id?: string;
          remedy?: string | null;
          request: NonNullable<Json>;
          request_hash: string;
          result?: Json | null;
          status?: string;
          user_id: string;
          voice_id?: string | null;
        };
        Update: {
          created_at?: string;
          error_code?: string | null;
          error_message?: string | null;
          expires_at?: string;
          id?: string;
          remedy?: string | null;
          request?: NonNullable<Json>;
          request_hash?: string;
          result?: Json | null;
          status?: string;
          user_id?: string;
          voice_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'speech_previews_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'speech_previews_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'speech_previews_voice_id_fkey';
            columns: ['voice_id'];
            isOneToOne: false;
            referencedRelation: 'voice_clones';
            referencedColumns: ['id'];
          },
        ];
      };
      stage_rates: {
        Row: {
          engine: string;
          handing_s: number | null;
          pixels: number;
          quality: string;
          samples: number;
          seconds_per_second: number;
          size: string;
          stage: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          engine: string;
          handing_s?: number | null;
          pixels?: number;
          quality?: string;
          samples?: number;
          seconds_per_second: number;
          size?: string;
          stage: string;
          updated_at?: string;
        };
        Update: {
          engine?: string;
          handing_s?: number | null;
          pixels?: number;
          quality?: string;
          samples?: number;
          seconds_per_second?: number;
          size?: string;
          stage?: string;
          updated_at?: string;
        };
        Relationships: [];
      };
      storage_deletions: {
        Row: {
          bucket: string;
          claimed_by: string | null;
          claimed_until: string | null;
          created_at: string;
          id: number;
          prefix: string;
          reason: string;
          run_after: string;
        };
        ComputedFields: never;
        Insert: {
          bucket: string;
          claimed_by?: string | null;
          claimed_until?: string | null;
          created_at?: string;
          id?: never;
          prefix: string;
          reason: string;
          run_after: string;
        };
        Update: {
          bucket?: string;
          claimed_by?: string | null;
          claimed_until?: string | null;
          created_at?: string;
          id?: never;
          prefix?: string;
          reason?: string;
          run_after?: string;
        };
        Relationships: [];
      };
      usage_entries: {
        Row: {
          created_at: string;
          id: number;
          job_id: string;
          kind: string;
          period: string;
          seconds: number;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: never;
          job_id: string;
          kind: string;
          period: string;
          seconds: number;
          user_id: string;
        };
        Update: {
          created_at?: string;
          id?: never;
          job_id?: string;
          kind?: string;
          period?: string;
          seconds?: number;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'usage_entries_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'usage_entries_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      user_defaults: {
        Row: {
          interface: NonNullable<Json>;
          render_settings: NonNullable<Json>;
          updated_at: string;
          user_id: string;
          voice_config: NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          interface?: NonNullable<Json>;
          render_settings?: NonNullable<Json>;
          updated_at?: string;
          user_id?: string;
          voice_config?: NonNullable<Json>;
        };
        Update: {
          interface?: NonNullable<Json>;
          render_settings?: NonNullable<Json>;
          updated_at?: string;
          user_id?: string;
          voice_config?: NonNullable<Json>;
        };
        Relationships: [
          {
            foreignKeyName: 'user_defaults_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: true;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'user_defaults_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: true;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      users: {
        Row: {
          created_at: string;
          email: string | null;
          id: string;
          name: string | null;
          plan: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          email?: string | null;
          id: string;
          name?: string | null;
          plan?: string;
        };
        Update: {
          created_at?: string;
          email?: string | null;
          id?: string;
          name?: string | null;
          plan?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'users_plan_fkey';
            columns: ['plan'];
            isOneToOne: false;
            referencedRelation: 'plans';
            referencedColumns: ['id'];
          },
        ];
      };
      voice_clones: {
        Row: {
          audio_sample_url: string | null;
          clone_engine: string;
          created_at: string;
          engine: string | null;
          error_code: string | null;
          error_message: string | null;
          id: string;
          language: string;
          name: string;
          profile: Json | null;
          remedy: string | null;
          status: string;
          training_progress: number;
          updated_at: string;
          user_id: string;
          voice_model_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          audio_sample_url?: string | null;
          clone_engine?: string;
          created_at?: string;
          engine?: string | null;
          error_code?: string | null;
          error_message?: string | null;
          id?: string;
          language?: string;
          name: string;
          profile?: Json | null;
          remedy?: string | null;
          status?: string;
          training_progress?: number;
          updated_at?: string;
          user_id?: string;
          voice_model_id?: string | null;
        };
        Update: {
          audio_sample_url?: string | null;
          clone_engine?: string;
          created_at?: string;
          engine?: string | null;
          error_code?: string | null;
          error_message?: string | null;
          id?: string;
          language?: string;
          name?: string;
          profile?: Json | null;
          remedy?: string | null;
          status?: string;
          training_progress?: number;
          updated_at?: string;
          user_id?: string;
          voice_model_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'voice_clones_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'voice_clones_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      voice_consents: {
        Row: {
          consenter_name: string;
          given_at: string;
          id: string;
          language: string;
          relation: string;
          revoked_at: string | null;
          speaker_name: string | null;
          statement: string;
          statement_audio: string | null;
          statement_version: string;
          user_id: string;
          voice_id: string;
        };
        ComputedFields: never;
        Insert: {
          consenter_name: string;
          given_at?: string;
          id?: string;
          language: string;
          relation: string;
          revoked_at?: string | null;
          speaker_name?: string | null;
          statement: string;
          statement_audio?: string | null;
          statement_version: string;
          user_id: string;
          voice_id: string;
        };
        Update: {
          consenter_name?: string;
          given_at?: string;
          id?: string;
          language?: string;
          relation?: string;
          revoked_at?: string | null;
          speaker_name?: string | null;
          statement?: string;
          statement_audio?: string | null;
          statement_version?: string;
          user_id?: string;
          voice_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'voice_consents_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'voice_consents_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'voice_consents_voice_id_fkey';
            columns: ['voice_id'];
            isOneToOne: false;
            referencedRelation: 'voice_clones';
            referencedColumns: ['id'];
          },
        ];
      };
      voice_removals: {
        Row: {
          attempts: number;
          claimed_by: string | null;
          claimed_until: string | null;
          created_at: string;
          engine: string;
          id: number;
          last_error: string | null;
          model_id: string;
          profile: NonNullable<Json>;
          run_after: string;
          voice_id: string;
        };
        ComputedFields: never;
        Insert: {
          attempts?: number;
          claimed_by?: string | null;
          claimed_until?: string | null;
          created_at?: string;
          engine: string;
          id?: never;
          last_error?: string | null;
          model_id: string;
          profile: NonNullable<Json>;
          run_after?: string;
          voice_id: string;
        };
        Update: {
          attempts?: number;
          claimed_by?: string | null;
          claimed_until?: string | null;
          created_at?: string;
          engine?: string;
          id?: never;
          last_error?: string | null;
          model_id?: string;
          profile?: NonNullable<Json>;
          run_after?: string;
          voice_id?: string;
        };
        Relationships: [];
      };
      voice_uses: {
        Row: {
          actor: string;
          actor_id: string;
          actor_name: string | null;
          created_at: string;
          id: number;
          job_id: string | null;
          kind: string;
          user_id: string;
          voice_id: string;
        };
        ComputedFields: never;
        Insert: {
          actor: string;
          actor_id: string;
          actor_name?: string | null;
          created_at?: string;
          id?: never;
          job_id?: string | null;
          kind: string;
          user_id: string;
          voice_id: string;
        };
        Update: {
          actor?: string;
          actor_id?: string;
          actor_name?: string | null;
          created_at?: string;
          id?: never;
          job_id?: string | null;
          kind?: string;
          user_id?: string;
          voice_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'voice_uses_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'voice_uses_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      webhook_deliveries: {
        Row: {
          attempt: number;
          claimed_by: string | null;
          claimed_until: string | null;
          created_at: string;
          ended_at: string | null;
          error: string | null;
          event: string;
          event_id: string;
          id: string;
          message_id: number | null;
          next_attempt_at: string | null;
          payload: NonNullable<Json>;
          response_status: number | null;
          status: string;
          user_id: string;
          webhook_id: string;
        };
        ComputedFields: never;
        Insert: {
          attempt?: number;
          claimed_by?: string | null;
          claimed_until?: string | null;
          created_at?: string;
          ended_at?: string | null;
          error?: string | null;
          event: string;
          event_id: string;
          id?: string;
          message_id?: number | null;
          next_attempt_at?: string | null;
          payload: NonNullable<Json>;
          response_status?: number | null;
          status?: string;
          user_id: string;
          webhook_id: string;
        };
        Update: {
          attempt?: number;
          claimed_by?: string | null;
          claimed_until?: string | null;
          created_at?: string;
          ended_at?: string | null;
          error?: string | null;
          event?: string;
          event_id?: string;
          id?: string;
          message_id?: number | null;
          next_attempt_at?: string | null;
          payload?: NonNullable<Json>;
          response_status?: number | null;
          status?: string;
          user_id?: string;
          webhook_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'webhook_deliveries_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'webhook_deliveries_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'webhook_deliveries_webhook_id_fkey';
            columns: ['webhook_id'];
            isOneToOne: false;
            referencedRelation: 'webhooks';
            referencedColumns: ['id'];
          },
        ];
      };
      webhooks: {
        Row: {
          created_at: string;
          disabled_reason: string | null;
          events: string[];
          failing_since: string | null;
          id: string;
          is_active: boolean;
          url: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          disabled_reason?: string | null;
          events: string[];
          failing_since?: string | null;
          id?: string;
          is_active?: boolean;
          url: string;
          user_id: string;
        };
        Update: {
          created_at?: string;
          disabled_reason?: string | null;
          events?: string[];
          failing_since?: string | null;
          id?: string;
          is_active?: boolean;
          url?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'webhooks_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'webhooks_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
    };
    Views: {
      film_costs: {
        Row: {
          job_id: string;
          period: string;
          queued_at: string | null;
          seconds: number | null;
          state: string | null;
          status: string | null;
          title: string | null;
          user_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: 'usage_entries_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'usage';
            referencedColumns: ['user_id'];
          },
          {
            foreignKeyName: 'usage_entries_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'users';
            referencedColumns: ['id'];
          },
        ];
      };
      usage: {
        Row: {
          active_jobs: number | null;
          active_jobs_allowed: number;
          films: number | null;
          max_resolution: string;
          month_seconds: number | null;
          period: string | null;
          plan: string;
          qualities: string[];
          reserved_seconds: number | null;
          resets_at: string | null;
          script_characters: number;
          used_seconds: number | null;
          user_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: 'users_plan_fkey';
            columns: ['plan'];
            isOneToOne: false;
            referencedRelation: 'plans';
            referencedColumns: ['id'];
          },
        ];
      };
    };
    Functions: {
      admit_render_job: {
        Args: {
          avatar_id: string;
          idempotency_key?: string;
          project_id?: string;
          render_settings: Json;
          script: string;
          title?: string;
          voice_config: Json;
        };
        Returns: Json;
      };
      admit_request: {
        Args: { class: string; idempotency_key?: string; request_hash?: string };
        Returns: Json;
      };
      cancel_render_job: { Args: { job_id: string }; Returns: Json };
      change_own_avatar: { Args: { avatar_id: string; look?: Json; name?: string }; Returns: undefined };
      claim_deletions: {
        Args: { batch?: number };
        Returns: {
          bucket: string;
          id: number;
          path: string;
        }[];
      };
      claim_task: { Args: { engines: string[]; lease_seconds?: number; stages: string[] }; Returns: Json };
      claim_voice_removals: {
        Args: { engines: string[] };
        Returns: {
          engine: string;
          id: number;
          model_id: string;
          profile: Json;
          voice_id: string;
        }[];
      };
      claim_webhook_deliveries: {
        Args: { batch?: number };
        Returns: {
          attempt: number;
          body: string;
          id: string;
          signature: string;
          url: string;
        }[];
      };
      complete_and_claim: {
        Args: {
          artifact: Json;
          engines: string[];
          lease_id: string;
          lease_seconds?: number;
          report: Json;
          stages: string[];
        };
        Returns: Json;
      };
      complete_task: { Args: { artifact: Json; lease_id: string; report: Json }; Returns: Json };
      count_agents_online: { Args: Record<PropertyKey, never>; Returns: number };
      create_api_token: { Args: { expires_at?: string; name: string; scopes: string[] }; Returns: Json };
      create_look_avatar: { Args: { base_avatar_id: string; look: Json; name: string }; Returns: string };
      create_render_job: {
        Args: {
          avatar_id: string;
          idempotency_key?: string;
          project_id?: string;
          render_settings: Json;
          script: string;
          title?: string;
          voice_config: Json;
        };
        Returns: Json;
      };
      create_share_link: { Args: { days?: number; job_id: string }; Returns: Json };
      create_webhook: { Args: { events: string[]; url: string }; Returns: Json };
      decline_task: { Args: { lease_id: string }; Returns: undefined };
      delete_account: { Args: { confirmation: string }; Returns: Json };
      delete_film: { Args: { job_id: string }; Returns: Json };
      delete_own_avatar: { Args: { avatar_id: string }; Returns: undefined };
      export_account: { Args: Record<PropertyKey, never>; Returns: Json };
      fail_task: {
        Args: { code: string; lease_id: string; log_tail: string; message: string; retryable: boolean };
        Returns: Json;
      };
      give_voice_consent: {
        Args: {
          consenter_name: string;
          language?: string;
          relation?: string;
          speaker_name?: string;
          statement_audio?: string;
          statement_version: string;
          voice_id: string;
        };
        Returns: {
          consenter_name: string;
          given_at: string;
          id: string;
          language: string;
          relation: string;
          revoked_at: string | null;
          speaker_name: string | null;
          statement: string;
          statement_audio: string | null;
          statement_version: string;
          user_id: string;
          voice_id: string;
        };
        SetofOptions: {
          from: '*';
          to: 'voice_consents';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      heartbeat_task: { Args: { lease_id: string; progress: number }; Returns: Json };
      import_avatar: {
        Args: {
          age?: string;
          category?: string;
          ethnicity?: string;
          gender: string;
          id: string;
          name: string;
        };
        Returns: string;
      };
      list_agents: {
        Args: Record<PropertyKey, never>;
        Returns: {
          busy: number;
          engines: string[];
          gpus: Json;
          labels: Json;
          last_seen_at: string;
          name: string;
          online: boolean;
          speeds: Json;
          version: string;
        }[];
      };
      list_voice_engines: {
        Args: Record<PropertyKey, never>;
        Returns: {
          company: string;
          engine: string;
          online: boolean;
          statement: string;
        }[];
      };
      note_sample_reads: { Args: { object_names: string[] }; Returns: undefined };
      open_share_link: { Args: { token: string }; Returns: Json };
      queue_depths: {
        Args: Record<PropertyKey, never>;
        Returns: {
          oldest_age_s: number;
          running: number;
          stage: string;
          waiting: number;
        }[];
      };
      register_agent: { Args: { capabilities: Json; name: string; version: string }; Returns: undefined };
      register_voice: {
        Args: {
          clone_engine?: string;
          consent?: Json;
          language: string;
          name: string;
          sample_path: string;
          voice_id: string;
        };
        Returns: {
          audio_sample_url: string | null;
          clone_engine: string;
          created_at: string;
          engine: string | null;
          error_code: string | null;
          error_message: string | null;
          id: string;
          language: string;
          name: string;
          profile: Json | null;
          remedy: string | null;
          status: string;
          training_progress: number;
          updated_at: string;
          user_id: string;
          voice_model_id: string | null;
        };
        SetofOptions: {
          from: '*';
          to: 'voice_clones';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      release_task: { Args: { lease_id: string }; Returns: undefined };
      replay_webhook_delivery: { Args: { delivery_id: string }; Returns: Json };
      request_account_deletion: { Args: Record<PropertyKey, never>; Returns: Json };
      request_speech_preview: {
        Args: {
          avatar_id?: string;
          mood?: string;
          mood_intensity?: number;
          spoken_text: string;
          voice_config: Json;
        };
        Returns: Json;
      };
      restore_film: { Args: { job_id: string }; Returns: Json };
      revoke_api_token: { Args: { token_id: string }; Returns: Json };
      revoke_share_link: { Args: { share_id: string }; Returns: Json };
      revoke_voice_consent: { Args: { voice_id: string }; Returns: Json };
      rotate_webhook_secret: { Args: { overlap_s?: number; webhook_id: string }; Returns: Json };
      save_draft: { Args: { body: Json; draft_id: string; revision: number; title: string }; Returns: Json };
      search_jobs: {
        Args: {
          after_job?: string;
          avatar_id?: string;
          language?: string;
          page_size?: number;
          sort?: string;
          status?: string;
          words?: string;
        };
        Returns: Json;
      };
      set_own_avatar_poster: { Args: { avatar_id: string; path: string }; Returns: undefined };
      settle_deletions: { Args: { ids: number[] }; Returns: number };
      settle_engine: { Args: { engine: string; lease_id: string }; Returns: string };
      settle_request: {
        Args: { answer?: Json; idempotency_key: string; request_hash: string; status?: number };
        Returns: boolean;
      };
      settle_voice_removal: { Args: { error?: string; id: number }; Returns: boolean };
      settle_webhook_delivery: {
        Args: { attempt: number; error?: string; id: string; response_status?: number };
        Returns: boolean;
      };
      sweep: { Args: Record<PropertyKey, never>; Returns: Json };
      test_webhook: { Args: { webhook_id: string }; Returns: Json };
      update_webhook: {
        Args: { events?: string[]; is_active?: boolean; url?: string; webhook_id: string };
        Returns: Json;
      };
      use_api_token: { Args: { token: string }; Returns: Json };
      watch_jobs: {
        Args: { job_ids: string[] };
        Returns: {
          frame_path: string;
          job_id: string;
          log_tail: string;
          queue_position: number;
        }[];
      };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    ? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema['Tables']
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema['Tables']
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema['Enums']
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
    ? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema['CompositeTypes']
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
    ? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
    : never;

export const Constants = {
  public: {
    Enums: {},
  },
} as const;
