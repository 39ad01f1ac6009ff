import { expect, it } from 'vitest';
import { deviceWords } from './device';

it('a device is said in words by its browser and system', () => {
  expect(
    deviceWords(
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0',
    ),
  ).toBe('Edge · Windows');
  expect(
    deviceWords('Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1'),
  ).toBe('Safari · iOS');
  expect(
    deviceWords('Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36'),
  ).toBe('Chrome · Android');
  expect(deviceWords('Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0')).toBe(
    'Firefox · Linux',
  );
});
