import { mount } from "svelte";
import "./desk.css";
import App from "./App.svelte";

mount(App, { target: document.getElementById("desk")! });
