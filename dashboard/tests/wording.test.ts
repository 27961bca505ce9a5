import { describe, expect, it } from 'vitest';
import { errorOf } from '../src/api/client';

describe('a refusal of the API', () => {
  it.each([
    ['date_range has 2026-03-08T02:00:00, which clocks in America/New_York skip; use another time, or one with an offset like 2026-03-08T03:00:00-04:00.', 'The clocks in America/New_York leave this hour out. Choose another time.'],
    ['date_range ends (2026-11-26T10:00:59) before it begins (2026-11-26T12:00:00); swap the two date-times.', 'The range ends before it begins. Choose another one.'],
    ['date_range is 0001-01-01 to 0001-01-02; use a range between 1970 and 2099.', 'There are no statistics of this time: use a range between 1970 and 2099.'],
    ["domain: 'shop.example' is registered already; change it with PUT /api/v1/sites/shop.example", 'shop.example is a site here already. Find it in the list of sites, or give another domain.'],
    ["filters: site 'shop.example' has no segment '7'; list them at /api/v1/sites/shop.example/segments", 'The segment 7 was deleted, or its owner keeps it. Remove it from the filters.'],
    ["segment: site 'a.example' has no segment '7' that is not personal; list them at /api/v1/sites/a.example/segments", 'The segment was deleted, or its owner keeps it. Choose another one, or the whole site.'],
    ["Site 'a.example' has no alert '3'; list them at /api/v1/sites/a.example/alerts.", "Site 'a.example' has no alert '3'."],
    ['The API key is unknown: it was deleted or mistyped. List the keys with an admin key at /api/v1/keys.', 'The API key is unknown: it was deleted or mistyped.'],
    ['There is no session, or it has ended; sign in with POST /api/v1/session and { "key": "…" }.', 'There is no session, or it has ended.'],
    ["The header X-CSRF-Token is missing or wrong; send the 'csrf_token' that GET /api/v1/session gives, or use an API key instead of the cookie.", 'This tab is signed out by now. Load the page again.'],
    ['name: is missing or empty; give 1 to 200 characters', 'The name is missing or empty; give 1 to 200 characters.'],
    ["display_name: 'Buy' is the name of another goal (id 3); choose another name", "The name 'Buy' is the name of another goal; choose another name."],
    ['password: has 3 characters; give 8 to 200, or null for none', 'The password has 3 characters; give 8 to 200, or nothing.'],
    ["currency: the goal exists as 'Buy' (id 1) with EUR; change or delete that one, or give this one another display_name", "The goal exists as 'Buy' with EUR; change or delete that one, or give this one another name."],
    ["scopes: can't be empty; give some of stats, sites, import, admin", 'Choose what the key may do.'],
    ['The storage does not answer now.', 'The storage does not answer now.'],
    ['Too much at once.', 'Too much at once.'],
    ["filters[0][2][0] is 'India', which is no country code; use the two letters of ISO 3166-1, like EE.", '“India” is no country. Change the filter, where countries are found by their names.'],
    ['3 items of a.example could not be processed and are set aside; see /api/v1/deadletters.', '3 items of a.example could not be processed and are set aside.'],
  ])('%s', async (api, page) => expect((await errorOf(Response.json({ error: api }, { status: 400 }))).message).toBe(page));
});
