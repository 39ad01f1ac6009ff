import type { Stored } from './settings';

/** A web site that carries the widget. */
export interface SiteRecord extends Stored {
  name: string;
  /** Stands in the page's source; no secret. */
  site_key: string;
  is_active: boolean;
  /** One a line; null: any page. */
  origins: string | null;
  team_id: number | null;
  language: string | null;
  color: string | null;
  greeting: string | null;
  privacy_url: string | null;
}
