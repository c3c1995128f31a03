/** The parameters of the address that say which reports are in the list. */
export const LIST = ["text", "publisher", "since", "until"] as const;
