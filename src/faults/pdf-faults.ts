import type { Catalogue } from './catalogue-entry.ts'

/** EXT, from 50: what is wrong with a PDF, above all the original of an E2. */
export const pdfFaults = {
  'EXT-50': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'Le fichier « {name} » n’est pas un PDF : il ne commence pas par %PDF-.',
    en: 'File "{name}" is not a PDF: it does not begin with %PDF-.',
    advice: { fr: 'Joignez un fichier PDF.', en: 'Attach a PDF file.' },
  },
  'EXT-51': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'Le PDF « {name} » est incomplet : il ne finit pas par %%EOF.',
    en: 'PDF "{name}" is incomplete: it does not end in %%EOF.',
    advice: {
      fr: 'Le fichier a sans doute été coupé : joignez-le à nouveau, entier.',
      en: 'The file was probably cut short: attach it again, whole.',
    },
  },
  'EXT-52': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'Le PDF « {name} » ne s’ouvre pas.',
    en: 'PDF "{name}" does not open.',
    advice: {
      fr: 'Ouvrez le fichier avec un lecteur de PDF, enregistrez-le à nouveau, et joignez-le.',
      en: 'Open the file in a PDF reader, save it again, and attach that.',
    },
  },
  'EXT-53': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'La table des objets du PDF « {name} » est abîmée : il a fallu la reconstruire, et un autre lecteur peut y voir autre chose.',
    en: 'The object table of PDF "{name}" is damaged: it had to be rebuilt, and another reader may see something else in it.',
    advice: {
      fr: 'Enregistrez à nouveau le PDF avec un autre logiciel.',
      en: 'Save the PDF again with other software.',
    },
  },
  'EXT-54': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'Le PDF « {name} » est chiffré.',
    en: 'PDF "{name}" is encrypted.',
    advice: {
      fr: 'Joignez le PDF sans mot de passe ni restriction.',
      en: 'Attach the PDF without password or restriction.',
    },
  },
  'EXT-55': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'Le PDF « {name} » n’a aucune page.',
    en: 'PDF "{name}" has no page.',
    advice: { fr: 'Joignez le PDF complet.', en: 'Attach the whole PDF.' },
  },
  'EXT-56': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'Le PDF « {name} » ne peut pas être contrôlé : {problem}.',
    en: 'PDF "{name}" cannot be checked: {problemEn}.',
    advice: {
      fr: 'Joignez un PDF plus simple : une impression en PDF y suffit.',
      en: 'Attach a simpler PDF: printing it to PDF is enough.',
    },
  },
  'EXT-57': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'Le PDF « {name} » contient un script : {what}.',
    en: 'PDF "{name}" holds a script: {whatEn}.',
    advice: {
      fr: 'Enregistrez le PDF sans JavaScript ni formulaire actif.',
      en: 'Save the PDF without JavaScript or active forms.',
    },
  },
  'EXT-58': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'Le PDF « {name} » demande de lancer un programme.',
    en: 'PDF "{name}" asks to launch a program.',
    advice: {
      fr: 'Enregistrez le PDF sans action de lancement.',
      en: 'Save the PDF without launch actions.',
    },
  },
  'EXT-59': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'Le PDF « {name} » contient un programme, « {embedded} ».',
    en: 'PDF "{name}" holds a program, "{embedded}".',
    advice: { fr: 'Retirez ce fichier du PDF.', en: 'Remove that file from the PDF.' },
  },
  'EXT-60': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'Le fichier « {name} » est un PDF et autre chose à la fois : {other}.',
    en: 'File "{name}" is a PDF and something else at once: {otherEn}.',
    advice: {
      fr: 'Enregistrez à nouveau le PDF, seul.',
      en: 'Save the PDF again, alone.',
    },
  },
} as const satisfies Catalogue
