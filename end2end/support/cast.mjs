// The people and ids of the simulated Microsoft 365 that are the same in every run.

/** Contoso, the organisation in every story. */
export const CONTOSO = "7b3c1f60-52a4-4c1e-9d0b-2a6f10c0a001";
/** Fabrikam, the other one. */
export const FABRIKAM = "7b3c1f60-52a4-4c1e-9d0b-2a6f10fab001";
/** The app registration that signs people in. */
export const SIGNIN_CLIENT = "5197a000-0000-4000-a000-000000000001";
/** The app registration that makes meetings. */
export const DATA_CLIENT = "da7a0000-0000-4000-a000-000000000001";
/** Contoso's group "Clinic Staff": Jonas Weber and Leila Haddad. */
export const CLINIC_STAFF = "c0a00000-0000-4000-9000-000000000001";

const person = (tenant, oid, upn, name) => ({ tenant, oid, upn, name });
const contoso = (number, upn, name) => person(CONTOSO, `c0a00000-0000-4000-8000-0000000000${number}`, `${upn}@contoso.example`, name);
const fabrikam = (number, upn, name) => person(FABRIKAM, `fab00000-0000-4000-8000-0000000000${number}`, `${upn}@fabrikam.example`, name);

/** Global administrator, with the app role Administrator. */
export const astrid = contoso("01", "astrid.keller", "Astrid Keller");
/** App role Reviewer. */
export const rahul = contoso("02", "rahul.mehta", "Rahul Mehta");
/** App role Coordinator; which rooms, Anteroom says. */
export const carla = contoso("03", "carla.brandt", "Carla Brandt");
/** App role Consultant, member of Clinic Staff. */
export const jonas = contoso("04", "jonas.weber", "Jonas Weber");
/** App role Consultant, member of Clinic Staff. */
export const leila = contoso("05", "leila.haddad", "Leila Haddad");
/** App role Consultant, in no group. */
export const tomas = contoso("06", "tomas.rivera", "Tomás Rivera");
/** App role Leader. */
export const lena = contoso("07", "lena.fischer", "Lena Fischer");
/** App role Reporter. */
export const ruth = contoso("08", "ruth.osei", "Ruth Osei");
/** An employee without any role. */
export const emil = contoso("09", "emil.novak", "Emil Novak");
/** App role Consultant without a Teams licence. */
export const uwe = contoso("11", "uwe.lindner", "Uwe Lindner");
/** Fabrikam's global administrator. */
export const farid = fabrikam("01", "farid.amiri", "Farid Amiri");
/** An employee of Fabrikam without any role. */
export const finn = fabrikam("03", "finn.moreau", "Finn Moreau");
/** A personal Microsoft account. */
export const konrad = person("9188040d-6c67-4c5b-b112-36a304b66dad", "00000000-0000-0000-8000-00000000c0de", "konrad.privat@mail.example", "Konrad Privat");
