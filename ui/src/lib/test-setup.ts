import { startTexts } from './i18n';

await startTexts('es');
