// The demo organisation: two rooms of a clinic with what a real one would ask and say.
import { astrid, carla, CLINIC_STAFF, jonas, leila, lena, rahul, tomas } from "./cast.mjs";
import { browserOf, giveRole, letWork, makeRoom, registerContoso } from "./tenant.mjs";
import { switchOn } from "./world.mjs";

/** Whom to sign in as, and what they may do. */
export const demoPeople = [
  { ...jonas, does: "consultant, cardiology" },
  { ...leila, does: "consultant, cardiology" },
  { ...tomas, does: "consultant, social" },
  { ...carla, does: "coordinator" },
  { ...astrid, does: "administrator" },
  { ...rahul, does: "reviewer" },
  { ...lena, does: "leader, meeting culture" },
];

const privacy = `Contoso Clinic, Example Street 1, 12345 Sample Town, is responsible for what you write here. Our data protection officer is reached at privacy@contoso.example.

We use your name and your answers to call you and to prepare the consultation, and for nothing else. They are encrypted and erased after your visit; you can delete them yourself at any time.`;

const cardiology = {
  name: "Cardiology consultation",
  slug: "cardiology",
  intro: "Talk to a cardiology nurse or doctor about your treatment, your medicine or your next appointment.\n\nIn an emergency call 112; do not wait here.",
  privacy_notice: privacy,
  consent_text: "I agree that Contoso Clinic uses my answers for this consultation.",
  closed_text: "We are here from Monday to Friday, 8 to 16.",
  fallback_text: "If nobody meets you, call +49 30 555 0100.",
  questions: [
    { label: "What is it about?", explanation: "A few words are enough.", kind: "text", required: "true", on_card: "true" },
    { label: "Have you been here before?", kind: "yes_no", required: "true", on_card: "true" },
    { label: "Phone number", explanation: "In case the connection drops.", kind: "phone" },
    { label: "Anything we should know?", kind: "long_text" },
  ],
};

const social = {
  name: "Social counselling",
  slug: "social",
  intro: "Help with forms, benefits and care at home.",
  privacy_notice: privacy,
  consent_text: "I agree that Contoso Clinic uses my answers for this consultation.",
  fallback_text: "If nobody meets you, write to social@contoso.example.",
  admit: "by_hand",
  questions: [
    { label: "Topic", kind: "choice", options: "Forms and benefits\nCare at home\nSomething else", required: "true", on_card: "true" },
    { label: "Until when do you need an answer?", kind: "date", on_card: "true" },
  ],
};

/** Registers Contoso, makes its rooms, gives its people their roles and has calendars read. Returns { slug, rooms }. */
export async function makeDemo(start) {
  const { slug } = await registerContoso(start);
  await switchOn(start.env, slug);
  const world = { ...start, slug };
  const admin = await browserOf(world, astrid);
  const rooms = [await makeRoom(world, admin, cardiology), await makeRoom(world, admin, social)];
  await letWork(world, admin, rooms[0], CLINIC_STAFF, "Clinic Staff");
  await letWork(world, admin, rooms[1], tomas.oid);
  await giveRole(world, admin, { oid: carla.oid, role: "Coordinator", rooms });
  await giveRole(world, admin, { oid: lena.oid, role: "Leader", rooms: undefined });
  return { slug, rooms };
}
