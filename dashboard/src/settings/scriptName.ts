/** What the script counts if its name asks for it. */
export interface Extension {
  /** Its part of the script's name. */
  readonly id: string;
  readonly label: string;
  readonly meaning: string;
}

/** The extensions that the page offers; docs and the tracker's own list have more. */
export const EXTENSIONS: readonly Extension[] = [
  { id: 'outbound-links', label: 'Links to other sites', meaning: 'as the event “Outbound Link: Click” with the address as “url”' },
  { id: 'file-downloads', label: 'Downloads', meaning: 'as the event “File Download” with the file as “url”: PDF, ZIP, spreadsheets, videos and the like' },
  { id: '404', label: 'Pages that were not found', meaning: 'as the event “404” with their path, beside their pageview; your server has to answer them with the status 404' },
  { id: 'form-submissions', label: 'Forms that are sent', meaning: 'as the event “Form: Submission”' },
  { id: 'hash', label: 'Addresses with #', meaning: 'for sites whose pages are /#/pricing and /#/about; otherwise what follows # is no page of its own' },
];

/** The name of the script that counts these. */
export function scriptName(extensions: readonly string[]): string {
  return ['script', ...EXTENSIONS.map(({ id }) => id).filter((id) => extensions.includes(id)), 'js'].join('.');
}
