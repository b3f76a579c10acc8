import type { DraftField } from './contact-draft.ts';

/**
 * The column names understood per field, each list in the order in which its columns are tried.
 *
 * Names are written as {@link headerKey} leaves them. They come from the exports of Google
 * Contacts (since 2024 and before), Outlook, HubSpot and this product, in English, German, French
 * and Spanish where the program translates its header, and from what people type themselves.
 */
export const columnNames: Readonly<Record<DraftField, readonly string[]>> = {
  id: ['unite id'],
  name: [
    ...['name', 'full name', 'fullname', 'display name', 'contact name', 'contact'],
    ...['vollständiger name', 'anzeigename'],
    ...['nom complet', 'nom', 'nombre completo', 'nombre'],
  ],
  firstName: [
    ...['first name', 'firstname', 'given name', 'givenname', 'forename'],
    ...['vorname', 'prénom', 'prenom', 'primer nombre'],
  ],
  middleName: [
    ...['middle name', 'middlename', 'additional name'],
    ...['weitere vornamen', 'zweiter vorname', 'deuxième prénom', 'segundo nombre'],
  ],
  lastName: [
    ...['last name', 'lastname', 'family name', 'familyname', 'surname'],
    ...['nachname', 'familienname', 'nom de famille', 'apellidos', 'apellido'],
  ],
  email: [
    ...['e mail 1 value', 'e mail', 'email', 'e mail address', 'email address', 'mail'],
    ...['primary email', 'work email', 'business email'],
    ...['e mail adresse', 'email adresse', 'mailadresse'],
    ...['adresse de messagerie', 'adresse e mail', 'adresse mail', 'adresse électronique'],
    ...['courriel', 'dirección de correo electrónico', 'correo electrónico', 'correo electronico'],
    ...['correo', 'e mail 2 value', 'e mail 2 address', 'e mail 2 adresse', 'email 2'],
    ...['adresse de messagerie 2', 'dirección de correo electrónico 2'],
    ...['e mail 3 value', 'e mail 3 address', 'e mail 3 adresse', 'adresse de messagerie 3'],
    ...['dirección de correo electrónico 3', 'home email', 'personal email', 'other email'],
  ],
  phone: [
    ...['phone 1 value', 'mobile phone', 'mobile', 'mobile number', 'mobile phone number'],
    ...['cell phone', 'cell', 'mobiltelefon', 'mobil', 'handy', 'tél mobile'],
    ...['téléphone mobile', 'portable', 'teléfono móvil', 'móvil', 'phone', 'phone number'],
    ...['primary phone', 'telephone', 'telephone number', 'tel', 'telefon', 'telefonnummer'],
    ...['téléphone', 'telephone 1', 'numéro de téléphone', 'teléfono', 'telefono'],
    ...['número de teléfono', 'business phone', 'work phone', 'telefon geschäftlich'],
    ...['téléphone bureau', 'téléphone professionnel', 'teléfono del trabajo'],
    ...['phone 2 value', 'business phone 2', 'telefon geschäftlich 2', 'téléphone 2 bureau'],
    ...['teléfono del trabajo 2', 'home phone', 'telefon privat', 'téléphone domicile'],
    ...['teléfono particular', 'phone 3 value', 'home phone 2', 'telefon privat 2'],
    ...['company main phone', 'telefon firma', 'other phone', 'weiteres telefon'],
    ...['téléphone autre', 'otro teléfono'],
  ],
  company: [
    ...['organization name', 'organization 1 name', 'company', 'company name'],
    ...[
      'primary company',
      'associated company',
      'associated company primary',
      'organization',
      'organisation',
    ],
    ...['account name', 'employer', 'firma', 'unternehmen', 'société', 'entreprise'],
    ...['empresa', 'compañía', 'organización'],
  ],
  jobTitle: [
    ...['organization title', 'organization 1 title', 'job title', 'jobtitle', 'position'],
    ...['role', 'berufsbezeichnung', 'funktion', 'fonction', 'poste', 'intitulé du poste'],
    ...['puesto', 'cargo', 'title', 'titel', 'titre', 'título'],
  ],
  notes: [
    ...['notes', 'note', 'comments', 'comment', 'notizen', 'notiz', 'bemerkungen'],
    ...['remarques', 'notas', 'observaciones'],
  ],
  stage: ['stage', 'lifecycle stage'],
};

/** A header without what does not tell columns apart: case, marks, spaces around and between. */
export function headerKey(header: string): string {
  return header
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
