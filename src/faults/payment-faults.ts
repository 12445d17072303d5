import type { Catalogue } from './catalogue-entry.ts'

/** FAC: payment, account and factor. */
export const paymentFaults = {
  'FAC-01': {
    blame: 'depositor',
    official: 'REJ_SEMAN',
    severity: 'fault',
    fr: 'Le mode de paiement est obligatoire et absent.',
    en: 'The payment mode is required and missing.',
    advice: {
      fr: 'Ajoutez cac:PaymentMeans avec cbc:PaymentMeansCode (30 pour un virement).',
      en: 'Add cac:PaymentMeans with cbc:PaymentMeansCode (30 for a credit transfer).',
    },
  },
  'FAC-02': {
    blame: 'depositor',
    official: 'REJ_COH',
    severity: 'fault',
    fr: 'Le mode de paiement « {value} » n’est pas dans la liste acceptée.',
    en: 'Payment mode "{value}" is not in the accepted list.',
    advice: {
      fr: 'Employez l’un des codes {accepted}.',
      en: 'Use one of the codes {accepted}.',
    },
  },
  'FAC-03': {
    blame: 'depositor',
    official: 'REJ_SEMAN',
    severity: 'fault',
    fr: 'L’IBAN « {value} » est faux : {problem}.',
    en: 'IBAN "{value}" is wrong: {problemEn}.',
    advice: {
      fr: 'Recopiez l’IBAN du relevé d’identité bancaire de celui qui doit être payé.',
      en: 'Copy the IBAN from the bank details of the one to be paid.',
    },
  },
  'FAC-04': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'L’affactureur « {name} » est ignoré : aucun compte à payer n’est donné. Le fichier remis à l’acheteur public ne contient ni compte ni affactureur.',
    en: 'The factor "{name}" is ignored: no account to pay is given. The file given to the public buyer holds neither account nor factor.',
    advice: {
      fr: 'Mettez l’IBAN de l’affactureur dans {path}, et IBAN dans {typePath}.',
      en: 'Put the factor’s IBAN in {path}, and IBAN in {typePath}.',
    },
  },
  'FAC-05': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'La facture nomme l’affactureur « {name} » sans mention subrogative.',
    en: 'The invoice names the factor "{name}" without a subrogation notice.',
    advice: {
      fr: 'Mettez la mention subrogative dans cac:PaymentTerms/cbc:Note ou dans cac:PayeeParty/cac:Contact/cbc:Note.',
      en: 'Put the subrogation notice in cac:PaymentTerms/cbc:Note or in cac:PayeeParty/cac:Contact/cbc:Note.',
    },
  },
  'FAC-06': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'Plusieurs comptes différents sont donnés ({accounts}) ; le compte retenu est {kept}, {why}.',
    en: 'Several different accounts are given ({accounts}); the one kept is {kept}, {whyEn}.',
    advice: {
      fr: 'N’indiquez que le compte à payer.',
      en: 'Give only the account to pay.',
    },
  },
  'FAC-07': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'L’affactureur « {name} » est nommé sans cac:PartyLegalEntity : la visualisation de Chorus Pro ne montrera pas le bloc Encaisseur.',
    en: 'The factor "{name}" is named without cac:PartyLegalEntity: the rendering of Chorus Pro will not show the payee block.',
    advice: {
      fr: 'Ajoutez cac:PayeeParty/cac:PartyLegalEntity avec la raison sociale et l’adresse.',
      en: 'Add cac:PayeeParty/cac:PartyLegalEntity with the legal name and address.',
    },
  },
  'FAC-09': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'Une mention subrogative est présente mais aucun affactureur n’est nommé : le fichier remis à l’acheteur public porte le compte sans nom d’encaisseur.',
    en: 'A subrogation notice is given but no factor is named: the file given to the public buyer holds the account without a payee name.',
    advice: {
      fr: 'Nommez l’affactureur dans {path}.',
      en: 'Name the factor in {path}.',
    },
  },
  'FAC-08': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'Un bénéficiaire est donné (cac:PayeeParty) mais sans nom : il est ignoré.',
    en: 'A payee is given (cac:PayeeParty) without a name: it is ignored.',
    advice: {
      fr: 'Mettez la raison sociale de l’affactureur dans cac:PayeeParty/cac:PartyName/cbc:Name.',
      en: 'Put the factor’s legal name in cac:PayeeParty/cac:PartyName/cbc:Name.',
    },
  },
  'FAC-10': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'La facture nomme l’affactureur « {name} », mais aucune mention subrogative n’a été trouvée dans le texte du PDF.',
    en: 'The invoice names the factor "{name}", but no subrogation notice was found in the text of the PDF.',
    advice: {
      fr: 'Faites figurer la mention subrogative sur la facture.',
      en: 'Have the subrogation notice stand on the invoice.',
    },
  },
  'FAC-11': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'La facture nomme l’affactureur « {name} », mais son PDF ne contient pas de texte (c’est sans doute une image) : la mention subrogative n’a pas pu y être cherchée.',
    en: 'The invoice names the factor "{name}", but its PDF holds no text (it is probably a scan): the subrogation notice could not be looked for.',
    advice: {
      fr: 'Vérifiez que la mention subrogative figure sur la facture ; de préférence, joignez le PDF produit par votre logiciel.',
      en: 'Check that the subrogation notice stands on the invoice; better, attach the PDF your software makes.',
    },
  },
} as const satisfies Catalogue
