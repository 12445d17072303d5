import type { Catalogue } from './catalogue-entry.ts'

/** EXT, from 26: the files that come with an invoice. */
export const attachmentFaults = {
  'EXT-26': {
    blame: 'depositor',
    official: 'IRR_NOM_PJ',
    severity: 'fault',
    fr: 'Le nom de la pièce jointe « {name} » compte {length} caractères ; le maximum est {limit}, extension comprise.',
    en: 'The name of attachment "{name}" has {length} characters; the most is {limit}, extension included.',
    advice: { fr: 'Raccourcissez le nom du fichier.', en: 'Shorten the file’s name.' },
  },
  'EXT-27': {
    blame: 'depositor',
    official: 'IRR_EXT_DOC',
    severity: 'fault',
    fr: 'Le nom de la pièce jointe « {name} » n’a pas d’extension admise.',
    en: 'The name of attachment "{name}" has no allowed extension.',
    advice: {
      fr: 'Donnez au fichier l’extension de son type, parmi : {allowed}.',
      en: 'Give the file the extension of its type, one of: {allowed}.',
    },
  },
  'EXT-28': {
    blame: 'depositor',
    official: 'IRR_NOM_PJ',
    severity: 'fault',
    fr: 'Le nom de la pièce jointe « {name} » contient {problem}.',
    en: 'The name of attachment "{name}" holds {problemEn}.',
    advice: {
      fr: 'Donnez le seul nom du fichier, sans dossier et en caractères visibles.',
      en: 'Give the file’s name alone, without a folder and in visible characters.',
    },
  },
  'EXT-29': {
    blame: 'depositor',
    official: 'IRR_EXT_DOC',
    severity: 'fault',
    fr: 'La pièce jointe « {name} » n’est pas du type que dit son extension : son contenu est {found}.',
    en: 'Attachment "{name}" is not of the type its extension says: its content is {foundEn}.',
    advice: {
      fr: 'Joignez le bon fichier, ou donnez-lui l’extension de son contenu.',
      en: 'Attach the right file, or give it the extension of its content.',
    },
  },
  'EXT-30': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'La facture n’a pas de PDF original : en E2, le PDF est la facture.',
    en: 'The invoice has no PDF original: in E2 the PDF is the invoice.',
    advice: { fr: 'Joignez le PDF de la facture : {path}.', en: 'Attach the invoice’s PDF: {path}.' },
  },
  'EXT-31': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'La facture a {count} fichiers de type 01 ({names}) : un seul peut être la facture.',
    en: 'The invoice has {count} files of type 01 ({names}): one alone can be the invoice.',
    advice: {
      fr: 'Donnez le type 01 au PDF de la facture, et 02 aux autres fichiers.',
      en: 'Give type 01 to the invoice’s PDF, and 02 to the other files.',
    },
  },
  'EXT-32': {
    blame: 'depositor',
    official: 'IRR_VID_PJ',
    severity: 'fault',
    fr: 'La pièce jointe « {name} » est vide (0 octet).',
    en: 'Attachment "{name}" is empty (0 bytes).',
    advice: { fr: 'Joignez le fichier complet.', en: 'Attach the whole file.' },
  },
  'EXT-33': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'La pièce jointe « {name} » est une archive protégée par un mot de passe.',
    en: 'Attachment "{name}" is an archive protected by a password.',
    advice: { fr: 'Joignez le fichier sans protection.', en: 'Attach the file without protection.' },
  },
  'EXT-34': {
    blame: 'depositor',
    official: 'REJ_REF_PJ',
    severity: 'fault',
    fr: 'Le contenu de la pièce jointe « {name} » n’est pas du base64 : {problem}.',
    en: 'The content of attachment "{name}" is not base64: {problemEn}.',
    advice: {
      fr: 'Encodez le fichier en base64 (A-Z, a-z, 0-9, « + », « / », complété par « = »), sans rien d’autre que des espaces et des fins de ligne.',
      en: 'Encode the file as base64 (A-Z, a-z, 0-9, "+", "/", padded with "="), with nothing else but blanks and line ends.',
    },
  },
  'EXT-35': {
    blame: 'depositor',
    official: 'IRR_NOM_PJ',
    severity: 'fault',
    fr: 'L’archive ZIP de la pièce jointe « {name} » contient un nom dangereux, « {entry} ».',
    en: 'The ZIP of attachment "{name}" holds a dangerous name, "{entry}".',
    advice: {
      fr: 'Mettez dans l’archive le seul fichier, à sa racine.',
      en: 'Put the file alone in the archive, at its root.',
    },
  },
  'EXT-36': {
    blame: 'depositor',
    official: 'IRR_TAILLE_PJ',
    severity: 'fault',
    fr: 'L’archive ZIP de la pièce jointe « {name} » se déploie démesurément : {problem}.',
    en: 'The ZIP of attachment "{name}" unpacks out of all proportion: {problemEn}.',
    advice: { fr: 'Joignez le fichier lui-même.', en: 'Attach the file itself.' },
  },
  'EXT-37': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'L’archive de la pièce jointe « {name} » contient un fichier d’un autre nom, « {entry} » ; le nom retenu est le premier.',
    en: 'The archive of attachment "{name}" holds a file of another name, "{entry}"; the first name is kept.',
    advice: {
      fr: 'Donnez le même nom au fichier dans l’archive et à la pièce jointe.',
      en: 'Give the file in the archive and the attachment the same name.',
    },
  },
  'EXT-38': {
    blame: 'depositor',
    official: 'IRR_TAILLE_F',
    severity: 'fault',
    fr: 'Les fichiers joints à la facture pèsent ensemble {size} octets ; la limite est de {limit} octets.',
    en: 'The files attached to the invoice are {size} bytes long together; the limit is {limit} bytes.',
    advice: {
      fr: 'Allégez les pièces jointes ou envoyez-les autrement.',
      en: 'Make the attachments smaller or send them another way.',
    },
  },
  'EXT-39': {
    blame: 'depositor',
    official: 'IRR_ANTIVIRUS',
    severity: 'fault',
    fr: 'Un contrôle antivirus a refusé « {name} » : {threat}.',
    en: 'An antivirus check refused "{name}": {threat}.',
    advice: {
      fr: 'Contrôlez le poste ou le logiciel qui a produit ce fichier, puis joignez un fichier sain.',
      en: 'Check the machine or software that made this file, then attach a clean one.',
    },
  },
  'EXT-40': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'La pièce jointe « {name} » est annoncée « {given} » ; son contenu est « {found} ».',
    en: 'Attachment "{name}" is said to be "{given}"; its content is "{found}".',
    advice: {
      fr: 'Donnez le type du contenu, ou n’en donnez pas.',
      en: 'Give the type of the content, or none.',
    },
  },
} as const satisfies Catalogue
