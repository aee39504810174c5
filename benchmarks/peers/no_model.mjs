// A grader that may not be asked: what reaches it was not decided without a model.
export default class NoModel {
  id() {
    return "no-model";
  }

  async callApi() {
    return { error: "a model was asked" };
  }
}
