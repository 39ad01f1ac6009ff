import { setLanguage } from './i18n';

await setLanguage('es');
