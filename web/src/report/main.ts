import { mount } from "svelte";
import "../desk.css";
import Handout from "./Handout.svelte";
import type { Given } from "./given";

const given = JSON.parse(document.getElementById("given")!.textContent!) as Given;
const desk = document.getElementById("desk")!;
desk.replaceChildren(); // the plain table that stands here is for readers without scripts
mount(Handout, { target: desk, props: { given } });
