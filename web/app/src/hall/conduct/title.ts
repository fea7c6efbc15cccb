/** What is known of whoever speaks. */
export interface Speaker {
  person?: string;
  position?: string;
  site?: string;
  topic?: string;
}

/** The two lines of a title strip: the name, and beneath it position, site and topic. What is said in one is not in the other. */
export function titleOf({ person = '', position = '', site = '', topic = '' }: Speaker): {
  name: string;
  about: string[];
} {
  const name = person || site;
  return { name, about: [position, site, topic].filter((part) => part !== '' && part !== name) };
}
