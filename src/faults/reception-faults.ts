import type { Catalogue } from './catalogue-entry.ts'

/** RCV: the flow as a whole, before any document in it is read. */
export const receptionFaults = {
  'RCV-01': {
    blame: 'depositor',
    official: 'IRR_FORM',
    severity: 'fault',
    fr: 'Le nom du flux n’a pas la forme demandée : {name} — {problem}.',
    en: 'The flow name does not have the required form: {name} — {problemEn}.',
    advice: {
      fr: 'Nommez le fichier <interface>_<application>_<application><4 chiffres de l’interface><séquence sur 15 chiffres>, sans extension : par exemple {example}.',
      en: 'Name the file <interface>_<application>_<application><the interface’s 4 digits><15-digit sequence>, without extension: for example {example}.',
    },
  },
  'RCV-02': {
    blame: 'depositor',
    official: 'IRR_CODE_INTER',
    severity: 'fault',
    fr: 'Le code interface {code} est inconnu.',
    en: 'The interface code {code} is unknown.',
    advice: {
      fr: 'Employez le code interface du format déposé : FSO1100A pour une facture E1 en UBL.',
      en: 'Use the interface code of the format you send: FSO1100A for an E1 invoice in UBL.',
    },
  },
  'RCV-03': {
    blame: 'depositor',
    official: 'IRR_CODE_INTER',
    severity: 'fault',
    fr: 'L’interface {code} ({label}) existe mais Écluse ne la traite pas encore.',
    en: 'Interface {code} ({label}) exists, but Écluse does not handle it yet.',
    advice: {
      fr: 'Déposez la facture en UBL sous l’interface FSO1100A, ou adressez ce format à une plateforme qui le traite.',
      en: 'Send the invoice as UBL under interface FSO1100A, or send this format to a platform that handles it.',
    },
  },
  'RCV-04': {
    blame: 'depositor',
    official: 'IRR_CODE_APP',
    severity: 'fault',
    fr: 'Le code application {found} du nom du flux n’est pas celui de votre raccordement ({expected}).',
    en: 'Application code {found} in the flow name is not the one of your connection ({expected}).',
    advice: {
      fr: 'Mettez le code {expected} aux deux endroits du nom du flux.',
      en: 'Put code {expected} in both places of the flow name.',
    },
  },
  'RCV-05': {
    blame: 'depositor',
    official: 'IRR_UNICITE',
    severity: 'fault',
    fr: 'L’identifiant de flux {identifier} a déjà été déposé, le {date}, dans le flux {earlier}.',
    en: 'Flow identifier {identifier} was deposited before, on {date}, as flow {earlier}.',
    advice: {
      fr: 'Si ce dépôt est un nouvel envoi, donnez-lui une séquence jamais employée. Si c’est le même, il n’y a rien à faire : le premier a reçu son compte rendu.',
      en: 'If this is a new deposit, give it a sequence never used before. If it is the same one, nothing is to be done: the first got its report.',
    },
  },
  'RCV-06': {
    blame: 'depositor',
    official: 'IRR_VIDE',
    severity: 'fault',
    fr: 'Le flux est vide (0 octet).',
    en: 'The flow is empty (0 bytes).',
    advice: {
      fr: 'Déposez à nouveau le fichier complet, sous une nouvelle séquence.',
      en: 'Deposit the whole file again, under a new sequence.',
    },
  },
  'RCV-07': {
    blame: 'depositor',
    official: 'IRR_TAILLE',
    severity: 'fault',
    fr: 'Le flux pèse {size} octets ; la limite est de {limit} octets.',
    en: 'The flow is {size} bytes long; the limit is {limit} bytes.',
    advice: {
      fr: 'Répartissez les factures en plusieurs flux, ou allégez les pièces jointes.',
      en: 'Spread the invoices over several flows, or make the attachments smaller.',
    },
  },
  'RCV-08': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'Les chiffres {digits} du nom du flux diffèrent de ceux de l’interface {code} ({expected}).',
    en: 'The digits {digits} in the flow name differ from those of interface {code} ({expected}).',
    advice: {
      fr: 'Écrivez {expected} à cet endroit du nom.',
      en: 'Write {expected} in that place of the name.',
    },
  },
  'RCV-09': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'Le même contenu a déjà été déposé le {date} sous le nom {earlier}.',
    en: 'The same content was deposited before, on {date}, as {earlier}.',
    advice: {
      fr: 'Vérifiez qu’il ne s’agit pas d’un envoi en double.',
      en: 'Check that it was not sent twice by mistake.',
    },
  },
  'RCV-10': {
    blame: 'depositor',
    official: 'IRR_TYPE',
    severity: 'fault',
    fr: 'Le flux est un fichier {kind} ; un flux est un document XML seul, ou plusieurs dans une archive tar.gz.',
    en: 'The flow is a {kind} file; a flow is one XML document alone, or several in a tar.gz archive.',
    advice: {
      fr: 'Déposez la facture seule en XML, ou mettez les factures dans un tar compressé par gzip, sans extension.',
      en: 'Deposit the invoice alone as XML, or put the invoices in a tar compressed by gzip, without extension.',
    },
  },
  'RCV-11': {
    blame: 'depositor',
    official: 'IRR_EXTRAC',
    severity: 'fault',
    fr: 'L’archive ne peut pas être lue jusqu’au bout : {problem}.',
    en: 'The archive cannot be read to its end: {problemEn}.',
    advice: {
      fr: 'Refaites l’archive (tar.gz) et déposez-la à nouveau sous une nouvelle séquence.',
      en: 'Make the archive (tar.gz) again and deposit it under a new sequence.',
    },
  },
  'RCV-12': {
    blame: 'depositor',
    official: 'IRR_TAILLE',
    severity: 'fault',
    fr: 'Décompressée, l’archive dépasse la limite de {limit}.',
    en: 'Inflated, the archive goes beyond the limit of {limitEn}.',
    advice: {
      fr: 'Répartissez les factures en plusieurs flux.',
      en: 'Spread the invoices over several flows.',
    },
  },
  'RCV-13': {
    blame: 'depositor',
    official: 'IRR_NOM_F',
    severity: 'fault',
    fr: 'Le nom « {name} » dans l’archive n’est pas permis : {problem}.',
    en: 'The name "{name}" in the archive is not allowed: {problemEn}.',
    advice: {
      fr: 'N’y mettez que des fichiers, sous un nom simple, sans chemin.',
      en: 'Put files only in it, under a plain name, without a path.',
    },
  },
  'RCV-14': {
    blame: 'depositor',
    official: 'IRR_NOM_F',
    severity: 'fault',
    fr: 'Deux fichiers de l’archive portent le nom « {name} » (à la casse et aux accents près).',
    en: 'Two files of the archive have the name "{name}" (but for case and accents’ form).',
    advice: {
      fr: 'Donnez à chaque fichier un nom qui lui soit propre.',
      en: 'Give each file a name of its own.',
    },
  },
  'RCV-15': {
    blame: 'depositor',
    official: 'IRR_TAILLE',
    severity: 'fault',
    fr: 'Le flux contient plus de {limit} factures.',
    en: 'The flow holds more than {limit} invoices.',
    advice: {
      fr: 'Répartissez les factures en plusieurs flux.',
      en: 'Spread the invoices over several flows.',
    },
  },
  'RCV-16': {
    blame: 'depositor',
    official: 'IRR_VIDE',
    severity: 'fault',
    fr: 'L’archive ne contient aucun document.',
    en: 'The archive holds no document.',
    advice: {
      fr: 'Mettez les factures dans l’archive et déposez-la à nouveau.',
      en: 'Put the invoices in the archive and deposit it again.',
    },
  },
  'RCV-17': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'Le fichier « {name} », laissé par macOS dans l’archive, n’a pas été lu.',
    en: 'The file "{name}", left in the archive by macOS, was not read.',
    advice: {
      fr: 'Faites l’archive avec COPYFILE_DISABLE=1 pour ne pas l’y mettre.',
      en: 'Make the archive with COPYFILE_DISABLE=1 to keep it out.',
    },
  },
  'RCV-18': {
    blame: 'depositor',
    official: 'IRR_EXTRAC',
    severity: 'fault',
    fr: 'L’archive contient {kind} (« {name} ») ; seuls des fichiers y sont permis.',
    en: 'The archive holds something that is not a plain file: "{name}" ({kind}).',
    advice: {
      fr: 'Mettez dans l’archive les fichiers eux-mêmes.',
      en: 'Put the files themselves in the archive.',
    },
  },
  'RCV-19': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'La signature « {name} » est conservée avec le dépôt ; elle n’est pas vérifiée.',
    en: 'Signature "{name}" is kept with the deposit; it is not verified.',
    advice: {
      fr: 'Rien n’est à faire.',
      en: 'Nothing is to be done.',
    },
  },
  'RCV-20': {
    blame: 'depositor',
    official: 'IRR_TYPE_F',
    severity: 'fault',
    fr: 'Le fichier « {name} » de l’archive est lui-même une archive.',
    en: 'The file "{name}" in the archive is itself an archive.',
    advice: {
      fr: 'Mettez dans l’archive du flux les factures XML elles-mêmes.',
      en: 'Put the XML invoices themselves in the flow’s archive.',
    },
  },
  'RCV-21': {
    blame: 'depositor',
    official: 'IRR_VIDE_F',
    severity: 'fault',
    fr: 'Le fichier « {name} » de l’archive est vide.',
    en: 'The file "{name}" in the archive is empty.',
    advice: {
      fr: 'Déposez à nouveau cette facture, sous une nouvelle séquence.',
      en: 'Deposit this invoice again, under a new sequence.',
    },
  },
} as const satisfies Catalogue
