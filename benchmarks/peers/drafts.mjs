// A provider that answers with what a case holds: a draft's text, or the calls that it made.
export default class Drafts {
  id() {
    return "drafts";
  }

  async callApi(_prompt, context) {
    const { text, calls } = context.vars.given;
    return { output: text ?? calls };
  }
}
