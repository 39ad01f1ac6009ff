import { describe, expect, it } from 'vitest';
import { checkSite, contrastOfWhite, originsOf, siteBody, snippetOf, toSiteForm } from './site-form';

const form = { ...toSiteForm(null), name: 'Tienda' };

describe('the form of a site', () => {
  it('takes addresses as they are pasted, each once', () => {
    expect(originsOf(' https://Tienda.co/inicio?x=1 \n\nhttps://tienda.co\nhttp://localhost:3000/')).toBe(
      'https://tienda.co\nhttp://localhost:3000',
    );
  });

  it('names what is no address, no colour, no notice', () => {
    expect(Object.keys(checkSite(form))).toEqual([]);
    const wrong = { ...form, name: ' ', origins: 'tienda.co', color: 'rojo', privacy_url: 'javascript:x' };
    expect(Object.keys(checkSite(wrong)).sort()).toEqual(['color', 'name', 'origins', 'privacy_url']);
  });

  it('refuses more addresses than the server takes', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => `https://tienda-${at}.co`).join('\n');
    expect(checkSite({ ...form, origins: many(50) })).toEqual({});
    expect(Object.keys(checkSite({ ...form, origins: many(51) }))).toEqual(['origins']);
  });

  it('counts how white stands out on a colour', () => {
    expect(contrastOfWhite('#000000')).toBeCloseTo(21, 5);
    expect(contrastOfWhite('#ffffff')).toBeCloseTo(1, 5);
    expect(contrastOfWhite('#767676')).toBeCloseTo(4.54, 2);
  });

  it('tells the server only what was changed, and nothing as null', () => {
    expect(siteBody({ team_id: '', color: ' ', greeting: ' Hola ' })).toEqual({
      team_id: null,
      color: null,
      greeting: 'Hola',
    });
    expect(siteBody({ team_id: '3', origins: 'https://a.co/' })).toEqual({
      team_id: 3,
      origins: 'https://a.co',
    });
  });

  it('makes the line for the page', () => {
    expect(snippetOf('https://lazo.co', 'k1')).toBe(
      '<script async src="https://lazo.co/lazo.js" data-site="k1"></script>',
    );
  });
});
